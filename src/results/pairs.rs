//! Paired recorders: what a variant differs from the base by, within each trial.
//!
//! Both have the same random numbers, so that what they have in common cancels. What they share by
//! construction is not even looked at: its difference is zero.

mod dates;
mod merge;
mod pilot;
mod series;
mod targets;

pub use dates::DateDifference;
pub use series::LevelDifference;
pub use targets::TargetDifference;

use super::view::View;
use crate::plan::{Pairing, Plan, Sharing};
use dates::DateTable;
use rayon::prelude::*;
use series::MetricPairs;
use std::sync::Arc;
use targets::TargetPair;

/// What the trials of a variant differ from those of the base by, in the order of their
/// [`Pairing`].
#[derive(Clone, Debug, PartialEq)]
pub struct Paired {
    /// Number of trials.
    pub trials: u64,
    /// Recorded series of the variant less those of the base; `None` where all trials agree by
    /// construction. Scopes that differ in the same parts share them.
    pub series: Vec<Option<Arc<LevelDifference>>>,
    /// Phases' `ready`, `online` and `complete`.
    pub phases: Vec<[DateDifference; 3]>,
    /// Grid stages.
    pub stages: Vec<DateDifference>,
    /// Targets.
    pub targets: Vec<TargetDifference>,
}

/// A base and a variant with what pairs them.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    /// The base's plan.
    pub base: &'a Plan,
    /// The variant's plan.
    pub variant: &'a Plan,
    /// Who is who.
    pub pairing: &'a Pairing,
    /// What is the same.
    pub sharing: &'a Sharing,
}

/// A block of the same trials of both.
#[derive(Clone, Copy)]
pub struct Blocks<'a> {
    /// Of the base.
    pub base: View<'a>,
    /// Of the variant.
    pub variant: View<'a>,
}

/// All recorders of a pair.
pub struct PairRecorders<'a> {
    pair: Pair<'a>,
    series: Vec<MetricPairs>,
    dates: Vec<DateTable>,
    targets: Vec<TargetPair>,
}

impl<'a> PairRecorders<'a> {
    /// Empty recorders; a pilot block shows where bins are needed and which differences many
    /// trials share.
    #[must_use]
    pub fn new(pair: Pair<'a>, pilot: Blocks<'_>) -> Self {
        Self {
            pair,
            series: series::tables(pair, pilot),
            dates: if pair.pairing.dated {
                dates::tables(pair)
            } else {
                Vec::new()
            },
            targets: targets::tables(pair),
        }
    }

    /// Records consecutive blocks.
    pub fn record(&mut self, blocks: &[Blocks<'_>]) {
        let pair = self.pair;
        let series = &mut self.series;
        let dates = &mut self.dates;
        let targets = self.targets.par_iter_mut();
        targets.for_each(|target| target.record(pair, blocks));
        rayon::join(
            || {
                let tables = series.par_iter_mut();
                tables.for_each(|tables| tables.record(pair, blocks));
            },
            || {
                let tables = dates.par_iter_mut();
                tables.for_each(|table| table.record(blocks));
            },
        );
    }

    /// What the trials came to.
    #[must_use]
    pub fn finish(self) -> Paired {
        let mut series = vec![None; self.pair.pairing.series.len()];
        for tables in self.series {
            tables.finish(&mut series);
        }
        let dated = self.pair.pairing.dated;
        let mut dates = self.dates.into_iter().map(DateTable::finish);
        let phases = self.pair.pairing.phases.iter().filter(|_| dated);
        let phases = phases
            .map(|_| std::array::from_fn(|_| dates.next().unwrap_or_default()))
            .collect();
        Paired {
            trials: self.pair.base.trials,
            series,
            phases,
            stages: dates.collect(),
            targets: self.targets.into_iter().map(TargetPair::finish).collect(),
        }
    }
}
