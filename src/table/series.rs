//! series.csv: one row per scope, metric and period.

use super::sheet::{Sheet, maybe, text};
use crate::projection::{Projection, Series};
use rayon::prelude::*;

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
    let parts = projection.series.par_iter();
    let parts: Vec<Vec<u8>> = parts
        .map(|series| rows(series, &projection.periods))
        .collect();
    let mut file = Sheet::new(&HEADER).finish();
    file.reserve(parts.iter().map(Vec::len).sum());
    for part in parts {
        file.extend(part);
    }
    file
}

fn rows(series: &Series, periods: &[String]) -> Vec<u8> {
    let mut sheet = Sheet::headless();
    let before = [
        text(&series.scope.kind),
        maybe(series.scope.id.as_ref()),
        text(&series.metric),
        text(&series.unit),
    ];
    let name = maybe(series.scope.name.as_ref());
    let columns = columns(series);
    for (index, period) in periods.iter().enumerate() {
        for cell in &before {
            sheet.cell(cell);
        }
        sheet.cell(period);
        for column in columns {
            match column.get(index) {
                Some(&value) => sheet.number(value),
                None => sheet.cell(""),
            }
        }
        sheet.cell(&name);
        sheet.end();
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
