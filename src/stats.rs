//! Estimates from finitely many trials: order statistics and standard errors.
//!
//! Percentiles are order statistics without interpolation, and their errors are intervals between order
//! statistics, which hold next to an atom where a standard error misleads. Nothing here knows how a trial was
//! drawn or what was measured. Beside them correlation matrices: eigenvalues, and the nearest one to what is none.

mod eigen;
mod estimate;
mod nearest;
mod rank;

pub use eigen::Eigen;
pub use estimate::Estimate;
pub use nearest::{nearest_correlation, rank_correlation, score_correlation};
pub use rank::{binomial_ranks, order_rank};
