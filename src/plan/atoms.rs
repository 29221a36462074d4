//! Atoms: levels that many trials share exactly, known when the plan is made.
//!
//! At each site every phase stands at nothing, at what is seen running, or in full; and power is
//! either enough or one grid stage's capacity. Where all that is certain the level is known, and
//! gets a bin of its own.

use super::Metric;
use super::capacity::{PhaseBuild, SiteBuild};
use super::columns::Columns;
use std::collections::BTreeMap;

/// A cell has at most so many atoms; beyond, values are dense enough for the bins.
const AT_MOST: usize = 64;

/// The atoms of a scope's series in quanta, ascending, without zero.
pub(super) fn of(
    metric: Metric,
    members: &[(usize, usize)],
    quantum: f64,
    sites: &[SiteBuild],
    columns: &Columns,
) -> Vec<i64> {
    let mut by_site: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &(site, phase) in members {
        by_site.entry(site).or_default().push(phase);
    }
    let mut sums = vec![0];
    for (site, phases) in by_site {
        let levels = site_levels(metric, &sites[site], &phases, quantum, columns);
        sums = sums
            .iter()
            .flat_map(|sum| levels.iter().map(move |level| sum + level))
            .collect();
        sums.sort_unstable();
        sums.dedup();
        if sums.len() > AT_MOST {
            return Vec::new();
        }
    }
    if metric == Metric::Energy {
        // Counted as the sum of the loads at a period's two ends.
        sums = sums
            .iter()
            .flat_map(|first| sums.iter().map(move |second| first + second))
            .collect();
        sums.sort_unstable();
        sums.dedup();
    }
    sums.retain(|&atom| atom > 0);
    sums.truncate(AT_MOST);
    sums
}

/// Where a phase stands.
#[derive(Clone, Copy, PartialEq)]
enum Stand {
    Nothing,
    Observed,
    /// At the full size; at the n-th where several are shared by many trials.
    Full(usize),
}

/// The levels at which some phases of a site can stand for certain, zero among them.
fn site_levels(
    metric: Metric,
    site: &SiteBuild,
    phases: &[usize],
    quantum: f64,
    columns: &Columns,
) -> Vec<i64> {
    let mut levels = vec![0];
    let in_quanta = |level: f64| (level / quantum + 0.5) as i64;
    for stands in stands(site, columns) {
        for share in shares(site, &stands, columns) {
            // Each phase is rounded by itself, as in a trial.
            let parts = phases.iter().map(|&phase| {
                level(metric, &site.builds[phase], stands[phase], share, columns).map(in_quanta)
            });
            levels.extend(parts.sum::<Option<i64>>());
        }
    }
    if metric == Metric::FacilityLoad && phases.len() == site.builds.len() {
        // What a stage can carry is drawn in full where the phases want more, whatever they are.
        let capacities = site
            .stages
            .iter()
            .flat_map(|stage| columns.levels(stage.capacity));
        levels.extend(capacities.map(in_quanta));
    }
    levels.sort_unstable();
    levels.dedup();
    levels
}

/// All combinations of where the phases of a site stand; none if they are too many to list.
fn stands(site: &SiteBuild, columns: &Columns) -> Vec<Vec<Stand>> {
    let mut all = vec![Vec::new()];
    for build in &site.builds {
        let sizes = [Some(build.size), build.it_full].into_iter().flatten();
        let sizes = sizes.map(|column| columns.levels(column).len()).max();
        let mut here = vec![Stand::Nothing];
        here.extend((0..sizes.unwrap_or(0).max(1)).map(Stand::Full));
        here.extend(build.observed.map(|_| Stand::Observed));
        all = all
            .iter()
            .flat_map(|stands: &Vec<Stand>| {
                here.iter()
                    .map(move |stand| stands.iter().copied().chain([*stand]).collect())
            })
            .collect();
        if all.len() > AT_MOST {
            return Vec::new();
        }
    }
    all
}

/// The shares of the installed GPUs that can be powered: all, or what a stage carries.
fn shares(site: &SiteBuild, stands: &[Stand], columns: &Columns) -> Vec<f64> {
    let mut shares = vec![1.0];
    let need: Option<f64> = site
        .builds
        .iter()
        .zip(stands)
        .map(|(build, stand)| level(Metric::FacilityLoad, build, *stand, 1.0, columns))
        .sum();
    if let Some(need) = need.filter(|need| *need > 0.0) {
        let capacities = site
            .stages
            .iter()
            .flat_map(|stage| columns.levels(stage.capacity));
        shares.extend(
            capacities
                .filter(|capacity| *capacity < need)
                .map(|capacity| capacity / need),
        );
    }
    shares
}

/// A phase's level, where it is the same in every trial.
fn level(
    metric: Metric,
    build: &PhaseBuild,
    stand: Stand,
    share: f64,
    columns: &Columns,
) -> Option<f64> {
    if stand == Stand::Nothing {
        return Some(0.0);
    }
    let value = |column| columns.value(column);
    let full = |column| match stand {
        Stand::Full(n) => columns.levels(column).get(n).copied(),
        _ => None,
    };
    if let (Metric::ItLoad, Some(power)) = (metric, build.it_full.and_then(full)) {
        return Some(power * share);
    }
    let installed = match (stand, build.observed) {
        (Stand::Observed, Some((_, gpus))) => value(gpus)?,
        _ => full(build.size)?,
    };
    let powered = installed * share;
    Some(match metric {
        Metric::GpusInstalled => installed,
        Metric::GpusPowered => powered,
        Metric::GpusStranded => installed - powered,
        Metric::ItLoad => powered * value(build.it_load)?,
        Metric::FacilityLoad | Metric::DeliveryGap => powered * value(build.facility_load)?,
        Metric::AverageLoad | Metric::Energy => powered * value(build.average_load)?,
        Metric::Compute | Metric::H100e => powered * value(build.compute)?,
        Metric::Effective => powered * value(build.effective)?,
        _ => return None,
    })
}
