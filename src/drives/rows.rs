//! What each input tells of each outcome, as rows of the answer.

use super::estimate;
use super::inputs::{Drawn, draw, kind};
use super::keep::Kept;
use crate::projection::rounding::rounded;
use crate::projection::{DrivenOutcome, GivenRow, Projection, SensitivityRow};
use crate::stats::{
    self, Bins, Told, order_of_uniforms, order_rank, told_by_event, told_by_groups, told_by_order,
};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Rows that each outcome has at least, where it has so many inputs.
const LEAST_ROWS: usize = 12;
/// Errors that a share must be above zero for its row to stand beyond those.
const ABOVE_NOISE: f64 = 2.0;

/// What an input tells of an outcome.
struct Found {
    outcome: usize,
    input: usize,
    told: Told,
}

/// Lays outcomes, sensitivities and what stories came to into the answer.
pub(super) fn fill(kept: &Kept<'_>, projection: &mut Projection) {
    let all = 0..kept.asked.len();
    let outcomes: Vec<Option<stats::Outcome>> = all
        .into_par_iter()
        .map(|outcome| stats::Outcome::new(&kept.values(outcome)))
        .collect();
    let found = told(kept, &outcomes);
    let mut by_outcome: Vec<Vec<&Found>> = outcomes.iter().map(|_| Vec::new()).collect();
    for one in &found {
        by_outcome[one.outcome].push(one);
    }
    for (index, (outcome, mut found)) in outcomes.iter().zip(by_outcome).enumerate() {
        let Some(outcome) = outcome else { continue };
        let asked = &kept.asked[index];
        let share = |found: &&Found| found.told.share.value;
        projection.risk.outcomes.push(DrivenOutcome {
            outcome: asked.name.clone(),
            kind: asked.kind.to_owned(),
            unit: asked.unit.to_owned(),
            trials: kept.trials as u64,
            mean: rounded(outcome.mean()),
            sd: rounded(outcome.sd()),
            shares_sum: rounded(found.iter().map(share).sum()),
        });
        found.sort_by(|a, b| {
            let path = |found: &Found| &kept.plan.inputs[found.input].path;
            share(b)
                .total_cmp(&share(a))
                .then_with(|| path(a).cmp(path(b)))
        });
        let rows = found.iter().enumerate().filter(|(place, found)| {
            let told = found.told.share;
            *place < LEAST_ROWS || told.value > ABOVE_NOISE * told.se
        });
        let rows = rows.map(|(_, found)| row(kept, outcome, found));
        projection.sensitivity.extend(rows);
    }
    stories(kept, projection);
}

/// What every input tells of every outcome that it can reach and that varies, input by input.
fn told(kept: &Kept<'_>, outcomes: &[Option<stats::Outcome>]) -> Vec<Found> {
    let mut reached: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, _) in outcomes.iter().enumerate().filter(|(_, it)| it.is_some()) {
        for &input in kept.inputs(index) {
            reached.entry(input).or_default().push(index);
        }
    }
    let bins = Bins::new(kept.trials);
    let reached: Vec<(usize, Vec<usize>)> = reached.into_iter().collect();
    let found = reached.par_iter().flat_map_iter(|(input, reached)| {
        let drawn = draw(kept, *input);
        let order = match &drawn {
            Drawn::Uniform(uniforms) => order_of_uniforms(uniforms),
            Drawn::Event(_) | Drawn::Story(_) => Vec::new(),
        };
        let mut found = Vec::with_capacity(reached.len());
        for &outcome in reached {
            let Some(values) = &outcomes[outcome] else {
                continue;
            };
            let told = match &drawn {
                Drawn::Uniform(_) => Some(told_by_order(&order, values, &bins)),
                Drawn::Event(happened) => told_by_event(happened, values),
                Drawn::Story(story) => told_by_groups(story, values, lowest_and_highest),
            };
            found.extend(told.map(|told| Found {
                outcome,
                input: *input,
                told,
            }));
        }
        found
    });
    found.collect()
}

/// The groups with the lowest and the highest mean.
fn lowest_and_highest(means: &[f64]) -> (usize, usize) {
    let by_mean = |a: &usize, b: &usize| means[*a].total_cmp(&means[*b]);
    let filled = || (0..means.len()).filter(|group| means[*group].is_finite());
    let lowest = filled().min_by(by_mean).unwrap_or(0);
    (lowest, filled().max_by(by_mean).unwrap_or(0))
}

fn row(kept: &Kept<'_>, outcome: &stats::Outcome, found: &Found) -> SensitivityRow {
    let (asked, input) = (&kept.asked[found.outcome], &kept.plan.inputs[found.input]);
    let Told {
        rank_correlation,
        share,
        swing,
    } = found.told;
    let of_chance = asked.kind == "chance";
    SensitivityRow {
        outcome: asked.name.clone(),
        input: input.path.clone(),
        kind: kind(input).to_owned(),
        rank_correlation: rounded(rank_correlation.value),
        rank_se: rounded(rank_correlation.se),
        share_of_variance: rounded(share.value),
        share_se: rounded(share.se),
        swing: rounded(swing.value),
        swing_se: rounded(swing.se),
        unit: asked.unit.to_owned(),
        value_of_information: of_chance.then(|| {
            let variance = outcome.variance();
            estimate(share.value * variance, share.se * variance)
        }),
    }
}

/// Gives each story of a branch what the outcomes came to where it held. Rows of branches stand in
/// the answer already, in the model's order.
fn stories(kept: &Kept<'_>, projection: &mut Projection) {
    for row in &mut projection.risk.branches {
        let path = format!("branch.{}", row.id);
        let mut inputs = kept.plan.inputs.iter();
        let Some(input) = inputs.position(|input| input.path == path) else {
            continue;
        };
        let Drawn::Story(held) = draw(kept, input) else {
            continue;
        };
        for (index, story) in row.options.iter_mut().enumerate() {
            let outcomes =
                (0..kept.asked.len()).filter(|&outcome| kept.inputs(outcome).contains(&input));
            let of_story: Vec<GivenRow> = outcomes
                .filter_map(|outcome| given(kept, outcome, &held, index as u8))
                .collect();
            story.given = of_story;
        }
    }
}

/// An outcome in the trials in which a story held.
fn given(kept: &Kept<'_>, outcome: usize, held: &[u8], story: u8) -> Option<GivenRow> {
    let asked = &kept.asked[outcome];
    let of_story = |values: &[f64]| -> Vec<f64> {
        let trials = values.iter().zip(held).filter(|(_, held)| **held == story);
        trials.map(|(value, _)| *value).collect()
    };
    let values = of_story(&kept.values(outcome));
    let n = values.len() as f64;
    if values.len() < 2 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    // A date's percentiles are of its days, never among them.
    let mut sorted = if asked.kind == "date" {
        of_story(kept.raw(outcome))
    } else {
        values
    };
    sorted.sort_unstable_by(f64::total_cmp);
    let last = kept.model.horizon.to();
    let last = f64::from(crate::calendar::day_number(last));
    let percentile = |p: f64| {
        let value = sorted[order_rank(sorted.len() as u64, p) as usize - 1];
        (asked.kind != "date" || value <= last).then(|| rounded(value))
    };
    let chance = asked.kind == "chance";
    let of = |p: f64| percentile(p).filter(|_| !chance);
    Some(GivenRow {
        outcome: asked.name.clone(),
        unit: asked.unit.to_owned(),
        mean: estimate(mean, (squares / (n - 1.0) / n).sqrt()),
        p10: of(0.10),
        p50: of(0.50),
        p90: of(0.90),
    })
}
