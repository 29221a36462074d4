//! Sources of later days, and what they alone say.

use super::{Then, shown, tables};
use crate::model::DroppedKind;
use crate::scenario::date;
use crate::scenario::problem::Problems;
use crate::scenario::tree::{Node, Table, Value};
use jiff::civil::Date;

/// The day from which a source could be read: of a period its first.
pub(super) fn published(source: &Table) -> Option<Date> {
    let period = date::read(&source.get("date")?.value).ok()?;
    Some(period.first)
}

/// Notes later sources, and leaves out statements and rows that rest on them.
pub(super) fn sources(root: &mut Table, then: &mut Then, problems: &Problems) {
    for (id, source) in tables(root, "source") {
        let Some(date) = published(source).filter(|date| then.is_later(*date)) else {
            continue;
        };
        let title = source.get("title").and_then(Node::as_text);
        let what = title.unwrap_or(id).to_string();
        then.drop(
            DroppedKind::Source,
            format!("source.{id}"),
            what,
            Some(date),
        );
        then.later.insert(id.clone());
    }
    let heading = root.get_mut("scenario").and_then(Node::as_table_mut);
    if let Some(rows) = heading.and_then(|heading| heading.get_mut("not_modelled")) {
        for row in without_later(rows, then) {
            let what = row.as_table().and_then(|row| row.get("what"));
            let what = what.map_or_else(String::new, |what| shown(what, problems));
            then.drop(DroppedKind::Statement, "scenario.not_modelled", what, None);
        }
    }
    let mut gone = Vec::new();
    for (id, conflict) in tables(root, "conflict") {
        let Some(said) = conflict.get_mut("said") else {
            continue;
        };
        let out = without_later(said, then);
        let left = said.as_array().map_or(0, <[Node]>::len);
        if out.is_empty() {
            continue;
        }
        if left < 2 {
            let title = conflict.get("title").and_then(Node::as_text);
            let what = title.unwrap_or(id).to_string();
            then.drop(DroppedKind::Statement, format!("conflict.{id}"), what, None);
            gone.push(id.clone());
            continue;
        }
        for row in out {
            let value = row.as_table().and_then(|row| row.get("value"));
            let what = value.map_or_else(String::new, |value| shown(value, problems));
            then.drop(
                DroppedKind::Statement,
                format!("conflict.{id}.said"),
                what,
                None,
            );
        }
    }
    if let Some(all) = root.get_mut("conflict").and_then(Node::as_table_mut) {
        all.entries.retain(|id, _| !gone.contains(id));
    }
}

/// Takes rows out whose source is later.
fn without_later(rows: &mut Node, then: &Then) -> Vec<Node> {
    let Value::Array(members) = &mut rows.value else {
        return Vec::new();
    };
    let (out, kept): (Vec<Node>, Vec<Node>) =
        std::mem::take(members).into_iter().partition(|row| {
            let source = row.as_table().and_then(|row| row.get("source"));
            let source = source.and_then(Node::as_text);
            source.is_some_and(|id| then.later.contains(id))
        });
    *members = kept;
    out
}
