//! `capcast diff`: what is said, where, and how it ends.

use super::{Place, SCENARIO};
use std::fs;
use std::process::Output;

const LATE: &str = r#"
extends = "two.toml"
[scenario]
name = "Two halls, late"
[site.north.grid.full]
energised = "2028-01 to 2029-06"
[site.south.phase]
hall = false
[site.south.phase.big]
chip = "gb300"
gpus = 2_000
announced = 2026-01-15
online = "2028"
"#;

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("late.toml"), LATE).unwrap();
    place
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn edits_are_told_by_entity_with_both_places() {
    let output = place().run(&["diff", "two.toml", "late.toml"]);
    assert_eq!(output.status.code(), Some(0));
    let told = stdout(&output);
    insta::assert_snapshot!(told);
    assert!(!told.contains('\u{1b}'), "no colour where no terminal is");
}

#[test]
fn json_has_the_rows_of_a_comparison_and_their_places() {
    let output = place().run(&["diff", "two.toml", "late.toml", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let edits = told["edits"].as_array().unwrap();
    assert_eq!(edits.len(), 4);
    assert_eq!(edits[0]["moves"], false);
    let energised = &edits[1];
    assert_eq!(energised["entity"], "site.north.grid.full");
    assert_eq!(energised["key"], "energised");
    assert_eq!(energised["base"], "2027-01 to 2028-06");
    assert_eq!(energised["variant"], "2028-01 to 2029-06");
    assert_eq!(energised["base_at"]["line"], 24);
    assert_eq!(energised["variant_at"]["file"], "late.toml");
    let row: capcast::comparison::EditRow = serde_json::from_value(edits[3].clone()).unwrap();
    assert_eq!(row.entity, "site.south.phase.hall");
    assert_eq!((row.key, row.variant), (None, None));
}

#[test]
fn settings_make_a_variant_of_their_own() {
    let place = place();
    let with = ["diff", "two.toml", "--with", "site.north.pue=1.3"];
    let told = stdout(&place.run(&with));
    assert!(told.contains("+ pue: 1.3"), "{told}");
    assert!(told.contains("1 edit of 1 entity"), "{told}");
    // A setting over both is no difference, and neither is a file from itself.
    let over_both = [
        "diff",
        "two.toml",
        "two.toml",
        "--set",
        "site.north.pue=1.3",
    ];
    let output = place.run(&over_both);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output), "no difference\n");
}

#[test]
fn edits_are_told_of_what_does_not_run_beside_its_problems() {
    let place = Place::new();
    let broken = SCENARIO.replace("gpus    = 10_000", "gpus    = \"a few\"");
    fs::write(place.path("broken.toml"), broken).unwrap();
    let output = place.run(&["diff", "two.toml", "broken.toml"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stdout(&output).contains("gpus: 10_000 -> a few"));
    let talk = String::from_utf8(output.stderr).unwrap();
    assert!(talk.contains("broken.toml:17"), "{talk}");
    assert!(talk.contains("1 error"), "{talk}");

    let output = place.run(&["diff", "two.toml", "none.toml"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(place.run(&["diff", "two.toml"]).status.code(), Some(2));
}
