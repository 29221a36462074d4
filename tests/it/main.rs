//! One binary for every integration test.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod distribution;
mod reference;
mod text;
