//! Flows by year, and money.

use super::define::{Cell, Column, Kind, Table, number, single, text};
use crate::projection::{DelayCostRow, MoneyAnswer, MoneyRow, Percentiles, Projection, YearRow};
use std::borrow::Cow;

/// Flows by calendar year.
pub static YEARS: Table<Projection> = Table {
    name: "years",
    about: "one row for each scope, flow and calendar year: sums over the year's periods, trial by trial",
    columns: &YEAR_COLUMNS,
    groups: |projection| projection.capacity.years.len(),
    rows: single,
};

/// Money: what was spent before, announced sums, what a delay costs.
pub static MONEY: Table<Projection> = Table {
    name: "money",
    about: "one row for what fell due before the horizon, for each announced sum beside what the model comes to, \
            and for each open phase with what a month's delay of it costs",
    columns: &MONEY_COLUMNS,
    groups: |projection| {
        let money = projection.capacity.money.as_ref();
        money.map_or(0, |money| 1 + money.announced.len() + money.delay.len())
    },
    rows: single,
};

fn year(projection: &Projection, group: usize) -> &YearRow {
    &projection.capacity.years[group]
}

const YEAR_COLUMNS: [Column<Projection>; 11] = [
    Column::new(
        "scope_kind",
        Kind::Text,
        "what is added up: total, country, operator, programme or site",
        |projection, at| text(&year(projection, at.group).scope.kind),
    ),
    Column::new(
        "scope_id",
        Kind::Text,
        "which of that kind; empty for the total",
        |projection, at| text(year(projection, at.group).scope.id.as_deref().unwrap_or("")),
    ),
    Column::new(
        "metric",
        Kind::Text,
        "energy, emissions, water or spend",
        |projection, at| text(&year(projection, at.group).metric),
    ),
    Column::new("unit", Kind::Text, "its unit", |projection, at| {
        text(&year(projection, at.group).unit)
    }),
    Column::new("year", Kind::Whole, "the year", |projection, at| {
        Cell::Whole(i64::from(year(projection, at.group).year))
    }),
    Column::new(
        "whole",
        Kind::Flag,
        "whether the horizon holds all of the year",
        |projection, at| Cell::Flag(year(projection, at.group).whole),
    ),
    Column::new(
        "mean",
        Kind::Number,
        "mean over trials",
        |projection, at| number(Some(year(projection, at.group).mean)),
    ),
    Column::new(
        "mean_se",
        Kind::Number,
        "standard error of the mean",
        |projection, at| number(Some(year(projection, at.group).mean_se)),
    ),
    Column::new(
        "p10",
        Kind::Number,
        "not exceeded in 10 % of trials",
        |projection, at| number(Some(year(projection, at.group).p10)),
    ),
    Column::new("p50", Kind::Number, "in 50 %", |projection, at| {
        number(Some(year(projection, at.group).p50))
    }),
    Column::new("p90", Kind::Number, "in 90 %", |projection, at| {
        number(Some(year(projection, at.group).p90))
    }),
];

/// What a row of money is of.
enum Row<'a> {
    Opening(&'a MoneyAnswer),
    Announced(&'a MoneyRow),
    Delay(&'a DelayCostRow),
}

fn row(projection: &Projection, group: usize) -> Option<Row<'_>> {
    let money = projection.capacity.money.as_ref()?;
    let Some(group) = group.checked_sub(1) else {
        return Some(Row::Opening(money));
    };
    let announced = money.announced.get(group).map(Row::Announced);
    announced.or_else(|| {
        let delay = money.delay.get(group - money.announced.len());
        delay.map(Row::Delay)
    })
}

/// A cell of an announced sum.
fn sum<'a>(
    projection: &'a Projection,
    group: usize,
    cell: impl Fn(&'a MoneyRow) -> Cell<'a>,
) -> Cell<'a> {
    match row(projection, group) {
        Some(Row::Announced(row)) => cell(row),
        _ => Cell::Empty,
    }
}

/// A cell of what is in `value`: the sum that was announced or spent, or the capital tied up.
fn main(projection: &Projection, group: usize) -> Option<Percentiles> {
    Some(match row(projection, group)? {
        Row::Opening(money) => money.opening,
        Row::Announced(row) => row.announced,
        Row::Delay(row) => row.tied_up,
    })
}

/// What it is held against: what the model comes to, or what a month costs.
fn beside(projection: &Projection, group: usize) -> Option<Percentiles> {
    match row(projection, group)? {
        Row::Opening(_) => None,
        Row::Announced(row) => row.modelled,
        Row::Delay(row) => Some(row.per_month),
    }
}

macro_rules! part {
    ($name:literal, $of:ident, $field:ident, $about:literal) => {
        Column::new($name, Kind::Number, $about, |projection, at| {
            number($of(projection, at.group).map(|it| it.$field))
        })
    };
}

macro_rules! of_sum {
    ($name:literal, $about:literal, |$row:ident| $value:expr) => {
        Column::new($name, Kind::Number, $about, |projection, at| {
            sum(projection, at.group, |$row| number($value))
        })
    };
}

const MONEY_COLUMNS: [Column<Projection>; 23] = [
    Column::new(
        "row",
        Kind::Text,
        "opening, announced or delay",
        |projection, at| match row(projection, at.group) {
            Some(Row::Opening(_)) => text("opening"),
            Some(Row::Announced(_)) => text("announced"),
            Some(Row::Delay(_)) => text("delay"),
            None => Cell::Empty,
        },
    ),
    Column::new(
        "kind",
        Kind::Text,
        "what it is of: programme, site or phase; empty for the total",
        |projection, at| match row(projection, at.group) {
            Some(Row::Announced(row)) => text(&row.kind),
            Some(Row::Delay(_)) => text("phase"),
            _ => Cell::Empty,
        },
    ),
    Column::new(
        "id",
        Kind::Text,
        "its id; a phase's is SITE.PHASE",
        |projection, at| match row(projection, at.group) {
            Some(Row::Announced(row)) => text(&row.id),
            Some(Row::Delay(row)) => Cell::Text(Cow::Owned(format!("{}.{}", row.site, row.phase))),
            _ => Cell::Empty,
        },
    ),
    Column::new("name", Kind::Text, "its name", |projection, at| {
        match row(projection, at.group) {
            Some(Row::Announced(row)) => text(&row.name),
            Some(Row::Delay(row)) => text(&row.name),
            _ => Cell::Empty,
        }
    }),
    Column::new(
        "currency",
        Kind::Text,
        "the currency of all sums",
        |projection, _| {
            let money = projection.capacity.money.as_ref();
            text(money.map_or("", |money| money.currency.as_str()))
        },
    ),
    Column::new(
        "price_year",
        Kind::Whole,
        "the year whose prices they are",
        |projection, _| {
            let money = projection.capacity.money.as_ref();
            let year = money.and_then(|money| money.price_year);
            year.map_or(Cell::Empty, |year| Cell::Whole(i64::from(year)))
        },
    ),
    Column::new(
        "stated",
        Kind::Text,
        "of an announced sum, as written",
        |projection, at| sum(projection, at.group, |row| text(&row.stated)),
    ),
    Column::new(
        "covers",
        Kind::Text,
        "what it pays for",
        |projection, at| {
            sum(projection, at.group, |row| {
                Cell::Text(Cow::Owned(row.covers.join(" ")))
            })
        },
    ),
    part!(
        "sum_p10",
        main,
        p10,
        "spent before the horizon, announced, or tied up in the phase: P10"
    ),
    part!("sum_p50", main, p50, "its P50"),
    part!("sum_p90", main, p90, "its P90"),
    part!(
        "beside_p10",
        beside,
        p10,
        "what the announced phases come to, or what a month's delay costs: P10"
    ),
    part!("beside_p50", beside, p50, "its P50"),
    part!("beside_p90", beside, p90, "its P90"),
    of_sum!("gpus", "GPUs announced for the sum", |row| row.gpus),
    of_sum!("it_mw", "IT load announced for it, MW", |row| row.it_mw),
    of_sum!("per_gpu", "the sum over those GPUs", |row| row
        .implied_per_gpu),
    of_sum!("per_mw", "the sum over that load, a MW", |row| row
        .implied_per_mw),
    of_sum!(
        "evidence_per_gpu_p10",
        "what the stated costs come to a GPU, all in: P10",
        |row| row.evidence_per_gpu.map(|it| it.0)
    ),
    of_sum!("evidence_per_gpu_p90", "its P90", |row| row
        .evidence_per_gpu
        .map(|it| it.1)),
    of_sum!("evidence_per_mw_p10", "the same a MW: P10", |row| row
        .evidence_per_mw
        .map(|it| it.0)),
    of_sum!("evidence_per_mw_p90", "its P90", |row| row
        .evidence_per_mw
        .map(|it| it.1)),
    Column::new(
        "verdict",
        Kind::Text,
        "whether the sum lies below, within or above what the costs come to",
        |projection, at| {
            sum(projection, at.group, |row| {
                text(row.verdict.as_deref().unwrap_or(""))
            })
        },
    ),
];
