//! Plain recording: every period's value of every trial, for scopes that change in most periods.

use super::block::{Block, Built};
use super::cells::Tally;
use crate::plan::{BLOCK, Metric, Plan, ScopePlan, SeriesPlan};

/// A phase's level of a metric, in the metric's unit.
#[inline]
pub(super) fn phase_level(
    plan: &Plan,
    block: &Block,
    trial: usize,
    phase: usize,
    metric: Metric,
    built: Built,
) -> f64 {
    let plan_phase = &plan.phases[phase];
    let site = &plan.sites[plan_phase.site];
    let build = &site.builds[phase - site.phases.start];
    let column = match metric {
        Metric::GpusInstalled => return built.installed,
        Metric::GpusPowered => return built.powered,
        Metric::GpusStranded => return built.installed - built.powered,
        Metric::StrandedPower => return 0.0,
        Metric::ItLoad => build.it_load,
        Metric::FacilityLoad | Metric::DeliveryGap => build.facility_load,
        Metric::AverageLoad | Metric::Energy => build.average_load,
        Metric::Compute | Metric::H100e => build.compute,
        Metric::Effective => build.effective,
    };
    built.powered * block.columns[column * BLOCK + trial]
}

/// A level as a whole number of quanta. Sums of these are exact, in any order.
#[inline]
pub(super) fn quanta(level: f64, per_quantum: f64) -> i64 {
    // Half up, by a cast: levels are never negative and far below 2^52 quanta.
    (level * per_quantum + 0.5) as i64
}

/// Records one block of one series, period by period.
pub(super) fn record<T: Tally>(
    plan: &Plan,
    scope: &ScopePlan,
    series: &SeriesPlan,
    cells: &mut T,
    block: &Block,
    deltas: &mut Vec<i64>,
) {
    let edges = plan.timeline.edges().len();
    deltas.clear();
    deltas.resize(edges * BLOCK, 0);
    let per_quantum = 1.0 / series.grid.quantum;
    if series.metric == Metric::StrandedPower {
        for &site in &scope.whole_sites {
            for trial in 0..block.len {
                add(deltas, trial, block.spare[site].of(trial), |&spare| {
                    quanta(spare, per_quantum)
                });
            }
        }
    } else {
        for &(site, phase) in &scope.phases {
            let phase = plan.sites[site].phases.start + phase;
            for trial in 0..block.len {
                add(deltas, trial, block.built[phase].of(trial), |&built| {
                    quanta(
                        phase_level(plan, block, trial, phase, series.metric, built),
                        per_quantum,
                    )
                });
            }
        }
    }
    let flow = series.metric == Metric::Energy;
    for edge in 1..edges {
        let (before, from) = deltas.split_at_mut(edge * BLOCK);
        let before = &before[(edge - 1) * BLOCK..];
        let now = &mut from[..block.len];
        for (now, before) in now.iter_mut().zip(before) {
            *now += *before;
        }
        if flow {
            cells.count(
                edge - 1,
                now.iter().zip(before).map(|(now, before)| now + before),
            );
        } else {
            cells.count(edge - 1, now.iter().copied());
        }
    }
}

/// Adds a trial's changes of level to the column of each edge.
fn add<T>(deltas: &mut [i64], trial: usize, changes: &[(u32, T)], level: impl Fn(&T) -> i64) {
    let mut before = 0;
    for (edge, value) in changes {
        let now = level(value);
        deltas[*edge as usize * BLOCK + trial] += now - before;
        before = now;
    }
}
