//! An outcome over two axes: a tile for each cell; over a third, one grid under the other.
//!
//! What it does not know: what a colour looks like.

use super::super::{
    Axis, Chart, Height, Key, Label, Mark, Place, Role, Shape, Side, Subject, Swatch, scale, text,
};
use super::{Scene, axis_title, value_label};
use crate::sweep::Figures;
use crate::sweep::{self, Cell};

/// Columns and rows at most.
const COLUMNS: usize = 40;
const ROWS: usize = 60;
/// Grids under each other at most.
const GRIDS: usize = 12;
/// Px of a row: of a few, of some, of many.
const HIGH: [(usize, f64); 3] = [(6, 46.0), (14, 34.0), (ROWS, 24.0)];

/// The charts: the values, and what they differ by from the scenario as written; or why there are
/// none.
pub(super) fn charts(scene: &Scene<'_>) -> Result<Vec<Chart>, String> {
    let grid = Grid::new(scene)?;
    let mut charts = Vec::new();
    charts.extend(grid.chart(Shown::Values));
    charts.extend(grid.chart(Shown::Differences));
    if charts.is_empty() {
        return Err("it never comes in any cell".to_owned());
    }
    Ok(charts)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Values,
    Differences,
}

/// Which axis runs which way. The rows have the longer names.
struct Grid<'a> {
    scene: &'a Scene<'a>,
    across: usize,
    down: usize,
    /// The axis that has a grid for each of its values.
    third: Option<usize>,
}

impl<'a> Grid<'a> {
    fn new(scene: &'a Scene<'a>) -> Result<Self, String> {
        let axes = &scene.sweep.axes;
        let third = match axes.len() {
            2 => None,
            3 => Some(2),
            more => {
                return Err(format!(
                    "{more} axes are more than a page shows; look into sweep.csv"
                ));
            }
        };
        let room = |axis: usize| -> f64 {
            let widths = axes[axis]
                .values
                .iter()
                .map(|value| text::width(&value.label, 13.0, false));
            widths.fold(0.0, f64::max) * axes[axis].values.len() as f64
        };
        // What is written first runs down, unless its neighbour needs the room.
        let (down, across) = if room(1) > room(0) && room(1) > 640.0 {
            (1, 0)
        } else {
            (0, 1)
        };
        let count = |axis: usize| axes[axis].values.len();
        let grids = third.map_or(1, count);
        let rows = grids * (count(down) + usize::from(third.is_some()));
        if count(across) > COLUMNS || rows > ROWS || grids > GRIDS {
            return Err(format!(
                "{} cells are more than a page shows; look into sweep.csv",
                scene.sweep.cells()
            ));
        }
        Ok(Self {
            scene,
            across,
            down,
            third,
        })
    }

    fn axis(&self, axis: usize) -> &sweep::Axis {
        &self.scene.sweep.axes[axis]
    }

    /// Column and row of a cell: rows count through all grids, with a head over each.
    fn place(&self, cell: usize) -> (f64, f64) {
        let values = self.scene.sweep.values_of(cell);
        let down = self.axis(self.down).values.len();
        let above = self.third.map_or(0, |third| values[third] * (down + 1) + 1);
        (
            values[self.across] as f64,
            (above + values[self.down]) as f64,
        )
    }

    fn rows(&self) -> usize {
        let down = self.axis(self.down).values.len();
        self.third
            .map_or(down, |third| self.axis(third).values.len() * (down + 1))
    }

    fn shown(cell: &Cell, shown: Shown) -> Option<f64> {
        match shown {
            Shown::Values => cell.value,
            Shown::Differences => cell.difference,
        }
    }

    /// `None` where no cell has a number, or none differs.
    fn chart(&self, shown: Shown) -> Option<Chart> {
        let outcome = self.scene.outcome;
        let range = Range::of(
            outcome
                .cells
                .iter()
                .filter_map(|cell| Self::shown(cell, shown)),
            shown,
        )?;
        let figures = match shown {
            Shown::Values => Figures::of(outcome),
            Shown::Differences => Figures::of_differences(outcome),
        };
        let (mut marks, mut labels) = (Vec::new(), Vec::new());
        for (n, cell) in outcome.cells.iter().enumerate() {
            self.tile(n, cell, (shown, &range, &figures), &mut marks, &mut labels);
        }
        if let Some(written) = self.scene.sweep.as_written {
            let (x, y) = self.place(written);
            let shape = Shape::Outline(x, x + 1.0, y, y + 1.0);
            marks.push(Mark {
                role: Role::AsWritten,
                shape,
            });
        }
        self.names(&mut labels);
        let (across, rows) = (self.axis(self.across), self.rows());
        let (stem, title) = match shown {
            Shown::Values => (self.scene.stem(), self.scene.title()),
            Shown::Differences => (
                format!("{}-difference", self.scene.stem()),
                format!("{}: difference from as written", self.scene.title()),
            ),
        };
        Some(Chart {
            stem,
            subject: Subject::Outlook,
            site: None,
            title,
            message: match shown {
                Shown::Values => self.scene.message(),
                Shown::Differences => self.scene.sweep.message_of_differences(outcome),
            },
            footnotes: self.scene.notes(self.notes(), false),
            x: Axis {
                title: axis_title(across),
                from: 0.0,
                to: across.values.len() as f64,
                ticks: Vec::new(),
                lines: Vec::new(),
            },
            y: Axis {
                title: axis_title(self.axis(self.down)),
                from: 0.0,
                to: rows as f64,
                ticks: Vec::new(),
                lines: Vec::new(),
            },
            height: Height::Plot(rows as f64 * high(rows)),
            key: range.key(&figures, &marks),
            marks,
            labels,
            panels: Vec::new(),
            readings: None,
        })
    }

    fn tile(
        &self,
        n: usize,
        cell: &Cell,
        (shown, range, figures): (Shown, &Range, &Figures),
        marks: &mut Vec<Mark>,
        labels: &mut Vec<Label>,
    ) {
        let (x, y) = self.place(n);
        let at = (x + 0.5, y + 0.5);
        let place = Place::Inside(1.0);
        let Some(value) = Self::shown(cell, shown) else {
            let shape = Shape::Hatched(x, x + 1.0, y, y + 1.0);
            marks.push(Mark {
                role: Role::Never,
                shape,
            });
            let text = cell.note.clone().unwrap_or_default();
            labels.push(Label {
                role: Role::OnLight,
                text,
                at,
                place,
            });
            return;
        };
        let (role, dark) = range.role(value);
        marks.push(Mark {
            role,
            shape: Shape::Tile(x, x + 1.0, y, y + 1.0),
        });
        let role = if dark { Role::OnDark } else { Role::OnLight };
        labels.push(Label {
            role,
            text: figures.number(value),
            at,
            place,
        });
    }

    /// Names of rows, columns and grids.
    fn names(&self, labels: &mut Vec<Label>) {
        let down = self.axis(self.down);
        let count = down.values.len();
        let grids = self.third.map_or(1, |third| self.axis(third).values.len());
        for grid in 0..grids {
            let first = if let Some(third) = self.third {
                let head = grid * (count + 1);
                let axis = self.axis(third);
                let value = text::clean(&axis.values[grid].label);
                labels.push(Label {
                    role: Role::Text,
                    text: format!("{}: {value}", text::clean(&axis.name)),
                    at: (0.0, head as f64),
                    place: Place::Corner(Side::Under),
                });
                head + 1
            } else {
                0
            };
            for (n, value) in down.values.iter().enumerate() {
                let at = (0.0, (first + n) as f64 + 0.5);
                let role = if down.as_written == Some(n) {
                    Role::Text
                } else {
                    Role::Name
                };
                labels.push(Label {
                    role,
                    text: value_label(down, value),
                    at,
                    place: Place::Row(0),
                });
            }
        }
        let across = self.axis(self.across);
        for (n, value) in across.values.iter().enumerate() {
            let at = (n as f64 + 0.5, self.rows() as f64);
            let role = if across.as_written == Some(n) {
                Role::Text
            } else {
                Role::Name
            };
            labels.push(Label {
                role,
                text: value_label(across, value),
                at,
                place: Place::Under(1.0),
            });
        }
    }

    fn notes(&self) -> Vec<String> {
        let axes = &self.scene.sweep.axes;
        let written = axes.iter().any(|axis| axis.as_written.is_some());
        let mut notes = Vec::new();
        if self.scene.sweep.as_written.is_some() {
            notes.push("Outlined: the scenario as written.".to_owned());
        } else if written {
            notes.push("In bold: the values as written; no cell has them all.".to_owned());
        }
        notes
    }
}

fn high(rows: usize) -> f64 {
    HIGH.into_iter()
        .find(|(most, _)| rows <= *most)
        .map_or(24.0, |(_, high)| high)
}

/// What a scale covers.
struct Range {
    low: f64,
    high: f64,
    shown: Shown,
}

impl Range {
    fn of(values: impl Iterator<Item = f64>, shown: Shown) -> Option<Self> {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            (low, high) = (low.min(value), high.max(value));
        }
        if low > high {
            return None;
        }
        if shown == Shown::Differences {
            // The middle of the scale is no difference.
            let far = low.abs().max(high.abs());
            (low, high) = (-far, far);
            if far == 0.0 {
                return None;
            }
        }
        Some(Self { low, high, shown })
    }

    /// The role of a tile, and whether it is dark.
    fn role(&self, value: f64) -> (Role, bool) {
        let share = if self.high > self.low {
            (value - self.low) / (self.high - self.low)
        } else {
            0.5
        };
        let step = ((share * scale::STEPS as f64) as usize).min(scale::STEPS - 1);
        match self.shown {
            Shown::Values => (Role::Heat(step), scale::is_dark(step)),
            Shown::Differences => (Role::Contrast(step), scale::is_dark_contrast(step)),
        }
    }

    /// The steps from the least to the most, with the numbers at their ends and in the middle.
    fn key(&self, figures: &Figures, marks: &[Mark]) -> Vec<Key> {
        let count = if self.high > self.low {
            scale::STEPS
        } else {
            1
        };
        let mut key: Vec<Key> = (0..count)
            .map(|step| {
                let middle = (step as f64 + 0.5) / count as f64;
                let role = self.role(self.low + middle * (self.high - self.low)).0;
                let text = match step {
                    0 => figures.full(self.low),
                    last if last + 1 == count => figures.full(self.high),
                    _ => String::new(),
                };
                Key {
                    role,
                    swatch: Swatch::Area,
                    text,
                }
            })
            .collect();
        if marks.iter().any(|mark| mark.role == Role::AsWritten) {
            key.push(Key {
                role: Role::AsWritten,
                swatch: Swatch::Line,
                text: "as written".to_owned(),
            });
        }
        key
    }
}
