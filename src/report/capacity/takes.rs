//! What it takes, as tables: chips, load beside the sites, energy, carbon and water, money; and the sites.

use super::super::desk::Desk;
use super::super::drives::chance;
use super::super::grid::{Cell, grid};
use super::super::words;
use super::{headline, named};
use crate::projection::{
    BaselineRow, DelayCostRow, Estimate, GenerationRow, MoneyRow, Percentiles, SiteRow, SupplyRow,
    YearRow,
};
use crate::table::{figure, phases};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// Pools at the headline's date, and the chips that phases come with.
pub(super) fn chips(desk: &Desk<'_>) -> Option<Markup> {
    let capacity = &desk.projection.capacity;
    let (period, when) = headline(desk.projection)?;
    let pools: Vec<&SupplyRow> = capacity
        .supply
        .iter()
        .filter(|row| row.short.len() > period)
        .collect();
    if pools.is_empty() && capacity.generations.is_empty() {
        return None;
    }
    let heads = [
        ("pool", false),
        ("chips", false),
        ("supplied", true),
        ("wanted", true),
        ("handed out", true),
        ("phases wait in", true),
    ];
    let cells: Vec<Vec<Cell>> = pools.iter().map(|row| pool(row, period)).collect();
    let caption = format!("GPUs by {when}, in all: medians, P10 to P90");
    Some(html! {
        @if !cells.is_empty() { (grid(&caption, &heads, &cells)) }
        @if !capacity.generations.is_empty() { (generations(&capacity.generations)) }
    })
}

fn pool(row: &SupplyRow, period: usize) -> Vec<Cell> {
    let at = |list: &[f64]| list.get(period).copied().unwrap_or(0.0);
    let mut cells = vec![
        Cell::words(named(&row.name, &row.id)),
        Cell::words(&row.chips.join(", ")),
    ];
    cells.extend([&row.supplied, &row.wanted, &row.handed_out].map(|band| {
        range(
            &Percentiles {
                p10: at(&band.p10),
                p50: at(&band.p50),
                p90: at(&band.p90),
            },
            1.0,
        )
    }));
    cells.push(chance(Estimate {
        value: at(&row.short),
        se: 0.0,
    }));
    cells
}

fn generations(rows: &[GenerationRow]) -> Markup {
    let heads = [
        ("phase", false),
        ("chip", false),
        ("comes with it in", true),
        ("online P50", true),
        ("GPUs when full", true),
        ("H100e when full", true),
    ];
    let cells = rows.iter().map(|row| {
        let mut chip = named(&row.chip_name, &row.chip).to_owned();
        if row.announced {
            chip.push_str(" (of the announced date)");
        }
        let date = row.online_p50.as_deref();
        vec![
            Cell::words(&format!("{}: {}", row.site, named(&row.name, &row.phase))),
            Cell::words(&chip),
            chance(row.share),
            date.map_or_else(Cell::none, |date| Cell::dated(&phases::month(date), date)),
            number(row.gpus),
            number(row.h100e),
        ]
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    grid(
        "Which chip each phase comes with: shares of the trials in which it comes",
        &heads,
        &cells,
    )
}

fn number(value: f64) -> Cell {
    Cell::number(&figure(value, 0.0), value)
}

/// "120 (90 to 160)", in a scale.
fn range(of: &Percentiles, scale: f64) -> Cell {
    let [low, middle, high] = [of.p10, of.p50, of.p90].map(|value| figure(value / scale, 0.0));
    let shown = if low == high {
        middle
    } else {
        format!("{middle} ({low} to {high})")
    };
    Cell::number(&shown, of.p50)
}

/// Load and compute that the scenario does not list.
pub(super) fn baselines(desk: &Desk<'_>) -> Option<Markup> {
    let (period, when) = headline(desk.projection)?;
    let rows = desk.projection.capacity.baselines.iter();
    let rows: Vec<&BaselineRow> = rows.filter(|row| row.p50.len() > period).collect();
    if rows.is_empty() {
        return None;
    }
    let heads = [
        ("beside the sites", false),
        ("of", false),
        ("P50 (P10 to P90)", true),
        ("unit", false),
    ];
    let cells = rows.iter().map(|row| {
        let of = row.scope.name.as_ref().or(row.scope.id.as_ref());
        let level = Percentiles {
            p10: row.p10[period],
            p50: row.p50[period],
            p90: row.p90[period],
        };
        vec![
            Cell::words(named(&row.name, &row.id)),
            Cell::words(of.map_or("all", String::as_str)),
            range(&level, 1.0),
            Cell::words(&row.unit),
        ]
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    let caption = format!("What runs that the scenario does not list, on {when}");
    Some(grid(&caption, &heads, &cells))
}

/// A flow: as in the projection, its head, and what it is divided by.
const FLOWS: [(&str, &str, f64); 4] = [
    ("energy", "energy, GWh", 1e3),
    ("emissions", "carbon, kt CO₂", 1e3),
    ("water", "water, thousand m³", 1e3),
    ("curtailed", "curtailed, GWh", 1e3),
];

/// Energy, carbon, water and what is curtailed, by calendar year.
pub(super) fn flows(desk: &Desk<'_>) -> Option<Markup> {
    by_year(
        desk,
        &FLOWS,
        "Calendar years of all sites: medians, P10 to P90",
    )
}

fn by_year(desk: &Desk<'_>, flows: &[(&str, &str, f64)], caption: &str) -> Option<Markup> {
    let rows = &desk.projection.capacity.years;
    let of = |flow: &str, year: i16| -> Option<&YearRow> {
        let mut rows = rows.iter();
        rows.find(|row| row.scope.kind == "total" && row.metric == flow && row.year == year)
    };
    let years: BTreeSet<i16> = rows.iter().map(|row| row.year).collect();
    let here: Vec<&(&str, &str, f64)> = flows
        .iter()
        .filter(|(flow, ..)| {
            years
                .iter()
                .any(|year| of(flow, *year).is_some_and(|row| row.p90 > 0.0))
        })
        .collect();
    if here.is_empty() {
        return None;
    }
    let mut heads = vec![("year", false)];
    heads.extend(here.iter().map(|(_, head, _)| (*head, true)));
    let mut partly = false;
    let cells = years.iter().map(|year| {
        let part = here
            .iter()
            .any(|(flow, ..)| of(flow, *year).is_some_and(|row| !row.whole));
        partly |= part;
        let name = if part {
            format!("{year}*")
        } else {
            year.to_string()
        };
        let mut cells = vec![Cell::words(&name)];
        cells.extend(here.iter().map(|(flow, _, scale)| {
            of(flow, *year).map_or_else(Cell::none, |row| {
                let level = Percentiles {
                    p10: row.p10,
                    p50: row.p50,
                    p90: row.p90,
                };
                range(&level, *scale)
            })
        }));
        cells
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    Some(html! {
        (grid(caption, &heads, &cells))
        @if partly { p.note { "* The horizon holds only a part of the year." } }
    })
}

/// Announced sums beside what the model comes to, spending by year, and what a month's delay costs.
pub(super) fn money(desk: &Desk<'_>) -> Option<Markup> {
    let money = desk.projection.capacity.money.as_ref()?;
    let currency = words::clean(&money.currency);
    let head = format!("spent, million {currency}");
    let spent = by_year(
        desk,
        &[("spend", head.as_str(), 1e6)],
        "Money spent in each calendar year: medians, P10 to P90",
    );
    let prices = money
        .price_year
        .map_or_else(String::new, |year| format!(", prices of {year}"));
    if money.announced.is_empty() && money.delay.is_empty() && spent.is_none() {
        return None;
    }
    let rates: Vec<String> = money.rates.iter().map(|rate| words::clean(rate)).collect();
    Some(html! {
        @if !money.announced.is_empty() {
            (sums(&money.announced, &format!("Sums announced beside what the model comes to, million {currency}{prices}")))
            p.note {
                "Modelled: all phases built, as announced, by the costs stated. Evidence: what the scenario’s costs span, all in. "
                "Below it a sum is too small for what it is to buy; above it there is money to spare, or it is meant for more than the sites listed."
            }
        }
        @if let Some(parts) = parts(desk, &format!("Announced sums against those of their parts, million {currency}{prices}")) { (parts) }
        @if let Some(budgets) = super::reach::budgets(desk.projection, money) { (budgets) }
        @if let Some(spent) = spent { (spent) }
        @if !money.delay.is_empty() {
            (delays(&money.delay, &format!("What a month’s delay of a phase costs, million {currency}")))
        }
        @if !rates.is_empty() { p.note { "Rates: " (rates.join("; ")) "." } }
    })
}

fn sums(rows: &[MoneyRow], caption: &str) -> Markup {
    let heads = [
        ("announced for", false),
        ("as written", false),
        ("announced", true),
        ("modelled", true),
        ("sum per GPU, thousand", true),
        ("evidence per GPU", true),
        ("sum per MW of IT, million", true),
        ("evidence per MW", true),
        ("the sum is", false),
    ];
    let one = |value: Option<f64>, scale: f64| {
        value.map_or_else(Cell::none, |value| {
            Cell::number(&figure(value / scale, 0.0), value)
        })
    };
    let span = |span: Option<(f64, f64)>, scale: f64| {
        span.map_or_else(Cell::none, |(low, high)| {
            let words = format!(
                "{} to {}",
                figure(low / scale, 0.0),
                figure(high / scale, 0.0)
            );
            Cell::number(&words, low)
        })
    };
    let cells = rows.iter().map(|row| {
        vec![
            Cell::words(named(&row.name, &row.id)),
            Cell::words(&format!("{} ({})", row.stated, row.covers.join(", "))),
            range(&row.announced, 1e6),
            row.modelled
                .map_or_else(Cell::none, |modelled| range(&modelled, 1e6)),
            one(row.implied_per_gpu, 1e3),
            span(row.evidence_per_gpu, 1e3),
            one(row.implied_per_mw, 1e6),
            span(row.evidence_per_mw, 1e6),
            Cell::words(
                &row.verdict
                    .as_deref()
                    .map_or(String::new(), |verdict| match verdict {
                        "within" => "within the evidence".to_owned(),
                        other => format!("{other} the evidence"),
                    }),
            ),
        ]
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    grid(caption, &heads, &cells)
}

/// What of each programme's sum the programmes within it account for; `None` where none has parts
/// with sums.
fn parts(desk: &Desk<'_>, caption: &str) -> Option<Markup> {
    let all = &desk.projection.programmes;
    let heads = [
        ("programme", false),
        ("announced", true),
        ("its parts come to", true),
        ("in no part", true),
        ("beyond the sum", true),
        ("parts", false),
    ];
    let amount = |value: f64| {
        if value > 0.0 {
            Cell::number(&figure(value / 1e6, 0.0), value)
        } else {
            Cell::none()
        }
    };
    let cells = all.iter().filter_map(|row| {
        let (sum, claimed) = (row.announced_money?, row.claimed_money?);
        let within = all.iter().filter(|part| part.part_of.contains(&row.id));
        let with_sum = within.filter(|part| part.announced_money.or(part.claimed_money).is_some());
        let names: Vec<String> = with_sum
            .map(|part| words::clean(named(&part.name, &part.id)))
            .collect();
        Some(vec![
            Cell::words(named(&row.name, &row.id)),
            amount(sum),
            amount(claimed),
            amount(sum - claimed),
            amount(claimed - sum),
            Cell::words(&names.join("; ")),
        ])
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    (!cells.is_empty()).then(|| grid(caption, &heads, &cells))
}

fn delays(rows: &[DelayCostRow], caption: &str) -> Markup {
    let heads = [
        ("phase", false),
        ("capital tied up", true),
        ("a month", true),
    ];
    let cells = rows.iter().map(|row| {
        vec![
            Cell::words(named(&row.name, &row.phase)),
            range(&row.tied_up, 1e6),
            range(&row.per_month, 1e6),
        ]
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    grid(caption, &heads, &cells)
}

/// The sites with their places; none where no site says where it is.
pub(super) fn sites(desk: &Desk<'_>) -> Option<Markup> {
    let (period, when) = headline(desk.projection)?;
    let rows = &desk.projection.capacity.sites;
    if rows.iter().all(|row| row.location.is_none()) {
        return None;
    }
    let heads = [
        ("site", false),
        ("country", false),
        ("zone", false),
        ("announced, MW", true),
        ("runs at the median, MW", true),
    ];
    let cells: Vec<Vec<Cell>> = rows.iter().map(|row| site(desk, row, period)).collect();
    let caption = format!("Sites, and what runs at each on {when}");
    Some(grid(&caption, &heads, &cells))
}

fn site(desk: &Desk<'_>, row: &SiteRow, period: usize) -> Vec<Cell> {
    let load = desk.projection.find("site", Some(&row.id), "facility_load");
    let runs = load.and_then(|load| load.p50.get(period));
    vec![
        Cell::words(named(&row.name, &row.id)),
        Cell::words(row.country.as_deref().unwrap_or_default()),
        Cell::words(row.zone.as_deref().unwrap_or_default()),
        number(row.announced_mw),
        runs.map_or_else(Cell::none, |runs| number(*runs)),
    ]
}
