//! Rival stories: what comes of an outcome where each holds.
//!
//! What it does not know: which of them is true.

use super::super::number::{Unit, percent};
use super::super::waterfall::counted;
use super::super::{
    Axis, Chart, Height, Place, Role, Shape, Swatch, footer, text, theme, time, value_axis,
};
use super::{Draft, Drawing, SUBJECT, rows};
use crate::projection::{BranchRow, GivenRow, Projection, StoryRow};

/// Px of a row.
const ROW: f64 = 29.0;
/// Outcomes of one picture.
const MOST: usize = 4;
/// Branches that have pictures, and stories of each that do.
const BRANCHES: usize = 4;
const STORIES: usize = 8;

/// For each branch a picture of dates, and one of levels.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let mut charts = Vec::new();
    for branch in projection.risk.branches.iter().take(BRANCHES) {
        charts.extend(chart(projection, branch, true));
        charts.extend(chart(projection, branch, false));
    }
    charts
}

/// An outcome with what it is in each story, in their order.
struct Told<'a> {
    name: String,
    given: Vec<(&'a StoryRow, &'a GivenRow)>,
}

/// The outcomes that differ most from story to story: dates, or levels of one unit.
fn told<'a>(projection: &Projection, branch: &'a BranchRow, dates: bool) -> Vec<Told<'a>> {
    let Some(first) = branch.options.first() else {
        return Vec::new();
    };
    let is_level = |row: &&GivenRow| !matches!(row.unit.as_str(), "days" | "share");
    let unit = first
        .given
        .iter()
        .find(is_level)
        .map(|row| row.unit.as_str());
    let wanted = |row: &&GivenRow| {
        if dates {
            row.unit == "days"
        } else {
            is_level(row) && Some(row.unit.as_str()) == unit
        }
    };
    let mut all: Vec<Told> = Vec::new();
    for row in first.given.iter().filter(wanted) {
        let given = branch.options.iter().take(STORIES).filter_map(|story| {
            let same = story
                .given
                .iter()
                .find(|other| other.outcome == row.outcome)?;
            same.mean.value.is_finite().then_some((story, same))
        });
        all.push(Told {
            name: text::clean(&projection.outcome_label(&row.outcome)),
            given: given.collect(),
        });
    }
    all.retain(|told| told.given.len() > 1);
    all.sort_by(|a, b| spread(b).total_cmp(&spread(a)));
    all.truncate(MOST);
    all
}

/// How far the means of the stories lie apart.
fn spread(told: &Told) -> f64 {
    let means = || told.given.iter().map(|(_, given)| given.mean.value);
    means().fold(f64::NEG_INFINITY, f64::max) - means().fold(f64::INFINITY, f64::min)
}

fn chart(projection: &Projection, branch: &BranchRow, dates: bool) -> Option<Chart> {
    let all = told(projection, branch, dates);
    let (from, to) = span(&all, dates)?;
    let unit = Unit::for_max(counted(&all[0].given[0].1.unit), to);
    let x = axis(dates, from, to, unit);
    let mut drawing = Drawing::default();
    drawing.label(
        Role::Quiet,
        "P50 in the story".to_owned(),
        (x.to, 0.0),
        Place::Head,
    );
    let mut next = 0;
    let mut lines = Vec::new();
    for told in &all {
        lines.push(next as f64);
        drawing.label(
            Role::Text,
            told.name.clone(),
            (0.0, next as f64 + 0.5),
            Place::Row(0),
        );
        next += 1;
        for (story, given) in &told.given {
            draw(
                &mut drawing,
                story,
                given,
                next as f64 + 0.5,
                (x.to, dates, unit),
            );
            next += 1;
        }
    }
    let mut notes = vec![
        "Behind a story’s name: the share of trials in which it holds. Bars: P10 to P90 of the trials of the story."
            .to_owned(),
    ];
    if dates {
        notes.push("A bar runs on where the date never comes, or comes after the horizon, in a tenth of them.".to_owned());
    }
    let name = text::shorten(&text::clean(&branch.name), theme::TITLE, true, 560.0);
    let what = if dates { "dates" } else { "size" };
    let mut y = rows(next);
    y.lines = lines;
    let draft = Draft {
        subject: SUBJECT,
        stem: format!("stories-{}-{what}", text::stem(&branch.id)),
        site: None,
        title: format!("{name}: what comes of each story, {what}"),
        message: message(&all[0], dates, unit),
        notes,
        reads: footer::Reads::Ranges,
        x,
        y,
        height: Height::Plot(next as f64 * ROW),
        key: drawing.key(&[
            (Role::Story, Swatch::Bar, "P10\u{a0}–\u{a0}P90"),
            (Role::Median, Swatch::Point, "P50"),
            (Role::Beyond, Swatch::Point, "later"),
        ]),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: None,
    };
    Some(draft.chart(projection))
}

/// What is drawn: from the least P10 to the largest P90.
fn span(all: &[Told], dates: bool) -> Option<(f64, f64)> {
    let numbers = || {
        let given = all.iter().flat_map(|told| told.given.iter());
        given
            .flat_map(|(_, row)| [row.p10, row.p50, row.p90, Some(row.mean.value)])
            .flatten()
            .filter(|value| value.is_finite() && value.abs() < 1e300)
    };
    let (low, high) = (
        numbers().fold(f64::INFINITY, f64::min),
        numbers().fold(f64::NEG_INFINITY, f64::max),
    );
    if low > high {
        return None;
    }
    if dates {
        return Some((time::year_start(low, 0), time::year_start(high, 1)));
    }
    Some((low.min(0.0), high.max(1e-9)))
}

fn axis(dates: bool, from: f64, to: f64, unit: Unit) -> Axis {
    if dates {
        return time::axis(from, to);
    }
    value_axis::around(unit.name().to_owned(), from, to, unit)
}

fn draw(
    drawing: &mut Drawing,
    story: &StoryRow,
    given: &GivenRow,
    y: f64,
    (end, dates, unit): (f64, bool, Unit),
) {
    let sound = |value: Option<f64>| value.filter(|value| value.is_finite());
    if let Some(low) = sound(given.p10) {
        let high = sound(given.p90).unwrap_or(end);
        drawing.mark(Role::Story, Shape::Bar(low, high, y));
        if sound(given.p90).is_none() {
            drawing.mark(Role::Beyond, Shape::Point(end, y));
        }
    }
    if let Some(middle) = sound(given.p50) {
        drawing.mark(Role::Median, Shape::Point(middle, y));
    }
    let name = text::shorten(&text::clean(&story.name), theme::LABEL, false, 230.0);
    let share = percent(story.share.value.clamp(0.0, 1.0));
    drawing.label(
        Role::Name,
        format!("{name} · {share}"),
        (0.0, y),
        Place::Row(1),
    );
    let words = middle(given, dates, unit);
    drawing.label(Role::Median, words, (end, y), Place::Column);
}

fn middle(given: &GivenRow, dates: bool, unit: Unit) -> String {
    match given.p50.filter(|value| value.is_finite()) {
        Some(day) if dates => time::month_of_end(day).unwrap_or_else(|| "never".to_owned()),
        Some(value) => unit.full(value),
        None => "never".to_owned(),
    }
}

/// The outcome that differs most, in the stories that lie furthest apart.
fn message(told: &Told, dates: bool, unit: Unit) -> String {
    let by_mean = |a: &&(&StoryRow, &GivenRow), b: &&(&StoryRow, &GivenRow)| {
        a.1.mean.value.total_cmp(&b.1.mean.value)
    };
    let (Some(least), Some(most)) = (
        told.given.iter().min_by(by_mean),
        told.given.iter().max_by(by_mean),
    ) else {
        return String::new();
    };
    let name =
        |story: &StoryRow| text::shorten(&text::clean(&story.name), theme::MESSAGE, false, 240.0);
    let outcome = text::shorten_label(&told.name, theme::MESSAGE, false, 380.0);
    format!(
        "{outcome}, at the median: {} with “{}”, {} with “{}”.",
        middle(least.1, dates, unit),
        name(least.0),
        middle(most.1, dates, unit),
        name(most.0)
    )
}
