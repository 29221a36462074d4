//! Special functions behind the distributions: the normal, gamma, beta and Student integrals, and inverses.
//!
//! Every elementary function comes from `libm`, so that the bits are equal on every machine; the crates that
//! offer these integrals call the system's C library. Nothing here knows what a distribution is.

mod beta;
mod gamma;
mod invert;
mod normal;
mod student;

pub(super) use beta::Beta;
pub(super) use gamma::Gamma;
pub(crate) use normal::{normal_cdf, normal_quantile};
pub use student::StudentT;

/// Rounds after which an iteration is given up; each of them converges long before it.
const MAX_ROUNDS: usize = 200_000;
/// A value that keeps a continued fraction away from a division by zero.
const TINY: f64 = 1e-300;
