//! The labels at the marks: placed so that none covers another.

use super::super::theme::{self, LABEL, MARGIN, WIDTH};
use super::super::{Chart, Label, Place, Shape, Swatch, place, text};
use super::{Anchor, Bounds, CENTRED, COLUMN, ENDS, GAP, Layout, ROWS, Words, indented};

/// Height that a label at the right takes.
const LINE: f64 = 19.0;

impl Layout {
    pub(super) fn labels(&mut self, chart: &Chart) {
        self.ends(chart);
        self.above(chart);
        for label in &chart.labels {
            match label.place {
                Place::Row(indent) => self.row(chart, label, indent),
                Place::Column => self.column(chart, label),
                Place::Head => self.heading(label),
                Place::After(first) => self.after(chart, label, first),
                Place::Beside => self.beside(chart, label),
                Place::End | Place::Above | Place::Near(_) => {}
            }
        }
        // Last, for these can give way to all others.
        for label in &chart.labels {
            if let Place::Near(right) = label.place {
                self.near(chart, label, right);
            }
        }
    }

    /// Labels right of the plot, pushed apart, each with a leader if it had to move.
    fn ends(&mut self, chart: &Chart) {
        let mut labels: Vec<(f64, &Label)> = chart
            .labels
            .iter()
            .filter(|label| label.place == Place::End)
            .map(|label| (self.y(chart, label.at.1), label))
            .collect();
        labels.sort_by(|a, b| a.0.total_cmp(&b.0));
        let wanted: Vec<f64> = labels.iter().map(|(y, _)| *y).collect();
        let (top, bottom) = (self.frame.top - LINE / 2.0, self.frame.bottom + LINE / 2.0);
        let lengths = vec![LINE; labels.len()];
        let centres = place::spread(&wanted, &lengths, top, bottom);
        for ((y, label), centre) in labels.into_iter().zip(centres) {
            let x = self.frame.right + 2.0 * GAP;
            if (centre - y).abs() > 3.0 {
                let from = (self.frame.right + 3.0, y);
                self.leaders.push([from, (x - 4.0, centre)]);
            }
            let patch = super::patch(label.role);
            if patch > 0.0 {
                let half = super::PATCH / 2.0;
                let bounds = Bounds {
                    left: x,
                    top: centre - half,
                    right: x + 2.0 * half,
                    bottom: centre + half,
                };
                self.swatches.push((label.role, Swatch::Area, bounds));
            }
            self.words
                .push(fitted(label, x + patch, centre, ENDS - patch));
        }
    }

    /// Labels over vertical lines, side by side.
    fn above(&mut self, chart: &Chart) {
        let mut labels: Vec<(f64, Words)> = chart
            .labels
            .iter()
            .filter(|label| label.place == Place::Above)
            .map(|label| {
                let x = self.x(chart, label.at.0);
                (x, fitted(label, x, self.frame.top - 18.0, 400.0))
            })
            .collect();
        labels.sort_by(|a, b| a.0.total_cmp(&b.0));
        let wanted: Vec<f64> = labels.iter().map(|(x, _)| *x).collect();
        let lengths: Vec<f64> = labels
            .iter()
            .map(|(_, words)| words.bounds().right - words.bounds().left + 16.0)
            .collect();
        let headed = chart.labels.iter().any(|label| label.place == Place::Head);
        let end = if headed {
            self.frame.right + GAP
        } else {
            WIDTH - MARGIN + 8.0
        };
        let centres = place::spread(&wanted, &lengths, MARGIN - 8.0, end);
        for ((_, words), x) in labels.into_iter().zip(centres) {
            self.words
                .push(Words { x, ..words }.anchored(Anchor::Middle));
        }
    }

    fn row(&mut self, chart: &Chart, label: &Label, indent: u8) {
        let x = MARGIN + indented(indent);
        let y = self.y(chart, label.at.1);
        let words = fitted(label, x, y, ROWS - indented(indent));
        self.words.push(words);
    }

    fn column(&mut self, chart: &Chart, label: &Label) {
        let y = self.y(chart, label.at.1);
        let words = fitted(label, self.frame.right + GAP, y, COLUMN);
        self.words.push(words);
    }

    fn heading(&mut self, label: &Label) {
        let y = self.frame.top - 18.0;
        let words = fitted(label, self.frame.right + GAP, y, COLUMN);
        self.words.push(words);
    }

    /// Right of a row's marks, or left of the `first` of them if the plot ends too soon.
    fn after(&mut self, chart: &Chart, label: &Label, first: f64) {
        let y = self.y(chart, label.at.1);
        let right = fitted(label, self.x(chart, label.at.0) + GAP, y, COLUMN);
        let words = if right.bounds().right <= self.frame.right - 2.0 {
            right
        } else {
            fitted(label, self.x(chart, first) - GAP, y, COLUMN).anchored(Anchor::End)
        };
        // Where neither side has room, words over the marks are better than none.
        let words = if words.bounds().left < self.frame.left + 2.0 {
            fitted(label, self.frame.right - 4.0, y, COLUMN).anchored(Anchor::End)
        } else {
            words
        };
        let backed = true;
        self.words.push(Words { backed, ..words });
    }

    /// Below right of a point or above left of it, where nothing else is; a rising curve through
    /// the point leaves both free.
    fn beside(&mut self, chart: &Chart, label: &Label) {
        let (x, y) = (self.x(chart, label.at.0), self.y(chart, label.at.1));
        let right = fitted(label, x + 13.0, y + 17.0, 260.0);
        let left = fitted(label, x - 13.0, y - 17.0, 260.0).anchored(Anchor::End);
        let far = fitted(label, x + 60.0, y + 17.0, 260.0);
        let free = [right.clone(), left, far]
            .into_iter()
            .find(|words| self.is_free(chart, &words.bounds()));
        let backed = true;
        self.words.push(Words {
            backed,
            ..free.unwrap_or(right)
        });
    }

    pub(super) fn is_free(&self, chart: &Chart, bounds: &Bounds) -> bool {
        let inside = bounds.left >= self.frame.left + 2.0
            && bounds.right <= self.frame.right - 2.0
            && bounds.bottom <= self.frame.bottom - 2.0
            && bounds.top >= self.frame.top;
        let crossed = chart.marks.iter().any(|mark| match mark.shape {
            Shape::Upright(day) => {
                let x = self.x(chart, day);
                bounds.left - 4.0 < x && x < bounds.right + 4.0
            }
            _ => false,
        });
        let covered = self
            .words
            .iter()
            .any(|words| words.bounds().overlaps(bounds));
        inside && !crossed && !covered
    }
}

/// A label's words at `x`, centred on the height `y`, cut to `room`.
pub(super) fn fitted(label: &Label, x: f64, y: f64, room: f64) -> Words {
    let bold = theme::lettering(label.role).1;
    let cut = text::shorten(&label.text, LABEL, bold, room);
    Words::new(&cut, x, y + CENTRED * LABEL, LABEL, label.role)
}
