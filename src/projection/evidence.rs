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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProgrammeRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// When it was announced.
    pub announced: Option<String>,
    /// Its announced total of GPUs.
    pub announced_gpus: Option<f64>,
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
