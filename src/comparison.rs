//! The versioned answer of a comparison: what variants of a scenario differ from it by, trial by
//! trial.
//!
//! All scenarios of a comparison have the same random numbers (same seed, same address, same
//! draw), so that a difference is taken within each trial and carries the error of what differs
//! alone. Its serialised form is `comparison.json`; the scenarios' own answers stand beside it.
//! What it does not know: how trials were drawn, what a chart looks like.

mod build;
mod dates;
mod series;
mod targets;
mod telling;

pub use build::{Against, Run};
pub use telling::stems;

use crate::plan::Both;
use crate::projection::{Estimate, Projection, Scenario, Scope};
use serde::{Deserialize, Serialize};

/// The shape's version: raised when it changes.
pub const FORMAT: u32 = 1;

/// Scenarios side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// [`FORMAT`].
    pub format: u32,
    /// Version of capcast.
    pub capcast: String,
    /// Seed of all of them.
    pub seed: u64,
    /// Number of trials of each.
    pub trials: u64,
    /// "monte-carlo".
    pub sampler: String,
    /// The last day of each period that all of them cover.
    pub periods: Vec<String>,
    /// The largest width that a bin adds to a percentile of a series, as a share of its value.
    pub bin_width: f64,
    /// The scenarios, the base first.
    pub scenarios: Vec<Compared>,
    /// What each variant differs from the base by, in the order of the variants.
    pub differences: Vec<Difference>,
    /// Each scenario's own answer over the common periods; files of their own.
    #[serde(skip)]
    pub projections: Vec<Projection>,
}

/// A scenario of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// A short name, different from the others'.
    pub label: String,
    /// What was run.
    pub scenario: Scenario,
    /// How its horizon, status date, seed or trials were bent to those of the base, in words.
    pub aligned: Vec<String>,
}

/// What a variant differs from the base by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The variant's label.
    pub variant: String,
    /// What is written otherwise.
    pub edits: Vec<EditRow>,
    /// Series of the variant less those of the base.
    pub series: Vec<SeriesDifference>,
    /// Milestones of the variant against those of the base.
    pub schedule: Vec<DateDifference>,
    /// Targets of the variant against those of the base.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<TargetDifference>,
}

/// A target in both scenarios. One that stands in one alone counts as met in no trial of the other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetDifference {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub stands_in: StandsIn,
    /// The chance in the base; null where it does not stand there.
    pub base: Option<Estimate>,
    /// The chance in the variant.
    pub variant: Option<Estimate>,
    /// The variant's chance less the base's.
    pub difference: f64,
    /// Its standard error, with the random numbers shared.
    pub difference_se: f64,
    /// The standard error that two runs with random numbers of their own would have.
    pub independent_se: f64,
    /// Share of trials that meet it in the variant alone.
    pub gained: Estimate,
    /// Share that meets it in the base alone.
    pub lost: Estimate,
}

/// A value that the variant has otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditRow {
    /// The entity: "site.loughton.grid.first".
    pub entity: String,
    /// The key within it; absent where the whole entity is added or removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// As the base has it; absent where it has none.
    pub base: Option<String>,
    /// As the variant has it; absent where it has none.
    pub variant: Option<String>,
}

/// In which of the two scenarios something stands. Where it stands in one alone, the other counts
/// as having nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StandsIn {
    /// In both.
    Both,
    /// In the base alone: the variant removes it.
    Base,
    /// In the variant alone: it adds it.
    Variant,
}

impl StandsIn {
    /// Where something stands that has a place in one of them or in both.
    fn of<T>(both: Both<T>) -> Self {
        match (both.base, both.variant) {
            (_, None) => Self::Base,
            (None, _) => Self::Variant,
            (Some(_), Some(_)) => Self::Both,
        }
    }
}

/// One metric of one scope over the periods: variant less base, within each trial. Every list is
/// as long as the comparison's `periods`; every number has seven significant digits at most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeriesDifference {
    /// What is added up.
    pub scope: Scope,
    /// As in [`Series`](crate::projection::Series).
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// Where the scope stands.
    pub stands_in: StandsIn,
    /// The variant's announced path less the base's.
    pub announced: Vec<f64>,
    /// Mean over trials.
    pub mean: Vec<f64>,
    /// Its standard error, with the random numbers shared.
    pub mean_se: Vec<f64>,
    /// The standard error that two runs with random numbers of their own would have.
    pub independent_se: Vec<f64>,
    /// Standard deviation over trials.
    pub sd: Vec<f64>,
    /// Share of trials in which the variant has strictly more.
    pub above: Vec<f64>,
    /// Its standard error.
    pub above_se: Vec<f64>,
    /// Share of trials in which the variant has strictly less.
    pub below: Vec<f64>,
    /// Its standard error.
    pub below_se: Vec<f64>,
    /// Percentiles of the difference: the share of trials at or below.
    pub p10: Vec<f64>,
    /// 25 %.
    pub p25: Vec<f64>,
    /// 50 %.
    pub p50: Vec<f64>,
    /// 75 %.
    pub p75: Vec<f64>,
    /// 90 %.
    pub p90: Vec<f64>,
    /// 95 % interval of the P10 between order statistics.
    pub p10_lo: Vec<f64>,
    /// Its upper end.
    pub p10_hi: Vec<f64>,
    /// 95 % interval of the P50.
    pub p50_lo: Vec<f64>,
    /// Its upper end.
    pub p50_hi: Vec<f64>,
    /// 95 % interval of the P90.
    pub p90_lo: Vec<f64>,
    /// Its upper end.
    pub p90_hi: Vec<f64>,
}

/// One milestone of a phase, or the energisation of a grid stage, in both scenarios.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DateDifference {
    /// Site id.
    pub site: String,
    /// Site name.
    pub site_name: String,
    /// Phase id; absent for a grid stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    /// Phase name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase_name: Option<String>,
    /// Grid stage id; absent for a phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// "ready", "online", "complete" or "energised".
    pub milestone: String,
    /// Where it stands.
    pub stands_in: StandsIn,
    /// Median date in the base over all trials; null where it never comes.
    pub base_p50: Option<String>,
    /// Median date in the variant.
    pub variant_p50: Option<String>,
    /// Days by which the variant is later, over the trials in which it comes in both; null where
    /// there are none.
    pub moved: Option<Moved>,
    /// Share of trials in which it comes in both.
    pub both: Estimate,
    /// Share in which it comes in the variant alone.
    pub gained: Estimate,
    /// Share in which it comes in the base alone.
    pub lost: Estimate,
    /// Share in which it comes in neither.
    pub never: Estimate,
    /// Share in which the variant is strictly earlier, never being latest.
    pub ahead: Estimate,
    /// Share in which the variant is strictly later.
    pub behind: Estimate,
}

/// By how many days a date moved: later is positive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Mean.
    pub mean: f64,
    /// Its standard error, with the random numbers shared.
    pub mean_se: f64,
    /// The standard error that two runs with random numbers of their own would have.
    pub independent_se: f64,
    /// Percentiles, whole days: 10 %.
    pub p10: f64,
    /// 50 %.
    pub p50: f64,
    /// 90 %.
    pub p90: f64,
    /// 95 % interval of the P10 between order statistics.
    pub p10_lo: f64,
    /// Its upper end.
    pub p10_hi: f64,
    /// 95 % interval of the P50.
    pub p50_lo: f64,
    /// Its upper end.
    pub p50_hi: f64,
    /// 95 % interval of the P90.
    pub p90_lo: f64,
    /// Its upper end.
    pub p90_hi: f64,
}

impl Comparison {
    /// What a variant differs by: a series by the kind and id of its scope and its metric.
    #[must_use]
    pub fn find(
        &self,
        variant: usize,
        kind: &str,
        id: Option<&str>,
        metric: &str,
    ) -> Option<&SeriesDifference> {
        self.differences.get(variant)?.series.iter().find(|series| {
            series.scope.kind == kind && series.scope.id.as_deref() == id && series.metric == metric
        })
    }
}
