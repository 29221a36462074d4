//! Difference fans: what a variant's total has more or less than the base's, trial by trial.
//!
//! What it does not know: how a band is coloured.

use super::super::footer::{self, Reads};
use super::super::metric::Metric;
use super::super::number::Unit;
use super::super::{
    Chart, Height, Key, Label, Mark, Place, Readings, Role, Shape, Side, Subject, Swatch, fan,
    time, value_axis,
};
use super::{Scene, by_site, earned, scope_title, sides};
use crate::comparison::SeriesDifference;

/// One for each variant whose total differs.
pub(super) fn charts(scene: &Scene<'_>, metric: &Metric) -> Vec<Chart> {
    let mut charts = Vec::new();
    for variant in scene.variants() {
        let totals = scene.differences(variant, metric, "total").into_iter();
        let differing = totals.filter(|series| series.differs());
        charts.extend(differing.map(|series| chart(scene, variant, metric, series)));
    }
    charts
}

fn chart(scene: &Scene<'_>, variant: usize, metric: &Metric, series: &SeriesDifference) -> Chart {
    let (low, high) = range(series);
    let unit = Unit::for_max(metric.kind, high.max(-low));
    let axis = value_axis::around(unit.name().to_owned(), low, high, unit);
    let mut marks = marks(scene, series);
    let mut labels = labels(scene, series, unit);
    labels.extend(directions(scene, (axis.from, axis.to)));
    scene.status(&mut marks, &mut labels);
    Chart {
        stem: format!("difference-{}{}", metric.stem, scene.ends_of_stems[variant]),
        subject: Subject::Outlook,
        site: None,
        title: format!("{}: {}", title(series, metric), scene.less(variant)),
        message: message(scene, series, unit),
        footnotes: footer::compared(
            scene.comparison,
            notes(scene, variant, metric),
            Reads::Bands,
        ),
        x: time::axis(scene.from, scene.to()),
        y: value_axis::signed(axis),
        height: Height::Whole(560.0),
        marks,
        labels,
        panels: Vec::new(),
        key: key(),
        readings: Some(readings(scene, series, unit)),
    }
}

/// How it was taken, and where all of it comes from if that is one site.
fn notes(scene: &Scene<'_>, variant: usize, metric: &Metric) -> Vec<String> {
    let shared = "Differences within each trial; both scenarios share its random numbers.";
    let mut notes = vec![shared.to_owned()];
    if let [only] = by_site::differing(scene, metric, variant)[..] {
        let name = scope_title(&only.scope);
        notes.push(format!(
            "All of it comes from {name}: every other site has the same in every trial."
        ));
    }
    notes
}

/// "GPUs powered", and whose if not of all sites.
fn title(series: &SeriesDifference, metric: &Metric) -> String {
    let noun = super::super::fans::capital(metric.noun);
    match series.scope.kind.as_str() {
        "total" => noun,
        _ => format!("{}, {}", scope_title(&series.scope), metric.noun),
    }
}

/// The lowest and the highest that its marks reach; zero lies between them.
pub(super) fn range(series: &SeriesDifference) -> (f64, f64) {
    let lists = [&series.p10, &series.p90, &series.p50, &series.mean];
    let all = || lists.into_iter().flatten().copied();
    (all().fold(0.0, f64::min), all().fold(0.0, f64::max))
}

/// Bands, mean and median around zero.
pub(super) fn marks(scene: &Scene<'_>, series: &SeriesDifference) -> Vec<Mark> {
    let (ends, from) = (&scene.ends, scene.from);
    let mark = |role, shape| Mark { role, shape };
    let line = |values: &[f64]| Shape::Line(fan::held(values.iter().copied(), ends, from));
    vec![
        mark(
            Role::OuterBand,
            fan::band(&series.p10, &series.p90, ends, from),
        ),
        mark(
            Role::InnerBand,
            fan::band(&series.p25, &series.p75, ends, from),
        ),
        mark(
            Role::Zero,
            Shape::Line(vec![(from, 0.0), (scene.to(), 0.0)]),
        ),
        mark(Role::Median, line(&series.p50)),
        mark(Role::Mean, line(&series.mean)),
    ]
}

/// Percentiles and mean at the end; those that read the same share a label.
fn labels(scene: &Scene<'_>, series: &SeriesDifference, unit: Unit) -> Vec<Label> {
    let last = |values: &[f64]| values.last().copied().unwrap_or(0.0);
    let mut groups: Vec<(Role, Vec<&str>, f64)> = Vec::new();
    for (role, name, values) in [
        (Role::Median, "median", &series.p50),
        (Role::Mean, "mean", &series.mean),
        (Role::OuterBand, "P90", &series.p90),
        (Role::OuterBand, "P10", &series.p10),
    ] {
        let error = if name == "mean" {
            last(&series.mean_se)
        } else {
            0.0
        };
        let value = earned(last(values), error);
        let alike =
            |group: &&mut (Role, Vec<&str>, f64)| unit.signed(group.2) == unit.signed(value);
        match groups.iter_mut().find(alike) {
            Some(group) => group.1.push(name),
            None => groups.push((role, vec![name], value)),
        }
    }
    let label = |(role, names, value): (Role, Vec<&str>, f64)| {
        let names = super::super::fans::capital(&names.join(",\u{a0}"));
        Label {
            role,
            text: format!("{names}\u{a0}{}", unit.signed(value)),
            at: (scene.to(), value),
            place: Place::End,
        }
    };
    groups.into_iter().map(label).collect()
}

/// What over and under zero mean, where there is room for the words.
fn directions(scene: &Scene<'_>, (low, high): (f64, f64)) -> Vec<Label> {
    let base = scene.name(0);
    let label = |text: String, side| Label {
        role: Role::Quiet,
        text,
        at: (scene.from, 0.0),
        place: Place::Corner(side),
    };
    let mut labels = Vec::new();
    let least = 0.1 * (high - low);
    if high > least {
        labels.push(label(format!("↑ more than {base}"), Side::Over));
    }
    if -low > least {
        labels.push(label(format!("↓ less than {base}"), Side::Under));
    }
    labels
}

pub(super) fn key() -> Vec<Key> {
    let key = |role, swatch, text: &str| Key {
        role,
        swatch,
        text: text.to_owned(),
    };
    vec![
        key(
            Role::OuterBand,
            Swatch::Area,
            "P10\u{a0}–\u{a0}P90 of the difference",
        ),
        key(Role::InnerBand, Swatch::Area, "P25\u{a0}–\u{a0}P75"),
        key(Role::Median, Swatch::Line, "median"),
        key(Role::Mean, Swatch::Line, "mean"),
        key(Role::Zero, Swatch::Line, "no difference"),
    ]
}

fn readings(scene: &Scene<'_>, series: &SeriesDifference, unit: Unit) -> Readings {
    let rows: [(Role, &str, &[f64]); 6] = [
        (Role::OuterBand, "P10", &series.p10),
        (Role::InnerBand, "P25", &series.p25),
        (Role::Median, "P50", &series.p50),
        (Role::InnerBand, "P75", &series.p75),
        (Role::OuterBand, "P90", &series.p90),
        (Role::Mean, "mean", &series.mean),
    ];
    let mut readings = Readings::at_ends(&scene.ends, unit, &rows);
    for (row, (.., values)) in readings.rows.iter_mut().zip(rows) {
        row.values = values.iter().map(|value| unit.signed(*value)).collect();
    }
    readings
}

/// Where it differs most: the mean with its error, the spread, and in how many trials.
fn message(scene: &Scene<'_>, series: &SeriesDifference, unit: Unit) -> String {
    let (period, when) = scene.telling(series);
    let at = |value: f64, by: (f64, f64)| unit.signed(earned(value, (by.1 - by.0) / 2.0));
    let of = |low: &[f64], high: &[f64]| (low[period], high[period]);
    format!(
        "{when}: {}; P10\u{a0}{}, P90\u{a0}{}; {}.",
        super::mean(unit, series.mean[period], series.mean_se[period]),
        at(series.p10[period], of(&series.p10_lo, &series.p10_hi)),
        at(series.p90[period], of(&series.p90_lo, &series.p90_hi)),
        sides(series.below[period], series.above[period]),
    )
}
