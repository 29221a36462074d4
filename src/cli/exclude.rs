//! `capcast exclude`: what each driver, risk and correlation group is worth.

use super::exit::Failure;
use super::options::{Clock, Ran, RunOptions};
use super::progress::Progress;
use super::{interrupt, speak};
use crate::artifact::{self, RunFolder, ScenarioRan};
use crate::outcome::Outcome;
use crate::pipeline::{self, ExcludeSpec, ExplainError};
use crate::projection::{Exclusion, Projection};
use crate::scenario::{self, Loaded};
use crate::table;
use clap::Args;
use std::path::{Path, PathBuf};

/// What `exclude` is asked.
#[derive(Debug, Args)]
#[command(
    mut_arg("out", |out| out.help(OUT)),
    mut_arg("only", |only| only.hide(true)),
    mut_arg("trials", |trials| trials.help(TRIALS))
)]
pub(super) struct ExcludeArgs {
    /// The scenario, a TOML file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The number to look at: "mean `gpus_powered` of total at 2027-12-31", "p50 online of
    /// SITE.PHASE", "chance online of SITE.PHASE by 2027-03-31", "chance `facility_load` of total at
    /// least 500 MW at 2028". Default: the mean of the GPUs that run, at the report's date.
    #[arg(long, value_name = "WORDS", value_parser = str::parse::<Outcome>, default_value = DEFAULT)]
    outcome: Outcome,
    #[command(flatten)]
    options: RunOptions,
}

const DEFAULT: &str = "mean gpus_powered of total";
const OUT: &str = "Where charts and tables go; an exclusion that stands there is replaced. \
                   Default: output/exclude-NAME for NAME.toml";
const TRIALS: &str = "How many futures are drawn in each run. Default: the scenario's number, \
                      20_000 at most";

/// Leaves out each part of what a scenario's sites share.
pub(super) fn exclude(args: &ExcludeArgs) -> Result<(), Failure> {
    let clock = Clock::start();
    let options = &args.options;
    if options.names_parts() {
        let message = "an exclusion has no parts to choose from: leave `--only` out";
        return Err(Failure::Usage(message.to_owned()));
    }
    let target = target(args)?;
    let loaded = scenario::load(&args.file, &options.load_options())
        .map_err(|problems| Failure::Scenario(Box::new(problems)))?;
    if !options.quiet {
        speak::talk_problems(&loaded.warnings);
    }
    let pool = options.pool()?;
    let folder = RunFolder::open(&target)?;
    let (exclusion, projection) = pool.install(|| -> Result<_, Failure> {
        let (exclusion, projection) = answer(args, &loaded)?;
        let progress = Progress::new("charts", options.quiet);
        let witness = |done: usize, of: usize| {
            progress.at(done as u64, of as u64);
            interrupt::asked()
        };
        let charts = options.contents().charts;
        let files = folder.write_exclusion(&exclusion, &projection, charts, &witness)?;
        let ran = Ran {
            command: "exclude",
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
        Ok((exclusion, projection))
    })?;
    if interrupt::asked() {
        return Err(Failure::Interrupted);
    }
    folder.publish()?;
    if options.json {
        speak::answer(&artifact::json(&exclusion))
    } else if options.quiet {
        Ok(())
    } else {
        let place = target.display().to_string();
        let width = speak::width();
        speak::answer(&table::exclusion_summary(
            &exclusion,
            &projection,
            width,
            Some(&place),
        ))
    }
}

fn answer(args: &ExcludeArgs, loaded: &Loaded) -> Result<(Exclusion, Projection), Failure> {
    let options = &args.options;
    let question = ExcludeSpec {
        outcome: args.outcome.clone(),
        seed: options.seed(),
        trials: options.trials(),
    };
    let progress = Progress::new("trials", options.quiet);
    pipeline::exclude(loaded, &question, &progress).map_err(|error| match error {
        ExplainError::Interrupted(_) => Failure::Interrupted,
        error @ ExplainError::Never { .. } => Failure::Apart(error.to_string()),
        error => Failure::Usage(error.to_string()),
    })
}

/// The folder asked for, or output/exclude-NAME for NAME.toml.
fn target(args: &ExcludeArgs) -> Result<PathBuf, Failure> {
    if let Some(out) = &args.options.out {
        return Ok(out.clone());
    }
    let named = super::run::target(&args.file, None)?;
    let name = named.file_name().unwrap_or_default().to_string_lossy();
    let name: String = format!("exclude-{name}").chars().take(200).collect();
    Ok(Path::new("output").join(name))
}
