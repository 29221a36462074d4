//! Atoms: levels that many trials share exactly, known when the plan is made.
//!
//! At each site every phase stands at nothing, at what is seen running, or in full; and power is
//! either enough or one grid stage's capacity. Where all that is certain the level is known to
//! the last quantum, and gets a bin of its own.

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
    let flow: Vec<i64> = if metric == Metric::Energy {
        // Counted as the sum of the loads at a period's two ends.
        sums.iter()
            .flat_map(|first| sums.iter().map(move |second| first + second))
            .collect()
    } else {
        sums
    };
    let mut atoms: Vec<i64> = flow.into_iter().filter(|&atom| atom > 0).collect();
    atoms.sort_unstable();
    atoms.dedup();
    atoms.truncate(AT_MOST);
    atoms
}

/// The levels at which a site can stand for certain, zero among them.
fn site_levels(
    metric: Metric,
    site: &SiteBuild,
    phases: &[usize],
    quantum: f64,
    columns: &Columns,
) -> Vec<i64> {
    let mut levels = vec![0];
    for installed in states(site, columns) {
        for share in shares(site, &installed, columns) {
            let level: Option<i64> = phases
                .iter()
                .map(|&phase| {
                    quanta(
                        metric,
                        &site.builds[phase],
                        installed[phase]?,
                        share,
                        quantum,
                        columns,
                    )
                })
                .sum();
            levels.extend(level);
        }
    }
    levels.sort_unstable();
    levels.dedup();
    levels
}

/// The states of a site: for each phase how many GPUs are installed, where that is certain.
fn states(site: &SiteBuild, columns: &Columns) -> Vec<Vec<Option<f64>>> {
    let mut states = vec![Vec::new()];
    for build in &site.builds {
        let size = columns.value(build.size);
        let mut counts = vec![Some(0.0), size];
        counts.extend(build.observed.map(|(_, gpus)| columns.value(gpus)));
        states = states
            .iter()
            .flat_map(|state: &Vec<Option<f64>>| {
                counts
                    .iter()
                    .map(move |count| state.iter().copied().chain([*count]).collect())
            })
            .collect();
        if states.len() > AT_MOST {
            return Vec::new();
        }
    }
    states
}

/// The shares of the installed GPUs that can be powered: all, or what a stage carries.
fn shares(site: &SiteBuild, installed: &[Option<f64>], columns: &Columns) -> Vec<f64> {
    let mut shares = vec![1.0];
    let need: Option<f64> = site
        .builds
        .iter()
        .zip(installed)
        .map(|(build, installed)| Some((*installed)? * columns.value(build.facility_load)?))
        .sum();
    if let Some(need) = need.filter(|need| *need > 0.0) {
        let capacities = site
            .stages
            .iter()
            .filter_map(|stage| columns.value(stage.capacity));
        shares.extend(
            capacities
                .filter(|capacity| *capacity < need)
                .map(|capacity| capacity / need),
        );
    }
    shares
}

/// A phase's level in quanta, by the same arithmetic as in a trial.
fn quanta(
    metric: Metric,
    build: &PhaseBuild,
    installed: f64,
    share: f64,
    quantum: f64,
    columns: &Columns,
) -> Option<i64> {
    let powered = installed * share;
    let level = match metric {
        Metric::GpusInstalled => installed,
        Metric::GpusPowered => powered,
        Metric::GpusStranded => installed - powered,
        Metric::ItLoad => powered * columns.value(build.it_load)?,
        Metric::FacilityLoad | Metric::DeliveryGap => {
            powered * columns.value(build.facility_load)?
        }
        Metric::AverageLoad | Metric::Energy => powered * columns.value(build.average_load)?,
        Metric::Compute | Metric::H100e => powered * columns.value(build.compute)?,
        Metric::Effective => powered * columns.value(build.effective)?,
        Metric::StrandedPower => return None,
    };
    Some((level * (1.0 / quantum) + 0.5) as i64)
}
