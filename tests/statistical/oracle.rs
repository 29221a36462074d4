//! The shipped scenario against an independent program of the same model.
//!
//! `tests/oracle/oracle.py` was written from the model's description alone, in NumPy and SciPy, with
//! a generator of its own. Its answers at 1,000,000 trials are kept with the bounds between which a
//! run of 100,000 lies at four standard errors of the difference: of 2,000 comparisons at that width
//! one fails by chance in every eighth seed; the seed is the scenario's own and pinned. Dates may be
//! a day off (a day is the printed unit), percentiles of series by the stated width of a bin.

use capcast::engine::{Unwatched, simulate};
use capcast::plan::{Plan, RunSpec};
use capcast::projection::{Projection, Provenance, ScheduleRow};
use capcast::scenario::{LoadOptions, load};
use jiff::civil::Date;
use std::path::Path;

const FIXTURE: &str = include_str!("../fixtures/oracle/uk-2025.csv");

fn shipped() -> (Projection, Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/uk-2025.toml");
    let loaded = match load(&path, &LoadOptions::default()) {
        Ok(loaded) => loaded,
        Err(problems) => panic!("{}", problems.render(false)),
    };
    let plan = Plan::compile(&loaded.model, &RunSpec::of(&loaded.model));
    let results = simulate(std::slice::from_ref(&plan), &Unwatched).unwrap();
    let projection = Projection::new(&loaded.model, &plan, &results[0], &Provenance::default());
    let files = loaded.files.into_iter();
    (projection, files.map(|file| file.sha256).collect())
}

/// A date in days, never being later than any.
fn days(date: Option<&str>) -> f64 {
    match date {
        None | Some("never") => f64::INFINITY,
        Some(date) => f64::from(capcast::calendar::day_number(date.parse::<Date>().unwrap())),
    }
}

fn row<'a>(projection: &'a Projection, phase: &str, milestone: &str) -> &'a ScheduleRow {
    let (site, phase) = phase.split_once('.').unwrap();
    projection
        .schedule
        .iter()
        .find(|row| {
            row.site == site && row.phase.as_deref() == Some(phase) && row.milestone == milestone
        })
        .unwrap_or_else(|| panic!("no row {site}.{phase} {milestone}"))
}

fn date_row<'a>(projection: &'a Projection, scope: &str, milestone: &str) -> &'a ScheduleRow {
    if milestone != "energised" {
        return row(projection, scope, milestone);
    }
    let (site, stage) = scope.split_once(".grid.").unwrap();
    let found = projection
        .schedule
        .iter()
        .find(|row| row.site == site && row.stage.as_deref() == Some(stage));
    found.unwrap_or_else(|| panic!("no stage {scope}"))
}

fn check(projection: &Projection, line: &str) -> Result<(), String> {
    let fields: Vec<&str> = line.split(',').collect();
    let [kind, scope, name, period, statistic, _, _, lo, hi] = fields[..] else {
        panic!("a line of nine fields: {line}");
    };
    let number = |text: &str| text.parse::<f64>().unwrap();
    let (value, lo, hi) = match kind {
        "date" => {
            let row = date_row(projection, scope, name);
            let date = match statistic {
                "p10" => &row.p10,
                "p50" => &row.p50,
                "p80" => &row.p80,
                "p90" => &row.p90,
                other => panic!("statistic {other}"),
            };
            (
                days(date.as_deref()),
                days(Some(lo)) - 1.0,
                days(Some(hi)) + 1.0,
            )
        }
        "chance" => {
            let row = row(projection, scope, "online");
            let chance = match name {
                "on_time" => row.on_time.map_or(f64::NAN, |chance| chance.value),
                "cancelled" => row.cancelled.value,
                "never_restarted" => row.never_restarted.value,
                other => panic!("chance {other}"),
            };
            (chance, number(lo), number(hi))
        }
        "criticality" => {
            let row = row(projection, scope, "online");
            let activity = row
                .activities
                .iter()
                .find(|activity| activity.id == name)
                .unwrap();
            (activity.criticality, number(lo), number(hi))
        }
        "series" => {
            let id = (scope != "total").then_some(scope);
            let kind = if id.is_some() { "site" } else { "total" };
            let series = projection
                .find(kind, id, name)
                .unwrap_or_else(|| panic!("no series {scope} {name}"));
            let at = projection
                .periods
                .iter()
                .position(|end| end == period)
                .unwrap();
            let (list, width) = match statistic {
                "mean" => (&series.mean, 0.0),
                "p10" => (&series.p10, projection.bin_width),
                "p50" => (&series.p50, projection.bin_width),
                "p90" => (&series.p90, projection.bin_width),
                other => panic!("statistic {other}"),
            };
            (
                list[at],
                number(lo) * (1.0 - width),
                number(hi) * (1.0 + width),
            )
        }
        other => panic!("kind {other}"),
    };
    // A percentile that never comes on either side is equal, though infinity less a day is infinity.
    if value >= lo && value <= hi {
        Ok(())
    } else {
        Err(format!("{line}: {value} is outside {lo}..{hi}"))
    }
}

#[test]
fn the_shipped_scenario_agrees_with_an_independent_program() {
    let (projection, files) = shipped();
    let made_from: Vec<&str> = FIXTURE
        .lines()
        .filter(|line| line.starts_with("# scenario "))
        .filter_map(|line| line.rsplit(' ').next())
        .collect();
    assert_eq!(
        files, made_from,
        "the scenario has changed: make the fixture anew as its header says"
    );
    let lines = FIXTURE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1);
    let checks: Vec<Result<(), String>> = lines.map(|line| check(&projection, line)).collect();
    let wrong: Vec<&String> = checks
        .iter()
        .filter_map(|check| check.as_ref().err())
        .collect();
    assert!(checks.len() > 2_000, "{} comparisons", checks.len());
    assert!(
        wrong.is_empty(),
        "{} of {}: {wrong:#?}",
        wrong.len(),
        checks.len()
    );
}
