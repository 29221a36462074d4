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
use super::interrupt;
use super::options::RunOptions;
use clap::Args;
use round::{Round, Watching};
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};

/// What `watch` is asked.
#[derive(Debug, Args)]
#[command(mut_arg("out", |out| out.help(OUT)))]
#[command(mut_arg("trials", |trials| trials.default_value("20_000").help(TRIALS)))]
#[command(mut_arg("json", |json| json.help(JSON)))]
pub(super) struct WatchArgs {
    /// The scenario, a TOML file. What it extends is watched too.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    options: RunOptions,
    /// Look at the files again and again, where the system does not tell of changes, as on some
    /// network drives.
    #[arg(long)]
    poll: bool,
    /// Clear the terminal before each report.
    #[arg(long)]
    clear: bool,
}

const OUT: &str = "Where charts and tables go; a run that stands there is replaced. \
                   Default: output/NAME for NAME.toml";
const TRIALS: &str = "How many futures are drawn at each save, in place of the scenario's number";
const JSON: &str = "Print the answer as one line of JSON at each save, in place of what changed";

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
    args.options.no_drivers("watch")?;
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
