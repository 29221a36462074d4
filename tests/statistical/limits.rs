//! Limits that sites share against an independent program of the same scenario.
//!
//! `tests/oracle/limits.py` was written from the model's description alone: a pool of chips, a zone's
//! headroom, a curtailable stage, plant that serves first, carbon by date. Its answers at 1,000,000
//! trials are kept with the bounds between which a run of 100,000 lies at four standard errors of the
//! difference: of a thousand comparisons at that width one fails by chance in every sixteenth seed;
//! the seed is the scenario's own and pinned. Percentiles may lie off by the stated width of a bin.

use capcast::engine::{Unwatched, simulate};
use capcast::plan::{Plan, RunSpec};
use capcast::projection::{Projection, Provenance, Series};
use capcast::scenario::{LoadOptions, load};
use std::path::Path;

const FIXTURE: &str = include_str!("../fixtures/oracle/limits.csv");

fn run() -> Projection {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/oracle/limits.toml");
    let loaded = match load(&path, &LoadOptions::default()) {
        Ok(loaded) => loaded,
        Err(problems) => panic!("{}", problems.render(false)),
    };
    let plan = Plan::compile(&loaded.model, &RunSpec::of(&loaded.model));
    let results = simulate(std::slice::from_ref(&plan), &Unwatched).unwrap();
    Projection::new(&loaded.model, &plan, &results[0], &Provenance::default())
}

fn series<'a>(projection: &'a Projection, scope: &str, metric: &str) -> &'a Series {
    let (kind, id) = match scope {
        "total" => ("total", None),
        site => ("site", Some(site)),
    };
    let found = projection.series.iter().find(|series| {
        let of = &series.scope;
        of.kind == kind && of.id.as_deref() == id && series.metric == metric
    });
    found.unwrap_or_else(|| panic!("no {metric} of {scope}"))
}

fn check(projection: &Projection, line: &str) -> Result<(), String> {
    let fields: Vec<&str> = line.split(',').collect();
    let [scope, metric, period, statistic, value, lo, hi] = fields[..] else {
        panic!("a line of seven fields: {line}");
    };
    let number = |text: &str| text.parse::<f64>().unwrap();
    let (period, value, lo, hi) = (
        period.parse::<usize>().unwrap(),
        number(value),
        number(lo),
        number(hi),
    );
    let series = series(projection, scope, metric);
    let (found, slack) = match statistic {
        "mean" => (series.mean[period], 1e-6),
        "p10" => (series.p10[period], projection.bin_width),
        "p50" => (series.p50[period], projection.bin_width),
        "p90" => (series.p90[period], projection.bin_width),
        other => panic!("statistic {other}"),
    };
    let slack = slack * value.abs() + 1e-6;
    if (lo - slack..=hi + slack).contains(&found) {
        return Ok(());
    }
    Err(format!("{line}: {found}"))
}

#[test]
fn shared_limits_agree_with_an_independent_program() {
    let projection = run();
    let wrong: Vec<String> = FIXTURE
        .lines()
        .skip(1)
        .filter_map(|line| check(&projection, line).err())
        .collect();
    assert!(FIXTURE.lines().count() > 900);
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
