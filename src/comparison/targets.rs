//! Targets of the comparison: the chance of each in both scenarios, and by how much it moves.

use super::build::{Against, Run};
use super::{StandsIn, TargetDifference};
use crate::projection::build::share;
use crate::projection::rounding::rounded;

pub(super) fn rows(base: Run<'_>, against: Against<'_>) -> Vec<TargetDifference> {
    let trials = against.paired.trials;
    let pairs = against.pairing.targets.iter().zip(&against.paired.targets);
    let rows = pairs.filter_map(|(both, difference)| {
        let chance = |run: Run<'_>, place: Option<usize>| {
            let place = place?;
            let period = run.plan.targets[place].period;
            Some(share(run.results.targets[place].met[period], trials))
        };
        let name = |run: Run<'_>, place: Option<usize>| {
            let target = &run.model.targets[run.plan.targets[place?].target];
            Some((target.id.clone(), target.name.clone()))
        };
        let (id, name) = name(against.variant, both.variant).or_else(|| name(base, both.base))?;
        let chances = (
            chance(base, both.base),
            chance(against.variant, both.variant),
        );
        let part = |count: u64| count as f64 / trials as f64;
        let (gained, lost) = (part(difference.gained), part(difference.lost));
        let moved = gained - lost;
        let se = ((gained + lost - moved * moved).max(0.0) / trials as f64).sqrt();
        let own = |chance: Option<crate::projection::Estimate>| chance.map_or(0.0, |own| own.se);
        let (of_base, of_variant) = (own(chances.0), own(chances.1));
        Some(TargetDifference {
            id,
            name,
            stands_in: StandsIn::of(*both),
            base: chances.0,
            variant: chances.1,
            difference: rounded(moved),
            difference_se: rounded(se),
            independent_se: rounded((of_base * of_base + of_variant * of_variant).sqrt()),
            gained: share(difference.gained, trials),
            lost: share(difference.lost, trials),
        })
    });
    rows.collect()
}
