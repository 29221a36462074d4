//! Steps: a metric's changes of level in whole quanta, phase by phase.
//!
//! They are worked out once a block and added up by every scope that holds the phase. Whole
//! numbers add up exactly, in any order.

use super::block::{Built, Change, Changes, Order, Useful};
use super::view::View;
use crate::plan::{Metric, Plan};

/// A metric's steps in one block.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// For each part (a phase of the plan; for unused capacity a site) its steps in the order of
    /// edges; empty where nothing ever changes.
    parts: Vec<Vec<i64>>,
    /// For each part whether its levels are those of what is left when capacity is cut off.
    curtailed: Vec<bool>,
}

/// One part's steps.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) order: &'a Order,
    pub(super) by: &'a [i64],
}

/// A level as a whole number of quanta.
#[inline]
fn quanta(level: f64, per_quantum: f64) -> i64 {
    // Half up, by a cast: levels are never negative and far below 2^52 quanta.
    (level * per_quantum + 0.5) as i64
}

/// A phase's level that is read off what is built.
fn read_off(metric: Metric) -> fn(Built) -> f64 {
    match metric {
        Metric::GpusInstalled => |built| built.installed,
        Metric::GpusStranded => |built| built.installed - built.powered,
        _ => |built| built.powered,
    }
}

/// Tells a part's levels of a metric in whole quanta, with their places in the order of edges;
/// trials ascend, and edges within a trial.
pub(super) fn for_each_level(
    (plan, block): (&Plan, View<'_>),
    metric: Metric,
    quantum: f64,
    part: usize,
    mut tell: impl FnMut(Change<i64>, usize),
) {
    let per_quantum = 1.0 / quantum;
    if metric == Metric::StrandedPower {
        each(
            block.spare(part),
            |change| quanta(change.level, per_quantum),
            tell,
        );
        return;
    }
    if is_curtailed(plan, metric, part) {
        useful_levels((plan, block), metric, quantum, part, tell);
        return;
    }
    let changes = block.built(part);
    if let Some(column) = plan.build(part).weight(metric) {
        let weights = block.column(column);
        let level = |change: Change<Built>| {
            let weight = weights[usize::from(change.trial)];
            quanta(change.level.powered * weight, per_quantum)
        };
        each(changes, level, &mut tell);
    } else {
        let level = read_off(metric);
        each(
            changes,
            |change| quanta(level(change.level), per_quantum),
            tell,
        );
    }
}

/// Whether a phase's levels of a metric are those of what is left, or cut off, of powered GPUs.
fn is_curtailed(plan: &Plan, metric: Metric, part: usize) -> bool {
    metric.heeds_curtailment() && plan.site_of(part).curtailed
}

/// Tells the levels of a phase at a site with capacity that is not firm.
fn useful_levels(
    (plan, block): (&Plan, View<'_>),
    metric: Metric,
    quantum: f64,
    phase: usize,
    tell: impl FnMut(Change<i64>, usize),
) {
    let Some(column) = plan.build(phase).weight(metric) else {
        return;
    };
    let (weights, per_quantum) = (block.column(column), 1.0 / quantum);
    let counted: fn(Useful) -> f64 = match metric {
        Metric::Curtailed => |level| level.cut,
        _ => |level| level.useful,
    };
    let level = |change: Change<Useful>| {
        let weight = weights[usize::from(change.trial)];
        quanta(counted(change.level) * weight, per_quantum)
    };
    each(block.useful(phase), level, tell);
}

#[inline]
fn each<T: Copy + Default + PartialEq>(
    changes: &Changes<T>,
    level: impl Fn(Change<T>) -> i64,
    mut tell: impl FnMut(Change<i64>, usize),
) {
    for (change, place) in changes.by_trial() {
        let level = level(change);
        let Change { trial, edge, .. } = change;
        tell(Change { trial, edge, level }, place);
    }
}

impl Steps {
    /// Works out a metric's steps of some parts of a block.
    pub(super) fn fill(
        &mut self,
        plan: &Plan,
        block: View<'_>,
        metric: Metric,
        quantum: f64,
        parts: &[usize],
    ) {
        let count = plan.parts().max(plan.sites.len());
        self.parts.resize(count, Vec::new());
        self.curtailed.resize(count, false);
        for &part in parts {
            let steps = &mut self.parts[part];
            let of_site = metric == Metric::StrandedPower;
            let curtailed = !of_site && is_curtailed(plan, metric, part);
            self.curtailed[part] = curtailed;
            steps.resize(order(block, metric, part, curtailed).trials().len(), 0);
            let (mut trial, mut before, mut moves) = (u16::MAX, 0, 0);
            for_each_level((plan, block), metric, quantum, part, |change, place| {
                if change.trial != trial {
                    (trial, before) = (change.trial, 0);
                }
                let step = change.level - before;
                steps[place] = step;
                moves |= step;
                before = change.level;
            });
            if moves == 0 {
                steps.clear();
            }
        }
    }

    /// The steps of some parts, leaving out those that never change.
    pub(super) fn of<'a>(
        &'a self,
        block: View<'a>,
        metric: Metric,
        parts: &'a [usize],
    ) -> impl Iterator<Item = Part<'a>> {
        let moving = parts.iter().filter(|&&part| !self.parts[part].is_empty());
        moving.map(move |&part| Part {
            order: order(block, metric, part, self.curtailed[part]),
            by: &self.parts[part],
        })
    }
}

/// A part's order of edges.
fn order(block: View<'_>, metric: Metric, part: usize, curtailed: bool) -> &Order {
    if curtailed {
        return block.useful(part).order();
    }
    if metric == Metric::StrandedPower {
        block.spare(part).order()
    } else {
        block.built(part).order()
    }
}
