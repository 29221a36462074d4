//! The value axis: zero and what lies around it, by round steps.
//!
//! What it does not know: pixels.

use super::number::Unit;
use super::{Axis, Tick};

/// Steps that an axis has at most.
const STEPS: f64 = 7.0;
/// Steps that the axis of a panel has at most.
const FEW: f64 = 3.5;

/// An axis from zero that holds `max`; from 0 to 1 if there is nothing to hold.
pub(super) fn axis(title: String, max: f64, unit: Unit) -> Axis {
    around(title, 0.0, max, unit)
}

/// The same for a panel, which has room for few steps; it holds `min` too if that lies below zero.
pub(super) fn small((min, max): (f64, f64), unit: Unit) -> Axis {
    in_steps(String::new(), (min, max), unit, FEW)
}

/// The axis with a plus before what lies above zero: of a difference.
pub(super) fn signed(mut axis: Axis) -> Axis {
    for tick in axis.ticks.iter_mut().filter(|tick| tick.at > 0.0) {
        tick.text.insert(0, '+');
    }
    axis
}

/// An axis that holds zero, `min` if it lies below, and `max` if it lies above.
pub(super) fn around(title: String, min: f64, max: f64, unit: Unit) -> Axis {
    in_steps(title, (min, max), unit, STEPS)
}

/// An axis from one value to another, with round places between them and no zero unless it lies
/// there; `print` names a place, given the step from one to the next.
pub(super) fn between(
    title: String,
    (from, to): (f64, f64),
    print: impl Fn(f64, f64) -> String,
) -> Axis {
    let step = round_step(to - from, STEPS);
    let (first, last) = (libm::ceil(from / step), libm::floor(to / step));
    let count = (last - first).clamp(0.0, 2.0 * STEPS) as usize;
    let lines: Vec<f64> = (0..=count)
        .map(|n| (first + n as f64) * step)
        .filter(|at| (from..=to).contains(at))
        .collect();
    let tick = |at: &f64| Tick {
        at: *at,
        text: print(*at, step),
    };
    Axis {
        title,
        from,
        to,
        ticks: lines.iter().map(tick).collect(),
        lines,
    }
}

fn in_steps(title: String, (min, max): (f64, f64), unit: Unit, most: f64) -> Axis {
    let (min, max) = (min.min(0.0), max.max(0.0));
    let step = round_step(max - min, most);
    let below = steps(-min, step);
    let above = steps(max, step).max(if below > 0.0 { 0.0 } else { 1.0 });
    let (from, to) = (-below * step, above * step);
    let lines: Vec<f64> = (0..=(below + above) as usize)
        .map(|n| (n as f64 - below) * step)
        .collect();
    Axis {
        title,
        from,
        to,
        ticks: lines
            .iter()
            .map(|at| Tick {
                at: *at,
                text: unit.tick(*at, step),
            })
            .collect(),
        lines,
    }
}

/// Steps that hold a size, with air beyond a line at the very end.
fn steps(size: f64, step: f64) -> f64 {
    let count = (size / step).ceil();
    if size > step * (count - 0.04) && size > 0.0 {
        count + 1.0
    } else {
        count
    }
}

/// The smallest of 1, 2 or 5 times a power of ten that cuts `max` into at most so many steps.
fn round_step(max: f64, most: f64) -> f64 {
    if max <= 0.0 || !max.is_finite() {
        return 1.0;
    }
    let power = libm::floor(libm::log10(max / most)) as i32;
    let ten = libm::pow(10.0, f64::from(power));
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * ten)
        .find(|step| max / step <= most)
        .unwrap_or(10.0 * ten)
}

#[cfg(test)]
mod tests {
    use super::super::number::Kind;
    use super::*;

    #[test]
    fn the_axis_holds_its_largest_value_below_the_top_in_round_steps() {
        for max in [1e-6, 0.03, 0.9, 1.0, 42.0, 99.9, 290.0, 1_234.0, 7e8] {
            let unit = Unit::for_max(Kind::Power, max);
            let axis = axis(String::new(), max, unit);
            assert!(axis.to > max && axis.to < 2.5 * max, "{max}: {}", axis.to);
            assert!((4..=9).contains(&axis.ticks.len()), "{max}");
        }
        let none = axis(String::new(), 0.0, Unit::for_max(Kind::Power, 0.0));
        assert_eq!((none.from, none.to), (0.0, 1.0));
    }
}
