//! The probabilistic Gantt: every site's grid stages, phases and activities as ranges of dates.
//!
//! What it does not know: what a bar looks like.

use super::number::grouped;
use super::{
    Axis, Chart, Height, Key, Label, Mark, Place, Role, Shape, Swatch, fan, footer, s_curve, text,
    time,
};
use crate::projection::{ActivityRow, Projection, ScheduleRow};

/// Rows up to which activities are shown.
const READABLE: usize = 44;
/// Rows at most; further phases are counted.
const MOST: usize = 160;
/// Px of a row.
const ROW: f64 = 25.0;
/// Days that the plot shows beyond the last median, announced date and the horizon.
const BEYOND: f64 = 400.0;

/// A row of the chart.
enum Row<'a> {
    Site(&'a ScheduleRow),
    Stage(&'a ScheduleRow),
    Phase(&'a ScheduleRow),
    Activity(&'a ActivityRow),
}

/// The Gantt; `None` if the schedule was not recorded.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let detailed = rows(projection, true);
    let mut rows = if detailed.len() <= READABLE {
        detailed
    } else {
        rows(projection, false)
    };
    if rows.is_empty() {
        return None;
    }
    let left_out = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    let (from, to) = span(projection, &rows);
    let mut drawing = Drawing {
        to,
        marks: Vec::new(),
        labels: Vec::new(),
    };
    fan::status(
        projection,
        from,
        to,
        &mut drawing.marks,
        &mut drawing.labels,
    );
    for (n, row) in rows.iter().enumerate() {
        drawing.row(row, n as f64 + 0.5);
    }
    let count = rows.len() as f64;
    Some(Chart {
        stem: "gantt".to_owned(),
        title: "Schedule by site: what comes online when".to_owned(),
        message: message(projection),
        footnotes: footer::notes(projection, notes(left_out)),
        x: time::axis(from, to),
        y: Axis {
            title: String::new(),
            from: 0.0,
            to: count,
            ticks: Vec::new(),
            lines: site_lines(&rows),
        },
        height: Height::Plot(count * ROW),
        key: key(&drawing.marks),
        marks: drawing.marks,
        labels: drawing.labels,
    })
}

/// Rows by site in order of appearance: stages, then phases, each with its activities if wanted.
fn rows(projection: &Projection, detailed: bool) -> Vec<Row<'_>> {
    let mut sites: Vec<&str> = Vec::new();
    let shown = |row: &&ScheduleRow| row.milestone == "online" || row.milestone == "energised";
    for row in projection.schedule.iter().filter(shown) {
        if !sites.contains(&row.site.as_str()) {
            sites.push(&row.site);
        }
    }
    let mut rows = Vec::new();
    for site in sites {
        let own = || {
            projection
                .schedule
                .iter()
                .filter(move |row| row.site == site)
        };
        rows.extend(own().find(shown).map(Row::Site));
        rows.extend(
            own()
                .filter(|row| row.milestone == "energised")
                .map(Row::Stage),
        );
        for phase in own().filter(|row| row.milestone == "online") {
            rows.push(Row::Phase(phase));
            if detailed {
                rows.extend(phase.activities.iter().map(Row::Activity));
            }
        }
    }
    rows
}

fn site_lines(rows: &[Row]) -> Vec<f64> {
    let starts = rows.iter().enumerate();
    starts
        .filter(|(_, row)| matches!(row, Row::Site(_)))
        .map(|(n, _)| n as f64)
        .collect()
}

/// The days that the plot shows, whole years: all that has a median, the rest as far as it helps.
fn span(projection: &Projection, rows: &[Row]) -> (f64, f64) {
    let mut firm: Vec<f64> = Vec::new();
    let mut loose: Vec<f64> = Vec::new();
    let mut add = |to_firm: &[&Option<String>], to_loose: &[&Option<String>]| {
        firm.extend(to_firm.iter().filter_map(|d| time::end(d.as_deref()?)));
        loose.extend(to_loose.iter().filter_map(|d| time::end(d.as_deref()?)));
    };
    add(&[&projection.scenario.as_of], &[]);
    for row in rows {
        match row {
            Row::Site(_) => {}
            Row::Stage(row) | Row::Phase(row) => {
                add(&[&row.announced, &row.p10, &row.p50], &[&row.p90]);
            }
            Row::Activity(row) => add(&[&row.start_p50, &row.p50], &[&row.p10, &row.p90]),
        }
    }
    let last_period = projection.periods.last().and_then(|end| time::end(end));
    let first = firm
        .iter()
        .chain(&loose)
        .copied()
        .fold(f64::INFINITY, f64::min);
    let last = firm.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !first.is_finite() || !last.is_finite() {
        let from = time::start(&projection.scenario.from).unwrap_or(0.0);
        return (from, last_period.unwrap_or(from + 365.0));
    }
    let cap = last.max(last_period.unwrap_or(last)) + BEYOND;
    let last = loose
        .into_iter()
        .filter(|day| *day <= cap)
        .fold(last, f64::max);
    (time::year_start(first, 0), time::year_start(last, 1))
}

/// What is being drawn, row by row.
struct Drawing {
    to: f64,
    marks: Vec<Mark>,
    labels: Vec<Label>,
}

impl Drawing {
    fn row(&mut self, row: &Row, y: f64) {
        match row {
            Row::Site(row) => {
                let name = text::clean(&row.site_name);
                let name = if name.is_empty() {
                    text::clean(&row.site)
                } else {
                    name
                };
                self.label(Role::Text, name, y, Place::Row(0));
            }
            Row::Stage(row) => {
                let stage = text::words(row.stage.as_deref().unwrap_or_default());
                self.label(Role::Quiet, format!("grid: {stage}"), y, Place::Row(1));
                self.milestone(row, y, Role::Grid, Role::GridMedian);
            }
            Row::Phase(row) => {
                let name = s_curve::phase_name(row);
                self.label(Role::Name, name, y, Place::Row(1));
                self.milestone(row, y, Role::Phase, Role::Median);
            }
            Row::Activity(row) => self.activity(row, y),
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

    /// A bar from `from` to `to`; where it runs out of the plot, or never ends, an arrow says so.
    fn bar(&mut self, role: Role, from: f64, to: Option<f64>, y: f64) {
        let ends = to.filter(|to| *to <= self.to);
        self.mark(role, Shape::Bar(from, ends.unwrap_or(self.to), y));
        if ends.is_none() {
            self.mark(Role::Beyond, Shape::Point(self.to, y));
        }
    }

    /// A phase or a grid stage: its P10 to P90, its median, its announced date, or its fact.
    fn milestone(&mut self, row: &ScheduleRow, y: f64, range: Role, median: Role) {
        let day = |date: &Option<String>| date.as_deref().and_then(time::end);
        let month = row.p50.as_deref().and_then(time::month_of);
        if row.fact {
            let since = month.map_or("known".to_owned(), |month| format!("since\u{a0}{month}"));
            self.label(Role::Text, since, y, Place::Column);
        } else {
            if let Some(first) = day(&row.p10) {
                self.bar(range, first, day(&row.p90), y);
            }
            if let Some(middle) = day(&row.p50).filter(|day| *day <= self.to) {
                self.mark(median, Shape::Point(middle, y));
            }
            let (role, words) = match month {
                Some(month) if median == Role::Median => (median, format!("P50\u{a0}{month}")),
                Some(month) => (Role::Quiet, format!("P50\u{a0}{month}")),
                None => (Role::Announced, "P50\u{a0}never".to_owned()),
            };
            self.label(role, words, y, Place::Column);
        }
        if let Some(announced) = day(&row.announced) {
            self.mark(Role::Announced, Shape::Point(announced, y));
        }
        // Last, for it often stands on the announced date.
        if let Some(known) = day(&row.p50).filter(|_| row.fact) {
            self.mark(Role::FactDate, Shape::Point(known, y));
        }
    }

    /// An activity: median start to median finish, with the finish's P10 to P90; solid if finished.
    fn activity(&mut self, row: &ActivityRow, y: f64) {
        let day = |date: &Option<String>| date.as_deref().and_then(time::end);
        let name = text::words(&row.id);
        self.label(Role::Quiet, name, y, Place::Row(2));
        let start = day(&row.start_p50).or(day(&row.p50));
        if let Some(start) = start.filter(|start| *start < self.to) {
            let finished = row.state == "finished";
            let role = if finished { Role::Fact } else { Role::Activity };
            self.bar(role, start, day(&row.p50), y);
            if let (Some(low), Some(high)) = (day(&row.p10), day(&row.p90)) {
                let low = low.min(self.to);
                if !finished && high > low {
                    self.mark(Role::Whisker, Shape::Whisker(low, high.min(self.to), y));
                    if high > self.to {
                        self.mark(Role::Beyond, Shape::Point(self.to, y));
                    }
                }
            }
        }
        if let Some(month) = row.p50.as_deref().and_then(time::month_of) {
            self.label(Role::Quiet, month, y, Place::Column);
        }
    }
}

fn notes(left_out: usize) -> Vec<String> {
    let mut notes = vec![
        "Dates of phases and grid stages are over all trials; those of activities given that they come."
            .to_owned(),
    ];
    if left_out > 0 {
        notes.push(format!(
            "{} further rows have no room here.",
            grouped(&left_out.to_string())
        ));
    }
    notes
}

/// Explains what is drawn, and only that.
fn key(marks: &[Mark]) -> Vec<Key> {
    let entries = [
        (Role::Phase, Swatch::Bar, "online P10\u{a0}–\u{a0}P90"),
        (Role::Median, Swatch::Point, "P50"),
        (Role::Beyond, Swatch::Point, "later or never"),
        (Role::Announced, Swatch::Point, "announced"),
        (Role::FactDate, Swatch::Point, "known"),
        (Role::Grid, Swatch::Bar, "grid P10\u{a0}–\u{a0}P90"),
        (Role::Activity, Swatch::Bar, "activity (P50)"),
        (Role::Whisker, Swatch::Whisker, "finish P10\u{a0}–\u{a0}P90"),
        (Role::Fact, Swatch::Bar, "finished"),
    ];
    entries
        .into_iter()
        .filter(|(role, ..)| marks.iter().any(|mark| mark.role == *role))
        .map(|(role, swatch, text)| Key {
            role,
            swatch,
            text: text.to_owned(),
        })
        .collect()
}

/// What the Gantt says, in a sentence.
fn message(projection: &Projection) -> String {
    let phases = || {
        projection
            .schedule
            .iter()
            .filter(|row| row.milestone == "online")
    };
    let known = phases().filter(|row| row.fact).count();
    let open: Vec<_> = phases().filter(|row| !row.fact).collect();
    let dated: Vec<_> = open.iter().filter(|row| row.announced.is_some()).collect();
    let on_time = dated
        .iter()
        .filter(|row| row.on_time.is_some_and(|chance| chance.value >= 0.5))
        .count();
    let never = open.iter().filter(|row| row.p50.is_none()).count();
    let mut parts = Vec::new();
    if !dated.is_empty() {
        parts.push(format!(
            "{} of the {} phases announced and not yet online are more likely than not on time",
            if on_time == 0 {
                "None".to_owned()
            } else {
                on_time.to_string()
            },
            dated.len()
        ));
    }
    if never > 0 {
        parts.push(format!("{never} never come in the median trial"));
    }
    if known > 0 {
        parts.push(format!("{known} are online already"));
    }
    if parts.is_empty() {
        return "Ranges of dates, P10 to P90.".to_owned();
    }
    parts.join("; ") + "."
}
