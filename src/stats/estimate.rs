//! An estimate with its standard error.

/// A number estimated from independent trials, with its standard error in the same unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// The standard deviation that the estimate itself has from run to run.
    pub se: f64,
}

impl Estimate {
    /// The share of `n` trials in which something happened, with the binomial standard error.
    ///
    /// The error is zero where it happened in none or in all of them. Without trials both are NaN.
    pub fn proportion(count: u64, n: u64) -> Self {
        let n = n as f64;
        let value = count as f64 / n;
        Self {
            value,
            se: (value * (1.0 - value) / n).sqrt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proportion_has_the_binomial_error() {
        let share = Estimate::proportion(20, 100);
        assert!((share.value - 0.2).abs() < 1e-15);
        assert!((share.se - 0.04).abs() < 1e-15);
        assert_eq!(
            Estimate::proportion(100, 100),
            Estimate {
                value: 1.0,
                se: 0.0
            }
        );
        assert!(Estimate::proportion(0, 0).value.is_nan());
    }
}
