//! The attrition ladder: from all that is announced, rung by rung, to what comes.
//!
//! What it does not know: why a rung is as high as it is.

use super::super::number::percent;
use super::super::{Chart, Height, Place, Role, Shape, Swatch, footer, s_curve, text, theme, time};
use super::{CHOSEN, Draft, Drawing, SUBJECT, choice, rows};
use crate::projection::{AttritionRow, Projection, RungRow, ScheduleRow};

/// Px of a row.
const ROW: f64 = 27.0;
/// Rungs of a phase drawn at most; the smallest further ones are drawn as one.
const MOST: usize = 9;

/// One chart of the phases with most at stake; `None` where nothing can befall any.
pub(super) fn chart(projection: &Projection, stakes: &[&ScheduleRow]) -> Option<Chart> {
    let ladder = |row: &ScheduleRow| {
        let mut ladders = projection.risk.attrition.iter();
        let found = ladders
            .find(|ladder| ladder.site == row.site && Some(&ladder.phase) == row.phase.as_ref());
        found.filter(|ladder| is_telling(ladder))
    };
    let chosen = stakes.iter().filter_map(|row| Some((*row, ladder(row)?)));
    let chosen: Vec<(&ScheduleRow, &AttritionRow)> = chosen.take(CHOSEN).collect();
    if chosen.is_empty() {
        return None;
    }
    let mut drawing = Drawing::default();
    let mut next = 0;
    let mut lines = Vec::new();
    for (row, ladder) in &chosen {
        lines.push(next as f64);
        next = phase(&mut drawing, projection, (row, ladder), next);
    }
    let all = projection
        .risk
        .attrition
        .iter()
        .filter(|row| is_telling(row))
        .count();
    let mut notes = vec![
        "A trial counts at the first rung that it falls from: what has no date comes first, then gates as \
         their work finishes."
            .to_owned(),
    ];
    notes.extend(choice(chosen.len(), all, "attrition.csv"));
    let mut y = rows(next);
    y.lines = lines;
    let draft = Draft {
        subject: SUBJECT,
        stem: "attrition".to_owned(),
        site: None,
        title: "From announced to built: what is lost on the way".to_owned(),
        message: message(&chosen),
        notes,
        reads: footer::Reads::Plain,
        x: s_curve::shares(),
        y,
        height: Height::Plot(next as f64 * ROW),
        key: drawing.key(&[
            (Role::Lowers, Swatch::Bar, "lost at this rung"),
            (Role::Phase, Swatch::Bar, "comes"),
            (
                Role::Raises,
                Swatch::Bar,
                "of the announced GPUs, on average",
            ),
        ]),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: None,
    };
    Some(draft.chart(projection))
}

/// Whether anything is lost at all.
fn is_telling(ladder: &AttritionRow) -> bool {
    let shrinks = ladder.size_share.value < 0.995;
    shrinks || ladder.rungs.iter().any(|rung| rung.lost.value > 0.0)
}

/// Rungs that lose something; the smallest in one where they are many.
fn rungs(projection: &Projection, ladder: &AttritionRow) -> Vec<(String, f64)> {
    let telling = ladder.rungs.iter().filter(|rung| rung.lost.value > 0.0);
    let mut all: Vec<(String, f64)> = telling
        .map(|rung| (cause(projection, rung), rung.lost.value))
        .collect();
    if all.len() > MOST {
        let mut sizes: Vec<f64> = all.iter().map(|rung| rung.1).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        let least = sizes[MOST - 2];
        let (kept, small): (Vec<_>, Vec<_>) = all.into_iter().partition(|rung| rung.1 >= least);
        all = kept;
        let lost = small.iter().map(|rung| rung.1).sum();
        all.push((format!("{} smaller rungs", small.len()), lost));
    }
    all
}

/// A rung's cause in words.
fn cause(projection: &Projection, rung: &RungRow) -> String {
    let words = projection.cause_label(&rung.cause);
    let when = rung.p50.as_deref().and_then(time::month_of);
    let words = text::clean(&words);
    match when {
        Some(when) => format!("{words}, {when}"),
        None => words,
    }
}

/// A phase's ladder from row `first` on; the row after it.
fn phase(
    drawing: &mut Drawing,
    projection: &Projection,
    (row, ladder): (&ScheduleRow, &AttritionRow),
    first: usize,
) -> usize {
    let y = |n: usize| (first + n) as f64 + 0.5;
    let heading = text::clean(&row.label());
    drawing.label(Role::Text, heading, (0.0, y(0)), Place::Row(0));
    let mut left = 1.0_f64;
    let rungs = rungs(projection, ladder);
    for (n, (cause, lost)) in rungs.iter().enumerate() {
        let after = (left - lost).max(0.0);
        let at = y(n + 1);
        drawing.mark(
            Role::Guide,
            Shape::Line(vec![(after, at), (after, at + 1.0)]),
        );
        drawing.mark(Role::Lowers, Shape::Bar(after, left, at));
        drawing.label(Role::Name, cause.clone(), (0.0, at), Place::Row(1));
        let text = format!("\u{2212}{}", percent(*lost));
        drawing.label(Role::Lowers, text, (1.0, at), Place::Column);
        left = after;
    }
    let comes = ladder.comes.value.clamp(0.0, 1.0);
    let at = y(rungs.len() + 1);
    drawing.mark(Role::Phase, Shape::Bar(0.0, comes, at));
    drawing.label(Role::Name, "comes".to_owned(), (0.0, at), Place::Row(1));
    drawing.label(Role::Median, percent(comes), (1.0, at), Place::Column);
    let size = ladder.size_share.value;
    if !size.is_finite() || size >= 0.995 {
        return first + rungs.len() + 2;
    }
    let at = y(rungs.len() + 2);
    let part = (comes * size).clamp(0.0, 1.0);
    drawing.mark(Role::Raises, Shape::Bar(0.0, part, at));
    let name = format!("with {} of its GPUs", percent(size.max(0.0)));
    drawing.label(Role::Name, name, (0.0, at), Place::Row(1));
    drawing.label(Role::Raises, percent(part), (1.0, at), Place::Column);
    first + rungs.len() + 3
}

/// What comes of the largest.
fn message(chosen: &[(&ScheduleRow, &AttritionRow)]) -> String {
    let (row, ladder) = chosen[0];
    let name = text::shorten_label(&text::clean(&row.label()), theme::MESSAGE, false, 420.0);
    let comes = percent(ladder.comes.value.clamp(0.0, 1.0));
    let size = ladder.size_share.value;
    let part = if size < 0.995 && size.is_finite() {
        let part = percent((ladder.comes.value * size).clamp(0.0, 1.0));
        format!("; {part} of its announced GPUs come on average")
    } else {
        String::new()
    };
    format!("{name} comes in {comes} of trials{part}.")
}
