//! The recorders of series: one table for each metric and set of parts.
//!
//! Scopes that add up the same parts (a country that is all there is, an operator with one site)
//! have the same series, and share a table.

use super::block::Block;
use super::cells::{Cells, Peaks};
use super::steps::Steps;
use super::sweep::{Standing, sweep};
use crate::plan::{Grid, Metric, Plan, ScopePlan};
use rayon::prelude::*;
use std::sync::Arc;

/// The recorders of one metric.
pub(super) struct MetricTables {
    metric: Metric,
    quantum: f64,
    tables: Vec<Table>,
    /// The steps of the block that is being recorded.
    steps: Steps,
}

struct Table {
    /// What is added up.
    parts: Vec<usize>,
    /// The scopes whose series it is, each with the series' number.
    of: Vec<(usize, usize)>,
    cells: Cells,
}

/// What a scope adds up of a metric: phases of the plan, or of unused capacity whole sites.
pub(super) fn parts(plan: &Plan, scope: &ScopePlan, metric: Metric) -> Vec<usize> {
    if metric == Metric::StrandedPower {
        return scope.whole_sites.clone();
    }
    let phases = scope.phases.iter();
    phases
        .map(|&(site, phase)| plan.sites[site].phases.start + phase)
        .collect()
}

/// A table to be: parts, how they are counted, and for whom.
type Wanted<'a> = (Vec<usize>, &'a Grid, Vec<(usize, usize)>);

/// Empty recorders for all series of a plan; a pilot block shows where bins are needed.
pub(super) fn tables(plan: &Plan, pilot: &Block) -> Vec<MetricTables> {
    let mut wanted: Vec<(Metric, Vec<Wanted<'_>>)> = Vec::new();
    for (index, scope) in plan.scopes.iter().enumerate() {
        for (number, series) in scope.series.iter().enumerate() {
            let of_metric = wanted
                .iter()
                .position(|(metric, _)| *metric == series.metric);
            let of_metric = of_metric.unwrap_or_else(|| {
                wanted.push((series.metric, Vec::new()));
                wanted.len() - 1
            });
            let tables = &mut wanted[of_metric].1;
            let parts = parts(plan, scope, series.metric);
            let same = tables
                .iter_mut()
                .find(|(other, grid, _)| *other == parts && **grid == series.grid);
            match same {
                Some((_, _, of)) => of.push((index, number)),
                None => tables.push((parts, &series.grid, vec![(index, number)])),
            }
        }
    }
    let made = wanted.into_par_iter();
    made.map(|(metric, wanted)| MetricTables::new(plan, pilot, metric, wanted))
        .collect()
}

impl MetricTables {
    fn new(plan: &Plan, pilot: &Block, metric: Metric, wanted: Vec<Wanted<'_>>) -> Self {
        let quantum = wanted.first().map_or(1.0, |(_, grid, _)| grid.quantum);
        let mut steps = Steps::default();
        steps.fill(plan, pilot, metric, quantum);
        let mut standing = Standing::new();
        let tables = wanted.into_iter().map(|(parts, grid, of)| {
            let mut peaks = Peaks::new(plan.timeline.periods());
            sweep(pilot, metric, &steps, &parts, &mut standing, &mut peaks);
            Table {
                parts,
                of,
                cells: Cells::new(grid, &peaks),
            }
        });
        Self {
            metric,
            quantum,
            tables: tables.collect(),
            steps,
        }
    }

    /// Records consecutive blocks, in parallel over tables.
    pub(super) fn record(&mut self, plan: &Plan, blocks: &[Block]) {
        let metric = self.metric;
        for block in blocks {
            self.steps.fill(plan, block, metric, self.quantum);
            let steps = &self.steps;
            self.tables
                .par_iter_mut()
                .for_each_init(Standing::new, |standing, table| {
                    sweep(
                        block,
                        metric,
                        steps,
                        &table.parts,
                        standing,
                        &mut table.cells,
                    );
                });
        }
    }

    /// Gives each scope its series.
    pub(super) fn finish(self, series: &mut [Vec<Option<Arc<Cells>>>]) {
        for mut table in self.tables {
            table.cells.accumulate();
            let cells = Arc::new(table.cells);
            for (scope, number) in table.of {
                series[scope][number] = Some(Arc::clone(&cells));
            }
        }
    }
}
