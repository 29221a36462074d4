//! What stands stranded: GPUs without power, and firm power without GPUs.
//!
//! Where either is rare its median is nothing, and so the mean stands beside the percentiles. What
//! it does not know: colours.

use super::metric::{self, Metric};
use super::number::{Unit, percent};
use super::{
    Chart, Height, Key, Label, Mark, Place, Readings, Role, Shape, Subject, Swatch, fan, footer,
    time, value_axis,
};
use crate::projection::{Projection, Series};

/// What GPUs without power are not.
pub(super) const WAITING: &str = "A phase that still waits for the first power at its site counts as not \
    installed; once there is some, all of its GPUs do.";

/// The period from the status date on in which most stands stranded: by its median, or where that is
/// nothing throughout by its mean. `None` where nothing ever does.
pub(super) fn worst(projection: &Projection, stranded: &Series) -> Option<usize> {
    let as_of = projection.scenario.as_of.as_deref().unwrap_or("");
    let ahead = |period: &usize| projection.periods[*period].as_str() >= as_of;
    let most = |values: &[f64], ahead: &dyn Fn(&usize) -> bool| {
        let periods = (0..values.len()).filter(|n| ahead(n) && values[*n] > 0.0);
        // The first of equals.
        periods
            .rev()
            .max_by(|a, b| values[*a].total_cmp(&values[*b]))
    };
    most(&stranded.p50, &ahead)
        .or_else(|| most(&stranded.mean, &ahead))
        .or_else(|| most(&stranded.mean, &|_| true))
}

/// One chart of GPUs and one of power, each where some ever stand stranded.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    [metric::GPUS_STRANDED, metric::STRANDED_POWER]
        .iter()
        .filter_map(|metric| chart(projection, metric))
        .collect()
}

fn chart(projection: &Projection, metric: &Metric) -> Option<Chart> {
    let ends = metric::period_ends(projection)?;
    let series = metric::total(projection, metric)?;
    let worst = worst(projection, series)?;
    let drawn = [&series.p90, &series.mean].into_iter().flatten();
    let max = drawn.fold(0.0, |a: f64, b| a.max(*b));
    let unit = Unit::for_max(metric.kind, max);
    let from = metric::first_day(projection, &ends);
    let to = ends.iter().copied().fold(from, f64::max);
    let mut marks = fan::bands(series, &ends, from);
    marks.push(Mark {
        role: Role::MeanTotal,
        shape: Shape::Line(fan::held(series.mean.iter().copied(), &ends, from)),
    });
    let mean = series.mean.last().copied().unwrap_or(0.0);
    let mut labels = fan::percentile_labels(series, unit, to);
    labels.push(Label {
        role: Role::MeanTotal,
        text: format!("Mean\u{a0}{}", unit.full(mean)),
        at: (to, mean),
        place: Place::End,
    });
    fan::status(projection, from, to, &mut marks, &mut labels);
    let mut key = fan::key(false);
    key.push(Key {
        role: Role::MeanTotal,
        swatch: Swatch::Line,
        text: "mean".to_owned(),
    });
    let note = if metric.id == metric::GPUS_STRANDED.id {
        WAITING
    } else {
        "Firm power without GPUs: what grid connection and plant could carry and nothing draws, at sites \
         that have either."
    };
    Some(Chart {
        stem: metric.stem.to_owned(),
        subject: Subject::Power,
        site: None,
        title: format!("All sites: {}", metric.noun),
        message: message(projection, series, worst, unit),
        footnotes: footer::notes(projection, vec![note.to_owned()], footer::Reads::Bands),
        x: time::axis(from, to),
        y: value_axis::axis(unit.name().to_owned(), max, unit),
        height: Height::Whole(640.0),
        marks,
        labels,
        panels: Vec::new(),
        key,
        readings: Some(readings(series, unit, &ends)),
    })
}

/// What the fan has, and the mean.
fn readings(series: &Series, unit: Unit, ends: &[f64]) -> Readings {
    let rows: [(Role, &str, &[f64]); 5] = [
        (Role::OuterBand, "P10", &series.p10),
        (Role::Median, "P50", &series.p50),
        (Role::InnerBand, "P75", &series.p75),
        (Role::OuterBand, "P90", &series.p90),
        (Role::MeanTotal, "mean", &series.mean),
    ];
    Readings::at_ends(ends, unit, &rows)
}

/// The period with most, and in how many trials any.
fn message(projection: &Projection, series: &Series, worst: usize, unit: Unit) -> String {
    let when = time::period_end(&projection.periods[worst]);
    let high = unit.full(series.p90[worst]);
    let share = series.above_zero.get(worst).map(|share| percent(*share));
    if series.p50[worst] > 0.0 {
        let middle = unit.full(series.p50[worst]);
        return format!(
            "{when}, the most: {middle} at the median; 90\u{a0}% of trials lie at or below {high}."
        );
    }
    let mean = unit.full(series.mean[worst]);
    let some = share.map_or(String::new(), |share| {
        format!(" Some in {share} of trials, so that the median is 0.")
    });
    format!(
        "{when}, the most: {mean} on average; 90\u{a0}% of trials lie at or below {high}.{some}"
    )
}
