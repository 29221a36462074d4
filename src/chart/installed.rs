//! GPUs installed against GPUs powered: what power holds back.
//!
//! What it does not know: colours.

use super::metric;
use super::number::{Unit, percent};
use super::{
    Chart, Height, Key, Label, Mark, Place, Readings, Role, Shape, Subject, Swatch, fan, footer,
    stranded, time, value_axis,
};
use crate::projection::{Projection, Series};

/// The series that are drawn.
struct Drawn<'a> {
    installed: &'a Series,
    powered: &'a Series,
    stranded: &'a Series,
}

/// One chart of the total; `None` where power can limit no site.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let ends = metric::period_ends(projection)?;
    let drawn = Drawn {
        installed: metric::total(projection, &metric::GPUS_INSTALLED)?,
        powered: metric::total(projection, &metric::GPUS_POWERED)?,
        stranded: metric::total(projection, &metric::GPUS_STRANDED)?,
    };
    if projection.power.is_empty() {
        return None;
    }
    let highest = [&drawn.installed.p90, &drawn.powered.p90];
    let max = highest
        .into_iter()
        .flatten()
        .fold(0.0, |a: f64, b| a.max(*b));
    let unit = Unit::for_max(metric::GPUS_INSTALLED.kind, max);
    let from = metric::first_day(projection, &ends);
    let to = ends.iter().copied().fold(from, f64::max);
    let mut marks = marks(&drawn, &ends, from);
    let mut labels = labels(&drawn, unit, to);
    fan::status(projection, from, to, &mut marks, &mut labels);
    Some(Chart {
        stem: "installed-powered".to_owned(),
        subject: Subject::Power,
        site: None,
        title: "All sites: GPUs installed and GPUs powered".to_owned(),
        message: message(projection, &drawn),
        footnotes: footer::notes(
            projection,
            vec![
                "Without power: installed less powered, taken trial by trial; it is not the difference \
                 of the two medians."
                    .to_owned(),
                stranded::WAITING.to_owned(),
            ], footer::Reads::Bands),
        x: time::axis(from, to),
        y: value_axis::axis(unit.name().to_owned(), max, unit),
        height: Height::Whole(640.0),
        marks,
        labels,
        panels: Vec::new(),
        key: key(),
        readings: Some(readings(&drawn, unit, &ends)),
    })
}

fn marks(drawn: &Drawn, ends: &[f64], from: f64) -> Vec<Mark> {
    let median = |series: &Series| fan::held(series.p50.iter().copied(), ends, from);
    let (installed, powered) = (median(drawn.installed), median(drawn.powered));
    let between = powered.iter().zip(&installed);
    let wedge = between.map(|(low, high)| (low.0, low.1.min(high.1), low.1.max(high.1)));
    let wedge = Shape::Area(wedge.collect());
    let mut marks = vec![Mark {
        role: Role::InstalledBand,
        shape: fan::band(&drawn.installed.p10, &drawn.installed.p90, ends, from),
    }];
    let mut powered = fan::bands(drawn.powered, ends, from);
    let line = powered.pop();
    // The inner band would hide how near the two lie.
    powered.retain(|mark| mark.role == Role::OuterBand);
    marks.extend(powered);
    marks.push(Mark {
        role: Role::Stranded,
        shape: wedge,
    });
    marks.push(Mark {
        role: Role::Installed,
        shape: Shape::Line(installed),
    });
    marks.extend(line);
    marks
}

fn labels(drawn: &Drawn, unit: Unit, to: f64) -> Vec<Label> {
    let last = |values: &[f64]| values.last().copied().unwrap_or(0.0);
    let label = |role, text, value| Label {
        role,
        text,
        at: (to, value),
        place: Place::End,
    };
    let (installed, powered) = (last(&drawn.installed.p50), last(&drawn.powered.p50));
    let stranded = drawn.stranded;
    let mut labels = Vec::new();
    if unit.number(installed) == unit.number(powered) {
        let text = format!("Installed,\u{a0}powered\u{a0}{}", unit.full(powered));
        labels.push(label(Role::Median, text, powered));
    } else {
        let text = format!("Installed\u{a0}{}", unit.full(installed));
        labels.push(label(Role::Installed, text, installed));
        let text = format!("Powered\u{a0}{}", unit.full(powered));
        labels.push(label(Role::Median, text, powered));
    }
    if last(&stranded.mean) > 0.0 {
        let (middle, mean) = (last(&stranded.p50), last(&stranded.mean));
        let text = if middle > 0.0 {
            format!("Without power, median {}", number(middle))
        } else {
            format!("Without power, mean {}", number(mean))
        };
        let middle = f64::midpoint(installed, powered);
        labels.push(label(Role::Stranded, text.replace(' ', "\u{a0}"), middle));
    }
    for (name, list) in [("P90", &drawn.powered.p90), ("P10", &drawn.powered.p10)] {
        let value = last(list);
        if unit.number(value) != unit.number(powered) {
            let text = format!("{name} powered {}", unit.number(value)).replace(' ', "\u{a0}");
            labels.push(label(Role::OuterBand, text, value));
        }
    }
    labels
}

/// GPUs without power in a unit of their own: they may be few beside those that have it.
fn number(value: f64) -> String {
    Unit::for_max(metric::GPUS_STRANDED.kind, value).number(value)
}

fn key() -> Vec<Key> {
    let entries = [
        (Role::Installed, Swatch::Line, "installed, median"),
        (Role::InstalledBand, Swatch::Area, "its P10\u{a0}–\u{a0}P90"),
        (Role::Median, Swatch::Line, "powered, median"),
        (Role::OuterBand, Swatch::Area, "its P10\u{a0}–\u{a0}P90"),
        (Role::Stranded, Swatch::Area, "between the medians"),
    ];
    let key = |(role, swatch, text): (Role, Swatch, &str)| Key {
        role,
        swatch,
        text: text.to_owned(),
    };
    entries.into_iter().map(key).collect()
}

/// Medians of both, and what lies between them trial by trial.
fn readings(drawn: &Drawn, unit: Unit, ends: &[f64]) -> Readings {
    let rows: [(Role, &str, &[f64]); 5] = [
        (Role::Installed, "installed P50", &drawn.installed.p50),
        (Role::Median, "powered P50", &drawn.powered.p50),
        (Role::Stranded, "without power P50", &drawn.stranded.p50),
        (Role::Stranded, "without power, mean", &drawn.stranded.mean),
        (Role::Stranded, "without power P90", &drawn.stranded.p90),
    ];
    Readings::at_ends(ends, unit, &rows)
}

/// When power holds most back, and how much it does at the end.
fn message(projection: &Projection, drawn: &Drawn) -> String {
    let stranded = drawn.stranded;
    let Some(worst) = stranded::worst(projection, stranded) else {
        return "Every GPU installed has power, in every trial.".to_owned();
    };
    let last = projection.periods.len() - 1;
    let installed = drawn.installed.mean[worst];
    let unit = Unit::for_max(metric::GPUS_STRANDED.kind, installed);
    let when = time::period_end(&projection.periods[worst]);
    let amount = if stranded.p50[worst] > 0.0 {
        format!(
            "at the median {} of {}",
            number(stranded.p50[worst]),
            unit.full(drawn.installed.p50[worst])
        )
    } else {
        format!(
            "on average {} of {}",
            number(stranded.mean[worst]),
            unit.full(installed)
        )
    };
    let chance = |period: usize| {
        let share = stranded.above_zero.get(period);
        share.map_or(String::new(), |share| {
            format!(", some in {} of trials", percent(*share))
        })
    };
    let mut message = format!(
        "{when}, when power holds most back: {amount} installed stand without it{}.",
        chance(worst)
    );
    if worst != last {
        let when = time::period_end(&projection.periods[last]);
        let mean = number(stranded.mean[last]);
        message.push_str(&[" ", &when, ": ", &mean, " on average", &chance(last), "."].concat());
    }
    message
}
