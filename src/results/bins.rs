//! Bins of a period: where a level is counted.
//!
//! There is a bin for zero, one for what is below 9 octaves, 32 linear bins in each octave, and a
//! bin of its own for each atom: a level that many trials share exactly. A bin is at most 1/32 of
//! its value wide, which bounds what binning adds to a percentile. The octaves of a period reach
//! up to twice the greatest level of its first block of trials; what lies beyond shares the last
//! bin, far above any percentile that is reported.

mod signed;

pub use signed::{Sides, Signed};

use super::percentile;
use std::cmp::Ordering;

const BINS_PER_OCTAVE: usize = 32;
const OCTAVES: usize = 9;
/// Bits of an `f64`'s mantissa below those that choose the bin: 52 - 5.
const SHIFT: u32 = 47;
/// The bin of zero.
pub(super) const ZERO: u16 = 0;
const BELOW: usize = 1;
const FIRST: usize = 2;
/// Number of bins that are no atom's.
pub(super) const PLAIN: usize = FIRST + BINS_PER_OCTAVE * OCTAVES;

/// Quanta (of 10⁻¹² of the greatest total) that rounding may put between a level and its atom: each
/// phase of a site is rounded by itself.
pub(super) const ROUNDING: i64 = 16;

/// The largest width of a bin as a share of its value.
pub const BIN_WIDTH: f64 = 1.0 / BINS_PER_OCTAVE as f64;

/// No bin.
const NOWHERE: u16 = 1 << 14;
/// No atom is near.
const NONE: u8 = u8::MAX;

/// The position of 1, the least level above zero, in units of 2⁻⁵ octaves.
const POSITION_OF_ONE: u64 = 1f64.to_bits() >> SHIFT;
/// Places: zero's, then one a position up to the greatest `i64`; rounded up to a power of two.
const PLACES: usize = 2048;
/// Marks a place whose bin may hold atoms.
const CROWDED: u16 = 1 << 15;

/// Where the levels of a period are counted.
pub trait Scale: Sized {
    /// How bins of one period become those of another.
    type Shift: Copy;
    /// Whether levels may be below zero.
    const SIGNED: bool;

    /// Number of bins: the same in all periods of a table.
    fn width(&self) -> usize;
    /// The bin of a level.
    fn of(&self, level: i64) -> u16;
    /// How the bins of `others` become these.
    fn shift_from(&self, others: &Self) -> Self::Shift;
    /// The bin of what was in `bin`, unless that is unclear.
    fn shifted(shift: Self::Shift, bin: u16) -> u16;
    /// Whether what shares a bin may lie in several bins of the other period.
    fn is_unclear(shift: Self::Shift, bin: u16) -> bool;
    /// Whether any of some bins is unclear.
    fn any_unclear(shift: Self::Shift, bins: &[u16]) -> bool;
    /// The values at ascending ranks (from 1), in quanta.
    fn at_ranks(&self, counts: &[i32], ranks: &[u64]) -> Vec<f64>;
}

/// The bins of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Bins {
    /// The position, in units of 2⁻⁵ octaves, of the first log-linear bin.
    base: i64,
    /// Atoms in quanta, ascending; fewer than 255.
    atoms: Vec<i64>,
    /// For each plain bin the first atom near it.
    near: Vec<u8>,
    /// For each place the plain bin, [`CROWDED`] or not: one look instead of four comparisons.
    bin_at: Box<[u16; PLACES]>,
}

/// How bins of one period become those of another: the same steps, more or less far up.
#[derive(Clone, Copy)]
pub struct Shift {
    up: i16,
    /// What shares this bin may lie in several bins of the other period.
    unclear: u16,
}

impl Shift {
    #[inline]
    fn of(self, bin: u16) -> u16 {
        let moved = (bin as i16 - self.up).clamp(BELOW as i16, PLAIN as i16 - 1);
        if bin == ZERO || bin >= PLAIN as u16 {
            bin
        } else {
            moved as u16
        }
    }
}

impl Bins {
    /// Bins where the greatest level is near `peak`, in quanta.
    pub(super) fn new(peak: i64, atoms: &[i64]) -> Self {
        let base = base(peak);
        let plain = |place: usize| {
            let position = POSITION_OF_ONE as i64 + place as i64 - 1;
            (position - base + FIRST as i64).clamp(BELOW as i64, PLAIN as i64 - 1) as u16
        };
        let mut bins = Self {
            base,
            atoms: atoms.to_vec(),
            near: vec![NONE; PLAIN],
            bin_at: Box::new(std::array::from_fn(|place| match place {
                0 => ZERO,
                _ => plain(place),
            })),
        };
        for (index, &atom) in atoms.iter().enumerate().rev() {
            let (low, high) = (bins.plain(atom - ROUNDING), bins.plain(atom + ROUNDING));
            bins.near[low..=high].fill(index as u8);
        }
        for bin in bins.bin_at.iter_mut() {
            if bins.near[usize::from(*bin)] != NONE {
                *bin |= CROWDED;
            }
        }
        bins
    }

    /// Whether they are the bins for a greatest level near `peak`.
    pub(super) fn reach_to(&self, peak: i64) -> bool {
        self.base == base(peak)
    }

    /// The plain bin at a level's place, [`CROWDED`] or not.
    #[inline]
    fn at(&self, level: i64) -> u16 {
        let position = (level as f64).to_bits() >> SHIFT;
        // Zero has the first place, 1 the second.
        self.bin_at[(position.saturating_sub(POSITION_OF_ONE - 1)) as usize % PLACES]
    }

    /// The bin of a level, were there no atoms.
    fn plain(&self, level: i64) -> usize {
        usize::from(self.at(level.max(0)) & !CROWDED)
    }

    /// The bin of a level whose plain bin may hold atoms. Out of line: it is rare, and a loop of
    /// [`Bins::of`] is short of registers.
    #[inline(never)]
    fn among_atoms(&self, level: i64, bin: u16) -> u16 {
        let first = usize::from(self.near[usize::from(bin)]);
        // The least atom that is not further below than rounding can put it.
        let found = self.atoms[first..]
            .iter()
            .position(|&atom| atom >= level - ROUNDING)
            .map(|found| first + found);
        match found {
            Some(atom) if self.atoms[atom] <= level + ROUNDING => (PLAIN + atom) as u16,
            _ => bin,
        }
    }

    /// Whether a plain bin may hold atoms.
    #[inline]
    pub(super) fn has_atoms_near(&self, bin: usize) -> bool {
        self.near[bin] != NONE
    }

    /// The atoms whose levels lie in a plain bin, by index, ascending.
    pub(super) fn atoms_in(&self, bin: usize) -> impl Iterator<Item = (usize, i64)> {
        let first = match self.near[bin] {
            NONE => self.atoms.len(),
            near => usize::from(near),
        };
        let atoms = self.atoms.iter().copied().enumerate().skip(first);
        atoms
            .take_while(move |&(_, level)| self.plain(level) <= bin)
            .filter(move |&(_, level)| self.plain(level) == bin)
    }

    /// The values between which a plain bin's trials lie, in quanta.
    pub(super) fn limits(&self, bin: usize) -> (f64, f64) {
        let edge =
            |position: usize| f64::from_bits(((self.base + position as i64) as u64) << SHIFT);
        match bin {
            0 => (0.0, 0.0),
            BELOW => (0.0, edge(0)),
            _ => (edge(bin - FIRST), edge(bin - FIRST + 1)),
        }
    }
}

impl Scale for Bins {
    type Shift = Shift;
    const SIGNED: bool = false;

    fn width(&self) -> usize {
        PLAIN + self.atoms.len()
    }

    /// The bin of a level, which is not below zero.
    #[inline]
    fn of(&self, level: i64) -> u16 {
        let bin = self.at(level);
        if bin & CROWDED == 0 {
            bin
        } else {
            self.among_atoms(level, bin & !CROWDED)
        }
    }

    fn shift_from(&self, others: &Self) -> Shift {
        let up = self.base - others.base;
        Shift {
            up: up as i16,
            unclear: match up.cmp(&0) {
                Ordering::Greater => PLAIN as u16 - 1,
                Ordering::Less => BELOW as u16,
                Ordering::Equal => NOWHERE,
            },
        }
    }

    #[inline]
    fn shifted(shift: Shift, bin: u16) -> u16 {
        shift.of(bin)
    }

    #[inline]
    fn is_unclear(shift: Shift, bin: u16) -> bool {
        bin == shift.unclear
    }

    fn any_unclear(shift: Shift, bins: &[u16]) -> bool {
        // Many at a time, unlike a search that stops at the first.
        bins.contains(&shift.unclear)
    }

    fn at_ranks(&self, counts: &[i32], ranks: &[u64]) -> Vec<f64> {
        percentile::at_ranks(self, counts, ranks)
    }
}

/// The position of the first log-linear bin where the greatest level is `peak`.
fn base(peak: i64) -> i64 {
    let top = libm::ceil(libm::log2(2.0 * peak.max(1) as f64)) as i32;
    let bottom = libm::ldexp(1.0, top - OCTAVES as i32);
    (bottom.to_bits() >> SHIFT) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_shifted_is_the_bin_of_the_level() {
        let atoms = [700, 40_000, 40_010, 5_000_000];
        let peaks = [0, 3, 900, 41_000, 1_000_000, 6_000_000];
        let bins = peaks.map(|peak| Bins::new(peak, &atoms));
        let near_atoms = atoms.iter().flat_map(|atom| atom - 20..=atom + 20);
        let levels = (0..3_000).map(|k| k * k).chain(near_atoms);
        for level in levels {
            for (from, to) in bins
                .iter()
                .flat_map(|from| bins.iter().map(move |to| (from, to)))
            {
                let (shift, bin) = (to.shift_from(from), from.of(level));
                if bin != shift.unclear {
                    assert_eq!(shift.of(bin), to.of(level), "{level}");
                }
            }
        }
    }
}
