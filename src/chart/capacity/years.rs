//! Calendar years of a flow: a bar at the median with its P10 to P90.
//!
//! A year's percentiles are its own: those of its periods do not add up to them. What it does not know:
//! how a year was summed.

use super::super::{
    Axis, Chart, Height, Place, Reading, Readings, Role, Shape, Swatch, Tick, footer, metric,
};
use super::measure::Measure;
use super::{Draft, Drawing, SUBJECT, capital, is_whole};
use crate::projection::{Projection, YearRow};

/// Years drawn at most: the first.
const MOST: usize = 30;

/// A flow: as in the projection, in words, and what is to be known of it.
type Flow = (&'static str, &'static str, &'static str);

const FLOWS: [Flow; 5] = [
    (
        "energy",
        "energy drawn",
        "Energy: what the meters of all sites draw.",
    ),
    (
        "emissions",
        "carbon emitted",
        "Emissions of the energy drawn, by the carbon intensity stated for each zone.",
    ),
    (
        "water",
        "water used",
        "Water: by the litres a kWh that are stated.",
    ),
    (
        "curtailed",
        "energy curtailed",
        "Curtailed: energy that the load would have drawn and that the connection did not carry.",
    ),
    (
        "spend",
        "money spent",
        "Spend: building, chips and operation as far as costs are stated.",
    ),
];

/// One of each flow that the total has years of.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let charts = FLOWS.iter().filter_map(|flow| chart(projection, *flow));
    charts.collect()
}

/// The years of a flow of the total, if all can be drawn and any is more than nothing.
pub(super) fn years<'a>(projection: &'a Projection, flow: &str) -> Vec<&'a YearRow> {
    let all = projection.capacity.years.iter();
    let mut rows: Vec<&YearRow> = all
        .filter(|row| row.scope.kind == "total" && row.metric == flow)
        .collect();
    rows.sort_by_key(|row| row.year);
    rows.truncate(MOST);
    let sound = |row: &&YearRow| {
        let numbers = [row.p10, row.p50, row.p90, row.mean];
        numbers
            .iter()
            .all(|value| (0.0..metric::LARGEST).contains(value))
    };
    let drawn = rows.iter().all(sound) && rows.iter().any(|row| row.p90 > 0.0);
    if drawn { rows } else { Vec::new() }
}

/// What each year would come to if all came as announced: what is announced adds up over periods. Empty
/// where nothing is announced or a year is not made of whole periods.
fn announced(projection: &Projection, flow: &str, rows: &[&YearRow]) -> Vec<f64> {
    let mut series = projection.series.iter();
    let series = series.find(|series| series.scope.kind == "total" && series.metric == flow);
    let Some(series) = series.filter(|series| is_whole(&series.announced, projection)) else {
        return Vec::new();
    };
    let of = |row: &&YearRow| {
        let year = row.year.to_string();
        let periods = projection.periods.iter().zip(&series.announced);
        let periods = periods.filter(|(end, _)| end.split('-').next() == Some(&year));
        periods.map(|(_, value)| *value).sum::<f64>()
    };
    let years: Vec<f64> = rows.iter().map(of).collect();
    if years.iter().any(|value| *value > 0.0) {
        years
    } else {
        Vec::new()
    }
}

fn chart(projection: &Projection, (flow, words, note): Flow) -> Option<Chart> {
    let rows = years(projection, flow);
    let last = rows.last()?;
    let announced = announced(projection, flow, &rows);
    let max = rows.iter().map(|row| row.p90).chain(announced.clone());
    let max = max.fold(0.0, f64::max);
    let measure = Measure::new(&last.unit, max);
    let mut drawing = Drawing::default();
    let y = measure.axis(" a calendar year", max);
    for (n, row) in rows.iter().enumerate() {
        let at = n as f64;
        drawing.mark(Role::Phase, Shape::Tile(at + 0.14, at + 0.86, row.p50, 0.0));
        drawing.mark(Role::Whisker, Shape::Error(at + 0.74, row.p10, row.p90));
        if let Some(level) = announced.get(n) {
            drawing.mark(Role::Announced, Shape::Point(at + 0.74, *level));
        }
        // All at the foot: over a bar or a whisker a number would read as its level.
        let place = (at + 0.4, 0.04 * y.to);
        let number = measure.bare(row.p50);
        drawing.label(Role::Median, number, place, Place::Inside(0.6));
    }
    let mut notes = vec![note.to_owned()];
    if flow == "emissions" {
        notes.extend(super::carbon_basis(projection));
    }
    if rows.iter().any(|row| !row.whole) {
        notes.push("* The horizon holds only a part of the year.".to_owned());
    }
    let draft = Draft {
        subject: SUBJECT,
        stem: format!("years-{flow}"),
        site: None,
        title: format!("All sites: {words}, year by year"),
        message: message(&rows, &announced, words, &measure),
        notes,
        reads: footer::Reads::Ranges,
        x: axis(&rows),
        y,
        height: Height::Whole(520.0),
        key: drawing.key(&[
            (Role::Phase, Swatch::Area, "median, with its number"),
            (Role::Whisker, Swatch::Whisker, "P10\u{a0}–\u{a0}P90"),
            (Role::Announced, Swatch::Point, "as announced"),
        ]),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: Some(readings(&rows, &announced, &measure)),
    };
    Some(draft.chart(projection))
}

/// A percentile: its look, its name, and where a row holds it.
type Percentile = (Role, &'static str, fn(&YearRow) -> f64);

/// The percentiles, year by year.
fn readings(rows: &[&YearRow], announced: &[f64], measure: &Measure) -> Readings {
    let percentiles: [Percentile; 3] = [
        (Role::Whisker, "P10", |row| row.p10),
        (Role::Median, "P50", |row| row.p50),
        (Role::Whisker, "P90", |row| row.p90),
    ];
    let row = |(role, name, of): Percentile| Reading {
        role,
        name: name.to_owned(),
        values: rows.iter().map(|row| measure.number(of(row))).collect(),
    };
    let said = (!announced.is_empty()).then(|| Reading {
        role: Role::Announced,
        name: "announced".to_owned(),
        values: announced
            .iter()
            .map(|value| measure.number(*value))
            .collect(),
    });
    Readings {
        unit: measure.name().to_owned(),
        at: (0..rows.len()).map(|n| n as f64 + 0.5).collect(),
        when: rows.iter().map(|row| row.year.to_string()).collect(),
        rows: percentiles.into_iter().map(row).chain(said).collect(),
    }
}

fn axis(rows: &[&YearRow]) -> Axis {
    let tick = |(n, row): (usize, &&YearRow)| Tick {
        at: n as f64 + 0.5,
        text: format!("{}{}", row.year, if row.whole { "" } else { "*" }),
    };
    Axis {
        title: String::new(),
        from: 0.0,
        to: rows.len() as f64,
        ticks: rows.iter().enumerate().map(tick).collect(),
        lines: Vec::new(),
    }
}

/// The year with the highest median, and how far it grows from the first whole year.
fn message(rows: &[&YearRow], announced: &[f64], words: &str, measure: &Measure) -> String {
    let whole: Vec<&&YearRow> = rows.iter().filter(|row| row.whole).collect();
    let all: Vec<&&YearRow> = if whole.is_empty() {
        rows.iter().collect()
    } else {
        whole
    };
    let first = all.iter().find(|row| row.p50 > 0.0).unwrap_or(&all[0]);
    let top = all.iter().fold(
        &all[0],
        |top, row| if row.p50 > top.p50 { row } else { top },
    );
    let said = rows.iter().position(|row| row.year == top.year);
    let said = said
        .and_then(|at| announced.get(at))
        .map_or_else(String::new, |value| {
            format!(", {} as announced", measure.full(*value))
        });
    let range = format!(
        "P10 {}, P90 {}{said}",
        measure.number(top.p10),
        measure.full(top.p90)
    );
    if first.year == top.year {
        return format!(
            "{} in {}: {} at the median ({range}).",
            capital(words),
            top.year,
            measure.full(top.p50)
        );
    }
    format!(
        "{}: {} in {}, {} in {} at the median ({range}).",
        capital(words),
        measure.full(first.p50),
        first.year,
        measure.full(top.p50),
        top.year
    )
}
