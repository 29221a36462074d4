//! `[correlation.x]`: groups of quantities that move together.

use super::World;
use super::members::drawn_by;
use super::selector;
use super::tie;
use crate::distribution::Distribution;
use crate::model::{CorrelationGroup, Dependence, Moneyed, Tie, TieLevel, Work, quantities};
use crate::scenario::problem::Problem;
use crate::scenario::resolve::context::Context;
use crate::scenario::resolve::evidence::is_below;
use crate::scenario::resolve::reader::Reader;
use crate::scenario::suggest;
use crate::scenario::tree::{Node, Place};
use std::collections::BTreeMap;

/// A member: its address, and the work that it is drawn for where a selector found it.
pub(super) struct Member {
    pub path: String,
    pub work: Option<Work>,
    pub place: Place,
    /// Whether what it names was removed, or is left out by a replay: it goes, with its row and column of the matrix.
    pub gone: bool,
}

/// Reads the groups, by id.
pub(super) fn read(
    root: &Reader<'_>,
    world: World<'_>,
    dependence: &Dependence,
    cx: &mut Context<'_>,
) -> Vec<CorrelationGroup> {
    let readers = root.entities(cx, "correlation");
    let laws = quantities(
        world.sites,
        world.chips,
        dependence,
        Moneyed {
            zones: world.zones,
            programmes: world.programmes,
            costs: world.costs,
        },
    );
    let mut taken: BTreeMap<String, (String, Place)> = BTreeMap::new();
    let mut groups = Vec::new();
    for (id, reader) in readers {
        let members = members(&reader, world, &laws, dependence, cx);
        overlaps(id, &members, &mut taken, cx);
        let copula = tie::copula(&reader, cx);
        let name = reader.label(cx, "name").unwrap_or_else(|| id.to_string());
        let tie = tie::read(&reader, &members, world, cx);
        let (Some(tie), Some(copula)) = (tie, copula) else {
            continue;
        };
        let found = members.len();
        let has_gone = members.iter().any(|member| member.gone);
        let (members, tie) = certain_left_out(&reader, members, tie, &laws, cx);
        if (has_gone || cx.kept.is_some()) && members.len() < 2 {
            // What was to move together is not there any more.
            if let Some(kept) = cx.kept.as_mut().filter(|kept| !kept.is_idle(reader.path())) {
                kept.idle(reader.path(), "fewer than two are left of what it ties");
            }
            continue;
        }
        if found > 0 {
            check_few(&reader, &members, world, cx);
        }
        groups.push(CorrelationGroup {
            id: id.to_string(),
            name,
            members,
            tie,
            df: copula.df(),
            sources: reader.sources(cx),
        });
    }
    groups
}

/// The members of a group, those that a selector finds in order.
fn members(
    reader: &Reader<'_>,
    world: World<'_>,
    laws: &BTreeMap<&str, &Distribution>,
    dependence: &Dependence,
    cx: &mut Context<'_>,
) -> Vec<Member> {
    let selector = selector::read(reader, cx);
    match (reader.get("applies_to"), reader.get("names")) {
        (Some(node), Some(names)) => {
            let message = format!("`{}` has both `applies_to` and `names`", reader.path());
            cx.push(
                Problem::error("correlation::two-ways", message)
                    .at(&names.key, "names its members")
                    .also(&node.key, "selects them")
                    .help("keep one of the two"),
            );
            Vec::new()
        }
        (None, None) => {
            let message = format!("`{}` has neither `applies_to` nor `names`", reader.path());
            cx.push(
                Problem::error("key::missing", message)
                    .at(reader.place(), "nothing says what moves together")
                    .help("for example `applies_to = { activity = \"energisation\", zone = \"gb-*\" }` with `rho = 0.5`; `{}` is everything")
                    .help("or quantities by their addresses, `names = [..]` with `matrix`"),
            );
            Vec::new()
        }
        (None, Some(_)) => {
            let members = named(reader, world, laws, cx);
            check_drawn_once(&members, dependence, cx);
            members
        }
        (Some(_), None) => {
            let Some(selector) = selector else {
                return Vec::new();
            };
            let found = selector.find(reader.path(), world, cx);
            let work = found.reach.work.iter();
            let mut members: Vec<Member> = work
                .filter_map(|work| {
                    let (path, _) = drawn_by(*work, world)?;
                    Some(Member {
                        path: path.to_string(),
                        work: Some(*work),
                        place: selector.place().clone(),
                        gone: false,
                    })
                })
                .collect();
            members.sort_by(|a, b| a.path.cmp(&b.path));
            members
        }
    }
}

/// Members by their addresses.
fn named(
    reader: &Reader<'_>,
    world: World<'_>,
    laws: &BTreeMap<&str, &Distribution>,
    cx: &mut Context<'_>,
) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    let texts = reader.texts(cx, "names").unwrap_or_default();
    reader.record(cx, "names");
    for (text, node) in texts {
        let of_activity = format!("{text}.duration");
        let mut gone = false;
        let path = if laws.contains_key(text.as_str()) {
            text
        } else if laws.contains_key(of_activity.as_str()) {
            of_activity
        } else {
            gone = has_gone(reader, &text, &node, cx);
            if world.whole && !gone {
                cx.push(unknown(&text, &node, laws));
            }
            // It keeps its place, for the size of the matrix.
            text
        };
        if let Some(other) = members.iter().find(|other| other.path == path) {
            let message = format!("`{}` names `{path}` twice", reader.path());
            cx.push(
                Problem::error("correlation::twice", message)
                    .at(&node.place, "again here")
                    .also(&other.place, "first here")
                    .help("leave one of them out, and its row and column of `matrix`"),
            );
        }
        if path.rsplit('.').next() == Some("pue") {
            let message = format!("`{path}` is drawn with the uniform of `pue_peak`");
            cx.push(
                Problem::error("correlation::shared", message)
                    .at(&node.place, "has no draw of its own")
                    .help(format!("name `{path}_peak`: both then move together")),
            );
        }
        members.push(Member {
            path,
            work: None,
            place: node.place,
            gone,
        });
    }
    members
}

/// Whether a name is of what an overlay removed, which is told, or of what a replay left out, which is listed.
fn has_gone(reader: &Reader<'_>, text: &str, node: &Node, cx: &mut Context<'_>) -> bool {
    if let Some(removed) = cx.removed.iter().find(|removed| is_below(removed, text)) {
        let message = format!(
            "`{}` names `{text}`, a part of `{removed}`, which was removed",
            reader.path()
        );
        let problem = Problem::warning("correlation::removed", message);
        cx.push(
            problem
                .at(&node.place, "no longer there")
                .help("this run leaves it out, with its row and column of `matrix`"),
        );
        return true;
    }
    let Some(kept) = cx.kept.as_mut().filter(|kept| kept.has_gone(text)) else {
        return false;
    };
    kept.idle(&format!("{}.names", reader.path()), &format!("name {text}"));
    true
}

/// Reports quantities of drivers and risks that are drawn several times a trial.
fn check_drawn_once(members: &[Member], dependence: &Dependence, cx: &mut Context<'_>) {
    let drivers = dependence.drivers.iter();
    let drivers = drivers.map(|driver| (format!("driver.{}.", driver.id), driver.each));
    let risks = dependence.risks.iter();
    let risks = risks.map(|risk| (format!("risk.{}.", risk.id), risk.each));
    let several: Vec<(String, &str)> = drivers
        .chain(risks)
        .filter_map(|(below, each)| Some((below, each.word()?)))
        .collect();
    for member in members {
        let each = several
            .iter()
            .find(|(below, _)| member.path.starts_with(below));
        if let Some((_, each)) = each {
            let message = format!("`{}` is drawn for each {each}", member.path);
            cx.push(
                Problem::error("correlation::each", message)
                    .at(&member.place, "has no one draw a trial")
                    .help("leave its `each` out, or leave it out of `names`"),
            );
        }
    }
}

fn unknown(text: &str, node: &Node, laws: &BTreeMap<&str, &Distribution>) -> Problem {
    let problem = Problem::error(
        "correlation::unknown",
        format!(
            "`names` has `{}`, which is no quantity of the scenario",
            text.escape_debug()
        ),
    )
    .at(&node.place, "nothing that is drawn has this address");
    let below = format!("{text}.");
    let within: Vec<String> = laws
        .keys()
        .filter(|path| path.starts_with(&below))
        .take(6)
        .map(|path| format!("`{path}`"))
        .collect();
    if !within.is_empty() {
        return problem.help(format!("name a quantity of it: {}", within.join(", ")));
    }
    let paths = laws.keys().copied();
    match suggest::nearest(text, paths) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("an address begins at the top: `site.a.phase.b.activity.shell`, `site.a.grid.full.energised`, `chip.gb300.watts`, `driver.x.factor`"),
    }
}

/// Reports quantities that are in two groups.
fn overlaps(
    id: &str,
    members: &[Member],
    taken: &mut BTreeMap<String, (String, Place)>,
    cx: &mut Context<'_>,
) {
    let shared: Vec<&Member> = members
        .iter()
        .filter(|member| {
            taken
                .get(&member.path)
                .is_some_and(|(other, _)| other != id)
        })
        .collect();
    if let Some(first) = shared.first() {
        let (other, place) = &taken[&first.path];
        let more = match shared.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let message = format!(
            "`{}` is in two groups, `correlation.{other}` and `correlation.{id}`{more}",
            first.path
        );
        cx.push(
            Problem::error("correlation::overlap", message)
                .at(&first.place, "in this one")
                .also(place, "and in this one")
                .help("a quantity is in one group at most: narrow one `applies_to`, or make one group of both with `levels`"),
        );
    }
    for member in members {
        taken
            .entry(member.path.clone())
            .or_insert_with(|| (id.to_string(), member.place.clone()));
    }
}

/// The group without what is certain, which nothing can move.
fn certain_left_out(
    reader: &Reader<'_>,
    members: Vec<Member>,
    tie: Tie,
    laws: &BTreeMap<&str, &Distribution>,
    cx: &mut Context<'_>,
) -> (Vec<String>, Tie) {
    let is_kept = |member: &Member| {
        let law = laws.get(member.path.as_str());
        !member.gone && law.is_none_or(|law| law.as_constant().is_none())
    };
    let kept: Vec<usize> = (0..members.len())
        .filter(|index| is_kept(&members[*index]))
        .collect();
    for member in members
        .iter()
        .filter(|member| member.work.is_none() && !member.gone && !is_kept(member))
    {
        let message = format!("`{}` of `{}` is one number", member.path, reader.path());
        cx.push(
            Problem::warning("correlation::certain", message)
                .at(&member.place, "what is certain moves with nothing")
                .help("leave it out, and its row and column of `matrix`; or give it a range"),
        );
    }
    let pick = |row: &[f64]| -> Vec<f64> { kept.iter().map(|index| row[*index]).collect() };
    let square = |rows: &[Vec<f64>]| -> Vec<Vec<f64>> {
        kept.iter().map(|index| pick(&rows[*index])).collect()
    };
    let tie = match tie {
        Tie::Levels(levels) => Tie::Levels(
            levels
                .into_iter()
                .map(|level| TieLevel {
                    of: kept.iter().map(|index| level.of[*index].clone()).collect(),
                    ..level
                })
                .collect(),
        ),
        Tie::Matrix {
            scores,
            asked,
            repaired,
        } => Tie::Matrix {
            scores: square(&scores),
            asked: square(&asked),
            repaired,
        },
    };
    let mut members: Vec<Option<String>> = members
        .into_iter()
        .map(|member| Some(member.path))
        .collect();
    let members = kept.iter().filter_map(|index| members[*index].take());
    (members.collect(), tie)
}

/// Warns of a group of fewer than two.
fn check_few(reader: &Reader<'_>, members: &[String], world: World<'_>, cx: &mut Context<'_>) {
    let label = match members {
        [] => "all of it is certain".to_string(),
        [one] => format!("only `{one}`"),
        _ => return,
    };
    let node = reader.get("applies_to").or_else(|| reader.get("names"));
    let Some(node) = node.filter(|_| world.whole) else {
        return;
    };
    if cx.is_of_part(&node.place) {
        cx.idle.insert(reader.path().to_string());
        return;
    }
    cx.push(
        Problem::warning(
            "correlation::few",
            format!("`{}` ties nothing together", reader.path()),
        )
        .at(&node.place, label)
        .help("a group needs two quantities that are drawn"),
    );
}
