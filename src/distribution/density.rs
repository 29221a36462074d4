//! Densities of laws and their logarithmic slopes, for tables and for the inversion of mixtures.

use super::condition::{Affine, Truncated};
use super::domain::Domain;
use super::law::{Law, SplitNormal};
use super::mixture::Mixture;

/// A density at a point: its value, and the derivative of its logarithm there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Density {
    pub value: f64,
    pub log_slope: f64,
}

impl Density {
    const NONE: Self = Self {
        value: 0.0,
        log_slope: 0.0,
    };
}

impl Law {
    /// The density of what is continuous in the law; points that carry probability of their own add nothing.
    pub fn density(&self, x: f64) -> Density {
        let (least, greatest) = self.support();
        if !(x >= least && x <= greatest) {
            return Density::NONE;
        }
        match self {
            Self::Constant(_) | Self::Steps(_) => Density::NONE,
            Self::SplitNormal(split) => split.density(x),
            Self::Gamma { gamma, scale } => {
                let (_, log_density) = gamma.at(libm::log(x / scale));
                Density {
                    value: log_density / x,
                    log_slope: (gamma.shape - 1.0) / x - 1.0 / scale,
                }
            }
            Self::Weibull { shape, scale } => {
                let hazard = libm::pow(x / scale, *shape);
                Density {
                    value: shape / x * hazard * libm::exp(-hazard),
                    log_slope: (shape - 1.0 - shape * hazard) / x,
                }
            }
            Self::Exponential { mean } => Density {
                value: libm::exp(-x / mean) / mean,
                log_slope: -1.0 / mean,
            },
            Self::Beta { beta, min, max } => {
                let (below, above) = (x - min, max - x);
                let width = max - min;
                let logit_density = beta.front(below / width, above / width);
                Density {
                    value: logit_density * width / (below * above),
                    log_slope: (beta.a - 1.0) / below - (beta.b - 1.0) / above,
                }
            }
            Self::Uniform { min, max } => Density {
                value: 1.0 / (max - min),
                log_slope: 0.0,
            },
            Self::Triangular { min, mode, max } => {
                let (off, side, sign) = if x < *mode {
                    (x - min, mode - min, 1.0)
                } else {
                    (max - x, max - mode, -1.0)
                };
                Density {
                    value: 2.0 * off / ((max - min) * side),
                    log_slope: sign / off,
                }
            }
            Self::Knots(knots) => Density {
                value: knots.density(x),
                log_slope: 0.0,
            },
            Self::Mixture(mixture) => mixture.density(x),
            Self::Truncated(cut) => cut.density(x),
            Self::Affine(moved) => moved.density(x),
        }
    }

    /// Whether the quantile takes an iteration.
    pub fn is_costly(&self) -> bool {
        match self {
            Self::Gamma { .. } | Self::Beta { .. } | Self::Mixture(_) => true,
            Self::Truncated(cut) => cut.base.is_costly(),
            Self::Affine(moved) => moved.base.is_costly(),
            _ => false,
        }
    }
}

impl Mixture {
    pub fn density(&self, x: f64) -> Density {
        let (mut value, mut slope) = (0.0, 0.0);
        for (weight, law) in self.parts() {
            let part = law.density(x);
            // Outside a part, and where its density has no value, it adds nothing.
            if part.value > 0.0 {
                value += weight * part.value;
                slope += weight * part.value * part.log_slope;
            }
        }
        if value > 0.0 {
            Density {
                value,
                log_slope: slope / value,
            }
        } else {
            Density::NONE
        }
    }
}

impl Truncated {
    fn density(&self, x: f64) -> Density {
        let base = self.base.density(x);
        Density {
            value: base.value / self.mass,
            ..base
        }
    }
}

impl Affine {
    fn density(&self, x: f64) -> Density {
        let base = self.base.density((x - self.shift) / self.scale);
        Density {
            value: base.value / self.scale,
            log_slope: base.log_slope / self.scale,
        }
    }
}

impl SplitNormal {
    fn density(&self, x: f64) -> Density {
        const INV_SQRT_TAU: f64 = 0.398_942_280_401_432_7;
        let off = self.domain.forward(x) - self.mid;
        let sigma = if off < 0.0 { self.below } else { self.above };
        let z = off / sigma;
        let (stretch, bend) = self.domain.derivatives(x);
        Density {
            value: INV_SQRT_TAU * libm::exp(-0.5 * z * z) * stretch / sigma,
            log_slope: bend - z / sigma * stretch,
        }
    }
}

impl Domain {
    /// The derivative of the transform, and the derivative of its logarithm.
    fn derivatives(self, x: f64) -> (f64, f64) {
        match self {
            Self::Positive => (1.0 / x, -1.0 / x),
            Self::Share => {
                let stretch = 1.0 / (x * (1.0 - x));
                (stretch, (2.0 * x - 1.0) * stretch)
            }
            Self::AtLeastOne => (1.0 / (x - 1.0), -1.0 / (x - 1.0)),
            Self::Real => (1.0, 0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::distribution::{Distribution, Domain};

    /// Central differences of the CDF and of the logarithm of the density, at levels across each law.
    #[test]
    fn densities_are_the_slopes_of_their_laws() {
        let laws = [
            Distribution::range(Domain::Positive, 12.0, 18.0),
            Distribution::range(Domain::Share, 0.6, 0.95),
            Distribution::split_range(Domain::AtLeastOne, 1.1, 1.2, 1.6),
            Distribution::normal(3.0, 2.0),
            Distribution::gamma(2.5, 4.0),
            Distribution::weibull(1.7, 9.0),
            Distribution::exponential(4.0),
            Distribution::pert(2.0, 5.0, 14.0),
            Distribution::uniform(2.0, 5.0),
            Distribution::triangular(2.0, 5.0, 14.0),
            Distribution::pert(2.0, 5.0, 14.0).and_then(|d| d.beyond(6.0)),
            Distribution::gamma(2.5, 4.0).map(|d| d.scaled(3.0).shifted(-2.0)),
            Distribution::normal(3.0, 2.0).and_then(|d| {
                Distribution::mixture(vec![(0.3, d), (0.7, Distribution::gamma(2.5, 4.0)?)])
            }),
        ];
        for law in laws {
            let d = law.expect("valid parameters");
            let step = 1e-5 * (d.quantile(0.9) - d.quantile(0.1));
            for u in [0.03, 0.21, 0.46, 0.71, 0.98] {
                let x = d.quantile(u);
                let density = d.law.density(x);
                let slope = (d.cdf(x + step) - d.cdf(x - step)) / (2.0 * step);
                assert!((slope / density.value - 1.0).abs() < 1e-5, "{d:?} at {u}");
                let ln = |x: f64| libm::log(d.law.density(x).value);
                let bend = (ln(x + step) - ln(x - step)) / (2.0 * step);
                let scale = density.log_slope.abs() + 1.0 / (d.quantile(0.9) - d.quantile(0.1));
                assert!(
                    (bend - density.log_slope).abs() < 1e-4 * scale,
                    "{d:?} at {u}"
                );
            }
        }
    }
}
