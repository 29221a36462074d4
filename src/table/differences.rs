//! differences.csv: one row per variant, scope, metric and period.

use super::sheet::{Sheet, maybe, text};
use crate::comparison::{Comparison, SeriesDifference, StandsIn};

const HEADER: [&str; 28] = [
    "variant",
    "scope_kind",
    "scope_id",
    "metric",
    "unit",
    "period",
    "stands_in",
    "announced",
    "mean",
    "mean_se",
    "independent_se",
    "sd",
    "above",
    "above_se",
    "below",
    "below_se",
    "p10",
    "p25",
    "p50",
    "p75",
    "p90",
    "p10_lo",
    "p10_hi",
    "p50_lo",
    "p50_hi",
    "p90_lo",
    "p90_hi",
    "scope_name",
];

/// Variant less base as a tidy table. Units are those of the projection; `period` is its last day.
#[must_use]
pub fn differences_csv(comparison: &Comparison) -> Vec<u8> {
    let mut sheet = Sheet::new(&HEADER);
    for difference in &comparison.differences {
        for series in &difference.series {
            rows(&mut sheet, &difference.variant, series, &comparison.periods);
        }
    }
    sheet.finish()
}

fn rows(sheet: &mut Sheet, variant: &str, series: &SeriesDifference, periods: &[String]) {
    let before = [
        text(variant),
        text(&series.scope.kind),
        maybe(series.scope.id.as_ref()),
        text(&series.metric),
        text(&series.unit),
    ];
    let columns = columns(series);
    for (index, period) in periods.iter().enumerate() {
        for cell in &before {
            sheet.cell(cell);
        }
        sheet.cell(period);
        sheet.cell(stands_in(series.stands_in));
        for column in columns {
            match column.get(index) {
                Some(&value) => sheet.number(value),
                None => sheet.cell(""),
            }
        }
        sheet.cell(&maybe(series.scope.name.as_ref()));
        sheet.end();
    }
}

/// Where something stands, as comparison.json has it.
pub(super) const fn stands_in(stands_in: StandsIn) -> &'static str {
    match stands_in {
        StandsIn::Both => "both",
        StandsIn::Base => "base",
        StandsIn::Variant => "variant",
    }
}

/// The numeric columns in the header's order.
fn columns(series: &SeriesDifference) -> [&[f64]; 20] {
    [
        &series.announced,
        &series.mean,
        &series.mean_se,
        &series.independent_se,
        &series.sd,
        &series.above,
        &series.above_se,
        &series.below,
        &series.below_se,
        &series.p10,
        &series.p25,
        &series.p50,
        &series.p75,
        &series.p90,
        &series.p10_lo,
        &series.p10_hi,
        &series.p50_lo,
        &series.p50_hi,
        &series.p90_lo,
        &series.p90_hi,
    ]
}
