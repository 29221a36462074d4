//! Targets of a variant against those of the base: in how many trials one meets what the other does not.

use super::super::recorder::Origin;
use super::super::targets::{TargetTable, is_same};
use super::{Blocks, Pair};
use crate::plan::Both;

/// What a target of a variant differs from the base's by. One that stands in one alone is met in no
/// trial of the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TargetDifference {
    /// Trials that meet it in the variant alone.
    pub gained: u64,
    /// Trials that meet it in the base alone.
    pub lost: u64,
}

/// The recorder of one target of both.
pub(super) struct TargetPair {
    /// Nothing where all trials agree by construction.
    tables: Both<TargetTable>,
    result: TargetDifference,
}

/// The recorders of a pair's targets.
pub(super) fn tables(pair: Pair<'_>) -> Vec<TargetPair> {
    let origin = Origin {
        plan: pair.base,
        sharing: pair.sharing,
    };
    let tables = pair.pairing.targets.iter().map(|both| {
        let same = both.base.zip(both.variant).is_some_and(|(base, variant)| {
            let (base, own) = (&pair.base.targets[base], &pair.variant.targets[variant]);
            is_same(own, base, pair.variant, origin)
        });
        let base = both.base.filter(|_| !same);
        let variant = both.variant.filter(|_| !same);
        TargetPair {
            tables: Both {
                base: base.map(|index| TargetTable::new(pair.base, index)),
                variant: variant.map(|index| TargetTable::new(pair.variant, index)),
            },
            result: TargetDifference::default(),
        }
    });
    tables.collect()
}

impl TargetPair {
    pub(super) fn record(&mut self, pair: Pair<'_>, blocks: &[Blocks<'_>]) {
        let Both { base, variant } = &mut self.tables;
        if base.is_none() && variant.is_none() {
            return;
        }
        for block in blocks {
            let none: &[bool] = &[];
            let base = base.as_mut();
            let base = base.map_or(none, |table| table.record(pair.base, block.base));
            let variant = variant.as_mut();
            let variant = variant.map_or(none, |table| table.record(pair.variant, block.variant));
            for trial in 0..block.base.trials() {
                let met = |list: &[bool]| list.get(trial).copied().unwrap_or(false);
                let (base, variant) = (met(base), met(variant));
                self.result.gained += u64::from(variant && !base);
                self.result.lost += u64::from(base && !variant);
            }
        }
    }

    pub(super) fn finish(self) -> TargetDifference {
        self.result
    }
}
