//! Means of laws: closed forms, and the quadrature of the quantile function where there is none.

use super::domain::Domain;
use super::law::{Law, SplitNormal};
use super::level::Level;
use super::special::normal_cdf;

impl Law {
    /// The mean of the law.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Constant(x) => *x,
            Self::SplitNormal(split) => split.mean().unwrap_or_else(|| self.mean_by_quadrature()),
            Self::Gamma { gamma, scale } => gamma.shape * scale,
            Self::Weibull { shape, scale } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Self::Exponential { mean } => *mean,
            Self::Beta { beta, min, max } => min + (max - min) * (beta.a / (beta.a + beta.b)),
            Self::Uniform { min, max } => 0.5 * (min + max),
            Self::Triangular { min, mode, max } => (min + mode + max) / 3.0,
            Self::Steps(steps) => steps.mean(),
            Self::Knots(knots) => knots.mean(),
            Self::Mixture(mixture) => mixture
                .parts()
                .iter()
                .map(|(weight, law)| weight * law.mean())
                .sum(),
            Self::Truncated(_) => self.mean_by_quadrature(),
            Self::Affine(moved) => moved.scale * moved.base.mean() + moved.shift,
        }
    }

    /// The integral of the quantile function over all levels, piece by piece between its kinks.
    ///
    /// The tanh-sinh rule (Takahasi and Mori, Publ. RIMS 9, 1974), whose nodes crowd to the ends doubly
    /// exponentially, bears the infinite ends of the quantile functions here.
    fn mean_by_quadrature(&self) -> f64 {
        let mut from = Level::NONE;
        let mut sum = 0.0;
        for to in self.kinks().into_iter().chain([Level::ALL]) {
            sum += self.integral(from, to);
            from = to;
        }
        sum
    }

    fn integral(&self, from: Level, to: Level) -> f64 {
        const STEPS_PER_UNIT: i32 = 24;
        const REACH: i32 = 5;
        let length = from.up_to(to);
        let mut sum = 0.0;
        for step in -REACH * STEPS_PER_UNIT..=REACH * STEPS_PER_UNIT {
            let t = f64::from(step) / f64::from(STEPS_PER_UNIT);
            let e = libm::exp(-std::f64::consts::PI * libm::sinh(t).abs());
            let (near, far) = (e / (1.0 + e), 1.0 / (1.0 + e));
            let (before, after) = if t < 0.0 { (near, far) } else { (far, near) };
            let weight = std::f64::consts::PI * libm::cosh(t) * before * after;
            let level = Level {
                lower: from.lower + length * before,
                upper: to.upper + length * after,
            };
            // A node that has sunk into the end itself has no weight left.
            if level.lower > 0.0 && level.upper > 0.0 {
                sum += weight * self.quantile(level);
            }
        }
        sum * length / f64::from(STEPS_PER_UNIT)
    }

    /// The levels, ascending, at which the quantile function is not smooth.
    pub fn kinks(&self) -> Vec<Level> {
        match self {
            Self::SplitNormal(split) if split.below != split.above => vec![Level::from_lower(0.5)],
            Self::Triangular { min, mode, max } if mode > min && mode < max => {
                vec![self.level(*mode)]
            }
            Self::Truncated(cut) => {
                let own = cut
                    .base
                    .kinks()
                    .into_iter()
                    .map(|level| cut.own_level(level));
                own.filter(|level| level.lower > 0.0 && level.upper > 0.0)
                    .collect()
            }
            Self::Affine(moved) => moved.base.kinks(),
            _ => Vec::new(),
        }
    }
}

impl SplitNormal {
    /// The mean in closed form, where the transform has one.
    fn mean(&self) -> Option<f64> {
        const SQRT_2PI: f64 = 2.506_628_274_631_000_7;
        let exponential = || {
            let half = |sigma: f64, z: f64| {
                libm::exp(self.mid + 0.5 * sigma * sigma) * normal_cdf(z).lower
            };
            half(self.below, -self.below) + half(self.above, self.above)
        };
        match self.domain {
            Domain::Real => Some(self.mid + (self.above - self.below) / SQRT_2PI),
            Domain::Positive => Some(exponential()),
            Domain::AtLeastOne => Some(1.0 + exponential()),
            Domain::Share => None,
        }
    }
}
