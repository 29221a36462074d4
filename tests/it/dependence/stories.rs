//! Branches: rival stories, one of which holds in a trial.

use super::*;
use crate::world::run;
use capcast::model::{Branch, BranchOption, Chip, ChipChoice, Schedule};

const TRIALS: u64 = 20_000;

fn option(name: &str, weight: f64, laws: &[(&str, Distribution)]) -> BranchOption {
    let laws = laws
        .iter()
        .map(|(path, law)| ((*path).to_owned(), law.clone()));
    BranchOption {
        name: name.to_owned(),
        weight,
        set: vec![("site.a.phase.p.gpus".to_owned(), name.to_owned())],
        laws: laws.collect(),
        chips: Vec::new(),
    }
}

fn branch(options: Vec<BranchOption>) -> Branch {
    Branch {
        id: "plan".to_owned(),
        name: "the plan".to_owned(),
        options,
        sources: Vec::new(),
    }
}

const GPUS: &str = "site.a.phase.p.gpus";
const DURATION: &str = "site.a.phase.p.activity.a0.duration";

#[test]
fn quantities_come_from_one_story_together() {
    let mut world = alike(&["a"], &constant(100.0));
    world.trials = TRIALS;
    world.dependence.branches = vec![branch(vec![
        option(
            "small",
            4.0,
            &[(GPUS, constant(23_040.0)), (DURATION, constant(300.0))],
        ),
        option("large", 1.0, &[(GPUS, constant(45_000.0))]),
    ])];
    let plan = plan(&world);
    let network = plan.phases[0].network.as_ref().unwrap();
    let columns = [network.end, plan.build(0).size, plan.branches[0]];
    let values = sample(&plan, TRIALS, &columns);
    let trials = values[0].iter().zip(&values[1]).zip(&values[2]);
    for ((end, gpus), story) in trials {
        let told = (end - start(), *gpus, *story);
        // The story that says nothing of the duration leaves it as it stands.
        assert!(
            [(300.0, 23_040.0, 0.0), (100.0, 45_000.0, 1.0)].contains(&told),
            "{told:?}"
        );
    }
    let paths: Vec<&str> = plan
        .inputs
        .iter()
        .map(|input| input.path.as_str())
        .collect();
    assert_eq!(paths, ["branch.plan"]);
    let projection = run(&world);
    let told = &projection.risk.branches[0];
    assert_eq!((told.options[0].weight, told.options[1].weight), (0.8, 0.2));
    near_share("small", told.options[0].share.value, 0.8, TRIALS);
    assert_eq!(
        told.options[0].share.value + told.options[1].share.value,
        1.0
    );
    assert_eq!(told.options[1].set, ["site.a.phase.p.gpus = large"]);
    // Both sizes are counted exactly.
    let gpus = crate::world::series(&projection, "total", "", "gpus_installed");
    assert_eq!(
        (gpus.p50.last(), gpus.p90.last()),
        (Some(&23_040.0), Some(&45_000.0))
    );
}

#[test]
fn a_story_leaves_the_draws_of_the_others_and_of_what_it_does_not_tell() {
    let law = Distribution::lognormal(100.0, 30.0).unwrap();
    let world = alike(&["a", "b"], &law);
    let mut told = world.clone();
    let other = Distribution::lognormal(200.0, 30.0).unwrap();
    told.dependence.branches = vec![branch(vec![
        option("as it stands", 1.0, &[]),
        option("slow", 1.0, &[(DURATION, other.clone())]),
    ])];
    let plan = plan(&told);
    let columns = [0, 1].map(|phase| plan.phases[phase].network.as_ref().unwrap().end);
    let [a, b] = since_start(&plan, TRIALS, columns);
    let choice = &sample(&plan, TRIALS, &plan.branches)[0];
    let [plain, untold] = ends(&world, [0, 1], TRIALS);
    assert!(b == untold);
    let mut slow = world;
    slow.dependence.branches = Vec::new();
    if let Schedule::Network(list) = &mut slow.sites[0].phases[0].schedule {
        list[0].duration = uncertain(DURATION, other);
    }
    let [slow] = ends(&slow, [0], TRIALS);
    for trial in 0..TRIALS as usize {
        let known = if choice[trial] == 0.0 {
            plain[trial]
        } else {
            slow[trial]
        };
        assert_eq!(a[trial], known);
    }
}

#[test]
fn stories_tell_of_work_under_way_of_chances_risks_and_dates() {
    let mut world = alike(&["a"], &Distribution::exponential(100.0).unwrap());
    let Schedule::Network(list) = &mut world.sites[0].phases[0].schedule else {
        panic!("a network");
    };
    list[0].state = capcast::model::ActivityState::Started {
        started: fixed("site.a.phase.p.activity.a0.started", start()),
    };
    list[0].seen = Some(Instant::from_days(start() + 90.0));
    world.sites[0].grid = vec![stage("a", "g", constant(start() + 10.0), None)];
    let reach = by_phase(&[(0, 0)], &[activity(0, 0, 0)]);
    world.dependence.risks = vec![risk(
        "r",
        0.0,
        delays("r", constant(5.0)),
        Each::Site,
        reach.clone(),
    )];
    world.dependence.drivers = vec![driver(
        "d",
        constant(1.0),
        DriverOn::Duration,
        Each::Site,
        reach,
    )];
    world.dependence.branches = vec![branch(vec![
        option("plain", 1.0, &[]),
        option(
            "late",
            1.0,
            &[
                (DURATION, Distribution::uniform(50.0, 100.0).unwrap()),
                ("site.a.phase.p.proceed", constant(0.5)),
                ("risk.r.probability", constant(1.0)),
                ("risk.r.delay", constant(1_000.0)),
                ("driver.d.factor", constant(2.0)),
                ("site.a.grid.g.energised", constant(start() + 2_000.0)),
            ],
        ),
    ])];
    let plan = plan(&world);
    let phase = &plan.phases[0];
    let finish = phase.network.as_ref().unwrap().end;
    let columns = [finish, phase.ready, phase.online, plan.branches[0]];
    let [finish, ready, online, story] = since_start(&plan, TRIALS, columns);
    let mut lost = 0;
    for trial in 0..TRIALS as usize {
        let (finish, ready, online) = (finish[trial], ready[trial], online[trial]);
        if story[trial] + start() == 0.0 {
            assert!(finish >= 90.0 && ready == finish && online == ready.max(10.0));
        } else {
            // Given that it outlasts 90 days at most 10 of the work are left, and take twice as long.
            assert!((90.0..=110.0).contains(&finish), "{finish}");
            lost += u64::from(online == f64::INFINITY);
            assert!(online == f64::INFINITY || (ready == finish + 1_000.0 && online == 2_000.0));
        }
    }
    near_share("lost", lost as f64 / TRIALS as f64, 0.25, TRIALS);
}

#[test]
fn a_story_may_tell_the_chip() {
    let mut world = model(vec![site("a", vec![phase("a", "p", 1_000.0)])]);
    world.trials = TRIALS;
    world.chips.push(Chip {
        id: "hot".to_owned(),
        watts: fixed("chip.hot.watts", 2_000.0),
        ops_8bit: fixed("chip.hot.ops_8bit", 4e15),
        ..world.chips[0].clone()
    });
    let mut hot = option("hot", 3.0, &[]);
    hot.chips = vec![("site.a.phase.p.chip".to_owned(), ChipChoice::One(1))];
    let mut mixed = option("mixed", 1.0, &[]);
    mixed.chips = vec![(
        "site.a.phase.p.chip".to_owned(),
        ChipChoice::OneOf {
            path: "site.a.phase.p.chip".to_owned(),
            options: vec![(0, 1.0), (1, 1.0)],
        },
    )];
    world.dependence.branches = vec![branch(vec![hot, mixed])];
    let plan = plan(&world);
    let columns = [plan.build(0).it_load, plan.branches[0]];
    let values = sample(&plan, TRIALS, &columns);
    let watts = |story: f64, load: f64| {
        let trials = values[0].iter().zip(&values[1]);
        let these = trials.filter(|(of, told)| **told == story && **of == load);
        these.count() as f64 / TRIALS as f64
    };
    assert_eq!(watts(0.0, 0.001), 0.0);
    near_share("hot", watts(0.0, 0.002), 0.75, TRIALS);
    near_share("mixed, plain", watts(1.0, 0.001), 0.125, TRIALS);
    near_share("mixed, hot", watts(1.0, 0.002), 0.125, TRIALS);
}
