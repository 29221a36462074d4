//! `capcast watch`: a scenario run again at each save, and what the save changed.
//!
//! Results are put in their place as soon as tables, SVGs and the report are there; the PNGs are
//! drawn behind, and put there with all the rest in a second step: never do files of two runs stand
//! side by side. A save with problems says what they are, and the last good results stay.

mod dots;
mod eyes;
mod round;
mod settle;

use super::exit::Failure;
use super::{ReadArgs, RunArgs, THREADS, interrupt, values};
use clap::Args;
use round::{Round, Watching};
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};

#[derive(Debug, Args)]
pub(super) struct WatchArgs {
    /// The scenario, a TOML file. What it extends is watched too.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    read: ReadArgs,
    /// Where charts and tables go; a run that stands there is replaced. Default: output/NAME for
    /// NAME.toml.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How many futures are drawn at each save, in place of the scenario's number.
    #[arg(long, value_name = "N", default_value = "20_000", value_parser = values::trials, allow_negative_numbers = true)]
    trials: u64,
    /// The seed of every draw, in place of the scenario's.
    #[arg(long, value_name = "N", value_parser = values::seed, allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Worker threads; the answer does not depend on them.
    #[arg(long, value_name = "N", help = THREADS, value_parser = values::threads, allow_negative_numbers = true)]
    threads: Option<usize>,
    /// Draw no charts.
    #[arg(long)]
    no_charts: bool,
    /// Look at the files again and again, where the system does not tell of changes: on some
    /// network drives.
    #[arg(long)]
    poll: bool,
    /// Clear the terminal before each report.
    #[arg(long)]
    clear: bool,
    /// Say nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

impl WatchArgs {
    /// The same as is asked of a single run.
    fn run(&self) -> RunArgs {
        RunArgs {
            file: self.file.clone(),
            read: self.read.clone(),
            out: self.out.clone(),
            trials: Some(self.trials),
            seed: self.seed,
            threads: self.threads,
            only: Vec::new(),
            no_charts: self.no_charts,
            json: false,
            quiet: self.quiet,
        }
    }
}

/// Why the watch woke up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wake {
    /// A file may have changed.
    Saved,
    /// The PNGs of the run of this number are drawn.
    Drawn(u64),
    /// The user asked to stop.
    Ended,
}

/// Watches until the user asks to stop, or nobody reads any more what it says.
pub(super) fn watch(args: &WatchArgs) -> Result<(), Failure> {
    let (wakes, woken) = mpsc::channel();
    let ended = wakes.clone();
    interrupt::listen_and(move || {
        let _ = ended.send(Wake::Ended);
    });
    let mut watching = Watching::new(args, wakes)?;
    let mut heard = watching.begin()?;
    while heard != Round::Unheard && !interrupt::asked() {
        heard = match woken.recv_timeout(watching.patience()) {
            Ok(Wake::Saved) => watching.look_again(true)?,
            Err(RecvTimeoutError::Timeout) => watching.look_again(false)?,
            Ok(Wake::Drawn(number)) => {
                watching.add_dots(number);
                Round::Done
            }
            Ok(Wake::Ended) | Err(RecvTimeoutError::Disconnected) => break,
        };
    }
    Ok(())
}
