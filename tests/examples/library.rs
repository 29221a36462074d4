#![doc = "Loads a scenario, runs it and reads one number of the answer."]

use capcast::plan::RunSpec;
use capcast::scenario::{LoadOptions, load};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let loaded = load("scenarios/uk-2025.toml", &LoadOptions::default())?;
    let mut spec = RunSpec::of(&loaded.model);
    spec.trials = 1_000;
    let answer = capcast::run(&loaded, &spec);
    let load = answer
        .find("total", None, "facility_load")
        .ok_or("no such series")?;
    let end = answer.period("2027-12-31").ok_or("beyond the horizon")?;
    println!(
        "at the end of 2027, P50: {:.0} {}",
        load.p50[end], load.unit
    );
    Ok(())
}
