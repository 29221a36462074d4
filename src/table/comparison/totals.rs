//! The total at year ends: medians of both, and what differs between them.

use super::super::digits::{difference, figure, percent};
use super::super::summary::totals::{Level, METRICS, spread, year};
use super::super::summary::{joined, lay_out, push_wrapped, width_of};
use super::{Names, label};
use crate::comparison::{Comparison, SeriesDifference};
use crate::projection::Estimate;

/// Year ends shown at most.
const MOST_YEARS: usize = 5;
/// Titles of the columns of a variant's table, after the first.
pub const COLUMNS: [&str; 9] = [
    "base\nP50",
    "variant\nP50",
    "difference\nP10",
    "\nP50",
    "\nP90",
    "\nmean",
    "\n±",
    "\nless in",
    "\nmore in",
];

/// One row a metric and year end at which anything differs; empty where nothing does.
pub(super) fn table(comparison: &Comparison, variant: usize, width: usize) -> String {
    let (mut rows, mut same) = (Vec::new(), Vec::new());
    for (metric, title) in METRICS {
        let Some(series) = comparison.find(variant, "total", None, metric) else {
            continue;
        };
        let ends = comparison.year_ends().into_iter();
        let (differ, alike): (Vec<usize>, Vec<usize>) =
            ends.partition(|&at| differs_at(series, at));
        if differ.is_empty() {
            continue;
        }
        same = alike;
        let mut years = spread(&differ, MOST_YEARS);
        // The one that the headline names is always there.
        years.extend(comparison.telling_period(series));
        years.sort_unstable();
        years.dedup();
        for period in years {
            let mut row = vec![format!("{title} {}", year(&comparison.periods[period]))];
            row.extend(figures(comparison, variant, series, period));
            rows.push(row);
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let mut header = vec!["total at\nend of".to_owned()];
    header.extend(COLUMNS.map(str::to_owned));
    let [wide, narrow] = [2, 1].map(|gap| {
        let gaps: Vec<u16> = (0..10).map(|n| if n == 0 { 0 } else { gap }).collect();
        lay_out(header.clone(), rows.clone(), &gaps)
    });
    let lines = if width_of(&wide) <= width {
        wide
    } else {
        narrow
    };
    let mut text = joined(&lines);
    if !same.is_empty() {
        let years: Vec<String> = same
            .iter()
            .map(|&at| year(&comparison.periods[at]))
            .collect();
        let note = format!("{}: the same in every trial.", years.join(", "));
        push_wrapped(&mut text, &note, width);
    }
    text
}

/// Whether a series differs at a period in any trial.
#[must_use]
pub fn differs_at(series: &SeriesDifference, period: usize) -> bool {
    let some = |values: &[f64]| values.get(period).is_some_and(|share| *share > 0.0);
    some(&series.above) || some(&series.below)
}

/// The medians of base and variant; P10, P50 and P90 of the difference, its mean with its error; in
/// which shares of trials it is below and above zero. Dashes where there are none.
#[must_use]
pub fn figures(
    comparison: &Comparison,
    variant: usize,
    series: &SeriesDifference,
    period: usize,
) -> [String; 9] {
    let mut cells = ["–"; 9].map(str::to_owned);
    for (cell, scenario) in cells.iter_mut().zip([0, variant + 1]) {
        if let Some(median) = median(comparison, scenario, &series.metric, period) {
            *cell = median;
        }
    }
    let at = |values: &[f64]| values.get(period).copied();
    let percentiles = [
        (&series.p10, &series.p10_lo, &series.p10_hi),
        (&series.p50, &series.p50_lo, &series.p50_hi),
        (&series.p90, &series.p90_lo, &series.p90_hi),
    ];
    for (cell, (value, low, high)) in cells[2..].iter_mut().zip(percentiles) {
        if let (Some(value), Some(low), Some(high)) = (at(value), at(low), at(high)) {
            *cell = difference(value, (high - low) / 2.0);
        }
    }
    if let (Some(mean), Some(se)) = (at(&series.mean), at(&series.mean_se)) {
        cells[5] = difference(mean, se);
        cells[6] = figure(se, se);
    }
    let shares = [
        (&series.below, &series.below_se),
        (&series.above, &series.above_se),
    ];
    for (cell, (share, se)) in cells[7..].iter_mut().zip(shares) {
        if let (Some(value), Some(se)) = (at(share), at(se)) {
            *cell = percent(Estimate { value, se });
        }
    }
    cells
}

/// The median of a scenario's total, with the digits that it has earned.
fn median(comparison: &Comparison, scenario: usize, metric: &str, period: usize) -> Option<String> {
    let projection = comparison.projections.get(scenario)?;
    let series = projection.find("total", None, metric)?;
    let [_, median, _] = Level::of(projection, series, period)?.percentiles(figure);
    Some(median)
}

/// Of several variants: each metric's mean differences at year ends, a row a variant, under the
/// base's median.
pub(super) fn side_by_side(comparison: &Comparison, names: &Names) -> String {
    let years = spread(&comparison.year_ends(), MOST_YEARS);
    let mut text = String::new();
    for (metric, title) in &METRICS[..2] {
        let rows = rows(comparison, names, metric, &years);
        if rows.len() < 2 {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        let mut header = vec![format!("{title} in all, end of")];
        header.extend(years.iter().map(|&at| year(&comparison.periods[at])));
        let gaps: Vec<u16> = (0..header.len())
            .map(|n| if n == 0 { 0 } else { 3 })
            .collect();
        text.push_str(&joined(&lay_out(header, rows, &gaps)));
    }
    text
}

fn rows(comparison: &Comparison, names: &Names, metric: &str, years: &[usize]) -> Vec<Vec<String>> {
    let base = comparison.scenarios.first();
    let base = base.map_or_else(String::new, |base| label(&base.label));
    let mut first = vec![format!("{base}, P50")];
    let dash = || "–".to_owned();
    let medians = years.iter().map(|&at| median(comparison, 0, metric, at));
    first.extend(medians.map(|median| median.unwrap_or_else(dash)));
    let mut rows = vec![first];
    for variant in 0..names.count() {
        let Some(series) = comparison.find(variant, "total", None, metric) else {
            continue;
        };
        let mut row = vec![format!("{}, mean less base", names.of(variant))];
        row.extend(years.iter().map(|&period| mean(series, period)));
        rows.push(row);
    }
    rows
}

/// "-3,100 ± 20".
fn mean(series: &SeriesDifference, period: usize) -> String {
    match (series.mean.get(period), series.mean_se.get(period)) {
        (Some(&mean), Some(&se)) if se > 0.0 => {
            format!("{} ± {}", difference(mean, se), figure(se, se))
        }
        (Some(&mean), Some(_)) => difference(mean, 0.0),
        _ => "–".to_owned(),
    }
}
