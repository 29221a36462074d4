//! The sweep: a block's levels, edge by edge.
//!
//! All trials of a block stand at their levels side by side; at each edge only those that change
//! are touched. So recording costs what changes, not what is recorded.

use super::block::Order;
use super::steps::Part;
use crate::plan::BLOCK;

/// Where the trials of a block stand.
pub(super) struct Standing {
    /// Levels in quanta.
    pub(super) levels: Box<[i64; BLOCK]>,
    /// Bins of those levels, for those who count.
    pub(super) bins: Box<[u16; BLOCK]>,
    /// Trials that count.
    pub(super) trials: usize,
}

impl Standing {
    pub(super) fn new() -> Self {
        Self {
            levels: Box::new([0; BLOCK]),
            bins: Box::new([0; BLOCK]),
            trials: 0,
        }
    }
}

/// What levels are told to.
pub(super) trait Tally {
    /// Number of periods.
    fn periods(&self) -> usize;

    /// A block begins: all its trials stand at zero.
    fn begin(&mut self, standing: &mut Standing);

    /// Some trials move by so many quanta before a period is over; where several parts move, the
    /// levels between are no levels of the period.
    fn step(&mut self, period: usize, standing: &mut Standing, trials: &[u16], by: &[i64]);

    /// The period is over: the levels are those that count for it.
    fn settle(&mut self, period: usize, standing: &mut Standing);
}

/// Tells a block's levels, added up over parts, to a tally. A flow is counted as the sum of the
/// levels at a period's two ends.
pub(super) fn sweep(
    parts: &[Part<'_>],
    flow: bool,
    trials: usize,
    standing: &mut Standing,
    tally: &mut impl Tally,
) {
    standing.levels.fill(0);
    standing.trials = trials;
    tally.begin(standing);
    for edge in 0..=tally.periods() {
        // The period that ends at the edge; the horizon's first edge belongs to the first.
        let period = edge.saturating_sub(1);
        for Part { order, by } in parts {
            let mut step = |order: &Order, edge: usize| {
                let places = order.at(edge);
                if !places.is_empty() {
                    tally.step(
                        period,
                        standing,
                        &order.trials()[places.clone()],
                        &by[places],
                    );
                }
            };
            step(order, edge);
            if flow && edge > 0 {
                step(order, edge - 1);
            }
        }
        if edge > 0 {
            tally.settle(period, standing);
        }
    }
}
