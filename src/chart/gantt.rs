//! The probabilistic Gantt: grid stages, phases and activities as ranges of dates.
//!
//! One over all sites, without activities, and one per site that has some. Bars are given that the
//! milestone comes: a phase that is lost in a tenth of the trials would otherwise have a bar
//! without an end. What it does not know: what a bar looks like.

mod drawing;
mod message;
mod rows;

use super::number::{grouped, percent};
use super::{
    Axis, Chart, Height, Key, Label, Mark, Place, Role, Subject, Swatch, fan, footer, text, time,
};
use crate::projection::{Projection, ScheduleRow};
use drawing::Drawing;
use rows::Row;

pub(super) use rows::are_copies;

/// Rows at most; further ones are counted.
const MOST: usize = 160;
/// Px of a row.
const ROW: f64 = 25.0;
/// Days that the plot shows beyond the last median, announced date and the horizon.
const BEYOND: f64 = 1100.0;
/// Shares that round to nothing.
const HARDLY: f64 = 0.005;

/// The Gantt over all sites, then one per site with activities; none if the schedule was not
/// recorded.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let mut all = rows::overview(projection);
    let mut notes = Vec::new();
    if all.len() > MOST {
        // What is to come is asked for first.
        let running = rows::leave_out_running(&mut all);
        if running > 0 {
            notes.push(format!(
                "What runs already has no row here, for lack of room: {} phases.",
                grouped(&running.to_string())
            ));
        }
    }
    let overview = chart(
        projection,
        all,
        Words {
            stem: "gantt".to_owned(),
            site: None,
            title: "Schedule by site: what comes online when".to_owned(),
            message: message::overview(projection),
            notes,
        },
    );
    let sites = rows::sites(projection);
    let own = sites
        .into_iter()
        .filter_map(|site| of_site(projection, site));
    overview.into_iter().chain(own).collect()
}

/// A site's Gantt with its activities; `None` if it has none.
fn of_site(projection: &Projection, site: &str) -> Option<Chart> {
    let (rows, alike) = rows::site(projection, site);
    let has_activities = rows.iter().any(|row| matches!(row, Row::Activity(_)));
    let first = rows.iter().find_map(Row::milestone)?;
    if !has_activities {
        return None;
    }
    let name = text::shorten(&site_name(first), super::theme::TITLE, true, 680.0);
    let mut notes = vec![
        "Activities: P50 of the start to P50 of the finish, given that they come; critical: share of trials \
         on the longest path to the phase being ready."
            .to_owned(),
    ];
    if alike > 0 {
        notes.push(
            "Of phases that are copies of each other, only the first is shown with its activities."
                .to_owned(),
        );
    }
    let words = Words {
        stem: format!("gantt-site-{}", text::stem(site)),
        site: Some(site.to_owned()),
        title: format!("{name}: schedule and activities"),
        message: message::site(&rows),
        notes,
    };
    chart(projection, rows, words)
}

/// What is written around the plot.
struct Words {
    stem: String,
    site: Option<String>,
    title: String,
    message: String,
    notes: Vec<String>,
}

fn chart(projection: &Projection, mut rows: Vec<Row>, words: Words) -> Option<Chart> {
    if rows.is_empty() {
        return None;
    }
    let left_out = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    let (from, to) = span(projection, &rows);
    let status = projection.scenario.as_of.as_deref().and_then(time::start);
    let nested = rows.iter().any(|row| matches!(row, Row::Site(_)));
    let mut drawing = Drawing::new(to, status, nested);
    fan::status(
        projection,
        from,
        to,
        &mut drawing.marks,
        &mut drawing.labels,
    );
    if nested {
        drawing.labels.push(Label {
            role: Role::Quiet,
            text: "over all trials".to_owned(),
            at: (to, 0.0),
            place: Place::Head,
        });
    }
    for (n, row) in rows.iter().enumerate() {
        drawing.row(row, n as f64 + 0.5);
    }
    let count = rows.len() as f64;
    Some(Chart {
        stem: words.stem,
        subject: Subject::Schedule,
        site: words.site,
        title: words.title,
        message: words.message,
        footnotes: footer::notes(
            projection,
            notes(words.notes, left_out),
            footer::Reads::Ranges,
        ),
        x: time::axis(from, to),
        y: Axis {
            title: String::new(),
            from: 0.0,
            to: count,
            ticks: Vec::new(),
            lines: parting_lines(&rows, nested),
        },
        height: Height::Plot(count * ROW),
        key: key(&drawing.marks),
        marks: drawing.marks,
        labels: drawing.labels,
        panels: Vec::new(),
        readings: None,
    })
}

/// Lines over each site, or over each phase of the only one.
fn parting_lines(rows: &[Row], nested: bool) -> Vec<f64> {
    let parts = |row: &Row| match row {
        Row::Site(_) => true,
        Row::Phase(_) => !nested,
        Row::Stage(_) | Row::Activity(_) => false,
    };
    let starts = rows.iter().enumerate();
    let lines = starts.filter(|(n, row)| *n == 0 || parts(row));
    lines.map(|(n, _)| n as f64).collect()
}

/// The days that the plot shows, whole years: all that has a median, the rest as far as it helps.
fn span(projection: &Projection, rows: &[Row]) -> (f64, f64) {
    let mut firm: Vec<f64> = Vec::new();
    let mut loose: Vec<f64> = Vec::new();
    let mut add = |to_firm: &[&Option<String>], to_loose: &[&Option<String>]| {
        firm.extend(to_firm.iter().filter_map(|d| time::end(d.as_deref()?)));
        loose.extend(to_loose.iter().filter_map(|d| time::end(d.as_deref()?)));
    };
    add(&[&projection.scenario.as_of], &[]);
    for row in rows {
        match row {
            Row::Site(_) => {}
            Row::Stage(row) | Row::Phase(row) if row.fact => {
                add(&[&row.announced, &row.p50], &[]);
            }
            Row::Stage(row) | Row::Phase(row) => {
                let given = &row.given_online;
                add(&[&row.announced, &given.p10, &given.p50], &[&given.p90]);
            }
            Row::Activity(row) => add(&[&row.start_p50, &row.p50], &[&row.p10, &row.p90]),
        }
    }
    let last_period = projection.periods.last().and_then(|end| time::end(end));
    let first = firm
        .iter()
        .chain(&loose)
        .copied()
        .fold(f64::INFINITY, f64::min);
    let last = firm.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !first.is_finite() || !last.is_finite() {
        let from = time::start(&projection.scenario.from).unwrap_or(0.0);
        return (from, last_period.unwrap_or(from + 365.0));
    }
    let cap = last.max(last_period.unwrap_or(last)) + BEYOND;
    let last = loose
        .into_iter()
        .filter(|day| *day <= cap)
        .fold(last, f64::max);
    (time::year_start(first, 0), time::year_start(last, 1))
}

fn notes(own: Vec<String>, left_out: usize) -> Vec<String> {
    let mut notes = vec![
        "Bars and P50 marks of phases and grid stages: dates given that they come. At the right: the \
         P50 over all trials, and the share of trials in which it never comes."
            .to_owned(),
    ];
    notes.extend(own);
    if left_out > 0 {
        notes.push(format!(
            "{} further rows have no room here.",
            grouped(&left_out.to_string())
        ));
    }
    notes
}

/// Explains what is drawn, and only that.
fn key(marks: &[Mark]) -> Vec<Key> {
    let entries = [
        (Role::Phase, Swatch::Bar, "online P10\u{a0}–\u{a0}P90"),
        (Role::Median, Swatch::Point, "P50"),
        (Role::Beyond, Swatch::Point, "later"),
        (Role::Announced, Swatch::Point, "announced"),
        (Role::FactDate, Swatch::Point, "known"),
        (Role::Grid, Swatch::Bar, "grid P10\u{a0}–\u{a0}P90"),
        (Role::Activity, Swatch::Bar, "activity"),
        (Role::Elapsed, Swatch::Bar, "under way"),
        (Role::Whisker, Swatch::Whisker, "finish P10\u{a0}–\u{a0}P90"),
        (Role::Fact, Swatch::Bar, "finished"),
    ];
    entries
        .into_iter()
        .filter(|(role, ..)| marks.iter().any(|mark| mark.role == *role))
        .map(|(role, swatch, text)| Key {
            role,
            swatch,
            text: text.to_owned(),
        })
        .collect()
}

/// The site's name for a reader, or its id.
fn site_name(row: &ScheduleRow) -> String {
    let name = text::clean(&row.site_name);
    if name.is_empty() {
        text::clean(&row.site)
    } else {
        name
    }
}

/// The share of trials in which it never comes.
pub(super) fn never(row: &ScheduleRow) -> f64 {
    match row.curve.last() {
        Some(point) => 1.0 - point.share,
        None if row.p50.is_none() && row.given_online.p50.is_none() => 1.0,
        None => (row.cancelled.value + row.never_restarted.value).min(1.0),
    }
}

/// "P50 Nov 2028 · never 10 %": what comes of it over all trials.
fn outcome(row: &ScheduleRow) -> String {
    let month = row.p50.as_deref().and_then(time::month_of);
    let never = never(row);
    let lost = || format!("never\u{a0}{}", percent(never));
    match month {
        Some(month) if never > HARDLY => format!("P50\u{a0}{month} · {}", lost()),
        Some(month) => format!("P50\u{a0}{month}"),
        None => lost(),
    }
}
