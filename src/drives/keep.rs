//! What is kept of the first trials while a run goes.

use super::activities::Networks;
use super::asked::{self, Asked, Source};
use super::budget::Budgets;
use super::common::Commons;
use super::groups::Groups;
use super::inputs::constant;
use super::joint::Sizes;
use super::merges::Merges;
use super::reach::Reach;
use super::{TRIALS, joint, rows, together};
use crate::engine::{Sink, uniforms};
use crate::model::Model;
use crate::outcome::Outcome;
use crate::plan::{BLOCK, Plan};
use crate::projection::Projection;
use crate::results::{Block, View, day_counted, levels_at, target_met};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Keeps outcomes of the first trials of a run, and tells what drives them.
pub struct Keeper<'a> {
    model: &'a Model,
    asked: Vec<Asked>,
    /// The slot of each outcome's numbers.
    slot_of: Vec<usize>,
    slots: Vec<Slot>,
    /// Events whose chance differs from trial to trial or whose uniform depends on others', by the
    /// input.
    events: Vec<(usize, Vec<u8>)>,
    sizes: Sizes,
    budgets: Budgets,
    networks: Networks,
    merges: Merges,
    commons: Commons,
    groups: Groups,
    taken: u64,
}

/// One number a trial.
struct Slot {
    source: Source,
    values: Vec<f64>,
    inputs: Vec<usize>,
}

/// What was kept, when the run is over.
pub(super) struct Kept<'a> {
    pub(super) model: &'a Model,
    pub(super) plan: &'a Plan,
    pub(super) asked: Vec<Asked>,
    slot_of: Vec<usize>,
    slots: Vec<Slot>,
    /// Of events that are not told from their own uniform alone whether each happened, by the input.
    pub(super) happened: BTreeMap<usize, Vec<u8>>,
    pub(super) sizes: Sizes,
    pub(super) budgets: Budgets,
    pub(super) trials: usize,
}

impl Kept<'_> {
    /// The numbers of an outcome, one a trial.
    pub(super) fn values(&self, outcome: usize) -> Vec<f64> {
        let reading = self.asked[outcome].reading;
        let values = self.raw(outcome).iter();
        values.map(|value| reading.of(*value)).collect()
    }

    /// What an outcome is read from, one number a trial: of a date its day, infinite for never.
    pub(super) fn raw(&self, outcome: usize) -> &[f64] {
        &self.slots[self.slot_of[outcome]].values
    }

    /// The inputs that can reach an outcome.
    pub(super) fn inputs(&self, outcome: usize) -> &[usize] {
        &self.slots[self.slot_of[outcome]].inputs
    }
}

impl<'a> Keeper<'a> {
    /// Gets ready to keep outcomes of a plan's trials; those that it does not record are left out,
    /// as [`check`](super::check) tells beforehand.
    #[must_use]
    pub fn new(model: &'a Model, plan: &Plan, outcomes: &[Outcome]) -> Self {
        let mut asked: Vec<Asked> = Vec::new();
        for outcome in outcomes {
            let outcome = Asked::new(outcome, model, plan).ok();
            asked.extend(outcome.filter(|outcome| !asked.contains(outcome)));
        }
        for target in asked::targets(model, plan) {
            // Beside the same that is asked for in words.
            if !asked.iter().any(|known| known.name == target.name) {
                asked.push(target);
            }
        }
        let reach = Reach::new(plan);
        let mut slots: Vec<Slot> = Vec::new();
        let mut slot_of = Vec::new();
        for outcome in &asked {
            let known = slots.iter().position(|slot| slot.source == outcome.source);
            slot_of.push(known.unwrap_or(slots.len()));
            if known.is_none() {
                slots.push(Slot {
                    source: outcome.source,
                    values: Vec::new(),
                    inputs: reach.inputs_of(outcome.source),
                });
            }
        }
        let inputs = plan.inputs.iter().enumerate();
        let events = inputs.filter(|(_, input)| {
            let unknown = |chance| input.tied.is_some() || constant(plan, chance).is_none();
            input.chance.is_some_and(unknown)
        });
        Self {
            model,
            asked,
            slot_of,
            slots,
            events: events.map(|(index, _)| (index, Vec::new())).collect(),
            sizes: Sizes::new(plan),
            budgets: Budgets::new(model, plan),
            networks: Networks::new(model, plan),
            merges: Merges::new(model, plan),
            commons: Commons::new(model, plan),
            groups: Groups::new(model, plan),
            taken: 0,
        }
    }

    /// Lays what was found into the answer of the same run.
    pub fn finish(self, plan: &'a Plan, projection: &mut Projection) {
        if self.taken == 0 {
            return;
        }
        self.networks.fill(projection);
        projection.risk.merges = self.merges.rows(self.model);
        projection.risk.correlations = self.groups.rows(self.model);
        projection.risk.common = self.commons.rows(self.model, plan);
        let kept = Kept {
            model: self.model,
            plan,
            asked: self.asked,
            slot_of: self.slot_of,
            slots: self.slots,
            happened: self.events.into_iter().collect(),
            sizes: self.sizes,
            budgets: self.budgets,
            trials: self.taken as usize,
        };
        rows::fill(&kept, projection);
        projection.risk.together = together::of(&kept);
        projection.joint_confidence = joint::rows(&kept);
    }
}

impl Sink for Keeper<'_> {
    fn take(&mut self, plan: &Plan, blocks: &[Block]) -> bool {
        let wanted = (TRIALS.saturating_sub(self.taken) as usize).div_ceil(BLOCK);
        let blocks = &blocks[..blocks.len().min(wanted)];
        if blocks.is_empty() {
            return true;
        }
        let first = self.taken;
        self.slots.par_iter_mut().for_each(|slot| {
            for block in blocks {
                read(slot.source, plan, View::alone(block), &mut slot.values);
            }
        });
        self.events.par_iter_mut().for_each(|(input, happened)| {
            let input = &plan.inputs[*input];
            let Some(chance) = input.chance else { return };
            let mut column = vec![0.0; BLOCK];
            for (index, block) in blocks.iter().enumerate() {
                let from = first + (index * BLOCK) as u64;
                let uniforms = if let Some(tied) = input.tied {
                    block.column(tied)
                } else {
                    uniforms(plan.seed, input.address, from, &mut column);
                    &column
                };
                let pairs = uniforms.iter().zip(block.column(chance));
                happened.extend(pairs.map(|(u, chance)| u8::from(u < chance)));
            }
        });
        self.sizes.take(blocks);
        self.budgets.take(blocks);
        self.networks.take(blocks, first);
        self.merges.take(blocks);
        self.commons.take(plan, blocks);
        self.groups.take(plan, blocks, first);
        self.taken += blocks.iter().map(|block| block.len as u64).sum::<u64>();
        true
    }
}

/// Appends the numbers of a block's trials.
fn read(source: Source, plan: &Plan, block: View<'_>, values: &mut Vec<f64>) {
    match source {
        Source::Day(column) => {
            let day = |days: &f64| day_counted(*days).map_or(f64::INFINITY, f64::from);
            values.extend(block.column(column).iter().map(day));
        }
        Source::Level {
            series,
            period,
            factor,
            offset,
        } => {
            let levels = levels_at(plan, series, period, block);
            values.extend(levels.into_iter().map(|level| offset + factor * level));
        }
        Source::Target(target) => {
            let met = target_met(plan, target, block).into_iter();
            values.extend(met.map(|met| f64::from(u8::from(met))));
        }
    }
}
