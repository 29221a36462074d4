//! Bins of differences: those of what is above zero, and mirrored to them those of what is below.

use super::{Bins, ROUNDING, Scale, Shift, ZERO};

/// The signed bins of a period. A level nearer to zero than rounding may put it counts as zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Signed {
    /// Zero, and what is above.
    up: Bins,
    /// What is below, by its size.
    down: Bins,
}

/// How many trials lie where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// Below zero.
    pub below: u64,
    /// At zero.
    pub zero: u64,
    /// Above zero.
    pub above: u64,
}

/// How both halves move.
#[derive(Clone, Copy)]
pub struct SignedShift {
    up: Shift,
    down: Shift,
    /// Bins of the upper half.
    half: u16,
}

impl Signed {
    /// Bins where the greatest level is near `up`, and the least near -`down`, in quanta; `atoms`
    /// ascend, and have no zero.
    pub(in super::super) fn new((down, up): (i64, i64), atoms: &[i64]) -> Self {
        let first = atoms.partition_point(|&atom| atom < 0);
        let below: Vec<i64> = atoms[..first].iter().rev().map(|atom| -atom).collect();
        Self {
            up: Bins::new(up, &atoms[first..]),
            down: Bins::new(down, &below),
        }
    }

    /// Whether they are the bins for these greatest and least levels.
    pub(in super::super) fn reach_to(&self, (down, up): (i64, i64)) -> bool {
        self.up.reach_to(up) && self.down.reach_to(down)
    }

    /// How many trials lie on each side of zero: exact.
    pub(in super::super) fn sides(&self, counts: &[i32]) -> Sides {
        let (up, down) = counts.split_at(self.up.width());
        let sum = |counts: &[i32]| counts.iter().map(|&count| count as u64).sum();
        let zero = usize::from(ZERO);
        Sides {
            below: sum(down),
            zero: up[zero] as u64,
            above: sum(&up[zero + 1..]),
        }
    }
}

impl Scale for Signed {
    type Shift = SignedShift;
    const SIGNED: bool = true;

    fn width(&self) -> usize {
        self.up.width() + self.down.width()
    }

    #[inline]
    fn of(&self, level: i64) -> u16 {
        if level > ROUNDING {
            self.up.of(level)
        } else if level < -ROUNDING {
            self.up.width() as u16 + self.down.of(-level)
        } else {
            ZERO
        }
    }

    fn shift_from(&self, others: &Self) -> SignedShift {
        SignedShift {
            up: self.up.shift_from(&others.up),
            down: self.down.shift_from(&others.down),
            half: self.up.width() as u16,
        }
    }

    #[inline]
    fn shifted(shift: SignedShift, bin: u16) -> u16 {
        if bin < shift.half {
            Bins::shifted(shift.up, bin)
        } else {
            shift.half + Bins::shifted(shift.down, bin - shift.half)
        }
    }

    #[inline]
    fn is_unclear(shift: SignedShift, bin: u16) -> bool {
        if bin < shift.half {
            Bins::is_unclear(shift.up, bin)
        } else {
            Bins::is_unclear(shift.down, bin - shift.half)
        }
    }

    fn any_unclear(shift: SignedShift, bins: &[u16]) -> bool {
        Bins::any_unclear(shift.up, bins) || bins.contains(&(shift.half + shift.down.unclear))
    }

    /// The k-th value from below of what is below zero is the k-th from above of its sizes.
    fn at_ranks(&self, counts: &[i32], ranks: &[u64]) -> Vec<f64> {
        let sides = self.sides(counts);
        let (up, down) = counts.split_at(self.up.width());
        let first_zero = ranks.partition_point(|&rank| rank <= sides.below);
        let first_above = ranks.partition_point(|&rank| rank <= sides.below + sides.zero);
        let below = ranks[..first_zero].iter().rev();
        let below: Vec<u64> = below.map(|rank| sides.below + 1 - rank).collect();
        let mut values = self.down.at_ranks(down, &below);
        values.reverse();
        for value in &mut values {
            *value = -*value;
        }
        values.resize(first_above, 0.0);
        // The zeros stand among the counts of the upper half.
        let above = ranks[first_above..].iter().map(|rank| rank - sides.below);
        values.extend(self.up.at_ranks(up, &above.collect::<Vec<_>>()));
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::BIN_WIDTH;

    fn counted(bins: &Signed, levels: &[i64]) -> Vec<i32> {
        let mut counts = vec![0; bins.width()];
        for &level in levels {
            counts[usize::from(bins.of(level))] += 1;
        }
        counts
    }

    #[test]
    fn ranks_run_from_below_through_zero_to_above_and_mirror() {
        let levels: Vec<i64> = (-400..=600).map(|k| k * 1_000).collect();
        let turned: Vec<i64> = levels.iter().map(|level| -level).collect();
        let bins = Signed::new((400_000, 600_000), &[]);
        let mirrored = Signed::new((600_000, 400_000), &[]);
        let (counts, mirror) = (counted(&bins, &levels), counted(&mirrored, &turned));
        let n = levels.len() as u64;
        let sides = Sides {
            below: 400,
            zero: 1,
            above: 600,
        };
        assert_eq!(bins.sides(&counts), sides);
        let ranks: Vec<u64> = (1..=n).collect();
        let values = bins.at_ranks(&counts, &ranks);
        for (value, level) in values.iter().zip(&levels) {
            let exact = *level as f64;
            // What is below 1/512 of the peak has one bin.
            let bound = (exact.abs() * BIN_WIDTH).max(2_400.0);
            assert!((value - exact).abs() <= bound, "{value} for {exact}");
        }
        let from_above = mirrored.at_ranks(&mirror, &ranks);
        for (value, turned) in values.iter().zip(from_above.iter().rev()) {
            assert_eq!(*value, -turned);
        }
    }

    #[test]
    fn an_atom_on_either_side_is_hit_exactly_and_rounding_is_zero() {
        let bins = Signed::new((5_000, 90_000), &[-4_321, 70_001]);
        let levels = [-4_330, -4_321, -16, 0, 16, 69_990, 70_001, 70_017, 80_000];
        let counts = counted(&bins, &levels);
        let values = bins.at_ranks(&counts, &[1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(values[..2], [-4_321.0; 2]);
        assert_eq!(values[2..5], [0.0; 3]);
        assert_eq!(values[5..], [70_001.0; 3]);
    }

    #[test]
    fn bins_shifted_are_the_bins_of_the_level() {
        let peaks = [0, 3, 900, 41_000, 1_000_000];
        let bins: Vec<Signed> = peaks
            .iter()
            .flat_map(|&down| peaks.map(|up| Signed::new((down, up), &[-700, 40_000])))
            .collect();
        for (from, to) in bins.iter().flat_map(|a| bins.iter().map(move |b| (a, b))) {
            let shift = to.shift_from(from);
            for level in (-1_500..1_500).map(|k: i64| k * k.abs()) {
                let bin = from.of(level);
                if !Signed::is_unclear(shift, bin) {
                    assert_eq!(Signed::shifted(shift, bin), to.of(level), "{level}");
                }
            }
        }
    }
}
