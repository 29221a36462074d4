//! Differences that are known by hand: what a change of one value moves, and by how much.

use crate::world::{fixed, model, network, phase, site, uncertain};
use capcast::calendar::Instant;
use capcast::comparison::{Comparison, DateDifference, SeriesDifference, StandsIn};
use capcast::distribution::{Distribution, Domain};
use capcast::engine::Unwatched;
use capcast::model::{Energised, GridStage, Model, Site};
use capcast::pipeline::{Candidate, CompareError, compare};
use capcast::plan::{Metric, RunSpec, ScopeKind};
use capcast::scenario::{Loaded, problem::Problems};
use jiff::civil::date;

pub fn loaded(model: &Model) -> Loaded {
    Loaded {
        model: model.clone(),
        files: Vec::new(),
        set: Vec::new(),
        warnings: Problems::new(),
    }
}

/// What models come to beside the first, called a, b, c.
pub fn try_compared(models: &[&Model]) -> Result<Comparison, CompareError> {
    let worlds: Vec<Loaded> = models.iter().map(|model| loaded(model)).collect();
    let candidates: Vec<Candidate<'_>> = ('a'..)
        .zip(&worlds)
        .map(|(label, loaded)| Candidate {
            label: label.to_string(),
            loaded,
            edits: Vec::new(),
        })
        .collect();
    let spec = RunSpec {
        scopes: ScopeKind::ALL.to_vec(),
        ..RunSpec::of(models[0])
    };
    compare(&candidates, &spec, &Unwatched)
}

pub fn compared(base: &Model, variant: &Model) -> Comparison {
    try_compared(&[base, variant]).unwrap()
}

fn find<'a>(
    comparison: &'a Comparison,
    kind: &str,
    id: &str,
    metric: Metric,
) -> &'a SeriesDifference {
    let id = Some(id).filter(|id| !id.is_empty());
    comparison.find(0, kind, id, metric.word()).unwrap()
}

fn date_of<'a>(comparison: &'a Comparison, id: &str, milestone: &str) -> &'a DateDifference {
    let rows = &comparison.differences[0].schedule;
    rows.iter()
        .find(|row| {
            let own = row.phase.as_ref().or(row.stage.as_ref()).unwrap();
            format!("{}.{own}", row.site) == id && row.milestone == milestone
        })
        .unwrap()
}

fn day(year: i16, month: i8, day: i8) -> f64 {
    Instant::start_of(date(year, month, day)).days()
}

fn stage(site: &str, id: &str, capacity: f64, law: Distribution) -> GridStage {
    GridStage {
        id: id.to_owned(),
        capacity: fixed(&format!("site.{site}.grid.{id}.capacity"), capacity),
        energised: Energised::Expected {
            date: uncertain(&format!("site.{site}.grid.{id}.energised"), law),
            seen: None,
        },
        sources: Vec::new(),
    }
}

fn range(domain: Domain, low: f64, high: f64) -> Distribution {
    Distribution::range(domain, low, high).unwrap()
}

/// Three sites: one that its grid limits, one with a network, one that may be lost.
pub fn base() -> Model {
    let mut limited = site("limited", vec![phase("limited", "p", 200_000.0)]);
    let dated = range(Domain::Real, day(2027, 9, 1), day(2027, 12, 10));
    limited.grid = vec![stage("limited", "first", 100.0, dated)];
    let built = network(
        phase("built", "p", 50_000.0),
        &[
            ("shell", range(Domain::Positive, 200.0, 500.0), &[]),
            ("fit-out", range(Domain::Positive, 100.0, 300.0), &["shell"]),
        ],
    );
    let mut risky = phase("risky", "p", 30_000.0);
    risky.proceed = fixed("site.risky.phase.p.proceed", 0.5);
    let mut world = model(vec![
        limited,
        site("built", vec![built]),
        site("risky", vec![risky]),
    ]);
    world.trials = 4_000;
    world
}

fn at<'a>(world: &'a mut Model, id: &str) -> &'a mut Site {
    world.sites.iter_mut().find(|site| site.id == id).unwrap()
}

/// The index of the period that ends on a day.
fn period(comparison: &Comparison, day: &str) -> usize {
    comparison
        .periods
        .iter()
        .position(|end| end == day)
        .unwrap()
}

#[test]
fn a_scenario_does_not_differ_from_itself() {
    let comparison = compared(&base(), &base());
    let difference = &comparison.differences[0];
    assert!(difference.series.len() == 96 && difference.schedule.len() == 10);
    for row in &difference.series {
        let zero = [
            &row.announced,
            &row.mean,
            &row.mean_se,
            &row.sd,
            &row.above,
            &row.below,
            &row.p10,
            &row.p50,
            &row.p90,
            &row.p10_lo,
            &row.p90_hi,
        ];
        for list in zero {
            assert_eq!(list.len(), comparison.periods.len());
            assert!(list.iter().all(|value| value.to_bits() == 0));
        }
        assert_eq!(row.stands_in, StandsIn::Both);
    }
    for row in &difference.schedule {
        // The limited site never carries all of its GPUs.
        let Some(moved) = row.moved else {
            assert_eq!((row.milestone.as_str(), row.never.value), ("complete", 1.0));
            continue;
        };
        assert_eq!(
            (moved.mean, moved.mean_se, moved.p10, moved.p90),
            (0.0, 0.0, 0.0, 0.0)
        );
        assert_eq!((row.ahead.value, row.behind.value), (0.0, 0.0));
        assert_eq!(row.base_p50, row.variant_p50);
    }
    let risky = date_of(&comparison, "risky.p", "online");
    assert!((risky.both.value + risky.never.value - 1.0).abs() < 1e-12);
    assert!(
        risky.moved.unwrap().independent_se == 0.0,
        "it has one date"
    );
    assert_eq!(comparison.projections[0], comparison.projections[1]);
}

#[test]
fn a_grid_stage_moved_by_a_year_moves_by_a_year_in_every_trial() {
    let mut later = base();
    let dated = range(Domain::Real, day(2028, 8, 31), day(2028, 12, 9));
    at(&mut later, "limited").grid = vec![stage("limited", "first", 100.0, dated)];
    let comparison = compared(&base(), &later);
    for (id, milestone) in [("limited.first", "energised"), ("limited.p", "online")] {
        let row = date_of(&comparison, id, milestone);
        let moved = row.moved.unwrap();
        assert_eq!((moved.mean, moved.mean_se), (365.0, 0.0));
        assert_eq!((moved.p10, moved.p50, moved.p90), (365.0, 365.0, 365.0));
        assert_eq!((moved.p10_lo, moved.p90_hi), (365.0, 365.0));
        assert_eq!(
            (row.both.value, row.behind.value, row.ahead.value),
            (1.0, 1.0, 0.0)
        );
        // 100 days from P10 to P90, so a standard deviation of 39.0, twice over 4,000 trials.
        let known = 100.0 / (2.0 * 1.281_551_6) * (2.0_f64 / 4_000.0).sqrt();
        assert!((moved.independent_se / known - 1.0).abs() < 0.05);
    }
    let others = comparison.differences[0].schedule.iter();
    for row in others.filter(|row| row.site != "limited") {
        assert!(row.moved.unwrap().mean == 0.0 && row.behind.value == 0.0);
    }
    let load = find(&comparison, "site", "limited", Metric::FacilityLoad);
    let total = find(&comparison, "total", "", Metric::FacilityLoad);
    assert_eq!(load.mean, total.mean);
    let end = period(&comparison, "2027-12-31");
    // Nearly all trials have 100 MW in the base by then, and none in the variant.
    assert!(load.below[end] > 0.9 && load.above[end] == 0.0);
    assert_eq!(
        (load.p10[end], load.p50[end], load.p90[end]),
        (-100.0, -100.0, -100.0)
    );
    assert!(total.independent_se[end] > total.mean_se[end]);
}
