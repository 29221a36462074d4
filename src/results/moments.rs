//! Sums of days and of their squares, exact in any order.

/// Days are summed in this part of a day.
const PER_DAY: f64 = 1024.0;

/// Times count as at most so many days, three million years: their squares can be added up.
const FARTHEST: f64 = 1e9;

/// The whole number nearest to a time in days, in parts of a day; halves away from zero.
#[inline]
pub(super) fn in_parts(days: f64) -> i64 {
    let parts = days.clamp(-FARTHEST, FARTHEST) * PER_DAY;
    let whole = parts as i64;
    let rest = parts - whole as f64;
    whole + i64::from(rest >= 0.5) - i64::from(rest <= -0.5)
}

/// Sums over some trials, in 1/1024 day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Moments {
    count: u64,
    sum: i128,
    squares: i128,
}

impl Moments {
    /// Adds a trial's days.
    pub(super) fn add(&mut self, days: f64) {
        let parts = i128::from(in_parts(days));
        self.count += 1;
        self.sum += parts;
        self.squares += parts * parts;
    }

    /// Trials added.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Mean in days and its standard error; `None` without trials.
    pub(super) fn mean(&self) -> Option<(f64, f64)> {
        let n = self.count;
        if n == 0 {
            return None;
        }
        let mean = self.sum as f64 / n as f64;
        let scatter = (self.squares as f64 - mean * mean * n as f64).max(0.0);
        let se = if n > 1 {
            (scatter / (n - 1) as f64 / n as f64).sqrt()
        } else {
            0.0
        };
        Some((mean / PER_DAY, se / PER_DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_times_add_up() {
        let mut moments = Moments::default();
        for days in [1e300, 1e300, -1e300] {
            moments.add(days);
        }
        assert_eq!(moments.mean().unwrap().0, FARTHEST / 3.0);
    }

    #[test]
    fn casts_round_as_round_does() {
        for step in -4_000..4_000 {
            let days = f64::from(step) / (4.0 * PER_DAY);
            assert_eq!(in_parts(days) as f64, (days * PER_DAY).round(), "{days}");
        }
        assert_eq!(in_parts(0.499_999_999_999_999_94 / PER_DAY), 0);
    }
}
