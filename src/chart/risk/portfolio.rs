//! The portfolio: how many phases keep their dates, against the same if they were independent.
//!
//! What it does not know: what ties them.

use super::super::number::{grouped, percent};
use super::super::{
    Axis, Chart, Height, Place, Reading, Readings, Role, Shape, Swatch, Tick, footer, value_axis,
};
use super::{Draft, Drawing, SUBJECT, rows};
use crate::projection::{JointRow, Projection};

/// What is as good as nothing.
const HARDLY: f64 = 0.0005;

/// The chart; `None` without two dated phases.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let mut joint = projection.joint_confidence.iter();
    let row = joint.find(|row| row.kind == "portfolio" && is_sound(row))?;
    let last = (0..row.on_time.len())
        .rev()
        .find(|&k| row.on_time[k].value > HARDLY || row.if_independent[k] > HARDLY)?;
    let shown = (last + 2).min(row.on_time.len());
    let most = row.on_time.iter().map(|share| share.value);
    let most = most
        .chain(row.if_independent.iter().copied())
        .fold(0.01, f64::max);
    let drawing = drawn(row, shown, most);
    let y = value_axis::between(
        "Share of trials".to_owned(),
        (0.0, 1.15 * most),
        |at, step| {
            let decimals = usize::from(step < 0.01);
            format!("{:.decimals$}\u{a0}%", 100.0 * at)
        },
    );
    let draft = Draft {
        subject: SUBJECT,
        stem: "on-time-together".to_owned(),
        site: None,
        title: "How many phases keep their dates".to_owned(),
        message: message(row),
        notes: vec![
            "As if independent: each phase with its own chance, none sharing anything with another."
                .to_owned(),
        ],
        reads: footer::Reads::Plain,
        x: columns(row, shown),
        y,
        height: Height::Whole(560.0),
        key: drawing.key(&[
            (Role::Story, Swatch::Area, "in the run"),
            (
                Role::Whisker,
                Swatch::Whisker,
                "±\u{a0}standard error of the run",
            ),
            (
                Role::Supposed,
                Swatch::Line,
                "as if the phases were independent",
            ),
        ]),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: Some(readings(row, shown)),
    };
    Some(draft.chart(projection))
}

/// Bars of the run, lines of independence.
fn drawn(row: &JointRow, shown: usize, most: f64) -> Drawing {
    let mut drawing = Drawing::default();
    for k in 0..shown {
        let (x, chance) = (k as f64, row.on_time[k]);
        if chance.value > 0.0 {
            drawing.mark(
                Role::Story,
                Shape::Tile(x + 0.12, x + 0.88, 0.0, chance.value),
            );
        }
        let supposed = row.if_independent[k];
        let line = vec![(x + 0.06, supposed), (x + 0.94, supposed)];
        drawing.mark(Role::Supposed, Shape::Line(line));
        if chance.se > 0.0 && chance.value > 0.0 {
            let low = (chance.value - chance.se).max(0.0);
            drawing.mark(
                Role::Whisker,
                Shape::Error(x + 0.5, low, chance.value + chance.se),
            );
        }
    }
    for k in 0..shown {
        let (chance, supposed) = (row.on_time[k].value, row.if_independent[k]);
        if shown <= 12 && chance > HARDLY {
            // Over its bar; where the line would run through it, over the line.
            let above = supposed > chance - 0.02 * most && supposed < chance + 0.09 * most;
            let high = if above { chance.max(supposed) } else { chance };
            let at = (k as f64 + 0.5, high + 0.045 * most);
            drawing.label(Role::Median, percent(chance), at, Place::Boxed(1.0));
        }
    }
    drawing
}

fn columns(row: &JointRow, shown: usize) -> Axis {
    let mut x = rows(shown);
    x.title = format!(
        "Phases online by their announced dates, of {}",
        grouped(&row.phases.len().to_string())
    );
    x.ticks = (0..shown)
        .map(|k| Tick {
            at: k as f64 + 0.5,
            text: k.to_string(),
        })
        .collect();
    x
}

fn readings(row: &JointRow, shown: usize) -> Readings {
    let shares = |share: &dyn Fn(usize) -> f64| (0..shown).map(|k| percent(share(k))).collect();
    let when = |k: usize| {
        if k == 1 {
            "1 phase".to_owned()
        } else {
            format!("{k} phases")
        }
    };
    Readings {
        unit: String::new(),
        at: (0..shown).map(|k| k as f64 + 0.5).collect(),
        when: (0..shown).map(when).collect(),
        rows: vec![
            Reading {
                role: Role::Story,
                name: "in the run".to_owned(),
                values: shares(&|k| row.on_time[k].value),
            },
            Reading {
                role: Role::Supposed,
                name: "as if independent".to_owned(),
                values: shares(&|k| row.if_independent[k]),
            },
        ],
    }
}

fn is_sound(row: &JointRow) -> bool {
    let count = row.on_time.len();
    let share = |value: f64| (0.0..=1.0).contains(&value);
    row.phases.len() > 1
        && count == row.phases.len() + 1
        && row.if_independent.len() == count
        && row.on_time.iter().all(|chance| share(chance.value))
        && row.if_independent.iter().all(|chance| share(*chance))
}

/// Where sharing matters most: so many phases or fewer on time.
fn message(row: &JointRow) -> String {
    let (mut own, mut supposed) = (0.0_f64, 0.0);
    let mut telling = (0, 0.0_f64, 0.0);
    for k in 0..row.phases.len() {
        own += row.on_time[k].value;
        supposed += row.if_independent[k];
        if (own - supposed).abs() > (telling.1 - telling.2).abs() || k == 0 {
            telling = (k, own, supposed);
        }
    }
    let (k, own, supposed) = telling;
    let all = row.phases.len();
    let which = match k {
        0 => format!("none of {all} phases is on time"),
        1 => format!("at most 1 of {all} phases is on time"),
        k => format!("at most {k} of {all} phases are on time"),
    };
    format!(
        "In {} of trials {which}; were they independent it would be {}.",
        percent(own.clamp(0.0, 1.0)),
        percent(supposed.clamp(0.0, 1.0))
    )
}
