//! The page of a chart: where the plot and every word stand, in px.
//!
//! What it does not know: colours, and how anything is drawn.

use super::theme::{self, LABEL, MARGIN, MESSAGE, SMALL, TITLE, WIDTH};
use super::{Chart, Height, Label, Place, Role, Swatch, text};

mod labels;
mod near;

/// Where everything stands. Px from the top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Width of the picture.
    pub width: f64,
    /// Height of the picture.
    pub height: f64,
    /// The plot.
    pub frame: Frame,
    /// All words.
    pub words: Vec<Words>,
    /// Thin lines from a mark's end to a label that was pushed away from it.
    pub leaders: Vec<[(f64, f64); 2]>,
    /// The key's pictures: role, kind, and the box they fill.
    pub swatches: Vec<(Role, Swatch, Bounds)>,
}

/// The plot's edges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Left.
    pub left: f64,
    /// Top.
    pub top: f64,
    /// Right.
    pub right: f64,
    /// Bottom.
    pub bottom: f64,
}

/// A box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Left.
    pub left: f64,
    /// Top.
    pub top: f64,
    /// Right.
    pub right: f64,
    /// Bottom.
    pub bottom: f64,
}

impl Bounds {
    /// Whether two boxes share more than an edge.
    pub fn overlaps(&self, other: &Bounds) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// Which end of the words stands at their x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// They start there.
    Start,
    /// They are centred there.
    Middle,
    /// They end there.
    End,
}

/// Words in their place.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// The words, cut to their room.
    pub text: String,
    /// Where they are anchored.
    pub x: f64,
    /// Their baseline.
    pub baseline: f64,
    /// How they are anchored.
    pub anchor: Anchor,
    /// Type size.
    pub size: f64,
    /// Whether they are bold.
    pub bold: bool,
    /// What they speak for.
    pub role: Role,
    /// Whether the paper is cleared under them, as they stand in the plot.
    pub backed: bool,
}

impl Words {
    /// The box that holds them, from ascenders to descenders.
    pub fn bounds(&self) -> Bounds {
        let width = text::width(&self.text, self.size, self.bold);
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        Bounds {
            left,
            top: self.baseline - 0.76 * self.size,
            right: left + width,
            bottom: self.baseline + 0.22 * self.size,
        }
    }

    fn new(text: &str, x: f64, baseline: f64, size: f64, role: Role) -> Self {
        Self {
            text: text.to_owned(),
            x,
            baseline,
            anchor: Anchor::Start,
            size,
            bold: theme::lettering(role).1,
            role,
            backed: false,
        }
    }

    fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }
}

/// From a box's centre down to the baseline of words centred in it, as a share of their size.
const CENTRED: f64 = 0.36;
/// Room for the names of the rows.
const ROWS: f64 = 330.0;
/// Room for the labels at the right.
pub(super) const ENDS: f64 = 0.4 * WIDTH;
/// Room for a column at the right of rows, which have names at the left too.
const COLUMN: f64 = 250.0;
/// A label's patch of colour, and the air behind it.
const PATCH: f64 = 12.0;
pub(super) const PATCHED: f64 = PATCH + 6.0;
/// Px of an indent.
const INDENT: f64 = 16.0;
/// Between plot and words beside it.
const GAP: f64 = 10.0;
/// Between lines of footnotes.
const FOOT_LINE: f64 = 17.0;

impl Layout {
    pub(super) fn new(chart: &Chart) -> Self {
        let room = WIDTH - 2.0 * MARGIN;
        let mut layout = Self {
            width: WIDTH,
            height: 0.0,
            frame: Frame {
                left: MARGIN + left_margin(chart),
                top: 0.0,
                right: WIDTH - MARGIN - right_margin(chart),
                bottom: 0.0,
            },
            words: Vec::new(),
            leaders: Vec::new(),
            swatches: Vec::new(),
        };
        layout.head(chart, room);
        let foot: Vec<String> = chart
            .footnotes
            .iter()
            .flat_map(|note| text::wrap(note, SMALL, room, 3))
            .collect();
        let below = 44.0 + foot.len() as f64 * FOOT_LINE + 8.0;
        layout.height = match chart.height {
            Height::Whole(height) => height.max(layout.frame.top + 200.0 + below),
            Height::Plot(height) => layout.frame.top + height + below,
        }
        .ceil();
        layout.frame.bottom = layout.height - below;
        layout.ticks(chart);
        let first = layout.height - 14.0 - (foot.len().max(1) - 1) as f64 * FOOT_LINE;
        for (n, line) in foot.iter().enumerate() {
            let baseline = first + n as f64 * FOOT_LINE;
            let words = Words::new(line, MARGIN, baseline, SMALL, Role::Quiet);
            layout.words.push(words);
        }
        layout.labels(chart);
        layout
    }

    /// Where a day stands.
    pub(super) fn x(&self, chart: &Chart, day: f64) -> f64 {
        let share = (day - chart.x.from) / (chart.x.to - chart.x.from);
        self.frame.left + share.clamp(0.0, 1.0) * (self.frame.right - self.frame.left)
    }

    /// Where a value or a row stands.
    pub(super) fn y(&self, chart: &Chart, value: f64) -> f64 {
        let share = ((value - chart.y.from) / (chart.y.to - chart.y.from)).clamp(0.0, 1.0);
        let height = self.frame.bottom - self.frame.top;
        match chart.height {
            Height::Whole(_) => self.frame.bottom - share * height,
            Height::Plot(_) => self.frame.top + share * height,
        }
    }

    /// Title, message and key; leaves the plot's top below them.
    fn head(&mut self, chart: &Chart, room: f64) {
        let title = text::shorten(&chart.title, TITLE, true, room);
        let mut baseline = 36.0;
        self.words
            .push(Words::new(&title, MARGIN, baseline, TITLE, Role::Text));
        baseline += 3.0;
        for line in text::wrap(&chart.message, MESSAGE, room, 3) {
            baseline += 22.0;
            let words = Words::new(&line, MARGIN, baseline, MESSAGE, Role::Quiet);
            self.words.push(words);
        }
        baseline += 29.0;
        let mut x = MARGIN;
        if !chart.y.title.is_empty() {
            let words = Words::new(&chart.y.title, x, baseline, SMALL, Role::Text);
            x = words.bounds().right + 24.0;
            self.words.push(words);
        }
        for entry in &chart.key {
            let length = text::width(&entry.text, SMALL, false);
            if x + 32.0 + length > WIDTH - MARGIN {
                x = MARGIN;
                baseline += 20.0;
            }
            let middle = baseline - CENTRED * SMALL;
            let wide = if entry.swatch == Swatch::Point {
                14.0
            } else {
                26.0
            };
            let bounds = Bounds {
                left: x,
                top: middle - 6.0,
                right: x + wide,
                bottom: middle + 6.0,
            };
            self.swatches.push((entry.role, entry.swatch, bounds));
            self.words.push(Words::new(
                &entry.text,
                x + wide + 6.0,
                baseline,
                SMALL,
                Role::Quiet,
            ));
            x += wide + 6.0 + length + 20.0;
        }
        let over = |label: &Label| matches!(label.place, Place::Above | Place::Head);
        let strip = chart.labels.iter().any(over);
        self.frame.top = baseline + if strip { 43.0 } else { 18.0 };
    }

    fn ticks(&mut self, chart: &Chart) {
        for tick in &chart.y.ticks {
            let baseline = self.y(chart, tick.at) + CENTRED * LABEL;
            let words = Words::new(
                &tick.text,
                self.frame.left - GAP,
                baseline,
                LABEL,
                Role::Quiet,
            );
            self.words.push(words.anchored(Anchor::End));
        }
        for tick in &chart.x.ticks {
            let half = text::width(&tick.text, LABEL, false) / 2.0;
            let x = self.x(chart, tick.at);
            let x = x.clamp(MARGIN + half, WIDTH - MARGIN - half);
            let words = Words::new(&tick.text, x, self.frame.bottom + 21.0, LABEL, Role::Quiet);
            self.words.push(words.anchored(Anchor::Middle));
        }
    }
}

/// Room for what stands left of the plot.
fn left_margin(chart: &Chart) -> f64 {
    let ticks = chart
        .y
        .ticks
        .iter()
        .map(|tick| text::width(&tick.text, LABEL, false));
    let rows = chart.labels.iter().filter_map(|label| match label.place {
        Place::Row(indent) => Some((indented(indent) + row_width(label)).min(ROWS)),
        _ => None,
    });
    ticks.chain(rows).fold(0.0, f64::max) + GAP
}

/// Room for what stands right of the plot.
fn right_margin(chart: &Chart) -> f64 {
    let words = chart.labels.iter().filter_map(|label| match label.place {
        Place::End => Some(2.0 * GAP + (patch(label.role) + row_width(label)).min(ENDS)),
        Place::Column | Place::Head => Some(GAP + row_width(label).min(COLUMN)),
        _ => None,
    });
    words.fold(6.0, f64::max)
}

fn row_width(label: &Label) -> f64 {
    text::width(&label.text, LABEL, theme::lettering(label.role).1)
}

/// What a label gives up for a patch of its layer's colour.
fn patch(role: Role) -> f64 {
    match role {
        Role::Part(_) | Role::Rest | Role::Never => PATCHED,
        _ => 0.0,
    }
}

fn indented(steps: u8) -> f64 {
    f64::from(steps) * INDENT
}
