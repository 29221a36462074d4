//! Counts of values by period: bins, atoms and exact moments.
//!
//! Values are whole multiples of a quantum. A cell has a bin for zero, one for what is below 9
//! octaves, 32 linear bins in each octave, and a bin of its own for each atom: a level that many
//! trials share exactly. Inside a bin values are taken as evenly spread; a bin is at most 1/32 of
//! its value wide, which bounds what binning adds to a percentile. The octaves of a period reach
//! up to twice the greatest level of its first block of trials; what lies beyond shares the last
//! bin, far above any percentile that is reported.

use crate::plan::Grid;

const BINS_PER_OCTAVE: usize = 32;
const OCTAVES: usize = 9;
/// Bits of an `f64`'s mantissa below those that choose the bin: 52 - 5.
const SHIFT: u32 = 47;
const ZERO: usize = 0;
const BELOW: usize = 1;
const FIRST: usize = 2;
const PLAIN: usize = FIRST + BINS_PER_OCTAVE * OCTAVES;

/// Quanta (of 10⁻¹² of the greatest total) that rounding may put between a level and its atom: each
/// phase of a site is rounded by itself.
const ROUNDING: i64 = 16;

/// The largest width of a bin as a share of its value.
pub const BIN_WIDTH: f64 = 1.0 / BINS_PER_OCTAVE as f64;

/// Counts and moments of one series.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    grid: Grid,
    /// For each period the position, in units of `2^-5` octaves, of its first log-linear bin.
    bases: Vec<i64>,
    /// For each period the next one whose octaves differ.
    next_bases: Vec<usize>,
    bins: usize,
    periods: usize,
    /// For each period and plain bin, whether it holds an atom.
    has_atom: Vec<bool>,
    counts: Vec<i32>,
    sums: Vec<i128>,
    squares: Vec<i128>,
    /// The greatest level of all: no percentile lies above what is possible.
    greatest: i64,
}

impl Cells {
    /// Empty cells, whose periods' greatest levels are expected near `peaks`, in quanta.
    #[must_use]
    pub fn new(grid: &Grid, peaks: &Peaks) -> Self {
        let periods = peaks.greatest.len();
        let bins = PLAIN + grid.atoms.len();
        let bases: Vec<i64> = peaks.greatest.iter().map(|&peak| base(peak)).collect();
        let mut next_bases = vec![periods; periods];
        for period in (1..periods).rev() {
            let same = bases[period - 1] == bases[period];
            next_bases[period - 1] = if same { next_bases[period] } else { period };
        }
        let mut cells = Self {
            grid: grid.clone(),
            bases,
            next_bases,
            bins,
            periods,
            has_atom: vec![false; PLAIN * periods],
            counts: vec![0; bins * periods],
            sums: vec![0; periods],
            squares: vec![0; periods],
            greatest: 0,
        };
        for period in 0..periods {
            for atom in &grid.atoms {
                for near in [atom - ROUNDING, atom + ROUNDING] {
                    let bin = cells.plain_bin(period, near);
                    cells.has_atom[period * PLAIN + bin] = true;
                }
            }
        }
        cells
    }

    fn plain_bin(&self, period: usize, level: i64) -> usize {
        if level <= 0 {
            return ZERO;
        }
        let position = ((level as f64).to_bits() >> SHIFT) as i64 - self.bases[period];
        if position < 0 {
            BELOW
        } else {
            FIRST + (position as usize).min(PLAIN - FIRST - 1)
        }
    }

    /// The bin of a level in quanta.
    #[inline]
    fn bin(&self, period: usize, level: i64) -> usize {
        let bin = self.plain_bin(period, level);
        if self.has_atom[period * PLAIN + bin] {
            let atom = self
                .grid
                .atoms
                .partition_point(|&atom| atom < level - ROUNDING);
            if self
                .grid
                .atoms
                .get(atom)
                .is_some_and(|&atom| atom <= level + ROUNDING)
            {
                return PLAIN + atom;
            }
        }
        bin
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

    /// The share of `trials` trials in which a period's value is above zero.
    #[must_use]
    pub fn above_zero(&self, period: usize, trials: u64) -> f64 {
        let zeros = self.counts[period * self.bins + ZERO];
        1.0 - f64::from(zeros) / trials as f64
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
            values.push(value.min(self.greatest as f64) * self.grid.quantum);
        }
        values
    }

    /// What a period's trials are spread over: pieces (from, to, count) in ascending order.
    fn pieces(&self, period: usize) -> Vec<(f64, f64, f64)> {
        let counts = &self.counts[period * self.bins..(period + 1) * self.bins];
        let mut pieces = Vec::new();
        for (bin, &count) in counts.iter().enumerate().take(PLAIN) {
            let (low, high) = self.limits(period, bin);
            let atoms = self
                .atoms_in(period, bin)
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

    fn atoms_in(&self, period: usize, bin: usize) -> impl Iterator<Item = (usize, i64)> {
        let holds = self.has_atom[period * PLAIN + bin];
        let atoms = self.grid.atoms.iter().copied().enumerate();
        atoms.filter(move |&(_, level)| holds && self.plain_bin(period, level) == bin)
    }

    /// The values between which a bin's trials lie, in quanta.
    fn limits(&self, period: usize, bin: usize) -> (f64, f64) {
        let edge = |position: usize| {
            f64::from_bits(((self.bases[period] + position as i64) as u64) << SHIFT)
        };
        match bin {
            ZERO => (0.0, 0.0),
            BELOW => (0.0, edge(0)),
            _ => (edge(bin - FIRST), edge(bin - FIRST + 1)),
        }
    }
}

/// The position of the first log-linear bin where the greatest level is `peak`.
fn base(peak: i64) -> i64 {
    let top = libm::ceil(libm::log2(2.0 * peak.max(1) as f64)) as i32;
    let bottom = libm::ldexp(1.0, top - OCTAVES as i32);
    (bottom.to_bits() >> SHIFT) as i64
}

/// What levels are told to, period by period or change by change.
pub trait Tally {
    /// Number of periods.
    fn periods(&self) -> usize;

    /// Takes one level in each trial of a period, in quanta.
    fn count(&mut self, period: usize, levels: impl Iterator<Item = i64>);

    /// Takes a trial that stays at a level from period `from` until before `to`.
    fn mark(&mut self, from: usize, to: usize, level: i64);
}

impl Tally for Cells {
    fn periods(&self) -> usize {
        self.periods
    }

    fn count(&mut self, period: usize, levels: impl Iterator<Item = i64>) {
        let mut sum = 0_i128;
        let mut square = 0_i128;
        for level in levels {
            let bin = self.bin(period, level);
            self.counts[period * self.bins + bin] += 1;
            sum += i128::from(level);
            square += i128::from(level) * i128::from(level);
            self.greatest = self.greatest.max(level);
        }
        self.sums[period] += sum;
        self.squares[period] += square;
    }

    /// Until [`Cells::accumulate`] sums them up over periods, counts of changes are differences.
    #[inline]
    fn mark(&mut self, from: usize, to: usize, level: i64) {
        let (value, square) = (i128::from(level), i128::from(level) * i128::from(level));
        self.greatest = self.greatest.max(level);
        // The octaves differ from period to period, so the bin is kept only while they do not.
        let mut since = from;
        while since < to {
            let until = self.next_bases[since].min(to);
            let bin = self.bin(since, level);
            self.counts[since * self.bins + bin] += 1;
            if until < self.periods {
                self.counts[until * self.bins + bin] -= 1;
            }
            since = until;
        }
        self.sums[from] += value;
        self.squares[from] += square;
        if to < self.periods {
            self.sums[to] -= value;
            self.squares[to] -= square;
        }
    }
}

/// The greatest level of each period so far: a pilot for where the bins of [`Cells`] are needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peaks {
    greatest: Vec<i64>,
}

impl Peaks {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(periods: usize) -> Self {
        Self {
            greatest: vec![0; periods],
        }
    }
}

impl Tally for Peaks {
    fn periods(&self) -> usize {
        self.greatest.len()
    }

    fn count(&mut self, period: usize, levels: impl Iterator<Item = i64>) {
        self.greatest[period] = levels.fold(self.greatest[period], i64::max);
    }

    fn mark(&mut self, from: usize, to: usize, level: i64) {
        for greatest in &mut self.greatest[from..to] {
            *greatest = level.max(*greatest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(atoms: Vec<i64>) -> Cells {
        let mut peaks = Peaks::new(3);
        peaks.mark(0, 1, 40_960);
        peaks.mark(1, 3, 970_000);
        Cells::new(
            &Grid {
                quantum: 0.5,
                atoms,
            },
            &peaks,
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
        assert_eq!(cells.above_zero(0, 1_000), 1.0);
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
        let above = [0, 1, 2].map(|period| plain.above_zero(period, 50));
        assert_eq!(above, [0.0, 0.98, 1.0]);
    }

    #[test]
    fn a_constant_has_no_spread() {
        let mut cells = cells(vec![]);
        cells.count(0, std::iter::repeat_n(123_457, 999));
        assert_eq!(cells.mean_and_sd(0, 999), (61_728.5, 0.0));
    }
}
