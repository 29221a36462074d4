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
/// Cubics of a side.
const SIDE: usize = CELLS + 1;
/// Bits of an `f64` below its exponent and the cell number.
const PLACE_BITS: u32 = 48;
/// The cell number of 2^-33, before it is counted from zero.
const FIRST: u64 = (1023 - 33) << 4;
/// Where between -1/2 and 1/2 the inner nodes stand: the cubic's error is then equal at its three extremes.
const INNER: f64 = 0.207_106_781_186_547_52;
/// Places at which a cell is checked: the middle, where a smooth function's error is greatest, and off it.
const CHECKS: [f64; 2] = [0.0, 0.385];
/// A cell whose error is greater is left to the exact function.
const TOLERANCE: f64 = 4e-7;
/// What the error between the checks may be of the error at them.
const MARGIN: f64 = 1.5;

/// c0 + c1 s + c2 s^2 + c3 s^3 with s from -1/2 to 1/2 over the cell; NaN marks a cell without a cubic.
type Cubic = [f64; 4];

#[derive(Clone, Debug)]
pub(super) struct Table {
    /// The lower side's cells, then the upper's; each with one more for u = 1/2 itself.
    cubics: Vec<Cubic>,
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
        let mut cubics = builder.side(Side::LOWER);
        cubics.extend(builder.side(Side::UPPER));
        Self {
            cubics,
            error: builder.error,
        }
    }

    pub fn error_bound(&self) -> f64 {
        self.error
    }

    /// The draw, or NaN where the exact function is asked for.
    #[inline]
    pub fn draw(&self, u: f64) -> f64 {
        // Which side it is cannot be foretold: no branch.
        let v = u.min(1.0 - u);
        let side = usize::from(u >= 0.5) * SIDE;
        let cell = (v.to_bits() >> PLACE_BITS).wrapping_sub(FIRST) as usize;
        if cell >= SIDE {
            return f64::NAN;
        }
        let c = &self.cubics[side + cell];
        let s = place(v);
        c[0] + s * (c[1] + s * (c[2] + s * c[3]))
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

/// A half of the unit interval.
#[derive(Clone, Copy)]
struct Side {
    level: fn(f64) -> Level,
    /// How u moves with v.
    sense: f64,
}

impl Side {
    const LOWER: Self = Self {
        level: Level::from_lower,
        sense: 1.0,
    };
    const UPPER: Self = Self {
        level: Level::from_upper,
        sense: -1.0,
    };
}

/// The quantile function at one end of a cell, with its two derivatives in v.
#[derive(Clone, Copy)]
struct Node {
    x: f64,
    first: f64,
    second: f64,
}

impl Builder<'_> {
    fn side(&mut self, side: Side) -> Vec<Cubic> {
        let mut cubics = Vec::with_capacity(SIDE);
        let mut begin = self.node(start(0), side);
        for cell in 0..CELLS {
            let end = self.node(start(cell + 1), side);
            cubics.push(self.cell((start(cell), start(cell + 1)), begin, end, side));
            begin = end;
        }
        cubics.push([begin.x, 0.0, 0.0, 0.0]);
        cubics
    }

    fn node(&self, v: f64, side: Side) -> Node {
        let x = self.law.quantile((side.level)(v));
        if !self.law.is_costly() {
            return Node {
                x,
                first: f64::NAN,
                second: f64::NAN,
            };
        }
        // Q' = 1 / f and Q'' = -f' / f^3; on the upper side v runs against u and turns the first round.
        let density = self.law.density(x);
        let first = side.sense / density.value;
        Node {
            x,
            first,
            second: -density.log_slope * first * first,
        }
    }

    fn cell(&mut self, (from, to): (f64, f64), begin: Node, end: Node, side: Side) -> Cubic {
        if begin.x == end.x {
            return [begin.x, 0.0, 0.0, 0.0];
        }
        let level_at = |s: f64| (side.level)(from + (s + 0.5) * (to - from));
        let inner = |s: f64| {
            let near = quintic(begin, end, to - from, s + 0.5);
            if near.is_finite() {
                near
            } else {
                self.law.quantile(level_at(s))
            }
        };
        let cubic = through([begin.x, inner(-INNER), inner(INNER), end.x]);
        let mut worst = 0.0_f64;
        for s in CHECKS {
            let x = cubic[0] + s * (cubic[1] + s * (cubic[2] + s * cubic[3]));
            let error = self.error_of(x, level_at(s)) / (x.abs() + self.width);
            // A NaN must not slip through as no error.
            worst = if error > worst || error.is_nan() {
                error
            } else {
                worst
            };
        }
        let good = worst <= TOLERANCE && is_monotone(&cubic, end.x - begin.x);
        if !good {
            return [f64::NAN; 4];
        }
        self.error = self.error.max(MARGIN * worst);
        cubic
    }

    /// How far `x` is from the quantile at a level; NaN where that cannot be said.
    ///
    /// Where the quantile takes an iteration, one step of Newton's method from `x` says it well enough.
    fn error_of(&self, x: f64, level: Level) -> f64 {
        if !self.law.is_costly() {
            return (x - self.law.quantile(level)).abs();
        }
        let at = self.law.level(x);
        if at.reaches(level) && !self.law.level_below(x).reaches(level) {
            return 0.0;
        }
        at.up_to(level).abs() / self.law.density(x).value
    }
}

/// The quintic that meets value and two derivatives at both ends of a cell of width `h`, at a place from 0 to 1.
fn quintic(begin: Node, end: Node, h: f64, t: f64) -> f64 {
    let cube = t * t * t;
    let rise = cube * (10.0 + t * (-15.0 + t * 6.0));
    let values = begin.x + (end.x - begin.x) * rise;
    let slopes = begin.first * (t - cube * (6.0 + t * (-8.0 + t * 3.0)))
        + end.first * cube * (-4.0 + t * (7.0 - t * 3.0));
    let bends = begin.second * (0.5 * t * t - cube * (1.5 + t * (-1.5 + t * 0.5)))
        + end.second * cube * (0.5 + t * (-1.0 + t * 0.5));
    values + h * slopes + h * h * bends
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
