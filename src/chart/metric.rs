//! The metrics that are drawn: their names for readers, and which series can be drawn.
//!
//! What it does not know: axes and marks.

use super::number::Kind;
use super::{text, time};
use crate::projection::{Projection, Scope, Series};
use std::collections::BTreeSet;

/// Beyond this a sum could leave the numbers.
pub(super) const LARGEST: f64 = 1e300;

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
    /// Whether it can lie below zero.
    pub(super) signed: bool,
}

/// Power drawn by the whole facility.
pub(super) const FACILITY_LOAD: Metric = Metric {
    id: "facility_load",
    stem: "facility-load",
    noun: "facility load",
    kind: Kind::Power,
    signed: false,
};

/// Computing power.
pub(super) const H100E: Metric = Metric {
    id: "h100e",
    stem: "h100e",
    noun: "H100-equivalents powered",
    kind: Kind::Count("H100e"),
    signed: false,
};

/// GPUs that are installed and have power.
pub(super) const GPUS_POWERED: Metric = Metric {
    id: "gpus_powered",
    stem: "gpus-powered",
    noun: "GPUs powered",
    kind: Kind::Count("GPUs"),
    signed: false,
};

/// GPUs that are installed, powered or not.
pub(super) const GPUS_INSTALLED: Metric = Metric {
    id: "gpus_installed",
    stem: "gpus-installed",
    noun: "GPUs installed",
    kind: Kind::Count("GPUs"),
    signed: false,
};

/// GPUs that are installed and have no power.
pub(super) const GPUS_STRANDED: Metric = Metric {
    id: "gpus_stranded",
    stem: "stranded-gpus",
    noun: "GPUs installed without power",
    kind: Kind::Count("GPUs"),
    signed: false,
};

/// Firm capacity that no GPU uses.
pub(super) const STRANDED_POWER: Metric = Metric {
    id: "stranded_power",
    stem: "stranded-power",
    noun: "firm power without GPUs to use it",
    kind: Kind::Power,
    signed: false,
};

/// The highest load of each period's hours and seasons.
pub(super) const PEAK_LOAD: Metric = Metric {
    id: "peak_load",
    stem: "peak-load",
    noun: "peak load in each period",
    kind: Kind::Power,
    signed: false,
};

/// Energy drawn from one period's start to its end.
pub(super) const ENERGY: Metric = Metric {
    id: "energy",
    stem: "energy",
    noun: "energy drawn in each period",
    kind: Kind::Energy,
    signed: false,
};

/// What that energy emits.
pub(super) const EMISSIONS: Metric = Metric {
    id: "emissions",
    stem: "emissions",
    noun: "carbon emitted in each period",
    kind: Kind::Carbon,
    signed: false,
};

/// Money spent since the beginning, in the answer's currency: its unit stands in the series.
pub(super) const SPEND_TO_DATE: Metric = Metric {
    id: "spend_to_date",
    stem: "spend",
    noun: "money spent to date",
    kind: Kind::Count(""),
    signed: false,
};

/// The largest training run that one site could do, begun at a period's end.
pub(super) const TRAINING_RUN: Metric = Metric {
    id: "training_run",
    stem: "training-run",
    noun: "the largest training run",
    kind: Kind::Operations,
    signed: false,
};

/// Useful operations since the beginning.
pub(super) const FLOP_TO_DATE: Metric = Metric {
    id: "flop_to_date",
    stem: "flop-to-date",
    noun: "useful operations to date",
    kind: Kind::Operations,
    signed: false,
};

/// Announced facility load less facility load.
pub(super) const DELIVERY_GAP: Metric = Metric {
    id: "delivery_gap",
    stem: "delivery-gap",
    noun: "announced load less delivered load",
    kind: Kind::Power,
    signed: true,
};

/// The series of a metric and a kind of scope that can be drawn.
pub(super) fn series<'a>(
    projection: &'a Projection,
    metric: &Metric,
    kind: &str,
) -> Vec<&'a Series> {
    let drawn = |series: &&Series| {
        series.metric == metric.id
            && series.scope.kind == kind
            && is_whole(series, projection, metric.signed)
    };
    projection.series.iter().filter(drawn).collect()
}

/// Sites up to which each has pictures of its own; of more, so many of the largest have.
const PICTURED: usize = 28;

/// The sites that have pictures of their own, by their greatest facility load, announced or median; `None` for all.
pub(super) fn pictured(projection: &Projection) -> Option<BTreeSet<&str>> {
    let largest = |series: &Series| {
        let levels = series.announced.iter().chain(&series.p50);
        levels.copied().fold(0.0, f64::max)
    };
    let mut sites: Vec<(&str, f64)> = series(projection, &FACILITY_LOAD, "site")
        .into_iter()
        .filter_map(|series| Some((series.scope.id.as_deref()?, largest(series))))
        .collect();
    if sites.len() <= PICTURED {
        return None;
    }
    sites.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    sites.truncate(PICTURED);
    Some(sites.into_iter().map(|(site, _)| site).collect())
}

/// The total's series of a metric, if it can be drawn.
pub(super) fn total<'a>(projection: &'a Projection, metric: &Metric) -> Option<&'a Series> {
    series(projection, metric, "total").first().copied()
}

/// A site's series of a metric, if it can be drawn.
pub(super) fn of_site<'a>(
    projection: &'a Projection,
    metric: &Metric,
    site: &str,
) -> Option<&'a Series> {
    let mut all = series(projection, metric, "site").into_iter();
    all.find(|series| series.scope.id.as_deref() == Some(site))
}

/// The days at which the periods end; `None` if one is not a date.
pub(super) fn period_ends(projection: &Projection) -> Option<Vec<f64>> {
    ends(&projection.periods)
}

/// The same of any periods.
pub(super) fn ends(periods: &[String]) -> Option<Vec<f64>> {
    periods.iter().map(|end| time::end(end)).collect()
}

/// The first day of the horizon, at or before every period's end.
pub(super) fn first_day(projection: &Projection, ends: &[f64]) -> f64 {
    horizon_start(&projection.scenario.from, ends)
}

/// The same of a horizon that starts on a day.
pub(super) fn horizon_start(from: &str, ends: &[f64]) -> f64 {
    let first = ends.iter().copied().fold(f64::INFINITY, f64::min);
    match time::start(from) {
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
fn is_whole(series: &Series, projection: &Projection, signed: bool) -> bool {
    let least = if signed { -LARGEST } else { 0.0 };
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
            list.len() == count && list.iter().all(|value| (least..LARGEST).contains(value))
        })
}
