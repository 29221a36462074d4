//! Counts of values by period: bins, atoms and exact moments.
//!
//! Values are whole multiples of a quantum. A cell has a bin for zero, one for what is below 9
//! octaves (1/512 of the greatest), 32 linear bins in each octave, and a bin of its own for each
//! atom: a level that many trials share exactly. Inside a bin values are taken as evenly spread; a
//! bin is at most 1/32 of its value wide, which bounds what binning adds to a percentile.

use crate::plan::Grid;

const BINS_PER_OCTAVE: usize = 32;
const OCTAVES: usize = 9;
/// Bits of an `f64`'s mantissa below those that choose the bin: 52 - 5.
const SHIFT: u32 = 47;
const ZERO: usize = 0;
const BELOW: usize = 1;
const FIRST: usize = 2;
const PLAIN: usize = FIRST + BINS_PER_OCTAVE * OCTAVES;

/// The largest width of a bin as a share of its value.
pub const BIN_WIDTH: f64 = 1.0 / BINS_PER_OCTAVE as f64;

/// Counts and moments of one series.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    grid: Grid,
    /// Position, in units of `2^-5` octaves, of the first log-linear bin.
    base: i64,
    bins: usize,
    periods: usize,
    /// Whether a bin holds an atom.
    has_atom: Vec<bool>,
    counts: Vec<i32>,
    sums: Vec<i128>,
    squares: Vec<i128>,
}

impl Cells {
    /// Empty cells for `periods` periods.
    #[must_use]
    pub fn new(grid: &Grid, periods: usize) -> Self {
        let bottom = libm::ldexp(1.0, grid.top - OCTAVES as i32);
        let base = (bottom.to_bits() >> SHIFT) as i64;
        let bins = PLAIN + grid.atoms.len();
        let mut cells = Self {
            grid: grid.clone(),
            base,
            bins,
            periods,
            has_atom: vec![false; PLAIN],
            counts: vec![0; bins * periods],
            sums: vec![0; periods],
            squares: vec![0; periods],
        };
        for atom in &grid.atoms {
            let bin = cells.plain_bin(*atom);
            cells.has_atom[bin] = true;
        }
        cells
    }

    /// Number of periods.
    #[must_use]
    pub fn periods(&self) -> usize {
        self.periods
    }

    fn plain_bin(&self, level: i64) -> usize {
        if level <= 0 {
            return ZERO;
        }
        let position = ((level as f64).to_bits() >> SHIFT) as i64 - self.base;
        if position < 0 {
            BELOW
        } else {
            FIRST + (position as usize).min(PLAIN - FIRST - 1)
        }
    }

    /// The bin of a level in quanta.
    #[inline]
    pub(super) fn bin(&self, level: i64) -> usize {
        let bin = self.plain_bin(level);
        if self.has_atom[bin]
            && let Ok(atom) = self.grid.atoms.binary_search(&level)
        {
            return PLAIN + atom;
        }
        bin
    }

    /// Counts one level in each trial of a period.
    pub(super) fn count(&mut self, period: usize, levels: impl Iterator<Item = i64>) {
        let mut sum = 0_i128;
        let mut square = 0_i128;
        for level in levels {
            let bin = self.bin(level);
            self.counts[period * self.bins + bin] += 1;
            sum += i128::from(level);
            square += i128::from(level) * i128::from(level);
        }
        self.sums[period] += sum;
        self.squares[period] += square;
    }

    /// Notes that a trial stays at a level from period `from` until before `to`; until then the
    /// cells hold differences, which [`Cells::accumulate`] sums up.
    #[inline]
    pub(super) fn mark(&mut self, from: usize, to: usize, level: i64) {
        let bin = self.bin(level);
        let (level, square) = (i128::from(level), i128::from(level) * i128::from(level));
        self.counts[from * self.bins + bin] += 1;
        self.sums[from] += level;
        self.squares[from] += square;
        if to < self.periods {
            self.counts[to * self.bins + bin] -= 1;
            self.sums[to] -= level;
            self.squares[to] -= square;
        }
    }

    /// Turns differences over periods into counts.
    pub(super) fn accumulate(&mut self) {
        for index in self.bins..self.counts.len() {
            self.counts[index] += self.counts[index - self.bins];
        }
        for period in 1..self.periods {
            self.sums[period] += self.sums[period - 1];
            self.squares[period] += self.squares[period - 1];
        }
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
        (
            mean * self.grid.quantum,
            variance.sqrt() * self.grid.quantum,
        )
    }

    /// The values at ascending ranks (from 1) of a period of `trials` trials, in the metric's unit.
    #[must_use]
    pub fn at_ranks(&self, period: usize, trials: u64, ranks: &[u64]) -> Vec<f64> {
        let (n, sum) = (i128::from(trials), self.sums[period]);
        if sum % n == 0 && self.squares[period] == sum / n * sum {
            // One value in every trial: no bin can blur it.
            return vec![(sum / n) as f64 * self.grid.quantum; ranks.len()];
        }
        let mut values = Vec::with_capacity(ranks.len());
        let mut below = 0.0;
        let mut pieces = self.pieces(period).into_iter();
        let mut piece = pieces.next();
        for &rank in ranks {
            let rank = rank as f64;
            let mut value = 0.0;
            while let Some((low, high, count)) = piece {
                value = high;
                if rank <= below + count {
                    value = low + (rank - 0.5 - below).max(0.0) / count * (high - low);
                    break;
                }
                below += count;
                piece = pieces.next();
            }
            values.push(value * self.grid.quantum);
        }
        values
    }

    /// What a period's trials are spread over: pieces (from, to, count) in ascending order.
    fn pieces(&self, period: usize) -> Vec<(f64, f64, f64)> {
        let counts = &self.counts[period * self.bins..(period + 1) * self.bins];
        let mut pieces = Vec::new();
        for (bin, &count) in counts.iter().enumerate().take(PLAIN) {
            let (low, high) = self.limits(bin);
            let atoms = self
                .atoms_in(bin)
                .filter(|&(atom, _)| counts[PLAIN + atom] > 0);
            let mut from = low;
            let mut rest = Vec::new();
            for (atom, level) in atoms {
                let level = level as f64;
                rest.push((
                    from,
                    level,
                    f64::from(count) * (level - from) / (high - low),
                ));
                rest.push((level, level, f64::from(counts[PLAIN + atom])));
                from = level;
            }
            let share = if high > low {
                (high - from) / (high - low)
            } else {
                1.0
            };
            rest.push((from, high, f64::from(count) * share));
            pieces.extend(rest.into_iter().filter(|piece| piece.2 > 0.0));
        }
        pieces
    }

    fn atoms_in(&self, bin: usize) -> impl Iterator<Item = (usize, i64)> {
        let holds = self.has_atom[bin];
        let atoms = self.grid.atoms.iter().copied().enumerate();
        atoms.filter(move |&(_, level)| holds && self.plain_bin(level) == bin)
    }

    /// The values between which a bin's trials lie, in quanta.
    fn limits(&self, bin: usize) -> (f64, f64) {
        let edge =
            |position: usize| f64::from_bits(((self.base + position as i64) as u64) << SHIFT);
        match bin {
            ZERO => (0.0, 0.0),
            BELOW => (0.0, edge(0)),
            _ => (edge(bin - FIRST), edge(bin - FIRST + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(atoms: Vec<i64>) -> Cells {
        Cells::new(
            &Grid {
                quantum: 0.5,
                top: 20,
                atoms,
            },
            3,
        )
    }

    #[test]
    fn percentiles_stay_within_a_bin_of_the_order_statistic_and_moments_are_exact() {
        let mut cells = cells(vec![]);
        let levels: Vec<i64> = (1..=10_000).map(|k| k * 97).collect();
        cells.count(1, levels.iter().copied());
        for rank in [500_u64, 1_000, 5_000, 9_000, 10_000] {
            let exact = levels[rank as usize - 1] as f64 * 0.5;
            let value = cells.at_ranks(1, 10_000, &[rank])[0];
            assert!(
                (value - exact).abs() <= exact * BIN_WIDTH,
                "{rank}: {value} for {exact}"
            );
        }
        let (mean, sd) = cells.mean_and_sd(1, 10_000);
        assert_eq!(mean, 97.0 * 10_001.0 / 2.0 * 0.5);
        let variance = 97.0_f64.powi(2) * (1e4 * 10_001.0 / 12.0) * 0.25;
        assert!((sd - variance.sqrt()).abs() < 1e-9 * sd);
    }

    #[test]
    fn an_atom_is_hit_exactly_however_crowded_its_bin() {
        let mut cells = cells(vec![46_080]);
        let levels = (0..1_000).map(|k| if k < 300 { 46_000 + k } else { 46_080 });
        cells.count(0, levels);
        assert_eq!(cells.at_ranks(0, 1_000, &[500, 780]), [23_040.0, 23_040.0]);
        let (mean, sd) = cells.mean_and_sd(2, 1_000);
        assert_eq!((mean, sd), (0.0, 0.0));
    }

    #[test]
    fn differences_summed_over_periods_equal_plain_counts() {
        let (mut plain, mut marked) = (cells(vec![4_096]), cells(vec![4_096]));
        for trial in 0..50_i64 {
            let levels = [0, trial * 100, 4_096];
            for (period, level) in levels.into_iter().enumerate() {
                plain.count(period, std::iter::once(level));
                marked.mark(period, period + 1, level);
            }
        }
        marked.accumulate();
        assert_eq!(plain, marked);
    }

    #[test]
    fn a_constant_has_no_spread() {
        let mut cells = cells(vec![]);
        cells.count(0, std::iter::repeat_n(123_457, 999));
        assert_eq!(cells.mean_and_sd(0, 999), (61_728.5, 0.0));
    }
}
