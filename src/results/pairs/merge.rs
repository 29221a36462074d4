//! What a part of the variant has more than the same part of the base, change by change.
//!
//! Where both change at the same edge there is one step, and none where they change alike: so that
//! a difference costs what differs.

use super::super::block::{Change, Changes};
use super::super::steps::{Part, for_each_level};
use super::{Blocks, Pair};
use crate::plan::{Both, Metric};

/// The steps of one part's difference in one block.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// Levels of the base and of the variant.
    levels: [Vec<Change<i64>>; 2],
    /// Differences of levels.
    changes: Changes<i64>,
    /// Their steps in the order of edges.
    by: Vec<i64>,
}

impl Merged {
    /// Works out a block. A part that does not stand in one of the two is nothing there.
    pub(super) fn fill(
        &mut self,
        pair: Pair<'_>,
        block: Blocks<'_>,
        (metric, quantum): (Metric, f64),
        part: Both<usize>,
    ) {
        let sides = [
            ((pair.base, block.base), part.base),
            ((pair.variant, block.variant), part.variant),
        ];
        for (levels, (side, part)) in self.levels.iter_mut().zip(sides) {
            levels.clear();
            if let Some(part) = part {
                for_each_level(side, metric, quantum, part, |change, _| levels.push(change));
            }
        }
        self.merge();
        self.changes.sort(pair.base.timeline.edges().len());
        self.by.resize(self.changes.len(), 0);
        let (mut trial, mut before) = (u16::MAX, 0);
        for (change, place) in self.changes.by_trial() {
            if change.trial != trial {
                (trial, before) = (change.trial, 0);
            }
            self.by[place] = change.level - before;
            before = change.level;
        }
    }

    fn merge(&mut self) {
        self.changes.clear();
        let [base, variant] = &self.levels;
        let (mut in_base, mut in_variant) = (0, 0);
        let (mut trial, mut of_base, mut of_variant) = (u16::MAX, 0, 0);
        let when = |change: Option<&Change<i64>>| {
            change.map_or(u64::MAX, |change| {
                u64::from(change.trial) << 32 | u64::from(change.edge)
            })
        };
        loop {
            let (next_base, next_variant) = (base.get(in_base), variant.get(in_variant));
            let (at_base, at_variant) = (when(next_base), when(next_variant));
            let at = at_base.min(at_variant);
            if at == u64::MAX {
                return;
            }
            let now = (at >> 32) as u16;
            if now != trial {
                (trial, of_base, of_variant) = (now, 0, 0);
            }
            if let Some(change) = next_base.filter(|_| at_base == at) {
                of_base = change.level;
                in_base += 1;
            }
            if let Some(change) = next_variant.filter(|_| at_variant == at) {
                of_variant = change.level;
                in_variant += 1;
            }
            let edge = (at & u64::from(u32::MAX)) as usize;
            self.changes
                .set(usize::from(trial), edge, of_variant - of_base);
        }
    }

    /// Its steps; `None` where nothing differs.
    pub(super) fn part(&self) -> Option<Part<'_>> {
        (!self.changes.is_empty()).then(|| Part {
            order: self.changes.order(),
            by: &self.by,
        })
    }
}
