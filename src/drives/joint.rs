//! The chance to meet several things together.

use super::asked::Reading;
use super::estimate;
use super::keep::Kept;
use crate::calendar::date_of_day;
use crate::plan::{Column, Plan};
use crate::projection::JointRow;
use crate::projection::rounding::rounded;
use crate::results::{Block, day_counted};
use crate::stats::{self, chances_of_counts, order_rank};

/// Phases whose sizes are kept at most, the first in the model's order.
const PHASES: usize = 100;
/// Trials of a scatter at most.
const POINTS: usize = 400;
/// Shares of the trials in which a phase comes that the grid's dates and levels stand at.
const AT_DATES: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const AT_LEVELS: [f64; 5] = [0.1, 0.25, 0.5, 0.75, 0.9];

/// Dates and sizes of phases whose size is uncertain.
pub(super) struct Sizes {
    phases: Vec<Sized>,
}

/// One phase.
struct Sized {
    /// Index of the phase in the plan.
    phase: usize,
    online: Column,
    size: Column,
    /// The day, infinite for never, and the GPUs when full.
    trials: Vec<(f64, f64)>,
}

impl Sizes {
    pub(super) fn new(plan: &Plan) -> Self {
        let open = (0..plan.phases.len()).filter(|&phase| !plan.phases[phase].fact);
        let constant = |column| super::inputs::constant(plan, column).is_some();
        let phases = open.filter(|&phase| !constant(plan.build(phase).size));
        let phases = phases.take(PHASES).map(|phase| Sized {
            phase,
            online: plan.phases[phase].online,
            size: plan.build(phase).size,
            trials: Vec::new(),
        });
        Self {
            phases: phases.collect(),
        }
    }

    pub(super) fn take(&mut self, blocks: &[Block]) {
        for sized in &mut self.phases {
            for block in blocks {
                let sizes = block.column(sized.size);
                let trials = block.column(sized.online).iter().zip(sizes);
                let day = |days: f64| day_counted(days).map_or(f64::INFINITY, f64::from);
                sized
                    .trials
                    .extend(trials.map(|(online, size)| (day(*online), *size)));
            }
        }
    }
}

/// The portfolio's row, where two phases or more have announced dates, then those of phases, then
/// those of announced sums.
pub(super) fn rows(kept: &Kept<'_>) -> Vec<JointRow> {
    let phases = kept.sizes.phases.iter();
    let of_phases = phases.filter_map(|sized| of_phase(kept, sized));
    let rows = portfolio(kept).into_iter().chain(of_phases);
    rows.chain(kept.budgets.rows()).collect()
}

pub(super) fn empty(kind: &str) -> JointRow {
    JointRow {
        kind: kind.to_owned(),
        phase: None,
        phases: Vec::new(),
        on_time: Vec::new(),
        if_independent: Vec::new(),
        dates: Vec::new(),
        levels: Vec::new(),
        chance: Vec::new(),
        scatter: Vec::new(),
        budget: None,
    }
}

/// How many of the dated phases are on time.
fn portfolio(kept: &Kept<'_>) -> Option<JointRow> {
    let mut phases = Vec::new();
    let mut chances = Vec::new();
    let mut counts = vec![0_usize; kept.trials];
    for dated in dated(kept) {
        let (index, phase) = dated;
        let on_time = kept.values(index);
        phases.push(phase);
        chances.push(on_time.iter().sum::<f64>() / kept.trials as f64);
        for (count, on_time) in counts.iter_mut().zip(on_time) {
            *count += usize::from(on_time == 1.0);
        }
    }
    if phases.len() < 2 {
        return None;
    }
    let mut trials = vec![0_u64; phases.len() + 1];
    for count in counts {
        trials[count] += 1;
    }
    let share = |count: &u64| {
        let share = stats::Estimate::proportion(*count, kept.trials as u64);
        estimate(share.value, share.se)
    };
    Some(JointRow {
        on_time: trials.iter().map(share).collect(),
        if_independent: chances_of_counts(&chances)
            .into_iter()
            .map(rounded)
            .collect(),
        phases,
        ..empty("portfolio")
    })
}

/// The outcomes that are chances of phases to be online by their announced dates, in the model's
/// order of phases.
fn dated(kept: &Kept<'_>) -> Vec<(usize, String)> {
    let open = kept.plan.phases.iter().filter(|phase| !phase.fact);
    let found = open.filter_map(|phase| {
        let site = &kept.model.sites[phase.site];
        let of_model = &site.phases[phase.phase];
        let by = of_model.announced_online?.last;
        let name = format!("{}.{}", site.id, of_model.id);
        let outcome = format!("online of {name} by {by}");
        let is_it = |asked: &super::asked::Asked| {
            asked.name == outcome && matches!(asked.reading, Reading::By(_))
        };
        let mut asked = kept.asked.iter();
        Some((asked.position(is_it)?, name))
    });
    found.collect()
}

/// A phase's date against its size; `None` where it comes in fewer than two trials.
fn of_phase(kept: &Kept<'_>, sized: &Sized) -> Option<JointRow> {
    let came: Vec<(f64, f64)> = sized
        .trials
        .iter()
        .copied()
        .filter(|(day, _)| *day < f64::INFINITY)
        .collect();
    if came.len() < 2 {
        return None;
    }
    let days = at_shares(came.iter().map(|(day, _)| *day).collect(), &AT_DATES);
    let levels = at_shares(came.iter().map(|(_, size)| *size).collect(), &AT_LEVELS);
    let mut levels: Vec<f64> = levels.into_iter().map(f64::floor).collect();
    levels.dedup();
    let dates: Vec<(f64, String)> = days
        .into_iter()
        .filter_map(|day| Some((day, date_of_day(day)?.to_string())))
        .collect();
    let chance = |level: f64, day: f64| {
        let both = came
            .iter()
            .filter(|trial| trial.0 <= day && trial.1 >= level);
        rounded(both.count() as f64 / kept.trials as f64)
    };
    let rows = levels.iter().map(|level| {
        let row = dates.iter().map(|(day, _)| chance(*level, *day));
        row.collect()
    });
    let phase = &kept.plan.phases[sized.phase];
    let site = &kept.model.sites[phase.site];
    let scatter = came.iter().take(POINTS);
    Some(JointRow {
        phase: Some(format!("{}.{}", site.id, site.phases[phase.phase].id)),
        chance: rows.collect(),
        dates: dates.into_iter().map(|(_, date)| date).collect(),
        levels,
        scatter: scatter.map(|(day, size)| (*day, rounded(*size))).collect(),
        ..empty("phase")
    })
}

/// The values at some shares, without repeats.
pub(super) fn at_shares(mut values: Vec<f64>, shares: &[f64]) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len() as u64;
    let at = |share: &f64| values[order_rank(n, *share) as usize - 1];
    let mut at: Vec<f64> = shares.iter().map(at).collect();
    at.dedup();
    at
}
