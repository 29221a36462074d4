//! Zones whose grid can carry only so much: what their sites share, as columns.

use super::capacity::SiteBuild;
use super::columns::Columns;
use super::curve::CurvePlan;
use super::phase::Compiled;
use crate::model::{Model, PhaseState};

/// A zone with headroom and the sites that draw on it.
#[derive(Clone, Debug, PartialEq)]
pub struct ZonePlan {
    /// What its grid can carry for its sites in all, MW.
    pub headroom: CurvePlan,
    /// Its sites that have a connection or ask without one, as indices into the plan's, in the order
    /// of their ids: the order in which requests of one instant are served.
    pub sites: Vec<usize>,
}

/// Compiles the zones with headroom, and gives the phases of their sites that do not serve yet a date
/// of first service that is written when the zone is worked out.
///
/// A site that lives by its own plant alone draws nothing and is left out.
pub(super) fn compile(
    model: &Model,
    phases: &mut [Compiled],
    sites: &mut [SiteBuild],
    columns: &mut Columns,
) -> Vec<ZonePlan> {
    let mut zones = Vec::new();
    for (index, zone) in model.zones.iter().enumerate() {
        let Some(headroom) = &zone.headroom else {
            continue;
        };
        let own = (0..sites.len()).filter(|&site| {
            let draws = !sites[site].stages.is_empty() || !sites[site].limited;
            model.sites[site].zone == Some(index) && draws
        });
        let own: Vec<usize> = own.collect();
        if own.is_empty() {
            continue;
        }
        for &site in &own {
            let build = &mut sites[site];
            build.zone = Some(zones.len());
            let states = model.sites[site].phases.iter().map(|phase| &phase.state);
            let of_plan = phases[build.phases.clone()].iter_mut();
            for ((phase, build), state) in of_plan.zip(&mut build.builds).zip(states) {
                if matches!(state, PhaseState::Open { observed: None, .. }) {
                    let online = columns.fresh();
                    phase.plan.online = online;
                    build.online = Some(online);
                }
            }
        }
        zones.push(ZonePlan {
            headroom: columns.curve(headroom),
            sites: own,
        });
    }
    zones
}
