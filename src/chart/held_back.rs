//! How often power holds GPUs back: the share of trials in which some stand without it, by site.
//!
//! What it does not know: how many they are, and colours.

use super::number::percent;
use super::{
    Chart, Height, Label, Mark, Place, Reading, Readings, Role, Shape, Subject, fan, footer,
    metric, readings, s_curve, stranded, text, theme, time,
};
use crate::projection::{Projection, Series};

/// Sites told apart.
const SITES: usize = 6;

/// A line: what it speaks for, its name, its share of trials by period.
struct Line<'a> {
    role: Role,
    name: String,
    shares: &'a [f64],
}

/// One chart of all sites; `None` where no GPU ever stands without power.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let ends = metric::period_ends(projection)?;
    let lines = lines(projection);
    if lines.is_empty() {
        return None;
    }
    let from = metric::first_day(projection, &ends);
    let to = ends.iter().copied().fold(from, f64::max);
    let mut marks = Vec::new();
    let mut labels = Vec::new();
    for line in lines.iter().rev() {
        let points = fan::held(line.shares.iter().copied(), &ends, from);
        let last = points.last().map_or(0.0, |point| point.1);
        marks.push(Mark {
            role: line.role,
            shape: Shape::Line(points),
        });
        let name = text::shorten(&line.name, theme::LABEL, false, 260.0);
        labels.push(Label {
            role: line.role,
            text: format!("{name}\u{a0}{}", percent(last)),
            at: (to, last),
            place: Place::End,
        });
    }
    fan::status(projection, from, to, &mut marks, &mut labels);
    Some(Chart {
        stem: "held-back".to_owned(),
        subject: Subject::Power,
        site: None,
        title: "How often power holds GPUs back".to_owned(),
        message: message(projection, &lines),
        footnotes: footer::notes(
            projection,
            notes(projection, lines.len()),
            footer::Reads::Plain,
        ),
        x: time::axis(from, to),
        y: s_curve::shares(),
        height: Height::Whole(640.0),
        marks,
        labels,
        key: Vec::new(),
        panels: Vec::new(),
        readings: Some(shares(&lines, &ends)),
    })
}

/// The sites that power holds back most often, and any site where there are several.
fn lines(projection: &Projection) -> Vec<Line<'_>> {
    let mut sites = held(projection);
    let most = |series: &Series| series.above_zero.iter().copied().fold(0.0, f64::max);
    // The order is kept where shares are equal.
    sites.sort_by(|a, b| most(b).total_cmp(&most(a)));
    let several = sites.len() > 1;
    let mut lines: Vec<Line> = sites
        .into_iter()
        .take(SITES)
        .enumerate()
        .map(|(n, series)| Line {
            role: Role::Part(n),
            name: metric::scope_name(&series.scope),
            shares: &series.above_zero,
        })
        .collect();
    let total = metric::total(projection, &metric::GPUS_STRANDED);
    let total = total.filter(|total| several && is_whole(total, projection));
    lines.extend(total.map(|total| Line {
        role: Role::MeanTotal,
        name: "At any site".to_owned(),
        shares: &total.above_zero,
    }));
    lines
}

/// The sites where GPUs ever stand without power.
fn held(projection: &Projection) -> Vec<&Series> {
    metric::series(projection, &metric::GPUS_STRANDED, "site")
        .into_iter()
        .filter(|series| is_whole(series, projection))
        .filter(|series| series.above_zero.iter().any(|share| *share > 0.0))
        .collect()
}

/// Whether the share of trials is known for every period.
fn is_whole(series: &Series, projection: &Projection) -> bool {
    let shares = &series.above_zero;
    shares.len() == projection.periods.len()
        && shares.iter().all(|share| (0.0..=1.0).contains(share))
}

fn shares(lines: &[Line], ends: &[f64]) -> Readings {
    let row = |line: &Line| Reading {
        role: line.role,
        name: line.name.clone(),
        values: line.shares.iter().map(|share| percent(*share)).collect(),
    };
    Readings {
        unit: String::new(),
        at: ends.to_vec(),
        when: ends.iter().map(|end| readings::name(*end)).collect(),
        rows: lines.iter().map(row).collect(),
    }
}

fn notes(projection: &Projection, drawn: usize) -> Vec<String> {
    let mut notes = vec![stranded::WAITING.to_owned()];
    let further = held(projection).len().saturating_sub(SITES);
    if drawn > SITES && further > 0 {
        notes.push(format!(
            "Without a line of their own: {further} further sites, which power holds back less often."
        ));
    }
    notes
}

/// Where and when it is most likely from the status date on, and where at the end.
fn message(projection: &Projection, lines: &[Line]) -> String {
    let as_of = projection.scenario.as_of.as_deref().unwrap_or("");
    let last = projection.periods.len() - 1;
    let ahead = projection
        .periods
        .iter()
        .position(|end| end.as_str() >= as_of);
    let ahead = ahead.unwrap_or(last);
    let sites = || lines.iter().filter(|line| line.role != Role::MeanTotal);
    let name = |line: &Line| text::shorten(&line.name, theme::MESSAGE, false, 300.0);
    // The first of equals, in the order of the lines and then of time.
    let most = |periods: std::ops::RangeInclusive<usize>| {
        let places = sites().flat_map(|line| periods.clone().map(move |period| (line, period)));
        places.reduce(|best, place| {
            if place.0.shares[place.1] > best.0.shares[best.1] {
                place
            } else {
                best
            }
        })
    };
    let said = |place: Option<(&Line, usize)>, verb: &str| {
        let (line, period) = place.filter(|(line, period)| line.shares[*period] > 0.0)?;
        let when = time::period_end(&projection.periods[period]);
        let share = percent(line.shares[period]);
        Some(
            [
                &when,
                ": ",
                verb,
                &name(line),
                " in ",
                &share,
                " of trials.",
            ]
            .concat(),
        )
    };
    let worst = most(ahead..=last);
    let end = most(last..=last);
    let first = said(worst, "GPUs stand without power at ");
    let second = said(end, "most often at ").filter(|_| worst.is_some_and(|(_, at)| at != last));
    let parts: Vec<String> = first.into_iter().chain(second).collect();
    if parts.is_empty() {
        return "From the status date on, every GPU installed has power.".to_owned();
    }
    parts.join(" ")
}
