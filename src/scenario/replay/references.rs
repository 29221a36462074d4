//! Reference classes as they stood on the day: each value that takes one says so.

use crate::reference::{self, ReferenceClass};
use crate::scenario::reference_form::{AS_OF, REFERENCE};
use crate::scenario::tree::{Node, Table, Value};
use jiff::civil::Date;

/// Tables that hold words about values, not values.
const WORDS: [&str; 2] = ["source", "conflict"];

/// Dates each reference class in a scenario.
pub(super) fn date_all(root: &mut Table, day: Date) {
    for (key, node) in &mut root.entries {
        if !WORDS.contains(&key.as_str()) {
            *node = dated(node, day);
        }
    }
}

/// A value with its reference classes as of a day, or an earlier one that it names itself.
pub(in crate::scenario) fn dated(node: &Node, day: Date) -> Node {
    let mut node = node.clone();
    match &mut node.value {
        Value::Table(table) => {
            for inner in table.entries.values_mut() {
                *inner = dated(inner, day);
            }
            date_table(table, day);
        }
        Value::Array(members) => {
            for member in members {
                *member = dated(member, day);
            }
        }
        _ => {}
    }
    node
}

fn date_table(table: &mut Table, day: Date) {
    let Some(node) = table.get(REFERENCE) else {
        return;
    };
    let (class, place) = (node.as_text().unwrap_or_default(), node.place.clone());
    // What nothing is later of is written as it was.
    let today = reference::class(class).map(ReferenceClass::distribution);
    if reference::stood(class, day).is_ok_and(|then| Some(then.law) == today) {
        return;
    }
    let own = table.get(AS_OF).and_then(super::day_of);
    if own.is_none_or(|own| own > day) {
        let said = Node {
            value: Value::Date(day),
            key: place.clone(),
            place,
        };
        table.insert(AS_OF, said);
    }
}
