//! What drives outcomes where sites share causes, and what each cause is worth.

use super::{driven, inputs, near, row};
use crate::dependence::{
    activity, alike, by_activity, constant, delays, driver, level, risk, start, tied,
};
use capcast::calendar::date_of_day;
use capcast::distribution::Distribution;
use capcast::drives::TRIALS;
use capcast::engine::Unwatched;
use capcast::model::{Branch, BranchOption, DriverOn, Each, Model, Tie};
use capcast::pipeline::{ExcludeSpec, exclude};
use capcast::projection::{Estimate, Exclusion};
use capcast::scenario::{LoadOptions, Loaded, load};
use std::f64::consts::PI;

const A: &str = "site.a.phase.p.activity.a0.duration";
const B: &str = "site.b.phase.p.activity.a0.duration";

fn two(law: &Distribution) -> Model {
    let mut model = alike(&["a", "b"], law);
    model.trials = TRIALS;
    model
}

fn both() -> Vec<capcast::model::Work> {
    vec![activity(0, 0, 0), activity(1, 0, 0)]
}

/// A risk of chance 0.3 that adds 200 days to what takes 100 to 300: variance 300²/12.. and
/// 0.21 x 200²; its share is 8400 / (8400 + 3333.3), its swing 200 days, of both sites.
#[test]
fn a_risk_has_its_share_of_both_sites() {
    let mut model = two(&Distribution::uniform(100.0, 300.0).unwrap());
    let law = constant(200.0);
    let reach = by_activity(&both());
    model.dependence.risks = vec![risk("late", 0.3, delays("late", law), Each::Once, reach)];
    let answer = driven(&model, &[]);
    for (outcome, own) in [("online of a.p", A), ("online of b.p", B)] {
        let row = row(&answer, outcome, "risk.late");
        assert_eq!((row.kind.as_str(), row.unit.as_str()), ("risk", "days"));
        let share = Estimate {
            value: row.share_of_variance,
            se: row.share_se,
        };
        let total = 0.21 * 40_000.0 + 40_000.0 / 12.0;
        near("share", share, 0.21 * 40_000.0 / total);
        let swing = Estimate {
            value: row.swing,
            se: row.swing_se,
        };
        near("swing", swing, 200.0);
        assert!((row.high - row.low - row.swing).abs() < 0.01);
        assert_eq!(inputs(&answer, outcome), ["risk.late", own]);
    }
    let together = &answer.risk.together;
    let expected = 8_400.0 / (8_400.0 + 40_000.0 / 12.0);
    assert!(
        (together.correlation[0][1] - expected).abs() < 0.1,
        "{together:?}"
    );
}

/// Two normal durations of one factor, rho 0.5: the factor and a duration's own part have half of
/// its variance each, the other's own part none of it; and the rank correlation asked for,
/// 6/pi asin(1/4), stands beside the one achieved.
#[test]
fn a_group_has_a_factor_and_members_their_own_part() {
    let mut model = two(&Distribution::normal(500.0, 50.0).unwrap());
    model.dependence.groups = vec![tied(&[A, B], 0.5)];
    let answer = driven(&model, &[]);
    assert_eq!(
        inputs(&answer, "online of a.p"),
        ["correlation.g.all.all", A]
    );
    for input in ["correlation.g.all.all", A] {
        let row = row(&answer, "online of a.p", input);
        let share = Estimate {
            value: row.share_of_variance,
            se: row.share_se,
        };
        near(input, share, 0.5);
    }
    assert_eq!(
        row(&answer, "online of a.p", "correlation.g.all.all").kind,
        "group"
    );
    let [group] = answer.risk.correlations.as_slice() else {
        panic!("{:?}", answer.risk.correlations);
    };
    assert_eq!(group.members, [A, B]);
    let asked = 6.0 / PI * libm::asin(0.25);
    assert!((group.asked[0] - asked).abs() < 1e-6);
    assert!(
        (group.achieved[0] - asked).abs() < 4.0 * group.se,
        "{group:?}"
    );
    // Levels that do not hold both count for neither.
    let mut apart = model.clone();
    let own = level("site", 0.3, &["a", "b"]);
    apart.dependence.groups[0].tie = Tie::Levels(vec![level("all", 0.2, &["all", "all"]), own]);
    let group = &driven(&apart, &[]).risk.correlations[0];
    assert!((group.asked[0] - 6.0 / PI * libm::asin(0.1)).abs() < 1e-6);
    assert!((group.achieved[0] - group.asked[0]).abs() < 4.0 * group.se);
}

/// A story of weight 1/4 of 400 days where the other has 100: all of the variance is the branch's,
/// and given each story the date is known.
#[test]
fn stories_say_what_comes_of_them() {
    let mut model = two(&constant(100.0));
    let option = |name: &str, weight, days| BranchOption {
        name: name.to_owned(),
        weight,
        set: Vec::new(),
        laws: vec![(A.to_owned(), constant(days))],
        chips: Vec::new(),
    };
    model.dependence.branches = vec![Branch {
        id: "plan".to_owned(),
        name: "the plan".to_owned(),
        options: vec![option("long", 1.0, 400.0), option("short", 3.0, 100.0)],
        sources: Vec::new(),
    }];
    let answer = driven(&model, &[]);
    let of_plan = row(&answer, "online of a.p", "branch.plan");
    assert_eq!(of_plan.kind, "branch");
    assert!((of_plan.share_of_variance - 1.0).abs() < 1e-6);
    assert!((of_plan.swing - 300.0).abs() < 1e-6);
    let [long, short] = answer.risk.branches[0].options.as_slice() else {
        panic!("{:?}", answer.risk.branches);
    };
    for (story, days) in [(long, 400.0), (short, 100.0)] {
        let given = story
            .given
            .iter()
            .find(|row| row.outcome == "online of a.p");
        let given = given.unwrap();
        assert_eq!(given.p50, Some((start() + days).floor()));
        assert!((given.mean.value - (start() + days).floor()).abs() < 1e-6);
        assert!(story.given.iter().all(|row| row.outcome != "online of b.p"));
    }
}

fn loaded(model: Model) -> Loaded {
    let mut loaded = load("tests/fixtures/valid/simple.toml", &LoadOptions::default()).unwrap();
    loaded.model = model;
    loaded
}

fn excluded(model: Model, outcome: &str) -> Exclusion {
    let question = ExcludeSpec {
        outcome: outcome.parse().unwrap(),
        trials: Some(4_000),
        ..ExcludeSpec::default()
    };
    exclude(&loaded(model), &question, &Unwatched).unwrap().0
}

/// 100 days, stretched by half and late by 30: 180 with both, 130 without the driver, 150 without the
/// risk; the driver goes first, and then the risk leaves 100.
#[test]
fn each_cause_is_left_out_alone_and_then_all() {
    let mut model = two(&constant(100.0));
    let of = &mut model.dependence;
    let reach = by_activity(&both());
    let slow = driver(
        "slow",
        constant(1.5),
        DriverOn::Duration,
        Each::Once,
        reach.clone(),
    );
    of.drivers = vec![slow];
    let mut off = risk(
        "off",
        1.0,
        delays("off", constant(1e3)),
        Each::Once,
        reach.clone(),
    );
    off.off = true;
    let late = risk(
        "late",
        1.0,
        delays("late", constant(30.0)),
        Each::Once,
        reach,
    );
    of.risks = vec![late, off];
    let exclusion = excluded(model.clone(), "p50 online of b.p");
    let day = |days: f64| (start() + days).floor();
    assert_eq!(exclusion.unit, "days");
    assert_eq!(exclusion.with_all.value, day(180.0));
    assert_eq!(exclusion.with_none.value, day(100.0));
    let told: Vec<(&str, f64, f64, f64)> = exclusion
        .rows
        .iter()
        .map(|row| {
            (
                row.path.as_str(),
                row.without,
                row.change.value,
                row.cumulative,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("driver.slow", day(130.0), -50.0, day(130.0)),
            ("risk.late", day(150.0), -30.0, day(100.0)),
        ]
    );
    assert!(exclusion.rows.iter().all(|row| row.change.se == 0.0));
    // Nothing to leave out: no rows, and the same number twice.
    model.dependence.drivers.clear();
    model.dependence.risks.remove(0);
    let nothing = excluded(model, "p50 online of b.p");
    assert!(nothing.rows.is_empty() && nothing.with_all == nothing.with_none);
}

/// A chance: a risk of 0.4 is all that keeps a phase from its date. Without it the chance is 1, and
/// the change 0.4, with the error of a share of the trials.
#[test]
fn a_chance_is_worth_what_its_risk_takes() {
    let mut model = two(&constant(100.0));
    let reach = by_activity(&both()[..1]);
    let late = delays("late", constant(50.0));
    model.dependence.risks = vec![risk("late", 0.4, late, Each::Once, reach)];
    let by = date_of_day(start() + 120.0).unwrap();
    let exclusion = excluded(model, &format!("chance online of a.p by {by}"));
    near("with all", exclusion.with_all, 0.6);
    let [row] = exclusion.rows.as_slice() else {
        panic!("{:?}", exclusion.rows);
    };
    assert_eq!(
        (row.without, row.cumulative, exclusion.with_none.value),
        (1.0, 1.0, 1.0)
    );
    near("change", row.change, 0.4);
    assert!((row.change.se - (0.24 / 4_000.0_f64).sqrt()).abs() < 2e-4);
}
