//! Domains of uncertain quantities and the transform in which a range of each is normal.

use super::error::DistributionError;

/// The set in which a quantity lies, with the transform that maps it onto the real line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Domain {
    /// Durations, GPUs, power, money, factors: above zero, transform ln x.
    Positive,
    /// Probabilities, load factor, availability, fractions: between zero and one, transform logit x.
    Share,
    /// Power usage effectiveness: above one, transform ln(x - 1).
    AtLeastOne,
    /// Dates and degrees: any real number, transform x.
    Real,
}

impl Domain {
    /// The closed interval that holds the domain.
    #[must_use]
    pub fn bounds(self) -> (f64, f64) {
        match self {
            Self::Positive => (0.0, f64::INFINITY),
            Self::Share => (0.0, 1.0),
            Self::AtLeastOne => (1.0, f64::INFINITY),
            Self::Real => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }

    /// A value of the open domain on the real line; minus or plus infinity on or outside the boundary.
    pub(super) fn forward(self, x: f64) -> f64 {
        let (lo, hi) = self.bounds();
        if x <= lo {
            return f64::NEG_INFINITY;
        }
        if x >= hi {
            return f64::INFINITY;
        }
        match self {
            Self::Positive => libm::log(x),
            Self::Share => libm::log(x) - libm::log1p(-x),
            Self::AtLeastOne => libm::log(x - 1.0),
            Self::Real => x,
        }
    }

    /// The inverse of [`Domain::forward`].
    pub(super) fn inverse(self, t: f64) -> f64 {
        match self {
            Self::Positive => libm::exp(t),
            Self::Share => 1.0 / (1.0 + libm::exp(-t)),
            Self::AtLeastOne => 1.0 + libm::exp(t),
            Self::Real => t,
        }
    }

    /// Checks that a percentile of a range lies strictly inside the domain.
    pub(super) fn check_inside(
        self,
        name: &'static str,
        value: f64,
    ) -> Result<(), DistributionError> {
        if !value.is_finite() {
            return Err(DistributionError::NotFinite { name, value });
        }
        let (lo, hi) = self.bounds();
        if value > lo && value < hi {
            return Ok(());
        }
        let (requirement, domain) = match self {
            Self::Positive => ("above 0", "a positive quantity"),
            Self::Share => ("above 0 and below 1", "a share"),
            Self::AtLeastOne => ("above 1", "a quantity of at least one"),
            Self::Real => ("finite", "a real number"),
        };
        Err(DistributionError::OutsideDomain {
            name,
            value,
            requirement,
            domain,
        })
    }
}
