//! The sentence that answers: what moves most, by how much, and how sure that is.

use super::super::digits::{figure, percent};
use super::super::summary::totals::moment;
use super::label;
use crate::comparison::{Comparison, SeriesDifference};
use crate::projection::Estimate;

/// Gains that are not worth a sentence.
const HARDLY: f64 = 1.05;

/// "With late-grid, 3,100 fewer GPUs run at the end of 2027 at the mean (± 20; P10 -9,000, P90 0);
/// behind in 41 % of trials, ahead in none." No-break spaces hold a name and its figure together.
#[must_use]
pub fn headline(comparison: &Comparison, variant: usize) -> String {
    let Some(difference) = comparison.differences.get(variant) else {
        return String::new();
    };
    let name = label(&difference.variant);
    let dates = comparison.moved(variant).len();
    let told = comparison
        .leading(variant)
        .and_then(|series| amount(comparison, series));
    match (told, dates) {
        (Some(told), _) => format!("With {name}, {told}"),
        (None, 0) if difference.series.is_empty() && difference.schedule.is_empty() => {
            format!("Of {name} neither quantities nor dates were recorded.")
        }
        (None, 0) if difference.series.iter().any(SeriesDifference::differs) => {
            format!(
                "With {name} the total is the same in every trial at every year's end; its parts differ."
            )
        }
        (None, 0) => format!("With {name} nothing changes: every trial comes out the same."),
        (None, dates) => {
            let dates = match dates {
                1 => "one date moves".to_owned(),
                dates => format!("{dates} dates move"),
            };
            if difference.series.is_empty() {
                return format!("With {name}, {dates}.");
            }
            format!(
                "With {name} the total is the same in every trial at every year's end; {dates}."
            )
        }
    }
}

/// What the total differs by where it differs most; `None` where it does in no trial.
fn amount(comparison: &Comparison, series: &SeriesDifference) -> Option<String> {
    let period = comparison.telling_period(series)?;
    let when = moment(comparison.periods.get(period)?);
    let at = |values: &[f64]| values.get(period).copied();
    let (mean, se) = (at(&series.mean)?, at(&series.mean_se)?);
    let share = |value: f64, se: f64| Estimate { value, se };
    let below = share(at(&series.below)?, at(&series.below_se)?);
    let above = share(at(&series.above)?, at(&series.above_se)?);
    if below.value == 0.0 && above.value == 0.0 {
        return None;
    }
    let size = figure(mean.abs(), se);
    let what = match (series.metric.as_str(), mean < 0.0) {
        ("gpus_powered", true) => format!("{size} fewer GPUs run"),
        ("gpus_powered", false) => format!("{size} more GPUs run"),
        ("facility_load", true) => format!("{size} MW less are drawn"),
        ("facility_load", false) => format!("{size} MW more are drawn"),
        (_, true) => format!("{size} fewer H100-equivalents run"),
        (_, false) => format!("{size} more H100-equivalents run"),
    };
    if comparison.trials == 1 {
        return Some(format!("{what} at {when} (1 trial)."));
    }
    if at(&series.sd) == Some(0.0) {
        return Some(format!("{what} at {when} in every trial."));
    }
    let [low, high] = percentiles(series, period)?;
    let error = figure(se, se);
    let (behind, ahead) = sides(below, above);
    Some(format!(
        "{what} at {when} at the mean (±\u{a0}{error}; P10\u{a0}{low}, P90\u{a0}{high}); behind in {behind}, ahead in {ahead}."
    ))
}

/// P10 and P90 with the digits that they have earned.
fn percentiles(series: &SeriesDifference, period: usize) -> Option<[String; 2]> {
    let at = |values: &[f64], low: &[f64], high: &[f64]| {
        let by = (high.get(period)? - low.get(period)?) / 2.0;
        Some(figure(*values.get(period)?, by))
    };
    Some([
        at(&series.p10, &series.p10_lo, &series.p10_hi)?,
        at(&series.p90, &series.p90_lo, &series.p90_hi)?,
    ])
}

/// "41 % of trials" and "none"; what is counted is said once.
fn sides(below: Estimate, above: Estimate) -> (String, String) {
    match (below.value > 0.0, above.value > 0.0) {
        (true, true) => (format!("{} of trials", percent(below)), percent(above)),
        (true, false) => (format!("{} of trials", percent(below)), "none".to_owned()),
        (false, _) => ("none".to_owned(), format!("{} of trials", percent(above))),
    }
}

/// "Shared random numbers: error 11 times smaller than of independent runs.": of the mean that the
/// headline names. `None` where the error is none, or the gain hardly any.
#[must_use]
pub fn gain(comparison: &Comparison, variant: usize) -> Option<String> {
    let series = comparison.leading(variant)?;
    let period = comparison.telling_period(series)?;
    let shared = series.mean_se.get(period).copied()?;
    let ratio = series.independent_se.get(period)? / shared;
    if shared <= 0.0 || !ratio.is_finite() || ratio < HARDLY {
        return None;
    }
    // Both errors are estimates: two digits say as much as is known.
    let ratio = figure(ratio, if ratio < 10.0 { 0.1 } else { ratio / 10.0 });
    Some(format!(
        "Shared random numbers: error {ratio} times smaller than of independent runs."
    ))
}
