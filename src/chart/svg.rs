//! The one renderer: a chart's marks and words as SVG.
//!
//! The drawing library counts in whole pixels, so everything is drawn at ten times its size and
//! the file's head shrinks it back. What it does not know: what the marks mean.

use super::layout::{Anchor, Bounds, Layout, Plot, Words};
use super::theme::{self, Glyph, Ink, Style};
use super::{Chart, Form, Label, Mark, Place, Role, Shape, Swatch, font};
use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle};

/// Drawing units per px.
const FINE: f64 = 10.0;
/// The drawing library writes font sizes divided by this.
const FONT_SCALE: f64 = 1.24;
/// From the top that the library aligns to down to the baseline, as a share of the size.
const TOP_TO_BASELINE: f64 = 0.76;
/// The least distance between points of a line, px: more is not seen.
const NEAREST: f64 = 0.5;

type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// The chart as an SVG file, with `css` in its style element.
pub(super) fn draw(chart: &Chart, css: &str) -> String {
    let layout = chart.layout(Form::File);
    format!("{}{}\n", head(chart, &layout, css), body(chart, &layout))
}

/// All that is drawn, up to and with the closing tag.
pub(super) fn body(chart: &Chart, layout: &Layout) -> String {
    font::register();
    let mut body = String::new();
    {
        let size = (fine(layout.width) as u32, fine(layout.height) as u32);
        let area = SVGBackend::with_string(&mut body, size).into_drawing_area();
        let pen = Pen {
            area: &area,
            chart,
            layout,
        };
        pen.all()
            .and_then(|()| area.present())
            .expect("drawing into memory with a registered face cannot fail");
    }
    let marks = body.split_once('>').map_or("", |(_, marks)| marks);
    marks.trim().to_owned()
}

/// The file's head: the size that it is seen at, words for those who cannot see it, the typeface.
fn head(chart: &Chart, layout: &Layout, css: &str) -> String {
    let (width, height) = (layout.width, layout.height);
    let (title, message) = (escaped(&chart.title), escaped(&chart.message));
    let style = if css.is_empty() {
        String::new()
    } else {
        format!("<style>{css}</style>\n")
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{title}\" stroke-linejoin=\"round\">\n\
         <title>{title}</title>\n<desc>{message} {}</desc>\n{style}",
        fine(width),
        fine(height),
        escaped(&chart.footnotes.join(" ")),
    )
}

/// A text as it stands in the file.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A length in drawing units.
pub(super) fn fine(px: f64) -> i32 {
    libm::round(px * FINE) as i32
}

fn dot(point: (f64, f64)) -> (i32, i32) {
    (fine(point.0), fine(point.1))
}

fn colour(ink: Ink) -> RGBAColor {
    let (red, green, blue) = ink.colour.light;
    RGBAColor(red, green, blue, ink.alpha)
}

fn stroke(ink: Ink, width: f64) -> ShapeStyle {
    ShapeStyle {
        color: colour(ink),
        filled: false,
        stroke_width: fine(width) as u32,
    }
}

fn filled(ink: Ink) -> ShapeStyle {
    ShapeStyle {
        color: colour(ink),
        filled: true,
        stroke_width: 0,
    }
}

/// What draws, and where.
struct Pen<'a, 'b> {
    area: &'a DrawingArea<SVGBackend<'b>, Shift>,
    chart: &'a Chart,
    layout: &'a Layout,
}

impl Pen<'_, '_> {
    fn all(&self) -> Drawn {
        let Layout { width, height, .. } = *self.layout;
        self.rectangle((0.0, 0.0), (width, height), theme::PAPER)?;
        for plot in self.layout.plots(self.chart) {
            self.grid(&plot)?;
            for mark in plot.marks.into_iter().flatten() {
                self.mark(&plot, mark)?;
            }
            self.axes(&plot)?;
        }
        for leader in &self.layout.leaders {
            self.line(leader, theme::AXIS, 1.0)?;
        }
        for (role, swatch, bounds) in &self.layout.swatches {
            self.swatch(*role, *swatch, bounds)?;
        }
        for words in &self.layout.words {
            self.words(words)?;
        }
        Ok(())
    }

    fn grid(&self, plot: &Plot) -> Drawn {
        let frame = plot.frame;
        for value in &plot.y.lines {
            let y = plot.up(*value);
            self.line(&[(frame.left, y), (frame.right, y)], theme::GRID, 1.0)?;
        }
        for day in &plot.x.lines {
            let x = plot.across(*day);
            self.line(&[(x, frame.top), (x, frame.bottom)], theme::GRID, 1.0)?;
        }
        Ok(())
    }

    fn axes(&self, plot: &Plot) -> Drawn {
        if !has_axis(self.chart) {
            return Ok(());
        }
        let frame = plot.frame;
        let corner = (frame.left, frame.bottom);
        self.line(&[corner, (frame.right, frame.bottom)], theme::AXIS, 1.2)?;
        for day in &plot.x.lines {
            let x = plot.across(*day);
            let below = (x, frame.bottom + 5.0);
            self.line(&[(x, frame.bottom), below], theme::AXIS, 1.2)?;
        }
        Ok(())
    }

    fn mark(&self, plot: &Plot, mark: &Mark) -> Drawn {
        let style = theme::style(mark.role);
        match &mark.shape {
            Shape::Area(points) => self.area(plot, points, mark.role, style),
            Shape::Line(points) => {
                let points: Vec<_> = points.iter().map(|(x, y)| plot.at(*x, *y)).collect();
                self.path(&thinned(&points), style)
            }
            Shape::Bar(from, to, y) => {
                let (left, middle) = plot.at(*from, *y);
                // A bar of a day is still to be seen.
                let right = plot.at(*to, *y).0.max(left + 1.5);
                let half = style.width / 2.0;
                self.rectangle((left, middle - half), (right, middle + half), style.ink)
            }
            Shape::Whisker(from, to, y) => {
                self.whisker(plot.at(*from, *y), plot.at(*to, *y), style)
            }
            Shape::Point(x, y) => self.point(plot.at(*x, *y), style),
            Shape::Upright(day) => {
                let x = plot.across(*day);
                let top = plot.frame.top - plot.over;
                self.path(&[(x, top), (x, plot.frame.bottom)], style)
            }
            Shape::Tile(from, to, upper, lower) => {
                let [start, end] = plot.corners((*from, *to), (*upper, *lower));
                self.rectangle(start, end, style.ink)?;
                self.outline(start, end, theme::PAPER, 1.0)
            }
            Shape::Outline(from, to, upper, lower) => {
                let [start, end] = plot.corners((*from, *to), (*upper, *lower));
                let (x, y) = (start.0 + 1.5, start.1 + 1.5);
                self.outline((x, y), (end.0 - 1.5, end.1 - 1.5), style.ink, style.width)
            }
            Shape::Hatched(from, to, upper, lower) => {
                let [start, end] = plot.corners((*from, *to), (*upper, *lower));
                self.hatched(start, end, style.ink)
            }
            Shape::Land(points) => {
                let points: Vec<_> = points.iter().map(|(x, y)| plot.at(*x, *y)).collect();
                let outline: Vec<_> = points.iter().map(|point| dot(*point)).collect();
                self.area.draw(&Polygon::new(outline, filled(style.ink)))
            }
            Shape::Disc(x, y, radius) => {
                let reach = fine(radius_of(plot, *x, *radius));
                let circle = Circle::new(dot(plot.at(*x, *y)), reach, filled(style.ink));
                self.area.draw(&circle)
            }
            Shape::Ring(x, y, radius) => {
                let reach = fine(radius_of(plot, *x, *radius));
                let stroke = stroke(style.ink, style.width);
                self.area
                    .draw(&Circle::new(dot(plot.at(*x, *y)), reach, stroke))
            }
            Shape::Error(x, low, high) => {
                let (top, bottom) = (plot.at(*x, *high), plot.at(*x, *low));
                self.line(&[top, bottom], style.ink, style.width)?;
                for (x, y) in [top, bottom] {
                    self.line(&[(x - 4.0, y), (x + 4.0, y)], style.ink, style.width)?;
                }
                Ok(())
            }
        }
    }

    fn outline(&self, (x, y): (f64, f64), (to_x, to_y): (f64, f64), ink: Ink, width: f64) -> Drawn {
        let corners = [(x, y), (to_x, y), (to_x, to_y), (x, to_y), (x, y)];
        self.line(&corners, ink, width)
    }

    /// Stripes from the lower left to the upper right, cut at the box's edges.
    fn hatched(&self, start: (f64, f64), end: (f64, f64), ink: Ink) -> Drawn {
        /// Px from stripe to stripe.
        const APART: f64 = 8.0;
        let (wide, high) = (end.0 - start.0, end.1 - start.1);
        self.rectangle(start, end, theme::PAPER)?;
        let stripes = ((wide + high) / APART) as usize;
        for n in 1..=stripes {
            let along = n as f64 * APART;
            let left = (start.0 + (along - high).max(0.0), start.1 + along.min(high));
            let right = (start.0 + along.min(wide), start.1 + (along - wide).max(0.0));
            self.line(&[left, right], ink, 1.4)?;
        }
        self.outline(start, end, theme::PAPER, 1.0)
    }

    fn area(&self, plot: &Plot, points: &[(f64, f64, f64)], role: Role, style: Style) -> Drawn {
        let upper: Vec<_> = points.iter().map(|p| plot.at(p.0, p.2)).collect();
        let lower: Vec<_> = points.iter().map(|p| plot.at(p.0, p.1)).collect();
        let outline = upper.iter().chain(lower.iter().rev()).map(|p| dot(*p));
        let outline: Vec<_> = outline.collect();
        self.area.draw(&Polygon::new(outline, filled(style.ink)))?;
        if matches!(role, Role::Part(_) | Role::Rest) {
            // A white seam tells layers apart where colours do not.
            self.line(&thinned(&upper), theme::PAPER, 1.0)?;
        }
        Ok(())
    }

    fn whisker(&self, from: (f64, f64), to: (f64, f64), style: Style) -> Drawn {
        self.line(&[from, to], style.ink, style.width)?;
        for (x, y) in [from, to] {
            self.line(&[(x, y - 4.0), (x, y + 4.0)], style.ink, style.width)?;
        }
        Ok(())
    }

    fn point(&self, (x, y): (f64, f64), style: Style) -> Drawn {
        let shape = match style.glyph {
            Glyph::Dot => {
                let radius = fine(style.width);
                let circle = Circle::new(dot((x, y)), radius, filled(style.ink));
                return self.area.draw(&circle);
            }
            Glyph::Upright => {
                return self.line(&[(x, y - 9.0), (x, y + 9.0)], style.ink, style.width);
            }
            Glyph::Diamond => [(x, y - 7.5), (x + 6.5, y), (x, y + 7.5), (x - 6.5, y)].to_vec(),
            Glyph::Arrow => [(x - 7.0, y - 5.5), (x, y), (x - 7.0, y + 5.5)].to_vec(),
        };
        let shape: Vec<_> = shape.into_iter().map(dot).collect();
        self.area.draw(&Polygon::new(shape, filled(style.ink)))
    }

    fn path(&self, points: &[(f64, f64)], style: Style) -> Drawn {
        let Some((dash, gap)) = style.dash else {
            return self.line(points, style.ink, style.width);
        };
        let points: Vec<_> = points.iter().map(|p| dot(*p)).collect();
        let stroke = stroke(style.ink, style.width);
        let (dash, gap) = (fine(dash), fine(gap));
        self.area
            .draw(&DashedPathElement::new(points, dash, gap, stroke))
    }

    fn line(&self, points: &[(f64, f64)], ink: Ink, width: f64) -> Drawn {
        let points: Vec<_> = points.iter().map(|p| dot(*p)).collect();
        self.area
            .draw(&PathElement::new(points, stroke(ink, width)))
    }

    fn rectangle(&self, from: (f64, f64), to: (f64, f64), ink: Ink) -> Drawn {
        self.area
            .draw(&Rectangle::new([dot(from), dot(to)], filled(ink)))
    }

    fn swatch(&self, role: Role, swatch: Swatch, bounds: &Bounds) -> Drawn {
        let style = theme::style(role);
        let middle = f64::midpoint(bounds.top, bounds.bottom);
        let (from, to) = ((bounds.left, middle), (bounds.right, middle));
        match swatch {
            Swatch::Area => self.rectangle(
                (bounds.left, bounds.top),
                (bounds.right, bounds.bottom),
                style.ink,
            ),
            Swatch::Line => self.path(&[from, to], style),
            Swatch::Bar => {
                let half = style.width / 2.0;
                self.rectangle((from.0, middle - half), (to.0, middle + half), style.ink)
            }
            Swatch::Whisker => self.whisker(from, to, style),
            Swatch::Hatched => self.hatched(
                (bounds.left, bounds.top),
                (bounds.right, bounds.bottom),
                style.ink,
            ),
            Swatch::Point => self.point((f64::midpoint(from.0, to.0), middle), style),
        }
    }

    fn words(&self, words: &Words) -> Drawn {
        if words.backed {
            let bounds = words.bounds();
            let from = (bounds.left - 3.0, bounds.top - 1.0);
            self.rectangle(
                from,
                (bounds.right + 3.0, bounds.bottom + 1.0),
                theme::PAPER,
            )?;
        }
        let weight = if words.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let family = FontFamily::Name(font::FAMILY);
        let across = match words.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = TextStyle {
            font: FontDesc::new(family, words.size * FINE * FONT_SCALE, weight),
            color: plotters::style::Color::to_backend_color(&colour(
                theme::lettering(words.role).0,
            )),
            pos: Pos::new(across, VPos::Top),
        };
        let top = words.baseline - TOP_TO_BASELINE * words.size;
        self.area
            .draw(&Text::new(words.text.clone(), dot((words.x, top)), style))
    }
}

/// A radius along the x axis in px, at a place that lies in the plot.
fn radius_of(plot: &Plot, x: f64, radius: f64) -> f64 {
    let toward = if x + radius <= plot.x.to {
        radius
    } else {
        -radius
    };
    (plot.across(x + toward) - plot.across(x)).abs()
}

/// Whether anything stands along the plot's foot: what has no scale needs no line.
fn has_axis(chart: &Chart) -> bool {
    let x = &chart.x;
    let named = |label: &Label| matches!(label.place, Place::Under(_));
    !(x.ticks.is_empty() && x.lines.is_empty() && x.title.is_empty())
        || chart.labels.iter().any(named)
}

/// The points without those that stand on the one before.
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::with_capacity(points.len());
    for (n, point) in points.iter().enumerate() {
        let near = kept.last().is_some_and(|last| {
            (point.0 - last.0).abs() < NEAREST && (point.1 - last.1).abs() < NEAREST
        });
        if !near || n + 1 == points.len() {
            kept.push(*point);
        }
    }
    kept
}
