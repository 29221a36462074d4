//! What the answer says of risk: what drives each outcome, what is shared, what is lost and why.
//!
//! Inputs are named by the path of what is drawn: "site.a.phase.b.activity.shell.duration",
//! "driver.contractors", "risk.transformers", "correlation.grid-queue.country.GB", "branch.plan".
//! Where something is drawn more than once, its place follows: "risk.permits@site.a".

use super::Estimate;
use serde::{Deserialize, Serialize};

/// An outcome that inputs are held against: one number a trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrivenOutcome {
    /// Its name in words: "online of loughton.first", "`facility_load` of total at 2028-12-31",
    /// "online of loughton.first by 2027-03-31".
    pub outcome: String,
    /// "date", "level" or "chance".
    pub kind: String,
    /// "days" of a date, "share" of a chance, else the metric's.
    pub unit: String,
    /// Trials that it was worked out from.
    pub trials: u64,
    /// Its mean over them: of a date, days since 1970-01-01 of min(date, end of the horizon).
    pub mean: f64,
    /// Its standard deviation over them.
    pub sd: f64,
    /// The sum of the first-order shares of all its inputs: below 1 where inputs act together, above
    /// 1 where they share a factor.
    pub shares_sum: f64,
}

/// How much one input moves one outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SensitivityRow {
    /// The outcome, as in [`DrivenOutcome::outcome`].
    pub outcome: String,
    /// The path of the input.
    pub input: String,
    /// "quantity", "driver", "risk", "group", "branch", "gate" or "proceeds".
    pub kind: String,
    /// Spearman's rank correlation.
    pub rank_correlation: f64,
    /// Its standard error.
    pub rank_se: f64,
    /// First-order share of the outcome's variance.
    pub share_of_variance: f64,
    /// Its standard error.
    pub share_se: f64,
    /// Mean outcome in the input's top third less in its bottom third; of an event, where it
    /// happened less where not.
    pub swing: f64,
    /// Its standard error.
    pub swing_se: f64,
    /// Mean outcome in the bottom third; of an event, where it did not happen.
    pub low: f64,
    /// Mean outcome in the top third; of an event, where it happened: the swing is this less `low`.
    pub high: f64,
    /// Of the swing: "days", "MW", .., "share".
    pub unit: String,
    /// Of a chance p: the expected fall of p (1 - p) if the input were known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_of_information: Option<Estimate>,
}

/// A driver or a risk as it was drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RiskRow {
    /// "driver" or "risk".
    pub kind: String,
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// What it does, in words: "stretches durations", "delay 3 to 12 months", "cancels".
    pub what: String,
    /// "once", "site", "phase" or "activity".
    pub each: String,
    /// Paths of the work and phases that it applies to.
    pub applies_to: Vec<String>,
    /// Of a risk, its chance as stated (the median where that is uncertain).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Of a risk, the share of trials in which it struck anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Estimate>,
    /// It is left out of this run.
    pub off: bool,
    /// A mitigation is stated for it.
    pub has_mitigation: bool,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// A correlation group: what was asked and what the trials show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CorrelationRow {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// "gaussian" or "t".
    pub copula: String,
    /// Degrees of freedom of a t copula.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub df: Option<f64>,
    /// Paths of its variables.
    pub members: Vec<String>,
    /// Rank correlations asked for, of each pair, row by row of the upper triangle.
    pub asked: Vec<f64>,
    /// Rank correlations achieved, likewise.
    pub achieved: Vec<f64>,
    /// The standard error of one achieved correlation near 0.
    pub se: f64,
    /// The largest change that a repair made, where one was needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repaired: Option<f64>,
}

/// Rank correlations between the online dates of phases, from all that they share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Together {
    /// "site.phase", those whose date varies.
    pub phases: Vec<String>,
    /// Row by row, with unit diagonal; dates enter as min(date, end of the horizon).
    pub correlation: Vec<Vec<f64>>,
    /// The standard error of one near 0.
    pub se: f64,
}

/// The part of a total's variance that comes from sites moving together: the covariances between
/// sites over the variance of their sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommonVariance {
    /// The metric.
    pub metric: String,
    /// The period's end.
    pub at: String,
    /// Standard deviation of the total.
    pub sd: f64,
    /// What it would be if the sites were independent: the root of the sum of their variances.
    pub sd_independent: f64,
    /// The share that is common.
    pub share: Estimate,
}

/// A branch: how often each story held, and what then came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BranchRow {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// Its stories.
    pub options: Vec<StoryRow>,
}

/// One story of a branch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryRow {
    /// Name for readers.
    pub name: String,
    /// What it sets, "path = value".
    pub set: Vec<String>,
    /// Its share of the weights.
    pub weight: f64,
    /// Its share of the trials.
    pub share: Estimate,
    /// Outcomes given that it holds.
    pub given: Vec<GivenRow>,
}

/// An outcome given a story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GivenRow {
    /// As in [`DrivenOutcome::outcome`].
    pub outcome: String,
    /// Of the outcome; of a date "days".
    pub unit: String,
    /// Mean given the story, as in [`DrivenOutcome::mean`].
    pub mean: Estimate,
    /// Percentiles given the story; of a date days since 1970-01-01, null where it never comes or
    /// comes after the horizon.
    pub p10: Option<f64>,
    /// The median.
    pub p50: Option<f64>,
    /// The 90th percentile.
    pub p90: Option<f64>,
}

/// How a phase can be lost: its attrition ladder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttritionRow {
    /// Site.
    pub site: String,
    /// Phase.
    pub phase: String,
    /// Its rungs, in the order in which they are counted: what has no date first, gates as their
    /// activities finish. A trial counts at the first rung that it falls from.
    pub rungs: Vec<RungRow>,
    /// The share of trials in which it comes.
    pub comes: Estimate,
    /// Mean share of its announced GPUs that come where it does: shrinking risks and `delivered`.
    pub size_share: Estimate,
}

/// A rung of an attrition ladder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RungRow {
    /// "proceed", "restart", "risk.ID", "gate.ACTIVITY"; or of what never comes "waits for SITE.PHASE",
    /// "waits for energised.STAGE", "waits for power" or "chips".
    pub cause: String,
    /// The share of all trials that are lost here.
    pub lost: Estimate,
    /// The median day of the loss, of a gate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p50: Option<String>,
}

/// Merge bias: by how much waiting for several things is later than the latest of their means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergeRow {
    /// Site.
    pub site: String,
    /// Phase.
    pub phase: String,
    /// The activity whose start waits for several things; absent for the network's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<String>,
    /// What it waits for.
    pub waits_for: Vec<String>,
    /// Mean instant of the merge less the latest mean of what it waits for, days, over the trials in
    /// which all come.
    pub bias: Estimate,
}

/// The chance to meet a date and a size, or to meet several dates, together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JointRow {
    /// "portfolio": how many of the dated phases are online by their announced dates; "phase": one
    /// phase's online date against the GPUs that come of it; or "money": a site's or phase's online
    /// date against what it costs, where a sum was announced for it.
    pub kind: String,
    /// "site.phase" of a phase; a site's id of a site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    /// Of a portfolio: phases that are counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<String>,
    /// Of a portfolio: for k = 0, 1, .. the chance that exactly k are on time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_time: Vec<Estimate>,
    /// The same if the phases were independent, with the same chance of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub if_independent: Vec<f64>,
    /// Of a phase: dates of the grid's columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<String>,
    /// Of a phase: GPUs of the grid's rows; of money what it costs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<f64>,
    /// Of a phase: the chance to be online by the date with at least so many GPUs, row by row; of money
    /// the chance to be online by the date at no more than that cost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chance: Vec<Vec<f64>>,
    /// Of a phase: some trials, (days since 1970-01-01, GPUs), for a scatter; of money (days, cost).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scatter: Vec<(f64, f64)>,
    /// Of money, where a date was announced too: the chance to keep both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
}

/// An announced date and sum, and the chances to be within them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// The announced date, its last day; of a site the last of its phases'.
    pub by: String,
    /// The announced sum in the answer's currency and prices; the median where it is uncertain.
    pub amount: f64,
    /// The chance to come at all.
    pub comes: Estimate,
    /// The chance to be online by then.
    pub on_time: Estimate,
    /// The chance to come, at no more than that sum.
    pub in_budget: Estimate,
    /// The chance of both.
    pub both: Estimate,
}

/// What is left of an outcome when a risk or a driver is left out: the exclusion analysis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExclusionRow {
    /// "risk.x", "driver.x" or "correlation.x".
    pub path: String,
    /// Name for readers.
    pub name: String,
    /// The outcome with this alone left out.
    pub without: f64,
    /// By how much that differs from the outcome with all, trial by trial: without less with.
    pub change: Estimate,
    /// The outcome once this and all ranked above it are left out.
    pub cumulative: f64,
}

/// An exclusion analysis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exclusion {
    /// The outcome in words.
    pub outcome: String,
    /// Its unit.
    pub unit: String,
    /// With everything.
    pub with_all: Estimate,
    /// With nothing of it.
    pub with_none: Estimate,
    /// What was left out, the largest change first.
    pub rows: Vec<ExclusionRow>,
}

/// All that a run says of risk beside sensitivities.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RiskAnswer {
    /// Outcomes that sensitivities are of.
    pub outcomes: Vec<DrivenOutcome>,
    /// Drivers and risks.
    pub register: Vec<RiskRow>,
    /// Correlation groups.
    pub correlations: Vec<CorrelationRow>,
    /// Online dates that move together.
    pub together: Together,
    /// What is common of the totals' variance.
    pub common: Vec<CommonVariance>,
    /// Branches.
    pub branches: Vec<BranchRow>,
    /// Attrition, phase by phase; those that something can befall.
    pub attrition: Vec<AttritionRow>,
    /// Merge points of the networks.
    pub merges: Vec<MergeRow>,
}
