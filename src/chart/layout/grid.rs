//! The words of a grid: in its tiles, and under its columns.

use super::super::theme::{self, SMALL};
use super::super::{Chart, Label, Place, Role, text};
use super::{Anchor, CENTRED, Layout, Words};

/// Sizes that words in tiles may have, the best first.
const SIZES: [f64; 2] = [13.0, 12.0];
/// Between lines under a column.
const LINE: f64 = 15.0;
/// Lines under a column.
const LINES: usize = 3;
/// Under the last of them, the axis' name.
const NAME: f64 = 21.0;
/// Air left and right of words in their tile.
const AIR: f64 = 3.0;

impl Layout {
    /// Words in tiles: all in one size, or none.
    pub(super) fn inside(&mut self, chart: &Chart) {
        let inside = |label: &Label| match label.place {
            Place::Inside(width) => Some(width),
            _ => None,
        };
        let all: Vec<(&Label, f64)> = chart
            .labels
            .iter()
            .filter_map(|label| Some((label, self.span(chart, inside(label)?))))
            .collect();
        let fits = |size: &f64| {
            all.iter().all(|(label, width)| {
                let bold = theme::lettering(label.role).1;
                text::width(&label.text, *size, bold) + 2.0 * AIR <= *width
            })
        };
        let Some(size) = SIZES.into_iter().find(fits) else {
            return;
        };
        for (label, _) in all {
            let (x, y) = (self.x(chart, label.at.0), self.mark_y(chart, label.at.1));
            let words = Words::new(&label.text, x, y + CENTRED * size, size, label.role);
            self.words.push(words.anchored(Anchor::Middle));
        }
    }

    /// Words in a box, cut to it.
    pub(super) fn boxed(&mut self, chart: &Chart, label: &Label, width: f64) {
        let bold = theme::lettering(label.role).1;
        let room = self.span(chart, width) - 2.0 * AIR;
        let cut = text::shorten_label(&label.text, SMALL, bold, room);
        let (x, y) = (self.x(chart, label.at.0), self.mark_y(chart, label.at.1));
        let words = Words::new(&cut, x, y + CENTRED * SMALL, SMALL, label.role);
        self.words.push(words.anchored(Anchor::Middle));
    }

    /// Px of a width on the x axis.
    fn span(&self, chart: &Chart, width: f64) -> f64 {
        let whole = chart.x.to - chart.x.from;
        width / whole * (self.frame.right - self.frame.left)
    }

    /// Names under columns, and the axis' own below them.
    pub(super) fn under(&mut self, chart: &Chart) {
        let top = self.frame.bottom + 7.0 + SMALL;
        for label in &chart.labels {
            let Place::Under(width) = label.place else {
                continue;
            };
            let x = self.x(chart, label.at.0);
            for (n, line) in self.wrapped_under(chart, label, width).iter().enumerate() {
                let baseline = top + n as f64 * LINE;
                let words = Words::new(line, x, baseline, SMALL, label.role);
                self.words.push(words.anchored(Anchor::Middle));
            }
        }
        if !chart.x.title.is_empty() {
            let middle = f64::midpoint(self.frame.left, self.frame.right);
            let room = 2.0 * (self.width - self.form.margin() - middle).min(middle);
            let name = text::shorten(&chart.x.title, SMALL, true, room);
            let baseline = top + self.under_height(chart) + 1.0;
            let words = Words::new(&name, middle, baseline, SMALL, Role::Text);
            self.words.push(words.anchored(Anchor::Middle));
        }
    }

    fn wrapped_under(&self, chart: &Chart, label: &Label, width: f64) -> Vec<String> {
        let room = self.span(chart, width) - 2.0 * AIR;
        text::wrap(&label.text, SMALL, room, LINES)
    }

    /// Height that names under columns and the axis' name take beyond a line of ticks.
    pub(super) fn under_height(&self, chart: &Chart) -> f64 {
        let lines = chart.labels.iter().map(|label| match label.place {
            Place::Under(width) => self.wrapped_under(chart, label, width).len(),
            _ => 0,
        });
        let more = lines.max().unwrap_or(0).saturating_sub(1);
        let name = if chart.x.title.is_empty() { 0.0 } else { NAME };
        more as f64 * LINE + name
    }
}
