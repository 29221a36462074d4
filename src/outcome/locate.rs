//! Where an outcome stands in a plan, for those who look at trials one by one.

use super::{Milestone, Outcome, OutcomeError, Place};
use crate::model::Model;
use crate::plan::{Column, Metric, Plan, ScopeKind};
use crate::projection::series::Reading;
use jiff::civil::Date;

/// Where an outcome's trials are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Located {
    /// The level of a series at a period, times a factor, on an offset.
    Level {
        /// Index of the scope, and of the series in it.
        series: (usize, usize),
        /// Index of the period.
        period: usize,
        /// What a recorded level is multiplied with.
        factor: f64,
        /// What is added.
        offset: f64,
        /// By how much rounding to whole quanta may leave the level beside what it is.
        slack: f64,
    },
    /// A date, in days since 1970-01-01.
    Date(Column),
}

impl Outcome {
    /// Where it stands in a model's plan, which was made for it; `None` where the model has no such
    /// scope or place.
    ///
    /// # Errors
    ///
    /// The day lies outside the model's horizon.
    pub fn locate(&self, model: &Model, plan: &Plan) -> Result<Option<Located>, OutcomeError> {
        match self {
            Outcome::Level {
                metric,
                scope,
                id,
                at,
                ..
            }
            | Outcome::Keeps {
                metric,
                scope,
                id,
                at,
                ..
            } => {
                let period = period(model, *at)?;
                Ok(level(plan, *metric, (*scope, id), period))
            }
            Outcome::Date {
                milestone, place, ..
            }
            | Outcome::Chance {
                milestone, place, ..
            } => Ok(date(model, plan, *milestone, place).map(Located::Date)),
        }
    }

    /// What to say where a model has no such scope or place: what it has.
    #[must_use]
    pub fn missing(&self, model: &Model, plan: &Plan) -> OutcomeError {
        match self {
            Outcome::Level { scope, id, .. } | Outcome::Keeps { scope, id, .. } => {
                let of_kind = plan.scopes.iter().filter(|known| known.kind == *scope);
                let known: Vec<&str> = of_kind.map(|known| known.id.as_str()).collect();
                let word = scope.word();
                if known.is_empty() {
                    return OutcomeError::new(format!(
                        "there is no {word} `{id}`: nothing has a {word}"
                    ));
                }
                OutcomeError::unknown(word, id, known)
            }
            Outcome::Date {
                milestone, place, ..
            }
            | Outcome::Chance {
                milestone, place, ..
            } => {
                let is_stage = *milestone == Milestone::Energised;
                let sites = model.sites.iter();
                let known: Vec<String> = sites
                    .flat_map(|site| {
                        let stages = site.grid.iter().map(|stage| &stage.id);
                        let phases = site.phases.iter().map(|phase| &phase.id);
                        let parts: Vec<&String> = if is_stage {
                            stages.collect()
                        } else {
                            phases.collect()
                        };
                        parts
                            .into_iter()
                            .map(move |part| format!("{}.{part}", site.id))
                    })
                    .collect();
                let what = if is_stage { "grid stage" } else { "phase" };
                if known.is_empty() {
                    return OutcomeError::new(format!(
                        "there is no {what} `{place}`: there is none at all"
                    ));
                }
                OutcomeError::unknown(what, &place.to_string(), known.iter().map(String::as_str))
            }
        }
    }
}

fn period(model: &Model, at: Option<Date>) -> Result<usize, OutcomeError> {
    let horizon = &model.horizon;
    let ends = horizon.period_ends();
    let day = at.unwrap_or(horizon.to());
    let period = ends.partition_point(|end| *end < day);
    if day < horizon.from() || period >= ends.len() {
        return Err(OutcomeError::new(format!(
            "{day} is outside the run, which covers {} to {}",
            horizon.from(),
            horizon.to()
        )));
    }
    Ok(period)
}

fn level(
    plan: &Plan,
    metric: Metric,
    (kind, id): (ScopeKind, &str),
    period: usize,
) -> Option<Located> {
    let is_it = |scope: &crate::plan::ScopePlan| scope.kind == kind && scope.id == id;
    let index = plan.scopes.iter().position(is_it)?;
    let scope = &plan.scopes[index];
    let series = scope
        .series
        .iter()
        .position(|series| series.metric == metric.base())?;
    let reading = Reading::of(metric, &plan.timeline.hours(), &scope.announced_load);
    let (factor, offset) = (reading.factor[period], reading.offset[period]);
    // Each part is rounded by half a quantum at most; a flow adds up its levels at two ends.
    let parts = scope.phases.len() + scope.whole_sites.len();
    let ends = if metric.is_of_ends() { 2.0 } else { 1.0 };
    let off = 0.5 * ends * parts as f64 * scope.series[series].grid.quantum;
    Some(Located::Level {
        series: (index, series),
        period,
        factor,
        offset,
        slack: off * factor.abs(),
    })
}

fn date(model: &Model, plan: &Plan, milestone: Milestone, place: &Place) -> Option<Column> {
    let index = model.sites.iter().position(|site| site.id == place.site)?;
    let (site, build) = (&model.sites[index], &plan.sites[index]);
    if milestone == Milestone::Energised {
        let stage = site.grid.iter().position(|stage| stage.id == place.part)?;
        return Some(build.stages.get(stage)?.date);
    }
    let phase = site
        .phases
        .iter()
        .position(|phase| phase.id == place.part)?;
    let phase = &plan.phases[build.phases.start + phase];
    Some(match milestone {
        Milestone::Ready => phase.ready,
        Milestone::Complete => phase.complete,
        Milestone::Online | Milestone::Energised => phase.online,
    })
}
