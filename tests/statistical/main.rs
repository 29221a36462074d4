//! Slow tests, for release builds alone: a plain `cargo test` passes them by.
#![cfg(not(debug_assertions))]
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod distribution;
mod limits;
mod oracle;
mod overview;
mod pages;
mod sample;
