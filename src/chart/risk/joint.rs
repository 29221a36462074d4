//! A phase's date and size together: trials as points, and lines along which the chance to be online
//! by a day with so many GPUs is the same.
//!
//! What it does not know: why late and small go together.

use super::super::number::{Kind, Unit, percent};
use super::super::{
    Chart, Height, Place, Reading, Readings, Role, Shape, Swatch, fan, fans, footer,
    readings as named, text, theme, time, value_axis,
};
use super::{CHOSEN, Draft, Drawing, SUBJECT, address, choice, stem};
use crate::projection::{JointRow, Projection, ScheduleRow};

/// The chances that have a line.
const LINES: [f64; 3] = [0.9, 0.5, 0.1];
/// Trials drawn at most.
const MOST: usize = 400;

/// One of each phase with most at stake that has both.
pub(super) fn charts(projection: &Projection, stakes: &[&ScheduleRow]) -> Vec<Chart> {
    let all: Vec<&JointRow> = projection
        .joint_confidence
        .iter()
        .filter(|row| row.kind == "phase" && is_sound(row))
        .collect();
    let of = |row: &ScheduleRow| {
        let place = address(row);
        let joint = all
            .iter()
            .find(|joint| joint.phase.as_deref() == Some(&place));
        joint.copied()
    };
    let chosen: Vec<(&ScheduleRow, &JointRow)> = stakes
        .iter()
        .filter_map(|row| Some((*row, of(row)?)))
        .take(CHOSEN)
        .collect();
    let note = choice(chosen.len(), all.len(), "joint.csv");
    let charts = chosen
        .iter()
        .map(|(row, joint)| chart(projection, row, joint, note.clone()));
    charts.flatten().collect()
}

fn is_sound(row: &JointRow) -> bool {
    let (wide, high) = (row.dates.len(), row.levels.len());
    let rising = row.levels.windows(2).all(|pair| pair[0] < pair[1]);
    wide > 1
        && high > 1
        && rising
        && row.levels.iter().all(|level| (0.0..1e15).contains(level))
        && row.chance.len() == high
        && row.chance.iter().all(|line| line.len() == wide)
        && row.dates.windows(2).all(|pair| pair[0] < pair[1])
        && row.dates.iter().all(|date| time::end(date).is_some())
}

fn chart(
    projection: &Projection,
    row: &ScheduleRow,
    joint: &JointRow,
    note: Option<String>,
) -> Option<Chart> {
    let ends: Vec<f64> = joint
        .dates
        .iter()
        .filter_map(|date| time::end(date))
        .collect();
    let status = projection.scenario.as_of.as_deref().and_then(time::start);
    let first = status.map_or(ends[0], |day| day.min(ends[0]));
    let last = ends[ends.len() - 1];
    let (from, to) = (time::year_start(first, 0), last);
    let points = joint
        .scatter
        .iter()
        .filter(|(day, gpus)| (from..=to).contains(day) && (0.0..1e15).contains(gpus));
    let points: Vec<(f64, f64)> = points.take(MOST).copied().collect();
    let top = points
        .iter()
        .map(|point| point.1)
        .chain(joint.levels.iter().copied());
    let top = top.fold(0.0, f64::max);
    let unit = Unit::for_max(Kind::Count("GPUs"), top);
    let mut drawing = drawn(joint, &ends, &points, unit);
    if drawing.labels.is_empty() {
        return None;
    }
    announced(&mut drawing, row, from, to);
    fan::status(
        projection,
        from,
        to,
        &mut drawing.marks,
        &mut drawing.labels,
    );
    let label = text::clean(&row.label());
    let mut notes = vec![
        "Lines: in so many trials the phase is online by the day with at least so many GPUs; at the right their \
         ends. Points: single trials in which it comes within the plot."
            .to_owned(),
    ];
    notes.extend(note);
    let draft = Draft {
        subject: SUBJECT,
        stem: format!("date-and-size-{}", stem(row)),
        site: Some(row.site.clone()),
        title: format!(
            "{} – how much of it by when",
            text::shorten_label(&label, theme::TITLE, true, 600.0)
        ),
        message: message(joint, &ends, unit),
        notes,
        reads: footer::Reads::Plain,
        x: time::axis(from, to),
        y: value_axis::axis(unit.name().to_owned(), top, unit),
        height: Height::Whole(600.0),
        key: drawing.key(&[
            (Role::Trial, Swatch::Point, "a trial"),
            (Role::Contour, Swatch::Line, "the same chance"),
        ]),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: Some(readings(joint, &ends, unit)),
    };
    Some(draft.chart(projection))
}

/// Trials as points, under the lines of chances.
fn drawn(joint: &JointRow, ends: &[f64], points: &[(f64, f64)], unit: Unit) -> Drawing {
    let mut drawing = Drawing::default();
    for (day, gpus) in points.iter().copied() {
        drawing.mark(Role::Trial, Shape::Point(day, gpus));
    }
    for chance in LINES {
        let line = contour(joint, ends, chance);
        let Some((day, gpus)) = line.last().copied() else {
            continue;
        };
        let name = format!("{}: {}", percent(chance), unit.number(gpus));
        drawing.label(Role::Contour, name, (day, gpus), Place::End);
        drawing.mark(Role::Contour, Shape::Line(line));
    }
    drawing
}

/// The announced date, if it lies in the plot.
fn announced(drawing: &mut Drawing, row: &ScheduleRow, from: f64, to: f64) {
    if let Some(due) = row.announced.as_deref().and_then(time::date) {
        let day = f64::from(crate::calendar::day_number(due)) + 1.0;
        if (from..=to).contains(&day) {
            drawing.mark(Role::Announced, Shape::Upright(day));
            let words = format!("announced\u{a0}{}", time::written(due));
            drawing.label(Role::Announced, words, (day, 0.0), Place::Above);
        }
    }
}

/// For each date the most GPUs that come by then with at least this chance, between the levels by
/// straight lines; from the first date on at which there are such.
fn contour(joint: &JointRow, ends: &[f64], chance: f64) -> Vec<(f64, f64)> {
    let level = |column: usize| -> Option<f64> {
        let at = |row: usize| joint.chance[row][column];
        let row = (0..joint.levels.len())
            .rev()
            .find(|row| at(*row) >= chance)?;
        let (low, high) = (joint.levels[row], joint.levels.get(row + 1)?);
        let (over, under) = (at(row), at(row + 1));
        Some(low + (high - low) * (over - chance) / (over - under))
    };
    let top = joint.levels.len() - 1;
    let reached = |column: usize| {
        if joint.chance[top][column] >= chance {
            Some(joint.levels[top])
        } else {
            level(column)
        }
    };
    let points = (0..ends.len()).filter_map(|column| Some((ends[column], reached(column)?)));
    points.collect()
}

fn readings(joint: &JointRow, ends: &[f64], unit: Unit) -> Readings {
    let row = |chance: f64| {
        let line = contour(joint, ends, chance);
        let at = |end: &f64| {
            let point = line.iter().find(|point| point.0 == *end);
            point.map_or_else(|| "–".to_owned(), |point| unit.number(point.1))
        };
        Reading {
            role: Role::Contour,
            name: percent(chance),
            values: ends.iter().map(at).collect(),
        }
    };
    Readings {
        unit: unit.name().to_owned(),
        at: ends.to_vec(),
        when: ends.iter().map(|end| named::name(*end)).collect(),
        rows: LINES.map(row).into(),
    }
}

fn message(joint: &JointRow, ends: &[f64], unit: Unit) -> String {
    let when = joint
        .dates
        .last()
        .map_or(String::new(), |date| time::period_end(date));
    let when = format!("By {}", fans::lower(&when));
    let last = |chance: f64| {
        let line = contour(joint, ends, chance);
        line.last().map(|point| unit.full(point.1))
    };
    match (last(0.5), last(0.1)) {
        (Some(half), Some(tenth)) => {
            format!("{when}: at least {half} in half of the trials, {tenth} in one of ten.")
        }
        (None, Some(tenth)) => format!(
            "{when}: fewer than half of the trials have any; at least {tenth} in one of ten."
        ),
        _ => format!("{when}: fewer than one trial of ten has any."),
    }
}
