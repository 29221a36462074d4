//! The shipped scenarios' answers, kept: what moves them is seen in review.
//!
//! 4,000 trials at the scenario's own seed. Every number of the projection is covered by its
//! SHA-256; the lines above it say in words what moved. Reviewed with `cargo insta` or re-blessed
//! with `INSTA_UPDATE=always cargo test golden`.

use capcast::engine::{Unwatched, simulate};
use capcast::plan::{Plan, RunSpec};
use capcast::projection::{Projection, Provenance};
use capcast::scenario::{LoadOptions, load};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::Path;

const TRIALS: u64 = 4_000;

fn shipped(name: &str) -> Projection {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(name);
    let model = match load(&path, &LoadOptions::default()) {
        Ok(loaded) => loaded.model,
        Err(problems) => panic!("{}", problems.render(false)),
    };
    let spec = RunSpec {
        trials: TRIALS,
        ..RunSpec::of(&model)
    };
    let plan = Plan::compile(&model, &spec);
    let results = simulate(std::slice::from_ref(&plan), &Unwatched).unwrap();
    Projection::new(&model, &plan, &results[0], &Provenance::default())
}

/// What is kept of an answer: dates, totals, and a digest of all of it.
fn kept(mut projection: Projection) -> String {
    let mut kept = String::new();
    for row in projection
        .schedule
        .iter()
        .filter(|row| row.milestone == "online" || row.stage.is_some())
    {
        let what = row
            .phase
            .as_deref()
            .or(row.stage.as_deref())
            .unwrap_or_default();
        let date = |date: &Option<String>| date.clone().unwrap_or_else(|| "never".to_owned());
        let dates = [&row.p10, &row.p50, &row.p90].map(date).join(" ");
        let lost = row.cancelled.value + row.never_restarted.value;
        writeln!(
            kept,
            "{}.{what} {}: {dates}, lost {lost:.4}",
            row.site, row.milestone
        )
        .unwrap();
    }
    for metric in ["gpus_powered", "facility_load", "h100e", "energy"] {
        let series = crate::world::series(&projection, "total", "", metric);
        for (at, end) in projection
            .periods
            .iter()
            .enumerate()
            .filter(|(_, end)| end.ends_with("-12-31"))
        {
            let values = [
                series.announced[at],
                series.p10[at],
                series.p50[at],
                series.p90[at],
                series.mean[at],
            ];
            let values = values.map(|value| format!("{value:.1}")).join(" ");
            writeln!(kept, "{metric} {end}: {values}").unwrap();
        }
    }
    // Where a value stands in its file moves no number.
    projection.assumptions.clear();
    projection.sources.clear();
    projection.not_modelled.clear();
    let digest = Sha256::digest(serde_json::to_vec(&projection).unwrap());
    writeln!(kept, "sha256 {digest:x}").unwrap();
    kept
}

#[test]
fn the_shipped_scenario_gives_its_kept_answer() {
    insta::assert_snapshot!(kept(shipped("uk-2025.toml")));
}

#[test]
fn the_texan_scenario_gives_its_kept_answer() {
    insta::assert_snapshot!(kept(shipped("stargate-texas.toml")));
}
