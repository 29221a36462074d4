//! Epoch AI's *Frontier Data Centers*: its timelines become sites and phases.
//!
//! A row of a timeline is one dated state of one site: facility power at peak, the compute in it as H100-equivalents.
//! Up to the table's own day rows are history, later ones are its forecast. Each row at which a site grows becomes a
//! phase, so that power and compute of a site add up to what the table says at every date:
//!
//! ```text
//! IT load of a step = facility power added / pue_peak                 pue_peak = facility / IT, the site's last row
//! GPUs of a step    = H100-equivalents added x 1.979e15 / op/s of its chip
//! watts of its chip = IT load of the step / GPUs of the step
//! ```
//!
//! - `sheet` reads a table by the names of its columns, `timeline`, `register` and `vintage` say what is in which;
//! - `levels` finds the steps, `history` what earlier tables said of them;
//! - `chips` says of what a step is made, `countries` has the codes of countries;
//! - `sites` puts it together, `page` writes it, `told` says what was left out.
//!
//! What it does not know: where the files are kept, and where the scenario goes.

mod chips;
mod countries;
mod history;
mod levels;
mod page;
mod register;
mod sheet;
mod sites;
mod timeline;
mod told;
mod vintage;

use crate::scenario::problem::Problems;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The tables of a folder: bytes by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    files: BTreeMap<String, Vec<u8>>,
}

impl Folder {
    /// Reads the files of a folder that an import knows; others are left alone.
    ///
    /// # Errors
    ///
    /// What the system says, where the folder or one of those files cannot be read.
    pub fn read(path: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_known(&name) {
                let read = std::fs::read(entry.path());
                let named = |error: io::Error| {
                    io::Error::new(error.kind(), format!("{}: {error}", entry.path().display()))
                };
                files.insert(name, read.map_err(named)?);
            }
        }
        Ok(Self { files })
    }

    /// A folder in memory: names and bytes.
    pub fn of<N: Into<String>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (N, B)>) -> Self {
        let files = files
            .into_iter()
            .map(|(name, bytes)| (name.into(), bytes.into()));
        Self {
            files: files.collect(),
        }
    }
}

fn is_known(name: &str) -> bool {
    name == register::SITES || name == register::NAMES || vintage::Vintage::of(name).is_some()
}

/// What is asked of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Which timelines, by the date in the file's name ("2026-05"); without it the newest.
    pub vintage: Option<String>,
    /// The day up to which its rows are history; without it the first that the file's name allows.
    pub as_of: Option<Date>,
    /// The command, as the scenario's head names it.
    pub command: String,
}

/// A scenario that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The scenario, TOML.
    pub toml: String,
    /// What is in it, what was left out and why, in lines for whoever asked.
    pub told: Vec<String>,
}

/// Makes a scenario of the tables of a folder. The same bytes give the same scenario.
///
/// # Errors
///
/// All that is wrong with the tables, each with its place. Nothing is made then.
pub fn import(folder: &Folder, request: &Request) -> Result<Imported, Problems> {
    let mut problems = Problems::new();
    let made = make(folder, request, &mut problems);
    match made {
        Some(made) if !problems.has_errors() => Ok(made),
        _ => Err(problems),
    }
}

fn make(folder: &Folder, request: &Request, problems: &mut Problems) -> Option<Imported> {
    let chosen = vintage::choose(folder.files.keys(), request, problems)?;
    let register = register::read(&folder.files, problems);
    let mut tables = Vec::new();
    for vintage in chosen.earlier.iter().chain([&chosen.newest]) {
        let bytes = &folder.files[&vintage.file];
        tables.push(timeline::read(vintage, bytes, &register, problems));
    }
    if problems.has_errors() {
        return None;
    }
    let newest = tables.pop()??;
    let earlier: Vec<timeline::Timeline> = tables.into_iter().flatten().collect();
    let world = sites::world(&newest, &earlier, &register, problems);
    if problems.has_errors() {
        return None;
    }
    let told = told::told(&world, &newest, &chosen, &register);
    Some(Imported {
        toml: page::text(&world, &newest, &earlier, request),
        told,
    })
}
