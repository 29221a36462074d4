//! What phases are lost to, and how that is told.

use super::*;
use crate::world::{milestone, run};
use capcast::engine::{Unwatched, simulate, simulate_paired};
use capcast::model::{Link, LinkFrom, Milestone, PhaseState, Plant, PlantRole, Schedule};
use capcast::plan::Pairing;
use capcast::projection::{AttritionRow, Projection, RungRow};

const TRIALS: u64 = 20_000;

fn gated(phase: &mut Phase, gates: &[(usize, f64)]) {
    let Schedule::Network(list) = &mut phase.schedule else {
        panic!("a network");
    };
    for &(index, chance) in gates {
        let path = format!("{}.gate", list[index].path);
        list[index].gate = Some(fixed(&path, chance));
    }
}

fn row<'a>(projection: &'a Projection, site: &str, phase: &str) -> &'a AttritionRow {
    let mut rows = projection.risk.attrition.iter();
    rows.find(|row| row.site == site && row.phase == phase)
        .unwrap()
}

fn rung<'a>(row: &'a AttritionRow, cause: &str) -> &'a RungRow {
    let found = row.rungs.iter().find(|rung| rung.cause == cause);
    found.unwrap_or_else(|| panic!("no rung {cause} in {:?}", row.rungs))
}

fn causes(row: &AttritionRow) -> Vec<&str> {
    row.rungs.iter().map(|rung| rung.cause.as_str()).collect()
}

fn answer(mut world: Model) -> Projection {
    world.trials = TRIALS;
    run(&world)
}

#[test]
fn gates_are_survived_by_their_product_and_counted_as_their_activities_finish() {
    // The second gate is on the shorter activity: it strikes first.
    let mut one = abreast("a", "p", &[constant(100.0), constant(50.0)]);
    gated(&mut one, &[(0, 0.8), (1, 0.9)]);
    let projection = answer(model(vec![site("a", vec![one])]));
    let lost = row(&projection, "a", "p");
    assert_eq!(causes(lost), ["gate.a0", "gate.a1"]);
    near_share("comes", lost.comes.value, 0.72, TRIALS);
    near_share("first", rung(lost, "gate.a1").lost.value, 0.1, TRIALS);
    near_share(
        "second",
        rung(lost, "gate.a0").lost.value,
        0.2 * 0.9,
        TRIALS,
    );
    assert_eq!(rung(lost, "gate.a1").p50.as_deref(), Some("2025-02-20"));
    assert_eq!(rung(lost, "gate.a0").p50.as_deref(), Some("2025-04-11"));
    let online = milestone(&projection, "a", "p", "online");
    assert!((online.cancelled.value + lost.comes.value - 1.0).abs() < 1e-12);
    assert_eq!((lost.size_share.value, lost.size_share.se), (1.0, 0.0));
}

#[test]
fn a_gate_behind_which_work_is_over_takes_nothing() {
    let mut one = abreast("a", "p", &[constant(100.0)]);
    gated(&mut one, &[(0, 0.5)]);
    let Schedule::Network(list) = &mut one.schedule else {
        panic!("a network");
    };
    list[0].state = capcast::model::ActivityState::Finished {
        started: None,
        finished: fixed("site.a.phase.p.activity.a0.finished", start() + 10.0),
    };
    let projection = answer(model(vec![site("a", vec![one])]));
    assert_eq!(
        milestone(&projection, "a", "p", "online").cancelled.value,
        0.0
    );
    assert_eq!(projection.risk.attrition, []);
}

#[test]
fn every_loss_is_counted_once_and_undated_causes_first() {
    let mut first = abreast("a", "p", &[constant(100.0)]);
    first.proceed = fixed("site.a.phase.p.proceed", 0.8);
    gated(&mut first, &[(0, 0.9)]);
    // Waits for the first by two milestones.
    let mut second = abreast("a", "q", &[constant(10.0), constant(20.0)]);
    let Schedule::Network(list) = &mut second.schedule else {
        panic!("a network");
    };
    for (activity, milestone) in list
        .iter_mut()
        .zip([Milestone::Online, Milestone::Complete])
    {
        activity.after = vec![Link {
            from: LinkFrom::Phase {
                site: 0,
                phase: 0,
                milestone,
            },
            lag_days: 0.0,
        }];
    }
    gated(&mut second, &[(0, 0.7)]);
    let mut world = model(vec![site("a", vec![first, second])]);
    let reach = by_phase(&[(0, 0), (0, 1)], &[]);
    world.dependence.risks = vec![risk("r", 0.25, cancels(), Each::Phase, reach)];
    let projection = answer(world);
    let p = row(&projection, "a", "p");
    assert_eq!(causes(p), ["proceed", "risk.r", "gate.a0"]);
    near_share("proceed", rung(p, "proceed").lost.value, 0.2, TRIALS);
    near_share("risk", rung(p, "risk.r").lost.value, 0.8 * 0.25, TRIALS);
    near_share("gate", rung(p, "gate.a0").lost.value, 0.6 * 0.1, TRIALS);
    let q = row(&projection, "a", "q");
    // The gate is at the end of work that waits for the first phase: it cannot strike before.
    assert_eq!(causes(q), ["risk.r", "gate.a0", "waits for a.p"]);
    near_share("own risk", rung(q, "risk.r").lost.value, 0.25, TRIALS);
    near_share(
        "own gate",
        rung(q, "gate.a0").lost.value,
        0.75 * 0.54 * 0.3,
        TRIALS,
    );
    near_share(
        "waits",
        rung(q, "waits for a.p").lost.value,
        0.75 * 0.46,
        TRIALS,
    );
    for row in [p, q] {
        let lost: f64 = row.rungs.iter().map(|rung| rung.lost.value).sum();
        assert!((lost + row.comes.value - 1.0).abs() < 1e-12);
    }
    let struck = projection.risk.register[0].happened.unwrap();
    near_share("struck", struck.value, 1.0 - 0.75 * 0.75, TRIALS);
}

#[test]
fn a_cancelled_stage_never_comes_and_a_site_without_power_never_serves() {
    let mut here = site("a", vec![abreast("a", "p", &[constant(1.0)])]);
    here.grid = ["g", "h"]
        .map(|id| stage("a", id, constant(start() + 50.0), None))
        .into();
    let mut world = model(vec![here]);
    let waits = [0, 1].map(|stage| Work::Wait { site: 0, stage });
    world.dependence.risks = vec![risk("r", 0.4, cancels(), Each::Phase, by_activity(&waits))];
    let projection = answer(world.clone());
    let stages: Vec<f64> = projection
        .schedule
        .iter()
        .filter(|row| row.stage.is_some())
        .map(|row| row.cancelled.value)
        .collect();
    assert_eq!(stages.len(), 2);
    for lost in stages {
        near_share("stage", lost, 0.4, TRIALS);
    }
    let lost = row(&projection, "a", "p");
    assert_eq!(causes(lost), ["waits for power"]);
    near_share(
        "no power",
        rung(lost, "waits for power").lost.value,
        0.16,
        TRIALS,
    );
    near_share(
        "struck",
        projection.risk.register[0].happened.unwrap().value,
        0.64,
        TRIALS,
    );
    // Plant that is sure to come carries on; bridge plant stays where the grid never comes.
    world.sites[0].plants = vec![Plant {
        id: "gas".to_owned(),
        capacity: fixed("site.a.plant.gas.capacity", 10.0),
        from: fixed("site.a.plant.gas.from", start() + 10.0),
        until: None,
        role: PlantRole::Bridge,
        fuel: None,
        availability: fixed("site.a.plant.gas.availability", 1.0),
        emissions: None,
        cost: None,
        sources: Vec::new(),
    }];
    let projection = answer(world);
    assert_eq!(
        milestone(&projection, "a", "p", "online").cancelled.value,
        0.0
    );
    let powered = crate::world::series(&projection, "site", "a", "gpus_powered");
    assert_eq!(powered.p5.last(), Some(&1_000.0));
}

#[test]
fn a_link_to_a_stage_that_never_comes_is_named() {
    let mut one = abreast("a", "p", &[constant(1.0)]);
    let Schedule::Network(list) = &mut one.schedule else {
        panic!("a network");
    };
    list[0].after = vec![Link {
        from: LinkFrom::Stage(0),
        lag_days: 0.0,
    }];
    let mut here = site("a", vec![one]);
    here.grid = ["g", "h"]
        .map(|id| stage("a", id, constant(start() + 50.0), None))
        .into();
    let mut world = model(vec![here]);
    let reach = by_activity(&[Work::Wait { site: 0, stage: 0 }]);
    world.dependence.risks = vec![risk("r", 0.3, cancels(), Each::Once, reach)];
    let projection = answer(world);
    let lost = row(&projection, "a", "p");
    assert_eq!(causes(lost), ["waits for energised.g"]);
    near_share(
        "no stage",
        rung(lost, "waits for energised.g").lost.value,
        0.3,
        TRIALS,
    );
}

#[test]
fn what_stays_paused_is_told_apart_from_what_is_cancelled_after_its_restart() {
    let mut one = abreast("a", "p", &[constant(100.0)]);
    one.state = PhaseState::Open {
        observed: None,
        paused: Some(capcast::model::Pause {
            since: Instant::from_days(start() + 10.0),
            probability: fixed("site.a.phase.p.restart.probability", 0.6),
            date: fixed("site.a.phase.p.restart.date", start() + 300.0),
            chip: None,
            gpus: None,
            customer: None,
        }),
    };
    let mut world = model(vec![site("a", vec![one])]);
    let reach = by_phase(&[(0, 0)], &[activity(0, 0, 0)]);
    world.dependence.risks = vec![
        risk("cancel", 0.5, cancels(), Each::Once, reach.clone()),
        risk(
            "delay",
            1.0,
            delays("delay", constant(7.0)),
            Each::Once,
            reach,
        ),
    ];
    let plan = plan(&world);
    let [ready] = since_start(&plan, 1_000, [plan.phases[0].ready]);
    assert!(
        ready
            .iter()
            .all(|ready| [300.0 + 100.0 + 7.0, f64::INFINITY].contains(ready))
    );
    let projection = answer(world);
    let online = milestone(&projection, "a", "p", "online");
    near_share("paused", online.never_restarted.value, 0.4, TRIALS);
    near_share("cancelled", online.cancelled.value, 0.3, TRIALS);
    assert_eq!(
        causes(row(&projection, "a", "p")),
        ["restart", "risk.cancel"]
    );
}

#[test]
fn a_shrinking_risk_leaves_the_full_size_exact_and_its_share_is_told() {
    let mut world = model(vec![site("a", vec![phase("a", "p", 12_345.0)])]);
    world.sites[0].phases[0].delivered = fixed("site.a.phase.p.delivered", 0.8);
    let reach = by_phase(&[(0, 0)], &[]);
    let half = shrinks("r", constant(0.5));
    world.dependence.risks = vec![risk("r", 0.3, half, Each::Once, reach)];
    let projection = answer(world.clone());
    let gpus = crate::world::series(&projection, "total", "", "gpus_installed");
    let last = projection.periods.len() - 1;
    assert_eq!(
        (gpus.p10[last], gpus.p50[last]),
        (12_345.0 * 0.4, 12_345.0 * 0.8)
    );
    let shares = row(&projection, "a", "p").size_share;
    assert!((shares.value - 0.8 * 0.85).abs() < 4.0 * shares.se && shares.se > 0.0);
    // An uncertain shrinkage leaves the full size exact all the same.
    world.dependence.risks[0].impact = shrinks("r", Distribution::uniform(0.2, 0.9).unwrap());
    let projection = answer(world);
    let gpus = crate::world::series(&projection, "total", "", "gpus_installed");
    assert_eq!(gpus.p50[last], 12_345.0 * 0.8);
}

/// A world with everything that ties and befalls.
fn everything() -> Model {
    let law = Distribution::lognormal(300.0, 100.0).unwrap();
    let mut world = alike(&["a", "b", "c"], &law);
    for (index, site) in world.sites.iter_mut().enumerate() {
        let id = site.id.clone();
        gated(&mut site.phases[0], &[(0, 0.9)]);
        site.phases.push(phase(&id, "q", 500.0));
        let date = Distribution::normal(start() + 400.0, 90.0).unwrap();
        site.grid = vec![stage(&id, "g", date, Some(start() + 100.0 * index as f64))];
    }
    world.trials = 5_000;
    let mut work: Vec<Work> = (0..3).map(|site| activity(site, 0, 0)).collect();
    work.extend((0..3).map(|site| Work::Span { site, phase: 1 }));
    work.extend((0..3).map(|site| Work::Wait { site, stage: 0 }));
    let works = by_activity(&work);
    let phases = by_phase(&[(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)], &work[..6]);
    let by = |mean: f64| Distribution::lognormal(mean, 0.3).unwrap();
    world.dependence.drivers = vec![
        driver("d", by(1.1), DriverOn::Duration, Each::Once, works.clone()),
        driver("s", by(0.9), DriverOn::Size, Each::Site, phases.clone()),
    ];
    world.dependence.risks = vec![
        risk("c", 0.2, cancels(), Each::Phase, works.clone()),
        risk("d", 0.4, delays("d", law.clone()), Each::Site, works),
        risk(
            "f",
            0.5,
            stretches("f", by(1.5)),
            Each::Activity,
            phases.clone(),
        ),
        risk(
            "z",
            0.3,
            shrinks("z", Distribution::uniform(0.4, 0.9).unwrap()),
            Each::Once,
            phases,
        ),
    ];
    let members: Vec<String> = ["a", "b", "c"]
        .iter()
        .flat_map(|id| {
            [
                format!("site.{id}.phase.p.activity.a0.duration"),
                format!("site.{id}.grid.g.energised"),
            ]
        })
        .collect();
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    let mut group = tied(&members, 0.4);
    group.df = Some(4.0);
    world.dependence.groups = vec![group];
    world
}

#[test]
fn threads_leave_no_trace_and_a_plan_beside_another_is_what_it_is_alone() {
    let base = everything();
    let mut variants = vec![base.clone(); 6];
    variants[0].dependence.risks[1].impact = delays("d", constant(30.0));
    variants[1].dependence = base.dependence.without("correlation.g").unwrap();
    variants[2].dependence = base.dependence.independent();
    variants[3].dependence = base.dependence.without("risk.z").unwrap();
    gated(&mut variants[4].sites[2].phases[0], &[(0, 0.5)]);
    // Nothing but its own chance befalls any: losses are not counted by cause.
    variants[5].dependence = capcast::model::Dependence::default();
    for site in &mut variants[5].sites {
        gated(&mut site.phases[0], &[(0, 1.0)]);
    }
    for variant in &variants {
        let plans = [plan(&base), plan(variant)];
        let pairing = Pairing::of((&base, &plans[0]), (variant, &plans[1]));
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let run =
                || simulate_paired(&plans, std::slice::from_ref(&pairing), &Unwatched).unwrap();
            pool.build().unwrap().install(run)
        };
        let one = on(1);
        assert!(on(2) == one && on(3) == one);
        for (plan, result) in plans.iter().zip(&one.0) {
            let alone = simulate(std::slice::from_ref(plan), &Unwatched).unwrap();
            assert!(*result == alone[0]);
        }
    }
    // A change at one site leaves the others' columns shared.
    let sharing = capcast::plan::Sharing::of(&plan(&base), &plan(&variants[4]));
    assert_eq!(
        [0, 1, 2].map(|site| sharing.site(site)),
        [Some(0), Some(1), None]
    );
}

#[test]
fn the_register_says_what_each_driver_and_risk_does() {
    let mut world = everything();
    world.dependence.risks[2].off = true;
    let projection = answer(world);
    let said: Vec<String> = projection
        .risk
        .register
        .iter()
        .map(|row| {
            let happened =
                row.happened.map_or(
                    "-",
                    |happened| if happened.value > 0.0 { "yes" } else { "no" },
                );
            format!(
                "{} {}: {}; each {}; {}; on {}",
                row.kind,
                row.id,
                row.what,
                row.each,
                happened,
                row.applies_to.len()
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "driver d: durations times 0.753 to 1.5; each once; -; on 9",
            "driver s: sizes times 0.563 to 1.29; each site; -; on 5",
            "risk c: cancels; each phase; yes; on 9",
            "risk d: delays by 6.17 to 14.2 months; each site; yes; on 9",
            "risk f: durations times 1.14 to 1.9; each activity; -; on 6",
            "risk z: 45 to 85 % of the GPUs come; each once; yes; on 5",
        ]
    );
}
