//! Each kind of impact, by hand.

use super::*;
use capcast::engine::{Unwatched, simulate};
use capcast::model::{ActivityState, Observed, PhaseState, Schedule};

const TRIALS: u64 = 20_000;

/// Two sites with two phases each; a phase is two activities of 100 and 50 days side by side.
fn world() -> Model {
    let phases =
        |site: &str| ["p", "q"].map(|id| abreast(site, id, &[constant(100.0), constant(50.0)]));
    model(vec![
        site("a", phases("a").into()),
        site("b", phases("b").into()),
    ])
}

fn all_work() -> Vec<Work> {
    let places = [(0, 0), (0, 1), (1, 0), (1, 1)];
    let works = places.map(|(site, phase)| [activity(site, phase, 0), activity(site, phase, 1)]);
    works.concat()
}

fn all_phases() -> Vec<(usize, usize)> {
    vec![(0, 0), (0, 1), (1, 0), (1, 1)]
}

/// Finishes of all activities, in the order of sites, phases and activities.
fn finishes(world: &Model, trials: u64) -> Vec<Vec<f64>> {
    let plan = plan(world);
    let networks = plan.phases.iter().flat_map(|phase| &phase.network);
    let columns: Vec<Column> = networks
        .flat_map(|network| network.activities.iter().map(|activity| activity.finish))
        .collect();
    let mut values = sample(&plan, trials, &columns);
    values
        .iter_mut()
        .flatten()
        .for_each(|value| *value -= start());
    values
}

fn ready(world: &Model, trials: u64) -> [Vec<f64>; 4] {
    let plan = plan(world);
    let columns = [0, 1, 2, 3].map(|phase| plan.phases[phase].ready);
    since_start(&plan, trials, columns)
}

#[test]
fn a_certain_delay_is_added_to_each_activity_or_once_to_the_phase() {
    let mut world = world();
    let reach = by_activity(&[activity(0, 0, 1), activity(1, 1, 0)]);
    world.dependence.risks = vec![risk(
        "r",
        1.0,
        delays("r", constant(30.0)),
        Each::Once,
        reach,
    )];
    let finished: Vec<f64> = finishes(&world, 1).concat();
    assert_eq!(
        finished,
        [100.0, 80.0, 100.0, 50.0, 100.0, 50.0, 130.0, 50.0]
    );
    let reach = by_phase(&[(0, 1)], &[activity(0, 1, 0), activity(0, 1, 1)]);
    world.dependence.risks = vec![risk(
        "r",
        1.0,
        delays("r", constant(30.0)),
        Each::Once,
        reach,
    )];
    assert_eq!(finishes(&world, 1).concat()[2..4], [100.0, 50.0]);
    assert_eq!(ready(&world, 1).concat(), [100.0, 130.0, 100.0, 100.0]);
    // What can have one value alone takes no step.
    assert_eq!(plan(&world).inputs, []);
}

#[test]
fn factors_multiply_and_what_is_off_or_never_happens_leaves_no_trace() {
    let mut world = world();
    let reach = by_phase(&all_phases(), &all_work());
    let certain = |id, factor| {
        risk(
            id,
            1.0,
            stretches(id, constant(factor)),
            Each::Once,
            reach.clone(),
        )
    };
    world.dependence.drivers = vec![driver(
        "d",
        constant(1.5),
        DriverOn::Duration,
        Each::Once,
        reach.clone(),
    )];
    world.dependence.risks = vec![certain("r", 2.0)];
    assert_eq!(finishes(&world, 1).concat(), [300.0, 150.0].repeat(4));
    let mut bare = world.clone();
    bare.dependence = capcast::model::Dependence::default();
    world.dependence.drivers[0].factor = fixed("driver.d.factor", 1.0);
    let never = risk(
        "never",
        0.0,
        delays("never", Distribution::exponential(9.0).unwrap()),
        Each::Site,
        reach.clone(),
    );
    let mut off = certain("off", 3.0);
    off.off = true;
    world.dependence.risks = vec![never, off];
    let (with, without) = (plan(&world), plan(&bare));
    assert_eq!(
        (with.steps.len(), with.inputs.len()),
        (without.steps.len(), 0)
    );
    let results = |plan: &Plan| simulate(std::slice::from_ref(plan), &Unwatched).unwrap();
    assert_eq!(results(&with)[0].phases, results(&without)[0].phases);
}

/// In which trials each of the eight activities is late.
fn late(each: Each, reach: Reach, impact: Impact) -> Vec<Vec<bool>> {
    let mut world = world();
    world.dependence.risks = vec![risk("r", 0.3, impact, each, reach)];
    let finished = finishes(&world, TRIALS);
    let plain = [100.0, 50.0].repeat(4);
    let is_late =
        |(values, plain): (&Vec<f64>, f64)| values.iter().map(|value| *value > plain).collect();
    finished.iter().zip(plain).map(is_late).collect()
}

#[test]
fn each_site_phase_and_activity_has_an_event_of_its_own() {
    let impact = || stretches("r", constant(1.5));
    for (each, of) in [
        (Each::Once, [0, 0, 0, 0, 0, 0, 0, 0]),
        (Each::Site, [0, 0, 0, 0, 1, 1, 1, 1]),
        (Each::Phase, [0, 0, 1, 1, 2, 2, 3, 3]),
        (Each::Activity, [0, 1, 2, 3, 4, 5, 6, 7]),
    ] {
        let late = late(each, by_phase(&all_phases(), &all_work()), impact());
        for (i, j) in (0..8).flat_map(|i| (0..i).map(move |j| (i, j))) {
            let both = late[i]
                .iter()
                .zip(&late[j])
                .filter(|(a, b)| **a && **b)
                .count();
            let both = both as f64 / TRIALS as f64;
            if of[i] == of[j] {
                assert!(late[i] == late[j], "{each:?}: {i}, {j}");
            } else {
                near_share(&format!("{each:?}: {i}, {j}"), both, 0.09, TRIALS);
            }
        }
    }
}

#[test]
fn an_event_per_activity_delays_activities_one_by_one_and_a_phase_once() {
    let impact = || delays("r", constant(500.0));
    let late = late(Each::Activity, by_activity(&all_work()), impact());
    let both = late[0]
        .iter()
        .zip(&late[1])
        .filter(|(a, b)| **a && **b)
        .count();
    near_share("two activities", both as f64 / TRIALS as f64, 0.09, TRIALS);
    let mut world = world();
    let reach = by_phase(&all_phases(), &all_work());
    world.dependence.risks = vec![risk("r", 0.3, impact(), Each::Activity, reach)];
    let [p, q, ..] = ready(&world, TRIALS);
    assert!(p.iter().all(|ready| [100.0, 600.0].contains(ready)));
    near_share("one phase", share(&p, |ready| ready > 100.0), 0.3, TRIALS);
    let both = p
        .iter()
        .zip(&q)
        .filter(|(p, q)| **p > 100.0 && **q > 100.0)
        .count();
    near_share("two phases", both as f64 / TRIALS as f64, 0.09, TRIALS);
}

#[test]
fn factors_and_delays_act_on_what_is_left_of_work_under_way() {
    let mut world = world();
    let seen = Instant::from_days(start() + 40.0);
    let Schedule::Network(list) = &mut world.sites[0].phases[0].schedule else {
        panic!("a network");
    };
    list[0].state = ActivityState::Started {
        started: fixed("site.a.phase.p.activity.a0.started", start()),
    };
    list[0].seen = Some(seen);
    let reach = by_activity(&[activity(0, 0, 0)]);
    world.dependence.drivers = vec![driver(
        "d",
        constant(2.0),
        DriverOn::Duration,
        Each::Once,
        reach.clone(),
    )];
    world.dependence.risks = vec![risk(
        "r",
        1.0,
        delays("r", constant(7.0)),
        Each::Once,
        reach,
    )];
    // 40 of 100 days are over; 60 are left.
    assert_eq!(finishes(&world, 1)[0], [40.0 + 60.0 * 2.0 + 7.0]);
}

#[test]
fn spans_and_dates_are_stretched_from_the_last_look() {
    let mut spanned = phase("a", "p", 1_000.0);
    let Schedule::Overrun {
        span_days,
        elapsed_days,
        ..
    } = &mut spanned.schedule
    else {
        panic!("a span");
    };
    (*span_days, *elapsed_days) = (300.0, 100.0);
    spanned.seen = Some(Instant::from_days(start() + 100.0));
    let mut expected = phase("a", "q", 1_000.0);
    expected.schedule = Schedule::Expected(fixed("site.a.phase.q.expected", start() + 400.0));
    expected.seen = Some(Instant::from_days(start() + 150.0));
    let mut here = site("a", vec![spanned, expected]);
    here.grid = vec![stage(
        "a",
        "g",
        constant(start() + 250.0),
        Some(start() + 50.0),
    )];
    let mut world = model(vec![here]);
    let spans = [0, 1].map(|phase| Work::Span { site: 0, phase });
    let wait = Work::Wait { site: 0, stage: 0 };
    let reach = by_activity(&[spans[0], spans[1], wait]);
    world.dependence.drivers = vec![driver(
        "d",
        constant(2.0),
        DriverOn::Duration,
        Each::Once,
        reach.clone(),
    )];
    world.dependence.risks = vec![risk(
        "r",
        1.0,
        delays("r", constant(9.0)),
        Each::Once,
        reach,
    )];
    let plan = plan(&world);
    let columns = [
        plan.phases[0].ready,
        plan.phases[1].ready,
        plan.sites[0].stages[0].date,
    ];
    let known = [
        100.0 + 200.0 * 2.0 + 9.0,
        150.0 + 250.0 * 2.0 + 9.0,
        50.0 + 200.0 * 2.0 + 9.0,
    ];
    assert_eq!(since_start(&plan, 1, columns).concat(), known);
    // Every user of the stage sees the same date.
    assert_eq!(
        since_start(&plan, 1, [plan.phases[0].online]).concat(),
        [509.0]
    );
}

#[test]
fn size_acts_on_what_does_not_run_yet() {
    let mut world = world();
    let part = Observed {
        date: fixed("site.a.phase.p.observed.date", start() + 1.0),
        gpus: fixed("site.a.phase.p.observed.gpus", 600.0),
    };
    world.sites[0].phases[0].state = PhaseState::Open {
        observed: Some(part),
        paused: None,
    };
    let reach = by_phase(&all_phases(), &all_work());
    world.dependence.drivers = vec![driver(
        "d",
        constant(0.5),
        DriverOn::Size,
        Each::Once,
        reach.clone(),
    )];
    world.dependence.risks = vec![risk(
        "r",
        1.0,
        shrinks("r", constant(0.5)),
        Each::Phase,
        reach,
    )];
    let projection = crate::world::run(&world);
    let last = projection.periods.len() - 1;
    let gpus =
        |site: &str| crate::world::series(&projection, "site", site, "gpus_installed").p50[last];
    assert_eq!((gpus("a"), gpus("b")), (600.0 + 250.0, 500.0));
}

#[test]
fn two_activities_under_one_risk_driver_move_as_one() {
    // A risk of probability 0.5 with a triangular factor on two fixed durations: E 1.025 and a
    // standard deviation of 0.038188, as 0.5 (1 + E M^2) - 1.025^2 gives.
    let mut world = alike(&["a", "b"], &constant(100.0));
    let works = [activity(0, 0, 0), activity(1, 0, 0)];
    let law = Distribution::triangular(0.95, 1.05, 1.15).unwrap();
    world.dependence.risks = vec![risk(
        "r",
        0.5,
        stretches("r", law),
        Each::Once,
        by_activity(&works),
    )];
    let [a, b] = ends(&world, [0, 1], 100_000);
    assert!(a == b, "one factor for both");
    let factors: Vec<f64> = a.iter().map(|days| days / 100.0).collect();
    near_mean("mean", &factors, 1.025);
    near_sd("sd", &factors, 0.038_188);
}

#[test]
fn a_risk_driver_over_uncertain_durations_correlates_them_as_it_should() {
    // Cov = E U^2 Var K and Var D = E K^2 (Var U + (E U)^2) - (E K E U)^2, with K = 1 or M.
    let mut world = alike(
        &["a", "b"],
        &Distribution::triangular(90.0, 100.0, 120.0).unwrap(),
    );
    let works = [activity(0, 0, 0), activity(1, 0, 0)];
    let law = Distribution::triangular(0.9, 1.1, 1.4).unwrap();
    world.dependence.risks = vec![risk(
        "r",
        0.5,
        stretches("r", law),
        Each::Once,
        by_activity(&works),
    )];
    let [a, b] = ends(&world, [0, 1], 100_000);
    near_mean("mean", &a, 110.222_222);
    near_sd("sd", &a, 12.1835);
    let r = 0.699_37_f64;
    near(
        "correlation",
        correlation(&a, &b),
        r,
        (1.0 - r * r) / 100_000_f64.sqrt(),
    );
}

#[test]
fn removing_a_site_leaves_every_other_draw_as_it_was() {
    let law = Distribution::lognormal(100.0, 40.0).unwrap();
    let build = |ids: &[&str]| {
        let mut world = alike(ids, &law);
        let works: Vec<Work> = (0..ids.len()).map(|site| activity(site, 0, 0)).collect();
        let phases: Vec<(usize, usize)> = (0..ids.len()).map(|site| (site, 0)).collect();
        let reach = by_phase(&phases, &works);
        world.dependence.drivers = vec![driver(
            "d",
            law.scaled(0.01),
            DriverOn::Duration,
            Each::Site,
            reach.clone(),
        )];
        world.dependence.risks = vec![
            risk(
                "once",
                0.4,
                delays("once", law.clone()),
                Each::Once,
                reach.clone(),
            ),
            risk(
                "phase",
                0.4,
                stretches("phase", law.scaled(0.01)),
                Each::Phase,
                reach.clone(),
            ),
        ];
        let members: Vec<String> = ids
            .iter()
            .map(|id| format!("site.{id}.phase.p.activity.a0.duration"))
            .collect();
        let members: Vec<&str> = members.iter().map(String::as_str).collect();
        let mut group = tied(&members, 0.3);
        let Tie::Levels(levels) = &mut group.tie else {
            panic!("levels")
        };
        levels.push(level("site", 0.2, ids));
        group.df = Some(5.0);
        world.dependence.groups = vec![group];
        world
    };
    let all = ready_of(&build(&["a", "b", "c"]));
    let two = ready_of(&build(&["a", "c"]));
    assert!(all[0] == two[0] && all[2] == two[1]);
}

fn ready_of(world: &Model) -> Vec<Vec<f64>> {
    let plan = plan(world);
    let columns: Vec<Column> = plan.phases.iter().map(|phase| phase.ready).collect();
    sample(&plan, 3_000, &columns)
}

#[test]
fn alone_each_phase_is_distributed_as_before_and_nothing_is_shared() {
    // Two samples of 20,000: the Kolmogorov-Smirnov distance exceeds 1.95 / 100 with a chance of
    // 0.001 each (1 - 0.999^4 in all, seed pinned).
    let law = Distribution::lognormal(100.0, 20.0).unwrap();
    let mut world = alike(&["a", "b", "c", "d"], &law);
    let works: Vec<Work> = (0..4).map(|site| activity(site, 0, 0)).collect();
    let phases: Vec<(usize, usize)> = (0..4).map(|site| (site, 0)).collect();
    let reach = by_phase(&phases, &works);
    world.dependence.drivers = vec![driver(
        "d",
        law.scaled(0.01),
        DriverOn::Duration,
        Each::Once,
        reach.clone(),
    )];
    world.dependence.risks = vec![risk("r", 0.4, delays("r", law.clone()), Each::Once, reach)];
    let mut alone = world.clone();
    alone.dependence = world.dependence.independent();
    alone.seed = 2;
    let (joint, apart) = (ready_20k(&world), ready_20k(&alone));
    for (joint, apart) in joint.iter().zip(&apart) {
        let distance = kolmogorov_smirnov(joint, apart);
        assert!(distance < 1.95 / 100.0, "{distance}");
    }
    assert!(correlation(&joint[0], &joint[1]) > 0.5);
    assert!(correlation(&apart[0], &apart[1]).abs() < 4.0 / 20_000_f64.sqrt());
}

fn ready_20k(world: &Model) -> Vec<Vec<f64>> {
    let plan = plan(world);
    let columns: Vec<Column> = plan.phases.iter().map(|phase| phase.ready).collect();
    sample(&plan, TRIALS, &columns)
}

/// The greatest distance of two empirical distributions of equal size.
fn kolmogorov_smirnov(a: &[f64], b: &[f64]) -> f64 {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let (mut below, mut greatest) = (0, 0.0_f64);
    for (rank, value) in a.iter().enumerate() {
        while below < b.len() && b[below] <= *value {
            below += 1;
        }
        greatest = greatest.max((rank as f64 + 1.0 - below as f64).abs() / a.len() as f64);
    }
    greatest
}

#[test]
fn without_a_driver_it_is_as_if_it_had_never_been() {
    let law = Distribution::lognormal(1.2, 0.3).unwrap();
    let mut world = alike(&["a", "b"], &constant(100.0));
    let works = [activity(0, 0, 0), activity(1, 0, 0)];
    let bare = ends(&world, [0, 1], 2_000);
    world.dependence.drivers = vec![driver(
        "d",
        law,
        DriverOn::Duration,
        Each::Once,
        by_activity(&works),
    )];
    assert!(ends(&world, [0, 1], 2_000) != bare);
    world.dependence = world.dependence.without("driver.d").unwrap();
    assert!(ends(&world, [0, 1], 2_000) == bare);
}
