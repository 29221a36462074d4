//! Which outcomes inputs are held against, and how each is read off a trial.

use crate::calendar::day_number;
use crate::model::{Bound, Model};
use crate::outcome::{Located, Milestone, Outcome, OutcomeError, Place, Statistic};
use crate::plan::{Column, Metric, Plan, ScopeKind};
use jiff::civil::Date;

/// Phases, in the model's order, whose dates are outcomes without being asked for.
const PHASES: usize = 200;
/// What runs at the headline date of what is announced: the level of the chance that is reported
/// without being asked for.
const PART: f64 = 0.5;

/// What one number a trial is read from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Source {
    /// The day of a date; infinite for never.
    Day(Column),
    /// A series at a period.
    Level {
        series: (usize, usize),
        period: usize,
        factor: f64,
        offset: f64,
    },
    /// 1 where a target of the plan is met, else 0.
    Target(usize),
}

/// What is made of the number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reading {
    /// The number, cut off at this.
    Cut(f64),
    /// 1 where it is at most this, else 0.
    By(f64),
    /// 1 where it keeps to this, else 0.
    Holds(Bound),
}

impl Reading {
    pub(super) fn of(self, value: f64) -> f64 {
        match self {
            Reading::Cut(most) => value.min(most),
            Reading::By(last) => f64::from(u8::from(value <= last)),
            Reading::Holds(bound) => f64::from(u8::from(bound.holds(value))),
        }
    }
}

/// An outcome that inputs are held against.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    /// In words, without a statistic: it is one number a trial.
    pub(super) name: String,
    /// "date", "level" or "chance".
    pub(super) kind: &'static str,
    pub(super) unit: &'static str,
    pub(super) source: Source,
    pub(super) reading: Reading,
}

impl Asked {
    /// An outcome as it stands in a plan.
    ///
    /// # Errors
    ///
    /// The model has no such scope or place, the plan does not record it, or the day lies outside
    /// the horizon.
    pub(super) fn new(outcome: &Outcome, model: &Model, plan: &Plan) -> Result<Self, OutcomeError> {
        let located = outcome.locate(model, plan)?;
        let located = located.ok_or_else(|| outcome.missing(model, plan))?;
        let (source, slack) = match located {
            Located::Date(column) => (Source::Day(column), 0.0),
            Located::Level {
                series,
                period,
                factor,
                offset,
                slack,
            } => {
                let level = Source::Level {
                    series,
                    period,
                    factor,
                    offset,
                };
                (level, slack)
            }
        };
        let last_day = f64::from(day_number(model.horizon.to()));
        let (kind, reading) = match outcome {
            Outcome::Level { .. } => ("level", Reading::Cut(f64::INFINITY)),
            Outcome::Date { .. } => ("date", Reading::Cut(last_day)),
            Outcome::Chance { by, .. } => ("chance", Reading::By(f64::from(day_number(*by)))),
            Outcome::Keeps { level, .. } => ("chance", Reading::Holds(level.loosened(slack))),
        };
        let words = outcome.to_string();
        let name = words.split_once(' ').map_or("", |(_, rest)| rest);
        Ok(Self {
            name: name.to_owned(),
            kind,
            unit: outcome.unit(),
            source,
            reading,
        })
    }
}

/// The targets of a plan as outcomes, whether or not their series are reported.
pub(super) fn targets(model: &Model, plan: &Plan) -> Vec<Asked> {
    let targets = plan.targets.iter().enumerate();
    let asked = targets.map(|(index, compiled)| {
        let target = &model.targets[compiled.target];
        let scope = match target.scope_id.as_str() {
            "" => target.scope.clone(),
            id => format!("{} {id}", target.scope),
        };
        let (word, level) = (target.level.words(), target.level.level());
        let (metric, by) = (&target.metric, target.by);
        let unit = Metric::from_word(metric).map_or("", Metric::unit);
        // In words the same at a date is of one period.
        let summed = compiled.flow.as_ref().filter(|flow| flow.span > 1);
        let over = match (summed, target.months) {
            (None, _) => "",
            (_, 12) => " in the year",
            (_, 6) => " in the half-year",
            _ => " in the quarter",
        };
        Asked {
            name: format!("{metric}{over} of {scope} {word} {level} {unit} at {by}"),
            kind: "chance",
            unit: "share",
            source: Source::Target(index),
            reading: Reading::Holds(Bound::AtLeast(0.5)),
        }
    });
    asked.collect()
}

/// Whether a plan records an outcome.
///
/// # Errors
///
/// The model has no such scope or place, the plan does not record it, or the day lies outside the
/// horizon.
pub fn check(outcome: &Outcome, model: &Model, plan: &Plan) -> Result<(), OutcomeError> {
    Asked::new(outcome, model, plan).map(|_| ())
}

/// The outcomes that inputs are held against without being asked for: the online date of each open
/// phase and its chance to be on time; GPUs that run, facility load and H100-equivalents in all at
/// the report's date and at the last year end; and the chance that at least half of the GPUs
/// announced for the report's date run.
#[must_use]
pub fn defaults(model: &Model, plan: &Plan) -> Vec<Outcome> {
    let mut outcomes = totals(model, plan);
    let open = plan.phases.iter().filter(|phase| !phase.fact);
    for phase in open.take(PHASES) {
        let site = &model.sites[phase.site];
        let of_model = &site.phases[phase.phase];
        let place = Place {
            site: site.id.clone(),
            part: of_model.id.clone(),
        };
        let milestone = Milestone::Online;
        outcomes.push(Outcome::Date {
            percent: 50,
            milestone,
            place: place.clone(),
        });
        if let Some(period) = of_model.announced_online {
            outcomes.push(Outcome::Chance {
                milestone,
                place,
                by: period.last,
            });
        }
    }
    outcomes
}

/// Of the total, as far as it is recorded.
fn totals(model: &Model, plan: &Plan) -> Vec<Outcome> {
    let headline = headline(model);
    let ends = model.horizon.period_ends();
    let year_end = ends
        .iter()
        .rfind(|end| (end.month(), end.day()) == (12, 31));
    let last = year_end.or(ends.last()).copied();
    let mut dates: Vec<Date> = headline.into_iter().chain(last).collect();
    dates.dedup();
    let mut outcomes = Vec::new();
    let level = |metric, at| Outcome::Level {
        statistic: Statistic::Mean,
        metric,
        scope: ScopeKind::Total,
        id: String::new(),
        at: Some(at),
    };
    for at in dates {
        for metric in [Metric::GpusPowered, Metric::FacilityLoad, Metric::H100e] {
            outcomes.push(level(metric, at));
        }
    }
    let announced = headline.and_then(|at| Some((at, announced(model, plan, at)?)));
    if let Some((at, announced)) = announced.filter(|(_, announced)| *announced > 0.0) {
        outcomes.push(Outcome::Keeps {
            metric: Metric::GpusPowered,
            scope: ScopeKind::Total,
            id: String::new(),
            level: Bound::AtLeast((PART * announced).ceil()),
            at: Some(at),
        });
    }
    let recorded = |outcome: &Outcome| matches!(outcome.locate(model, plan), Ok(Some(_)));
    outcomes.retain(recorded);
    outcomes
}

/// The date that the report's answer speaks of.
pub(super) fn headline(model: &Model) -> Option<Date> {
    match Outcome::default().dated(model) {
        Outcome::Level { at, .. } => at,
        _ => None,
    }
}

/// GPUs that are announced to run by a date.
fn announced(model: &Model, plan: &Plan, at: Date) -> Option<f64> {
    let period = model
        .horizon
        .period_ends()
        .iter()
        .position(|end| *end == at)?;
    let total = plan
        .scopes
        .iter()
        .find(|scope| scope.kind == ScopeKind::Total)?;
    let reported = total.series.iter().flat_map(|series| &series.reported);
    let (_, path) = reported
        .into_iter()
        .find(|(metric, _)| *metric == Metric::GpusPowered)?;
    path.get(period).copied()
}
