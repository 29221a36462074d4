//! Rival stories as they could be told on the day: none sets what was not known.

use super::facts::{is_fact, later};
use super::{Then, tables};
use crate::model::DroppedKind;
use crate::scenario::keys::{self, Key, Kind};
use crate::scenario::overrides;
use crate::scenario::tree::{Node, Table, Value};
use std::collections::BTreeSet;

/// Takes out of all stories of a branch what has gone, and what is a later fact in any of them. Where they then say
/// nothing, or all the same, the branch goes.
pub(super) fn branches(root: &mut Table, then: &mut Then) {
    let after = root.clone();
    let mut gone = Vec::new();
    for (id, branch) in tables(root, "branch") {
        let Some(Value::Array(options)) = branch.get_mut("options").map(|node| &mut node.value)
        else {
            continue;
        };
        let mut out = BTreeSet::new();
        for set in options.iter().filter_map(set_of) {
            settings(set, &[], &mut |path, node| {
                let parts: Vec<&str> = path.iter().map(String::as_str).collect();
                if is_left_out(&parts, then, &after)
                    || (is_fact(&parts) && later(node, then).is_some())
                {
                    out.insert(path.join("."));
                }
            });
        }
        if out.is_empty() {
            continue;
        }
        let what = out.iter().cloned().collect::<Vec<_>>().join(", ");
        for option in options.iter_mut() {
            let set = option
                .as_table_mut()
                .and_then(|option| option.get_mut("set"))
                .and_then(Node::as_table_mut);
            if let Some(set) = set {
                prune(set, &[], &out);
            }
        }
        if tell_nothing(options) {
            then.drop(
                DroppedKind::Named,
                format!("branch.{id}"),
                format!("sets {what}"),
                None,
            );
            gone.push(id.clone());
        } else {
            let path = format!("branch.{id}.options");
            then.drop(DroppedKind::Named, path, format!("set {what}"), None);
        }
    }
    if let Some(all) = root.get_mut("branch").and_then(Node::as_table_mut) {
        all.entries.retain(|id, _| !gone.contains(id));
    }
}

fn set_of(option: &Node) -> Option<&Table> {
    option.as_table()?.table("set")
}

/// Whether an address is that of something left out, or below it.
fn is_left_out(parts: &[&str], then: &Then, after: &Table) -> bool {
    if let ["site", site, rest @ ..] = parts {
        if after.at(&["site", site]).is_none() {
            return true;
        }
        if let ["phase", phase, ..] = rest
            && after.at(&["site", site, "phase", phase]).is_none()
        {
            return true;
        }
    }
    let path = parts.join(".");
    then.dropped.iter().any(|row| {
        let rest = path.strip_prefix(row.path.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// Whether no story differs from the others in what it sets.
fn tell_nothing(options: &[Node]) -> bool {
    let mut told = options.iter().map(|option| {
        let mut all = Vec::new();
        if let Some(set) = set_of(option) {
            settings(set, &[], &mut |path, node| {
                all.push((path.join("."), bare(&node.value)));
            });
        }
        all
    });
    let first = told.next();
    told.all(|other| Some(other) == first)
}

/// A value without the places where it stands.
fn bare(value: &Value) -> String {
    match value {
        Value::Array(members) => {
            let members: Vec<String> = members.iter().map(|node| bare(&node.value)).collect();
            format!("[{}]", members.join(", "))
        }
        Value::Table(table) => {
            let keys = table.iter();
            let keys: Vec<String> = keys
                .map(|(key, node)| format!("{key} = {}", bare(&node.value)))
                .collect();
            format!("{{{}}}", keys.join(", "))
        }
        other => format!("{other:?}"),
    }
}

/// The parts of a key in a `set`: it may be a whole path in quotes.
fn parts_of(key: &str, node: &Node) -> Option<Vec<String>> {
    let (parts, _) = overrides::key_path(&format!("{key}="), node.key.file).ok()?;
    Some(parts.into_iter().map(|(part, _)| part).collect())
}

fn path_to(above: &[String], key: &str, node: &Node) -> Option<Vec<String>> {
    let own = parts_of(key, node)?;
    Some(above.iter().cloned().chain(own).collect())
}

fn holds_keys(path: &[String]) -> bool {
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let kind = keys::find(&parts).map(|key: &Key| key.kind);
    matches!(kind, Some(Kind::Entities | Kind::Entity | Kind::Section))
}

/// Each value of a `set` by its whole path.
fn settings(table: &Table, above: &[String], each: &mut dyn FnMut(&[String], &Node)) {
    for (key, node) in table.iter() {
        let Some(path) = path_to(above, key, node) else {
            continue;
        };
        match node.as_table() {
            Some(inner) if holds_keys(&path) => settings(inner, &path, each),
            _ => each(&path, node),
        }
    }
}

/// Takes values out of a `set`, and tables that nothing is left in.
fn prune(table: &mut Table, above: &[String], out: &BTreeSet<String>) {
    table.entries.retain(|key, node| {
        let Some(path) = path_to(above, key, node) else {
            return true;
        };
        match node.as_table_mut() {
            Some(inner) if holds_keys(&path) => {
                prune(inner, &path, out);
                !inner.is_empty()
            }
            _ => !out.contains(&path.join(".")),
        }
    });
}
