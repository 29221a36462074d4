//! The table under a workbook's charts: one row for each period, of everything together.

use crate::projection::{Projection, Series};
use crate::table::define::{Cell, Column, Kind, Table, number};

/// The whole by period. Other formats have it as rows of series.
pub(super) static TOTALS: Table<Projection> = Table {
    name: "totals",
    about: "one row for each period: the whole, as the charts show it",
    columns: &COLUMNS,
    groups: |_| 1,
    rows: |projection, _| projection.periods.len(),
};

/// Metrics of the table, each with its columns in [`LINES`]'s order; the period is before them.
pub(super) const METRICS: [&str; 3] = ["facility_load", "gpus_powered", "h100e"];
/// What is shown of a metric.
pub(super) const LINES: [&str; 4] = ["Announced", "P90", "P50", "P10"];

/// A column: one list of the total's series of a metric.
macro_rules! list {
    ($name:literal, $metric:literal, $list:ident, $about:literal) => {
        Column::new($name, Kind::Number, $about, |projection, at| {
            let series = projection.find("total", None, $metric);
            let value = |series: &Series| series.$list.get(at.row).copied();
            number(series.and_then(value))
        })
    };
}

const COLUMNS: [Column<Projection>; 13] = [
    Column::new(
        "period",
        Kind::Date,
        "the last day of the period",
        |projection, at| Cell::Date(&projection.periods[at.row]),
    ),
    list!(
        "facility_load_announced",
        "facility_load",
        announced,
        "facility load, MW: the announced path"
    ),
    list!(
        "facility_load_p90",
        "facility_load",
        p90,
        "not exceeded in 90 % of trials"
    ),
    list!("facility_load_p50", "facility_load", p50, "in 50 %"),
    list!("facility_load_p10", "facility_load", p10, "in 10 %"),
    list!(
        "gpus_powered_announced",
        "gpus_powered",
        announced,
        "GPUs powered: the announced path"
    ),
    list!(
        "gpus_powered_p90",
        "gpus_powered",
        p90,
        "not exceeded in 90 % of trials"
    ),
    list!("gpus_powered_p50", "gpus_powered", p50, "in 50 %"),
    list!("gpus_powered_p10", "gpus_powered", p10, "in 10 %"),
    list!(
        "h100e_announced",
        "h100e",
        announced,
        "H100-equivalents: the announced path"
    ),
    list!("h100e_p90", "h100e", p90, "not exceeded in 90 % of trials"),
    list!("h100e_p50", "h100e", p50, "in 50 %"),
    list!("h100e_p10", "h100e", p10, "in 10 %"),
];
