//! The table of series: one row for each scope, metric and period.

use super::define::{Cell, Column, Kind, Table, maybe, number, text};
use crate::projection::Projection;

/// Quantities over time.
pub static SERIES: Table<Projection> = Table {
    name: "series",
    about: "one row for each scope, metric and period",
    columns: &COLUMNS,
    groups: |projection| projection.series.len(),
    rows: |projection, _| projection.periods.len(),
};

/// A column that is a list of the series.
macro_rules! list {
    ($name:ident, $kind:ident, $about:literal) => {
        Column::new(stringify!($name), Kind::$kind, $about, |projection, at| {
            let list = &projection.series[at.group].$name;
            number(list.get(at.row).copied())
        })
    };
}

const COLUMNS: [Column<Projection>; 25] = [
    Column::new(
        "scope_kind",
        Kind::Text,
        "what is added up: total, country, zone, operator, customer, programme, tag, site or phase",
        |projection, at| text(&projection.series[at.group].scope.kind),
    ),
    Column::new(
        "scope_id",
        Kind::Text,
        "which of that kind; empty for the total; a phase's is SITE.PHASE",
        |projection, at| maybe(projection.series[at.group].scope.id.as_ref()),
    ),
    Column::new(
        "metric",
        Kind::Text,
        "what is counted, such as gpus_powered or facility_load",
        |projection, at| text(&projection.series[at.group].metric),
    ),
    Column::new(
        "unit",
        Kind::Text,
        "the unit of every number of the row but above_zero",
        |projection, at| text(&projection.series[at.group].unit),
    ),
    Column::new(
        "period",
        Kind::Date,
        "the last day of the period",
        |projection, at| Cell::Date(&projection.periods[at.row]),
    ),
    list!(announced, Number, "the announced path"),
    list!(mean, Number, "mean over trials"),
    list!(mean_se, Number, "standard error of the mean"),
    list!(sd, Number, "standard deviation over trials"),
    list!(p5, Number, "not exceeded in 5 % of trials"),
    list!(p10, Number, "in 10 %"),
    list!(p25, Number, "in 25 %"),
    list!(p50, Number, "in 50 %: the median"),
    list!(p75, Number, "in 75 %"),
    list!(p80, Number, "in 80 %"),
    list!(p90, Number, "in 90 %"),
    list!(p95, Number, "in 95 %"),
    list!(p10_lo, Number, "lower end of the 95 % interval of p10"),
    list!(p10_hi, Number, "its upper end"),
    list!(p50_lo, Number, "lower end of the 95 % interval of p50"),
    list!(p50_hi, Number, "its upper end"),
    list!(p90_lo, Number, "lower end of the 95 % interval of p90"),
    list!(p90_hi, Number, "its upper end"),
    Column::new(
        "scope_name",
        Kind::Text,
        "the scope's name for readers; empty for the total",
        |projection, at| maybe(projection.series[at.group].scope.name.as_ref()),
    ),
    list!(
        above_zero,
        Share,
        "share of trials in which it is above zero; of what stands stranded alone"
    ),
];
