//! The beta distribution on the unit interval: the incomplete beta integral and its inverse.

use super::invert::invert;
use super::{MAX_ROUNDS, TINY, normal_quantile};
use crate::distribution::level::Level;

/// The beta distribution of two shapes on zero to one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Beta {
    /// The shape at zero, alpha.
    pub a: f64,
    /// The shape at one, beta.
    pub b: f64,
    /// The logarithm of the complete beta integral.
    ln_norm: f64,
}

impl Beta {
    pub fn new(a: f64, b: f64) -> Self {
        let ln_norm = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
        Self { a, b, ln_norm }
    }

    /// The level at the point whose logit is `t`, and the density of the logit there.
    pub fn at(&self, t: f64) -> (Level, f64) {
        self.at_point(point(t), point(-t))
    }

    /// The level at `x`, with `y` = 1 - x given apart, and the density of the logit of x.
    ///
    /// Lentz's continued fraction on the side where it converges fast: W. H. Press et al., "Numerical
    /// Recipes", 3rd ed., section 6.4; NIST DLMF 8.17.22.
    pub fn at_point(&self, x: f64, y: f64) -> (Level, f64) {
        let (a, b) = (self.a, self.b);
        let front = self.front(x, y);
        if x * (a + b + 2.0) < a + 1.0 {
            (
                Level::from_lower((front * fraction(a, b, x) / a).min(1.0)),
                front,
            )
        } else {
            (
                Level::from_upper((front * fraction(b, a, y) / b).min(1.0)),
                front,
            )
        }
    }

    /// The density of the logit of x, with `y` = 1 - x given apart.
    pub fn front(&self, x: f64, y: f64) -> f64 {
        libm::exp(self.a * libm::log(x) + self.b * libm::log(y) - self.ln_norm)
    }

    /// The logit of the point at which a level strictly between zero and one is reached.
    pub fn logit_quantile(&self, level: Level) -> f64 {
        invert(level, self.guess(level), |t| self.at(t))
    }

    /// A normal approximation to the logit in the middle, the leading term of the series in either tail.
    fn guess(&self, level: Level) -> f64 {
        let (a, b) = (self.a, self.b);
        let centre = libm::log(a / b);
        let middle = centre + normal_quantile(level) * (1.0 / a + 1.0 / b).sqrt();
        let ln_power = |tail: f64, shape: f64| (libm::log(tail * shape) + self.ln_norm) / shape;
        let (low, high) = (ln_power(level.lower, a), -ln_power(level.upper, b));
        // The leading term overstates how near the end a point is only outside its tail.
        if low < -2.0 && low < centre {
            low
        } else if high > 2.0 && high > centre {
            high
        } else {
            middle
        }
    }
}

/// The point whose logit is `t`.
pub(super) fn point(t: f64) -> f64 {
    if t < 0.0 {
        let e = libm::exp(t);
        e / (1.0 + e)
    } else {
        1.0 / (1.0 + libm::exp(-t))
    }
}

#[expect(
    clippy::many_single_char_names,
    reason = "the letters of the cited algorithm"
)]
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let guard = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    let mut m = 0.0;
    for _ in 0..MAX_ROUNDS {
        m += 1.0;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < 3e-16 {
            break;
        }
    }
    h
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integer_shapes_match_their_polynomial() {
        // I_x(2, 3) = 6x^2 - 8x^3 + 3x^4.
        let beta = Beta::new(2.0, 3.0);
        for x in [0.01, 0.2, 0.5, 0.9_f64] {
            let (level, _) = beta.at_point(x, 1.0 - x);
            let exact = x * x * (6.0 - 8.0 * x + 3.0 * x * x);
            assert!(
                (level.lower - exact).abs() < 1e-14,
                "{x}: {} {exact}",
                level.lower
            );
        }
    }

    #[test]
    fn quantile_inverts_the_integral_for_extreme_shapes() {
        for (a, b) in [
            (0.1, 0.2),
            (0.5, 5.0),
            (1.0, 1.0),
            (3.0, 1.5),
            (1.0, 5.0),
            (400.0, 9000.0),
        ] {
            let beta = Beta::new(a, b);
            for u in [1e-9, 1e-3, 0.2, 0.5, 0.8, 0.999, 1.0 - 1e-9] {
                let target = Level::from_lower(u);
                let (level, _) = beta.at(beta.logit_quantile(target));
                let error = (level.lower - target.lower).abs() / target.lower.min(target.upper);
                assert!(error < 1e-10, "shapes {a} {b}, u {u}: {error}");
            }
        }
    }
}
