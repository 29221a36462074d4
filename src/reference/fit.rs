//! Maximum likelihood with right-censored cases, for the two families that durations usually follow.

use std::fmt;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand_distr::{Distribution as _, Uniform};
use serde::Deserialize;
use thiserror::Error;

use super::records::Case;
use crate::distribution::{Distribution, DistributionError, Domain};

/// Free parameters of either family.
const PARAMETERS: f64 = 2.0;
/// The bootstrap's own seed: the errors of a fit are part of the catalogue.
const SEED: u64 = 20_261_031;
/// Rounds after which a likelihood that will not settle is given up.
const MAX_ROUNDS: usize = 100_000;
/// The change of a parameter at which an iteration has settled.
const SETTLED: f64 = 1e-13;
/// The 90th percentile of a standard normal.
const NINTH_DECILE: f64 = 1.281_551_565_544_600_4;

/// A family of positive distributions with two parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// ln x is normal; the parameters are the median and the standard deviation of ln x.
    Lognormal,
    /// S(x) = exp(-(x / scale)^shape); the parameters are shape and scale.
    Weibull,
}

/// A family at its greatest likelihood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The family.
    pub family: Family,
    /// Its two parameters, in the order that [`Family`] names.
    pub parameters: [f64; 2],
    /// Standard errors of the two, by bootstrap over the cases.
    pub errors: [f64; 2],
    /// The logarithm of the likelihood.
    pub log_likelihood: f64,
}

/// What a class of cases is fitted by.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The number of cases.
    pub cases: usize,
    /// How many of them were still open.
    pub censored: usize,
    /// Both families, the one with the lesser AIC first.
    pub candidates: [Candidate; 2],
}

/// Why cases cannot be fitted.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum FitError {
    /// Too few finished cases, or all finished ones alike: the likelihood has no maximum.
    #[error(
        "a fit needs at least two finished cases that differ, and of {cases} cases {finished} are finished"
    )]
    TooFewFinished {
        /// The number of cases.
        cases: usize,
        /// How many are finished.
        finished: usize,
    },
    /// A value is not a positive number.
    #[error("the value of `{id}` ({value}) is not a finite number above zero")]
    BadValue {
        /// The case.
        id: String,
        /// Its value.
        value: f64,
    },
}

/// Fits both families to the cases, and estimates the errors of the parameters from `resamples` bootstrap
/// samples.
///
/// A finished case adds the logarithm of its density to the likelihood, an open one that of its survival. The
/// families are ranked by AIC = 4 - 2 ln L. Bootstrap samples that cannot be fitted themselves are drawn anew.
///
/// # Errors
///
/// A value is not positive, or fewer than two finished cases differ.
pub fn fit(cases: &[Case], resamples: usize) -> Result<Fit, FitError> {
    if let Some(bad) = cases
        .iter()
        .find(|case| !(case.value > 0.0 && case.value.is_finite()))
    {
        return Err(FitError::BadValue {
            id: bad.id.clone(),
            value: bad.value,
        });
    }
    let sample: Sample = cases
        .iter()
        .map(|case| (libm::log(case.value), case.online))
        .collect();
    let finished = cases.iter().filter(|case| case.online).count();
    if !can_be_fitted(&sample) {
        return Err(FitError::TooFewFinished {
            cases: cases.len(),
            finished,
        });
    }
    let errors = bootstrap(&sample, resamples);
    let candidate = |family: Family, errors| {
        let parameters = family.maximum(&sample);
        let log_likelihood = family.log_likelihood(parameters, &sample);
        Candidate {
            family,
            parameters,
            errors,
            log_likelihood,
        }
    };
    let mut candidates = [
        candidate(Family::Lognormal, errors[0]),
        candidate(Family::Weibull, errors[1]),
    ];
    candidates.sort_by(|a, b| a.aic().total_cmp(&b.aic()));
    Ok(Fit {
        cases: cases.len(),
        censored: cases.len() - finished,
        candidates,
    })
}

/// Logarithms of the values, each with whether it came online.
type Sample = Vec<(f64, bool)>;

fn finished(sample: &[(f64, bool)]) -> impl Iterator<Item = f64> + Clone {
    sample.iter().filter(|case| case.1).map(|case| case.0)
}

fn can_be_fitted(sample: &[(f64, bool)]) -> bool {
    let mut ratios = finished(sample);
    ratios
        .next()
        .is_some_and(|first| ratios.any(|other| other != first))
}

/// Standard errors of the parameters of both families, by resampling whole cases (B. Efron, "Censored data and
/// the bootstrap", JASA 76, 1981).
fn bootstrap(sample: &Sample, resamples: usize) -> [[f64; 2]; 2] {
    let Ok(case) = Uniform::new(0, sample.len()) else {
        // Nothing to resample, and so nothing known of the errors.
        return [[f64::NAN; 2]; 2];
    };
    let mut rng = StdRng::seed_from_u64(SEED);
    let mut draws: [Vec<[f64; 2]>; 2] = [Vec::new(), Vec::new()];
    while draws[0].len() < resamples {
        let cases = case.sample_iter(&mut rng).take(sample.len());
        let again: Sample = cases.map(|case| sample[case]).collect();
        if can_be_fitted(&again) {
            draws[0].push(Family::Lognormal.maximum(&again));
            draws[1].push(Family::Weibull.maximum(&again));
        }
    }
    draws.map(|draws| [0, 1].map(|k| standard_deviation(draws.iter().map(|draw| draw[k]))))
}

fn standard_deviation(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let n = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / n;
    (values.map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)).sqrt()
}

impl Family {
    /// As the catalogue writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lognormal => "lognormal",
            Self::Weibull => "weibull",
        }
    }

    /// What its two parameters are called.
    #[must_use]
    pub const fn parameters(self) -> [&'static str; 2] {
        match self {
            Self::Lognormal => ["median", "sigma"],
            Self::Weibull => ["shape", "scale"],
        }
    }

    /// The parameters of greatest likelihood.
    fn maximum(self, sample: &[(f64, bool)]) -> [f64; 2] {
        match self {
            Self::Lognormal => lognormal_maximum(sample),
            Self::Weibull => weibull_maximum(sample),
        }
    }

    fn log_likelihood(self, parameters: [f64; 2], sample: &[(f64, bool)]) -> f64 {
        let [first, second] = parameters;
        let terms = sample.iter().map(|&(y, online)| match (self, online) {
            (Self::Lognormal, true) => {
                let z = (y - libm::log(first)) / second;
                -0.5 * z * z - libm::log(second) - 0.5 * libm::log(std::f64::consts::TAU) - y
            }
            (Self::Lognormal, false) => libm::log(upper_tail((y - libm::log(first)) / second)),
            (Self::Weibull, online) => {
                let hazard = libm::exp(first * (y - libm::log(second)));
                let density = libm::log(first * hazard) - y;
                if online { density - hazard } else { -hazard }
            }
        });
        terms.sum()
    }
}

/// EM for a censored normal in ln x: each open case stands for the first two moments of what it may become.
fn lognormal_maximum(sample: &[(f64, bool)]) -> [f64; 2] {
    let n = sample.len() as f64;
    let mut mu = sample.iter().map(|case| case.0).sum::<f64>() / n;
    let mut sigma = standard_deviation(sample.iter().map(|case| case.0)).max(1e-3);
    for _ in 0..MAX_ROUNDS {
        let (mut first, mut second) = (0.0, 0.0);
        for &(y, online) in sample {
            let z = (y - mu) / sigma;
            // The mean of a standard normal above z is its hazard there (the inverse Mills ratio).
            let (mean, square) = if online {
                (z, z * z)
            } else {
                let hazard = density(z) / upper_tail(z);
                (hazard, 1.0 + z * hazard)
            };
            first += mean;
            second += square;
        }
        let centre = first / n;
        let (shift, stretch) = (sigma * centre, (second / n - centre * centre).sqrt());
        mu += shift;
        sigma *= stretch;
        if shift.abs() < SETTLED && (stretch - 1.0).abs() < SETTLED {
            break;
        }
    }
    [libm::exp(mu), sigma]
}

/// The Weibull's profile likelihood: the shape solves one increasing equation, the scale follows.
fn weibull_maximum(sample: &[(f64, bool)]) -> [f64; 2] {
    let count = finished(sample).count() as f64;
    let mean = finished(sample).sum::<f64>() / count;
    let greatest = sample
        .iter()
        .map(|case| case.0)
        .fold(f64::NEG_INFINITY, f64::max);
    let powers = |shape: f64| {
        let weights = sample
            .iter()
            .map(move |case| (libm::exp(shape * (case.0 - greatest)), case.0));
        weights.fold((0.0, 0.0), |(sum, moment), (w, y)| {
            (sum + w, moment + w * y)
        })
    };
    let excess = |shape: f64| {
        let (sum, moment) = powers(shape);
        moment / sum - 1.0 / shape - mean
    };
    let (mut low, mut high) = (1e-6, 1.0);
    while excess(high) < 0.0 && high < 1e9 {
        low = high;
        high *= 2.0;
    }
    while high - low > SETTLED * high {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if excess(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    let shape = 0.5 * (low + high);
    [
        shape,
        libm::exp(greatest + libm::log(powers(shape).0 / count) / shape),
    ]
}

fn density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / std::f64::consts::TAU.sqrt()
}

fn upper_tail(z: f64) -> f64 {
    0.5 * libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2)
}

impl Candidate {
    /// Akaike's information criterion; the lesser is the better.
    pub fn aic(&self) -> f64 {
        2.0 * (PARAMETERS - self.log_likelihood)
    }

    /// The distribution with these parameters.
    ///
    /// # Errors
    ///
    /// A parameter is not positive, which a fit never leaves.
    pub fn distribution(&self) -> Result<Distribution, DistributionError> {
        let [first, second] = self.parameters;
        match self.family {
            Family::Lognormal => {
                let stretch = libm::exp(NINTH_DECILE * second);
                Distribution::range(Domain::Positive, first / stretch, first * stretch)
            }
            Family::Weibull => Distribution::weibull(first, second),
        }
    }
}

impl fmt::Display for Fit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} cases, {} of them still open",
            self.cases, self.censored
        )?;
        for candidate in &self.candidates {
            let ([a, b], [ea, eb]) = (candidate.parameters, candidate.errors);
            let name = candidate.family.word();
            let [first, second] = candidate.family.parameters();
            write!(
                f,
                "{name}: {first} {a:.6} ± {ea:.3}, {second} {b:.6} ± {eb:.3}"
            )?;
            writeln!(
                f,
                ", ln L {:.4}, AIC {:.4}",
                candidate.log_likelihood,
                candidate.aic()
            )?;
        }
        Ok(())
    }
}
