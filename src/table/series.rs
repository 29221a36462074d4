//! series.csv: one row per scope, metric and period.

use super::sheet::{Sheet, maybe, number, text};
use crate::projection::{Projection, Series};

const HEADER: [&str; 24] = [
    "scope_kind",
    "scope_id",
    "metric",
    "unit",
    "period",
    "announced",
    "mean",
    "mean_se",
    "sd",
    "p5",
    "p10",
    "p25",
    "p50",
    "p75",
    "p80",
    "p90",
    "p95",
    "p10_lo",
    "p10_hi",
    "p50_lo",
    "p50_hi",
    "p90_lo",
    "p90_hi",
    "scope_name",
];

/// The series as a tidy table. Units are those of the projection; `period` is its last day.
#[must_use]
pub fn series_csv(projection: &Projection) -> Vec<u8> {
    let mut sheet = Sheet::new(&HEADER);
    for series in &projection.series {
        let columns = columns(series);
        for (index, period) in projection.periods.iter().enumerate() {
            let mut row = vec![
                text(&series.scope.kind),
                maybe(series.scope.id.as_ref()),
                text(&series.metric),
                text(&series.unit),
                period.clone(),
            ];
            row.extend(
                columns
                    .iter()
                    .map(|column| column.get(index).copied().map_or_else(String::new, number)),
            );
            row.push(maybe(series.scope.name.as_ref()));
            sheet.row(&row);
        }
    }
    sheet.finish()
}

/// The numeric columns in the header's order.
fn columns(series: &Series) -> [&[f64]; 18] {
    [
        &series.announced,
        &series.mean,
        &series.mean_se,
        &series.sd,
        &series.p5,
        &series.p10,
        &series.p25,
        &series.p50,
        &series.p75,
        &series.p80,
        &series.p90,
        &series.p95,
        &series.p10_lo,
        &series.p10_hi,
        &series.p50_lo,
        &series.p50_hi,
        &series.p90_lo,
        &series.p90_hi,
    ]
}
