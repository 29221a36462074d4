//! The engine against worlds whose answers are known by hand.

use crate::world::{
    fixed, milestone, model, network, overrun, period, phase, run, series, site, uncertain,
};
use capcast::calendar::{Instant, Period};
use capcast::distribution::{Distribution, Domain};
use capcast::engine::{Unwatched, simulate, trace};
use capcast::model::{Energised, GridStage, Model, Observed, Pause, PhaseState, Plant, PlantRole};
use capcast::plan::{Plan, RunSpec};
use jiff::civil::date;

fn day(year: i16, month: i8, day: i8) -> f64 {
    Instant::start_of(date(year, month, day)).days()
}

fn constant(value: f64) -> Distribution {
    Distribution::constant(value)
}

fn stage(site: &str, id: &str, capacity: f64, at: f64) -> GridStage {
    GridStage {
        id: id.to_owned(),
        capacity: fixed(&format!("site.{site}.grid.{id}.capacity"), capacity),
        curtailed: None,
        energised: Energised::Expected {
            date: fixed(&format!("site.{site}.grid.{id}.energised"), at),
            seen: None,
            from: None,
        },
        sources: Vec::new(),
    }
}

#[test]
fn a_phase_as_announced_is_online_on_its_announced_day_with_the_arithmetic_of_its_ratios() {
    let projection = run(&model(vec![site("a", vec![phase("a", "p", 8_000.0)])]));
    let online = milestone(&projection, "a", "p", "online");
    assert_eq!(online.p50.as_deref(), Some("2026-12-31"));
    assert_eq!(online.on_time.unwrap().value, 1.0);
    let (before, after) = (
        period(&projection, "2026-11-30"),
        period(&projection, "2026-12-31"),
    );
    for (metric, level) in [
        ("gpus_installed", 8_000.0),
        ("gpus_powered", 8_000.0),
        ("gpus_stranded", 0.0),
        ("it_load", 8.0),
        ("facility_load", 10.0),
        ("average_load", 4.5),
        ("compute", 8_000.0 * 1.979e15),
        ("effective", 2_000.0 * 1.979e15),
        ("h100e", 8_000.0),
        ("delivery_gap", 0.0),
    ] {
        let row = series(&projection, "total", "", metric);
        assert_eq!(row.p50[before], 0.0, "{metric}");
        assert!(
            (row.p50[after] - level).abs() <= 1e-9 * level,
            "{metric}: {} for {level}",
            row.p50[after]
        );
        assert!(
            (row.mean[after] - level).abs() <= 1e-9 * level,
            "{metric}: {} for {level}",
            row.mean[after]
        );
        if metric != "delivery_gap" {
            assert!(
                (row.announced[after] - level).abs() <= 1e-9 * level,
                "{metric} announced"
            );
        }
    }
    // January 2027: 4.5 MW at both ends; December 2026: at one end only.
    let energy = series(&projection, "total", "", "energy");
    assert!((energy.mean[after + 1] - 4.5 * 31.0 * 24.0).abs() < 1e-6);
    assert!((energy.mean[after] - 2.25 * 31.0 * 24.0).abs() < 1e-6);
}

#[test]
fn a_power_cap_below_the_load_is_met_exactly_and_the_rest_is_stranded() {
    let mut capped = site("a", vec![phase("a", "p", 8_000.0)]);
    capped.grid = vec![
        stage("a", "first", 4.0, day(2026, 1, 1)),
        stage("a", "full", 12.0, day(2028, 1, 1)),
    ];
    let projection = run(&model(vec![capped]));
    let (first, full) = (
        period(&projection, "2027-06-30"),
        period(&projection, "2028-01-31"),
    );
    let at = |metric: &str, index: usize| series(&projection, "site", "a", metric).p50[index];
    assert!((at("facility_load", first) - 4.0).abs() < 1e-9);
    assert!((at("gpus_powered", first) - 3_200.0).abs() < 1e-6);
    assert!((at("gpus_stranded", first) - 4_800.0).abs() < 1e-6);
    assert!(at("stranded_power", first).abs() < 1e-9);
    assert_eq!(at("gpus_installed", first), 8_000.0);
    assert!((at("facility_load", full) - 10.0).abs() < 1e-9);
    assert!((at("stranded_power", full) - 2.0).abs() < 1e-9);
    assert_eq!(
        milestone(&projection, "a", "p", "complete").p50.as_deref(),
        Some("2028-01-01")
    );
    assert_eq!(
        milestone(&projection, "a", "p", "online").p50.as_deref(),
        Some("2026-12-31")
    );
    assert!((at("delivery_gap", first) - 6.0).abs() < 1e-9);
}

#[test]
fn two_phases_share_a_cap_in_proportion_to_their_need() {
    let mut capped = site(
        "a",
        vec![phase("a", "p", 6_000.0), phase("a", "q", 2_000.0)],
    );
    capped.grid = vec![stage("a", "first", 5.0, day(2026, 1, 1))];
    let mut world = model(vec![capped]);
    world.output.scopes = Some(vec!["phase".to_owned(), "site".to_owned()]);
    let projection = run(&world);
    let at = period(&projection, "2027-06-30");
    assert!((series(&projection, "phase", "a.p", "gpus_powered").p50[at] - 3_000.0).abs() < 1e-6);
    assert!((series(&projection, "phase", "a.q", "gpus_powered").p50[at] - 1_000.0).abs() < 1e-6);
    assert!(milestone(&projection, "a", "p", "complete").p50.is_none());
    assert_eq!(
        milestone(&projection, "a", "p", "complete").cancelled.value,
        0.0
    );
}

#[test]
fn a_bridge_serves_until_the_last_grid_stage_and_backup_never() {
    let mut powered = site("a", vec![phase("a", "p", 8_000.0)]);
    powered.grid = vec![stage("a", "full", 10.0, day(2028, 7, 1))];
    let plant = |id: &str, role| Plant {
        id: id.to_owned(),
        capacity: fixed(&format!("site.a.plant.{id}.capacity"), 8.0),
        from: fixed(&format!("site.a.plant.{id}.from"), day(2027, 6, 1)),
        until: None,
        role,
        fuel: None,
        availability: fixed(&format!("site.a.plant.{id}.availability"), 0.75),
        emissions: None,
        cost: None,
        sources: Vec::new(),
    };
    powered.plants = vec![
        plant("gas", PlantRole::Bridge),
        plant("diesel", PlantRole::Backup),
    ];
    let projection = run(&model(vec![powered]));
    let at =
        |day: &str| series(&projection, "site", "a", "facility_load").p50[period(&projection, day)];
    assert_eq!(at("2027-05-31"), 0.0);
    assert!((at("2027-06-30") - 6.0).abs() < 1e-9);
    assert!((at("2028-07-31") - 10.0).abs() < 1e-9);
    assert_eq!(
        series(&projection, "site", "a", "stranded_power").p50[period(&projection, "2028-07-31")],
        0.0
    );
    assert_eq!(
        milestone(&projection, "a", "p", "online").p50.as_deref(),
        Some("2027-06-01")
    );
}

#[test]
fn a_ramp_is_linear_from_online_to_complete() {
    let mut slow = phase("a", "p", 8_000.0);
    slow.schedule = overrun(
        &slow.path.clone(),
        constant(1.0),
        Period::day(date(2026, 12, 31)),
    );
    slow.ramp = fixed("site.a.phase.p.ramp", 100.0);
    let projection = run(&model(vec![site("a", vec![slow])]));
    let gpus = series(&projection, "site", "a", "gpus_powered");
    for (end, days) in [
        ("2027-01-31", 31.0),
        ("2027-02-28", 59.0),
        ("2027-03-31", 90.0),
        ("2027-04-30", 100.0),
    ] {
        let level = gpus.p50[period(&projection, end)];
        assert!((level - 80.0 * days).abs() < 1.0, "{end}: {level}");
        assert!(
            (gpus.mean[period(&projection, end)] - 80.0 * days).abs() < 0.01,
            "{end}"
        );
    }
    assert_eq!(
        milestone(&projection, "a", "p", "complete").p50.as_deref(),
        Some("2027-04-10")
    );
}

#[test]
fn attrition_takes_its_share_and_nothing_else() {
    let mut risky = phase("a", "p", 8_000.0);
    risky.proceed = fixed("site.a.phase.p.proceed", 0.8);
    let mut world = model(vec![site("a", vec![risky])]);
    world.trials = 50_000;
    let projection = run(&world);
    let online = milestone(&projection, "a", "p", "online");
    // 4 standard errors: a false alarm in 16,000.
    assert!((online.cancelled.value - 0.2).abs() < 4.0 * (0.16_f64 / 5e4).sqrt());
    assert!((online.cancelled.value + online.on_time.unwrap().value - 1.0).abs() < 1e-12);
    assert_eq!(online.p90, None);
    assert_eq!(online.given_online.p90.as_deref(), Some("2026-12-31"));
    let last = projection.periods.len() - 1;
    let gpus = series(&projection, "site", "a", "gpus_powered");
    assert_eq!((gpus.p10[last], gpus.p50[last]), (0.0, 8_000.0));
    assert!((gpus.mean[last] - 8_000.0 * (1.0 - online.cancelled.value)).abs() < 1e-6);
}

#[test]
fn a_pause_stops_the_clock_and_a_restart_takes_up_what_remained() {
    let mut stopped = phase("a", "p", 8_000.0);
    let span = Instant::end_of(date(2026, 12, 31)).days() - day(2025, 1, 1);
    let elapsed = day(2025, 7, 1) - day(2025, 1, 1);
    stopped.schedule = capcast::model::Schedule::Overrun {
        factor: fixed("site.a.phase.p.overrun", 1.0),
        announced: Instant::from_days(day(2025, 1, 1)),
        span_days: span,
        elapsed_days: elapsed,
    };
    stopped.state = PhaseState::Open {
        observed: None,
        paused: Some(Pause {
            since: Instant::from_days(day(2025, 7, 1)),
            probability: fixed("site.a.phase.p.restart.probability", 0.4),
            date: fixed("site.a.phase.p.restart.date", day(2028, 1, 1)),
            chip: None,
            gpus: Some(fixed("site.a.phase.p.restart.gpus", 4_000.0)),
            customer: None,
        }),
    };
    let mut world = model(vec![site("a", vec![stopped])]);
    world.trials = 50_000;
    let projection = run(&world);
    let online = milestone(&projection, "a", "p", "online");
    assert!((online.never_restarted.value - 0.6).abs() < 4.0 * (0.24_f64 / 5e4).sqrt());
    assert_eq!(online.cancelled.value, 0.0);
    let back = Instant::from_days(day(2028, 1, 1) + span - elapsed)
        .date()
        .unwrap()
        .to_string();
    assert_eq!(online.given_online.p50.as_deref(), Some(back.as_str()));
    let last = projection.periods.len() - 1;
    let gpus = series(&projection, "site", "a", "gpus_powered");
    assert_eq!(
        (gpus.p50[last], gpus.p90[last], gpus.announced[last]),
        (0.0, 4_000.0, 8_000.0)
    );
}

#[test]
fn what_is_seen_running_stays_whatever_becomes_of_the_rest() {
    let mut partly = phase("a", "p", 8_000.0);
    partly.proceed = fixed("site.a.phase.p.proceed", 0.0);
    partly.state = PhaseState::Open {
        observed: Some(Observed {
            date: fixed("site.a.phase.p.observed.date", day(2025, 6, 1)),
            gpus: fixed("site.a.phase.p.observed.gpus", 3_000.0),
        }),
        paused: None,
    };
    let projection = run(&model(vec![site("a", vec![partly.clone()])]));
    let last = projection.periods.len() - 1;
    let gpus = series(&projection, "site", "a", "gpus_powered");
    assert_eq!(
        (gpus.p50[period(&projection, "2025-05-31")], gpus.p50[last]),
        (0.0, 3_000.0)
    );
    assert_eq!(
        milestone(&projection, "a", "p", "complete").cancelled.value,
        1.0
    );
    assert_eq!(
        milestone(&projection, "a", "p", "online").p50.as_deref(),
        Some("2025-06-01")
    );
    partly.proceed = fixed("site.a.phase.p.proceed", 1.0);
    partly.ramp = fixed("site.a.phase.p.ramp", 160.0);
    let projection = run(&model(vec![site("a", vec![partly])]));
    // Five eighths of the GPUs are still to come: so is that share of the ramp.
    assert_eq!(
        milestone(&projection, "a", "p", "complete").p50.as_deref(),
        Some("2027-04-10")
    );
}

#[test]
fn merge_bias_of_two_equal_uniforms_is_two_thirds() {
    let unit = Distribution::uniform(0.0, 300.0).unwrap();
    let merged = network(
        phase("a", "p", 8_000.0),
        &[("x", unit.clone(), &[]), ("y", unit, &[])],
    );
    let mut world = model(vec![site("a", vec![merged])]);
    world.trials = 200_000;
    let projection = run(&world);
    let ready = milestone(&projection, "a", "p", "online");
    // Mean slip is the mean of the maximum less the announced span: E max = 2/3 of the range, its
    // standard deviation sqrt(1/18) of it. 4 standard errors: a false alarm in 16,000.
    let span = Instant::end_of(date(2026, 12, 31)).days() - day(2025, 1, 1);
    let mean = ready.given_online.mean_slip_months.unwrap() * 30.4375 + span;
    assert!(
        (mean - 200.0).abs() < 4.0 * 300.0 * (1.0_f64 / 18.0 / 2e5).sqrt(),
        "{mean}"
    );
    let criticality: f64 = ready
        .activities
        .iter()
        .map(|activity| activity.criticality)
        .sum();
    assert!(
        (criticality - 1.0).abs() < 1e-9,
        "no ties in continuous durations: {criticality}"
    );
    // Correlation of one of two uniforms with their maximum: cov = 1/24, so 0.6124.
    for activity in &ready.activities {
        assert!(
            (activity.cruciality.unwrap() - 0.612_37).abs() < 0.01,
            "{:?}",
            activity.cruciality
        );
    }
}

pub fn busy_world() -> Model {
    let range = |low, high| Distribution::range(Domain::Positive, low, high).unwrap();
    let mut sites = Vec::new();
    for id in ["a", "b", "c", "d"] {
        let mut first = network(
            phase(id, "first", 9_000.0),
            &[
                ("planning", range(100.0, 300.0), &[]),
                ("shell", range(200.0, 500.0), &["planning"]),
                ("delivery", range(300.0, 800.0), &[]),
                ("install", range(30.0, 90.0), &["shell", "delivery"]),
            ],
        );
        first.proceed = fixed(&format!("site.{id}.phase.first.proceed"), 0.9);
        first.ramp = uncertain(&format!("site.{id}.phase.first.ramp"), range(30.0, 150.0));
        let mut second = phase(id, "second", 4_000.0);
        second.schedule = overrun(
            &second.path.clone(),
            range(0.9, 2.0),
            Period::day(date(2026, 12, 31)),
        );
        let mut powered = site(id, vec![first, second]);
        powered.pue_peak = uncertain(
            &format!("site.{id}.pue_peak"),
            Distribution::range(Domain::AtLeastOne, 1.2, 1.4).unwrap(),
        );
        powered.grid = vec![
            stage(id, "first", 9.0, day(2027, 1, 1)),
            stage(id, "full", 20.0, day(2028, 1, 1)),
        ];
        sites.push(powered);
    }
    let mut world = model(sites);
    world.trials = 5_000;
    world.output.scopes = Some(
        ["total", "operator", "site", "phase"]
            .map(str::to_owned)
            .to_vec(),
    );
    world
}

#[test]
fn results_are_the_same_bits_on_1_2_3_and_8_threads() {
    let world = busy_world();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        serde_json::to_string(&pool.install(|| run(&world))).unwrap()
    };
    let one = on(1);
    for threads in [2, 3, 8] {
        assert!(one == on(threads), "{threads} threads");
    }
}

#[test]
fn scopes_that_add_up_the_same_phases_share_what_they_would_count_apart() {
    let mut world = busy_world();
    world.sites.truncate(2);
    for site in &mut world.sites {
        site.country = Some("GB".to_owned());
        for phase in &mut site.phases {
            phase.operator = Some(site.id.clone());
        }
    }
    let kinds = ["total", "country", "operator", "site"];
    let asked = |kinds: &[&str]| {
        let mut world = world.clone();
        world.output.scopes = Some(kinds.iter().map(|kind| (*kind).to_owned()).collect());
        let plan = Plan::compile(&world, &RunSpec::of(&world));
        simulate(std::slice::from_ref(&plan), &Unwatched)
            .unwrap()
            .remove(0)
            .series
    };
    let [total, country, operators, sites] = kinds.map(|kind| asked(&[kind]));
    let together = asked(&kinds);
    assert!(together == [total, country, operators, sites].concat());
    let shared = |a: usize, b: usize| {
        let pairs = together[a].iter().zip(&together[b]);
        pairs.filter(|(a, b)| std::sync::Arc::ptr_eq(a, b)).count()
    };
    let series = together[0].len();
    // Total, country, operators a and b, sites a and b.
    assert_eq!([shared(0, 1), shared(2, 4), shared(3, 5)], [series; 3]);
    assert_eq!([shared(0, 2), shared(2, 3), shared(4, 5)], [0; 3]);
}

#[test]
fn a_list_of_plans_gives_each_what_it_gives_alone() {
    let world = busy_world();
    let mut other = busy_world();
    other.sites[0].phases[0].proceed = fixed("site.a.phase.first.proceed", 0.2);
    let plans = [&world, &other].map(|world| Plan::compile(world, &RunSpec::of(world)));
    let together = simulate(&plans, &Unwatched).unwrap();
    for (plan, result) in plans.iter().zip(&together) {
        assert!(*result == simulate(std::slice::from_ref(plan), &Unwatched).unwrap()[0]);
    }
}

#[test]
fn means_of_a_total_are_the_sums_of_its_sites() {
    let projection = run(&busy_world());
    for metric in [
        "gpus_powered",
        "facility_load",
        "energy",
        "effective",
        "stranded_power",
        "delivery_gap",
    ] {
        let total = series(&projection, "total", "", metric);
        for index in 0..projection.periods.len() {
            let sum: f64 = ["a", "b", "c", "d"]
                .iter()
                .map(|id| series(&projection, "site", id, metric).mean[index])
                .sum();
            // Seven digits are reported of each.
            assert!(
                (sum - total.mean[index]).abs() <= 1e-6 * sum.abs().max(1e-3),
                "{metric} {index}"
            );
        }
    }
}

#[test]
fn removing_or_reordering_sites_moves_no_other_draw() {
    let world = busy_world();
    let whole = run(&world);
    let mut fewer = world.clone();
    fewer.sites.remove(1);
    fewer.sites.reverse();
    let fewer = run(&fewer);
    for row in &fewer.schedule {
        assert!(
            whole.schedule.contains(row),
            "{} {:?} {}",
            row.site,
            row.phase,
            row.milestone
        );
    }
    for id in ["a", "c", "d"] {
        let (one, other) = (
            series(&whole, "site", id, "gpus_powered"),
            series(&fewer, "site", id, "gpus_powered"),
        );
        assert_eq!(one.p50, other.p50);
    }
}

#[test]
fn the_first_trials_of_a_longer_run_are_those_of_a_shorter_one() {
    // 3 and 2,000 trials: of the longer run's first three nothing is lost at the block's end.
    let mut world = busy_world();
    world.trials = 1;
    let one = run(&world);
    world.trials = 1_025;
    let more = run(&world);
    assert_eq!(one.trials, 1);
    assert_eq!(more.trials, 1_025);
    let online = milestone(&one, "a", "second", "online");
    assert_eq!(online.p10, online.p90, "one trial has one date");
}

#[test]
fn percentiles_of_series_agree_with_those_of_every_trial() {
    let world = busy_world();
    let plan = Plan::compile(&world, &RunSpec::of(&world));
    let results = simulate(std::slice::from_ref(&plan), &Unwatched).unwrap();
    let ranks: Vec<u64> = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95]
        .iter()
        .map(|p| capcast::stats::order_rank(world.trials, *p))
        .collect();
    let mut compared = 0;
    for (index, scope) in plan.scopes.iter().enumerate() {
        for number in 0..scope.series.len() {
            let trace = trace(&plan, world.trials, index, number);
            let cells = &results[0].series[index][number];
            for (period, mut levels) in trace.levels.into_iter().enumerate() {
                let n = world.trials as f64;
                let mean = levels.iter().sum::<f64>() / n;
                let (counted, _) = cells.mean_and_sd(period, world.trials);
                assert!(
                    (counted - mean).abs() <= 1e-9 * mean,
                    "{:?} {counted} {mean}",
                    scope.id
                );
                levels.sort_by(f64::total_cmp);
                let greatest = levels[levels.len() - 1];
                for (rank, value) in ranks
                    .iter()
                    .zip(cells.at_ranks(period, world.trials, &ranks))
                {
                    let exact = levels[*rank as usize - 1];
                    // Below 1/512 of twice the pilot's greatest all values share one bin.
                    let bound = (exact * capcast::results::BIN_WIDTH).max(greatest / 100.0);
                    assert!(
                        (value - exact).abs() <= bound,
                        "{:?} {number} {period} {rank}: {value} for {exact}",
                        scope.id
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 50_000, "{compared}");
}
