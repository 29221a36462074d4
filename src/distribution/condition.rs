//! Conditioning and rescaling of laws: truncation to a window, and the law of a X + b.

use super::law::Law;
use super::level::Level;
use super::mixture::Mixture;
use super::steps::Steps;

/// What is kept of a law: values from `lo` to `hi`, with `lo` itself only where the window is closed there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    pub lo: f64,
    pub hi: f64,
    pub lo_is_open: bool,
}

impl Window {
    fn holds(&self, x: f64) -> bool {
        (x > self.lo || (!self.lo_is_open && x == self.lo)) && x <= self.hi
    }

    fn mapped(&self, f: impl Fn(f64) -> f64) -> Self {
        Self {
            lo: f(self.lo),
            hi: f(self.hi),
            lo_is_open: self.lo_is_open,
        }
    }

    fn holds_all_of(&self, (least, greatest): (f64, f64)) -> bool {
        // An end at infinity carries no probability, open or not.
        let from_least = self.holds(least) || least == f64::NEG_INFINITY && self.lo == least;
        from_least && greatest <= self.hi
    }
}

/// A law conditioned on a window; its levels are the base's, rescaled.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Truncated {
    pub base: Law,
    window: Window,
    /// The base's level where the window begins.
    below: Level,
    /// The base's level where it ends.
    above: Level,
    /// The probability of the base that the window keeps.
    pub mass: f64,
}

impl Truncated {
    /// The base's level at a level of the conditioned law.
    pub fn base_level(&self, level: Level) -> Level {
        Level {
            lower: self.below.lower + self.mass * level.lower,
            upper: self.above.upper + self.mass * level.upper,
        }
    }

    pub fn quantile(&self, level: Level) -> f64 {
        self.base
            .quantile(self.base_level(level))
            .clamp(self.window.lo, self.window.hi)
    }

    pub fn level(&self, x: f64) -> Level {
        self.own_level(self.base.level(x))
    }

    pub fn level_below(&self, x: f64) -> Level {
        self.own_level(self.base.level_below(x))
    }

    /// This law's level at a level of the base.
    pub fn own_level(&self, base: Level) -> Level {
        if base.lower <= self.below.lower && base.upper >= self.below.upper {
            return Level::NONE;
        }
        if base.upper <= self.above.upper && base.lower >= self.above.lower {
            return Level::ALL;
        }
        Level {
            lower: (self.below.up_to(base) / self.mass).clamp(0.0, 1.0),
            upper: (base.up_to(self.above) / self.mass).clamp(0.0, 1.0),
        }
    }

    pub fn support(&self) -> (f64, f64) {
        let (least, greatest) = self.base.support();
        (least.max(self.window.lo), greatest.min(self.window.hi))
    }

    pub fn atoms(&self) -> Vec<f64> {
        self.base
            .atoms()
            .into_iter()
            .filter(|&x| self.window.holds(x))
            .collect()
    }
}

/// The law of scale X + shift, with a positive scale.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Affine {
    pub base: Law,
    pub scale: f64,
    pub shift: f64,
}

impl Affine {
    pub fn quantile(&self, level: Level) -> f64 {
        self.forward(self.base.quantile(level))
    }

    pub fn level(&self, x: f64) -> Level {
        self.base.level(self.backward(x))
    }

    pub fn level_below(&self, x: f64) -> Level {
        self.base.level_below(self.backward(x))
    }

    pub fn support(&self) -> (f64, f64) {
        let (least, greatest) = self.base.support();
        (self.forward(least), self.forward(greatest))
    }

    pub fn atoms(&self) -> Vec<f64> {
        self.base
            .atoms()
            .into_iter()
            .map(|x| self.forward(x))
            .collect()
    }

    fn forward(&self, x: f64) -> f64 {
        self.scale * x + self.shift
    }

    fn backward(&self, x: f64) -> f64 {
        (x - self.shift) / self.scale
    }
}

impl Law {
    /// The law given that the value lies in a window, with the probability of that; none where it is zero.
    pub fn conditioned(&self, window: Window) -> Option<(Self, f64)> {
        if window.holds_all_of(self.support()) {
            return Some((self.clone(), 1.0));
        }
        match self {
            Self::Constant(_) => None,
            Self::Steps(steps) => {
                let pairs = steps.pairs_within(|x| window.holds(x));
                let mass = pairs.iter().map(|pair| pair.1).sum();
                (mass > 0.0).then(|| (Self::Steps(Steps::new(pairs)), mass))
            }
            Self::Mixture(mixture) => mixture.conditioned(window),
            // What is left of an exponential is an exponential, however far out.
            Self::Exponential { mean } if window.hi == f64::INFINITY => {
                let rest = self.clone().moved(1.0, window.lo);
                Some((rest, libm::exp(-window.lo / mean)))
            }
            Self::Affine(moved) => {
                let (base, mass) = moved
                    .base
                    .conditioned(window.mapped(|x| moved.backward(x)))?;
                let law = base.moved(moved.scale, moved.shift);
                // The ends are the window's own, not what they have become on the way there and back.
                Some((law.cut_unchanged(window), mass))
            }
            _ => self.truncated(window),
        }
    }

    fn truncated(&self, window: Window) -> Option<(Self, f64)> {
        let below = if window.lo_is_open {
            self.level(window.lo)
        } else {
            self.level_below(window.lo)
        };
        let above = self.level(window.hi);
        let mass = below.up_to(above);
        if mass.is_nan() || mass <= 0.0 {
            return None;
        }
        if let Self::Knots(knots) = self {
            let (least, greatest) = knots.support();
            let (lo, hi) = (window.lo.max(least), window.hi.min(greatest));
            return Some((Self::Knots(knots.between((lo, below), (hi, above))), mass));
        }
        let cut = Truncated {
            base: self.clone(),
            window,
            below,
            above,
            mass,
        };
        Some((Self::Truncated(Box::new(cut)), mass))
    }

    /// The same law, whose values are held in a window that they leave by rounding alone.
    fn cut_unchanged(self, window: Window) -> Self {
        if window.holds_all_of(self.support()) {
            return self;
        }
        Self::Truncated(Box::new(Truncated {
            base: self,
            window,
            below: Level::NONE,
            above: Level::ALL,
            mass: 1.0,
        }))
    }

    /// The law of scale X + shift; the scale is positive.
    pub fn moved(self, scale: f64, shift: f64) -> Self {
        let forward = |x: f64| scale * x + shift;
        match self {
            Self::Constant(x) => Self::Constant(forward(x)),
            Self::Uniform { min, max } => Self::Uniform {
                min: forward(min),
                max: forward(max),
            },
            Self::Steps(steps) => Self::Steps(steps.map(forward)),
            Self::Knots(knots) => Self::Knots(knots.map(forward)),
            Self::Mixture(mixture) => Self::Mixture(Mixture::new(
                mixture
                    .parts()
                    .iter()
                    .map(|(w, law)| (*w, law.clone().moved(scale, shift)))
                    .collect(),
            )),
            Self::Affine(inner) => Self::Affine(Box::new(Affine {
                scale: scale * inner.scale,
                shift: scale * inner.shift + shift,
                base: inner.base,
            })),
            base => Self::Affine(Box::new(Affine { base, scale, shift })),
        }
    }
}
