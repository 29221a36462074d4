//! Plots with their places: from days and values to px.
//!
//! What it does not know: words.

use super::super::{Axis, Chart, Height, Mark};
use super::{Frame, Layout};

/// The part of a row from which on a box counts as high as its row.
const WHOLE: f64 = 0.9;
/// What such a box gives way to names over it, at each end, in steps aside.
const NAMES: f64 = 1.1;

/// A plot with its place.
pub(in super::super) struct Plot<'a> {
    /// Its edges.
    pub(in super::super) frame: Frame,
    /// Time.
    pub(in super::super) x: &'a Axis,
    /// Values or rows.
    pub(in super::super) y: &'a Axis,
    /// Whether they run downwards.
    downwards: bool,
    /// How far below the middle of its row a mark stands.
    aside: f64,
    /// How far a vertical line reaches over the plot.
    pub(in super::super) over: f64,
    /// What is drawn in it: first what all plots have, then its own.
    pub(in super::super) marks: [&'a [Mark]; 2],
}

impl Plot<'_> {
    /// Where a mark stands.
    pub(in super::super) fn at(&self, day: f64, value: f64) -> (f64, f64) {
        (self.across(day), self.up(value) + self.aside)
    }

    /// The corners of a box. Where names stand over marks, one as high as its row leaves them room.
    pub(in super::super) fn corners(
        &self,
        (from, to): (f64, f64),
        (upper, lower): (f64, f64),
    ) -> [(f64, f64); 2] {
        let (start, end) = (self.at(from, upper), self.at(to, lower));
        let room = if lower - upper > WHOLE {
            NAMES * self.aside
        } else {
            0.0
        };
        [(start.0, start.1 + room), (end.0, end.1 - room)]
    }

    /// Where a day stands.
    pub(in super::super) fn across(&self, day: f64) -> f64 {
        let share = (day - self.x.from) / (self.x.to - self.x.from);
        self.frame.left + share.clamp(0.0, 1.0) * (self.frame.right - self.frame.left)
    }

    /// Where a value, or the middle of a row, stands.
    pub(in super::super) fn up(&self, value: f64) -> f64 {
        let share = ((value - self.y.from) / (self.y.to - self.y.from)).clamp(0.0, 1.0);
        let height = self.frame.bottom - self.frame.top;
        if self.downwards {
            self.frame.top + share * height
        } else {
            self.frame.bottom - share * height
        }
    }
}

impl Layout {
    /// All plots: the only one, or one for each panel.
    pub(in super::super) fn plots<'a>(&self, chart: &'a Chart) -> Vec<Plot<'a>> {
        if chart.panels.is_empty() {
            return vec![self.plot(chart)];
        }
        let panels = chart
            .panels
            .iter()
            .flat_map(|row| row.panels.iter().map(move |panel| (&row.y, panel)));
        panels
            .zip(&self.panels)
            .map(|((y, panel), frame)| Plot {
                frame: *frame,
                x: &chart.x,
                y,
                downwards: false,
                aside: 0.0,
                over: 0.0,
                marks: [&chart.marks, &panel.marks],
            })
            .collect()
    }

    pub(super) fn plot<'a>(&self, chart: &'a Chart) -> Plot<'a> {
        Plot {
            frame: self.frame,
            x: &chart.x,
            y: &chart.y,
            downwards: matches!(chart.height, Height::Plot(_)),
            aside: self.aside(chart),
            over: 9.0,
            marks: [&chart.marks, &[]],
        }
    }
}
