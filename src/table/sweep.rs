//! A sweep as a tidy table, and on one screen.

use super::define::Cell as Shown;
use super::sheet::csv_of;
use super::summary::{joined, lay_out, push_wrapped, width_of};
use crate::projection::plain;
use crate::sweep::{Cell, Figures, Sweep, Swept};
use std::borrow::Cow;

/// Rows of a list on the screen.
const MOST: usize = 40;

/// sweep.csv: one row per cell and outcome, the scenario as written first. A column for each varied
/// key; `value` of a date is the day, `difference` in days.
#[must_use]
pub fn sweep_csv(sweep: &Sweep) -> Vec<u8> {
    let keys = sweep.axes.iter().map(|axis| axis.key.as_str());
    let header: Vec<&str> = ["cell"].into_iter().chain(keys).chain(COLUMNS).collect();
    let rows = sweep.outcomes.iter().flat_map(|outcome| {
        let written = sweep.axes.iter().map(|axis| axis.as_written).collect();
        let base = row(
            sweep,
            "as written".into(),
            written,
            (outcome, &outcome.base),
        );
        let cells = outcome.cells.iter().enumerate().map(move |(n, cell)| {
            let values = sweep.values_of(n).into_iter().map(Some).collect();
            row(sweep, (n + 1).to_string().into(), values, (outcome, cell))
        });
        std::iter::once(base).chain(cells)
    });
    csv_of(&header, rows)
}

const COLUMNS: [&str; 7] = [
    "outcome",
    "unit",
    "value",
    "se",
    "difference",
    "difference_se",
    "note",
];

fn row<'a>(
    sweep: &'a Sweep,
    name: Cow<'a, str>,
    values: Vec<Option<usize>>,
    (outcome, cell): (&'a Swept, &'a Cell),
) -> Vec<Shown<'a>> {
    let words = |text: &'a str| {
        if text.is_empty() {
            Shown::Empty
        } else {
            Shown::Text(text.into())
        }
    };
    let maybe = |value: Option<f64>| value.map_or(Shown::Empty, Shown::Number);
    let mut row = vec![Shown::Text(name)];
    row.extend(
        values.into_iter().zip(&sweep.axes).map(|(value, axis)| {
            value.map_or(Shown::Empty, |value| words(&axis.values[value].label))
        }),
    );
    row.extend([words(&outcome.outcome), words(&outcome.unit)]);
    row.push(match &cell.date {
        Some(day) => Shown::Date(day),
        None => maybe(cell.value),
    });
    row.extend([cell.se, cell.difference, cell.difference_se].map(maybe));
    row.push(words(cell.note.as_deref().unwrap_or_default()));
    row
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
fn grid(sweep: &Sweep, outcome: &Swept) -> Option<Vec<String>> {
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
fn list(sweep: &Sweep, outcome: &Swept) -> Vec<String> {
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
