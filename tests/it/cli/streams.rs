//! Readers who leave, full disks, interrupts and rival runs.

use super::{Place, tree};
use std::fs::{self, File};
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Duration;

pub fn program(place: &Place, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_capcast"));
    command.current_dir(place.0.path()).args(arguments);
    command
}

#[test]
fn a_reader_who_leaves_is_no_error() {
    let place = Place::new();
    for arguments in [
        &["run", "two.toml", "--no-charts", "--json"][..],
        &["run", "two.toml", "--no-charts"],
        &["show", "two.toml"],
        &["--help"],
    ] {
        let mut child = program(&place, arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        let mut stderr = child.stderr.take().unwrap();
        stderr.read_to_string(&mut said).unwrap();
        assert_eq!(
            child.wait().unwrap().code(),
            Some(0),
            "{arguments:?}: {said}"
        );
        assert!(!said.contains("panicked"), "{said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_file_trouble() {
    let place = Place::new();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = program(&place, &["run", "two.toml", "--no-charts", "--json"])
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot print"));
}

#[test]
fn an_interrupt_leaves_the_last_results_whole() {
    let place = Place::new();
    place.expect(0, &["run", "two.toml", "--no-charts", "--quiet"]);
    let before = fs::read(place.path("output/two/manifest.toml")).unwrap();
    let mut child = program(&place, &["run", "two.toml", "--trials", "100000000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The run is under way once its folder stands beside the last one.
    let under_way = || tree_of_hidden(&place) > 0;
    for _ in 0..600 {
        if under_way() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(under_way(), "the run never began");
    let process = child.id().to_string();
    let sent = Command::new("kill")
        .args(["-INT", &process])
        .status()
        .unwrap();
    assert!(sent.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(
        fs::read(place.path("output/two/manifest.toml")).unwrap(),
        before
    );
    assert_eq!(tree_of_hidden(&place), 0);
    assert_eq!(tree(&place.path("output")).len(), super::TABLES.len());
}

/// How many unfinished runs stand in the output folder.
fn tree_of_hidden(place: &Place) -> usize {
    let entries = fs::read_dir(place.path("output")).unwrap();
    entries
        .filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_string_lossy().starts_with(".two.new-")
        })
        .count()
}

#[test]
fn the_summary_of_a_second_run_into_a_busy_folder_is_a_refusal() {
    let place = Place::new();
    let mut first = program(&place, &["run", "two.toml", "--trials", "100000000"])
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..600 {
        if place.path("output").exists() && tree_of_hidden(&place) > 0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let (_, stderr) = place.expect(4, &["run", "two.toml", "--trials", "10"]);
    assert!(stderr.contains("another run"), "{stderr}");
    first.kill().unwrap();
    first.wait().unwrap();
    // What the killed one left is in nobody's way.
    place.expect(0, &["run", "two.toml", "--trials", "10", "--no-charts"]);
    assert_eq!(tree_of_hidden(&place), 0);
}
