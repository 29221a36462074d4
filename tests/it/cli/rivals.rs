//! Several runs at once, into one folder and into neighbours.

use super::{Place, TABLES, tree};
use capcast::projection::Projection;
use std::fs;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

fn start(place: &Place, seed: usize, out: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_capcast"))
        .current_dir(place.0.path())
        .args(["run", "two.toml", "--no-charts", "--threads", "1"])
        .args(["--seed", &seed.to_string(), "--out", out])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The seed of the run that stands whole at `out`.
fn seed_at(place: &Place, out: &str) -> usize {
    assert_eq!(tree(&place.path(out)), TABLES);
    let text = fs::read(place.path(out).join("projection.json")).unwrap();
    let projection: Projection = serde_json::from_slice(&text).unwrap();
    projection.seed as usize
}

/// Asserts that a run is done, or was refused because one of the `others` is under way; says
/// which.
fn is_done(output: &Output, others: &[u32]) -> bool {
    let said = String::from_utf8_lossy(&output.stderr);
    match output.status.code() {
        Some(0) => true,
        Some(4) => {
            assert!(said.contains("another run"), "{said}");
            assert!(output.stdout.is_empty());
            if let Some((_, rest)) = said.split_once("(process ") {
                let process = rest.split(')').next().unwrap();
                assert!(others.iter().any(|id| id.to_string() == process), "{said}");
            }
            false
        }
        code => panic!("{code:?}: {said}"),
    }
}

/// Waits for all; the seeds of those that were done, in the order of their start.
fn finish(children: Vec<Child>) -> Vec<usize> {
    let ids: Vec<u32> = children.iter().map(Child::id).collect();
    let outputs = children
        .into_iter()
        .map(|child| child.wait_with_output().unwrap());
    outputs
        .enumerate()
        .filter(|(_, output)| is_done(output, &ids))
        .map(|(seed, _)| seed)
        .collect()
}

#[test]
fn of_eight_runs_into_one_folder_one_stands_whole_and_the_others_say_who_writes() {
    let place = Place::new();
    let children = (0..8).map(|seed| start(&place, seed, "out/run")).collect();
    let done = finish(children);
    assert!(!done.is_empty());
    assert!(done.contains(&seed_at(&place, "out/run")), "{done:?}");
    assert_eq!(tree(&place.path("out")).len(), TABLES.len());
}

#[test]
fn a_second_run_at_any_moment_of_the_first_is_refused_or_comes_after_it() {
    let place = Place::new();
    for step in 0..10 {
        let first = start(&place, 0, "out/run");
        std::thread::sleep(Duration::from_millis(40 * step * step));
        let second = start(&place, 1, "out/run");
        let done = finish(vec![first, second]);
        assert!(done.contains(&seed_at(&place, "out/run")), "{done:?}");
        assert_eq!(tree(&place.path("out")).len(), TABLES.len());
    }
}

#[test]
fn neighbours_do_not_hinder_each_other() {
    let place = Place::new();
    // Names that begin alike, and one that looks like a run under way.
    let outs = [
        "run",
        "run.new",
        "run.new-1",
        "runner",
        "r",
        "run.lock",
        "run.old",
        "a/run",
    ];
    let outs = outs.map(|name| format!("out/{name}"));
    let children: Vec<Child> = outs
        .iter()
        .enumerate()
        .map(|(seed, out)| start(&place, seed, out))
        .collect();
    assert_eq!(finish(children), (0..outs.len()).collect::<Vec<_>>());
    for (seed, out) in outs.iter().enumerate() {
        assert_eq!(seed_at(&place, out), seed, "{out}");
    }
    assert_eq!(tree(&place.path("out")).len(), outs.len() * TABLES.len());
}
