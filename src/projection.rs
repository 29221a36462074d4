//! The versioned answer of a run: what every table, chart and file is drawn from.
//!
//! Its serialised form is `projection.json`. Dates are "YYYY-MM-DD" strings; a date that never
//! comes at that percentile is null. What it does not know: how trials were drawn, what a chart
//! looks like.

mod attrition;
mod binding;
pub(crate) mod build;
mod capacity;
mod chips;
mod credit;
mod evidence;
mod flows;
mod label;
mod ledger;
mod lookup;
mod money;
mod power;
mod register;
mod replay;
mod risk;
pub(crate) mod rounding;
pub(crate) mod schedule;
pub(crate) mod series;
mod target;
mod told;

pub use build::Provenance;
pub use capacity::{
    Band, BaselineRow, BindingRow, CapacityAnswer, DelayCostRow, GenerationRow, MoneyAnswer,
    MoneyRow, SiteRow, SupplyRow, TargetRow, YearRow,
};
pub use credit::CreditRow;
pub(crate) use credit::{joined as joined_credits, line as credit_line, rows as credits_of};
pub use evidence::{AssumptionRow, ConflictRow, NotModelledRow, ProgrammeRow, SaidRow, SourceRow};
pub use label::{milestone_label, plain};
pub use lookup::headline_period;
pub use power::{PlantRow, PowerRow, StageRow};
pub use replay::{DroppedRow, HindsightRow, LaterRecordRow, ReplayAnswer, StandInRow};
pub use risk::{
    AttritionRow, BranchRow, Budget, CommonVariance, CorrelationRow, DrivenOutcome, Exclusion,
    ExclusionRow, GivenRow, JointRow, MergeRow, RiskAnswer, RiskRow, RungRow, SensitivityRow,
    StoryRow, Together,
};
pub use told::OutcomeWords;

use serde::{Deserialize, Serialize};

/// The shape's version: raised when it changes.
pub const FORMAT: u32 = 1;

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Projection {
    /// [`FORMAT`].
    pub format: u32,
    /// Version of capcast.
    pub capcast: String,
    /// What was run.
    pub scenario: Scenario,
    /// Seed.
    pub seed: u64,
    /// Number of trials.
    pub trials: u64,
    /// "monte-carlo".
    pub sampler: String,
    /// The last day of each period.
    pub periods: Vec<String>,
    /// The largest width that a bin adds to a percentile of a series, as a share of its value.
    pub bin_width: f64,
    /// Series by scope and metric.
    pub series: Vec<Series>,
    /// Milestones.
    pub schedule: Vec<ScheduleRow>,
    /// What the connection and the plant of each site can carry, for sites that have either:
    /// those that power can limit.
    #[serde(default)]
    pub power: Vec<PowerRow>,
    /// What keeps GPUs from running: phases, sites, the total.
    pub binding: Vec<BindingRow>,
    /// Targets, by id.
    pub targets: Vec<TargetRow>,
    /// Programmes, as announced.
    pub programmes: Vec<ProgrammeRow>,
    /// What drives outcomes: each outcome's inputs, the largest share first.
    pub sensitivity: Vec<SensitivityRow>,
    /// Chances to meet several things together.
    pub joint_confidence: Vec<JointRow>,
    /// What is shared, what can be lost, and why.
    #[serde(default)]
    pub risk: RiskAnswer,
    /// Capacity beyond the sites: chips, money, baselines, years.
    #[serde(default)]
    pub capacity: CapacityAnswer,
    /// Every value used.
    pub assumptions: Vec<AssumptionRow>,
    /// Sources by id.
    pub sources: Vec<SourceRow>,
    /// Announced and left out.
    pub not_modelled: Vec<NotModelledRow>,
    /// Where sources contradict each other, by id.
    pub conflicts: Vec<ConflictRow>,
    /// Phases without an announced date, which the announced path leaves out: "site.phase".
    pub not_on_announced_path: Vec<String>,
    /// Of a run as of an earlier day: what came later and is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay: Option<ReplayAnswer>,
}

/// What was run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Name.
    pub name: String,
    /// Files read, in order.
    pub files: Vec<FileRow>,
    /// Overrides of the command line, "key=value".
    pub set: Vec<String>,
    /// Status date.
    pub as_of: Option<String>,
    /// First day of the horizon.
    pub from: String,
    /// "month" or "quarter".
    pub step: String,
    /// Data that it uses under licences that ask for credit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<CreditRow>,
    /// Whether each risk had the chance and impact that it has once what is stated is done against
    /// it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub mitigated: bool,
    /// Whether nothing was shared: every driver and risk drawn for each piece of work by itself, and
    /// no correlation.
    #[serde(default, skip_serializing_if = "is_false")]
    pub independent: bool,
    /// Whether it was run as it would have been on its status date, which is earlier than its own.
    #[serde(default, skip_serializing_if = "is_false")]
    pub replay: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Scenario {
    /// How it was run where that is not as it is written: "with mitigation", "nothing shared".
    #[must_use]
    pub const fn stance(&self) -> Option<&'static str> {
        match (self.mitigated, self.independent) {
            (false, false) => None,
            (true, false) => Some("with mitigation"),
            (false, true) => Some("nothing shared"),
            (true, true) => Some("with mitigation, nothing shared"),
        }
    }

    /// The earlier day that it was run as of, if it was.
    #[must_use]
    pub fn replayed(&self) -> Option<&str> {
        self.as_of.as_deref().filter(|_| self.replay)
    }
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// As named on the command line or in `extends`.
    pub path: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// What a series adds up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scope {
    /// "total", "country", "zone", "operator", "customer", "programme", "tag", "site" or "phase".
    pub kind: String,
    /// Its id; absent for the total. A phase's is "site.phase".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its name for readers; absent for the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// One metric of one scope over the periods. Every list is as long as `periods`, but for
/// `above_zero` where it is empty; every number has seven significant digits at most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// What is added up.
    pub scope: Scope,
    /// "`gpus_installed`", "`gpus_powered`", "`gpus_stranded`", "`it_load`", "`facility_load`", "`average_load`",
    /// "`stranded_power`", "compute", "effective", "h100e", "energy", "`delivery_gap`" or
    /// "curtailed".
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// The announced path.
    pub announced: Vec<f64>,
    /// Mean over trials.
    pub mean: Vec<f64>,
    /// Standard error of the mean.
    pub mean_se: Vec<f64>,
    /// Standard deviation over trials.
    pub sd: Vec<f64>,
    /// Share of trials in which it is above zero; of what stands stranded alone, else empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub above_zero: Vec<f64>,
    /// Percentiles: the share of trials at or below.
    pub p5: Vec<f64>,
    /// 10 %.
    pub p10: Vec<f64>,
    /// 25 %.
    pub p25: Vec<f64>,
    /// 50 %.
    pub p50: Vec<f64>,
    /// 75 %.
    pub p75: Vec<f64>,
    /// 80 %.
    pub p80: Vec<f64>,
    /// 90 %.
    pub p90: Vec<f64>,
    /// 95 %.
    pub p95: Vec<f64>,
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

/// Percentiles of what was put in: of a quantity before any trial is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Percentiles {
    /// 10 %.
    pub p10: f64,
    /// 50 %.
    pub p50: f64,
    /// 90 %.
    pub p90: f64,
}

/// The same of a date; null where it lies beyond the year 9999.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatePercentiles {
    /// 10 %.
    pub p10: Option<String>,
    /// 50 %.
    pub p50: Option<String>,
    /// 90 %.
    pub p90: Option<String>,
}

/// A value with its standard error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its Monte Carlo standard error.
    pub se: f64,
}

/// One milestone of a phase, or the energisation of a grid stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScheduleRow {
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
    /// Announced date, its last day; only on `online` and `complete` rows of phases.
    pub announced: Option<String>,
    /// Last evidence of its state.
    pub seen: Option<String>,
    /// A known fact: the date is not a forecast.
    pub fact: bool,
    /// The chance to be at or before the announced date; null without one.
    pub on_time: Option<Estimate>,
    /// The chance that it is lost.
    pub cancelled: Estimate,
    /// The chance that it stays paused for good.
    pub never_restarted: Estimate,
    /// The chance that it has happened by the status date without being seen yet.
    pub maybe_already: Estimate,
    /// Percentiles over all trials; null where it never comes.
    pub p10: Option<String>,
    /// 50 %.
    pub p50: Option<String>,
    /// 80 %.
    pub p80: Option<String>,
    /// 90 %.
    pub p90: Option<String>,
    /// 95 % interval of the P10 between order statistics.
    pub p10_lo: Option<String>,
    /// Its upper end.
    pub p10_hi: Option<String>,
    /// 95 % interval of the P50.
    pub p50_lo: Option<String>,
    /// Its upper end.
    pub p50_hi: Option<String>,
    /// 95 % interval of the P90.
    pub p90_lo: Option<String>,
    /// Its upper end.
    pub p90_hi: Option<String>,
    /// The same, given that it comes.
    pub given_online: Given,
    /// The S-curve: dates at growing cumulative shares of all trials; ends where it
    /// never comes. Empty for other milestones than `online`.
    pub curve: Vec<CurvePoint>,
    /// Activities of the phase's network, on the `online` row.
    pub activities: Vec<ActivityRow>,
    /// What the whole phase draws at its meter by the medians of what was announced, MW; on the
    /// `online` row of a phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced_mw: Option<f64>,
}

/// Dates given that they come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// 10 % of the trials in which it comes.
    pub p10: Option<String>,
    /// 50 %.
    pub p50: Option<String>,
    /// 80 %.
    pub p80: Option<String>,
    /// 90 %.
    pub p90: Option<String>,
    /// Mean of date less announced date, months; null without an announced date.
    pub mean_slip_months: Option<f64>,
    /// Its standard error.
    pub mean_slip_se: Option<f64>,
    /// The share of these trials in which power comes after the phase is ready; only on `online`
    /// rows that are not facts, at sites that power can limit.
    #[serde(default)]
    pub waits: Option<Estimate>,
    /// Mean of online less ready over the trials in which it waits, months; null where none does.
    #[serde(default)]
    pub mean_wait_months: Option<f64>,
    /// Its standard error.
    #[serde(default)]
    pub mean_wait_se: Option<f64>,
}

/// A point of an S-curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Date.
    pub date: String,
    /// Share of all trials in which the milestone has come by the end of that day.
    pub share: f64,
}

/// An activity of a phase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityRow {
    /// Id.
    pub id: String,
    /// "open", "started" or "finished".
    pub state: String,
    /// Share of trials in which it lies on the driving path.
    pub criticality: f64,
    /// Standard error of the criticality.
    pub criticality_se: f64,
    /// Pearson correlation of its duration with the phase's `ready`; null where either is fixed.
    pub cruciality: Option<f64>,
    /// The same by ranks (Spearman); null likewise.
    #[serde(default)]
    pub cruciality_rank: Option<f64>,
    /// Schedule sensitivity index: criticality times the standard deviation of its duration over
    /// that of the phase's `ready`; null likewise.
    #[serde(default)]
    pub sensitivity_index: Option<f64>,
    /// Mean total float, days: by how much it could take longer without the phase's `ready` coming
    /// later; null where it is finished.
    #[serde(default)]
    pub float_days: Option<f64>,
    /// What it waits for.
    #[serde(default)]
    pub after: Vec<LinkRow>,
    /// Finish, given that it comes: 10 %.
    pub p10: Option<String>,
    /// 50 %.
    pub p50: Option<String>,
    /// 90 %.
    pub p90: Option<String>,
    /// Start, given that it comes: 10 %.
    pub start_p10: Option<String>,
    /// 50 %.
    pub start_p50: Option<String>,
    /// 90 %.
    pub start_p90: Option<String>,
}

/// What an activity waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkRow {
    /// An activity of the same phase, "energised.STAGE" or "SITE.PHASE.MILESTONE".
    pub from: String,
    /// Days between the two.
    pub lag_days: f64,
    /// The share of trials in which the driving path runs along it.
    pub criticality: f64,
}
