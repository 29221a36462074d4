//! Progress out of sequence: work that began before what it waits for was done.

use super::context::Context;
use super::links::LinkAt;
use crate::model::{
    Activity, ActivityState, Energised, LinkFrom, Milestone, PhaseState, Schedule, Site,
};
use crate::scenario::problem::Problem;

/// Warns of each activity that has started, or is over, with an unfinished predecessor.
pub(super) fn check(sites: &[Site], cx: &mut Context<'_>) {
    for link in cx.links.clone() {
        let Some(activity) = activity(sites, link.site, link.phase, link.activity) else {
            continue;
        };
        let has_begun = match activity.state {
            ActivityState::Open => continue,
            ActivityState::Started { .. } => "has started",
            ActivityState::Finished { .. } => "is finished",
        };
        // With a negative lag an overlap is what was meant.
        if link.link.lag_days < 0.0 || is_done(sites, &link) {
            continue;
        }
        cx.push(
            Problem::warning(
                "schedule::out-of-sequence",
                format!("`{}` {has_begun}, and `{}`, which it waits for, is not over", activity.path, link.text),
            )
            .at(&link.place, "not over yet")
            .help("if it is over, say so (`finished`, `actual_energised`, `actual_online`); else what comes after waits for both"),
        );
    }
}

fn activity(sites: &[Site], site: usize, phase: usize, activity: usize) -> Option<&Activity> {
    match &sites.get(site)?.phases.get(phase)?.schedule {
        Schedule::Network(activities) => activities.get(activity),
        _ => None,
    }
}

fn is_done(sites: &[Site], link: &LinkAt) -> bool {
    match &link.link.from {
        LinkFrom::Activity(before) => {
            let before = activity(sites, link.site, link.phase, *before);
            before.is_none_or(|before| matches!(before.state, ActivityState::Finished { .. }))
        }
        LinkFrom::Stage(stage) => {
            let stage = sites[link.site].grid.get(*stage);
            stage.is_none_or(|stage| matches!(stage.energised, Energised::Fact(_)))
        }
        LinkFrom::Phase {
            site,
            phase,
            milestone,
        } => {
            let phase = sites.get(*site).and_then(|site| site.phases.get(*phase));
            // A phase that is seen running is ready; complete is more than that.
            phase.is_none_or(|phase| match (&phase.state, milestone) {
                (PhaseState::Online(_), _) => true,
                (PhaseState::Open { observed, .. }, Milestone::Ready | Milestone::Online) => {
                    observed.is_some()
                }
                (PhaseState::Open { .. }, Milestone::Complete) => false,
            })
        }
    }
}
