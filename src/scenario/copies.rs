//! Copies: the phases that are made of one with `copies = 4`, what is said of single ones of them,
//! and the link from each to the one before it.
//!
//! Done on the document, so that every copy is a phase of its own with its own draws. What it does
//! not know: what any key means but `copies`, `name`, `template`, `chip` and `after`.

use super::layers::Merger;
use super::problem::{Problem, Problems};
use super::tree::{Node, Table, Value};
use std::ops::RangeInclusive;

/// How many copies a phase may ask for.
const COPIES: RangeInclusive<i64> = 1..=1_000;

/// How a link names the copy before: `previous.online`.
pub(super) const PREVIOUS: &str = "previous";

/// Replaces each phase `b` of a site that asks for copies by `b-1`, `b-2` and so on. What a table
/// `b-2` beside it says is laid over the second of them.
pub(super) fn make(site: &str, phases: &mut Table, merger: &mut Merger, problems: &mut Problems) {
    let asking: Vec<String> = phases
        .iter()
        .filter(|(_, phase)| asks(phase))
        .map(|(id, _)| id.to_string())
        .collect();
    // A phase that is called so is what its name says.
    let has_links = phases.get(PREVIOUS).is_none();
    for id in asking {
        // A copy that asks for copies is reported, and taken out, with what it is a copy of.
        let Some(mut phase) = phases.remove(&id) else {
            continue;
        };
        let asked = phase.as_table_mut().and_then(|own| own.remove("copies"));
        let count = asked.as_ref().and_then(|node| count(node, problems));
        let Some((asked, count)) = asked.zip(count) else {
            // An error is reported; the phase stays for its own problems to be found.
            phases.insert(id, phase);
            continue;
        };
        refuse_beyond(&id, count, &asked, phases, problems);
        let mut previous = None;
        for number in 1..=count {
            let copy_id = format!("{id}-{number}");
            let single = phases.remove(&copy_id);
            phases.insert(copy_id.clone(), numbered(&phase, number, count));
            if let Some(single) = single {
                lay_over(&copy_id, single, site, phases, merger, problems);
            }
            // One that is no table was removed.
            let copy = phases.get_mut(&copy_id).and_then(Node::as_table_mut);
            if let Some(copy) = copy {
                if has_links {
                    link_to(previous.as_deref(), copy);
                }
                previous = Some(copy_id);
            }
        }
    }
}

/// The phase that an id is a copy of, by its form, and which copy: ("hall", 3) of "hall-3".
pub(super) fn copy_of(id: &str) -> Option<(&str, i64)> {
    let (of, number) = id.rsplit_once('-')?;
    let is_written_so = !number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit());
    Some((of, number.parse().ok().filter(|_| is_written_so)?))
}

/// How many copies it asks for; `None` after an error.
pub(super) fn count(node: &Node, problems: &mut Problems) -> Option<i64> {
    match node.value {
        Value::Integer(count) if COPIES.contains(&count) => Some(count),
        _ => {
            let (least, most) = (COPIES.start(), COPIES.end());
            let message = format!("`copies` needs a whole number from {least} to {most}");
            let label = match node.value {
                Value::Integer(_) => "out of bounds".to_string(),
                _ => format!("this is {}", node.value.kind()),
            };
            let problem = Problem::error("copies::count", message).at(&node.place, label);
            problems.push(problem.help(
                "for example `copies = 4`; more phases than that are better written as one, with their GPUs together",
            ));
            None
        }
    }
}

fn asks(phase: &Node) -> bool {
    let own = phase.as_table();
    own.is_some_and(|own| own.get("copies").is_some())
}

/// A phase's copy; its name, if it has one, says which of how many it is.
fn numbered(phase: &Node, number: i64, count: i64) -> Node {
    let mut copy = phase.clone();
    let name = copy.as_table_mut().and_then(|own| own.get_mut("name"));
    if let Some(Value::Text(name)) = name.map(|node| &mut node.value) {
        *name = format!("{name} ({number} of {count})");
    }
    copy
}

/// Lays what is said of a single copy over it.
fn lay_over(
    id: &str,
    mut single: Node,
    site: &str,
    phases: &mut Table,
    merger: &mut Merger,
    problems: &mut Problems,
) {
    let refused = ["copies", "template"]
        .into_iter()
        .find_map(|name| Some((name, single.as_table()?.get(name)?)));
    if let Some((name, node)) = refused {
        let message = format!("`{id}` is a copy, and has a `{name}` of its own");
        let problem = Problem::error("copies::clash", message).at(&node.key, "of a single copy");
        problems.push(
            problem.help("leave it to the phase that is copied, or give this phase another id"),
        );
        return;
    }
    let copy = phases.get_mut(id).and_then(Node::as_table_mut);
    if let Some((copy, own)) = copy.zip(single.as_table_mut()) {
        unite_assumptions(copy, own);
    }
    let mut above = Table::default();
    above.insert(id, single);
    merger.lay(phases, above, &["site", site, "phase"]);
}

/// What is copied keeps its list of assumptions but for the values that the copy gives itself, of
/// which the copy's own list speaks.
fn unite_assumptions(copy: &mut Table, own: &mut Table) {
    let Some(Value::Array(of_all)) = copy.get_mut("assumptions").map(|node| &mut node.value) else {
        return;
    };
    of_all.retain(|entry| {
        let path: Vec<&str> = entry.as_text().unwrap_or_default().split('.').collect();
        own.at(&path).is_none()
    });
    if let Some(Value::Array(listed)) = own.get_mut("assumptions").map(|node| &mut node.value) {
        of_all.append(listed);
        own.remove("assumptions");
    }
}

/// Reports phases such as `b-9` where there are 8 copies of `b`: without a chip of its own it was
/// meant as one of them.
fn refuse_beyond(id: &str, count: i64, asked: &Node, phases: &mut Table, problems: &mut Problems) {
    let is_meant = |phase: &Node| {
        let own = phase.as_table();
        own.is_some_and(|own| own.get("chip").is_none() && own.get("template").is_none())
    };
    let beyond: Vec<String> = phases
        .iter()
        .filter(|(name, phase)| {
            copy_of(name).is_some_and(|(of, number)| of == id && number > count) && is_meant(phase)
        })
        .map(|(name, _)| name.to_string())
        .collect();
    for name in beyond {
        if let Some(phase) = phases.remove(&name) {
            let message = format!("there is no copy `{name}`");
            let problem = Problem::error("copies::beyond", message)
                .at(&phase.key, "not one of the copies")
                .also(&asked.place, format!("makes `{id}-1` to `{id}-{count}`"));
            problems.push(problem.help(
                "correct the number or raise `copies`; a phase that is no copy needs a `chip` of its own",
            ));
        }
    }
}

/// Makes "previous.online" of the copy after `b-2` "b-2.online"; the first copy has none before it,
/// and loses the link.
fn link_to(previous: Option<&str>, copy: &mut Table) {
    let activities = copy.get_mut("activity").and_then(Node::as_table_mut);
    for activity in activities
        .into_iter()
        .flat_map(|all| all.entries.values_mut())
    {
        let Some(activity) = activity.as_table_mut() else {
            continue;
        };
        let Some(mut after) = activity.remove("after") else {
            continue;
        };
        let is_left = match &mut after.value {
            Value::Text(link) => rename(link, previous),
            Value::Array(links) => {
                links.retain_mut(|node| match &mut node.value {
                    Value::Text(link) => rename(link, previous),
                    _ => true,
                });
                !links.is_empty()
            }
            _ => true,
        };
        if is_left {
            activity.insert("after", after);
        }
    }
}

/// Gives a link to the copy before its id; whether there is something to link to.
fn rename(link: &mut String, previous: Option<&str>) -> bool {
    let rest = link.trim_start().strip_prefix(PREVIOUS);
    let Some(rest) = rest.filter(|rest| rest.starts_with('.')) else {
        return true;
    };
    match previous {
        Some(previous) => {
            *link = format!("{previous}{rest}");
            true
        }
        None => false,
    }
}
