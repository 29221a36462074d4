//! `capcast sweep`: a grid of variants of one scenario, and what becomes of an outcome over it.

use super::exit::Failure;
use super::options::{Clock, Ran, RunOptions};
use super::progress::Progress;
use super::{interrupt, speak};
use crate::artifact::{self, RunFolder, ScenarioRan};
use crate::chart;
use crate::pipeline::{self, MOST_CELLS, SweepError, SweepSpec};
use crate::plan::RunSpec;
use crate::scenario::Loaded;
use crate::scenario::variants::{GridError, Variants};
use crate::sweep::{Size, Sweep};
use crate::table;
use clap::Args;
use std::path::{Path, PathBuf};

/// What `sweep` is asked.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
#[command(mut_arg("out", |out| out.help(OUT)))]
#[command(mut_arg("only", |only| only.hide(true)))]
pub(super) struct SweepArgs {
    /// The scenario, a TOML file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A key with its values: site.loughton.pue=1.1,1.2,1.3, or a range with its step, "20 MW..60 MW
    /// step 10 MW". Repeatable: every combination is a cell. In place of the scenario's [sweep].
    #[arg(long, value_name = "KEY=VALUE,..")]
    vary: Vec<String>,
    /// The number to look at. Repeatable.
    #[arg(long, value_name = "OUTCOME", help = OUTCOME)]
    outcome: Vec<String>,
    /// Refuse a grid of more cells.
    #[arg(long, value_name = "N", default_value_t = MOST_CELLS)]
    max_cells: u64,
    #[command(flatten)]
    options: RunOptions,
}

const OUTCOME: &str = "The number to look at: \"mean gpus_powered of total at 2027-12-31\", \
                       \"p50 online of loughton.first\". Repeatable. Default: the scenario's \
                       [sweep], or the mean of the GPUs powered at the end";

const OUT: &str = "Where table and charts go; what a command left there before is replaced. \
                   Default: output/sweep-NAME for NAME.toml";

const EXAMPLE: &str = "Example: capcast sweep uk.toml \
                       --vary site.loughton.grid.first.energised=2027-Q1,2028,2029-H2 \
                       --outcome \"mean gpus_powered of total at 2029-12-31\"";

/// Runs a sweep.
pub(super) fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    let clock = Clock::start();
    let options = &args.options;
    if options.names_parts() {
        let message = "a sweep records what its outcomes need; leave --only out";
        return Err(Failure::Usage(message.to_owned()));
    }
    let pool = options.pool()?;
    pool.install(|| {
        let variants = load(args)?;
        if !options.quiet {
            speak::talk_problems(&variants.base.warnings);
        }
        let question = question(args, &variants)?;
        variants
            .check(&interrupt::asked)
            .map_err(|error| failure(error.into()))?;
        let folder = RunFolder::open(&target(args)?)?;
        let shown = options.out.clone();
        let shown = shown.unwrap_or_else(|| folder.target().to_owned());
        let progress = Progress::new("cells", options.quiet);
        let sweep = pipeline::sweep_watched(&variants, &question, &progress).map_err(failure)?;
        drop(progress);
        let missing = write(args, &folder, &sweep, &clock)?;
        if interrupt::asked() {
            return Err(Failure::Interrupted);
        }
        folder.publish()?;
        if options.json {
            return speak::answer(&artifact::json(&sweep));
        }
        if options.quiet {
            return Ok(());
        }
        speak::answer(&table::sweep_summary(
            &sweep,
            speak::width(),
            &shown.display().to_string(),
        ))?;
        for missing in &missing {
            speak::talk(&format!(
                "{missing}
"
            ));
        }
        Ok(())
    })
}

fn load(args: &SweepArgs) -> Result<Variants, Failure> {
    let options = args.options.load_options();
    let loaded = Variants::load(&args.file, &options, &args.vary, args.max_cells);
    loaded.map_err(|error| match error {
        GridError::TooMany {
            cells,
            axes,
            most,
            base,
        } => too_many(args, cells, &axes, most, &base),
        error => failure(error.into()),
    })
}

fn question(args: &SweepArgs, variants: &Variants) -> Result<SweepSpec, Failure> {
    let spec = args.options.spec(&variants.base.model);
    let outcomes = outcomes(args, &variants.outcomes);
    SweepSpec::new(outcomes, &variants.base, &spec).map_err(failure)
}

/// Those of the command line, or else the scenario's.
fn outcomes<'a>(args: &'a SweepArgs, own: &'a [String]) -> &'a [String] {
    if args.outcome.is_empty() {
        own
    } else {
        &args.outcome
    }
}

/// Says what the grid would take, by what the scenario as written takes.
fn too_many(
    args: &SweepArgs,
    cells: u128,
    axes: &[(String, u128)],
    most: u64,
    base: &Loaded,
) -> Failure {
    let spec: RunSpec = args.options.spec(&base.model);
    let question = match SweepSpec::new(&args.outcome, base, &spec) {
        Ok(question) => question,
        Err(error) => return failure(error),
    };
    let clock = Clock::start();
    let _timed = pipeline::run(base, &question.spec);
    let size = Size {
        cells,
        outcomes: question.outcomes.len(),
        seconds: clock.seconds(),
    };
    let counts: Vec<String> = axes
        .iter()
        .map(|(key, count)| {
            let axis = Size {
                cells: *count,
                ..size
            };
            format!("{} of {key}", axis.count())
        })
        .collect();
    Failure::Usage(format!(
        "{} cells ({}) are more than {most}: they would take {} and {} of memory; vary fewer \
         values or take larger steps, try it with fewer --trials, or raise --max-cells",
        size.count(),
        counts.join(" × "),
        size.time(),
        size.memory(),
    ))
}

fn failure(error: SweepError) -> Failure {
    match error {
        SweepError::Grid(GridError::Problems(problems)) => Failure::Scenario(problems),
        SweepError::Grid(GridError::Interrupted) | SweepError::Interrupted(_) => {
            Failure::Interrupted
        }
        error => Failure::Usage(error.to_string()),
    }
}

/// Writes everything; gives what could not be drawn, in words.
fn write(
    args: &SweepArgs,
    folder: &RunFolder,
    sweep: &Sweep,
    clock: &Clock,
) -> Result<Vec<String>, Failure> {
    let options = &args.options;
    let (charts, missing) = if options.contents().charts {
        chart::sweep_charts(sweep)
    } else {
        Default::default()
    };
    let progress = Progress::new("charts", options.quiet);
    let witness = |done: usize, of: usize| {
        progress.at(done as u64, of as u64);
        interrupt::asked()
    };
    let files = folder.write_sweep(sweep, &charts, &witness)?;
    let ran = Ran {
        command: "sweep",
        capcast: &sweep.capcast,
        seed: sweep.seed,
        trials: sweep.trials,
        with: Vec::new(),
        against: None,
        files,
        scenarios: vec![ScenarioRan::of(None, &sweep.scenario)],
    };
    let manifest = options.manifest(ran, clock);
    folder.write(artifact::MANIFEST, manifest.text().as_bytes())?;
    Ok(missing)
}

/// The folder asked for, or output/sweep-NAME for NAME.toml.
fn target(args: &SweepArgs) -> Result<PathBuf, Failure> {
    if let Some(out) = &args.options.out {
        return Ok(out.clone());
    }
    let stem = args.file.file_stem().ok_or_else(|| {
        Failure::Usage(format!(
            "{} has no name; say --out DIR",
            args.file.display()
        ))
    })?;
    Ok(Path::new("output").join(format!("sweep-{}", stem.to_string_lossy())))
}
