//! What an answer rests on: values used, programmes, sources, conflicts.

use serde::{Deserialize, Serialize};

/// One value used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssumptionRow {
    /// Address.
    pub path: String,
    /// As written.
    pub value: String,
    /// Unit.
    pub unit: String,
    /// "stated", "assumed", "catalogue" or "default".
    pub standing: String,
    /// Ids of sources.
    pub sources: Vec<String>,
    /// File.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Why, for defaults and catalogue values.
    pub reason: Option<String>,
}

/// A programme, as announced.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProgrammeRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// When it was announced.
    pub announced: Option<String>,
    /// Its announced total of GPUs.
    pub announced_gpus: Option<f64>,
    /// GPUs announced at its sites and at those of all that is part of it, each phase once.
    #[serde(default)]
    pub sited_gpus: f64,
    /// What its own phases and the programmes that are part of it claim of it: of each of these its
    /// announced total, or what is claimed of that where this is more.
    #[serde(default)]
    pub claimed_gpus: f64,
    /// Its own remainder: announced less claimed, where that is above zero.
    #[serde(default)]
    pub unsited_gpus: f64,
    /// Claimed less announced, where that is above zero.
    #[serde(default)]
    pub over_subscribed_gpus: f64,
    /// Its announced total of IT load, MW.
    #[serde(default)]
    pub announced_mw: Option<f64>,
    /// The same of what is claimed, MW of IT load.
    #[serde(default)]
    pub claimed_mw: f64,
    /// What is left of it, MW of IT load; 0 without an announced load.
    #[serde(default)]
    pub unsited_mw: f64,
    /// Its announced sum, in the answer's currency and price year: the median.
    #[serde(default)]
    pub announced_money: Option<f64>,
    /// What the sums of the programmes that are part of it come to, in the same money: of each of these
    /// its own sum, or what its parts' sums come to where this is more. Null where none has a sum.
    #[serde(default)]
    pub claimed_money: Option<f64>,
    /// What its phases and those of what is part of it come to as announced, all of them built: the
    /// median. Null without a sum, without costs, without phases, or where money is not worked out.
    #[serde(default)]
    pub modelled_money: Option<f64>,
    /// IT load that its announced sum implies, MW, where no GPUs and no load were announced: the sum
    /// over what a megawatt costs all in, building and GPUs, by medians. Null otherwise.
    #[serde(default)]
    pub implied_mw: Option<f64>,
    /// Programmes that it is part of.
    #[serde(default)]
    pub part_of: Vec<String>,
    /// By when, its last day.
    #[serde(default)]
    pub by: Option<String>,
    /// Whether its ledger's remainders are in the totals.
    #[serde(default)]
    pub fills_totals: bool,
    /// The site that stands for its own remainder, where that is in the totals.
    #[serde(default)]
    pub remainder: Option<String>,
    /// Its GPUs installed at the end of the period that holds `by`, else of the horizon: the median
    /// over trials, with the remainders that are in the totals. Null where series by programme are
    /// not recorded, or nothing belongs to it.
    #[serde(default)]
    pub installed_p50: Option<f64>,
    /// The same of GPUs installed and powered.
    #[serde(default)]
    pub powered_p50: Option<f64>,
}

/// A source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRow {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: Option<String>,
    /// Date as written.
    pub date: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// The licence that its figures are used under, where that asks for credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Where that licence can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_url: Option<String>,
    /// What was changed in its figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<String>,
}

/// Announced and left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotModelledRow {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
    /// Id of a source.
    pub source: Option<String>,
}

/// Where sources contradict each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictRow {
    /// Id.
    pub id: String,
    /// What is in dispute.
    pub title: String,
    /// Addresses of the values in dispute; a table's stands for all in it.
    pub about: Vec<String>,
    /// Who says what; two or more.
    pub said: Vec<SaidRow>,
    /// What the scenario makes of it.
    pub used: String,
    /// Why so.
    pub why: String,
}

/// What one source says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidRow {
    /// In its own words.
    pub value: String,
    /// Id of the source.
    pub source: String,
}
