//! Laws that hold in every world: checked on random ones.

use crate::world::{fixed, model, network, overrun, phase, run, site, uncertain};
use capcast::calendar::{Instant, Period};
use capcast::distribution::{Distribution, Domain};
use capcast::engine::{Unwatched, sample, simulate};
use capcast::model::{
    Activity, ActivityState, Energised, GridStage, LinkFrom, Milestone, Model, OnlineFact,
    PhaseState, Schedule,
};
use capcast::plan::{Plan, RunSpec, ScopeKind};
use capcast::projection::Projection;
use capcast::results::Cells;
use jiff::civil::date;
use proptest::prelude::*;

/// What a random world is made of; everything else follows from it.
#[derive(Clone, Debug)]
pub struct Recipe {
    sites: Vec<SiteRecipe>,
    seed: u64,
}

#[derive(Clone, Debug)]
pub struct SiteRecipe {
    pue: (f64, f64),
    /// Stages: MW and days after 2026-01-01.
    stages: Vec<(f64, f64)>,
    phases: Vec<PhaseRecipe>,
}

#[derive(Clone, Debug)]
pub struct PhaseRecipe {
    gpus: f64,
    proceed: f64,
    ramp: f64,
    /// Durations (P10 and its ratio to P90) and, for each activity, which earlier ones it follows.
    activities: Vec<(f64, f64, u8)>,
}

pub fn recipes() -> impl Strategy<Value = Recipe> {
    let activity = (20.0..400.0, 1.05..3.0, any::<u8>());
    let phase = (
        500.0..20_000.0,
        0.3..1.0,
        0.0..200.0,
        prop::collection::vec(activity, 0..6),
    )
        .prop_map(|(gpus, proceed, ramp, activities)| PhaseRecipe {
            gpus: f64::floor(gpus),
            proceed,
            ramp,
            activities,
        });
    let stages = prop::collection::vec((1.0..40.0, 0.0..1_500.0), 0..3);
    let site = (
        (1.02..1.3, 1.31..1.8),
        stages,
        prop::collection::vec(phase, 1..4),
    )
        .prop_map(|(pue, stages, phases)| SiteRecipe {
            pue,
            stages,
            phases,
        });
    (prop::collection::vec(site, 1..4), any::<u64>())
        .prop_map(|(sites, seed)| Recipe { sites, seed })
}

fn range(low: f64, high: f64) -> Distribution {
    Distribution::range(Domain::Positive, low, high).unwrap()
}

pub fn build(recipe: &Recipe) -> Model {
    let sites = recipe.sites.iter().enumerate().map(|(index, recipe)| {
        let id = format!("s{index}");
        let phases = recipe
            .phases
            .iter()
            .enumerate()
            .map(|(number, recipe)| build_phase(&id, number, recipe));
        let mut built = site(&id, phases.collect());
        let pue = Distribution::range(Domain::AtLeastOne, recipe.pue.0, recipe.pue.1).unwrap();
        built.pue_peak = uncertain(&format!("site.{id}.pue_peak"), pue);
        let base = Instant::start_of(date(2026, 1, 1)).days();
        built.grid = recipe
            .stages
            .iter()
            .enumerate()
            .map(|(number, &(capacity, days))| GridStage {
                id: format!("g{number}"),
                capacity: fixed(&format!("site.{id}.grid.g{number}.capacity"), capacity),
                curtailed: None,
                energised: Energised::Expected {
                    date: uncertain(
                        &format!("site.{id}.grid.g{number}.energised"),
                        Distribution::range(Domain::Real, base + days, base + days + 300.0)
                            .unwrap(),
                    ),
                    seen: None,
                    from: None,
                },
                sources: Vec::new(),
            })
            .collect();
        built
    });
    let mut world = model(sites.collect());
    world.seed = recipe.seed;
    world.trials = 300;
    world
}

fn build_phase(site: &str, number: usize, recipe: &PhaseRecipe) -> capcast::model::Phase {
    let id = format!("p{number}");
    let mut built = phase(site, &id, recipe.gpus);
    built.proceed = fixed(&format!("{}.proceed", built.path), recipe.proceed);
    built.ramp = fixed(&format!("{}.ramp", built.path), recipe.ramp);
    if recipe.activities.is_empty() {
        built.schedule = overrun(
            &built.path.clone(),
            range(0.8, 2.0),
            Period::day(date(2026, 12, 31)),
        );
        return built;
    }
    let names: Vec<String> = (0..recipe.activities.len())
        .map(|index| format!("a{index}"))
        .collect();
    let after: Vec<Vec<&str>> = recipe
        .activities
        .iter()
        .enumerate()
        .map(|(index, &(.., follows))| {
            (0..index)
                .filter(|bit| follows >> bit & 1 == 1)
                .map(|before| names[before].as_str())
                .collect()
        })
        .collect();
    let list: Vec<(&str, Distribution, &[&str])> = recipe
        .activities
        .iter()
        .zip(&names)
        .zip(&after)
        .map(|((&(low, ratio, _), name), after)| {
            (name.as_str(), range(low, low * ratio), after.as_slice())
        })
        .collect();
    network(built, &list)
}

/// Online dates of all phases in every trial.
fn online_dates(world: &Model) -> Vec<Vec<f64>> {
    let plan = Plan::compile(world, &RunSpec::of(world));
    let columns: Vec<usize> = plan.phases.iter().map(|phase| phase.online).collect();
    sample(&plan, world.trials, &columns)
}

pub fn activities(world: &mut Model) -> impl Iterator<Item = &mut Activity> {
    let phases = world.sites.iter_mut().flat_map(|site| &mut site.phases);
    phases.flat_map(|phase| match &mut phase.schedule {
        Schedule::Network(activities) => activities.iter_mut(),
        _ => [].iter_mut(),
    })
}

fn ascending<T: PartialOrd>(values: &[T]) -> bool {
    values.windows(2).all(|pair| pair[0] <= pair[1])
}

fn assert_ordered(projection: &Projection) {
    for series in &projection.series {
        for at in 0..projection.periods.len() {
            let levels = [
                &series.p5,
                &series.p10,
                &series.p25,
                &series.p50,
                &series.p75,
                &series.p80,
                &series.p90,
                &series.p95,
            ];
            let values: Vec<f64> = levels.iter().map(|list| list[at]).collect();
            assert!(
                ascending(&values),
                "{:?} {} {at}: {values:?}",
                series.scope,
                series.metric
            );
            for (low, middle, high) in [
                (&series.p10_lo, &series.p10, &series.p10_hi),
                (&series.p50_lo, &series.p50, &series.p50_hi),
                (&series.p90_lo, &series.p90, &series.p90_hi),
            ] {
                assert!(
                    ascending(&[low[at], middle[at], high[at]]),
                    "{:?} {} {at}",
                    series.scope,
                    series.metric
                );
            }
        }
    }
    for row in &projection.schedule {
        // A date that never comes is later than any.
        let never = "9999-99-99".to_owned();
        let date = |date: &Option<String>| date.clone().unwrap_or_else(|| never.clone());
        let dates = [&row.p10, &row.p50, &row.p80, &row.p90].map(date);
        assert!(ascending(&dates), "{dates:?}");
        assert!(ascending(&[&row.p50_lo, &row.p50, &row.p50_hi].map(date)));
        assert!(ascending(
            &row.curve
                .iter()
                .map(|point| point.share)
                .collect::<Vec<_>>()
        ));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn a_longer_activity_never_brings_a_date_forward(recipe in recipes(), stretch in 1.0..3.0, which in any::<prop::sample::Index>()) {
        let world = build(&recipe);
        let mut later = world.clone();
        let count = activities(&mut later).count();
        prop_assume!(count > 0);
        let chosen = which.index(count);
        let activity = activities(&mut later).nth(chosen).unwrap();
        let law = activity.duration.distribution().scaled(stretch);
        activity.duration = uncertain(activity.duration.path(), law);
        for (before, after) in online_dates(&world).iter().zip(&online_dates(&later)) {
            for (before, after) in before.iter().zip(after) {
                // The quantile tables of two laws agree to 1e-8 of their scale, not to the last bit.
                prop_assert!(*after >= before - 1e-3);
            }
        }
    }

    #[test]
    fn a_higher_design_pue_never_powers_more_gpus(recipe in recipes(), more in 1.0..1.5) {
        let mut world = build(&recipe);
        world.trials = 1;
        let mut hotter = world.clone();
        for (site, recipe) in hotter.sites.iter_mut().zip(&recipe.sites) {
            let (low, high) = recipe.pue;
            let law = Distribution::range(Domain::AtLeastOne, 1.0 + (low - 1.0) * more, 1.0 + (high - 1.0) * more);
            site.pue_peak = uncertain(site.pue_peak.path(), law.unwrap());
        }
        let (cool, hot) = (run(&world), run(&hotter));
        for (cool, hot) in cool.series.iter().zip(&hot.series).filter(|pair| pair.0.metric == "gpus_powered") {
            for (cool, hot) in cool.p50.iter().zip(&hot.p50) {
                prop_assert!(*hot <= cool + 1e-6 * cool, "{hot} against {cool}");
            }
        }
    }

    #[test]
    fn percentiles_and_their_intervals_are_ordered(recipe in recipes()) {
        assert_ordered(&run(&build(&recipe)));
    }

    #[test]
    fn totals_are_the_sums_of_sites_in_every_trial(recipe in recipes()) {
        let mut world = build(&recipe);
        world.trials = 1;
        let plan = Plan::compile(&world, &RunSpec::of(&world));
        let results = simulate(std::slice::from_ref(&plan), &Unwatched).unwrap().remove(0);
        let of = |kind| plan.scopes.iter().zip(&results.series).filter(move |(scope, _)| scope.kind == kind);
        for (scope, total) in of(ScopeKind::Total) {
            for (number, (recorded, total)) in scope.series.iter().zip(total).enumerate() {
                for period in 0..total.periods() {
                    let one = |cells: &Cells| cells.at_ranks(period, 1, &[1])[0];
                    let sum: f64 = of(ScopeKind::Site).map(|(_, sites)| one(&sites[number])).sum();
                    prop_assert_eq!(sum, one(total), "{:?}", recorded.metric);
                }
            }
        }
    }

    #[test]
    fn facts_are_untouched_by_anything(recipe in recipes(), proceed in 0.0..1.0) {
        let mut world = build(&recipe);
        let day = Instant::start_of(date(2025, 6, 1)).days();
        let fact = |path: String| uncertain(&path, Distribution::uniform(day, day + 30.0).unwrap());
        let first = &mut world.sites[0].phases[0];
        first.state = PhaseState::Online(OnlineFact {
            date: fact(format!("{}.actual_online", first.path)),
            gpus: Some(fixed(&format!("{}.actual_gpus", first.path), 777.0)),
        });
        world.sites[0].grid.clear();
        let mut other = world.clone();
        for site in &mut other.sites {
            for phase in &mut site.phases {
                phase.proceed = fixed(&format!("{}.proceed", phase.path), proceed);
            }
        }
        for activity in activities(&mut other) {
            activity.state = ActivityState::Finished {
                started: None,
                finished: fact(format!("{}.finished", activity.path)),
            };
        }
        let (before, after) = (run(&world), run(&other));
        let rows = |projection: &Projection| {
            let rows = projection.schedule.iter().filter(|row| row.site == "s0" && row.phase.as_deref() == Some("p0"));
            rows.filter(|row| row.milestone == "online").cloned().collect::<Vec<_>>()
        };
        prop_assert_eq!(rows(&before), rows(&after));
    }

    #[test]
    fn display_names_and_the_order_of_sites_change_nothing_else(recipe in recipes()) {
        let world = build(&recipe);
        let mut other = world.clone();
        for site in &mut other.sites {
            site.name = "Another".to_owned();
            for phase in &mut site.phases {
                phase.name = "And another".to_owned();
            }
        }
        other.sites.reverse();
        let (before, mut after) = (run(&world), run(&other));
        for row in &mut after.schedule {
            row.site_name = row.site.clone();
            row.phase_name = row.phase.clone();
        }
        prop_assert_eq!(before.schedule.len(), after.schedule.len());
        prop_assert!(before.schedule.iter().all(|row| after.schedule.contains(row)));
        let series = before.series.iter().zip(&after.series);
        for (before, after) in series.filter(|pair| pair.0.metric != "delivery_gap") {
            // Counts are of whole quanta: sums over sites in another order give the same bits. The gap is
            // measured from the announced path, a sum of floats.
            prop_assert_eq!(&before.mean, &after.mean);
            prop_assert_eq!((&before.p10, &before.p50, &before.p90), (&after.p10, &after.p50, &after.p90));
        }
    }
}

#[test]
fn a_link_to_another_phase_falls_with_it() {
    let mut first = phase("a", "first", 1_000.0);
    first.proceed = fixed("site.a.phase.first.proceed", 0.5);
    let mut second = network(
        phase("a", "second", 1_000.0),
        &[("fit-out", range(100.0, 200.0), &[])],
    );
    if let Schedule::Network(activities) = &mut second.schedule {
        activities[0].after.push(capcast::model::Link {
            from: LinkFrom::Phase {
                site: 0,
                phase: 0,
                milestone: Milestone::Online,
            },
            lag_days: 30.0,
        });
    }
    let world = model(vec![site("a", vec![first, second])]);
    let dates = online_dates(&world);
    let lost = dates[0].iter().filter(|date| date.is_infinite()).count();
    assert!(
        lost > 4_500 && lost < 5_500,
        "half of 10,000 within 10 standard errors: {lost}"
    );
    for (first, second) in dates[0].iter().zip(&dates[1]) {
        assert_eq!(first.is_infinite(), second.is_infinite());
        assert!(first.is_infinite() || *second > first + 30.0);
    }
    let projection = run(&world);
    let row = crate::world::milestone(&projection, "a", "second", "online");
    assert_eq!(
        row.cancelled.value,
        lost as f64 / 1e4,
        "reported as cancelled"
    );
}
