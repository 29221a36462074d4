//! The engine: plans in, results out.
//!
//! Trials are worked on in blocks of [`BLOCK`]; blocks are filled in parallel, then recorded in
//! parallel over tables. Every draw is a pure function of (seed, address, trial) and every count
//! is exact, so the results do not depend on the number of threads. What the engine does not
//! know: the model, dates of the calendar, files, the terminal.

mod block;
mod build_out;
mod driving_path;
mod stream;

pub use stream::{philox4x32_10, uniforms};

use crate::plan::{BLOCK, Column, Plan};
use crate::results::{Block, Recorders, Results, Trace};
use rayon::prelude::*;

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

/// Blocks that are filled before they are recorded together.
const SUPER_BLOCK: usize = 16;
/// Bytes of columns that a super-block may take; a large plan takes fewer blocks at a time.
const SUPER_BLOCK_BYTES: usize = 96 << 20;

/// Runs plans over the same trials, with the same uniforms at the same addresses.
///
/// All plans have the trial count of the first; the results stand in the order of the plans.
///
/// # Errors
///
/// [`Interrupted`] if the watch asked to stop.
pub fn simulate(plans: &[Plan], watch: &dyn Watch) -> Result<Vec<Results>, Interrupted> {
    simulate_into(plans, watch, &mut Untaken)
}

/// The same, with the trials themselves for a sink.
///
/// # Errors
///
/// [`Interrupted`] if the watch asked to stop, or the sink.
pub fn simulate_into(
    plans: &[Plan],
    watch: &dyn Watch,
    sink: &mut dyn Sink,
) -> Result<Vec<Results>, Interrupted> {
    let trials = plans.first().map_or(0, |plan| plan.trials);
    let widest = plans
        .iter()
        .map(|plan| plan.columns)
        .max()
        .unwrap_or(1)
        .max(1);
    let blocks_at_once =
        (SUPER_BLOCK_BYTES / (widest * BLOCK * size_of::<f64>())).clamp(1, SUPER_BLOCK);
    let blocks_at_once = blocks_at_once.min(trials.div_ceil(BLOCK as u64) as usize);
    let mut scratch: Vec<Vec<Block>> = plans
        .iter()
        .map(|plan| (0..blocks_at_once).map(|_| block::prepare(plan)).collect())
        .collect();
    let mut recorders: Vec<Option<Recorders<'_>>> = plans.iter().map(|_| None).collect();
    let mut done = 0;
    while done < trials {
        if watch.stop() {
            return Err(Interrupted { done, trials });
        }
        let left = trials - done;
        let count = (left.div_ceil(BLOCK as u64) as usize).min(blocks_at_once);
        for ((plan, blocks), recorders) in plans.iter().zip(&mut scratch).zip(&mut recorders) {
            blocks[..count]
                .par_iter_mut()
                .enumerate()
                .for_each(|(index, block)| {
                    let first = done + (index * BLOCK) as u64;
                    let len = (trials - first).min(BLOCK as u64) as usize;
                    block::fill(plan, first, len, block);
                });
            // The first block is the pilot that shows where bins are needed.
            recorders
                .get_or_insert_with(|| Recorders::new(plan, &blocks[0]))
                .record(&blocks[..count]);
            if !sink.take(plan, &blocks[..count]) {
                return Err(Interrupted { done, trials });
            }
        }
        done += left.min((count * BLOCK) as u64);
        watch.advanced(done, trials);
    }
    Ok(recorders
        .into_iter()
        .flatten()
        .map(Recorders::finish)
        .collect())
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
