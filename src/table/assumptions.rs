//! The tables of where numbers come from: every value used, the sources, and the programmes.

use super::define::{Cell, Column, Kind, Table, date, maybe, number, single, text};
use crate::projection::Projection;
use std::borrow::Cow;

/// Every value used.
pub static ASSUMPTIONS: Table<Projection> = Table {
    name: "assumptions",
    about: "one row for each value used",
    columns: &VALUES,
    groups: |projection| projection.assumptions.len(),
    rows: single,
};

/// Sources that a scenario names.
pub static SOURCES: Table<Projection> = Table {
    name: "sources",
    about: "one row for each source",
    columns: &PAPERS,
    groups: |projection| projection.sources.len(),
    rows: single,
};

/// Programmes as announced.
pub static PROGRAMMES: Table<Projection> = Table {
    name: "programmes",
    about: "one row for each programme, as announced",
    columns: &PLEDGES,
    groups: |projection| projection.programmes.len(),
    rows: single,
};

/// A column of words.
macro_rules! words {
    ($list:ident.$name:ident, $about:literal) => {
        Column::new(stringify!($name), Kind::Text, $about, |projection, at| {
            text(&projection.$list[at.group].$name)
        })
    };
    ($list:ident.$name:ident?, $about:literal) => {
        Column::new(stringify!($name), Kind::Text, $about, |projection, at| {
            maybe(projection.$list[at.group].$name.as_ref())
        })
    };
}

const VALUES: [Column<Projection>; 8] = [
    words!(assumptions.path, "where it stands in the scenario"),
    words!(
        assumptions.value,
        "as written: a number, a range, a date, a word"
    ),
    words!(assumptions.unit, "its unit; empty without one"),
    words!(
        assumptions.standing,
        "stated, assumed, catalogue or default"
    ),
    Column::new(
        "sources",
        Kind::Text,
        "ids of its sources, parted by \"; \"; each is a row of sources",
        |projection, at| match projection.assumptions[at.group].sources.as_slice() {
            [] => Cell::Empty,
            [one] => text(one),
            many => Cell::Text(Cow::Owned(many.join("; "))),
        },
    ),
    words!(assumptions.file, "the file that says so"),
    Column::new(
        "line",
        Kind::Whole,
        "the line in that file, from 1",
        |projection, at| Cell::Whole(projection.assumptions[at.group].line as i64),
    ),
    words!(
        assumptions.reason?,
        "why, for defaults and values of the catalogue"
    ),
];

const PAPERS: [Column<Projection>; 5] = [
    words!(sources.id, "its id"),
    words!(sources.title, "its title"),
    words!(sources.publisher?, "who published it"),
    words!(
        sources.date?,
        "its date as written, which may be a month or a year"
    ),
    words!(sources.url?, "its address"),
];

const PLEDGES: [Column<Projection>; 4] = [
    words!(programmes.id, "its id"),
    words!(programmes.name, "its name"),
    Column::new(
        "announced",
        Kind::Date,
        "when it was announced",
        |projection, at| date(projection.programmes[at.group].announced.as_ref()),
    ),
    Column::new(
        "announced_gpus",
        Kind::Number,
        "its announced total, GPUs; empty where none was named",
        |projection, at| number(projection.programmes[at.group].announced_gpus),
    ),
];
