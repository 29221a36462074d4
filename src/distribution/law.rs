//! The closed set of laws behind a [`Distribution`](super::Distribution), each with its quantile and its level.

use super::condition::{Affine, Truncated};
use super::domain::Domain;
use super::level::Level;
use super::mixture::Mixture;
use super::special::{Beta, Gamma, normal_cdf, normal_quantile};
use super::steps::{Knots, Steps};

/// A law that has been checked: every method is total.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Law {
    Constant(f64),
    SplitNormal(SplitNormal),
    Gamma { gamma: Gamma, scale: f64 },
    Weibull { shape: f64, scale: f64 },
    Exponential { mean: f64 },
    Beta { beta: Beta, min: f64, max: f64 },
    Uniform { min: f64, max: f64 },
    Triangular { min: f64, mode: f64, max: f64 },
    Steps(Steps),
    Knots(Knots),
    Mixture(Mixture),
    Truncated(Box<Truncated>),
    Affine(Box<Affine>),
}

/// Two half normals in a domain's transform, joined at their common median.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SplitNormal {
    pub domain: Domain,
    /// The median in the transform.
    pub mid: f64,
    /// The standard deviation below the median.
    pub below: f64,
    /// The standard deviation above it.
    pub above: f64,
}

impl SplitNormal {
    fn quantile(&self, level: Level) -> f64 {
        let z = normal_quantile(level);
        let sigma = if z < 0.0 { self.below } else { self.above };
        self.domain.inverse(self.mid + sigma * z)
    }

    fn level(&self, x: f64) -> Level {
        let off = self.domain.forward(x) - self.mid;
        normal_cdf(off / if off < 0.0 { self.below } else { self.above })
    }
}

impl Law {
    /// The least x at which the law reaches a level; the ends of the support at levels zero and one.
    pub fn quantile(&self, level: Level) -> f64 {
        if level.lower <= 0.0 || level.upper <= 0.0 {
            let (least, greatest) = self.support();
            return if level.lower <= 0.0 { least } else { greatest };
        }
        match self {
            Self::Constant(x) => *x,
            Self::SplitNormal(split) => split.quantile(level),
            Self::Gamma { gamma, scale } => scale * libm::exp(gamma.ln_quantile(level)),
            Self::Weibull { shape, scale } => scale * libm::pow(hazard(level), 1.0 / shape),
            Self::Exponential { mean } => mean * hazard(level),
            Self::Beta { beta, min, max } => beta_point(beta.logit_quantile(level), *min, *max),
            Self::Uniform { min, max } => from_nearer_end(level, *min, *max, max - min),
            Self::Triangular { min, mode, max } => triangular(level, *min, *mode, *max),
            Self::Steps(steps) => steps.quantile(level),
            Self::Knots(knots) => knots.quantile(level),
            Self::Mixture(mixture) => mixture.quantile(level),
            Self::Truncated(cut) => cut.quantile(level),
            Self::Affine(moved) => moved.quantile(level),
        }
    }

    /// The probability at or below `x`, and above it.
    pub fn level(&self, x: f64) -> Level {
        let (least, greatest) = self.support();
        if x < least {
            return Level::NONE;
        }
        if x >= greatest {
            return Level::ALL;
        }
        match self {
            Self::Constant(_) => Level::ALL,
            Self::SplitNormal(split) => split.level(x),
            Self::Gamma { gamma, scale } => gamma.at(libm::log(x / scale)).0,
            Self::Weibull { shape, scale } => from_hazard(libm::pow(x / scale, *shape)),
            Self::Exponential { mean } => from_hazard(x / mean),
            Self::Beta { beta, min, max } => {
                let width = max - min;
                beta.at_point((x - min) / width, (max - x) / width).0
            }
            Self::Uniform { min, max } => Level {
                lower: (x - min) / (max - min),
                upper: (max - x) / (max - min),
            },
            Self::Triangular { min, mode, max } => triangular_level(x, *min, *mode, *max),
            Self::Steps(steps) => steps.level(x),
            Self::Knots(knots) => knots.level(x),
            Self::Mixture(mixture) => mixture.level(x),
            Self::Truncated(cut) => cut.level(x),
            Self::Affine(moved) => moved.level(x),
        }
    }

    /// The probability below `x` (not at it), and at or above it.
    pub fn level_below(&self, x: f64) -> Level {
        match self {
            Self::Constant(at) => {
                if x <= *at {
                    Level::NONE
                } else {
                    Level::ALL
                }
            }
            Self::Steps(steps) => steps.level_below(x),
            Self::Knots(knots) => knots.level_below(x),
            Self::Mixture(mixture) => mixture.level_below(x),
            Self::Truncated(cut) => cut.level_below(x),
            Self::Affine(moved) => moved.level_below(x),
            _ => self.level(x),
        }
    }

    /// The least and the greatest value; either may be infinite.
    pub fn support(&self) -> (f64, f64) {
        match self {
            Self::Constant(x) => (*x, *x),
            Self::SplitNormal(split) => split.domain.bounds(),
            Self::Gamma { .. } | Self::Weibull { .. } | Self::Exponential { .. } => {
                (0.0, f64::INFINITY)
            }
            Self::Beta { min, max, .. }
            | Self::Uniform { min, max }
            | Self::Triangular { min, max, .. } => (*min, *max),
            Self::Steps(steps) => steps.support(),
            Self::Knots(knots) => knots.support(),
            Self::Mixture(mixture) => mixture.support(),
            Self::Truncated(cut) => cut.support(),
            Self::Affine(moved) => moved.support(),
        }
    }

    /// The single points that carry probability of their own, ascending.
    pub fn atoms(&self) -> Vec<f64> {
        match self {
            Self::Constant(x) => vec![*x],
            Self::Steps(steps) => steps.values(),
            Self::Knots(knots) => knots.atoms(),
            Self::Mixture(mixture) => mixture.atoms().to_vec(),
            Self::Truncated(cut) => cut.atoms(),
            Self::Affine(moved) => moved.atoms(),
            _ => Vec::new(),
        }
    }
}

/// The cumulative hazard of a level, -ln(1 - u).
fn hazard(level: Level) -> f64 {
    if level.upper < 0.5 {
        -libm::log(level.upper)
    } else {
        -libm::log1p(-level.lower)
    }
}

fn from_hazard(hazard: f64) -> Level {
    Level {
        lower: -libm::expm1(-hazard),
        upper: libm::exp(-hazard),
    }
}

fn beta_point(logit: f64, min: f64, max: f64) -> f64 {
    let width = max - min;
    let x = if logit < 0.0 {
        let odds = libm::exp(logit);
        min + width * (odds / (1.0 + odds))
    } else {
        let odds = libm::exp(-logit);
        max - width * (odds / (1.0 + odds))
    };
    x.clamp(min, max)
}

fn from_nearer_end(level: Level, min: f64, max: f64, width: f64) -> f64 {
    if level.lower <= 0.5 {
        min + width * level.lower
    } else {
        max - width * level.upper
    }
}

fn triangular(level: Level, min: f64, mode: f64, max: f64) -> f64 {
    let width = max - min;
    if level.lower * width <= mode - min {
        (min + (level.lower * width * (mode - min)).sqrt()).min(mode)
    } else {
        (max - (level.upper * width * (max - mode)).sqrt()).max(mode)
    }
}

fn triangular_level(x: f64, min: f64, mode: f64, max: f64) -> Level {
    let width = max - min;
    if x < mode {
        Level::from_lower((x - min) * (x - min) / (width * (mode - min)))
    } else {
        Level::from_upper((max - x) * (max - x) / (width * (max - mode)))
    }
}
