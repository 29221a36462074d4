//! What charts of rows and of shares are made with: a chart under way, its marks and words.
//!
//! What it does not know: what is drawn.

use super::{
    Axis, Chart, Height, Key, Label, Mark, Place, Readings, Role, Shape, Subject, Swatch, footer,
};
use crate::projection::Projection;

/// A chart under way: what differs from one to the next.
pub(super) struct Draft {
    pub(super) subject: Subject,
    pub(super) stem: String,
    pub(super) site: Option<String>,
    pub(super) title: String,
    pub(super) message: String,
    pub(super) notes: Vec<String>,
    pub(super) reads: footer::Reads,
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) height: Height,
    pub(super) key: Vec<Key>,
    pub(super) marks: Vec<Mark>,
    pub(super) labels: Vec<Label>,
    pub(super) readings: Option<Readings>,
}

impl Draft {
    /// The chart, with how to read it and the run below it.
    pub(super) fn chart(self, projection: &Projection) -> Chart {
        Chart {
            stem: self.stem,
            subject: self.subject,
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
pub(super) struct Drawing {
    pub(super) marks: Vec<Mark>,
    pub(super) labels: Vec<Label>,
}

impl Drawing {
    pub(super) fn mark(&mut self, role: Role, shape: Shape) {
        self.marks.push(Mark { role, shape });
    }

    pub(super) fn label(&mut self, role: Role, text: String, at: (f64, f64), place: Place) {
        self.labels.push(Label {
            role,
            text,
            at,
            place,
        });
    }

    /// Entries of the key whose role is drawn.
    pub(super) fn key(&self, entries: &[(Role, Swatch, &str)]) -> Vec<Key> {
        let drawn = |role: Role| self.marks.iter().any(|mark| mark.role == role);
        let entries = entries.iter().filter(|(role, ..)| drawn(*role));
        entries
            .map(|&(role, swatch, text)| key(role, swatch, text))
            .collect()
    }
}

pub(super) fn key(role: Role, swatch: Swatch, text: &str) -> Key {
    Key {
        role,
        swatch,
        text: text.to_owned(),
    }
}

/// An axis of so many rows, or columns.
pub(super) fn rows(count: usize) -> Axis {
    Axis {
        title: String::new(),
        from: 0.0,
        to: count.max(1) as f64,
        ticks: Vec::new(),
        lines: Vec::new(),
    }
}
