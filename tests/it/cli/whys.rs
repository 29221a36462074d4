//! `capcast explain`, `capcast exclude` and `capcast show --announced` from outside.

use super::{Place, SCENARIO};
use capcast::explanation::Explanation;
use capcast::projection::{Exclusion, Projection};
use std::fs;

const LATE: &str = r#"
extends = "two.toml"
[site.north.grid.full]
energised = "2028-01 to 2029-06"
[site.north.phase.first]
gpus = 12_000
"#;

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("late.toml"), LATE).unwrap();
    place
}

#[test]
fn an_explanation_leaves_its_folder_and_adds_up() {
    let place = place();
    let output = place.run(&["explain", "two.toml", "late.toml"]);
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("north full energised"), "{told}");
    assert!(told.contains("4 runs of 2,000 trials"), "{told}");
    let folder = place.path("output/explain-two-late");
    for name in [
        "explain.json",
        "explain.csv",
        "manifest.toml",
        "charts/waterfall.svg",
        "charts/waterfall.png",
    ] {
        assert!(folder.join(name).is_file(), "{name}");
    }
    let json = fs::read_to_string(folder.join("explain.json")).unwrap();
    let explanation: Explanation = serde_json::from_str(&json).unwrap();
    let sum: f64 = explanation.contributions.iter().map(|row| row.value).sum();
    assert!((sum - explanation.change).abs() < 1e-6 && explanation.change < 0.0);
    // The same again takes its place, and prints the same bytes on other threads.
    let again = [
        "explain",
        "two.toml",
        "late.toml",
        "--json",
        "--threads",
        "1",
        "--no-charts",
    ];
    let output = place.run(&again);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), json);
    assert!(!folder.join("charts").exists());
}

#[test]
fn what_cannot_be_explained_writes_nothing() {
    let place = place();
    for (arguments, code, part) in [
        (&["explain", "two.toml"][..], 2, "VARIANT"),
        (
            &["explain", "two.toml", "late.toml", "--outcome", "mean gpu"],
            2,
            "gpus_powered",
        ),
        (
            &[
                "explain",
                "two.toml",
                "late.toml",
                "--outcome",
                "p50 online of north.frist",
            ],
            2,
            "did you mean `north.first`?",
        ),
        (
            &["explain", "two.toml", "--with", "site.north.pue_peak=0.5"],
            3,
            "pue_peak",
        ),
        (&["explain", "two.toml", "none.toml"], 4, "none.toml"),
    ] {
        let output = place.run(arguments);
        let talk = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{talk}");
        assert!(talk.contains(part), "{talk}");
        assert!(
            !place.path("output").exists()
                || fs::read_dir(place.path("output")).unwrap().next().is_none()
        );
    }
}

#[test]
fn the_announced_page_has_what_was_stated_and_nothing_else() {
    let place = Place::new();
    let scenario = SCENARIO.replace(
        "overrun = \"1.0 to 2.0\"",
        "overrun = \"1.0 to 2.0\"\nassumptions = [\"gpus\", \"overrun\"]\nsources = [\"paper\"]",
    ) + "[source.paper]\ntitle = \"A paper\"\npublisher = \"The Paper\"\ndate = \"2025-09\"\n";
    fs::write(place.path("two.toml"), scenario).unwrap();
    let output = place.run(&["show", "--announced", "two.toml"]);
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stdout).unwrap();
    for part in [
        "North  (announced 2025-09-16)",
        "online 2027-Q2",
        "40 MW",
        "The Paper, 2025-09",
        "runs since 2025-06-01",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    // An assumption, a default, a catalogue value.
    for part in ["10_000", "1.0 to 2.0", "0.9", "mfu", "watts"] {
        assert!(!told.contains(part), "{part}: {told}");
    }
}

const SHARED: &str = r#"
extends = "two.toml"
[driver.contractors]
factor = "1.0 to 1.6"
applies_to = {}
[risk.transformers]
probability = 0.3
delay = "3 to 12 months"
applies_to = { site = "north" }
"#;

#[test]
fn an_exclusion_leaves_its_folder_and_ranks() {
    let place = Place::new();
    fs::write(place.path("shared.toml"), SHARED).unwrap();
    let asked = [
        "exclude",
        "shared.toml",
        "--outcome",
        "mean gpus_powered of total at 2028",
    ];
    let output = place.run(&asked);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        told.contains("driver.contractors") && told.contains("risk.transformers"),
        "{told}"
    );
    let folder = place.path("output/exclude-shared");
    for name in ["exclusion.json", "exclusion.csv", "manifest.toml", "charts"] {
        assert!(folder.join(name).exists(), "{name}");
    }
    let json = fs::read_to_string(folder.join("exclusion.json")).unwrap();
    let exclusion: Exclusion = serde_json::from_str(&json).unwrap();
    assert_eq!(exclusion.rows.len(), 2);
    assert!(exclusion.with_none.value > exclusion.with_all.value);
    let effects: Vec<f64> = exclusion.rows.iter().map(|row| row.change.value).collect();
    assert!(effects[0] >= effects[1] && effects[1] > 0.0, "{effects:?}");
    // The same again takes its place, and prints the same bytes on other threads.
    let again = [&asked[..], &["--json", "--threads", "1", "--no-charts"]].concat();
    let output = place.run(&again);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), json);
    assert!(!folder.join("charts").exists());
    // Nothing to leave out is said; what is not there is refused.
    let output = place.run(&["exclude", "two.toml"]);
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("Nothing to leave out"), "{told}");
    let wrong = [
        "exclude",
        "shared.toml",
        "--outcome",
        "p50 online of north.none",
    ];
    assert_eq!(place.run(&wrong).status.code(), Some(2));
}

#[test]
fn a_run_says_what_drives_what_it_is_asked() {
    let place = Place::new();
    let outcome = "chance facility_load of total at least 10 MW at 2028";
    let output = place.run(&["run", "two.toml", "--json", "--outcome", outcome]);
    let answer: Projection = serde_json::from_slice(&output.stdout).unwrap();
    let named = "facility_load of total at least 10 MW at 2028-12-31";
    assert!(answer.sensitivity.iter().any(|row| row.outcome == named));
    // The other side of the same line: what is not at least so much is less.
    let below = "chance facility_load of total at most 10 MW at 2028";
    let output = place.run(&["run", "two.toml", "--json", "--outcome", below]);
    let other: Projection = serde_json::from_slice(&output.stdout).unwrap();
    let chance = |answer: &Projection, words: &str| {
        let named = format!("facility_load of total {words} 10 MW at 2028-12-31");
        let row = answer.risk.outcomes.iter().find(|of| of.outcome == named);
        row.unwrap().mean
    };
    let (least, most) = (chance(&answer, "at least"), chance(&other, "at most"));
    assert!(least > 0.0 && most > 0.0 && (least + most - 1.0).abs() < 1e-6);
    // Parts that are not asked for cost nothing, and say nothing.
    let output = place.run(&["run", "two.toml", "--json", "--only", "schedule"]);
    let answer: Projection = serde_json::from_slice(&output.stdout).unwrap();
    assert!(answer.sensitivity.is_empty() && answer.joint_confidence.is_empty());
    for wrong in [
        &["run", "two.toml", "--outcome", "p50 online of north.none"][..],
        &["run", "two.toml", "--outcome", outcome, "--only", "series"],
    ] {
        assert_eq!(place.run(wrong).status.code(), Some(2), "{wrong:?}");
    }
}
