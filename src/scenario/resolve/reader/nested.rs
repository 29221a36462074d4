//! Values that stand within a value: the stories of a branch.

use super::{Context, Reader};
use crate::scenario::keys::Kind;
use crate::scenario::tree::Node;

impl Reader<'_> {
    /// What may stand at a key.
    pub fn kind(&self, name: &str) -> Kind {
        self.key(name).kind
    }

    /// Records the value under `name`, whose unit another key tells.
    pub fn record_unit(&self, cx: &mut Context<'_>, name: &str, unit: &str) {
        if let Some((_, node, origin)) = self.lookup(cx, name) {
            cx.record(&self.join(name), &node, unit, origin);
        }
    }

    /// Records a value that stands within the one under `name`, at an address of its own below it.
    pub fn record_part(
        &self,
        cx: &mut Context<'_>,
        name: &str,
        part: &str,
        node: &Node,
        unit: &str,
    ) {
        if let Some((_, _, origin)) = self.lookup(cx, name) {
            let path = format!("{}.{part}", self.join(name));
            cx.record(&path, node, unit, origin);
        }
    }
}
