//! What each driver, risk and correlation group is worth: the scenario run again without it.

use super::beside;
use super::explain::sampled::Sampled;
use super::explain::{ENOUGH, ExplainError, fits};
use crate::engine::{Unwatched, Watch};
use crate::model::Model;
use crate::outcome::Outcome;
use crate::plan::{Plan, RunSpec};
use crate::projection::rounding::rounded;
use crate::projection::{Estimate, Exclusion, ExclusionRow, Projection};
use crate::scenario::Loaded;
use rayon::prelude::*;

/// What is asked of an exclusion.
#[derive(Clone, Debug, Default)]
pub struct ExcludeSpec {
    /// The number; the default one of [`Outcome`] where none is named.
    pub outcome: Outcome,
    /// The seed, in place of the scenario's.
    pub seed: Option<u64>,
    /// The number of trials, in place of the scenario's or 20,000, whichever is less.
    pub trials: Option<u64>,
}

/// Something that can be left out.
struct Part {
    path: String,
    name: String,
}

/// A number in several runs over the same trials.
struct Runs {
    sampled: Sampled,
    values: Vec<f64>,
}

/// Leaves out each driver, risk and correlation group of a scenario alone, and then all, one after
/// the other from the one that changes the number most, over the same trials with the same random
/// numbers. Also the answer of the scenario itself, as far as the number asks for it.
///
/// Without anything to leave out the exclusion has no rows.
///
/// # Errors
///
/// [`ExplainError`]: the scenario has no such number, it is a date that never comes in one of the
/// runs, more numbers than memory is taken for, or the watch asked to stop.
pub fn exclude(
    loaded: &Loaded,
    question: &ExcludeSpec,
    watch: &dyn Watch,
) -> Result<(Exclusion, Projection), ExplainError> {
    let model = &loaded.model;
    let outcome = question.outcome.clone().dated(model);
    let mut spec = outcome.spec(model);
    spec.seed = question.seed.unwrap_or(spec.seed);
    spec.trials = question.trials.unwrap_or(spec.trials.min(ENOUGH));
    let parts = parts(model);
    fits(parts.len() as u64 + 2, spec.trials)?;
    let excluding = Excluding {
        model,
        outcome: &outcome,
        spec: &spec,
        watch,
    };
    let exclusion = excluding.exclude(&parts)?;
    Ok((exclusion, super::run_watched(loaded, &spec, &Unwatched)?))
}

/// What a model has to leave out: what is off is left out already.
fn parts(model: &Model) -> Vec<Part> {
    let of = &model.dependence;
    let part = |kind: &str, id: &str, name: &str| Part {
        path: format!("{kind}.{id}"),
        name: name.to_owned(),
    };
    let drivers = of.drivers.iter();
    let drivers = drivers.map(|driver| part("driver", &driver.id, &driver.name));
    let risks = of.risks.iter().filter(|risk| !risk.off);
    let risks = risks.map(|risk| part("risk", &risk.id, &risk.name));
    let groups = of.groups.iter();
    let groups = groups.map(|group| part("correlation", &group.id, &group.name));
    drivers.chain(risks).chain(groups).collect()
}

/// What all runs share.
struct Excluding<'a> {
    model: &'a Model,
    outcome: &'a Outcome,
    spec: &'a RunSpec,
    watch: &'a dyn Watch,
}

impl Excluding<'_> {
    fn exclude(&self, parts: &[Part]) -> Result<Exclusion, ExplainError> {
        // The scenario, then without each part alone, then without all.
        let mut sets: Vec<Vec<&str>> = vec![Vec::new()];
        sets.extend(parts.iter().map(|part| vec![part.path.as_str()]));
        sets.push(parts.iter().map(|part| part.path.as_str()).collect());
        let alone = self.run(&sets)?;
        let last = sets.len() - 1;
        let mut ranked: Vec<(usize, &Part)> = (1..).zip(parts).collect();
        let change = |run: usize| alone.values[run] - alone.values[0];
        ranked.sort_by(|(a, one), (b, other)| {
            let by_change = change(*b).abs().total_cmp(&change(*a).abs());
            by_change.then_with(|| one.path.cmp(&other.path))
        });
        let mut sets: Vec<Vec<&str>> = vec![Vec::new()];
        for (_, part) in &ranked {
            let mut out = sets[sets.len() - 1].clone();
            out.push(&part.path);
            sets.push(out);
        }
        let path = self.run(&sets)?;
        let rows = ranked.iter().enumerate().map(|(place, (run, part))| {
            let mut weights = vec![0.0; last + 1];
            (weights[*run], weights[0]) = (1.0, -1.0);
            ExclusionRow {
                path: part.path.clone(),
                name: part.name.clone(),
                without: rounded(alone.values[*run]),
                change: alone.estimate(change(*run), &weights),
                cumulative: rounded(path.values[place + 1]),
            }
        });
        Ok(Exclusion {
            outcome: self.outcome.to_string(),
            unit: self.outcome.unit().to_owned(),
            with_all: alone.value(0),
            with_none: alone.value(last),
            rows: rows.collect(),
        })
    }

    /// The number in the scenario without each of some sets of parts, the first of which is empty.
    fn run(&self, sets: &[Vec<&str>]) -> Result<Runs, ExplainError> {
        let models: Vec<Model> = sets.par_iter().map(|out| self.without(out)).collect();
        let origin = Plan::compile(&models[0], self.spec);
        if self.outcome.locate(&models[0], &origin)?.is_none() {
            return Err(self.outcome.missing(&models[0], &origin).into());
        }
        let plans = beside(origin, models[1..].iter(), self.spec);
        let sampled = Sampled::run(self.outcome, &models, &plans, self.watch)?;
        let values = sampled
            .values()
            .map_err(|run| self.never(&sets[run], sets.len() > 2 && run + 1 == sets.len()))?;
        Ok(Runs { sampled, values })
    }

    fn without(&self, out: &[&str]) -> Model {
        let mut model = self.model.clone();
        for path in out {
            let rest = model.dependence.without(path);
            model.dependence = rest.unwrap_or(model.dependence);
        }
        model
    }

    fn never(&self, out: &[&str], all: bool) -> ExplainError {
        let words = self.outcome.to_string();
        let rest = words.split_once(' ').map_or("", |(_, rest)| rest);
        ExplainError::Never {
            rest: rest.to_owned(),
            where_: match out {
                [] => "in the scenario".to_owned(),
                _ if all => "without any of it".to_owned(),
                [only] => format!("without {only}"),
                [.., last] => format!("without {last} and what is ranked above"),
            },
            outcome: words,
        }
    }
}

impl Runs {
    /// A number made of the runs', each times its weight.
    fn estimate(&self, value: f64, weights: &[f64]) -> Estimate {
        // Of a percentile over few trials no error is known; none is then told.
        let se = self.sampled.error(weights).unwrap_or(0.0);
        Estimate {
            value: rounded(value),
            se: rounded(se),
        }
    }

    fn value(&self, run: usize) -> Estimate {
        let mut weights = vec![0.0; self.values.len()];
        weights[run] = 1.0;
        self.estimate(self.values[run], &weights)
    }
}
