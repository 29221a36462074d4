//! Targets: the chance that each is met, over time, with a mark at its date.
//!
//! What it does not know: how a chance was counted.

use super::super::number::percent;
use super::super::{
    Chart, Height, Place, Reading, Readings, Role, Shape, Swatch, fan, footer, metric,
    readings as dated, s_curve, text, theme, time,
};
use super::{Draft, Drawing, SUBJECT, named};
use crate::projection::{Projection, TargetRow};

/// Targets that have a curve: more cannot be told apart.
const MOST: usize = 8;
/// Targets that the message names.
const NAMED: usize = 3;

/// One chart of all targets; `None` without any that can be drawn.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let ends = metric::period_ends(projection)?;
    let from = metric::first_day(projection, &ends);
    let to = ends.iter().copied().fold(from, f64::max);
    let all = sound(projection);
    let drawn = &all[..all.len().min(MOST)];
    if drawn.is_empty() {
        return None;
    }
    let mut drawing = Drawing::default();
    for (n, target) in drawn.iter().enumerate() {
        draw(&mut drawing, target, Role::Scenario(n), &ends, from);
    }
    fan::status(
        projection,
        from,
        to,
        &mut drawing.marks,
        &mut drawing.labels,
    );
    let mut notes = vec![
        "A curve is the chance that its target is met at the end of each period; the point is the chance at its \
         own date, which the words give."
            .to_owned(),
    ];
    notes.push(announced(&all));
    notes.extend(baselines(projection, &all));
    if all.len() > drawn.len() {
        let further = all.len() - drawn.len();
        notes.push(format!(
            "{further} further targets stand in the table alone."
        ));
    }
    let mut y = s_curve::shares();
    "Chance that it is met".clone_into(&mut y.title);
    let draft = Draft {
        subject: SUBJECT,
        stem: "targets".to_owned(),
        site: None,
        title: if all.len() == 1 {
            "The target: its chance over time".to_owned()
        } else {
            "Targets: the chance of each over time".to_owned()
        },
        message: message(&all),
        notes,
        reads: footer::Reads::Plain,
        x: time::axis(from, to),
        y,
        height: Height::Whole(600.0),
        key: drawing.key(&[(Role::Percentile, Swatch::Point, "at the target’s date")]),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: Some(readings(drawn, &ends)),
    };
    Some(draft.chart(projection))
}

/// Targets whose chances can be drawn, the earliest first.
fn sound(projection: &Projection) -> Vec<&TargetRow> {
    let share = |value: &f64| (0.0..=1.0).contains(value);
    let is_sound = |row: &&TargetRow| {
        row.chances.len() == projection.periods.len()
            && row.chances.iter().all(share)
            && share(&row.chance.value)
            && time::end(&row.by).is_some()
    };
    let mut all: Vec<&TargetRow> = projection.targets.iter().filter(is_sound).collect();
    all.sort_by(|a, b| a.by.cmp(&b.by));
    all
}

fn draw(drawing: &mut Drawing, target: &TargetRow, role: Role, ends: &[f64], from: f64) {
    let line = fan::held(target.chances.iter().copied(), ends, from);
    let Some(&(to, last)) = line.last() else {
        return;
    };
    drawing.mark(role, Shape::Line(line));
    let chance = target.chance.value;
    if let Some(day) = time::end(&target.by).filter(|day| (from..=to).contains(day)) {
        drawing.mark(Role::Guide, Shape::Line(vec![(day, 0.0), (day, chance)]));
        drawing.mark(Role::Percentile, Shape::Point(day, chance));
    }
    let words = words(target, theme::LABEL, 230.0);
    drawing.label(role, words.replace(' ', "\u{a0}"), (to, last), Place::End);
}

/// "6 GW in the UK by end 2030: 3 %".
fn words(target: &TargetRow, size: f64, room: f64) -> String {
    let name = named(&target.name, &target.id);
    let name = text::shorten(&name, size, false, room);
    let year = target.by.get(..4).unwrap_or_default();
    let by = if name.contains(year) {
        String::new()
    } else {
        format!(" by {}", super::fans::lower(&time::period_end(&target.by)))
    };
    format!("{name}{by}: {}", percent(target.chance.value))
}

/// The first few with their chances; of more, how many are likelier met than not.
fn message(all: &[&TargetRow]) -> String {
    let told = all.iter().take(NAMED);
    let told: Vec<String> = told
        .map(|target| words(target, theme::MESSAGE, 320.0))
        .collect();
    let told = told.join("; ");
    if all.len() <= NAMED {
        return format!("{told}.");
    }
    let likely = all.iter().filter(|target| target.chance.value > 0.5);
    let likely = match likely.count() {
        0 => "none is".to_owned(),
        1 => "1 is".to_owned(),
        some => format!("{some} are"),
    };
    format!(
        "Of {} targets {likely} likelier met than not. {told}.",
        all.len()
    )
}

/// What the announced path says of them.
fn announced(all: &[&TargetRow]) -> String {
    let met = all.iter().filter(|target| target.announced_meets).count();
    match (met, all.len()) {
        (1, 1) => "As announced, it would be met.".to_owned(),
        (_, 1) => "Not even as announced would it be met.".to_owned(),
        (0, _) => "Not even as announced would any be met.".to_owned(),
        (met, count) if met == count => "As announced, all would be met.".to_owned(),
        (met, count) => format!("As announced, {met} of {count} would be met."),
    }
}

/// What is counted with them that the scenario does not list.
fn baselines(projection: &Projection, all: &[&TargetRow]) -> Option<String> {
    let counted = |id: &str| {
        all.iter()
            .any(|target| target.baselines.iter().any(|b| b == id))
    };
    let rows = projection.capacity.baselines.iter();
    let names: Vec<String> = rows
        .filter(|row| counted(&row.id))
        .map(|row| text::shorten(&named(&row.name, &row.id), theme::SMALL, false, 260.0))
        .take(4)
        .collect();
    (!names.is_empty()).then(|| format!("Counted with them: {}.", names.join("; ")))
}

fn readings(drawn: &[&TargetRow], ends: &[f64]) -> Readings {
    let row = |(n, target): (usize, &&TargetRow)| Reading {
        role: Role::Scenario(n),
        name: named(&target.name, &target.id),
        values: target.chances.iter().map(|share| percent(*share)).collect(),
    };
    Readings {
        unit: String::new(),
        at: ends.to_vec(),
        when: ends.iter().map(|end| dated::name(*end)).collect(),
        rows: drawn.iter().enumerate().map(row).collect(),
    }
}
