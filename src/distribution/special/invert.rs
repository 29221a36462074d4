//! Inversion of a smooth cumulative distribution by a safeguarded Newton iteration.

use crate::distribution::level::Level;

/// The `t` at which `at(t)` reaches `target`; `at` gives the level and the density in `t`.
///
/// Newton's method on the logarithm of the smaller tail, which for the gamma (in ln x) and the beta (in
/// logit x) is concave, so that the iteration runs straight in; a bracket catches what it would overshoot.
pub(super) fn invert(target: Level, start: f64, at: impl Fn(f64) -> (Level, f64)) -> f64 {
    let from_below = target.lower <= target.upper;
    let (mut lo, mut hi) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut t = start;
    let mut reach = 1.0;
    for _ in 0..400 {
        let (level, density) = at(t);
        let (tail, wanted) = if from_below {
            (level.lower, target.lower)
        } else {
            (level.upper, target.upper)
        };
        let too_low = if from_below {
            tail < wanted
        } else {
            tail > wanted
        };
        if too_low {
            lo = t;
        } else {
            hi = t;
        }
        let excess = libm::log(tail / wanted) * tail / density;
        let mut next = if from_below { t - excess } else { t + excess };
        // A tail that has underflowed gives no direction, and a step out of the bracket no progress.
        if !(next > lo && next < hi) {
            next = if next == t {
                t
            } else if lo.is_finite() && hi.is_finite() {
                0.5 * (lo + hi)
            } else {
                reach *= 2.0;
                if too_low { t + reach } else { t - reach }
            };
        }
        let moved = (next - t).abs();
        t = next;
        if moved <= 2e-15 * (1.0 + t.abs()) {
            break;
        }
    }
    t
}
