//! How long a reader waits: for the first chart, for the whole run, for each of its stages.

use super::process::{self, now};
use super::{Outcome, Place, least, median};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const SPAWNS: usize = 15;
const TRIALS: &str = "1000";

/// Time from spawn to the first SVG in the folder that the run is writing, and to the run's end.
pub fn measure(place: &Place) -> Outcome {
    let (mut first, mut whole) = (Vec::new(), Vec::new());
    for spawn in 0..SPAWNS {
        let name = format!("charts-{spawn}");
        let out = place.scratch.path().join(&name);
        let mut command = Command::new(&place.capcast);
        command
            .arg("run")
            .arg(place.scenario("uk-2025"))
            .args(["--quiet", "--trials", TRIALS, "--out"])
            .arg(&out);
        let begun = now();
        let mut seen = None;
        let took = process::run(&mut command, Duration::from_micros(200), |child| {
            // A run stands beside its target until it is whole.
            let staging = place
                .scratch
                .path()
                .join(format!(".{name}.new-{}", child.id()));
            if seen.is_none() && (has_chart(&staging) || has_chart(&out)) {
                seen = Some(begun.elapsed().as_secs_f64());
            }
        })?;
        // Too fast to be looked at: not later than its end.
        first.push(1e3 * seen.unwrap_or(took.wall));
        whole.push(1e3 * took.wall);
    }
    println!("\nFrom spawn, {SPAWNS} runs of {TRIALS} trials of uk-2025 with charts");
    for (what, times) in [("first SVG", first), ("whole run", whole)] {
        println!(
            "{what:>14}  median {:7.1} ms, least {:7.1} ms",
            median(&times),
            least(&times)
        );
    }
    Ok(())
}

fn has_chart(run: &Path) -> bool {
    let Ok(charts) = std::fs::read_dir(run.join("charts")) else {
        return false;
    };
    charts.flatten().any(|entry| {
        entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "svg")
    })
}

/// Stages of a run by what is left when later ones are not asked for.
pub fn stages(place: &Place) -> Outcome {
    let scenario = place.scenario("uk-2025");
    let time = |command: &mut Command| -> Result<f64, String> {
        let mut least = f64::INFINITY;
        for _ in 0..5 {
            let took = process::run(command, Duration::from_micros(200), |_| {})?;
            least = least.min(took.processor.unwrap_or(took.wall));
        }
        Ok(1e3 * least)
    };
    let read = time(Command::new(&place.capcast).arg("check").arg(&scenario))?;
    let block = time(&mut place.run(&scenario, 1024))?;
    let whole = time(&mut place.run(&scenario, 100_000))?;
    let schedule = time(place.run(&scenario, 100_000).args(["--only", "schedule"]))?;
    println!("\nProcessor time of uk-2025 by stage, least of 5, ms");
    println!("{read:9.0}  reading and checking the scenario");
    println!(
        "{:9.0}  the plan, a block of 1,024 trials, writing",
        block - read
    );
    println!("{:9.0}  98,976 trials more", whole - block);
    println!("{:9.0}  of it and of writing, the series", whole - schedule);
    Ok(())
}
