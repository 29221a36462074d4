//! Instructions, counted by valgrind: the same on a busy machine as on an idle one.
//!
//! Two runs on one thread, of 16 blocks and of 26, give what a run costs at all and what each trial
//! costs: what drives the outcomes is told from the first 16 blocks, and is a cost of the run. The record beside this file is what they cost when it was last written.

use super::{Outcome, Place};
use std::fmt::Write as _;
use std::process::Command;

const SHORT: u64 = 16 * 1024;
const LONG: u64 = 26 * 1024;
/// A count above the record by more than this share fails.
const TOLERANCE: f64 = 0.03;
const RECORD: &str = "tests/bench/instructions.csv";

/// What one scenario costs, in instructions.
struct Cost {
    scenario: String,
    fixed: f64,
    per_trial: f64,
}

/// Counts all shipped scenarios, and compares with the record or writes it.
pub fn measure(place: &Place, record: bool) -> Outcome {
    let mut costs = Vec::new();
    for scenario in SCENARIOS.map(str::to_owned) {
        costs.push(count(place, &scenario)?);
    }
    if record {
        let path = place.root.join(RECORD);
        std::fs::write(&path, written(&costs)).map_err(|error| format!("{RECORD}: {error}"))?;
        println!("{RECORD} is written");
    }
    compare(place, &costs)
}

/// Two of the shipped scenarios, of another make each: the rest are like them or extend them.
const SCENARIOS: [&str; 2] = ["stargate-texas", "uk-2025"];

fn count(place: &Place, scenario: &str) -> Result<Cost, String> {
    let short = collected(place, scenario, SHORT)?;
    let long = collected(place, scenario, LONG)?;
    let per_trial = (long - short) / (LONG - SHORT) as f64;
    Ok(Cost {
        scenario: scenario.to_owned(),
        fixed: short - per_trial * SHORT as f64,
        per_trial,
    })
}

/// Instructions of one run.
fn collected(place: &Place, scenario: &str, trials: u64) -> Result<f64, String> {
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(&place.capcast)
        .arg("run")
        .arg(place.scenario(scenario))
        .args(["--threads", "1", "--seed", "1", "--no-charts", "--quiet"])
        .args(["--trials", &trials.to_string(), "--out"])
        .arg(place.scratch.path().join("counted"));
    let output = command.output().map_err(|error| {
        format!("valgrind cannot be started ({error}): instructions are counted with it")
    })?;
    let told = String::from_utf8_lossy(&output.stderr);
    let number = told
        .lines()
        .find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    number.filter(|_| output.status.success()).ok_or_else(|| {
        let last: Vec<&str> = told.lines().rev().take(5).collect();
        format!(
            "{command:?} ended with {}: {}",
            output.status,
            last.join(" | ")
        )
    })
}

/// The record's text.
fn written(costs: &[Cost]) -> String {
    let mut text = String::from("scenario,what,instructions,capcast,rustc,target\n");
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.map_or(String::new(), |output| {
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.split(' ').nth(1).unwrap_or_default().to_owned()
    });
    let made = format!(
        "{},{rustc},{}-{}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
        std::env::consts::OS
    );
    for cost in costs {
        for (what, instructions) in [("run", cost.fixed), ("trial", cost.per_trial)] {
            let _ = writeln!(text, "{},{what},{instructions:.0},{made}", cost.scenario);
        }
    }
    text
}

/// The recorded count of a scenario's run or trial.
fn recorded(record: &str, scenario: &str, what: &str) -> Option<f64> {
    record.lines().skip(1).find_map(|line| {
        let mut cells = line.split(',');
        let same = cells.next()? == scenario && cells.next()? == what;
        same.then(|| cells.next()?.parse().ok()).flatten()
    })
}

fn compare(place: &Place, costs: &[Cost]) -> Outcome {
    let record = std::fs::read_to_string(place.root.join(RECORD)).unwrap_or_default();
    let mut worse = Vec::new();
    for cost in costs {
        for (what, now) in [("run", cost.fixed), ("trial", cost.per_trial)] {
            let name = format!("{}, a {what}", cost.scenario);
            let Some(then) = recorded(&record, &cost.scenario, what) else {
                worse.push(format!("{name}: not in the record"));
                continue;
            };
            let grown = now / then - 1.0;
            println!(
                "{name:<28} {now:>14.0} instructions, record {then:>14.0}, {:+.2} %",
                100.0 * grown
            );
            if grown > TOLERANCE {
                worse.push(format!(
                    "{name}: {:.1} % more instructions than recorded",
                    100.0 * grown
                ));
            } else if grown < -TOLERANCE {
                println!("  fewer than recorded: keep it so by recording anew");
            }
        }
    }
    if worse.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{}\nIf that is the price of something wanted, record it: cargo bench --bench speed -- --instructions --record",
        worse.join("\n")
    ))
}
