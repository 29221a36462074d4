//! Words in the plot beside their mark, moved aside until they cover no others.
//!
//! What it does not know: what is written.

use super::super::theme::LABEL;
use super::super::{Chart, Label, Mark, Shape, text};
use super::labels::fitted;
use super::{Anchor, Bounds, GAP, Layout, Words};

/// Between one try and the next, px.
const STEP: f64 = 10.0;
/// Tries up and down that are weighed against each other; beyond them the nearest will do.
const WEIGHED: i32 = 12;
/// Tries from side to side.
const ACROSS: i32 = 10;
/// Room for the words.
const ROOM: f64 = 480.0;
/// What words over a line cost, as px of distance.
const OVER_LINE: f64 = 60.0;
/// Px from which a thin line leads back to the mark.
const FAR: f64 = 22.0;
/// Px around words that lines keep off.
const EDGE: f64 = 3.0;

impl Layout {
    /// Near a bar that runs from the label's point to `right`: where the words cover no others, and
    /// as few lines and are as near as can be.
    pub(super) fn near(&mut self, chart: &Chart, label: &Label, right: f64) {
        let y = self.y(chart, label.at.1);
        let bar = Bounds {
            left: self.x(chart, label.at.0),
            top: y - LABEL / 2.0,
            right: self.x(chart, right),
            bottom: y + LABEL / 2.0,
        };
        let room = ROOM.min(self.frame.right - self.frame.left - 12.0);
        let first = fitted(label, bar.left - GAP, y, room).anchored(Anchor::End);
        // The words are the same at every try: they and those that stand are measured once.
        let width = text::width(&first.text, first.size, first.bold);
        let standing: Vec<Bounds> = self.words.iter().map(Words::bounds).collect();
        let cost = |words: &Words| {
            let bounds = words.bounds_of(width);
            let (across, along) = apart(&bounds, &bar);
            OVER_LINE * self.lines_under(chart, &bounds) + across + 1.5 * along
        };
        let reach = ((self.frame.bottom - self.frame.top) / STEP) as i32;
        let tries = |n: i32| {
            let tried = self.tries(&first, width, &bar, n);
            tried.filter(|words| self.covers_none(&standing, &words.bounds_of(width)))
        };
        let weighed = (-WEIGHED..=WEIGHED).flat_map(tries);
        let best = weighed.min_by(|a, b| cost(a).total_cmp(&cost(b)));
        let far = || {
            (WEIGHED..reach)
                .flat_map(|n| [-n, n])
                .find_map(|n| tries(n).next())
        };
        let words = best.or_else(far).unwrap_or(first);
        let bounds = words.bounds_of(width);
        let (across, along) = apart(&bounds, &bar);
        if across.max(along) > FAR {
            self.leaders.push(leader(&bounds, &bar));
        }
        let backed = true;
        self.words.push(Words { backed, ..words });
    }

    /// The words `n` steps below the bar's height: before it, over its start, after it, and here
    /// and there across the plot.
    fn tries(
        &self,
        words: &Words,
        width: f64,
        bar: &Bounds,
        n: i32,
    ) -> impl Iterator<Item = Words> {
        let bounds = words.bounds_of(width);
        let width = bounds.right - bounds.left;
        let start = self.frame.left + 4.0;
        let room = self.frame.right - 4.0 - width - start;
        let beside = [bar.left - GAP - width, bar.left + 4.0, bar.right + GAP];
        let across = (0..=ACROSS).map(move |k| start + room * f64::from(k) / f64::from(ACROSS));
        let words = words.clone();
        beside.into_iter().chain(across).map(move |x| Words {
            x,
            baseline: words.baseline + f64::from(n) * STEP,
            anchor: Anchor::Start,
            ..words.clone()
        })
    }

    /// Whether words stand inside the plot, and over none of those that stand.
    fn covers_none(&self, standing: &[Bounds], bounds: &Bounds) -> bool {
        let inside = bounds.left >= self.frame.left + 2.0
            && bounds.right <= self.frame.right - 2.0
            && bounds.top >= self.frame.top
            && bounds.bottom <= self.frame.bottom - 2.0;
        inside && !standing.iter().any(|other| other.overlaps(bounds))
    }

    /// How many lines and bars run through the box or its edge, which the cleared paper reaches.
    fn lines_under(&self, chart: &Chart, bounds: &Bounds) -> f64 {
        let bounds = &Bounds {
            left: bounds.left - EDGE,
            top: bounds.top - EDGE,
            right: bounds.right + EDGE,
            bottom: bounds.bottom + EDGE,
        };
        let at = |point: &(f64, f64)| (self.x(chart, point.0), self.y(chart, point.1));
        let runs_through = |mark: &&Mark| match &mark.shape {
            Shape::Line(points) => points
                .windows(2)
                .any(|pair| meets(at(&pair[0]), at(&pair[1]), bounds)),
            Shape::Bar(from, to, y) => {
                let (start, end) = (at(&(*from, *y)), at(&(*to, *y)));
                let bar = Bounds {
                    left: start.0,
                    top: start.1 - LABEL / 2.0,
                    right: end.0,
                    bottom: start.1 + LABEL / 2.0,
                };
                bar.overlaps(bounds)
            }
            Shape::Upright(day) => {
                let x = self.x(chart, *day);
                bounds.left < x && x < bounds.right
            }
            Shape::Disc(x, y, radius) | Shape::Ring(x, y, radius) => {
                let (start, middle) = at(&(x - radius, *y));
                let end = self.x(chart, x + radius);
                let reach = (end - start) / 2.0;
                let round = Bounds {
                    left: start,
                    top: middle - reach,
                    right: end,
                    bottom: middle + reach,
                };
                round.overlaps(bounds)
            }
            Shape::Area(_)
            | Shape::Land(_)
            | Shape::Whisker(..)
            | Shape::Point(..)
            | Shape::Tile(..)
            | Shape::Outline(..)
            | Shape::Hatched(..)
            | Shape::Error(..) => false,
        };
        chart.marks.iter().filter(runs_through).count() as f64
    }
}

/// How far a box lies from a bar: across and along the page.
fn apart(bounds: &Bounds, bar: &Bounds) -> (f64, f64) {
    let across = (bar.left - bounds.right).max(bounds.left - bar.right);
    let along = (bar.top - bounds.bottom).max(bounds.top - bar.bottom);
    (across.max(0.0), along.max(0.0))
}

/// A thin line from the bar's nearer end to the nearest place at the words.
fn leader(bounds: &Bounds, bar: &Bounds) -> [(f64, f64); 2] {
    let middle = f64::midpoint(bounds.left, bounds.right);
    let x = if (middle - bar.left).abs() < (middle - bar.right).abs() {
        bar.left
    } else {
        bar.right
    };
    let y = f64::midpoint(bar.top, bar.bottom);
    let nearest = (
        x.clamp(bounds.left - 4.0, bounds.right + 4.0),
        y.clamp(bounds.top - 2.0, bounds.bottom + 2.0),
    );
    [(x, y), nearest]
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
