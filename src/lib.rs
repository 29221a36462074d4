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
//! From Rust the same way is a few lines:
//!
//! ```
//! use capcast::engine::{Unwatched, simulate};
//! use capcast::plan::{Plan, RunSpec};
//! use capcast::projection::{Projection, Provenance};
//! use capcast::scenario::{LoadOptions, load};
//!
//! let loaded = load("scenarios/uk-2025.toml".as_ref(), &LoadOptions::default())
//!     .map_err(|problems| problems.render(false))?;
//! let spec = RunSpec { trials: 1_000, ..RunSpec::of(&loaded.model) };
//! let plan = Plan::compile(&loaded.model, &spec);
//! let results = simulate(std::slice::from_ref(&plan), &Unwatched).map_err(|stopped| stopped.to_string())?;
//! let projection = Projection::new(&loaded.model, &plan, &results[0], &Provenance::default());
//! let total = projection.series.iter().find(|series| series.metric == "facility_load").ok_or("no series")?;
//! assert_eq!(total.p50.len(), projection.periods.len());
//! # Ok::<(), String>(())
//! ```
//!
//! What the parts mean and how they fit together stands in [`docs`].

#![forbid(unsafe_code)]

pub mod artifact;
pub mod calendar;
pub mod chart;
pub mod cli;
pub mod distribution;
pub mod docs;
pub mod engine;
pub mod model;
pub mod plan;
pub mod projection;
pub mod reference;
pub mod report;
pub mod results;
pub mod scenario;
pub mod stats;
pub mod table;
pub mod units;
