//! How what is recorded becomes what is reported: metrics that are multiples or mirror images.

use super::rounding::rounded;
use crate::plan::{Metric, ScopePlan};
use crate::units::H100_OPS_8BIT;

/// How recorded values become a metric's: `offset[i] + factor[i] x`.
pub struct Reading {
    pub(super) factor: Vec<f64>,
    pub(super) offset: Vec<f64>,
    pub(super) mirrored: bool,
}

impl Reading {
    /// Of a metric of a scope, over periods of so many hours.
    #[must_use]
    pub fn of(metric: Metric, hours: &[f64], scope: &ScopePlan) -> Self {
        let periods = hours.len();
        let scaled = |factor: f64| vec![factor; periods];
        let zero = vec![0.0; periods];
        match metric {
            Metric::H100e => Self {
                factor: scaled(1.0 / H100_OPS_8BIT),
                offset: zero,
                mirrored: false,
            },
            // Counted as the sum of the loads at the period's two ends.
            Metric::Energy => Self {
                factor: hours.iter().map(|hours| hours / 2.0).collect(),
                offset: zero,
                mirrored: false,
            },
            Metric::DeliveryGap => Self {
                factor: scaled(-1.0),
                offset: scope.announced_load.clone(),
                mirrored: true,
            },
            _ => Self {
                factor: scaled(1.0),
                offset: zero,
                mirrored: false,
            },
        }
    }

    /// The metric's value where the recorded level is so much, with the digits of reports.
    #[must_use]
    pub fn at(&self, period: usize, level: f64) -> f64 {
        rounded(self.offset[period] + self.factor[period] * level)
    }
}
