//! Chances: each phase's chance to be online by its announced date.
//!
//! What it does not know: how a bar looks.

use super::number::{grouped, percent};
use super::{
    Axis, Chart, Height, Key, Label, Mark, Place, Role, Shape, Subject, Swatch, Tick, footer, text,
    theme, time,
};
use super::{copies, gantt};
use crate::calendar::DAYS_PER_MONTH;
use crate::projection::{Estimate, Projection, ScheduleRow};

/// Rows at most.
const MOST: usize = 100;
/// Px of a row.
const ROW: f64 = 25.0;
/// Bars longer than this leave no room in the plot for their words.
const LONG: f64 = 0.78;
/// How far the plot goes where there are such, so that no words cover the end of a bar.
const ROOM: f64 = 1.25;

/// Copies of a phase, or a single one.
struct Group<'a> {
    rows: Vec<&'a ScheduleRow>,
    chance: f64,
    se: f64,
}

impl Group<'_> {
    /// Where its bar and its error end.
    fn high(&self) -> f64 {
        (self.chance + self.se).min(1.0)
    }
}

/// The chart; `None` if no phase that is still to come has an announced date.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let open = projection
        .schedule
        .iter()
        .filter(|row| row.milestone == "online" && row.phase.is_some());
    let (known, open): (Vec<&ScheduleRow>, Vec<&ScheduleRow>) = open.partition(|row| row.fact);
    let mut groups = groups(&open);
    if groups.is_empty() {
        return None;
    }
    let message = message(&groups);
    let left_out = groups.len().saturating_sub(MOST);
    groups.truncate(MOST);
    let (mut marks, mut labels) = (Vec::new(), Vec::new());
    for (n, group) in groups.iter().enumerate() {
        draw(group, n as f64 + 0.5, &mut marks, &mut labels);
    }
    let count = groups.len() as f64;
    let longest = groups.iter().map(Group::high).fold(0.0, f64::max);
    Some(Chart {
        stem: "on-time".to_owned(),
        subject: Subject::Odds,
        site: None,
        title: "Chance to be online by the announced date".to_owned(),
        message,
        footnotes: footer::notes(
            projection,
            notes(projection, &known, left_out),
            footer::Reads::Plain,
        ),
        x: Axis {
            to: if longest > LONG { ROOM } else { 1.0 },
            ..shares()
        },
        y: Axis {
            title: "Share of trials".to_owned(),
            from: 0.0,
            to: count,
            ticks: Vec::new(),
            lines: Vec::new(),
        },
        height: Height::Plot(count * ROW),
        key: key(&marks),
        marks,
        labels,
        panels: Vec::new(),
        readings: None,
    })
}

/// Phases with an announced date, copies together, the surest first.
fn groups<'a>(open: &[&'a ScheduleRow]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group> = Vec::new();
    for row in open {
        let chance = row.on_time.filter(|chance| {
            (0.0..=1.0).contains(&chance.value) && (0.0..=1.0).contains(&chance.se)
        });
        let (Some(chance), Some(_)) = (chance, announced(row)) else {
            continue;
        };
        let alike = groups.iter_mut().find(|group| {
            let first = group.rows[0];
            let of_group = Estimate {
                value: group.chance,
                se: group.se,
            };
            copies::are_alike((first, of_group), (row, chance))
        });
        if let Some(group) = alike {
            let before = group.rows.len() as f64;
            group.chance = (group.chance * before + chance.value) / (before + 1.0);
            group.se = group.se.max(chance.se);
            group.rows.push(row);
        } else {
            groups.push(Group {
                rows: vec![row],
                chance: chance.value,
                se: chance.se,
            });
        }
    }
    groups.sort_by(|a, b| {
        let by_date = announced(a.rows[0])
            .partial_cmp(&announced(b.rows[0]))
            .unwrap_or(std::cmp::Ordering::Equal);
        b.chance.total_cmp(&a.chance).then(by_date)
    });
    groups
}

fn announced(row: &ScheduleRow) -> Option<f64> {
    row.announced.as_deref().and_then(time::end)
}

fn draw(group: &Group, y: f64, marks: &mut Vec<Mark>, labels: &mut Vec<Label>) {
    let low = (group.chance - group.se).max(0.0);
    let high = group.high();
    marks.push(Mark {
        role: Role::Phase,
        shape: Shape::Bar(0.0, group.chance, y),
    });
    if group.se > 0.0 {
        marks.push(Mark {
            role: Role::Whisker,
            shape: Shape::Whisker(low, high, y),
        });
    }
    let mut label = |role, text, x, place| {
        labels.push(Label {
            role,
            text,
            at: (x, y),
            place,
        });
    };
    label(Role::Name, copies::label(&group.rows), 0.0, Place::Row(0));
    label(Role::Median, chance(group), high, Place::After(0.0));
    label(Role::Quiet, outcome(group), 1.0, Place::Column);
}

/// "8 %", with its standard error where that is a part of a percent worth a word.
fn chance(group: &Group) -> String {
    let se = group.se * 100.0;
    if se < 0.05 {
        return percent(group.chance);
    }
    format!("{} ±\u{a0}{se:.1}", percent(group.chance))
}

/// "due Mar 2027 · P50 +20 months": the date, and what comes of it over all trials.
fn outcome(group: &Group) -> String {
    let first = group.rows[0];
    let due = first.announced.as_deref().and_then(time::month_of);
    let due = due.unwrap_or_default();
    let slips: Option<Vec<f64>> = group
        .rows
        .iter()
        .map(|row| Some(row.p50.as_deref().and_then(time::end)? - announced(row)?))
        .collect();
    let count = group.rows.len() as f64;
    let came = if let Some(slips) = slips {
        let months = slips.iter().sum::<f64>() / count / DAYS_PER_MONTH;
        let months = libm::round(months);
        let sign = if months < 0.0 { "\u{2212}" } else { "+" };
        format!(
            "P50\u{a0}{sign}{}\u{a0}months",
            grouped(&format!("{:.0}", months.abs()))
        )
    } else {
        let never = group.rows.iter().map(|row| gantt::never(row)).sum::<f64>();
        format!("never\u{a0}{}", percent(never / count))
    };
    format!("due\u{a0}{due} · {came}")
}

fn shares() -> Axis {
    let fifths = (0..=5).map(|fifth| f64::from(fifth) / 5.0);
    Axis {
        title: String::new(),
        from: 0.0,
        to: 1.0,
        ticks: (0..=5)
            .map(|fifth| Tick {
                at: f64::from(fifth) / 5.0,
                text: format!("{}\u{a0}%", fifth * 20),
            })
            .collect(),
        lines: fifths.collect(),
    }
}

/// Explains what is drawn, and only that.
fn key(marks: &[Mark]) -> Vec<Key> {
    let key = |role, swatch, text: &str| Key {
        role,
        swatch,
        text: text.to_owned(),
    };
    let entries = [
        key(Role::Phase, Swatch::Bar, "on time"),
        key(
            Role::Whisker,
            Swatch::Whisker,
            "±\u{a0}standard error of the run",
        ),
    ];
    let drawn = |entry: &Key| marks.iter().any(|mark| mark.role == entry.role);
    entries.into_iter().filter(drawn).collect()
}

/// How many are likelier on time than late, and the surest.
fn message(groups: &[Group]) -> String {
    let count: usize = groups.iter().map(|group| group.rows.len()).sum();
    let phases = |n: usize| if n == 1 { "phase" } else { "phases" };
    let likely = groups.iter().filter(|group| group.chance >= 0.5);
    let likely: usize = likely.map(|group| group.rows.len()).sum();
    let likely = match likely {
        0 => "none has".to_owned(),
        1 => "1 has".to_owned(),
        likely => format!("{likely} have"),
    };
    let best = &groups[0];
    if best.chance <= 0.0 {
        return format!(
            "None of {count} {} with an announced date is on time in any trial.",
            phases(count)
        );
    }
    let name = text::shorten_label(&copies::label(&best.rows), theme::MESSAGE, false, 420.0);
    format!(
        "Of {count} {} with an announced date, {likely} at least an even chance to be on time; the \
         best chance is {}: {name}.",
        phases(count),
        percent(best.chance)
    )
}

fn notes(projection: &Projection, known: &[&ScheduleRow], left_out: usize) -> Vec<String> {
    let mut notes = vec![
        "At the right: the announced date, and how far the P50 over all trials lies from it; where it \
         never comes in half of the trials, the share in which it does not."
            .to_owned(),
    ];
    match known.len() {
        0 => {}
        1 => notes.push("One phase runs already and is not shown.".to_owned()),
        count => notes.push(format!("{count} phases run already and are not shown.")),
    }
    if let Some(phases) = footer::without_date(projection, None) {
        notes.push(format!("Without an announced date: {phases}."));
    }
    if left_out > 0 {
        let count = grouped(&left_out.to_string());
        notes.push(format!("{count} further rows have no room here."));
    }
    notes
}
