//! schedule.csv: one row per phase and milestone, and per grid stage.

use super::sheet::{Sheet, estimate, maybe, number, text};
use crate::projection::{Projection, ScheduleRow};

const HEADER: [&str; 37] = [
    "site",
    "site_name",
    "phase",
    "phase_name",
    "stage",
    "milestone",
    "announced",
    "seen",
    "fact",
    "on_time",
    "on_time_se",
    "cancelled",
    "cancelled_se",
    "never_restarted",
    "never_restarted_se",
    "maybe_already",
    "maybe_already_se",
    "p10",
    "p50",
    "p80",
    "p90",
    "p10_lo",
    "p10_hi",
    "p50_lo",
    "p50_hi",
    "p90_lo",
    "p90_hi",
    "given_online_p10",
    "given_online_p50",
    "given_online_p80",
    "given_online_p90",
    "mean_slip_months",
    "mean_slip_se",
    "waits",
    "waits_se",
    "mean_wait_months",
    "mean_wait_se",
];

/// The schedule as a table. Dates are YYYY-MM-DD, empty where they never come; chances are shares
/// of all trials.
#[must_use]
pub fn schedule_csv(projection: &Projection) -> Vec<u8> {
    let mut sheet = Sheet::new(&HEADER);
    for row in &projection.schedule {
        sheet.row(&cells(row));
    }
    sheet.finish()
}

fn cells(row: &ScheduleRow) -> Vec<String> {
    let mut cells = vec![
        text(&row.site),
        text(&row.site_name),
        maybe(row.phase.as_ref()),
        maybe(row.phase_name.as_ref()),
        maybe(row.stage.as_ref()),
        text(&row.milestone),
        maybe(row.announced.as_ref()),
        maybe(row.seen.as_ref()),
        row.fact.to_string(),
    ];
    cells.extend(estimate(row.on_time));
    cells.extend(estimate(Some(row.cancelled)));
    cells.extend(estimate(Some(row.never_restarted)));
    cells.extend(estimate(Some(row.maybe_already)));
    let given = &row.given_online;
    let dates = [
        &row.p10,
        &row.p50,
        &row.p80,
        &row.p90,
        &row.p10_lo,
        &row.p10_hi,
        &row.p50_lo,
        &row.p50_hi,
        &row.p90_lo,
        &row.p90_hi,
        &given.p10,
        &given.p50,
        &given.p80,
        &given.p90,
    ];
    cells.extend(dates.into_iter().map(|date| maybe(date.as_ref())));
    let months = [given.mean_slip_months, given.mean_slip_se];
    cells.extend(months.map(|months| months.map_or_else(String::new, number)));
    cells.extend(estimate(given.waits));
    let months = [given.mean_wait_months, given.mean_wait_se];
    cells.extend(months.map(|months| months.map_or_else(String::new, number)));
    cells
}
