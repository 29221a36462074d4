//! How a run's tables are written: the options, shared by the commands that leave tables.

use super::exit::Failure;
use super::speak;
use crate::artifact::{Formats, LoneFile, RunFolder};
use crate::engine::{Interrupted, Untaken, Watch};
use crate::outcome::Outcome;
use crate::pipeline::run_asked;
use crate::plan::Plan;
use crate::projection::Projection;
use crate::scenario::Loaded;
use crate::table::{PARQUET_MAGIC, fits};
use crate::trials::{Layout, TrialsFile};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Which files the tables go to.
#[derive(Clone, Debug, Args)]
pub(super) struct TableArgs {
    /// How tables are written (repeatable, or a list). Default: csv.
    #[arg(long, value_name = "FORMAT,..", value_delimiter = ',')]
    format: Vec<TableFormat>,
    /// Leave an Excel workbook, results.xlsx, beside the tables of --format.
    #[arg(long)]
    xlsx: bool,
    /// Write every trial too: a Parquet file with a row a trial, its dates and year-end values.
    #[arg(long, value_name = "FILE")]
    trials_out: Option<PathBuf>,
    /// Write a --trials-out of more than 1 GiB.
    #[arg(long, requires = "trials_out")]
    yes_large: bool,
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

    /// What must be known before the run: that its tables fit where they are to go, and how large
    /// a file of trials becomes.
    pub(super) fn check(&self, loaded: &Loaded, plan: &Plan, quiet: bool) -> Result<(), Failure> {
        if self.formats().xlsx {
            fits("series", plan.rows_of_series())
                .map_err(|error| Failure::Usage(error.to_string()))?;
        }
        let Some(path) = &self.trials_out else {
            return Ok(());
        };
        let (path, size) = (path.display(), Layout::new(&loaded.model, plan).size());
        if size.is_large() && !self.yes_large {
            return Err(Failure::Usage(format!(
                "{path} would be large: {size}; write less (--only schedule, fewer `[output]` \
                 scopes or metrics, fewer --trials), or say --yes-large"
            )));
        }
        if !quiet {
            speak::talk(&format!("{path}: {size}\n"));
        }
        Ok(())
    }

    /// The file of trials, where one is asked for: it can be written, and loses nothing.
    pub(super) fn trials(&self, folder: &RunFolder) -> Result<Option<LoneFile>, Failure> {
        let open = |path| LoneFile::open(path, PARQUET_MAGIC, folder.target());
        Ok(self.trials_out.as_deref().map(open).transpose()?)
    }
}

/// Runs a plan, with outcomes that inputs are held against, and with its trials for a file where one is given.
pub(super) fn run(
    loaded: &Loaded,
    plan: &Plan,
    asked: &[Outcome],
    watch: &dyn Watch,
    trials: Option<&LoneFile>,
) -> Result<Projection, Failure> {
    let stopped = |_: Interrupted| Failure::Interrupted;
    let Some(to) = trials else {
        return run_asked(loaded, plan, asked, watch, &mut Untaken).map_err(stopped);
    };
    let layout = Layout::new(&loaded.model, plan);
    let refused = |error| Failure::from(to.refused(error));
    let mut file = TrialsFile::new(&layout, plan, to.file()).map_err(refused)?;
    let ran = run_asked(loaded, plan, asked, watch, &mut file);
    // Where the file stopped the run, it says why.
    file.finish().map_err(refused)?;
    ran.map_err(stopped)
}
