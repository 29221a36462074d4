//! The tables of what stands under a phase: its activities, and the points of its S-curve.

use super::define::{Cell, Column, Kind, Table, date, maybe, number, text};
use crate::projection::Projection;

/// Activities of phases that have a network.
pub static ACTIVITIES: Table<Projection> = Table {
    name: "activities",
    about: "one row for each activity of a phase that is planned in activities",
    columns: &ACTIVITY_COLUMNS,
    groups: |projection| projection.schedule.len(),
    rows: |projection, milestone| projection.schedule[milestone].activities.len(),
};

/// S-curves: how likely a phase is online, by date.
pub static CURVES: Table<Projection> = Table {
    name: "curves",
    about: "one row for each point of a phase's S-curve",
    columns: &CURVE_COLUMNS,
    groups: |projection| projection.schedule.len(),
    rows: |projection, milestone| projection.schedule[milestone].curve.len(),
};

/// Columns that name the phase.
macro_rules! phase {
    (site) => {
        Column::new("site", Kind::Text, "the site's id", |projection, at| {
            text(&projection.schedule[at.group].site)
        })
    };
    (site_name) => {
        Column::new("site_name", Kind::Text, "its name", |projection, at| {
            text(&projection.schedule[at.group].site_name)
        })
    };
    (phase) => {
        Column::new("phase", Kind::Text, "the phase's id", |projection, at| {
            maybe(projection.schedule[at.group].phase.as_ref())
        })
    };
    (phase_name) => {
        Column::new("phase_name", Kind::Text, "its name", |projection, at| {
            maybe(projection.schedule[at.group].phase_name.as_ref())
        })
    };
}

/// A day of an activity.
macro_rules! day {
    ($name:literal, $field:ident, $about:literal) => {
        Column::new($name, Kind::Date, $about, |projection, at| {
            date(
                projection.schedule[at.group].activities[at.row]
                    .$field
                    .as_ref(),
            )
        })
    };
}

const ACTIVITY_COLUMNS: [Column<Projection>; 18] = [
    phase!(site),
    phase!(site_name),
    phase!(phase),
    phase!(phase_name),
    Column::new(
        "activity",
        Kind::Text,
        "the activity's id",
        |projection, at| text(&projection.schedule[at.group].activities[at.row].id),
    ),
    Column::new(
        "state",
        Kind::Text,
        "open, started or finished",
        |projection, at| text(&projection.schedule[at.group].activities[at.row].state),
    ),
    Column::new(
        "criticality",
        Kind::Share,
        "share of trials in which it lies on the driving path",
        |projection, at| {
            let activity = &projection.schedule[at.group].activities[at.row];
            number(Some(activity.criticality))
        },
    ),
    Column::new(
        "criticality_se",
        Kind::Share,
        "its standard error",
        |projection, at| {
            let activity = &projection.schedule[at.group].activities[at.row];
            number(Some(activity.criticality_se))
        },
    ),
    Column::new(
        "cruciality",
        Kind::Number,
        "correlation of its duration with the phase's ready, -1 to 1; empty where either is fixed",
        |projection, at| number(projection.schedule[at.group].activities[at.row].cruciality),
    ),
    Column::new(
        "cruciality_rank",
        Kind::Number,
        "the same by ranks (Spearman)",
        |projection, at| number(projection.schedule[at.group].activities[at.row].cruciality_rank),
    ),
    Column::new(
        "sensitivity_index",
        Kind::Number,
        "schedule sensitivity index: criticality times the standard deviation of its duration over that of the phase's ready",
        |projection, at| number(projection.schedule[at.group].activities[at.row].sensitivity_index),
    ),
    Column::new(
        "float_days",
        Kind::Number,
        "mean total float, days: by how much it could take longer without the phase's ready coming later",
        |projection, at| number(projection.schedule[at.group].activities[at.row].float_days),
    ),
    day!(
        "start_p10",
        start_p10,
        "it has started by that day in 10 % of the trials in which it does"
    ),
    day!("start_p50", start_p50, "in 50 %"),
    day!("start_p90", start_p90, "in 90 %"),
    day!(
        "finish_p10",
        p10,
        "it is finished by that day in 10 % of the trials in which it comes to that"
    ),
    day!("finish_p50", p50, "in 50 %"),
    day!("finish_p90", p90, "in 90 %"),
];

const CURVE_COLUMNS: [Column<Projection>; 6] = [
    phase!(site),
    phase!(site_name),
    phase!(phase),
    phase!(phase_name),
    Column::new("date", Kind::Date, "a day", |projection, at| {
        Cell::Date(&projection.schedule[at.group].curve[at.row].date)
    }),
    Column::new(
        "share",
        Kind::Share,
        "share of all trials in which the phase is online by the end of that day",
        |projection, at| number(Some(projection.schedule[at.group].curve[at.row].share)),
    ),
];
