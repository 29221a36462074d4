//! Every trial of a run, for those who do their own statistics: a Parquet file with a row a trial.
//!
//! Trials are taken while the run goes, block by block, and written in groups of rows: memory does
//! not grow with their number. They are the trials that the projection is of, with the same digits
//! and the same days. What it does not know: where the file stands, what a terminal is.
//!
//! | column | type | what it holds |
//! | --- | --- | --- |
//! | `trial` | INT64 | the trial, from 0; two runs with one seed have the same trials |
//! | `phase.SITE.PHASE.ready`, `.online`, `.complete` | DATE | the day; null where it never comes; what is later than 2299-12-31 stands on that day |
//! | `stage.SITE.STAGE.energised` | DATE | likewise |
//! | `total.METRIC.DAY`, `KIND.ID.METRIC.DAY` | DOUBLE | the value in the last period of each year, which ends on the day, in the metric's unit |
//!
//! Units stand in the file's key-value metadata as `unit.METRIC`, beside seed, scenario and version.

mod file;
mod layout;

pub use file::TrialsFile;
pub use layout::{Layout, Size};
