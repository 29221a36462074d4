//! Replays from the command line: every command that reads a scenario takes `--as-of`.

use super::Place;
use serde_json::Value;
use std::fs;

const NOW: &str = include_str!("../../fixtures/replay/now.toml");
const DAY: &str = "2025-09-30";

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("now.toml"), NOW).unwrap();
    place
}

fn json(place: &Place, path: &str) -> Value {
    serde_json::from_slice(&fs::read(place.path(path)).unwrap()).unwrap()
}

#[test]
fn a_run_as_of_a_day_says_so_in_every_place() {
    let place = place();
    let arguments = ["run", "now.toml", "--as-of", DAY, "--trials", "500"];
    let (said, _) = place.expect(0, &arguments);
    assert!(
        said.starts_with("Ash and Birch, replayed as of 2025-09-30\n"),
        "{said}"
    );
    let counted = "As of 2025-09-30: 6 facts, 3 announcements, 2 sources and 12 records that came";
    assert!(said.replace('\n', " ").contains(counted), "{said}");
    let projection = json(&place, "output/now/projection.json");
    assert_eq!(projection["scenario"]["as_of"], DAY);
    assert_eq!(projection["scenario"]["replay"], true);
    assert_eq!(projection["replay"]["as_of"], DAY);
    let dropped = projection["replay"]["dropped"].as_array().unwrap();
    let birch = dropped
        .iter()
        .find(|row| row["path"] == "site.birch")
        .unwrap();
    assert_eq!(birch["kind"], "announcement");
    assert_eq!(birch["date"], "2025-10-01");
    let manifest = fs::read_to_string(place.path("output/now/manifest.toml")).unwrap();
    assert!(manifest.contains("as_of = \"2025-09-30\""), "{manifest}");
    let report = fs::read_to_string(place.path("output/now/report.html")).unwrap();
    assert!(report.contains("What came later, and is left out"));
    assert!(report.contains("capcast run now.toml --as-of 2025-09-30 --trials 500"));
    let chart = fs::read_to_string(place.path("output/now/charts/fan-gpus-powered-total.svg"));
    let chart = chart.unwrap().replace('\u{a0}', " ");
    assert!(chart.contains("replayed as of 2025-09-30"));
    // A run of today says nothing of it.
    place.expect(
        0,
        &[
            "run",
            "now.toml",
            "--trials",
            "500",
            "--no-charts",
            "--out",
            "today",
        ],
    );
    let text = fs::read_to_string(place.path("today/projection.json")).unwrap();
    assert!(!text.contains("replay"));
    let manifest = fs::read_to_string(place.path("today/manifest.toml")).unwrap();
    assert!(!manifest.contains("as_of"));
}

#[test]
fn check_lists_what_is_left_out_and_show_tells_of_it() {
    let place = place();
    let (said, _) = place.expect(0, &["check", "now.toml", "--as-of", DAY]);
    for line in [
        "now.toml: ok",
        "  2025-10-01  site.birch: birch",
        "  2025-12-24  site.ash.phase.second.actual_online: 2025-12-24",
        "  2026-03-09  source.new: Of 2026",
        "  2025-10-29  ai-site: aws-rainier-500k, open then",
    ] {
        assert!(said.lines().any(|said| said == line), "{line}\n{said}");
    }
    let (said, _) = place.expect(0, &["show", "now.toml", "--as-of", DAY]);
    assert!(said.contains("# As of 2025-09-30: 6 facts"), "{said}");
    assert!(
        said.contains("overrun = { reference = \"ai-site\", as_of = 2025-09-30 }"),
        "{said}"
    );
    assert!(!said.contains("[site.birch"), "{said}");
    let (said, _) = place.expect(0, &["check", "now.toml"]);
    assert_eq!(said, "now.toml: ok\n");
}

#[test]
fn then_is_held_against_now_in_one_command() {
    let place = place();
    let arguments = ["compare", "now.toml", "--against", DAY, "--trials", "500"];
    let (said, _) = place.expect(0, &[&arguments[..], &["--out", "both"]].concat());
    assert!(
        said.starts_with("now | as of 2025-09-30, as known on 2026-06-30\n"),
        "{said}"
    );
    let comparison = json(&place, "both/comparison.json");
    let edits = comparison["differences"][0]["edits"].as_array().unwrap();
    let entities: Vec<&str> = edits
        .iter()
        .filter_map(|edit| edit["entity"].as_str())
        .collect();
    for changed in ["scenario", "site.birch", "site.ash.phase.third"] {
        assert!(entities.contains(&changed), "{changed} of {entities:?}");
    }
    let page = fs::read_to_string(place.path("both/comparison.html")).unwrap();
    assert!(page.contains("capcast compare now.toml --against 2025-09-30 --trials 500"));
    let manifest = fs::read_to_string(place.path("both/manifest.toml")).unwrap();
    assert!(manifest.contains("against = \"2025-09-30\""), "{manifest}");
    // Each side is the run by itself.
    let day = [
        "run",
        "now.toml",
        "--as-of",
        DAY,
        "--trials",
        "500",
        "--no-charts",
        "--quiet",
    ];
    place.expect(0, &[&day[..], &["--out", "then"]].concat());
    let then = json(&place, "both/projections/as-of-2025-09-30.json");
    let alone = json(&place, "then/projection.json");
    for part in ["series", "power", "replay", "targets"] {
        assert_eq!(then[part], alone[part], "{part}");
    }
    let both = ["compare", "now.toml", "--against", DAY, "--as-of", DAY];
    let (_, said) = place.expect(2, &both);
    assert!(said.contains("leave `--as-of` out"), "{said}");
    let (_, said) = place.expect(2, &["compare", "now.toml", "--against", "yesterday"]);
    assert!(
        said.contains("write `mitigated`, `independent`, or a day such as 2023-11-30"),
        "{said}"
    );
}

#[test]
fn the_other_commands_go_back_as_well() {
    let place = place();
    let short = ["--as-of", DAY, "--trials", "300", "--no-charts"];
    let vary = ["sweep", "now.toml", "--vary", "site.ash.pue_peak=1.2,1.3"];
    place.expect(0, &[&vary[..], &short, &["--out", "s"]].concat());
    let sweep = json(&place, "s/sweep.json");
    assert_eq!(sweep["scenario"]["replay"], true);
    let with = [
        "explain",
        "now.toml",
        "--with",
        "site.ash.phase.fourth.gpus=6_000",
    ];
    place.expect(0, &[&with[..], &short, &["--out", "e"]].concat());
    let explained = json(&place, "e/explain.json");
    assert_eq!(explained["variant"]["scenario"]["as_of"], DAY);
    assert_eq!(explained["base"]["scenario"]["replay"], true);
    place.expect(
        0,
        &[&["exclude", "now.toml"][..], &short, &["--out", "x"]].concat(),
    );
    let (said, _) = place.expect(
        0,
        &[
            "diff",
            "now.toml",
            "--with",
            "site.ash.pue=1.2",
            "--as-of",
            DAY,
        ],
    );
    assert!(said.contains("pue"), "{said}");
}

#[test]
fn a_day_that_cannot_be_is_told_and_nothing_is_written() {
    let place = place();
    let (_, said) = place.expect(2, &["run", "now.toml", "--as-of", "2025-9-30"]);
    assert!(said.contains("write a day such as 2023-11-30"), "{said}");
    let (_, said) = place.expect(3, &["run", "now.toml", "--as-of", "2026-07-01"]);
    assert!(said.contains("choose a day up to 2026-06-30"), "{said}");
    let (_, said) = place.expect(3, &["run", "now.toml", "--as-of", "2020-01-01"]);
    assert!(said.contains("choose a day from 2024-12-31 on"), "{said}");
    assert!(!place.path("output").exists());
}
