//! The folder that a run leaves behind, complete or not at all.
//!
//! A run is written wholly into a hidden folder beside its target and then swapped with what stood
//! there, so that a run that fails or is interrupted leaves the last good one whole. What is no
//! run of ours is never replaced. What it does not know: how a trial is drawn, what a terminal is.
//!
//! Three hidden names stand beside a target NAME while it is written: `.NAME.lock` (one writer at
//! a time), `.NAME.new-PID` (the run under way) and, where folders cannot be exchanged in one
//! step, `.NAME.old` for a moment. The next run clears what a killed one left, and restores
//! `.NAME.old` if NAME is missing.

mod comparison;
mod contents;
mod exclusion;
mod explanation;
mod lock;
mod lone;
mod manifest;
mod swap;
mod sweep;

pub use contents::{Contents, Formats, Witness};
pub use lone::LoneFile;
pub use manifest::{Manifest, ScenarioRan, build_target};

use crate::table::WorkbookError;
use lock::Lock;
use serde::Serialize;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

/// The name of the manifest, by which a run folder is known.
pub const MANIFEST: &str = "manifest.toml";

/// The name of the report: one page for readers.
pub const REPORT: &str = "report.html";

/// The name of a comparison's page.
pub const COMPARISON_PAGE: &str = "comparison.html";

/// An answer as its JSON file holds it: projection.json, comparison.json, explain.json, sweep.json.
///
/// # Panics
///
/// Never: an answer is plain data.
#[must_use]
pub fn json(answer: &impl Serialize) -> String {
    let mut text = serde_json::to_string(answer).expect("an answer is plain data");
    text.push('\n');
    text
}

/// Why a run's folder cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ArtifactError {
    /// The system refuses.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was tried, after "cannot".
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The path names no folder: `/` or an empty path.
    #[error("{} cannot be replaced; choose a folder with --out", path.display())]
    NoName {
        /// The path.
        path: PathBuf,
    },
    /// A file stands where the folder should be.
    #[error("{} is not a folder; choose another with --out", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// A folder with other people's files.
    #[error(
        "{} holds {found}, which capcast did not write; move it away, or choose another folder with --out",
        path.display()
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// The first thing in it that is not ours.
        found: String,
    },
    /// A run that somebody made read-only.
    #[error("{} is read-only; make it writable, or choose another folder with --out", path.display())]
    ReadOnly {
        /// The folder.
        path: PathBuf,
    },
    /// Another run is writing the same folder.
    #[error(
        "another run{} is writing {}; wait for it, or choose another folder with --out",
        process.as_ref().map_or_else(String::new, |process| format!(" (process {process})")),
        path.display()
    )]
    Busy {
        /// The folder.
        path: PathBuf,
        /// The other run's process, where it is known.
        process: Option<String>,
    },
    /// A chart could not be drawn as a picture.
    #[error("cannot draw {}: {reason}", path.display())]
    Picture {
        /// The picture.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A file that stands beside the folder may not be written where it is asked for.
    #[error("{} {why}; choose another file", path.display())]
    Lone {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, after its name.
        why: &'static str,
    },
    /// A table does not fit the workbook.
    #[error("cannot write results.xlsx: {0}")]
    Workbook(#[from] WorkbookError),
    /// The user asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl ArtifactError {
    fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}

/// A run's folder under way: dropped, it leaves no trace; published, it stands at its target.
#[derive(Debug)]
pub struct RunFolder {
    target: PathBuf,
    staging: PathBuf,
    aside: PathBuf,
    // Held until the folder is published or dropped.
    _lock: Lock,
}

impl RunFolder {
    /// Makes ready to write `target`: locks it, restores or clears what a killed run left, and
    /// checks that what stands there may be replaced.
    ///
    /// # Errors
    ///
    /// [`ArtifactError`] if the target cannot be written, is not ours or is being written.
    pub fn open(target: &Path) -> Result<Self, ArtifactError> {
        let target = resolved(target)?;
        let name = target
            .file_name()
            .ok_or_else(|| ArtifactError::NoName {
                path: target.clone(),
            })?
            .to_owned();
        let parent = match target.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        std::fs::create_dir_all(&parent).map_err(ArtifactError::io("make the folder", &parent))?;
        let beside = |suffix: &str| parent.join(hidden(&name, suffix));
        let lock = Lock::take(&beside(".lock"), &target)?;
        let aside = beside(".old");
        swap::recover(&target, &aside)?;
        clear_leftovers(&parent, &name)?;
        contents::check_replaceable(&target)?;
        let staging = beside(&format!(".new-{}", std::process::id()));
        std::fs::create_dir(&staging).map_err(ArtifactError::io("make the folder", &staging))?;
        Ok(Self {
            target,
            staging,
            aside,
            _lock: lock,
        })
    }

    /// Where the run will stand.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Writes a file of the run, making its folder where needed. `name` is relative, with `/`.
    ///
    /// # Errors
    ///
    /// [`ArtifactError::Io`] if the system refuses; the target is as it was.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), ArtifactError> {
        let path = self.staging.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(ArtifactError::io("make the folder", folder))?;
        }
        std::fs::write(&path, bytes).map_err(ArtifactError::io("write", &self.target.join(name)))
    }

    /// Puts the run where it belongs, in place of the last one.
    ///
    /// # Errors
    ///
    /// [`ArtifactError`] if the system refuses, or something else has come to stand there; the
    /// target is as it was.
    pub fn publish(self) -> Result<(), ArtifactError> {
        contents::check_replaceable(&self.target)?;
        swap::swap(&self.staging, &self.target, &self.aside)
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        // After a swap the staging name holds the last run; else an unfinished one. What cannot
        // be removed now is cleared by the next run.
        let _ = std::fs::remove_dir_all(&self.staging);
    }
}

/// The folder itself where the target is a link to one.
fn resolved(target: &Path) -> Result<PathBuf, ArtifactError> {
    match std::fs::symlink_metadata(target) {
        Ok(_) => std::fs::canonicalize(target).map_err(ArtifactError::io("open", target)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(target.to_owned()),
        Err(error) => Err(ArtifactError::io("open", target)(error)),
    }
}

/// ".NAME" and a suffix.
fn hidden(name: &OsStr, suffix: &str) -> OsString {
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(suffix);
    hidden
}

/// Removes what killed runs of the same target left; the lock says that none is running.
fn clear_leftovers(parent: &Path, name: &OsStr) -> Result<(), ArtifactError> {
    let prefix = hidden(name, ".new-");
    let entries =
        std::fs::read_dir(parent).map_err(ArtifactError::io("read the folder", parent))?;
    for entry in entries.flatten() {
        let entry_name = entry.file_name();
        let process = entry_name
            .as_encoded_bytes()
            .strip_prefix(prefix.as_encoded_bytes());
        let is_leftover = process
            .is_some_and(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
            && entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_leftover {
            let path = entry.path();
            std::fs::remove_dir_all(&path).map_err(ArtifactError::io("clear", &path))?;
        }
    }
    Ok(())
}
