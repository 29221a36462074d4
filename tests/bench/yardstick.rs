//! Trials per second beside a vectorised NumPy program of the same model.
//!
//! Both run in turns, so that a busy machine slows both alike, and each round has its own ratio.
//! Both are timed whole, from spawn to exit, though capcast alone writes files. The NumPy program
//! also times itself from its plan to its last number, without the start of Python and reading:
//! against that capcast's whole run is shown too.

use super::process::{self, Took};
use super::{Outcome, Place, least, median};
use serde_json::Value;
use std::process::{Command, Stdio};
use std::time::Duration;

const TRIALS: u64 = 100_000;
/// A NumPy program that draws slower than this is no yardstick, ns.
const SLOWEST_LOGNORMAL: f64 = 20.0;

/// One way of running the NumPy program.
struct Variant {
    style: String,
    processes: u64,
}

/// What the NumPy program said of a run.
struct Said {
    /// From spawn to exit.
    whole: f64,
    /// From its plan to its last number.
    seconds: f64,
    processor: f64,
    lognormal: f64,
    versions: String,
}

/// Measures and prints the comparison.
pub fn measure(place: &Place, rounds: usize, styles: &[String]) -> Outcome {
    println!("\nuk-2025, {TRIALS} trials, all dates, all series but flows, no charts");
    let Some(python) = python() else {
        println!("{HOW_TO_GET}");
        return capcast_alone(place, rounds);
    };
    let mut variants = Vec::new();
    for style in styles {
        for processes in [1, 2] {
            // The plainer styles are there for scale alone.
            if processes == 1 || style == "tuned" {
                variants.push(Variant {
                    style: style.clone(),
                    processes,
                });
            }
        }
    }
    agrees(place, &python)?;
    println!(
        "{:<24} {:>11} {:>15}   {:>27}  {:>27}",
        "", "trials/s", "us of CPU/trial", "capcast over it, whole runs", "over its numbers alone"
    );
    for variant in &variants {
        compare(place, &python, variant, rounds)?;
    }
    capcast_alone(place, rounds)
}

const HOW_TO_GET: &str =
    "No Python with NumPy and SciPy was found, so capcast runs alone. To compare:
  python3 -m venv V && V/bin/pip install numpy==2.4.6 scipy==1.17.1
  CAPCAST_PYTHON=V/bin/python cargo bench --bench speed";

/// The first interpreter that has what the program needs.
fn python() -> Option<String> {
    let named = std::env::var("CAPCAST_PYTHON").ok();
    let candidates = named.into_iter().chain(["python3".to_owned()]);
    candidates.into_iter().find(|python| {
        let mut command = Command::new(python);
        command
            .args(["-c", "import numpy, scipy"])
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

/// The series that the NumPy program knows: money, carbon and training runs are not among them.
const METRICS: [&str; 12] = [
    "gpus_installed",
    "gpus_powered",
    "gpus_stranded",
    "it_load",
    "facility_load",
    "average_load",
    "stranded_power",
    "compute",
    "effective",
    "h100e",
    "energy",
    "delivery_gap",
];

/// A run of what the NumPy program works out: its series and all dates.
fn capcast(place: &Place) -> Result<Took, String> {
    let metrics = format!("output.metrics={METRICS:?}");
    run(place, &["--only", "series,schedule", "--set", &metrics])
}

fn run(place: &Place, options: &[&str]) -> Result<Took, String> {
    let scenario = place.scenario("uk-2025");
    process::run(
        place.run(&scenario, TRIALS).args(options),
        Duration::from_millis(1),
        |_| {},
    )
}

/// What runs cost that tell more than the NumPy program does, in turns with one that does not: money,
/// carbon and training runs as well, and then what binds and what drives its outcomes, too.
fn capcast_alone(place: &Place, rounds: usize) -> Outcome {
    let mut took = [const { Vec::new() }; 3];
    for _ in 0..rounds.max(1) {
        took[0].push(capcast(place)?.wall);
        took[1].push(run(place, &["--only", "series,schedule"])?.wall);
        took[2].push(run(place, &[])?.wall);
    }
    let rate = |times: &[f64]| TRIALS as f64 / median(times);
    let over = |more: &[f64]| {
        let ratios: Vec<f64> = more.iter().zip(&took[0]).map(|(a, b)| a / b).collect();
        median(&ratios)
    };
    println!(
        "capcast {:.0} trials/s; with all flows {:.0}, {:.2} times the time; with what binds and drives \
         the outcomes {:.0}, {:.2} times",
        rate(&took[0]),
        rate(&took[1]),
        over(&took[1]),
        rate(&took[2]),
        over(&took[2])
    );
    Ok(())
}

fn command(place: &Place, python: &str) -> Command {
    let mut command = Command::new(python);
    command
        .arg("-B")
        .arg(place.root.join("tests/bench/vectorised.py"))
        .arg(place.scenario("uk-2025"))
        .args(["--trials", &TRIALS.to_string()]);
    command
}

/// The NumPy program answers what capcast answers, or it is no yardstick.
fn agrees(place: &Place, python: &str) -> Outcome {
    capcast(place)?;
    let mut command = command(place, python);
    command
        .arg("--check")
        .arg(place.scratch.path().join("run/projection.json"));
    let said = said(&mut command)?;
    println!(
        "The NumPy program agrees with capcast: {} numbers compared, {} beyond sampling error",
        said["compared"], said["differences"]
    );
    Ok(())
}

/// The last line that a program prints, as JSON.
fn said(command: &mut Command) -> Result<Value, String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot start {command:?}: {error}"))?;
    let problem = || {
        let told = String::from_utf8_lossy(&output.stderr);
        let last: Vec<&str> = told.lines().rev().take(5).collect();
        format!(
            "{command:?} ended with {}: {}",
            output.status,
            last.join(" | ")
        )
    };
    if !output.status.success() {
        return Err(problem());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().last().unwrap_or_default();
    serde_json::from_str(line).map_err(|_| problem())
}

fn numpy(place: &Place, python: &str, variant: &Variant) -> Result<Said, String> {
    let mut command = command(place, python);
    command
        .arg(format!("--style={}", variant.style))
        .args(["--processes", &variant.processes.to_string()]);
    let began = process::now();
    let value = said(&mut command)?;
    let whole = began.elapsed().as_secs_f64();
    let number = |name: &str| {
        value[name]
            .as_f64()
            .ok_or_else(|| format!("the NumPy program did not say its {name}"))
    };
    Ok(Said {
        whole,
        seconds: number("seconds")?,
        processor: number("processor_seconds")?,
        lognormal: number("ns_per_lognormal")?,
        versions: format!("Python {}, NumPy {}", value["python"], value["numpy"]).replace('"', ""),
    })
}

fn compare(place: &Place, python: &str, variant: &Variant, rounds: usize) -> Outcome {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..rounds.max(1) {
        ours.push(capcast(place)?);
        theirs.push(numpy(place, python, variant)?);
    }
    let lognormal = least(&theirs.iter().map(|said| said.lognormal).collect::<Vec<_>>());
    let rate = |seconds: f64| TRIALS as f64 / seconds;
    let micros = |seconds: f64| 1e6 * seconds / TRIALS as f64;
    let own_processor = |took: &Took| took.processor.unwrap_or(f64::NAN);
    let all = |of: &dyn Fn((&Took, &Said)) -> f64| -> Vec<f64> {
        ours.iter().zip(&theirs).map(of).collect()
    };
    let name = format!("capcast beside {} x{}", variant.style, variant.processes);
    println!(
        "{name:<24} {:>11.0} {:>15.2}",
        rate(median(&all(&|(ours, _)| ours.wall))),
        micros(median(&all(&|(ours, _)| own_processor(ours)))),
    );
    let whole = all(&|(ours, theirs)| theirs.whole / ours.wall);
    let numbers = all(&|(ours, theirs)| theirs.seconds / ours.wall);
    let name = format!("NumPy {} x{}", variant.style, variant.processes);
    let speeds = if lognormal <= SLOWEST_LOGNORMAL {
        format!(
            "least {:6.2}, median {:6.2}  least {:6.2}, median {:6.2}",
            least(&whole),
            median(&whole),
            least(&numbers),
            median(&numbers)
        )
    } else {
        format!("no claim: a lognormal took more than {SLOWEST_LOGNORMAL} ns")
    };
    println!(
        "{name:<24} {:>11.0} {:>15.2}   {speeds}   {lognormal:.1} ns a lognormal, {}",
        rate(median(&all(&|(_, theirs)| theirs.whole))),
        micros(median(&all(&|(_, theirs)| theirs.processor))),
        theirs[0].versions
    );
    Ok(())
}
