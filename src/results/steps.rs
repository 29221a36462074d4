//! Steps: a metric's changes of level in whole quanta, phase by phase.
//!
//! They are worked out once a block and added up by every scope that holds the phase. Whole
//! numbers add up exactly, in any order.

use super::block::{Block, Built, Change, Changes};
use crate::plan::{Column, Metric, Plan};

/// A metric's steps in one block.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// For each part (a phase of the plan; for unused capacity a site) its steps in the order of
    /// edges; empty where nothing ever changes.
    parts: Vec<Vec<i64>>,
}

/// One part's steps.
#[derive(Clone, Copy)]
pub(super) struct Part<'a, T> {
    pub(super) changes: &'a Changes<T>,
    pub(super) by: &'a [i64],
}

/// A level as a whole number of quanta.
#[inline]
fn quanta(level: f64, per_quantum: f64) -> i64 {
    // Half up, by a cast: levels are never negative and far below 2^52 quanta.
    (level * per_quantum + 0.5) as i64
}

/// What a powered GPU counts for in a metric.
enum Weight {
    /// The phase's level is read off what is built.
    Built(fn(Built) -> f64),
    /// The phase's level is a column's value for each powered GPU.
    Column(Column),
}

impl Weight {
    fn of(plan: &Plan, phase: usize, metric: Metric) -> Self {
        let site = &plan.sites[plan.phases[phase].site];
        let build = &site.builds[phase - site.phases.start];
        Self::Column(match metric {
            Metric::GpusInstalled => return Self::Built(|built| built.installed),
            Metric::GpusPowered => return Self::Built(|built| built.powered),
            Metric::GpusStranded => return Self::Built(|built| built.installed - built.powered),
            Metric::StrandedPower => return Self::Built(|_| 0.0),
            Metric::ItLoad => build.it_load,
            Metric::FacilityLoad | Metric::DeliveryGap => build.facility_load,
            Metric::AverageLoad | Metric::Energy => build.average_load,
            Metric::Compute | Metric::H100e => build.compute,
            Metric::Effective => build.effective,
        })
    }
}

impl Steps {
    /// Works out a metric's steps of all parts of a block.
    pub(super) fn fill(&mut self, plan: &Plan, block: &Block, metric: Metric, quantum: f64) {
        let per_quantum = 1.0 / quantum;
        if metric == Metric::StrandedPower {
            self.parts.resize(plan.sites.len(), Vec::new());
            for (steps, changes) in self.parts.iter_mut().zip(&block.spare) {
                fill(steps, changes, |change| quanta(change.level, per_quantum));
            }
            return;
        }
        self.parts.resize(plan.phases.len(), Vec::new());
        for (phase, (steps, changes)) in self.parts.iter_mut().zip(&block.built).enumerate() {
            match Weight::of(plan, phase, metric) {
                Weight::Built(level) => {
                    fill(steps, changes, |change| {
                        quanta(level(change.level), per_quantum)
                    });
                }
                Weight::Column(column) => {
                    let weights = block.column(column);
                    fill(steps, changes, |change| {
                        let weight = weights[usize::from(change.trial)];
                        quanta(change.level.powered * weight, per_quantum)
                    });
                }
            }
        }
    }

    /// The steps of some parts, leaving out those that never change.
    pub(super) fn of<'a, T>(
        &'a self,
        changes: &'a [Changes<T>],
        parts: &[usize],
    ) -> Vec<Part<'a, T>> {
        let moving = parts.iter().filter(|&&part| !self.parts[part].is_empty());
        moving
            .map(|&part| Part {
                changes: &changes[part],
                by: &self.parts[part],
            })
            .collect()
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
