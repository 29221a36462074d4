//! Dates of the comparison: by how many days each milestone moves, and how surely.

use super::build::{Against, Run};
use super::{DateDifference, Moved, StandsIn};
use crate::model::{Milestone, Site};
use crate::plan::Both;
use crate::projection::build::share;
use crate::projection::rounding::rounded;
use crate::projection::schedule::day_printed;
use crate::projection::series::CONFIDENCE;
use crate::results::{self, MilestoneResult, PhaseResult};
use crate::stats::{binomial_ranks, order_rank};

const MILESTONES: [Milestone; 3] = [Milestone::Ready, Milestone::Online, Milestone::Complete];

pub(super) fn rows(base: Run<'_>, against: Against<'_>) -> Vec<DateDifference> {
    let (pairing, paired) = (against.pairing, against.paired);
    let variant = against.variant;
    let mut rows: Vec<(u8, DateDifference)> = Vec::new();
    for (both, difference) in pairing.stages.iter().zip(&paired.stages) {
        let result = |run: Run<'_>, place: Option<(usize, usize)>| {
            place.map(|(site, stage)| run.results.stages[site][stage].clone())
        };
        let results = Both {
            base: result(base, both.base),
            variant: result(variant, both.variant),
        };
        let Some((run, (site, stage))) = last(base, variant, *both) else {
            continue;
        };
        let site = &run.model.sites[site];
        let mut row = row(site, "energised", &results, difference, paired.trials);
        row.stage = Some(site.grid[stage].id.clone());
        rows.push((0, row));
    }
    for (both, differences) in pairing.phases.iter().zip(&paired.phases) {
        let Some((run, phase)) = last(base, variant, *both) else {
            continue;
        };
        let entry = &run.plan.phases[phase];
        let site = &run.model.sites[entry.site];
        let phase = &site.phases[entry.phase];
        for (order, (milestone, difference)) in (1..).zip(MILESTONES.into_iter().zip(differences)) {
            let result = |run: Run<'_>, phase: Option<usize>| {
                phase.map(|phase| dates(&run.results.phases[phase], milestone).clone())
            };
            let results = Both {
                base: result(base, both.base),
                variant: result(variant, both.variant),
            };
            let mut row = row(site, milestone.word(), &results, difference, paired.trials);
            row.phase = Some(phase.id.clone());
            row.phase_name = Some(phase.name.clone());
            rows.push((order, row));
        }
    }
    // As in the schedule of an answer: site by site, its stages before its phases.
    rows.sort_by(|(a_order, a), (b_order, b)| {
        let key = |row: &DateDifference, order: u8| {
            (
                row.site.clone(),
                row.stage.is_none(),
                row.stage.clone(),
                row.phase.clone(),
                order,
            )
        };
        key(a, *a_order).cmp(&key(b, *b_order))
    });
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The run that names a thing, the variant where it stands there, and the thing's place in it.
fn last<'a, T>(base: Run<'a>, variant: Run<'a>, both: Both<T>) -> Option<(Run<'a>, T)> {
    let of_base = both.base.map(|place| (base, place));
    both.variant.map(|place| (variant, place)).or(of_base)
}

fn dates(phase: &PhaseResult, milestone: Milestone) -> &MilestoneResult {
    match milestone {
        Milestone::Ready => &phase.ready,
        Milestone::Online => &phase.online,
        Milestone::Complete => &phase.complete,
    }
}

fn row(
    site: &Site,
    milestone: &str,
    results: &Both<MilestoneResult>,
    difference: &results::DateDifference,
    trials: u64,
) -> DateDifference {
    let median = |result: &Option<MilestoneResult>| {
        let dates = &result.as_ref()?.dates;
        dates.at_ranks(&[order_rank(trials, 0.50)])[0].and_then(day_printed)
    };
    DateDifference {
        site: site.id.clone(),
        site_name: site.name.clone(),
        phase: None,
        phase_name: None,
        stage: None,
        milestone: milestone.to_owned(),
        stands_in: StandsIn::of(Both {
            base: results.base.as_ref(),
            variant: results.variant.as_ref(),
        }),
        base_p50: median(&results.base),
        variant_p50: median(&results.variant),
        moved: moved(difference),
        both: share(difference.both(), trials),
        gained: share(difference.gained, trials),
        lost: share(difference.lost, trials),
        never: share(difference.never, trials),
        ahead: share(difference.ahead, trials),
        behind: share(difference.behind, trials),
    }
}

/// By how many days, over the trials in which it comes in both.
fn moved(difference: &results::DateDifference) -> Option<Moved> {
    let (mean, mean_se) = difference.mean()?;
    let count = difference.both();
    let day = |rank: u64| difference.days.at_ranks(&[rank])[0].map_or(0.0, f64::from);
    let percentile = |p: f64| day(order_rank(count, p));
    let interval = |p: f64| {
        let (low, high) = binomial_ranks(count, p, CONFIDENCE);
        (day(low), day(high))
    };
    let ((p10_lo, p10_hi), (p50_lo, p50_hi), (p90_lo, p90_hi)) =
        (interval(0.10), interval(0.50), interval(0.90));
    Some(Moved {
        mean: rounded(mean),
        mean_se: rounded(mean_se),
        independent_se: rounded(difference.independent_se().unwrap_or_default()),
        p10: percentile(0.10),
        p50: percentile(0.50),
        p90: percentile(0.90),
        p10_lo,
        p10_hi,
        p50_lo,
        p50_hi,
        p90_lo,
        p90_hi,
    })
}
