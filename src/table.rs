//! Tables of a projection: CSV files for other programs, a summary for the terminal.
//!
//! Projection in, bytes or text out. What it does not know: where the bytes are written, how a
//! number was computed, whether anyone looks. Missing values are empty cells in CSV files and
//! "–" or "never" on the terminal.

mod assumptions;
pub mod comparison;
mod dates;
mod differences;
mod digits;
mod schedule;
mod series;
mod sheet;
mod summary;
mod sweep;

pub use assumptions::assumptions_csv;
pub use comparison::summary as comparison_summary;
pub use dates::dates_csv;
pub use differences::differences_csv;
pub use digits::{difference, figure, percent};
pub use schedule::schedule_csv;
pub use series::series_csv;
pub use summary::{phases, summary, totals};
pub use sweep::{sweep_csv, sweep_summary};
