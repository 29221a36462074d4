//! What plans share is not worked out twice, and nothing tells: random edits of random worlds.

use crate::properties::{activities, build, recipes};
use crate::world::{fixed, model, phase, site, uncertain};
use capcast::distribution::{Distribution, Domain};
use capcast::engine::{Unwatched, simulate, simulate_paired, trace};
use capcast::model::{Energised, Model};
use capcast::plan::{Both, Pairing, Plan, RunSpec, ScopeKind, Sharing};
use capcast::results::{BIN_WIDTH, LevelDifference, Paired, Results};
use proptest::prelude::*;

/// A change of a world: which kind, where, and by how much.
type Edit = (u8, usize, f64);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    prop::collection::vec((0..14_u8, 0..6_usize, 0.3..2.5), 0..4)
}

fn edited(base: &Model, edits: &[Edit]) -> Model {
    let mut world = base.clone();
    for &(kind, place, by) in edits {
        edit(&mut world, kind, place, by);
    }
    world
}

fn edit(world: &mut Model, kind: u8, place: usize, by: f64) {
    let count = world.sites.len();
    let last = count == 1;
    let has_new = world.sites.iter().any(|site| site.id == "new");
    let site = &mut world.sites[place % count];
    let count = site.phases.len();
    let one = &mut site.phases[place % count];
    match kind {
        0 => one.mfu = fixed(one.mfu.path(), 0.2 + 0.1 * by),
        1 => one.proceed = fixed(one.proceed.path(), 0.3 * by),
        2 => one.ramp = fixed(one.ramp.path(), 50.0 * by),
        3 => one.delivered = fixed(one.delivered.path(), 0.4 * by),
        4 => site.pue_peak = fixed(site.pue_peak.path(), 1.0 + 0.2 * by),
        5 => site.load_factor = fixed(site.load_factor.path(), 0.3 * by),
        6 => {
            for stage in &mut site.grid {
                stage.capacity = fixed(stage.capacity.path(), 10.0 * by);
            }
        }
        7 => {
            for stage in &mut site.grid {
                let date = stage.date();
                let law = date.distribution().shifted(100.0 * by);
                let date = uncertain(date.path(), law);
                stage.energised = Energised::Expected {
                    date,
                    seen: None,
                    from: None,
                };
            }
        }
        8 => {
            site.grid.pop();
        }
        9 => {
            for activity in activities(world).skip(place).take(2) {
                let law = activity.duration.distribution().scaled(by);
                activity.duration = uncertain(activity.duration.path(), law);
            }
        }
        10 if !last => {
            world.sites.remove(place % world.sites.len());
        }
        11 if !has_new => {
            let gpus = 4_000.0 * by;
            world.sites.insert(0, new_site(gpus));
        }
        12 => world.chips[0].watts = fixed("chip.plain.watts", 900.0 * by),
        _ => {
            // Sixteen times as many GPUs: the totals are counted in coarser quanta.
            let law = Distribution::range(Domain::Positive, 8_000.0 * by, 80_000.0 * by).unwrap();
            one.size = capcast::model::Size::Gpus(uncertain(&format!("{}.gpus", one.path), law));
        }
    }
}

fn new_site(gpus: f64) -> capcast::model::Site {
    let mut new = phase("new", "p", gpus);
    new.proceed = fixed("site.new.phase.p.proceed", 0.7);
    site("new", vec![new])
}

fn spec(world: &Model) -> RunSpec {
    RunSpec {
        scopes: ScopeKind::ALL.to_vec(),
        ..RunSpec::of(world)
    }
}

fn paired(base: &Model, variant: &Model) -> ([Plan; 2], Pairing, Vec<Results>, Paired) {
    let plans = [base, variant].map(|world| Plan::compile(world, &spec(base)));
    let pairing = Pairing::of((base, &plans[0]), (variant, &plans[1]));
    let pairings = [pairing];
    let (results, mut paired) = simulate_paired(&plans, &pairings, &Unwatched).unwrap();
    let [pairing] = pairings;
    (plans, pairing, results, paired.remove(0))
}

/// The differences of a series in every trial, period by period, and how much rounding they hold.
fn differences(plans: &[Plan; 2], both: Both<(usize, usize)>) -> (Vec<Vec<f64>>, f64) {
    let place = |plan: &Plan, place: Option<(usize, usize)>| {
        place.map(|(scope, series)| {
            let quantum = plan.scopes[scope].series[series].grid.quantum;
            (trace(plan, plan.trials, scope, series).levels, quantum)
        })
    };
    let (base, variant) = (place(&plans[0], both.base), place(&plans[1], both.variant));
    let quanta = [&base, &variant].map(|traced| traced.as_ref().map_or(0.0, |traced| traced.1));
    let trials = plans[0].trials as usize;
    let differences = (0..plans[0].timeline.periods()).map(|period| {
        let at = |traced: &Option<(Vec<Vec<f64>>, f64)>, trial: usize| {
            traced
                .as_ref()
                .map_or(0.0, |(levels, _)| levels[period][trial])
        };
        (0..trials)
            .map(|trial| at(&variant, trial) - at(&base, trial))
            .collect()
    });
    (differences.collect(), 16.0 * (quanta[0] + quanta[1]))
}

/// Whether a difference is told as the trials have it.
fn assert_told(told: Option<&LevelDifference>, exact: &[Vec<f64>], rounding: f64) {
    for (period, levels) in exact.iter().enumerate() {
        let n = levels.len() as f64;
        let Some(told) = told else {
            assert!(
                levels.iter().all(|level| level.abs() <= rounding),
                "{period}"
            );
            continue;
        };
        let trials = levels.len() as u64;
        let mean = levels.iter().sum::<f64>() / n;
        let (counted, sd) = told.mean_and_sd(period, trials);
        let scatter: f64 = levels.iter().map(|level| (level - mean).powi(2)).sum();
        let greatest = levels.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        assert!(
            (counted - mean).abs() <= rounding + 1e-12 * greatest,
            "{counted} for {mean}"
        );
        let known = (scatter / (n - 1.0)).sqrt();
        assert!(
            (sd - known).abs() <= rounding + 1e-9 * greatest,
            "{sd} for {known}"
        );
        let sides = told.sides(period);
        let count =
            |is: &dyn Fn(f64) -> bool| levels.iter().filter(|level| is(**level)).count() as u64;
        assert_eq!(sides.below + sides.zero + sides.above, trials);
        // What is within rounding of zero may be told either way; what is not may not.
        assert!(sides.above >= count(&|level| level > rounding));
        assert!(sides.above <= count(&|level| level > 0.0));
        assert!(sides.below >= count(&|level| level < -rounding));
        assert!(sides.below <= count(&|level| level < 0.0));
        let mut sorted = levels.clone();
        sorted.sort_by(f64::total_cmp);
        let ranks: Vec<u64> = (1..=trials).step_by(7).collect();
        let values = told.at_ranks(period, trials, &ranks);
        for (rank, value) in ranks.iter().zip(values) {
            let exact = sorted[*rank as usize - 1];
            // Near zero all values share one bin.
            let bound = (exact.abs() * BIN_WIDTH).max(greatest / 100.0) + rounding;
            assert!(
                (value - exact).abs() <= bound,
                "{period}, {rank}: {value} for {exact}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_beside_another_comes_to_what_it_comes_to_alone(recipe in recipes(), edits in edits()) {
        let base = build(&recipe);
        let variant = edited(&base, &edits);
        let (plans, _, results, _) = paired(&base, &variant);
        for (plan, result) in plans.iter().zip(&results) {
            let alone = simulate(std::slice::from_ref(plan), &Unwatched).unwrap();
            prop_assert!(*result == alone[0]);
        }
    }

    #[test]
    fn differences_are_those_of_every_trial(recipe in recipes(), edits in edits()) {
        let base = build(&recipe);
        let variant = edited(&base, &edits);
        let (plans, pairing, _, paired) = paired(&base, &variant);
        prop_assert_eq!(pairing.series.len(), paired.series.len());
        for (both, told) in pairing.series.iter().zip(&paired.series) {
            let (exact, rounding) = differences(&plans, *both);
            assert_told(told.as_deref(), &exact, rounding);
        }
    }

    #[test]
    fn turned_round_a_difference_is_its_mirror_image(recipe in recipes(), edits in edits()) {
        let base = build(&recipe);
        let variant = edited(&base, &edits);
        let (.., there) = paired(&base, &variant);
        let (_, pairing, _, back) = paired(&variant, &base);
        let n = base.trials;
        let ranks: Vec<u64> = (1..=n).collect();
        for (there, back) in there.series.iter().zip(&back.series) {
            let (Some(there), Some(back)) = (there, back) else {
                prop_assert_eq!(there.is_none(), back.is_none());
                continue;
            };
            for period in 0..72 {
                let ((mean, sd), (back_mean, back_sd)) = (there.mean_and_sd(period, n), back.mean_and_sd(period, n));
                prop_assert_eq!((mean, sd), (-back_mean, back_sd));
                let (sides, turned) = (there.sides(period), back.sides(period));
                prop_assert_eq!((sides.above, sides.below), (turned.below, turned.above));
                let (values, turned) = (there.at_ranks(period, n, &ranks), back.at_ranks(period, n, &ranks));
                for (value, turned) in values.iter().zip(turned.iter().rev()) {
                    prop_assert!((value + turned).abs() <= 1e-9 * value.abs(), "{} {}", value, turned);
                }
            }
        }
        prop_assert_eq!(pairing.phases.len(), there.phases.len());
        for (there, back) in there.phases.iter().flatten().zip(back.phases.iter().flatten()) {
            prop_assert_eq!((there.ahead, there.gained), (back.behind, back.lost));
            prop_assert_eq!((there.both(), there.never), (back.both(), back.never));
            prop_assert_eq!(there.mean().map(|(mean, se)| (-mean, se)), back.mean());
            let days = |days: &capcast::results::DateCounts| {
                let ranks: Vec<u64> = (1..=days.finite()).collect();
                days.at_ranks(&ranks).into_iter().flatten().collect::<Vec<i32>>()
            };
            let turned: Vec<i32> = days(&back.days).iter().rev().map(|day| -day).collect();
            prop_assert_eq!(days(&there.days), turned);
        }
    }
}

/// A world of several blocks, and one of which a site is another.
fn worlds() -> (Model, Model) {
    let mut world = model(
        ["a", "b", "c", "d"]
            .map(|id| {
                let mut one = phase(id, "p", 9_000.0);
                one.schedule = crate::world::overrun(
                    &one.path.clone(),
                    Distribution::range(Domain::Positive, 0.9, 1.6).unwrap(),
                    one.announced_online.unwrap(),
                );
                site(id, vec![one])
            })
            .into(),
    );
    world.trials = 40_000;
    let mut other = world.clone();
    other.sites[1].phases[0].delivered = fixed("site.b.phase.p.delivered", 0.5);
    (world, other)
}

#[test]
fn differences_are_the_same_bits_on_any_number_of_threads() {
    let (base, variant) = worlds();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let (_, _, results, paired) = pool.build().unwrap().install(|| paired(&base, &variant));
        (results, paired)
    };
    let one = on(1);
    for threads in [2, 3, 8] {
        assert!(on(threads) == one, "{threads} threads");
    }
}

#[test]
fn what_no_edit_touches_is_shared() {
    let (base, variant) = worlds();
    let (plans, pairing, results, paired) = paired(&base, &variant);
    let sharing = Sharing::of(&plans[0], &plans[1]);
    assert_eq!(
        [0, 1, 2, 3].map(|site| sharing.site(site)),
        [Some(0), None, Some(2), Some(3)]
    );
    // The dates are the same ones, but for when it is complete: that is the build-out's.
    assert_eq!(
        sharing.column(plans[1].phases[1].online),
        Some(plans[0].phases[1].online)
    );
    assert_eq!(sharing.milestones(1), None);
    for (both, told) in pairing.series.iter().zip(&paired.series) {
        let (scope, number) = both.base.unwrap();
        let entry = &plans[0].scopes[scope];
        let touched = entry.phases.iter().any(|&(site, _)| site == 1);
        let stranded = entry.series[number].metric == capcast::plan::Metric::StrandedPower;
        assert_eq!(told.is_some(), touched, "{:?} {}", entry.kind, entry.id);
        let (scope, number) = both.variant.unwrap();
        let [ours, theirs] = [1, 0].map(|plan: usize| &results[plan].series[scope][number]);
        let same = std::sync::Arc::ptr_eq(ours, theirs);
        assert!(same != touched || stranded, "{:?} {}", entry.kind, entry.id);
    }
}

#[test]
fn an_announcement_alone_moves_the_delivery_gap_by_what_was_announced() {
    let (base, _) = worlds();
    let mut variant = base.clone();
    // It runs, as a fact: what is announced of it changes nothing but the announced path.
    let fact = |world: &mut Model, later: bool| {
        let one = &mut world.sites[0].phases[0];
        one.state = capcast::model::PhaseState::Online(capcast::model::OnlineFact {
            date: fixed("site.a.phase.p.actual_online", 21_000.0),
            gpus: None,
        });
        one.schedule = capcast::model::Schedule::Known;
        if later {
            one.announced_online = Some(capcast::calendar::Period::day(jiff::civil::date(
                2028, 1, 1,
            )));
        }
    };
    let mut base = base;
    fact(&mut base, false);
    fact(&mut variant, true);
    let comparison = crate::pairs::compared(&base, &variant);
    let at = comparison
        .periods
        .iter()
        .position(|day| day == "2027-06-30")
        .unwrap();
    let find = |metric: &str| comparison.find(0, "total", None, metric).unwrap();
    let (load, gap) = (find("facility_load"), find("delivery_gap"));
    // 9,000 GPUs of 1 kW at a PUE of 1.25 are 11.25 MW, no longer announced for then.
    assert_eq!(
        (load.announced[at], load.mean[at], load.above[at]),
        (-11.25, 0.0, 0.0)
    );
    assert_eq!(
        (gap.mean[at], gap.mean_se[at], gap.p50[at]),
        (-11.25, 0.0, -11.25)
    );
    assert_eq!((gap.above[at], gap.below[at]), (0.0, 1.0));
    let before = comparison
        .periods
        .iter()
        .position(|day| day == "2026-06-30")
        .unwrap();
    assert_eq!((gap.above[before], gap.below[before]), (0.0, 0.0));
}
