//! Fans of the total, those of several scenarios in one plot.
//!
//! What it does not know: colours and dashes.

use super::super::footer::{self, Reads};
use super::super::metric::{self, Metric};
use super::super::number::Unit;
use super::super::panels::{self, Sized, Values};
use super::super::{
    Chart, Height, Key, Label, Mark, Place, Readings, Role, Shape, Subject, Swatch, fan, fans,
    time, value_axis,
};
use super::Scene;
use super::sheet::Sheet;
use crate::projection::Series;

/// Scenarios up to which each has its band; of more, they would cover each other.
const BANDS: usize = 3;

/// One picture of the total; where scenarios are many, one more with a panel a variant.
pub(super) fn charts(scene: &Scene<'_>, metric: &Metric) -> Vec<Chart> {
    let all = totals(scene, metric);
    if all.len() < 2 || all[0].0 != 0 {
        return Vec::new();
    }
    let mut charts = vec![chart(scene, metric, &all)];
    if all.len() > BANDS {
        charts.push(by_variant(scene, metric, &all));
    }
    charts
}

/// The total of each scenario that has one, with its place among the scenarios.
fn totals<'a>(scene: &Scene<'a>, metric: &Metric) -> Vec<(usize, &'a Series)> {
    let all = scene.projections();
    all.filter_map(|(n, projection)| Some((n, metric::total(projection, metric)?)))
        .filter(|(n, series)| *n < scene.names.len() && series.p50.len() == scene.ends.len())
        .collect()
}

fn chart(scene: &Scene<'_>, metric: &Metric, all: &[(usize, &Series)]) -> Chart {
    let banded = if all.len() > BANDS { &all[..1] } else { all };
    let highest = |(n, series): &(usize, &Series)| {
        let band = banded.iter().any(|(other, _)| other == n);
        let list = if band { &series.p90 } else { &series.p50 };
        list.iter().chain(&series.p50).copied().fold(0.0, f64::max)
    };
    let max = all.iter().map(highest).fold(0.0, f64::max);
    let unit = Unit::for_max(metric.kind, max);
    let mut marks: Vec<Mark> = banded.iter().flat_map(|one| band(scene, one)).collect();
    // The base lies over its variants where they are the same.
    marks.extend(all.iter().rev().map(|one| median(scene, one)));
    let mut labels: Vec<Label> = all.iter().map(|one| label(scene, one, unit)).collect();
    scene.status(&mut marks, &mut labels);
    let mut notes = Vec::new();
    if all.len() > BANDS {
        notes.push(
            "Lines are medians. Of this many scenarios the base alone has its band here."
                .to_owned(),
        );
    }
    Chart {
        stem: format!("fans-{}", metric.stem),
        subject: Subject::Outlook,
        site: None,
        title: format!("{} in each scenario", fans::capital(metric.noun)),
        message: message(scene, metric, all, unit),
        footnotes: footer::compared(scene.comparison, notes, Reads::Bands),
        x: time::axis(scene.from, scene.to()),
        y: value_axis::axis(unit.name().to_owned(), max, unit),
        height: Height::Whole(640.0),
        marks,
        labels,
        panels: Vec::new(),
        key: key(scene, banded),
        readings: Some(readings(scene, all, unit)),
    }
}

/// The band of a scenario, and its edges.
fn band(scene: &Scene<'_>, (n, series): &(usize, &Series)) -> [Mark; 3] {
    let edge = |values: &[f64]| Mark {
        role: Role::ScenarioEdge(*n),
        shape: Shape::Line(fan::held(values.iter().copied(), &scene.ends, scene.from)),
    };
    let band = Mark {
        role: Role::ScenarioBand(*n),
        shape: fan::band(&series.p10, &series.p90, &scene.ends, scene.from),
    };
    [band, edge(&series.p10), edge(&series.p90)]
}

fn median(scene: &Scene<'_>, (n, series): &(usize, &Series)) -> Mark {
    let points = fan::held(series.p50.iter().copied(), &scene.ends, scene.from);
    Mark {
        role: Role::Scenario(*n),
        shape: Shape::Line(points),
    }
}

/// The scenario's name and last median, at the end of its line.
fn label(scene: &Scene<'_>, (n, series): &(usize, &Series), unit: Unit) -> Label {
    let last = series.p50.last().copied().unwrap_or(0.0);
    Label {
        role: Role::Scenario(*n),
        text: format!("{}\u{a0}{}", scene.short(*n), unit.full(last)),
        at: (scene.to(), last),
        place: Place::End,
    }
}

/// What bands mean; lines are named at their ends.
fn key(scene: &Scene<'_>, banded: &[(usize, &Series)]) -> Vec<Key> {
    let entry = |(n, _): &(usize, &Series)| Key {
        role: Role::ScenarioBand(*n),
        swatch: Swatch::Area,
        text: format!("P10\u{a0}–\u{a0}P90 of {}", scene.name(*n)),
    };
    let mut key: Vec<Key> = banded.iter().map(entry).collect();
    key.push(Key {
        role: Role::Scenario(0),
        swatch: Swatch::Line,
        text: "median".to_owned(),
    });
    key
}

/// Medians period by period; with few scenarios the band's edges too.
fn readings(scene: &Scene<'_>, all: &[(usize, &Series)], unit: Unit) -> Readings {
    let mut rows: Vec<(Role, String, &[f64])> = Vec::new();
    for (n, series) in all {
        let name = &scene.names[*n];
        let mut row =
            |role, word: &str, values| rows.push((role, format!("{word} {name}"), values));
        if all.len() <= BANDS {
            row(Role::ScenarioBand(*n), "P10", series.p10.as_slice());
        }
        row(Role::Scenario(*n), "P50", series.p50.as_slice());
        if all.len() <= BANDS {
            row(Role::ScenarioBand(*n), "P90", series.p90.as_slice());
        }
    }
    let rows: Vec<(Role, &str, &[f64])> = rows
        .iter()
        .map(|(role, name, values)| (*role, name.as_str(), *values))
        .collect();
    Readings::at_ends(&scene.ends, unit, &rows)
}

/// The medians where the first of the variants that differ differs most.
fn message(scene: &Scene<'_>, metric: &Metric, all: &[(usize, &Series)], unit: Unit) -> String {
    let mut differences = scene
        .variants()
        .filter_map(|variant| scene.differences(variant, metric, "total").first().copied());
    let Some(telling) = differences.find(|series| series.differs()) else {
        return "In every trial all scenarios have the same.".to_owned();
    };
    let (period, when) = scene.telling(telling);
    let medians = all.iter().map(|(n, series)| {
        let median = series.p50.get(period).copied().unwrap_or(0.0);
        format!("{} with {}", unit.full(median), scene.name(*n))
    });
    let medians: Vec<String> = medians.collect();
    let spread = spread(scene, all, period).unwrap_or_default();
    format!("{when}, at the median: {}.{spread}", medians.join(", "))
}

/// How much wider or narrower each variant's total is than the base's, where few are compared: the
/// ratios of their standard deviations.
fn spread(scene: &Scene<'_>, all: &[(usize, &Series)], period: usize) -> Option<String> {
    let sd = |series: &Series| {
        let sd = series.sd.get(period).copied();
        sd.filter(|sd| *sd > 0.0 && sd.is_finite())
    };
    let base = sd(all[0].1)?;
    let ratio = |(n, series): &(usize, &Series)| {
        let ratio = sd(series)? / base;
        Some(format!("{ratio:.2} times with {}", scene.name(*n)))
    };
    let ratios: Option<Vec<String>> = all[1..].iter().map(ratio).collect();
    let ratios = ratios.filter(|ratios| !ratios.is_empty() && all.len() <= BANDS)?;
    Some(format!(
        " The standard deviation is {} that with {}.",
        ratios.join(" and "),
        scene.name(0)
    ))
}

/// Bands, then medians, the base's over the variant's.
fn of_both(scene: &Scene<'_>, base: &(usize, &Series), variant: &(usize, &Series)) -> Vec<Mark> {
    let bands = [base, variant].into_iter().flat_map(|one| band(scene, one));
    let medians = [variant, base].map(|one| median(scene, one));
    bands.chain(medians).collect()
}

/// A panel a variant: its fan over the base's.
fn by_variant(scene: &Scene<'_>, metric: &Metric, all: &[(usize, &Series)]) -> Chart {
    let base = all[0];
    let telling = scene.variants().filter_map(|variant| {
        let series = scene
            .differences(variant, metric, "total")
            .first()
            .copied()?;
        Some(scene.telling(series))
    });
    let last = scene.ends.len() - 1;
    let (period, when) = telling
        .max_by_key(|(period, _)| *period)
        .unwrap_or_else(|| (last, time::period_end(&scene.comparison.periods[last])));
    let panels = all[1..].iter().map(|one| {
        let highest = [&base.1.p90, &one.1.p90].into_iter().flatten().copied();
        Sized {
            range: (0.0, highest.fold(0.0, f64::max)),
            title: scene.names[one.0].clone(),
            figures: vec![
                (Role::Scenario(0), "base".to_owned(), base.1.p50[period]),
                (Role::Scenario(1), "variant".to_owned(), one.1.p50[period]),
            ],
            marks: of_both(scene, &base, &(1, one.1)),
        }
    });
    let arranged = panels::alike(panels.collect(), metric.kind, Values::Amounts);
    let line = |n, text| Key {
        role: Role::Scenario(n),
        swatch: Swatch::Line,
        text,
    };
    let sheet = Sheet {
        stem: format!("fans-{}-by-variant", metric.stem),
        subject: Subject::Outlook,
        title: format!(
            "{} of each variant over {}",
            fans::capital(metric.noun),
            scene.name(0)
        ),
        message: format!(
            "Medians and P10\u{a0}–\u{a0}P90; the figures are medians, {}.",
            fans::lower(&when)
        ),
        notes: vec!["All panels have one scale.".to_owned()],
        key: vec![
            line(0, format!("base: {}", scene.name(0))),
            line(1, "variant".to_owned()),
        ],
    };
    sheet.chart(scene, arranged, (period, &when))
}
