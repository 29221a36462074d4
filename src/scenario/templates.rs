//! Templates and copies: what a phase takes from a template, and what is made of `copies = 4`.
//!
//! Both are done on the document, so that every phase of the model has its own activities with
//! their own draws. What it does not know: what any other key means.

use super::layers::Merger;
use super::problem::{Problem, Problems};
use super::tree::{Node, Table, Value};
use std::ops::RangeInclusive;

/// How many copies a phase may ask for.
const COPIES: RangeInclusive<i64> = 1..=1_000;

/// Lays its template under each phase that names one, then makes the copies that phases ask for.
///
/// A phase's own keys win; activities merge key by key. A template that does not exist is left for
/// the check of references. The key `template` stays, `copies` goes.
pub(super) fn expand(root: &mut Table, merger: &mut Merger, problems: &mut Problems) {
    let templates = root.table("template").cloned().unwrap_or_default();
    for (_, template) in templates.iter() {
        // One that no phase uses is read by nothing else.
        if let Some(asked) = template.as_table().and_then(|own| own.get("copies")) {
            count(asked, problems);
        }
    }
    let Some(sites) = root.get_mut("site").and_then(Node::as_table_mut) else {
        return;
    };
    for (site_id, site) in &mut sites.entries {
        let phases = site.as_table_mut().and_then(|site| site.get_mut("phase"));
        let Some(phases) = phases.and_then(Node::as_table_mut) else {
            continue;
        };
        for (phase_id, phase) in &mut phases.entries {
            let path = ["site", site_id, "phase", phase_id];
            if let Value::Table(own) = &mut phase.value {
                lay_under(own, &templates, &path, merger);
            }
        }
        copy(phases, problems);
    }
}

/// Lays the template that a phase names under the phase's own keys.
fn lay_under(own: &mut Table, templates: &Table, path: &[&str], merger: &mut Merger) {
    let name = own.get("template").and_then(Node::as_text);
    let Some(template) = name.and_then(|name| templates.table(name)) else {
        return;
    };
    let mut merged = template.clone();
    merger.lay(&mut merged, std::mem::take(own), path);
    *own = merged;
}

/// Replaces each phase `b` that asks for copies by `b-1`, `b-2` and so on.
fn copy(phases: &mut Table, problems: &mut Problems) {
    let asking: Vec<String> = phases
        .iter()
        .filter(|(_, phase)| {
            phase
                .as_table()
                .is_some_and(|own| own.get("copies").is_some())
        })
        .map(|(id, _)| id.to_string())
        .collect();
    for id in asking {
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
        for number in 1..=count {
            let copy_id = format!("{id}-{number}");
            if let Some(other) = phases.get(&copy_id) {
                let message = format!("copy {number} of `{id}` and the phase `{copy_id}` are one");
                let problem = Problem::error("copies::clash", message)
                    .at(&asked.place, format!("makes `{id}-1` to `{id}-{count}`"))
                    .also(&other.key, "is already a phase")
                    .help("give one of them another id");
                problems.push(problem);
                continue;
            }
            phases.insert(copy_id, numbered(&phase, number, count));
        }
    }
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

fn count(node: &Node, problems: &mut Problems) -> Option<i64> {
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
