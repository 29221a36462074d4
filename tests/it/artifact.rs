//! A run folder is whole or not there, and nothing of anybody else's is lost.

use crate::sample;
use capcast::artifact::{
    ArtifactError, Contents, Formats, MANIFEST, Manifest, RunFolder, ScenarioRan, build_target,
    json,
};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const TABLES: Contents = Contents {
    series: true,
    schedule: true,
    charts: false,
    formats: Formats {
        csv: true,
        parquet: false,
        xlsx: false,
    },
};

fn manifest(files: Vec<String>) -> Manifest {
    Manifest {
        capcast: "0.1.0".to_owned(),
        command: "compare".to_owned(),
        seed: 1,
        trials: 10,
        set: vec!["site.x.pue=\"1.3\"".to_owned()],
        mitigated: true,
        independent: false,
        as_of: None,
        with: vec!["site.x.pue=1.4".to_owned()],
        against: Some("independent".to_owned()),
        only: Vec::new(),
        threads: 2,
        target: build_target(),
        started: "2026-11-20T12:00:00Z".to_owned(),
        wall_seconds: 1.5,
        files,
        scenario: ["plain", "y's"]
            .map(|label| ScenarioRan::of(Some(label), &sample::projection().scenario))
            .to_vec(),
    }
}

/// Writes a run whose projection has `seed`, up to the point where it is published.
fn written(target: &Path, seed: u64) -> RunFolder {
    let folder = RunFolder::open(target).unwrap();
    let mut projection = sample::projection();
    projection.seed = seed;
    let files = folder
        .write_contents(&projection, TABLES, &|_, _| false)
        .unwrap();
    folder
        .write(MANIFEST, manifest(files).text().as_bytes())
        .unwrap();
    folder
}

fn publish(target: &Path, seed: u64) {
    written(target, seed).publish().unwrap();
}

/// The seed of the run that stands at a target.
fn seed_at(target: &Path) -> u64 {
    let text = fs::read_to_string(target.join("projection.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    value["seed"].as_u64().unwrap()
}

/// Names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("run");
    (folder, target)
}

#[test]
fn a_run_stands_alone_at_its_target() {
    let (folder, target) = place();
    publish(&target, 1);
    assert_eq!(names(folder.path()), ["run"]);
    let expected = [
        "activities.csv",
        "assumptions.csv",
        "curves.csv",
        "manifest.toml",
        "programmes.csv",
        "projection.json",
        "report.html",
        "schedule.csv",
        "series.csv",
        "sources.csv",
    ];
    assert_eq!(names(&target), expected);
}

#[test]
fn the_projection_reads_back_as_it_was() {
    let (_folder, target) = place();
    publish(&target, 1);
    let text = fs::read_to_string(target.join("projection.json")).unwrap();
    assert_eq!(text, json(&sample::projection()));
    let read: capcast::projection::Projection = serde_json::from_str(&text).unwrap();
    assert_eq!(read, sample::projection());
}

#[test]
fn the_manifest_is_toml_that_lists_the_files() {
    let (_folder, target) = place();
    publish(&target, 1);
    let text = fs::read_to_string(target.join(MANIFEST)).unwrap();
    let table: toml::Table = text.parse().unwrap();
    assert_eq!(table["command"].as_str(), Some("compare"));
    assert_eq!(table["with"].as_array().map(Vec::len), Some(1));
    let scenarios = table["scenario"].as_array().unwrap();
    assert_eq!(scenarios[1]["label"].as_str(), Some("y's"));
    assert_eq!(
        scenarios[1]["name"].as_str(),
        Some(sample::projection().scenario.name.as_str())
    );
    let files = table["files"].as_array().unwrap();
    assert_eq!(files.len() + 1, names(&target).len());
}

#[test]
fn the_old_run_stands_until_the_new_one_is_whole() {
    let (folder, target) = place();
    publish(&target, 1);
    let second = written(&target, 2);
    assert_eq!(seed_at(&target), 1);
    second.publish().unwrap();
    assert_eq!(seed_at(&target), 2);
    assert_eq!(names(folder.path()), ["run"]);
}

#[test]
fn a_run_that_is_given_up_leaves_no_trace() {
    let (folder, target) = place();
    publish(&target, 1);
    drop(written(&target, 2));
    assert_eq!(seed_at(&target), 1);
    assert_eq!(names(folder.path()), ["run"]);
}

#[test]
fn an_empty_folder_and_a_missing_one_may_be_filled() {
    let (_folder, target) = place();
    fs::create_dir(&target).unwrap();
    publish(&target, 1);
    let deep = target.with_file_name("a").join("b").join("c");
    publish(&deep, 3);
    assert_eq!((seed_at(&target), seed_at(&deep)), (1, 3));
}

#[test]
fn a_folder_that_is_not_ours_is_refused_and_kept() {
    let (_folder, target) = place();
    fs::create_dir(&target).unwrap();
    for name in ["thesis.tex", ".git"] {
        let file = target.join(name);
        fs::write(&file, "years of work").unwrap();
        let refused = RunFolder::open(&target).unwrap_err();
        assert!(
            matches!(&refused, ArtifactError::Foreign { found, .. } if found == name),
            "{refused}"
        );
        assert!(refused.to_string().contains("--out"), "{refused}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "years of work");
        fs::remove_file(&file).unwrap();
    }
}

#[test]
fn a_manifest_of_another_program_does_not_make_a_folder_ours() {
    let (_folder, target) = place();
    fs::create_dir(&target).unwrap();
    for text in ["name = \"other\"", "not toml at all ["] {
        fs::write(target.join(MANIFEST), text).unwrap();
        let refused = RunFolder::open(&target).unwrap_err();
        assert!(matches!(refused, ArtifactError::Foreign { .. }), "{text}");
    }
}

#[test]
fn a_run_to_which_somebody_added_files_is_not_replaced() {
    let (_folder, target) = place();
    publish(&target, 1);
    fs::write(target.join("notes.txt"), "mine").unwrap();
    let refused = RunFolder::open(&target).unwrap_err();
    assert!(refused.to_string().contains("notes.txt"), "{refused}");
    fs::remove_file(target.join("notes.txt")).unwrap();
    // What an editor or a file manager leaves about does not count.
    fs::write(target.join(".DS_Store"), "").unwrap();
    publish(&target, 2);
    assert_eq!(seed_at(&target), 2);
}

#[test]
fn files_added_while_a_run_is_under_way_are_kept() {
    let (_folder, target) = place();
    publish(&target, 1);
    let second = written(&target, 2);
    fs::write(target.join("notes.txt"), "mine").unwrap();
    assert!(second.publish().is_err());
    assert_eq!(
        fs::read_to_string(target.join("notes.txt")).unwrap(),
        "mine"
    );
    assert_eq!(seed_at(&target), 1);
}

#[test]
fn a_second_run_into_the_same_folder_fails_with_a_clear_message() {
    let (folder, target) = place();
    let first = written(&target, 1);
    let refused = RunFolder::open(&target).unwrap_err();
    assert!(matches!(refused, ArtifactError::Busy { .. }), "{refused}");
    let process = std::process::id().to_string();
    assert!(refused.to_string().contains(&process), "{refused}");
    // Its neighbour is free, and the first run is unharmed.
    publish(&folder.path().join("other"), 2);
    first.publish().unwrap();
    assert_eq!(seed_at(&target), 1);
    assert_eq!(names(folder.path()), ["other", "run"]);
}

#[test]
fn what_killed_runs_left_is_cleared_and_what_is_not_theirs_stays() {
    let (folder, target) = place();
    for name in [
        ".run.new-1",
        ".run.new-99999999",
        ".run.new-mine",
        ".runner.new-1",
    ] {
        fs::create_dir_all(folder.path().join(name).join("charts")).unwrap();
    }
    // A lock file without a holder: its process was killed.
    fs::write(folder.path().join(".run.lock"), "1\n").unwrap();
    publish(&target, 1);
    assert_eq!(
        names(folder.path()),
        [".run.new-mine", ".runner.new-1", "run"]
    );
}

#[test]
fn a_swap_that_was_cut_short_is_mended() {
    let (folder, target) = place();
    publish(&target, 1);
    let aside = folder.path().join(".run.old");
    fs::rename(&target, &aside).unwrap();
    drop(written(&target, 2));
    assert_eq!(seed_at(&target), 1);
    assert_eq!(names(folder.path()), ["run"]);
}

#[test]
fn places_that_cannot_be_written_are_told_apart_before_a_run() {
    let (folder, _target) = place();
    let file = folder.path().join("file");
    fs::write(&file, "a file").unwrap();
    let refused = RunFolder::open(&file).unwrap_err();
    assert!(
        matches!(refused, ArtifactError::NotAFolder { .. }),
        "{refused}"
    );
    for path in [file.join("run"), file.join("deep").join("run")] {
        let refused = RunFolder::open(&path).unwrap_err();
        assert!(matches!(refused, ArtifactError::Io { .. }), "{refused}");
    }
    assert!(matches!(
        RunFolder::open(Path::new("/")).unwrap_err(),
        ArtifactError::NoName { .. }
    ));
    assert_eq!(fs::read_to_string(&file).unwrap(), "a file");
    assert_eq!(names(folder.path()), ["file"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_that_the_system_keeps_for_itself_is_an_error() {
    let refused = RunFolder::open(Path::new("/proc/run")).unwrap_err();
    assert!(refused.to_string().contains("/proc"), "{refused}");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_run_stays_a_link() {
    let (folder, target) = place();
    publish(&target, 1);
    let link = folder.path().join("latest");
    std::os::unix::fs::symlink(&target, &link).unwrap();
    publish(&link, 2);
    assert_eq!(seed_at(&target), 2);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[test]
fn a_witness_can_stop_the_drawing() {
    let (folder, target) = place();
    let run = RunFolder::open(&target).unwrap();
    let contents = Contents {
        charts: true,
        ..TABLES
    };
    let stopped = run.write_contents(&sample::projection(), contents, &|_, _| true);
    assert!(matches!(stopped, Err(ArtifactError::Interrupted)));
    drop(run);
    assert!(names(folder.path()).is_empty());
}
