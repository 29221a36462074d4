//! Shared parts: what a scenario does not use of one is left out, without a word; what it writes itself never is.

use crate::ledger::run;
use capcast::plan::RunSpec;
use capcast::scenario::problem::Problems;
use capcast::scenario::{Files, LoadOptions, Loaded, diff, load};
use std::collections::BTreeSet;
use std::path::Path;

/// Two countries' worth of things, of which a scenario of one uses half.
const PART: &str = "
[cost]
per_mw = \"10 m USD/MW\"
sources = [\"money\"]
[zone.here]
country = \"GB\"
headroom = \"400 MW\"
sources = [\"grid\"]
[zone.there]
country = \"US\"
headroom = \"900 MW\"
sources = [\"far\"]
[chip.vr200]
price = \"108 k USD\"
evidence = { price = [\"far\"] }
[template.slow]
chip = \"vr200\"
activity.shell = { duration = \"9 to 16 months\", sources = [\"far\"] }
[template.quick]
activity.shell = { duration = \"4 to 6 months\", sources = [\"built\"] }
[driver.trades]
factor = \"0.9 to 1.3\"
applies_to = { country = \"GB\" }
sources = [\"built\"]
[driver.far-trades]
factor = \"0.9 to 1.3\"
applies_to = { country = \"US\" }
sources = [\"far\"]
[risk.far-risk]
probability = 0.3
delay = \"3 months\"
applies_to = { zone = \"there\" }
[correlation.builder]
levels = { site = 0.3 }
applies_to = { activity = \"shell\" }
[source.money]
title = \"Money\"
[source.grid]
title = \"Grid\"
[source.built]
title = \"Built\"
[source.far]
title = \"Far\"
[source.nobody]
title = \"Nobody\"
";

const SCENARIO: &str = "
extends = \"part.toml\"
[scenario]
from = 2025-01-01
to = 2028-12-31
trials = 256
[site.a]
zone = \"here\"
announced = 2025-01-01
[site.a.phase.first]
gpus = 10_000
chip = \"gb300\"
template = \"quick\"
";

fn read(files: &[(&str, &str)]) -> Result<Loaded, Problems> {
    let options = LoadOptions {
        files: Files::memory(files.iter().copied()),
        ..LoadOptions::default()
    };
    load("case.toml", &options)
}

fn loaded(files: &[(&str, &str)]) -> Loaded {
    read(files).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

#[test]
fn what_a_scenario_does_not_use_of_a_part_is_left_out_without_a_word() {
    let loaded = loaded(&[("case.toml", SCENARIO), ("part.toml", PART)]);
    assert_eq!(loaded.warnings.render(false), "");
    let model = &loaded.model;
    let zones: Vec<&str> = model.zones.iter().map(|zone| zone.id.as_str()).collect();
    assert_eq!(zones, ["here"]);
    let drivers = model.dependence.drivers.iter();
    assert_eq!(drivers.map(|one| &one.id).collect::<Vec<_>>(), ["trades"]);
    assert!(model.dependence.risks.is_empty());
    // One shell has nobody to be tied to.
    assert!(model.dependence.groups.is_empty());
    let used: BTreeSet<&str> = ["built", "grid", "money"].into();
    let listed: BTreeSet<&str> = model.sources.iter().map(|one| one.id.as_str()).collect();
    assert!(used.is_subset(&listed), "{listed:?}");
    assert!(
        !listed.contains("far") && !listed.contains("nobody"),
        "{listed:?}"
    );
    let idle = ["zone.there", "chip.vr200", "far-"];
    let told = model.values.iter().map(|value| value.path.as_str());
    let told: Vec<&str> = told
        .filter(|path| idle.iter().any(|idle| path.contains(idle)))
        .collect();
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn a_scenario_with_a_part_answers_as_one_that_writes_what_it_uses() {
    let with = loaded(&[("case.toml", SCENARIO), ("part.toml", PART)]);
    let with = capcast::run(&with, &RunSpec::of(&with.model));
    let alone = SCENARIO.replace("extends = \"part.toml\"", "")
        + "
[cost]
per_mw = \"10 m USD/MW\"
[zone.here]
country = \"GB\"
headroom = \"400 MW\"
[template.quick]
activity.shell = { duration = \"4 to 6 months\" }
[driver.trades]
factor = \"0.9 to 1.3\"
applies_to = { country = \"GB\" }
";
    let alone = run(&alone);
    assert_eq!(with.series, alone.series);
    assert_eq!(with.schedule, alone.schedule);
}

#[test]
fn what_a_scenario_writes_itself_stays_and_is_told() {
    let own = format!(
        "{SCENARIO}[driver.mine]\nfactor = 2\napplies_to = {{ country = \"US\" }}\n[source.mine]\ntitle = \"Mine\"\n"
    );
    let loaded = loaded(&[("case.toml", &own), ("part.toml", PART)]);
    let told = loaded.warnings.render(false);
    assert!(told.contains("`driver.mine` applies to nothing"), "{told}");
    assert!(
        loaded
            .model
            .sources
            .iter()
            .any(|source| source.id == "mine")
    );
}

#[test]
fn a_scenario_that_is_extended_is_no_part() {
    let base = format!("{SCENARIO}[driver.far]\nfactor = 2\napplies_to = {{ country = \"US\" }}\n");
    let view = "extends = \"base.toml\"\n[site.a]\npue = 1.2\n";
    let loaded = loaded(&[
        ("case.toml", view),
        ("base.toml", &base),
        ("part.toml", PART),
    ]);
    let told = loaded.warnings.render(false);
    assert!(told.contains("`driver.far` applies to nothing"), "{told}");
    assert!(!told.contains("far-trades"), "{told}");
}

#[test]
fn a_mistake_in_a_part_is_an_error_all_the_same() {
    let wrong = PART.replace(
        "factor = \"0.9 to 1.3\"\napplies_to = { country = \"US\" }",
        "factr = 2\napplies_to = { country = \"US\" }",
    );
    let problems = read(&[("case.toml", SCENARIO), ("part.toml", &wrong)]).unwrap_err();
    let told = problems.render(false);
    assert!(
        told.contains("part.toml") && told.contains("factr"),
        "{told}"
    );
}

#[test]
fn a_difference_between_scenarios_is_not_of_what_neither_uses() {
    let options = LoadOptions {
        files: Files::memory([("case.toml", SCENARIO), ("part.toml", PART)]),
        ..LoadOptions::default()
    };
    let independent = LoadOptions {
        independent: true,
        ..options.clone()
    };
    let mut problems = Problems::new();
    let path = Path::new("case.toml");
    let found = diff((path, &options), (path, &independent), &mut problems).unwrap();
    let edits: Vec<String> = found
        .edits
        .iter()
        .map(capcast::scenario::Edit::address)
        .collect();
    assert_eq!(edits, ["driver.trades.each"]);
}
