//! On time or not, year by year: each phase's chance to be online by each year's end.
//!
//! What it does not know: how a chance is coloured.

use super::super::number::{grouped, percent};
use super::super::{
    Chart, Height, Key, Place, Role, Shape, Swatch, copies, footer, scale, text, theme, time,
};
use super::{Draft, Drawing, SUBJECT, key, online_by, rows, to_come};
use crate::projection::{Projection, ScheduleRow};

/// Rows and columns at most.
const MOST: usize = 60;
const YEARS: usize = 15;
/// Px of a row.
const ROW: f64 = 26.0;
/// Chances that copies of a phase may differ by and still stand in one row.
const ALIKE: f64 = 0.02;

/// A phase, or copies of one, with the chance by each year's end.
struct Row<'a> {
    rows: Vec<&'a ScheduleRow>,
    chances: Vec<f64>,
}

/// The chart; `None` where nothing is to come, or no year ends.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let years = years(projection);
    if years.len() < 2 {
        return None;
    }
    let mut all: Vec<Row> = Vec::new();
    for row in to_come(projection) {
        let chances: Vec<f64> = years
            .iter()
            .map(|year| online_by(row, &end(*year)))
            .collect();
        let alike = all.iter_mut().find(|other| {
            let mut pairs = other.chances.iter().zip(&chances);
            let first = other.rows[0];
            super::is_copy(first, row)
                && first.announced == row.announced
                && pairs.all(|(a, b)| (a - b).abs() <= ALIKE)
        });
        match alike {
            Some(other) => other.rows.push(row),
            None => all.push(Row {
                rows: vec![row],
                chances,
            }),
        }
    }
    if all.is_empty() {
        return None;
    }
    let message = message(&all, &years);
    let left_out = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    let mut drawing = Drawing::default();
    for (n, row) in all.iter().enumerate() {
        draw(&mut drawing, row, &years, n as f64);
    }
    for (n, year) in years.iter().enumerate() {
        let at = (n as f64 + 0.5, all.len() as f64);
        drawing.label(Role::Name, format!("end {year}"), at, Place::Under(1.0));
    }
    let mut notes = vec![
        "Shares of all trials, %; those in which it never comes count as late. At the right: the announced date, \
         and the chance to keep it."
            .to_owned(),
    ];
    if left_out > 0 {
        notes.push(format!(
            "{} further rows have no room here.",
            grouped(&left_out.to_string())
        ));
    }
    let draft = Draft {
        subject: SUBJECT,
        stem: "on-time-by-year".to_owned(),
        site: None,
        title: "Chance to be online by each year’s end, %".to_owned(),
        message,
        notes,
        reads: footer::Reads::Plain,
        x: rows(years.len()),
        y: rows(all.len()),
        height: Height::Plot(all.len() as f64 * ROW),
        key: scale_key(&drawing),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: None,
    };
    Some(draft.chart(projection))
}

/// The years that end from the status date on, within the horizon.
fn years(projection: &Projection) -> Vec<i16> {
    let scenario = &projection.scenario;
    let first = scenario.as_of.as_deref().unwrap_or(&scenario.from);
    let last = projection.periods.last().map(String::as_str);
    let (Some(first), Some(last)) = (time::date(first), last.and_then(time::date)) else {
        return Vec::new();
    };
    let ends = if time::is_year_end(last) {
        last.year()
    } else {
        last.year() - 1
    };
    (first.year()..=ends).take(YEARS).collect()
}

fn end(year: i16) -> String {
    format!("{year:04}-12-31")
}

fn draw(drawing: &mut Drawing, row: &Row, years: &[i16], y: f64) {
    for (n, chance) in row.chances.iter().enumerate() {
        let x = n as f64;
        let step = ((chance * scale::STEPS as f64) as usize).min(scale::STEPS - 1);
        drawing.mark(Role::Heat(step), Shape::Tile(x, x + 1.0, y, y + 1.0));
        let role = if scale::is_dark(step) {
            Role::OnDark
        } else {
            Role::OnLight
        };
        let text = percent(*chance).replace("\u{a0}%", "");
        drawing.label(role, text, (x + 0.5, y + 0.5), Place::Inside(1.0));
    }
    let first = row.rows[0];
    let due = first.announced.as_deref().and_then(time::date);
    let at = due.and_then(|due| years.iter().position(|year| *year == due.year()));
    if let Some(at) = at {
        let x = at as f64;
        drawing.mark(Role::AsWritten, Shape::Outline(x, x + 1.0, y, y + 1.0));
    }
    let name = copies::label(&row.rows);
    drawing.label(Role::Name, name, (0.0, y + 0.5), Place::Row(0));
    let words = match (due, first.on_time) {
        (Some(due), Some(chance)) => format!(
            "due\u{a0}{} · {}",
            time::month_and_year(due),
            percent(chance.value.clamp(0.0, 1.0))
        ),
        (Some(due), None) => format!("due\u{a0}{}", time::month_and_year(due)),
        (None, _) => "no date announced".to_owned(),
    };
    let at = (years.len() as f64, y + 0.5);
    drawing.label(Role::Quiet, words, at, Place::Column);
}

fn scale_key(drawing: &Drawing) -> Vec<Key> {
    let last = scale::STEPS - 1;
    let mut entries: Vec<Key> = (0..scale::STEPS)
        .map(|step| {
            let text = match step {
                0 => "0\u{a0}%",
                step if step == last => "100\u{a0}%",
                _ => "",
            };
            key(Role::Heat(step), Swatch::Area, text)
        })
        .collect();
    entries.extend(drawing.key(&[(
        Role::AsWritten,
        Swatch::Line,
        "the year of the announced date",
    )]));
    entries
}

/// How many are likelier online than not by the end, and how many by their announced year.
fn message(all: &[Row], years: &[i16]) -> String {
    let count: usize = all.iter().map(|row| row.rows.len()).sum();
    let likely = |n: usize| -> usize {
        let likely = all.iter().filter(|row| row.chances[n] > 0.5);
        likely.map(|row| row.rows.len()).sum()
    };
    let (middle, last) = (years.len().div_ceil(2) - 1, years.len() - 1);
    if count == 1 {
        let name = copies::label(&all[0].rows);
        let name = text::shorten_label(&name, theme::MESSAGE, false, 420.0);
        let chance = |n: usize| percent(all[0].chances[n]);
        return format!(
            "{name} is online by the end of {} in {} of trials, by the end of {} in {}.",
            years[middle],
            chance(middle),
            years[last],
            chance(last)
        );
    }
    let said = |n: usize| match likely(n) {
        0 => "none".to_owned(),
        n => n.to_string(),
    };
    format!(
        "Of {count} phases to come, {} {} likelier online than not by the end of {}, {} by the end of {}.",
        said(middle),
        if likely(middle) < 2 { "is" } else { "are" },
        years[middle],
        said(last),
        years[last]
    )
}
