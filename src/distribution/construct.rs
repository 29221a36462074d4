//! Checked constructors: one a family, each the only way to its law.

use super::Distribution;
use super::domain::Domain;
use super::error::DistributionError;
use super::law::{Law, SplitNormal};
use super::level::Level;
use super::mixture::Mixture;
use super::special::{Beta, Gamma, normal_quantile};
use super::steps::{Knots, Steps};

type Result<T> = std::result::Result<T, DistributionError>;

impl Distribution {
    /// The law of a number that is known; `x` is finite.
    pub fn constant(x: f64) -> Self {
        Self {
            law: Law::Constant(x),
        }
    }

    /// A normal distribution in the domain's transform whose P10 and P90 are the two ends.
    ///
    /// Equal ends are a constant.
    ///
    /// # Errors
    ///
    /// An end is not finite, lies on or outside the domain's boundary, or the ends are reversed.
    pub fn range(domain: Domain, p10: f64, p90: f64) -> Result<Self> {
        domain.check_inside("p10", p10)?;
        domain.check_inside("p90", p90)?;
        ordered(("p10", p10), ("p90", p90))?;
        if p10 == p90 {
            return Ok(Self::constant(p10));
        }
        let (low, high) = (domain.forward(p10), domain.forward(p90));
        let sigma = (high - low) / (2.0 * ninth_decile());
        Ok(split_normal(domain, 0.5 * (low + high), sigma, sigma))
    }

    /// A split normal in the domain's transform that meets P10, P50 and P90.
    ///
    /// Two half normals are joined at the median, each with the standard deviation that its own percentile asks
    /// for. The P50 is the joint and each half carries probability 1/2, so all three are hit; the density steps
    /// at the joint by the ratio of the two deviations. (The split normal of Fechner joins at the mode with
    /// a continuous density instead, and its joint is then not the P50.)
    ///
    /// Three equal percentiles are a constant.
    ///
    /// # Errors
    ///
    /// A percentile is not finite, lies on or outside the domain's boundary, or they do not ascend.
    pub fn split_range(domain: Domain, p10: f64, p50: f64, p90: f64) -> Result<Self> {
        let named = [("p10", p10), ("p50", p50), ("p90", p90)];
        for (name, value) in named {
            domain.check_inside(name, value)?;
        }
        ordered(named[0], named[1])?;
        ordered(named[1], named[2])?;
        if p10 == p90 {
            return Ok(Self::constant(p50));
        }
        for pair in named.windows(2) {
            if pair[0].1 == pair[1].1 {
                return Err(DistributionError::Coincident {
                    low_name: pair[0].0,
                    high_name: pair[1].0,
                    value: pair[0].1,
                });
            }
        }
        let mid = domain.forward(p50);
        let below = (mid - domain.forward(p10)) / ninth_decile();
        let above = (domain.forward(p90) - mid) / ninth_decile();
        Ok(split_normal(domain, mid, below, above))
    }

    /// The normal distribution.
    ///
    /// # Errors
    ///
    /// `mean` is not finite, or `sd` is not positive.
    pub fn normal(mean: f64, sd: f64) -> Result<Self> {
        finite("mean", mean)?;
        positive("sd", sd)?;
        Ok(split_normal(Domain::Real, mean, sd, sd))
    }

    /// The normal distribution of mean 0 and standard deviation 1: of scores.
    #[must_use]
    pub fn standard_normal() -> Self {
        split_normal(Domain::Real, 0.0, 1.0, 1.0)
    }

    /// The lognormal distribution with the given mean and standard deviation of x itself, not of ln x.
    ///
    /// # Errors
    ///
    /// `mean` or `sd` is not positive.
    pub fn lognormal(mean: f64, sd: f64) -> Result<Self> {
        positive("mean", mean)?;
        positive("sd", sd)?;
        let variance = libm::log1p((sd / mean) * (sd / mean));
        positive("sd", variance)?;
        let sigma = variance.sqrt();
        Ok(split_normal(
            Domain::Positive,
            libm::log(mean) - 0.5 * variance,
            sigma,
            sigma,
        ))
    }

    /// The gamma distribution; its mean is `shape` times `scale`.
    ///
    /// # Errors
    ///
    /// `shape` or `scale` is not positive.
    pub fn gamma(shape: f64, scale: f64) -> Result<Self> {
        positive("shape", shape)?;
        positive("scale", scale)?;
        Ok(Self {
            law: Law::Gamma {
                gamma: Gamma::new(shape),
                scale,
            },
        })
    }

    /// The chi-square distribution of `df` degrees of freedom.
    ///
    /// # Errors
    ///
    /// `df` is not positive.
    pub fn chi_square(df: f64) -> Result<Self> {
        positive("df", df)?;
        Self::gamma(0.5 * df, 2.0)
    }

    /// The Weibull distribution, S(x) = exp(-(x / `scale`)^`shape`).
    ///
    /// # Errors
    ///
    /// `shape` or `scale` is not positive.
    pub fn weibull(shape: f64, scale: f64) -> Result<Self> {
        positive("shape", shape)?;
        positive("scale", scale)?;
        Ok(Self {
            law: Law::Weibull { shape, scale },
        })
    }

    /// The exponential distribution.
    ///
    /// # Errors
    ///
    /// `mean` is not positive.
    pub fn exponential(mean: f64) -> Result<Self> {
        positive("mean", mean)?;
        Ok(Self {
            law: Law::Exponential { mean },
        })
    }

    /// The beta distribution on zero to one.
    ///
    /// # Errors
    ///
    /// `alpha` or `beta` is not positive.
    pub fn beta(alpha: f64, beta: f64) -> Result<Self> {
        positive("alpha", alpha)?;
        positive("beta", beta)?;
        Ok(Self {
            law: Law::Beta {
                beta: Beta::new(alpha, beta),
                min: 0.0,
                max: 1.0,
            },
        })
    }

    /// The uniform distribution; equal ends are a constant.
    ///
    /// # Errors
    ///
    /// An end is not finite, or the ends are reversed.
    pub fn uniform(min: f64, max: f64) -> Result<Self> {
        finite("min", min)?;
        finite("max", max)?;
        ordered(("min", min), ("max", max))?;
        let law = if min == max {
            Law::Constant(min)
        } else {
            Law::Uniform { min, max }
        };
        Ok(Self { law })
    }

    /// The triangular distribution; equal ends are a constant.
    ///
    /// # Errors
    ///
    /// A parameter is not finite, the ends are reversed, or the mode lies outside them.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Self> {
        three_points(min, mode, max)?;
        let law = if min == max {
            Law::Constant(min)
        } else {
            Law::Triangular { min, mode, max }
        };
        Ok(Self { law })
    }

    /// The PERT distribution: a beta from `min` to `max` with lambda 4, mean (min + 4 mode + max) / 6.
    ///
    /// Its shapes are alpha = 1 + 4 (mode - min) / (max - min) and beta = 1 + 4 (max - mode) / (max - min).
    /// Equal ends are a constant.
    ///
    /// # Errors
    ///
    /// A parameter is not finite, the ends are reversed, or the mode lies outside them.
    pub fn pert(min: f64, mode: f64, max: f64) -> Result<Self> {
        const LAMBDA: f64 = 4.0;
        three_points(min, mode, max)?;
        if min == max {
            return Ok(Self::constant(min));
        }
        let width = max - min;
        let alpha = 1.0 + LAMBDA * (mode - min) / width;
        let beta = 1.0 + LAMBDA * (max - mode) / width;
        Ok(Self {
            law: Law::Beta {
                beta: Beta::new(alpha, beta),
                min,
                max,
            },
        })
    }

    /// A choice among values, with chances in proportion to the weights; a weight of zero drops its value.
    ///
    /// # Errors
    ///
    /// There is no value, a value is not finite, the lists differ in length, a weight is negative, or all are zero.
    pub fn discrete(values: Vec<f64>, weights: Vec<f64>) -> Result<Self> {
        if values.is_empty() {
            return Err(DistributionError::Empty { name: "values" });
        }
        if values.len() != weights.len() {
            return Err(DistributionError::LengthMismatch {
                values: values.len(),
                weights: weights.len(),
            });
        }
        for &value in &values {
            finite("values", value)?;
        }
        check_weights(weights.iter().copied())?;
        let pairs = values
            .into_iter()
            .zip(weights)
            .filter(|pair| pair.1 > 0.0)
            .collect();
        Ok(Self {
            law: Law::Steps(Steps::new(pairs)),
        })
    }

    /// The empirical distribution of samples: straight between order statistics, the least at u = 0 and the
    /// greatest at u = 1.
    ///
    /// # Errors
    ///
    /// There is no sample, or one is not finite.
    pub fn empirical(samples: Vec<f64>) -> Result<Self> {
        for &sample in &samples {
            finite("samples", sample)?;
        }
        match samples[..] {
            [] => Err(DistributionError::Empty { name: "samples" }),
            [only] => Ok(Self::constant(only)),
            _ => Ok(Self {
                law: Law::Knots(Knots::new(samples)),
            }),
        }
    }

    /// A mixture, with chances in proportion to the weights; a weight of zero drops its component.
    ///
    /// It is inverted as one distribution, so that one uniform serves and its order is kept.
    ///
    /// # Errors
    ///
    /// There is no component, a weight is negative, or all are zero.
    pub fn mixture(components: Vec<(f64, Self)>) -> Result<Self> {
        if components.is_empty() {
            return Err(DistributionError::Empty { name: "mixture" });
        }
        check_weights(components.iter().map(|component| component.0))?;
        let parts = components.into_iter().filter(|(weight, _)| *weight > 0.0);
        Ok(Self {
            law: Law::Mixture(Mixture::new(parts.map(|(w, d)| (w, d.law)).collect())),
        })
    }
}

fn split_normal(domain: Domain, mid: f64, below: f64, above: f64) -> Distribution {
    Distribution {
        law: Law::SplitNormal(SplitNormal {
            domain,
            mid,
            below,
            above,
        }),
    }
}

/// The 90th percentile of a standard normal.
fn ninth_decile() -> f64 {
    normal_quantile(Level::from_upper(0.1))
}

fn finite(name: &'static str, value: f64) -> Result<()> {
    if value.is_finite() {
        Ok(())
    } else {
        Err(DistributionError::NotFinite { name, value })
    }
}

fn positive(name: &'static str, value: f64) -> Result<()> {
    finite(name, value)?;
    if value > 0.0 {
        Ok(())
    } else {
        Err(DistributionError::NotPositive { name, value })
    }
}

fn ordered(low: (&'static str, f64), high: (&'static str, f64)) -> Result<()> {
    if low.1 <= high.1 {
        return Ok(());
    }
    Err(DistributionError::Reversed {
        low_name: low.0,
        low: low.1,
        high_name: high.0,
        high: high.1,
    })
}

fn three_points(min: f64, mode: f64, max: f64) -> Result<()> {
    finite("min", min)?;
    finite("mode", mode)?;
    finite("max", max)?;
    ordered(("min", min), ("max", max))?;
    if mode < min {
        return Err(DistributionError::ModeOutside {
            mode,
            side: "below",
            end_name: "min",
            end: min,
        });
    }
    if mode > max {
        return Err(DistributionError::ModeOutside {
            mode,
            side: "above",
            end_name: "max",
            end: max,
        });
    }
    Ok(())
}

fn check_weights(weights: impl Iterator<Item = f64>) -> Result<()> {
    let mut total = 0.0;
    for (index, value) in weights.enumerate() {
        if !(value >= 0.0 && value.is_finite()) {
            return Err(DistributionError::BadWeight {
                position: index + 1,
                value,
            });
        }
        total += value;
    }
    if total > 0.0 {
        Ok(())
    } else {
        Err(DistributionError::WeightsAllZero)
    }
}
