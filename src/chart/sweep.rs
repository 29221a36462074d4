//! Charts of a sweep: a line over an axis of numbers, rows over one of words, a heat map over two
//! axes, one under the other over a third.
//!
//! What it does not know: how a cell was run.

mod heat;
mod line;
mod rows;
mod words;

use super::{Axis, Chart, Tick, name_apart, text, time};
use crate::calendar::date_of_day;
use crate::sweep::{self, Figures, Kind, Sweep, Swept};

/// Steps of an axis at most.
const STEPS: f64 = 6.0;

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
    outcome: &'a Swept,
    n: usize,
}

impl Scene<'_> {
    /// "outcome-1".
    fn stem(&self) -> String {
        format!("outcome-{}", self.n + 1)
    }
}

/// The name of an axis with the unit of its numbers: "Loughton, grid first: capacity, MW".
fn axis_title(axis: &sweep::Axis) -> String {
    let name = text::clean(&axis.name);
    match axis.unit.as_deref() {
        Some("") | None => name,
        Some(unit) => format!("{name}, {}", text::clean(unit)),
    }
}

/// A value as it stands at its axis: without the unit that the axis' name has.
fn value_label(axis: &sweep::Axis, value: &sweep::Value) -> String {
    let label = text::clean(&value.label);
    let unit = axis.unit.as_deref().unwrap_or_default();
    let number = label.strip_suffix(unit).map(str::trim_end);
    number.map_or_else(|| label.clone(), str::to_owned)
}

/// An axis of values that does not begin at zero: sweeps are about what moves.
fn value_axis(scene: &Scene<'_>, figures: &Figures, low: f64, high: f64) -> Axis {
    let (low, high) = if high > low {
        (low, high)
    } else {
        (low - 0.5, high + 0.5)
    };
    let air = (high - low) * 0.08;
    if scene.outcome.kind == Kind::Date {
        return date_axis(figures, low - air, high + air);
    }
    let step = round_step((high - low) / STEPS);
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
            .map(|at| tick(*at, figures.tick(*at, step)))
            .collect(),
        lines,
    }
}

/// An axis of dates: ticks at the starts of months, some months apart.
fn date_axis(figures: &Figures, from: f64, to: f64) -> Axis {
    let starts = time::month_ends(from, to);
    let step = [1, 2, 3, 6, 12, 24, 60, 120, 600]
        .into_iter()
        .find(|step| starts.len() as f64 <= STEPS * 1.5 * f64::from(*step))
        .unwrap_or(6_000);
    // Months of whole halves and whole years, not of wherever the first value lies.
    let on_step = |day: &f64| {
        date_of_day(*day).is_some_and(|date| {
            (i32::from(date.year()) * 12 + i32::from(date.month()) - 1) % step == 0
        })
    };
    let lines: Vec<f64> = starts.into_iter().filter(on_step).collect();
    Axis {
        title: String::new(),
        from,
        to,
        ticks: lines
            .iter()
            .map(|at| tick(*at, figures.number(*at)))
            .collect(),
        lines,
    }
}

fn tick(at: f64, text: String) -> Tick {
    Tick { at, text }
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
