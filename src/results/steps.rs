//! Steps: a metric's changes of level in whole quanta, phase by phase.
//!
//! They are worked out once a block and added up by every scope that holds the phase. Whole
//! numbers add up exactly, in any order.

use super::block::{Built, Change, Changes, Order};
use super::view::View;
use crate::plan::{Metric, Plan};

/// A metric's steps in one block.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// For each part (a phase of the plan; for unused capacity a site) its steps in the order of
    /// edges; empty where nothing ever changes.
    parts: Vec<Vec<i64>>,
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
        let per_quantum = 1.0 / quantum;
        let count = plan.phases.len().max(plan.sites.len());
        self.parts.resize(count, Vec::new());
        for &part in parts {
            let steps = &mut self.parts[part];
            if metric == Metric::StrandedPower {
                let changes = block.spare(part);
                fill(steps, changes, |change| quanta(change.level, per_quantum));
                continue;
            }
            let changes = block.built(part);
            if let Some(column) = plan.build(part).weight(metric) {
                let weights = block.column(column);
                fill(steps, changes, |change| {
                    let weight = weights[usize::from(change.trial)];
                    quanta(change.level.powered * weight, per_quantum)
                });
            } else {
                let level = read_off(metric);
                fill(steps, changes, |change| {
                    quanta(level(change.level), per_quantum)
                });
            }
        }
    }

    /// Turns the steps of some parts round: what they add is taken away.
    pub(super) fn negate(&mut self, parts: &[usize]) {
        for &part in parts {
            for step in &mut self.parts[part] {
                *step = -*step;
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
            order: if metric == Metric::StrandedPower {
                block.spare(part).order()
            } else {
                block.built(part).order()
            },
            by: &self.parts[part],
        })
    }
}

fn fill<T: Copy + Default + PartialEq>(
    steps: &mut Vec<i64>,
    changes: &Changes<T>,
    level: impl Fn(Change<T>) -> i64,
) {
    steps.resize(changes.len(), 0);
    let (mut trial, mut before, mut moves) = (u16::MAX, 0, 0);
    for (change, place) in changes.by_trial() {
        if change.trial != trial {
            (trial, before) = (change.trial, 0);
        }
        let now = level(change);
        steps[place] = now - before;
        moves |= now - before;
        before = now;
    }
    if moves == 0 {
        steps.clear();
    }
}
