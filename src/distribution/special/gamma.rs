//! The gamma distribution of unit scale: the incomplete gamma integral and its inverse.

use super::invert::invert;
use super::{MAX_ROUNDS, TINY, normal_quantile};
use crate::distribution::level::Level;

/// The gamma distribution of a given shape and unit scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Gamma {
    pub shape: f64,
    ln_gamma: f64,
}

impl Gamma {
    pub fn new(shape: f64) -> Self {
        Self {
            shape,
            ln_gamma: libm::lgamma(shape),
        }
    }

    /// The level at exp(`ln_x`) and the density of ln x there.
    ///
    /// Power series below the mode and Lentz's continued fraction above it: W. H. Press et al., "Numerical
    /// Recipes", 3rd ed., section 6.2; NIST DLMF 8.7.1 and 8.9.2.
    pub fn at(&self, ln_x: f64) -> (Level, f64) {
        let a = self.shape;
        let x = libm::exp(ln_x);
        let front = libm::exp(a * ln_x - x - self.ln_gamma);
        if x < a + 1.0 {
            let lower = (front * series(a, x)).min(1.0);
            (Level::from_lower(lower), front)
        } else {
            let upper = (front * fraction(a, x)).min(1.0);
            (Level::from_upper(upper), front)
        }
    }

    /// The logarithm of the point at which a level strictly between zero and one is reached.
    pub fn ln_quantile(&self, level: Level) -> f64 {
        invert(level, self.guess(level), |t| self.at(t))
    }

    /// Wilson and Hilferty's cube where it is positive, the leading term of the series elsewhere.
    fn guess(&self, level: Level) -> f64 {
        let a = self.shape;
        let cube = 1.0 - 1.0 / (9.0 * a) + normal_quantile(level) / (3.0 * a.sqrt());
        if cube > 0.3 {
            libm::log(a) + 3.0 * libm::log(cube)
        } else {
            (libm::log(level.lower) + self.ln_gamma + libm::log(a)) / a
        }
    }
}

fn series(a: f64, x: f64) -> f64 {
    let mut term = 1.0 / a;
    let mut sum = term;
    let mut n = a;
    for _ in 0..MAX_ROUNDS {
        n += 1.0;
        term *= x / n;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

#[expect(
    clippy::many_single_char_names,
    reason = "the letters of the cited algorithm"
)]
fn fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    let mut i = 0.0;
    for _ in 0..MAX_ROUNDS {
        i += 1.0;
        let an = -i * (i - a);
        b += 2.0;
        d = an * d + b;
        if d.abs() < TINY {
            d = TINY;
        }
        c = b + an / c;
        if c.abs() < TINY {
            c = TINY;
        }
        d = 1.0 / d;
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
    fn shape_one_is_the_exponential() {
        let gamma = Gamma::new(1.0);
        for x in [1e-9, 0.3, 1.0, 2.0, 5.0, 30.0, 300.0_f64] {
            let (level, _) = gamma.at(libm::log(x));
            let expected = libm::exp(-x);
            assert!((level.upper / expected - 1.0).abs() < 1e-12, "{x}");
        }
    }

    #[test]
    fn quantile_inverts_the_integral_for_extreme_shapes() {
        for shape in [0.05, 0.5, 1.0, 3.7, 80.0, 2e4] {
            let gamma = Gamma::new(shape);
            for u in [1e-9, 1e-3, 0.2, 0.5, 0.8, 0.999, 1.0 - 1e-9] {
                let target = Level::from_lower(u);
                let (level, _) = gamma.at(gamma.ln_quantile(target));
                let error = (level.lower - target.lower).abs() / target.lower.min(target.upper);
                assert!(error < 1e-10, "shape {shape}, u {u}: {error}");
            }
        }
    }
}
