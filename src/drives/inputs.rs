//! The inputs of the kept trials, drawn again.

use super::keep::Kept;
use crate::engine::uniforms;
use crate::plan::{Column, Input, Plan};

/// One input in every kept trial.
pub(super) enum Drawn {
    /// A uniform, of which what is drawn is a rising function.
    Uniform(Vec<f64>),
    /// 1 where an event happened, else 0.
    Event(Vec<u8>),
    /// Which story of a branch held.
    Story(Vec<u8>),
}

/// Draws an input of the kept trials.
pub(super) fn draw(kept: &Kept<'_>, index: usize) -> Drawn {
    let input = &kept.plan.inputs[index];
    if let Some(happened) = kept.happened.get(&index) {
        return Drawn::Event(happened.clone());
    }
    let mut column = vec![0.0; kept.trials];
    uniforms(kept.plan.seed, input.address, 0, &mut column);
    let chance = input.chance.filter(|_| input.tied.is_none());
    let chance = chance.and_then(|chance| constant(kept.plan, chance));
    if let Some(chance) = chance {
        return Drawn::Event(column.iter().map(|u| u8::from(*u < chance)).collect());
    }
    match shares(kept, input) {
        Some(shares) => Drawn::Story(column.iter().map(|u| story(&shares, *u)).collect()),
        None => Drawn::Uniform(column),
    }
}

/// The value of a column that is the same in every trial.
pub(super) fn constant(plan: &Plan, column: Column) -> Option<f64> {
    let mut constants = plan.constants.iter();
    constants
        .find(|(known, _)| *known == column)
        .map(|&(_, value)| value)
}

/// Of a branch the share of the weights up to and with each story.
fn shares(kept: &Kept<'_>, input: &Input) -> Option<Vec<f64>> {
    let id = input.path.strip_prefix("branch.")?;
    let mut branches = kept.model.dependence.branches.iter();
    let branch = branches.find(|branch| branch.id == id)?;
    let total: f64 = branch.options.iter().map(|option| option.weight).sum();
    let mut so_far = 0.0;
    let shares = branch.options.iter().map(|option| {
        so_far += option.weight;
        so_far / total
    });
    Some(shares.collect())
}

/// The story that a uniform stands for.
fn story(shares: &[f64], uniform: f64) -> u8 {
    let story = shares.partition_point(|share| *share <= uniform);
    story.min(shares.len() - 1) as u8
}

/// What an input is, by its path.
pub(super) fn kind(input: &Input) -> &'static str {
    let path = input.path.as_str();
    let starts = [
        ("driver.", "driver"),
        ("risk.", "risk"),
        ("correlation.", "group"),
        ("branch.", "branch"),
    ];
    if let Some((_, kind)) = starts.iter().find(|(start, _)| path.starts_with(start)) {
        return kind;
    }
    match path.rsplit('.').next() {
        Some("proceeds" | "restarts") => "proceeds",
        Some("gate") if input.chance.is_some() => "gate",
        _ => "quantity",
    }
}
