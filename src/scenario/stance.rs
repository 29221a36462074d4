//! Mitigation and independence written out: the scenario whose own values say what the flags
//! [`mitigated`](super::LoadOptions::mitigated) and [`independent`](super::LoadOptions::independent)
//! make of it, so that what they change can be told key by key.
//!
//! What it does not know: what a risk does to a schedule.

use super::layered::Layered;
use super::problem::Problems;
use super::quantity::{Measure, quantity};
use super::tree::{Node, Table, Value};

/// What an impact is made of, with the measure and the value that changes nothing.
const PARTS: [(&str, Measure, f64); 3] = [
    ("delay", Measure::Duration, 0.0),
    ("factor", Measure::Factor, 1.0),
    ("size", Measure::Share, 1.0),
];

impl Layered {
    /// The same scenario without flags: what they change stands in its tree.
    #[must_use]
    pub(super) fn written_out(mut self) -> Self {
        if std::mem::take(&mut self.mitigated) {
            for risk in tables(&mut self.root, "risk") {
                mitigate(risk);
            }
        }
        if std::mem::take(&mut self.independent) {
            self.root.remove("correlation");
            for driver in tables(&mut self.root, "driver") {
                let is_of_phases = driver.get("on").and_then(Node::as_text);
                let is_of_phases = is_of_phases.is_some_and(|on| on != "duration");
                draw_each(driver, is_of_phases);
            }
            for risk in tables(&mut self.root, "risk") {
                let selector = risk.table("applies_to");
                let by_activity = selector.is_some_and(|keys| keys.get("activity").is_some());
                let hits_phases = ["delay", "cancel"]
                    .iter()
                    .any(|key| risk.get(key).is_some());
                let is_of_phases = risk.get("size").is_some() || (hits_phases && !by_activity);
                draw_each(risk, is_of_phases);
            }
        }
        self
    }
}

/// The entities of a kind.
fn tables<'a>(root: &'a mut Table, kind: &str) -> impl Iterator<Item = &'a mut Table> {
    let all = root.get_mut(kind).and_then(Node::as_table_mut);
    all.into_iter()
        .flat_map(|all| all.entries.values_mut())
        .filter_map(Node::as_table_mut)
}

/// Puts what mitigation restates in the place of what it restates; leaves out a risk of which
/// nothing is left.
fn mitigate(risk: &mut Table) {
    let Some(node) = risk.get("mitigated").cloned() else {
        return;
    };
    let Some(restated) = node.as_table() else {
        return;
    };
    let mut after = risk.clone();
    for key in ["probability", "delay", "factor", "size", "cancel"] {
        if let Some(value) = restated.get(key) {
            after.insert(key, value.clone());
        }
    }
    if acts(&after) {
        *risk = after;
    } else {
        // Without any impact it would be no risk.
        risk.insert("off", said(Value::Boolean(true), &node));
    }
}

/// Whether a risk has an impact that changes something.
fn acts(risk: &Table) -> bool {
    let cancels = risk.get("cancel").map(|node| &node.value) == Some(&Value::Boolean(true));
    cancels
        || PARTS.iter().any(|(key, measure, idle)| {
            let law = risk.get(key).map(|node| {
                let mut unheard = Problems::new();
                quantity(node, *measure, key, &mut unheard)
            });
            // What cannot be read is told of elsewhere.
            law.is_some_and(|law| law.and_then(|law| law.as_constant()) != Some(*idle))
        })
}

fn draw_each(entity: &mut Table, is_of_phases: bool) {
    let level = if is_of_phases { "phase" } else { "activity" };
    let beside = entity.entries.values().next().cloned();
    if let Some(beside) = entity.get("each").cloned().or(beside) {
        entity.insert("each", said(Value::Text(level.to_owned()), &beside));
    }
}

/// A value at the place of another.
fn said(value: Value, at: &Node) -> Node {
    Node {
        value,
        place: at.key.clone(),
        key: at.key.clone(),
    }
}
