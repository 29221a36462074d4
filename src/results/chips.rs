//! Chips: which generation a phase comes with, and what pools hand out when.

use super::dates::{DateCounts, day_counted};
use super::view::View;
use crate::plan::{PhaseBuild, PhasePlan, PoolPlan};
use crate::units::H100_OPS_8BIT;

/// GPUs are summed in this part.
const PER_GPU: f64 = 1024.0;
/// A larger number counts as this many.
const MOST: f64 = 1e15;
/// Trials that are kept of a pool.
pub const POOL_TRIALS: usize = 16_384;

/// What came with one chip. Sums are whole parts: exact in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GenerationCounts {
    /// The chip, by its index in the model.
    pub chip: usize,
    /// When first service came with it; as many trials as brought it.
    pub online: DateCounts,
    gpus: i128,
    h100e: i128,
}

/// The chips that a phase came with, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GenerationResult {
    /// For each chip that it came with.
    pub chips: Vec<GenerationCounts>,
}

fn in_parts(number: f64) -> i128 {
    (number.clamp(0.0, MOST) * PER_GPU + 0.5) as i128
}

impl GenerationCounts {
    fn mean(&self, sum: i128) -> f64 {
        sum as f64 / PER_GPU / self.online.finite().max(1) as f64
    }

    /// Mean GPUs when full.
    #[must_use]
    pub fn mean_gpus(&self) -> f64 {
        self.mean(self.gpus)
    }

    /// Mean H100-equivalents when full.
    #[must_use]
    pub fn mean_h100e(&self) -> f64 {
        self.mean(self.h100e)
    }
}

impl GenerationResult {
    pub(super) fn record(&mut self, block: View<'_>, phase: &PhasePlan, build: &PhaseBuild) {
        let Some(generation) = build.generation else {
            return;
        };
        let columns = [
            generation,
            phase.online,
            phase.fate,
            build.size,
            build.compute,
        ];
        let [chips, online, fates, sizes, ops] = columns.map(|column| block.column(column));
        for trial in 0..block.trials() {
            let Some(day) = day_counted(online[trial]).filter(|_| fates[trial] == 0.0) else {
                continue;
            };
            let counts = self.of(chips[trial] as usize);
            counts.online.add_day(day);
            counts.gpus += in_parts(sizes[trial]);
            counts.h100e += in_parts(sizes[trial] * (ops[trial] / H100_OPS_8BIT));
        }
    }

    fn of(&mut self, chip: usize) -> &mut GenerationCounts {
        let place = self.chips.binary_search_by_key(&chip, |counts| counts.chip);
        let index = place.unwrap_or_else(|index| {
            let counts = GenerationCounts {
                chip,
                ..GenerationCounts::default()
            };
            self.chips.insert(index, counts);
            index
        });
        &mut self.chips[index]
    }
}

/// What a pool came to in the first [`POOL_TRIALS`] trials, trial by trial.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PoolResult {
    /// Trials kept.
    pub trials: usize,
    /// For each knot of its curve deliveries up to then, one a trial.
    pub knots: Vec<Vec<f64>>,
    /// For each request of the plan.
    pub requests: Vec<RequestResult>,
}

/// What was asked of a pool, one a trial.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestResult {
    /// When.
    pub date: Vec<f64>,
    /// After how many handed out before.
    pub before: Vec<f64>,
    /// How many.
    pub amount: Vec<f64>,
}

impl PoolResult {
    pub(super) fn of(pool: &PoolPlan) -> Self {
        Self {
            trials: 0,
            knots: vec![Vec::new(); pool.curve.knots.len()],
            requests: vec![RequestResult::default(); pool.requests.len()],
        }
    }

    pub(super) fn record(&mut self, block: View<'_>, pool: &PoolPlan) {
        let count = block.trials().min(POOL_TRIALS - self.trials);
        let keep = |values: &mut Vec<f64>, column| {
            values.extend_from_slice(&block.column(column)[..count]);
        };
        for (values, &(_, column)) in self.knots.iter_mut().zip(&pool.curve.knots) {
            keep(values, column);
        }
        for (result, request) in self.requests.iter_mut().zip(&pool.requests) {
            keep(&mut result.date, request.date);
            keep(&mut result.before, request.before);
            keep(&mut result.amount, request.amount);
        }
        self.trials += count;
    }
}
