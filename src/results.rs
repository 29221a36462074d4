//! Recorders: what is asked of the trials, and what they finish into.
//!
//! Counts are integers and moments fixed-point integers, so any split of the trials merges to the
//! same bits. What a recorder does not know: how a trial is drawn.

mod activities;
mod attrition;
mod binding;
mod bins;
mod block;
mod cells;
mod chips;
mod dates;
mod flows;
mod moments;
mod pairs;
mod percentile;
mod recorder;
mod series;
mod snapshots;
mod steps;
mod struck;
mod sweep;
mod targets;
mod trace;
mod view;
mod waits;

pub use activities::ActivityResult;
pub use attrition::{AttritionResult, RungResult};
pub use binding::{Binding, Held};
pub use bins::{BIN_WIDTH, Sides};
pub use block::{Block, Built, Change, Changes, Order, Useful};
pub use cells::Cells;
pub use chips::{GenerationCounts, GenerationResult, POOL_TRIALS, PoolResult, RequestResult};
pub use dates::{DateCounts, MilestoneResult, day_counted};
pub use flows::{FlowResults, FlowTables};
pub use pairs::{
    Blocks, DateDifference, LevelDifference, Pair, PairRecorders, Paired, TargetDifference,
};
pub use recorder::{Origin, Recorders};
pub use snapshots::Snapshots;
pub use struck::Struck;
pub use targets::{TargetResult, target_met};
pub use trace::{Trace, levels_at};
pub use view::View;
pub use waits::WaitResult;

use std::sync::Arc;

/// What the trials of one plan came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Number of trials.
    pub trials: u64,
    /// For each scope of the plan, for each of its series; scopes that add up the same phases share
    /// them.
    pub series: Vec<Vec<Arc<Cells>>>,
    /// For each phase of the plan; empty where the schedule was not asked for.
    pub phases: Vec<PhaseResult>,
    /// For each site of the plan, for each of its grid stages; empty likewise.
    pub stages: Vec<Vec<MilestoneResult>>,
    /// For each phase of the plan what binds; empty where that was not asked for.
    pub binding: Vec<Binding>,
    /// Flows: by period, by year, before the horizon.
    pub flows: FlowResults,
    /// For each target of the plan.
    pub targets: Vec<TargetResult>,
    /// Risks that struck, and stories that held.
    pub struck: Struck,
    /// What pools of chips handed out; empty likewise.
    pub pools: Vec<PoolResult>,
}

/// A phase's dates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PhaseResult {
    /// It could run if it had power.
    pub ready: MilestoneResult,
    /// First service.
    pub online: MilestoneResult,
    /// All GPUs installed and powered.
    pub complete: MilestoneResult,
    /// Between ready and online.
    pub wait: WaitResult,
    /// Activities of its network, in the model's order.
    pub activities: Vec<ActivityResult>,
    /// What it is lost to; absent where a single cause can take it and none shrinks it, and its
    /// milestones say all.
    pub attrition: Option<AttritionResult>,
    /// The chips that it came with, where a roadmap tells them.
    pub generations: Option<GenerationResult>,
}
