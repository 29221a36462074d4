//! The recorder of flows: what changes in nearly every period is counted period by period.
//!
//! Each block is walked edge by edge: what its sites have at an edge becomes columns of levels, one a
//! flow and group of parts that belong to the same scopes, in whole quanta; each table adds up the
//! columns of its groups and counts them. A chunk of periods is worked out in parallel over sites and
//! counted in parallel over tables, blocks in order: no worker has a table of its own. The first
//! block tells how fine the quanta are, and where bins are needed.

mod groups;
mod kept;
mod levels;
mod parts;
mod site;
mod sum;
mod targets;

pub use kept::Kept;
pub(super) use targets::FlowTargetTable;

use super::cells::{Cells, Peaks};
use super::targets::TargetResult;
use super::view::View;
use crate::plan::{Flow, Plan};
use levels::{Levels, Told, flow_of};
use rayon::prelude::*;
use std::sync::Arc;
use sum::{Sum, add};
use targets::Hits;

/// What the trials came to in flows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlowResults {
    /// For each series of the plan's flows the counts by period; absent where it is added up by year
    /// alone.
    pub series: Vec<Option<Arc<Cells>>>,
    /// For each series the counts by calendar year, where it is added up so.
    pub years: Vec<Option<Arc<Cells>>>,
    /// What fell due before the horizon, over all; absent without money.
    pub opening: Option<Arc<Cells>>,
    /// The first trials' values of announced sums and what they are held against.
    pub kept: Kept,
    /// Targets of flows, each with its place among the plan's targets.
    pub targets: Vec<(usize, TargetResult)>,
}

/// All recorders of a plan's flows.
pub struct FlowTables {
    levels: Levels,
    tables: Vec<Table>,
    targets: Vec<Hits>,
    before: Option<Tally>,
    kept: Kept,
}

/// Counts, once a pilot has shown where their bins are needed.
enum Tally {
    Looking(Peaks),
    Counting(Cells),
}

/// The counts of a series, or of several that add up the same.
struct Table {
    /// The plan's series that it is.
    of: Vec<usize>,
    sum: Sum,
    by_period: Option<Tally>,
    by_year: Option<Tally>,
    /// What the year has come to.
    of_year: Vec<i64>,
}

impl FlowTables {
    /// Empty recorders; a pilot block shows how large flows are.
    #[must_use]
    pub fn new(plan: &Plan, pilot: View<'_>) -> Self {
        let levels = Levels::new(plan, pilot);
        let money = flow_of(plan, Flow::Spend);
        let mut recorders = Self {
            tables: tables(plan, &levels),
            targets: Vec::new(),
            before: money.map(|_| Tally::Looking(Peaks::new(1))),
            kept: Kept::of(plan),
            levels,
        };
        recorders.walk(plan, pilot);
        let levels = &recorders.levels;
        for table in &mut recorders.tables {
            let quantum = levels.quantum(table.sum.flow());
            let tallies = [&mut table.by_period, &mut table.by_year];
            for tally in tallies.into_iter().flatten() {
                tally.open(quantum);
            }
        }
        if let (Some(before), Some(money)) = (&mut recorders.before, money) {
            before.open(levels.quantum(money));
        }
        recorders.targets = targets::of(plan, levels);
        recorders
    }

    /// Records consecutive blocks.
    pub fn record(&mut self, plan: &Plan, blocks: &[View<'_>]) {
        for &block in blocks {
            self.kept.record(block);
            self.walk(plan, block);
        }
    }

    /// Walks a block: what is worked out of it is told to all tables.
    fn walk(&mut self, plan: &Plan, block: View<'_>) {
        let (tables, before) = (&mut self.tables, &mut self.before);
        let (targets, groups) = (&mut self.targets, self.levels.groups.len());
        let of_targets = targets.iter().map(|hits| self.levels.quantum(hits.flow()));
        let of_targets: Vec<f64> = of_targets.collect();
        self.levels.walk(plan, block, |told| {
            let tables = tables.par_iter_mut();
            tables.for_each(|table| table.take(plan, &told));
            let targets = targets.par_iter_mut().zip(&of_targets);
            targets.for_each(|(hits, quantum)| hits.take(plan, &told, *quantum));
            if let (Some(before), 0) = (before.as_mut(), told.first) {
                let mut total = vec![0; told.trials];
                for group in 0..groups {
                    add(&mut total, told.opening(group));
                }
                before.note(0, Some(&total), told.trials);
            }
        });
    }

    /// What the trials came to.
    #[must_use]
    pub fn finish(self, plan: &Plan) -> FlowResults {
        let count = plan.flows.series.len();
        let mut results = FlowResults {
            series: vec![None; count],
            years: vec![None; count],
            opening: self.before.and_then(Tally::counted),
            kept: self.kept,
            targets: self.targets.into_iter().map(Hits::finish).collect(),
        };
        for table in self.tables {
            let by_period = table.by_period.and_then(Tally::counted);
            let by_year = table.by_year.and_then(Tally::counted);
            for series in table.of {
                let wanted = &plan.flows.series[series];
                results.series[series] = by_period.clone().filter(|_| wanted.by_period);
                results.years[series] = by_year.clone().filter(|_| wanted.by_year);
            }
        }
        results
    }
}

impl Table {
    /// Adds up and counts a chunk of periods.
    fn take(&mut self, plan: &Plan, told: &Told<'_>) {
        let flows = &plan.flows;
        self.sum.begin(told);
        if told.first == 0 {
            self.of_year.clear();
            self.of_year.resize(told.trials, 0);
        }
        for period in told.first..told.last {
            let levels = self.sum.level(told, period);
            if let Some(tally) = &mut self.by_period {
                tally.note(period, levels, told.trials);
            }
            let Some(tally) = &mut self.by_year else {
                continue;
            };
            if let Some(levels) = levels {
                add(&mut self.of_year, levels);
            }
            let year = flows.year_of[period];
            if flows.year_of.get(period + 1) != Some(&year) {
                tally.note(year, Some(&self.of_year), told.trials);
                self.of_year.fill(0);
            }
        }
    }
}

impl Tally {
    /// Notes the levels of a period, all zero where there are none.
    fn note(&mut self, period: usize, levels: Option<&[i64]>, trials: usize) {
        match (self, levels) {
            (Tally::Looking(peaks), Some(levels)) => peaks.note(period, levels),
            (Tally::Looking(_), None) => {}
            (Tally::Counting(cells), Some(levels)) => cells.count(period, levels),
            (Tally::Counting(cells), None) => cells.count_zeros(period, trials),
        }
    }

    /// Makes the bins that the pilot has shown to be needed.
    fn open(&mut self, quantum: f64) {
        if let Tally::Looking(peaks) = self {
            *self = Tally::Counting(Cells::dense(quantum, peaks));
        }
    }

    fn counted(self) -> Option<Arc<Cells>> {
        match self {
            Tally::Looking(_) => None,
            Tally::Counting(cells) => Some(Arc::new(cells)),
        }
    }
}

/// The tables that the series of a plan need; those that add up the same share one.
fn tables(plan: &Plan, levels: &Levels) -> Vec<Table> {
    let flows = &plan.flows;
    let mut tables: Vec<Table> = Vec::new();
    for (index, series) in flows.series.iter().enumerate() {
        let sum = Sum::of(plan, &levels.groups, series);
        let same = tables.iter().position(|table| table.sum.is(&sum));
        let place = same.unwrap_or_else(|| {
            tables.push(Table {
                of: Vec::new(),
                sum,
                by_period: None,
                by_year: None,
                of_year: Vec::new(),
            });
            tables.len() - 1
        });
        let table = &mut tables[place];
        table.of.push(index);
        if series.by_period && table.by_period.is_none() {
            table.by_period = Some(Tally::Looking(Peaks::new(plan.timeline.periods())));
        }
        if series.by_year && table.by_year.is_none() {
            table.by_year = Some(Tally::Looking(Peaks::new(flows.years.len())));
        }
    }
    tables
}
