//! Fans: a series' percentile bands over time, with the announced path over them.
//!
//! What it does not know: how a band is coloured.

use super::metric::{self, Metric};
use super::number::Unit;
use super::{
    Chart, Height, Key, Label, Mark, Place, Readings, Role, Shape, Subject, Swatch, footer, text,
    theme, time, value_axis,
};
use crate::projection::{Projection, Series};

/// Sites, or operators, up to which each has a fan of every metric; of more, each has its facility
/// load alone, and the panels show the rest. Of very many sites only the largest have that.
const EVERY: usize = 12;

/// One fan per metric and scope: the total, then sites, then operators, if there are several.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let Some(ends) = metric::period_ends(projection) else {
        return Vec::new();
    };
    let pictured = metric::pictured(projection);
    [metric::GPUS_POWERED, metric::FACILITY_LOAD, metric::H100E]
        .iter()
        .flat_map(|metric| {
            let operators = metric::series(projection, metric, "operator");
            let several = if operators.len() > 1 {
                operators
            } else {
                Vec::new()
            };
            let own =
                |of: &Vec<&Series>| metric.id == metric::FACILITY_LOAD.id || of.len() <= EVERY;
            let mut sites = Some(metric::series(projection, metric, "site")).filter(own);
            if let (Some(sites), Some(pictured)) = (&mut sites, &pictured) {
                let is_of = |site: &str| pictured.contains(site);
                sites.retain(|series| series.scope.id.as_deref().is_some_and(is_of));
            }
            metric::series(projection, metric, "total")
                .into_iter()
                .chain(sites.into_iter().flatten())
                .chain(Some(several).filter(own).into_iter().flatten())
                .map(|series| fan(projection, metric, series, &ends))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The fan of a metric of a scope.
pub(super) fn fan(
    projection: &Projection,
    metric: &Metric,
    series: &Series,
    ends: &[f64],
) -> Chart {
    let max = [&series.p90, &series.announced, &series.p50]
        .into_iter()
        .flatten()
        .fold(0.0, |a: f64, b| a.max(*b));
    let unit = Unit::for_max(metric.kind, max);
    let from = metric::first_day(projection, ends);
    let to = ends.iter().copied().fold(from, f64::max);
    let mut marks = marks(series, ends, from);
    let mut labels = labels(series, unit, to);
    status(projection, from, to, &mut marks, &mut labels);
    let scope = &series.scope;
    let id = scope.id.as_deref();
    let stem = id.map_or(String::new(), |id| format!("-{}", text::stem(id)));
    Chart {
        stem: format!("fan-{}-{}{stem}", metric.stem, scope.kind),
        subject: match scope.kind.as_str() {
            "site" => Subject::Sites,
            "operator" => Subject::Operators,
            _ => Subject::Outlook,
        },
        site: id.filter(|_| scope.kind == "site").map(str::to_owned),
        title: title(series, metric),
        message: message(projection, series, unit),
        footnotes: footer::notes(projection, notes(projection, series), footer::Reads::Bands),
        x: time::axis(from, to),
        y: value_axis::axis(unit.name().to_owned(), max, unit),
        height: Height::Whole(640.0),
        marks,
        labels,
        panels: Vec::new(),
        key: key(is_announced(series)),
        readings: Some(readings(series, unit, ends)),
    }
}

/// What the announced path leaves out, or why there is none.
fn notes(projection: &Projection, series: &Series) -> Vec<String> {
    let site = match series.scope.kind.as_str() {
        "site" => series.scope.id.as_deref(),
        "operator" => return operator_notes(projection, series),
        _ => None,
    };
    if is_announced(series) {
        let note = footer::unannounced(projection, site);
        return note.into_iter().collect();
    }
    vec![match footer::without_date(projection, site) {
        Some(phases) => format!("No announced path, for lack of an announced date: {phases}."),
        None => "No announced path: nothing is announced for these years.".to_owned(),
    }]
}

/// The projection does not say whose a phase is, so that the phases left out cannot be named.
fn operator_notes(projection: &Projection, series: &Series) -> Vec<String> {
    let note = match (is_announced(series), &projection.not_on_announced_path[..]) {
        (true, []) => return Vec::new(),
        (true, _) => "The announced path leaves out phases without an announced date.",
        (false, _) => "No announced path: nothing is announced with a date for these years.",
    };
    vec![note.to_owned()]
}

/// The status date's line and its label, if it lies in the plot.
pub(super) fn status(
    projection: &Projection,
    from: f64,
    to: f64,
    marks: &mut Vec<Mark>,
    labels: &mut Vec<Label>,
) {
    status_at(
        projection.scenario.as_of.as_deref(),
        (from, to),
        marks,
        labels,
    );
}

/// The same of a status date, if there is one.
pub(super) fn status_at(
    as_of: Option<&str>,
    (from, to): (f64, f64),
    marks: &mut Vec<Mark>,
    labels: &mut Vec<Label>,
) {
    let date = as_of.and_then(time::date);
    let day = as_of.and_then(time::start);
    let (Some(date), Some(day)) = (date, day.filter(|day| (from..=to).contains(day))) else {
        return;
    };
    marks.push(Mark {
        role: Role::Status,
        shape: Shape::Upright(day),
    });
    labels.push(Label {
        role: Role::Status,
        text: format!("status\u{a0}{}", time::written(date)),
        at: (day, 0.0),
        place: Place::Above,
    });
}

/// The announced path: it steps at the ends of periods, as it is recorded.
pub(super) fn steps(values: &[f64], ends: &[f64], from: f64) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for (value, end) in values.iter().zip(ends) {
        if let Some(&(_, before)) = points.last() {
            if before == *value {
                // A level stretch needs only its ends.
                if points.len() > 1 && points[points.len() - 2].1 == before {
                    points.pop();
                }
            } else {
                points.push((*end, before));
            }
        } else if values.len() == 1 {
            points.push((from, *value));
        }
        points.push((*end, *value));
    }
    points
}

/// Points at the ends of periods; a single one is held over its period.
pub(super) fn held<T: Copy>(
    values: impl Iterator<Item = T>,
    ends: &[f64],
    from: f64,
) -> Vec<(f64, T)> {
    let mut points: Vec<(f64, T)> = ends.iter().copied().zip(values).collect();
    if let [(_, only)] = points[..] {
        points.insert(0, (from, only));
    }
    points
}

/// The bands of a series, and its announced path where there is one.
pub(super) fn marks(series: &Series, ends: &[f64], from: f64) -> Vec<Mark> {
    let mut marks = bands(series, ends, from);
    if is_announced(series) {
        marks.push(announced(series, ends, from));
    }
    marks
}

/// The announced path of a series.
pub(super) fn announced(series: &Series, ends: &[f64], from: f64) -> Mark {
    Mark {
        role: Role::Announced,
        shape: Shape::Line(steps(&series.announced, ends, from)),
    }
}

/// The area between two percentiles.
pub(super) fn band(low: &[f64], high: &[f64], ends: &[f64], from: f64) -> Shape {
    let pairs = low.iter().copied().zip(high.iter().copied());
    let points = held(pairs, ends, from);
    Shape::Area(points.into_iter().map(|(x, (l, h))| (x, l, h)).collect())
}

/// The bands of a series, then its median.
pub(super) fn bands(series: &Series, ends: &[f64], from: f64) -> Vec<Mark> {
    vec![
        Mark {
            role: Role::OuterBand,
            shape: band(&series.p10, &series.p90, ends, from),
        },
        Mark {
            role: Role::InnerBand,
            shape: band(&series.p25, &series.p75, ends, from),
        },
        Mark {
            role: Role::Median,
            shape: Shape::Line(held(series.p50.iter().copied(), ends, from)),
        },
    ]
}

/// Whether anything was announced with a date: a path of zeros would read as a promise of nothing.
pub(super) fn is_announced(series: &Series) -> bool {
    series.announced.iter().any(|value| *value > 0.0)
}

fn last(values: &[f64]) -> f64 {
    values.last().copied().unwrap_or(0.0)
}

/// Labels at the right end.
fn labels(series: &Series, unit: Unit, to: f64) -> Vec<Label> {
    let mut labels = Vec::new();
    if is_announced(series) {
        labels.push(announced_label(series, unit, to));
    }
    labels.extend(percentile_labels(series, unit, to));
    labels
}

/// What is announced for the end.
pub(super) fn announced_label(series: &Series, unit: Unit, to: f64) -> Label {
    let announced = last(&series.announced);
    Label {
        role: Role::Announced,
        text: format!("Announced\u{a0}{}", unit.full(announced)),
        at: (to, announced),
        place: Place::End,
    }
}

/// The percentiles at the end; those that read the same share one label.
pub(super) fn percentile_labels(series: &Series, unit: Unit, to: f64) -> Vec<Label> {
    let label = |role, text, value| Label {
        role,
        text,
        at: (to, value),
        place: Place::End,
    };
    let mut labels = Vec::new();
    let (p10, p50, p90) = (last(&series.p10), last(&series.p50), last(&series.p90));
    let [low, middle, high] = [p10, p50, p90].map(|value| unit.number(value));
    let mut median = "Median".to_owned();
    if high == middle {
        median.push_str(",\u{a0}P90");
    } else {
        labels.push(label(Role::OuterBand, format!("P90\u{a0}{high}"), p90));
    }
    if low == middle {
        median = format!("P10,\u{a0}{}", median.replace("Median", "median"));
    }
    labels.push(label(
        Role::Median,
        format!("{median}\u{a0}{}", unit.full(p50)),
        p50,
    ));
    if low != middle {
        labels.push(label(Role::OuterBand, format!("P10\u{a0}{low}"), p10));
    }
    labels
}

/// The percentiles and the announced path, period by period.
pub(super) fn readings(series: &Series, unit: Unit, ends: &[f64]) -> Readings {
    let mut rows: Vec<(Role, &str, &[f64])> = vec![
        (Role::OuterBand, "P10", &series.p10),
        (Role::InnerBand, "P25", &series.p25),
        (Role::Median, "P50", &series.p50),
        (Role::InnerBand, "P75", &series.p75),
        (Role::OuterBand, "P90", &series.p90),
    ];
    if is_announced(series) {
        rows.push((Role::Announced, "announced", &series.announced));
    }
    Readings::at_ends(ends, unit, &rows)
}

/// What bands and lines mean.
pub(super) fn key(announced: bool) -> Vec<Key> {
    let key = |role, swatch, text: &str| Key {
        role,
        swatch,
        text: text.to_owned(),
    };
    let mut entries = vec![
        key(Role::OuterBand, Swatch::Area, "P10\u{a0}–\u{a0}P90"),
        key(Role::InnerBand, Swatch::Area, "P25\u{a0}–\u{a0}P75"),
        key(Role::Median, Swatch::Line, "median"),
    ];
    if announced {
        entries.push(key(Role::Announced, Swatch::Line, "announced"));
    }
    entries
}

/// The period that a message speaks of: the first year's end, after the status date, by which all
/// that is announced should run; the last period if there is none.
pub(super) fn telling_period(projection: &Projection, announced: &[f64]) -> usize {
    let whole = announced.iter().copied().fold(0.0, f64::max);
    let as_of = projection.scenario.as_of.as_deref().unwrap_or("");
    let telling = projection
        .periods
        .iter()
        .zip(announced)
        .position(|(end, value)| {
            *value >= whole * 0.999
                && end.as_str() > as_of
                && time::date(end).is_some_and(time::is_year_end)
        });
    match telling {
        Some(period) if whole > 0.0 => period,
        _ => projection.periods.len().saturating_sub(1),
    }
}

/// Whose numbers they are, cut so that the metric is always named, and which.
fn title(series: &Series, metric: &Metric) -> String {
    let name = metric::scope_name(&series.scope);
    let name = text::shorten(&name, theme::TITLE, true, 680.0);
    format!("{name}: {}", metric.noun)
}

/// What the fan says, in a sentence.
fn message(projection: &Projection, series: &Series, unit: Unit) -> String {
    let period = telling_period(projection, &series.announced);
    let at = |values: &[f64]| unit.full(values[period]);
    let when = time::period_end(&projection.periods[period]);
    let announced = match series.announced[period] {
        none if none <= 0.0 => String::new(),
        _ => format!(" against {} announced", at(&series.announced)),
    };
    if at(&series.p10) == at(&series.p90) {
        return format!(
            "{when}: {} in at least 80\u{a0}% of trials{announced}.",
            at(&series.p50)
        );
    }
    format!(
        "{when}: {} at the median{announced}; 90\u{a0}% of trials lie at or below {}.",
        at(&series.p50),
        at(&series.p90)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_announced_path_steps_and_keeps_its_corners() {
        let ends = [10.0, 20.0, 30.0, 40.0];
        let path = steps(&[0.0, 0.0, 5.0, 5.0], &ends, 0.0);
        assert_eq!(
            path,
            [
                (10.0, 0.0),
                (20.0, 0.0),
                (30.0, 0.0),
                (30.0, 5.0),
                (40.0, 5.0)
            ]
        );
        assert_eq!(steps(&[3.0], &[10.0], 2.0), [(2.0, 3.0), (10.0, 3.0)]);
    }
}
