//! How fast capcast is, against a vectorised NumPy program of the same model, and how many
//! instructions it takes.
//!
//! `cargo bench --bench speed` measures and prints; `src/docs/speed.md` says how and what for.
//! `-- --instructions` counts instead, and fails where a count has grown by more than 3 %.

mod first_chart;
mod instructions;
mod limits;
mod memory;
mod process;
mod saves;
mod yardstick;

use clap::{Parser, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Trials per second beside the NumPy program's.
    Numpy,
    /// Time from spawn to the first chart.
    Charts,
    /// Time from a save to new charts, under `watch`.
    Saves,
    /// Time of a run's stages.
    Stages,
    /// Peak memory.
    Memory,
    /// What limits that sites share cost.
    Limits,
}

#[derive(Debug, Parser)]
#[command(about = "How fast capcast is")]
struct Asked {
    /// Counts instructions under valgrind and compares them with the record.
    #[arg(long)]
    instructions: bool,
    /// Writes the counted instructions to the record.
    #[arg(long, requires = "instructions")]
    record: bool,
    /// Measures only these parts.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// Rounds of the comparison, capcast and NumPy in turns.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Runs whose first chart is waited for.
    #[arg(long, default_value_t = 15)]
    spawns: usize,
    /// Saves of each kind that are waited for.
    #[arg(long, default_value_t = 15)]
    saves: usize,
    /// Styles of the NumPy program, each beside capcast.
    #[arg(long, value_delimiter = ',', default_value = "tuned,sorted,percentile")]
    styles: Vec<String>,
    /// Another capcast than the one just built.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// What cargo adds.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Where everything stands.
struct Place {
    capcast: PathBuf,
    root: PathBuf,
    scratch: tempfile::TempDir,
}

impl Place {
    fn scenario(&self, name: &str) -> PathBuf {
        self.root
            .join("scenarios")
            .join(name)
            .with_extension("toml")
    }

    /// A run of a scenario that draws no charts, into a folder of its own.
    fn run(&self, scenario: &Path, trials: u64) -> std::process::Command {
        let mut command = std::process::Command::new(&self.capcast);
        command
            .arg("run")
            .arg(scenario)
            .args(["--no-charts", "--quiet", "--trials", &trials.to_string()])
            .arg("--out")
            .arg(self.scratch.path().join("run"));
        command
    }
}

/// What a measurement can fail with: a sentence.
type Outcome = Result<(), String>;

fn main() -> ExitCode {
    let asked = Asked::parse();
    match measure(&asked) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn measure(asked: &Asked) -> Outcome {
    let capcast = asked.binary.clone();
    let place = Place {
        capcast: capcast.unwrap_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_capcast"))),
        root: PathBuf::from(env!("CARGO_MANIFEST_DIR")),
        scratch: tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?,
    };
    if asked.instructions {
        return instructions::measure(&place, asked.record);
    }
    let wanted = |part| asked.only.is_empty() || asked.only.contains(&part);
    println!("{}", machine());
    if wanted(Part::Numpy) {
        yardstick::measure(&place, asked.rounds, &asked.styles)?;
    }
    if wanted(Part::Charts) {
        first_chart::measure(&place, asked.spawns.max(1))?;
    }
    if wanted(Part::Stages) {
        first_chart::stages(&place)?;
    }
    if wanted(Part::Saves) {
        saves::measure(&place, asked.saves.max(1))?;
    }
    if wanted(Part::Memory) {
        memory::measure(&place)?;
    }
    if wanted(Part::Limits) {
        limits::measure(&place, asked.rounds)?;
    }
    Ok(())
}

/// Processor, cores and how busy they are: what every figure below depends on.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpus = read("/proc/cpuinfo");
    let model = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("a processor that does not say its name", |(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or_default();
    format!(
        "{model}, {cores} cores, {}, load average {load} before",
        std::env::consts::OS
    )
}

/// The middle value; of an even number the lower of the two.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[(sorted.len() - 1) / 2]
}

/// The least value.
fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}
