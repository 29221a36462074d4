//! S-curves: the share of all trials in which a phase is online, by date.
//!
//! What it does not know: how the curve was made.

use super::number::percent;
use super::{
    Axis, Chart, Height, Key, Label, Mark, Place, Reading, Readings, Role, Shape, Subject, Swatch,
    Tick, fan, footer, metric, readings, text, theme, time,
};
use crate::projection::{Projection, ScheduleRow};
use std::collections::BTreeMap;

/// The share of those that come that the plot shows; what comes later would squeeze the rest.
const SHOWN: f64 = 0.95;
/// How much wider than that the plot may become for a marked percentile.
const STRETCH: f64 = 0.5;
/// Chances to be online unseen that are not worth a word.
const UNSEEN: f64 = 0.01;
/// Shares of never that round to nothing.
const HARDLY: f64 = 0.005;

/// Phases to come up to which each has a curve; of more, the next of each site alone.
const EVERY: usize = 40;

/// One curve for each phase whose online date is not known; where those are too many, one for the
/// phase of each site that is expected first, and of very many sites for the largest alone.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let open = projection
        .schedule
        .iter()
        .filter(|row| row.milestone == "online" && row.phase.is_some() && !row.fact);
    let mut open: Vec<&ScheduleRow> = open
        .filter(|row| Curve::new(projection, row).is_some())
        .collect();
    if open.len() > EVERY {
        open = next_of_each_site(&open);
        if let Some(pictured) = metric::pictured(projection) {
            open.retain(|row| pictured.contains(row.site.as_str()));
        }
    }
    let charts = open.into_iter().filter_map(|row| chart(projection, row));
    charts.collect()
}

/// The first phase of each site by its P50 given that it comes, sites in the order given.
fn next_of_each_site<'a>(open: &[&'a ScheduleRow]) -> Vec<&'a ScheduleRow> {
    let mut next: BTreeMap<&str, &ScheduleRow> = BTreeMap::new();
    let day = |row: &ScheduleRow| row.given_online.p50.as_deref().and_then(time::end);
    let day = |row: &ScheduleRow| day(row).unwrap_or(f64::INFINITY);
    for row in open {
        let first = next.entry(&row.site).or_insert(row);
        if day(row) < day(first) {
            *first = row;
        }
    }
    let is_next = |row: &&ScheduleRow| {
        let first = next.get(row.site.as_str());
        first.is_some_and(|first| first.phase == row.phase)
    };
    open.iter().copied().filter(is_next).collect()
}

/// What a curve needs from its row.
pub(super) struct Curve<'a> {
    pub(super) row: &'a ScheduleRow,
    /// Days and shares, both rising.
    points: Vec<(f64, f64)>,
    /// The share in which it comes at all.
    pub(super) plateau: f64,
    announced: Option<f64>,
    /// Where the plot starts and ends.
    pub(super) from: f64,
    pub(super) to: f64,
}

impl<'a> Curve<'a> {
    /// `None` if it comes in no trial, or where the points are no shares by date.
    pub(super) fn new(projection: &Projection, row: &'a ScheduleRow) -> Option<Self> {
        let mut points: Vec<(f64, f64)> = Vec::with_capacity(row.curve.len());
        for point in &row.curve {
            let day = time::end(&point.date)?;
            let sound = (0.0..=1.0).contains(&point.share)
                && points
                    .last()
                    .is_none_or(|last| last.0 <= day && last.1 <= point.share);
            if !sound {
                return None;
            }
            points.push((day, point.share));
        }
        let (first, plateau) = (points.first()?.0, points.last()?.1);
        if plateau <= 0.0 {
            return None;
        }
        let shown = points.iter().find(|p| p.1 >= SHOWN * plateau)?.0;
        let announced = row.announced.as_deref().and_then(time::end);
        let status = projection.scenario.as_of.as_deref().and_then(time::start);
        let dates = || [announced, status].into_iter().flatten();
        let from = dates().fold(first - 1.0, f64::min);
        // A percentile near the plateau may come long after the rest of the curve: it is shown if
        // that does not squeeze the rest.
        let farthest = shown + (shown - from) * STRETCH;
        let percentiles = [&row.p50, &row.p80]
            .into_iter()
            .flatten()
            .filter_map(|date| time::end(date));
        let to = dates()
            .chain(percentiles.filter(|day| *day <= farthest))
            .fold(shown, f64::max);
        Some(Self {
            row,
            points,
            plateau,
            announced,
            from: time::year_start(from, 0),
            to: time::year_start(to, 1),
        })
    }

    /// The curve over the whole plot: none before the first date, level after the last.
    pub(super) fn line(&self) -> Vec<(f64, f64)> {
        let (first, share) = self.points[0];
        let mut line = vec![(self.from, 0.0)];
        // Many trials on the first date are a jump, few the curve's start.
        line.push((if share > 0.02 { first } else { first - 1.0 }, 0.0));
        for (day, share) in &self.points {
            if *day <= self.to {
                line.push((*day, *share));
            } else {
                line.push((self.to, self.share_at(self.to)));
                return line;
            }
        }
        line.push((self.to, self.plateau));
        line
    }

    /// The share at a day, straight between points.
    pub(super) fn share_at(&self, day: f64) -> f64 {
        let after = self.points.partition_point(|point| point.0 <= day);
        match (
            after.checked_sub(1).map(|n| self.points[n]),
            self.points.get(after),
        ) {
            (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * (day - x0) / (x1 - x0),
            (Some((_, share)), None) => share,
            (None, _) => 0.0,
        }
    }

    fn never(&self) -> f64 {
        1.0 - self.plateau
    }

    /// Percentiles that come and that the plot holds: name, share, day, date.
    fn percentiles(&self) -> Vec<(&'static str, f64, f64, String)> {
        [("P50", 0.5, &self.row.p50), ("P80", 0.8, &self.row.p80)]
            .into_iter()
            .filter_map(|(name, share, date)| {
                let date = date.as_deref()?;
                let day = time::end(date)?;
                Some((name, share, day, time::month_of(date)?))
            })
            .collect()
    }
}

fn chart(projection: &Projection, row: &ScheduleRow) -> Option<Chart> {
    let curve = Curve::new(projection, row)?;
    let phase = row.phase.as_deref()?;
    let mut marks = Vec::new();
    let mut labels = Vec::new();
    never(&curve, &mut marks, &mut labels);
    fan::status(projection, curve.from, curve.to, &mut marks, &mut labels);
    announced(&curve, &mut marks, &mut labels);
    marks.push(Mark {
        role: Role::Chance,
        shape: Shape::Line(curve.line()),
    });
    percentiles(&curve, &mut marks, &mut labels);
    let own = "Share of all trials; the curve levels off below 100\u{a0}% where the phase is lost or \
               stays paused for good.";
    let own = if curve.never() > HARDLY {
        vec![own.to_owned()]
    } else {
        Vec::new()
    };
    Some(Chart {
        stem: format!("s-curve-{}-{}", text::stem(&row.site), text::stem(phase)),
        subject: Subject::Odds,
        site: Some(row.site.clone()),
        title: format!("{} – when will it be online?", name(row)),
        message: message(&curve),
        footnotes: footer::notes(projection, own, footer::Reads::Plain),
        x: time::axis(curve.from, curve.to),
        y: shares(),
        height: Height::Whole(640.0),
        marks,
        labels,
        panels: Vec::new(),
        key: vec![Key {
            role: Role::Chance,
            swatch: Swatch::Line,
            text: "online by the date".to_owned(),
        }],
        readings: Some(readings(&curve)),
    })
}

/// The share that is online by the end of each month.
fn readings(curve: &Curve) -> Readings {
    let at = time::month_ends(curve.from, curve.to);
    let shares = at.iter().map(|end| percent(curve.share_at(*end)));
    let row = Reading {
        role: Role::Chance,
        name: "online by the end".to_owned(),
        values: shares.collect(),
    };
    Readings {
        unit: String::new(),
        when: at.iter().map(|end| readings::name(*end)).collect(),
        at,
        rows: vec![row],
    }
}

/// The phase's label, cut so that the question is always asked.
fn name(row: &ScheduleRow) -> String {
    text::shorten_label(&text::clean(&row.label()), theme::TITLE, true, 700.0)
}

/// The chance that a phase not known to be online is so at the status date, where it is worth
/// a word.
pub(super) fn maybe_already(row: &ScheduleRow) -> Option<f64> {
    Some(row.maybe_already.value).filter(|chance| !row.fact && *chance > UNSEEN)
}

/// The phase's name, or its id as words.
pub(super) fn phase_name(row: &ScheduleRow) -> String {
    match row.phase_name.as_deref().map(text::clean) {
        Some(name) if !name.is_empty() => name,
        _ => text::words(row.phase.as_deref().unwrap_or_default()),
    }
}

/// An axis of shares, from nothing to all.
pub(super) fn shares() -> Axis {
    let lines: Vec<f64> = (0..=5).map(|fifth| f64::from(fifth) / 5.0).collect();
    Axis {
        title: "Share of trials".to_owned(),
        from: 0.0,
        to: 1.0,
        ticks: (0..=5)
            .map(|fifth| Tick {
                at: f64::from(fifth) / 5.0,
                text: format!("{}\u{a0}%", fifth * 20),
            })
            .collect(),
        lines,
    }
}

fn never(curve: &Curve, marks: &mut Vec<Mark>, labels: &mut Vec<Label>) {
    if curve.never() <= HARDLY {
        return;
    }
    let band = [curve.from, curve.to].map(|day| (day, curve.plateau, 1.0));
    marks.push(Mark {
        role: Role::Never,
        shape: Shape::Area(band.to_vec()),
    });
    labels.push(Label {
        role: Role::Never,
        text: format!("never: {}", percent(curve.never())),
        at: (curve.to, f64::midpoint(curve.plateau, 1.0)),
        place: Place::End,
    });
}

fn announced(curve: &Curve, marks: &mut Vec<Mark>, labels: &mut Vec<Label>) {
    let date = curve.row.announced.as_deref().and_then(time::date);
    let (Some(day), Some(date)) = (curve.announced, date) else {
        return;
    };
    marks.push(Mark {
        role: Role::Announced,
        shape: Shape::Upright(day),
    });
    labels.push(Label {
        role: Role::Announced,
        text: format!("announced\u{a0}{}", time::written(date)),
        at: (day, 1.0),
        place: Place::Above,
    });
}

fn percentiles(curve: &Curve, marks: &mut Vec<Mark>, labels: &mut Vec<Label>) {
    for (name, share, day, date) in curve.percentiles() {
        if day > curve.to {
            continue;
        }
        marks.push(Mark {
            role: Role::Guide,
            shape: Shape::Line(vec![(curve.from, share), (day, share), (day, 0.0)]),
        });
        marks.push(Mark {
            role: Role::Percentile,
            shape: Shape::Point(day, share),
        });
        labels.push(Label {
            role: Role::Percentile,
            text: format!("{name}\u{a0}{date}"),
            at: (day, share),
            place: Place::Beside,
        });
    }
}

/// What the curve says, in a sentence.
fn message(curve: &Curve) -> String {
    let row = curve.row;
    let mut parts = Vec::new();
    let date = row.announced.as_deref().and_then(time::date);
    if let (Some(date), Some(chance)) = (date, row.on_time.filter(|c| c.value.is_finite())) {
        parts.push(format!(
            "{} by the announced {}",
            percent(chance.value),
            time::written(date)
        ));
    }
    let known = curve.percentiles();
    let dates = known
        .iter()
        .map(|(name, _, _, date)| format!("{name} {date}"));
    parts.extend(dates);
    let never = percent(curve.never());
    match known.len() {
        0 => parts.push(format!("no P50, for it never comes in {never} of trials")),
        1 => parts.push(format!("no P80, for it never comes in {never} of trials")),
        _ if curve.never() > HARDLY => parts.push(format!("never in {never} of trials")),
        _ => {}
    }
    let mut message = format!("Online: {}.", parts.join("; "));
    if let Some(chance) = maybe_already(row) {
        let seen = row.seen.as_deref().and_then(time::date);
        let seen = seen.map_or(String::new(), |date| {
            format!(" (last evidence {})", time::written(date))
        });
        let chance = percent(chance);
        message.push_str(&[" It may already be online: ", &chance, &seen, "."].concat());
    }
    message
}
