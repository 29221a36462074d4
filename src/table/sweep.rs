//! A sweep as a tidy table, and on one screen.

use super::sheet::{Sheet, number, text};
use super::summary::{joined, lay_out, push_wrapped, width_of};
use crate::projection::plain;
use crate::sweep::{Cell, Figures, Kind, Outcome, Sweep};

/// Rows of a list on the screen.
const MOST: usize = 40;

/// sweep.csv: one row per cell and outcome, the scenario as written first. A column for each varied
/// key; `value` of a date is the day, `difference` in days.
#[must_use]
pub fn sweep_csv(sweep: &Sweep) -> Vec<u8> {
    let keys = sweep.axes.iter().map(|axis| axis.key.as_str());
    let header: Vec<&str> = ["cell"].into_iter().chain(keys).chain(COLUMNS).collect();
    let mut sheet = Sheet::new(&header);
    for outcome in &sweep.outcomes {
        let written = sweep.axes.iter().map(|axis| {
            let value = axis.as_written.map(|value| &axis.values[value]);
            value.map_or_else(String::new, |value| text(&value.label))
        });
        row(&mut sheet, "as written", written, outcome, &outcome.base);
        for (n, cell) in outcome.cells.iter().enumerate() {
            let values = sweep.values_of(n).into_iter().zip(&sweep.axes);
            let values = values.map(|(value, axis)| text(&axis.values[value].label));
            row(&mut sheet, &(n + 1).to_string(), values, outcome, cell);
        }
    }
    sheet.finish()
}

const COLUMNS: [&str; 9] = [
    "outcome",
    "unit",
    "value",
    "se",
    "low",
    "high",
    "difference",
    "difference_se",
    "note",
];

fn row(
    sheet: &mut Sheet,
    name: &str,
    values: impl Iterator<Item = String>,
    outcome: &Outcome,
    cell: &Cell,
) {
    sheet.cell(name);
    values.for_each(|value| sheet.cell(&value));
    sheet.cell(&outcome.outcome);
    sheet.cell(&outcome.unit);
    let maybe = |value: Option<f64>| value.map_or_else(String::new, number);
    let day = |value: Option<f64>| match (outcome.kind, value) {
        (Kind::Date, Some(day)) => {
            crate::calendar::date_of_day(day).map_or_else(String::new, |date| date.to_string())
        }
        (_, value) => maybe(value),
    };
    sheet.cell(&day(cell.value));
    sheet.cell(&maybe(cell.se));
    sheet.cell(&day(cell.low));
    sheet.cell(&day(cell.high));
    sheet.cell(&maybe(cell.difference));
    sheet.cell(&maybe(cell.difference_se));
    sheet.cell(cell.note.as_deref().unwrap_or_default());
    sheet.end();
}

/// The sweep for a terminal of `width` columns: of each outcome a sentence, and a grid over two
/// axes or a list over one or more. `place` is where the files are.
#[must_use]
pub fn sweep_summary(sweep: &Sweep, width: usize, place: &str) -> String {
    let mut out = String::new();
    push_wrapped(&mut out, &plain(&sweep.scenario.name), width);
    for outcome in &sweep.outcomes {
        out.push('\n');
        push_wrapped(&mut out, &plain(&outcome.title), width);
        push_wrapped(&mut out, &sweep.message(outcome), width);
        out.push('\n');
        let grid = grid(sweep, outcome).filter(|lines| width_of(lines) <= width);
        out.push_str(&joined(&grid.unwrap_or_else(|| list(sweep, outcome))));
    }
    out.push('\n');
    let cells = sweep.cells();
    let trials = super::digits::whole(sweep.trials as f64);
    let footer = format!(
        "{cells} {}, {trials} {} each, seed {}; all share their random numbers. Table and charts: {}.",
        if cells == 1 { "cell" } else { "cells" },
        if sweep.trials == 1 { "trial" } else { "trials" },
        sweep.seed,
        plain(place),
    );
    push_wrapped(&mut out, &footer, width);
    out
}

/// A row for each value of the first axis, a column for each of the second.
fn grid(sweep: &Sweep, outcome: &Outcome) -> Option<Vec<String>> {
    let [down, across] = sweep.axes.as_slice() else {
        return None;
    };
    let figures = Figures::of(outcome);
    let labels = across.values.iter().map(|value| plain(&value.label));
    let header: Vec<String> = std::iter::once(String::new()).chain(labels).collect();
    let count = across.values.len();
    let rows = down.values.iter().zip(outcome.cells.chunks(count));
    let rows = rows.map(|(value, cells)| {
        let label = std::iter::once(plain(&value.label));
        label
            .chain(cells.iter().map(|cell| written(cell, &figures)))
            .collect()
    });
    let gaps: Vec<u16> = std::iter::once(0)
        .chain(std::iter::repeat_n(2, count))
        .collect();
    let mut lines = lay_out(header, rows.collect(), &gaps);
    lines.push(String::new());
    lines.push(format!("Down: {}.", plain(&down.name)));
    lines.push(format!("Across: {}.", plain(&across.name)));
    Some(lines)
}

/// A row for each cell: its values, the outcome and what that differs by.
fn list(sweep: &Sweep, outcome: &Outcome) -> Vec<String> {
    let (figures, differences) = (Figures::of(outcome), Figures::of_differences(outcome));
    let names = sweep.axes.iter().map(|axis| plain(&axis.name));
    let outcome_head = match figures.unit() {
        unit if unit.is_empty() => "outcome".to_owned(),
        unit => unit,
    };
    let more = [outcome_head, "difference".to_owned()];
    let header: Vec<String> = names.chain(more).collect();
    let cells = outcome.cells.iter().enumerate().take(MOST);
    let rows: Vec<Vec<String>> = cells
        .map(|(n, cell)| {
            let values = sweep.values_of(n).into_iter().zip(&sweep.axes);
            let mut row: Vec<String> = values
                .map(|(value, axis)| short(&plain(&axis.values[value].label)))
                .collect();
            row.push(written(cell, &figures));
            row.push(differs(cell, &differences));
            row
        })
        .collect();
    let gaps: Vec<u16> = std::iter::once(0)
        .chain(std::iter::repeat_n(3, header.len() - 1))
        .collect();
    let mut lines = lay_out(header, rows, &gaps);
    if let Some(more) = outcome
        .cells
        .len()
        .checked_sub(MOST)
        .filter(|more| *more > 0)
    {
        lines.push(format!("and {more} more in sweep.csv"));
    }
    lines
}

fn short(label: &str) -> String {
    const LONG: usize = 32;
    if label.chars().count() <= LONG {
        return label.to_owned();
    }
    let kept: String = label.chars().take(LONG - 1).collect();
    format!("{}…", kept.trim_end())
}

fn written(cell: &Cell, figures: &Figures) -> String {
    match cell.value {
        Some(value) => figures.number(value),
        None => cell.note.clone().unwrap_or_default(),
    }
}

/// "+1.1k ± 0.1k": the half width of the 95 % interval, where it is known.
fn differs(cell: &Cell, figures: &Figures) -> String {
    match (cell.difference, cell.difference_se) {
        (Some(difference), Some(se)) if difference != 0.0 => {
            let error = figures.number(1.96 * se);
            format!(
                "{} ± {}",
                figures.number(difference),
                error.trim_start_matches('+')
            )
        }
        (Some(difference), _) if difference != 0.0 => figures.full(difference),
        (Some(_), _) => "0".to_owned(),
        (None, _) => String::new(),
    }
}
