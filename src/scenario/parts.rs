//! Shared parts: files that scenarios extend and that are no scenario themselves, such as the zones, templates and
//! drivers of a country.
//!
//! A part has more than any one scenario needs. What of it nothing uses is left out, so that neither the report nor
//! the tables speak of it, and nobody is warned of a driver that has no work here. Whatever the scenario itself writes
//! stays, used or not. What this does not know: what a selector matches, which resolving finds out.

use super::Document;
use super::tree::{Node, Place, Table, Value};
use std::collections::BTreeSet;

/// Entities that are used by naming them.
const NAMED: [&str; 4] = ["zone", "chip", "template", "roadmap"];
/// Tables in which a name is no use: a selector finds what others name, and the rest speak of themselves.
const NOT_USERS: [&str; 8] = [
    "scenario",
    "source",
    "conflict",
    "zone",
    "chip",
    "driver",
    "risk",
    "correlation",
];

impl Document {
    /// Whether it is itself a part, which describes no scenario: of all that it says nothing is to be run.
    pub(super) fn is_part(&self) -> bool {
        let runs = ["scenario", "site", "programme"];
        !self.root.is_empty() && runs.iter().all(|key| self.root.get(key).is_none())
    }

    /// Whether what stands at a place came with a shared part.
    pub(super) fn is_of_part(&self, place: &Place) -> bool {
        self.parts.contains(&place.file)
    }

    /// Takes out of it what came with a shared part and is named by nothing.
    pub(super) fn leave_out_unnamed(&mut self) {
        // A template may name a chip: each round may leave more without a name.
        loop {
            let mut names = BTreeSet::new();
            for (kind, node) in self.root.iter() {
                if !NOT_USERS.contains(&kind) {
                    texts(node, &mut names);
                }
            }
            let mut idle = BTreeSet::new();
            for kind in NAMED {
                let entities = self.root.table(kind).into_iter().flat_map(Table::iter);
                let unnamed = entities
                    .filter(|(id, node)| self.is_of_part(&node.place) && !names.contains(*id));
                idle.extend(unnamed.map(|(id, _)| format!("{kind}.{id}")));
            }
            if idle.is_empty() {
                break;
            }
            self.leave_out(&idle);
        }
        self.leave_out_uncited();
    }

    /// Takes entities out by their addresses, such as "driver.contractors".
    pub(super) fn leave_out(&mut self, addresses: &BTreeSet<String>) {
        self.removed.extend(leave_out(&mut self.root, addresses));
    }

    /// The same of a part's sources that nothing cites.
    fn leave_out_uncited(&mut self) {
        let mut cited = BTreeSet::new();
        for (kind, node) in self.root.iter().filter(|(kind, _)| *kind != "source") {
            citations(kind, node, &mut cited);
        }
        let sources = self.root.table("source").into_iter().flat_map(Table::iter);
        let uncited =
            sources.filter(|(id, node)| self.is_of_part(&node.place) && !cited.contains(*id));
        let uncited = uncited.map(|(id, _)| format!("source.{id}")).collect();
        self.leave_out(&uncited);
    }
}

/// Takes entities out of a tree by their addresses; those that were there.
pub(super) fn leave_out(root: &mut Table, addresses: &BTreeSet<String>) -> BTreeSet<String> {
    let mut is_there = |address: &&String| {
        let Some((kind, id)) = address.split_once('.') else {
            return false;
        };
        let kind = root.get_mut(kind).and_then(Node::as_table_mut);
        kind.and_then(|kind| kind.remove(id)).is_some()
    };
    addresses
        .iter()
        .filter(|address| is_there(address))
        .cloned()
        .collect()
}

/// Every text in a value.
fn texts<'a>(node: &'a Node, into: &mut BTreeSet<&'a str>) {
    match &node.value {
        Value::Text(text) => {
            into.insert(text);
        }
        Value::Array(members) => members.iter().for_each(|member| texts(member, into)),
        Value::Table(table) => table.iter().for_each(|(_, node)| texts(node, into)),
        _ => {}
    }
}

/// The texts below keys that name sources.
fn citations<'a>(key: &str, node: &'a Node, into: &mut BTreeSet<&'a str>) {
    if matches!(key, "sources" | "source" | "evidence") {
        return texts(node, into);
    }
    match &node.value {
        Value::Array(members) => members
            .iter()
            .for_each(|member| citations("", member, into)),
        Value::Table(table) => table
            .iter()
            .for_each(|(key, node)| citations(key, node, into)),
        _ => {}
    }
}
