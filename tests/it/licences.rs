//! Sources under a licence are credited wherever their figures go.

use crate::import::model;
use capcast::chart::{Chart, charts, compare_charts};
use capcast::engine::{Unwatched, simulate};
use capcast::pipeline::{Candidate, compare};
use capcast::plan::{Plan, RunSpec};
use capcast::projection::{Projection, Provenance};
use capcast::report::page;
use capcast::scenario::{Files, LoadOptions, Loaded, load};
use capcast::table::{SOURCES, csv};
use std::path::Path;

/// A scenario whose values all stand on one source, or are assumptions.
fn text(source: &str) -> String {
    format!(
        r#"
[scenario]
from = 2026-01-01
to = 2028-12-31
sources = ["{source}"]
[site.north]
operator = "Acme"
pue_peak = 1.3
pue = 1.2
load_factor = 0.7
sources = ["{source}"]
[site.north.phase.one]
announced = 2026-01-01
online = 2027-01-01
overrun = "1 to 1.5"
gpus = 1_000
chip = "own"
delivered = 1
proceed = 1
ramp = "0 days"
mfu = 0.4
availability = 0.9
[chip.own]
watts = 1_000
ops_8bit = 2e15
sources = ["{source}"]
[source.maps]
title = "Maps of power, second edition"
publisher = "Cartographers"
licence = "ODbL"
licence_url = "https://opendatacommons.org/licenses/odbl/1-0/"
changed = "means taken"
[source.halls]
title = "Halls (a survey)"
publisher = "Surveyors"
licence = "CC BY 4.0"
[source.paper]
title = "A paper"
"#
    )
}

fn loaded(source: &str) -> Loaded {
    let options = LoadOptions {
        files: Files::memory([("case.toml", text(source))]),
        ..LoadOptions::default()
    };
    load("case.toml", &options).unwrap()
}

fn answer(model: &capcast::model::Model) -> Projection {
    let spec = RunSpec {
        trials: 64,
        ..RunSpec::of(model)
    };
    let plan = Plan::compile(model, &spec);
    let results = simulate(std::slice::from_ref(&plan), &Unwatched).unwrap();
    Projection::new(model, &plan, &results[0], &Provenance::default())
}

/// How many of the footnotes of each chart credit somebody, and what they say.
fn credits(charts: &[Chart]) -> Vec<Vec<&str>> {
    let of = |chart: &'_ Chart| -> Vec<String> {
        let notes = chart.footnotes.iter();
        notes
            .filter(|note| note.starts_with("Data: "))
            .cloned()
            .collect()
    };
    charts
        .iter()
        .map(|chart| {
            assert_eq!(of(chart).len(), 1, "{}: {:?}", chart.stem, chart.footnotes);
            let notes = chart.footnotes.iter().map(String::as_str);
            notes.filter(|note| note.starts_with("Data: ")).collect()
        })
        .collect()
}

#[test]
fn every_chart_the_report_and_the_table_of_sources_credit_what_is_used() {
    let answer = answer(&loaded("maps").model);
    let drawn = charts(&answer);
    assert!(drawn.len() > 3);
    let line = "Data: Cartographers, Maps of power (ODbL), changed.";
    assert!(credits(&drawn).iter().all(|notes| notes == &[line]));
    // Under a figure of the page the credit is not repeated: it heads the list of sources there.
    assert!(
        drawn
            .iter()
            .all(|chart| !chart.own_notes().iter().any(|note| note == line))
    );
    let page = page(&answer, &drawn);
    assert!(page.contains(line));
    assert!(page.contains("href=\"https://opendatacommons.org/licenses/odbl/1-0/\""));
    assert!(page.contains("changed: means taken"));
    let table = String::from_utf8(csv(&SOURCES, &answer)).unwrap();
    assert!(
        table.starts_with("id,title,publisher,date,url,licence,licence_url,changed\n"),
        "{table}"
    );
    assert!(
        table.contains("\"Maps of power, second edition\",Cartographers,,,ODbL,https://"),
        "{table}"
    );
}

#[test]
fn what_is_not_used_or_needs_no_credit_is_not_credited() {
    let answer = answer(&loaded("paper").model);
    assert!(answer.scenario.credits.is_empty());
    let drawn = charts(&answer);
    assert!(drawn.iter().all(|chart| {
        !chart
            .footnotes
            .iter()
            .any(|note| note.starts_with("Data: "))
    }));
}

#[test]
fn a_comparison_credits_what_any_of_its_scenarios_uses() {
    let (one, other) = (loaded("maps"), loaded("halls"));
    let candidate = |label: &str, loaded| Candidate {
        label: label.to_owned(),
        loaded,
        edits: Vec::new(),
    };
    let candidates = [candidate("one", &one), candidate("other", &other)];
    let spec = RunSpec {
        trials: 64,
        ..RunSpec::of(&one.model)
    };
    let comparison = compare(&candidates, &spec, &Unwatched).unwrap();
    let drawn = compare_charts(&comparison);
    assert!(!drawn.is_empty());
    let line = "Data: Cartographers, Maps of power (ODbL), changed; Surveyors, Halls (CC BY 4.0).";
    assert!(credits(&drawn).iter().all(|notes| notes == &[line]));
}

#[test]
fn the_shipped_scenarios_credit_epoch_and_electricity_maps() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for (file, parts) in [
        ("uk-2025.toml", &["Epoch AI, Frontier Data Centers"][..]),
        (
            "stargate-texas.toml",
            &["Epoch AI, Frontier Data Centers", "Electricity Maps"][..],
        ),
        (
            "world-frontier.toml",
            &["Epoch AI, Frontier Data Centers"][..],
        ),
    ] {
        let loaded = load(root.join(file), &LoadOptions::default()).unwrap();
        let credits = answer(&loaded.model).scenario.credits;
        for part in parts {
            let (publisher, title) = part.split_once(", ").unwrap_or((part, ""));
            let found = credits.iter().any(|credit| {
                credit.publisher.starts_with(publisher)
                    && credit.title.starts_with(title)
                    && credit.changed
            });
            assert!(found, "{file}: {part} not in {credits:?}");
        }
    }
}

/// What a class was fitted to is credited where the class is used, and where the default is.
#[test]
fn a_class_made_from_licensed_data_is_credited() {
    let plain = text("paper");
    for overrun in ["overrun = { reference = \"epoch-forecast\" }", ""] {
        let model = model(&plain.replace("overrun = \"1 to 1.5\"", overrun));
        let credits = answer(&model).scenario.credits;
        assert_eq!(credits.len(), 1, "{credits:?}");
        assert_eq!(
            (credits[0].publisher.as_str(), credits[0].title.as_str()),
            ("Epoch AI", "Frontier Data Centers")
        );
    }
}
