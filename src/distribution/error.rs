//! The reasons for which a distribution cannot be built or conditioned.

use thiserror::Error;

/// A requirement that the parameters of a distribution break.
///
/// The text is a lower-case fragment that names the parameter and carries the numbers; it fits after
/// "failed to ..." or beside a span of the file that stated them.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum DistributionError {
    /// A parameter is NaN or infinite.
    #[error("`{name}` ({value}) is not a finite number")]
    NotFinite {
        /// The parameter's name.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// A parameter that must be positive is zero or negative.
    #[error("`{name}` ({value}) is not above zero")]
    NotPositive {
        /// The parameter's name.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// Two parameters stand the wrong way round.
    #[error("`{low_name}` ({low}) is above `{high_name}` ({high})")]
    Reversed {
        /// The name of the parameter that must not be greater.
        low_name: &'static str,
        /// Its value.
        low: f64,
        /// The name of the parameter that must not be less.
        high_name: &'static str,
        /// Its value.
        high: f64,
    },
    /// Two percentiles coincide while a third differs, so that half of the probability would be one point.
    #[error(
        "`{low_name}` and `{high_name}` are both {value} while the third percentile differs; \
         use `min`, `mode` and `max` for a quantity that has a hard end"
    )]
    Coincident {
        /// The name of the lower percentile.
        low_name: &'static str,
        /// The name of the higher percentile.
        high_name: &'static str,
        /// Their common value.
        value: f64,
    },
    /// The mode lies outside the ends.
    #[error("`mode` ({mode}) is {side} `{end_name}` ({end})")]
    ModeOutside {
        /// The mode.
        mode: f64,
        /// "below" or "above".
        side: &'static str,
        /// The end that is broken, `min` or `max`.
        end_name: &'static str,
        /// The value of that end.
        end: f64,
    },
    /// An end of a range lies on or outside the boundary of the quantity's domain.
    #[error(
        "`{name}` ({value}) must be {requirement}: a range gives percentiles of {domain}, which never reaches its boundary; \
         use PERT `{{ min, mode, max }}` for hard ends"
    )]
    OutsideDomain {
        /// The percentile's name, `p10`, `p50` or `p90`.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What the domain asks for, such as "above 0".
        requirement: &'static str,
        /// What the quantity is, such as "a share".
        domain: &'static str,
    },
    /// No values, samples or components at all.
    #[error("`{name}` is empty")]
    Empty {
        /// The list's name.
        name: &'static str,
    },
    /// Values and weights do not pair up.
    #[error("`values` has {values} entries and `weights` has {weights}")]
    LengthMismatch {
        /// The number of values.
        values: usize,
        /// The number of weights.
        weights: usize,
    },
    /// A weight is negative, NaN or infinite.
    #[error("`weights` entry {position} ({value}) is not a finite number of zero or more")]
    BadWeight {
        /// The entry's position, counted from 1.
        position: usize,
        /// The weight.
        value: f64,
    },
    /// The weights add up to nothing.
    #[error("`weights` are all zero")]
    WeightsAllZero,
    /// A truncation leaves no probability.
    #[error(
        "`within` [{lo}, {hi}] holds none of the distribution, which lies in [{least}, {greatest}]"
    )]
    EmptyWindow {
        /// The window's lower end.
        lo: f64,
        /// The window's upper end.
        hi: f64,
        /// The least value that the distribution can take, to the resolution of an `f64`.
        least: f64,
        /// The greatest value that it can take, to the resolution of an `f64`.
        greatest: f64,
    },
    /// Something has lasted longer than its distribution allows.
    #[error(
        "`elapsed` ({elapsed}) leaves nothing of the distribution, whose greatest value is {greatest}"
    )]
    BeyondSupport {
        /// What has elapsed already.
        elapsed: f64,
        /// The greatest value that the distribution can take, to the resolution of an `f64`.
        greatest: f64,
    },
    /// A limit lies below everything that the distribution can be.
    #[error("`limit` ({limit}) leaves nothing of the distribution, whose least value is {least}")]
    BelowSupport {
        /// The limit.
        limit: f64,
        /// The least value that the distribution can take, to the resolution of an `f64`.
        least: f64,
    },
}
