//! Charts of risk: what drives an outcome, what moves together, what can be lost, and why.
//!
//! Not every phase has its own picture of each kind: those with most MW still to come have, the
//! others stand in tables. What it does not know: how any of it was computed.

mod attrition;
mod binding;
mod exclusion;
mod joint;
mod matrix;
mod network;
mod portfolio;
mod stories;
mod together;
mod tornado;

pub use exclusion::exclusion_charts;

use super::draft::{Draft, Drawing, key, rows};
use super::{Chart, Subject, gantt, text};
use crate::projection::{Projection, ScheduleRow};

/// What they are all about.
const SUBJECT: Subject = Subject::Risk;
/// Phases that have a picture of their own, of each kind.
const CHOSEN: usize = 4;

/// All charts of risk that the projection has the numbers for.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let stakes = stakes(projection);
    let mut charts = tornado::charts(projection, &stakes);
    charts.extend(binding::chart(projection));
    charts.extend(attrition::chart(projection, &stakes));
    charts.extend(together::chart(projection));
    charts.extend(matrix::chart(projection));
    charts.extend(portfolio::chart(projection));
    charts.extend(stories::charts(projection));
    charts.extend(network::charts(projection, &stakes));
    charts.extend(joint::charts(projection, &stakes));
    charts
}

/// The `online` rows of phases still to come, those with most at stake first; of copies the first.
fn stakes(projection: &Projection) -> Vec<&ScheduleRow> {
    let mut rows: Vec<&ScheduleRow> = Vec::new();
    for row in to_come(projection) {
        if !rows.iter().any(|other| is_copy(other, row)) {
            rows.push(row);
        }
    }
    let load = |row: &ScheduleRow| row.announced_mw.unwrap_or(0.0);
    // The order is kept where as much is at stake.
    rows.sort_by(|a, b| load(b).total_cmp(&load(a)));
    rows
}

/// The `online` rows of phases that do not run yet.
fn to_come(projection: &Projection) -> impl Iterator<Item = &ScheduleRow> {
    let rows = projection.schedule.iter();
    rows.filter(|row| row.milestone == "online" && row.phase.is_some() && !row.fact)
}

/// Whether two phases of a site are copies of one template.
fn is_copy(one: &ScheduleRow, other: &ScheduleRow) -> bool {
    one.site == other.site && gantt::are_copies(one, other)
}

/// "site.phase".
fn address(row: &ScheduleRow) -> String {
    format!("{}.{}", row.site, row.phase.as_deref().unwrap_or_default())
}

/// The part of a file's name that a phase has.
fn stem(row: &ScheduleRow) -> String {
    let phase = row.phase.as_deref().unwrap_or_default();
    format!("{}-{}", text::stem(&row.site), text::stem(phase))
}

/// Which phases have such a picture, where not all have.
fn choice(drawn: usize, all: usize, table: &str) -> Option<String> {
    (drawn < all).then(|| {
        format!(
            "Drawn for {drawn} of {all} phases, those with most MW still to come; {table} has all."
        )
    })
}

/// The share of trials in which a phase is online by a day, from its S-curve.
fn online_by(row: &ScheduleRow, day: &str) -> f64 {
    let points = row
        .curve
        .iter()
        .take_while(|point| point.date.as_str() <= day);
    points.last().map_or(0.0, |point| point.share)
}
