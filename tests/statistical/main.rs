//! Slow statistical tests, meant for release builds.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod distribution;
