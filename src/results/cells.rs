//! Counts of values by period: bins, atoms and exact moments.
//!
//! Values are whole multiples of a quantum, spread over the bins of [`bins`](super::bins). Counts
//! and moments are kept as differences from one period to the next, so that a trial costs what
//! changes; [`Cells::accumulate`] sums them up at the end.

use super::bins::{Bins, PLAIN, Scale, ZERO};
use super::sweep::{Standing, Tally};
use crate::plan::{BLOCK, Grid};

/// Room for the bins of a period that have no atoms.
const ROW: usize = PLAIN.next_power_of_two();

/// Counts and moments of one series, over bins of levels that are not below zero or, of a
/// difference, of signed ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells<B = Bins> {
    quantum: f64,
    /// The bins of periods; neighbours whose octaves agree share them.
    bins: Vec<B>,
    /// For each period the index of its bins.
    bins_of: Vec<usize>,
    /// Bins of a period.
    width: usize,
    counts: Vec<i32>,
    sums: Vec<i128>,
    squares: Vec<i128>,
    /// The greatest level of all: no percentile lies above what is possible.
    greatest: i64,
    /// The least level of all, zero where levels are not signed.
    least: i64,
    /// A level beyond these has been seen, perhaps only between two parts' steps.
    exceeded: bool,
}

impl Cells {
    /// Empty cells, whose periods' greatest levels are expected near `peaks`, in quanta.
    #[must_use]
    pub fn new(grid: &Grid, peaks: &Peaks) -> Self {
        let mut bins: Vec<Bins> = Vec::new();
        let mut bins_of = Vec::with_capacity(peaks.greatest.len());
        for &peak in &peaks.greatest {
            if bins.last().is_none_or(|bins| !bins.reach_to(peak)) {
                bins.push(Bins::new(peak, &grid.atoms));
            }
            bins_of.push(bins.len() - 1);
        }
        Self::over(grid.quantum, bins, bins_of)
    }

    /// Empty cells that are counted period by period, each with the bins of its own peak.
    pub(super) fn dense(quantum: f64, peaks: &Peaks) -> Self {
        let grid = Grid {
            quantum,
            atoms: Vec::new(),
        };
        Self::new(&grid, peaks)
    }

    /// Counts the levels of a period, one a trial; for those who count no differences and have no
    /// atoms.
    pub(super) fn count(&mut self, period: usize, levels: &[i64]) {
        let bins = &self.bins[self.bins_of[period]];
        let (mut sum, mut square, mut greatest) = (0, 0, self.greatest);
        // Trials side by side often share a bin: two rows by turns, so that none waits for the other.
        let mut rows = [[0_i32; ROW]; 2];
        let mut note = |row: usize, level: i64| {
            rows[row][usize::from(bins.of(level)) % ROW] += 1;
            sum += level;
            square += i128::from(level) * i128::from(level);
            greatest = greatest.max(level);
        };
        let mut pairs = levels.chunks_exact(2);
        for pair in &mut pairs {
            note(0, pair[0]);
            note(1, pair[1]);
        }
        pairs.remainder().iter().for_each(|&level| note(0, level));
        let [even, odd] = rows;
        let counts = &mut self.counts[period * self.width..(period + 1) * self.width];
        for ((count, even), odd) in counts.iter_mut().zip(even).zip(odd) {
            *count += even + odd;
        }
        self.sums[period] += i128::from(sum);
        self.squares[period] += square;
        self.greatest = greatest;
    }

    /// Counts a period in which the levels of some trials are all zero.
    pub(super) fn count_zeros(&mut self, period: usize, trials: usize) {
        self.counts[period * self.width + usize::from(ZERO)] += trials as i32;
    }

    /// The share of `trials` trials in which a period's value is above zero.
    #[must_use]
    pub fn above_zero(&self, period: usize, trials: u64) -> f64 {
        let zeros = self.counts[period * self.width + usize::from(ZERO)];
        1.0 - f64::from(zeros) / trials as f64
    }
}

impl<B: Scale> Cells<B> {
    /// Empty cells over bins, of which each period has those at its index.
    pub(super) fn over(quantum: f64, bins: Vec<B>, bins_of: Vec<usize>) -> Self {
        let periods = bins_of.len();
        let width = bins.first().map_or(0, Scale::width);
        Self {
            quantum,
            bins,
            bins_of,
            width,
            counts: vec![0; width * periods],
            sums: vec![0; periods],
            squares: vec![0; periods],
            greatest: 0,
            least: 0,
            exceeded: false,
        }
    }

    /// How bins of the period before become a period's, where these are others.
    fn shift_into(&self, period: usize) -> Option<B::Shift> {
        let [before, now] = [period - 1, period].map(|period| self.bins_of[period]);
        (before != now).then(|| self.bins[now].shift_from(&self.bins[before]))
    }

    /// Gives trials their bins of a period whose bins are others than those before. Counts follow
    /// when all are summed up, but for the bin that does not tell where its levels belong.
    fn reopen(&mut self, period: usize, shift: B::Shift, standing: &mut Standing) {
        let bins = &mut standing.bins[..standing.trials];
        if !B::any_unclear(shift, bins) {
            for bin in bins {
                *bin = B::shifted(shift, *bin);
            }
            return;
        }
        let opened = &self.bins[self.bins_of[period]];
        let row = &mut self.counts[period * self.width..(period + 1) * self.width];
        for (bin, &level) in bins.iter_mut().zip(standing.levels.iter()) {
            if B::is_unclear(shift, *bin) {
                *bin = opened.of(level);
                row[usize::from(*bin)] += 1;
            } else {
                *bin = B::shifted(shift, *bin);
            }
        }
    }

    /// Turns differences over periods into counts.
    pub(super) fn accumulate(&mut self) {
        for period in 1..self.bins_of.len() {
            let shift = self.shift_into(period);
            let (before, now) = self.counts.split_at_mut(period * self.width);
            let before = &before[(period - 1) * self.width..];
            if let Some(shift) = shift {
                for (bin, before) in (0..).zip(before) {
                    if !B::is_unclear(shift, bin) {
                        now[usize::from(B::shifted(shift, bin))] += *before;
                    }
                }
            } else {
                for (now, before) in now.iter_mut().zip(before) {
                    *now += *before;
                }
            }
            self.sums[period] += self.sums[period - 1];
            self.squares[period] += self.squares[period - 1];
        }
    }

    /// How often each bin of a period holds a trial.
    pub(super) fn counts(&self, period: usize) -> &[i32] {
        &self.counts[period * self.width..(period + 1) * self.width]
    }

    /// The bins of a period.
    pub(super) fn bins(&self, period: usize) -> &B {
        &self.bins[self.bins_of[period]]
    }

    /// Number of periods.
    #[must_use]
    pub fn periods(&self) -> usize {
        self.bins_of.len()
    }

    /// Mean and standard deviation over `trials` trials of a period, in the metric's unit.
    #[must_use]
    pub fn mean_and_sd(&self, period: usize, trials: u64) -> (f64, f64) {
        let n = i128::from(trials);
        let (sum, square) = (self.sums[period], self.squares[period]);
        // Around the whole-number mean the sum of squares stays exact.
        let middle = sum / n;
        let around = square - 2 * middle * sum + n * middle * middle;
        let offset = (sum - n * middle) as f64;
        let scatter = around as f64 - offset * offset / trials as f64;
        let variance = if trials > 1 {
            (scatter / (trials - 1) as f64).max(0.0)
        } else {
            0.0
        };
        let mean = middle as f64 + offset / trials as f64;
        (mean * self.quantum, variance.sqrt() * self.quantum)
    }

    /// The values at ascending ranks (from 1) of a period of `trials` trials, in the metric's unit.
    #[must_use]
    pub fn at_ranks(&self, period: usize, trials: u64, ranks: &[u64]) -> Vec<f64> {
        let (n, sum) = (i128::from(trials), self.sums[period]);
        if sum % n == 0 && self.squares[period] == sum / n * sum {
            // One value in every trial: no bin can blur it.
            return vec![(sum / n) as f64 * self.quantum; ranks.len()];
        }
        let mut values = self.bins(period).at_ranks(self.counts(period), ranks);
        let (least, greatest) = (self.least as f64, self.greatest as f64);
        for value in &mut values {
            *value = value.clamp(least, greatest) * self.quantum;
        }
        values
    }
}

impl<B: Scale> Tally for Cells<B> {
    fn periods(&self) -> usize {
        self.bins_of.len()
    }

    fn begin(&mut self, standing: &mut Standing) {
        standing.bins.fill(ZERO);
        self.counts[usize::from(ZERO)] += standing.trials as i32;
    }

    // Out of line: within the sweep the loop would be short of registers.
    #[inline(never)]
    fn step(&mut self, period: usize, standing: &mut Standing, trials: &[u16], by: &[i64]) {
        let bins = &self.bins[self.bins_of[period]];
        let row = &mut self.counts[period * self.width..(period + 1) * self.width];
        let (mut sum, mut square) = (0, 0);
        let (mut greatest, mut least) = (self.greatest, self.least);
        for (&trial, &by) in trials.iter().zip(by) {
            let trial = usize::from(trial) % BLOCK;
            let was = standing.levels[trial];
            let now = was + by;
            standing.levels[trial] = now;
            sum += by;
            // now² - was².
            square += i128::from(by) * i128::from(was + now);
            greatest = greatest.max(now);
            if B::SIGNED {
                least = least.min(now);
            }
            let bin = bins.of(now);
            row[usize::from(standing.bins[trial])] -= 1;
            row[usize::from(bin)] += 1;
            standing.bins[trial] = bin;
        }
        self.sums[period] += i128::from(sum);
        self.squares[period] += square;
        self.exceeded |= greatest > self.greatest || least < self.least;
    }

    fn settle(&mut self, period: usize, standing: &mut Standing) {
        if self.exceeded {
            let levels = &standing.levels[..standing.trials];
            self.greatest = levels.iter().fold(self.greatest, |a, &b| a.max(b));
            if B::SIGNED {
                self.least = levels.iter().fold(self.least, |a, &b| a.min(b));
            }
            self.exceeded = false;
        }
        let next = period + 1;
        if next == self.bins_of.len() {
            return;
        }
        if let Some(shift) = self.shift_into(next) {
            self.reopen(next, shift, standing);
        }
    }
}

/// The greatest level of each period so far: a pilot for where the bins of [`Cells`] are needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peaks {
    greatest: Vec<i64>,
    moved: bool,
}

impl Peaks {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(periods: usize) -> Self {
        Self {
            greatest: vec![0; periods],
            moved: false,
        }
    }

    /// The greatest level of some trials in a period.
    pub(super) fn note(&mut self, period: usize, levels: &[i64]) {
        let greatest = levels.iter().fold(self.greatest[period], |a, &b| a.max(b));
        self.greatest[period] = greatest;
    }
}

impl Tally for Peaks {
    fn periods(&self) -> usize {
        self.greatest.len()
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
        if self.moved || period == 0 {
            let levels = &standing.levels[..standing.trials];
            self.greatest[period] = levels.iter().fold(0, |a, &b| a.max(b));
            self.moved = false;
        } else {
            self.greatest[period] = self.greatest[period - 1];
        }
    }
}

#[cfg(test)]
mod tests;
