//! What activities come to: dates, criticality, cruciality.

use super::dates::DateCounts;
use super::moments::in_parts;
use super::view::View;
use crate::plan::{ActivityPlan, Column};

/// What an activity's trials came to. Trials count whether or not the phase is lost elsewhere; a
/// trial in which what the network waits for never comes does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityResult {
    /// Starts by day; empty where no start is known.
    pub start: DateCounts,
    /// Finishes by day.
    pub finish: DateCounts,
    /// Trials in which it lies on the driving path.
    pub critical: u64,
    /// Trials in which all that its network waits for comes.
    pub ended: u64,
    sums: Sums,
}

/// Sums of a duration d and the network's end t, both in 1/1024 day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sums {
    n: i128,
    d: i128,
    t: i128,
    dd: i128,
    tt: i128,
    dt: i128,
}

impl ActivityResult {
    pub(super) fn record(
        &mut self,
        block: View<'_>,
        plan: &ActivityPlan,
        end: Column,
        critical: &[u8],
    ) {
        let ends = block.column(end);
        self.ended += count(ends.iter().map(|end| *end < f64::INFINITY));
        self.critical += count(critical[..block.trials()].iter().map(|flag| *flag != 0));
        self.finish.add(block.column(plan.finish));
        if let Some(start) = plan.start {
            self.start.add(block.column(start));
        }
        if let Some(duration) = plan.duration {
            for (&duration, &end) in block.column(duration).iter().zip(ends) {
                self.sums.add(duration, end);
            }
        }
    }

    /// Schedule sensitivity index: the share of trials in which it is critical, times the standard
    /// deviation of its duration over that of the network's end; `None` where either is fixed.
    #[must_use]
    pub fn sensitivity_index(&self) -> Option<f64> {
        let (var_d, var_t) = self.sums.variances()?;
        let criticality = self.critical as f64 / self.ended.max(1) as f64;
        Some(criticality * (var_d as f64).sqrt() / (var_t as f64).sqrt())
    }

    /// Pearson correlation of its duration with the network's end; `None` where either is fixed.
    #[must_use]
    pub fn cruciality(&self) -> Option<f64> {
        let (var_d, var_t) = self.sums.variances()?;
        let Sums { n, d, t, dt, .. } = self.sums;
        Some((n * dt - d * t) as f64 / ((var_d as f64).sqrt() * (var_t as f64).sqrt()))
    }
}

fn count(these: impl Iterator<Item = bool>) -> u64 {
    these.map(u64::from).sum()
}

impl Sums {
    /// Variances of d and t, each times n squared; `None` unless both vary.
    fn variances(&self) -> Option<(i128, i128)> {
        let var_d = self.n * self.dd - self.d * self.d;
        let var_t = self.n * self.tt - self.t * self.t;
        (var_d > 0 && var_t > 0).then_some((var_d, var_t))
    }

    fn add(&mut self, duration: f64, end: f64) {
        if end == f64::INFINITY {
            return;
        }
        let d = i128::from(in_parts(duration));
        let t = i128::from(in_parts(end));
        self.n += 1;
        self.d += d;
        self.t += t;
        self.dd += d * d;
        self.tt += t * t;
        self.dt += d * t;
    }
}
