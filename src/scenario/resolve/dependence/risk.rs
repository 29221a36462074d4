//! `[risk.x]`: an event with a probability and an impact, before and after mitigation.

use super::selector::{self, Found};
use super::{World, check_waits, each, no_activities};
use crate::model::{Each, Impact, Mitigated, Risk, Uncertain};
use crate::scenario::problem::Problem;
use crate::scenario::resolve::context::Context;
use crate::scenario::resolve::reader::Reader;
use crate::units::{Share, Unit};

/// What an impact is made of, in files.
const PARTS: [&str; 4] = ["delay", "factor", "size", "cancel"];

/// Reads a risk; `None` after a problem.
pub(super) fn read(
    id: &str,
    reader: &Reader<'_>,
    world: World<'_>,
    cx: &mut Context<'_>,
) -> Option<Risk> {
    let probability = reader.quantity::<Share>(cx, "probability");
    if let Some(probability) = &probability {
        check_chance(reader, probability, cx);
    }
    let impact = impact(reader, reader, cx);
    let each = each(reader, cx);
    let off = reader.flag(cx, "off");
    let mitigated = mitigated(reader, probability.as_ref(), &impact, cx);
    let selector = selector::read(reader, cx);
    check_impact(reader, &impact, cx);
    let found = selector.as_ref()?.find(reader.path(), world, cx);
    check_reach(reader, &impact, each, (&found, world), cx);
    Some(Risk {
        id: id.to_string(),
        name: reader.label(cx, "name").unwrap_or_else(|| id.to_string()),
        probability: probability?,
        impact,
        each,
        off,
        spent: None,
        mitigated,
        reach: found.reach,
        sources: reader.sources(cx),
    })
}

fn check_chance(reader: &Reader<'_>, chance: &Uncertain<Share>, cx: &mut Context<'_>) {
    let never = chance.distribution().support().1 <= 0.0;
    let Some(node) = reader.get("probability").filter(|_| never) else {
        return;
    };
    cx.push(
        Problem::warning("risk::never", format!("`{}` never happens", reader.path()))
            .at(&node.place, "no chance at all")
            .help("to leave it out of the run write `off = true`, which keeps its numbers"),
    );
}

/// The impact that a table states, at the addresses of the risk's own. What changes nothing, no
/// delay, a factor of 1, the whole size, is no impact.
fn impact(risk: &Reader<'_>, from: &Reader<'_>, cx: &mut Context<'_>) -> Impact {
    Impact {
        delay: part(risk, from, "delay", 0.0, cx),
        factor: part(risk, from, "factor", 1.0, cx),
        size: part(risk, from, "size", 1.0, cx),
        cancel: from.flag(cx, "cancel"),
    }
}

fn part<U: Unit>(
    risk: &Reader<'_>,
    from: &Reader<'_>,
    name: &str,
    idle: f64,
    cx: &mut Context<'_>,
) -> Option<Uncertain<U>> {
    let quantity = from.quantity::<U>(cx, name)?;
    let law = quantity.distribution().clone();
    let is_idle = law.as_constant().is_some_and(|value| value == idle);
    (!is_idle).then(|| Uncertain::new(risk.join(name), law))
}

fn is_nothing(impact: &Impact) -> bool {
    *impact == Impact::default()
}

/// Reports a risk that does nothing, and one that both cancels and does something else.
fn check_impact(reader: &Reader<'_>, impact: &Impact, cx: &mut Context<'_>) {
    if impact.cancel {
        contradiction(reader, impact, reader.path(), cx);
        return;
    }
    let misread = PARTS[..3].iter().find(|name| {
        let is_there = match **name {
            "delay" => impact.delay.is_some(),
            "factor" => impact.factor.is_some(),
            _ => impact.size.is_some(),
        };
        reader.has(name) && !is_there
    });
    if !is_nothing(impact) || (misread.is_some() && cx.problems.has_errors()) {
        return;
    }
    let place = misread
        .and_then(|name| reader.get(name))
        .map_or(reader.place(), |node| &node.place);
    cx.push(
        Problem::error("risk::no-impact", format!("`{}` does nothing when it happens", reader.path()))
            .at(place, "no impact")
            .help("give it a `delay = \"3 to 12 months\"`, a `factor = 1.3` on durations, a `size = 0.5` (the share that still comes), or `cancel = true`"),
    );
}

fn contradiction(reader: &Reader<'_>, impact: &Impact, path: &str, cx: &mut Context<'_>) {
    let others = [
        ("delay", impact.delay.is_some()),
        ("factor", impact.factor.is_some()),
        ("size", impact.size.is_some()),
    ];
    let other = others.iter().find(|(_, is_there)| *is_there);
    let Some((name, _)) = other else {
        return;
    };
    let node = reader.get(name);
    let place = node.map_or(reader.place(), |node| &node.key);
    let mut problem = Problem::error(
        "risk::cancel",
        format!("`{path}` both cancels and has a `{name}`"),
    )
    .at(place, "of what no longer comes");
    if let Some(node) = reader.get("cancel") {
        problem = problem.also(&node.key, "ends it");
    }
    cx.push(problem.help("keep one of them, or make two risks of it"));
}

/// Reads `mitigated`: what it does not restate stays.
fn mitigated(
    reader: &Reader<'_>,
    probability: Option<&Uncertain<Share>>,
    before: &Impact,
    cx: &mut Context<'_>,
) -> Option<Mitigated> {
    let node = reader.get("mitigated")?;
    let section = reader.section(cx, "mitigated")?;
    let chance = section.quantity::<Share>(cx, "probability");
    let chance = chance
        .map(|chance| Uncertain::new(reader.join("probability"), chance.distribution().clone()));
    let stated = impact(reader, &section, cx);
    let cost = section.text(cx, "cost");
    let restates = |name: &str| section.has(name);
    if !restates("probability") && !PARTS.into_iter().any(restates) {
        cx.push(
            Problem::warning(
                "risk::mitigated",
                format!("`{}` is mitigated and stays as it is", reader.path()),
            )
            .at(&node.key, "says nothing of what changes")
            .help("restate what mitigation changes: `mitigated = { probability = 0.1, delay = \"1 to 3 months\" }`"),
        );
    }
    let after = Impact {
        delay: if restates("delay") {
            stated.delay
        } else {
            before.delay.clone()
        },
        factor: if restates("factor") {
            stated.factor
        } else {
            before.factor.clone()
        },
        size: if restates("size") {
            stated.size
        } else {
            before.size.clone()
        },
        cancel: if restates("cancel") {
            stated.cancel
        } else {
            before.cancel
        },
    };
    let is_sound = !before.cancel
        || before.delay.is_none() && before.factor.is_none() && before.size.is_none();
    if after.cancel && is_sound {
        let path = section.path().to_string();
        mixed(reader, &section, &after, &path, cx);
    }
    Some(Mitigated {
        probability: chance.or_else(|| probability.cloned())?,
        impact: after,
        sum: section.sum(cx, "cost"),
        cost,
    })
}

/// Reports a mitigation that leaves a cancellation beside something else.
fn mixed(
    risk: &Reader<'_>,
    section: &Reader<'_>,
    after: &Impact,
    path: &str,
    cx: &mut Context<'_>,
) {
    if section.has("cancel") {
        // It cancels, and what was stated before stays.
        let stays = ["delay", "factor", "size"].into_iter().find(|name| {
            let there = match *name {
                "delay" => after.delay.is_some(),
                "factor" => after.factor.is_some(),
                _ => after.size.is_some(),
            };
            there && !section.has(name) && risk.has(name)
        });
        let node = section.get("cancel");
        if let (Some(name), Some(node)) = (stays, node) {
            let message = format!("`{path}` cancels, and the risk's `{name}` stays");
            cx.push(
                Problem::error("risk::cancel", message)
                    .at(&node.key, "ends what would be late")
                    .help("mitigation makes a risk smaller: leave `cancel` out"),
            );
            return;
        }
    }
    let others = ["delay", "factor", "size"];
    let stated = others
        .into_iter()
        .find_map(|name| Some((name, section.get(name)?)));
    if let (Some((name, node)), false) = (stated, section.has("cancel")) {
        let message = format!("`{path}` has a `{name}`, and the risk still cancels");
        let mut problem =
            Problem::error("risk::cancel", message).at(&node.key, "of what no longer comes");
        if let Some(node) = risk.get("cancel") {
            problem = problem.also(&node.key, "what is not restated stays");
        }
        cx.push(problem.help("say beside it that it no longer cancels: `cancel = false`"));
        return;
    }
    contradiction(section, after, path, cx);
}

/// Checks that each part of the impact finds something of its kind.
fn check_reach(
    reader: &Reader<'_>,
    impact: &Impact,
    each: Each,
    (found, world): (&Found, World<'_>),
    cx: &mut Context<'_>,
) {
    let by_activity = found.reach.by_activity;
    if each == Each::Activity {
        let out = ", or leave `each` out for one draw a trial";
        let cause = [
            (impact.size.is_some(), "the size of a phase is one number"),
            (impact.cancel && !by_activity, "a phase is given up once"),
            (
                impact.delay.is_some() && !by_activity,
                "without `activity` in `applies_to` a delay hits a phase once",
            ),
        ];
        if let Some((_, what)) = cause.into_iter().find(|(is_so, _)| *is_so) {
            no_activities(reader, what, out, cx);
        }
    }
    if impact.factor.is_some() {
        check_waits(reader, found, "factor", world, cx);
    }
    let reach = &found.reach;
    let is_lost = impact.size.is_some() && reach.phases.is_empty() && !reach.work.is_empty();
    if let Some(node) = reader.get("size").filter(|_| is_lost && world.whole) {
        let message = format!("`size` of `{}` finds no phase", reader.path());
        cx.push(
            Problem::warning("selector::nothing", message)
                .at(&node.key, "grid stages alone match, which have no GPUs")
                .help("make a risk of its own of it, without `activity` in `applies_to`"),
        );
    }
}
