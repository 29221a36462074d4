//! What the build-out of sites comes from, as numbers.

use super::{Key, NONE, Numbers, kind};
use crate::plan::{Column, Plan, SiteBuild};

/// Numbers the sites that draw on a zone's headroom by all that they share it with: they are equal
/// together or not at all.
pub(super) fn in_zones(plan: &Plan, numbers: &mut Numbers<'_>, columns: &[u64], sites: &mut [u64]) {
    for zone in &plan.zones {
        let knots = zone.headroom.knots.iter();
        let knots = knots.flat_map(|&(date, value)| [date.to_bits(), columns[value]]);
        let mut key = vec![kind::ZONE, zone.headroom.knots.len() as u64];
        key.extend(knots);
        key.extend(zone.sites.iter().map(|&site| sites[site]));
        let number = numbers.of(key);
        for (place, &site) in zone.sites.iter().enumerate() {
            sites[site] = numbers.of(vec![kind::IN_ZONE, number, place as u64]);
        }
    }
}

/// What a site's build-out comes from.
pub(super) fn site_key(site: &SiteBuild, columns: &[u64], timeline: u64) -> Key {
    let at = |column: Column| columns[column];
    let mut key = vec![kind::SITE, timeline, u64::from(site.limited)];
    key.push(site.builds.len() as u64);
    for build in &site.builds {
        key.extend([at(build.service), at(build.ramp), at(build.size)]);
        let (date, gpus) = build
            .observed
            .map_or((NONE, NONE), |(date, gpus)| (columns[date], columns[gpus]));
        key.extend([date, gpus]);
        // Which pool it is, too, is told by these.
        let drawn = build.drawn.as_ref();
        key.extend(drawn.map_or([NONE; 2], |drawn| [at(drawn.before), at(drawn.last)]));
        // Loads matter where power may fall short of them.
        let matter = site.limited || site.zone.is_some();
        key.extend(matter.then(|| at(build.facility_load)));
        key.push(u64::from(build.online.is_some()));
    }
    key.push(site.stages.len() as u64);
    for stage in &site.stages {
        let curtailed = stage.curtailed.map_or(NONE, at);
        key.extend([at(stage.date), at(stage.capacity), curtailed]);
    }
    for plant in &site.plants {
        let until = plant.until.map_or(NONE, at);
        key.extend([at(plant.from), until, at(plant.capacity)]);
    }
    key
}
