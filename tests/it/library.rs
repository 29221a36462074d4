//! The library as its users take it. The example of its front page runs as a documentation test.

use capcast::artifact::json;
use capcast::engine::{Interrupted, Watch};
use capcast::plan::RunSpec;
use capcast::projection::Projection;
use capcast::scenario::{Files, LoadOptions, Loaded, load};

const SIMPLE: &str = "tests/fixtures/valid/simple.toml";

fn spec(loaded: &Loaded) -> RunSpec {
    RunSpec {
        trials: 500,
        binding: true,
        drivers: true,
        ..RunSpec::of(&loaded.model)
    }
}

fn simple() -> Projection {
    let loaded = load(SIMPLE, &LoadOptions::default()).unwrap();
    capcast::run(&loaded, &spec(&loaded))
}

#[test]
fn the_library_and_the_program_give_one_answer() {
    let folder = tempfile::tempdir().unwrap();
    let set = "site.loughton.pue=1.25";
    let options = LoadOptions {
        set: vec![set.to_owned()],
        ..LoadOptions::default()
    };
    let loaded = load(SIMPLE, &options).unwrap();
    let answer = capcast::run(&loaded, &spec(&loaded));
    let printed = assert_cmd::Command::cargo_bin("capcast")
        .unwrap()
        .args(["run", SIMPLE, "--json", "--no-charts", "--trials", "500"])
        .args(["--set", set, "--out"])
        .arg(folder.path().join("run"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), json(&answer));
    assert_eq!(answer.scenario.set, [set]);
    assert_eq!(answer.scenario.files.len(), 1);
}

#[test]
fn a_scenario_in_memory_is_the_scenario_on_disk() {
    let text = std::fs::read(SIMPLE).unwrap();
    let in_memory = LoadOptions {
        files: Files::memory([(SIMPLE, text)]),
        ..LoadOptions::default()
    };
    let loaded = load(SIMPLE, &in_memory).unwrap();
    assert_eq!(loaded, load(SIMPLE, &LoadOptions::default()).unwrap());
    let elsewhere = load("scenarios/uk-2025.toml", &in_memory).unwrap_err();
    assert_eq!(elsewhere.codes(), ["file::missing"]);
}

#[test]
fn files_in_memory_extend_each_other_and_no_others() {
    let base = std::fs::read(SIMPLE).unwrap();
    let load_case = |extends: &str| {
        let case = format!("extends = {extends}\n[site.loughton]\nname = \"New\"\n");
        let files = [
            ("a/case.toml", case.as_bytes()),
            ("base.toml", base.as_slice()),
        ];
        let options = LoadOptions {
            files: Files::memory(files),
            ..LoadOptions::default()
        };
        load("a/case.toml", &options)
    };
    assert_eq!(
        load_case("\"../base.toml\"").unwrap().model.sites[0].name,
        "New"
    );
    let looped = load_case("\"../a/./case.toml\"").unwrap_err();
    assert_eq!(looped.codes(), ["extends::loop"]);
    // It is there on disk, but it was not given.
    let outside = load_case("\"../tests/fixtures/valid/simple.toml\"").unwrap_err();
    assert_eq!(outside.codes(), ["file::missing"]);
}

#[test]
fn problems_are_an_error_that_says_what_is_wrong() {
    let problems = load("tests/fixtures/invalid/empty.toml", &LoadOptions::default()).unwrap_err();
    let rendered = problems.render(false);
    let error: Box<dyn std::error::Error> = Box::new(problems);
    assert_eq!(error.to_string(), rendered.trim_end());
    assert!(format!("{error:?}").contains("the file says nothing"));
}

#[test]
fn a_number_is_found_by_scope_metric_and_day() {
    let answer = simple();
    let load = answer
        .find("site", Some("loughton"), "facility_load")
        .unwrap();
    assert_eq!(
        (load.scope.kind.as_str(), load.metric.as_str()),
        ("site", "facility_load")
    );
    assert!(answer.find("site", None, "facility_load").is_none());
    assert!(
        answer
            .find("site", Some("nowhere"), "facility_load")
            .is_none()
    );
    assert!(answer.find("total", None, "weather").is_none());
    assert_eq!(answer.periods[0], "2026-01-31");
    let cases = [
        ("2025-12-31", None),
        ("2026-01-01", Some(0)),
        ("2026-01-31", Some(0)),
        ("2026-02-01", Some(1)),
        ("2030-12-31", Some(59)),
        ("2031-01-01", None),
    ];
    for (day, period) in cases {
        assert_eq!(answer.period(day), period, "{day}");
    }
}

#[test]
fn a_watch_may_stop_a_run() {
    struct Stop;
    impl Watch for Stop {
        fn advanced(&self, _done: u64, _trials: u64) {}
        fn stop(&self) -> bool {
            true
        }
    }
    let loaded = load(SIMPLE, &LoadOptions::default()).unwrap();
    let stopped = capcast::run_watched(&loaded, &spec(&loaded), &Stop);
    assert_eq!(
        stopped,
        Err(Interrupted {
            done: 0,
            trials: 500
        })
    );
}
