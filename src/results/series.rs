//! The recorders of series: one table for each metric and set of parts.
//!
//! Scopes that add up the same parts (a country that is all there is, an operator with one site)
//! have the same series, and share a table. So does a plan beside its origin: what adds up parts
//! of the origin alone is the origin's table.

use super::cells::{Cells, Peaks};
use super::recorder::Origin;
use super::steps::Steps;
use super::sweep::{Standing, sweep};
use super::view::View;
use crate::plan::{Grid, Metric, Plan, ScopePlan};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The recorders of one metric.
pub(super) struct MetricTables {
    metric: Metric,
    quantum: f64,
    tables: Vec<Table>,
    /// Parts that any table adds up.
    parts: Vec<usize>,
    /// The steps of the block that is being recorded.
    steps: Steps,
}

struct Table {
    /// What is added up.
    parts: Vec<usize>,
    /// The scopes whose series it is, each with the series' number.
    of: Vec<Place>,
    cells: Cells,
}

/// A scope and the number of one of its series.
pub(super) type Place = (usize, usize);

/// What a scope adds up of a metric: phases of the plan, or of unused capacity whole sites.
pub(super) fn parts(plan: &Plan, scope: &ScopePlan, metric: Metric) -> Vec<usize> {
    if metric == Metric::StrandedPower {
        return scope.whole_sites.clone();
    }
    let phases = scope.phases.iter();
    // Firm capacity is never cut off.
    let counted =
        phases.filter(|phase| metric != Metric::Curtailed || plan.sites[phase.0].curtailed);
    counted
        .map(|&(site, phase)| plan.sites[site].phases.start + phase)
        .collect()
}

/// A table to be: parts, how they are counted, and for whom.
struct Wanted<'a> {
    parts: Vec<usize>,
    grid: &'a Grid,
    of: Vec<Place>,
}

/// The tables that all series of a plan need, by metric.
fn wanted(plan: &Plan) -> Vec<(Metric, Vec<Wanted<'_>>)> {
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
                .find(|table| table.parts == parts && *table.grid == series.grid);
            match same {
                Some(table) => table.of.push((index, number)),
                None => tables.push(Wanted {
                    parts,
                    grid: &series.grid,
                    of: vec![(index, number)],
                }),
            }
        }
    }
    wanted
}

/// Empty recorders for all series of a plan; a pilot block shows where bins are needed. Beside
/// them the series that are the origin's, each with its place there.
pub(super) fn tables(
    plan: &Plan,
    pilot: View<'_>,
    origin: Option<Origin<'_>>,
) -> (Vec<MetricTables>, Vec<(Place, Place)>) {
    let mut wanted = wanted(plan);
    let mut inherited = Vec::new();
    if let Some(origin) = origin {
        for (metric, tables) in &mut wanted {
            let theirs = places(origin.plan, *metric);
            tables.retain(|table| {
                let place = place_in(&theirs, origin, plan, *metric, table);
                inherited.extend(table.of.iter().filter_map(|&own| Some((own, place?))));
                place.is_none()
            });
        }
        wanted.retain(|(_, tables)| !tables.is_empty());
    }
    let made = wanted.into_par_iter();
    let made = made.map(|(metric, wanted)| MetricTables::new(plan, pilot, metric, wanted));
    (made.collect(), inherited)
}

/// Where each set of parts of a metric stands in a plan, with how it is counted.
fn places(plan: &Plan, metric: Metric) -> BTreeMap<Vec<usize>, (Place, &Grid)> {
    let mut places = BTreeMap::new();
    for (index, scope) in plan.scopes.iter().enumerate() {
        for (number, series) in scope.series.iter().enumerate() {
            if series.metric == metric {
                let mut parts = parts(plan, scope, metric);
                parts.sort_unstable();
                places
                    .entry(parts)
                    .or_insert(((index, number), &series.grid));
            }
        }
    }
    places
}

/// The place in the origin of a table that is the same there.
fn place_in(
    theirs: &BTreeMap<Vec<usize>, (Place, &Grid)>,
    origin: Origin<'_>,
    plan: &Plan,
    metric: Metric,
    table: &Wanted<'_>,
) -> Option<Place> {
    let parts = table.parts.iter();
    let parts = parts.map(|&part| origin.sharing.part(origin.plan, plan, metric, part));
    let mut parts: Vec<usize> = parts.collect::<Option<_>>()?;
    parts.sort_unstable();
    let (place, grid) = theirs.get(&parts)?;
    (*grid == table.grid).then_some(*place)
}

impl MetricTables {
    fn new(plan: &Plan, pilot: View<'_>, metric: Metric, wanted: Vec<Wanted<'_>>) -> Self {
        let quantum = wanted.first().map_or(1.0, |table| table.grid.quantum);
        let mut parts: Vec<usize> = wanted.iter().flat_map(|t| t.parts.clone()).collect();
        parts.sort_unstable();
        parts.dedup();
        let mut steps = Steps::default();
        steps.fill(plan, pilot, metric, quantum, &parts);
        let mut standing = Standing::new();
        let flow = metric.is_of_ends();
        let tables = wanted.into_iter().map(|Wanted { parts, grid, of }| {
            let mut peaks = Peaks::new(plan.timeline.periods());
            let moving: Vec<_> = steps.of(pilot, metric, &parts).collect();
            sweep(&moving, flow, pilot.trials(), &mut standing, &mut peaks);
            let cells = Cells::new(grid, &peaks);
            Table { parts, of, cells }
        });
        Self {
            metric,
            quantum,
            tables: tables.collect(),
            parts,
            steps,
        }
    }

    /// Records consecutive blocks, in parallel over tables.
    pub(super) fn record(&mut self, plan: &Plan, blocks: &[View<'_>]) {
        let metric = self.metric;
        let flow = metric.is_of_ends();
        for &block in blocks {
            self.steps
                .fill(plan, block, metric, self.quantum, &self.parts);
            let steps = &self.steps;
            self.tables
                .par_iter_mut()
                .for_each_init(Standing::new, |standing, table| {
                    let moving: Vec<_> = steps.of(block, metric, &table.parts).collect();
                    sweep(&moving, flow, block.trials(), standing, &mut table.cells);
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
