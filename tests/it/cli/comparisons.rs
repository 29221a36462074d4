//! `compare` from outside: what it says and leaves, and what it refuses.

use super::{Place, tree};
use capcast::comparison::Comparison;
use capcast::projection::Projection;
use std::fs;

const LATER: &str =
    "extends = \"two.toml\"\n[site.north.grid.full]\nenergised = \"2028-01 to 2029-06\"\n";
const WITHOUT: &str = "extends = \"two.toml\"\n[site]\nsouth = false\n";

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("later.toml"), LATER).unwrap();
    fs::write(place.path("without.toml"), WITHOUT).unwrap();
    place
}

#[test]
fn a_comparison_leaves_its_folder_and_says_what_moves() {
    let place = place();
    let (stdout, stderr) = place.expect(0, &["compare", "two.toml", "later.toml"]);
    assert!(stdout.contains("With later, ") && stdout.contains(" fewer GPUs run at the end of 20"));
    assert!(stdout.contains("Shared random numbers: error "), "{stdout}");
    assert!(
        stdout.contains("site.north.grid.full: energised 2028-01 to 2029-06"),
        "{stdout}"
    );
    assert_eq!(stderr, "");
    let folder = place.path("output/compare-two-later");
    let names = tree(&folder);
    for name in [
        "charts/dates-moved.svg",
        "charts/difference-gpus-powered.png",
        "charts/fans-h100e.svg",
        "comparison.html",
        "comparison.json",
        "dates.csv",
        "differences.csv",
        "manifest.toml",
        "projections/later.json",
        "projections/two.json",
    ] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
    let text = fs::read_to_string(folder.join("manifest.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    assert_eq!(manifest["command"].as_str(), Some("compare"));
    assert_eq!(manifest["files"].as_array().unwrap().len() + 1, names.len());
    let labels: Vec<_> = manifest["scenario"].as_array().unwrap().iter().collect();
    assert_eq!(labels[1]["label"].as_str(), Some("later"));
    assert_eq!(labels[1]["file"].as_array().map(Vec::len), Some(2));
    // Each scenario's answer is what a run of it gives, but for what drives it.
    let parts = [
        "--only",
        "series,schedule,binding",
        "--quiet",
        "--no-charts",
    ];
    place.expect(0, &[&["run", "two.toml"], &parts[..]].concat());
    let alone = fs::read(place.path("output/two/projection.json")).unwrap();
    assert_eq!(
        fs::read(folder.join("projections/two.json")).unwrap(),
        alone
    );
}

#[test]
fn settings_make_a_variant_and_lie_over_all() {
    let place = place();
    let arguments = [
        "compare",
        "two.toml",
        "--with",
        "site.north.phase.first.gpus=20_000",
        "--with",
        "site.north.phase.first.proceed=1",
        "--set",
        "site.south.phase.hall.gpus=2_000",
        "--trials",
        "300",
        "--seed",
        "9",
        "--no-charts",
        "--json",
        "--out",
        "out",
    ];
    let (stdout, _) = place.expect(0, &arguments);
    let comparison: Comparison = serde_json::from_str(&stdout).unwrap();
    assert_eq!((comparison.trials, comparison.seed), (300, 9));
    assert_eq!(comparison.scenarios.len(), 2);
    let label = &comparison.scenarios[1].label;
    assert!(label.starts_with("north.first.gpus=20_000, "), "{label}");
    assert_eq!(comparison.differences[0].edits.len(), 2);
    assert!(
        !tree(&place.path("out"))
            .iter()
            .any(|name| name.starts_with("charts"))
    );
    let names = tree(&place.path("out/projections"));
    let base = fs::read_to_string(place.path("out/projections").join("two.json")).unwrap();
    let base: Projection = serde_json::from_str(&base).unwrap();
    let south = base.find("site", Some("south"), "gpus_powered").unwrap();
    assert_eq!((names.len(), south.p50.last().copied()), (2, Some(2_000.0)));
}

#[test]
fn parts_that_are_not_asked_for_are_left_out() {
    let place = place();
    for (part, file, other) in [
        ("series", "differences.csv", "dates.csv"),
        ("schedule", "dates.csv", "differences.csv"),
    ] {
        let arguments = [
            "compare",
            "two.toml",
            "later.toml",
            "--only",
            part,
            "--out",
            part,
        ];
        let (stdout, _) = place.expect(0, &arguments);
        assert!(stdout.contains("With later"), "{stdout}");
        let names = tree(&place.path(part));
        assert!(names.iter().any(|name| name == file) && !names.iter().any(|name| name == other));
    }
}

#[test]
fn a_file_beside_itself_has_two_labels_and_no_difference() {
    let place = place();
    let (stdout, _) = place.expect(0, &["compare", "two.toml", "two.toml", "--no-charts"]);
    assert!(
        stdout.starts_with("two | two (2), as known on 2026-10-31"),
        "{stdout}"
    );
    assert!(stdout.contains("With two (2) nothing changes"), "{stdout}");
    assert!(
        place
            .path("output/compare-two-two-2/comparison.json")
            .exists()
    );
    fs::create_dir(place.path("other")).unwrap();
    fs::copy(place.path("two.toml"), place.path("other/two.toml")).unwrap();
    let (stdout, _) = place.expect(0, &["compare", "two.toml", "other/two.toml", "--no-charts"]);
    assert!(stdout.starts_with("two | other/two, "), "{stdout}");
}

#[test]
fn a_site_that_is_gone_is_absent() {
    let place = place();
    let (stdout, _) = place.expect(0, &["compare", "two.toml", "without.toml", "--no-charts"]);
    assert!(
        stdout.contains("Written otherwise: site.south removed."),
        "{stdout}"
    );
    assert!(stdout.contains("absent: not in without."), "{stdout}");
    assert!(
        stdout.contains("1,000 fewer GPUs run at the end of 2026 in every trial."),
        "{stdout}"
    );
}

#[test]
fn too_few_and_too_many_are_refused_with_a_way_out() {
    let place = place();
    let (_, stderr) = place.expect(2, &["compare", "two.toml"]);
    assert!(stderr.contains("--with KEY=VALUE"), "{stderr}");
    let many = ["two.toml"; 9];
    let (_, stderr) = place.expect(2, &[&["compare"], &many[..]].concat());
    assert!(
        stderr.contains("9 scenarios") && stderr.contains("2 to 8"),
        "{stderr}"
    );
    assert!(!place.path("output").exists());
}

#[test]
fn all_problems_of_all_files_are_said_at_once_and_nothing_is_written() {
    let place = place();
    for name in ["bad", "worse"] {
        let text = format!("extends = \"two.toml\"\n[site.north]\n{name} = 1\n");
        fs::write(place.path(&format!("{name}.toml")), text).unwrap();
    }
    let arguments = ["compare", "two.toml", "bad.toml", "worse.toml", "gone.toml"];
    let (stdout, stderr) = place.expect(3, &arguments);
    assert_eq!(stdout, "");
    for said in ["unknown key `bad`", "unknown key `worse`", "gone.toml"] {
        assert!(stderr.contains(said), "{said}\n{stderr}");
    }
    assert!(!place.path("output").exists());
    place.expect(4, &["compare", "two.toml", "gone.toml"]);
}

#[test]
fn periods_that_cannot_be_held_against_each_other_are_refused_with_a_way_out() {
    let place = place();
    let with = ["compare", "two.toml", "--with"];
    let (_, stderr) = place.expect(3, &[&with[..], &["scenario.step=quarter"]].concat());
    assert!(stderr.contains("--set scenario.step="), "{stderr}");
    let (stdout, _) = place.expect(
        0,
        &[&with[..], &["scenario.to=2028-12-31", "--no-charts"]].concat(),
    );
    assert!(
        stdout.contains("is cut to the common 2026-01-01 to 2028-12-31"),
        "{stdout}"
    );
}

#[test]
fn what_stands_at_the_target_stays_whole_when_it_fails() {
    let place = place();
    let arguments = [
        "compare",
        "two.toml",
        "later.toml",
        "--no-charts",
        "--out",
        "out",
    ];
    place.expect(0, &arguments);
    let before = fs::read(place.path("out/comparison.json")).unwrap();
    fs::write(place.path("out/notes.txt"), "mine").unwrap();
    let (_, stderr) = place.expect(4, &arguments);
    assert!(stderr.contains("notes.txt"), "{stderr}");
    assert_eq!(fs::read(place.path("out/comparison.json")).unwrap(), before);
    fs::remove_file(place.path("out/notes.txt")).unwrap();
    fs::write(place.path("broken.toml"), "x").unwrap();
    place.expect(3, &["compare", "two.toml", "broken.toml", "--out", "out"]);
    assert_eq!(fs::read(place.path("out/comparison.json")).unwrap(), before);
    place.expect(0, &arguments);
}

#[test]
fn threads_do_not_change_a_byte_of_a_comparison() {
    let place = place();
    for (threads, out) in [("1", "a"), ("3", "b")] {
        let arguments = [
            "compare",
            "two.toml",
            "later.toml",
            "without.toml",
            "--quiet",
            "--trials",
            "1500",
            "--threads",
            threads,
            "--out",
            out,
        ];
        let (stdout, stderr) = place.expect(0, &arguments);
        assert_eq!((stdout.as_str(), stderr.as_str()), ("", ""));
    }
    let names = tree(&place.path("a"));
    assert_eq!(names, tree(&place.path("b")));
    for name in names.iter().filter(|name| *name != "manifest.toml") {
        let [a, b] = ["a", "b"].map(|run| fs::read(place.path(run).join(name)).unwrap());
        assert!(a == b, "{name} differs");
    }
}
