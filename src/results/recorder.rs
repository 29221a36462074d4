//! The recorders of a plan: one table a series or milestone, shared by all workers.
//!
//! Blocks are recorded in parallel over tables, in order within each; so no worker has a table of
//! its own and nothing is merged. What a plan shares with its origin has no table at all.

use super::activities::ActivityResult;
use super::attrition::AttritionResult;
use super::binding::Binding;
use super::chips::{GenerationResult, PoolResult};
use super::dates::{Against, MilestoneResult};
use super::flows::{FlowResults, FlowTables};
use super::series::{self, MetricTables, Place};
use super::struck::Struck;
use super::targets::{self, TargetResult, TargetTable};
use super::view::View;
use super::{PhaseResult, Results};
use crate::plan::{Plan, Sharing};
use rayon::prelude::*;

/// The plan that another is worked out beside, and what they share.
#[derive(Clone, Copy)]
pub struct Origin<'a> {
    /// The origin.
    pub plan: &'a Plan,
    /// What is the same.
    pub sharing: &'a Sharing,
}

/// All recorders of a plan.
pub struct Recorders<'a> {
    plan: &'a Plan,
    origin: Option<Origin<'a>>,
    series: Vec<MetricTables>,
    /// Series that are the origin's.
    inherited: Vec<(Place, Place)>,
    tables: Vec<Table>,
    flows: FlowTables,
    /// For each target that of the origin which has the same trials.
    of_targets: Vec<Option<usize>>,
}

/// Recorders of dates, and what else is recorded trial by trial.
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
    /// The losses of a phase.
    Attrition {
        phase: usize,
        result: AttritionResult,
    },
    /// What binds a phase.
    Binding { phase: usize, result: Binding },
    /// Risks that struck, and stories that held.
    Struck(Struck),
    /// The chips that a phase came with.
    Generations {
        phase: usize,
        result: GenerationResult,
    },
    /// What a pool of chips handed out.
    Pool { pool: usize, result: PoolResult },
    /// A target.
    Target(Box<TargetTable>),
}

impl<'a> Recorders<'a> {
    /// Empty recorders for all that a plan is asked for, but for what the origin's recorders tell;
    /// a pilot block shows where bins are needed.
    #[must_use]
    pub fn new(plan: &'a Plan, pilot: View<'_>, origin: Option<Origin<'a>>) -> Self {
        let (series, inherited) = series::tables(plan, pilot, origin);
        let mut recorders = Self {
            plan,
            origin,
            series,
            inherited,
            tables: Vec::new(),
            flows: FlowTables::new(plan, pilot),
            of_targets: Vec::new(),
        };
        if plan.schedule {
            recorders.tables = recorders.of_dates();
        }
        if plan.tells_binding() {
            recorders.tables.extend(recorders.of_binding());
        }
        recorders.of_targets = origin.map_or_else(
            || vec![None; plan.targets.len()],
            |origin| targets::inherited(plan, origin),
        );
        for (target, theirs) in recorders.of_targets.iter().enumerate() {
            // Targets of flows are recorded with these.
            if theirs.is_none() && plan.targets[target].flow.is_none() {
                let table = Box::new(TargetTable::new(plan, target));
                recorders.tables.push(Table::Target(table));
            }
        }
        recorders
    }

    fn of_dates(&self) -> Vec<Table> {
        let plan = self.plan;
        let sharing = self.origin.map(|origin| origin.sharing);
        let mut tables = Vec::new();
        for (phase, entry) in plan.phases.iter().enumerate() {
            if sharing
                .and_then(|shared| shared.milestones(phase))
                .is_none()
            {
                tables.push(Table::Phase {
                    phase,
                    result: Box::default(),
                });
            }
            if sharing
                .and_then(|shared| shared.activities(phase))
                .is_none()
            {
                let count = entry
                    .network
                    .as_ref()
                    .map_or(0, |network| network.activities.len());
                tables.push(Table::Activities {
                    phase,
                    activities: vec![ActivityResult::default(); count],
                });
            }
            let inherited = sharing.and_then(|shared| shared.ladder(phase)).is_some();
            if plan.counts_losses(phase) && !inherited {
                tables.push(Table::Attrition {
                    phase,
                    result: AttritionResult::of(&entry.ladder),
                });
            }
        }
        if !(plan.risks.is_empty() && plan.branches.is_empty()) {
            tables.push(Table::Struck(Struck::of(plan)));
        }
        for phase in 0..plan.phases.len() {
            if plan.build(phase).generation.is_some() {
                let result = GenerationResult::default();
                tables.push(Table::Generations { phase, result });
            }
        }
        for (pool, entry) in plan.pools.iter().enumerate() {
            let result = PoolResult::of(entry);
            tables.push(Table::Pool { pool, result });
        }
        for (site, entry) in plan.sites.iter().enumerate() {
            if sharing.and_then(|shared| shared.stages(site)).is_none() {
                tables.push(Table::Stages {
                    site,
                    stages: vec![MilestoneResult::default(); entry.stages.len()],
                });
            }
        }
        tables
    }

    /// Where a phase is built and powered as one of the origin, it is held as that is.
    fn of_binding(&self) -> Vec<Table> {
        let own = (0..self.plan.phases.len()).filter(|&phase| self.held_as(phase).is_none());
        let table = |phase| Table::Binding {
            phase,
            result: Binding::default(),
        };
        own.map(table).collect()
    }

    /// The origin's phase that is held as one of the plan.
    fn held_as(&self, phase: usize) -> Option<usize> {
        let origin = self.origin.filter(|origin| origin.plan.tells_binding())?;
        origin.sharing.phase(phase)
    }

    /// Records consecutive blocks.
    pub fn record(&mut self, blocks: &[View<'_>]) {
        let plan = self.plan;
        let record_series = || {
            let series = self.series.par_iter_mut();
            series.for_each(|tables| tables.record(plan, blocks));
        };
        let record_dates = || {
            self.tables.par_iter_mut().for_each(|table| {
                for &block in blocks {
                    table.record(plan, block);
                }
            });
        };
        let flows = &mut self.flows;
        rayon::join(record_series, || {
            rayon::join(record_dates, || flows.record(plan, blocks))
        });
    }

    /// What the trials came to; `origin` is what the origin's did, where there is one.
    #[must_use]
    pub fn finish(self, origin: Option<&Results>) -> Results {
        let plan = self.plan;
        let mut results = match origin {
            Some(origin) => self.of_origin(origin),
            None => Self::nothing(plan),
        };
        let scopes = plan.scopes.iter();
        let mut series: Vec<_> = scopes.map(|scope| vec![None; scope.series.len()]).collect();
        for ((scope, number), (their_scope, theirs)) in &self.inherited {
            let theirs = origin.map(|origin| &origin.series[*their_scope][*theirs]);
            series[*scope][*number] = theirs.cloned();
        }
        for tables in self.series {
            tables.finish(&mut series);
        }
        // Every series has a table, so none is left out here.
        let filled = |series: Vec<Option<_>>| series.into_iter().flatten().collect();
        results.flows = self.flows.finish(plan);
        for (index, result) in std::mem::take(&mut results.flows.targets) {
            results.targets[index] = result;
        }
        results.series = series.into_iter().map(filled).collect();
        for table in self.tables {
            match table {
                Table::Phase { phase, result } => {
                    let known = std::mem::take(&mut results.phases[phase]);
                    results.phases[phase] = PhaseResult {
                        activities: known.activities,
                        attrition: known.attrition,
                        generations: known.generations,
                        ..*result
                    };
                }
                Table::Activities { phase, activities } => {
                    results.phases[phase].activities = activities;
                }
                Table::Stages { site, stages } => results.stages[site] = stages,
                Table::Attrition { phase, result } => {
                    results.phases[phase].attrition = Some(result);
                }
                Table::Binding { phase, result } => results.binding[phase] = result,
                Table::Struck(struck) => results.struck = struck,
                Table::Generations { phase, result } => {
                    results.phases[phase].generations = Some(result);
                }
                Table::Pool { pool, result } => results.pools[pool] = result,
                Table::Target(table) => {
                    let index = table.index;
                    results.targets[index] = table.finish();
                }
            }
        }
        results
    }

    /// Results with room for all dates.
    fn nothing(plan: &Plan) -> Results {
        let (phases, sites, pools) = if plan.schedule {
            (plan.phases.len(), plan.sites.len(), plan.pools.len())
        } else {
            (0, 0, 0)
        };
        Results {
            trials: plan.trials,
            series: Vec::new(),
            phases: vec![PhaseResult::default(); phases],
            stages: vec![Vec::new(); sites],
            binding: vec![
                Binding::default();
                if plan.tells_binding() {
                    plan.phases.len()
                } else {
                    0
                }
            ],
            flows: FlowResults::default(),
            targets: vec![TargetResult::default(); plan.targets.len()],
            struck: Struck::default(),
            pools: vec![PoolResult::default(); pools],
        }
    }

    /// Results with the dates that are the origin's.
    fn of_origin(&self, origin: &Results) -> Results {
        let mut results = Self::nothing(self.plan);
        let Some(sharing) = self.origin.map(|origin| origin.sharing) else {
            return results;
        };
        for (phase, result) in results.phases.iter_mut().enumerate() {
            if let Some(theirs) = sharing.milestones(phase) {
                let theirs = &origin.phases[theirs];
                result.ready = theirs.ready.clone();
                result.online = theirs.online.clone();
                result.complete = theirs.complete.clone();
                result.wait = theirs.wait.clone();
            }
            if let Some(theirs) = sharing.activities(phase) {
                let theirs = &origin.phases[theirs].activities;
                result.activities.clone_from(theirs);
            }
            if let Some(theirs) = sharing.ladder(phase) {
                result
                    .attrition
                    .clone_from(&origin.phases[theirs].attrition);
            }
        }
        for (phase, binding) in results.binding.iter_mut().enumerate() {
            if let Some(theirs) = self.held_as(phase) {
                binding.clone_from(&origin.binding[theirs]);
            }
        }
        for (site, stages) in results.stages.iter_mut().enumerate() {
            if let Some(theirs) = sharing.stages(site) {
                stages.clone_from(&origin.stages[theirs]);
            }
        }
        for (target, theirs) in results.targets.iter_mut().zip(&self.of_targets) {
            if let Some(theirs) = theirs {
                target.clone_from(&origin.targets[*theirs]);
            }
        }
        results
    }
}

impl Table {
    fn record(&mut self, plan: &Plan, block: View<'_>) {
        match self {
            Table::Phase { phase, result } => {
                let entry = &plan.phases[*phase];
                let open = Against {
                    deadline: None,
                    as_of: plan.as_of,
                    fate: Some(entry.fate),
                    ..Against::default()
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
                let critical = block.critical(*phase);
                for (index, result) in activities.iter_mut().enumerate() {
                    let plan = &network.activities[index];
                    result.record(block, plan, network.end, &critical[index]);
                }
            }
            Table::Attrition { phase, result } => {
                let entry = &plan.phases[*phase];
                let share = plan.build(*phase).share;
                result.record(block, &entry.ladder, entry.fate, share);
            }
            Table::Struck(struck) => struck.record(plan, block),
            Table::Binding { phase, result } => result.add(block.binding(*phase)),
            Table::Generations { phase, result } => {
                result.record(block, &plan.phases[*phase], plan.build(*phase));
            }
            Table::Pool { pool, result } => result.record(block, &plan.pools[*pool]),
            Table::Target(table) => {
                table.record(plan, block);
            }
            Table::Stages { site, stages } => {
                let against = Against {
                    as_of: plan.as_of,
                    lost_if_never: true,
                    ..Against::default()
                };
                for (result, stage) in stages.iter_mut().zip(&plan.sites[*site].stages) {
                    result.record(block, stage.date, against);
                }
            }
        }
    }
}
