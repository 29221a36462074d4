//! How a run's tables are written: the options, shared by the commands that leave tables.

use crate::artifact::Formats;
use clap::{Args, ValueEnum};

/// Which files the tables go to.
#[derive(Clone, Debug, Args)]
pub(super) struct TableArgs {
    /// How tables are written (repeatable, or a list). Default: csv.
    #[arg(long, value_name = "FORMAT,..", value_delimiter = ',')]
    format: Vec<TableFormat>,
    /// Leave an Excel workbook, results.xlsx, beside the tables of --format.
    #[arg(long)]
    xlsx: bool,
}

/// A format of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TableFormat {
    /// A text file a table.
    Csv,
    /// A Parquet file a table, with types.
    Parquet,
    /// One Excel workbook with charts, results.xlsx.
    Xlsx,
}

impl TableArgs {
    /// What is asked for: CSV where no format is named.
    pub(super) fn formats(&self) -> Formats {
        let named = |format| self.format.contains(&format);
        Formats {
            csv: self.format.is_empty() || named(TableFormat::Csv),
            parquet: named(TableFormat::Parquet),
            xlsx: self.xlsx || named(TableFormat::Xlsx),
        }
    }
}
