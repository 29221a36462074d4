//! A number in every run of an explanation, trial by trial, and the errors of what is made of it.

use crate::calendar::day_number;
use crate::engine::{Interrupted, Watch, visit};
use crate::explanation::game::Game;
use crate::model::Model;
use crate::outcome::{Located, Outcome, OutcomeError, Statistic};
use crate::plan::Plan;
use crate::results::{View, day_counted, levels_at};
use crate::stats::order_rank;
use rayon::prelude::*;

/// Stretches of trials that the error of a percentile is taken over.
const BATCHES: usize = 20;
/// The fewest trials of a stretch that has percentiles of its own.
const BATCH: usize = 100;

/// What is asked of a run's trials.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Asked {
    Mean,
    Percentile(f64),
}

/// A number's trials in every run.
pub(in crate::pipeline) struct Sampled {
    asked: Asked,
    /// For each run the value in each trial; infinite for never.
    trials: Vec<Vec<f64>>,
}

/// Standard errors, with the random numbers shared.
pub(super) struct Errors {
    pub(super) base: Option<f64>,
    pub(super) variant: Option<f64>,
    pub(super) change: Option<f64>,
    /// Of each share.
    pub(super) shares: Option<Vec<f64>>,
}

impl Sampled {
    /// Runs all plans over the same trials.
    pub(in crate::pipeline) fn run(
        outcome: &Outcome,
        models: &[Model],
        plans: &[Plan],
        watch: &dyn Watch,
    ) -> Result<Self, super::ExplainError> {
        let located: Result<Vec<Option<Located>>, OutcomeError> = models
            .iter()
            .zip(plans)
            .map(|(model, plan)| outcome.locate(model, plan))
            .collect();
        let located = located?;
        let mut trials: Vec<Vec<f64>> = vec![Vec::new(); plans.len()];
        let see = |run: usize, view: View<'_>| read(outcome, located[run], &plans[run], view);
        let seen: Result<(), Interrupted> =
            visit(plans, watch, see, |run, values| trials[run].extend(values));
        seen?;
        let percent = |percent: u8| Asked::Percentile(f64::from(percent) / 100.0);
        let asked = match outcome {
            Outcome::Level {
                statistic: Statistic::Percentile(p),
                ..
            }
            | Outcome::Date { percent: p, .. } => percent(*p),
            _ => Asked::Mean,
        };
        Ok(Self { asked, trials })
    }

    /// The number in each run; the first run in which it is a date that never comes.
    pub(in crate::pipeline) fn values(&self) -> Result<Vec<f64>, usize> {
        let values: Vec<f64> = self
            .trials
            .par_iter()
            .map(|trials| self.asked.of(trials))
            .collect();
        match values.iter().position(|value| value.is_infinite()) {
            Some(run) => Err(run),
            None => Ok(values),
        }
    }

    /// Errors of the two ends, of the change and of all shares.
    ///
    /// Means, and all that is linear in them, have the error of the mean of what each trial comes
    /// to. Percentiles have the spread over stretches of trials, each with percentiles of its own.
    pub(super) fn errors(&self, game: &Game) -> Errors {
        let (first, last) = (&self.trials[0], &self.trials[self.trials.len() - 1]);
        let change: Vec<f64> = self.weights_of_change();
        let of = |weights: &Vec<f64>| self.error(weights);
        let shares: Option<Vec<f64>> = game.weights.par_iter().map(of).collect();
        Errors {
            base: self.error_of(first),
            variant: self.error_of(last),
            change: if self.trials.len() > 1 {
                of(&change)
            } else {
                Some(0.0)
            },
            shares,
        }
    }

    fn weights_of_change(&self) -> Vec<f64> {
        let last = self.trials.len() - 1;
        let weight = |run: usize| f64::from(i8::from(run == last) - i8::from(run == 0));
        (0..=last).map(weight).collect()
    }

    /// The error of a sum of the runs' numbers, each times its weight.
    pub(in crate::pipeline) fn error(&self, weights: &[f64]) -> Option<f64> {
        let runs = weights
            .iter()
            .zip(&self.trials)
            .filter(|(weight, _)| **weight != 0.0);
        let runs: Vec<(f64, &Vec<f64>)> = runs.map(|(weight, run)| (*weight, run)).collect();
        let count = self.trials[0].len();
        let sums = |at: &dyn Fn(&Vec<f64>) -> Vec<f64>, count: usize| {
            let mut sums = vec![0.0; count];
            for (weight, run) in &runs {
                for (sum, value) in sums.iter_mut().zip(at(run)) {
                    *sum += weight * value;
                }
            }
            sums
        };
        match self.asked {
            Asked::Mean => {
                let mut total = vec![0.0; count];
                for (weight, run) in &runs {
                    for (sum, value) in total.iter_mut().zip(*run) {
                        *sum += weight * value;
                    }
                }
                error_of_mean(&total)
            }
            Asked::Percentile(_) => {
                let size = batch(count)?;
                let stretches = |run: &Vec<f64>| {
                    let stretches = run.chunks_exact(size);
                    stretches.map(|trials| self.asked.of(trials)).collect()
                };
                error_of_mean(&sums(&stretches, count / size)).filter(|error| error.is_finite())
            }
        }
    }

    /// The error of one run's number.
    fn error_of(&self, run: &[f64]) -> Option<f64> {
        match self.asked {
            Asked::Mean => error_of_mean(run),
            Asked::Percentile(_) => {
                let size = batch(run.len())?;
                let stretches = run.chunks_exact(size).map(|trials| self.asked.of(trials));
                let stretches: Vec<f64> = stretches.collect();
                error_of_mean(&stretches).filter(|error| error.is_finite())
            }
        }
    }
}

/// Trials of a stretch; `None` where there are too few.
fn batch(trials: usize) -> Option<usize> {
    Some(trials / BATCHES).filter(|size| *size >= BATCH)
}

impl Asked {
    fn of(self, trials: &[f64]) -> f64 {
        match self {
            Asked::Mean => trials.iter().sum::<f64>() / trials.len() as f64,
            Asked::Percentile(p) => {
                let mut trials = trials.to_vec();
                let rank = order_rank(trials.len() as u64, p) as usize - 1;
                *trials.select_nth_unstable_by(rank, f64::total_cmp).1
            }
        }
    }
}

/// The standard error of the mean of independent values; `None` of fewer than two.
fn error_of_mean(values: &[f64]) -> Option<f64> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    (values.len() > 1).then(|| (squares / (count - 1.0) / count).sqrt())
}

/// The number in each trial of a block; what a run does not have counts as nothing, and as never.
fn read(outcome: &Outcome, located: Option<Located>, plan: &Plan, block: View<'_>) -> Vec<f64> {
    let days: Vec<f64> = match located {
        Some(Located::Level {
            series,
            period,
            factor,
            offset,
            slack,
        }) => {
            let levels = levels_at(plan, series, period, block).into_iter();
            let levels = levels.map(|level| offset + factor * level);
            return match outcome {
                Outcome::Keeps { level: bound, .. } => {
                    let bound = bound.loosened(slack);
                    levels
                        .map(|level| f64::from(u8::from(bound.holds(level))))
                        .collect()
                }
                _ => levels.collect(),
            };
        }
        Some(Located::Date(column)) => {
            let day = |days: &f64| day_counted(*days).map_or(f64::INFINITY, f64::from);
            block.column(column).iter().map(day).collect()
        }
        None => {
            let level = match outcome {
                Outcome::Level { .. } | Outcome::Chance { .. } => 0.0,
                Outcome::Keeps { level, .. } => f64::from(u8::from(level.holds(0.0))),
                Outcome::Date { .. } => f64::INFINITY,
            };
            return vec![level; block.trials()];
        }
    };
    match outcome {
        Outcome::Chance { by, .. } => {
            let by = f64::from(day_number(*by));
            days.into_iter()
                .map(|day| f64::from(u8::from(day <= by)))
                .collect()
        }
        _ => days,
    }
}
