//! Laying edits over a scenario.

use super::Edit;
use crate::scenario::keys;
use crate::scenario::layered::Layered;
use crate::scenario::tree::{Node, Place, Table, Value};

impl Layered {
    /// The scenario with some edits laid over it, each in place of what stands there.
    ///
    /// The edits are those of a [`Diff`](super::Diff) whose base this is. All of them together
    /// make of it what means the same as the variant.
    #[must_use]
    pub fn with<'a>(&self, edits: impl IntoIterator<Item = &'a Edit>) -> Self {
        let mut edited = self.clone();
        for edit in edits {
            let node = edit.variant.as_ref().map(|side| side.node.clone());
            put(&mut edited.root, &edit.path, node);
        }
        edited
    }
}

impl Layered {
    /// The scenario without what only refers to things and is never computed with: sources,
    /// assumptions, conflicts, what is left out. So edits can be laid on one without the other, though
    /// a list of assumptions speaks of both.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.root.remove("conflict");
        strip(&mut self.root, &mut Vec::new());
        self
    }
}

/// Keys that refer to other entries of a scenario, and to nothing that is computed with.
const REFERRING: [&str; 4] = ["sources", "assumptions", "evidence", "not_modelled"];

fn strip(table: &mut Table, path: &mut Vec<String>) {
    table.entries.retain(|key, node| {
        path.push(key.clone());
        let at: Vec<&str> = path.iter().map(String::as_str).collect();
        let known = keys::find(&at).filter(|key| key.name() != "*");
        let is_kept = known.is_none_or(|key| !REFERRING.contains(&key.name()));
        let is_table = is_kept && keys::is_entity(&at);
        if let Some(inner) = node.as_table_mut().filter(|_| is_table) {
            strip(inner, path);
        }
        path.pop();
        is_kept
    });
}

/// Puts a value at the end of a path, or takes it away; the tables on the way are made where they
/// are missing, and taken away where nothing is left in them.
fn put(table: &mut Table, path: &[String], node: Option<Node>) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if rest.is_empty() {
        match node {
            Some(node) => {
                table.insert(first, node);
            }
            None => {
                table.remove(first);
            }
        }
        return;
    }
    let place = node
        .as_ref()
        .map_or_else(|| Place::new(0, 0..0), |node| node.key.clone());
    let has_table = table.table(first).is_some();
    if !has_table {
        if node.is_none() {
            return;
        }
        let empty = Node {
            value: Value::Table(Table::default()),
            place: place.clone(),
            key: place,
        };
        table.insert(first, empty);
    }
    let Some(inner) = table.get_mut(first).and_then(Node::as_table_mut) else {
        return;
    };
    let is_taken = node.is_none();
    put(inner, rest, node);
    if is_taken && inner.is_empty() {
        table.remove(first);
    }
}
