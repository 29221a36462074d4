//! Peak memory of a run, which must not grow with its trials.

use super::{Outcome, Place, process};
use std::time::Duration;

/// Runs of the shipped scenario at growing numbers of trials.
pub fn measure(place: &Place) -> Outcome {
    let scenario = place.scenario("uk-2025");
    println!("\nPeak memory, uk-2025, no charts");
    for trials in [100_000, 1_000_000] {
        let took = process::run(
            &mut place.run(&scenario, trials),
            Duration::from_millis(1),
            |_| {},
        )?;
        let memory = took
            .memory
            .map_or("not known on this system".to_owned(), |mib| {
                format!("{mib:8.1} MiB")
            });
        println!("{trials:>12} trials  {memory}  in {:.2} s", took.wall);
    }
    Ok(())
}
