//! The page of a chart: where the plot and every word stand, in px.
//!
//! What it does not know: colours, and how anything is drawn.

use super::theme::{self, LABEL, SMALL};
use super::{Chart, Form, Height, Label, Place, Role, Shape, Swatch, text};

mod ends;
mod grid;
mod head;
mod labels;
mod near;
mod panels;
mod plot;

pub(super) use plot::Plot;

/// Where everything stands. Px from the top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Width of the picture.
    pub width: f64,
    /// Height of the picture.
    pub height: f64,
    /// The plot; all panels, where there are such.
    pub frame: Frame,
    /// The plot of each panel, in the order of the chart's.
    pub panels: Vec<Frame>,
    /// All words.
    pub words: Vec<Words>,
    /// Thin lines from a mark's end to a label that was pushed away from it.
    pub leaders: Vec<[(f64, f64); 2]>,
    /// The key's pictures: role, kind, and the box they fill.
    pub swatches: Vec<(Role, Swatch, Bounds)>,
    /// Where it is seen.
    form: Form,
    /// Whether the names of rows stand over their marks.
    stacked: bool,
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
        self.bounds_of(text::width(&self.text, self.size, self.bold))
    }

    /// The same where the width of the words is known: measuring it is dear.
    fn bounds_of(&self, width: f64) -> Bounds {
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
/// A label's patch of colour, and the air behind it.
const PATCH: f64 = 12.0;
const PATCHED: f64 = PATCH + 6.0;
/// The most room for a column at the right of rows.
const COLUMN: f64 = 250.0;
/// Px of an indent.
const INDENT: f64 = 16.0;
/// Between plot and words beside it.
const GAP: f64 = 10.0;
/// Between lines of footnotes.
const FOOT_LINE: f64 = 17.0;
/// How much higher a row is whose name stands over its marks.
const STACKED: f64 = 1.76;
/// From the middle of such a row up to its name and down to its marks, as a share of its height.
const ASIDE: f64 = 0.22;

impl Layout {
    pub(super) fn new(chart: &Chart, form: Form) -> Self {
        let named = |label: &Label| matches!(label.place, Place::Row(_));
        let mut layout = Self {
            width: form.width(),
            height: 0.0,
            frame: Frame {
                left: 0.0,
                top: 0.0,
                right: 0.0,
                bottom: 0.0,
            },
            panels: Vec::new(),
            words: Vec::new(),
            leaders: Vec::new(),
            swatches: Vec::new(),
            form,
            stacked: form == Form::Narrow && chart.labels.iter().any(named),
        };
        layout.frame.left = form.margin() + layout.left_margin(chart);
        layout.frame.right = form.width() - form.margin() - layout.right_margin(chart);
        layout.head(chart);
        let foot = layout.foot(chart);
        layout.heights(chart, foot.len());
        layout.ticks(chart);
        let first = layout.height - 14.0 - (foot.len().max(1) - 1) as f64 * FOOT_LINE;
        for (n, line) in foot.iter().enumerate() {
            let baseline = first + n as f64 * FOOT_LINE;
            let words = Words::new(line, form.margin(), baseline, SMALL, Role::Quiet);
            layout.words.push(words);
        }
        layout.labels(chart);
        layout
    }

    /// Where a day stands.
    fn x(&self, chart: &Chart, day: f64) -> f64 {
        self.plot(chart).across(day)
    }

    /// Where a value, or the middle of a row, stands.
    fn y(&self, chart: &Chart, value: f64) -> f64 {
        self.plot(chart).up(value)
    }

    /// Where the marks of a value or a row stand.
    fn mark_y(&self, chart: &Chart, value: f64) -> f64 {
        self.plot(chart).at(0.0, value).1
    }

    /// Where the words of a row stand: over its marks if names are stacked and it has any.
    fn name_y(&self, chart: &Chart, row: f64) -> f64 {
        let up = is_marked(chart, row);
        self.y(chart, row) + self.aside(chart) * if up { -1.0 } else { 1.0 }
    }

    fn aside(&self, chart: &Chart) -> f64 {
        if !self.stacked {
            return 0.0;
        }
        ASIDE * (self.frame.bottom - self.frame.top) / (chart.y.to - chart.y.from)
    }

    /// The lines of the notes below the plot.
    fn foot(&self, chart: &Chart) -> Vec<String> {
        if !self.form.is_whole() {
            return Vec::new();
        }
        let notes = chart.footnotes.iter();
        notes
            .flat_map(|note| text::wrap(note, SMALL, self.form.room(), 3))
            .collect()
    }

    /// The plot's bottom and the picture's, from the plot's top and what stands below it.
    fn heights(&mut self, chart: &Chart, foot: usize) {
        let below = match self.form {
            Form::File => 52.0 + self.under_height(chart) + foot as f64 * FOOT_LINE,
            Form::Wide | Form::Narrow => {
                30.0 + self.under_height(chart) + self.listed_height(chart)
            }
        };
        let top = self.frame.top;
        self.height = match (chart.height, self.form) {
            (Height::Whole(height), Form::File) => height.max(top + 200.0 + below),
            (Height::Whole(height), form) => top + form.plot_height(height) + below,
            (Height::Plot(height), _) if self.stacked => top + STACKED * height + below,
            (Height::Plot(height), _) => top + height + below,
            (Height::Shaped(share), _) => {
                top + share * (self.frame.right - self.frame.left) + below
            }
            (Height::Panel(height), _) => top + self.panels_height(chart, height) + below,
        }
        .ceil();
        self.frame.bottom = self.height - below;
    }

    fn ticks(&mut self, chart: &Chart) {
        if !chart.panels.is_empty() {
            self.panels(chart);
            return;
        }
        for tick in &chart.y.ticks {
            let baseline = self.y(chart, tick.at) + CENTRED * LABEL;
            let left = self.frame.left - GAP;
            let words = Words::new(&tick.text, left, baseline, LABEL, Role::Quiet);
            self.words.push(words.anchored(Anchor::End));
        }
        let margin = self.form.margin();
        let edges = (margin, self.width - margin);
        self.x_ticks(chart, self.frame, edges, LABEL);
    }

    /// The names below a plot, between two edges, as many as keep apart.
    fn x_ticks(&mut self, chart: &Chart, frame: Frame, (low, high): (f64, f64), size: f64) {
        let mut ticks: Vec<Words> = Vec::new();
        for tick in &chart.x.ticks {
            let half = text::width(&tick.text, size, false) / 2.0;
            let share = (tick.at - chart.x.from) / (chart.x.to - chart.x.from);
            let x = frame.left + share * (frame.right - frame.left);
            let x = x.clamp(low + half, (high - half).max(low + half));
            let words = Words::new(&tick.text, x, frame.bottom + 7.0 + size, size, Role::Quiet);
            ticks.push(words.anchored(Anchor::Middle));
        }
        let step = apart(&ticks);
        self.words.extend(ticks.into_iter().step_by(step));
    }

    /// Room for what stands left of the plot.
    fn left_margin(&self, chart: &Chart) -> f64 {
        let ticks = chart
            .y
            .ticks
            .iter()
            .map(|tick| text::width(&tick.text, LABEL, false));
        let rows = chart.labels.iter().filter_map(|label| match label.place {
            Place::Row(indent) if !self.stacked => {
                Some((indented(indent) + label_width(label)).min(self.form.rows()))
            }
            _ => None,
        });
        let panels = Self::panels_margin(chart);
        ticks.chain(rows).fold(panels, f64::max) + GAP
    }

    /// Room for what stands right of the plot.
    fn right_margin(&self, chart: &Chart) -> f64 {
        let words = chart.labels.iter().filter_map(|label| match label.place {
            Place::End => Some(2.0 * GAP + self.end_width(label)?),
            Place::Column | Place::Head if !self.stacked => {
                Some(GAP + label_width(label).min(COLUMN))
            }
            _ => None,
        });
        words.fold(6.0, f64::max)
    }
}

/// The least n for which every n-th of some words in a line keeps clear of the next.
fn apart(words: &[Words]) -> usize {
    let clear = |step: &usize| {
        let kept: Vec<Bounds> = words.iter().step_by(*step).map(Words::bounds).collect();
        kept.windows(2)
            .all(|pair| pair[0].right + 6.0 <= pair[1].left)
    };
    (1..words.len()).find(clear).unwrap_or(words.len().max(1))
}

/// Whether anything is drawn in a row.
fn is_marked(chart: &Chart, row: f64) -> bool {
    chart.marks.iter().any(|mark| match mark.shape {
        Shape::Bar(_, _, y) | Shape::Whisker(_, _, y) | Shape::Point(_, y) => y == row,
        Shape::Tile(_, _, upper, lower) | Shape::Hatched(_, _, upper, lower) => {
            upper < row && row < lower
        }
        Shape::Area(_)
        | Shape::Line(_)
        | Shape::Upright(_)
        | Shape::Outline(..)
        | Shape::Error(..)
        | Shape::Land(_)
        | Shape::Disc(..)
        | Shape::Ring(..) => false,
    })
}

fn label_width(label: &Label) -> f64 {
    text::width(&label.text, LABEL, theme::lettering(label.role).1)
}

fn indented(steps: u8) -> f64 {
    f64::from(steps) * INDENT
}
