//! Words in the plot beside their mark, moved aside until none covers another.
//!
//! What it does not know: what is written.

use super::super::theme::LABEL;
use super::super::{Chart, Label, Role, Shape};
use super::labels::fitted;
use super::{Anchor, Bounds, GAP, Layout, Words};

/// Between one try and the next, px.
const STEP: f64 = 19.0;
/// Room for the words.
const ROOM: f64 = 380.0;

impl Layout {
    /// Left of the label's point or right of `right`, where they cover neither words nor lines; else
    /// where they cover no words, as near to their height as can be.
    pub(super) fn near(&mut self, chart: &Chart, label: &Label, right: f64) {
        let (left, right) = (self.x(chart, label.at.0), self.x(chart, right));
        let y = self.y(chart, label.at.1);
        let from = |x: f64, y: f64| fitted(label, x, y, ROOM);
        let close = [
            from(left - GAP, y).anchored(Anchor::End),
            from(right + GAP, y),
            from(left + 4.0, y - STEP),
            from(left - GAP, y - STEP).anchored(Anchor::End),
            from(right + 4.0, y + STEP),
        ];
        let clear = |words: &&Words| {
            let bounds = words.bounds();
            self.is_free(chart, &bounds) && !self.crosses_line(chart, &bounds)
        };
        let bare = |words: &&Words| self.covers_no_words(&words.bounds());
        let found = close.iter().find(clear).or_else(|| close.iter().find(bare));
        let words = match found {
            Some(words) => words.clone(),
            None => self.aside(&close[0], y).unwrap_or(close[0].clone()),
        };
        let backed = true;
        self.words.push(Words { backed, ..words });
    }

    /// The words moved to where they cover no others, as near to the height `y` as can be.
    fn aside(&self, words: &Words, y: f64) -> Option<Words> {
        let bounds = words.bounds();
        let (width, drop) = (bounds.right - bounds.left, words.baseline - y);
        let reach = ((self.frame.bottom - self.frame.top) / STEP).ceil() as i32;
        let room = self.frame.right - self.frame.left - width - 8.0;
        let heights = (1..=reach).flat_map(|n| [-n, n]);
        let mut places = heights.flat_map(|n| {
            let height = y + f64::from(n) * STEP;
            let start = |k: i32| self.frame.left + 4.0 + f64::from(k) / 15.0 * room;
            let across = (0..16).map(start).map(move |x| (x, height));
            std::iter::once((bounds.left, height)).chain(across)
        });
        places.find_map(|(x, height)| {
            let moved = Words {
                x,
                baseline: height + drop,
                anchor: Anchor::Start,
                ..words.clone()
            };
            self.covers_no_words(&moved.bounds()).then_some(moved)
        })
    }

    /// Whether the words stand inside the plot, and over no others.
    fn covers_no_words(&self, bounds: &Bounds) -> bool {
        let inside = bounds.left >= self.frame.left + 2.0
            && bounds.right <= self.frame.right - 2.0
            && bounds.top >= self.frame.top
            && bounds.bottom <= self.frame.bottom - 2.0;
        inside && !self.words.iter().any(|w| w.bounds().overlaps(bounds))
    }

    /// Whether a line or a bar of dates runs through the box.
    fn crosses_line(&self, chart: &Chart, bounds: &Bounds) -> bool {
        let at = |point: &(f64, f64)| (self.x(chart, point.0), self.y(chart, point.1));
        chart.marks.iter().any(|mark| match &mark.shape {
            Shape::Line(points) if mark.role != Role::Zero => points
                .windows(2)
                .any(|pair| meets(at(&pair[0]), at(&pair[1]), bounds)),
            Shape::Bar(from, to, y) => {
                let half = LABEL / 2.0;
                let (start, end) = (at(&(*from, *y)), at(&(*to, *y)));
                let bar = Bounds {
                    left: start.0,
                    top: start.1 - half,
                    right: end.0,
                    bottom: start.1 + half,
                };
                bar.overlaps(bounds)
            }
            _ => false,
        })
    }
}

/// Whether a straight line from `a` to `b` runs through the box (Liang and Barsky's clipping).
fn meets(a: (f64, f64), b: (f64, f64), bounds: &Bounds) -> bool {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
    for (run, room) in [
        (-dx, a.0 - bounds.left),
        (dx, bounds.right - a.0),
        (-dy, a.1 - bounds.top),
        (dy, bounds.bottom - a.1),
    ] {
        if run == 0.0 {
            if room < 0.0 {
                return false;
            }
        } else if run < 0.0 {
            enters = enters.max(room / run);
        } else {
            leaves = leaves.min(room / run);
        }
    }
    enters <= leaves
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_meets_a_box_that_it_crosses_touches_or_lies_in() {
        let bounds = Bounds {
            left: 10.0,
            top: 10.0,
            right: 20.0,
            bottom: 20.0,
        };
        for (a, b, meet) in [
            ((0.0, 0.0), (30.0, 30.0), true),
            ((0.0, 15.0), (30.0, 15.0), true),
            ((12.0, 12.0), (13.0, 13.0), true),
            ((0.0, 0.0), (9.0, 9.0), false),
            ((0.0, 25.0), (30.0, 25.0), false),
            ((0.0, 30.0), (15.0, 25.0), false),
            ((15.0, 0.0), (15.0, 30.0), true),
            ((0.0, 12.0), (12.0, 0.0), false),
        ] {
            assert_eq!(meets(a, b, &bounds), meet, "{a:?} {b:?}");
        }
    }
}
