//! What `check` and `show` say, and what becomes of scenarios that cannot run.

use super::{Place, SCENARIO, tree};
use std::fs;

#[test]
fn a_scenario_with_problems_writes_nothing() {
    let place = Place::new();
    let wrong = SCENARIO.replace("gpus    = 10_000", "gpuz    = 10_000");
    fs::write(place.path("wrong.toml"), wrong).unwrap();
    for command in ["run", "check", "show"] {
        let (stdout, stderr) = place.expect(3, &[command, "wrong.toml"]);
        assert_eq!(stdout, "");
        assert!(
            stderr.contains("gpuz") && stderr.contains("wrong.toml"),
            "{stderr}"
        );
        assert!(!stderr.contains('\u{1b}'), "{stderr:?}");
    }
    assert_eq!(tree(place.0.path()), ["two.toml", "wrong.toml"]);
}

#[test]
fn a_file_that_is_not_there_is_file_trouble() {
    let place = Place::new();
    for command in ["run", "check", "show"] {
        let (stdout, stderr) = place.expect(4, &[command, "none.toml"]);
        assert_eq!(stdout, "");
        assert!(stderr.contains("none.toml"), "{stderr}");
    }
}

#[test]
fn a_file_over_the_limit_is_refused_until_the_limit_is_raised() {
    let place = Place::new();
    let (_, stderr) = place.expect(3, &["check", "two.toml", "--max-file", "100"]);
    assert!(stderr.contains("--max-file"), "{stderr}");
    place.expect(0, &["check", "two.toml", "--max-file", "1 MiB"]);
}

#[test]
fn check_says_ok_of_each_sound_file_and_judges_all() {
    let place = Place::new();
    let (stdout, _) = place.expect(0, &["check", "two.toml", "two.toml"]);
    assert_eq!(stdout, "two.toml: ok\ntwo.toml: ok\n");
    fs::write(place.path("empty.toml"), "").unwrap();
    let (stdout, stderr) = place.expect(3, &["check", "empty.toml", "two.toml"]);
    assert_eq!(stdout, "two.toml: ok\n");
    assert!(stderr.contains("empty.toml"), "{stderr}");
}

#[test]
fn show_prints_each_value_with_its_origin() {
    let place = Place::new();
    let (stdout, _) = place.expect(0, &["show", "two.toml", "--set", "site.south.pue=1.5"]);
    let after = |heading: &str| {
        let start = stdout
            .find(heading)
            .unwrap_or_else(|| panic!("{heading}\n{stdout}"));
        let group = &stdout[start + heading.len()..];
        group[..group.find("\n[").unwrap_or(group.len())].to_owned()
    };
    let phase = after("[site.north.phase.first]");
    let line = SCENARIO
        .lines()
        .position(|line| line.starts_with("gpus    ="))
        .unwrap()
        + 1;
    let gpus = phase
        .lines()
        .find(|line| line.starts_with("gpus ="))
        .unwrap();
    assert!(gpus.contains("10_000") && gpus.contains("stated"), "{gpus}");
    assert!(gpus.contains(&format!("two.toml:{line}")), "{gpus}");
    let south = after("[site.south]");
    let pue = south
        .lines()
        .find(|line| line.starts_with("pue ="))
        .unwrap();
    assert!(pue.contains("1.5") && pue.contains("--set"), "{pue}");
    assert!(south.contains("default"), "{south}");
}
