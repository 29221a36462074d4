//! `capcast run`: a scenario in, a folder of charts and tables out.

use super::exit::Failure;
use super::progress::Progress;
use super::{Part, ReadArgs, RunArgs, interrupt, speak};
use crate::artifact::{self, Contents, Manifest, RunFolder, ScenarioRan};
use crate::pipeline::run_watched;
use crate::plan::RunSpec;
use crate::projection::Projection;
use crate::scenario::{self, LoadOptions, Loaded};
use crate::table;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Runs a scenario.
pub(super) fn run(args: &RunArgs) -> Result<(), Failure> {
    let clock = Clock::start();
    interrupt::listen();
    let loaded = scenario::load(&args.file, &load_options(&args.read))
        .map_err(|problems| Failure::Scenario(Box::new(problems)))?;
    if !args.quiet {
        speak::talk_problems(&loaded.warnings);
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads.unwrap_or(0))
        .build()
        .map_err(|error| Failure::Files(format!("cannot start threads: {error}")))?;
    let folder = RunFolder::open(&target(args)?)?;
    let shown = args
        .out
        .clone()
        .unwrap_or_else(|| folder.target().to_owned());
    let projection = pool.install(|| -> Result<Projection, Failure> {
        let projection = project(args, &loaded)?;
        let files = write_contents(args, &folder, &projection)?;
        let manifest = manifest(
            args,
            &projection,
            files,
            &clock,
            rayon::current_num_threads(),
        );
        folder.write(artifact::MANIFEST, manifest.text().as_bytes())?;
        Ok(projection)
    })?;
    if interrupt::asked() {
        return Err(Failure::Interrupted);
    }
    folder.publish()?;
    if args.json {
        speak::answer(&artifact::projection_json(&projection))
    } else if args.quiet {
        Ok(())
    } else {
        let report = shown.join(artifact::REPORT).display().to_string();
        speak::answer(&table::summary(&projection, speak::width(), Some(&report)))
    }
}

/// How scenario files are to be read.
pub(super) fn load_options(args: &ReadArgs) -> LoadOptions {
    LoadOptions {
        set: args.set.clone(),
        max_bytes: args.max_file,
        ..LoadOptions::default()
    }
}

/// Simulates, and gathers the answer.
fn project(args: &RunArgs, loaded: &Loaded) -> Result<Projection, Failure> {
    let mut spec = RunSpec::of(&loaded.model);
    spec.seed = args.seed.unwrap_or(spec.seed);
    spec.trials = args.trials.unwrap_or(spec.trials);
    if !wants(args, Part::Series) {
        spec.metrics.clear();
    }
    spec.schedule = wants(args, Part::Schedule);
    let progress = Progress::new("trials", args.quiet);
    run_watched(loaded, &spec, &progress).map_err(|_| Failure::Interrupted)
}

fn write_contents(
    args: &RunArgs,
    folder: &RunFolder,
    projection: &Projection,
) -> Result<Vec<String>, Failure> {
    let contents = Contents {
        series: wants(args, Part::Series),
        schedule: wants(args, Part::Schedule),
        charts: !args.no_charts,
    };
    let progress = Progress::new("charts", args.quiet);
    let witness = |done: usize, of: usize| {
        progress.at(done as u64, of as u64);
        interrupt::asked()
    };
    Ok(folder.write_contents(projection, contents, &witness)?)
}

/// Whether a part is asked for: every part is where none is named.
fn wants(args: &RunArgs, part: Part) -> bool {
    args.only.is_empty() || args.only.contains(&part)
}

fn manifest(
    args: &RunArgs,
    projection: &Projection,
    files: Vec<String>,
    clock: &Clock,
    threads: usize,
) -> Manifest {
    Manifest {
        capcast: projection.capcast.clone(),
        command: "run".to_owned(),
        seed: projection.seed,
        trials: projection.trials,
        set: args.read.set.clone(),
        with: Vec::new(),
        only: args
            .only
            .iter()
            .map(|part| part.word().to_owned())
            .collect(),
        threads,
        target: artifact::build_target(),
        started: clock.started.clone(),
        wall_seconds: clock.begun.elapsed().as_secs_f64(),
        files,
        scenario: vec![ScenarioRan::of(None, &projection.scenario)],
    }
}

/// The folder asked for, or output/NAME for NAME.toml.
fn target(args: &RunArgs) -> Result<PathBuf, Failure> {
    if let Some(out) = &args.out {
        return Ok(out.clone());
    }
    let stem = args.file.file_stem().ok_or_else(|| {
        Failure::Usage(format!(
            "{} has no name; say --out DIR",
            args.file.display()
        ))
    })?;
    Ok(Path::new("output").join(stem))
}

/// When a run began: for the manifest alone.
struct Clock {
    started: String,
    begun: Instant,
}

impl Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the manifest says when a run was and how long it took"
    )]
    fn start() -> Self {
        Self {
            started: jiff::Timestamp::now()
                .strftime("%Y-%m-%dT%H:%M:%SZ")
                .to_string(),
            begun: Instant::now(),
        }
    }
}
