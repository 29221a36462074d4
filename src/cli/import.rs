//! `capcast import`: a scenario made of tables that others keep.

use super::exit::Failure;
use super::{new, speak};
use crate::import::epoch::{self, Folder, Request};
use crate::projection::plain;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Whose tables.
#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// Epoch AI's "Frontier Data Centers": owners, users, power and compute of large AI sites.
    Epoch(EpochArgs),
}

const HELP: &str = "\
The folder holds `data_center_timelines_YEAR-MONTH.csv`, one or several, as they are downloaded from
https://epoch.ai/data/data-centers; beside them `data_centers.csv` (owners, users, chips, countries) and
`site_names.csv` (names that changed), which may be missing.

Rows up to a day are history: what runs. Later ones are a forecast: what is to come. That day is --as-of, else
the one in the file's name; of a month its first, as what came later in the month may be a forecast still.
Where the folder has older timelines too, what they forecast is held against what came.

  capcast import epoch tables --out world.toml
  capcast run world.toml

The data are Epoch AI's, under CC BY 4.0: the scenario says so, and so does all that is made of it.";

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct EpochArgs {
    /// The folder of the tables.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Which timelines, by the date in the file's name: 2026-05. Default: the newest.
    #[arg(long, value_name = "YEAR-MONTH")]
    vintage: Option<String>,
    /// The day up to which rows are history. Default: what the file's name says, of a month the first day.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// The scenario to write; without it stdout. A file that is there is left as it is.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write over a file that is there.
    #[arg(long, requires = "out")]
    force: bool,
}

/// Makes a scenario, writes or prints it, and says what is in it.
pub(super) fn import(what: &Import) -> Result<(), Failure> {
    let Import::Epoch(args) = what;
    if let Some(out) = args.out.as_ref().filter(|_| !args.force) {
        new::refuse_existing(out)?;
    }
    let folder = Folder::read(&args.folder)
        .map_err(|error| Failure::Files(format!("{}: {error}", args.folder.display())))?;
    let request = Request {
        vintage: args.vintage.clone(),
        as_of: args.as_of,
        command: command(args),
    };
    let made = epoch::import(&folder, &request)
        .map_err(|problems| Failure::Scenario(Box::new(problems)))?;
    for line in &made.told {
        speak::talk(&format!("{}\n", plain(line)));
    }
    let Some(out) = &args.out else {
        return speak::answer(&made.toml);
    };
    if args.force {
        std::fs::write(out, &made.toml)
            .map_err(|error| Failure::Files(format!("{}: {error}", out.display())))?;
    } else {
        new::create(out, &made.toml)?;
    }
    let shown = out.display();
    speak::answer(&format!(
        "{shown}: written\nnext: capcast check {shown}\n      capcast run {shown}\n"
    ))
}

/// The command again, for the scenario's head: what decides what is in it.
fn command(args: &EpochArgs) -> String {
    let mut command = format!("capcast import epoch {}", args.folder.display());
    if let Some(vintage) = &args.vintage {
        command.push_str(" --vintage ");
        command.push_str(vintage);
    }
    if let Some(day) = args.as_of {
        let _ = write!(command, " --as-of {day}");
    }
    command
}
