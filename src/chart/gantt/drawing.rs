//! The marks and labels of a Gantt, row by row.
//!
//! What it does not know: which rows there are.

use super::super::number::percent;
use super::super::{Label, Mark, Place, Role, Shape, s_curve, text, time};
use super::{Row, outcome, site_name};
use crate::projection::{ActivityRow, ScheduleRow};

/// Criticality from which an activity's words stand out.
const CRITICAL: f64 = 0.5;

/// What is being drawn.
pub(super) struct Drawing {
    /// Where the plot ends.
    to: f64,
    status: Option<f64>,
    /// Whether rows stand under the names of sites.
    nested: bool,
    pub(super) marks: Vec<Mark>,
    pub(super) labels: Vec<Label>,
}

impl Drawing {
    pub(super) fn new(to: f64, status: Option<f64>, nested: bool) -> Self {
        Self {
            to,
            status,
            nested,
            marks: Vec::new(),
            labels: Vec::new(),
        }
    }

    pub(super) fn row(&mut self, row: &Row, y: f64) {
        let indent = u8::from(self.nested);
        match row {
            Row::Site(row) => self.label(Role::Text, site_name(row), y, Place::Row(0)),
            Row::Stage(row) => {
                let stage = text::words(row.stage.as_deref().unwrap_or_default());
                self.label(Role::Quiet, format!("grid: {stage}"), y, Place::Row(indent));
                self.milestone(row, y, Role::Grid, Role::GridMedian);
            }
            Row::Phase(row) => {
                let role = if self.nested { Role::Name } else { Role::Text };
                self.label(role, s_curve::phase_name(row), y, Place::Row(indent));
                self.milestone(row, y, Role::Phase, Role::Median);
            }
            Row::Activity(row) => self.activity(row, y, indent + 1),
        }
    }

    fn mark(&mut self, role: Role, shape: Shape) {
        self.marks.push(Mark { role, shape });
    }

    fn label(&mut self, role: Role, text: String, y: f64, place: Place) {
        let at = (self.to, y);
        self.labels.push(Label {
            role,
            text,
            at,
            place,
        });
    }

    /// A bar from `from` to `to`; where it runs out of the plot an arrow says so.
    fn bar(&mut self, role: Role, from: f64, to: Option<f64>, y: f64) {
        let ends = to.filter(|to| *to <= self.to);
        self.mark(role, Shape::Bar(from, ends.unwrap_or(self.to), y));
        if ends.is_none() {
            self.mark(Role::Beyond, Shape::Point(self.to, y));
        }
    }

    /// A phase or a grid stage: its P10 to P90 and its median given that it comes, its announced
    /// date, or its fact.
    fn milestone(&mut self, row: &ScheduleRow, y: f64, range: Role, median: Role) {
        let given = &row.given_online;
        let announced = day(row.announced.as_ref());
        if row.fact {
            let month = row.p50.as_deref().and_then(time::month_of);
            let since = month.map_or("known".to_owned(), |month| format!("since\u{a0}{month}"));
            self.label(Role::Text, since, y, Place::Column);
        } else {
            if let Some(first) = day(given.p10.as_ref()).filter(|day| *day <= self.to) {
                self.bar(range, first, day(given.p90.as_ref()), y);
            }
            if let Some(middle) = day(given.p50.as_ref()).filter(|day| *day <= self.to) {
                self.mark(median, Shape::Point(middle, y));
            }
            let role = match (&row.p50, median) {
                (None, _) => Role::Announced,
                (Some(_), Role::Median) => Role::Median,
                (Some(_), _) => Role::Quiet,
            };
            self.label(role, outcome(row), y, Place::Column);
            if median == Role::Median {
                self.maybe_already(row, y);
            }
        }
        if let Some(announced) = announced {
            self.mark(Role::Announced, Shape::Point(announced, y));
        }
        // Last, for it often stands on the announced date.
        if let Some(known) = day(row.p50.as_ref()).filter(|_| row.fact) {
            self.mark(Role::FactDate, Shape::Point(known, y));
        }
    }

    /// Behind the bar, the chance that it has happened unseen.
    fn maybe_already(&mut self, row: &ScheduleRow, y: f64) {
        let Some(chance) = s_curve::maybe_already(row) else {
            return;
        };
        let given = &row.given_online;
        let days = || {
            let drawn = [&row.announced, &given.p10, &given.p50, &given.p90];
            drawn
                .into_iter()
                .filter_map(|date| day(date.as_ref()))
                .chain(self.status)
        };
        let first = days().fold(f64::INFINITY, f64::min).min(self.to);
        let last = days().fold(first, f64::max).min(self.to);
        self.labels.push(Label {
            role: Role::Quiet,
            text: format!("may be online already: {}", percent(chance)),
            at: (last, y),
            place: Place::After(first),
        });
    }

    /// An activity: median start to median finish, with the finish's P10 to P90; solid if finished,
    /// solid up to the status date if under way.
    fn activity(&mut self, row: &ActivityRow, y: f64, indent: u8) {
        let name = text::words(&row.id);
        self.label(Role::Quiet, name, y, Place::Row(indent));
        let finish = day(row.p50.as_ref());
        let start = day(row.start_p50.as_ref());
        let finished = row.state == "finished";
        if let Some(known) = finish.filter(|_| finished && start.is_none()) {
            self.mark(Role::FactDate, Shape::Point(known, y));
        }
        if let Some(start) = start.filter(|start| *start < self.to) {
            let role = if finished { Role::Fact } else { Role::Activity };
            self.bar(role, start, finish, y);
            let by_status = self
                .status
                .map(|status| status.min(finish.unwrap_or(status)));
            if let Some(status) = by_status.filter(|s| row.state == "started" && *s > start) {
                self.mark(Role::Elapsed, Shape::Bar(start, status.min(self.to), y));
            }
            if !finished {
                self.whisker(row, y);
            }
        }
        let Some(month) = row.p50.as_deref().and_then(time::month_of) else {
            return;
        };
        let (role, words) = if finished {
            (Role::Quiet, format!("finished\u{a0}{month}"))
        } else {
            let critical = row.criticality >= CRITICAL;
            let role = if critical { Role::Name } else { Role::Quiet };
            let share = percent(row.criticality);
            (role, format!("P50\u{a0}{month} · critical\u{a0}{share}"))
        };
        self.label(role, words, y, Place::Column);
    }

    fn whisker(&mut self, row: &ActivityRow, y: f64) {
        let (Some(low), Some(high)) = (day(row.p10.as_ref()), day(row.p90.as_ref())) else {
            return;
        };
        let low = low.min(self.to);
        if high > low {
            self.mark(Role::Whisker, Shape::Whisker(low, high.min(self.to), y));
            if high > self.to {
                self.mark(Role::Beyond, Shape::Point(self.to, y));
            }
        }
    }
}

fn day(date: Option<&String>) -> Option<f64> {
    date.and_then(|date| time::end(date))
}
