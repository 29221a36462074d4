//! The recorders of a plan: one table a series or milestone, shared by all workers.
//!
//! Blocks are recorded in parallel over tables, in order within each; so no worker has a table of
//! its own and nothing is merged.

use super::activities::ActivityResult;
use super::block::Block;
use super::dates::{Against, MilestoneResult};
use super::series::{self, MetricTables};
use super::{PhaseResult, Results};
use crate::plan::Plan;
use rayon::prelude::*;

/// All recorders of a plan.
pub struct Recorders<'a> {
    plan: &'a Plan,
    series: Vec<MetricTables>,
    tables: Vec<Table>,
}

/// Recorders of dates.
enum Table {
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
        Self {
            plan,
            series: series::tables(plan, pilot),
            tables,
        }
    }

    /// Records consecutive blocks.
    pub fn record(&mut self, blocks: &[Block]) {
        let plan = self.plan;
        let record_series = || {
            let series = self.series.par_iter_mut();
            series.for_each(|tables| tables.record(plan, blocks));
        };
        let record_dates = || {
            self.tables.par_iter_mut().for_each(|table| {
                for block in blocks {
                    table.record(plan, block);
                }
            });
        };
        rayon::join(record_series, record_dates);
    }

    /// What the trials came to.
    #[must_use]
    pub fn finish(self) -> Results {
        let plan = self.plan;
        let scopes = plan.scopes.iter();
        let mut series: Vec<_> = scopes.map(|scope| vec![None; scope.series.len()]).collect();
        for tables in self.series {
            tables.finish(&mut series);
        }
        // Every series has a table, so none is left out here.
        let filled = |series: Vec<Option<_>>| series.into_iter().flatten().collect();
        let mut results = Results {
            trials: plan.trials,
            series: series.into_iter().map(filled).collect(),
            phases: Vec::new(),
            stages: Vec::new(),
        };
        for table in self.tables {
            match table {
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

impl Table {
    fn record(&mut self, plan: &Plan, block: &Block) {
        match self {
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
