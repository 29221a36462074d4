//! Event-wise recording: counting changes, for scopes that change in few periods a trial.

use super::block::Block;
use super::cells::Tally;
use super::dense::{phase_level, quanta};
use crate::plan::{Metric, Plan, ScopePlan};

/// A series while a trial is walked through: since when it stands at which level.
#[derive(Clone, Copy, Default)]
struct Standing {
    since: usize,
    level: i64,
}

/// A scope in one block: its parts (phases, then unused capacity of whole sites) and where the
/// walk through the current trial stands.
struct Walk<'a> {
    plan: &'a Plan,
    block: &'a Block,
    /// Metrics with what turns their values into quanta.
    metrics: Vec<(Metric, f64)>,
    phases: Vec<usize>,
    sites: &'a [usize],
    /// For each part the index of its next change.
    next: Vec<usize>,
    /// For each part and metric what it contributes now, in quanta.
    levels: Vec<i64>,
    /// For each metric the sum of contributions, exact because they are whole.
    sums: Vec<i64>,
}

/// Records one block of a scope, changes only.
pub(super) fn record<T: Tally>(plan: &Plan, scope: &ScopePlan, cells: &mut [T], block: &Block) {
    let mut walk = Walk::new(plan, scope, block);
    let mut standing = vec![Standing::default(); cells.len()];
    let mut before = vec![0_i64; cells.len()];
    for trial in 0..block.len {
        walk.restart();
        standing.fill(Standing::default());
        while let Some(edge) = walk.next_edge(trial) {
            before.copy_from_slice(&walk.sums);
            walk.advance(trial, edge);
            for (index, &(metric, _)) in walk.metrics.iter().enumerate() {
                let (was, now) = (before[index], walk.sums[index]);
                let (standing, cells) = (&mut standing[index], &mut cells[index]);
                if metric == Metric::Energy {
                    // A flow is the mean of the stock at the period's two ends.
                    if edge > 0 {
                        standing.set(cells, edge - 1, was + now);
                    }
                    standing.set(cells, edge, 2 * now);
                } else {
                    standing.set(cells, edge.saturating_sub(1), now);
                }
            }
        }
        for (standing, cells) in standing.iter().zip(cells.iter_mut()) {
            let periods = cells.periods();
            cells.mark(standing.since, periods, standing.level);
        }
    }
}

impl<'a> Walk<'a> {
    fn new(plan: &'a Plan, scope: &'a ScopePlan, block: &'a Block) -> Self {
        let metrics: Vec<(Metric, f64)> = scope
            .series
            .iter()
            .map(|series| (series.metric, 1.0 / series.grid.quantum))
            .collect();
        let phases: Vec<usize> = scope
            .phases
            .iter()
            .map(|&(site, phase)| plan.sites[site].phases.start + phase)
            .collect();
        let parts = phases.len() + scope.whole_sites.len();
        Self {
            plan,
            block,
            next: vec![0; parts],
            levels: vec![0; parts * metrics.len()],
            sums: vec![0; metrics.len()],
            metrics,
            phases,
            sites: &scope.whole_sites,
        }
    }

    fn restart(&mut self) {
        self.next.fill(0);
        self.levels.fill(0);
        self.sums.fill(0);
    }

    /// The edge of a part's next change.
    fn edge(&self, trial: usize, part: usize) -> Option<usize> {
        let next = self.next[part];
        let edge = match self.phases.get(part) {
            Some(&phase) => self.block.built[phase].of(trial).get(next)?.0,
            None => {
                self.block.spare[self.sites[part - self.phases.len()]]
                    .of(trial)
                    .get(next)?
                    .0
            }
        };
        Some(edge as usize)
    }

    fn next_edge(&self, trial: usize) -> Option<usize> {
        (0..self.next.len())
            .filter_map(|part| self.edge(trial, part))
            .min()
    }

    /// Takes all changes at an edge: old levels leave the sums, new ones enter.
    fn advance(&mut self, trial: usize, edge: usize) {
        for part in 0..self.next.len() {
            if self.edge(trial, part) != Some(edge) {
                continue;
            }
            for (index, &(metric, per_quantum)) in self.metrics.iter().enumerate() {
                let level = quanta(self.level(trial, part, metric), per_quantum);
                let held = &mut self.levels[part * self.metrics.len() + index];
                self.sums[index] += level - *held;
                *held = level;
            }
            self.next[part] += 1;
        }
    }

    /// A part's level after its next change, in the metric's unit.
    fn level(&self, trial: usize, part: usize, metric: Metric) -> f64 {
        let next = self.next[part];
        match self.phases.get(part) {
            Some(&phase) => {
                let built = self.block.built[phase].of(trial)[next].1;
                phase_level(self.plan, self.block, trial, phase, metric, built)
            }
            None if metric == Metric::StrandedPower => {
                self.block.spare[self.sites[part - self.phases.len()]].of(trial)[next].1
            }
            None => 0.0,
        }
    }
}

impl Standing {
    /// From `period` on the series stands at `level`.
    fn set<T: Tally>(&mut self, cells: &mut T, period: usize, level: i64) {
        if period >= cells.periods() || (period > self.since && level == self.level) {
            return;
        }
        if period > self.since {
            cells.mark(self.since, period, self.level);
            self.since = period;
        }
        self.level = level;
    }
}
