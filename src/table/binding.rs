//! The table of what binds: what keeps GPUs from running, period by period.

use super::define::{Cell, Column, Kind, Table, maybe, number, text};
use crate::projection::Projection;

/// What binds.
pub static BINDING: Table<Projection> = Table {
    name: "binding",
    about: "one row for the total, each site and each phase, and each period: what keeps its GPUs from running then, as shares that add up to 1",
    columns: &COLUMNS,
    groups: |projection| projection.binding.len(),
    rows: |projection, _| projection.periods.len(),
};

/// A column that is a list of the row.
macro_rules! list {
    ($name:ident, $about:literal) => {
        Column::new(stringify!($name), Kind::Share, $about, |projection, at| {
            let list = &projection.binding[at.group].$name;
            number(list.get(at.row).copied())
        })
    };
}

const COLUMNS: [Column<Projection>; 11] = [
    Column::new(
        "scope_kind",
        Kind::Text,
        "total, site or phase; of a phase shares of trials, else means over phases weighted by the load announced of them",
        |projection, at| text(&projection.binding[at.group].scope.kind),
    ),
    Column::new(
        "scope_id",
        Kind::Text,
        "which of that kind; empty for the total; a phase's is SITE.PHASE",
        |projection, at| maybe(projection.binding[at.group].scope.id.as_ref()),
    ),
    Column::new(
        "name",
        Kind::Text,
        "its name for readers",
        |projection, at| maybe(projection.binding[at.group].scope.name.as_ref()),
    ),
    Column::new(
        "period",
        Kind::Date,
        "the last day of the period",
        |projection, at| Cell::Date(&projection.periods[at.row]),
    ),
    Column::new(
        "announced_mw",
        Kind::Number,
        "what was announced of it at the meter, MW",
        |projection, at| number(Some(projection.binding[at.group].announced_mw)),
    ),
    list!(
        building,
        "its own schedule: it is not ready, or not all of it is installed yet"
    ),
    list!(grid, "the connection and plant of the site"),
    list!(zone, "what the zone can carry"),
    list!(chips, "chips that are not delivered yet"),
    list!(nothing, "nothing: all of it runs"),
    list!(lost, "it is lost"),
];
