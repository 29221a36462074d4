//! Charts of risk: what drives an outcome, what moves together, what can be lost, and why.
//!
//! Not every phase has its own picture of each kind: those with most MW still to come have, the
//! others stand in tables. What it does not know: how any of it was computed.

mod attrition;
mod binding;
mod exclusion;
mod joint;
mod matrix;
mod network;
mod portfolio;
mod stories;
mod together;
mod tornado;

pub use exclusion::exclusion_charts;

use super::{
    Axis, Chart, Height, Key, Label, Mark, Place, Readings, Role, Shape, Subject, Swatch, footer,
    gantt, text,
};
use crate::projection::{Projection, ScheduleRow};

/// Phases that have a picture of their own, of each kind.
const CHOSEN: usize = 4;

/// All charts of risk that the projection has the numbers for.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let stakes = stakes(projection);
    let mut charts = tornado::charts(projection, &stakes);
    charts.extend(binding::chart(projection));
    charts.extend(attrition::chart(projection, &stakes));
    charts.extend(together::chart(projection));
    charts.extend(matrix::chart(projection));
    charts.extend(portfolio::chart(projection));
    charts.extend(stories::charts(projection));
    charts.extend(network::charts(projection, &stakes));
    charts.extend(joint::charts(projection, &stakes));
    charts
}

/// The `online` rows of phases still to come, those with most at stake first; of copies the first.
fn stakes(projection: &Projection) -> Vec<&ScheduleRow> {
    let mut rows: Vec<&ScheduleRow> = Vec::new();
    for row in to_come(projection) {
        if !rows.iter().any(|other| is_copy(other, row)) {
            rows.push(row);
        }
    }
    let load = |row: &ScheduleRow| row.announced_mw.unwrap_or(0.0);
    // The order is kept where as much is at stake.
    rows.sort_by(|a, b| load(b).total_cmp(&load(a)));
    rows
}

/// The `online` rows of phases that do not run yet.
fn to_come(projection: &Projection) -> impl Iterator<Item = &ScheduleRow> {
    let rows = projection.schedule.iter();
    rows.filter(|row| row.milestone == "online" && row.phase.is_some() && !row.fact)
}

/// Whether two phases of a site are copies of one template.
fn is_copy(one: &ScheduleRow, other: &ScheduleRow) -> bool {
    one.site == other.site && gantt::are_copies(one, other)
}

/// "site.phase".
fn address(row: &ScheduleRow) -> String {
    format!("{}.{}", row.site, row.phase.as_deref().unwrap_or_default())
}

/// The part of a file's name that a phase has.
fn stem(row: &ScheduleRow) -> String {
    let phase = row.phase.as_deref().unwrap_or_default();
    format!("{}-{}", text::stem(&row.site), text::stem(phase))
}

/// Which phases have such a picture, where not all have.
fn choice(drawn: usize, all: usize, table: &str) -> Option<String> {
    (drawn < all).then(|| {
        format!(
            "Drawn for {drawn} of {all} phases, those with most MW still to come; {table} has all."
        )
    })
}

/// A chart under way: what differs from one to the next.
struct Draft {
    stem: String,
    site: Option<String>,
    title: String,
    message: String,
    notes: Vec<String>,
    reads: footer::Reads,
    x: Axis,
    y: Axis,
    height: Height,
    key: Vec<Key>,
    marks: Vec<Mark>,
    labels: Vec<Label>,
    readings: Option<Readings>,
}

impl Draft {
    fn chart(self, projection: &Projection) -> Chart {
        Chart {
            stem: self.stem,
            subject: Subject::Risk,
            site: self.site,
            title: self.title,
            message: self.message,
            footnotes: footer::notes(projection, self.notes, self.reads),
            x: self.x,
            y: self.y,
            height: self.height,
            marks: self.marks,
            labels: self.labels,
            panels: Vec::new(),
            key: self.key,
            readings: self.readings,
        }
    }
}

/// Marks and labels under way.
#[derive(Default)]
struct Drawing {
    marks: Vec<Mark>,
    labels: Vec<Label>,
}

impl Drawing {
    fn mark(&mut self, role: Role, shape: Shape) {
        self.marks.push(Mark { role, shape });
    }

    fn label(&mut self, role: Role, text: String, at: (f64, f64), place: Place) {
        self.labels.push(Label {
            role,
            text,
            at,
            place,
        });
    }

    /// Entries of the key whose role is drawn.
    fn key(&self, entries: &[(Role, Swatch, &str)]) -> Vec<Key> {
        let drawn = |role: Role| self.marks.iter().any(|mark| mark.role == role);
        let entries = entries.iter().filter(|(role, ..)| drawn(*role));
        entries
            .map(|&(role, swatch, text)| key(role, swatch, text))
            .collect()
    }
}

fn key(role: Role, swatch: Swatch, text: &str) -> Key {
    Key {
        role,
        swatch,
        text: text.to_owned(),
    }
}

/// An axis of so many rows, or columns.
fn rows(count: usize) -> Axis {
    Axis {
        title: String::new(),
        from: 0.0,
        to: count.max(1) as f64,
        ticks: Vec::new(),
        lines: Vec::new(),
    }
}

/// The share of trials in which a phase is online by a day, from its S-curve.
fn online_by(row: &ScheduleRow, day: &str) -> f64 {
    let points = row
        .curve
        .iter()
        .take_while(|point| point.date.as_str() <= day);
    points.last().map_or(0.0, |point| point.share)
}
