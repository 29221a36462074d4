//! From a projection to the number.

use super::{Milestone, Outcome, OutcomeError, Place, Statistic};
use crate::calendar::day_number;
use crate::plan::{Metric, ScopeKind};
use crate::projection::{CurvePoint, Estimate, Projection, ScheduleRow, Series};
use jiff::civil::Date;

/// Standard errors that a 95 % interval is wide: twice the normal quantile of 97.5 %.
const INTERVAL: f64 = 2.0 * 1.959_963_984_540_054;

/// What an outcome came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Its value in [`Outcome::unit`]; of a date the day since 1970-01-01. `None` for never.
    pub value: Option<f64>,
    /// Its Monte Carlo standard error, where there is one: means and chances have it; P10, P50 and
    /// P90 have that of a normal law whose 95 % interval is theirs.
    pub se: Option<f64>,
}

impl Reading {
    fn of(value: f64, se: Option<f64>) -> Self {
        let value = Some(value);
        Self { value, se }
    }
}

pub(super) fn read(outcome: &Outcome, projection: &Projection) -> Result<Reading, OutcomeError> {
    match outcome {
        Outcome::Level {
            statistic,
            metric,
            scope,
            id,
            at,
        } => {
            let series = series(projection, *scope, id, *metric)?;
            let period = period(projection, *at)?;
            Ok(level(series, *statistic, period))
        }
        Outcome::Date {
            percent,
            milestone,
            place,
        } => Ok(date(row(projection, *milestone, place)?, *percent)),
        Outcome::Chance {
            milestone,
            place,
            by,
        } => chance(row(projection, *milestone, place)?, *by, projection.trials),
        Outcome::Keeps { .. } => Err(OutcomeError::new(format!(
            "a projection has percentiles of levels, not `{outcome}`: ask for a percentile at the date, or ask `capcast explain` or `capcast exclude`, which look at every trial"
        ))),
    }
}

fn series<'a>(
    projection: &'a Projection,
    scope: ScopeKind,
    id: &str,
    metric: Metric,
) -> Result<&'a Series, OutcomeError> {
    let (word, wanted) = (scope.word(), (!id.is_empty()).then_some(id));
    if let Some(series) = projection.find(word, wanted, metric.word()) {
        return Ok(series);
    }
    let of_metric = projection
        .series
        .iter()
        .filter(|series| series.metric == metric.word());
    let ids: Vec<&str> = of_metric
        .filter(|series| series.scope.kind == word)
        .filter_map(|series| series.scope.id.as_deref())
        .collect();
    if ids.is_empty() {
        return Err(OutcomeError::new(format!(
            "the run has no `{}` by {word}: it was not asked for it, or nothing has a {word}",
            metric.word()
        )));
    }
    Err(OutcomeError::unknown(word, id, ids))
}

fn period(projection: &Projection, at: Option<Date>) -> Result<usize, OutcomeError> {
    let period = match at {
        Some(day) => projection.period(&day.to_string()),
        None => projection.headline_period(),
    };
    period.ok_or_else(|| {
        let day = at.map_or_else(|| "its date".to_owned(), |day| day.to_string());
        let last = projection.periods.last().map_or("", String::as_str);
        OutcomeError::new(format!(
            "{day} is outside the run, which covers {} to {last}",
            projection.scenario.from
        ))
    })
}

fn level(series: &Series, statistic: Statistic, period: usize) -> Reading {
    let at = |list: &[f64]| list.get(period).copied().unwrap_or(f64::NAN);
    let with = |value: &[f64], lo: &[f64], hi: &[f64]| {
        Reading::of(at(value), Some((at(hi) - at(lo)) / INTERVAL))
    };
    match statistic {
        Statistic::Mean => Reading::of(at(&series.mean), Some(at(&series.mean_se))),
        Statistic::Percentile(10) => with(&series.p10, &series.p10_lo, &series.p10_hi),
        Statistic::Percentile(50) => with(&series.p50, &series.p50_lo, &series.p50_hi),
        Statistic::Percentile(90) => with(&series.p90, &series.p90_lo, &series.p90_hi),
        Statistic::Percentile(5) => Reading::of(at(&series.p5), None),
        Statistic::Percentile(25) => Reading::of(at(&series.p25), None),
        Statistic::Percentile(75) => Reading::of(at(&series.p75), None),
        Statistic::Percentile(80) => Reading::of(at(&series.p80), None),
        Statistic::Percentile(_) => Reading::of(at(&series.p95), None),
    }
}

fn row<'a>(
    projection: &'a Projection,
    milestone: Milestone,
    place: &Place,
) -> Result<&'a ScheduleRow, OutcomeError> {
    let part = |row: &ScheduleRow| match milestone {
        Milestone::Energised => row.stage.clone(),
        _ => row.phase.clone(),
    };
    let rows = projection
        .schedule
        .iter()
        .filter(|row| row.milestone == milestone.word());
    let known: Vec<(String, &ScheduleRow)> = rows
        .filter_map(|row| Some((format!("{}.{}", row.site, part(row)?), row)))
        .collect();
    let wanted = place.to_string();
    if let Some((_, row)) = known.iter().find(|(name, _)| *name == wanted) {
        return Ok(row);
    }
    let what = match milestone {
        Milestone::Energised => "grid stage",
        _ => "phase",
    };
    if known.is_empty() {
        return Err(OutcomeError::new(format!(
            "the run has no date `{}` of any {what}: it was not asked for dates, or there is no {what}",
            milestone.word()
        )));
    }
    let known = known.iter().map(|(name, _)| name.as_str());
    Err(OutcomeError::unknown(what, &wanted, known))
}

fn date(row: &ScheduleRow, percent: u8) -> Reading {
    let number = |day: &Option<String>| {
        let day = day.as_ref()?.parse::<Date>().ok()?;
        Some(f64::from(day_number(day)))
    };
    let (value, lo, hi) = match percent {
        10 => (&row.p10, &row.p10_lo, &row.p10_hi),
        50 => (&row.p50, &row.p50_lo, &row.p50_hi),
        90 => (&row.p90, &row.p90_lo, &row.p90_hi),
        _ => (&row.p80, &None, &None),
    };
    let value = number(value);
    let width = number(hi).zip(number(lo)).map(|(hi, lo)| hi - lo);
    let se = value.and(width).map(|width| width / INTERVAL);
    Reading { value, se }
}

/// The share of trials by the end of a day: that by the announced date is known to the trial, any
/// other is read off the S-curve, straight between its points, which are half a percent apart.
fn chance(row: &ScheduleRow, by: Date, trials: u64) -> Result<Reading, OutcomeError> {
    let by_text = by.to_string();
    if let Some(Estimate { value, se }) = row.on_time
        && row.announced.as_ref() == Some(&by_text)
    {
        return Ok(Reading::of(value, Some(se)));
    }
    if row.milestone != Milestone::Online.word() {
        return Err(OutcomeError::new(format!(
            "a projection has the chance of `{}` by the announced date alone; ask for `online`, or for a percentile of its date",
            row.milestone
        )));
    }
    let value = on_curve(&row.curve, by);
    let se = (value * (1.0 - value) / trials as f64).sqrt();
    Ok(Reading::of(value, Some(se)))
}

fn on_curve(curve: &[CurvePoint], by: Date) -> f64 {
    let by_text = by.to_string();
    let after = curve.partition_point(|point| point.date <= by_text);
    let Some(before) = after.checked_sub(1).and_then(|index| curve.get(index)) else {
        return 0.0;
    };
    let Some(next) = curve.get(after) else {
        return before.share;
    };
    let day = |point: &CurvePoint| {
        let day = point.date.parse::<Date>().ok()?;
        Some(f64::from(day_number(day)))
    };
    let Some((first, last)) = day(before).zip(day(next)) else {
        return before.share;
    };
    let part = (f64::from(day_number(by)) - first) / (last - first);
    before.share + part * (next.share - before.share)
}
