//! Members of a correlation group: which quantity a piece of work is drawn by, and what it shares
//! at each level.

use super::World;
use crate::distribution::Distribution;
use crate::model::{Energised, Phase, Schedule, Site, Work};

/// The quantity that a piece of work is drawn by: its address and law.
pub(super) fn drawn_by(work: Work, world: World<'_>) -> Option<(&str, &Distribution)> {
    match work {
        Work::Activity {
            site,
            phase,
            activity,
        } => match &world.sites[site].phases[phase].schedule {
            Schedule::Network(activities) => {
                let duration = &activities[activity].duration;
                Some((duration.path(), duration.distribution()))
            }
            _ => None,
        },
        Work::Span { site, phase } => match &world.sites[site].phases[phase].schedule {
            Schedule::Overrun { factor, .. } => Some((factor.path(), factor.distribution())),
            Schedule::Expected(date) => Some((date.path(), date.distribution())),
            _ => None,
        },
        Work::Wait { site, stage } => match &world.sites[site].grid[stage].energised {
            Energised::Expected { date, .. } => Some((date.path(), date.distribution())),
            Energised::Fact(_) => None,
        },
    }
}

/// What a piece of work has at a level: the id or name that others may share. `None` where it has
/// none.
pub(super) fn at_level(work: Work, level: &str, world: World<'_>) -> Option<String> {
    let (site, phase) = match work {
        Work::Activity { site, phase, .. } | Work::Span { site, phase } => {
            let of = &world.sites[site];
            (of, Some(&of.phases[phase]))
        }
        Work::Wait { site, .. } => (&world.sites[site], None),
    };
    match level {
        "all" => Some("all".to_string()),
        "country" => site.country.clone(),
        "zone" => site.zone.map(|zone| world.zones[zone].id.clone()),
        "site" => Some(site.id.clone()),
        "operator" => of_phases(site, phase, |phase| phase.operator.as_ref()),
        "customer" => of_phases(site, phase, |phase| phase.customer.as_ref()),
        _ => phase.map(|phase| format!("{}.{}", site.id, phase.id)),
    }
}

/// What a phase has; for a site's connection what all its phases have.
fn of_phases(
    site: &Site,
    phase: Option<&Phase>,
    of: impl Fn(&Phase) -> Option<&String>,
) -> Option<String> {
    if let Some(phase) = phase {
        return of(phase).cloned();
    }
    let (first, others) = site.phases.split_first()?;
    let shared = of(first)?;
    let all = others.iter().all(|phase| of(phase) == Some(shared));
    all.then(|| shared.clone())
}
