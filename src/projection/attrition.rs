//! The risk part of the answer: what is lost and why, what was drawn of risks and branches.

use super::build::share;
use super::rounding::rounded;
use super::schedule::day_printed;
use super::{AttritionRow, BranchRow, Estimate, RungRow, StoryRow};
use crate::model::{Model, Phase, Schedule};
use crate::plan::{Loss, Plan};
use crate::results::{AttritionResult, DateCounts, PhaseResult, Results};
use crate::stats::order_rank;

/// How phases are lost; empty where nothing but each phase's own chance could take any, which its
/// schedule tells.
pub(super) fn rows(model: &Model, plan: &Plan, results: &Results) -> Vec<AttritionRow> {
    if !plan.losses || results.phases.is_empty() {
        return Vec::new();
    }
    let phases = plan.phases.iter().enumerate();
    phases
        .filter(|&(index, phase)| !phase.ladder.is_empty() || plan.counts_losses(index))
        .map(|(index, _)| row(model, plan, index, results))
        .collect()
}

fn row(model: &Model, plan: &Plan, index: usize, results: &Results) -> AttritionRow {
    let entry = &plan.phases[index];
    let site = &model.sites[entry.site];
    let phase = &site.phases[entry.phase];
    let result = &results.phases[index];
    let trials = results.trials;
    let (comes, rungs) = if let Some(counted) = &result.attrition {
        (counted.comes, rungs(model, plan, index, counted, trials))
    } else {
        let lost = result.ready.cancelled + result.ready.never_restarted;
        let rungs = entry.ladder.iter().map(|rung| RungRow {
            cause: cause(model, entry.site, phase, rung.loss),
            lost: share(lost, trials),
            p50: None,
        });
        (trials - lost, rungs.collect())
    };
    AttritionRow {
        site: site.id.clone(),
        phase: phase.id.clone(),
        rungs,
        comes: share(comes, trials),
        size_share: size_share(phase, result),
    }
}

/// Rungs as they were counted; those of one name are one.
fn rungs(
    model: &Model,
    plan: &Plan,
    index: usize,
    counted: &AttritionResult,
    trials: u64,
) -> Vec<RungRow> {
    let entry = &plan.phases[index];
    let phase = &model.sites[entry.site].phases[entry.phase];
    let mut rows: Vec<(String, u64, &DateCounts)> = Vec::new();
    for (rung, result) in entry.ladder.iter().zip(&counted.rungs) {
        let cause = cause(model, entry.site, phase, rung.loss);
        match rows.iter_mut().find(|row| row.0 == cause) {
            Some(row) => row.1 += result.lost,
            None => rows.push((cause, result.lost, &result.days)),
        }
    }
    rows.into_iter()
        .map(|(cause, lost, days)| RungRow {
            cause,
            lost: share(lost, trials),
            p50: median(days),
        })
        .collect()
}

fn median(days: &DateCounts) -> Option<String> {
    let struck = days.finite();
    let rank = (struck > 0).then(|| order_rank(struck, 0.5))?;
    days.at_ranks(&[rank])[0].and_then(day_printed)
}

/// What comes of a phase where it comes; where nothing but `delivered` acts on it, its mean.
fn size_share(phase: &Phase, result: &PhaseResult) -> Estimate {
    let counted = result.attrition.as_ref();
    let (value, se) = counted
        .and_then(AttritionResult::mean_share)
        .unwrap_or_else(|| (phase.delivered.distribution().mean(), 0.0));
    Estimate {
        value: rounded(value),
        se: rounded(se),
    }
}

/// A cause in words.
fn cause(model: &Model, site: usize, phase: &Phase, loss: Loss) -> String {
    let here = &model.sites[site];
    match loss {
        Loss::Proceed => "proceed".to_owned(),
        Loss::Restart => "restart".to_owned(),
        Loss::Risk(risk) => format!("risk.{}", model.dependence.risks[risk].id),
        Loss::Gate(activity) => match &phase.schedule {
            Schedule::Network(list) => format!("gate.{}", list[activity].id),
            _ => "gate".to_owned(),
        },
        Loss::Phase { site, phase } => {
            let site = &model.sites[site];
            format!("waits for {}.{}", site.id, site.phases[phase].id)
        }
        Loss::Stage(stage) => format!("waits for energised.{}", here.grid[stage].id),
        Loss::Power => "waits for power".to_owned(),
        Loss::Chips => "chips".to_owned(),
    }
}

/// Branches as they were drawn; what came of each story is told elsewhere.
pub(super) fn branches(model: &Model, results: &Results) -> Vec<BranchRow> {
    let branches = model.dependence.branches.iter().enumerate();
    let rows = branches.map(|(index, branch)| {
        let whole: f64 = branch.options.iter().map(|option| option.weight).sum();
        let held = results.struck.stories.get(index);
        let options = branch.options.iter().enumerate().map(|(story, option)| {
            let count = held.and_then(|held| held.get(story)).copied();
            StoryRow {
                name: option.name.clone(),
                set: option
                    .set
                    .iter()
                    .map(|(path, value)| format!("{path} = {value}"))
                    .collect(),
                weight: rounded(option.weight / whole),
                share: share(count.unwrap_or_default(), results.trials),
                given: Vec::new(),
            }
        });
        BranchRow {
            id: branch.id.clone(),
            name: branch.name.clone(),
            options: options.collect(),
        }
    });
    rows.collect()
}
