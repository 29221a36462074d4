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

    /// The mean of `n` values from their sum and the sum of their squares.
    ///
    /// Without values both are NaN; with one the error is NaN, for nothing is known of it.
    pub fn mean(sum: f64, sum_of_squares: f64, n: u64) -> Self {
        let n = n as f64;
        let value = sum / n;
        let variance = (sum_of_squares - sum * value).max(0.0) / (n - 1.0);
        Self {
            value,
            se: (variance / n).sqrt(),
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

    #[test]
    fn mean_has_the_sample_error() {
        // 1, 2, 3, 4: mean 2.5, variance 5/3, error sqrt(5/12).
        let mean = Estimate::mean(10.0, 30.0, 4);
        assert!((mean.value - 2.5).abs() < 1e-15);
        assert!((mean.se - (5.0_f64 / 12.0).sqrt()).abs() < 1e-15);
        assert!(Estimate::mean(3.0, 9.0, 1).se.is_nan());
        assert!(Estimate::mean(0.3, 0.03, 3).se < 1e-8);
    }
}
