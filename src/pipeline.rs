//! The way from a loaded scenario to its answer, in one call.
//!
//! Whoever wants a stage by itself calls the stages one by one; what stands here is their order.
//! What it does not know: files, charts, the terminal.

use crate::engine::{Interrupted, Sink, Untaken, Unwatched, Watch, simulate_into};
use crate::plan::{Plan, RunSpec};
use crate::projection::{FileRow, Projection, Provenance};
use crate::scenario::Loaded;

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
    let plan = Plan::compile(&loaded.model, spec);
    run_into(loaded, &plan, watch, &mut Untaken)
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
    let files = loaded.files.iter().map(|file| FileRow {
        path: file.path.display().to_string(),
        sha256: file.sha256.clone(),
    });
    let provenance = Provenance {
        files: files.collect(),
        set: loaded.set.clone(),
    };
    Ok(Projection::new(
        &loaded.model,
        plan,
        &results[0],
        &provenance,
    ))
}
