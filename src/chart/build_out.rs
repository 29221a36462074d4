//! The build-out: what runs, stacked by site, with the announced total over it.
//!
//! Stacked are means, for means add up and percentiles do not. What it does not know: colours.

use super::metric::{self, Metric};
use super::number::Unit;
use super::{
    Chart, Height, Key, Label, Mark, Place, Readings, Role, Shape, Subject, Swatch, fan, footer,
    text, theme, time, value_axis,
};
use crate::projection::{Projection, Series};
use std::collections::BTreeMap;

/// Sites told apart.
const SITES: usize = 8;

/// A layer: its role, its name, its means.
struct Layer {
    role: Role,
    name: String,
    mean: Vec<f64>,
}

/// One build-out for facility load and one for H100-equivalents.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let metrics = [metric::FACILITY_LOAD, metric::H100E];
    // One order for all: a site keeps its place and its colour from chart to chart.
    let sizes = metrics
        .iter()
        .map(|metric| metric::series(projection, metric, "site"))
        .find(|sites| !sites.is_empty());
    let sizes: Sizes = sizes
        .into_iter()
        .flatten()
        .filter_map(|series| Some((series.scope.id.as_deref()?, last(series))))
        .collect();
    metrics
        .iter()
        .filter_map(|metric| chart(projection, metric, &sizes))
        .collect()
}

/// By site what it comes to at the end, on the average.
type Sizes<'a> = BTreeMap<&'a str, f64>;

fn last(series: &Series) -> f64 {
    series.mean.last().copied().unwrap_or(0.0)
}

fn chart(projection: &Projection, metric: &Metric, sizes: &Sizes) -> Option<Chart> {
    let ends = metric::period_ends(projection)?;
    let sites = metric::series(projection, metric, "site");
    let total = metric::series(projection, metric, "total");
    let layers = layers(sites.clone(), sizes);
    if layers.is_empty() {
        return None;
    }
    let mean = sum(layers.iter().map(|layer| &layer.mean), ends.len());
    let announced = match total.first() {
        Some(total) => total.announced.clone(),
        None => sum(sites.iter().map(|series| &series.announced), ends.len()),
    };
    let max = mean.iter().chain(&announced).copied().fold(0.0, f64::max);
    let unit = Unit::for_max(metric.kind, max);
    let from = metric::first_day(projection, &ends);
    let to = ends.iter().copied().fold(from, f64::max);
    let mut marks = stack(&layers, &ends, from);
    let mut labels = labels(&layers, unit, to);
    lines(&mean, &announced, (&ends, from), &mut marks);
    totals(&mean, &announced, (unit, to), &mut labels);
    fan::status(projection, from, to, &mut marks, &mut labels);
    let own = "Stacked are means over all trials: the means of sites add up to the mean of the total; \
               medians and other percentiles do not.";
    let mut notes = vec![own.to_owned()];
    notes.extend(footer::unannounced(projection, None));
    Some(Chart {
        stem: format!("build-out-{}", metric.stem),
        subject: Subject::Outlook,
        site: None,
        title: format!("Build-out by site: {}", metric.noun),
        message: message(projection, &layers, &mean, &announced, unit),
        footnotes: footer::notes(projection, notes, footer::Reads::Plain),
        x: time::axis(from, to),
        y: value_axis::axis(unit.name().to_owned(), max, unit),
        height: Height::Whole(640.0),
        marks,
        labels,
        panels: Vec::new(),
        key: key(),
        readings: Some(readings(&layers, (&mean, &announced), unit, &ends)),
    })
}

fn key() -> Vec<Key> {
    vec![
        Key {
            role: Role::MeanTotal,
            swatch: Swatch::Line,
            text: "mean of all sites".to_owned(),
        },
        Key {
            role: Role::Announced,
            swatch: Swatch::Line,
            text: "announced, all sites".to_owned(),
        },
    ]
}

/// The largest sites, in that order from below, and the rest in one.
fn layers(mut sites: Vec<&Series>, sizes: &Sizes) -> Vec<Layer> {
    let size = |series: &Series| {
        let id = series.scope.id.as_deref().unwrap_or_default();
        sizes.get(id).copied().unwrap_or(0.0)
    };
    sites.sort_by(|a, b| {
        size(b)
            .total_cmp(&size(a))
            .then_with(|| a.scope.id.cmp(&b.scope.id))
    });
    // One site too many is better told apart than called "other".
    let apart = if sites.len() > SITES {
        SITES - 1
    } else {
        SITES
    };
    let (large, small) = sites.split_at(sites.len().min(apart));
    let mut layers: Vec<Layer> = large
        .iter()
        .enumerate()
        .map(|(n, series)| Layer {
            role: Role::Part(n),
            name: metric::scope_name(&series.scope),
            mean: series.mean.clone(),
        })
        .collect();
    if let Some(first) = small.first() {
        layers.push(Layer {
            role: Role::Rest,
            name: format!("{} other sites", small.len()),
            mean: sum(small.iter().map(|series| &series.mean), first.mean.len()),
        });
    }
    layers
}

fn sum<'a>(lists: impl Iterator<Item = &'a Vec<f64>>, count: usize) -> Vec<f64> {
    let mut sums = vec![0.0; count];
    for list in lists {
        for (sum, value) in sums.iter_mut().zip(list) {
            *sum += value;
        }
    }
    sums
}

/// The layers as areas, each on the one before.
fn stack(layers: &[Layer], ends: &[f64], from: f64) -> Vec<Mark> {
    let mut floor = vec![0.0; ends.len()];
    layers
        .iter()
        .map(|layer| {
            let ceiling = sum([&floor, &layer.mean].into_iter(), ends.len());
            let pairs = floor.iter().copied().zip(ceiling.iter().copied());
            let points = fan::held(pairs, ends, from);
            floor = ceiling;
            Mark {
                role: layer.role,
                shape: Shape::Area(points.into_iter().map(|(x, (l, h))| (x, l, h)).collect()),
            }
        })
        .collect()
}

fn lines(mean: &[f64], announced: &[f64], (ends, from): (&[f64], f64), marks: &mut Vec<Mark>) {
    marks.push(Mark {
        role: Role::MeanTotal,
        shape: Shape::Line(fan::held(mean.iter().copied(), ends, from)),
    });
    marks.push(Mark {
        role: Role::Announced,
        shape: Shape::Line(fan::steps(announced, ends, from)),
    });
}

/// The totals, then the layers from the top down, period by period.
fn readings(
    layers: &[Layer],
    (mean, announced): (&[f64], &[f64]),
    unit: Unit,
    ends: &[f64],
) -> Readings {
    let mut rows: Vec<(Role, &str, &[f64])> = vec![
        (Role::Announced, "announced", announced),
        (Role::MeanTotal, "mean", mean),
    ];
    let layers = layers.iter().rev();
    rows.extend(layers.map(|layer| (layer.role, layer.name.as_str(), &layer.mean[..])));
    Readings::at_ends(ends, unit, &rows)
}

/// A label in the middle of each layer's right end.
fn labels(layers: &[Layer], unit: Unit, to: f64) -> Vec<Label> {
    let mut floor = 0.0;
    layers
        .iter()
        .map(|layer| {
            let value = layer.mean.last().copied().unwrap_or(0.0);
            let at = (to, floor + value / 2.0);
            floor += value;
            Label {
                role: layer.role,
                text: format!("{}\u{a0}{}", layer.name, unit.number(value)),
                at,
                place: Place::End,
            }
        })
        .collect()
}

fn totals(mean: &[f64], announced: &[f64], (unit, to): (Unit, f64), labels: &mut Vec<Label>) {
    let lines = [
        (Role::MeanTotal, "Mean", mean),
        (Role::Announced, "Announced", announced),
    ];
    for (role, name, values) in lines {
        let value = values.last().copied().unwrap_or(0.0);
        labels.push(Label {
            role,
            text: format!("{name}\u{a0}{}", unit.full(value)),
            at: (to, value),
            place: Place::End,
        });
    }
}

/// What the build-out says, in a sentence.
fn message(
    projection: &Projection,
    layers: &[Layer],
    mean: &[f64],
    announced: &[f64],
    unit: Unit,
) -> String {
    let period = fan::telling_period(projection, announced);
    let when = time::period_end(&projection.periods[period]);
    let mut message = format!("{when}: {} on average", unit.full(mean[period]));
    if announced[period] > 0.0 {
        message.push_str(" against ");
        message.push_str(&unit.full(announced[period]));
        message.push_str(" announced");
    }
    let largest = layers
        .iter()
        .filter(|layer| layer.role != Role::Rest)
        .max_by(|a, b| a.mean[period].total_cmp(&b.mean[period]));
    if let Some(site) = largest.filter(|site| layers.len() > 1 && site.mean[period] > 0.0) {
        let value = unit.full(site.mean[period]);
        let name = text::shorten(&site.name, theme::MESSAGE, false, 300.0);
        message.push_str(&["; the largest part is ", &name, " with ", &value].concat());
    }
    message + "."
}
