//! What a sweep reads off each cell: an outcome's number, its error, its paired difference.
//!
//! What it does not know: how a cell was run.

use super::{Cell, Kind};
use crate::calendar::date_of_day;
use crate::comparison::Difference;
use crate::outcome::{Outcome, OutcomeError, Statistic};
use crate::plan::{Metric, ScopeKind};
use crate::projection::{Projection, ScheduleRow, Scope, milestone_label};

/// What kind of number an outcome is.
#[must_use]
pub const fn kind(outcome: &Outcome) -> Kind {
    match outcome {
        Outcome::Level { .. } => Kind::Quantity,
        Outcome::Date { .. } => Kind::Date,
        Outcome::Chance { .. } | Outcome::Keeps { .. } => Kind::Chance,
    }
}

/// Whether it is a mean of a quantity over trials.
#[must_use]
pub const fn is_mean(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Level {
            statistic: Statistic::Mean,
            ..
        }
    )
}

/// The unit of a sweep's rows: "date" of a date.
#[must_use]
pub const fn unit(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Date { .. } => "date",
        other => other.unit(),
    }
}

/// An outcome for readers, with the names of an answer.
#[must_use]
pub fn title(outcome: &Outcome, answer: &Projection) -> String {
    match outcome {
        Outcome::Level {
            statistic,
            metric,
            scope,
            id,
            at,
        } => {
            let noun = noun(*metric);
            let of = match statistic {
                Statistic::Mean => "Mean".to_owned(),
                percentile @ Statistic::Percentile(_) => percentile.to_string().to_uppercase(),
            };
            let name = scope_name(answer, *scope, id);
            let at = at.map_or_else(String::new, |at| format!(", at {at}"));
            format!("{of} {noun}, {name}{at}")
        }
        Outcome::Date {
            percent,
            milestone,
            place,
        } => {
            let name = place_name(answer, &place.site, &place.part);
            format!("P{percent} date {}, {name}", milestone.word())
        }
        Outcome::Chance {
            milestone,
            place,
            by,
        } => {
            let name = place_name(answer, &place.site, &place.part);
            format!("Chance of {name}, {} by {by}", milestone.word())
        }
        Outcome::Keeps {
            metric,
            scope,
            id,
            level,
            at,
        } => {
            let (noun, unit) = (noun(*metric), metric.unit());
            let name = scope_name(answer, *scope, id);
            let at = at.map_or_else(String::new, |at| format!(" at {at}"));
            let (words, level) = (level.words(), level.level());
            format!("Chance of {noun}, {name}, {words} {level} {unit}{at}")
        }
    }
}

/// A metric within a sentence.
fn noun(metric: Metric) -> String {
    let word = metric.word().replace("gpus", "GPUs");
    word.replace("h100e", "H100e").replace('_', " ")
}

fn scope_name(answer: &Projection, kind: ScopeKind, id: &str) -> String {
    if kind == ScopeKind::Total {
        return "all sites".to_owned();
    }
    let is_it = |scope: &&Scope| scope.kind == kind.word() && scope.id.as_deref() == Some(id);
    let mut scopes = answer.series.iter().map(|series| &series.scope);
    let name = scopes.find(is_it).and_then(|scope| scope.name.clone());
    name.unwrap_or_else(|| id.to_owned())
}

fn place_name(answer: &Projection, site: &str, part: &str) -> String {
    let is_it = |id: &Option<String>| id.as_deref() == Some(part);
    let mut rows = answer.schedule.iter();
    let row = rows.find(|row| row.site == site && (is_it(&row.phase) || is_it(&row.stage)));
    row.map_or_else(
        || milestone_label((site, ""), Some((part, None)), None),
        ScheduleRow::label,
    )
}

/// The number of an outcome in an answer.
///
/// # Errors
///
/// The answer has no such scope, period or milestone.
pub fn cell(outcome: &Outcome, answer: &Projection) -> Result<Cell, OutcomeError> {
    let reading = outcome.read(answer)?;
    let date = reading
        .value
        .filter(|_| kind(outcome) == Kind::Date)
        .and_then(date_of_day);
    Ok(Cell {
        value: reading.value,
        date: date.map(|date| date.to_string()),
        se: reading.se,
        note: reading.value.is_none().then(|| "never".to_owned()),
        ..Cell::default()
    })
}

/// The mean of an outcome less the base's within each trial, and its standard error; `None` of what
/// is no mean.
#[must_use]
pub fn paired(
    outcome: &Outcome,
    difference: &Difference,
    periods: &[String],
) -> Option<(f64, f64)> {
    let Outcome::Level {
        metric,
        scope,
        id,
        at: Some(day),
        ..
    } = outcome
    else {
        return None;
    };
    if !is_mean(outcome) {
        return None;
    }
    let series = difference.series.iter().find(|series| {
        series.metric == metric.word()
            && series.scope.kind == scope.word()
            && series.scope.id.as_deref().unwrap_or_default() == id
    })?;
    let day = day.to_string();
    let at = periods.partition_point(|end| *end < day);
    Some((*series.mean.get(at)?, *series.mean_se.get(at)?))
}
