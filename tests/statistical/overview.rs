//! The table of shipped scenarios in `scenarios/README.md`: what each has announced, and what comes of it.
//!
//! `CAPCAST_BLESS=1 cargo test --release --test statistical overview` writes it anew.

use capcast::plan::{Metric, RunSpec};
use capcast::projection::Projection;
use capcast::scenario::{LoadOptions, load};
use capcast::table::figure;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Enough for the digits that are printed, and quick for all scenarios together. The seed is each
/// scenario's own.
const TRIALS: u64 = 20_000;
const BEGIN: &str = "<!-- table of scenarios: begin -->\n";
const END: &str = "<!-- table of scenarios: end -->\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// The shipped scenarios by name, the parts that they share not among them.
fn names() -> Vec<String> {
    let files = fs::read_dir(folder()).unwrap();
    let paths = files.map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

fn run(name: &str) -> Projection {
    let path = folder().join(format!("{name}.toml"));
    let loaded = load(&path, &LoadOptions::default())
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let mut spec = RunSpec::of(&loaded.model);
    spec.trials = TRIALS;
    spec.metrics = vec![Metric::GpusPowered, Metric::FacilityLoad];
    spec.drivers = false;
    capcast::run(&loaded, &spec)
}

fn row(name: &str) -> String {
    let projection = run(name);
    let sites = &projection.capacity.sites;
    let load: f64 = sites.iter().map(|site| site.announced_mw).sum();
    let gpus = projection.find("total", None, "gpus_powered").unwrap();
    // The year end by which all that has a date was to run.
    let most = gpus.announced.iter().copied().fold(0.0, f64::max);
    let ends = projection.periods.iter().enumerate();
    let mut ends = ends.filter(|(_, end)| end.ends_with("-12-31"));
    let at = ends.find(|(index, _)| gpus.announced[*index] >= most);
    let (at, end) = at.expect("a horizon ends with a year");
    let [low, middle, high] = [&gpus.p10, &gpus.p50, &gpus.p90].map(|list| figure(list[at], 0.0));
    format!(
        "| [{name}]({name}.toml) | {} | {} | {} | {} | {middle} ({low} to {high}) |\n",
        sites.len(),
        figure(load, 0.0),
        figure(most, 0.0),
        &end[..4],
    )
}

#[test]
fn the_table_of_scenarios_is_what_they_come_to() {
    let mut table = String::from(
        "| scenario | sites | announced, MW at the meter | of it with a date, GPUs | by the end of | running then, P50 (P10 to P90) |\n| --- | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for name in names() {
        table.push_str(&row(&name));
    }
    let _ = write!(
        table,
        "\nFrom {} trials each. With a date: on the announced path, all chips counted as GPUs.\n",
        figure(TRIALS as f64, 0.0)
    );
    let path = folder().join("README.md");
    let page = fs::read_to_string(&path).unwrap();
    let (above, rest) = page.split_once(BEGIN).expect("the table has its place");
    let (found, below) = rest.split_once(END).expect("the table ends");
    if std::env::var_os("CAPCAST_BLESS").is_some() {
        fs::write(&path, format!("{above}{BEGIN}{table}{END}{below}")).unwrap();
        return;
    }
    assert_eq!(found, table, "bless it anew, as this file says");
}
