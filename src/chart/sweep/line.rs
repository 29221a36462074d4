//! An outcome over one axis of numbers: points with their errors, joined.
//!
//! What it does not know: how a point looks.

use super::super::{
    Axis, Chart, Height, Key, Label, Mark, Place, Role, Shape, Subject, Swatch, Tick,
};
use super::{Scene, axis_title, value_axis, value_label};
use crate::sweep::Figures;
use crate::sweep::{Cell, Kind};

/// Values at most.
const MOST: usize = 400;

/// The chart, or why there is none.
pub(super) fn chart(scene: &Scene<'_>) -> Result<Chart, String> {
    let axis = &scene.sweep.axes[0];
    if axis.values.len() > MOST {
        return Err(format!(
            "{} values are more than a line shows",
            axis.values.len()
        ));
    }
    let numbers: Vec<f64> = axis
        .values
        .iter()
        .filter_map(|value| value.number)
        .collect();
    let cells: Vec<(f64, &Cell)> = numbers.iter().copied().zip(&scene.outcome.cells).collect();
    let figures = Figures::of(scene.outcome);
    let y = y_axis(scene, &figures)?;
    let mut marks = Vec::new();
    let mut labels = Vec::new();
    as_written(scene, &figures, &mut marks, &mut labels);
    for (x, cell) in &cells {
        if let Some((low, high)) = interval(cell) {
            marks.push(Mark {
                role: Role::Whisker,
                shape: Shape::Error(*x, low, high),
            });
        }
        if cell.value.is_none() {
            let note = cell.note.clone().unwrap_or_default();
            labels.push(Label {
                role: Role::Quiet,
                text: note,
                at: (*x, y.to),
                place: Place::Above,
            });
        }
    }
    let mut known: Vec<(f64, f64)> = cells
        .iter()
        .filter_map(|(x, cell)| Some((*x, cell.value?)))
        .collect();
    known.sort_by(|a, b| a.0.total_cmp(&b.0));
    marks.push(Mark {
        role: Role::Median,
        shape: Shape::Line(known.clone()),
    });
    marks.extend(known.iter().map(|(x, y)| Mark {
        role: Role::Swept,
        shape: Shape::Point(*x, *y),
    }));
    let errors = marks
        .iter()
        .any(|mark| matches!(mark.shape, Shape::Error(..)));
    Ok(Chart {
        stem: scene.stem(),
        subject: Subject::Outlook,
        site: None,
        title: scene.title(),
        message: scene.message(),
        footnotes: scene.notes(Vec::new(), errors),
        x: x_axis(scene, &numbers),
        y,
        height: Height::Whole(560.0),
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

/// Where the number of a cell lies with 95 %.
pub(super) fn interval(cell: &Cell) -> Option<(f64, f64)> {
    let value = cell.value?;
    let half = 1.96 * cell.se?;
    (half > 0.0).then_some((value - half, value + half))
}

pub(super) fn key(words: &str) -> Key {
    Key {
        role: Role::Whisker,
        swatch: Swatch::Whisker,
        text: words.to_owned(),
    }
}

/// An axis that holds all values with their intervals; an error where there are none.
pub(super) fn y_axis(scene: &Scene<'_>, figures: &Figures) -> Result<Axis, String> {
    let all = || scene.outcome.cells.iter().chain([&scene.outcome.base]);
    let ends = all().flat_map(|cell| {
        let interval = interval(cell).map(|(low, high)| [low, high]);
        cell.value.into_iter().chain(interval.into_iter().flatten())
    });
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for end in ends {
        (low, high) = (low.min(end), high.max(end));
    }
    if low > high {
        return Err("it never comes in any cell".to_owned());
    }
    let mut axis = value_axis(scene, figures, low, high);
    if scene.outcome.kind == Kind::Chance {
        (axis.from, axis.to) = (axis.from.max(0.0), axis.to.min(1.0));
        axis.ticks.retain(|tick| (0.0..=1.0).contains(&tick.at));
        axis.lines.retain(|line| (0.0..=1.0).contains(line));
    }
    axis.ticks.dedup_by(|a, b| a.text == b.text);
    Ok(axis)
}

/// Ticks at the values themselves.
fn x_axis(scene: &Scene<'_>, numbers: &[f64]) -> Axis {
    let axis = &scene.sweep.axes[0];
    let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let air = if high > low { (high - low) * 0.04 } else { 0.5 };
    let mut ticks: Vec<Tick> = axis
        .values
        .iter()
        .zip(numbers)
        .map(|(value, at)| Tick {
            at: *at,
            text: value_label(axis, value).replace(' ', "\u{a0}"),
        })
        .collect();
    ticks.sort_by(|a, b| a.at.total_cmp(&b.at));
    Axis {
        title: axis_title(axis),
        from: low - air,
        to: high + air,
        lines: Vec::new(),
        ticks,
    }
}

/// The scenario as written: a level all across, and its own value on the axis.
fn as_written(
    scene: &Scene<'_>,
    figures: &Figures,
    marks: &mut Vec<Mark>,
    labels: &mut Vec<Label>,
) {
    let Some(level) = scene.outcome.base.value else {
        return;
    };
    let axis = &scene.sweep.axes[0];
    let numbers = axis.values.iter().filter_map(|value| value.number);
    let (low, high) = numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| {
        (low.min(number), high.max(number))
    });
    let air = if high > low { (high - low) * 0.04 } else { 0.5 };
    let across = vec![(low - air, level), (high + air, level)];
    marks.push(Mark {
        role: Role::Guide,
        shape: Shape::Line(across),
    });
    labels.push(Label {
        role: Role::Quiet,
        text: format!("As written {}", figures.full(level)),
        at: (high + air, level),
        place: Place::End,
    });
}
