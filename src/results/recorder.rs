//! The recorders of a plan: one table a scope or milestone, shared by all workers.
//!
//! Blocks are recorded in parallel over tables, in order within each; so no worker has a table of
//! its own and nothing is merged.

use super::activities::ActivityResult;
use super::block::Block;
use super::cells::{Cells, Peaks, Tally};
use super::dates::{Against, MilestoneResult};
use super::{PhaseResult, Results, dense, events};
use crate::plan::Plan;
use rayon::prelude::*;

/// All recorders of a plan.
pub struct Recorders<'a> {
    plan: &'a Plan,
    tables: Vec<Table>,
}

enum Table {
    /// All series of a scope, changes only.
    Events { scope: usize, cells: Vec<Cells> },
    /// One series of a scope, every period.
    Dense {
        scope: usize,
        series: usize,
        cells: Cells,
    },
    /// The milestones of a phase.
    Phase {
        phase: usize,
        result: Box<PhaseResult>,
    },
    /// The activities of a phase.
    Activities {
        phase: usize,
        activities: Vec<ActivityResult>,
    },
    /// The stages of a site.
    Stages {
        site: usize,
        stages: Vec<MilestoneResult>,
    },
}

impl<'a> Recorders<'a> {
    /// Empty recorders for all that a plan is asked for; a pilot block shows where bins are needed.
    #[must_use]
    pub fn new(plan: &'a Plan, pilot: &Block) -> Self {
        let mut tables = Vec::new();
        let mut deltas = Vec::new();
        for (index, scope) in plan.scopes.iter().enumerate() {
            let mut peaks = vec![Peaks::new(plan.timeline.periods()); scope.series.len()];
            if scope.event_wise {
                events::record(plan, scope, &mut peaks, pilot);
                let cells = scope
                    .series
                    .iter()
                    .zip(&peaks)
                    .map(|(series, peaks)| Cells::new(&series.grid, peaks));
                tables.push(Table::Events {
                    scope: index,
                    cells: cells.collect(),
                });
            } else {
                for (number, (series, peaks)) in scope.series.iter().zip(&mut peaks).enumerate() {
                    dense::record(plan, scope, series, peaks, pilot, &mut deltas);
                    let cells = Cells::new(&series.grid, peaks);
                    tables.push(Table::Dense {
                        scope: index,
                        series: number,
                        cells,
                    });
                }
            }
        }
        if plan.schedule {
            for (phase, entry) in plan.phases.iter().enumerate() {
                tables.push(Table::Phase {
                    phase,
                    result: Box::default(),
                });
                let count = entry
                    .network
                    .as_ref()
                    .map_or(0, |network| network.activities.len());
                tables.push(Table::Activities {
                    phase,
                    activities: vec![ActivityResult::default(); count],
                });
            }
            for (site, entry) in plan.sites.iter().enumerate() {
                tables.push(Table::Stages {
                    site,
                    stages: vec![MilestoneResult::default(); entry.stages.len()],
                });
            }
        }
        Self { plan, tables }
    }

    /// Records consecutive blocks.
    pub fn record(&mut self, blocks: &[Block]) {
        let plan = self.plan;
        self.tables
            .par_iter_mut()
            .for_each_init(Vec::new, |deltas, table| {
                for block in blocks {
                    table.record(plan, block, deltas);
                }
            });
    }

    /// What the trials came to.
    #[must_use]
    pub fn finish(self) -> Results {
        let plan = self.plan;
        let mut results = Results {
            trials: plan.trials,
            series: vec![Vec::new(); plan.scopes.len()],
            phases: Vec::new(),
            stages: Vec::new(),
        };
        for table in self.tables {
            match table {
                Table::Events { scope, mut cells } => {
                    cells.iter_mut().for_each(Cells::accumulate);
                    results.series[scope] = cells;
                }
                // Tables stand in the order of series.
                Table::Dense { scope, cells, .. } => results.series[scope].push(cells),
                Table::Phase { result, .. } => results.phases.push(*result),
                Table::Activities { phase, activities } => {
                    results.phases[phase].activities = activities;
                }
                Table::Stages { stages, .. } => results.stages.push(stages),
            }
        }
        results
    }
}

/// Every level of one series, trial by trial, for those who do their own statistics.
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
        dense::record(
            plan,
            scope,
            &scope.series[series],
            self,
            block,
            &mut Vec::new(),
        );
    }
}

impl Tally for Trace {
    fn periods(&self) -> usize {
        self.levels.len()
    }

    fn count(&mut self, period: usize, levels: impl Iterator<Item = i64>) {
        let quantum = self.quantum;
        self.levels[period].extend(levels.map(|level| level as f64 * quantum));
    }

    fn mark(&mut self, from: usize, to: usize, level: i64) {
        for levels in &mut self.levels[from..to] {
            levels.push(level as f64 * self.quantum);
        }
    }
}

impl Table {
    fn record(&mut self, plan: &Plan, block: &Block, deltas: &mut Vec<i64>) {
        match self {
            Table::Events { scope, cells } => {
                events::record(plan, &plan.scopes[*scope], cells, block);
            }
            Table::Dense {
                scope,
                series,
                cells,
            } => {
                let scope = &plan.scopes[*scope];
                dense::record(plan, scope, &scope.series[*series], cells, block, deltas);
            }
            Table::Phase { phase, result } => {
                let entry = &plan.phases[*phase];
                let open = Against {
                    deadline: None,
                    as_of: plan.as_of,
                    fate: Some(entry.fate),
                };
                let dated = Against {
                    deadline: entry.deadline,
                    ..open
                };
                result.ready.record(block, entry.ready, open);
                result.online.record(block, entry.online, dated);
                result.complete.record(block, entry.complete, dated);
                result.wait.record(block, entry.ready, entry.online);
            }
            Table::Activities { phase, activities } => {
                let Some(network) = &plan.phases[*phase].network else {
                    return;
                };
                for (index, result) in activities.iter_mut().enumerate() {
                    let critical = &block.critical[*phase][index];
                    result.record(block, &network.activities[index], network.end, critical);
                }
            }
            Table::Stages { site, stages } => {
                let against = Against {
                    as_of: plan.as_of,
                    ..Against::default()
                };
                for (result, stage) in stages.iter_mut().zip(&plan.sites[*site].stages) {
                    result.record(block, stage.date, against);
                }
            }
        }
    }
}
