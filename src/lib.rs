//! capcast: of the AI data centers that have been announced, what will really be running, when,
//! and what holds it back.
//!
//! A scenario in TOML goes one way through five families of types:
//!
//! ```text
//! text ──> document ──> model ──> plan ──> trials ──> results ──> projection ──> charts, tables, files
//!          scenario                plan     engine     results     projection     chart table artifact
//! ```
//!
//! From Rust the same way is a few lines; [`run`] takes the stages between scenario and answer in
//! one step:
//!
//! ```
#![doc = include_str!("../tests/examples/library.rs")]
//! ```
//!
//! Tables are written as CSV, Parquet or Excel, and read by other programs:
//!
//! ```
#![doc = include_str!("../tests/examples/tables.rs")]
//! ```
//!
//! What the parts mean and how they fit together stands in [`docs`].

#![forbid(unsafe_code)]

pub mod artifact;
pub mod calendar;
pub mod chart;
pub mod cli;
pub mod comparison;
pub mod distribution;
pub mod docs;
pub mod drives;
pub mod engine;
pub mod explanation;
pub mod import;
pub mod model;
pub mod outcome;
pub mod pipeline;
pub mod plan;
pub mod projection;
pub mod reference;
pub mod report;
pub mod results;
pub mod scenario;
pub mod stats;
pub mod sweep;
pub mod table;
pub mod trials;
pub mod units;

pub use pipeline::{Candidate, compare, run, run_many, run_watched, sweep};
