//! `capcast sweep` from outside.

use super::{Place, tree};
use std::fs;

const VARY: [&str; 2] = [
    "--vary",
    "site.north.grid.full.capacity=20 MW..40 MW step 10 MW",
];
const ENERGISED: [&str; 2] = ["--vary", "site.north.grid.full.energised=2027-Q1,2028-H2"];

fn asked<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let plain = ["sweep", "two.toml", "--trials", "300"];
    plain
        .into_iter()
        .chain(VARY)
        .chain(more.iter().copied())
        .collect()
}

#[test]
fn a_sweep_leaves_a_table_an_answer_charts_and_a_manifest() {
    let place = Place::new();
    let (stdout, stderr) = place.expect(0, &asked(&ENERGISED));
    assert_eq!(stderr, "");
    assert!(
        stdout.contains("Mean GPUs powered") && stdout.contains("6 cells"),
        "{stdout}"
    );
    assert!(
        stdout.contains("Across: North, grid full: energised."),
        "{stdout}"
    );
    let folder = place.path("output/sweep-two");
    let files = tree(&folder);
    for file in [
        "sweep.csv",
        "sweep.json",
        "manifest.toml",
        "charts/outcome-1.svg",
        "charts/outcome-1-difference.png",
    ] {
        assert!(files.iter().any(|name| name == file), "{file}: {files:?}");
    }
    let manifest: toml::Table = fs::read_to_string(folder.join("manifest.toml"))
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(manifest["command"].as_str(), Some("sweep"));
    assert_eq!(manifest["files"].as_array().unwrap().len() + 1, files.len());
    let (json, _) = place.expect(0, &asked(&["--json", "--no-charts"]));
    assert_eq!(json, fs::read_to_string(folder.join("sweep.json")).unwrap());
    assert_eq!(tree(&folder), ["manifest.toml", "sweep.csv", "sweep.json"]);
    let (quiet, _) = place.expect(0, &asked(&["--quiet", "--no-charts"]));
    assert_eq!(quiet, "");
}

/// What cannot be swept, with the exit code and what is said.
const REFUSED: [(i32, &[&str], &str); 7] = [
    (
        2,
        &["sweep", "two.toml"],
        "--vary site.loughton.pue=1.1,1.2,1.3",
    ),
    (
        2,
        &[
            "sweep",
            "two.toml",
            "--vary",
            "site.north.pue=1..1_000_000_000 step 1",
        ],
        "1,000,000,000 cells",
    ),
    (
        2,
        &[
            "sweep",
            "two.toml",
            "--vary",
            "site.north.pue=1.1,1.2",
            "--max-cells",
            "1",
        ],
        "--max-cells",
    ),
    (
        2,
        &[
            "sweep",
            "two.toml",
            "--vary",
            "site.north.pue=1.1,1.2",
            "--outcome",
            "rain",
        ],
        "rain",
    ),
    (
        2,
        &[
            "sweep",
            "two.toml",
            "--vary",
            "site.north.pue=1.1,1.2",
            "--only",
            "series",
        ],
        "--only",
    ),
    (
        3,
        &["sweep", "two.toml", "--vary", "site.north.pue=0.5,0.6"],
        "--vary site.north.pue=0.5,0.6",
    ),
    (
        4,
        &["sweep", "none.toml", "--vary", "site.north.pue=1.1,1.2"],
        "no such file",
    ),
];

#[test]
fn a_sweep_that_cannot_be_says_why_and_leaves_the_last_one() {
    let place = Place::new();
    place.expect(0, &asked(&["--no-charts"]));
    let before = fs::read(place.path("output/sweep-two/sweep.json")).unwrap();
    for (code, arguments, hint) in REFUSED {
        let (stdout, stderr) = place.expect(code, arguments);
        assert_eq!(stdout, "", "{arguments:?}");
        assert!(stderr.contains(hint), "{arguments:?}: {stderr}");
    }
    assert_eq!(
        fs::read(place.path("output/sweep-two/sweep.json")).unwrap(),
        before
    );
    assert_eq!(tree(&place.path("output")).len(), 3);
}

#[test]
fn a_grid_that_is_too_large_says_what_it_would_take() {
    let place = Place::new();
    let vast = [
        "sweep",
        "two.toml",
        "--vary",
        "site.north.pue=1..1_000_000_000 step 1",
    ];
    let (_, told) = place.expect(2, &vast);
    assert!(
        told.contains("they would take about") && told.contains("about 500 GB of memory"),
        "{told}"
    );
    assert_eq!(tree(place.0.path()), ["two.toml"]);
}

#[test]
fn a_folder_that_is_not_ours_is_never_replaced_by_a_sweep() {
    let place = Place::new();
    fs::create_dir(place.path("mine")).unwrap();
    fs::write(place.path("mine/thesis.tex"), "years").unwrap();
    let (stdout, stderr) = place.expect(4, &asked(&["--out", "mine"]));
    assert_eq!(stdout, "");
    assert!(stderr.contains("thesis.tex"), "{stderr}");
    assert_eq!(tree(&place.path("mine")), ["thesis.tex"]);
}

#[cfg(unix)]
#[test]
fn an_interrupted_sweep_leaves_the_last_one() {
    use std::process::{Command, Stdio};
    use std::time::Duration;
    let place = Place::new();
    place.expect(0, &asked(&["--no-charts"]));
    let before = fs::read(place.path("output/sweep-two/sweep.json")).unwrap();
    let long = [
        "sweep",
        "two.toml",
        "--trials",
        "100_000_000",
        "--vary",
        "site.north.pue=1.1..1.9 step 0.1",
    ];
    let child = Command::new(env!("CARGO_BIN_EXE_capcast"))
        .current_dir(place.0.path())
        .args(long)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It listens before it reads anything, and needs minutes for its trials.
    std::thread::sleep(Duration::from_millis(1_500));
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("interrupted"), "{said}");
    assert_eq!(
        fs::read(place.path("output/sweep-two/sweep.json")).unwrap(),
        before
    );
    assert_eq!(tree(&place.path("output")).len(), 3);
}
