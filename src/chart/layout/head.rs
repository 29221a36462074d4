//! What stands over the plot: title, message, the value axis' name and the key.

use super::super::theme::{LABEL, MESSAGE, SMALL, TITLE};
use super::super::{Chart, Key, Label, Place, Role, Swatch, text};
use super::{Bounds, CENTRED, Layout, Words};

/// Between lines of the key.
const KEY_LINE: f64 = 20.0;
/// Between lines of labels over the plot.
pub(super) const STRIP_LINE: f64 = 18.0;

impl Layout {
    /// Title, message and key; leaves the plot's top below them.
    pub(super) fn head(&mut self, chart: &Chart) {
        let mut baseline = if self.form.is_whole() {
            self.title(chart) + 29.0
        } else {
            16.0
        };
        let margin = self.form.margin();
        let mut x = margin;
        if !chart.y.title.is_empty() {
            let words = Words::new(&chart.y.title, x, baseline, SMALL, Role::Text);
            x = words.bounds().right + 24.0;
            self.words.push(words);
        } else if chart.key.is_empty() && !self.form.is_whole() {
            baseline = 0.0;
        }
        for entry in &chart.key {
            let length = entry_width(entry);
            if x > margin && x + length > self.width - margin {
                x = margin;
                baseline += KEY_LINE;
            }
            self.entry(entry, x, baseline);
            x += length + 20.0;
        }
        let strip = match self.strip_lines(chart) {
            0 => 18.0,
            lines => 43.0 + (lines - 1) as f64 * STRIP_LINE,
        };
        self.frame.top = baseline + strip;
    }

    /// Title and message; the last baseline.
    fn title(&mut self, chart: &Chart) -> f64 {
        let (margin, room) = (self.form.margin(), self.form.room());
        let title = text::shorten(&chart.title, TITLE, true, room);
        let mut baseline = 36.0;
        let words = Words::new(&title, margin, baseline, TITLE, Role::Text);
        self.words.push(words);
        baseline += 3.0;
        for line in text::wrap(&chart.message, MESSAGE, room, 3) {
            baseline += 22.0;
            let words = Words::new(&line, margin, baseline, MESSAGE, Role::Quiet);
            self.words.push(words);
        }
        baseline
    }

    fn entry(&mut self, entry: &Key, x: f64, baseline: f64) {
        let middle = baseline - CENTRED * SMALL;
        let wide = swatch_width(entry.swatch);
        let bounds = Bounds {
            left: x,
            top: middle - 6.0,
            right: x + wide,
            bottom: middle + 6.0,
        };
        self.swatches.push((entry.role, entry.swatch, bounds));
        let x = x + wide + 6.0;
        let room = self.width - self.form.margin() - x;
        let words = text::shorten(&entry.text, SMALL, false, room);
        self.words
            .push(Words::new(&words, x, baseline, SMALL, Role::Quiet));
    }

    /// Lines of labels over the plot: one for all of them, or one for each where the room is too
    /// small.
    pub(super) fn strip_lines(&self, chart: &Chart) -> usize {
        let over = |label: &&Label| matches!(label.place, Place::Above | Place::Head);
        let labels = chart.labels.iter().filter(over);
        let widths = labels.map(|label| text::width(&label.text, LABEL, true) + 16.0);
        let (count, width) = widths.fold((0, 0.0), |(n, sum), width| (n + 1, sum + width));
        if width <= self.form.room() {
            count.min(1)
        } else {
            count
        }
    }
}

fn swatch_width(swatch: Swatch) -> f64 {
    if swatch == Swatch::Point { 14.0 } else { 26.0 }
}

fn entry_width(entry: &Key) -> f64 {
    swatch_width(entry.swatch) + 6.0 + text::width(&entry.text, SMALL, false)
}
