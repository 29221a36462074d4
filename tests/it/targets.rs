//! Targets and baselines with exact answers.
//!
//! Shares of 100,000 trials are held against exact chances in standard errors: none may be more than
//! 4 away, a false alarm of 6e-5 a comparison; the seed is pinned.

use crate::ledger::{loaded, run};
use capcast::comparison::Comparison;
use capcast::plan::RunSpec;
use capcast::projection::{Projection, TargetRow};
use capcast::scenario::Loaded;
use capcast::{Candidate, compare};

const TRIALS: f64 = 100_000.0;

/// Scenarios beside the first of them.
fn compared(all: &[Loaded], spec: &RunSpec) -> Comparison {
    let candidate = |(index, loaded): (usize, _)| Candidate {
        label: index.to_string(),
        loaded,
        edits: Vec::new(),
    };
    let candidates: Vec<_> = all.iter().enumerate().map(candidate).collect();
    compare(&candidates, spec, &capcast::engine::Unwatched).unwrap()
}

/// A chip of 1 kW and a site of PUE 1, so that 1,000 GPUs draw 1 MW at the meter, from a day that is
/// uniform over the 1,430 days from 2027-02-01 to 2030-12-31.
const UNIFORM: &str = "
[scenario]
from = 2025-01-01
to = 2030-12-31
trials = 100_000
[chip.one]
watts = 1000
ops_8bit = 1.979e15
[site.a]
announced = 2025-01-01
country = \"GB\"
operator = \"Someone\"
pue_peak = 1
pue = 1
[site.a.phase.x]
chip = \"one\"
gpus = 100_000
proceed = 1
delivered = 1
ramp = 0
expected = { uniform = { min = 2027-02-01, max = 2031-01-01 } }
";

/// An answer with a target and a baseline.
pub fn asked() -> Projection {
    run(&format!(
        "{UNIFORM}
[target.t]
metric = \"facility_load\"
scope = {{ country = \"GB\" }}
at_least = \"150 MW\"
by = \"2028\"
baseline = true
[baseline.gb]
country = \"GB\"
facility_load = \"1 to 200 MW\"
"
    ))
}

fn target<'a>(projection: &'a Projection, id: &str) -> &'a TargetRow {
    let mut rows = projection.targets.iter();
    rows.find(|row| row.id == id).unwrap()
}

fn near(what: &str, share: f64, exact: f64) {
    let se = (exact * (1.0 - exact) / TRIALS).sqrt();
    let off = (share - exact).abs();
    assert!(
        off <= 4.0 * se,
        "{what}: {share} for {exact}, {off} away, se {se}"
    );
}

/// P(date <= d) = days from 2027-02-01 to the end of d over 1,430: 700 to the end of 2028. A tenth of
/// the days is in June 2027, half of them in January 2029, nine tenths in August 2030, each more than
/// a week (7 standard errors and more) from the ends of the month.
#[test]
fn the_chance_of_a_uniform_date_is_its_share_of_the_days() {
    let text = format!(
        "{UNIFORM}
[output]
scopes = [\"total\"]
metrics = [\"gpus_installed\"]
[target.reached]
metric = \"facility_load\"
scope = {{ operator = \"Someone\" }}
at_least = \"100 MW\"
by = \"2028\"
[target.beyond]
metric = \"facility_load\"
scope = {{ country = \"GB\" }}
at_least = \"100.001 MW\"
by = \"2030\"
[target.kept]
metric = \"h100e\"
at_most = 50_000
by = \"2029-06\"
[target.flow]
metric = \"energy\"
scope = {{ site = \"a\" }}
at_least = 1
by = \"2028\"
"
    );
    let projection = run(&text);
    let reached = target(&projection, "reached");
    near("by the end of 2028", reached.chance.value, 700.0 / 1430.0);
    let se = (reached.chance.value * (1.0 - reached.chance.value) / TRIALS).sqrt();
    assert!((reached.chance.se - se).abs() < 1e-9);
    let at = |day: &str| {
        projection
            .periods
            .iter()
            .position(|end| end == day)
            .unwrap()
    };
    near(
        "by mid 2027",
        reached.chances[at("2027-06-30")],
        150.0 / 1430.0,
    );
    assert_eq!(reached.chances[at("2026-12-31")], 0.0);
    assert_eq!(reached.chances[at("2030-12-31")], 1.0);
    assert_eq!(
        [&reached.p10, &reached.p50, &reached.p90].map(|day| day.as_deref()),
        [Some("2027-06-30"), Some("2029-01-31"), Some("2030-08-31")]
    );
    // Nothing was announced to have a date.
    assert!(!reached.announced_meets);
    let beyond = target(&projection, "beyond");
    assert_eq!((beyond.chance.value, beyond.p10.as_deref()), (0.0, None));
    // 31 + 28 + 31 + 30 + 31 + 30 days of 2029 after 700 of 2027 and 2028.
    let kept = target(&projection, "kept");
    near("kept to mid 2029", kept.chance.value, 1.0 - 881.0 / 1430.0);
    assert_eq!(kept.p50, reached.p50);
    assert!(kept.announced_meets);
    // A flow counts from the period in which it begins, as the level does.
    assert_eq!(target(&projection, "flow").chance, reached.chance);
}

/// With a baseline of B MW, the level L is there where the site is, or where B >= L: by the end of
/// 2028, with B uniform over 0 to 200 MW and L = 150 MW, where B >= 150 (1/4), or B >= 50 (1/2 more)
/// and the site stands.
#[test]
fn a_target_counts_the_baseline_of_its_country_where_it_asks_for_it() {
    let text = format!(
        "{UNIFORM}
[zone.z]
country = \"GB\"
[target.with]
metric = \"facility_load\"
scope = {{ country = \"GB\" }}
at_least = \"150 MW\"
by = \"2028\"
baseline = true
[target.without]
metric = \"facility_load\"
scope = {{ country = \"GB\" }}
at_least = \"150 MW\"
by = \"2028\"
[target.certain]
metric = \"h100e\"
scope = {{ country = \"GB\" }}
at_least = 129_500
by = \"2028\"
baseline = true
[baseline.gb]
country = \"GB\"
facility_load = {{ uniform = {{ min = \"0 MW\", max = \"200 MW\" }} }}
[baseline.falls]
country = \"GB\"
compute = {{ 2027-12-31 = 7.916e19, 2029-12-30 = 3.958e19 }}
[baseline.zone]
zone = \"z\"
facility_load = \"1 GW\"
"
    );
    let projection = run(&text);
    let with = target(&projection, "with");
    near("with", with.chance.value, 0.25 + 0.5 * 700.0 / 1430.0);
    near("before any site", with.chances[0], 0.25);
    assert_eq!(with.baselines, ["gb"]);
    let without = target(&projection, "without");
    assert_eq!((without.chance.value, without.baselines.len()), (0.0, 0));
    // 40,000 H100-equivalents fall to 20,000 over two years: about 29,950 at the end of 2028, and less
    // than 29,500 a month later; the site has 100,000.
    let certain = target(&projection, "certain");
    near("certain", certain.chance.value, 700.0 / 1430.0);
    let next = projection
        .periods
        .iter()
        .position(|end| end == "2029-01-31");
    assert_eq!(certain.chances[next.unwrap()], 0.0);

    let row = |id: &str| {
        let mut rows = projection.capacity.baselines.iter();
        rows.find(|row| row.id == id).unwrap().clone()
    };
    let gb = row("gb");
    assert_eq!((gb.p10[0], gb.p50[9], gb.p90[71]), (20.0, 100.0, 180.0));
    let falls = row("falls");
    assert_eq!(
        (falls.metric.as_str(), falls.p50[0], falls.p50[71]),
        ("compute", 7.916e19, 3.958e19)
    );
    // In no total.
    let load = projection
        .find("country", Some("GB"), "facility_load")
        .unwrap();
    assert_eq!(load.p90[71], 100.0);
}

/// A target is an outcome of what drives it though its series is not reported: the date alone moves
/// it without a baseline, the baseline too with one.
#[test]
fn what_drives_a_target_is_told() {
    let text = format!(
        "{UNIFORM}
[output]
scopes = [\"total\"]
metrics = [\"gpus_installed\"]
[target.most]
metric = \"it_load\"
scope = {{ country = \"GB\" }}
at_most = \"90 MW\"
by = \"2028\"
[target.with]
metric = \"facility_load\"
scope = {{ country = \"GB\" }}
at_least = \"150 MW\"
by = \"2028\"
baseline = true
[baseline.gb]
country = \"GB\"
facility_load = \"20 to 200 MW\"
"
    );
    let loaded = loaded(&text);
    let spec = RunSpec {
        drivers: true,
        ..RunSpec::of(&loaded.model)
    };
    let projection = capcast::run(&loaded, &spec);
    let inputs = |outcome: &str| -> Vec<(String, f64)> {
        let rows = projection.sensitivity.iter();
        let rows = rows.filter(|row| row.outcome == outcome);
        rows.map(|row| (row.input.clone(), row.share_of_variance))
            .collect()
    };
    let date = "site.a.phase.x.expected";
    let most = inputs("it_load of country GB at most 90 MW at 2028-12-31");
    assert_eq!(most.len(), 1, "{most:?}");
    assert!(most[0].0 == date && most[0].1 > 0.95, "{most:?}");
    let with = inputs("facility_load of country GB at least 150 MW at 2028-12-31");
    let share = |of: &str| {
        with.iter()
            .find(|(input, _)| input.starts_with(of))
            .unwrap()
            .1
    };
    assert!(share(date) > 0.1 && share("baseline.gb") > 0.1, "{with:?}");
}

/// What is asked moves nothing else.
#[test]
fn targets_and_baselines_leave_all_other_numbers_alone() {
    let (plain, asked) = (run(UNIFORM), asked());
    assert_eq!(plain.series, asked.series);
    assert_eq!(plain.schedule, asked.schedule);
    assert!(plain.targets.is_empty() && asked.targets.len() == 1);
}

/// A comparison gives each scenario's targets as its own run does, whatever differs: the size, the
/// baseline, the level, nothing.
#[test]
fn compared_targets_are_those_of_runs_alone() {
    let text = format!(
        "{UNIFORM}
[target.t]
metric = \"facility_load\"
scope = {{ country = \"GB\" }}
at_least = \"150 MW\"
by = \"2028\"
baseline = true
[baseline.gb]
country = \"GB\"
facility_load = {{ 2025-01-01 = \"20 to 100 MW\", 2030-01-01 = \"50 to 150 MW\" }}
"
    )
    .replace("100_000\n[chip", "4_000\n[chip");
    let edits = [
        ("gpus = 100_000", "gpus = 100_000"),
        ("gpus = 100_000", "gpus = 100_000"),
        ("gpus = 100_000", "gpus = 120_000"),
        ("50 to 150 MW", "60 to 180 MW"),
        ("2030-01-01 = \"50", "2029-01-01 = \"50"),
        ("at_least = \"150 MW\"", "at_least = \"140 MW\""),
        ("at_least = \"150 MW\"", "at_most = \"150 MW\""),
        ("baseline = true", "baseline = false"),
    ];
    let all: Vec<_> = edits
        .iter()
        .map(|(from, to)| loaded(&text.replace(from, to)))
        .collect();
    let spec = RunSpec::of(&all[0].model);
    let comparison = compared(&all, &spec);
    let mut chances = Vec::new();
    for (loaded, compared) in all.iter().zip(&comparison.projections) {
        let alone = capcast::run(loaded, &spec);
        assert_eq!(alone.targets, compared.targets);
        chances.push(alone.targets[0].chance.value);
    }
    // The same run by run, trial by trial: what is gained less what is lost.
    let n = spec.trials as f64;
    for (difference, chance) in comparison.differences.iter().zip(&chances[1..]) {
        let row = &difference.targets[0];
        assert_eq!(row.base.unwrap().value, chances[0]);
        assert_eq!(row.variant.unwrap().value, *chance);
        assert!((row.difference - (chance - chances[0])).abs() < 1e-9);
        let (gained, lost) = (row.gained.value, row.lost.value);
        assert!((gained - lost - row.difference).abs() < 1e-9);
        let se = ((gained + lost - row.difference * row.difference) / n).sqrt();
        assert!((row.difference_se - se).abs() < 1e-7);
    }
    // More GPUs, and more beside them, lose no trial, and say so more surely than two runs would.
    for row in comparison.differences[1..4]
        .iter()
        .map(|difference| &difference.targets[0])
    {
        assert!(row.gained.value > 0.0 && row.lost.value == 0.0, "{row:?}");
        assert!(row.difference_se < row.independent_se, "{row:?}");
    }
    // What is not to be passed is met where what is to be reached is not.
    let opposite = &comparison.differences[5].targets[0];
    assert!((opposite.gained.value + opposite.lost.value - 1.0).abs() < 1e-9);
    assert_eq!(chances[0], chances[1]);
    assert!(
        chances[2..].iter().all(|chance| *chance != chances[0]),
        "{chances:?}"
    );
}

/// A site of 100 MW of IT, 88 MW at the mean, from a day that is uniform over 1,430 days, as above. All
/// that follows from its load, its GPUs and its money is asked of.
const FLOWS: &str = "
[scenario]
from = 2025-01-01
to = 2030-12-31
trials = 20_000
currency = \"GBP\"
[chip.one]
watts = 1000
ops_8bit = 1.979e15
[zone.z]
country = \"GB\"
carbon = \"100 g/kWh\"
carbon_basis = \"operational\"
water = \"2 L/kWh\"
[cost]
per_mw = \"10 m GBP/MW\"
per_gpu = \"20 k GBP\"
build = \"12 months\"
[training]
days = 100
share = 0.5
[site.a]
announced = 2025-01-01
zone = \"z\"
pue_peak = 1.25
pue = 1.1
load_factor = 0.8
[site.a.phase.x]
chip = \"one\"
gpus = 100_000
proceed = 1
delivered = 1
ramp = 0
mfu = 0.4
availability = 0.9
expected = { uniform = { min = 2027-02-01, max = 2031-01-01 } }
[target.year]
metric = \"energy\"
at_least = \"0.7 TWh\"
by = \"2029\"
[target.less]
metric = \"energy\"
scope = { country = \"GB\" }
at_most = \"500 GWh\"
by = \"2029\"
[target.quarter]
metric = \"emissions\"
scope = { zone = \"z\" }
at_least = 19_430
by = \"2029-Q4\"
[target.day]
metric = \"water\"
scope = { site = \"a\" }
at_least = 1
by = 2029-06-30
[target.spent]
metric = \"spend\"
at_least = \"2 bn GBP\"
by = \"2030\"
[target.to-date]
metric = \"spend_to_date\"
scope = { phase = \"a.x\" }
at_least = \"3 bn GBP\"
by = \"2029\"
[target.run]
metric = \"training_run\"
at_least = 1e26
by = \"2029-06\"
[target.flop]
metric = \"flop_to_date\"
at_least = 1
by = \"2029-06\"
[output]
scopes = [\"total\"]
metrics = [\"gpus_installed\"]
";

/// With a season that changes nothing mean and peak load are worked out period by period too.
const SEASON: &str = "
[target.mean]
metric = \"average_load\"
at_least = \"88 MW\"
by = \"2028\"
[target.peak]
metric = \"peak_load\"
at_most = \"124.999 MW\"
by = \"2028\"
";

fn flat(text: &str) -> String {
    let season = "water = \"2 L/kWh\"\npue_season = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]";
    text.replace("water = \"2 L/kWh\"", season) + SEASON
}

/// The share of the days up to the end of one.
fn by_day(year: i16, month: i8, day: i8) -> f64 {
    let first = jiff::civil::date(2027, 2, 1);
    let days = (jiff::civil::date(year, month, day) - first).get_days();
    f64::from(days + 1) / 1430.0
}

/// Shares of 20,000 trials, 4 standard errors: a false alarm of 6e-5 a comparison.
///
/// Energy of 2029 is 88 MW over 8,760 h = 770,880 MWh for what comes before it; of what comes in January
/// half of that month is missing, 738,144, in February 675,840. Of what comes in April 549,120 are left,
/// in May 484,704. A last quarter of 88 MW x 2,208 h at 100 g/kWh emits 19,430.4 t:
/// what comes in October has half of that month less.
#[test]
fn what_adds_up_is_held_over_the_period_that_is_named() {
    for text in [FLOWS.to_owned(), flat(FLOWS)] {
        let projection = run(&text);
        let near = |id: &str, exact: f64| {
            let share = target(&projection, id).chance.value;
            let se = (exact * (1.0 - exact) / 20_000.0).sqrt();
            assert!(
                (share - exact).abs() <= 4.0 * se,
                "{id}: {share} for {exact}"
            );
        };
        near("year", by_day(2029, 1, 31));
        near("less", 1.0 - by_day(2029, 4, 30));
        near("quarter", by_day(2029, 9, 30));
        near("day", by_day(2029, 6, 30));
        // GPUs fall due as they come, building over the year before: 2 bn and 1 bn.
        near("spent", 1.0 - by_day(2029, 12, 31));
        near("to-date", by_day(2029, 12, 31));
        // 100,000 GPUs of 0.9895e15 at 0.4 x 0.9, half of them for 100 days: 1.54e26.
        near("run", by_day(2029, 6, 30));
        near("flop", by_day(2029, 6, 30));
        if text.contains("pue_season") {
            near("mean", by_day(2028, 12, 31));
            near("peak", 1.0 - by_day(2028, 12, 31));
        }
        let year = target(&projection, "year");
        assert_eq!(
            (year.summed.as_deref(), year.unit.as_str()),
            (Some("year"), "MWh")
        );
        assert_eq!(
            target(&projection, "quarter").summed.as_deref(),
            Some("quarter")
        );
        assert_eq!(target(&projection, "day").summed.as_deref(), Some("period"));
        assert_eq!(target(&projection, "spent").unit, "GBP");
        assert_eq!(target(&projection, "run").summed, None);
        // All months of a year have its chance, and it is reached when that is over.
        let of_2029: Vec<f64> = year.chances[48..60].to_vec();
        assert_eq!(
            of_2029,
            [year.chance.value; 12].map(|it| (it * 1e7).round() / 1e7)
        );
        assert!(year.chances[36..48].iter().all(|it| *it < of_2029[0]));
        let dates = [&year.p10, &year.p50, &year.p90].map(|day| day.as_deref());
        assert_eq!(dates, [Some("2028-12-31"), Some("2029-12-31"), None]);
        // Nothing was announced to have a date.
        assert!(!year.announced_meets && target(&projection, "less").announced_meets);
    }
}

/// What is announced is held over the year too: of 2029, from April on 88 MW over 6,600 h.
#[test]
fn an_announced_year_is_held_as_the_trials_are() {
    let dated = "online = 2029-03-31\noverrun = 1";
    let text = FLOWS.replace(
        "expected = { uniform = { min = 2027-02-01, max = 2031-01-01 } }",
        dated,
    );
    let text = text.replace("20_000", "10");
    for (level, is_met) in [("580.8 GWh", true), ("613.6 GWh", false)] {
        let projection = run(&text.replace("0.7 TWh", level));
        let row = target(&projection, "year");
        assert_eq!(
            (row.announced_meets, row.chance.value == 1.0),
            (is_met, is_met),
            "{level}"
        );
    }
}

/// Trial by trial, and beside another scenario, a target of a flow is what it is alone; and what it
/// hangs on is told.
#[test]
fn targets_of_flows_are_compared_and_driven() {
    let text = flat(FLOWS).replace("20_000", "3_000");
    let text = text.replace("\"100 g/kWh\"", "\"80 to 120 g/kWh\"");
    let edits = [
        ("gpus = 100_000", "gpus = 100_000"),
        ("gpus = 100_000", "gpus = 80_000"),
        ("\"80 to 120 g/kWh\"", "\"60 to 90 g/kWh\""),
        ("0.7 TWh", "0.6 TWh"),
        (
            "by = \"2029\"\n[target.less]",
            "by = \"2028\"\n[target.less]",
        ),
    ];
    let all: Vec<_> = edits
        .iter()
        .map(|(from, to)| loaded(&text.replace(from, to)))
        .collect();
    let spec = RunSpec {
        drivers: true,
        ..RunSpec::of(&all[0].model)
    };
    let comparison = compared(&all, &spec);
    let mut alone = Vec::new();
    for (loaded, compared) in all.iter().zip(&comparison.projections) {
        alone.push(capcast::run(loaded, &spec));
        assert_eq!(alone[alone.len() - 1].targets, compared.targets);
    }
    for (difference, variant) in comparison.differences.iter().zip(&alone[1..]) {
        for row in &difference.targets {
            let chance = |of: &Projection| target(of, &row.id).chance.value;
            assert_eq!(row.base.unwrap().value, chance(&alone[0]));
            assert_eq!(row.variant.unwrap().value, chance(variant));
            let moved = chance(variant) - chance(&alone[0]);
            assert!((row.difference - moved).abs() < 1e-7, "{}", row.id);
            let (gained, lost) = (row.gained.value, row.lost.value);
            assert!((gained - lost - moved).abs() < 1e-9, "{}", row.id);
        }
    }
    // Fewer GPUs reach 0.7 TWh in no year: all is lost.
    let fewer = &comparison.differences[0].targets;
    let year = fewer.iter().find(|row| row.id == "year").unwrap();
    assert_eq!((year.variant.unwrap().value, year.gained.value), (0.0, 0.0));

    let inputs = |outcome: &str| -> Vec<&str> {
        let rows = alone[0].sensitivity.iter();
        let rows = rows.filter(|row| row.outcome == outcome);
        rows.map(|row| row.input.as_str()).collect()
    };
    let date = "site.a.phase.x.expected";
    assert_eq!(
        inputs("energy in the year of total at least 700000 MWh at 2029-12-31"),
        [date]
    );
    let carbon = inputs("emissions in the quarter of zone z at least 19430 tCO2 at 2029-12-31");
    assert!(
        carbon.contains(&date) && carbon.contains(&"zone.z.carbon"),
        "{carbon:?}"
    );
    assert_eq!(
        inputs("training_run of total at least 100000000000000000000000000 FLOP at 2029-06-30"),
        [date]
    );
}
