//! Charts of a projection: plain data first, then one picture of it.
//!
//! [`charts`] turns a [`Projection`] into [`Chart`]s: axes, marks and labels in days and units that
//! a test can read. [`Chart::layout`] gives every word its place in px, [`Chart::svg`] draws, and
//! [`png`] makes dots of that. The same projection gives the same bytes on every machine. What
//! it does not know: where the numbers come from, and files.

mod album;
mod build_out;
mod capacity;
mod compare;
mod copies;
mod draft;
mod fan;
mod fans;
mod font;
mod footer;
mod form;
mod gantt;
mod gap;
mod held_back;
mod installed;
mod ladder;
mod layout;
mod metric;
mod number;
mod on_time;
mod page;
mod palette;
mod panels;
mod place;
mod png;
mod readings;
mod risk;
mod role;
mod s_curve;
mod scale;
mod stranded;
mod svg;
mod sweep;
mod text;
mod theme;
mod time;
mod value_axis;
mod waiting;
mod waterfall;

pub use album::{Picture, pictures};
pub use compare::compare_charts;
pub use form::Form;
pub use layout::{Anchor, Bounds, Frame, Layout, Words};
pub use png::{PngError, png};
pub use readings::{Reading, Readings};
pub use risk::exclusion_charts;
pub use role::Role;
pub use sweep::sweep_charts;
pub use waterfall::waterfall;

use crate::projection::Projection;
use std::collections::BTreeSet;

/// A chart as plain data. Horizontal places are days since 1970-01-01, vertical ones the y axis's.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The stem of its file names: lower case, stable from run to run.
    pub stem: String,
    /// The part of a report that it belongs to.
    pub subject: Subject,
    /// The site that it is about; `None` where it is about all.
    pub site: Option<String>,
    /// What it shows, and of what.
    pub title: String,
    /// What it says, in numbers.
    pub message: String,
    /// What the reader must know, line by line; the last names the run.
    pub footnotes: Vec<String>,
    /// Time.
    pub x: Axis,
    /// Values growing upwards, or rows numbered downwards.
    pub y: Axis,
    /// How its height follows.
    pub height: Height,
    /// What is drawn, back to front; in each of the panels, if it has such.
    pub marks: Vec<Mark>,
    /// What is written at the marks.
    pub labels: Vec<Label>,
    /// Small plots in rows, in place of a single one. All have the x axis; of the y axis they have
    /// the title.
    pub panels: Vec<PanelRow>,
    /// What the marks mean, where no label says so.
    pub key: Vec<Key>,
    /// Its values by date, where it has such.
    pub readings: Option<Readings>,
}

/// The question that a chart answers: reports group them so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// How much will run, in all.
    Outlook,
    /// What comes when.
    Schedule,
    /// What power allows, and what it strands.
    Power,
    /// How much of it will run for each operator.
    Operators,
    /// How much will run at each site.
    Sites,
    /// How sure each phase's date is.
    Odds,
    /// What binds, what is shared, what it takes: targets, programmes, chips, carbon, money.
    Capacity,
    /// What drives it, what is shared, and what can be lost.
    Risk,
}

/// How a chart's height follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Height {
    /// The whole picture, px; values grow upwards.
    Whole(f64),
    /// The plot alone, px: rows run downwards.
    Plot(f64),
    /// The plot of each panel, px; values grow upwards.
    Panel(f64),
    /// The plot alone, as a share of its width; values grow upwards.
    Shaped(f64),
}

/// Panels side by side, of one scale.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelRow {
    /// Their values.
    pub y: Axis,
    /// From left to right.
    pub panels: Vec<Panel>,
}

/// A small plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Whose numbers it shows.
    pub title: String,
    /// The numbers under its title, each with what it speaks for.
    pub figures: Vec<(Role, String)>,
    /// What is drawn over the marks of the chart, back to front.
    pub marks: Vec<Mark>,
}

/// An axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Quantity and unit; empty where the ticks speak for themselves.
    pub title: String,
    /// Where it starts.
    pub from: f64,
    /// Where it ends; beyond `from`.
    pub to: f64,
    /// Named places.
    pub ticks: Vec<Tick>,
    /// Grid lines.
    pub lines: Vec<f64>,
}

/// A named place on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub at: f64,
    /// Its name.
    pub text: String,
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// What it stands for; its look follows.
    pub role: Role,
    /// Its geometry.
    pub shape: Shape,
}

/// The geometry of a mark, in the axes' units. Points are (x, y).
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Between two lines: x, lower, upper.
    Area(Vec<(f64, f64, f64)>),
    /// A line.
    Line(Vec<(f64, f64)>),
    /// A horizontal bar of the role's thickness: from, to, y.
    Bar(f64, f64, f64),
    /// A range with caps: from, to, y.
    Whisker(f64, f64, f64),
    /// A point.
    Point(f64, f64),
    /// A vertical line over the whole height.
    Upright(f64),
    /// A filled box: from, to, upper, lower.
    Tile(f64, f64, f64, f64),
    /// The outline of a box.
    Outline(f64, f64, f64, f64),
    /// A box in stripes.
    Hatched(f64, f64, f64, f64),
    /// A vertical range with caps: x, lower, upper.
    Error(f64, f64, f64),
    /// A filled outline, closed.
    Land(Vec<(f64, f64)>),
    /// A filled circle: x, y, radius along the x axis.
    Disc(f64, f64, f64),
    /// The outline of a circle, likewise.
    Ring(f64, f64, f64),
}

/// Something written at a mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// What it speaks for.
    pub role: Role,
    /// The words.
    pub text: String,
    /// The place that it speaks for, in the axes' units.
    pub at: (f64, f64),
    /// Where it is put.
    pub place: Place,
}

/// Where a label is put.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// Right of the plot, pushed up or down until no label covers another.
    End,
    /// Above the plot, over its vertical line.
    Above,
    /// In the plot, below right or above left of its point.
    Beside,
    /// In the plot, at its left edge: above its point, or below it.
    Corner(Side),
    /// Left of the plot at its row, indented by so many steps.
    Row(u8),
    /// Right of the plot at its row.
    Column,
    /// Right of the plot, over the column.
    Head,
    /// In the plot at its row: right of its point, or left of this x where the room ends.
    After(f64),
    /// In the plot, centred on its point in a tile that is so wide; all such words, or none, if one
    /// is too long.
    Inside(f64),
    /// In the plot, centred on its point and cut to a box that is so wide.
    Boxed(f64),
    /// Below the plot, centred on its x and wrapped to this width.
    Under(f64),
    /// In the plot: left of its point at its height, right of this x, or as near as no other words
    /// stand.
    Near(f64),
}

/// A side of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Over it.
    Over,
    /// Under it.
    Under,
}

/// An entry of the key.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Whose look it explains.
    pub role: Role,
    /// How it is shown.
    pub swatch: Swatch,
    /// The words.
    pub text: String,
}

/// How a key shows a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swatch {
    /// A filled box.
    Area,
    /// A piece of line.
    Line,
    /// A bar of its thickness.
    Bar,
    /// A range with caps.
    Whisker,
    /// A point.
    Point,
    /// A box in stripes.
    Hatched,
}

impl Chart {
    /// The chart as SVG with its typeface inside: a file that looks the same everywhere.
    pub fn svg(&self) -> String {
        svg::draw(self, font::css())
    }

    /// The chart as SVG without the typeface, for [`png`], which has it.
    pub fn bare_svg(&self) -> String {
        svg::draw(self, "")
    }

    /// The chart as an SVG element for a page that has [`font_css`] and [`colour_css`]: of class
    /// `wide` or `narrow`, without title, message and notes, which the page sets, and without ids.
    pub fn page_svg(&self, form: Form) -> String {
        page::draw(self, form)
    }

    /// The readings as JSON for a script element of type `application/json`; `None` if there are
    /// none. Its members are `unit`; `at`, places between the plot's left edge (0) and right edge
    /// (1); `when`, their names; `rows`, lists of name, colour (of [`colour_css`]) and values.
    pub fn page_readings(&self) -> Option<String> {
        page::readings(self)
    }

    /// The notes that are the chart's own: without how percentiles read, the credit, and the run.
    pub fn own_notes(&self) -> &[String] {
        let own = self.footnotes.split_last().map_or(&[][..], |(_, own)| own);
        let own = match own.split_last() {
            Some((last, own)) if footer::is_credit(last) => own,
            _ => own,
        };
        match own.split_last() {
            Some((last, own)) if footer::is_general(last) => own,
            _ => own,
        }
    }

    /// Every word's place, and the plot's.
    pub fn layout(&self, form: Form) -> Layout {
        Layout::new(self, form)
    }
}

/// The `@font-face` rules that [`Chart::page_svg`] needs in its page.
pub fn font_css() -> &'static str {
    font::css()
}

/// The custom properties `--chart-NAME` that [`Chart::page_svg`] needs in its page: colours on white
/// paper, and on dark paper for those who prefer it.
pub fn colour_css() -> String {
    palette::css()
}

/// All charts that the projection has the numbers for, in reading order: the Gantt, those of
/// sites with activities, the build-out, panels of fans, then fans (total before sites before
/// operators), what power holds back (total, then the ladder of each site that it can limit, then
/// what waits for it), then capacity (targets, what binds, programmes, chips, carbon, money), then the chances to be on time, then what drives it and what can be
/// lost, then S-curves. Their stems differ.
pub fn charts(projection: &Projection) -> Vec<Chart> {
    let mut charts = Vec::new();
    charts.extend(gantt::charts(projection));
    charts.extend(build_out::charts(projection));
    charts.extend(fans::charts(projection));
    charts.extend(fan::charts(projection));
    charts.extend(gap::chart(projection));
    charts.extend(installed::chart(projection));
    charts.extend(held_back::chart(projection));
    charts.extend(stranded::charts(projection));
    charts.extend(ladder::charts(projection));
    charts.extend(waiting::chart(projection));
    charts.extend(capacity::charts(projection));
    charts.extend(on_time::chart(projection));
    charts.extend(risk::charts(projection));
    charts.extend(s_curve::charts(projection));
    name_apart(&mut charts);
    charts
}

/// Makes the stems lower case and different from each other.
fn name_apart(charts: &mut [Chart]) {
    let mut taken = BTreeSet::new();
    for chart in charts {
        let plain = chart.stem.to_ascii_lowercase();
        let numbered = (2..).map(|n| format!("{plain}-{n}"));
        let free = std::iter::once(plain.clone())
            .chain(numbered)
            .find(|stem| !taken.contains(stem));
        chart.stem = free.unwrap_or(plain);
        taken.insert(chart.stem.clone());
    }
}
