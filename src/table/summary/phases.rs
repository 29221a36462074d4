//! The phases of a summary: announced date, chance on time, P10, P50 and P90 of first service.

use super::super::digits::percent;
use super::names::{cut, name, names, rest_of};
use super::{joined, lay_out, push_wrapped};
use crate::projection::{Estimate, Projection, ScheduleRow};

/// Forecasts shown at most, so that the summary stays on one screen.
const MOST_ROWS: usize = 24;
/// A name is not cut below this many letters.
const SHORTEST_NAME: usize = 16;
/// Letters of a fact's name: it stands in running text.
const FACT_NAME: usize = 60;
/// Facts that are told one by one, and how many of more than that are.
const MOST_FACTS: usize = 24;
const LATEST_FACTS: usize = 6;
/// The header and its rule.
const HEADER_LINES: usize = 2;
/// Blanks before a column, and where names need the room.
const GAPS: [u16; 2] = [2, 1];

/// How many announced phases keep their date; `None` where no forecast has one.
#[must_use]
pub fn headline(projection: &Projection) -> Option<String> {
    let open: Vec<f64> = online_rows(projection)
        .filter(|row| !row.fact)
        .filter_map(|row| row.on_time)
        .map(|chance| chance.value)
        .collect();
    let likely = open.iter().filter(|chance| **chance > 0.5).count();
    let phases = match (open.len(), likely) {
        (0, _) => return None,
        (1, _) => "The one phase that is announced with a date and not running yet is".to_owned(),
        (many, likely) => {
            let share = match likely {
                0 => "none is".to_owned(),
                1 => "1 is".to_owned(),
                likely => format!("{likely} are"),
            };
            format!("Of {many} phases announced with a date and not running yet, {share}")
        }
    };
    let verdict = match (open.len(), likely) {
        (1, 0) => "likelier late than on time.",
        _ => "likelier on time than late.",
    };
    Some(format!("{phases} {verdict}"))
}

/// The table of forecasts, and the facts below it. Empty without phases.
pub(super) fn table(projection: &Projection, width: usize) -> String {
    let forecasts = forecasts(projection);
    let shown = &forecasts[..forecasts.len().min(MOST_ROWS)];
    let mut text = String::new();
    if !shown.is_empty() {
        text.push_str(&joined(&forecast_lines(shown, width)));
    }
    let mut notes = Vec::new();
    if forecasts.len() > shown.len() {
        let rest = forecasts.len() - shown.len();
        notes.push(format!("… and {rest} more in schedule.csv"));
    }
    notes.extend(past_dates(projection, &forecasts));
    if shown.iter().any(|row| row.milestone == "complete") {
        notes.push("Rest: a part runs; the dates are when all of it does.".to_owned());
    }
    notes.extend(facts(projection));
    for note in notes {
        push_wrapped(&mut text, &note, width);
    }
    text
}

/// What runs: phase by phase; of many, how many, and the latest of them.
fn facts(projection: &Projection) -> Option<String> {
    let mut rows: Vec<&ScheduleRow> = running(projection).collect();
    let count = rows.len();
    let mut which = String::new();
    if count > MOST_FACTS {
        rows.sort_by(|a, b| b.p50.cmp(&a.p50));
        rows.truncate(LATEST_FACTS);
        which = format!(" {count} phases, all in schedule.csv; the latest");
    }
    let told: Vec<String> = rows
        .into_iter()
        .map(|row| fact(row, rest(projection, row).is_some()))
        .collect();
    (count > 0).then(|| format!("Running:{which} {}.", told.join("; ")))
}

/// The rows of phases that do not run yet, or not all of them: when they come online, or of a phase
/// that runs in part, when all of it does.
#[must_use]
pub fn forecasts(projection: &Projection) -> Vec<&ScheduleRow> {
    let rows = online_rows(projection).filter_map(|row| {
        if row.fact {
            rest(projection, row)
        } else {
            Some(row)
        }
    });
    rows.collect()
}

/// The `online` rows of phases that run, wholly or in part.
pub fn running(projection: &Projection) -> impl Iterator<Item = &ScheduleRow> {
    online_rows(projection).filter(|row| row.fact)
}

/// The forecast of a running phase's completion, where only a part of it runs.
fn rest<'a>(projection: &'a Projection, online: &ScheduleRow) -> Option<&'a ScheduleRow> {
    projection
        .schedule
        .iter()
        .filter(|row| row.milestone == "complete" && !row.fact)
        .find(|row| row.site == online.site && row.phase == online.phase)
}

fn online_rows(projection: &Projection) -> impl Iterator<Item = &ScheduleRow> {
    projection
        .schedule
        .iter()
        .filter(|row| row.milestone == "online" && row.phase.is_some())
}

fn forecast_lines(rows: &[&ScheduleRow], width: usize) -> Vec<String> {
    let pauses = rows.iter().any(|row| stays_paused(row));
    let mut header: Vec<String> = [
        "phase online",
        "announced",
        "on time",
        "P10",
        "P50",
        "P90",
        "cancelled",
    ]
    .map(str::to_owned)
    .to_vec();
    if pauses {
        header.push("paused".to_owned());
    }
    let figures: Vec<Vec<String>> = rows.iter().map(|row| figures(row, pauses)).collect();
    let widths: usize = (1..header.len())
        .map(|column| {
            let cells = figures.iter().map(|row| row[column - 1].chars().count());
            cells.max().unwrap_or(0).max(header[column].chars().count())
        })
        .sum();
    let labels: Vec<String> = rows.iter().map(|row| label(row)).collect();
    let [wide, narrow] = GAPS.map(|gap| {
        let taken = widths + usize::from(gap) * (header.len() - 1);
        let room = width.saturating_sub(taken).max(SHORTEST_NAME);
        (gap, names(rows, &labels, room))
    });
    let is_better = narrow.1.headings.len() < wide.1.headings.len() || wide.1.is_cut();
    let (gap, names) = if is_better { narrow } else { wide };
    let body = names
        .rows
        .into_iter()
        .zip(figures)
        .map(|(name, figures)| {
            let mut cells = vec![name];
            cells.extend(figures);
            cells
        })
        .collect();
    let mut gaps = vec![gap; header.len()];
    gaps[0] = 0;
    let mut lines = lay_out(header, body, &gaps);
    // Last first, so that the places of the others stay.
    for (row, site) in names.headings.into_iter().rev() {
        lines.insert(HEADER_LINES + row, cut(&site, width));
    }
    lines
}

/// A note where a forecast lies before the status date: the last evidence of a phase is older.
#[must_use]
pub fn past_dates(projection: &Projection, rows: &[&ScheduleRow]) -> Option<String> {
    let known = projection.scenario.as_of.as_ref()?;
    let is_past = |row: &&ScheduleRow| row.p10.as_ref().is_some_and(|date| date < known);
    rows.iter().any(is_past).then(|| {
        format!("Dates before {known}: the phase may run already; its last evidence is older.")
    })
}

/// Whether a phase is paused and may stay so for good.
#[must_use]
pub fn stays_paused(row: &ScheduleRow) -> bool {
    row.never_restarted.value > 0.0
}

fn figures(row: &ScheduleRow, pauses: bool) -> Vec<String> {
    let mut cells = vec![
        row.announced.as_deref().map_or("–".to_owned(), month),
        row.on_time.map_or("–".to_owned(), percent),
        arrival(row.p10.as_deref()),
        arrival(row.p50.as_deref()),
        arrival(row.p90.as_deref()),
        loss(row.cancelled),
    ];
    if pauses {
        cells.push(loss(row.never_restarted));
    }
    cells
}

/// A chance of loss; a dash where it cannot happen.
#[must_use]
pub fn loss(chance: Estimate) -> String {
    if chance.value == 0.0 {
        "–".to_owned()
    } else {
        percent(chance)
    }
}

/// A row's name in full: "Loughton: first 50 MW", "rest of Loughton: first 50 MW".
#[must_use]
pub fn label(row: &ScheduleRow) -> String {
    rest_of(row, row.label())
}

/// The month of a date: "2027-03".
#[must_use]
pub fn month(date: &str) -> String {
    date.chars().take(7).collect()
}

/// The month in which a percentile of a date lies, or "never".
#[must_use]
pub fn arrival(date: Option<&str>) -> String {
    date.map_or_else(|| "never".to_owned(), month)
}

fn fact(row: &ScheduleRow, in_part: bool) -> String {
    let name = name(row, FACT_NAME);
    let since = row
        .p50
        .as_deref()
        .map_or_else(|| "an unknown date".to_owned(), month);
    let announced = row
        .announced
        .as_deref()
        .map_or_else(String::new, |date| format!(" (announced {})", month(date)));
    let extent = if in_part { " in part" } else { "" };
    format!("{name} online{extent} since {since}{announced}")
}
