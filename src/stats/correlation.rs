//! Pearson's correlation from running sums.

/// Sums over pairs, from which their correlation follows; two sets of sums add up to the sums of both.
///
/// The pairs should be taken about rough centres: sums of squares lose what a mean far from zero swamps.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PairSums {
    /// The number of pairs.
    pub n: u64,
    /// The sum of x.
    pub x: f64,
    /// The sum of y.
    pub y: f64,
    /// The sum of x squared.
    pub xx: f64,
    /// The sum of y squared.
    pub yy: f64,
    /// The sum of x times y.
    pub xy: f64,
}

impl PairSums {
    /// Adds one pair.
    pub fn push(&mut self, x: f64, y: f64) {
        self.add(&Self {
            n: 1,
            x,
            y,
            xx: x * x,
            yy: y * y,
            xy: x * y,
        });
    }

    /// Adds the sums of other pairs.
    pub fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.x += other.x;
        self.y += other.y;
        self.xx += other.xx;
        self.yy += other.yy;
        self.xy += other.xy;
    }

    /// Pearson's correlation; none where either side does not vary beyond rounding.
    pub fn correlation(&self) -> Option<f64> {
        let n = self.n as f64;
        let spread = |square: f64, sum: f64| {
            let about_mean = square - sum * sum / n;
            (about_mean > 1e-14 * square).then_some(about_mean)
        };
        let (xx, yy) = (spread(self.xx, self.x)?, spread(self.yy, self.y)?);
        let xy = self.xy - self.x * self.y / n;
        Some((xy / (xx * yy).sqrt()).clamp(-1.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(pairs: &[(f64, f64)]) -> PairSums {
        let mut sums = PairSums::default();
        for &(x, y) in pairs {
            sums.push(x, y);
        }
        sums
    }

    #[test]
    fn correlation_matches_a_case_by_hand() {
        // Deviations -1.5 -0.5 0.5 1.5 and -1 1 -1 1: 2 / sqrt(5 x 4).
        let r = sums(&[(1.0, 1.0), (2.0, 3.0), (3.0, 1.0), (4.0, 3.0)]).correlation();
        assert!((r.expect("both sides vary") - 2.0 / 20.0_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn straight_lines_correlate_fully() {
        let line: Vec<_> = (0..9)
            .map(|k| (f64::from(k), 3.0 - 2.0 * f64::from(k)))
            .collect();
        let r = sums(&line).correlation().expect("both sides vary");
        assert!((r + 1.0).abs() < 1e-15, "{r}");
    }

    #[test]
    fn what_does_not_vary_has_no_correlation() {
        assert_eq!(
            sums(&[(1.0, 0.3), (2.0, 0.3), (3.0, 0.3)]).correlation(),
            None
        );
        assert_eq!(PairSums::default().correlation(), None);
    }

    #[test]
    fn sums_of_two_halves_are_the_sums_of_the_whole() {
        let pairs = [(1.0, 2.0), (4.0, 3.0), (9.0, 1.0), (2.0, 8.0)];
        let mut halves = sums(&pairs[..2]);
        halves.add(&sums(&pairs[2..]));
        assert_eq!(halves, sums(&pairs));
    }
}
