//! The charts in `output/sample` are those that this code draws of the shipped scenario.
//!
//! `CAPCAST_BLESS=1 cargo test --release --test statistical sample` makes them anew.

use capcast::chart::{self, Chart};
use capcast::engine::{Unwatched, simulate};
use capcast::plan::{Plan, RunSpec};
use capcast::projection::{FileRow, Projection, Provenance};
use capcast::scenario::{LoadOptions, load};
use std::fs;
use std::path::{Path, PathBuf};

/// The charts that the project's README shows.
const SHOWN: [&str; 3] = ["fan-gpus-powered-total", "gantt", "build-out-facility-load"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The shipped scenario's answer, as `capcast run scenarios/uk-2025.toml` gives it.
fn projection() -> Projection {
    let path = root().join("scenarios/uk-2025.toml");
    let loaded = load(&path, &LoadOptions::default())
        .map_err(|problems| problems.render(false))
        .unwrap();
    let plans = [Plan::compile(&loaded.model, &RunSpec::of(&loaded.model))];
    let results = simulate(&plans, &Unwatched).unwrap();
    let provenance = Provenance {
        files: loaded
            .files
            .iter()
            .map(|file| FileRow {
                path: "scenarios/uk-2025.toml".to_owned(),
                sha256: file.sha256.clone(),
            })
            .collect(),
        ..Provenance::default()
    };
    Projection::new(&loaded.model, &plans[0], &results[0], &provenance)
}

#[test]
fn the_sample_shows_what_this_code_draws() {
    let folder = root().join("output/sample");
    let charts = chart::charts(&projection());
    let bless = std::env::var_os("CAPCAST_BLESS").is_some();
    let stale: Vec<&str> = SHOWN
        .into_iter()
        .filter(|stem| {
            let chart = charts.iter().find(|chart| chart.stem == *stem).unwrap();
            if bless {
                write(&folder, chart);
            }
            !is_fresh(&folder, chart)
        })
        .collect();
    assert!(
        stale.is_empty(),
        "{stale:?} are stale: look at CAPCAST_BLESS=1 cargo test --release --test statistical sample"
    );
}

/// Whether the drawing is the same to the byte, and its picture is there.
fn is_fresh(folder: &Path, chart: &Chart) -> bool {
    let read = |kind: &str| fs::read(folder.join(format!("{}.{kind}", chart.stem)));
    let drawing = read("svg").is_ok_and(|drawing| drawing == chart.svg().into_bytes());
    let picture = read("png").is_ok_and(|picture| picture.starts_with(b"\x89PNG\r\n\x1a\n"));
    drawing && picture
}

fn write(folder: &Path, chart: &Chart) {
    fs::create_dir_all(folder).unwrap();
    let path = |kind: &str| folder.join(format!("{}.{kind}", chart.stem));
    fs::write(path("svg"), chart.svg()).unwrap();
    fs::write(path("png"), chart::png(&chart.bare_svg()).unwrap()).unwrap();
}
