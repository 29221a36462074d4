//! Waiting for power: from ready to online, phase by phase.
//!
//! What it does not know: how a bar looks.

use super::number::{grouped, percent};
use super::{
    Axis, Chart, Height, Key, Label, Mark, Place, Role, Shape, Subject, Swatch, copies, fan,
    footer, text, theme, time,
};
use crate::projection::{Estimate, Projection, ScheduleRow};

/// Rows at most.
const MOST: usize = 100;
/// Px of a row.
const ROW: f64 = 25.0;
/// Sites named before the rest are counted.
const NAMED: usize = 5;

/// A phase that power may hold back, or copies of one.
struct Wait<'a> {
    rows: Vec<&'a ScheduleRow>,
    /// When each is ready, and when online.
    dates: Vec<(f64, f64)>,
    /// In which share of trials it waits; the mean of copies.
    share: Estimate,
    months: f64,
}

/// The chart; `None` if nothing that is still to come waits for power in any trial.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let mut waits: Vec<Wait> = projection
        .schedule
        .iter()
        .filter_map(|row| wait(projection, row))
        .collect();
    let all = waits.len();
    waits.retain(|wait| wait.share.value > 0.0);
    let some = waits.len();
    let mut waits = together(waits);
    let mean = |wait: &Wait| wait.share.value * wait.months;
    waits.sort_by(|a, b| {
        mean(b)
            .total_cmp(&mean(a))
            .then(a.dates[0].1.total_cmp(&b.dates[0].1))
    });
    if waits.is_empty() {
        return None;
    }
    let message = message(&waits, some, all);
    let left_out = waits.len().saturating_sub(MOST);
    waits.truncate(MOST);
    let (from, to) = span(projection, &waits);
    let (mut marks, mut labels) = (Vec::new(), Vec::new());
    fan::status(projection, from, to, &mut marks, &mut labels);
    labels.push(Label {
        role: Role::Quiet,
        text: "waits for power".to_owned(),
        at: (to, 0.0),
        place: Place::Head,
    });
    for (n, wait) in waits.iter().enumerate() {
        draw(wait, n as f64 + 0.5, &mut marks, &mut labels);
    }
    let count = waits.len() as f64;
    Some(Chart {
        stem: "ready-to-online".to_owned(),
        subject: Subject::Power,
        site: None,
        title: "What is ready and waits for power".to_owned(),
        message,
        footnotes: footer::notes(
            projection,
            notes(projection, all - some, left_out),
            footer::Reads::Plain,
        ),
        x: time::axis(from, to),
        y: Axis {
            title: String::new(),
            from: 0.0,
            to: count,
            ticks: Vec::new(),
            lines: Vec::new(),
        },
        height: Height::Plot(count * ROW),
        key: key(),
        marks,
        labels,
        panels: Vec::new(),
        readings: None,
    })
}

fn wait<'a>(projection: &'a Projection, row: &'a ScheduleRow) -> Option<Wait<'a>> {
    if row.milestone != "online" || row.fact {
        return None;
    }
    let mut rows = projection.schedule.iter();
    let ready = rows.find(|other| {
        other.milestone == "ready" && other.site == row.site && other.phase == row.phase
    })?;
    let day = |row: &ScheduleRow| row.given_online.p50.as_deref().and_then(time::end);
    let share = row.given_online.waits?;
    let months = row.given_online.mean_wait_months.unwrap_or(0.0);
    let sound = (0.0..=1.0).contains(&share.value) && (0.0..1e6).contains(&months);
    sound.then_some(Wait {
        rows: vec![row],
        dates: vec![(day(ready)?, day(row)?)],
        share,
        months,
    })
}

/// Copies that wait as often as each other, in one.
fn together(waits: Vec<Wait>) -> Vec<Wait> {
    let mut groups: Vec<Wait> = Vec::new();
    for wait in waits {
        let alike = groups.iter_mut().find(|group| {
            copies::are_alike((group.rows[0], group.share), (wait.rows[0], wait.share))
        });
        let Some(group) = alike else {
            groups.push(wait);
            continue;
        };
        let before = group.rows.len() as f64;
        let mean = |of_group: f64, of_next: f64| (of_group * before + of_next) / (before + 1.0);
        let waited = mean(
            group.share.value * group.months,
            wait.share.value * wait.months,
        );
        group.share.value = mean(group.share.value, wait.share.value);
        group.share.se = group.share.se.max(wait.share.se);
        group.months = waited / group.share.value;
        group.rows.extend(wait.rows);
        group.dates.extend(wait.dates);
    }
    groups
}

/// Whole years around all dates and the status date.
fn span(projection: &Projection, waits: &[Wait]) -> (f64, f64) {
    let status = projection.scenario.as_of.as_deref().and_then(time::start);
    let dates = || {
        waits
            .iter()
            .flat_map(|wait| {
                wait.dates
                    .iter()
                    .flat_map(|(ready, online)| [*ready, *online])
            })
            .chain(status)
    };
    (
        time::year_start(dates().fold(f64::INFINITY, f64::min), 0),
        time::year_start(dates().fold(f64::NEG_INFINITY, f64::max), 1),
    )
}

fn draw(wait: &Wait, y: f64, marks: &mut Vec<Mark>, labels: &mut Vec<Label>) {
    for (ready, online) in &wait.dates {
        if online > ready {
            marks.push(Mark {
                role: Role::Activity,
                shape: Shape::Bar(*ready, *online, y),
            });
        }
    }
    for (ready, online) in &wait.dates {
        for (role, day) in [(Role::Percentile, *ready), (Role::Median, *online)] {
            marks.push(Mark {
                role,
                shape: Shape::Point(day, y),
            });
        }
    }
    labels.push(Label {
        role: Role::Name,
        text: copies::label(&wait.rows),
        at: (0.0, y),
        place: Place::Row(0),
    });
    labels.push(Label {
        role: Role::Quiet,
        text: outcome(wait),
        at: (wait.dates[0].1, y),
        place: Place::Column,
    });
}

/// "43 % · 7.2 months": how often it waits, and how long then.
fn outcome(wait: &Wait) -> String {
    format!("{} · {}", percent(wait.share.value), months(wait.months))
}

fn months(months: f64) -> String {
    if months < 0.05 {
        return "<0.1\u{a0}months".to_owned();
    }
    format!("{}\u{a0}months", grouped(&format!("{months:.1}")))
}

/// Which waits longest on the whole.
fn message(waits: &[Wait], some: usize, all: usize) -> String {
    let most = &waits[0];
    let name = copies::label(&most.rows);
    let name = text::shorten_label(&name, theme::MESSAGE, false, 420.0);
    let count = match (some, all) {
        (1, 1) => "The only phase".to_owned(),
        (some, all) if some == all => format!("All {all} phases"),
        (some, all) => format!("{some} of {all} phases"),
    };
    let wait = if some == 1 { "waits" } else { "wait" };
    format!(
        "{count} that power can hold back {wait} for it in some trials; most of all {name}: in {} of trials, \
         then {} on average.",
        percent(most.share.value),
        months(most.months)
    )
}

fn key() -> Vec<Key> {
    let key = |role, swatch, text: &str| Key {
        role,
        swatch,
        text: text.to_owned(),
    };
    vec![
        key(Role::Percentile, Swatch::Point, "ready, P50"),
        key(Role::Activity, Swatch::Bar, "between them"),
        key(Role::Median, Swatch::Point, "online, P50"),
    ]
}

fn notes(projection: &Projection, prompt: usize, left_out: usize) -> Vec<String> {
    let mut notes = vec![
        "Dates given that the phase comes. At the right: the share of those trials in which power comes \
         after the phase is ready, and the mean wait of these; the longest come first."
            .to_owned(),
    ];
    if prompt > 0 {
        let phases = if prompt == 1 {
            "phase waits"
        } else {
            "phases wait"
        };
        notes.push(format!("{prompt} further {phases} for power in no trial."));
    }
    let mut free: Vec<String> = Vec::new();
    for row in projection
        .schedule
        .iter()
        .filter(|row| row.milestone == "online")
    {
        if row.fact || row.given_online.waits.is_some() {
            continue;
        }
        let name = text::clean(&row.site_name);
        let name = text::shorten(&name, theme::SMALL, false, 180.0);
        if !free.contains(&name) {
            free.push(name);
        }
    }
    if !free.is_empty() {
        let named = free[..free.len().min(NAMED)].join("; ");
        let more = match free.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        notes.push(format!(
            "Without grid stages and plant nothing waits, and is left out: {named}{more}."
        ));
    }
    if left_out > 0 {
        let count = grouped(&left_out.to_string());
        notes.push(format!("{count} further rows have no room here."));
    }
    notes
}
