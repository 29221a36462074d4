//! Tables of a projection: CSV, Parquet and Excel files for other programs, a summary for the
//! terminal.
//!
//! Projection in, bytes or text out. Each table is defined once, column by column; every format is
//! written from the definition. What it does not know: where the bytes are written, how a number
//! was computed, whether anyone looks. Missing values are empty cells in CSV and Excel files,
//! nulls in Parquet, and "–" or "never" on the terminal.

mod activities;
mod assumptions;
mod binding;
pub mod change;
mod chips;
mod columns_page;
pub mod comparison;
mod dates;
mod define;
mod differences;
mod digits;
mod exclusion;
mod explanation;
mod flows;
mod ledger;
mod parquet;
mod replay;
mod risk;
mod schedule;
mod series;
mod sheet;
mod summary;
mod sweep;
mod targets;
mod workbook;

pub use activities::{ACTIVITIES, CURVES};
pub use assumptions::{ASSUMPTIONS, SOURCES};
pub use binding::BINDING;
pub use chips::{GENERATIONS, SUPPLY};
pub use columns_page::columns_page;
pub use comparison::summary as comparison_summary;
pub use dates::DATES;
pub use define::{At, Cell, Column, Kind, Table};
pub use differences::DIFFERENCES;
pub use digits::{difference, figure, percent};
pub use exclusion::{EXCLUSION, summary as exclusion_summary};
pub use explanation::{CONTRIBUTIONS, notes as explanation_notes, summary as explanation_summary};
pub use flows::{MONEY, YEARS};
pub use ledger::{PROGRAMMES, implied, ledger};
pub use parquet::{Chunk, Field, PARQUET_MAGIC, ParquetFile, parquet};
pub use replay::{replay_list, replay_sentence};
pub use risk::{ATTRITION, BRANCHES, CORRELATIONS, JOINT, MERGES, RISKS, SENSITIVITY};
pub use schedule::SCHEDULE;
pub use series::SERIES;
pub use sheet::csv;
pub use summary::{drives, phases, summary, totals};
pub use sweep::{sweep_csv, sweep_summary};
pub use targets::{BASELINES, TARGETS};
pub use workbook::{MOST_ROWS, WorkbookError, fits, workbook};

use crate::projection::Projection;

/// The tables of a projection, in the order of files and sheets.
pub static ALL: [&Table<Projection>; 21] = [
    &SERIES,
    &SCHEDULE,
    &ACTIVITIES,
    &CURVES,
    &BINDING,
    &SENSITIVITY,
    &RISKS,
    &CORRELATIONS,
    &ATTRITION,
    &MERGES,
    &BRANCHES,
    &JOINT,
    &YEARS,
    &MONEY,
    &ASSUMPTIONS,
    &SOURCES,
    &PROGRAMMES,
    &SUPPLY,
    &GENERATIONS,
    &TARGETS,
    &BASELINES,
];

/// Tables that a run which has no row of one leaves out.
pub static OPTIONAL: [&Table<Projection>; 13] = [
    &SENSITIVITY,
    &RISKS,
    &CORRELATIONS,
    &ATTRITION,
    &MERGES,
    &BRANCHES,
    &JOINT,
    &YEARS,
    &MONEY,
    &SUPPLY,
    &GENERATIONS,
    &TARGETS,
    &BASELINES,
];

/// What a file says of the run that it is of, by name.
#[must_use]
pub fn facts(projection: &Projection) -> Vec<(String, String)> {
    let scenario = &projection.scenario;
    let mut facts = vec![
        ("capcast", projection.capcast.clone()),
        ("format", projection.format.to_string()),
        ("scenario", scenario.name.clone()),
        ("seed", projection.seed.to_string()),
        ("trials", projection.trials.to_string()),
    ];
    facts.extend(scenario.as_of.iter().map(|day| ("as_of", day.clone())));
    let facts = facts.into_iter();
    facts.map(|(name, fact)| (name.to_owned(), fact)).collect()
}
