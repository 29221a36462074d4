//! Pools of chips and roadmaps: answers worked out by hand.

use capcast::calendar::{Instant, day_number};
use capcast::engine::{Unwatched, sample, simulate, trace};
use capcast::model::Model;
use capcast::plan::{Metric, Plan, RunSpec, ScopeKind};
use capcast::projection::{Projection, Provenance, ScheduleRow};
use capcast::scenario::{LoadOptions, load};
use jiff::civil::Date;

/// A scenario of a text, with settings.
pub fn model(text: &str, set: &[&str]) -> Model {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.toml");
    std::fs::write(&path, text).unwrap();
    let options = LoadOptions {
        set: set.iter().map(ToString::to_string).collect(),
        ..LoadOptions::default()
    };
    match load(&path, &options) {
        Ok(loaded) => loaded.model,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

pub fn spec(model: &Model, trials: u64) -> RunSpec {
    RunSpec {
        trials,
        scopes: vec![ScopeKind::Total, ScopeKind::Site, ScopeKind::Phase],
        ..RunSpec::of(model)
    }
}

pub fn answer(model: &Model, trials: u64) -> Projection {
    let plan = Plan::compile(model, &spec(model, trials));
    let results = simulate(std::slice::from_ref(&plan), &Unwatched).unwrap();
    Projection::new(model, &plan, &results[0], &Provenance::default())
}

/// The answer of the fixture with pools and roadmaps.
pub fn chips() -> Projection {
    let text = std::fs::read_to_string("tests/fixtures/valid/chips.toml").unwrap();
    answer(&model(&text, &[]), 200)
}

pub fn row<'a>(answer: &'a Projection, phase: &str, milestone: &str) -> &'a ScheduleRow {
    let mut rows = answer.schedule.iter();
    rows.find(|row| row.phase.as_deref() == Some(phase) && row.milestone == milestone)
        .unwrap()
}

/// The median of a series by period: of a scope's id ("" for the total).
pub fn medians(answer: &Projection, id: &str, metric: &str) -> Vec<f64> {
    let series = answer
        .series
        .iter()
        .find(|series| series.metric == metric && series.scope.id.as_deref().unwrap_or("") == id);
    series.unwrap().p50.clone()
}

/// Every level of a series of the total, period by period, trial by trial.
fn levels(plan: &Plan, trials: u64, metric: Metric) -> Vec<Vec<f64>> {
    let series = plan.scopes[0].series.iter();
    let index = series.clone().position(|series| series.metric == metric);
    trace(plan, trials, 0, index.unwrap()).levels
}

fn day(date: &str) -> f64 {
    f64::from(day_number(date.parse::<Date>().unwrap()))
}

const ONE: &str = r#"
[scenario]
from = 2026-01-01
to   = 2027-12-31
[supply.nv]
chips = ["gb300"]
cumulative = { 2025-12-31 = 0, 2026-12-31 = 6_000 }
[site.a]
announced = 2025-06-01
country = "GB"
pue_peak = 1.2
pue = 1.1
[site.a.phase.one]
chip = "gb300"
gpus = 12_000
online = "2026-06-30"
overrun = 1
proceed = 1
delivered = 1
ramp = "0 days"
"#;

#[test]
fn a_pool_that_supplies_half_holds_the_phase_at_half_for_good() {
    let model = model(ONE, &[]);
    let answer = answer(&model, 64);
    let online = row(&answer, "one", "online");
    // The first chips were there before it was ready; it is never complete.
    assert_eq!(online.p50.as_deref(), Some("2026-06-30"));
    let complete = row(&answer, "one", "complete");
    assert_eq!(complete.p10, None);
    assert_eq!(
        (complete.cancelled.value, complete.never_restarted.value),
        (0.0, 0.0)
    );
    let installed = medians(&answer, "a.one", "gpus_installed");
    for (period, installed) in answer.periods.iter().zip(installed) {
        let end = day(period) + 1.0;
        // 6,000 over the 365 days of 2026.
        let supplied = ((end - day("2026-01-01")) / 365.0).min(1.0) * 6_000.0;
        let expected = if end <= day("2026-06-30") {
            0.0
        } else {
            supplied
        };
        assert!(
            (installed - expected).abs() < 0.01,
            "{period}: {installed} {expected}"
        );
    }
}

#[test]
fn first_chips_after_the_hall_set_the_day_of_first_service() {
    // Deliveries rise above zero at the end of March 2027, and reach 12,000 a year later.
    let curve = "supply.nv.cumulative={ 2027-03-31 = 0, 2028-03-30 = 12_000 }";
    let answer = answer(&model(ONE, &[curve]), 64);
    let dates = |milestone| row(&answer, "one", milestone).p50.clone();
    assert_eq!(dates("ready").as_deref(), Some("2026-06-30"));
    assert_eq!(dates("online").as_deref(), Some("2027-03-31"));
    assert_eq!(dates("complete").as_deref(), Some("2028-03-30"));
    // None at all: it comes never, and nobody has cancelled it.
    let answer = self::answer(
        &model(ONE, &["supply.nv.cumulative={ 2027-03-31 = 0 }"]),
        64,
    );
    let online = row(&answer, "one", "online");
    assert_eq!(online.p10, None);
    assert_eq!(
        (online.cancelled.value, online.never_restarted.value),
        (0.0, 0.0)
    );
    assert_eq!(
        row(&answer, "one", "ready").p50.as_deref(),
        Some("2026-06-30")
    );
    let attrition = &answer.risk.attrition[0];
    assert_eq!(attrition.comes.value, 0.0);
    let rungs = attrition.rungs.iter();
    let rungs = rungs.map(|rung| (rung.cause.as_str(), rung.lost.value));
    assert_eq!(rungs.collect::<Vec<_>>(), [("chips", 1.0)]);
}

const TWO: &str = r#"
[scenario]
from = 2026-01-01
to   = 2027-12-31
[supply.nv]
chips = ["gb300"]
cumulative = { 2026-06-30 = 0, 2027-06-30 = 10_000 }
[site.a]
announced = 2025-06-01
country = "GB"
[site.a.phase.one]
chip = "gb300"
gpus = 5_000
online = "2026-06-30"
overrun = 1
proceed = 1
delivered = 1
[site.a.phase.two]
chip = "gb300"
gpus = 5_000
online = "2026-06-30"
overrun = 1
proceed = 1
delivered = 1
"#;

#[test]
fn who_is_ready_first_is_served_first_and_at_one_instant_the_first_by_id() {
    let dates = |set: &[&str]| {
        let answer = answer(&model(TWO, set), 8);
        let one = |phase, milestone| row(&answer, phase, milestone).p50.clone().unwrap();
        [
            one("one", "online"),
            one("one", "complete"),
            one("two", "online"),
            one("two", "complete"),
        ]
    };
    // 10,000 in 365 days: half of them 182.5 days after the end of June 2026.
    assert_eq!(
        dates(&["site.a.phase.one.ramp=0", "site.a.phase.two.ramp=0"]),
        ["2026-06-30", "2026-12-30", "2026-12-30", "2027-06-30"]
    );
    assert_eq!(
        dates(&[
            "site.a.phase.one.ramp=0",
            "site.a.phase.two.ramp=0",
            "site.a.phase.one.online=2026-07-01",
        ]),
        ["2026-12-30", "2027-06-30", "2026-06-30", "2026-12-30"]
    );
}

#[test]
fn an_uncertain_chip_draws_in_the_trials_in_which_it_is_the_pools() {
    let set = [
        "site.a.phase.one.chip={ values = [\"gb200\", \"gb300\"] }",
        "site.a.phase.one.ramp=0",
        "site.a.phase.two.ramp=0",
    ];
    let model = model(TWO, &set);
    let plan = Plan::compile(&model, &spec(&model, 2_000));
    let online = sample(
        &plan,
        2_000,
        &[plan.phases[0].online, plan.phases[1].online],
    );
    let ready = Instant::end_of("2026-06-30".parse().unwrap()).days();
    let half = ready + 182.5;
    let mut drawn = 0;
    for (one, two) in online[0].iter().zip(&online[1]) {
        // The first is in its hall at once, with either chip; the second waits where the first
        // has taken the pool's.
        assert_eq!(*one, ready);
        if (two - half).abs() < 1e-6 {
            drawn += 1;
        } else {
            assert_eq!(*two, ready);
        }
    }
    // A share of one half: more than 4.5 standard errors away in 7 of a million; the seed is pinned.
    assert!((f64::from(drawn) / 2_000.0 - 0.5).abs() < 0.05, "{drawn}");
}

#[test]
fn a_fact_takes_its_chips_first_and_waits_for_none() {
    let set = [
        "scenario.as_of=2026-08-31",
        "site.a.phase.one.seen=2026-06-01",
        "site.a.phase.one.ramp=0",
    ];
    let (head, _) = TWO.split_once("[site.a.phase.two]").unwrap();
    let text = format!(
        "{head}[site.a.phase.two]\nchip = \"gb300\"\ngpus = 5_000\nramp = 0\nactual_online = 2026-07-10\n"
    );
    let answer = answer(&model(&text, &set), 8);
    // No more than 300 chips were there by then, and yet it runs.
    let dates = |phase, milestone| row(&answer, phase, milestone).p50.clone();
    assert_eq!(dates("two", "online").as_deref(), Some("2026-07-10"));
    assert_eq!(dates("two", "complete").as_deref(), Some("2026-07-10"));
    assert_eq!(dates("one", "online").as_deref(), Some("2026-12-30"));
    assert_eq!(dates("one", "complete").as_deref(), Some("2027-06-30"));
}

#[test]
fn what_waits_for_chips_of_a_phase_is_ready_after_they_came() {
    // The second waits for the first to be complete, but draws on no pool.
    let (head, tail) = TWO.split_once("[site.a.phase.two]").unwrap();
    let tail = tail.replace("overrun = 1\n", "").replace("gb300", "gb200");
    let fit = "ramp = 0\n[site.a.phase.two.activity.fit]\nafter = [\"a.one.complete\"]\nduration = \"10 days\"";
    let text = format!("{head}[site.a.phase.two]{tail}{fit}\n");
    let answer = answer(&model(&text, &["site.a.phase.one.ramp=0"]), 8);
    assert_eq!(
        row(&answer, "one", "complete").p50.as_deref(),
        Some("2026-12-30")
    );
    assert_eq!(
        row(&answer, "two", "online").p50.as_deref(),
        Some("2027-01-09")
    );
}

#[test]
fn deliveries_never_exceed_the_supply() {
    let set = [
        "supply.nv.cumulative={ 2026-06-30 = \"1 to 3 k\", 2026-12-31 = \"4 to 9 k\", 2027-12-31 = \"9 to 12 k\" }",
        "site.a.phase.one.online=\"2026-05-31\"",
        "site.a.phase.one.overrun=\"1.0 to 1.6\"",
        "site.a.phase.two.overrun=\"1.0 to 1.6\"",
        "site.a.phase.one.gpus=\"4 to 6 k\"",
        "site.a.phase.two.proceed=0.7",
    ];
    let model = model(TWO, &set);
    let plan = Plan::compile(&model, &spec(&model, 3_000));
    let knots: Vec<usize> = plan.pools[0]
        .curve
        .knots
        .iter()
        .map(|knot| knot.1)
        .collect();
    let dates: Vec<f64> = plan.pools[0]
        .curve
        .knots
        .iter()
        .map(|knot| knot.0)
        .collect();
    let values = sample(&plan, 3_000, &knots);
    let installed = levels(&plan, 3_000, Metric::GpusInstalled);
    let edges = plan.timeline.edges();
    let mut at_limit = 0;
    for (period, installed) in installed.iter().enumerate() {
        for (trial, &installed) in installed.iter().enumerate() {
            let knots = dates
                .iter()
                .zip(&values)
                .map(|(&date, values)| (date, values[trial]));
            let supplied = capcast::model::on_curve(knots, edges[period + 1], true);
            assert!(
                installed <= supplied + 1e-3,
                "{period} {trial}: {installed} of {supplied}"
            );
            at_limit += usize::from(installed > 0.0 && (installed - supplied).abs() < 1e-3);
        }
    }
    assert!(at_limit > 1_000, "{at_limit}");
}

/// Ready on 2026-10-01 at 00:00, 280 days before.
const ROAD: &str = r#"
[scenario]
from = 2025-09-01
to   = 2027-12-31
[roadmap.r]
steps = { 2025-01-01 = "old", 2026-01-01 = "new" }
[chip.old]
watts = 1_000
ops_8bit = 2e15
[chip.new]
watts = 2_000
ops_8bit = 8e15
[site.a]
announced = 2025-09-16
pue_peak = 1.2
pue = 1.1
[site.a.phase.one]
chip = { roadmap = "r" }
order_lead = "280 days"
gpus = 10_000
online = "2026-09-30"
expected = 2026-10-08
proceed = 1
delivered = 1
ramp = "0 days"
"#;

#[test]
fn a_day_of_delay_changes_the_chip_and_the_hall_keeps_its_power() {
    // 280 days before 2026-10-08 is 2026-01-01: the new chip from that instant on.
    for (ready, chip, gpus, h100e) in [
        ("2026-10-07", "old", 10_000.0, 10_000.0 * 2e15 / 1.979e15),
        ("2026-10-08", "new", 5_000.0, 5_000.0 * 8e15 / 1.979e15),
        ("2026-10-09", "new", 5_000.0, 5_000.0 * 8e15 / 1.979e15),
    ] {
        let set = format!("site.a.phase.one.expected={ready}");
        let answer = answer(&model(ROAD, &[&set]), 16);
        let last = |metric| *medians(&answer, "", metric).last().unwrap();
        assert_eq!(last("gpus_installed"), gpus, "{ready}");
        assert_eq!(last("it_load"), 10.0, "{ready}");
        assert!((last("h100e") - h100e).abs() < 1e-5 * h100e, "{ready}");
        let rows = &answer.capacity.generations;
        let came = rows.iter().find(|row| row.share.value > 0.0).unwrap();
        assert_eq!((came.chip.as_str(), came.share.value), (chip, 1.0));
        assert_eq!(came.online_p50.as_deref(), Some(ready));
        assert_eq!(came.gpus, gpus);
        assert!((came.h100e - h100e).abs() < 1e-5 * h100e);
        // Announced for the end of September: ordered on 24 December 2025.
        assert_eq!(rows[0].chip, "old");
        assert!(rows[0].announced);
        let path = answer
            .series
            .iter()
            .find(|series| series.metric == "gpus_installed");
        assert_eq!(path.unwrap().announced.last(), Some(&10_000.0));
    }
}

#[test]
fn held_gpus_draw_what_the_new_chip_draws_and_held_power_feeds_what_it_can() {
    let set = ["site.a.phase.one.hold=\"gpus\""];
    let answer = answer(&model(ROAD, &set), 16);
    let last = |metric| *medians(&answer, "", metric).last().unwrap();
    assert_eq!((last("gpus_installed"), last("it_load")), (10_000.0, 20.0));
    // Sized by power, the number follows in any case.
    let text = ROAD.replace("gpus = 10_000", "it_load = \"10 MW\"");
    let answer = self::answer(&model(&text, &[]), 16);
    let last = |metric| *medians(&answer, "", metric).last().unwrap();
    assert_eq!((last("gpus_installed"), last("it_load")), (5_000.0, 10.0));
}

#[test]
fn shares_of_generations_are_those_of_the_trials() {
    let set = [
        "site.a.phase.one.expected=\"2026-07 to 2027-01\"",
        "site.a.phase.one.proceed=0.8",
    ];
    let model = model(ROAD, &set);
    let (plan, trials) = (Plan::compile(&model, &spec(&model, 4_000)), 4_000);
    let online = sample(&plan, trials, &[plan.phases[0].online]);
    let switch = day("2026-10-08");
    let came = online[0].iter().filter(|date| date.is_finite());
    let (old, all) = (
        came.clone().filter(|date| **date < switch).count(),
        came.count(),
    );
    let answer = answer(&model, trials);
    let rows = &answer.capacity.generations;
    assert_eq!(
        rows.iter().map(|row| row.chip.as_str()).collect::<Vec<_>>(),
        ["old", "new"]
    );
    assert!((rows[0].share.value - old as f64 / all as f64).abs() < 1e-12);
    assert!((rows[0].share.value + rows[1].share.value - 1.0).abs() < 1e-12);
    assert!(old > 500 && all - old > 500 && all < 3_400, "{old} {all}");
    assert_eq!((rows[0].gpus, rows[1].gpus), (10_000.0, 5_000.0));
}

#[test]
fn a_pools_row_says_what_was_supplied_wanted_and_handed_out() {
    let set = [
        "site.a.phase.one.ramp=0",
        "site.a.phase.two.ramp=0",
        "site.a.phase.two.online=2026-09-30",
    ];
    let answer = answer(&model(TWO, &set), 64);
    let row = &answer.capacity.supply[0];
    assert_eq!(
        (row.id.as_str(), row.phases.as_slice()),
        ("nv", &["a.one".to_owned(), "a.two".to_owned()][..])
    );
    let edge = |date: &str| {
        answer
            .periods
            .iter()
            .position(|period| period == date)
            .unwrap()
    };
    let at = |band: &capcast::projection::Band, date: &str| band.p50[edge(date)];
    let supplied = |days: f64| days / 365.0 * 10_000.0;
    for (date, days, wanted, short) in [
        ("2026-05-31", 0.0, 0.0, 0.0),
        ("2026-06-30", 0.0, 5_000.0, 1.0),
        ("2026-08-31", 62.0, 5_000.0, 1.0),
        ("2026-09-30", 92.0, 10_000.0, 1.0),
        ("2027-05-31", 335.0, 10_000.0, 1.0),
        ("2027-06-30", 365.0, 10_000.0, 0.0),
    ] {
        assert!(
            (at(&row.supplied, date) - supplied(days)).abs() < 0.01,
            "{date}"
        );
        assert_eq!(at(&row.wanted, date), wanted, "{date}");
        assert!(
            (at(&row.handed_out, date) - supplied(days)).abs() < 0.01,
            "{date}"
        );
        assert_eq!(row.short[edge(date)], short, "{date}");
    }
}

#[test]
fn comparing_with_another_supply_is_two_runs() {
    let read = |text: &str, set: &[&str]| model(text, set);
    let text = std::fs::read_to_string("tests/fixtures/valid/chips.toml").unwrap();
    let base = read(&text, &[]);
    for set in [
        "supply.nv.cumulative={ 2026-12-31 = \"1 to 3 k\", 2028-06-30 = 20_000 }",
        "supply.nv.cumulative={ 2026-06-30 = \"1 to 3 k\", 2027-06-30 = \"8 to 14 k\", 2028-12-31 = 25_000 }",
        "roadmap.nvidia.steps={ 2025-03-01 = \"gb200\", 2026-03-01 = \"vr200\" }",
        "site.south.phase.first.order_lead=\"5 months\"",
        "site.south.phase.first.hold=\"gpus\"",
        "site.south.phase.first.service_life=\"18 to 22 months\"",
        "site.south.phase.first.refresh=false",
        "site.south.phase.first.failure_rate=0.1",
        "site.south.phase.first.spares=0.01",
        "site.north.phase.second.service_life=\"2 years\"",
        "site.north.phase.second.gpus=15_000",
        "site.north.phase.first.overrun=1.5",
    ] {
        let other = read(&text, &[set]);
        let plan = |model: &Model| Plan::compile(model, &spec(model, 2_000));
        let plans = [plan(&base), plan(&other)];
        let both = simulate(&plans, &Unwatched).unwrap();
        let alone = simulate(&plans[1..], &Unwatched).unwrap();
        let answer = |model: &Model, plan: &Plan, results: &capcast::results::Results| {
            Projection::new(model, plan, results, &Provenance::default())
        };
        let beside = answer(&other, &plans[1], &both[1]);
        assert_eq!(beside, answer(&other, &plans[1], &alone[0]), "{set}");
        assert_ne!(
            beside.series,
            answer(&base, &plans[0], &both[0]).series,
            "{set}"
        );
    }
}
