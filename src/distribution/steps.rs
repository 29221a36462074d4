//! Laws given by lists: steps between discrete values, and straight lines between order statistics.

use super::level::Level;

/// A discrete law: ascending distinct values, each with the levels just below it and at it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Steps {
    values: Vec<f64>,
    at: Vec<Level>,
}

impl Steps {
    /// From values and positive weights in any order; equal values are merged.
    pub fn new(mut pairs: Vec<(f64, f64)>) -> Self {
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        pairs.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let total: f64 = pairs.iter().map(|pair| pair.1).sum();
        let mut at = vec![Level::ALL; pairs.len()];
        let mut below = 0.0;
        for (level, pair) in at.iter_mut().zip(&pairs) {
            below += pair.1;
            level.lower = below / total;
        }
        let mut above = 0.0;
        for (level, pair) in at.iter_mut().zip(&pairs).rev() {
            level.upper = above / total;
            above += pair.1;
        }
        if let Some(last) = at.last_mut() {
            *last = Level::ALL;
        }
        Self {
            values: pairs.into_iter().map(|pair| pair.0).collect(),
            at,
        }
    }

    /// The values and their probabilities that lie in a window, for conditioning.
    pub fn pairs_within(&self, keep: impl Fn(f64) -> bool) -> Vec<(f64, f64)> {
        let mut below = Level::NONE;
        let mut pairs = Vec::new();
        for (&x, &level) in self.values.iter().zip(&self.at) {
            if keep(x) {
                pairs.push((x, below.up_to(level)));
            }
            below = level;
        }
        pairs
    }

    pub fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Self {
            values: self.values.iter().map(|&x| f(x)).collect(),
            at: self.at.clone(),
        }
    }

    pub fn quantile(&self, level: Level) -> f64 {
        let index = self.at.partition_point(|at| !at.reaches(level));
        self.values[index.min(self.values.len() - 1)]
    }

    pub fn level(&self, x: f64) -> Level {
        self.before(self.values.partition_point(|&v| v <= x))
    }

    pub fn level_below(&self, x: f64) -> Level {
        self.before(self.values.partition_point(|&v| v < x))
    }

    fn before(&self, count: usize) -> Level {
        if count == 0 {
            Level::NONE
        } else {
            self.at[count - 1]
        }
    }

    pub fn support(&self) -> (f64, f64) {
        (self.values[0], self.values[self.values.len() - 1])
    }

    pub fn values(&self) -> Vec<f64> {
        self.values.clone()
    }

    pub fn mean(&self) -> f64 {
        self.pairs_within(|_| true).iter().map(|(x, p)| x * p).sum()
    }
}

/// A law whose quantile function is straight between knots; equal values in a row make an atom.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Knots {
    values: Vec<f64>,
    at: Vec<Level>,
}

impl Knots {
    /// From two or more samples: order statistic i of n stands at level (i - 1) / (n - 1).
    pub fn new(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        let last = samples.len() - 1;
        let share = |k: usize| k as f64 / last as f64;
        let at = (0..=last)
            .map(|k| Level {
                lower: share(k),
                upper: share(last - k),
            })
            .collect();
        Self {
            values: samples,
            at,
        }
    }

    /// The part between two points of the support, rescaled to carry all probability.
    ///
    /// `below` and `above` are the levels at which the part begins and ends, one above the other.
    pub fn between(&self, (lo, below): (f64, Level), (hi, above): (f64, Level)) -> Self {
        let mass = below.up_to(above);
        let rescaled = |level: Level| Level {
            lower: below.up_to(level) / mass,
            upper: level.up_to(above) / mass,
        };
        let mut values = vec![lo];
        let mut at = vec![Level::NONE];
        for (&x, &level) in self.values.iter().zip(&self.at) {
            if level.lower > below.lower && level.upper > above.upper {
                values.push(x);
                at.push(rescaled(level));
            }
        }
        values.push(hi);
        at.push(Level::ALL);
        Self { values, at }
    }

    pub fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Self {
            values: self.values.iter().map(|&x| f(x)).collect(),
            at: self.at.clone(),
        }
    }

    pub fn quantile(&self, level: Level) -> f64 {
        let index = self
            .at
            .partition_point(|at| !at.reaches(level))
            .clamp(1, self.at.len() - 1);
        let (from, to) = (self.at[index - 1], self.at[index]);
        let (a, b) = (self.values[index - 1], self.values[index]);
        let share = from.up_to(level) / from.up_to(to);
        (a + (b - a) * share).clamp(a, b)
    }

    pub fn level(&self, x: f64) -> Level {
        self.on_line(self.values.partition_point(|&v| v <= x), x)
    }

    pub fn level_below(&self, x: f64) -> Level {
        self.on_line(self.values.partition_point(|&v| v < x), x)
    }

    /// The level at `x`, before which `count` knots lie.
    fn on_line(&self, count: usize, x: f64) -> Level {
        if count == 0 {
            return Level::NONE;
        }
        if count == self.values.len() {
            return Level::ALL;
        }
        let (from, to) = (self.at[count - 1], self.at[count]);
        let (a, b) = (self.values[count - 1], self.values[count]);
        let share = (x - a) / (b - a);
        Level {
            lower: from.lower + (to.lower - from.lower) * share,
            upper: to.upper + (from.upper - to.upper) * (1.0 - share),
        }
    }

    pub fn support(&self) -> (f64, f64) {
        (self.values[0], self.values[self.values.len() - 1])
    }

    pub fn atoms(&self) -> Vec<f64> {
        let mut atoms: Vec<f64> = self
            .values
            .windows(2)
            .filter(|pair| pair[0] == pair[1])
            .map(|pair| pair[0])
            .collect();
        atoms.dedup();
        atoms
    }

    /// The density on the line that holds `x`.
    pub fn density(&self, x: f64) -> f64 {
        let next = self
            .values
            .partition_point(|&v| v <= x)
            .clamp(1, self.values.len() - 1);
        let width = self.values[next] - self.values[next - 1];
        if width > 0.0 {
            self.at[next - 1].up_to(self.at[next]) / width
        } else {
            0.0
        }
    }

    pub fn mean(&self) -> f64 {
        let areas = self.values.windows(2).zip(self.at.windows(2));
        areas
            .map(|(x, at)| 0.5 * (x[0] + x[1]) * at[0].up_to(at[1]))
            .sum()
    }
}
