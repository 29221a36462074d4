//! Ranks of order statistics: which one is a percentile, and which two enclose it.

/// Weights below this share of the greatest are left out of a binomial sum.
const NEGLIGIBLE: f64 = 1e-18;

/// The rank of the order statistic that is the `p`-quantile of `n` values: ceil(n p), at least 1 and at most n.
///
/// A product that exceeds a whole number by rounding alone counts as that number: 100 values at 0.07 give 7.
pub fn order_rank(n: u64, p: f64) -> u64 {
    let product = n as f64 * p;
    let rank = (product * (1.0 - 4.0 * f64::EPSILON)).ceil();
    // A cast takes negative numbers and NaN to zero.
    (rank as u64).clamp(1, n.max(1))
}

/// The ranks of the two order statistics of `n` values that enclose the true `p`-quantile with at least the
/// given confidence, half of the rest on each side.
///
/// The number of values at or below the quantile is binomial(n, p) whatever the distribution, so the ranks are
/// the binomial's quantile at (1 - confidence) / 2 and one more than its quantile at (1 + confidence) / 2, both
/// held within 1..=n. (W. J. Conover, "Practical Nonparametric Statistics", 3rd ed., section 3.2.)
///
/// The cost grows as the square root of n, some tenths of a millisecond at ten million: worth keeping.
pub fn binomial_ranks(n: u64, p: f64, confidence: f64) -> (u64, u64) {
    let last = n.max(1);
    if p.is_nan() || p <= 0.0 {
        return (1, 1);
    }
    if p >= 1.0 {
        return (last, last);
    }
    let (first, weights) = binomial_weights(n, p);
    let total: f64 = weights.iter().sum();
    let tail = 0.5 * (1.0 - confidence) * total;
    let mut below = 0.0;
    let mut lower = first;
    for weight in &weights {
        below += weight;
        if below >= tail {
            break;
        }
        lower += 1;
    }
    let mut above = 0.0;
    let mut upper = first + weights.len() as u64;
    for weight in weights.iter().rev() {
        above += weight;
        if above > tail {
            break;
        }
        upper -= 1;
    }
    (lower.clamp(1, last), upper.clamp(1, last))
}

/// The binomial probabilities around the mode as shares of the mode's, from the first number that counts.
fn binomial_weights(n: u64, p: f64) -> (u64, Vec<f64>) {
    let mode = (((n as f64 + 1.0) * p) as u64).min(n);
    let odds = p / (1.0 - p);
    let mut weights = Vec::new();
    let mut weight = 1.0;
    let mut k = mode;
    while k > 0 {
        weight *= k as f64 / ((n - k + 1) as f64 * odds);
        if weight < NEGLIGIBLE {
            break;
        }
        weights.push(weight);
        k -= 1;
    }
    let first = mode - weights.len() as u64;
    weights.reverse();
    weights.push(1.0);
    weight = 1.0;
    k = mode;
    while k < n {
        weight *= (n - k) as f64 * odds / (k + 1) as f64;
        if weight < NEGLIGIBLE {
            break;
        }
        weights.push(weight);
        k += 1;
    }
    (first, weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Exact binomial quantiles, computed with an independent program.
    #[test]
    fn ranks_have_their_exact_values() {
        let cases = [
            (1_000, 0.5, 469, 532),
            (1_000, 0.8, 775, 825),
            (1_000, 0.95, 936, 964),
            (10_000, 0.5, 4_902, 5_099),
            (10_000, 0.8, 7_921, 8_079),
            (10_000, 0.95, 9_457, 9_543),
            (10_000, 0.99, 9_880, 9_920),
            (100_000, 0.99, 98_938, 99_062),
        ];
        for (n, p, lower, upper) in cases {
            assert_eq!(binomial_ranks(n, p, 0.95), (lower, upper), "n {n}, p {p}");
        }
    }

    /// By symmetry P(B < l) = P(B > n - l) at p = 1/2, so the two ranks add to n + 1.
    #[test]
    fn median_ranks_are_symmetric_up_to_ten_million() {
        for n in [2, 3, 10, 99, 100, 12_345, 10_000_000] {
            let (lower, upper) = binomial_ranks(n, 0.5, 0.95);
            assert_eq!(lower + upper, n + 1, "n {n}");
        }
        let (lower, upper) = binomial_ranks(10_000_000, 0.5, 0.95);
        // 2 x 1.96 standard deviations of 1581.1, give or take the steps.
        assert!((upper - lower).abs_diff(6_198) < 3, "{lower} {upper}");
    }

    #[test]
    fn ranks_stay_within_the_sample() {
        for n in [1, 2, 5, 30] {
            for p in [f64::NAN, 0.0, 1e-12, 0.01, 0.5, 0.99, 1.0 - 1e-12, 1.0] {
                let (lower, upper) = binomial_ranks(n, p, 0.95);
                assert!(
                    1 <= lower && lower <= upper && upper <= n,
                    "n {n}, p {p}: {lower} {upper}"
                );
                assert!((lower..=upper).contains(&order_rank(n, p)), "n {n}, p {p}");
            }
        }
        assert_eq!(binomial_ranks(0, 0.5, 0.95), (1, 1));
    }

    #[test]
    fn order_rank_does_not_trip_over_rounding() {
        assert_eq!(order_rank(100, 0.07), 7);
        assert_eq!(order_rank(100, 0.071), 8);
        assert_eq!(order_rank(1_000, 0.9), 900);
        assert_eq!(order_rank(1, 0.5), 1);
        assert_eq!(order_rank(10, 0.0), 1);
        assert_eq!(order_rank(10, 1.0), 10);
        for n in [100_u64, 1_000, 1_000_000] {
            for percent in 1..=99_u64 {
                let rank = order_rank(n, percent as f64 / 100.0);
                assert_eq!(rank, (n * percent).div_ceil(100), "n {n}, {percent} %");
            }
        }
    }
}
