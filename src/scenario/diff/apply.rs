//! Laying edits over a scenario.

use super::Edit;
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
