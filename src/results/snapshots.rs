//! The levels of all series at some periods, trial by trial.
//!
//! They are swept as the recorders sweep them: what is counted in bins there stands here as it is.

use super::block::Block;
use super::series::parts;
use super::steps::Steps;
use super::sweep::{Standing, Tally, sweep};
use super::view::View;
use crate::plan::{BLOCK, Metric, Plan};
use rayon::prelude::*;

/// Levels of a plan's series at some periods, one a trial, in the recorded metrics' units.
pub struct Snapshots {
    metrics: Vec<OfMetric>,
}

/// The series of one metric.
struct OfMetric {
    metric: Metric,
    quantum: f64,
    /// The parts of all its series, each once.
    all: Vec<usize>,
    steps: Steps,
    series: Vec<OfSeries>,
}

/// One series of one scope.
struct OfSeries {
    scope: usize,
    parts: Vec<usize>,
    taken: Taken,
}

/// Levels at the chosen periods.
struct Taken {
    /// For each period of the plan its place among the chosen ones.
    place: Vec<Option<usize>>,
    levels: Vec<Vec<f64>>,
    quantum: f64,
}

impl Snapshots {
    /// Nothing yet, of all series of a plan at some of its periods.
    #[must_use]
    pub fn new(plan: &Plan, periods: &[usize]) -> Self {
        let mut metrics: Vec<OfMetric> = Vec::new();
        let mut place = vec![None; plan.timeline.periods()];
        for (index, &period) in periods.iter().enumerate() {
            place[period] = Some(index);
        }
        for (index, scope) in plan.scopes.iter().enumerate() {
            for series in &scope.series {
                let metric = series.metric;
                let at = metrics.iter().position(|of| of.metric == metric);
                let at = at.unwrap_or_else(|| {
                    metrics.push(OfMetric {
                        metric,
                        quantum: series.grid.quantum,
                        all: Vec::new(),
                        steps: Steps::default(),
                        series: Vec::new(),
                    });
                    metrics.len() - 1
                });
                let parts = parts(plan, scope, metric);
                metrics[at].all.extend(&parts);
                metrics[at].series.push(OfSeries {
                    scope: index,
                    parts,
                    taken: Taken {
                        place: place.clone(),
                        levels: vec![Vec::new(); periods.len()],
                        quantum: series.grid.quantum,
                    },
                });
            }
        }
        for of in &mut metrics {
            of.all.sort_unstable();
            of.all.dedup();
        }
        Self { metrics }
    }

    /// Appends the trials of a block, in parallel over series.
    pub fn record(&mut self, plan: &Plan, block: &Block) {
        let block = View::alone(block);
        self.metrics.par_iter_mut().for_each(|of| {
            let OfMetric {
                metric,
                quantum,
                all,
                steps,
                series,
            } = of;
            steps.fill(plan, block, *metric, *quantum, all);
            let (metric, steps) = (*metric, &*steps);
            series
                .par_iter_mut()
                .for_each_init(Standing::new, |standing, one| {
                    let moving: Vec<_> = steps.of(block, metric, &one.parts).collect();
                    let flow = metric.is_of_ends();
                    sweep(&moving, flow, block.trials(), standing, &mut one.taken);
                });
        });
    }

    /// The levels of a recorded metric of a scope at one of the chosen periods; empty where the
    /// plan does not record it.
    #[must_use]
    pub fn levels(&self, scope: usize, metric: Metric, place: usize) -> &[f64] {
        let of = self.metrics.iter().find(|of| of.metric == metric);
        let series = of.and_then(|of| of.series.iter().find(|one| one.scope == scope));
        series.map_or(&[], |one| &one.taken.levels[place])
    }

    /// Forgets the trials; their room is kept for the next.
    pub fn clear(&mut self) {
        let series = self.metrics.iter_mut().flat_map(|of| &mut of.series);
        for levels in series.flat_map(|one| &mut one.taken.levels) {
            levels.clear();
        }
    }
}

impl Tally for Taken {
    fn periods(&self) -> usize {
        self.place.len()
    }

    fn begin(&mut self, _standing: &mut Standing) {}

    fn step(&mut self, _period: usize, standing: &mut Standing, trials: &[u16], by: &[i64]) {
        for (&trial, &by) in trials.iter().zip(by) {
            standing.levels[usize::from(trial) % BLOCK] += by;
        }
    }

    fn settle(&mut self, period: usize, standing: &mut Standing) {
        if let Some(place) = self.place[period] {
            let quantum = self.quantum;
            let levels = &standing.levels[..standing.trials];
            self.levels[place].extend(levels.iter().map(|&level| level as f64 * quantum));
        }
    }
}
