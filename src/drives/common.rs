//! How much of a total's variance is common to its sites.

use super::asked::headline;
use super::estimate;
use crate::model::Model;
use crate::plan::{Metric, Plan, ScopeKind};
use crate::projection::CommonVariance;
use crate::projection::rounding::rounded;
use crate::projection::series::Reading;
use crate::results::{Block, View, levels_at};
use rayon::prelude::*;

/// Trials of a batch, whose spread tells the error.
const BATCH: usize = 256;
const METRICS: [Metric; 3] = [Metric::GpusPowered, Metric::FacilityLoad, Metric::H100e];

/// The sites' levels of some metrics at the report's date, added up.
pub(super) struct Commons {
    period: usize,
    metrics: Vec<Common>,
}

/// One metric.
struct Common {
    metric: Metric,
    /// What a recorded level is multiplied with.
    factor: f64,
    /// The series of each site, as scope and series.
    sites: Vec<(usize, usize)>,
    batches: Vec<Batch>,
}

/// Some trials: for each site and then for the total n, the sum of levels and that of squares.
#[derive(Clone, Default)]
struct Batch {
    trials: f64,
    sums: Vec<[f64; 2]>,
}

impl Commons {
    /// What of it a plan records: nothing without series of sites, or with fewer than two.
    pub(super) fn new(model: &Model, plan: &Plan) -> Self {
        let headline = headline(model);
        let ends = model.horizon.period_ends();
        let period = ends.iter().position(|end| Some(*end) == headline);
        let of = |metric: Metric| {
            let scopes = plan.scopes.iter().enumerate();
            let sites: Vec<(usize, usize)> = scopes
                .filter(|(_, scope)| scope.kind == ScopeKind::Site)
                .filter_map(|(index, scope)| {
                    let mut series = scope.series.iter();
                    Some((index, series.position(|of| of.metric == metric.base())?))
                })
                .collect();
            let (first, _) = *sites.get(1)?;
            let announced = &plan.scopes[first].announced_load;
            let reading = Reading::of(metric, &plan.timeline.hours(), announced);
            Some(Common {
                metric,
                factor: reading.factor[period?],
                sites,
                batches: Vec::new(),
            })
        };
        Self {
            period: period.unwrap_or_default(),
            metrics: METRICS.into_iter().filter_map(of).collect(),
        }
    }

    pub(super) fn take(&mut self, plan: &Plan, blocks: &[Block]) {
        let period = self.period;
        self.metrics.par_iter_mut().for_each(|common| {
            for block in blocks {
                let series = common.sites.par_iter();
                let levels: Vec<Vec<f64>> = series
                    .map(|&series| levels_at(plan, series, period, View::alone(block)))
                    .collect();
                common.add(&levels);
            }
        });
    }

    pub(super) fn rows(&self, model: &Model, plan: &Plan) -> Vec<CommonVariance> {
        debug_assert_eq!(plan.timeline.periods(), model.horizon.period_ends().len());
        let at = model.horizon.period_ends()[self.period].to_string();
        let rows = self.metrics.iter().filter_map(|common| common.row(&at));
        rows.collect()
    }
}

impl Common {
    fn add(&mut self, levels: &[Vec<f64>]) {
        let trials = levels.first().map_or(0, Vec::len);
        for first in (0..trials).step_by(BATCH) {
            let range = first..trials.min(first + BATCH);
            let mut total = vec![0.0; range.len()];
            let mut sums = Vec::with_capacity(levels.len() + 1);
            for site in levels {
                let site = &site[range.clone()];
                for (total, level) in total.iter_mut().zip(site) {
                    *total += level;
                }
                sums.push(moments(site));
            }
            sums.push(moments(&total));
            self.batches.push(Batch {
                trials: range.len() as f64,
                sums,
            });
        }
    }

    fn row(&self, at: &str) -> Option<CommonVariance> {
        let mut all = Batch::default();
        for batch in &self.batches {
            all.trials += batch.trials;
            all.sums.resize(batch.sums.len(), [0.0; 2]);
            for (all, sums) in all.sums.iter_mut().zip(&batch.sums) {
                all[0] += sums[0];
                all[1] += sums[1];
            }
        }
        let (of_sites, of_total) = all.variances()?;
        let shares: Vec<f64> = self
            .batches
            .iter()
            .filter_map(|batch| {
                let (of_sites, of_total) = batch.variances()?;
                Some(1.0 - of_sites / of_total)
            })
            .collect();
        let n = shares.len() as f64;
        if shares.len() < 2 {
            return None;
        }
        let mean = shares.iter().sum::<f64>() / n;
        let squares: f64 = shares.iter().map(|one| (one - mean) * (one - mean)).sum();
        Some(CommonVariance {
            metric: self.metric.word().to_owned(),
            at: at.to_owned(),
            sd: rounded(self.factor * of_total.sqrt()),
            sd_independent: rounded(self.factor * of_sites.sqrt()),
            share: estimate(1.0 - of_sites / of_total, (squares / (n - 1.0) / n).sqrt()),
        })
    }
}

impl Batch {
    /// The sum of the sites' variances, and the total's; `None` where the total does not vary.
    fn variances(&self) -> Option<(f64, f64)> {
        let n = self.trials;
        let variance = |[sum, squares]: &[f64; 2]| {
            let scatter = squares - sum * (sum / n);
            // What rounding leaves of nothing is nothing.
            if scatter > 1e-12 * squares {
                scatter / (n - 1.0)
            } else {
                0.0
            }
        };
        let (total, sites) = self.sums.split_last()?;
        let of_total = variance(total);
        (n > 1.0 && of_total > 0.0).then(|| (sites.iter().map(variance).sum(), of_total))
    }
}

fn moments(levels: &[f64]) -> [f64; 2] {
    let mut moments = [0.0; 2];
    for level in levels {
        moments[0] += level;
        moments[1] += level * level;
    }
    moments
}
