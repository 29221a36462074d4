//! Reference classes in a run: competing views of lateness, shares and durations of the catalogue.

use capcast::plan::RunSpec;
use capcast::projection::ScheduleRow;
use capcast::reference;
use capcast::run;
use capcast::scenario::{LoadOptions, load};
use std::path::Path;

const TRIALS: u64 = 20_000;

/// Each share lies within four standard errors of what the class says: five comparisons, a false alarm in 3,000; the
/// seed is pinned by the scenario's default.
#[test]
fn views_of_lateness_run_and_give_their_share() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/known/views.toml");
    let loaded = load(&path, &LoadOptions::default());
    let loaded = loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let spec = RunSpec {
        trials: TRIALS,
        ..RunSpec::of(&loaded.model)
    };
    let projection = run(&loaded, &spec);
    let row = |phase: &str| -> &ScheduleRow {
        let mut rows = projection.schedule.iter();
        rows.find(|row| row.milestone == "online" && row.phase.as_deref() == Some(phase))
            .unwrap()
    };
    let near = |what: &str, found: f64, known: f64| {
        let se = (known * (1.0 - known) / TRIALS as f64).sqrt();
        assert!(
            (found - known).abs() < 4.0 * se,
            "{what}: {found} for {known}"
        );
    };
    let law = |id: &str| reference::class(id).unwrap().distribution();
    let on_time = |phase: &str| row(phase).on_time.unwrap().value;
    near("sightline", on_time("sightline"), 0.60);
    near("semianalysis", on_time("semianalysis"), 0.97);
    near("record", on_time("record"), law("ai-site").cdf(1.0));
    // Whether it goes ahead is drawn by the mean of the share.
    near(
        "queue",
        on_time("queue"),
        law("us-generator-queue-built").mean(),
    );
    let came = 1.0 - row("chips").cancelled.value;
    near("chips", came, 51.5 / 57.0);
    // The values name their class, and the class its standing.
    let used = &loaded.model.values;
    let value = used
        .iter()
        .find(|value| value.path == "site.a.phase.sightline.overrun")
        .unwrap();
    assert_eq!(value.sources, ["reference-ai-site-sightline"]);
}
