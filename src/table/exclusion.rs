//! An exclusion analysis on one screen, and as a table for other programs.

use super::define::{Cell, Column, Kind, Table, number, text};
use super::summary::names::cut;
use super::summary::{joined, lay_out, push_wrapped, totals};
use super::{difference, figure, percent};
use crate::calendar::date_of_day;
use crate::projection::{Estimate, Exclusion, ExclusionRow, Projection, plain};

/// Letters of a name before it is cut.
const NAME: usize = 40;

/// One row for each driver, risk and correlation group: the number without it.
pub static EXCLUSION: Table<Exclusion> = Table {
    name: "exclusion",
    about: "one row for each driver, risk and correlation group: the number without it",
    columns: &COLUMNS,
    groups: |exclusion| exclusion.rows.len(),
    rows: |_, _| 1,
};

static COLUMNS: [Column<Exclusion>; 7] = [
    Column::new("path", Kind::Text, "What is left out", |of, at| {
        row(of, at.group).map_or(Cell::Empty, |row| text(&row.path))
    }),
    Column::new("name", Kind::Text, "Its name", |of, at| {
        row(of, at.group).map_or(Cell::Empty, |row| text(&row.name))
    }),
    Column::new(
        "without",
        Kind::Number,
        "The number with this alone left out; of a date days since 1970-01-01",
        |of, at| number(row(of, at.group).map(|row| row.without)),
    ),
    Column::new(
        "change",
        Kind::Number,
        "That less the number with all",
        |of, at| number(row(of, at.group).map(|row| row.change.value)),
    ),
    Column::new(
        "change_se",
        Kind::Number,
        "Its standard error, trial by trial",
        |of, at| number(row(of, at.group).map(|row| row.change.se)),
    ),
    Column::new(
        "cumulative",
        Kind::Number,
        "The number once this and all above are left out",
        |of, at| number(row(of, at.group).map(|row| row.cumulative)),
    ),
    Column::new("unit", Kind::Text, "Unit of the number", |of, _| {
        text(&of.unit)
    }),
];

fn row(of: &Exclusion, at: usize) -> Option<&ExclusionRow> {
    of.rows.get(at)
}

/// The summary for a terminal of `width` columns, lines ended by line feeds, without colours.
///
/// `projection` is the run with all; `folder` is where charts and tables are, for the footer.
#[must_use]
pub fn summary(
    exclusion: &Exclusion,
    projection: &Projection,
    width: usize,
    folder: Option<&str>,
) -> String {
    let mut out = String::new();
    let value = |of: Estimate| shown(exclusion, of.value, of.se);
    let unit = match exclusion.unit.as_str() {
        "days" | "share" => String::new(),
        unit => format!(" {unit}"),
    };
    let headline = format!(
        "{}: {}{unit} with all, {}{unit} with none.",
        plain(&exclusion.outcome),
        value(exclusion.with_all),
        value(exclusion.with_none),
    );
    push_wrapped(&mut out, &headline, width);
    if exclusion.rows.is_empty() {
        let none = "Nothing to leave out: the scenario has no driver, risk or correlation group.";
        push_wrapped(&mut out, none, width);
    } else {
        out.push('\n');
        out.push_str(&table(exclusion));
        let note = "Each alone: what changes where it alone is left out. So far: the number once it and all above it are left out.";
        push_wrapped(&mut out, note, width);
    }
    out.push('\n');
    let place = folder.map_or_else(String::new, |folder| {
        format!(" Charts and tables: {}.", plain(folder))
    });
    let trials = totals::count(projection.trials as f64);
    let runs = match exclusion.rows.len() {
        0 => "1 run".to_owned(),
        rows => format!("{} runs with the same random numbers", 2 * rows + 1),
    };
    let footer = format!(
        "{runs}, {trials} trials each, seed {}.{place}",
        projection.seed
    );
    push_wrapped(&mut out, &footer, width);
    out
}

fn table(exclusion: &Exclusion) -> String {
    let unit = match exclusion.unit.as_str() {
        "share" => "points",
        unit => unit,
    };
    let header = ["left out", "name", &format!("alone, {unit}"), "±", "so far"];
    let header = header.map(str::to_owned).to_vec();
    let scale = if unit == "points" { 100.0 } else { 1.0 };
    let rows = exclusion.rows.iter().map(|row| {
        vec![
            cut(&plain(&row.path), NAME),
            cut(&plain(&row.name), NAME),
            difference(scale * row.change.value, scale * row.change.se),
            figure(scale * row.change.se, 0.1 * scale * row.change.se),
            shown(exclusion, row.cumulative, exclusion.with_all.se),
        ]
    });
    joined(&lay_out(header, rows.collect(), &[0, 2, 2, 2, 2]))
}

/// A number for readers: a day of a date, percent of a chance.
fn shown(exclusion: &Exclusion, value: f64, se: f64) -> String {
    match exclusion.unit.as_str() {
        "days" => date_of_day(value).map_or_else(|| "never".to_owned(), |day| day.to_string()),
        "share" => percent(Estimate { value, se }),
        _ => figure(value, se),
    }
}
