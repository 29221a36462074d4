//! One number of an answer, named in words: "mean `gpus_powered` of total at 2027-12-31".
//!
//! What it does not know: how it is drawn.

use super::{Cell, Kind};
use crate::calendar::day_number;
use crate::comparison::Difference;
use crate::plan::{Metric, RunSpec, ScopeKind};
use crate::projection::{Projection, ScheduleRow, Scope, Series};
use jiff::civil::Date;

/// The forms, for messages.
pub const FORMS: &str = "\"mean gpus_powered of total at 2027-12-31\", \"p90 facility_load of site loughton at 2028-12\", \"p50 online of loughton.first\" or \"chance online of loughton.first by 2027-03-31\"";

const MILESTONES: [&str; 4] = ["ready", "online", "complete", "energised"];

/// A number of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A metric of a scope in a period.
    Level {
        /// "mean" or a percentile.
        of: String,
        /// The metric.
        metric: Metric,
        /// What is added up.
        scope: ScopeKind,
        /// Its id; none of the total.
        id: Option<String>,
        /// A day of the period, "2027-12-31".
        day: String,
    },
    /// A percentile of a date.
    Moment {
        /// "p10", "p50", "p80" or "p90".
        of: String,
        /// The milestone.
        milestone: String,
        /// "site.phase", or "site.stage" of an energisation.
        id: String,
    },
    /// The chance that a milestone has come by the end of a day.
    Chance {
        /// The milestone.
        milestone: String,
        /// "site.phase", or "site.stage" of an energisation.
        id: String,
        /// The day.
        day: String,
    },
}

impl Asked {
    /// Reads an outcome.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["chance", milestone, "of", id, "by", day] => Ok(Self::Chance {
                milestone: known_milestone(milestone)?,
                id: (*id).to_owned(),
                day: last_day(day)?,
            }),
            [of, milestone, "of", id] if MILESTONES.contains(milestone) => Ok(Self::Moment {
                of: one_of(of, &["p10", "p50", "p80", "p90"])?,
                milestone: known_milestone(milestone)?,
                id: (*id).to_owned(),
            }),
            [of, metric, "of", scope @ .., "at", day] => {
                let (scope, id) = scope_of(scope)?;
                Ok(Self::Level {
                    of: one_of(
                        of,
                        &[
                            "mean", "p5", "p10", "p25", "p50", "p75", "p80", "p90", "p95",
                        ],
                    )?,
                    metric: Metric::from_word(metric).ok_or_else(|| {
                        let all: Vec<&str> = Metric::ALL.into_iter().map(Metric::word).collect();
                        format!(
                            "there is no metric `{metric}`; metrics are {}",
                            all.join(", ")
                        )
                    })?,
                    scope,
                    id,
                    day: last_day(day)?,
                })
            }
            _ => Err(format!("it is no outcome; write {FORMS}")),
        }
    }

    /// Adds what a run must record for it.
    pub fn ask(&self, spec: &mut RunSpec) {
        match self {
            Self::Level { metric, scope, .. } => {
                if !spec.metrics.contains(metric) {
                    spec.metrics.push(*metric);
                }
                if !spec.scopes.contains(scope) {
                    spec.scopes.push(*scope);
                }
            }
            Self::Moment { .. } | Self::Chance { .. } => spec.schedule = true,
        }
    }

    /// Whether it is a mean over trials.
    #[must_use]
    pub fn is_mean(&self) -> bool {
        matches!(self, Self::Level { of, .. } if of == "mean")
    }

    /// What kind of number it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Level { .. } => Kind::Quantity,
            Self::Moment { .. } => Kind::Date,
            Self::Chance { .. } => Kind::Chance,
        }
    }

    /// Its unit.
    #[must_use]
    pub const fn unit(&self) -> &'static str {
        match self {
            Self::Level { metric, .. } => metric.unit(),
            Self::Moment { .. } => "date",
            Self::Chance { .. } => "share",
        }
    }

    /// Its words, in one form.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Level {
                of,
                metric,
                scope,
                id,
                day,
            } => {
                let id = id.as_ref().map_or_else(String::new, |id| format!(" {id}"));
                format!("{of} {} of {}{id} at {day}", metric.word(), scope.word())
            }
            Self::Moment { of, milestone, id } => format!("{of} {milestone} of {id}"),
            Self::Chance { milestone, id, day } => format!("chance {milestone} of {id} by {day}"),
        }
    }

    /// For readers, with the names of an answer.
    #[must_use]
    pub fn title(&self, answer: &Projection) -> String {
        match self {
            Self::Level {
                of,
                metric,
                scope,
                id,
                day,
            } => {
                let noun = metric
                    .word()
                    .replace("gpus", "GPUs")
                    .replace("h100e", "H100e")
                    .replace('_', " ");
                let found = answer.find(scope.word(), id.as_deref(), metric.word());
                let name = found.map_or_else(
                    || "all sites".to_owned(),
                    |series| scope_name(&series.scope),
                );
                let of = if of == "mean" {
                    "Mean".to_owned()
                } else {
                    of.to_uppercase()
                };
                format!("{of} {noun}, {name}, at {day}")
            }
            Self::Moment { of, milestone, id } => {
                format!(
                    "{} date {milestone}, {}",
                    of.to_uppercase(),
                    named(answer, milestone, id)
                )
            }
            Self::Chance { milestone, id, day } => {
                format!(
                    "Chance of {}, {milestone} by {day}",
                    named(answer, milestone, id)
                )
            }
        }
    }

    /// The number in an answer.
    ///
    /// # Errors
    ///
    /// That the answer has no such scope, period or milestone, and which it has.
    pub fn of(&self, answer: &Projection) -> Result<Cell, String> {
        match self {
            Self::Level {
                of,
                metric,
                scope,
                id,
                day,
            } => {
                let series = answer.find(scope.word(), id.as_deref(), metric.word());
                let series = series.ok_or_else(|| no_scope(answer, *scope, id.as_deref()))?;
                let at = period(answer, day)?;
                Ok(level(series, of, at))
            }
            Self::Moment { of, milestone, id } => Ok(moment(row(answer, milestone, id)?, of)),
            Self::Chance { milestone, id, day } => {
                let row = row(answer, milestone, id)?;
                let share = reached(row, day).ok_or_else(|| {
                    format!("no curve is kept of `{milestone}`: ask for `online`, or for its p50")
                })?;
                let trials = answer.trials.max(1) as f64;
                Ok(Cell {
                    value: Some(share),
                    se: Some((share * (1.0 - share) / trials).sqrt()),
                    ..Cell::default()
                })
            }
        }
    }

    /// The paired difference of a mean from the base's, and its standard error.
    #[must_use]
    pub fn paired(&self, difference: &Difference, periods: &[String]) -> Option<(f64, f64)> {
        let Self::Level {
            metric,
            scope,
            id,
            day,
            ..
        } = self
        else {
            return None;
        };
        let series = difference.series.iter().find(|series| {
            series.metric == metric.word()
                && series.scope.kind == scope.word()
                && series.scope.id == *id
        })?;
        let at = periods.partition_point(|end| end < day);
        self.is_mean()
            .then_some((*series.mean.get(at)?, *series.mean_se.get(at)?))
    }
}

fn level(series: &Series, of: &str, at: usize) -> Cell {
    let list = match of {
        "p5" => &series.p5,
        "p10" => &series.p10,
        "p25" => &series.p25,
        "p50" => &series.p50,
        "p75" => &series.p75,
        "p80" => &series.p80,
        "p90" => &series.p90,
        "p95" => &series.p95,
        _ => &series.mean,
    };
    let interval = match of {
        "p10" => Some((series.p10_lo[at], series.p10_hi[at])),
        "p50" => Some((series.p50_lo[at], series.p50_hi[at])),
        "p90" => Some((series.p90_lo[at], series.p90_hi[at])),
        _ => None,
    };
    Cell {
        value: Some(list[at]),
        se: (of == "mean").then_some(series.mean_se[at]),
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
        p10: Some(series.p10[at]),
        p90: Some(series.p90[at]),
        ..Cell::default()
    }
}

fn moment(row: &ScheduleRow, of: &str) -> Cell {
    let (date, low, high) = match of {
        "p10" => (&row.p10, &row.p10_lo, &row.p10_hi),
        "p50" => (&row.p50, &row.p50_lo, &row.p50_hi),
        "p80" => (&row.p80, &None, &None),
        _ => (&row.p90, &row.p90_lo, &row.p90_hi),
    };
    let day = |date: &Option<String>| {
        let date: Date = date.as_ref()?.parse().ok()?;
        Some(f64::from(day_number(date)))
    };
    Cell {
        value: day(date),
        date: date.clone(),
        low: day(low),
        high: day(high),
        ..Cell::default()
    }
}

/// The share of trials by the end of a day: the curve's, between its points in a straight line.
fn reached(row: &ScheduleRow, day: &str) -> Option<f64> {
    if row.milestone != "online" {
        return None;
    }
    let after = row
        .curve
        .partition_point(|point| point.date.as_str() <= day);
    let Some(before) = after.checked_sub(1).map(|at| &row.curve[at]) else {
        return Some(0.0);
    };
    let Some(next) = row.curve.get(after) else {
        return Some(before.share);
    };
    let number = |text: &str| Some(f64::from(day_number(text.parse().ok()?)));
    let (from, at, to) = (number(&before.date)?, number(day)?, number(&next.date)?);
    Some(before.share + (next.share - before.share) * (at - from) / (to - from))
}

fn row<'a>(answer: &'a Projection, milestone: &str, id: &str) -> Result<&'a ScheduleRow, String> {
    let rows = || {
        answer
            .schedule
            .iter()
            .filter(|row| row.milestone == milestone)
    };
    rows().find(|row| row_id(row) == id).ok_or_else(|| {
        let known: Vec<String> = rows().map(row_id).collect();
        let what = if milestone == "energised" {
            "grid stage"
        } else {
            "phase"
        };
        format!("there is no {what} `{id}`; {}", listed(&known))
    })
}

fn row_id(row: &ScheduleRow) -> String {
    let part = row.phase.as_ref().or(row.stage.as_ref());
    format!("{}.{}", row.site, part.map_or("", String::as_str))
}

fn named(answer: &Projection, milestone: &str, id: &str) -> String {
    row(answer, milestone, id).map_or_else(|_| id.to_owned(), ScheduleRow::label)
}

fn scope_name(scope: &Scope) -> String {
    scope
        .name
        .clone()
        .or_else(|| scope.id.clone())
        .unwrap_or_else(|| "all sites".to_owned())
}

fn no_scope(answer: &Projection, kind: ScopeKind, id: Option<&str>) -> String {
    let mut known: Vec<String> = answer
        .series
        .iter()
        .filter(|series| series.scope.kind == kind.word())
        .filter_map(|series| series.scope.id.clone())
        .collect();
    known.dedup();
    let id = id.unwrap_or("");
    format!("there is no {} `{id}`; {}", kind.word(), listed(&known))
}

fn listed(known: &[String]) -> String {
    let named: Vec<String> = known.iter().map(|id| format!("`{id}`")).collect();
    if named.is_empty() {
        "there are none".to_owned()
    } else {
        format!("there are {}", named.join(", "))
    }
}

fn period(answer: &Projection, day: &str) -> Result<usize, String> {
    answer.period(day).ok_or_else(|| {
        let last = answer.periods.last().map_or("", String::as_str);
        format!(
            "{day} lies outside the horizon, {} to {last}",
            answer.scenario.from
        )
    })
}

fn known_milestone(word: &str) -> Result<String, String> {
    one_of(word, &MILESTONES)
}

fn one_of(word: &str, known: &[&str]) -> Result<String, String> {
    if known.contains(&word) {
        return Ok(word.to_owned());
    }
    Err(format!(
        "`{word}` is none of {}; write {FORMS}",
        known.join(", ")
    ))
}

fn scope_of(words: &[&str]) -> Result<(ScopeKind, Option<String>), String> {
    let kind = |word: &str| {
        ScopeKind::from_word(word).ok_or_else(|| {
            let all: Vec<&str> = ScopeKind::ALL.into_iter().map(ScopeKind::word).collect();
            format!("there is no scope `{word}`; scopes are {}", all.join(", "))
        })
    };
    match words {
        [] => Err(format!("it names no scope; write {FORMS}")),
        ["total"] => Ok((ScopeKind::Total, None)),
        ["total", ..] => Err("`total` takes no name".to_owned()),
        [word] => Err(format!(
            "`{}` needs a name: `{word} loughton`",
            kind(word)?.word()
        )),
        [word, id @ ..] => Ok((kind(word)?, Some(id.join(" ")))),
    }
}

/// A day, or the last of a month or a year: "2027-12-31", "2027-12", "2027".
fn last_day(text: &str) -> Result<String, String> {
    let number = |part: &str| part.parse::<i16>().ok();
    let parts: Vec<&str> = text.split('-').collect();
    let date = match parts.as_slice() {
        [year] => number(year).and_then(|year| Date::new(year, 12, 31).ok()),
        [year, month] => number(year).zip(number(month)).and_then(|(year, month)| {
            let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
            Some(first.last_of_month())
        }),
        _ => text.parse().ok(),
    };
    let date =
        date.ok_or_else(|| format!("`{text}` is no day; write it as 2027-12-31 or 2027-12"))?;
    Ok(date.to_string())
}
