//! Estimates from finitely many trials: order statistics and standard errors.
//!
//! Percentiles are order statistics without interpolation, and their errors are intervals between order
//! statistics, which hold next to an atom where a standard error misleads. Nothing here knows how a trial was
//! drawn or what was measured. Beside them correlation matrices: eigenvalues, and the nearest one to what is none.

mod count;
mod eigen;
mod estimate;
mod given;
mod nearest;
mod order;
mod rank;

pub use count::chances_of_counts;
pub use eigen::Eigen;
pub use estimate::Estimate;
pub use given::{
    Bins, Outcome, Told, share_by_groups, share_by_order, told_by_event, told_by_groups,
    told_by_order,
};
pub use nearest::{nearest_correlation, rank_correlation, score_correlation};
pub use order::{centred_ranks, correlation_of_centred, order_of_uniforms, spearman};
pub use rank::{binomial_ranks, order_rank};
