//! Beginning a scenario, and looking up what it can name.

use super::{Place, tree};
use serde_json::Value;
use std::fs;

const ANSWERS: [&str; 8] = [
    "--gpus",
    "23_040",
    "--power",
    "40 MW",
    "--online",
    "2027-Q2",
    "--announced",
    "2025-09-16",
];

fn new<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    ["new", file]
        .into_iter()
        .chain(ANSWERS)
        .chain(more.iter().copied())
        .collect()
}

#[test]
fn a_scenario_that_is_begun_checks_and_runs() {
    let place = Place::new();
    let (stdout, stderr) = place.expect(
        0,
        &new("north.toml", &["--name", "The \"North\"\nand the rest"]),
    );
    assert!(stdout.starts_with("north.toml: written\n"), "{stdout}");
    assert!(
        stderr.contains("capcast schema > scenario.schema.json"),
        "{stderr}"
    );
    let (stdout, stderr) = place.expect(0, &["check", "north.toml"]);
    assert_eq!((stdout.as_str(), stderr.as_str()), ("north.toml: ok\n", ""));
    let (stdout, _) = place.expect(0, &["run", "north.toml", "--trials", "500", "--no-charts"]);
    assert!(stdout.contains("The \"North\""), "{stdout}");
    // Without anything said, stdin being no terminal, it is all examples.
    place.expect(0, &["new", "example.toml"]);
    place.expect(0, &["check", "example.toml"]);
}

#[test]
fn a_file_that_is_there_is_left_as_it_is() {
    let place = Place::new();
    let before = fs::read_to_string(place.path("two.toml")).unwrap();
    let (stdout, stderr) = place.expect(4, &new("two.toml", &["--with-schema"]));
    assert!(stdout.is_empty() && stderr.contains("two.toml"), "{stderr}");
    assert_eq!(fs::read_to_string(place.path("two.toml")).unwrap(), before);
    assert_eq!(tree(place.0.path()), ["two.toml"]);
    let (_, stderr) = place.expect(4, &new("nowhere/north.toml", &[]));
    assert!(stderr.contains("nowhere"), "{stderr}");
}

#[test]
fn answers_that_make_no_scenario_write_nothing_and_say_why() {
    let place = Place::new();
    let (stdout, stderr) = place.expect(
        2,
        &["new", "north.toml", "--power", "40 MWh", "--with-schema"],
    );
    assert_eq!(stdout, "");
    assert!(
        stderr.contains("40 MWh") && stderr.contains("energy"),
        "{stderr}"
    );
    assert!(stderr.contains("north.toml was not written"), "{stderr}");
    assert_eq!(tree(place.0.path()), ["two.toml"]);
}

#[test]
fn the_first_line_names_the_schema_where_it_is() {
    let place = Place::new();
    let first = |file: &str| {
        let text = fs::read_to_string(place.path(file)).unwrap();
        text.lines().next().unwrap().to_owned()
    };
    let (_, stderr) = place.expect(0, &new("a.toml", &["--with-schema"]));
    assert_eq!(stderr, "");
    assert_eq!(first("a.toml"), "#:schema ./scenario.schema.json");
    let (schema, _) = place.expect(0, &["schema"]);
    assert_eq!(
        fs::read_to_string(place.path("scenario.schema.json")).unwrap(),
        schema
    );
    fs::create_dir_all(place.path("plans/north")).unwrap();
    place.expect(0, &new("plans/north/b.toml", &[]));
    assert_eq!(
        first("plans/north/b.toml"),
        "#:schema ../../scenario.schema.json"
    );
    place.expect(0, &new("c.toml", &["--with-schema"]));
    // Another's file of that name is not touched.
    fs::write(place.path("scenario.schema.json"), "{}").unwrap();
    let (_, stderr) = place.expect(4, &new("d.toml", &["--with-schema"]));
    assert!(stderr.contains("scenario.schema.json"), "{stderr}");
    assert!(!place.path("d.toml").exists());
}

#[test]
fn the_catalogue_lists_every_part_with_its_sources() {
    let place = Place::new();
    let (all, stderr) = place.expect(0, &["catalog"]);
    assert_eq!(stderr, "");
    for word in [
        "gb300",
        "1.22 to 1.47 kW",
        "ai-site",
        "1.44",
        "contract",
        "phase.mfu",
        "epoch-data-centers",
    ] {
        assert!(all.contains(word), "{word}\n{all}");
    }
    assert!(
        all.contains("Zones") && all.contains("none are built in"),
        "{all}"
    );
    assert!(all.lines().all(|line| line.chars().count() <= 100), "{all}");
    let (chips, _) = place.expect(0, &["catalog", "chips"]);
    assert!(
        chips.contains("gb300") && !chips.contains("ai-site"),
        "{chips}"
    );
}

#[test]
fn an_entry_is_shown_in_full_and_an_unknown_one_is_guessed() {
    let place = Place::new();
    let (chip, _) = place.expect(0, &["catalog", "chips", "h100"]);
    for word in [
        "NVIDIA H100 SXM",
        "watts = 1.22 to 1.47 kW",
        "ops_8bit = 1.979e15",
        "op/s",
        "brookhaven-h100-power: Measured power",
        "https://",
    ] {
        assert!(chip.contains(word), "{word}\n{chip}");
    }
    let (class, _) = place.expect(0, &["catalog", "references", "ai-site"]);
    assert!(
        class.contains("cases = 23")
            && class.contains("announced_vs_actual.csv")
            && class.contains("fit = lognormal, median 1.435631 ± 0.158, sigma 0.376452 ± 0.063"),
        "{class}"
    );
    let (_, stderr) = place.expect(2, &["catalog", "chips", "gb30"]);
    assert!(
        stderr.contains("`gb30`") && stderr.contains("gb300"),
        "{stderr}"
    );
    let (_, stderr) = place.expect(2, &["catalog", "zones", "north"]);
    assert!(stderr.contains("--scenario"), "{stderr}");
    place.expect(2, &["catalog", "chops"]);
}

const OWN: &str = r#"
[zone.south]
name = "The South"
country = "GB"
[template.hall]
ramp = "1 to 2 months"
assumptions = ["ramp"]
[template.hall.activity.shell]
duration = "9 to 16 months"
[chip.gb300]
watts = "2.1 kW"
[chip.own]
watts = "1 kW"
ops_8bit = 1e15
sources = ["paper"]
[source.paper]
title = "A paper"
"#;

#[test]
fn a_scenario_adds_to_the_catalogue_and_changes_it() {
    let place = Place::new();
    let text = fs::read_to_string(place.path("two.toml")).unwrap();
    fs::write(place.path("own.toml"), format!("{text}{OWN}")).unwrap();
    let line = |of: &str| {
        format!(
            "own.toml:{}",
            format!("{text}{OWN}")
                .lines()
                .position(|line| line == of)
                .unwrap()
                + 1
        )
    };
    let ask = |arguments: &[&str]| {
        let arguments = [&["catalog", "--scenario", "own.toml"], arguments].concat();
        place.expect(0, &arguments).0
    };
    let (changed, own) = (ask(&["chips", "gb300"]), ask(&["chips", "own"]));
    assert!(
        changed.contains("watts = 2.1 kW") && changed.contains(&line("watts = \"2.1 kW\"")),
        "{changed}"
    );
    assert!(
        changed.contains("watts of the scenario") && changed.contains("ops_8bit"),
        "{changed}"
    );
    assert!(
        own.contains("paper: A paper") && own.contains("[scenario]"),
        "{own}"
    );
    let template = ask(&["templates", "hall"]);
    assert!(
        template.contains("activity.shell.duration = 9 to 16 months"),
        "{template}"
    );
    assert!(
        template.contains("ramp") && template.contains("assumed"),
        "{template}"
    );
    assert!(ask(&["zones"]).contains("The South"));
    let json: Value = serde_json::from_str(&ask(&["--json"])).unwrap();
    let chips = json["chips"].as_array().unwrap();
    let stands = |id: &str| chips.iter().find(|chip| chip["id"] == id).unwrap()["stands"].clone();
    assert_eq!(
        [stands("own"), stands("gb300"), stands("h100")],
        ["scenario", "changed", "built-in"]
    );
    assert_eq!(json["zones"][0]["figures"][0]["value"], "GB");
    fs::write(place.path("wrong.toml"), "[site.a]").unwrap();
    place.expect(3, &["catalog", "--scenario", "wrong.toml"]);
    place.expect(4, &["catalog", "--scenario", "none.toml"]);
}

#[test]
fn a_class_is_fitted_again_case_by_case() {
    let place = Place::new();
    let (text, _) = place.expect(0, &["catalog", "--fit", "clearing-to-first-building"]);
    for words in [
        "41 cases, 18 of them still open",
        "2024-02-09  2025-06-23     500  done  Anthropic-Amazon New Carlisle",
        "2025-05-31  2026-05-23     357  open  Coreweave Helios",
        "Colossus 1: a retrofit: in a former factory",
        "lognormal: median 839.557675 ± 64.079",
        "weibull: shape 3.024125",
        "AIC 341.0700",
        "product limit",
        "The catalogue states these figures.",
        "CC BY 4.0",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let (json, _) = place.expect(0, &["catalog", "--fit", "epoch-forecast", "--json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["equals_catalogue"], true);
    assert_eq!(json["cases"].as_array().unwrap().len(), 16);
    assert_eq!(json["open"], 7);
    assert_eq!(json["candidates"][0]["family"], "lognormal");
    let as_of = ["catalog", "--fit", "ai-site", "--as-of", "2025-12-31"];
    let (then, _) = place.expect(0, &as_of);
    assert!(then.contains("as of 2025-12-31") && then.contains("not to those of that day"));
    assert!(then.contains("it was not announced yet"), "{then}");
}

#[test]
fn a_fit_that_cannot_be_had_says_why() {
    let place = Place::new();
    let refused = |arguments: &[&str], words: &str| {
        let (_, stderr) = place.expect(2, &[&["catalog"], arguments].concat());
        assert!(stderr.contains(words), "{words}\n{stderr}");
    };
    refused(&["--fit", "ai-sites"], "did you mean `ai-site`?");
    refused(&["--fit", "switchgear-lead"], "its evidence is judgement");
    let early = ["--fit", "ai-site", "--as-of", "2015-01-01"];
    refused(&early, "as of 2015-01-01; choose a later day");
    refused(&["--as-of", "2025-01-01"], "--fit");
    refused(&["chips", "--fit", "ai-site"], "cannot be used");
}

#[test]
fn every_commitment_says_that_its_chance_is_a_judgement() {
    let place = Place::new();
    let (json, _) = place.expect(0, &["catalog", "commitments", "--json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    let words = json["commitments"].as_array().unwrap();
    assert_eq!(words.len(), 5);
    for word in words {
        let figures = word["figures"].as_array().unwrap();
        let evidence = figures.iter().find(|figure| figure["key"] == "evidence");
        assert_eq!(evidence.unwrap()["value"], "judgement", "{word}");
    }
    let (text, _) = place.expect(0, &["catalog", "commitments"]);
    assert_eq!(text.matches(" judgement ").count(), 5, "{text}");
}

#[test]
fn references_are_listed_by_kind() {
    let place = Place::new();
    let (text, _) = place.expect(0, &["catalog", "references"]);
    let at = |kind: &str| {
        let mut lines = text.lines();
        lines
            .position(|line| line == kind)
            .unwrap_or_else(|| panic!("{kind}\n{text}"))
    };
    let order = [
        "sites",
        "construction",
        "grid",
        "equipment",
        "planning",
        "chips",
    ]
    .map(at);
    assert!(order.is_sorted(), "{text}");
    let row = |id: &str| text.lines().position(|line| line.starts_with(id)).unwrap();
    assert!((order[2]..order[3]).contains(&row("ercot-large-load")));
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
}
