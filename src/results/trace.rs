//! Every level of one series, for those who do their own statistics.

use super::block::Block;
use super::series::parts;
use super::steps::Steps;
use super::sweep::{Standing, Tally, sweep};
use super::view::View;
use crate::plan::{BLOCK, Plan, SeriesPlan};

/// Every level of one series, trial by trial.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// For each period the level in each trial, in the recorded metric's unit.
    pub levels: Vec<Vec<f64>>,
    quantum: f64,
}

impl Trace {
    /// An empty trace of a series of a scope of the plan.
    #[must_use]
    pub fn new(plan: &Plan, scope: usize, series: usize) -> Self {
        let quantum = plan.scopes[scope].series[series].grid.quantum;
        Self {
            levels: vec![Vec::new(); plan.timeline.periods()],
            quantum,
        }
    }

    /// Appends the trials of a block.
    pub fn record(&mut self, plan: &Plan, scope: usize, series: usize, block: &Block) {
        let scope = &plan.scopes[scope];
        let metric = scope.series[series].metric;
        let (block, parts) = (View::alone(block), parts(plan, scope, metric));
        let mut steps = Steps::default();
        steps.fill(plan, block, metric, self.quantum, &parts);
        let moving: Vec<_> = steps.of(block, metric, &parts).collect();
        let flow = metric.is_of_ends();
        sweep(&moving, flow, block.trials(), &mut Standing::new(), self);
    }
}

/// The levels of a series of a block at one period, trial by trial, in the recorded metric's unit.
#[must_use]
pub fn levels_at(
    plan: &Plan,
    (scope, series): (usize, usize),
    period: usize,
    block: View<'_>,
) -> Vec<f64> {
    let scope = &plan.scopes[scope];
    let SeriesPlan { metric, grid, .. } = &scope.series[series];
    let parts = parts(plan, scope, *metric);
    let mut steps = Steps::default();
    steps.fill(plan, block, *metric, grid.quantum, &parts);
    let moving: Vec<_> = steps.of(block, *metric, &parts).collect();
    let mut at = At {
        period,
        periods: plan.timeline.periods(),
        quantum: grid.quantum,
        levels: Vec::new(),
    };
    let flow = metric.is_of_ends();
    sweep(&moving, flow, block.trials(), &mut Standing::new(), &mut at);
    at.levels
}

/// What keeps the levels of one period.
struct At {
    period: usize,
    periods: usize,
    quantum: f64,
    levels: Vec<f64>,
}

impl Tally for At {
    fn periods(&self) -> usize {
        self.periods
    }

    fn begin(&mut self, _standing: &mut Standing) {}

    fn step(&mut self, _period: usize, standing: &mut Standing, trials: &[u16], by: &[i64]) {
        for (&trial, &by) in trials.iter().zip(by) {
            standing.levels[usize::from(trial) % BLOCK] += by;
        }
    }

    fn settle(&mut self, period: usize, standing: &mut Standing) {
        if period == self.period {
            let levels = &standing.levels[..standing.trials];
            let quantum = self.quantum;
            self.levels = levels.iter().map(|&level| level as f64 * quantum).collect();
        }
    }
}

impl Tally for Trace {
    fn periods(&self) -> usize {
        self.levels.len()
    }

    fn begin(&mut self, _standing: &mut Standing) {}

    fn step(&mut self, _period: usize, standing: &mut Standing, trials: &[u16], by: &[i64]) {
        for (&trial, &by) in trials.iter().zip(by) {
            standing.levels[usize::from(trial) % BLOCK] += by;
        }
    }

    fn settle(&mut self, period: usize, standing: &mut Standing) {
        let quantum = self.quantum;
        let levels = &standing.levels[..standing.trials];
        self.levels[period].extend(levels.iter().map(|&level| level as f64 * quantum));
    }
}
