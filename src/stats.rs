//! Estimates from finitely many trials: order statistics and standard errors.
//!
//! Percentiles are order statistics without interpolation, and their errors are intervals between order
//! statistics, which hold next to an atom where a standard error misleads. Nothing here knows how a trial was
//! drawn or what was measured.

mod estimate;
mod rank;

pub use estimate::Estimate;
pub use rank::{binomial_ranks, order_rank};
