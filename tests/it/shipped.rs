//! What must hold of the shipped scenarios, whatever their assumptions: nothing said about them, no
//! source without use, and Abilene at the size that is reported of it.

use crate::world::series;
use capcast::engine::{Unwatched, simulate};
use capcast::model::{Model, PhaseState};
use capcast::plan::{Plan, RunSpec};
use capcast::projection::{Projection, Provenance, ScheduleRow, Series};
use capcast::scenario::{LoadOptions, load};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The shipped scenarios, all of them.
fn scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 2, "{paths:?}");
    paths
}

fn model(path: &Path) -> Model {
    match load(path, &LoadOptions::default()) {
        Ok(loaded) => {
            assert_eq!(loaded.warnings.render(false), "", "{}", path.display());
            loaded.model
        }
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

fn texas() -> Projection {
    let model = model(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/stargate-texas.toml"));
    let spec = RunSpec {
        trials: 4_000,
        ..RunSpec::of(&model)
    };
    let plan = Plan::compile(&model, &spec);
    let results = simulate(std::slice::from_ref(&plan), &Unwatched).unwrap();
    Projection::new(&model, &plan, &results[0], &Provenance::default())
}

fn at(projection: &Projection, series: &Series, end: &str) -> [f64; 4] {
    let period = projection.periods.iter().position(|known| known == end);
    let period = period.unwrap_or_else(|| panic!("no period ends on {end}"));
    [
        series.announced[period],
        series.p10[period],
        series.p50[period],
        series.p90[period],
    ]
}

fn online<'a>(projection: &'a Projection, site: &str, phase: &str) -> &'a ScheduleRow {
    let mut rows = projection.schedule.iter();
    rows.find(|row| {
        row.site == site && row.phase.as_deref() == Some(phase) && row.milestone == "online"
    })
    .unwrap()
}

#[test]
fn nothing_is_said_about_a_shipped_scenario_and_each_source_of_it_is_used() {
    for path in scenarios() {
        let model = model(&path);
        let mut used: BTreeSet<&str> = model
            .values
            .iter()
            .flat_map(|value| value.sources.iter().map(String::as_str))
            .collect();
        used.extend(
            model
                .not_modelled
                .iter()
                .filter_map(|left| left.source.as_deref()),
        );
        used.extend(
            model
                .conflicts
                .iter()
                .flat_map(|conflict| conflict.sources().map(String::as_str)),
        );
        let listed: BTreeSet<&str> = model.sources.iter().map(|one| one.id.as_str()).collect();
        assert!(used.is_subset(&listed), "{:?}", used.difference(&listed));
        let text = std::fs::read_to_string(&path).unwrap();
        let written: BTreeSet<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("[source.")?.strip_suffix(']'))
            .collect();
        assert!(written.len() > 20, "{}", path.display());
        let idle: Vec<&&str> = written.difference(&used).collect();
        assert!(idle.is_empty(), "{}: {idle:?}", path.display());
    }
}

#[test]
fn each_value_of_a_shipped_scenario_has_a_source_or_is_an_assumption() {
    for path in scenarios() {
        let model = model(&path);
        let bare: Vec<&str> = model
            .values
            .iter()
            .filter(|value| value.path.starts_with("site.") && is_bare(value))
            .map(|value| value.path.as_str())
            .collect();
        assert!(bare.is_empty(), "{}: {bare:?}", path.display());
    }
}

/// Whether a value was stated with nothing behind it.
fn is_bare(value: &capcast::model::UsedValue) -> bool {
    use capcast::model::Standing;
    matches!(value.standing, Standing::Stated) && value.sources.is_empty()
}

#[test]
fn abilene_has_its_eight_buildings_and_its_reported_size() {
    let projection = texas();
    let gpus = at(
        &projection,
        series(&projection, "site", "abilene", "gpus_powered"),
        "2026-12-31",
    );
    // 700 racks of 72 in each of eight buildings.
    assert!((gpus[0] - 403_200.0).abs() < 1.0, "{gpus:?}");
    let load = at(
        &projection,
        series(&projection, "site", "abilene", "facility_load"),
        "2028-12-31",
    );
    // 1,180 MW reported, 1.2 GW announced.
    assert!((load[2] / 1_180.0 - 1.0).abs() < 0.03, "{load:?}");
    assert!((load[0] / 1_200.0 - 1.0).abs() < 0.03, "{load:?}");
    assert!(load[1] < 1_180.0 && load[3] > 1_200.0, "{load:?}");
    assert!(load[1] > 1_000.0 && load[3] < 1_400.0, "{load:?}");
    // Half of it on the day of the last image: four buildings, 590 MW.
    let seen = at(
        &projection,
        series(&projection, "site", "abilene", "facility_load"),
        "2026-07-31",
    );
    assert!((seen[2] / 590.0 - 1.0).abs() < 0.05, "{seen:?}");
}

#[test]
fn what_runs_in_texas_is_a_fact_and_nothing_else_comes_before_it_was_seen() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/stargate-texas.toml");
    let model = model(&path);
    let mut running = Vec::new();
    for site in &model.sites {
        for phase in &site.phases {
            if matches!(phase.state, PhaseState::Online(_)) {
                running.push(phase.path.as_str());
            }
        }
    }
    let expected: Vec<String> = (1..=4)
        .map(|number| format!("site.abilene.phase.building-{number}"))
        .collect();
    assert_eq!(running, expected);
    let projection = texas();
    let rows = projection
        .schedule
        .iter()
        .filter(|row| row.milestone == "online");
    let mut phases = 0;
    for row in rows {
        phases += 1;
        let (p10, seen) = (row.p10.as_deref(), row.seen.as_deref());
        assert!(
            row.fact || p10 > seen,
            "{} {:?}: {p10:?} {seen:?}",
            row.site,
            row.phase
        );
    }
    assert_eq!(phases, 8 + 2 + 10 + 8);
    // The order of a campus: each building at its median after the one before it.
    let months: Vec<Option<&str>> = (1..=10)
        .map(|number| online(&projection, "shackelford", &format!("building-{number}")))
        .map(|row| row.p50.as_deref())
        .collect();
    assert!(months.is_sorted(), "{months:?}");
    // Lost once, not ten times over.
    let lost = |phase: &str| online(&projection, "shackelford", phase).cancelled.value;
    assert!((lost("building-7") - lost("building-1")).abs() < 1e-12);
    assert!((lost("building-10") - lost("building-8")).abs() < 1e-12);
}
