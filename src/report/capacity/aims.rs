//! What is aimed at and what is in the way, as tables: targets, what binds, programmes.

use super::super::desk::Desk;
use super::super::drives::chance;
use super::super::grid::{Cell, grid};
use super::super::words;
use super::{headline, named};
use crate::projection::{BindingRow, Estimate, ProgrammeRow, TargetRow};
use crate::table::{figure, implied, phases};
use maud::{Markup, html};

/// Chance of each target, and when it is met.
pub(super) fn targets(desk: &Desk<'_>) -> Option<Markup> {
    let rows = &desk.projection.targets;
    if rows.is_empty() {
        return None;
    }
    let heads = [
        ("target", false),
        ("asked", false),
        ("by", true),
        ("chance", true),
        ("± points", true),
        ("reached, P10", true),
        ("P50", true),
        ("P90", true),
        ("if all came as announced", false),
    ];
    let cells: Vec<Vec<Cell>> = rows.iter().map(target).collect();
    let passed = rows.iter().any(|row| row.at_most.is_some());
    Some(html! {
        (grid("The chance that each is met in the period of its date, with half its 95 % interval, and the month in which its level is first reached", &heads, &cells))
        @if passed { p.note { "Of a level that is not to be passed, P10 to P90 tell when it first is." } }
    })
}

fn target(row: &TargetRow) -> Vec<Cell> {
    let (word, level) = match (row.at_least, row.at_most) {
        (Some(level), _) => ("at least", level),
        (None, Some(level)) => ("at most", level),
        (None, None) => ("", 0.0),
    };
    let what = row.metric.replace('_', " ").replace("gpus", "GPUs");
    let of = match (&row.scope.name, &row.scope.id) {
        (Some(name), _) => format!(" of {name}"),
        (None, Some(id)) => format!(" of {id}"),
        _ => String::new(),
    };
    let over = row.summed.as_ref();
    let over = over.map_or_else(String::new, |summed| format!(" in the {summed}"));
    let asked = format!(
        "{what}{of}: {word} {} {}{over}",
        figure(level, 0.0),
        row.unit
    );
    let mut cells = vec![
        Cell::words(named(&row.name, &row.id)),
        Cell::words(&asked),
        month(Some(&row.by)),
        chance(row.chance),
        error(row.chance),
    ];
    cells.extend([&row.p10, &row.p50, &row.p90].map(|date| month(date.as_deref())));
    let met = if row.announced_meets {
        "met"
    } else {
        "not met"
    };
    cells.push(Cell::words(met));
    cells
}

/// Half the 95 % interval of a chance, in points of a hundred.
fn error(chance: Estimate) -> Cell {
    let points = 196.0 * chance.se;
    Cell::number(&figure(points, points), points)
}

/// "2028-11"; never where there is none.
fn month(date: Option<&str>) -> Cell {
    match date {
        Some(date) => Cell::dated(&phases::month(date), date),
        None => Cell::dated("never", "9999"),
    }
}

/// What keeps the announced MW from running at the headline's date: the total and its sites.
pub(super) fn binding(desk: &Desk<'_>) -> Option<Markup> {
    let (period, when) = headline(desk.projection)?;
    let rows = desk.projection.binding.iter();
    let rows: Vec<&BindingRow> = rows
        .filter(|row| matches!(row.scope.kind.as_str(), "total" | "site"))
        .filter(|row| row.nothing.len() > period)
        .collect();
    if rows.is_empty() {
        return None;
    }
    let heads = [
        ("site", false),
        ("announced, MW", true),
        ("runs in full", true),
        ("being built", true),
        ("grid and plant", true),
        ("zone", true),
        ("chips", true),
        ("lost", true),
    ];
    let cells: Vec<Vec<Cell>> = rows.iter().map(|row| bound(row, period)).collect();
    let caption = format!(
        "What keeps the announced MW from running on {when}: shares of it, means over trials"
    );
    Some(html! {
        (grid(&caption, &heads, &cells))
        p.note { "Phases, and all dates, are in binding.csv." }
    })
}

fn bound(row: &BindingRow, period: usize) -> Vec<Cell> {
    let name = match (&row.scope.name, &row.scope.id) {
        (Some(name), Some(id)) => named(name, id).to_owned(),
        (_, Some(id)) => id.clone(),
        _ => "All sites".to_owned(),
    };
    let mut cells = vec![
        Cell::words(&name),
        Cell::number(&figure(row.announced_mw, 0.0), row.announced_mw),
    ];
    let lists = [
        &row.nothing,
        &row.building,
        &row.grid,
        &row.zone,
        &row.chips,
        &row.lost,
    ];
    let share = |list: &Vec<f64>| list.get(period).copied().unwrap_or(0.0);
    cells.extend(lists.map(|list| {
        chance(Estimate {
            value: share(list),
            se: 0.0,
        })
    }));
    cells
}

/// What each programme has announced against what its sites claim, and what comes of it.
pub(super) fn programmes(desk: &Desk<'_>) -> Option<Markup> {
    let rows = &desk.projection.programmes;
    let told = |row: &&ProgrammeRow| announced(row).is_some();
    let rows: Vec<&ProgrammeRow> = rows.iter().filter(told).collect();
    if rows.is_empty() {
        return None;
    }
    let heads = [
        ("programme", false),
        ("announced", true),
        ("claimed by sites", true),
        ("without a site", true),
        ("beyond the total", true),
        ("installed P50, GPUs", true),
        ("powered P50, GPUs", true),
        ("by", true),
    ];
    let cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| programme(row, &desk.projection.programmes))
        .collect();
    let filled: Vec<String> = rows
        .iter()
        .filter(|row| row.remainder.is_some())
        .map(|row| words::clean(named(&row.name, &row.id)))
        .collect();
    Some(html! {
        (grid("Each programme’s announced total against what its sites and parts have announced, and what of them is installed and powered by its date", &heads, &cells))
        @if !filled.is_empty() {
            p.note { "What has no site yet is in the totals of " (words::joined(&filled)) "." }
        }
        @if let Some(implied) = implied(desk.projection) {
            p.note { (words::clean(&implied)) }
        }
    })
}

/// Its announced total: GPUs, else MW, else those that its sum implies.
fn announced(row: &ProgrammeRow) -> Option<f64> {
    row.announced_gpus.or(row.announced_mw).or(row.implied_mw)
}

fn programme(row: &ProgrammeRow, all: &[ProgrammeRow]) -> Vec<Cell> {
    let in_gpus = row.announced_gpus.is_some();
    let unit = if in_gpus { "GPUs" } else { "MW" };
    let amount = |value: f64| {
        if value > 0.0 {
            Cell::number(&format!("{} {unit}", figure(value, 0.0)), value)
        } else {
            Cell::none()
        }
    };
    let announced = announced(row).unwrap_or(0.0);
    let is_implied = !in_gpus && row.announced_mw.is_none();
    let claimed = if in_gpus {
        row.claimed_gpus
    } else {
        row.claimed_mw
    };
    let gpus = |value: Option<f64>| {
        value.map_or_else(Cell::none, |value| Cell::number(&figure(value, 0.0), value))
    };
    let whole = |id: &String| {
        let found = all.iter().find(|other| other.id == *id);
        found.map_or_else(|| id.clone(), |other| named(&other.name, id).to_owned())
    };
    let parts: Vec<String> = row.part_of.iter().map(whole).collect();
    let parts = parts.join(", ");
    let name = named(&row.name, &row.id);
    let name = if parts.is_empty() {
        name.to_owned()
    } else {
        format!("{name} (part of {parts})")
    };
    let name = if is_implied {
        format!("{name}, a sum alone: MW implied")
    } else {
        name
    };
    let mut cells = vec![Cell::words(&name)];
    cells.extend([announced, claimed, announced - claimed, claimed - announced].map(amount));
    cells.push(gpus(row.installed_p50));
    cells.push(gpus(row.powered_p50));
    cells.push(
        row.by
            .as_deref()
            .map_or_else(Cell::none, |by| month(Some(by))),
    );
    cells
}
