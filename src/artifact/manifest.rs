//! The manifest: what a run read, was asked and took; the only file that holds a time of day.

use super::MANIFEST;
use crate::projection::FileRow;
use serde::Serialize;

/// What `manifest.toml` says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Manifest {
    /// Version of capcast; by this key a folder is known as ours.
    pub capcast: String,
    /// The scenario's name.
    pub scenario: String,
    /// Seed.
    pub seed: u64,
    /// Number of trials.
    pub trials: u64,
    /// Overrides of the command line.
    pub set: Vec<String>,
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
    /// The files of the run but this one, relative to its folder.
    pub files: Vec<String>,
    /// Scenario files read, in order.
    pub scenario_file: Vec<FileRow>,
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
