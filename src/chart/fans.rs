//! Fans of many scopes in one picture: a panel for each site, or for each operator.
//!
//! What it does not know: how panels are arranged, and how a band is coloured.

use super::metric::{self, Metric};
use super::number::Unit;
use super::panels::{self, Sized, Values};
use super::{Axis, Chart, Key, Mark, Role, Shape, Subject, Swatch, fan, footer, text, theme, time};
use crate::projection::{Projection, Series};

/// What the panels are for.
#[derive(Clone, Copy)]
struct Kind {
    /// Of scope.
    scope: &'static str,
    one: &'static str,
    many: &'static str,
    subject: Subject,
}

const KINDS: [Kind; 2] = [
    Kind {
        scope: "site",
        one: "site",
        many: "sites",
        subject: Subject::Sites,
    },
    Kind {
        scope: "operator",
        one: "operator",
        many: "operators",
        subject: Subject::Operators,
    },
];

/// One picture per metric and kind of scope of which there are several.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let mut charts = Vec::new();
    for kind in KINDS {
        for metric in [metric::FACILITY_LOAD, metric::GPUS_POWERED, metric::H100E] {
            charts.extend(chart(projection, &metric, kind));
        }
    }
    charts
}

fn chart(projection: &Projection, metric: &Metric, kind: Kind) -> Option<Chart> {
    let ends = metric::period_ends(projection)?;
    let all = metric::series(projection, metric, kind.scope);
    if all.len() < 2 {
        return None;
    }
    let from = metric::first_day(projection, &ends);
    let to = ends.iter().copied().fold(from, f64::max);
    let largest = all.iter().map(|series| largest(series)).fold(0.0, f64::max);
    let unit = Unit::for_max(metric.kind, largest);
    let period = fan::telling_period(projection, &announced(&all));
    let panels = all
        .iter()
        .map(|series| panel(series, period, (&ends, from)));
    let arranged = panels::arranged(panels.collect(), metric.kind, Values::Amounts);
    let when = time::period_end(&projection.periods[period]);
    let (marks, key) = shared(projection, &all, (&ends, from), (period, &when));
    let mut notes = arranged.notes();
    notes.extend(footer::unannounced(projection, None));
    Some(Chart {
        stem: format!("fans-{}-by-{}", metric.stem, kind.scope),
        subject: kind.subject,
        site: None,
        title: format!("{} by {}", capital(metric.noun), kind.one),
        message: message(&all, unit, (period, &when), kind),
        footnotes: footer::notes(projection, notes, footer::Reads::Bands),
        x: time::axis(from, to),
        y: Axis {
            title: arranged.unit.clone(),
            ticks: Vec::new(),
            lines: Vec::new(),
            ..arranged.rows[0].y.clone()
        },
        height: arranged.height(),
        marks,
        labels: Vec::new(),
        panels: arranged.rows,
        key,
        readings: None,
    })
}

/// The largest value that a fan's marks reach.
fn largest(series: &Series) -> f64 {
    let lists = [&series.p90, &series.announced, &series.p50];
    lists.into_iter().flatten().copied().fold(0.0, f64::max)
}

/// What is announced for all of them.
fn announced(all: &[&Series]) -> Vec<f64> {
    let periods = 0..all[0].announced.len();
    let at = |period: usize| all.iter().map(|series| series.announced[period]).sum();
    periods.map(at).collect()
}

fn panel(series: &Series, period: usize, (ends, from): (&[f64], f64)) -> Sized {
    let mut figures = vec![(Role::Median, "median".to_owned(), series.p50[period])];
    if fan::is_announced(series) {
        figures.push((
            Role::Announced,
            "announced".to_owned(),
            series.announced[period],
        ));
    }
    Sized {
        range: (0.0, largest(series)),
        title: metric::scope_name(&series.scope),
        figures,
        marks: fan::marks(series, ends, from),
    }
}

/// What all panels have: the status date, and the date at which the figures are read.
fn shared(
    projection: &Projection,
    all: &[&Series],
    (ends, from): (&[f64], f64),
    (period, when): (usize, &str),
) -> (Vec<Mark>, Vec<Key>) {
    let mut key = fan::key(all.iter().any(|series| fan::is_announced(series)));
    let (mut marks, mut labels) = (Vec::new(), Vec::new());
    let to = ends.iter().copied().fold(from, f64::max);
    fan::status(projection, from, to, &mut marks, &mut labels);
    marks.push(Mark {
        role: Role::Guide,
        shape: Shape::Upright(ends[period]),
    });
    let figures = format!("date of the figures: {}", lower(when));
    let named = labels
        .into_iter()
        .map(|label| (label.role, label.text))
        .chain([(Role::Guide, figures)]);
    key.extend(named.map(|(role, text)| Key {
        role,
        swatch: Swatch::Line,
        text,
    }));
    (marks, key)
}

/// How many fall short of what is announced, and which by most.
fn message(all: &[&Series], unit: Unit, (period, when): (usize, &str), kind: Kind) -> String {
    let gap = |series: &&Series| series.announced[period] - series.p50[period];
    let name = |series: &Series| {
        let name = metric::scope_name(&series.scope);
        text::shorten(&name, theme::MESSAGE, false, 320.0)
    };
    let dated: Vec<&Series> = all
        .iter()
        .copied()
        .filter(|series| series.announced[period] > 0.0)
        .collect();
    let short = dated.iter().filter(|series| gap(series) > 0.0).count();
    let widest = dated.iter().max_by(|a, b| gap(a).total_cmp(&gap(b)));
    let Some(widest) = widest else {
        let most = all
            .iter()
            .max_by(|a, b| a.p50[period].total_cmp(&b.p50[period]));
        let most = most.map_or(String::new(), |series| {
            let median = unit.full(series.p50[period]);
            [&name(series), ", ", &median].concat()
        });
        return format!("{when}: nothing is announced; the largest median is that of {most}.");
    };
    if short == 0 {
        return format!(
            "{when}: at none of the {} {} with an announced date does the median fall short of it.",
            dated.len(),
            kind.many
        );
    }
    format!(
        "{when}: the median falls short of what is announced at {short} of {} {}, most at {}: {} of {}.",
        dated.len(),
        kind.many,
        name(widest),
        unit.number(widest.p50[period]),
        unit.full(widest.announced[period])
    )
}

/// With a capital letter at its start.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// "End 2030" within a line.
pub(super) fn lower(when: &str) -> String {
    when.replacen("End", "end", 1)
}
