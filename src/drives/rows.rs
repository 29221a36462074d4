//! What each input tells of each outcome, as rows of the answer.

use super::estimate;
use super::inputs::{Drawn, draw, kind};
use super::keep::Kept;
use crate::projection::rounding::rounded;
use crate::projection::{DrivenOutcome, GivenRow, Projection, SensitivityRow};
use crate::stats::{
    self, Bins, Told, order_of_uniforms, order_rank, share_by_groups, share_by_order,
    told_by_event, told_by_groups, told_by_order,
};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Rows that each outcome has at least, where it has so many inputs.
const LEAST_ROWS: usize = 12;
/// Errors that a share must be above zero for its row to stand beyond those.
const ABOVE_NOISE: f64 = 2.0;

/// The share of an outcome's variance that an input has.
#[derive(Clone, Copy)]
struct Found {
    outcome: usize,
    input: usize,
    share: f64,
    /// The least that its error can be, but for a factor of 1 less the share.
    least_error: f64,
}

/// Lays outcomes, sensitivities and what stories came to into the answer.
pub(super) fn fill(kept: &Kept<'_>, projection: &mut Projection) {
    let all = 0..kept.asked.len();
    let outcomes: Vec<Option<stats::Outcome>> = all
        .into_par_iter()
        .map(|outcome| stats::Outcome::new(&kept.values(outcome)))
        .collect();
    let telling = Telling {
        kept,
        outcomes: &outcomes,
        bins: Bins::new(kept.trials),
    };
    let mut by_outcome: Vec<Vec<Found>> = outcomes.iter().map(|_| Vec::new()).collect();
    for found in telling.shares() {
        by_outcome[found.outcome].push(found);
    }
    let mut wanted: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, found) in by_outcome.iter_mut().enumerate() {
        let Some(outcome) = &outcomes[index] else {
            continue;
        };
        let sum = found.iter().map(|found| found.share).sum();
        projection
            .risk
            .outcomes
            .push(driven(kept, index, outcome, sum));
        found.sort_by(|a, b| {
            let path = |found: &Found| &kept.plan.inputs[found.input].path;
            let by_share = b.share.total_cmp(&a.share);
            by_share.then_with(|| path(a).cmp(path(b)))
        });
        for (place, found) in found.iter().enumerate() {
            let least_error = (1.0 - found.share) * found.least_error;
            if place < LEAST_ROWS || found.share > ABOVE_NOISE * least_error {
                wanted.entry(found.input).or_default().push(index);
            }
        }
    }
    let told = telling.told(wanted);
    for (index, found) in by_outcome.iter().enumerate() {
        let Some(outcome) = &outcomes[index] else {
            continue;
        };
        for (place, found) in found.iter().enumerate() {
            let Some(told) = told.get(&(index, found.input)) else {
                continue;
            };
            if place < LEAST_ROWS || told.share.value > ABOVE_NOISE * told.share.se {
                projection
                    .sensitivity
                    .push(row(kept, outcome, *found, told));
            }
        }
    }
    stories(kept, projection);
}

fn driven(
    kept: &Kept<'_>,
    index: usize,
    outcome: &stats::Outcome,
    shares_sum: f64,
) -> DrivenOutcome {
    let asked = &kept.asked[index];
    DrivenOutcome {
        outcome: asked.name.clone(),
        kind: asked.kind.to_owned(),
        unit: asked.unit.to_owned(),
        trials: kept.trials as u64,
        mean: rounded(outcome.mean()),
        sd: rounded(outcome.sd()),
        shares_sum: rounded(shares_sum),
    }
}

/// What inputs are held against.
struct Telling<'a> {
    kept: &'a Kept<'a>,
    outcomes: &'a [Option<stats::Outcome>],
    bins: Bins,
}

impl Telling<'_> {
    /// The share that every input has of every outcome that it can reach and that varies.
    fn shares(&self) -> Vec<Found> {
        let mut reached: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for index in (0..self.outcomes.len()).filter(|&index| self.outcomes[index].is_some()) {
            for &input in self.kept.inputs(index) {
                reached.entry(input).or_default().push(index);
            }
        }
        self.each(reached, |input, index, drawn, outcome| {
            let (share, least_error) = match drawn {
                Ordered::By(order) => {
                    let share = share_by_order(order, outcome, &self.bins);
                    (share, self.bins.least_error())
                }
                Ordered::Event(groups) | Ordered::Story(groups) => {
                    share_by_groups(groups, outcome)?
                }
            };
            Some(Found {
                outcome: index,
                input,
                share,
                least_error,
            })
        })
    }

    /// All that some inputs tell of outcomes, by outcome and input.
    fn told(&self, wanted: BTreeMap<usize, Vec<usize>>) -> BTreeMap<(usize, usize), Told> {
        let told = self.each(wanted, |input, index, drawn, outcome| {
            Some(((index, input), self.one(drawn, outcome)?))
        });
        told.into_iter().collect()
    }

    fn one(&self, drawn: &Ordered, outcome: &stats::Outcome) -> Option<Told> {
        match drawn {
            Ordered::By(order) => Some(told_by_order(order, outcome, &self.bins)),
            Ordered::Event(happened) => told_by_event(happened, outcome),
            Ordered::Story(story) => told_by_groups(story, outcome, lowest_and_highest),
        }
    }

    /// Draws inputs, in parallel, and holds each against its outcomes.
    fn each<T: Send>(
        &self,
        pairs: BTreeMap<usize, Vec<usize>>,
        hold: impl Fn(usize, usize, &Ordered, &stats::Outcome) -> Option<T> + Sync,
    ) -> Vec<T> {
        let pairs: Vec<(usize, Vec<usize>)> = pairs.into_iter().collect();
        let held = pairs.par_iter().flat_map_iter(|(input, outcomes)| {
            let drawn = Ordered::from(draw(self.kept, *input));
            let mut held = Vec::with_capacity(outcomes.len());
            for &index in outcomes {
                let outcome = self.outcomes[index].as_ref();
                held.extend(outcome.and_then(|outcome| hold(*input, index, &drawn, outcome)));
            }
            held
        });
        held.collect()
    }
}

/// An input's trials, made ready.
enum Ordered {
    By(Vec<u32>),
    Event(Vec<u8>),
    Story(Vec<u8>),
}

impl From<Drawn> for Ordered {
    fn from(drawn: Drawn) -> Self {
        match drawn {
            Drawn::Uniform(uniforms) => Ordered::By(order_of_uniforms(&uniforms)),
            Drawn::Event(happened) => Ordered::Event(happened),
            Drawn::Story(story) => Ordered::Story(story),
        }
    }
}

/// The groups with the lowest and the highest mean.
fn lowest_and_highest(means: &[f64]) -> (usize, usize) {
    let by_mean = |a: &usize, b: &usize| means[*a].total_cmp(&means[*b]);
    let filled = || (0..means.len()).filter(|group| means[*group].is_finite());
    let lowest = filled().min_by(by_mean).unwrap_or(0);
    (lowest, filled().max_by(by_mean).unwrap_or(0))
}

fn row(kept: &Kept<'_>, outcome: &stats::Outcome, found: Found, told: &Told) -> SensitivityRow {
    let (asked, input) = (&kept.asked[found.outcome], &kept.plan.inputs[found.input]);
    let Told {
        rank_correlation,
        share,
        swing,
        ends: [low, high],
    } = told;
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
        low: rounded(*low),
        high: rounded(*high),
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
