//! The paired recorders of series: the variant's steps added, the base's taken away.

use super::super::bins::{ROUNDING, Sides, Signed};
use super::super::cells::Cells;
use super::super::series::{Place, parts};
use super::super::sweep::{Standing, Tally, sweep};
use super::merge::Merged;
use super::pilot::Pilot;
use super::{Blocks, Pair};
use crate::plan::{Both, Metric, Plan};
use rayon::prelude::*;
use std::sync::Arc;

/// What a recorded series of a variant differs from the base's by.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelDifference {
    cells: Cells<Signed>,
    /// Of facility load, where the announced paths differ too: what the delivery gap is told from.
    gap: Option<Levels>,
}

/// Levels that trials are held against, one a period.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Levels {
    /// In quanta.
    at: Vec<i64>,
    /// Trials on each side of it.
    sides: Vec<Sides>,
}

/// The paired recorders of one metric.
pub(super) struct MetricPairs {
    metric: Metric,
    /// The finer of the two plans' quanta: what is a multiple of either is one of it.
    quantum: f64,
    tables: Vec<Table>,
    /// Parts that any table needs.
    parts: Vec<Both<usize>>,
    /// What they differ by in the block at hand.
    merged: Vec<Merged>,
}

struct Table {
    /// What it adds up, as indices of the metric's parts.
    parts: Vec<usize>,
    /// The series that it is for, as places of the pairing.
    of: Vec<usize>,
    difference: LevelDifference,
}

/// A table to be.
struct Wanted {
    parts: Vec<Both<usize>>,
    of: Vec<usize>,
    /// The announced facility load of the variant less that of the base, where it is not zero.
    announced: Option<Vec<f64>>,
}

/// The tables that a pair's series need, by metric; none where all parts are shared.
pub(super) fn tables(pair: Pair<'_>, pilot: Blocks<'_>) -> Vec<MetricPairs> {
    let mut wanted: Vec<(Metric, f64, Vec<Wanted>)> = Vec::new();
    for (index, both) in pair.pairing.series.iter().enumerate() {
        let Some((metric, quantum)) = metric(pair, *both) else {
            continue;
        };
        let parts = differing(pair, *both, metric);
        let announced = announced(pair, *both, metric);
        if parts.is_empty() && announced.is_none() {
            continue;
        }
        let of_metric = wanted.iter().position(|(other, _, _)| *other == metric);
        let of_metric = of_metric.unwrap_or_else(|| {
            wanted.push((metric, quantum, Vec::new()));
            wanted.len() - 1
        });
        let tables = &mut wanted[of_metric].2;
        let same = tables
            .iter_mut()
            .find(|table| table.parts == parts && table.announced == announced);
        match same {
            Some(table) => table.of.push(index),
            None => tables.push(Wanted {
                parts,
                of: vec![index],
                announced,
            }),
        }
    }
    let made = wanted.into_par_iter();
    made.map(|(metric, quantum, wanted)| MetricPairs::new(pair, pilot, (metric, quantum), wanted))
        .collect()
}

/// The metric of a paired series, and what its difference is counted in.
fn metric(pair: Pair<'_>, both: Both<Place>) -> Option<(Metric, f64)> {
    let base = both
        .base
        .map(|(scope, number)| &pair.base.scopes[scope].series[number]);
    let variant = both
        .variant
        .map(|(scope, number)| &pair.variant.scopes[scope].series[number]);
    let metric = base.or(variant)?.metric;
    // One quantum serves all scopes of a plan's metric, also where a scope does not stand.
    let quantum = |plan: &Plan| {
        let series = plan.scopes.iter().flat_map(|scope| &scope.series);
        let of_metric = series.filter(|series| series.metric == metric);
        of_metric.map(|series| series.grid.quantum).next()
    };
    let finest = [quantum(pair.base), quantum(pair.variant)];
    let finest = finest.into_iter().flatten().fold(f64::INFINITY, f64::min);
    Some((metric, finest))
}

/// What the base adds up and the variant does not, and the other way round.
fn differing(pair: Pair<'_>, both: Both<Place>, metric: Metric) -> Vec<Both<usize>> {
    let of = |plan: &Plan, place: Option<Place>| {
        place.map_or_else(Vec::new, |(scope, _)| {
            parts(plan, &plan.scopes[scope], metric)
        })
    };
    let mut minus = of(pair.base, both.base);
    let mut plus = of(pair.variant, both.variant);
    plus.retain(|&part| {
        let theirs = pair.sharing.part(pair.base, pair.variant, metric, part);
        let shared = theirs.and_then(|theirs| minus.iter().position(|&other| other == theirs));
        if let Some(place) = shared {
            minus.remove(place);
        }
        shared.is_none()
    });
    // The same part of both is one difference; the rest stands in one alone.
    let known = if metric == Metric::StrandedPower {
        &pair.pairing.sites
    } else {
        &pair.pairing.phases
    };
    let standing = known.iter().map(|both| Both {
        base: both.base.filter(|part| minus.contains(part)),
        variant: both.variant.filter(|part| plus.contains(part)),
    });
    standing
        .filter(|both| both.base.is_some() || both.variant.is_some())
        .collect()
}

/// By how much the announced facility load of a scope differs, where the delivery gap is asked for
/// and it does.
fn announced(pair: Pair<'_>, both: Both<Place>, metric: Metric) -> Option<Vec<f64>> {
    let of = |plan: &Plan, place: Option<Place>| {
        let (scope, number) = place?;
        let scope = &plan.scopes[scope];
        let reported = &scope.series[number].reported;
        let gap = reported
            .iter()
            .any(|(metric, _)| *metric == Metric::DeliveryGap);
        gap.then(|| scope.announced_load.clone())
    };
    if metric != Metric::FacilityLoad {
        return None;
    }
    let (base, variant) = (of(pair.base, both.base), of(pair.variant, both.variant));
    let nothing = vec![0.0; pair.base.timeline.periods()];
    if base.is_none() && variant.is_none() {
        return None;
    }
    let base = base.unwrap_or_else(|| nothing.clone());
    let variant = variant.unwrap_or(nothing);
    let differences = variant
        .iter()
        .zip(&base)
        .map(|(variant, base)| variant - base);
    let differences: Vec<f64> = differences.collect();
    differences
        .iter()
        .any(|by| *by != 0.0)
        .then_some(differences)
}

impl MetricPairs {
    fn new(
        pair: Pair<'_>,
        pilot: Blocks<'_>,
        (metric, quantum): (Metric, f64),
        wanted: Vec<Wanted>,
    ) -> Self {
        let mut parts: Vec<Both<usize>> = wanted.iter().flat_map(|t| t.parts.clone()).collect();
        parts.sort_unstable();
        parts.dedup();
        let mut pairs = Self {
            metric,
            quantum,
            tables: Vec::new(),
            merged: parts.iter().map(|_| Merged::default()).collect(),
            parts,
        };
        pairs.work_out(pair, pilot);
        let mut standing = Standing::new();
        let tables = wanted.into_iter().map(|wanted| {
            let places = wanted
                .parts
                .iter()
                .map(|part| pairs.parts.binary_search(part));
            let parts: Vec<usize> = places.filter_map(Result::ok).collect();
            let mut levels = Pilot::new(pair.base.timeline.periods());
            tell(
                metric,
                &pairs.merged,
                &parts,
                pilot,
                &mut standing,
                &mut levels,
            );
            let gap = wanted.announced.map(|announced| Levels {
                at: announced
                    .iter()
                    .map(|level| (level / quantum).round() as i64)
                    .collect(),
                sides: vec![Sides::default(); announced.len()],
            });
            Table {
                parts,
                of: wanted.of,
                difference: LevelDifference {
                    cells: levels.cells(quantum),
                    gap,
                },
            }
        });
        pairs.tables = tables.collect();
        pairs
    }

    /// Works out what the parts of a block differ by.
    fn work_out(&mut self, pair: Pair<'_>, block: Blocks<'_>) {
        for (merged, part) in self.merged.iter_mut().zip(&self.parts) {
            merged.fill(pair, block, (self.metric, self.quantum), *part);
        }
    }

    /// Records consecutive blocks, in parallel over tables.
    pub(super) fn record(&mut self, pair: Pair<'_>, blocks: &[Blocks<'_>]) {
        for &block in blocks {
            self.work_out(pair, block);
            let (metric, merged) = (self.metric, &self.merged);
            self.tables
                .par_iter_mut()
                .for_each_init(Standing::new, |standing, table| {
                    let difference = &mut table.difference;
                    tell(metric, merged, &table.parts, block, standing, difference);
                });
        }
    }

    /// Gives each paired series its difference.
    pub(super) fn finish(self, series: &mut [Option<Arc<LevelDifference>>]) {
        for mut table in self.tables {
            table.difference.cells.accumulate();
            let difference = Arc::new(table.difference);
            for place in table.of {
                series[place] = Some(Arc::clone(&difference));
            }
        }
    }
}

/// Tells a block's differences to a tally.
fn tell(
    metric: Metric,
    merged: &[Merged],
    parts: &[usize],
    block: Blocks<'_>,
    standing: &mut Standing,
    tally: &mut impl Tally,
) {
    let moving: Vec<_> = parts
        .iter()
        .filter_map(|&part| merged[part].part())
        .collect();
    let flow = metric.is_of_ends();
    sweep(&moving, flow, block.base.trials(), standing, tally);
}

impl Tally for LevelDifference {
    fn periods(&self) -> usize {
        self.cells.periods()
    }

    fn begin(&mut self, standing: &mut Standing) {
        self.cells.begin(standing);
    }

    fn step(&mut self, period: usize, standing: &mut Standing, trials: &[u16], by: &[i64]) {
        self.cells.step(period, standing, trials, by);
    }

    fn settle(&mut self, period: usize, standing: &mut Standing) {
        if let Some(gap) = &mut self.gap {
            gap.count(period, &standing.levels[..standing.trials]);
        }
        self.cells.settle(period, standing);
    }
}

impl Levels {
    fn count(&mut self, period: usize, levels: &[i64]) {
        let (at, sides) = (self.at[period], &mut self.sides[period]);
        let (mut below, mut above) = (0, 0);
        for level in levels {
            below += u64::from(*level < at - ROUNDING);
            above += u64::from(*level > at + ROUNDING);
        }
        sides.below += below;
        sides.above += above;
        sides.zero += levels.len() as u64 - below - above;
    }
}

impl LevelDifference {
    /// Mean and standard deviation over `trials` trials of a period, in the metric's unit.
    #[must_use]
    pub fn mean_and_sd(&self, period: usize, trials: u64) -> (f64, f64) {
        self.cells.mean_and_sd(period, trials)
    }

    /// The values at ascending ranks (from 1) of a period of `trials` trials, in the metric's unit.
    #[must_use]
    pub fn at_ranks(&self, period: usize, trials: u64, ranks: &[u64]) -> Vec<f64> {
        self.cells.at_ranks(period, trials, ranks)
    }

    /// How many trials have less, as much and more in the variant.
    #[must_use]
    pub fn sides(&self, period: usize) -> Sides {
        let cells = &self.cells;
        cells.bins(period).sides(cells.counts(period))
    }

    /// How many trials differ by less, as much and more than the announced paths do: of facility
    /// load, for the delivery gap.
    #[must_use]
    pub fn sides_of_announced(&self, period: usize) -> Sides {
        match &self.gap {
            Some(gap) => gap.sides[period],
            None => self.sides(period),
        }
    }
}
