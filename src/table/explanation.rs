//! An explanation on one screen, and as a table for other programs.

use super::define::{Cell, Column, Kind, Table, number, text};
use super::summary::names::cut;
use super::summary::{joined, lay_out, push_wrapped, totals};
use crate::explanation::game::Method;
use crate::explanation::{Contribution, Explanation, Shown};
use crate::projection::plain;

/// Letters of a label before it is cut, and of what stands before and after.
const LABEL: usize = 44;
const CHANGE: usize = 48;

/// One row for each step: what it adds to the number.
pub static CONTRIBUTIONS: Table<Explanation> = Table {
    name: "explain",
    about: "one row for each step between base and variant: what it adds to the number",
    columns: &COLUMNS,
    groups: |explanation| explanation.contributions.len(),
    rows: |_, _| 1,
};

static COLUMNS: [Column<Explanation>; 7] = [
    Column::new(
        "step",
        Kind::Text,
        "Short words for the step; together: what steps add only in company",
        |of, at| row(of, at.group).map_or(Cell::Empty, |row| text(&row.label)),
    ),
    Column::new(
        "edits",
        Kind::Text,
        "Addresses of its edits, with + between them",
        |of, at| row(of, at.group).map_or(Cell::Empty, |row| owned(addresses(row))),
    ),
    Column::new(
        "change",
        Kind::Text,
        "Before and after; of several edits their number",
        |of, at| row(of, at.group).map_or(Cell::Empty, |row| owned(row.change())),
    ),
    Column::new(
        "contribution",
        Kind::Number,
        "What it adds to the number",
        |of, at| number(row(of, at.group).map(|row| row.value)),
    ),
    Column::new(
        "contribution_se",
        Kind::Number,
        "Its standard error",
        |of, at| number(row(of, at.group).and_then(|row| row.se)),
    ),
    Column::new(
        "share",
        Kind::Number,
        "The same as a share of the change",
        |of, at| number(row(of, at.group).and_then(|row| row.share)),
    ),
    Column::new("unit", Kind::Text, "Unit of the contribution", |of, _| {
        text(&of.unit)
    }),
];

fn owned<'a>(words: String) -> Cell<'a> {
    if words.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(words.into())
    }
}

fn row(of: &Explanation, at: usize) -> Option<&Contribution> {
    of.contributions.get(at)
}

fn addresses(row: &Contribution) -> String {
    let address = |edit: &crate::comparison::EditRow| match &edit.key {
        Some(key) => format!("{}.{key}", edit.entity),
        None => edit.entity.clone(),
    };
    let all: Vec<String> = row.edits.iter().map(address).collect();
    all.join(" + ")
}

/// The summary for a terminal of `width` columns, lines ended by line feeds, without colours.
///
/// `folder` is where chart and tables are, for the footer.
#[must_use]
pub fn summary(explanation: &Explanation, width: usize, folder: Option<&str>) -> String {
    let shown = explanation.shown();
    let mut out = String::new();
    push_wrapped(&mut out, &headline(explanation, &shown), width);
    if explanation.contributions.is_empty() {
        let none = if explanation.still.is_empty() && explanation.held.is_empty() {
            "The two scenarios say the same."
        } else {
            "No edit between the two moves a number."
        };
        push_wrapped(&mut out, none, width);
    } else {
        out.push('\n');
        out.push_str(&table(explanation, &shown));
    }
    out.push('\n');
    for note in notes(explanation) {
        push_wrapped(&mut out, &note, width);
    }
    let place = folder.map_or_else(String::new, |folder| {
        format!(" Waterfall and tables: {}.", plain(folder))
    });
    let trials = totals::count(explanation.trials as f64);
    let runs = match explanation.runs {
        1 => format!("1 run of {trials} trials"),
        runs => format!("{runs} runs of {trials} trials each with the same random numbers"),
    };
    let footer = format!("{runs}, seed {}.{place}", explanation.seed);
    push_wrapped(&mut out, &footer, width);
    out
}

/// "mean `gpus_powered` of total at 2027-12-31: 12,300 GPUs in base, 8,900 in late; -3,400 ± 20."
fn headline(explanation: &Explanation, shown: &Shown) -> String {
    let unit = match explanation.kind {
        crate::explanation::Kind::Level => format!(" {}", shown.unit),
        _ => String::new(),
    };
    let error = within(&shown.change_se);
    format!(
        "{}: {}{unit} in {}, {}{unit} in {}: {}{error} {}.",
        plain(&explanation.outcome),
        shown.base,
        plain(&explanation.base.label),
        shown.variant,
        plain(&explanation.variant.label),
        shown.change,
        shown.unit
    )
}

fn within(error: &str) -> String {
    if error.is_empty() {
        String::new()
    } else {
        format!(" ± {error}")
    }
}

fn table(explanation: &Explanation, shown: &Shown) -> String {
    let header = ["edit", "before -> after", &shown.unit, "±", "share"];
    let header = header.map(str::to_owned).to_vec();
    let mut rows = Vec::new();
    let line = |name: &str, value: &str| {
        let blank = String::new;
        vec![name.to_owned(), blank(), value.to_owned(), blank(), blank()]
    };
    rows.push(line(
        &cut(&plain(&explanation.base.label), LABEL),
        &shown.base,
    ));
    for (n, row) in explanation.contributions.iter().enumerate() {
        let share = row.share.map_or_else(String::new, percent);
        rows.push(vec![
            cut(&plain(&row.label), LABEL),
            cut(&plain(&row.change()), CHANGE),
            shown.parts[n].clone(),
            shown.errors[n].clone(),
            share,
        ]);
    }
    rows.push(line(
        &cut(&plain(&explanation.variant.label), LABEL),
        &shown.variant,
    ));
    joined(&lay_out(header, rows, &[0, 2, 2, 2, 2]))
}

/// A share of the change: "-13 %", "0 %".
fn percent(share: f64) -> String {
    let percent = libm::round(100.0 * share);
    // Without the sign of a negative zero.
    format!("{} %", if percent == 0.0 { 0.0 } else { percent })
}

/// What a reader must know of the steps.
#[must_use]
pub fn notes(explanation: &Explanation) -> Vec<String> {
    let mut notes = Vec::new();
    match explanation.method {
        Method::Shapley => notes.push(
            "A step's part is what it adds to the steps before it, averaged over all orders (Shapley); the last digit is rounded so that the column adds up.".to_owned(),
        ),
        Method::BothOrders => notes.push(
            "More than 8 steps: a step's part is the mean of what it adds alone to the base and last to the variant; together is the rest, what steps do in company. The last digit is rounded so that the column adds up.".to_owned(),
        ),
    }
    for row in explanation.contributions.iter().filter(|row| row.joined) {
        notes.push(format!(
            "One step, since they make no scenario without each other: {}.",
            plain(&addresses(row))
        ));
    }
    if explanation.contributions.iter().any(|row| row.se.is_none()) {
        notes.push("Too few trials to give a standard error; take at least 2,000.".to_owned());
    }
    for (rows, why) in [
        (&explanation.still, "moves no number"),
        (&explanation.held, "is kept as the base has it"),
    ] {
        match rows.as_slice() {
            [] => {}
            [one] => notes.push(format!("One more edit {why}: {}.", address(one))),
            rows => {
                let first: Vec<String> = rows.iter().take(4).map(address).collect();
                let more = if rows.len() > 4 { ", .." } else { "" };
                notes.push(format!(
                    "Of {} more edits each {why}: {}{more}.",
                    rows.len(),
                    first.join(", ")
                ));
            }
        }
    }
    notes
}

fn address(row: &crate::comparison::EditRow) -> String {
    plain(&crate::explanation::short(&row.entity, row.key.as_deref()))
}
