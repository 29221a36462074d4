//! The way from loaded scenarios to their answers, in one call.
//!
//! Whoever wants a stage by itself calls the stages one by one; what stands here is their order.
//! What it does not know: files, charts, the terminal.

mod compare;
mod edits;
mod explain;

pub use compare::{Candidate, CompareError, MOST, compare};
pub use explain::{Asked, ExplainError, Question, explain};

use crate::engine::{Interrupted, Sink, Unwatched, Watch, simulate, simulate_into};
use crate::model::Model;
use crate::plan::{Plan, RunSpec};
use crate::projection::{FileRow, Projection, Provenance};
use crate::scenario::Loaded;
use rayon::prelude::*;
use std::borrow::Borrow;

/// Runs a scenario: its answer to what `spec` asks.
///
/// Works on as many threads as the rayon pool that it is called in; the answer does not depend on
/// them.
#[must_use]
pub fn run(loaded: &Loaded, spec: &RunSpec) -> Projection {
    run_watched(loaded, spec, &Unwatched).expect("nobody asks it to stop")
}

/// The same under the eyes of a watch, which is told of progress and may stop the run.
///
/// # Errors
///
/// [`Interrupted`] if the watch asked to stop.
pub fn run_watched(
    loaded: &Loaded,
    spec: &RunSpec,
    watch: &dyn Watch,
) -> Result<Projection, Interrupted> {
    let mut answers = run_many(&[loaded], spec, watch)?;
    Ok(answers.remove(0))
}

/// The same for a plan that has been made of the scenario, with its trials for a sink.
///
/// # Errors
///
/// [`Interrupted`] if the watch asked to stop, or the sink.
pub fn run_into(
    loaded: &Loaded,
    plan: &Plan,
    watch: &dyn Watch,
    sink: &mut dyn Sink,
) -> Result<Projection, Interrupted> {
    let results = simulate_into(std::slice::from_ref(plan), watch, sink)?;
    Ok(Projection::new(
        &loaded.model,
        plan,
        &results[0],
        &provenance(loaded),
    ))
}

/// Runs scenarios over the same trials: the answer of each, the same as alone.
///
/// What a scenario has in common with the first is not worked out twice, so that many small
/// variants of one scenario cost little more than it.
///
/// # Errors
///
/// [`Interrupted`] if the watch asked to stop.
pub fn run_many<L: Borrow<Loaded> + Sync>(
    scenarios: &[L],
    spec: &RunSpec,
    watch: &dyn Watch,
) -> Result<Vec<Projection>, Interrupted> {
    let scenarios: Vec<&Loaded> = scenarios.iter().map(Borrow::borrow).collect();
    let plans = compiled(scenarios.iter().map(|loaded| &loaded.model), spec);
    let results = simulate(&plans, watch)?;
    let runs = scenarios.par_iter().zip(&plans).zip(&results);
    Ok(runs
        .map(|((loaded, plan), results)| {
            Projection::new(&loaded.model, plan, results, &provenance(loaded))
        })
        .collect())
}

/// The plans of some models.
fn compiled<'a>(models: impl Iterator<Item = &'a Model>, spec: &RunSpec) -> Vec<Plan> {
    models.map(|model| Plan::compile(model, spec)).collect()
}

/// What a scenario was read from.
fn provenance(loaded: &Loaded) -> Provenance {
    let files = loaded.files.iter().map(|file| FileRow {
        path: file.path.display().to_string(),
        sha256: file.sha256.clone(),
    });
    Provenance {
        files: files.collect(),
        set: loaded.set.clone(),
    }
}
