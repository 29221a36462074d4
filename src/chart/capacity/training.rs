//! What could be trained by when: the largest run that fits each site, and useful operations to date.
//!
//! What it does not know: how operations were counted.

use super::super::metric::{self, Metric};
use super::super::number::{Unit, percent};
use super::super::{Chart, fan, text, theme, time};
use super::{SUBJECT, headline};
use crate::projection::{Projection, Series};

/// Sites that have a picture of their own, those with the largest runs.
const SITES: usize = 4;
/// The sizes of runs that messages name, in powers of ten.
const ROUND: [f64; 3] = [5.0, 2.0, 1.0];

/// The largest run of all sites, if there are several, and of the first among them; then what was done
/// in all.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let Some(ends) = metric::period_ends(projection) else {
        return Vec::new();
    };
    let flows = |series: &&Series| series.p90.iter().any(|value| *value > 0.0);
    let sites = metric::series(projection, &metric::TRAINING_RUN, "site");
    let mut sites: Vec<&Series> = sites.into_iter().filter(flows).collect();
    // What is largest when messages speak of it comes first.
    let period = projection.headline_period();
    let then = |series: &Series| period.map_or(0.0, |period| series.p50[period]);
    let most = |series: &Series| series.p90.iter().copied().fold(0.0, f64::max);
    sites.sort_by(|a, b| {
        let by_size = then(b).total_cmp(&then(a));
        by_size.then(most(b).total_cmp(&most(a)))
    });
    let total = metric::total(projection, &metric::TRAINING_RUN);
    let total = total.filter(|_| sites.len() != 1).filter(flows);
    let runs = total.into_iter().chain(sites.into_iter().take(SITES));
    let mut charts: Vec<Chart> = runs.map(|series| run(projection, series, &ends)).collect();
    if let Some(done) = metric::total(projection, &metric::FLOP_TO_DATE).filter(flows) {
        let mut chart = drawn(projection, &metric::FLOP_TO_DATE, done, &ends);
        chart.footnotes.splice(
            0..0,
            [
                "Useful: the peak rate of what runs, times utilisation and availability."
                    .to_owned(),
            ],
        );
        charts.push(chart);
    }
    charts
}

/// A fan among the charts of capacity: of a site, too.
fn drawn(projection: &Projection, metric: &Metric, series: &Series, ends: &[f64]) -> Chart {
    let chart = fan::fan(projection, metric, series, ends);
    let stem = chart.stem.trim_start_matches("fan-").to_owned();
    Chart {
        subject: SUBJECT,
        site: None,
        stem,
        ..chart
    }
}

/// The largest run of a scope.
fn run(projection: &Projection, series: &Series, ends: &[f64]) -> Chart {
    let mut chart = drawn(projection, &metric::TRAINING_RUN, series, ends);
    let most = [&series.p90, &series.announced, &series.p50];
    let most = most.into_iter().flatten().copied().fold(0.0, f64::max);
    let unit = Unit::for_max(metric::TRAINING_RUN.kind, most);
    chart.title = if series.scope.kind == "total" {
        "What could be trained by when, at any one site".to_owned()
    } else {
        let name = metric::scope_name(&series.scope);
        let name = text::shorten(&name, theme::TITLE, true, 560.0);
        format!("{name}: what could be trained by when")
    };
    chart.message = message(projection, series, unit);
    chart.footnotes.splice(0..0, [asked(projection)]);
    chart
}

/// What a run is, as the scenario states it.
fn asked(projection: &Projection) -> String {
    let stated = |path: &str| {
        let mut rows = projection.assumptions.iter();
        let row = rows.find(|row| row.path == path)?;
        Some(text::clean(row.value.trim_matches('"')))
    };
    let days = stated("training.days").map_or(String::new(), |days| format!(" of {days} days"));
    let share = stated("training.share").and_then(|share| share.parse::<f64>().ok());
    let share = share.map_or("all".to_owned(), percent);
    format!(
        "A run{days} on {share} of the GPUs that have power at one site at that time, by their peak rate, utilisation and \
         availability."
    )
}

/// By when a run of a round size comes within reach, and how large it can be at the headline's date.
fn message(projection: &Projection, series: &Series, unit: Unit) -> String {
    let largest = series.p50.iter().copied().fold(0.0, f64::max);
    let reached = |list: &[f64], size: f64| {
        let period = list.iter().position(|value| *value >= size)?;
        time::month_of(projection.periods.get(period)?)
    };
    let mut parts = Vec::new();
    if let Some(size) = round_below(largest)
        && let Some(median) = reached(&series.p50, size)
    {
        let sure = reached(&series.p10, size).map_or_else(
            || ", in fewer than 90\u{a0}% of trials ever".to_owned(),
            |month| format!(", by {month} in 90\u{a0}% of trials"),
        );
        let announced = reached(&series.announced, size)
            .map_or_else(String::new, |month| format!("; as announced by {month}"));
        parts.push(format!(
            "A run of {} is within reach by {median} at the median{sure}{announced}.",
            unit.full(size)
        ));
    }
    if let Some((period, when)) = headline(projection) {
        let [low, middle, high] = [&series.p10, &series.p50, &series.p90].map(|list| list[period]);
        parts.push(format!(
            "{}: {} (P10 {}, P90 {}).",
            super::capital(&when),
            unit.full(middle),
            unit.number(low),
            unit.number(high)
        ));
    }
    parts.join(" ")
}

/// The largest of 1, 2 or 5 times a power of ten that is no more than a size.
fn round_below(size: f64) -> Option<f64> {
    if size <= 0.0 {
        return None;
    }
    let power = libm::floor(libm::log10(size)) as i32;
    let ten = libm::pow(10.0, f64::from(power));
    ROUND.iter().map(|digit| digit * ten).find(|at| *at <= size)
}
