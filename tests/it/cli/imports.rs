//! `capcast import`: what goes to stdout, to stderr and to a file, and what is left alone.

use super::{Place, tree};
use std::fs;
use std::path::Path;

fn fixtures() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("tests/fixtures/epoch").display().to_string()
}

#[test]
fn a_scenario_is_printed_or_written_and_checks() {
    let place = Place::new();
    let before = tree(place.0.path());
    let (stdout, stderr) =
        place.expect(0, &["import", "epoch", &fixtures(), "--vintage", "2026-04"]);
    assert!(
        stdout.starts_with(
            "#:schema ./scenario.schema.json\n# Frontier data centers by Epoch AI's table"
        ),
        "{stdout}"
    );
    assert!(stderr.contains("152 rows of 26 sites"), "{stderr}");
    assert_eq!(tree(place.0.path()), before);
    let write = ["import", "epoch", &fixtures(), "--out", "world.toml"];
    let (stdout, _) = place.expect(0, &write);
    assert!(stdout.starts_with("world.toml: written\n"), "{stdout}");
    let (stdout, stderr) = place.expect(0, &["check", "world.toml"]);
    assert_eq!((stdout.as_str(), stderr.as_str()), ("world.toml: ok\n", ""));
    let (_, stderr) = place.expect(4, &write);
    assert!(stderr.contains("world.toml is there already"), "{stderr}");
    place.expect(0, &[&write[..], &["--force"]].concat());
    place.expect(2, &["import", "epoch", &fixtures(), "--force"]);
    place.expect(2, &["import", "epoch", &fixtures(), "--as-of", "yesterday"]);
}

#[test]
fn nothing_is_written_where_anything_is_wrong() {
    let place = Place::new();
    let folder = place.path("tables");
    fs::create_dir(&folder).unwrap();
    let to = ["import", "epoch", "tables", "--out", "world.toml"];
    let (_, stderr) = place.expect(4, &to);
    assert!(
        stderr.contains("there is no `data_center_timelines_YEAR-MONTH.csv`"),
        "{stderr}"
    );
    fs::write(
        folder.join("data_center_timelines_2026-05.csv"),
        "Name,Date\nA,never\n",
    )
    .unwrap();
    let (stdout, stderr) = place.expect(3, &to);
    assert!(
        stdout.is_empty() && stderr.contains("are missing"),
        "{stderr}"
    );
    let (_, stderr) = place.expect(4, &["import", "epoch", "nowhere"]);
    assert!(stderr.contains("nowhere"), "{stderr}");
    assert!(!place.path("world.toml").exists());
}
