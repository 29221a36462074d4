//! The table of the schedule: one row for each phase and milestone, and for each grid stage.

use super::define::{Cell, Column, Kind, Table, date, maybe, number, single, text};
use crate::projection::{Estimate, Projection};

/// Dates and chances.
pub static SCHEDULE: Table<Projection> = Table {
    name: "schedule",
    about: "one row for each phase and milestone, and for each grid stage",
    columns: &COLUMNS,
    groups: |projection| projection.schedule.len(),
    rows: single,
};

/// A column that is a field of the row, through the function that makes a cell of it.
macro_rules! field {
    ($name:ident, $kind:ident, $cell:ident, $about:literal) => {
        field!(stringify!($name), $kind, $cell, $name, $about)
    };
    ($name:expr, $kind:ident, $cell:ident, $($path:ident).+, $about:literal) => {
        Column::new($name, Kind::$kind, $about, |projection, at| {
            $cell(projection.schedule[at.group].$($path).+.as_ref())
        })
    };
}

/// Two columns that are an estimate and its standard error.
macro_rules! value {
    ($name:literal, $kind:ident, $about:literal, |$row:ident| $estimate:expr) => {
        Column::new($name, Kind::$kind, $about, |projection, at| {
            let $row = &projection.schedule[at.group];
            let estimate: Option<Estimate> = $estimate;
            number(estimate.map(|estimate| estimate.value))
        })
    };
}
macro_rules! error {
    ($name:literal, $kind:ident, |$row:ident| $estimate:expr) => {
        Column::new(
            $name,
            Kind::$kind,
            "its standard error",
            |projection, at| {
                let $row = &projection.schedule[at.group];
                let estimate: Option<Estimate> = $estimate;
                number(estimate.map(|estimate| estimate.se))
            },
        )
    };
}
/// A column of months.
macro_rules! months {
    ($name:literal, $field:ident, $about:literal) => {
        Column::new($name, Kind::Number, $about, |projection, at| {
            number(projection.schedule[at.group].given_online.$field)
        })
    };
}

const COLUMNS: [Column<Projection>; 37] = [
    Column::new("site", Kind::Text, "the site's id", |projection, at| {
        text(&projection.schedule[at.group].site)
    }),
    Column::new("site_name", Kind::Text, "its name", |projection, at| {
        text(&projection.schedule[at.group].site_name)
    }),
    field!(phase, Text, maybe, "the phase's id; empty for a grid stage"),
    field!(phase_name, Text, maybe, "its name"),
    field!(stage, Text, maybe, "the grid stage's id; empty for a phase"),
    Column::new(
        "milestone",
        Kind::Text,
        "ready, online or complete; energised of a grid stage",
        |projection, at| text(&projection.schedule[at.group].milestone),
    ),
    field!(
        announced,
        Date,
        date,
        "the announced date, its last day; of online and complete alone"
    ),
    field!(seen, Date, date, "the last evidence of the phase's state"),
    Column::new(
        "fact",
        Kind::Flag,
        "true where the date is known and no forecast",
        |projection, at| Cell::Flag(projection.schedule[at.group].fact),
    ),
    value!(
        "on_time",
        Share,
        "share of trials at or before the announced date; empty without one",
        |row| row.on_time
    ),
    error!("on_time_se", Share, |row| row.on_time),
    value!(
        "cancelled",
        Share,
        "share of trials in which it is lost",
        |row| Some(row.cancelled)
    ),
    error!("cancelled_se", Share, |row| Some(row.cancelled)),
    value!(
        "never_restarted",
        Share,
        "share of trials in which it stays paused for good",
        |row| Some(row.never_restarted)
    ),
    error!("never_restarted_se", Share, |row| Some(row.never_restarted)),
    value!(
        "maybe_already",
        Share,
        "share of trials in which it has come by the status date, unseen",
        |row| Some(row.maybe_already)
    ),
    error!("maybe_already_se", Share, |row| Some(row.maybe_already)),
    field!(
        p10,
        Date,
        date,
        "it has come by that day in 10 % of all trials; empty where it never does"
    ),
    field!(p50, Date, date, "in 50 %"),
    field!(p80, Date, date, "in 80 %"),
    field!(p90, Date, date, "in 90 %"),
    field!(p10_lo, Date, date, "lower end of the 95 % interval of p10"),
    field!(p10_hi, Date, date, "its upper end"),
    field!(p50_lo, Date, date, "lower end of the 95 % interval of p50"),
    field!(p50_hi, Date, date, "its upper end"),
    field!(p90_lo, Date, date, "lower end of the 95 % interval of p90"),
    field!(p90_hi, Date, date, "its upper end"),
    field!(
        "given_online_p10",
        Date,
        date,
        given_online.p10,
        "the same of the trials in which it comes: 10 %"
    ),
    field!("given_online_p50", Date, date, given_online.p50, "50 %"),
    field!("given_online_p80", Date, date, given_online.p80, "80 %"),
    field!("given_online_p90", Date, date, given_online.p90, "90 %"),
    months!(
        "mean_slip_months",
        mean_slip_months,
        "mean of date less announced date where it comes, months"
    ),
    months!(
        "mean_slip_months_se",
        mean_slip_se,
        "its standard error, months"
    ),
    value!(
        "waits",
        Share,
        "share, where it comes, in which power or chips come after the phase is ready; of online alone",
        |row| row.given_online.waits
    ),
    error!("waits_se", Share, |row| row.given_online.waits),
    months!(
        "mean_wait_months",
        mean_wait_months,
        "mean of online less ready where it waits, months"
    ),
    months!(
        "mean_wait_months_se",
        mean_wait_se,
        "its standard error, months"
    ),
];
