//! Rounded numbers that still add up.

/// A start, parts and an end in whole steps of a power of ten: start and parts make the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// Where it starts.
    pub from: i64,
    /// What is added.
    pub parts: Vec<i64>,
    /// Where it ends.
    pub to: i64,
    /// Decimals of a step: 2 for hundredths, -3 for thousands.
    pub decimals: i32,
}

impl Sums {
    /// Steps as a number.
    #[must_use]
    pub fn value(&self, steps: i64) -> f64 {
        let power = libm::pow(10.0, f64::from(self.decimals.abs()));
        if self.decimals >= 0 {
            steps as f64 / power
        } else {
            steps as f64 * power
        }
    }
}

/// Rounds a start, parts that add up to the end less the start, and the end, so that they still
/// add up: the two ends to the nearest step, the parts by largest remainder. That is: each part
/// is rounded down, and the steps that are then missing go one each to the parts that lost most.
/// A part that is zero stays zero.
///
/// ```
/// use capcast::explanation::add_up;
///
/// let sums = add_up(10.0, &[1.4, 1.4, 0.0, -2.4], 10.4, 0);
/// assert_eq!((sums.from, sums.to), (10, 10));
/// assert_eq!(sums.parts, [1, 1, 0, -2]);
/// ```
#[must_use]
pub fn add_up(from: f64, parts: &[f64], to: f64, decimals: i32) -> Sums {
    let power = libm::pow(10.0, f64::from(decimals.abs()));
    let scaled = |value: f64| {
        if decimals >= 0 {
            value * power
        } else {
            value / power
        }
    };
    let (first, last) = (
        libm::round(scaled(from)) as i64,
        libm::round(scaled(to)) as i64,
    );
    let floors: Vec<f64> = parts
        .iter()
        .map(|&part| libm::floor(scaled(part)))
        .collect();
    let mut rounded: Vec<i64> = floors.iter().map(|&floor| floor as i64).collect();
    let mut missing = last - first - rounded.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..parts.len()).filter(|&n| parts[n] != 0.0).collect();
    let lost = |n: usize| scaled(parts[n]) - floors[n];
    order.sort_by(|&a, &b| lost(b).total_cmp(&lost(a)));
    if missing < 0 {
        order.reverse();
    }
    for &n in order.iter().cycle().take(missing.unsigned_abs() as usize) {
        rounded[n] += missing.signum();
        missing -= missing.signum();
    }
    Sums {
        from: first,
        parts: rounded,
        to: last,
        decimals,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_parts_add_up_and_none_is_off_by_more_than_a_step() {
        for seed in 0..2_000_u32 {
            let number = |n: u32| {
                let mixed = (seed * 31 + n).wrapping_mul(2_654_435_761) >> 7;
                f64::from(mixed % 200_000) / 173.0 - 500.0
            };
            let count = 1 + seed % 9;
            let parts: Vec<f64> = (0..count).map(number).collect();
            let from = number(77);
            let to = from + parts.iter().sum::<f64>();
            for decimals in [-2, 0, 1, 3] {
                let sums = add_up(from, &parts, to, decimals);
                assert_eq!(sums.from + sums.parts.iter().sum::<i64>(), sums.to);
                let step = libm::pow(10.0, -f64::from(decimals));
                for (rounded, part) in sums.parts.iter().zip(&parts) {
                    assert!((sums.value(*rounded) - part).abs() < 2.0 * step);
                }
            }
        }
    }

    #[test]
    fn nothing_stays_nothing() {
        let sums = add_up(0.4, &[0.0, 0.2, 0.0], 0.6, 0);
        assert_eq!(sums.parts, [0, 1, 0]);
        let sums = add_up(0.0, &[0.0, 0.0], 0.0, 3);
        assert_eq!(sums.parts, [0, 0]);
        assert_eq!(add_up(1.0, &[], 1.0, 0).parts, [0_i64; 0]);
    }
}
