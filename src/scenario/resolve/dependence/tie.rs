//! How the members of a group depend on each other: `rho`, `levels` or `matrix`, and the copula.

use super::correlation::Member;
use super::members::at_level;
use super::{World, matrix};
use crate::model::{Tie, TieLevel, Work};
use crate::scenario::keys::Kind;
use crate::scenario::problem::Problem;
use crate::scenario::quantity;
use crate::scenario::resolve::context::Context;
use crate::scenario::resolve::reader::Reader;
use crate::scenario::suggest;
use crate::scenario::tree::Node;
use std::collections::BTreeMap;

/// Shares may exceed 1 by this, by rounding.
const ROUNDING: f64 = 1e-12;
/// Degrees of freedom are above this: the score's variance is finite.
const LEAST_DF: f64 = 2.0;

/// How uniforms follow from scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Copula {
    Gaussian,
    /// With its degrees of freedom.
    T(f64),
}

impl Copula {
    /// Degrees of freedom; `None` for the Gaussian.
    pub const fn df(self) -> Option<f64> {
        match self {
            Copula::Gaussian => None,
            Copula::T(df) => Some(df),
        }
    }
}

/// Reads the copula; `None` after a problem.
pub(super) fn copula(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<Copula> {
    let is_t = reader.word(cx, "copula").as_deref() == Some("t");
    let Some(node) = reader.get("df") else {
        if !is_t {
            return Some(Copula::Gaussian);
        }
        let node = reader.get("copula")?;
        let message = format!("`{}` has a t copula and no `df`", reader.path());
        cx.push(
            Problem::error("correlation::df", message)
                .at(&node.place, "needs its degrees of freedom")
                .help("for example `df = 4`; from 30 on it is nearly the Gaussian copula"),
        );
        return None;
    };
    if !is_t {
        let message = format!("`{}` has `df`, and no t copula", reader.path());
        let out = if reader.has("copula") {
            "write `copula = \"t\"`"
        } else {
            "add `copula = \"t\"`"
        };
        cx.push(
            Problem::error("correlation::df", message)
                .at(&node.key, "degrees of freedom of a t copula")
                .help(format!("{out}, or leave `df` out")),
        );
        return None;
    }
    let df = reader.number(cx, "df")?;
    if df <= LEAST_DF {
        cx.push(
            Problem::error(
                "number::bounds",
                format!("`df` is {df}, not above {LEAST_DF}"),
            )
            .at(&node.place, "too small")
            .help("degrees of freedom go from above 2 to 1000; for example `df = 4`"),
        );
        return None;
    }
    Some(Copula::T(df))
}

/// How the members depend on each other; `None` after a problem.
pub(super) fn read(
    reader: &Reader<'_>,
    members: &[Member],
    world: World<'_>,
    cx: &mut Context<'_>,
) -> Option<Tie> {
    let ways: Vec<(&str, &Node)> = ["rho", "levels", "matrix"]
        .into_iter()
        .filter_map(|name| Some((name, reader.get(name)?)))
        .collect();
    let (name, node) = match ways.as_slice() {
        [one] => *one,
        [] => {
            cx.push(
                Problem::error("key::missing", format!("`{}` does not say how much moves together", reader.path()))
                    .at(reader.place(), "needs `rho`, `levels` or `matrix`")
                    .help("for example `rho = 0.5`, or `levels = { country = 0.2, site = 0.3 }`; with `names` also `matrix = [[1, 0.6], [0.6, 1]]`"),
            );
            return None;
        }
        [(first, one), (second, other), ..] => {
            let message = format!("`{}` has both `{first}` and `{second}`", reader.path());
            cx.push(
                Problem::error("correlation::two-ways", message)
                    .at(&other.key, "a second way")
                    .also(&one.key, "the first")
                    .help("keep one of them; `levels = { all = .. }` is what `rho` says"),
            );
            return None;
        }
    };
    if let Some(repair) = reader.get("repair").filter(|_| name != "matrix") {
        cx.push(
            Problem::warning(
                "matrix::nothing",
                format!("`{}` has nothing to repair", reader.path()),
            )
            .at(&repair.key, "of a `matrix` alone")
            .help("leave `repair` out"),
        );
    }
    match (name, reader.has("names")) {
        ("rho", _) => rho(reader, node, members, cx),
        ("levels", false) => levels(reader, node, members, world, cx),
        ("matrix", true) => {
            let names: Vec<String> = members.iter().map(|member| member.path.clone()).collect();
            matrix::read(reader, &names, cx)
        }
        (_, by_name) => {
            cx.push(apart(reader, name, node, by_name));
            None
        }
    }
}

/// Levels are of what is selected, a matrix of what is named.
fn apart(reader: &Reader<'_>, name: &str, node: &Node, by_name: bool) -> Problem {
    let (label, out) = if by_name {
        (
            "of what `applies_to` finds",
            "give `names` a `matrix` or one `rho`, or take `applies_to` in place of `names`",
        )
    } else {
        (
            "in the order of `names`",
            "write `names = [..]` in place of `applies_to`, or `rho` in place of `matrix`",
        )
    };
    let message = format!(
        "`{name}` of `{}` does not go with the way its members are told",
        reader.path()
    );
    Problem::error("correlation::two-ways", message)
        .at(&node.key, label)
        .help(out)
}

fn rho(reader: &Reader<'_>, node: &Node, members: &[Member], cx: &mut Context<'_>) -> Option<Tie> {
    let rho = quantity::number(node, "rho", cx.problems)?;
    if (-1.0..0.0).contains(&rho) {
        let n = members.len();
        let bound = match n {
            0 | 1 => String::new(),
            _ => format!(
                "; of {n} quantities none can be below {:.3} with all others",
                -1.0 / (n as f64 - 1.0)
            ),
        };
        let message = format!(
            "`rho` of `{}` is {rho}: a shared factor makes nothing move against each other",
            reader.path()
        );
        cx.push(
            Problem::error("correlation::negative", message)
                .at(&node.place, "below 0")
                .help(format!("quantities that move against each other are told by `names` and `matrix`: `matrix = [[1, {rho}], [{rho}, 1]]`{bound}")),
        );
        return None;
    }
    let rho = reader.number(cx, "rho")?;
    Some(Tie::Levels(vec![TieLevel {
        by: "all".to_string(),
        rho,
        of: vec!["all".to_string(); members.len()],
    }]))
}

fn levels(
    reader: &Reader<'_>,
    node: &Node,
    members: &[Member],
    world: World<'_>,
    cx: &mut Context<'_>,
) -> Option<Tie> {
    let words = match reader.kind("levels") {
        Kind::Levels(words) => words,
        _ => &[],
    };
    let fields = reader.fields(cx, "levels")?;
    reader.record(cx, "levels");
    let shares = shares(reader, node, words, fields, cx)?;
    let mut ties = Vec::new();
    for (rank, (rho, value)) in shares {
        let by = words[rank];
        let of: Vec<Option<String>> = members
            .iter()
            .map(|member| at_level(member.work?, by, world))
            .collect();
        check_lonely(reader, by, (members, &of), &value, cx);
        let of = of.into_iter().zip(members);
        ties.push(TieLevel {
            by: by.to_string(),
            rho,
            of: of
                .map(|(name, member)| name.unwrap_or_else(|| member.path.clone()))
                .collect(),
        });
    }
    Some(Tie::Levels(ties))
}

/// The share of each level by its rank in `words`; `None` after a problem.
fn shares(
    reader: &Reader<'_>,
    node: &Node,
    words: &[&'static str],
    fields: Vec<(String, Node)>,
    cx: &mut Context<'_>,
) -> Option<BTreeMap<usize, (f64, Node)>> {
    let mut is_sound = true;
    let mut shares: BTreeMap<usize, (f64, Node)> = BTreeMap::new();
    for (name, value) in fields {
        let Some(rank) = words.iter().position(|word| *word == name) else {
            cx.push(unknown_level(&name, &value, words));
            is_sound = false;
            continue;
        };
        let share = quantity::number(&value, &name, cx.problems);
        match share {
            Some(share) if (0.0..=1.0).contains(&share) => {
                shares.insert(rank, (share, value));
            }
            Some(share) => {
                let message = format!("the level `{name}` of `{}` is {share}", reader.path());
                cx.push(
                    Problem::error("correlation::share", message)
                        .at(&value.place, "outside 0 to 1")
                        .help("a level's share is the part of the variation that all of one country, site or so have in common"),
                );
                is_sound = false;
            }
            None => is_sound = false,
        }
    }
    let sum: f64 = shares.values().map(|(share, _)| share).sum();
    if sum > 1.0 + ROUNDING {
        let message = format!("the levels of `{}` add up to {sum:.3}", reader.path());
        cx.push(
            Problem::error("correlation::share", message)
                .at(&node.key, "more than all there is")
                .help(
                    "each level adds what it has in common to the wider ones: together at most 1",
                ),
        );
        is_sound = false;
    }
    if shares.is_empty() && is_sound {
        let problem = Problem::error(
            "text::empty",
            format!("`levels` of `{}` is empty", reader.path()),
        );
        cx.push(
            problem
                .at(&node.place, "nothing in it")
                .help("for example `levels = { country = 0.2, site = 0.3 }`"),
        );
        is_sound = false;
    }
    is_sound.then_some(shares)
}

fn unknown_level(name: &str, node: &Node, words: &[&'static str]) -> Problem {
    let message = format!("unknown level `{}`", name.escape_debug());
    let problem = Problem::error("key::unknown", message).at(&node.key, "not a level");
    let known: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    let problem = match suggest::nearest(name, words.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem,
    };
    problem.help(format!("levels are {}", known.join(", ")))
}

/// Warns of members that have nothing at a level.
fn check_lonely(
    reader: &Reader<'_>,
    by: &str,
    (members, of): (&[Member], &[Option<String>]),
    node: &Node,
    cx: &mut Context<'_>,
) {
    // A stage of a site is no phase's: it stays by itself there, as is meant.
    let is_meant =
        |member: &Member| by == "phase" && matches!(member.work, Some(Work::Wait { .. }));
    let lonely: Vec<&Member> = members
        .iter()
        .zip(of)
        .filter(|(member, name)| name.is_none() && !is_meant(member))
        .map(|(member, _)| member)
        .collect();
    let Some(first) = lonely.first() else {
        return;
    };
    let more = match lonely.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let verb = if lonely.len() == 1 { "has" } else { "have" };
    let message = format!(
        "`{}`{more} of `{}` {verb} no {by} to share",
        first.path,
        reader.path()
    );
    cx.push(
        Problem::warning("correlation::lonely", message)
            .at(&node.key, "stays by itself at this level")
            .help(format!("say its `{by}`, or leave it out of `applies_to`")),
    );
}
