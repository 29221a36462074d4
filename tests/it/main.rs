//! One binary for every integration test: one module a subject.
#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod architecture;
mod artifact;
mod change;
mod chart;
mod check;
mod classes;
mod cli;
mod compared;
mod comparison;
mod dependence;
mod distribution;
mod drives;
mod engine;
mod explain;
mod flows;
mod golden;
mod known;
mod ledger;
mod library;
mod mutation;
mod outcome;
mod pairs;
mod parts;
mod power;
mod properties;
mod reference;
mod renewal;
mod report;
mod resolve;
mod sample;
mod schema;
mod sharing;
mod shipped;
mod starter;
mod supply;
mod sweep;
mod table;
mod tables;
mod targets;
mod text;
mod told;
mod trials;
mod waits;
mod world;
