//! From dependent scores to uniforms.

use super::StudentT;

/// A uniform keeps this distance from both ends, where an `f64` could no longer tell it from 1.
const LEAST: f64 = 1.0 / 9_007_199_254_740_992.0;

/// Phi(z), kept strictly between 0 and 1.
#[must_use]
#[inline]
pub fn uniform_of_normal(z: f64) -> f64 {
    let u = 0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2);
    u.clamp(LEAST, 1.0 - LEAST)
}

impl StudentT {
    /// T(z / sqrt(w / df)) of a normal score `z` and a chi-square `w`, kept strictly between 0 and 1.
    #[must_use]
    #[inline]
    pub fn uniform_of(&self, z: f64, w: f64) -> f64 {
        let t = z / (w / self.df()).sqrt();
        self.cdf(t).clamp(LEAST, 1.0 - LEAST)
    }
}
