//! `capcast run`: a scenario in, a folder of charts and tables out.

use super::exit::Failure;
use super::options::{Clock, Ran, RunOptions};
use super::progress::Progress;
use super::tables::{self, TableArgs};
use super::{interrupt, speak};
use crate::artifact::{self, Contents, LoneFile, RunFolder, ScenarioRan};
use crate::outcome::Outcome;
use crate::pipeline;
use crate::plan::Plan;
use crate::projection::Projection;
use crate::scenario;
use crate::table;
use clap::Args;
use std::path::{Path, PathBuf};

/// What `run` is asked.
#[derive(Debug, Args)]
#[command(mut_arg("out", |out| out.help(OUT)))]
pub(super) struct RunArgs {
    /// The scenario, a TOML file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Say what drives this too (repeatable): "p50 online of SITE.PHASE", "mean `it_load` of site
    /// ID at 2028", "chance `facility_load` of total at least 500 MW at 2028", or "at most".
    #[arg(long, value_name = "WORDS", value_parser = str::parse::<Outcome>)]
    outcome: Vec<Outcome>,
    #[command(flatten)]
    options: RunOptions,
    #[command(flatten)]
    tables: TableArgs,
}

const OUT: &str = "Where charts and tables go; a run that stands there is replaced. \
                   Default: output/NAME for NAME.toml";

/// Runs a scenario.
pub(super) fn run(args: &RunArgs) -> Result<(), Failure> {
    let clock = Clock::start();
    let options = &args.options;
    let loaded = scenario::load(&args.file, &options.load_options())
        .map_err(|problems| Failure::Scenario(Box::new(problems)))?;
    if !options.quiet {
        speak::talk_problems(&loaded.warnings);
    }
    let pool = options.pool()?;
    let plan = Plan::compile(&loaded.model, &options.spec_alone(&loaded.model));
    pipeline::check_outcomes(&loaded, &plan, &args.outcome)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    if !args.outcome.is_empty() && !plan.drivers {
        let message = "what drives an outcome is not told without the part `drivers`: name it in `--only`, or leave `--only` out";
        return Err(Failure::Usage(message.to_owned()));
    }
    args.tables.check(&loaded, &plan, options.quiet)?;
    let folder = RunFolder::open(&target(&args.file, options.out.as_ref())?)?;
    let trials = args.tables.trials(&folder)?;
    let shown = options
        .out
        .clone()
        .unwrap_or_else(|| folder.target().to_owned());
    let projection = pool.install(|| -> Result<Projection, Failure> {
        let progress = Progress::new("trials", options.quiet);
        let projection = tables::run(&loaded, &plan, &args.outcome, &progress, trials.as_ref())?;
        drop(progress);
        let files = write_contents(args, &folder, &projection)?;
        let ran = Ran {
            command: "run",
            capcast: &projection.capcast,
            seed: projection.seed,
            trials: projection.trials,
            with: Vec::new(),
            against: None,
            files,
            scenarios: vec![ScenarioRan::of(None, &projection.scenario)],
        };
        let manifest = options.manifest(ran, &clock);
        folder.write(artifact::MANIFEST, manifest.text().as_bytes())?;
        Ok(projection)
    })?;
    if interrupt::asked() {
        return Err(Failure::Interrupted);
    }
    folder.publish()?;
    trials.map_or(Ok(()), LoneFile::publish)?;
    if options.json {
        speak::answer(&artifact::json(&projection))
    } else if options.quiet {
        Ok(())
    } else {
        let report = shown.join(artifact::REPORT).display().to_string();
        speak::answer(&table::summary(&projection, speak::width(), Some(&report)))
    }
}

fn write_contents(
    args: &RunArgs,
    folder: &RunFolder,
    projection: &Projection,
) -> Result<Vec<String>, Failure> {
    let progress = Progress::new("charts", args.options.quiet);
    let witness = |done: usize, of: usize| {
        progress.at(done as u64, of as u64);
        interrupt::asked()
    };
    let contents = Contents {
        formats: args.tables.formats(),
        ..args.options.contents()
    };
    Ok(folder.write_contents(projection, contents, &witness)?)
}

/// The folder asked for, or output/NAME for NAME.toml.
pub(super) fn target(file: &Path, out: Option<&PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(out) = out {
        return Ok(out.clone());
    }
    let stem = file
        .file_stem()
        .ok_or_else(|| Failure::Usage(format!("{} has no name; say --out DIR", file.display())))?;
    Ok(Path::new("output").join(stem))
}
