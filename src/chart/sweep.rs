//! Charts of a sweep: a line over an axis of numbers, rows over one of words, a heat map over two
//! axes, one under the other over a third.
//!
//! What it does not know: how a cell was run.

mod heat;
mod line;
mod rows;
mod words;

use super::{Axis, Chart, name_apart};
use crate::sweep::{Figures, Outcome, Sweep};

/// The charts of a sweep, outcome by outcome, and what is too large to be drawn, in words.
#[must_use]
pub fn sweep_charts(sweep: &Sweep) -> (Vec<Chart>, Vec<String>) {
    let (mut charts, mut missing) = (Vec::new(), Vec::new());
    for (n, outcome) in sweep.outcomes.iter().enumerate() {
        let scene = Scene { sweep, outcome, n };
        let drawn = match sweep.axes.as_slice() {
            [axis] if axis.unit.is_some() => line::chart(&scene).map(|chart| vec![chart]),
            [_] => rows::chart(&scene).map(|chart| vec![chart]),
            _ => heat::charts(&scene),
        };
        match drawn {
            Ok(drawn) => charts.extend(drawn),
            Err(why) => missing.push(format!("No chart of \"{}\": {why}.", outcome.outcome)),
        }
    }
    missing.dedup();
    name_apart(&mut charts);
    (charts, missing)
}

/// An outcome of a sweep.
struct Scene<'a> {
    sweep: &'a Sweep,
    outcome: &'a Outcome,
    n: usize,
}

impl Scene<'_> {
    /// "outcome-1".
    fn stem(&self) -> String {
        format!("outcome-{}", self.n + 1)
    }
}

/// An axis of values that does not begin at zero: sweeps are about what moves.
fn value_axis(figures: &Figures, low: f64, high: f64, most: f64) -> Axis {
    let (low, high) = if high > low {
        (low, high)
    } else {
        (low - 0.5, high + 0.5)
    };
    let air = (high - low) * 0.08;
    let step = round_step((high - low) / most);
    let (first, last) = (((low - air) / step).floor(), ((high + air) / step).ceil());
    let lines: Vec<f64> = (0..=(last - first) as usize)
        .map(|n| (first + n as f64) * step)
        .collect();
    Axis {
        title: figures.unit(),
        from: first * step,
        to: last * step,
        ticks: lines
            .iter()
            .map(|at| super::Tick {
                at: *at,
                text: figures.tick(*at, step),
            })
            .collect(),
        lines,
    }
}

/// The smallest of 1, 2, 5 times a power of ten that is not below a size.
fn round_step(size: f64) -> f64 {
    let ten = libm::pow(10.0, libm::floor(libm::log10(size)));
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * ten)
        .find(|step| *step >= size)
        .unwrap_or(10.0 * ten)
}
