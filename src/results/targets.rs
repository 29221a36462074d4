//! The recorders of targets: how many trials meet each by period, and when it is first reached.
//!
//! Exact over all trials: each trial's level is held against the level asked for, without bins,
//! whether or not the series is reported.

use super::flows::FlowTargetTable;
use super::recorder::Origin;
use super::steps::Steps;
use super::sweep::{Standing, Tally, sweep};
use super::view::View;
use crate::plan::{BLOCK, CurvePlan, Plan, Sharing, TargetPlan};

/// What a target's trials came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetResult {
    /// For each period the trials that meet it there.
    pub met: Vec<u64>,
    /// For each period the trials in which the level is first reached there; of a level not to
    /// pass, first passed.
    pub first: Vec<u64>,
}

/// The recorder of one target of a plan.
pub(super) struct TargetTable {
    /// Its place among the plan's targets.
    pub(super) index: usize,
    /// Of a flow, what is told period by period; then nothing of the rest is used.
    of_flow: Option<FlowTargetTable>,
    steps: Steps,
    standing: Standing,
    tally: Hits,
}

/// Whether each trial of a block meets a target of the plan in its own period.
#[must_use]
pub fn target_met(plan: &Plan, target: usize, block: View<'_>) -> Vec<bool> {
    TargetTable::new(plan, target).record(plan, block).to_vec()
}

/// What levels are told to.
struct Hits {
    plan: TargetPlan,
    result: TargetResult,
    /// Whether each trial of the block has hit the bar before.
    hit: Box<[bool; BLOCK]>,
    /// Whether each trial of the block meets the target in its own period.
    met: Box<[bool; BLOCK]>,
    /// What baselines add, period by period.
    beside: Vec<i64>,
}

impl TargetTable {
    pub(super) fn new(plan: &Plan, index: usize) -> Self {
        let periods = plan.timeline.periods();
        Self {
            index,
            of_flow: plan.targets[index]
                .flow
                .is_some()
                .then(|| FlowTargetTable::new(index)),
            steps: Steps::default(),
            standing: Standing::new(),
            tally: Hits {
                plan: plan.targets[index].clone(),
                result: TargetResult {
                    met: vec![0; periods],
                    first: vec![0; periods],
                },
                hit: Box::new([false; BLOCK]),
                met: Box::new([false; BLOCK]),
                beside: Vec::new(),
            },
        }
    }

    /// Records a block; gives for each trial whether it meets the target in its own period.
    pub(super) fn record(&mut self, plan: &Plan, block: View<'_>) -> &[bool] {
        if let Some(of_flow) = &mut self.of_flow {
            return of_flow.record(plan, block);
        }
        let target = &plan.targets[self.index];
        let TargetPlan { metric, parts, .. } = target;
        self.steps.fill(plan, block, *metric, target.quantum, parts);
        self.tally.add_baselines(plan, block);
        let moving: Vec<_> = self.steps.of(block, *metric, parts).collect();
        let flow = metric.is_of_ends();
        let (standing, tally) = (&mut self.standing, &mut self.tally);
        sweep(&moving, flow, block.trials(), standing, tally);
        &self.tally.met[..block.trials()]
    }

    pub(super) fn finish(self) -> TargetResult {
        self.tally.result
    }
}

impl Hits {
    /// Works out what baselines come to at the end of each period, trial by trial.
    fn add_baselines(&mut self, plan: &Plan, block: View<'_>) {
        if self.plan.baselines.is_empty() {
            return;
        }
        let ends = &plan.timeline.edges()[1..];
        self.beside.clear();
        self.beside.resize(ends.len() * BLOCK, 0);
        for curve in &self.plan.baselines {
            for (period, end) in ends.iter().enumerate() {
                for trial in 0..block.trials() {
                    let level = curve.value(*end, |column| block.column(column)[trial]);
                    self.beside[period * BLOCK + trial] +=
                        (level / self.plan.quantum).round() as i64;
                }
            }
        }
    }
}

impl Tally for Hits {
    fn periods(&self) -> usize {
        self.result.met.len()
    }

    fn begin(&mut self, _standing: &mut Standing) {
        self.hit.fill(false);
    }

    fn step(&mut self, _period: usize, standing: &mut Standing, trials: &[u16], by: &[i64]) {
        for (&trial, &by) in trials.iter().zip(by) {
            standing.levels[usize::from(trial) % BLOCK] += by;
        }
    }

    fn settle(&mut self, period: usize, standing: &mut Standing) {
        let bar = &self.plan.bar;
        let (mut met, mut first) = (0, 0);
        for (trial, level) in standing.levels[..standing.trials].iter().enumerate() {
            let beside = self.beside.get(period * BLOCK + trial).copied();
            let hit = bar.hit(period, level + beside.unwrap_or(0));
            let meets = hit == bar.meets;
            met += u64::from(meets);
            first += u64::from(hit && !self.hit[trial]);
            self.hit[trial] |= hit;
            if period == self.plan.period {
                self.met[trial] = meets;
            }
        }
        self.result.met[period] += met;
        self.result.first[period] += first;
    }
}

/// The target of the origin that has the same trials, for each of a plan's.
pub(super) fn inherited(plan: &Plan, origin: Origin<'_>) -> Vec<Option<usize>> {
    let theirs = &origin.plan.targets;
    let same = |ours: &TargetPlan| {
        let is_same = |theirs: &TargetPlan| is_same(ours, theirs, plan, origin);
        theirs.iter().position(is_same)
    };
    plan.targets.iter().map(same).collect()
}

/// Whether a target has the same trials as one of the origin.
pub(super) fn is_same(
    ours: &TargetPlan,
    theirs: &TargetPlan,
    plan: &Plan,
    origin: Origin<'_>,
) -> bool {
    let sharing: &Sharing = origin.sharing;
    let parts = ours.parts.iter();
    let parts = parts.map(|&part| sharing.part(origin.plan, plan, ours.metric, part));
    let mut parts: Vec<Option<usize>> = parts.collect();
    parts.sort_unstable();
    let mut of_origin: Vec<Option<usize>> = theirs.parts.iter().copied().map(Some).collect();
    of_origin.sort_unstable();
    let mut baselines = ours.baselines.iter().zip(&theirs.baselines);
    let is_same_curve = |(ours, theirs): (&CurvePlan, &CurvePlan)| {
        let mut knots = ours.knots.iter().zip(&theirs.knots);
        ours.grows == theirs.grows
            && ours.knots.len() == theirs.knots.len()
            && knots.all(|(own, other)| own.0 == other.0 && sharing.column(own.1) == Some(other.1))
    };
    ours.flow.is_none()
        && theirs.flow.is_none()
        && ours.metric == theirs.metric
        && ours.quantum == theirs.quantum
        && (&ours.bar, ours.period) == (&theirs.bar, theirs.period)
        && plan.timeline == origin.plan.timeline
        && parts == of_origin
        && ours.baselines.len() == theirs.baselines.len()
        && baselines.all(is_same_curve)
}
