//! Slow statistical tests, meant for release builds.

mod distribution;
