//! What comes when: the phases as a table with announced date, chance on time, P10, P50 and P90;
//! then power, and totals.

use super::desk::Desk;
use super::{power, words, year_ends};
use crate::projection::{Estimate, ScheduleRow};
use crate::table::{figure, percent, phases};
use maud::{Markup, html};

/// What sorts after every date and number.
const LAST: &str = "9999";

/// The section; `None` where the run has neither dates nor totals.
pub(super) fn body(desk: &Desk<'_>) -> Option<Markup> {
    let rows = phases::forecasts(desk.projection);
    let running: Vec<&ScheduleRow> = phases::running(desk.projection).collect();
    let totals = year_ends::tables(desk);
    if desk.projection.schedule.is_empty() && totals.is_none() {
        return None;
    }
    Some(html! {
        @if !rows.is_empty() {
            h3 { "When each phase comes online" }
            (phase_table(desk, &rows))
            @for note in notes(desk, &rows) { p.note { (note) } }
        }
        @if !running.is_empty() {
            h3 { "What runs already" }
            ul { @for row in running { li { (known(row)) } } }
        }
        (power::tables(desk))
        @if let Some(totals) = totals {
            h3 { "How much at the end of each year" }
            (totals)
        }
    })
}

/// What a cell shows, and what it sorts by.
type Cell = (String, String);

/// A column: its heading, and a row's cell. All but names stand to the right.
type Column<'a> = (&'static str, Box<dyn Fn(&ScheduleRow) -> Cell + 'a>);

const OPERATOR: &str = "operator";

fn columns<'a>(desk: &'a Desk<'_>, rows: &[&ScheduleRow]) -> Vec<Column<'a>> {
    let operator = move |row: &ScheduleRow| {
        let name = desk.operator(row).unwrap_or_else(|| "–".to_owned());
        (name.clone(), name.to_lowercase())
    };
    let mut columns: Vec<Column<'a>> = vec![
        (OPERATOR, Box::new(operator)),
        ("announced", Box::new(announced)),
        ("on time", Box::new(|row| chance(row.on_time))),
        ("P10", Box::new(|row| arrival(row.p10.as_deref()))),
        ("P50", Box::new(|row| arrival(row.p50.as_deref()))),
        ("P90", Box::new(|row| arrival(row.p90.as_deref()))),
        ("cancelled", Box::new(|row| loss(row.cancelled))),
    ];
    if rows.iter().any(|row| phases::stays_paused(row)) {
        let paused = |row: &ScheduleRow| loss(row.never_restarted);
        columns.push(("paused for good", Box::new(paused)));
    }
    columns.push(("slip, months", Box::new(slip)));
    columns
}

fn phase_table(desk: &Desk<'_>, rows: &[&ScheduleRow]) -> Markup {
    let columns = columns(desk, rows);
    html! {
        table.sortable.cards {
            caption { "Month of first service, over all trials" }
            thead { tr {
                th scope="col" { "phase" }
                @for (head, _) in &columns {
                    th.number[*head != OPERATOR] scope="col" { (head) }
                }
            } }
            tbody {
                @for row in rows {
                    tr {
                        th scope="row" data-key=(phases::label(row).to_lowercase()) { (words::name(&phases::label(row))) }
                        @for (head, cell) in &columns {
                            @let (shown, key) = cell(row);
                            td.number[*head != OPERATOR] data-label=(head) data-key=(key) { (shown) }
                        }
                    }
                }
            }
        }
    }
}

fn announced(row: &ScheduleRow) -> Cell {
    match row.announced.as_deref() {
        Some(date) => (phases::month(date), words::clean(date)),
        None => ("–".to_owned(), LAST.to_owned()),
    }
}

pub(super) fn arrival(date: Option<&str>) -> Cell {
    (
        phases::arrival(date),
        date.map_or_else(|| LAST.to_owned(), words::clean),
    )
}

fn chance(chance: Option<Estimate>) -> Cell {
    match chance {
        Some(chance) => (percent(chance), chance.value.to_string()),
        None => ("–".to_owned(), "-1".to_owned()),
    }
}

fn loss(chance: Estimate) -> Cell {
    (phases::loss(chance), chance.value.to_string())
}

/// The mean of what it comes late by, given that it comes.
fn slip(row: &ScheduleRow) -> Cell {
    let given = &row.given_online;
    match given.mean_slip_months {
        Some(months) => {
            let printed = figure(months, given.mean_slip_se.unwrap_or(0.0));
            let sign = if months > 0.0 { "+" } else { "" };
            (
                format!("{sign}{printed}").replace('-', "−"),
                months.to_string(),
            )
        }
        None => ("–".to_owned(), LAST.to_owned()),
    }
}

/// What the reader must know of the table.
fn notes(desk: &Desk<'_>, rows: &[&ScheduleRow]) -> Vec<String> {
    let mut notes = vec![
        "On time: the share of trials in which first service comes by the announced date, to the end of its period. \
         Slip: how much later than announced on average, over the trials in which it comes. “never” stands where so many \
         trials see no first service at all."
            .to_owned(),
    ];
    if rows.iter().any(|row| row.milestone == "complete") {
        notes.push("Rest: a part runs; the dates are when all of it does.".to_owned());
    }
    notes.extend(phases::past_dates(desk.projection, rows));
    notes
}

/// "Crawley: hall, since 2024-10; announced for 2024-12".
fn known(row: &ScheduleRow) -> Markup {
    html! {
        (words::name(&row.label()))
        @if let Some(date) = row.p50.as_deref() { ", since " (phases::month(date)) }
        @if let Some(date) = row.announced.as_deref() { "; announced for " (phases::month(date)) }
    }
}
