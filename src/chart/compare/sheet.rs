//! Pictures of many small plots: what all of them have.
//!
//! What it does not know: what a plot shows.

use super::super::footer::{self, Reads};
use super::super::panels::Arranged;
use super::super::{Axis, Chart, Key, Mark, Role, Shape, Subject, Swatch, fans, time};
use super::Scene;

/// What such a picture says.
pub(super) struct Sheet {
    pub(super) stem: String,
    pub(super) subject: Subject,
    pub(super) title: String,
    pub(super) message: String,
    pub(super) notes: Vec<String>,
    pub(super) key: Vec<Key>,
}

impl Sheet {
    /// The picture: panels over years, with the status date, and the period of their figures, given
    /// by its place and name.
    pub(super) fn chart(
        self,
        scene: &Scene<'_>,
        arranged: Arranged,
        (period, when): (usize, &str),
    ) -> Chart {
        let (mut marks, mut labels) = (Vec::new(), Vec::new());
        scene.status(&mut marks, &mut labels);
        marks.push(Mark {
            role: Role::Guide,
            shape: Shape::Upright(scene.ends[period]),
        });
        let figures = format!("date of the figures: {}", fans::lower(when));
        let named = labels
            .into_iter()
            .map(|label| (label.role, label.text))
            .chain([(Role::Guide, figures)]);
        let mut key = self.key;
        key.extend(named.map(|(role, text)| Key {
            role,
            swatch: Swatch::Line,
            text,
        }));
        Chart {
            stem: self.stem,
            subject: self.subject,
            site: None,
            title: self.title,
            message: self.message,
            footnotes: footer::compared(scene.comparison, self.notes, Reads::Bands),
            x: time::axis(scene.from, scene.to()),
            y: Axis {
                title: arranged.unit.clone(),
                ticks: Vec::new(),
                lines: Vec::new(),
                ..arranged.rows[0].y.clone()
            },
            height: arranged.height(),
            marks,
            labels: Vec::new(),
            panels: arranged.rows,
            key,
            readings: None,
        }
    }
}
