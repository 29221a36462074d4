//! Facts of later days go; what was expected stays.
//!
//! An uncertain fact counts by its median: that it had come by the day must be more likely than not.

use super::{Then, day_of, shown, tables};
use crate::calendar::Instant;
use crate::distribution::Distribution;
use crate::model::DroppedKind;
use crate::scenario::date;
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::tree::{Node, Table};
use jiff::civil::Date;

/// Facts of a phase as a whole, each with what goes with it.
const OF_PHASE: [(&str, &str); 2] = [("actual_online", "actual_gpus"), ("paused", "restart")];
/// Facts of an activity.
const OF_ACTIVITY: [&str; 2] = ["started", "finished"];
/// Facts of a grid stage.
const OF_STAGE: [&str; 2] = ["actual_energised", "applied"];

/// Whether an address is that of a fact.
pub(super) fn is_fact(parts: &[&str]) -> bool {
    match parts {
        [.., "observed", "date"] => true,
        ["site", _, "phase", _, name] => OF_PHASE.iter().any(|(fact, _)| fact == name),
        ["site", _, "phase", _, "activity", _, name] => OF_ACTIVITY.contains(name),
        ["site", _, "grid", _, name] => OF_STAGE.contains(name),
        _ => false,
    }
}

/// Leaves facts out that are later than the day, and days of evidence.
pub(super) fn facts(root: &mut Table, then: &mut Then, problems: &mut Problems) {
    for (id, site) in tables(root, "site") {
        let path = format!("site.{id}");
        seen(site, &path, then, problems);
        let announced = site.get("announced").is_some();
        for (id, stage) in tables(site, "grid") {
            of_stage(stage, &format!("{path}.grid.{id}"), then, problems);
        }
        for (id, phase) in tables(site, "phase") {
            of_phase(
                phase,
                &format!("{path}.phase.{id}"),
                announced,
                then,
                problems,
            );
        }
    }
    for (id, programme) in tables(root, "programme") {
        if let Some(remainder) = programme.get_mut("remainder").and_then(Node::as_table_mut) {
            let path = format!("programme.{id}.remainder");
            seen(remainder, &path, then, problems);
            activities(remainder, &path, then, problems);
        }
    }
}

fn of_stage(stage: &mut Table, path: &str, then: &mut Then, problems: &mut Problems) {
    seen(stage, path, then, problems);
    let came = stage.get("actual_energised").cloned();
    let mut lost = false;
    for name in OF_STAGE {
        let is_gone = take(stage, name, path, then, problems);
        lost |= is_gone && name == "actual_energised";
    }
    if let Some(node) = came.filter(|_| lost && stage.get("energised").is_none()) {
        let help = "say when it was expected then, beside the fact: `energised = \"2026-H1\"`";
        problems.push(nothing_left(path, &node, then.day, help));
    }
}

fn of_phase(
    phase: &mut Table,
    path: &str,
    is_announced: bool,
    then: &mut Then,
    problems: &mut Problems,
) {
    seen(phase, path, then, problems);
    activities(phase, path, then, problems);
    let came = phase.get("actual_online").cloned();
    let mut lost = false;
    for (name, beside) in OF_PHASE {
        if take(phase, name, path, then, problems) {
            lost |= name == "actual_online";
            if let Some(node) = phase.remove(beside) {
                let what = shown(&node, problems);
                then.drop(DroppedKind::Named, format!("{path}.{beside}"), what, None);
            }
        }
    }
    observed(phase, path, then, problems);
    let has = |name: &str| phase.get(name).is_some();
    let has_network = phase.table("activity").is_some_and(|all| !all.is_empty());
    let has_span = has("online") && (is_announced || has("announced"));
    if let Some(node) = came.filter(|_| lost && !has_network && !has_span && !has("expected")) {
        let help = "say what was expected then, beside the fact: `online` as announced, with `announced`; `expected = \"2027 to 2028\"`; or a network of activities";
        problems.push(nothing_left(path, &node, then.day, help));
    }
}

fn observed(phase: &mut Table, path: &str, then: &mut Then, problems: &Problems) {
    let date = phase
        .table("observed")
        .and_then(|observed| observed.get("date"));
    let Some(date) = date.and_then(|node| later(node, then)) else {
        return;
    };
    if let Some(node) = phase.remove("observed") {
        let what = shown(&node, problems);
        then.drop(
            DroppedKind::Fact,
            format!("{path}.observed"),
            what,
            Some(date),
        );
    }
}

fn activities(phase: &mut Table, path: &str, then: &mut Then, problems: &Problems) {
    for (id, activity) in tables(phase, "activity") {
        let path = format!("{path}.activity.{id}");
        seen(activity, &path, then, problems);
        for name in OF_ACTIVITY {
            take(activity, name, &path, then, problems);
        }
    }
}

/// Takes a later fact out; whether it did.
fn take(table: &mut Table, name: &str, path: &str, then: &mut Then, problems: &Problems) -> bool {
    let Some(date) = table.get(name).and_then(|node| later(node, then)) else {
        return false;
    };
    if let Some(node) = table.remove(name) {
        let what = shown(&node, problems);
        then.drop(
            DroppedKind::Fact,
            format!("{path}.{name}"),
            what,
            Some(date),
        );
    }
    true
}

/// Takes a later day of evidence out: the status date then holds.
fn seen(table: &mut Table, path: &str, then: &mut Then, problems: &Problems) {
    let Some(date) = table.get("seen").and_then(day_of) else {
        return;
    };
    if !then.is_later(date) {
        return;
    }
    if let Some(node) = table.remove("seen") {
        let what = shown(&node, problems);
        then.drop(DroppedKind::Seen, format!("{path}.seen"), what, Some(date));
    }
}

/// The day of a fact if it is later than that of the replay. What cannot be read is told of elsewhere.
pub(super) fn later(node: &Node, then: &Then) -> Option<Date> {
    let law = law(node)?;
    let median = law.median();
    let is_later = median > Instant::start_of(then.day).days();
    is_later
        .then(|| Instant::from_days(median).date())
        .flatten()
}

fn law(node: &Node) -> Option<Distribution> {
    let mut unheard = Problems::new();
    date::instant_or_range(node, "date", &mut unheard)
}

/// A fact that was not known yet, where nothing says what was expected.
fn nothing_left(path: &str, node: &Node, day: Date, help: &str) -> Problem {
    Problem::error(
        "replay::nothing-expected",
        format!("on {day} nothing says when `{path}` comes"),
    )
    .at(&node.place, "came later, and nothing else is written")
    .help(help)
}
