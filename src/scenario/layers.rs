//! Layers: files laid over each other by `extends`.
//!
//! Every value remembers the file it came from. What this does not know: what any value means, and
//! how files are read.

use super::keys;
use super::problem::{Problem, Problems};
use super::suggest;
use super::tree::{Node, Place, Table, Value};
use std::collections::BTreeSet;

/// Lays trees over each other and remembers which removals removed something.
#[derive(Clone, Debug, Default)]
pub(super) struct Merger {
    /// Places of the `false`s that have removed something.
    removed: BTreeSet<Place>,
}

impl Merger {
    /// Lays `over` over `base`, both of them standing at `path`.
    ///
    /// A removal stays in the tree as its `false`, since a template may be laid under it later;
    /// [`Merger::finish`] takes it out.
    pub(super) fn lay(&mut self, base: &mut Table, over: Table, path: &[&str]) {
        for (key, node) in over.entries {
            let at: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
            let entity = keys::is_entity(&at);
            match (base.get_mut(&key), node) {
                (
                    Some(Node {
                        value: Value::Table(below),
                        ..
                    }),
                    Node {
                        value: Value::Table(above),
                        ..
                    },
                ) if entity => self.lay(below, above, &at),
                (below, node) => {
                    if entity && is_removal(&node) && below.is_some_and(|below| !is_removal(below))
                    {
                        self.removed.insert(node.place.clone());
                    }
                    base.insert(key, node);
                }
            }
        }
    }

    /// Takes the removals out of the tree and gives the paths of what they removed; one that has
    /// removed nothing is a warning.
    pub(super) fn finish(&self, root: &mut Table, problems: &mut Problems) -> BTreeSet<String> {
        let mut removed = BTreeSet::new();
        self.strip(root, &[], &mut removed, problems);
        removed
    }

    fn strip(
        &self,
        table: &mut Table,
        path: &[&str],
        removed: &mut BTreeSet<String>,
        problems: &mut Problems,
    ) {
        let mut gone = Vec::new();
        for (key, node) in &mut table.entries {
            let at: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
            if !keys::is_entity(&at) {
                continue;
            }
            if is_removal(node) {
                gone.push(key.clone());
            } else if let Value::Table(inner) = &mut node.value {
                self.strip(inner, &at, removed, problems);
            }
        }
        let removals: Vec<(String, Node)> = gone
            .into_iter()
            .filter_map(|key| table.remove(&key).map(|node| (key, node)))
            .collect();
        for (key, node) in removals {
            if self.removed.contains(&node.place) {
                let at: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
                removed.insert(at.join("."));
                continue;
            }
            let message = format!("nothing is removed: there is no `{key}` below");
            let problem = Problem::warning("layers::nothing_removed", message)
                .at(&node.place, "removes nothing");
            problems.push(match suggest::nearest(&key, table.keys()) {
                Some(name) => problem.help(format!("did you mean `{name}`?")),
                None => problem,
            });
        }
    }
}

fn is_removal(node: &Node) -> bool {
    node.value == Value::Boolean(false)
}
