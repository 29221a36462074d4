//! A probability level that is accurate in both tails.

/// The probability at or below a point and the probability above it; they sum to one.
///
/// Carrying both keeps what `1 - u` would lose: the far upper tail is as accurate as the lower.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Level {
    pub lower: f64,
    pub upper: f64,
}

impl Level {
    /// Nothing at or below.
    pub const NONE: Self = Self {
        lower: 0.0,
        upper: 1.0,
    };
    /// All at or below.
    pub const ALL: Self = Self {
        lower: 1.0,
        upper: 0.0,
    };

    pub fn from_lower(u: f64) -> Self {
        Self {
            lower: u,
            upper: 1.0 - u,
        }
    }

    pub fn from_upper(s: f64) -> Self {
        Self {
            lower: 1.0 - s,
            upper: s,
        }
    }

    /// The probability between this level and a higher one, from the side where it cancels least.
    pub fn up_to(self, higher: Self) -> f64 {
        if self.lower > 0.5 {
            self.upper - higher.upper
        } else {
            higher.lower - self.lower
        }
    }

    /// Whether this level is at or above another, compared in the nearer tail.
    pub fn reaches(self, other: Self) -> bool {
        if other.lower <= 0.5 {
            self.lower >= other.lower
        } else {
            self.upper <= other.upper
        }
    }
}
