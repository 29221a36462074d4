//! The manifest: what a command read, was asked and took; the only file that holds a time of day.

use super::MANIFEST;
use crate::projection::{FileRow, Scenario};
use serde::Serialize;

/// What `manifest.toml` says, whatever command left the folder.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Manifest {
    /// Version of capcast; by this key a folder is known as ours.
    pub capcast: String,
    /// The command that left the folder: "run", "watch", "compare", "explain", "sweep".
    pub command: String,
    /// Seed.
    pub seed: u64,
    /// Number of trials of each scenario.
    pub trials: u64,
    /// `--set`: laid over all scenarios.
    pub set: Vec<String>,
    /// `--mitigated`: all scenarios with what is stated against their risks.
    #[serde(skip_serializing_if = "is_false")]
    pub mitigated: bool,
    /// `--independent`: all scenarios with nothing shared.
    #[serde(skip_serializing_if = "is_false")]
    pub independent: bool,
    /// `--as-of`: all scenarios as they would have been on an earlier day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// `--with`: what makes one further variant of the base; a run has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// `--against`: the word for one further variant of the base; a run has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// Parts asked for; empty for all.
    pub only: Vec<String>,
    /// Worker threads; the answer does not depend on them.
    pub threads: usize,
    /// Processor, system and C library that the program was built for.
    pub target: String,
    /// When the run began, UTC.
    pub started: String,
    /// How long it took, seconds.
    pub wall_seconds: f64,
    /// The files of the folder but this one, relative to it.
    pub files: Vec<String>,
    /// What was run: one scenario, or several, the base first.
    pub scenario: Vec<ScenarioRan>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A scenario that a command ran.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScenarioRan {
    /// Its label among several; a run has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its name.
    pub name: String,
    /// Files read, in order.
    pub file: Vec<FileRow>,
}

impl ScenarioRan {
    /// What stands in a manifest of a scenario that was run, under a label where there are several.
    #[must_use]
    pub fn of(label: Option<&str>, scenario: &Scenario) -> Self {
        Self {
            label: label.map(str::to_owned),
            name: scenario.name.clone(),
            file: scenario.files.clone(),
        }
    }
}

impl Manifest {
    /// The file's text.
    ///
    /// # Panics
    ///
    /// Never: every field is plain data.
    #[must_use]
    pub fn text(&self) -> String {
        let body = toml::to_string(self).expect("a manifest is plain data");
        format!("# What capcast read and was asked. Two runs alike differ here alone.\n{body}")
    }
}

/// Processor, system and C library that this program was built for: "x86_64-linux-gnu".
#[must_use]
pub fn build_target() -> String {
    let library = if cfg!(target_env = "gnu") {
        "-gnu"
    } else if cfg!(target_env = "musl") {
        "-musl"
    } else if cfg!(target_env = "msvc") {
        "-msvc"
    } else {
        ""
    };
    format!(
        "{}-{}{library}",
        std::env::consts::ARCH,
        std::env::consts::OS
    )
}

/// The files that a manifest in `folder` lists, with the manifest itself; `None` without a
/// manifest of ours.
pub(super) fn listed_files(folder: &std::path::Path) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(folder.join(MANIFEST)).ok()?;
    let table: toml::Table = text.parse().ok()?;
    table.get("capcast")?.as_str()?;
    let mut files: Vec<String> = table
        .get("files")?
        .as_array()?
        .iter()
        .filter_map(|file| Some(file.as_str()?.to_owned()))
        .collect();
    files.push(MANIFEST.to_owned());
    Some(files)
}
