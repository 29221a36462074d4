//! A quantile function as cubics over octaves of u, counted from both ends.
//!
//! Each half of the unit interval is cut into 32 octaves, from 2^-33 up to 1/2, and each octave into 16 equal
//! cells. The cell of a v = min(u, 1 - u) is then its exponent and the four leading bits of its mantissa, and its
//! place in the cell the bits that follow: no search and no division. A cubic meets the exact quantile at both
//! ends of its cell, so neighbours join, and at two points between.

use super::super::law::Law;
use super::super::level::Level;

/// Octaves from each end: the engine's uniforms are odd multiples of 2^-33.
const OCTAVES: usize = 32;
const CELLS_PER_OCTAVE: usize = 16;
const CELLS: usize = OCTAVES * CELLS_PER_OCTAVE;
/// Bits of an `f64` below its exponent and the cell number.
const PLACE_BITS: u32 = 48;
/// The cell number of 2^-33, before it is counted from zero.
const FIRST: u64 = (1023 - 33) << 4;
/// Where between -1/2 and 1/2 the inner nodes stand: the cubic's error is then equal at its three extremes.
const INNER: f64 = 0.207_106_781_186_547_52;
/// Places at which a cell is checked: the middle, where a smooth function's error is greatest, and off it.
const CHECKS: [f64; 2] = [0.0, 0.385];
/// A cell whose error is greater is left to the exact function.
const TOLERANCE: f64 = 1e-7;

/// c0 + c1 s + c2 s^2 + c3 s^3 with s from -1/2 to 1/2 over the cell; NaN marks a cell without a cubic.
type Cubic = [f64; 4];

#[derive(Clone, Debug)]
pub(super) struct Table {
    /// One more than the cells: u = 1/2 itself.
    lower: Vec<Cubic>,
    upper: Vec<Cubic>,
    error: f64,
}

impl Table {
    pub fn new(law: &Law) -> Self {
        let width = law.quantile(Level::from_upper(0.1)) - law.quantile(Level::from_lower(0.1));
        let mut builder = Builder {
            law,
            width,
            error: 0.0,
        };
        let lower = builder.side(Level::from_lower);
        let upper = builder.side(Level::from_upper);
        Self {
            lower,
            upper,
            error: builder.error,
        }
    }

    pub fn error_bound(&self) -> f64 {
        self.error
    }

    /// The draw, or NaN where the exact function is asked for.
    #[inline]
    pub fn draw(&self, u: f64) -> f64 {
        let (v, side) = if u < 0.5 {
            (u, &self.lower)
        } else {
            (1.0 - u, &self.upper)
        };
        let cell = (v.to_bits() >> PLACE_BITS).wrapping_sub(FIRST) as usize;
        match side.get(cell) {
            Some(c) => {
                let s = place(v);
                c[0] + s * (c[1] + s * (c[2] + s * c[3]))
            }
            None => f64::NAN,
        }
    }
}

/// The place of `v` in its cell, from -1/2 to 1/2: its lower mantissa bits read as a fraction.
#[inline]
fn place(v: f64) -> f64 {
    const ONE: u64 = 1023 << 52;
    f64::from_bits(ONE | (v.to_bits() << 4 & ((1 << 52) - 1))) - 1.5
}

/// The start of a cell.
fn start(cell: usize) -> f64 {
    f64::from_bits((FIRST + cell as u64) << PLACE_BITS)
}

struct Builder<'a> {
    law: &'a Law,
    width: f64,
    error: f64,
}

impl Builder<'_> {
    fn side(&mut self, level: fn(f64) -> Level) -> Vec<Cubic> {
        let mut cubics = Vec::with_capacity(CELLS + 1);
        let mut begin = self.law.quantile(level(start(0)));
        for cell in 0..CELLS {
            let end = self.law.quantile(level(start(cell + 1)));
            cubics.push(self.cell(cell, begin, end, level));
            begin = end;
        }
        cubics.push([begin, 0.0, 0.0, 0.0]);
        cubics
    }

    fn cell(&mut self, cell: usize, begin: f64, end: f64, level: fn(f64) -> Level) -> Cubic {
        let (from, to) = (start(cell), start(cell + 1));
        let exact = |s: f64| self.law.quantile(level(from + (s + 0.5) * (to - from)));
        let cubic = through([begin, exact(-INNER), exact(INNER), end]);
        let mut worst = 0.0_f64;
        for s in CHECKS {
            let x = exact(s);
            let drawn = cubic[0] + s * (cubic[1] + s * (cubic[2] + s * cubic[3]));
            worst = worst.max((drawn - x).abs() / (x.abs() + self.width));
        }
        if worst > TOLERANCE || !worst.is_finite() || !is_monotone(&cubic, end - begin) {
            return [f64::NAN; 4];
        }
        self.error = self.error.max(worst);
        cubic
    }
}

/// The cubic through values at -1/2, -`INNER`, `INNER` and 1/2, from its even and its odd part.
fn through([a, b, c, d]: [f64; 4]) -> Cubic {
    const SPAN: f64 = 0.25 - INNER * INNER;
    let (outer_even, inner_even) = (0.5 * (a + d), 0.5 * (b + c));
    let (outer_odd, inner_odd) = (d - a, 0.5 * (c - b) / INNER);
    let c2 = (outer_even - inner_even) / SPAN;
    let c3 = (outer_odd - inner_odd) / SPAN;
    [
        inner_even - c2 * INNER * INNER,
        inner_odd - c3 * INNER * INNER,
        c2,
        c3,
    ]
}

/// Whether the cubic never turns against the way from its first value to its last.
fn is_monotone(cubic: &Cubic, rise: f64) -> bool {
    let sign = if rise < 0.0 { -1.0 } else { 1.0 };
    let slope = |s: f64| sign * (cubic[1] + s * (2.0 * cubic[2] + s * 3.0 * cubic[3]));
    let turn = -cubic[2] / (3.0 * cubic[3]);
    let slack = -8.0 * f64::EPSILON * cubic[0].abs();
    let inner = if turn.abs() < 0.5 {
        slope(turn)
    } else {
        slope(0.0)
    };
    slope(-0.5) >= slack && slope(0.5) >= slack && inner >= slack
}
