//! capcast: of the AI data centers that have been announced, what will really be running, when,
//! and what holds it back.
//!
//! A scenario in TOML goes one way through five families of types:
//!
//! ```text
//! text ──> document ──> model ──> plan ──> trials ──> results ──> projection ──> charts, tables, files
//!          scenario                plan     engine     results     projection     chart table artifact
//! ```

#![forbid(unsafe_code)]

pub mod artifact;
pub mod calendar;
pub mod chart;
pub mod cli;
pub mod distribution;
pub mod engine;
pub mod model;
pub mod plan;
pub mod projection;
pub mod reference;
pub mod results;
pub mod scenario;
pub mod stats;
pub mod table;
pub mod units;
