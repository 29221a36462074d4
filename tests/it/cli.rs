//! The program from outside: exit codes, streams, and what it leaves or does not touch.

mod begin;
mod comparisons;
mod diffs;
#[cfg(unix)]
mod imports;
mod kills;
#[cfg(unix)]
mod manual;
#[cfg(unix)]
mod refusals;
mod replays;
#[cfg(unix)]
mod rivals;
mod scenarios;
#[cfg(unix)]
mod streams;
mod sweeps;
mod tables;
#[cfg(unix)]
mod watch;
mod whys;

use assert_cmd::Command;
use capcast::projection::Projection;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

const SCENARIO: &str = r#"
[scenario]
name   = "Two halls"
from   = 2026-01-01
to     = 2029-12-31
as_of  = 2026-10-31
seed   = 1
trials = 2_000

[site.north]
name      = "North"
country   = "GB"
announced = 2025-09-16

[site.north.phase.first]
chip    = "gb300"
gpus    = 10_000
online  = "2027-Q2"
proceed = 0.9
overrun = "1.0 to 2.0"

[site.north.grid.full]
capacity  = "40 MW"
energised = "2027-01 to 2028-06"

[site.south]
name    = "South"
country = "GB"

[site.south.phase.hall]
chip          = "gb300"
gpus          = 1_000
actual_online = 2025-06-01
"#;

/// A folder with `two.toml` in it, and the program in that folder.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("two.toml"), SCENARIO).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("capcast").unwrap();
        command
            .current_dir(self.0.path())
            .env_remove("RAYON_NUM_THREADS")
            .args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs and expects an exit code; returns stdout and stderr.
    fn expect(&self, code: i32, arguments: &[&str]) -> (String, String) {
        let output = self.run(arguments);
        let stdout = String::from_utf8(output.stdout).unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}\n{stdout}\n{stderr}"
        );
        (stdout, stderr)
    }
}

/// Names of everything under a folder, relative, sorted.
fn tree(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(name);
            }
        }
    }
    found.sort();
    found
}

const TABLES: [&str; 12] = [
    "activities.csv",
    "assumptions.csv",
    "binding.csv",
    "curves.csv",
    "manifest.toml",
    "programmes.csv",
    "projection.json",
    "report.html",
    "schedule.csv",
    "sensitivity.csv",
    "series.csv",
    "sources.csv",
];

#[test]
fn a_run_prints_a_summary_and_leaves_a_folder() {
    let place = Place::new();
    let (stdout, stderr) = place.expect(0, &["run", "two.toml", "--no-charts"]);
    assert!(stdout.starts_with("Two halls"), "{stdout}");
    assert!(
        stdout.contains("GPUs announced for the end of 2027"),
        "{stdout}"
    );
    assert!(
        stdout.contains("South: hall online since 2025-06"),
        "{stdout}"
    );
    assert!(
        stdout.contains("Report: output/two/report.html"),
        "{stdout}"
    );
    assert!(!stderr.contains("error"), "{stderr}");
    assert_eq!(tree(&place.path("output/two")), TABLES);
    assert_eq!(tree(&place.path("output")).len(), TABLES.len());
}

#[test]
fn what_runs_wholly_is_a_fact_at_every_milestone_and_what_runs_in_part_is_not() {
    let place = Place::new();
    let facts = |of: &str| -> Vec<String> {
        place.expect(0, &["run", "two.toml", "--no-charts", "--set", of]);
        let text = fs::read(place.path("output/two/schedule.csv")).expect("a schedule");
        csv::Reader::from_reader(text.as_slice())
            .records()
            .map(|row| row.expect("a row"))
            .filter(|row| &row[0] == "south" && &row[8] == "true")
            .map(|row| row[5].to_owned())
            .collect()
    };
    assert_eq!(
        facts("site.south.phase.hall.ramp=0"),
        ["ready", "online", "complete"]
    );
    let begun = "site.south.phase.hall.ramp=\"4 to 5 years\"";
    assert_eq!(facts(begun), ["ready", "online"]);
    let (stdout, _) = place.expect(0, &["run", "two.toml", "--no-charts", "--set", begun]);
    assert!(stdout.contains("rest of South: hall "), "{stdout}");
    assert!(
        stdout.contains("South: hall online in part since 2025-06"),
        "{stdout}"
    );
}

#[test]
fn charts_come_in_pairs_and_tell_their_kind() {
    let place = Place::new();
    place.expect(0, &["run", "two.toml", "--trials", "200", "--out", "here"]);
    let charts = tree(&place.path("here/charts"));
    assert!(charts.len() >= 10, "{charts:?}");
    for stem in charts.iter().filter_map(|name| name.strip_suffix(".svg")) {
        let (svg, png) = (format!("{stem}.svg"), format!("{stem}.png"));
        let picture = fs::read(place.path("here/charts").join(&png)).unwrap();
        assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n", "{png}");
        let drawing = fs::read_to_string(place.path("here/charts").join(&svg)).unwrap();
        assert!(drawing.contains("<svg"), "{svg}");
    }
    assert_eq!(charts.len() % 2, 0, "{charts:?}");
}

#[test]
fn json_on_stdout_is_the_file_and_nothing_else() {
    let place = Place::new();
    let output = place.run(&["run", "two.toml", "--no-charts", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let file = fs::read(place.path("output/two/projection.json")).unwrap();
    assert_eq!(output.stdout, file);
    let projection: Projection = serde_json::from_slice(&file).unwrap();
    assert_eq!((projection.seed, projection.trials), (1, 2_000));
    assert!(!projection.series.is_empty() && !projection.schedule.is_empty());
}

#[test]
fn options_override_the_scenario_and_stand_in_the_manifest() {
    let place = Place::new();
    let (stdout, _) = place.expect(
        0,
        &[
            "run",
            "two.toml",
            "--no-charts",
            "--json",
            "--trials",
            "300",
            "--seed",
            "7",
            "--threads",
            "3",
            "--set",
            "site.north.phase.first.gpus=20_000",
        ],
    );
    let projection: Projection = serde_json::from_str(&stdout).unwrap();
    assert_eq!((projection.seed, projection.trials), (7, 300));
    let announced = projection
        .find("total", None, "gpus_powered")
        .and_then(|series| series.announced.last().copied());
    assert_eq!(announced, Some(20_000.0));
    let text = fs::read_to_string(place.path("output/two/manifest.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    assert_eq!(manifest["threads"].as_integer(), Some(3));
    assert_eq!(manifest["seed"].as_integer(), Some(7));
    assert_eq!(manifest["command"].as_str(), Some("run"));
    let ran = manifest["scenario"].as_array().unwrap();
    assert_eq!(ran.len(), 1);
    let files = ran[0]["file"].as_array().unwrap();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0]["sha256"].as_str().map(str::len), Some(64));
}

#[test]
fn threads_do_not_change_a_byte() {
    let place = Place::new();
    for (threads, out) in [("1", "a"), ("3", "b")] {
        let arguments = [
            "run",
            "two.toml",
            "--quiet",
            "--threads",
            threads,
            "--out",
            out,
        ];
        place.expect(0, &arguments);
    }
    let names = tree(&place.path("a"));
    assert_eq!(names, tree(&place.path("b")));
    for name in names.iter().filter(|name| *name != "manifest.toml") {
        let [a, b] = ["a", "b"].map(|run| fs::read(place.path(run).join(name)).unwrap());
        assert!(a == b, "{name} differs");
    }
}

#[test]
fn quiet_runs_say_nothing() {
    let place = Place::new();
    let (stdout, stderr) = place.expect(0, &["run", "two.toml", "--no-charts", "--quiet"]);
    assert_eq!((stdout.as_str(), stderr.as_str()), ("", ""));
    assert!(place.path("output/two/projection.json").exists());
}

#[test]
fn no_codes_for_terminals_reach_a_file() {
    let place = Place::new();
    let arguments = ["run", "two.toml", "--no-charts", "--trials", "400000"];
    let (stdout, stderr) = place.expect(0, &arguments);
    for text in [stdout, stderr] {
        assert!(!text.contains(['\u{1b}', '\r']), "{text:?}");
    }
}

#[test]
fn only_what_is_asked_for_is_computed() {
    let place = Place::new();
    place.expect(
        0,
        &["run", "two.toml", "--only", "schedule", "--out", "dates"],
    );
    let names = tree(&place.path("dates"));
    assert!(names.contains(&"schedule.csv".to_owned()), "{names:?}");
    assert!(!names.contains(&"series.csv".to_owned()), "{names:?}");
    assert!(
        names.iter().any(|name| name.contains("s-curve")),
        "{names:?}"
    );
    assert!(!names.iter().any(|name| name.contains("fan")), "{names:?}");
    place.expect(
        0,
        &["run", "two.toml", "--only", "series", "--out", "levels"],
    );
    let names = tree(&place.path("levels"));
    assert!(!names.contains(&"schedule.csv".to_owned()), "{names:?}");
    assert!(names.iter().any(|name| name.contains("fan")), "{names:?}");
    let text = fs::read_to_string(place.path("levels/projection.json")).unwrap();
    let projection: Projection = serde_json::from_str(&text).unwrap();
    assert!(projection.schedule.is_empty() && !projection.series.is_empty());
    let both = [
        "run",
        "two.toml",
        "--only",
        "series,schedule,binding",
        "--no-charts",
        "--out",
        "both",
    ];
    place.expect(0, &both);
    let expected: Vec<&str> = TABLES
        .into_iter()
        .filter(|name| *name != "sensitivity.csv")
        .collect();
    assert_eq!(tree(&place.path("both")), expected);
}

#[test]
fn bad_usage_is_told_with_what_would_do() {
    let place = Place::new();
    let cases: [(&[&str], &str); 10] = [
        (&["frobnicate"], "frobnicate"),
        (&[], "Usage"),
        (&["run"], "<FILE>"),
        (&["check"], "<FILE>"),
        (&["run", "two.toml", "--trials", "0"], "between 1 and"),
        (
            &["run", "two.toml", "--trials", "100000001"],
            "between 1 and",
        ),
        (&["run", "two.toml", "--threads", "0"], "between 1 and"),
        (&["run", "two.toml", "--seed", "-1"], "--seed"),
        (
            &["run", "two.toml", "--only", "weather"],
            "series, schedule",
        ),
        (&["run", "two.toml", "--set", "pue"], "KEY=VALUE"),
    ];
    for (arguments, hint) in cases {
        let (stdout, stderr) = place.expect(2, arguments);
        assert_eq!(stdout, "", "{arguments:?}");
        assert!(stderr.contains(hint), "{arguments:?}: {stderr}");
    }
    assert_eq!(tree(place.0.path()), ["two.toml"]);
}

#[test]
fn help_and_version_are_answers() {
    let place = Place::new();
    let (stdout, stderr) = place.expect(0, &["--help"]);
    assert!(
        stdout.contains("run") && stdout.contains("Exit codes"),
        "{stdout}"
    );
    assert_eq!(stderr, "");
    let (stdout, _) = place.expect(0, &["--version"]);
    assert_eq!(
        stdout.trim(),
        format!("capcast {}", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn the_last_results_stay_when_a_new_run_fails() {
    let place = Place::new();
    place.expect(0, &["run", "two.toml", "--no-charts"]);
    let before = fs::read(place.path("output/two/projection.json")).unwrap();
    fs::write(place.path("two.toml"), "[scenario]\nname = 3\n").unwrap();
    place.expect(3, &["run", "two.toml", "--no-charts"]);
    assert_eq!(
        fs::read(place.path("output/two/projection.json")).unwrap(),
        before
    );
    assert_eq!(tree(&place.path("output/two")), TABLES);
}

#[test]
fn a_folder_that_is_not_ours_is_never_replaced() {
    let place = Place::new();
    fs::create_dir(place.path("mine")).unwrap();
    fs::write(place.path("mine/thesis.tex"), "years").unwrap();
    let (stdout, stderr) = place.expect(4, &["run", "two.toml", "--out", "mine"]);
    assert_eq!(stdout, "");
    assert!(
        stderr.contains("thesis.tex") && stderr.contains("--out"),
        "{stderr}"
    );
    assert_eq!(
        fs::read_to_string(place.path("mine/thesis.tex")).unwrap(),
        "years"
    );
    let (_, stderr) = place.expect(4, &["run", "two.toml", "--out", "two.toml"]);
    assert!(stderr.contains("not a folder"), "{stderr}");
    place.expect(4, &["run", "two.toml", "--out", "two.toml/run"]);
    assert_eq!(tree(place.0.path()), ["mine/thesis.tex", "two.toml"]);
}

#[test]
fn names_of_files_may_be_unusual() {
    let place = Place::new();
    let name = "ein Plan – Süd.toml";
    fs::copy(place.path("two.toml"), place.path(name)).unwrap();
    place.expect(
        0,
        &["run", name, "--quiet", "--no-charts", "--trials", "10"],
    );
    assert_eq!(tree(&place.path("output/ein Plan – Süd")), TABLES);
}
