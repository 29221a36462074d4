//! Distributions of uncertain quantities, checked when made and drawn by inversion.
//!
//! Every uncertain number of a scenario becomes one [`Distribution`]. All sampling is x = Q(u) with one uniform
//! u a variable and trial, so that conditioning on progress, correlation, low-discrepancy points and common
//! random numbers are all one mechanism. The exact functions live on [`Distribution`]; [`Sampler`] is the same
//! quantile function compiled for columns of draws.
//!
//! A range `a to b` gives the P10 and the P90 of a normal distribution in the transform that its [`Domain`]
//! names, so that both ends are hit and no draw can leave the domain. Truncation conditions and never clamps.
//!
//! This module knows no data center, no unit, no date and no generator of random numbers.

mod condition;
mod construct;
mod copula;
mod density;
mod domain;
mod error;
mod law;
mod level;
mod mean;
mod mixture;
mod sampler;
mod special;
mod steps;

pub use copula::uniform_of_normal;
pub use domain::Domain;
pub use error::DistributionError;
pub use sampler::Sampler;
pub use special::StudentT;

use condition::Window;
use law::Law;
use level::Level;

/// The law of an uncertain real number; valid by construction.
///
/// A quantile function and a cumulative distribution function exist for every law. Values carry whatever unit
/// the parameters carried.
///
/// # Example
///
/// ```
/// use capcast::distribution::{Distribution, Domain};
///
/// let months = Distribution::range(Domain::Positive, 12.0, 18.0)?;
/// assert!((months.quantile(0.1) - 12.0).abs() < 1e-9);
/// assert!((months.quantile(0.9) - 18.0).abs() < 1e-9);
/// # Ok::<(), capcast::distribution::DistributionError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    law: Law,
}

impl Distribution {
    /// The least x with P(X <= x) >= `u`; the ends of the support at zero and one.
    ///
    /// For `u` near one use [`Distribution::quantile_upper`], which does not lose the tail to 1 - u.
    pub fn quantile(&self, u: f64) -> f64 {
        self.law.quantile(Level::from_lower(u))
    }

    /// The quantile at the upper tail probability `s` = 1 - u, accurate however small `s` is.
    pub fn quantile_upper(&self, s: f64) -> f64 {
        self.law.quantile(Level::from_upper(s))
    }

    /// P(X <= x), accurate in the lower tail.
    pub fn cdf(&self, x: f64) -> f64 {
        self.law.level(x).lower
    }

    /// P(X > x), accurate in the upper tail.
    pub fn survival(&self, x: f64) -> f64 {
        self.law.level(x).upper
    }

    /// The 50th percentile.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The mean: in closed form where there is one, else by quadrature of the quantile function.
    ///
    /// The quadrature (truncated laws, ranges of a share) is good to about ten digits.
    pub fn mean(&self) -> f64 {
        self.law.mean()
    }

    /// The least and the greatest value that X can take; either may be infinite.
    pub fn support(&self) -> (f64, f64) {
        self.law.support()
    }

    /// The value, where X can take only one.
    pub fn as_constant(&self) -> Option<f64> {
        let (least, greatest) = self.law.support();
        (least == greatest).then_some(least)
    }

    /// The law of X given `lo` <= X <= `hi`; either end may be infinite.
    ///
    /// # Errors
    ///
    /// An end is NaN, the ends are reversed, or the window holds no probability.
    pub fn within(self, lo: f64, hi: f64) -> Result<Self, DistributionError> {
        if lo.is_nan() || hi.is_nan() {
            let (name, value) = if lo.is_nan() { ("lo", lo) } else { ("hi", hi) };
            return Err(DistributionError::NotFinite { name, value });
        }
        if lo > hi {
            return Err(DistributionError::Reversed {
                low_name: "lo",
                low: lo,
                high_name: "hi",
                high: hi,
            });
        }
        let window = Window {
            lo,
            hi,
            lo_is_open: false,
        };
        let (least, greatest) = self.reachable();
        self.conditioned(window)
            .ok_or(DistributionError::EmptyWindow {
                lo,
                hi,
                least,
                greatest,
            })
    }

    /// The law of X given X > `elapsed`: what the total is of something that has lasted that long already.
    ///
    /// # Errors
    ///
    /// `elapsed` is NaN, or nothing of the law lies above it.
    pub fn beyond(&self, elapsed: f64) -> Result<Self, DistributionError> {
        if elapsed.is_nan() {
            return Err(DistributionError::NotFinite {
                name: "elapsed",
                value: elapsed,
            });
        }
        let window = Window {
            lo: elapsed,
            hi: f64::INFINITY,
            lo_is_open: true,
        };
        let greatest = self.reachable().1;
        self.conditioned(window)
            .ok_or(DistributionError::BeyondSupport { elapsed, greatest })
    }

    /// The law of X given X <= `limit`.
    ///
    /// # Errors
    ///
    /// `limit` is NaN, or nothing of the law lies at or below it.
    pub fn up_to(&self, limit: f64) -> Result<Self, DistributionError> {
        if limit.is_nan() {
            return Err(DistributionError::NotFinite {
                name: "limit",
                value: limit,
            });
        }
        let window = Window {
            lo: f64::NEG_INFINITY,
            hi: limit,
            lo_is_open: false,
        };
        let least = self.reachable().0;
        self.conditioned(window)
            .ok_or(DistributionError::BelowSupport { limit, least })
    }

    /// The law of X + `by`; `by` is finite.
    #[must_use]
    pub fn shifted(&self, by: f64) -> Self {
        Self {
            law: self.law.clone().moved(1.0, by),
        }
    }

    /// The law of X times `by`; `by` is finite and not negative.
    #[must_use]
    pub fn scaled(&self, by: f64) -> Self {
        debug_assert!(by >= 0.0, "a scale of {by} would turn the law round");
        if by == 0.0 {
            return Self::constant(0.0);
        }
        Self {
            law: self.law.clone().moved(by, 0.0),
        }
    }

    /// One draw of X given X > `elapsed`, for an elapsed time that differs from trial to trial.
    ///
    /// Works on the survival side, s' = S(`elapsed`) (1 - `u`), and never returns less than `elapsed`; where
    /// nothing is left above `elapsed` it returns `elapsed`. With one elapsed time for all trials
    /// [`Distribution::beyond`] says so as an error instead, and its [`Sampler`] is faster.
    pub fn quantile_beyond(&self, u: f64, elapsed: f64) -> f64 {
        if let Law::Exponential { .. } = self.law {
            return elapsed.max(0.0) + self.quantile(u);
        }
        let begun = self.law.level(elapsed);
        if begun.upper <= 0.0 {
            return elapsed;
        }
        let level = Level {
            lower: begun.lower + begun.upper * u,
            upper: begun.upper * (1.0 - u),
        };
        self.law.quantile(level).max(elapsed)
    }

    fn conditioned(&self, window: Window) -> Option<Self> {
        self.law.conditioned(window).map(|(law, _)| Self { law })
    }

    /// The ends of what an `f64` level can reach, for messages: the support where it is finite.
    fn reachable(&self) -> (f64, f64) {
        let (least, greatest) = self.support();
        let deepest = f64::MIN_POSITIVE;
        (
            if least.is_finite() {
                least
            } else {
                self.quantile(deepest)
            },
            if greatest.is_finite() {
                greatest
            } else {
                self.quantile_upper(deepest)
            },
        )
    }
}
