//! The pilot of a paired table: how far its levels reach, and which many trials share.

use super::super::bins::{ROUNDING, Signed};
use super::super::cells::Cells;
use super::super::sweep::{Standing, Tally};
use crate::plan::BLOCK;
use std::collections::BTreeMap;

/// Trials that are looked at for shared levels.
const SAMPLE: usize = 256;
/// One of them in so many must share a level for it to be an atom.
const ONE_IN: usize = 32;
/// A level that fewer share is none, however few trials there are.
const AT_LEAST: usize = 4;
/// A table has at most so many atoms.
const AT_MOST: usize = 64;

/// Levels of a pilot block.
pub(super) struct Pilot {
    /// For each period how far levels reach below and above zero.
    reach: Vec<(i64, i64)>,
    /// Levels that many trials share, with how often over all periods.
    shared: BTreeMap<i64, usize>,
    /// The levels of a period, sorted.
    sorted: Vec<i64>,
    moved: bool,
}

impl Pilot {
    pub(super) fn new(periods: usize) -> Self {
        Self {
            reach: vec![(0, 0); periods],
            shared: BTreeMap::new(),
            sorted: Vec::new(),
            moved: false,
        }
    }

    /// Empty cells with bins where the pilot's levels were.
    pub(super) fn cells(&self, quantum: f64) -> Cells<Signed> {
        let atoms = self.atoms();
        let mut bins: Vec<Signed> = Vec::new();
        let mut bins_of = Vec::with_capacity(self.reach.len());
        for &reach in &self.reach {
            if bins.last().is_none_or(|bins| !bins.reach_to(reach)) {
                bins.push(Signed::new(reach, &atoms));
            }
            bins_of.push(bins.len() - 1);
        }
        Cells::over(quantum, bins, bins_of)
    }

    /// The levels that are shared most, ascending, none nearer to another than rounding puts them.
    fn atoms(&self) -> Vec<i64> {
        let mut by_count: Vec<(usize, i64)> = self
            .shared
            .iter()
            .map(|(&level, &count)| (count, level))
            .collect();
        // Of equals the one nearer to zero; of opposites both or none would fit: either order is
        // the same for a pair turned round.
        by_count.sort_by_key(|&(count, level)| (usize::MAX - count, level.abs(), level));
        let mut atoms: Vec<i64> = Vec::new();
        for (_, level) in by_count {
            let near = |atom: &i64| (atom - level).abs() <= 2 * ROUNDING;
            if atoms.len() < AT_MOST && !atoms.iter().any(near) {
                atoms.push(level);
            }
        }
        atoms.sort_unstable();
        atoms
    }

    /// Notes which of the sorted levels many trials share, up to rounding.
    fn note_shared(&mut self, trials: usize) {
        let enough = (trials / ONE_IN).max(AT_LEAST);
        let mut rest = self.sorted.as_slice();
        while let Some(&first) = rest.first() {
            let run = rest.partition_point(|&level| level <= first + ROUNDING);
            if run >= enough {
                let middle = rest[run / 2];
                *self.shared.entry(middle).or_default() += run;
            }
            // A run that rounding spreads is longer than one level.
            let step = if run >= enough { run } else { 1 };
            rest = &rest[step..];
        }
    }
}

impl Tally for Pilot {
    fn periods(&self) -> usize {
        self.reach.len()
    }

    fn begin(&mut self, _standing: &mut Standing) {
        self.moved = false;
    }

    fn step(&mut self, _period: usize, standing: &mut Standing, trials: &[u16], by: &[i64]) {
        for (&trial, &by) in trials.iter().zip(by) {
            standing.levels[usize::from(trial) % BLOCK] += by;
        }
        self.moved = true;
    }

    fn settle(&mut self, period: usize, standing: &mut Standing) {
        if !self.moved {
            if period > 0 {
                self.reach[period] = self.reach[period - 1];
            }
            return;
        }
        self.moved = false;
        let levels = &standing.levels[..standing.trials];
        let reach = levels.iter().fold((0, 0), |(down, up), &level| {
            (i64::max(down, -level), i64::max(up, level))
        });
        self.reach[period] = reach;
        let sample = &levels[..levels.len().min(SAMPLE)];
        self.sorted.clear();
        self.sorted
            .extend(sample.iter().filter(|level| level.abs() > ROUNDING));
        self.sorted.sort_unstable();
        self.note_shared(sample.len());
    }
}
