//! The forms in which the catalogue of reference classes writes its distributions.

use serde::Deserialize;
use thiserror::Error;

use crate::calendar::{DAYS_PER_MONTH, DAYS_PER_WEEK, DAYS_PER_YEAR};
use crate::distribution::{Distribution, DistributionError, Domain};

/// The unit of a class's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Unit {
    /// Of an overrun.
    Factor,
    /// Of a chance.
    Share,
    /// Of a duration, like those below.
    Days,
    Weeks,
    Months,
    Years,
}

impl Unit {
    /// Days in the unit; a pure number stays as it is.
    fn size(self) -> f64 {
        match self {
            Self::Factor | Self::Share | Self::Days => 1.0,
            Self::Weeks => DAYS_PER_WEEK,
            Self::Months => DAYS_PER_MONTH,
            Self::Years => DAYS_PER_YEAR,
        }
    }

    fn domain(self) -> Domain {
        match self {
            Self::Share => Domain::Share,
            _ => Domain::Positive,
        }
    }
}

/// A distribution, named as in a scenario where the scenario has its like.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Form {
    /// P10 and P90.
    Range { p10: f64, p90: f64 },
    /// P10, P50 and P90.
    Split { p10: f64, p50: f64, p90: f64 },
    /// By mean and standard deviation.
    Lognormal { mean: f64, sd: f64 },
    /// By shape and scale.
    Weibull { shape: f64, scale: f64 },
    /// By its two parameters.
    Beta { alpha: f64, beta: f64 },
    /// As announced, factor 1, but for a share that comes late; the late ones are as those of class `of` that do.
    Late { share: f64, of: String },
}

/// Why the catalogue's figures make no distribution.
#[derive(Debug, Error)]
pub(super) enum FormError {
    #[error(transparent)]
    Distribution(#[from] DistributionError),
    #[error("there is no class `{0}` above this one")]
    NoSuchClass(String),
}

impl Form {
    /// The distribution in days or as a pure number; `class` knows those of the classes above.
    pub(super) fn build(
        &self,
        unit: Unit,
        class: impl Fn(&str) -> Option<Distribution>,
    ) -> Result<Distribution, FormError> {
        let stated = match self {
            Self::Range { p10, p90 } => Distribution::range(unit.domain(), *p10, *p90)?,
            Self::Split { p10, p50, p90 } => {
                Distribution::split_range(unit.domain(), *p10, *p50, *p90)?
            }
            Self::Lognormal { mean, sd } => Distribution::lognormal(*mean, *sd)?,
            Self::Weibull { shape, scale } => Distribution::weibull(*shape, *scale)?,
            Self::Beta { alpha, beta } => Distribution::beta(*alpha, *beta)?,
            Self::Late { share, of } => {
                let all = class(of).ok_or_else(|| FormError::NoSuchClass(of.clone()))?;
                let on_time = (1.0 - share, Distribution::constant(1.0));
                Distribution::mixture(vec![on_time, (*share, all.beyond(1.0)?)])?
            }
        };
        let size = unit.size();
        Ok(if size == 1.0 {
            stated
        } else {
            stated.scaled(size)
        })
    }
}
