//! The engine: plans in, results out.
//!
//! Trials are worked on in blocks of [`BLOCK`]; blocks are filled in parallel, then recorded in
//! parallel over tables. Every draw is a pure function of (seed, address, trial) and every count
//! is exact, so the results do not depend on the number of threads. What the engine does not
//! know: the model, dates of the calendar, files, the terminal.

mod beside;
mod block;
mod build_out;
mod driving_path;
mod pool;
mod run;
mod stream;
mod visit;

pub use stream::{philox4x32_10, uniforms};
pub use visit::visit;

use crate::plan::{BLOCK, Column, Pairing, Plan};
use crate::results::{Block, Paired, Results, Trace};

/// Who is told how far a run is, and may stop it.
pub trait Watch: Sync {
    /// `done` of `trials` trials are recorded.
    fn advanced(&self, done: u64, trials: u64);
    /// Whether the run is to stop now.
    fn stop(&self) -> bool;
}

/// Nobody watches.
pub struct Unwatched;

impl Watch for Unwatched {
    fn advanced(&self, _done: u64, _trials: u64) {}

    fn stop(&self) -> bool {
        false
    }
}

/// Who is given the trials of a run, block by block in order, beside the recorders.
pub trait Sink {
    /// Takes consecutive blocks of a plan; says whether the run is to go on.
    fn take(&mut self, plan: &Plan, blocks: &[Block]) -> bool;
}

/// Nobody takes the trials.
pub struct Untaken;

impl Sink for Untaken {
    fn take(&mut self, _plan: &Plan, _blocks: &[Block]) -> bool {
        true
    }
}

/// The run was stopped before its last trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped after {done} of {trials} trials")]
pub struct Interrupted {
    /// Trials recorded.
    pub done: u64,
    /// Trials asked for.
    pub trials: u64,
}

/// Runs plans over the same trials, with the same uniforms at the same addresses.
///
/// All plans have the trial count of the first; the results stand in the order of the plans. What
/// a plan shares with the first is not worked out twice.
///
/// # Errors
///
/// [`Interrupted`] if the watch asked to stop.
pub fn simulate(plans: &[Plan], watch: &dyn Watch) -> Result<Vec<Results>, Interrupted> {
    run::run(plans, &[], watch, &mut Untaken).map(|(results, _)| results)
}

/// The same, with the trials of the first plan for a sink.
///
/// # Errors
///
/// [`Interrupted`] if the watch asked to stop, or the sink.
pub fn simulate_into(
    plans: &[Plan],
    watch: &dyn Watch,
    sink: &mut dyn Sink,
) -> Result<Vec<Results>, Interrupted> {
    run::run(plans, &[], watch, sink).map(|(results, _)| results)
}

/// The same, and what each plan but the first differs from the first by, trial by trial: for each
/// what stands opposite what. All have the periods of the first.
///
/// # Errors
///
/// [`Interrupted`] if the watch asked to stop.
pub fn simulate_paired(
    plans: &[Plan],
    pairings: &[Pairing],
    watch: &dyn Watch,
) -> Result<(Vec<Results>, Vec<Paired>), Interrupted> {
    run::run(plans, pairings, watch, &mut Untaken)
}

/// The values of some columns in the first `trials` trials, one list a column.
///
/// For those who do their own statistics; memory grows with the number of trials.
#[must_use]
pub fn sample(plan: &Plan, trials: u64, columns: &[Column]) -> Vec<Vec<f64>> {
    let mut values = vec![Vec::with_capacity(trials as usize); columns.len()];
    let mut block = block::prepare(plan);
    for first in (0..trials).step_by(BLOCK) {
        let len = (trials - first).min(BLOCK as u64) as usize;
        block::fill(plan, first, len, &mut block);
        for (values, column) in values.iter_mut().zip(columns) {
            values.extend_from_slice(block.column(*column));
        }
    }
    values
}

/// Every level of one series in the first `trials` trials; memory grows with their number.
#[must_use]
pub fn trace(plan: &Plan, trials: u64, scope: usize, series: usize) -> Trace {
    let mut trace = Trace::new(plan, scope, series);
    let mut block = block::prepare(plan);
    for first in (0..trials).step_by(BLOCK) {
        let len = (trials - first).min(BLOCK as u64) as usize;
        block::fill(plan, first, len, &mut block);
        trace.record(plan, scope, series, &block);
    }
    trace
}
