//! What sets each phase's date: its own work, power, another phase; or what it is lost by.
//!
//! How long phases wait for power stands in the chart of waits. What it does not know: the causes
//! themselves.

use super::super::number::{grouped, percent};
use super::super::{
    Chart, Height, Place, Role, Shape, Swatch, copies, footer, s_curve, text, theme,
};
use super::{Draft, Drawing, SUBJECT, rows, to_come};
use crate::projection::{Projection, ScheduleRow};

/// Rows at most.
const MOST: usize = 60;
/// Px of a row.
const ROW: f64 = 31.0;
/// Shares that copies of a phase may differ by and still stand in one row.
const ALIKE: f64 = 0.02;
/// The share from which on a part has its number inside.
const ROOMY: f64 = 0.11;

/// What a date is set by, or what a phase is lost by, in the order drawn; and its words on it.
const CAUSES: [(Role, &str, Role); 8] = [
    (Role::Part(1), "its own work", Role::OnPale),
    (Role::Part(2), "power", Role::OnDeep),
    (Role::Part(3), "another phase", Role::OnPale),
    (Role::Part(5), "lost: does not go ahead", Role::OnPale),
    (Role::Part(4), "lost: a risk strikes", Role::OnDeep),
    (Role::Part(6), "lost: a gate is not passed", Role::OnOrchid),
    (
        Role::Part(0),
        "lost: what it waits for never comes",
        Role::OnDeep,
    ),
    (Role::Rest, "lost: never restarts", Role::OnLight),
];
/// Causes from here on are losses.
const LOST: usize = 3;

/// A phase, or copies of one, with the share of trials of each cause.
struct Bound<'a> {
    rows: Vec<&'a ScheduleRow>,
    shares: [f64; CAUSES.len()],
}

/// The chart; `None` where nothing is to come, or every date is set by own work alone.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let mut all: Vec<Bound> = Vec::new();
    for row in to_come(projection) {
        let shares = shares(projection, row);
        let near = |bound: &Bound| {
            let pairs = bound.shares.iter().zip(&shares);
            pairs.into_iter().all(|(a, b)| (a - b).abs() <= ALIKE)
        };
        let alike = all
            .iter_mut()
            .find(|bound| super::is_copy(bound.rows[0], row) && near(bound));
        match alike {
            Some(bound) => bound.rows.push(row),
            None => all.push(Bound {
                rows: vec![row],
                shares,
            }),
        }
    }
    if all.iter().all(|bound| bound.shares[0] > 0.999) {
        return None;
    }
    let message = message(&all);
    let left_out = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    let mut drawing = Drawing::default();
    for (n, bound) in all.iter().enumerate() {
        draw(&mut drawing, bound, n as f64);
    }
    let mut notes = vec![
        "Of the trials in which it comes, by where the path that sets the date begins: in work of the phase, at \
         another phase, or at power that comes after the phase is ready or that its work waits for."
            .to_owned(),
    ];
    if left_out > 0 {
        notes.push(format!("{left_out} further rows have no room here."));
    }
    let draft = Draft {
        subject: SUBJECT,
        stem: "what-sets-the-date".to_owned(),
        site: None,
        title: "What sets each phase’s date, and what it is lost by".to_owned(),
        message,
        notes,
        reads: footer::Reads::Plain,
        x: s_curve::shares(),
        y: rows(all.len()),
        height: Height::Plot(all.len() as f64 * ROW),
        key: drawing.key(&CAUSES.map(|(role, name, _)| (role, Swatch::Area, name))),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: None,
    };
    Some(draft.chart(projection))
}

/// The share of all trials of each cause.
fn shares(projection: &Projection, row: &ScheduleRow) -> [f64; CAUSES.len()] {
    let mut shares = [0.0; CAUSES.len()];
    let mut ladders = projection.risk.attrition.iter();
    let ladder =
        ladders.find(|ladder| ladder.site == row.site && Some(&ladder.phase) == row.phase.as_ref());
    if let Some(ladder) = ladder {
        for rung in &ladder.rungs {
            shares[lost_by(&rung.cause)] += rung.lost.value.max(0.0);
        }
    } else {
        shares[lost_by("proceed")] = row.cancelled.value.max(0.0);
        shares[lost_by("restart")] = row.never_restarted.value.max(0.0);
    }
    let lost: f64 = shares.iter().sum();
    let comes = (1.0 - lost).max(0.0);
    let waits = row.given_online.waits.map_or(0.0, |share| share.value);
    let ready = comes * (1.0 - waits.clamp(0.0, 1.0));
    let (grid, phase) = outside(row);
    let scale = 1.0 / (grid + phase).max(1.0);
    shares[1] = (comes - ready) + ready * grid * scale;
    shares[2] = ready * phase * scale;
    shares[0] = (comes - shares[1] - shares[2]).max(0.0);
    shares
}

/// In which share of trials the driving path begins at a grid stage, and at another phase.
fn outside(row: &ScheduleRow) -> (f64, f64) {
    let links = row.activities.iter().flat_map(|activity| &activity.after);
    let (mut grid, mut phase) = (0.0, 0.0);
    for link in links {
        if link.from.starts_with("energised.") {
            grid += link.criticality.max(0.0);
        } else if link.from.contains('.') {
            phase += link.criticality.max(0.0);
        }
    }
    (grid, phase)
}

/// Where a loss is counted.
fn lost_by(cause: &str) -> usize {
    match cause {
        "restart" => 7,
        cause if cause.starts_with("risk.") => 4,
        cause if cause.starts_with("gate.") => 5,
        cause if cause.starts_with("waits for") => 6,
        _ => LOST,
    }
}

fn draw(drawing: &mut Drawing, bound: &Bound, row: f64) {
    let mut at = 0.0;
    for ((role, _, words), share) in CAUSES.iter().zip(bound.shares) {
        if share < 0.002 {
            continue;
        }
        let end = (at + share).min(1.0);
        drawing.mark(*role, Shape::Tile(at, end, row + 0.25, row + 0.75));
        if share >= ROOMY {
            let middle = (f64::midpoint(at, end), row + 0.5);
            drawing.label(*words, percent(share), middle, Place::Boxed(share));
        }
        at = end;
    }
    let y = row + 0.5;
    drawing.label(
        Role::Name,
        copies::label(&bound.rows),
        (0.0, y),
        Place::Row(0),
    );
    let lost: f64 = bound.shares[LOST..].iter().sum();
    let comes = format!("comes\u{a0}{}", percent((1.0 - lost).clamp(0.0, 1.0)));
    drawing.label(Role::Quiet, comes, (1.0, y), Place::Column);
}

/// What is most often behind the dates, and how many are likelier lost than not.
fn message(all: &[Bound]) -> String {
    let count: usize = all.iter().map(|bound| bound.rows.len()).sum();
    let set_by = |cause: usize| -> usize {
        let most = |bound: &&Bound| {
            let shares = &bound.shares;
            shares[cause] > 0.0 && (0..LOST).all(|other| shares[cause] >= shares[other])
        };
        all.iter().filter(most).map(|bound| bound.rows.len()).sum()
    };
    let lost = all
        .iter()
        .filter(|bound| bound.shares[LOST..].iter().sum::<f64>() > 0.5);
    let lost: usize = lost.map(|bound| bound.rows.len()).sum();
    let phases = |n: usize| {
        let number = grouped(&n.to_string());
        if n == 1 {
            format!("{number} phase")
        } else {
            format!("{number} phases")
        }
    };
    if count == 1 {
        let bound = &all[0];
        let most = (0..LOST).fold(0, |best, n| {
            if bound.shares[n] > bound.shares[best] {
                n
            } else {
                best
            }
        });
        let name = text::shorten_label(&copies::label(&bound.rows), theme::MESSAGE, false, 420.0);
        return format!(
            "{name}: where it comes its date is most often set by {}, in {} of all trials.",
            CAUSES[most].1,
            percent(bound.shares[most])
        );
    }
    let mut parts = vec![format!(
        "Where they come, own work most often sets the date of {} of {}",
        set_by(0),
        phases(count)
    )];
    for (cause, word) in [(1, "power that"), (2, "another phase that")] {
        match set_by(cause) {
            0 => {}
            some => parts.push(format!(", {word} of {some}")),
        }
    }
    match lost {
        0 => parts.push("; none is likelier lost than not.".to_owned()),
        1 => parts.push("; 1 is likelier lost than not.".to_owned()),
        some => parts.push(format!("; {some} are likelier lost than not.")),
    }
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_of_a_loss_has_its_place() {
        let places = [
            "proceed",
            "risk.x",
            "gate.y",
            "waits for a.b",
            "restart",
            "other",
        ]
        .map(lost_by);
        assert_eq!(places, [3, 4, 5, 6, 7, 3]);
        assert!(places.iter().all(|place| *place >= LOST));
    }
}
