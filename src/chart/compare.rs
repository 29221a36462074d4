//! Charts of a comparison: scenarios over each other, and what variants differ from the base by.
//!
//! The scenarios' own numbers come from their projections, differences from the comparison, where
//! they were taken within each trial. What it does not know: how a trial was drawn.

mod by_site;
mod difference;
mod moved;
mod overlay;
mod s_curves;
mod sheet;

use super::metric::{self, Metric};
use super::number::{Unit, percent};
use super::{Chart, Label, Mark, fan, name_apart, text, theme, time};
use crate::comparison::{Comparison, SeriesDifference, stems};
use crate::projection::{Projection, Scope};

/// What is compared, in reading order.
const METRICS: [Metric; 3] = [metric::GPUS_POWERED, metric::FACILITY_LOAD, metric::H100E];
/// Px of a scenario's name in running text, and in a title or a label beside other words.
const NAME: f64 = 420.0;
const SHORT: f64 = 240.0;

/// All charts that the comparison has the numbers for, in reading order: of each metric fans over
/// each other and differences of the total, then dates that moved, sites, S-curves. Their stems
/// differ.
pub fn compare_charts(comparison: &Comparison) -> Vec<Chart> {
    let Some(scene) = Scene::new(comparison) else {
        return Vec::new();
    };
    let mut charts = Vec::new();
    for metric in &METRICS {
        charts.extend(overlay::charts(&scene, metric));
        charts.extend(difference::charts(&scene, metric));
    }
    charts.extend(moved::charts(&scene));
    charts.extend(by_site::charts(&scene));
    charts.extend(s_curves::charts(&scene));
    name_apart(&mut charts);
    charts
}

/// What all charts of a comparison have.
struct Scene<'a> {
    comparison: &'a Comparison,
    /// Where the periods end, and where the first begins.
    ends: Vec<f64>,
    from: f64,
    /// Names of the scenarios for readers, the base's first.
    names: Vec<String>,
    /// What the names of files end with, for each variant; nothing where there is one.
    ends_of_stems: Vec<String>,
}

impl<'a> Scene<'a> {
    fn new(comparison: &'a Comparison) -> Option<Self> {
        let ends = metric::ends(&comparison.periods).filter(|ends| !ends.is_empty())?;
        let base = comparison.scenarios.first()?;
        let labels: Vec<&str> = comparison
            .scenarios
            .iter()
            .map(|compared| compared.label.as_str())
            .collect();
        let stems = stems(&labels);
        let variants = stems.iter().skip(1);
        let several = labels.len() > 2;
        let end = |stem: &String| {
            if several {
                format!("-{stem}")
            } else {
                String::new()
            }
        };
        Some(Self {
            comparison,
            from: metric::horizon_start(&base.scenario.from, &ends),
            ends,
            names: labels.iter().map(|label| text::clean(label)).collect(),
            ends_of_stems: variants.map(end).collect(),
        })
    }

    /// The last day of the horizon.
    fn to(&self) -> f64 {
        self.ends.iter().copied().fold(self.from, f64::max)
    }

    /// The base's status date.
    fn as_of(&self) -> Option<&'a str> {
        let base = self.comparison.scenarios.first();
        base.and_then(|base| base.scenario.as_of.as_deref())
    }

    /// The status date's line and label, if it lies in the plot.
    fn status(&self, marks: &mut Vec<Mark>, labels: &mut Vec<Label>) {
        fan::status_at(self.as_of(), (self.from, self.to()), marks, labels);
    }

    /// The scenarios with their own numbers: place among all, and projection.
    fn projections(&self) -> impl Iterator<Item = (usize, &'a Projection)> {
        self.comparison.projections.iter().enumerate()
    }

    /// Variants by their place among differences; scenario n + 1 is variant n.
    fn variants(&self) -> std::ops::Range<usize> {
        let named = self.names.len().saturating_sub(1);
        0..self.comparison.differences.len().min(named)
    }

    /// A scenario's name, cut for running text.
    fn name(&self, scenario: usize) -> String {
        text::shorten(&self.names[scenario], theme::MESSAGE, false, NAME)
    }

    /// "VARIANT less BASE", cut for a title.
    fn less(&self, variant: usize) -> String {
        let cut = |n: usize, room| text::shorten(&self.names[n], theme::TITLE, true, room);
        format!("{} less {}", cut(variant + 1, NAME), cut(0, SHORT))
    }

    /// A scenario's name, cut for a label beside its value.
    fn short(&self, scenario: usize) -> String {
        text::shorten(&self.names[scenario], theme::LABEL, true, SHORT)
    }

    /// What a variant differs by, where every number can be drawn.
    fn differences(
        &self,
        variant: usize,
        metric: &Metric,
        kind: &str,
    ) -> Vec<&'a SeriesDifference> {
        let all = &self.comparison.differences[variant].series;
        let wanted = |series: &&SeriesDifference| {
            series.metric == metric.id && series.scope.kind == kind && self.is_whole(series)
        };
        all.iter().filter(wanted).collect()
    }

    fn is_whole(&self, series: &SeriesDifference) -> bool {
        let count = self.ends.len();
        let lists = [
            &series.mean,
            &series.mean_se,
            &series.above,
            &series.below,
            &series.p10,
            &series.p25,
            &series.p50,
            &series.p75,
            &series.p90,
            &series.p10_lo,
            &series.p10_hi,
            &series.p90_lo,
            &series.p90_hi,
        ];
        lists.iter().all(|list| {
            let sound = |value: &f64| value.abs() < metric::LARGEST;
            list.len() == count && list.iter().all(sound)
        })
    }

    /// The period that a message about a difference speaks of, and its name.
    fn telling(&self, series: &SeriesDifference) -> (usize, String) {
        let period = self.comparison.telling_period(series);
        let period = period.unwrap_or(self.ends.len() - 1);
        (period, time::period_end(&self.comparison.periods[period]))
    }
}

/// A scope's name for a title; the total goes without.
fn scope_title(scope: &Scope) -> String {
    text::shorten(&metric::scope_name(scope), theme::TITLE, true, 400.0)
}

/// "+1,820 GPUs at the mean (± 30)": a mean difference with its error, by the digits that it has
/// earned.
fn mean(unit: Unit, mean: f64, se: f64) -> String {
    let value = format!("{}\u{a0}{}", unit.signed(earned(mean, se)), unit.name());
    if se > 0.0 {
        format!(
            "{value} at the mean (±\u{a0}{})",
            unit.number(earned(se, se))
        )
    } else {
        format!("{value} at the mean")
    }
}

/// A value rounded to the first digit of its error.
fn earned(value: f64, error: f64) -> f64 {
    if error <= 0.0 || !error.is_finite() {
        return value;
    }
    let step = libm::exp10(libm::floor(libm::log10(error)));
    libm::round(value / step) * step
}

/// "less in 41 % of trials, more in none".
fn sides(below: f64, above: f64) -> String {
    let share = |share: f64| {
        if share <= 0.0 {
            "none".to_owned()
        } else {
            format!("{} of trials", percent(share))
        }
    };
    format!("less in {}, more in {}", share(below), share(above))
}
