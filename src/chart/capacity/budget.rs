//! Date and cost together: trials as points about an announced date and sum, and the share of trials
//! on each side of both.
//!
//! What it does not know: why late and dear go together.

use super::super::number::percent;
use super::super::readings::name as named_day;
use super::super::{
    Chart, Height, Place, Reading, Readings, Role, Shape, Swatch, footer, metric, text, theme, time,
};
use super::measure::Measure;
use super::{Draft, Drawing, SUBJECT, named};
use crate::projection::{Budget, JointRow, MoneyRow, Projection};

/// Sites and phases drawn at most.
const MOST: usize = 6;
/// Trials drawn at most.
const POINTS: usize = 400;
/// The least share of the plot on either side of the announced date: room for words.
const ROOM: f64 = 0.38;
/// A sum so many times as high as the costs is drawn at the plot's upper edge.
const FAR: f64 = 3.0;

/// One of each site or phase that has both an announced date and an announced sum.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let rows = projection.joint_confidence.iter();
    let rows = rows.filter(|row| row.kind == "money");
    rows.filter_map(|row| chart(projection, row))
        .take(MOST)
        .collect()
}

fn chart(projection: &Projection, joint: &JointRow) -> Option<Chart> {
    let money = projection.capacity.money.as_ref()?;
    let budget = joint.budget.as_ref()?;
    let id = joint.phase.as_deref()?;
    let row = money.announced.iter().find(|row| row.id == id);
    let by = time::end(&budget.by)?;
    let sound = |cost: f64| (0.0..metric::LARGEST).contains(&cost);
    let points = joint.scatter.iter().filter(|point| sound(point.1));
    let points: Vec<(f64, f64)> = points.take(POINTS).copied().collect();
    if points.len() < 2 || !(sound(budget.amount) && budget.amount > 0.0) {
        return None;
    }
    let (from, to) = days(projection, &points, by);
    let dearest = points.iter().map(|point| point.1).fold(0.0, f64::max);
    let top = dearest.max(budget.amount.min(FAR * dearest));
    let measure = Measure::new(&money.currency, top);
    let y = measure.axis(" of cost", 1.04 * top);
    let mut drawing = Drawing::default();
    quarters(
        &mut drawing,
        budget,
        (from, by, to),
        (budget.amount.min(y.to), y.to),
    );
    for (day, cost) in points.iter().filter(|point| (from..=to).contains(&point.0)) {
        drawing.mark(Role::Trial, Shape::Point(*day, *cost));
    }
    announced(&mut drawing, budget, &measure, (from, by, to), y.to);
    let name = row.map_or_else(|| text::words(id), |row| named(&row.name, &row.id));
    let draft = Draft {
        subject: SUBJECT,
        stem: format!("date-and-cost-{}", text::stem(id)),
        site: None,
        title: title(&name, budget),
        message: message(budget, &measure),
        notes: notes(row, money.price_year, &measure),
        reads: footer::Reads::Plain,
        x: time::axis(from, to),
        y,
        height: Height::Whole(600.0),
        key: drawing.key(&[
            (Role::Trial, Swatch::Point, "a trial"),
            (Role::Goal, Swatch::Area, "on time and within the sum"),
        ]),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: readings(joint, &measure, (from, to)),
    };
    Some(draft.chart(projection))
}

/// The days that the plot shows: most trials, and the announced date with room on both sides.
fn days(projection: &Projection, points: &[(f64, f64)], by: f64) -> (f64, f64) {
    let mut all: Vec<f64> = points.iter().map(|point| point.0).collect();
    all.sort_by(f64::total_cmp);
    // The latest few would squeeze the rest.
    let late = all[(all.len() - 1) * 19 / 20];
    let horizon = projection.periods.last().and_then(|day| time::end(day));
    let late = horizon.map_or(late, |end| late.min(end.max(by)));
    let (from, to) = (all[0].min(by), late.max(by));
    let whole = (to - from).max(365.0);
    let from = time::year_start(by - (by - from).max(ROOM * whole), 0);
    (from, to.max(by + ROOM / (1.0 - ROOM) * (by - from)))
}

/// The part in which both hold, and the share of trials in each of the four.
fn quarters(
    drawing: &mut Drawing,
    budget: &Budget,
    (from, by, to): (f64, f64, f64),
    (sum, top): (f64, f64),
) {
    drawing.mark(Role::Goal, Shape::Tile(from, by, sum, 0.0));
    let [comes, on_time, within, both] = [
        &budget.comes,
        &budget.on_time,
        &budget.in_budget,
        &budget.both,
    ]
    .map(|share| share.value);
    let neither = (comes - on_time - within + both).max(0.0);
    let words = [
        (Role::Raises, both, "on time, within", from, true),
        (Role::Text, within - both, "late, within", by, true),
        (Role::Text, on_time - both, "on time, dearer", from, false),
        (Role::Text, neither, "late, dearer", by, false),
    ];
    for (role, share, what, day, low) in words {
        // On a phone two words side by side have no room.
        let edge = if day < by { 0.05 } else { 0.13 };
        let height = if low {
            (edge * top).min(sum / 2.0)
        } else {
            ((1.0 - edge) * top).max(f64::midpoint(sum, top))
        };
        let words = format!("{} {what}", percent(share)).replace(' ', "\u{a0}");
        let first = if day < by { from } else { to };
        drawing.label(role, words, (day, height), Place::After(first));
    }
}

/// The announced date and sum.
fn announced(
    drawing: &mut Drawing,
    budget: &Budget,
    measure: &Measure,
    (from, by, to): (f64, f64, f64),
    top: f64,
) {
    drawing.mark(Role::Announced, Shape::Upright(by));
    if let Some(date) = time::date(&budget.by) {
        let words = format!("announced\u{a0}{}", time::written(date));
        drawing.label(Role::Announced, words, (by, 0.0), Place::Above);
    }
    let sum = budget.amount.min(top);
    drawing.mark(Role::Announced, Shape::Line(vec![(from, sum), (to, sum)]));
    let words = format!("Announced\u{a0}{}", measure.full(budget.amount));
    drawing.label(Role::Announced, words, (to, sum), Place::End);
}

/// The chance to be online by each date for no more than each sum of the grid.
fn readings(joint: &JointRow, measure: &Measure, (from, to): (f64, f64)) -> Option<Readings> {
    let dates: Vec<(usize, f64)> = joint
        .dates
        .iter()
        .enumerate()
        .filter_map(|(n, date)| Some((n, time::end(date)?)))
        .filter(|(_, day)| (from..=to).contains(day))
        .collect();
    let whole = joint
        .chance
        .iter()
        .all(|line| line.len() == joint.dates.len());
    if dates.is_empty() || !whole || !dates.windows(2).all(|pair| pair[0].1 < pair[1].1) {
        return None;
    }
    let row = |(level, line): (&f64, &Vec<f64>)| Reading {
        role: Role::Trial,
        name: format!("at most {}", measure.full(*level)),
        values: dates.iter().map(|(n, _)| percent(line[*n])).collect(),
    };
    Some(Readings {
        unit: "of trials".to_owned(),
        at: dates.iter().map(|(_, day)| *day).collect(),
        when: dates.iter().map(|(_, day)| named_day(*day)).collect(),
        rows: joint.levels.iter().zip(&joint.chance).map(row).collect(),
    })
}

fn title(name: &str, budget: &Budget) -> String {
    let name = text::shorten(name, theme::TITLE, true, 480.0);
    let both = percent(budget.both.value);
    format!("{name}: {both} on time and within the announced sum")
}

fn message(budget: &Budget, measure: &Measure) -> String {
    let date = time::date(&budget.by).map_or_else(|| text::clean(&budget.by), time::written);
    format!(
        "Online by {date}: {} of trials; at no more than {}: {}; both: {}. It comes at all in {}.",
        percent(budget.on_time.value),
        measure.full(budget.amount),
        percent(budget.in_budget.value),
        percent(budget.both.value),
        percent(budget.comes.value)
    )
}

fn notes(row: Option<&MoneyRow>, price_year: Option<i16>, measure: &Measure) -> Vec<String> {
    let prices = price_year.map_or_else(String::new, |year| format!(", prices of {year}"));
    let stated = row.map_or_else(String::new, |row| {
        format!(" Announced as {}.", text::clean(&row.stated))
    });
    vec![
        format!(
            "{}{prices}: building and chips of all its phases, and the day on which the last of them is online.{stated}",
            measure.name()
        ),
        "Points: single trials in which all of it comes, within the plot. Shares: of all trials."
            .to_owned(),
    ]
}
