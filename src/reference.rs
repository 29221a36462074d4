//! Reference classes: how long comparable work took, and how far comparable promises overran.
//!
//! The outside view of a forecast. Each class of the catalogue is one distribution with its evidence stated:
//! *fitted* here by [`fit`] to the records shipped beside the catalogue (open projects as censored, never as
//! finished or dropped), *published* by a source, or a *judgement*. The catalogue's fitted figures are
//! reproduced from the records by [`refit`] and by a test, so the two cannot drift.
//!
//! Knows neither scenarios nor sites, and reads no file at run time: records and catalogue are compiled in.

mod catalogue;
mod fit;
mod form;
mod records;
mod refit;
mod steps;
mod stood;
mod survival;

pub use catalogue::{Evidence, Fitted, Kind, Measure, ReferenceClass, catalogue, class};
pub use fit::{Candidate, Family, Fit, FitError, fit};
pub use records::{Case, LeftOut, Sample, cases, left_out, sample, sampled_classes};
pub use refit::{Agreement, Refit, RefitError, refit};
pub use stood::{Later, Stood, StoodError, later, stood};
pub use survival::{SurvivalStep, kaplan_meier};
