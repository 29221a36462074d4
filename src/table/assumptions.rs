//! The tables of where numbers come from: every value used, and the sources.

use super::define::{Cell, Column, Kind, Table, maybe, single, text};
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

const PAPERS: [Column<Projection>; 8] = [
    words!(sources.id, "its id"),
    words!(sources.title, "its title"),
    words!(sources.publisher?, "who published it"),
    words!(
        sources.date?,
        "its date as written, which may be a month or a year"
    ),
    words!(sources.url?, "its address"),
    words!(
        sources.licence?,
        "the licence that its figures are used under, where that asks for credit"
    ),
    words!(sources.licence_url?, "where that licence can be read"),
    words!(sources.changed?, "what was changed in its figures"),
];
