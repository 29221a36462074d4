//! What an edit changed, in three lines: what is written otherwise, what that does to the total,
//! and the date that moved most.
//!
//! What it does not know: why there was another run, and where the lines are shown.

use super::digits::{difference, figure};
use super::summary::{names::cut, totals};
use crate::comparison::{Comparison, DateDifference, EditRow, SeriesDifference, StandsIn};
use crate::projection::{Projection, plain};

/// Edits that are named; the rest are counted.
const MOST_EDITS: usize = 3;
/// Letters of a value that are shown.
const VALUE: usize = 40;
/// Where a scenario says its seed.
const SEED: (&str, &str) = ("scenario", "seed");

/// What the first variant of a comparison changed against its base: the edits, the total, the
/// date that moved most.
#[must_use]
pub fn change(comparison: &Comparison) -> [String; 3] {
    let edits = comparison.differences.first();
    let edits = edits.map_or(&[][..], |difference| &difference.edits);
    [edited(edits), total(comparison), most_moved(comparison)]
}

/// "site.loughton.pue: 1.2 -> 1.3; scenario.seed: 1 -> 2; and 2 more".
#[must_use]
pub fn edited(edits: &[EditRow]) -> String {
    let side = |value: &Option<String>| {
        value
            .as_ref()
            .map_or_else(|| "none".to_owned(), |value| cut(&plain(value), VALUE))
    };
    let mut said: Vec<String> = edits
        .iter()
        .take(MOST_EDITS)
        .map(|edit| {
            let key = edit.key.as_deref().unwrap_or_default();
            let dot = if edit.entity.is_empty() || key.is_empty() {
                ""
            } else {
                "."
            };
            let address = plain(&format!("{}{dot}{key}", edit.entity));
            match (&edit.key, &edit.base, &edit.variant) {
                (None, _, Some(_)) => format!("{address} added"),
                (None, _, None) => format!("{address} removed"),
                (Some(_), base, variant) => {
                    format!("{address}: {} -> {}", side(base), side(variant))
                }
            }
        })
        .collect();
    if edits.len() > MOST_EDITS {
        said.push(format!("and {} more", edits.len() - MOST_EDITS));
    }
    if said.is_empty() {
        return "no value is written otherwise".to_owned();
    }
    if edits
        .iter()
        .any(|edit| (edit.entity.as_str(), edit.key.as_deref()) == (SEED.0, Some(SEED.1)))
    {
        said.push("below, both have the old seed".to_owned());
    }
    said.join("; ")
}

/// "GPUs running at the end of 2027, mean: 41,200 -> 38,900, -2,310 ± 60 in each trial".
fn total(comparison: &Comparison) -> String {
    let Some(series) = comparison.leading(0) else {
        return "no total is recorded".to_owned();
    };
    let what = match series.metric.as_str() {
        "gpus_powered" => "GPUs running",
        "facility_load" => "MW at the meter",
        _ => "H100-equivalents running",
    };
    let Some(period) = period(comparison, series) else {
        return "no period is common to both".to_owned();
    };
    let when = comparison
        .periods
        .get(period)
        .map_or_else(String::new, |day| totals::moment(day));
    let mean = |which: usize| {
        let projection = comparison.projections.get(which)?;
        let series = projection.find("total", None, &series.metric)?;
        Some(figure(
            *series.mean.get(period)?,
            *series.mean_se.get(period)?,
        ))
    };
    let mean = |which| mean(which).unwrap_or_else(|| "–".to_owned());
    if !moves(series, period) {
        return format!(
            "{what} at {when}, mean: {}, the same in every trial",
            mean(1)
        );
    }
    let at = |values: &[f64]| values.get(period).copied().unwrap_or_default();
    let (by, se) = (at(&series.mean), at(&series.mean_se));
    format!(
        "{what} at {when}, mean: {} -> {}, {} ± {}",
        mean(0),
        mean(1),
        difference(by, se),
        figure(se, se),
    )
}

/// The period that the headline spoke of before the change, which may move that too; where nothing
/// moves there, the one that moves most.
fn period(comparison: &Comparison, series: &SeriesDifference) -> Option<usize> {
    let before = comparison
        .projections
        .first()
        .and_then(Projection::headline_period);
    before
        .filter(|period| moves(series, *period))
        .or_else(|| comparison.telling_period(series))
}

/// Whether a series differs in any trial of a period.
fn moves(series: &SeriesDifference, period: usize) -> bool {
    let some = |values: &[f64]| values.get(period).is_some_and(|share| *share != 0.0);
    some(&series.above) || some(&series.below)
}

/// "Loughton: first 50 MW online, P50: 2028-11-20 -> 2029-11-19, +364 ± 2 days at the mean".
fn most_moved(comparison: &Comparison) -> String {
    let moved = comparison.moved(0);
    let Some(date) = moved.first() else {
        return "no date moved".to_owned();
    };
    let median = |date: &Option<String>| date.clone().unwrap_or_else(|| "never".to_owned());
    let by = date.moved.map_or_else(String::new, |moved| {
        let days = difference(moved.mean, moved.mean_se.max(0.1));
        format!(", {days} ± {} days", figure(moved.mean_se, moved.mean_se))
    });
    let more = match moved.len() - 1 {
        0 => String::new(),
        1 => "; 1 date more moved".to_owned(),
        more => format!("; {more} dates more moved"),
    };
    let what = match date.milestone.as_str() {
        "complete" => "complete",
        "energised" => "energised",
        _ => "online",
    };
    let ends = [
        ends(date, StandsIn::Variant, &median(&date.base_p50)),
        ends(date, StandsIn::Base, &median(&date.variant_p50)),
    ];
    format!(
        "{} {what}, P50: {} -> {}{by}{more}",
        plain(&date.label()),
        ends[0],
        ends[1]
    )
}

/// A median; nothing where the date stands elsewhere alone.
fn ends(date: &DateDifference, elsewhere: StandsIn, median: &str) -> String {
    if date.stands_in == elsewhere {
        "absent".to_owned()
    } else {
        median.to_owned()
    }
}
