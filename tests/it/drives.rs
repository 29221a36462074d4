//! What drives outcomes and what moves together, against exact answers.
//!
//! A number is compared in its own standard errors, none more than 4 away: a false alarm in 15,000
//! where the error is right. Seeds are pinned.

mod shared;

use crate::world::{model, network, overrun, phase, site, uncertain};
use capcast::calendar::Period;
use capcast::distribution::Distribution;
use capcast::drives::{Keeper, TRIALS, defaults};
use capcast::engine::{Unwatched, simulate_into};
use capcast::model::{Link, LinkFrom, Milestone, Model, Schedule, Size};
use capcast::outcome::Outcome;
use capcast::plan::{Plan, RunSpec};
use capcast::projection::{
    ActivityRow, Estimate, JointRow, Projection, Provenance, SensitivityRow,
};
use capcast::scenario::{LoadOptions, load};
use jiff::civil::date;
use std::path::Path;

/// The answer of a model, with outcomes beside those of every run.
fn driven(model: &Model, asked: &[&str]) -> Projection {
    let plan = Plan::compile(model, &RunSpec::of(model));
    let mut outcomes = defaults(model, &plan);
    outcomes.extend(asked.iter().map(|text| text.parse::<Outcome>().unwrap()));
    let mut keeper = Keeper::new(model, &plan, &outcomes);
    let results = simulate_into(std::slice::from_ref(&plan), &Unwatched, &mut keeper).unwrap();
    let mut answer = Projection::new(model, &plan, &results[0], &Provenance::default());
    keeper.finish(&plan, &mut answer);
    answer
}

fn known(name: &str) -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/known")
        .join(format!("{name}.toml"));
    let mut model = load(&path, &LoadOptions::default()).unwrap().model;
    model.trials = TRIALS;
    model
}

fn near(what: &str, estimate: Estimate, truth: f64) {
    let off = (estimate.value - truth).abs();
    assert!(
        off <= 4.0 * estimate.se + 1e-9,
        "{what}: {} ± {} for {truth}",
        estimate.value,
        estimate.se
    );
}

fn row<'a>(answer: &'a Projection, outcome: &str, input: &str) -> &'a SensitivityRow {
    let mut rows = answer.sensitivity.iter();
    rows.find(|row| row.outcome == outcome && row.input == input)
        .unwrap_or_else(|| panic!("no row of {input} for {outcome}"))
}

fn inputs<'a>(answer: &'a Projection, outcome: &str) -> Vec<&'a str> {
    let rows = answer.sensitivity.iter();
    let rows = rows.filter(|row| row.outcome == outcome);
    let mut inputs: Vec<&str> = rows.map(|row| row.input.as_str()).collect();
    inputs.sort_unstable();
    inputs
}

fn activity<'a>(answer: &'a Projection, id: &str) -> &'a ActivityRow {
    let mut rows = answer.schedule.iter().flat_map(|row| &row.activities);
    rows.find(|row| row.id == id).unwrap()
}

/// Two phases at two sites, each with an overrun of 0 to 2 of its 730 days: on time with chance 1/2.
fn two() -> Model {
    let online = Period::day(date(2026, 12, 31));
    let spread = || Distribution::uniform(0.5, 1.5).unwrap();
    let of = |name: &str| {
        let mut phase = phase(name, "x", 1_000.0);
        phase.schedule = overrun(&phase.path, spread(), online);
        site(name, vec![phase])
    };
    let mut model = model(vec![of("a"), of("b")]);
    model.trials = TRIALS;
    model
}

/// The second of the two waits for the first, and for nothing else.
fn chained() -> Model {
    let mut model = two();
    let one = Distribution::constant(1.0);
    let mut second = network(phase("b", "x", 1_000.0), &[("move-in", one, &[])]);
    if let Schedule::Network(activities) = &mut second.schedule {
        activities[0].after = vec![Link {
            from: LinkFrom::Phase {
                site: 0,
                phase: 0,
                milestone: Milestone::Online,
            },
            lag_days: 0.0,
        }];
    }
    model.sites[1].phases[0] = second;
    model
}

/// One input is all of its date: it has the whole variance; and the chance p to be on time is known
/// once it is, so that knowing it is worth all of p (1 - p) = 1/4.
#[test]
fn the_only_input_has_all_of_it() {
    let answer = driven(&two(), &[]);
    let date = row(&answer, "online of a.x", "site.a.phase.x.overrun");
    assert!((date.share_of_variance - 1.0).abs() < 1e-4, "{date:?}");
    assert!(date.rank_correlation > 0.9999 && date.value_of_information.is_none());
    // Thirds of a uniform law of 730 days: two thirds apart.
    near(
        "swing",
        Estimate {
            value: date.swing,
            se: date.swing_se,
        },
        730.0 * 2.0 / 3.0,
    );
    let chance = "online of a.x by 2026-12-31";
    let row = row(&answer, chance, "site.a.phase.x.overrun");
    let worth = row.value_of_information.unwrap();
    assert!((worth.value - 0.25).abs() < 0.004, "{worth:?}");
    assert!((row.swing + 1.0).abs() < 1e-9 && row.unit == "share");
    let outcome = answer.risk.outcomes.iter().find(|of| of.outcome == chance);
    assert!((outcome.unwrap().mean - 0.5).abs() < 0.016);
    assert_eq!(outcome.unwrap().trials, TRIALS);
}

/// What cannot reach an outcome is not held against it; what can by a link is.
#[test]
fn only_what_can_reach_an_outcome_is_held_against_it() {
    let asked = ["chance gpus_powered of site b at least 500 at 2026-12-31"];
    let answer = driven(&two(), &asked);
    assert_eq!(inputs(&answer, "online of a.x"), ["site.a.phase.x.overrun"]);
    assert_eq!(inputs(&answer, "online of b.x"), ["site.b.phase.x.overrun"]);
    let total = "gpus_powered of total at 2026-12-31";
    let both = ["site.a.phase.x.overrun", "site.b.phase.x.overrun"];
    assert_eq!(inputs(&answer, total), both);
    let outcome = answer.risk.outcomes.iter().find(|of| of.outcome == total);
    assert!((outcome.unwrap().shares_sum - 1.0).abs() < 0.02);
    let level = "gpus_powered of site b at least 500 GPUs at 2026-12-31";
    assert_eq!(inputs(&answer, level), ["site.b.phase.x.overrun"]);
    let answer = driven(&chained(), &[]);
    assert_eq!(inputs(&answer, "online of b.x"), ["site.a.phase.x.overrun"]);
}

/// A site that nothing of the others touches leaves their rows as they are, bit by bit.
#[test]
fn another_site_moves_no_other_rows() {
    let alone = driven(&two(), &[]);
    let mut more = two();
    let mut phase = phase("0", "x", 500.0);
    let law = Distribution::lognormal(1.2, 0.4).unwrap();
    phase.schedule = overrun(&phase.path, law, Period::day(date(2026, 12, 31)));
    more.sites.insert(0, site("0", vec![phase]));
    let more = driven(&more, &[]);
    for outcome in ["online of a.x", "online of b.x by 2026-12-31"] {
        let of = |answer: &Projection| -> Vec<SensitivityRow> {
            let rows = answer.sensitivity.iter();
            rows.filter(|row| row.outcome == outcome).cloned().collect()
        };
        assert_eq!(of(&alone), of(&more));
        assert!(!of(&alone).is_empty());
    }
}

/// Counts are exact, and every sum is taken in the order of trials.
#[test]
fn threads_do_not_matter() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/valid/portfolio.toml");
    let loaded = load(&path, &LoadOptions::default()).unwrap();
    let spec = RunSpec {
        trials: 5_000,
        drivers: true,
        ..RunSpec::of(&loaded.model)
    };
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| capcast::run(&loaded, &spec))
    };
    let (one, three) = (on(1), on(3));
    assert!(one == three);
    assert!(!one.sensitivity.is_empty() && !one.joint_confidence.is_empty());
    assert!(one.risk.together.phases.len() > 1 && !one.risk.common.is_empty());
    let read: Projection = serde_json::from_slice(&serde_json::to_vec(&one).unwrap()).unwrap();
    assert!(read == one, "what is written reads back the same");
}

/// Pritsker's network: Pearson cruciality, sensitivity index and mean total float, as worked out from
/// 4e7 trials.
#[test]
fn repair_and_retrofit_has_its_cruciality_and_sensitivity() {
    let answer = driven(&known("t1"), &[]);
    // The standard error of a correlation near 0, of 16,384 trials; of the index less.
    let se = 1.0 / (TRIALS as f64).sqrt();
    for (id, pearson, index, float) in [
        ("a1", 0.234, 0.234, 0.636),
        ("a2", 0.114, 0.120, 1.996),
        ("a3", 0.193, 0.178, 2.756),
        ("a4", 0.090, 0.116, 3.755),
        ("a5", 0.373, 0.331, 0.994),
        ("a6", 0.250, 0.208, 2.332),
        ("a7", 0.425, 0.385, 1.334),
        ("a8", 0.074, 0.076, 3.755),
        ("a9", 0.473, 0.442, 0.717),
    ] {
        let row = activity(&answer, id);
        let (value, of_ranks) = (row.cruciality.unwrap(), row.cruciality_rank.unwrap());
        let half = Estimate { value, se };
        near(id, half, pearson);
        let value = row.sensitivity_index.unwrap();
        near(&format!("index of {id}"), Estimate { value, se }, index);
        // A float is no less than 0 and spread about as widely as it is long.
        let (value, se) = (row.float_days.unwrap(), 1.2 * float * se);
        near(&format!("float of {id}"), Estimate { value, se }, float);
        // By ranks it is near the other, of laws that are no more skewed than these.
        assert!((of_ranks - pearson).abs() < 0.05, "{id}: {of_ranks}");
    }
    // Both ways into an activity share its criticality, for ties have no chance; 1-5-7-9, 1-5-6, ..
    let links: f64 = activity(&answer, "a9")
        .after
        .iter()
        .map(|link| link.criticality)
        .sum();
    let of_end = activity(&answer, "a9").criticality;
    assert!((links - of_end).abs() < 0.02, "{links} for {of_end}");
}

/// Merge bias of k equal triangular paths: the mean of the latest less that of one, 106.6667.
#[test]
fn equal_paths_have_their_merge_bias() {
    for (paths, mean) in [(2, 113.7778), (3, 117.5873), (5, 121.9019), (10, 126.7600)] {
        let answer = driven(&known(&format!("x1-{paths}")), &[]);
        let [merge] = answer.risk.merges.as_slice() else {
            panic!("{:?}", answer.risk.merges);
        };
        assert_eq!((merge.waits_for.len(), &merge.activity), (paths, &None));
        // The latest on average of equals is the latest by chance: its mean is too late, by less
        // than two errors of a mean of a path's 12.47 days.
        let slack = 2.0 * 12.472 / (TRIALS as f64).sqrt();
        let off = mean - 106.6667 - merge.bias.value;
        assert!(
            off > -4.0 * merge.bias.se && off < 4.0 * merge.bias.se + slack,
            "{off}"
        );
    }
}

/// Permit and build beside the grid: critical in 0.629 of the trials, and so is the link from there.
#[test]
fn links_of_a_site_drive_as_often_as_what_they_come_from() {
    let answer = driven(&known("x10"), &[]);
    let last = activity(&answer, "commission");
    let [build, grid] = last.after.as_slice() else {
        panic!("{:?}", last.after);
    };
    assert_eq!((build.from.as_str(), grid.from.as_str()), ("build", "grid"));
    let se = (0.629 * 0.371 / TRIALS as f64).sqrt();
    let of = |value| Estimate { value, se };
    near("build", of(build.criticality), 0.629);
    near("grid", of(grid.criticality), 0.371);
    let bias = &answer.risk.merges[0];
    assert_eq!(bias.activity.as_deref(), Some("commission"));
    // Mean finish 28.672 months; permit 11 + build 12.6667 is later than the grid's 22 on average,
    // and commissioning takes 3.3333.
    let months = |estimate: Estimate| Estimate {
        value: estimate.value / 30.4375,
        se: estimate.se / 30.4375,
    };
    near(
        "bias",
        months(bias.bias),
        28.672 - (11.0 + 38.0 / 3.0) - 10.0 / 3.0,
    );
}

/// Two equal sites whose load is uncertain by the chip's draw alone, which they share: of the
/// variance 4 s² of the sum 2 s² is their own and 2 s² common. Of two that share nothing, none.
#[test]
fn half_of_the_variance_of_two_equal_sites_is_common_where_they_are_one() {
    let mut shared = two();
    let as_announced = Distribution::constant(1.0);
    for site in &mut shared.sites {
        let phase = &mut site.phases[0];
        let online = phase.announced_online.unwrap();
        phase.schedule = overrun(&phase.path, as_announced.clone(), online);
    }
    let watts = Distribution::uniform(800.0, 1_200.0).unwrap();
    shared.chips[0].watts = uncertain("chip.plain.watts", watts);
    let answer = driven(&shared, &[]);
    let [load] = answer.risk.common.as_slice() else {
        panic!("{:?}", answer.risk.common);
    };
    assert_eq!(
        (load.metric.as_str(), load.at.as_str()),
        ("facility_load", "2026-12-31")
    );
    assert!((load.share.value - 0.5).abs() < 1e-6, "{load:?}");
    // 2,000 GPUs of 1.25 x 400 W / sqrt 12.
    let sd = 2_000.0 * 1.25 * 400e-6 / 12.0_f64.sqrt();
    assert!((load.sd / sd - 1.0).abs() < 0.02, "{load:?}");
    assert!((load.sd_independent / load.sd - 0.5_f64.sqrt()).abs() < 1e-6);
    let answer = driven(&two(), &[]);
    for common in &answer.risk.common {
        near(&common.metric, common.share, 0.0);
        assert!(common.share.se < 0.02);
    }
}

/// Dates of phases that share nothing, and of two of which one waits for the other alone.
#[test]
fn dates_that_move_together_are_told() {
    let together = driven(&two(), &[]).risk.together;
    assert_eq!(together.phases, ["a.x", "b.x"]);
    assert!(together.correlation[0][1].abs() < 4.0 * together.se);
    let together = driven(&chained(), &[]).risk.together;
    assert_eq!(together.correlation, [[1.0, 1.0], [1.0, 1.0]]);
}

fn portfolio(answer: &Projection) -> &JointRow {
    let mut rows = answer.joint_confidence.iter();
    rows.find(|row| row.kind == "portfolio").unwrap()
}

/// Two phases, each on time with chance 1/2: both or neither half of the time if they share nothing,
/// and always where one takes place with the other; beside it what independence would say.
#[test]
fn how_many_are_on_time_together() {
    let answer = driven(&two(), &[]);
    let row = portfolio(&answer);
    assert_eq!(row.phases, ["a.x", "b.x"]);
    for (k, chance) in [0.25, 0.5, 0.25].into_iter().enumerate() {
        near(&format!("{k} on time"), row.on_time[k], chance);
        assert!((row.if_independent[k] - chance).abs() < 0.02);
    }
    // The second is announced a day after the first, and takes a day.
    let mut model = chained();
    model.sites[1].phases[0].announced_online = Some(Period::day(date(2027, 1, 1)));
    let answer = driven(&model, &[]);
    let row = portfolio(&answer);
    near("both", row.on_time[2], 0.5);
    assert!(row.on_time[1].value < 1e-9);
    assert!((row.if_independent[1] - 0.5).abs() < 0.02);
}

/// A phase whose date and size share nothing: the chance of both is the product.
#[test]
fn a_date_and_a_size_of_a_phase_stand_in_a_grid() {
    let mut model = two();
    let phase = &mut model.sites[0].phases[0];
    let law = Distribution::uniform(500.0, 1_500.0).unwrap();
    phase.size = Size::Gpus(uncertain("site.a.phase.x.gpus", law));
    let answer = driven(&model, &[]);
    let rows: Vec<&JointRow> = answer.joint_confidence.iter().collect();
    assert_eq!(rows.len(), 2, "the second has one size");
    let row = rows[1];
    assert_eq!(row.phase.as_deref(), Some("a.x"));
    assert_eq!((row.dates.len(), row.levels.len()), (9, 5));
    assert_eq!(row.scatter.len(), 400);
    for (level, share) in [0.9, 0.75, 0.5, 0.25, 0.1].into_iter().enumerate() {
        for (day, by) in (1..=9).enumerate() {
            let truth = share * 0.1 * f64::from(by);
            let se = (truth * (1.0 - truth) / TRIALS as f64).sqrt();
            // A day of 730 in the date, and whole GPUs.
            let off = (row.chance[level][day] - truth).abs();
            assert!(off < 4.0 * se + 0.005, "{level} {day}: {off}");
        }
    }
}
