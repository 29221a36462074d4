//! Fans of the total's peak, and of what it draws and emits where calendar years do not tell it.
//!
//! By the month a fan of energy shows how long months are. What it does not know: how years are drawn.

use super::super::metric::{self, Metric};
use super::super::{Chart, fan};
use super::SUBJECT;
use crate::projection::Projection;

/// One fan of each that the total has a series of; none where nothing of it ever flows.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let Some(ends) = metric::period_ends(projection) else {
        return Vec::new();
    };
    let drawn = |metric: &Metric| {
        let series = metric::total(projection, metric)?;
        let flows = series.p90.iter().any(|value| *value > 0.0);
        flows.then(|| {
            let mut chart = fan::fan(projection, metric, series, &ends);
            chart.subject = SUBJECT;
            if metric.id == metric::EMISSIONS.id {
                let basis = super::carbon_basis(projection);
                chart.footnotes.splice(0..0, basis);
            }
            chart
        })
    };
    [metric::PEAK_LOAD, metric::ENERGY, metric::EMISSIONS]
        .iter()
        .filter(|metric| super::years::years(projection, metric.id).is_empty())
        .filter_map(drawn)
        .collect()
}
