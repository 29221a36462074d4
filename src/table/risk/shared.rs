//! What is shared: drivers and risks, and what moves together.

use super::super::define::{Cell, Column, Kind, Table, number, single, text};
use super::{error, list, pair, pairs, value};
use crate::projection::{CorrelationRow, Projection};

/// The register: drivers and risks.
pub static RISKS: Table<Projection> = Table {
    name: "risks",
    about: "one row for each driver and each risk: what it does, to what, and how often it happened",
    columns: &RISK_COLUMNS,
    groups: |projection| projection.risk.register.len(),
    rows: single,
};

/// Correlations: asked and achieved within groups, and of online dates.
pub static CORRELATIONS: Table<Projection> = Table {
    name: "correlations",
    about: "one row for each pair: of the members of each correlation group what was asked and what the trials \
            show, then of all phases how their online dates move together",
    columns: &CORRELATION_COLUMNS,
    groups: |projection| projection.risk.correlations.len() + 1,
    rows: |projection, group| match projection.risk.correlations.get(group) {
        Some(row) => pairs(row.members.len()),
        None => pairs(projection.risk.together.phases.len()),
    },
};

const RISK_COLUMNS: [Column<Projection>; 12] = [
    Column::new("kind", Kind::Text, "driver or risk", |projection, at| {
        text(&projection.risk.register[at.group].kind)
    }),
    Column::new("id", Kind::Text, "its id", |projection, at| {
        text(&projection.risk.register[at.group].id)
    }),
    Column::new("name", Kind::Text, "its name", |projection, at| {
        text(&projection.risk.register[at.group].name)
    }),
    Column::new("what", Kind::Text, "what it does", |projection, at| {
        text(&projection.risk.register[at.group].what)
    }),
    Column::new(
        "each",
        Kind::Text,
        "how often it is drawn in a trial: once, or once for each site, phase or activity",
        |projection, at| text(&projection.risk.register[at.group].each),
    ),
    Column::new(
        "applies_to",
        Kind::Text,
        "paths of the work and the phases that it applies to",
        |projection, at| list(&projection.risk.register[at.group].applies_to),
    ),
    Column::new(
        "probability",
        Kind::Share,
        "of a risk, its chance as stated; the median where that is uncertain",
        |projection, at| number(projection.risk.register[at.group].probability),
    ),
    Column::new(
        "happened",
        Kind::Share,
        "of a risk, share of trials in which it struck anything",
        |projection, at| value(projection.risk.register[at.group].happened),
    ),
    Column::new(
        "happened_se",
        Kind::Share,
        "its standard error",
        |projection, at| error(projection.risk.register[at.group].happened),
    ),
    Column::new(
        "off",
        Kind::Flag,
        "whether this run leaves it out",
        |projection, at| Cell::Flag(projection.risk.register[at.group].off),
    ),
    Column::new(
        "has_mitigation",
        Kind::Flag,
        "whether it is stated what it is after mitigation",
        |projection, at| Cell::Flag(projection.risk.register[at.group].has_mitigation),
    ),
    Column::new("sources", Kind::Text, "ids of sources", |projection, at| {
        list(&projection.risk.register[at.group].sources)
    }),
];

/// A group's cell; of the dates of phases there is none.
fn group<'a>(
    projection: &'a Projection,
    group: usize,
    cell: impl Fn(&'a CorrelationRow) -> Cell<'a>,
) -> Cell<'a> {
    let row = projection.risk.correlations.get(group);
    row.map_or(Cell::Empty, cell)
}

/// The n-th of two things of a pair, as its path.
fn member(projection: &Projection, group: usize, row: usize, second: bool) -> Cell<'_> {
    let members = match projection.risk.correlations.get(group) {
        Some(found) => &found.members,
        None => &projection.risk.together.phases,
    };
    let (one, other) = pair(members.len(), row);
    text(&members[if second { other } else { one }])
}

const CORRELATION_COLUMNS: [Column<Projection>; 10] = [
    Column::new(
        "group",
        Kind::Text,
        "the correlation group's id; empty for the online dates of phases",
        |projection, at| group(projection, at.group, |row| text(&row.id)),
    ),
    Column::new("group_name", Kind::Text, "its name", |projection, at| {
        group(projection, at.group, |row| text(&row.name))
    }),
    Column::new("copula", Kind::Text, "gaussian or t", |projection, at| {
        group(projection, at.group, |row| text(&row.copula))
    }),
    Column::new(
        "df",
        Kind::Number,
        "degrees of freedom of a t copula",
        |projection, at| group(projection, at.group, |row| number(row.df)),
    ),
    Column::new(
        "one",
        Kind::Text,
        "one of the pair: the path of a quantity, or site.phase",
        |projection, at| member(projection, at.group, at.row, false),
    ),
    Column::new("other", Kind::Text, "the other", |projection, at| {
        member(projection, at.group, at.row, true)
    }),
    Column::new(
        "asked",
        Kind::Number,
        "the rank correlation asked for; empty for online dates",
        |projection, at| {
            group(projection, at.group, |row| {
                number(row.asked.get(at.row).copied())
            })
        },
    ),
    Column::new(
        "achieved",
        Kind::Number,
        "the rank correlation that the trials show",
        |projection, at| {
            let Some(row) = projection.risk.correlations.get(at.group) else {
                let together = &projection.risk.together;
                let (one, other) = pair(together.phases.len(), at.row);
                let row = together.correlation.get(one);
                return number(row.and_then(|row| row.get(other)).copied());
            };
            number(row.achieved.get(at.row).copied())
        },
    ),
    Column::new(
        "achieved_se",
        Kind::Number,
        "the standard error of one near 0",
        |projection, at| {
            let row = projection.risk.correlations.get(at.group);
            number(Some(row.map_or(projection.risk.together.se, |row| row.se)))
        },
    ),
    Column::new(
        "change_by_repair",
        Kind::Number,
        "the largest change that a repair of the group's matrix made, where one was needed",
        |projection, at| group(projection, at.group, |row| number(row.repaired)),
    ),
];
