//! What drives it: of each outcome the inputs that move it most, what merges cost, and what is met
//! together.

use super::desk::Desk;
use super::grid::{Cell, grid};
use super::words;
use crate::calendar::date_of_day;
use crate::projection::{DrivenOutcome, MergeRow, Projection, SensitivityRow};
use crate::table::{drives, figure, percent};
use maud::{Markup, html};

/// Dates that have a table; of those with most at stake.
const DATES: usize = 4;
/// Outcomes of each other kind that have a table.
const OTHERS: usize = 3;
/// Inputs in a table, and merges.
const INPUTS: usize = 10;
const MERGES: usize = 12;
/// Tables that stand open; the others are folded.
const OPEN: usize = 2;

/// The section; `None` where nothing was held against anything.
pub(super) fn body(desk: &Desk<'_>) -> Option<Markup> {
    let projection = desk.projection;
    let sentences = drives::sentences(projection);
    let tables = tables(projection);
    let merges = merges(projection);
    if sentences.is_empty() && tables.is_empty() && merges.is_none() {
        return None;
    }
    let folded = tables.len().saturating_sub(OPEN);
    Some(html! {
        @if !sentences.is_empty() { p { (sentences.join(" ")) } }
        @if !tables.is_empty() {
            h3 { "What moves each outcome most" }
            @for table in &tables[..tables.len().min(OPEN)] { (table) }
            @if folded > 0 {
                details.more {
                    summary { (words::count(folded, "more outcome", "more outcomes")) }
                    @for table in &tables[OPEN..] { (table) }
                }
            }
            p.note {
                "Share: the part of the outcome’s variance that the input explains by itself, with its standard error. Swing: \
                 the mean outcome in the input’s highest third less in its lowest; of an event, where it happens less where it \
                 does not. A date that never comes counts as the horizon’s end. All outcomes and inputs are in sensitivity.csv."
            }
        }
        @if let Some(merges) = merges { (merges) }
    })
}

/// Levels first, then the dates with most at stake, then chances.
fn tables(projection: &Projection) -> Vec<Markup> {
    let outcomes = &projection.risk.outcomes;
    let of = |kind: &str| -> Vec<&DrivenOutcome> {
        outcomes
            .iter()
            .filter(|outcome| outcome.kind == kind)
            .collect()
    };
    let load = |outcome: &DrivenOutcome| {
        let place = projection.outcome_words(&outcome.outcome).place;
        let row = place.and_then(|place| projection.online_row(&place));
        row.and_then(|row| row.announced_mw).unwrap_or(0.0)
    };
    let mut dates = of("date");
    dates.sort_by(|a, b| load(b).total_cmp(&load(a)));
    let parts = [
        (of("level"), OTHERS),
        (dates, DATES),
        (of("chance"), OTHERS),
    ];
    let tables = parts.into_iter().flat_map(|(outcomes, most)| {
        let tables = outcomes
            .into_iter()
            .filter_map(|outcome| table(projection, outcome));
        tables.take(most).collect::<Vec<_>>()
    });
    tables.collect()
}

fn table(projection: &Projection, outcome: &DrivenOutcome) -> Option<Markup> {
    let rows = drives::telling(projection, &outcome.outcome);
    if rows.is_empty() {
        return None;
    }
    let heads = [
        ("input", false),
        ("rank correlation", true),
        ("share", true),
        ("swing", true),
    ];
    let shown = &rows[..rows.len().min(INPUTS)];
    let cells: Vec<Vec<Cell>> = shown.iter().map(|row| input(projection, row)).collect();
    Some(html! {
        (grid(&caption(projection, outcome), &heads, &cells))
        @if outcome.shares_sum > 1.05 {
            p.note {
                "The shares add up to " (format!("{:.0} %", 100.0 * outcome.shares_sum))
                ": some inputs share a factor, and each counts it."
            }
        }
    })
}

fn input(projection: &Projection, row: &SensitivityRow) -> Vec<Cell> {
    let share = format!(
        "{:.0} ± {:.0} %",
        100.0 * row.share_of_variance,
        (100.0 * row.share_se).max(1.0)
    );
    vec![
        Cell::words(&projection.input_label(&row.input)),
        Cell::number(
            &format!("{:.2}", row.rank_correlation),
            row.rank_correlation,
        ),
        Cell::number(&share, row.share_of_variance),
        Cell::number(&drives::swing(row), row.swing),
    ]
}

/// "Loughton: first online: mean 14 November 2028, standard deviation 190 days".
fn caption(projection: &Projection, outcome: &DrivenOutcome) -> String {
    let name = words::clean(&projection.outcome_label(&outcome.outcome));
    let numbers = match outcome.kind.as_str() {
        "date" => {
            let mean = date_of_day(outcome.mean.floor());
            let mean = mean.map(|date| words::long_date(&date.to_string()));
            format!(
                "mean {}, standard deviation {} days",
                mean.unwrap_or_default(),
                figure(outcome.sd, 0.0)
            )
        }
        "chance" => format!("in {:.0} % of trials", 100.0 * outcome.mean),
        _ => format!(
            "mean {} {}, standard deviation {}",
            figure(outcome.mean, 0.0),
            outcome.unit,
            figure(outcome.sd, 0.0)
        ),
    };
    words::clean(&format!("{name}: {numbers}"))
}

/// What waiting for several things at once costs.
fn merges(projection: &Projection) -> Option<Markup> {
    let telling = projection.risk.merges.iter();
    let mut rows: Vec<&MergeRow> = telling
        .filter(|row| row.bias.value > 2.0 * row.bias.se && row.bias.value >= 0.5)
        .collect();
    if rows.is_empty() {
        return None;
    }
    rows.sort_by(|a, b| b.bias.value.total_cmp(&a.bias.value));
    let left_out = rows.len().saturating_sub(MERGES);
    rows.truncate(MERGES);
    let heads = [
        ("phase", false),
        ("what waits", false),
        ("for", false),
        ("later by, days", true),
    ];
    let cells: Vec<Vec<Cell>> = rows.iter().map(|row| merge(projection, row)).collect();
    Some(html! {
        h3 { "What waiting for several things at once costs" }
        (grid(
            "Merge bias: the mean of the last of several things is later than the last of their means",
            &heads,
            &cells,
        ))
        @if left_out > 0 {
            p.note { (words::count(left_out, "smaller one is", "smaller ones are")) " in merges.csv." }
        }
    })
}

fn merge(projection: &Projection, row: &MergeRow) -> Vec<Cell> {
    let what = row.activity.as_deref().unwrap_or("to be ready");
    let bias = figure(row.bias.value, row.bias.se);
    vec![
        Cell::words(&projection.phase_label(&format!("{}.{}", row.site, row.phase))),
        Cell::words(&what.replace('-', " ")),
        Cell::words(&row.waits_for.join(", ").replace('-', " ")),
        Cell::number(&bias, row.bias.value),
    ]
}

/// A chance for a cell.
pub(super) fn chance(chance: crate::projection::Estimate) -> Cell {
    Cell::number(&percent(chance), chance.value)
}
