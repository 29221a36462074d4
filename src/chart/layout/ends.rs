//! The labels right of the plot, and those listed below it where the right has no room.

use super::super::theme::{self, LABEL};
use super::super::{Chart, Form, Label, Place, Role, Swatch, place, text};
use super::{Bounds, CENTRED, GAP, Layout, PATCH, PATCHED, Words};

/// Height that a line of a label at the right takes.
const LINE: f64 = 19.0;
/// A piece of line, long enough to show its dashes.
const PIECE: f64 = 30.0;
/// Labels at the right up to which a narrow picture keeps them on one line, px.
const SHORT: f64 = 72.0;

impl Layout {
    /// Width that a label takes at the right; `None` if it is listed below.
    pub(super) fn end_width(&self, label: &Label) -> Option<f64> {
        if self.is_listed(label) {
            return None;
        }
        let (lines, bold) = (self.lines(label), theme::lettering(label.role).1);
        let widths = lines.iter().map(|line| text::width(line, LABEL, bold));
        Some(widths.fold(0.0, f64::max) + patch(label.role))
    }

    /// Labels right of the plot, pushed apart, each with a leader if it had to move.
    pub(super) fn ends(&mut self, chart: &Chart) {
        let mut labels: Vec<(f64, &Label, Vec<String>)> = chart
            .labels
            .iter()
            .filter(|label| label.place == Place::End && !self.is_listed(label))
            .map(|label| (self.y(chart, label.at.1), label, self.lines(label)))
            .collect();
        labels.sort_by(|a, b| a.0.total_cmp(&b.0));
        let wanted: Vec<f64> = labels.iter().map(|(y, ..)| *y).collect();
        let (top, bottom) = (self.frame.top - LINE / 2.0, self.frame.bottom + LINE / 2.0);
        let lengths: Vec<f64> = labels
            .iter()
            .map(|(.., lines)| LINE * lines.len() as f64)
            .collect();
        let centres = place::spread(&wanted, &lengths, top, bottom);
        for ((y, label, lines), centre) in labels.into_iter().zip(centres) {
            let x = self.frame.right + 2.0 * GAP;
            if (centre - y).abs() > 3.0 {
                let from = (self.frame.right + 3.0, y);
                self.leaders.push([from, (x - 4.0, centre)]);
            }
            self.patch(label.role, x, centre);
            let first = centre - LINE * (lines.len() - 1) as f64 / 2.0;
            for (n, line) in lines.iter().enumerate() {
                let baseline = first + n as f64 * LINE + CENTRED * LABEL;
                let x = x + patch(label.role);
                let words = Words::new(line, x, baseline, LABEL, label.role);
                self.words.push(words);
            }
        }
        self.list(chart);
    }

    /// The parts of a whole and the names of steps, from the top down, below the plot of a narrow
    /// picture.
    fn list(&mut self, chart: &Chart) {
        let listed = |label: &&Label| self.is_listed(label);
        let mut labels: Vec<&Label> = chart.labels.iter().filter(listed).collect();
        labels.sort_by(|a, b| b.at.1.total_cmp(&a.at.1));
        for (n, label) in labels.into_iter().enumerate() {
            let centre = self.frame.bottom + 40.0 + n as f64 * LINE;
            let x = self.form.margin();
            self.patch(label.role, x, centre);
            let bold = theme::lettering(label.role).1;
            let patched = patch(label.role).max(PATCHED);
            let room = self.form.room() - patched;
            let words = text::shorten_name(&label.text, LABEL, bold, room);
            let baseline = centre + CENTRED * LABEL;
            let words = Words::new(&words, x + patched, baseline, LABEL, label.role);
            self.words.push(words);
        }
    }

    /// Height of that list.
    pub(super) fn listed_height(&self, chart: &Chart) -> f64 {
        let listed = |label: &&Label| self.is_listed(label);
        match chart.labels.iter().filter(listed).count() {
            0 => 0.0,
            count => 4.0 + LINE * count as f64,
        }
    }

    pub(super) fn is_listed(&self, label: &Label) -> bool {
        let is_part = matches!(label.role, Role::Part(_) | Role::Rest | Role::Scenario(_));
        let is_wide = matches!(label.place, Place::Near(_)) || is_part && label.place == Place::End;
        self.form == Form::Narrow && is_wide
    }

    /// A label's text as it stands at the right: on one line, or on two in a narrow picture.
    fn lines(&self, label: &Label) -> Vec<String> {
        let bold = theme::lettering(label.role).1;
        let room = self.form.ends() - patch(label.role);
        let fit = |line: &str| text::shorten_name(line, LABEL, bold, room);
        if self.form != Form::Narrow || text::width(&label.text, LABEL, bold) <= SHORT {
            return vec![fit(&label.text)];
        }
        let gaps = label.text.match_indices([' ', text::NBSP]);
        let halves = gaps.map(|(at, gap)| (&label.text[..at], &label.text[at + gap.len()..]));
        let widest =
            |(a, b): &(&str, &str)| text::width(a, LABEL, bold).max(text::width(b, LABEL, bold));
        match halves.min_by(|a, b| widest(a).total_cmp(&widest(b))) {
            Some((first, second)) => vec![fit(first), fit(second)],
            None => vec![fit(&label.text)],
        }
    }

    /// A patch of the colour of the layer, or a piece of the line, that a label speaks for.
    fn patch(&mut self, role: Role, x: f64, centre: f64) {
        let wide = patch(role) - PATCHED + PATCH;
        if wide <= 0.0 {
            return;
        }
        let half = PATCH / 2.0;
        let bounds = Bounds {
            left: x,
            top: centre - half,
            right: x + wide,
            bottom: centre + half,
        };
        let swatch = if matches!(role, Role::Scenario(_)) {
            Swatch::Line
        } else {
            Swatch::Area
        };
        self.swatches.push((role, swatch, bounds));
    }
}

/// What a label gives up for a patch of its layer's colour, or a piece of its line.
fn patch(role: Role) -> f64 {
    match role {
        Role::Scenario(_) => PATCHED - PATCH + PIECE,
        Role::Part(_) | Role::Rest | Role::Never | Role::Grid | Role::Plant => PATCHED,
        _ => 0.0,
    }
}
