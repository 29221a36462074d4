//! The labels at the marks: placed so that none covers another.

use super::super::theme::{self, LABEL};
use super::super::{Chart, Label, Place, Shape, Side, place, text};
use super::head::STRIP_LINE;
use super::{Anchor, Bounds, CENTRED, COLUMN, GAP, Layout, Words, indented};

impl Layout {
    pub(super) fn labels(&mut self, chart: &Chart) {
        self.ends(chart);
        self.above(chart);
        self.inside(chart);
        self.under(chart);
        for label in &chart.labels {
            match label.place {
                Place::Row(indent) => self.row(chart, label, indent),
                Place::Column => self.column(chart, label),
                Place::Head => self.heading(label),
                Place::After(first) => self.after(chart, label, first),
                Place::Beside => self.beside(chart, label),
                Place::Corner(side) => self.corner(chart, label, side),
                Place::Boxed(width) => self.boxed(chart, label, width),
                Place::End | Place::Above | Place::Near(_) | Place::Inside(_) | Place::Under(_) => {
                }
            }
        }
        // Last, for these can give way to all others.
        for label in &chart.labels {
            match label.place {
                Place::Near(right) if !self.is_listed(label) => self.near(chart, label, right),
                _ => {}
            }
        }
    }

    /// Labels over vertical lines, side by side, or each on a line of its own.
    fn above(&mut self, chart: &Chart) {
        let mut labels: Vec<(f64, Words)> = chart
            .labels
            .iter()
            .filter(|label| label.place == Place::Above)
            .map(|label| {
                let x = self.x(chart, label.at.0);
                let room = self.form.room().min(400.0);
                (x, fitted(label, x, self.frame.top - 18.0, room))
            })
            .collect();
        labels.sort_by(|a, b| a.0.total_cmp(&b.0));
        let wanted: Vec<f64> = labels.iter().map(|(x, _)| *x).collect();
        let lengths: Vec<f64> = labels
            .iter()
            .map(|(_, words)| words.bounds().right - words.bounds().left + 16.0)
            .collect();
        let (start, end) = (self.form.margin() - 8.0, self.strip_end(chart));
        let centres = if self.strip_lines(chart) > 1 {
            let pairs = wanted.iter().zip(&lengths);
            pairs
                .flat_map(|(x, length)| place::spread(&[*x], &[*length], start, end))
                .collect()
        } else {
            place::spread(&wanted, &lengths, start, end)
        };
        let lines = self.strip_lines(chart).saturating_sub(1);
        for (n, ((_, words), x)) in labels.into_iter().zip(centres).enumerate() {
            let up = lines.saturating_sub(n) as f64 * STRIP_LINE;
            let baseline = words.baseline - up;
            self.words.push(
                Words {
                    x,
                    baseline,
                    ..words
                }
                .anchored(Anchor::Middle),
            );
        }
    }

    /// Where the strip over the plot ends: before the head of a column, if there is one beside it.
    fn strip_end(&self, chart: &Chart) -> f64 {
        let head = chart.labels.iter().find(|label| label.place == Place::Head);
        let page = self.width - self.form.margin() + 8.0;
        match head {
            Some(_) if !self.stacked => self.frame.right + GAP,
            Some(head) if self.strip_lines(chart) == 1 => page - super::label_width(head) - 16.0,
            _ => page,
        }
    }

    fn row(&mut self, chart: &Chart, label: &Label, indent: u8) {
        let x = self.form.margin() + indented(indent);
        let y = self.name_y(chart, label.at.1);
        let room = if self.stacked {
            let beside = chart
                .labels
                .iter()
                .filter(|other| other.place == Place::Column && other.at.1 == label.at.1);
            let taken = beside.map(|other| super::label_width(other).min(COLUMN) + 14.0);
            self.form.room() - indented(indent) - taken.fold(0.0, f64::max)
        } else {
            self.form.rows() - indented(indent)
        };
        // The name of a group has its row for itself, and reaches into the plot.
        let alone = !self.stacked && Self::is_alone(chart, label);
        let room = if alone {
            self.frame.right - x - GAP
        } else {
            room
        };
        self.words.push(Words {
            backed: self.stacked || alone,
            ..fitted(label, x, y, room)
        });
    }

    /// Whether a row holds its name and nothing else.
    fn is_alone(chart: &Chart, label: &Label) -> bool {
        let row = label.at.1;
        let mut others = chart.labels.iter().filter(|other| {
            other.at.1 == row && !matches!(other.place, Place::Row(_) | Place::Above | Place::Head)
        });
        others.next().is_none() && !super::is_marked(chart, row)
    }

    /// Words in the column right of the plot; over the marks where names are.
    fn column(&mut self, chart: &Chart, label: &Label) {
        let y = self.name_y(chart, label.at.1);
        let words = self.at_the_right(label, y);
        self.words.push(words);
    }

    fn heading(&mut self, label: &Label) {
        let words = self.at_the_right(label, self.frame.top - 18.0);
        self.words.push(words);
    }

    fn at_the_right(&self, label: &Label, y: f64) -> Words {
        if self.stacked {
            let end = self.width - self.form.margin();
            let words = fitted(label, end, y, COLUMN).anchored(Anchor::End);
            let backed = true;
            return Words { backed, ..words };
        }
        fitted(label, self.frame.right + GAP, y, COLUMN)
    }

    /// Right of a row's marks, or left of the `first` of them if the plot ends too soon.
    fn after(&mut self, chart: &Chart, label: &Label, first: f64) {
        let y = self.mark_y(chart, label.at.1);
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
        let room = 260.0_f64.min(0.7 * (self.frame.right - self.frame.left));
        let below = fitted(label, x + 13.0, y + 17.0, room);
        let above = fitted(label, x - 13.0, y - 17.0, room).anchored(Anchor::End);
        let far = fitted(label, x + 60.0, y + 17.0, room);
        let left = fitted(label, x - 13.0, y + 17.0, room).anchored(Anchor::End);
        let edge = fitted(label, self.frame.right - 4.0, y + 17.0, room).anchored(Anchor::End);
        let free = [&below, &above, &far, &left, &edge]
            .into_iter()
            .find(|words| self.is_free(chart, &words.bounds()))
            .cloned();
        let backed = true;
        self.words.push(Words {
            backed,
            ..free.unwrap_or(below)
        });
    }

    /// At the plot's left edge, over or under a height.
    fn corner(&mut self, chart: &Chart, label: &Label, side: Side) {
        let y = self.y(chart, label.at.1);
        let y = match side {
            Side::Over => y - 14.0,
            Side::Under => y + 14.0,
        };
        let room = self.frame.right - self.frame.left - 2.0 * GAP;
        let words = fitted(label, self.frame.left + GAP, y, room);
        let backed = true;
        self.words.push(Words { backed, ..words });
    }

    fn is_free(&self, chart: &Chart, bounds: &Bounds) -> bool {
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
    let cut = text::shorten_label(&label.text, LABEL, bold, room);
    Words::new(&cut, x, y + CENTRED * LABEL, LABEL, label.role)
}
