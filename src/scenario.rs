//! Scenario files: from what a planner writes to the document that is resolved into a model.
//!
//! A scenario is read in steps, each in its own module:
//!
//! - `parse` turns a file's text into a tree of values that remember where they stand;
//! - `store` keeps files, `files` reads them and follows `extends`, `layers` lays them over each other, `overrides`
//!   lays the command line's `--set` over them;
//! - `templates` gives each phase its own copy of what it takes from a template;
//! - `parts` leaves out what a shared part has and the scenario does not use;
//! - `vary` reads the axes of a sweep, `variants` the grid of scenarios that they make;
//! - `quantity`, `measure` and `date` read single values, uncertain or not;
//! - `keys` is the table of all keys, `catalogue` the built-in values;
//! - `resolve` makes the model of the document;
//! - `replay` makes of a document what it would have been on an earlier day;
//! - `layered` is what stands before templates are copied, and `diff` tells two of these apart;
//! - `problem` collects all that is wrong, `render` shows it, `suggest` finds near names.
//!
//! What this does not know: random numbers, plans, results.

mod amount;
mod catalogue;
mod copies;
mod currency;
pub mod date;
mod diff;
mod duplicate;
mod family;
mod files;
mod forms;
pub mod keys;
mod layered;
pub mod layers;
mod listing;
mod lists;
pub mod measure;
mod overrides;
pub mod parse;
mod parts;
pub mod problem;
pub mod quantity;
mod reference_form;
mod reference_page;
mod render;
mod replay;
pub mod resolve;
mod schema;
mod stance;
mod starter;
mod store;
pub mod suggest;
mod templates;
pub mod tree;
pub mod variants;
pub mod vary;
mod written;

pub use diff::{Diff, Edit, Side, diff};
pub use files::FileDigest;
pub use layered::Layered;
pub use listing::{Cited, Entry, Figure, Listing, Shelf, Stands, listing};
pub use reference_page::reference_page;
pub use schema::{SCHEMA_FILE, json_schema};
pub use starter::{Answers, starter};
pub use store::Files;

use crate::model::Model;
use jiff::civil::Date;
use problem::Problems;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tree::Table;

/// How a scenario is to be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadOptions {
    /// Settings laid over the files, in order: `site.loughton.pue=1.3`.
    pub set: Vec<String>,
    /// The largest file that is read, in bytes.
    pub max_bytes: u64,
    /// Where files are kept: on disk unless said otherwise.
    pub files: Files,
    /// With the chance and impact that each risk has once what it states as `mitigated` is done.
    pub mitigated: bool,
    /// With nothing shared: every driver and risk is drawn for each piece of work by itself, and no
    /// group correlates what it names. What a planner would have who takes dates one by one.
    pub independent: bool,
    /// As of an earlier day: without what was announced, came, or was published after it, and with reference classes
    /// as they stood. The model says what that left out.
    pub as_of: Option<Date>,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            set: Vec::new(),
            max_bytes: 8 << 20,
            files: Files::Disk,
            mitigated: false,
            independent: false,
            as_of: None,
        }
    }
}

/// A scenario as written, with its layers merged and its templates copied.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The tree of keys and values.
    pub root: Table,
    /// The files that it came from, in the order they were read.
    pub files: Vec<FileDigest>,
    /// Paths of what an upper layer removed: "site.loughton.phase.second".
    pub removed: BTreeSet<String>,
    /// Files of it that are shared parts, by their index: extended, and without a `[scenario]` of their own.
    pub parts: BTreeSet<usize>,
    /// Whether its risks are mitigated.
    pub mitigated: bool,
    /// Whether nothing is shared.
    pub independent: bool,
    /// What a replay left out of it.
    then: Option<replay::Then>,
}

/// A scenario that can run.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The world that it describes.
    pub model: Model,
    /// The files that it came from, in the order they were read.
    pub files: Vec<FileDigest>,
    /// The settings laid over them, in order.
    pub set: Vec<String>,
    /// Whether its risks are mitigated.
    pub mitigated: bool,
    /// Whether nothing is shared.
    pub independent: bool,
    /// What its author should look at; no errors.
    pub warnings: Problems,
}

/// Reads a scenario file, what it extends and the settings over it, and resolves them into a model.
///
/// # Errors
///
/// All that is wrong, errors and warnings, if there is any error.
pub fn load(path: impl AsRef<Path>, options: &LoadOptions) -> Result<Loaded, Problems> {
    let path = path.as_ref();
    let mut problems = Problems::new();
    let loaded = read(path, options, &mut problems).and_then(|document| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let model = resolve::resolve(&document, &name, &mut problems)?;
        Some((model, document.files))
    });
    match loaded {
        Some((model, files)) => Ok(Loaded {
            model,
            files,
            set: options.set.clone(),
            mitigated: options.mitigated,
            independent: options.independent,
            warnings: problems,
        }),
        None => Err(problems),
    }
}

/// The files that a scenario is read from, or would be if they were there and could be read: a
/// file that has problems, or is missing, is among them.
#[must_use]
pub fn files(path: &Path, options: &LoadOptions) -> Vec<PathBuf> {
    let (mut problems, mut merger) = (Problems::new(), layers::Merger::default());
    let mut reader = files::Reader::new(options, &mut problems, &mut merger);
    let _ = reader.read(path, None);
    reader.opened
}

/// Reads a scenario file, what it extends and the settings over it.
///
/// `None` if a file cannot be read or has syntax errors. Otherwise there is a document, and
/// `problems` may still hold errors of layering; a model is made only if it holds none.
pub fn read(path: &Path, options: &LoadOptions, problems: &mut Problems) -> Option<Document> {
    Some(Layered::read(path, options, problems)?.expand(problems))
}
