//! The command line: what can be asked, and how it is answered.
//!
//! The answer goes to stdout, talk and progress to stderr. What it does not do: arithmetic. Each
//! command calls the library's stages in order and prints what they return.

mod announced;
mod catalog;
mod check;
mod compare;
mod completions;
mod diff;
mod exclude;
mod exit;
mod explain;
mod import;
mod interrupt;
mod man;
mod new;
mod options;
mod progress;
mod refit;
mod run;
mod scenarios;
mod schema;
mod show;
mod speak;
mod sweep;
mod tables;
mod values;
mod watch;

pub use exit::Exit;

use clap::{Args, Parser, Subcommand};
use exit::Failure;
use jiff::civil::Date;
use std::ffi::OsString;
use std::path::PathBuf;

/// What will really be running, of the AI data centers that have been announced, and by when.
#[derive(Debug, Parser)]
#[command(name = "capcast", version, after_help = CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const CODES: &str = "Exit codes: 0 done, 2 bad usage, 3 the scenario has problems, 4 file trouble, \
                     101 a bug, 130 interrupted.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate a scenario; print a summary, leave charts and tables in a folder.
    Run(run::RunArgs),
    /// Vary values of a scenario over a grid; say what becomes of an outcome.
    Sweep(sweep::SweepArgs),
    /// Hold variants against a base with the same random numbers; say what moves, and how sure that is.
    Compare(compare::CompareArgs),
    /// Run a scenario again at each save, and say what changed.
    Watch(watch::WatchArgs),
    /// Say all that is wrong with scenario files, or "ok".
    Check(CheckArgs),
    /// Say what one scenario says otherwise than another, key by key.
    Diff(diff::DiffArgs),
    /// Say which edit between two scenarios moved the answer, and by how much.
    Explain(explain::ExplainArgs),
    /// Leave out each driver, risk and correlation group; say what each is worth.
    Exclude(exclude::ExcludeArgs),
    /// Print a scenario as resolved: every value, and where it came from.
    Show(ShowArgs),
    /// List chips, reference classes, words and defaults, with who says so.
    Catalog(catalog::CatalogArgs),
    /// Begin a scenario: a commented file that runs, from options or a few questions.
    New(new::NewArgs),
    /// Make a scenario of tables that others keep.
    #[command(subcommand)]
    Import(import::Import),
    /// Print the scenario format as a JSON Schema, for editors.
    Schema(schema::SchemaArgs),
    /// Print a script that completes commands and options in a shell.
    Completions(completions::CompletionsArgs),
    /// Print the manual, or write its pages.
    Man(man::ManArgs),
}

/// How a scenario is read.
#[derive(Clone, Debug, Args)]
struct ReadArgs {
    /// Lay a value over the file: --set site.loughton.pue=1.3 (repeatable).
    #[arg(long, value_name = "KEY=VALUE", value_parser = values::setting)]
    set: Vec<String>,
    /// Run with what each risk states as mitigated: its chance and impact once that is done.
    #[arg(long)]
    mitigated: bool,
    /// Share nothing: draw drivers and risks for each piece of work by itself, correlate nothing.
    /// What dates taken one by one would say.
    #[arg(long)]
    independent: bool,
    /// Go back to an earlier day: without what was announced, came or was published after it, and
    /// with reference classes as they stood. What is left out is listed.
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    as_of: Option<Date>,
    /// Refuse files larger than this before reading them.
    #[arg(long, value_name = "SIZE", default_value = "8 MiB", value_parser = values::size)]
    max_file: u64,
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// Scenarios, TOML files.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, Args)]
struct ShowArgs {
    /// The scenario, a TOML file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    read: ReadArgs,
    /// Print only what was announced, and who said so: no assumption, default or catalogue value.
    #[arg(long)]
    announced: bool,
}

/// Runs a command line, the program's name first, and says how it ended.
///
/// Everything is printed here; the caller only passes the code on.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    match answer(arguments) {
        Ok(()) => Exit::Done,
        Err(failure) => {
            failure.tell();
            failure.exit()
        }
    }
}

fn answer(arguments: impl IntoIterator<Item = OsString>) -> Result<(), Failure> {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(told) => {
            let printed = told.print();
            // Help and version are answers.
            return if told.use_stderr() {
                Err(Failure::Told(Exit::Usage))
            } else {
                speak::heard(printed)
            };
        }
    };
    match &cli.command {
        Command::Run(args) => run::run(args),
        Command::Sweep(args) => sweep::sweep(args),
        Command::Compare(args) => compare::compare(args),
        Command::Watch(args) => watch::watch(args),
        Command::Check(args) => check::check(args),
        Command::Diff(args) => diff::diff(args),
        Command::Explain(args) => explain::explain(args),
        Command::Exclude(args) => exclude::exclude(args),
        Command::Show(args) => show::show(args),
        Command::Catalog(args) => catalog::catalog(args),
        Command::New(args) => new::new(args),
        Command::Import(args) => import::import(args),
        Command::Schema(args) => schema::schema(args),
        Command::Completions(args) => completions::completions(args),
        Command::Man(args) => man::man(args),
    }
}
