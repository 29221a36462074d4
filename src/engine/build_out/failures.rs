//! GPUs that fail for good.
//!
//! Of n GPUs in service n h dt fail in a time dt, with h = -ln(1 - rate) a year, so that a share
//! `rate` of GPUs that nobody replaces is gone after a year. Each is replaced from the spares bought
//! beside while they last: n h t = n s for a share s of spares, so for t = s / h. After that the
//! number in service is n exp(-h (t - s / h)). Nothing is repaired. Time is counted from first service.

use crate::calendar::DAYS_PER_YEAR;

/// How the GPUs of a phase, or of a renewal, fail in one trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Failing {
    /// Failures a day of each in service.
    hazard: f64,
    /// Until when spares last, days since first service.
    lasts: f64,
}

impl Failing {
    /// From the share that fails in a year and the share of spares; none where nothing fails.
    pub(super) fn new(rate: f64, spares: f64) -> Option<Self> {
        let hazard = -libm::log1p(-rate.min(1.0)) / DAYS_PER_YEAR;
        let lasts = spares / hazard;
        (hazard > 0.0).then_some(Self { hazard, lasts })
    }

    /// Days since first service until the number in service begins to fall.
    pub(super) fn lasts(self) -> f64 {
        self.lasts
    }

    /// The share still in service so many days after first service.
    pub(super) fn share(self, age: f64) -> f64 {
        let beyond = (age - self.lasts).max(0.0);
        if beyond > 0.0 {
            libm::exp(-self.hazard * beyond)
        } else {
            1.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_without_spares_takes_the_rate_and_spares_put_it_off() {
        let bare = Failing::new(0.06, 0.0).expect("some fail");
        assert!((bare.share(DAYS_PER_YEAR) - 0.94).abs() < 1e-15);
        assert!((bare.share(2.0 * DAYS_PER_YEAR) - 0.94 * 0.94).abs() < 1e-15);
        assert_eq!(bare.share(-1.0), 1.0);
        let spared = Failing::new(0.06, 0.05).expect("some fail");
        // 5 % of the GPUs at 6.19 % a year.
        let lasts = 0.05 / -libm::log(0.94) * DAYS_PER_YEAR;
        assert!((spared.lasts() - lasts).abs() < 1e-9);
        assert_eq!(spared.share(lasts), 1.0);
        assert!((spared.share(lasts + DAYS_PER_YEAR) - 0.94).abs() < 1e-12);
        assert_eq!(Failing::new(0.0, 0.0), None);
    }
}
