//! Waits for power: what the recorder counts against the trials themselves.

use capcast::engine::{Unwatched, sample, simulate};
use capcast::plan::{Plan, RunSpec};
use capcast::projection::{Projection, Provenance};
use capcast::scenario::{LoadOptions, load};
use std::path::Path;

const TRIALS: u64 = 3_000;

#[test]
fn waits_are_those_of_the_trials() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/uk-2025.toml");
    let loaded = load(&path, &LoadOptions::default());
    let model = loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let model = model.model;
    let spec = RunSpec {
        trials: TRIALS,
        ..RunSpec::of(&model)
    };
    let plan = Plan::compile(&model, &spec);
    let results = simulate(std::slice::from_ref(&plan), &Unwatched).unwrap();
    let projection = Projection::new(&model, &plan, &results[0], &Provenance::default());
    let mut rows = projection
        .schedule
        .iter()
        .filter(|r| r.milestone == "online");
    let (mut waited, mut free) = (0, 0);
    for phase in &plan.phases {
        let row = rows.next().unwrap();
        let given = &row.given_online;
        if phase.fact || !plan.sites[phase.site].limited {
            assert_eq!((given.waits, given.mean_wait_months), (None, None));
            free += 1;
            continue;
        }
        let dates = sample(&plan, TRIALS, &[phase.ready, phase.online]);
        let came = dates[0]
            .iter()
            .zip(&dates[1])
            .filter(|(_, online)| online.is_finite());
        let waits: Vec<f64> = came.clone().map(|(ready, online)| online - ready).collect();
        assert!(waits.iter().all(|wait| *wait >= 0.0));
        let positive: Vec<f64> = waits.iter().copied().filter(|wait| *wait > 0.0).collect();
        let (share, n) = (
            positive.len() as f64 / waits.len() as f64,
            positive.len() as f64,
        );
        let said = given.waits.unwrap();
        assert!((said.value - share).abs() < 1e-12);
        let se = (share * (1.0 - share) / waits.len() as f64).sqrt();
        assert!((said.se - se).abs() < 1e-12);
        let Some(months) = given.mean_wait_months else {
            assert!(positive.is_empty());
            continue;
        };
        let mean = positive.iter().sum::<f64>() / n;
        // Each wait is held to 1/1024 day.
        assert!((months * 30.4375 - mean).abs() <= 0.5 / 1024.0 + 1e-9);
        let scatter: f64 = positive.iter().map(|wait| (wait - mean).powi(2)).sum();
        let se = (scatter / (n - 1.0) / n).sqrt();
        assert!((given.mean_wait_se.unwrap() * 30.4375 - se).abs() < 1e-3);
        waited += 1;
    }
    assert!(waited > 0 && free > 0, "{waited} {free}");
}
