//! Series of the answer: percentiles with their intervals, means with their errors.

use super::{Scope, Series};
use crate::model::Model;
use crate::plan::{Metric, Plan, ScopeKind, ScopePlan};
use crate::results::{Cells, Results};
use crate::stats::{binomial_ranks, order_rank};
use crate::units::H100_OPS_8BIT;

/// Percentiles that are reported, in order.
const LEVELS: [f64; 8] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.80, 0.90, 0.95];
/// Percentiles that carry an interval.
const WITH_INTERVAL: [f64; 3] = [0.10, 0.50, 0.90];
const CONFIDENCE: f64 = 0.95;

pub(super) fn rows(model: &Model, plan: &Plan, results: &Results) -> Vec<Series> {
    let hours = plan.timeline.hours();
    let ranks = Ranks::new(results.trials);
    let mut rows = Vec::new();
    for (scope, cells) in plan.scopes.iter().zip(&results.series) {
        for (recorded, cells) in scope.series.iter().zip(cells) {
            for (metric, announced) in &recorded.reported {
                let reading = Reading::of(*metric, &hours, scope);
                rows.push(row(
                    model, scope, *metric, &reading, cells, &ranks, announced,
                ));
            }
        }
    }
    rows.sort_by(|a, b| {
        let key = |series: &Series| {
            let kind = ScopeKind::from_word(&series.scope.kind);
            (
                kind,
                series.scope.id.clone(),
                Metric::from_word(&series.metric),
            )
        };
        key(a).cmp(&key(b))
    });
    rows
}

/// Ranks of all reported order statistics, ascending, and where each stands among them.
struct Ranks {
    trials: u64,
    sorted: Vec<u64>,
    /// For each level, then for each interval's two ends.
    position: Vec<usize>,
    /// The same for a mirrored series.
    mirrored: Vec<usize>,
}

impl Ranks {
    fn new(trials: u64) -> Self {
        let levels = LEVELS.iter().map(|&p| order_rank(trials, p));
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
}

/// How recorded values become a metric's: `offset[i] + factor[i] x`.
struct Reading {
    factor: Vec<f64>,
    offset: Vec<f64>,
    mirrored: bool,
}

impl Reading {
    fn of(metric: Metric, hours: &[f64], scope: &ScopePlan) -> Self {
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
            Metric::Energy => Self {
                factor: hours.iter().map(|hours| hours / 2.0).collect(),
                offset: zero,
                mirrored: false,
            },
            Metric::DeliveryGap => Self {
                factor: scaled(-1.0),
                offset: scope.announced_load.clone(),
                mirrored: true,
            },
            _ => Self {
                factor: scaled(1.0),
                offset: zero,
                mirrored: false,
            },
        }
    }
}

fn row(
    model: &Model,
    scope: &ScopePlan,
    metric: Metric,
    reading: &Reading,
    cells: &Cells,
    ranks: &Ranks,
    announced: &[f64],
) -> Series {
    let periods = announced.len();
    let mut series = empty(scope_row(model, scope), metric, announced.to_vec());
    let root = (ranks.trials as f64).sqrt();
    let order = if reading.mirrored {
        &ranks.mirrored
    } else {
        &ranks.position
    };
    for period in 0..periods {
        let (factor, offset) = (reading.factor[period], reading.offset[period]);
        let (mean, sd) = cells.mean_and_sd(period, ranks.trials);
        let sd = sd * factor.abs();
        series.mean.push(offset + factor * mean);
        series.sd.push(sd);
        series.mean_se.push(sd / root);
        if matches!(metric, Metric::GpusStranded | Metric::StrandedPower) {
            series
                .above_zero
                .push(cells.above_zero(period, ranks.trials));
        }
        let values = cells.at_ranks(period, ranks.trials, &ranks.sorted);
        let at = |index: usize| offset + factor * values[order[index]];
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
        for (index, list) in lists.into_iter().enumerate() {
            list.push(at(index));
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

fn scope_row(model: &Model, scope: &ScopePlan) -> Scope {
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
