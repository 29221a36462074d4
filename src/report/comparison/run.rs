//! What was run, and the command that runs it again.

use super::super::run::{files, quoted, stance};
use super::super::words;
use crate::comparison::{Compared, Comparison};
use crate::projection::Scenario;
use crate::table::comparison::label;
use crate::table::totals;
use maud::{Markup, html};

/// The section.
pub(super) fn body(comparison: &Comparison) -> Markup {
    let horizon = match (comparison.periods.first(), comparison.periods.last()) {
        (Some(first), Some(last)) => {
            format!("{} to {}", words::long_date(first), words::long_date(last))
        }
        _ => "none".to_owned(),
    };
    html! {
        dl.run {
            dt { "version" } dd { "capcast " (words::clean(&comparison.capcast)) }
            dt { "scenarios" } dd { (comparison.scenarios.len()) }
            dt { "periods end" } dd { (horizon) }
            dt { "trials" } dd { (totals::count(comparison.trials as f64)) " of each, the same in all" }
            dt { "sampler" } dd { (words::clean(&comparison.sampler)) }
            dt { "seed" } dd { (comparison.seed) }
        }
        p { "This repeats the comparison, to the last digit, on any number of threads:" }
        pre { code { (command(comparison)) } }
        @for compared in &comparison.scenarios {
            (files(
                &compared.scenario.files,
                &format!("{}: files read, with the SHA-256 of their bytes", words::clean(&label(&compared.label))),
            ))
        }
    }
}

/// The command line of the same comparison. A variant of the base's own file with more settings is
/// that of `--with`, one that is mitigated, shares nothing or is of an earlier day where the base is not, that
/// of `--against`.
fn command(comparison: &Comparison) -> String {
    let file = |compared: &Compared| {
        let first = compared.scenario.files.first();
        first.map_or_else(|| "SCENARIO.toml".to_owned(), |file| file.path.clone())
    };
    let mut parts = vec!["capcast".to_owned(), "compare".to_owned()];
    let (mut with, mut shared): (&[String], &[String]) = (&[], &[]);
    let mut own: Vec<String> = Vec::new();
    if let Some((base, variants)) = comparison.scenarios.split_first() {
        shared = &base.scenario.set;
        parts.push(quoted(&file(base)));
        own.extend(stance(&base.scenario));
        for variant in variants {
            if let Some(word) = against(&base.scenario, &variant.scenario) {
                own.extend(["--against".to_owned(), word]);
                continue;
            }
            let more = variant.scenario.set.strip_prefix(shared);
            match more.filter(|more| !more.is_empty()) {
                Some(more) => with = more,
                None => parts.push(quoted(&file(variant))),
            }
        }
    }
    parts.extend(own);
    for (flag, settings) in [("--with", with), ("--set", shared)] {
        for setting in settings {
            parts.extend([flag.to_owned(), quoted(setting)]);
        }
    }
    parts.extend(["--trials".to_owned(), comparison.trials.to_string()]);
    parts.extend(["--seed".to_owned(), comparison.seed.to_string()]);
    let differences = &comparison.differences;
    let series = differences.iter().any(|one| !one.series.is_empty());
    let schedule = differences.iter().any(|one| !one.schedule.is_empty());
    match (series, schedule) {
        (true, false) => parts.extend(["--only", "series"].map(str::to_owned)),
        (false, true) => parts.extend(["--only", "schedule"].map(str::to_owned)),
        _ => {}
    }
    parts.join(" ")
}

/// The word of `--against` that makes a variant of the base.
fn against(base: &Scenario, variant: &Scenario) -> Option<String> {
    if variant.mitigated && !base.mitigated {
        Some("mitigated".to_owned())
    } else if variant.independent && !base.independent {
        Some("independent".to_owned())
    } else if variant.replay && variant.as_of != base.as_of {
        variant.as_of.as_deref().map(words::clean)
    } else {
        None
    }
}
