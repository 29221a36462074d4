//! What all commands that simulate have in common: how to run, what to leave behind, what to print.

use super::exit::Failure;
use super::{ReadArgs, interrupt, values};
use crate::artifact::{self, Contents, Formats, Manifest, ScenarioRan};
use crate::model::Model;
use crate::plan::RunSpec;
use crate::scenario::LoadOptions;
use clap::{Args, ValueEnum};
use rayon::ThreadPool;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const THREADS: &str = "Worker threads; the answer does not depend on them. \
                       Default: RAYON_NUM_THREADS, or all";

/// How to simulate, and what is left behind.
#[derive(Clone, Debug, Args)]
pub(super) struct RunOptions {
    #[command(flatten)]
    pub(super) read: ReadArgs,
    /// Where charts and tables go; what a command left there before is replaced. Default: a
    /// folder in output/, named after the scenarios.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// How many futures are drawn, in place of the scenario's number.
    #[arg(long, value_name = "N", value_parser = values::trials, allow_negative_numbers = true)]
    pub(super) trials: Option<u64>,
    /// The seed of every draw, in place of the scenario's.
    #[arg(long, value_name = "N", value_parser = values::seed, allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Worker threads; the answer does not depend on them.
    #[arg(long, value_name = "N", help = THREADS, value_parser = values::threads, allow_negative_numbers = true)]
    threads: Option<usize>,
    /// Compute and write only these parts.
    #[arg(long, value_name = "PART,..", value_delimiter = ',')]
    only: Vec<Part>,
    /// Draw no charts.
    #[arg(long)]
    no_charts: bool,
    /// Print the answer as JSON on stdout in place of the summary.
    #[arg(long)]
    pub(super) json: bool,
    /// Say nothing but errors.
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// A part of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Part {
    /// Quantities by period: their table, fans and build-out.
    Series,
    /// Dates by phase: their table, S-curves and the Gantt chart.
    Schedule,
    /// What binds, by period: its table.
    Binding,
    /// What drives dates and levels, and what moves together: of a run by itself.
    Drivers,
}

impl Part {
    const fn word(self) -> &'static str {
        match self {
            Part::Series => "series",
            Part::Schedule => "schedule",
            Part::Binding => "binding",
            Part::Drivers => "drivers",
        }
    }
}

impl RunOptions {
    /// How scenario files are to be read.
    pub(super) fn load_options(&self) -> LoadOptions {
        self.read.load_options()
    }

    /// What a run of the model is asked for.
    pub(super) fn spec(&self, model: &Model) -> RunSpec {
        let mut spec = RunSpec::of(model);
        spec.seed = self.seed.unwrap_or(spec.seed);
        spec.trials = self.trials.unwrap_or(spec.trials);
        if !self.wants(Part::Series) {
            spec.metrics.clear();
        }
        spec.schedule = self.wants(Part::Schedule);
        spec.binding = self.wants(Part::Binding);
        spec
    }

    /// The same of a scenario that is run by itself, with what drives its outcomes. Where that is all
    /// that is asked for, what it is told from is recorded too.
    pub(super) fn spec_alone(&self, model: &Model) -> RunSpec {
        let mut spec = self.spec(model);
        spec.drivers = self.wants(Part::Drivers);
        if spec.drivers && self.only == [Part::Drivers] {
            spec.metrics = RunSpec::of(model).metrics;
            spec.schedule = true;
        }
        spec
    }

    /// What is written of the answer.
    pub(super) fn contents(&self) -> Contents {
        Contents {
            series: self.wants(Part::Series),
            schedule: self.wants(Part::Schedule),
            charts: !self.no_charts,
            formats: Formats::default(),
        }
    }

    /// Whether any part is named.
    pub(super) fn names_parts(&self) -> bool {
        !self.only.is_empty()
    }

    /// A refusal of the part `drivers`, which only a run by itself has.
    pub(super) fn no_drivers(&self, command: &str) -> Result<(), Failure> {
        if self.only.contains(&Part::Drivers) {
            return Err(Failure::Usage(format!(
                "`{command}` does not say what drives outcomes: leave `drivers` out of `--only`, or ask `capcast run`"
            )));
        }
        Ok(())
    }

    /// The seed asked for.
    pub(super) fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// The number of trials asked for.
    pub(super) fn trials(&self) -> Option<u64> {
        self.trials
    }

    /// Whether a part is asked for: every part is where none is named.
    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    /// The threads to work on.
    pub(super) fn pool(&self) -> Result<ThreadPool, Failure> {
        rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads.unwrap_or(0))
            .build()
            .map_err(|error| Failure::Files(format!("cannot start threads: {error}")))
    }

    /// The manifest of a command that leaves `files`; called on the pool's threads.
    pub(super) fn manifest(&self, ran: Ran<'_>, clock: &Clock) -> Manifest {
        let only = self.only.iter().map(|part| part.word().to_owned());
        Manifest {
            capcast: ran.capcast.to_owned(),
            command: ran.command.to_owned(),
            seed: ran.seed,
            trials: ran.trials,
            set: self.read.set.clone(),
            mitigated: self.read.mitigated,
            independent: self.read.independent,
            as_of: self.read.as_of.map(|day| day.to_string()),
            with: ran.with,
            against: ran.against,
            only: only.collect(),
            threads: rayon::current_num_threads(),
            target: artifact::build_target(),
            started: clock.started.clone(),
            wall_seconds: clock.begun.elapsed().as_secs_f64(),
            files: ran.files,
            scenario: ran.scenarios,
        }
    }
}

impl ReadArgs {
    /// How scenario files are to be read.
    pub(super) fn load_options(&self) -> LoadOptions {
        LoadOptions {
            set: self.set.clone(),
            max_bytes: self.max_file,
            mitigated: self.mitigated,
            independent: self.independent,
            as_of: self.as_of,
            ..LoadOptions::default()
        }
    }
}

/// What a command ran and left behind.
pub(super) struct Ran<'a> {
    pub(super) command: &'static str,
    pub(super) capcast: &'a str,
    pub(super) seed: u64,
    pub(super) trials: u64,
    pub(super) with: Vec<String>,
    pub(super) against: Option<String>,
    pub(super) files: Vec<String>,
    pub(super) scenarios: Vec<ScenarioRan>,
}

/// When a command began: for the manifest, and to say how long it took.
pub(super) struct Clock {
    started: String,
    begun: Instant,
}

impl Clock {
    /// How long ago that is.
    pub(super) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Starts it, and begins to listen for requests to end.
    #[expect(
        clippy::disallowed_methods,
        reason = "the manifest says when a run was and how long it took"
    )]
    pub(super) fn start() -> Self {
        interrupt::listen();
        Self {
            started: jiff::Timestamp::now()
                .strftime("%Y-%m-%dT%H:%M:%SZ")
                .to_string(),
            begun: Instant::now(),
        }
    }

    /// Seconds since.
    pub(super) fn seconds(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }
}
