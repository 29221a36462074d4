//! Targets of what is worked out period by period: trials are held against them as series are counted.
//!
//! What adds up is held over the periods that the target's date names, a calendar year of them for
//! "2030": all of such a run of periods have its chance.

use super::levels::{Levels, Told};
use super::sum::{Sum, add};
use crate::plan::{FlowTarget, Plan};
use crate::results::targets::TargetResult;
use crate::results::view::View;

/// The recorder of a target.
pub(super) struct Hits {
    /// Its place among the plan's targets.
    pub(super) index: usize,
    target: FlowTarget,
    /// The period that holds its date.
    period: usize,
    sum: Sum,
    /// Levels that are added up, each off by half a quantum at most.
    terms: usize,
    result: TargetResult,
    /// What the periods have come to that are added up, and the first of them.
    so_far: Vec<i64>,
    first: usize,
    /// Whether each trial of the block has reached the level before, or passed it.
    hit: Vec<bool>,
    /// Whether each trial of the block meets the target in its own period.
    met: Vec<bool>,
}

/// The recorders of a plan's targets of flows.
pub(super) fn of(plan: &Plan, levels: &Levels) -> Vec<Hits> {
    let targets = plan.targets.iter().enumerate();
    let of_flows = targets.filter_map(|(index, target)| Some((index, target.flow.as_ref()?)));
    let hits = of_flows.enumerate().map(|(number, (index, target))| {
        let sum = Sum::of_target(plan, &levels.groups, target, number);
        let periods = plan.timeline.periods();
        Hits {
            index,
            target: target.clone(),
            period: plan.targets[index].period,
            terms: sum.terms(plan)
                * if target.to_date {
                    periods + 1
                } else {
                    target.span
                },
            sum,
            result: TargetResult {
                met: vec![0; periods],
                first: vec![0; periods],
            },
            so_far: Vec::new(),
            first: 0,
            hit: Vec::new(),
            met: Vec::new(),
        }
    });
    hits.collect()
}

impl Hits {
    /// Adds up and counts a chunk of periods.
    pub(super) fn take(&mut self, plan: &Plan, told: &Told<'_>, quantum: f64) {
        self.sum.begin(told);
        if told.first == 0 {
            self.first = 0;
            for flags in [&mut self.hit, &mut self.met] {
                flags.clear();
                flags.resize(told.trials, false);
            }
            self.so_far.clear();
            self.so_far.resize(told.trials, 0);
        }
        for period in told.first..told.last {
            if let Some(of_period) = self.sum.level(told, period) {
                add(&mut self.so_far, of_period);
            }
            let is_last = period + 1 == plan.timeline.periods();
            if self.target.ends(period, self.period) || is_last {
                self.settle(period, quantum);
            }
        }
    }

    /// Holds what has been added up against the level.
    fn settle(&mut self, period: usize, quantum: f64) {
        let slack = 0.5 * self.terms as f64;
        let exact = self.target.level.level() / quantum;
        // Nothing reaches no level above nothing, however small.
        let reached = (exact - slack).max(if exact > 0.0 { 1.0 } else { 0.0 });
        let at_least = self.target.level.is_to_reach();
        let (mut met, mut first) = (0, 0);
        let is_own = (self.first..=period).contains(&self.period);
        for (trial, sum) in self.so_far.iter_mut().enumerate() {
            let sum = std::mem::take(sum) as f64;
            // To reach a level is to be at it; to pass it is to be beyond it.
            let hit = if at_least {
                sum >= reached
            } else {
                sum > exact + slack
            };
            met += u64::from(hit == at_least);
            first += u64::from(hit && !self.hit[trial]);
            self.hit[trial] |= hit;
            if is_own {
                self.met[trial] = hit == at_least;
            }
        }
        for of_period in &mut self.result.met[self.first..=period] {
            *of_period += met;
        }
        self.result.first[period] += first;
        self.first = period + 1;
    }

    /// Index of its flow among the plan's.
    pub(super) fn flow(&self) -> usize {
        self.sum.flow()
    }

    pub(super) fn finish(self) -> (usize, TargetResult) {
        (self.index, self.result)
    }
}

/// One target of a flow by itself, for those who ask of single trials.
pub struct FlowTargetTable {
    index: usize,
    /// Made ready by the first block, as the recorders of a run are.
    ready: Option<Box<(Levels, Hits)>>,
}

impl FlowTargetTable {
    /// Nothing yet of one of a plan's targets.
    pub(in crate::results) const fn new(index: usize) -> Self {
        Self { index, ready: None }
    }

    /// For each trial of a block whether it meets the target in its own period.
    pub(in crate::results) fn record(&mut self, plan: &Plan, block: View<'_>) -> &[bool] {
        if self.ready.is_none() {
            let levels = Levels::new(plan, block);
            let mut all = of(plan, &levels).into_iter();
            let hits = all.find(|hits| hits.index == self.index);
            self.ready = hits.map(|hits| Box::new((levels, hits)));
        }
        let Some(ready) = &mut self.ready else {
            return &[];
        };
        let (levels, hits) = &mut **ready;
        let quantum = levels.quantum(hits.flow());
        levels.walk(plan, block, |told| hits.take(plan, &told, quantum));
        &ready.1.met
    }
}
