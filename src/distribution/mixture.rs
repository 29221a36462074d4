//! Mixtures of laws, inverted as one distribution.

use super::condition::Window;
use super::law::Law;
use super::level::Level;

/// Laws with weights that sum to one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mixture {
    parts: Vec<(f64, Law)>,
    atoms: Vec<f64>,
}

impl Mixture {
    /// From one or more laws with positive weights of any sum.
    pub fn new(mut parts: Vec<(f64, Law)>) -> Self {
        let total: f64 = parts.iter().map(|part| part.0).sum();
        for part in &mut parts {
            part.0 /= total;
        }
        let mut atoms: Vec<f64> = parts.iter().flat_map(|(_, law)| law.atoms()).collect();
        atoms.sort_by(f64::total_cmp);
        atoms.dedup();
        Self { parts, atoms }
    }

    pub fn parts(&self) -> &[(f64, Law)] {
        &self.parts
    }

    pub fn atoms(&self) -> &[f64] {
        &self.atoms
    }

    pub fn support(&self) -> (f64, f64) {
        self.parts.iter().map(|(_, law)| law.support()).fold(
            (f64::INFINITY, f64::NEG_INFINITY),
            |(least, greatest), (lo, hi)| (least.min(lo), greatest.max(hi)),
        )
    }

    pub fn level(&self, x: f64) -> Level {
        self.blended(|law| law.level(x))
    }

    pub fn level_below(&self, x: f64) -> Level {
        self.blended(|law| law.level_below(x))
    }

    fn blended(&self, level: impl Fn(&Law) -> Level) -> Level {
        let mut sum = Level {
            lower: 0.0,
            upper: 0.0,
        };
        for (weight, law) in &self.parts {
            let level = level(law);
            sum.lower += weight * level.lower;
            sum.upper += weight * level.upper;
        }
        sum
    }

    /// Each part conditioned on its own, weighted by how much of it the window keeps.
    pub fn conditioned(&self, window: Window) -> Option<(Law, f64)> {
        let mut mass = 0.0;
        let mut kept = Vec::new();
        for (weight, law) in &self.parts {
            if let Some((law, share)) = law.conditioned(window)
                && weight * share > 0.0
            {
                mass += weight * share;
                kept.push((weight * share, law));
            }
        }
        (mass > 0.0).then(|| (Law::Mixture(Self::new(kept)), mass))
    }

    /// The least x at which the whole mixture reaches a level.
    pub fn quantile(&self, level: Level) -> f64 {
        let reached = self
            .atoms
            .partition_point(|&atom| !self.level(atom).reaches(level));
        let mut bracket = self.bracket(level);
        if let Some(&atom) = self.atoms.get(reached) {
            if !self.level_below(atom).reaches(level) {
                return atom;
            }
            bracket.1 = bracket.1.min(atom);
        }
        if reached > 0 {
            bracket.0 = bracket.0.max(self.atoms[reached - 1]);
        }
        self.root(level, bracket)
    }

    /// The mixture's quantile lies between the least and the greatest of its parts'.
    fn bracket(&self, level: Level) -> (f64, f64) {
        self.parts
            .iter()
            .map(|(_, law)| law.quantile(level))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), x| {
                (lo.min(x), hi.max(x))
            })
    }

    /// Newton's method on the logarithm of the smaller tail, and a halving of the bracket wherever that leaves it
    /// or slows down (as `rtsafe` of W. H. Press et al., "Numerical Recipes", 3rd ed., section 9.4).
    fn root(&self, level: Level, (mut lo, mut hi): (f64, f64)) -> f64 {
        if lo >= hi || self.level(lo).reaches(level) {
            return lo;
        }
        let mut x = lo + 0.5 * (hi - lo);
        let mut last_step = f64::INFINITY;
        for _ in 0..400 {
            let at = self.level(x);
            if at.reaches(level) {
                hi = x;
            } else {
                lo = x;
            }
            let width = hi - lo;
            let grain = 2.0 * f64::EPSILON * x.abs();
            if width <= grain {
                break;
            }
            let (tail, wanted, sign) = if level.lower <= level.upper {
                (at.lower, level.lower, -1.0)
            } else {
                (at.upper, level.upper, 1.0)
            };
            let density = self.density(x).value;
            let step = sign * libm::log(tail / wanted) * tail / density;
            let next = x + step;
            if next > lo && next < hi && step.abs() < 0.5 * last_step {
                last_step = step.abs();
                x = next;
                if step.abs() <= grain {
                    return x;
                }
            } else {
                last_step = width;
                x = lo + 0.5 * width;
                if x <= lo || x >= hi {
                    break;
                }
            }
        }
        hi
    }
}
