//! The tables of chips: what pools hand out by period, and which generations phases come with.

use super::define::{Cell, Column, Kind, Table, date, number, single, text};
use crate::projection::Projection;

/// Pools over time.
pub static SUPPLY: Table<Projection> = Table {
    name: "supply",
    about: "one row for each pool of chips and period, from the first 16,384 trials",
    columns: &OF_SUPPLY,
    groups: |projection| projection.capacity.supply.len(),
    rows: |projection, _| projection.periods.len(),
};

/// Generations.
pub static GENERATIONS: Table<Projection> = Table {
    name: "generations",
    about: "one row for each phase that follows a roadmap and each chip that it may come with",
    columns: &OF_GENERATIONS,
    groups: |projection| projection.capacity.generations.len(),
    rows: single,
};

/// A column of a band.
macro_rules! band {
    ($name:literal, $band:ident, $p:ident, $about:literal) => {
        Column::new($name, Kind::Number, $about, |projection, at| {
            let row = &projection.capacity.supply[at.group];
            number(row.$band.$p.get(at.row).copied())
        })
    };
}

const OF_SUPPLY: [Column<Projection>; 13] = [
    Column::new("id", Kind::Text, "the pool's id", |projection, at| {
        text(&projection.capacity.supply[at.group].id)
    }),
    Column::new("name", Kind::Text, "its name", |projection, at| {
        text(&projection.capacity.supply[at.group].name)
    }),
    Column::new(
        "period",
        Kind::Date,
        "the last day of the period",
        |projection, at| Cell::Date(&projection.periods[at.row]),
    ),
    band!(
        "supplied_p10",
        supplied,
        p10,
        "GPUs delivered by then: not exceeded in 10 % of trials"
    ),
    band!("supplied_p50", supplied, p50, "in 50 %"),
    band!("supplied_p90", supplied, p90, "in 90 %"),
    band!(
        "wanted_p10",
        wanted,
        p10,
        "GPUs that phases that are ready have asked for by then: 10 %"
    ),
    band!("wanted_p50", wanted, p50, "50 %"),
    band!("wanted_p90", wanted, p90, "90 %"),
    band!(
        "handed_out_p10",
        handed_out,
        p10,
        "GPUs of these that they have: 10 %"
    ),
    band!("handed_out_p50", handed_out, p50, "50 %"),
    band!("handed_out_p90", handed_out, p90, "90 %"),
    Column::new(
        "short",
        Kind::Share,
        "share of trials in which a phase that is ready waits for chips then",
        |projection, at| {
            let row = &projection.capacity.supply[at.group];
            number(row.short.get(at.row).copied())
        },
    ),
];

/// A column of texts.
macro_rules! word {
    ($name:ident, $about:literal) => {
        Column::new(stringify!($name), Kind::Text, $about, |projection, at| {
            text(&projection.capacity.generations[at.group].$name)
        })
    };
}

const OF_GENERATIONS: [Column<Projection>; 11] = [
    word!(site, "the site's id"),
    word!(phase, "the phase's id"),
    word!(name, "its name"),
    word!(chip, "the chip's id"),
    word!(chip_name, "its name"),
    Column::new(
        "announced",
        Kind::Flag,
        "true of the chip that the announced date would have had",
        |projection, at| Cell::Flag(projection.capacity.generations[at.group].announced),
    ),
    Column::new(
        "share",
        Kind::Share,
        "share, where the phase comes, in which it brings this chip",
        |projection, at| number(Some(projection.capacity.generations[at.group].share.value)),
    ),
    Column::new(
        "share_se",
        Kind::Share,
        "its standard error",
        |projection, at| number(Some(projection.capacity.generations[at.group].share.se)),
    ),
    Column::new(
        "online_p50",
        Kind::Date,
        "where it brings this chip it is online by that day in 50 %",
        |projection, at| {
            date(
                projection.capacity.generations[at.group]
                    .online_p50
                    .as_ref(),
            )
        },
    ),
    Column::new(
        "gpus",
        Kind::Number,
        "mean GPUs when full, with this chip",
        |projection, at| number(Some(projection.capacity.generations[at.group].gpus)),
    ),
    Column::new(
        "h100e",
        Kind::Number,
        "mean H100-equivalents when full, with this chip",
        |projection, at| number(Some(projection.capacity.generations[at.group].h100e)),
    ),
];
