//! The metrics that are drawn: their names for readers, and which series can be drawn.
//!
//! What it does not know: axes and marks.

use super::number::Kind;
use super::{text, time};
use crate::projection::{Projection, Scope, Series};

/// Beyond this a sum could leave the numbers.
const LARGEST: f64 = 1e300;

/// A metric that is drawn.
pub(super) struct Metric {
    /// As in the projection.
    pub(super) id: &'static str,
    /// In file names.
    pub(super) stem: &'static str,
    /// For readers.
    pub(super) noun: &'static str,
    /// What it counts.
    pub(super) kind: Kind,
}

/// Power drawn by the whole facility.
pub(super) const FACILITY_LOAD: Metric = Metric {
    id: "facility_load",
    stem: "facility-load",
    noun: "facility load",
    kind: Kind::Power,
};

/// Computing power.
pub(super) const H100E: Metric = Metric {
    id: "h100e",
    stem: "h100e",
    noun: "H100-equivalents powered",
    kind: Kind::Count("H100e"),
};

/// GPUs that are installed and have power.
pub(super) const GPUS_POWERED: Metric = Metric {
    id: "gpus_powered",
    stem: "gpus-powered",
    noun: "GPUs powered",
    kind: Kind::Count("GPUs"),
};

/// The series of a metric and a kind of scope that can be drawn.
pub(super) fn series<'a>(
    projection: &'a Projection,
    metric: &Metric,
    kind: &str,
) -> Vec<&'a Series> {
    let drawn = |series: &&Series| {
        series.metric == metric.id && series.scope.kind == kind && is_whole(series, projection)
    };
    projection.series.iter().filter(drawn).collect()
}

/// The days at which the periods end; `None` if one is not a date.
pub(super) fn period_ends(projection: &Projection) -> Option<Vec<f64>> {
    projection
        .periods
        .iter()
        .map(|end| time::end(end))
        .collect()
}

/// The first day of the horizon, at or before every period's end.
pub(super) fn first_day(projection: &Projection, ends: &[f64]) -> f64 {
    let first = ends.iter().copied().fold(f64::INFINITY, f64::min);
    match time::start(&projection.scenario.from) {
        Some(from) if from < first => from,
        _ => first - 28.0,
    }
}

/// A scope's name for readers.
pub(super) fn scope_name(scope: &Scope) -> String {
    match (&scope.name, &scope.id) {
        (Some(name), _) if !text::clean(name).is_empty() => text::clean(name),
        (_, Some(id)) => text::clean(id),
        _ => "All sites".to_owned(),
    }
}

/// Whether every list that is drawn has a number for each period.
fn is_whole(series: &Series, projection: &Projection) -> bool {
    let count = projection.periods.len();
    let lists = [
        &series.announced,
        &series.mean,
        &series.p10,
        &series.p25,
        &series.p50,
        &series.p75,
        &series.p90,
    ];
    count > 0
        && lists.iter().all(|list| {
            list.len() == count && list.iter().all(|value| (0.0..LARGEST).contains(value))
        })
}
