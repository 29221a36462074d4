//! What drives the outcomes of a run, and what moves together: from the first trials of the run
//! itself.
//!
//! Outcomes are kept for the first [`TRIALS`] trials, one number each. What was drawn is not kept:
//! it is drawn again by address. Which inputs can reach an outcome is told from the plan's data
//! flow, and no others are held against it. Every sum is taken in the order of trials, so the
//! numbers do not depend on the number of threads. What it does not know: documents, files, charts.

mod activities;
mod asked;
mod budget;
mod common;
mod groups;
mod inputs;
mod joint;
mod keep;
mod merges;
mod reach;
mod rows;
mod together;

pub use asked::{check, defaults};
pub use keep::Keeper;

/// Trials whose outcomes are kept.
pub const TRIALS: u64 = 16_384;

/// An estimate as the answer has it.
fn estimate(value: f64, se: f64) -> crate::projection::Estimate {
    use crate::projection::rounding::rounded;
    crate::projection::Estimate {
        value: rounded(value),
        se: rounded(se),
    }
}
