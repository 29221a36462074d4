//! Where panels stand: rows under each other, each panel with its title, figures and years.
//!
//! What it does not know: what a panel shows.

use super::super::theme::{LABEL, SMALL};
use super::super::{Axis, Chart, Height, Panel, PanelRow, Role, text};
use super::{Anchor, CENTRED, Frame, GAP, Layout, Words};

/// Between panels side by side.
const BETWEEN: f64 = 20.0;
/// Title and figures over a panel's plot.
const OVER: f64 = 46.0;
/// Years below it.
const BELOW: f64 = 24.0;
/// Between rows.
const APART: f64 = 8.0;

impl Layout {
    /// Height of all panels, without the years below the last row, which any plot has.
    pub(super) fn panels_height(&self, chart: &Chart, plot: f64) -> f64 {
        let lines = self.lines_of(chart).count() as f64;
        lines * (OVER + plot + BELOW + APART) - BELOW - APART - 12.0
    }

    /// Panels side by side in this form: a row, or a part of one.
    fn lines_of<'a>(&self, chart: &'a Chart) -> impl Iterator<Item = (&'a PanelRow, &'a [Panel])> {
        let most = self.panels_in_line(chart);
        let rows = chart.panels.iter();
        rows.flat_map(move |row| row.panels.chunks(most).map(move |line| (row, line)))
    }

    fn panels_in_line(&self, chart: &Chart) -> usize {
        let widest = chart.panels.iter().map(|row| row.panels.len()).max();
        widest.unwrap_or(1).clamp(1, self.form.panels())
    }

    /// Room for the numbers left of the first panel of a line.
    pub(super) fn panels_margin(chart: &Chart) -> f64 {
        let ticks = chart.panels.iter().flat_map(|row| &row.y.ticks);
        ticks
            .map(|tick| text::width(&tick.text, SMALL, false))
            .fold(0.0, f64::max)
    }

    /// Frames, titles, figures and ticks of the panels, from the frame's top down.
    pub(super) fn panels(&mut self, chart: &Chart) {
        let Height::Panel(plot) = chart.height else {
            return;
        };
        let most = self.panels_in_line(chart) as f64;
        let room = self.frame.right - self.frame.left - BETWEEN * (most - 1.0);
        let width = room / most;
        let lines: Vec<(&PanelRow, &[Panel])> = self.lines_of(chart).collect();
        let mut top = self.frame.top - 12.0 + OVER;
        for (row, panels) in lines {
            let bottom = top + plot;
            for (n, panel) in panels.iter().enumerate() {
                let left = self.frame.left + n as f64 * (width + BETWEEN);
                let right = left + width;
                let frame = Frame {
                    left,
                    top,
                    right,
                    bottom,
                };
                self.panels.push(frame);
                self.panel_head(panel, frame);
                let edges = (left - BETWEEN / 2.0, right + BETWEEN / 2.0);
                self.x_ticks(chart, frame, edges, SMALL);
            }
            self.panel_values(&row.y, top, bottom);
            top = bottom + BELOW + APART + OVER;
        }
    }

    /// Title, and figures side by side below it.
    fn panel_head(&mut self, panel: &Panel, frame: Frame) {
        let room = frame.right - frame.left;
        let title = text::shorten(&panel.title, LABEL, true, room);
        let baseline = frame.top - 29.0;
        let words = Words::new(&title, frame.left, baseline, LABEL, Role::Text);
        self.words.push(words);
        let mut x = frame.left;
        for (role, figure) in &panel.figures {
            let bold = super::theme::lettering(*role).1;
            let figure = text::shorten_name(figure, SMALL, bold, frame.right - x);
            let words = Words::new(&figure, x, frame.top - 11.0, SMALL, *role);
            let right = words.bounds().right;
            if right <= frame.right {
                x = right + GAP;
                self.words.push(words);
            }
        }
    }

    /// The numbers of a line's values, left of its first panel.
    fn panel_values(&mut self, y: &Axis, top: f64, bottom: f64) {
        for tick in &y.ticks {
            let up = (tick.at - y.from) / (y.to - y.from) * (bottom - top);
            let baseline = bottom - up + CENTRED * SMALL;
            let left = self.frame.left - GAP;
            let words = Words::new(&tick.text, left, baseline, SMALL, Role::Quiet);
            self.words.push(words.anchored(Anchor::End));
        }
    }
}
