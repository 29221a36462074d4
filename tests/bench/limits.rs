//! Limits that sites share: what they cost a phase, beside what a phase of the shipped scenario costs.
//!
//! The scenario is written here: 100 sites with 300 phases in 10 zones with headroom, 5 pools of
//! chips, 120 months. Its figures mean nothing but work: a third of the sites wait for each other.

use super::{Outcome, Place, median, process};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

const TRIALS: u64 = 100_000;
const ZONES: usize = 10;
const POOLS: usize = 5;
const SITES: usize = 100;
const PHASES_OF_A_SITE: usize = 3;
/// Runs both in turns, and prints what a phase costs a trial in each.
pub fn measure(place: &Place, rounds: usize) -> Outcome {
    let shared = place.scratch.path().join("limits.toml");
    let free = place.scratch.path().join("limits-free.toml");
    for (path, limited) in [(&shared, true), (&free, false)] {
        std::fs::write(path, scenario(limited)).map_err(|error| error.to_string())?;
    }
    let main = place.scenario("uk-2025");
    println!(
        "\n{SITES} sites, {} phases, {ZONES} zones, {POOLS} pools, 120 months; {TRIALS} trials, no charts, medians of {rounds} rounds in turns",
        SITES * PHASES_OF_A_SITE
    );
    let jobs = [
        ("uk-2025", main.as_path()),
        ("without limits", free.as_path()),
        ("with limits", shared.as_path()),
    ];
    let mut walls = vec![Vec::new(); jobs.len()];
    let mut works = vec![Vec::new(); jobs.len()];
    for _ in 0..rounds.max(1) {
        for (index, (_, path)) in jobs.iter().enumerate() {
            let mut command = place.run(path, TRIALS);
            command.args(["--only", "series,schedule"]);
            let took = process::run(&mut command, Duration::from_millis(5), |_| {})?;
            walls[index].push(took.wall);
            works[index].push(took.processor.unwrap_or(took.wall));
        }
    }
    let mut of_main = None;
    for (index, (name, path)) in jobs.iter().enumerate() {
        let phases = phases(place, path)?;
        let each = median(&works[index]) * 1e6 / (phases as f64 * TRIALS as f64);
        let of_main = *of_main.get_or_insert(each);
        println!(
            "{name:<16} {phases:>4} phases  {:>7.2} s  {:>8.3} us of processor time a phase and trial, {:.2} of the main job's",
            median(&walls[index]),
            each,
            each / of_main,
        );
    }
    Ok(())
}

/// How many phases a scenario has: the rows of `online` that a short run tells.
fn phases(place: &Place, scenario: &Path) -> Result<usize, String> {
    let mut command = place.run(scenario, 1);
    command.args(["--only", "schedule"]);
    process::run(&mut command, Duration::from_millis(5), |_| {})?;
    let table = place.scratch.path().join("run").join("schedule.csv");
    let text = std::fs::read_to_string(&table).map_err(|error| error.to_string())?;
    Ok(text
        .lines()
        .filter(|line| line.contains(",online,"))
        .count())
}

/// The scenario, with what its sites share or without.
fn scenario(limited: bool) -> String {
    let mut text = String::from(
        "[scenario]\nname = \"limits\"\nfrom = 2026-01-01\nto = 2035-12-31\nas_of = 2026-01-01\n\n\
         [template.build.activity]\n\
         planning = { duration = \"4 to 12 months\" }\n\
         shell = { after = [\"planning\"], duration = \"8 to 18 months\" }\n\
         fit-out = { after = [\"shell\"], duration = \"4 to 9 months\" }\n\
         delivery = { duration = \"6 to 12 months\" }\n\
         install = { after = [\"fit-out\", \"delivery\"], duration = \"1 to 4 months\" }\n\n",
    );
    for pool in 0..POOLS {
        let _ = write!(
            text,
            "[chip.c{pool}]\nname = \"chip {pool}\"\nwatts = \"2.0 to {}.5 kW\"\nops_8bit = 5e15\n\n",
            2 + pool
        );
        if limited {
            let _ = write!(
                text,
                "[supply.s{pool}]\nchips = [\"c{pool}\"]\ncumulative = {{ 2027-06-30 = \"20 to 60 k\", 2029-12-31 = \"200 to 400 k\", 2034-12-31 = \"900 to 1_600 k\" }}\n\n"
            );
        }
    }
    for zone in 0..ZONES {
        let _ = write!(text, "[zone.z{zone}]\ncountry = \"GB\"\n");
        if limited {
            text.push_str(
                "headroom = { 2027-12-31 = \"200 to 400 MW\", 2031-12-31 = \"700 to 1_500 MW\" }\n",
            );
        }
        text.push('\n');
    }
    for site in 0..SITES {
        let zone = site % ZONES;
        let _ = write!(
            text,
            "[site.x{site}]\nzone = \"z{zone}\"\nannounced = 2025-0{}-15\noperator = \"operator {}\"\n\
             [site.x{site}.grid.first]\ncapacity = \"{} MW\"\nenergised = \"2027 to 2029\"\n\
             [site.x{site}.grid.full]\ncapacity = \"{} MW\"\nenergised = \"2029 to 2033\"\n",
            1 + site % 9,
            site % 7,
            60 + site % 40,
            160 + site % 60,
        );
        for phase in 0..PHASES_OF_A_SITE {
            let _ = write!(
                text,
                "[site.x{site}.phase.p{phase}]\nchip = \"c{}\"\ngpus = {}\nonline = \"{}-Q{}\"\nproceed = 0.9\nramp = \"1 to 5 months\"\ntemplate = \"build\"\n",
                (site + phase) % POOLS,
                8_000 + 500 * (site % 20) + 2_000 * phase,
                2027 + phase,
                1 + site % 4,
            );
        }
        text.push('\n');
    }
    text
}
