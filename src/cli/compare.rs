//! `capcast compare`: variants held against a base, with the same random numbers.

use super::exit::Failure;
use super::options::{Clock, Ran, RunOptions};
use super::progress::Progress;
use super::scenarios::{Labelled, ScenarioArgs};
use super::{interrupt, speak};
use crate::artifact::{self, RunFolder, ScenarioRan};
use crate::comparison::Comparison;
use crate::pipeline::{self, Candidate, CompareError};
use crate::table;
use clap::Args;
use std::path::{Path, PathBuf};

/// What `compare` is asked.
#[derive(Debug, Args)]
#[command(mut_arg("out", |out| out.help(OUT)), mut_arg("set", |set| set.help(SET)))]
pub(super) struct CompareArgs {
    #[command(flatten)]
    scenarios: ScenarioArgs,
    #[command(flatten)]
    options: RunOptions,
}

const OUT: &str = "Where charts and tables go; a comparison that stands there is replaced. \
                   Default: output/compare-BASE-VARIANT..";
const SET: &str = "Lay a value over all of the scenarios: --set site.loughton.pue=1.3 (repeatable)";

/// Compares scenarios.
pub(super) fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let clock = Clock::start();
    let options = &args.options;
    options.no_drivers("compare")?;
    let all = args
        .scenarios
        .load(&options.load_options(), options.quiet)?;
    let target = options.out.clone().unwrap_or_else(|| {
        let name = ScenarioArgs::folder("compare", &all);
        PathBuf::from("output").join(name)
    });
    let pool = options.pool()?;
    let folder = RunFolder::open(&target)?;
    let comparison = pool.install(|| -> Result<Comparison, Failure> {
        let comparison = compared(options, &all)?;
        let files = write_contents(options, &folder, &comparison)?;
        let ran = comparison.scenarios.iter();
        let ran = Ran {
            command: "compare",
            capcast: &comparison.capcast,
            seed: comparison.seed,
            trials: comparison.trials,
            with: args.scenarios.with.clone(),
            against: args.scenarios.against.map(super::scenarios::Against::word),
            files,
            scenarios: ran
                .map(|one| ScenarioRan::of(Some(&one.label), &one.scenario))
                .collect(),
        };
        let manifest = options.manifest(ran, &clock);
        folder.write(artifact::MANIFEST, manifest.text().as_bytes())?;
        Ok(comparison)
    })?;
    if interrupt::asked() {
        return Err(Failure::Interrupted);
    }
    folder.publish()?;
    answer(options, &comparison, &target)
}

/// Simulates, and gathers what differs.
fn compared(options: &RunOptions, all: &[Labelled]) -> Result<Comparison, Failure> {
    let base = &all[0].loaded;
    let candidates: Vec<Candidate<'_>> = all
        .iter()
        .map(|one| Candidate {
            label: one.label.clone(),
            loaded: &one.loaded,
            edits: one.edits.clone(),
        })
        .collect();
    let progress = Progress::new("trials", options.quiet);
    let spec = options.spec(&base.model);
    pipeline::compare(&candidates, &spec, &progress).map_err(|error| match error {
        CompareError::Interrupted(_) => Failure::Interrupted,
        CompareError::Steps { .. } | CompareError::NothingCommon { .. } => {
            Failure::Apart(error.to_string())
        }
        error => Failure::Usage(error.to_string()),
    })
}

fn write_contents(
    options: &RunOptions,
    folder: &RunFolder,
    comparison: &Comparison,
) -> Result<Vec<String>, Failure> {
    let progress = Progress::new("charts", options.quiet);
    let witness = |done: usize, of: usize| {
        progress.at(done as u64, of as u64);
        interrupt::asked()
    };
    Ok(folder.write_comparison(comparison, options.contents(), &witness)?)
}

/// Prints what was asked for.
fn answer(options: &RunOptions, comparison: &Comparison, target: &Path) -> Result<(), Failure> {
    if options.json {
        speak::answer(&artifact::json(comparison))
    } else if options.quiet {
        Ok(())
    } else {
        let page = target.join(artifact::COMPARISON_PAGE).display().to_string();
        let summary = table::comparison_summary(comparison, speak::width(), Some(&page));
        speak::answer(&summary)
    }
}
