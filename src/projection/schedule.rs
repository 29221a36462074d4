//! The schedule of the answer: milestones, chances and activities.

use super::build::{printed, share};
use super::rounding::rounded;
use super::series::CONFIDENCE;
use super::{ActivityRow, CurvePoint, Given, ScheduleRow};
use crate::calendar::{DAYS_PER_MONTH, date_of_day};
use crate::model::{Activity, ActivityState, Milestone, Model, Phase, PhaseState, Schedule, Site};
use crate::plan::{PhasePlan, Plan, announced_load};
use crate::results::{ActivityResult, DateCounts, MilestoneResult, Results, WaitResult};
use crate::stats::{binomial_ranks, order_rank};

/// Points of an S-curve: one at each of so many equal shares.
const CURVE_POINTS: u64 = 200;

pub(super) fn rows(model: &Model, plan: &Plan, results: &Results) -> Vec<ScheduleRow> {
    let mut rows = Vec::new();
    if results.phases.is_empty() {
        return rows;
    }
    for (site_index, site) in model.sites.iter().enumerate() {
        for (stage, result) in site.grid.iter().zip(&results.stages[site_index]) {
            let mut row = row(site, "energised", result, results.trials);
            row.stage = Some(stage.id.clone());
            row.fact = matches!(stage.energised, crate::model::Energised::Fact(_));
            rows.push(row);
        }
        let range = plan.sites[site_index].phases.clone();
        for ((phase, entry), result) in site
            .phases
            .iter()
            .zip(&plan.phases[range.clone()])
            .zip(&results.phases[range])
        {
            for (milestone, dates) in [
                (Milestone::Ready, &result.ready),
                (Milestone::Online, &result.online),
                (Milestone::Complete, &result.complete),
            ] {
                let mut row = phase_row(site, phase, milestone, dates, results.trials);
                row.fact = match milestone {
                    Milestone::Ready => matches!(phase.state, PhaseState::Online(_)),
                    Milestone::Online => entry.fact,
                    Milestone::Complete => {
                        entry.fact && is_past(&result.complete, &result.online, entry)
                    }
                };
                rows.push(row);
            }
            if let Some(online) = rows
                .iter_mut()
                .rev()
                .find(|row| row.milestone == Milestone::Online.word())
            {
                online.activities = activities(phase, &result.activities);
                online.announced_mw = Some(announced_load(model, site, phase));
                let waits = plan.waits_for_power(site_index)
                    || plan.sites[site_index].builds[entry.phase].drawn.is_some();
                if waits && !online.fact {
                    wait(&mut online.given_online, &result.wait);
                }
            }
        }
    }
    rows
}

/// Whether a phase that runs as a fact was complete, in every trial, by the last evidence or, with
/// none and no ramp, by its first service.
fn is_past(complete: &MilestoneResult, online: &MilestoneResult, entry: &PhasePlan) -> bool {
    let dates = &complete.dates;
    let trials = online.dates.finite();
    let began = online.dates.at_ranks(&[trials])[0];
    let seen = entry.seen.map(|seen| seen.floor() as i32);
    seen.max(began)
        .is_some_and(|last| dates.finite() == trials && dates.by(last) == trials)
}

fn phase_row(
    site: &Site,
    phase: &Phase,
    milestone: Milestone,
    result: &MilestoneResult,
    trials: u64,
) -> ScheduleRow {
    let mut row = row(site, milestone.word(), result, trials);
    row.phase = Some(phase.id.clone());
    row.phase_name = Some(phase.name.clone());
    row.seen = phase.seen_on.map(printed);
    if milestone != Milestone::Ready {
        row.announced = phase.announced_online.map(|period| printed(period.last));
        if row.announced.is_some() {
            row.on_time = Some(share(result.on_time, trials));
            let slip = result.mean_slip();
            row.given_online.mean_slip_months = slip.map(|(mean, _)| mean / DAYS_PER_MONTH);
            row.given_online.mean_slip_se = slip.map(|(_, se)| se / DAYS_PER_MONTH);
        }
    }
    if milestone == Milestone::Online {
        row.curve = curve(&result.dates, trials);
    }
    row
}

fn row(site: &Site, milestone: &str, result: &MilestoneResult, trials: u64) -> ScheduleRow {
    let day = |day: Option<i32>| day.and_then(day_printed);
    let percentile = |p: f64| day(result.dates.at_ranks(&[order_rank(trials, p)])[0]);
    let given = |p: f64| {
        let finite = result.dates.finite();
        if finite == 0 {
            None
        } else {
            day(result.dates.at_ranks(&[order_rank(finite, p)])[0])
        }
    };
    let interval = |p: f64| {
        let (low, high) = binomial_ranks(trials, p, CONFIDENCE);
        let days = result.dates.at_ranks(&[low, high]);
        (day(days[0]), day(days[1]))
    };
    let ((p10_lo, p10_hi), (p50_lo, p50_hi), (p90_lo, p90_hi)) =
        (interval(0.10), interval(0.50), interval(0.90));
    ScheduleRow {
        site: site.id.clone(),
        site_name: site.name.clone(),
        phase: None,
        phase_name: None,
        stage: None,
        milestone: milestone.to_owned(),
        announced: None,
        seen: None,
        fact: false,
        on_time: None,
        cancelled: share(result.cancelled, trials),
        never_restarted: share(result.never_restarted, trials),
        maybe_already: share(result.by_status_date, trials),
        p10: percentile(0.10),
        p50: percentile(0.50),
        p80: percentile(0.80),
        p90: percentile(0.90),
        p10_lo,
        p10_hi,
        p50_lo,
        p50_hi,
        p90_lo,
        p90_hi,
        given_online: Given {
            p10: given(0.10),
            p50: given(0.50),
            p80: given(0.80),
            p90: given(0.90),
            mean_slip_months: None,
            mean_slip_se: None,
            waits: None,
            mean_wait_months: None,
            mean_wait_se: None,
        },
        curve: Vec::new(),
        activities: Vec::new(),
        announced_mw: None,
    }
}

/// How often and how long a phase waits for power, given that it comes.
fn wait(given: &mut Given, wait: &WaitResult) {
    if wait.comes == 0 {
        return;
    }
    let mean = wait.mean();
    given.waits = Some(share(wait.waits(), wait.comes));
    given.mean_wait_months = mean.map(|(mean, _)| mean / DAYS_PER_MONTH);
    given.mean_wait_se = mean.map(|(_, se)| se / DAYS_PER_MONTH);
}

/// A day since 1970-01-01 as it stands in files.
pub(crate) fn day_printed(day: i32) -> Option<String> {
    date_of_day(f64::from(day)).map(printed)
}

/// The S-curve: the day and the share reached by its end, at equal steps of the share.
fn curve(dates: &DateCounts, trials: u64) -> Vec<CurvePoint> {
    let mut ranks: Vec<u64> = (0..=CURVE_POINTS)
        .map(|k| (trials * k / CURVE_POINTS).max(1))
        .collect();
    // The last trial in which it comes closes the curve.
    ranks.push(dates.finite().max(1));
    ranks.sort_unstable();
    ranks.dedup();
    let mut points: Vec<CurvePoint> = Vec::new();
    for day in dates.at_ranks(&ranks).into_iter().flatten() {
        let Some(date) = day_printed(day) else {
            continue;
        };
        if points.last().is_none_or(|point| point.date != date) {
            points.push(CurvePoint {
                date,
                share: dates.by(day) as f64 / trials as f64,
            });
        }
    }
    points
}

fn activities(phase: &Phase, results: &[ActivityResult]) -> Vec<ActivityRow> {
    let Schedule::Network(activities) = &phase.schedule else {
        return Vec::new();
    };
    activities
        .iter()
        .zip(results)
        .map(|(activity, result)| activity_row(activity, result))
        .collect()
}

fn activity_row(activity: &Activity, result: &ActivityResult) -> ActivityRow {
    let percentiles = |dates: &DateCounts| {
        let finite = dates.finite();
        let at = |p: f64| {
            let rank = order_rank(finite, p);
            if finite == 0 {
                None
            } else {
                dates.at_ranks(&[rank])[0].and_then(day_printed)
            }
        };
        [at(0.10), at(0.50), at(0.90)]
    };
    let [p10, p50, p90] = percentiles(&result.finish);
    let [start_p10, start_p50, start_p90] = percentiles(&result.start);
    let criticality = share(result.critical, result.ended.max(1));
    ActivityRow {
        id: activity.id.clone(),
        state: match activity.state {
            ActivityState::Open => "open",
            ActivityState::Started { .. } => "started",
            ActivityState::Finished { .. } => "finished",
        }
        .to_owned(),
        criticality: criticality.value,
        criticality_se: criticality.se,
        cruciality: result.cruciality(),
        cruciality_rank: None,
        sensitivity_index: result.sensitivity_index().map(rounded),
        float_days: None,
        after: Vec::new(),
        p10,
        p50,
        p90,
        start_p10,
        start_p50,
        start_p90,
    }
}
