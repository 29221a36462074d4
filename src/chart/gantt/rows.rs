//! The rows of a Gantt: which milestones and activities stand in it, in which order.
//!
//! What it does not know: how a row is drawn.

use super::super::time;
use crate::projection::{ActivityRow, Projection, ScheduleRow};

/// Rows of a site up to which every copy of a phase is shown with its activities.
const READABLE: usize = 45;

/// A row of the chart.
pub(super) enum Row<'a> {
    /// The name of a site; any of its milestones.
    Site(&'a ScheduleRow),
    /// A grid stage.
    Stage(&'a ScheduleRow),
    /// A phase, by its online date.
    Phase(&'a ScheduleRow),
    /// An activity of the phase above it.
    Activity(&'a ActivityRow),
}

impl<'a> Row<'a> {
    /// The milestone that the row shows, or names.
    pub(super) fn milestone(&self) -> Option<&'a ScheduleRow> {
        match self {
            Row::Site(row) | Row::Stage(row) | Row::Phase(row) => Some(row),
            Row::Activity(_) => None,
        }
    }
}

/// Every site with its stages and phases.
pub(super) fn overview(projection: &Projection) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for site in sites(projection) {
        let (stages, phases) = (stages(projection, site), phases(projection, site));
        rows.extend(phases.first().or(stages.first()).copied().map(Row::Site));
        rows.extend(stages.into_iter().map(Row::Stage));
        rows.extend(phases.into_iter().map(Row::Phase));
    }
    rows
}

/// Leaves out phases that run and sites where nothing else stands, and counts the phases; where all phases run, none.
pub(super) fn leave_out_running(rows: &mut Vec<Row<'_>>) -> usize {
    let is_running = |row: &Row| matches!(row, Row::Phase(row) if row.fact);
    let phases = rows.iter().filter(|row| matches!(row, Row::Phase(_)));
    let running = rows.iter().filter(|row| is_running(row)).count();
    if running == phases.count() {
        return 0;
    }
    rows.retain(|row| !is_running(row));
    let is_site = |row: Option<&Row>| matches!(row, None | Some(Row::Site(_)));
    let bare: Vec<bool> = (0..rows.len())
        .map(|at| is_site(rows.get(at)) && is_site(rows.get(at + 1)))
        .collect();
    let mut bare = bare.into_iter();
    rows.retain(|_| bare.next() == Some(false));
    running
}

/// A site's stages, and its phases with their activities. Where that is too much, copies of a
/// phase stand without theirs; the second value counts those.
pub(super) fn site<'a>(projection: &'a Projection, site: &str) -> (Vec<Row<'a>>, usize) {
    let stages = stages(projection, site);
    let phases = phases(projection, site);
    let activities: usize = phases.iter().map(|phase| phase.activities.len()).sum();
    let crowded = stages.len() + phases.len() + activities > READABLE;
    let mut rows: Vec<Row> = stages.into_iter().map(Row::Stage).collect();
    let mut left_out = 0;
    for (n, phase) in phases.iter().enumerate() {
        rows.push(Row::Phase(phase));
        if crowded && phases[..n].iter().any(|other| are_copies(other, phase)) {
            left_out += 1;
            continue;
        }
        let mut activities: Vec<&ActivityRow> = phase.activities.iter().collect();
        // Of what is finished the start may be unknown.
        let start = |activity: &ActivityRow| {
            day(activity.start_p50.as_ref()).min(day(activity.p50.as_ref()))
        };
        activities.sort_by(|a, b| {
            start(a)
                .total_cmp(&start(b))
                .then(day(a.p50.as_ref()).total_cmp(&day(b.p50.as_ref())))
                .then_with(|| a.id.cmp(&b.id))
        });
        rows.extend(activities.into_iter().map(Row::Activity));
    }
    (rows, left_out)
}

/// Ids of sites, by their first known, announced or expected date.
pub(super) fn sites(projection: &Projection) -> Vec<&str> {
    let mut sites: Vec<(&str, f64)> = Vec::new();
    for row in projection.schedule.iter().filter(|row| is_shown(row)) {
        // A grid stage says little about when a site comes.
        let day = if row.milestone == "online" {
            expected(row)
        } else {
            f64::INFINITY
        };
        match sites.iter_mut().find(|(site, _)| *site == row.site) {
            Some((_, first)) => *first = first.min(day),
            None => sites.push((&row.site, day)),
        }
    }
    sites.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(b.0)));
    sites.into_iter().map(|(site, _)| site).collect()
}

fn is_shown(row: &ScheduleRow) -> bool {
    row.milestone == "online" || row.milestone == "energised"
}

/// A site's grid stages by their median.
fn stages<'a>(projection: &'a Projection, site: &str) -> Vec<&'a ScheduleRow> {
    let rows = projection.schedule.iter();
    let mut stages: Vec<_> = rows
        .filter(|row| row.site == site && row.milestone == "energised")
        .collect();
    stages.sort_by(|a, b| {
        expected(a)
            .total_cmp(&expected(b))
            .then_with(|| a.stage.cmp(&b.stage))
    });
    stages
}

/// A site's phases by their known, announced or expected date; copies by their number.
fn phases<'a>(projection: &'a Projection, site: &str) -> Vec<&'a ScheduleRow> {
    let rows = projection.schedule.iter();
    let mut phases: Vec<_> = rows
        .filter(|row| row.site == site && row.milestone == "online")
        .collect();
    phases.sort_by(|a, b| {
        expected(a)
            .total_cmp(&expected(b))
            .then_with(|| copy(a).cmp(&copy(b)))
    });
    phases
}

/// The known date, else the announced one, else the P50 given that it comes.
fn expected(row: &ScheduleRow) -> f64 {
    let dates = if row.fact {
        [&row.p50, &row.announced]
    } else {
        [&row.announced, &row.given_online.p50]
    };
    let known = dates
        .into_iter()
        .map(|date| day(date.as_ref()))
        .find(|day| day.is_finite());
    known.unwrap_or(f64::INFINITY)
}

fn day(date: Option<&String>) -> f64 {
    date.and_then(|date| time::end(date))
        .unwrap_or(f64::INFINITY)
}

/// A phase's id as that of a copied phase and the copy's number: ("one", 2) of "one-2".
fn copy(row: &ScheduleRow) -> (&str, u64) {
    let id = row.phase.as_deref().unwrap_or_default();
    let parts = id.rsplit_once('-');
    let number = parts.and_then(|(of, number)| Some((of, number.parse().ok()?)));
    number.unwrap_or((id, 0))
}

/// Whether two phases are copies of one template, by their ids and announced dates.
pub(in super::super) fn are_copies(one: &ScheduleRow, other: &ScheduleRow) -> bool {
    let ids = |row: &'_ ScheduleRow| -> Vec<String> {
        row.activities.iter().map(|a| a.id.clone()).collect()
    };
    copy(one).0 == copy(other).0 && ids(one) == ids(other)
}
