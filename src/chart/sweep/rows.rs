//! An outcome over one axis of words or dates: a row each, with its error and what it differs by.
//!
//! What it does not know: how a point looks.

use super::super::{Axis, Chart, Height, Label, Mark, Place, Role, Shape, Subject};
use super::line::{interval, key, y_axis};
use super::{Scene, axis_title, value_label};
use crate::sweep::Cell;
use crate::sweep::Figures;

/// Rows at most.
const MOST: usize = 60;
/// Px of a row.
const ROW: f64 = 32.0;

/// The chart, or why there is none.
pub(super) fn chart(scene: &Scene<'_>) -> Result<Chart, String> {
    let axis = &scene.sweep.axes[0];
    if axis.values.len() > MOST {
        return Err(format!(
            "{} rows are more than a page shows",
            axis.values.len()
        ));
    }
    let figures = Figures::of(scene.outcome);
    let x = y_axis(scene, &figures)?;
    let (mut marks, mut labels) = (Vec::new(), Vec::new());
    if let Some(level) = scene.outcome.base.value {
        marks.push(Mark {
            role: Role::Status,
            shape: Shape::Upright(level),
        });
        labels.push(Label {
            role: Role::Quiet,
            text: format!("As written {}", figures.full(level)),
            at: (level, 0.0),
            place: Place::Above,
        });
    }
    draw(scene, &figures, (x.from, x.to), &mut marks, &mut labels);
    let count = axis.values.len() as f64;
    let errors = marks
        .iter()
        .any(|mark| matches!(mark.shape, Shape::Whisker(..)));
    Ok(Chart {
        stem: scene.stem(),
        subject: Subject::Outlook,
        site: None,
        title: scene.title(),
        message: scene.message(),
        footnotes: scene.notes(Vec::new(), errors),
        x: Axis {
            title: x.title.clone(),
            ..x
        },
        y: Axis {
            title: axis_title(axis),
            from: 0.0,
            to: count,
            ticks: Vec::new(),
            lines: Vec::new(),
        },
        height: Height::Plot(count * ROW),
        key: errors
            .then(|| key("95\u{a0}% interval of the simulation"))
            .into_iter()
            .collect(),
        marks,
        labels,
        panels: Vec::new(),
        readings: None,
    })
}

/// A row for each value: its name, its point with its error, its figures.
fn draw(
    scene: &Scene<'_>,
    figures: &Figures,
    (from, to): (f64, f64),
    marks: &mut Vec<Mark>,
    labels: &mut Vec<Label>,
) {
    let axis = &scene.sweep.axes[0];
    for (n, (value, cell)) in axis.values.iter().zip(&scene.outcome.cells).enumerate() {
        let y = n as f64 + 0.5;
        let bold = axis.as_written == Some(n);
        labels.push(Label {
            role: if bold { Role::Text } else { Role::Name },
            text: value_label(axis, value),
            at: (from, y),
            place: Place::Row(0),
        });
        labels.push(Label {
            role: Role::Name,
            text: told(scene, figures, cell),
            at: (to, y),
            place: Place::Column,
        });
        if let Some((low, high)) = interval(cell) {
            marks.push(Mark {
                role: Role::Whisker,
                shape: Shape::Whisker(low, high, y),
            });
        }
        if let Some(value) = cell.value {
            marks.push(Mark {
                role: Role::Swept,
                shape: Shape::Point(value, y),
            });
        }
    }
}

/// "14.2k GPUs  +1.1k ± 0.1".
fn told(scene: &Scene<'_>, figures: &Figures, cell: &Cell) -> String {
    let Some(value) = cell.value else {
        return cell.note.clone().unwrap_or_default();
    };
    let value = figures.full(value);
    let differences = Figures::of_differences(scene.outcome);
    match (cell.difference, cell.difference_se) {
        (Some(0.0) | None, _) => value,
        (Some(difference), Some(se)) => {
            let by = differences.number(difference);
            let error = differences.number(1.96 * se);
            format!("{value} ({by} ± {})", error.trim_start_matches('+'))
        }
        (Some(difference), None) => format!("{value} ({})", differences.full(difference)),
    }
}
