//! By how many days a date moves, trial by trial.

use super::super::dates::DateCounts;
use super::super::moments::{Moments, in_parts};
use super::{Blocks, Pair};
use crate::plan::{Both, Column};

/// A difference of more days counts as so many: a thousand years.
const FARTHEST: f64 = 366_000.0;

/// What a date of the variant differs from the base's by.
///
/// Dates are one where they are less than 1/2048 of a day apart, which is what sums are kept in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateDifference {
    /// Whole days by which the variant is later, over the trials in which both come.
    pub days: DateCounts,
    /// Trials in which it comes in the variant alone.
    pub gained: u64,
    /// Trials in which it comes in the base alone.
    pub lost: u64,
    /// Trials in which it comes in neither.
    pub never: u64,
    /// Trials in which the variant is earlier, never being latest.
    pub ahead: u64,
    /// Trials in which it is later.
    pub behind: u64,
    moved: Moments,
    base: Moments,
    variant: Moments,
}

/// A date that both or one of two plans have.
pub(super) struct DateTable {
    columns: Both<Column>,
    result: DateDifference,
}

/// The tables of a pair: three milestones a phase, then grid stages.
pub(super) fn tables(pair: Pair<'_>) -> Vec<DateTable> {
    let phases = pair.pairing.phases.iter().flat_map(|both| {
        let base = both.base.map(|phase| &pair.base.phases[phase]);
        let variant = both.variant.map(|phase| &pair.variant.phases[phase]);
        [
            (base.map(|p| p.ready), variant.map(|p| p.ready)),
            (base.map(|p| p.online), variant.map(|p| p.online)),
            (base.map(|p| p.complete), variant.map(|p| p.complete)),
        ]
    });
    let stages = pair.pairing.stages.iter().map(|both| {
        let base = both
            .base
            .map(|(site, stage)| &pair.base.sites[site].stages[stage]);
        let variant = both
            .variant
            .map(|(site, stage)| &pair.variant.sites[site].stages[stage]);
        (
            base.map(|stage| stage.date),
            variant.map(|stage| stage.date),
        )
    });
    let tables = phases.chain(stages).map(|(base, variant)| DateTable {
        columns: Both { base, variant },
        result: DateDifference::default(),
    });
    tables.collect()
}

impl DateTable {
    pub(super) fn record(&mut self, blocks: &[Blocks<'_>]) {
        for block in blocks {
            let base = self.columns.base.map(|column| block.base.column(column));
            let variant = self
                .columns
                .variant
                .map(|column| block.variant.column(column));
            // Where it does not stand it never comes.
            let at = |dates: Option<&[f64]>, trial: usize| {
                dates.map_or(f64::INFINITY, |dates| dates[trial])
            };
            for trial in 0..block.base.trials() {
                self.result.add(at(base, trial), at(variant, trial));
            }
        }
    }

    pub(super) fn finish(self) -> DateDifference {
        self.result
    }
}

impl DateDifference {
    fn add(&mut self, base: f64, variant: f64) {
        match (base < f64::INFINITY, variant < f64::INFINITY) {
            (true, true) => {
                let days = variant - base;
                let parts = in_parts(days);
                self.ahead += u64::from(parts < 0);
                self.behind += u64::from(parts > 0);
                self.days
                    .add_day(days.clamp(-FARTHEST, FARTHEST).round() as i32);
                self.moved.add(days);
                self.base.add(base);
                self.variant.add(variant);
            }
            (true, false) => {
                self.lost += 1;
                self.behind += 1;
            }
            (false, true) => {
                self.gained += 1;
                self.ahead += 1;
            }
            (false, false) => self.never += 1,
        }
    }

    /// Trials in which it comes in both.
    #[must_use]
    pub fn both(&self) -> u64 {
        self.moved.count()
    }

    /// Mean of the days by which the variant is later over the trials in which both come, and its
    /// standard error; `None` where there are none.
    #[must_use]
    pub fn mean(&self) -> Option<(f64, f64)> {
        self.moved.mean()
    }

    /// The standard error of that mean if both had random numbers of their own.
    #[must_use]
    pub fn independent_se(&self) -> Option<f64> {
        let (base, variant) = (self.base.mean()?.1, self.variant.mean()?.1);
        Some((base * base + variant * variant).sqrt())
    }
}
