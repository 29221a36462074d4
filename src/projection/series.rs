//! Series of the answer: percentiles with their intervals, means with their errors.

use super::rounding::rounded;
use super::{Scope, Series};
use crate::model::Model;
use crate::plan::{Metric, Plan, ScopeKind, ScopePlan};
use crate::results::{Cells, Results};
use crate::stats::{binomial_ranks, order_rank};
use crate::units::H100_OPS_8BIT;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Percentiles that are reported, in order.
const LEVELS: [f64; 8] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.80, 0.90, 0.95];
/// Percentiles that carry an interval.
const WITH_INTERVAL: [f64; 3] = [0.10, 0.50, 0.90];
/// The confidence of intervals.
pub(crate) const CONFIDENCE: f64 = 0.95;

pub(super) fn rows(model: &Model, plan: &Plan, results: &Results) -> Vec<Series> {
    let hours = plan.timeline.hours();
    let ranks = Ranks::new(results.trials, &LEVELS);
    let statistics = statistics(results, &ranks);
    let mut rows = Vec::new();
    for (scope, cells) in plan.scopes.iter().zip(&results.series) {
        for (recorded, cells) in scope.series.iter().zip(cells) {
            let statistics = &statistics[&Arc::as_ptr(cells)];
            for (metric, announced) in &recorded.reported {
                let reading = Reading::of(*metric, &hours, &scope.announced_load);
                let scope = scope_row(model, scope);
                rows.push((scope, *metric, reading, announced, statistics));
            }
        }
    }
    for (flow, cells) in plan.flows.series.iter().zip(&results.flows.series) {
        let Some(cells) = cells else { continue };
        let scope = scope_row(model, &plan.scopes[flow.scope]);
        let reading = Reading::as_it_is(hours.len());
        let statistics = &statistics[&Arc::as_ptr(cells)];
        rows.push((scope, flow.metric, reading, &flow.announced, statistics));
    }
    let rows = rows.into_par_iter();
    let mut rows: Vec<Series> = rows
        .map(|(scope, metric, reading, announced, statistics)| {
            row(scope, metric, &reading, statistics, &ranks, announced)
        })
        .collect();
    for row in &mut rows {
        if row.unit == "money" {
            row.unit.clone_from(&model.currency);
        }
    }
    rows.sort_by_cached_key(|series| place(&series.scope, &series.metric));
    rows
}

/// The order of series: by kind and id of the scope, then metric.
pub(crate) fn place(scope: &Scope, metric: &str) -> impl Ord + use<> {
    let kind = ScopeKind::from_word(&scope.kind);
    (kind, scope.id.clone(), Metric::from_word(metric))
}

/// What a recorded series came to in a period.
struct Statistics {
    mean: f64,
    sd: f64,
    /// The share of trials above zero.
    above_zero: f64,
    /// Values at all ranks.
    values: Vec<f64>,
}

/// The statistics of all recorded series, period by period, by where the series lies in memory: scopes share them.
fn statistics(results: &Results, ranks: &Ranks) -> BTreeMap<*const Cells, Vec<Statistics>> {
    let flows = results.flows.series.iter().flatten();
    let all = results.series.iter().flatten().chain(flows);
    let distinct: BTreeMap<*const Cells, &Cells> =
        all.map(|cells| (Arc::as_ptr(cells), &**cells)).collect();
    let read: Vec<Vec<Statistics>> = distinct
        .values()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|cells| {
            let periods = 0..cells.periods();
            let at = |period| {
                let (mean, sd) = cells.mean_and_sd(period, ranks.trials);
                Statistics {
                    mean,
                    sd,
                    above_zero: cells.above_zero(period, ranks.trials),
                    values: cells.at_ranks(period, ranks.trials, &ranks.sorted),
                }
            };
            periods.map(at).collect()
        })
        .collect();
    distinct.into_keys().zip(read).collect()
}

/// Ranks of all reported order statistics, ascending, and where each stands among them.
pub(crate) struct Ranks {
    pub(crate) trials: u64,
    pub(crate) sorted: Vec<u64>,
    /// For each level, then for each interval's two ends.
    position: Vec<usize>,
    /// The same for a mirrored series.
    mirrored: Vec<usize>,
}

impl Ranks {
    /// Of these levels, and of the intervals that some of them carry.
    pub(crate) fn new(trials: u64, levels: &[f64]) -> Self {
        let levels = levels.iter().map(|&p| order_rank(trials, p));
        let intervals = WITH_INTERVAL.iter().flat_map(|&p| {
            let (low, high) = binomial_ranks(trials, p, CONFIDENCE);
            [low, high]
        });
        let wanted: Vec<u64> = levels.chain(intervals).collect();
        // The k-th value from below of (a - x) is a less the k-th from above of x.
        let from_above: Vec<u64> = wanted.iter().map(|rank| trials + 1 - rank).collect();
        let mut sorted: Vec<u64> = wanted.iter().chain(&from_above).copied().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let find = |ranks: &[u64]| {
            ranks
                .iter()
                .map(|rank| sorted.partition_point(|other| other < rank))
                .collect()
        };
        let (position, mirrored) = (find(&wanted), find(&from_above));
        Self {
            trials,
            sorted,
            position,
            mirrored,
        }
    }

    /// Where each level, and then each interval's two ends, stands among the sorted ranks.
    pub(crate) fn order(&self, reading: &Reading) -> &[usize] {
        if reading.mirrored {
            &self.mirrored
        } else {
            &self.position
        }
    }
}

/// How recorded values become a metric's: `offset[i] + factor[i] x`.
pub(crate) struct Reading {
    pub(crate) factor: Vec<f64>,
    pub(crate) offset: Vec<f64>,
    pub(crate) mirrored: bool,
}

impl Reading {
    /// Of what is recorded as it is reported.
    pub(crate) fn as_it_is(periods: usize) -> Self {
        Self {
            factor: vec![1.0; periods],
            offset: vec![0.0; periods],
            mirrored: false,
        }
    }

    /// Of a metric over periods of so many hours; the delivery gap is measured from the announced
    /// load.
    pub(crate) fn of(metric: Metric, hours: &[f64], announced_load: &[f64]) -> Self {
        let periods = hours.len();
        let scaled = |factor: f64| vec![factor; periods];
        let zero = vec![0.0; periods];
        match metric {
            Metric::H100e => Self {
                factor: scaled(1.0 / H100_OPS_8BIT),
                offset: zero,
                mirrored: false,
            },
            // Counted as the sum of the loads at the period's two ends.
            Metric::Energy | Metric::Curtailed => Self {
                factor: hours.iter().map(|hours| hours / 2.0).collect(),
                offset: zero,
                mirrored: false,
            },
            Metric::DeliveryGap => Self {
                factor: scaled(-1.0),
                offset: announced_load.to_vec(),
                mirrored: true,
            },
            _ => Self {
                factor: scaled(1.0),
                offset: zero,
                mirrored: false,
            },
        }
    }

    /// The metric's value where the recorded level is so much, with the digits of reports.
    pub(crate) fn at(&self, period: usize, level: f64) -> f64 {
        rounded(self.offset[period] + self.factor[period] * level)
    }
}

fn row(
    scope: Scope,
    metric: Metric,
    reading: &Reading,
    statistics: &[Statistics],
    ranks: &Ranks,
    announced: &[f64],
) -> Series {
    let announced = announced.iter().copied().map(rounded).collect();
    let mut series = empty(scope, metric, announced);
    let root = (ranks.trials as f64).sqrt();
    let order = ranks.order(reading);
    for (period, at) in statistics.iter().enumerate() {
        let (factor, offset) = (reading.factor[period], reading.offset[period]);
        let sd = at.sd * factor.abs();
        series.mean.push(rounded(offset + factor * at.mean));
        series.sd.push(rounded(sd));
        series.mean_se.push(rounded(sd / root));
        if matches!(metric, Metric::GpusStranded | Metric::StrandedPower) {
            series.above_zero.push(rounded(at.above_zero));
        }
        let lists = [
            &mut series.p5,
            &mut series.p10,
            &mut series.p25,
            &mut series.p50,
            &mut series.p75,
            &mut series.p80,
            &mut series.p90,
            &mut series.p95,
            &mut series.p10_lo,
            &mut series.p10_hi,
            &mut series.p50_lo,
            &mut series.p50_hi,
            &mut series.p90_lo,
            &mut series.p90_hi,
        ];
        for (list, &position) in lists.into_iter().zip(order) {
            list.push(rounded(offset + factor * at.values[position]));
        }
    }
    series
}

fn empty(scope: Scope, metric: Metric, announced: Vec<f64>) -> Series {
    let list = || Vec::with_capacity(announced.len());
    Series {
        scope,
        metric: metric.word().to_owned(),
        unit: metric.unit().to_owned(),
        mean: list(),
        mean_se: list(),
        sd: list(),
        above_zero: Vec::new(),
        p5: list(),
        p10: list(),
        p25: list(),
        p50: list(),
        p75: list(),
        p80: list(),
        p90: list(),
        p95: list(),
        p10_lo: list(),
        p10_hi: list(),
        p50_lo: list(),
        p50_hi: list(),
        p90_lo: list(),
        p90_hi: list(),
        announced,
    }
}

/// A scope as reports name it.
pub(crate) fn scope_row(model: &Model, scope: &ScopePlan) -> Scope {
    let id = scope.id.clone();
    let name = match scope.kind {
        ScopeKind::Total => None,
        ScopeKind::Zone => model
            .zones
            .iter()
            .find(|zone| zone.id == id)
            .map(|zone| zone.name.clone()),
        ScopeKind::Programme => model
            .programmes
            .iter()
            .find(|programme| programme.id == id)
            .map(|programme| programme.name.clone()),
        ScopeKind::Site => model
            .sites
            .iter()
            .find(|site| site.id == id)
            .map(|site| site.name.clone()),
        ScopeKind::Phase => scope.phases.first().map(|&(site, phase)| {
            let site = &model.sites[site];
            format!("{}, {}", site.name, site.phases[phase].name)
        }),
        ScopeKind::Country | ScopeKind::Operator | ScopeKind::Customer | ScopeKind::Tag => {
            Some(id.clone())
        }
    };
    let total = scope.kind == ScopeKind::Total;
    Scope {
        kind: scope.kind.word().to_owned(),
        id: (!total).then_some(id),
        name,
    }
}
