//! Scenarios side by side: bent to common periods, run with common random numbers.

use super::{beside, provenance};
use crate::calendar::Horizon;
use crate::comparison::{Against, Comparison, Difference, EditRow, Run};
use crate::engine::{Interrupted, Watch, simulate_paired};
use crate::model::Model;
use crate::plan::{Pairing, Plan, RunSpec};
use crate::projection::Projection;
use crate::scenario::Loaded;
use std::borrow::Cow;

/// The most scenarios that stand side by side.
pub const MOST: usize = 8;

/// A scenario of a comparison.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// A short name, different from the others'.
    pub label: String,
    /// The scenario.
    pub loaded: &'a Loaded,
    /// What it has otherwise than the base; of the base, nothing.
    pub edits: Vec<EditRow>,
}

/// Why there is no comparison.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// One scenario, or none.
    #[error("a comparison needs a base and at least one variant; {given} given")]
    TooFew {
        /// How many there are.
        given: usize,
    },
    /// More than can be told apart.
    #[error(
        "{given} scenarios are too many to compare: at most {MOST}; leave some out, or compare them in turns"
    )]
    TooMany {
        /// How many there are.
        given: usize,
    },
    /// Two have one name.
    #[error("two scenarios are called {label}: give each a label of its own")]
    SameLabel {
        /// The name.
        label: String,
    },
    /// One reports by months and one by quarters.
    #[error(
        "{label} is reported by the {step}, {base} by the {base_step}: their periods cannot be held against each other; run both with `--set scenario.step={base_step}`"
    )]
    Steps {
        /// The variant.
        label: String,
        /// Its step.
        step: String,
        /// The base.
        base: String,
        /// The base's step.
        base_step: String,
    },
    /// There is no day that all cover.
    #[error(
        "{label} covers {covers}, {base} covers {base_covers}: no period is common to them; move `scenario.from` or `scenario.to` of one, or `--set` it for both"
    )]
    NothingCommon {
        /// The variant.
        label: String,
        /// Its horizon.
        covers: String,
        /// The base, or what it has in common with the variants before.
        base: String,
        /// Its horizon.
        base_covers: String,
    },
    /// The watch asked to stop.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

/// Runs scenarios with common random numbers, and tells what each but the first differs from the
/// first by, trial by trial.
///
/// All are run over the periods that they have in common, with the seed, trials, scopes and
/// metrics of `spec`; where a scenario asks for something else, its
/// [`aligned`](crate::comparison::Compared::aligned) says so.
///
/// ```
/// use capcast::engine::Unwatched;
/// use capcast::plan::RunSpec;
/// use capcast::scenario::{LoadOptions, load};
/// use capcast::{Candidate, compare};
///
/// let base = load("scenarios/uk-2025.toml", &LoadOptions::default())?;
/// let less = LoadOptions {
///     set: vec!["site.loughton.phase.first.gpus=20_000".to_owned()],
///     ..LoadOptions::default()
/// };
/// let less = load("scenarios/uk-2025.toml", &less)?;
/// let spec = RunSpec {
///     trials: 2_000,
///     ..RunSpec::of(&base.model)
/// };
/// let candidates = [("as it is", &base), ("less", &less)].map(|(label, loaded)| Candidate {
///     label: label.to_owned(),
///     loaded,
///     edits: Vec::new(),
/// });
/// let comparison = compare(&candidates, &spec, &Unwatched)?;
/// let gpus = comparison.find(0, "total", None, "gpus_installed").ok_or("no such series")?;
/// let last = comparison.periods.len() - 1;
/// println!("{:.0} GPUs, give or take {:.0}", gpus.mean[last], gpus.mean_se[last]);
/// assert!(gpus.mean[last] < 0.0 && gpus.mean_se[last] < gpus.independent_se[last]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Fewer than two scenarios or more than [`MOST`], two of one label, periods that cannot be held
/// against each other, or the watch asked to stop.
pub fn compare(
    candidates: &[Candidate<'_>],
    spec: &RunSpec,
    watch: &dyn Watch,
) -> Result<Comparison, CompareError> {
    check(candidates)?;
    let common = common_horizon(candidates)?;
    let models: Vec<Cow<'_, Model>> = candidates
        .iter()
        .map(|candidate| cut(&candidate.loaded.model, &common))
        .collect();
    let origin = Plan::compile(&models[0], spec);
    let plans = beside(origin, models[1..].iter().map(AsRef::as_ref), spec);
    let pairings: Vec<Pairing> = models
        .iter()
        .zip(&plans)
        .skip(1)
        .map(|(model, plan)| Pairing::of((&models[0], &plans[0]), (model, plan)))
        .collect();
    let (results, paired) = simulate_paired(&plans, &pairings, watch)?;
    let runs: Vec<Run<'_>> = (0..plans.len())
        .map(|index| Run {
            model: &models[index],
            plan: &plans[index],
            results: &results[index],
        })
        .collect();
    let told = pairings.iter().zip(&paired).zip(&runs[1..]);
    let differences = told.zip(&candidates[1..]);
    let differences = differences.map(|(((pairing, paired), &variant), candidate)| {
        let against = Against {
            variant,
            pairing,
            paired,
        };
        let edits = candidate.edits.clone();
        Difference::new(candidate.label.clone(), edits, runs[0], against)
    });
    let differences = differences.collect();
    let scenarios = runs.iter().zip(candidates).map(|(run, candidate)| {
        let provenance = provenance(candidate.loaded);
        (
            Projection::new(run.model, run.plan, run.results, &provenance),
            candidate.label.clone(),
            aligned(
                &candidates[0].loaded.model,
                &candidate.loaded.model,
                &common,
            ),
        )
    });
    Ok(Comparison::new(scenarios.collect(), differences))
}

fn check(candidates: &[Candidate<'_>]) -> Result<(), CompareError> {
    let given = candidates.len();
    if given < 2 {
        return Err(CompareError::TooFew { given });
    }
    if given > MOST {
        return Err(CompareError::TooMany { given });
    }
    for (index, candidate) in candidates.iter().enumerate() {
        if candidates[..index]
            .iter()
            .any(|other| other.label == candidate.label)
        {
            let label = candidate.label.clone();
            return Err(CompareError::SameLabel { label });
        }
    }
    Ok(())
}

/// The periods that all cover.
fn common_horizon(candidates: &[Candidate<'_>]) -> Result<Horizon, CompareError> {
    let base = &candidates[0];
    let mut common = base.loaded.model.horizon.clone();
    for candidate in &candidates[1..] {
        let horizon = &candidate.loaded.model.horizon;
        if horizon.step() != common.step() {
            return Err(CompareError::Steps {
                label: candidate.label.clone(),
                step: horizon.step().to_string(),
                base: base.label.clone(),
                base_step: common.step().to_string(),
            });
        }
        let (from, to) = (
            horizon.from().max(common.from()),
            horizon.to().min(common.to()),
        );
        common =
            Horizon::new(from, to, common.step()).ok_or_else(|| CompareError::NothingCommon {
                label: candidate.label.clone(),
                covers: covers(horizon),
                base: base.label.clone(),
                base_covers: covers(&common),
            })?;
    }
    Ok(common)
}

fn covers(horizon: &Horizon) -> String {
    format!("{} to {}", horizon.from(), horizon.to())
}

/// A model over the common periods.
fn cut<'a>(model: &'a Model, common: &Horizon) -> Cow<'a, Model> {
    if model.horizon == *common {
        return Cow::Borrowed(model);
    }
    let mut model = model.clone();
    model.horizon = common.clone();
    Cow::Owned(model)
}

/// How a scenario is bent to the base, in words.
fn aligned(base: &Model, model: &Model, common: &Horizon) -> Vec<String> {
    let mut words = Vec::new();
    if model.horizon != *common {
        words.push(format!(
            "its horizon {} is cut to the common {}",
            covers(&model.horizon),
            covers(common)
        ));
    }
    if model.as_of != base.as_of {
        let day = |model: &Model| {
            model
                .as_of
                .map_or_else(|| "none".to_owned(), |day| day.to_string())
        };
        words.push(format!(
            "its status date is {}, the base's {}: each keeps its own, and what is known differs",
            day(model),
            day(base)
        ));
    }
    if let Some(replay) = &model.replay {
        let records = match replay.records.len() {
            0 => String::new(),
            records => format!(", and {records} records of reference classes,"),
        };
        words.push(format!(
            "{} facts, announcements, sources and what rests on them{records} came after {} and are left out of it",
            replay.dropped.len(),
            replay.as_of
        ));
    }
    if model.seed != base.seed {
        words.push(format!(
            "run with the base's seed in place of its own {}",
            model.seed
        ));
    }
    if model.trials != base.trials {
        words.push(format!(
            "run with as many trials as the base in place of its own {}",
            model.trials
        ));
    }
    if model.output != base.output {
        words.push("reported by the base's scopes and metrics in place of its own".to_owned());
    }
    words
}
