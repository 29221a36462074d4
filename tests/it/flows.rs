//! Flows with known answers: energy, carbon, water and money of small scenarios, month by month.

use capcast::calendar::{DAYS_PER_YEAR, Instant};
use capcast::pipeline;
use capcast::plan::RunSpec;
use capcast::projection::{Projection, Series};
use capcast::scenario::{LoadOptions, Loaded, load};
use jiff::civil::{Date, date};
use std::path::Path;

pub fn read(file: &str, set: &[&str]) -> Loaded {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/flows")
        .join(file);
    let options = LoadOptions {
        set: set.iter().map(ToString::to_string).collect(),
        ..LoadOptions::default()
    };
    match load(&path, &options) {
        Ok(loaded) => loaded,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

fn answer(file: &str, set: &[&str]) -> Projection {
    let loaded = read(file, set);
    pipeline::run(&loaded, &RunSpec::of(&loaded.model))
}

fn series<'a>(answer: &'a Projection, kind: &str, metric: &str) -> &'a Series {
    let mut all = answer.series.iter();
    let found = all.find(|series| series.scope.kind == kind && series.metric == metric);
    found.unwrap_or_else(|| panic!("no {metric} of {kind}"))
}

fn near(what: &str, value: f64, known: f64) {
    let off = (value - known).abs() / known.abs().max(1e-9);
    assert!(
        off < 6e-7 || (value - known).abs() < 1e-9,
        "{what}: {value} for {known}"
    );
}

fn check(what: &str, values: &[f64], known: impl Fn(usize) -> f64) {
    for (month, &value) in values.iter().enumerate() {
        near(&format!("{what}, month {month}"), value, known(month));
    }
}

/// The first day of a month, counted from January 2026.
fn month(index: usize) -> Date {
    date(2026 + (index / 12) as i16, 1 + (index % 12) as i8, 1)
}

fn hours(index: usize) -> f64 {
    (Instant::start_of(month(index + 1)).days() - Instant::start_of(month(index)).days()) * 24.0
}

/// Of what runs from the end of month 14 (March 2027), the mean of a month's two ends.
fn running(index: usize) -> f64 {
    match index {
        0..14 => 0.0,
        14 => 0.5,
        _ => 1.0,
    }
}

/// Money for the building up to the end of a month, as a share.
fn booked(end: f64) -> f64 {
    let ready = Instant::end_of(date(2027, 3, 31)).days();
    let x = (1.0 - (ready - end) / (1.5 * DAYS_PER_YEAR)).clamp(0.0, 1.0);
    3.0 * x * x - 2.0 * x * x * x
}

/// The price of energy at an instant, linear from the middle of 2026 to that of 2028.
fn price(instant: f64) -> f64 {
    let (from, to) = (
        Instant::start_of(date(2026, 1, 1)).days() + 182.5,
        Instant::start_of(date(2028, 1, 1)).days() + 183.0,
    );
    40.0 + 20.0 * ((instant - from) / (to - from)).clamp(0.0, 1.0)
}

#[test]
fn a_certain_site_has_its_energy_carbon_water_and_money_month_by_month() {
    let answer = answer("one-site.toml", &[]);
    let energy = |month: usize| 18.0 * running(month) * hours(month);
    let of = |metric: &str| series(&answer, "site", metric);
    check("energy", &of("energy").p50, energy);
    // 200 g/kWh are 0.2 t/MWh; 1.5 L/kWh are 1.5 m3/MWh.
    check("emissions", &of("emissions").p50, |month| {
        0.2 * energy(month)
    });
    check("water", &of("water").p90, |month| 1.5 * energy(month));
    let end = |month_: usize| Instant::start_of(month(month_ + 1)).days();
    let spend = |month: usize| {
        let building = 200e6 * (booked(end(month)) - booked(end(month) - hours(month) / 24.0));
        let gpus = if month == 14 {
            10_000.0 * 40_000.0
        } else {
            0.0
        };
        let ends = match running(month) {
            0.0 => 0.0,
            0.5 => price(end(month)),
            _ => price(end(month)) + price(end(month) - hours(month) / 24.0),
        };
        let an_hour = 18.0 * ends / 2.0 + 20.0 * 1e6 / (DAYS_PER_YEAR * 24.0) * running(month);
        building + gpus + an_hour * hours(month)
    };
    check("spend", &of("spend").mean, spend);
    assert_eq!(of("spend").unit, "GBP");
    // What fell due before the horizon, and then the building sums up to the whole.
    let opening = 200e6 * booked(Instant::start_of(date(2026, 1, 1)).days());
    let money = answer.capacity.money.as_ref().unwrap();
    near("opening", money.opening.p50, opening);
    assert!(opening > 1e6);
    check("spend to date", &of("spend_to_date").p10, |month| {
        opening + (0..=month).map(spend).sum::<f64>()
    });
    let running_costs: f64 = (0..24).map(spend).sum::<f64>() + opening - 600e6;
    let by_hand = (14..24).map(|month| {
        let prices = match running(month) {
            0.5 => price(end(month)),
            _ => price(end(month)) + price(end(month - 1)),
        };
        (9.0 * prices + 20e6 / (DAYS_PER_YEAR * 24.0) * running(month)) * hours(month)
    });
    near(
        "building and GPUs sum up to the whole",
        running_costs,
        by_hand.sum(),
    );
    // As all is certain and comes as announced, the announced path is the same.
    for metric in [
        "energy",
        "emissions",
        "water",
        "spend",
        "spend_to_date",
        "training_run",
    ] {
        check(metric, &of(metric).announced, |month| of(metric).p50[month]);
    }
}

#[test]
fn a_training_run_and_the_operations_to_date_follow_from_the_16_bit_rate() {
    let answer = answer("one-site.toml", &[]);
    // Half of 4e15 for want of a 16-bit rate, times MFU and availability.
    let rate = 10_000.0 * 2e15 * 0.4 * 0.9;
    let run = series(&answer, "total", "training_run");
    check("training run", &run.p50, |month| {
        if month < 14 {
            0.0
        } else {
            rate * 0.8 * 90.0 * 86_400.0
        }
    });
    let to_date = series(&answer, "total", "flop_to_date");
    check("to date", &to_date.p50, |month| {
        (0..=month)
            .map(|month| running(month) * hours(month))
            .sum::<f64>()
            * 3600.0
            * rate
    });
}

#[test]
fn sums_of_other_years_and_currencies_stand_beside_what_the_model_comes_to() {
    let answer = answer("one-site.toml", &[]);
    let money = answer.capacity.money.as_ref().unwrap();
    assert_eq!(money.currency, "GBP");
    assert_eq!(money.price_year, Some(2025));
    assert_eq!(
        money.rates,
        ["1 USD = 0.8 GBP", "prices rise by 10 % a year"]
    );
    let [row] = money.announced.as_slice() else {
        panic!()
    };
    assert_eq!(
        (row.kind.as_str(), row.stated.as_str()),
        ("programme", "1 bn USD")
    );
    // 1 bn USD are 0.8 bn GBP, and two years of 10 % on.
    near("announced", row.announced.p50, 968e6);
    near("modelled", row.modelled.unwrap().p50, 600e6);
    // The programme is stated in 20,000 GPUs, of which its site has half.
    near("per GPU", row.implied_per_gpu.unwrap(), 48_400.0);
    assert_eq!(row.implied_per_mw, None);
    assert_eq!(row.evidence_per_gpu, Some((60_000.0, 60_000.0)));
    assert_eq!(row.verdict.as_deref(), Some("below"));
    let [delay] = money.delay.as_slice() else {
        panic!()
    };
    near("tied up", delay.tied_up.p50, 600e6);
    near("a month", delay.per_month.p50, 3e6);
}

#[test]
fn a_year_of_what_is_certain_is_the_sum_of_its_months() {
    let answer = answer("one-site.toml", &[]);
    let years = &answer.capacity.years;
    for metric in ["energy", "emissions", "water", "spend"] {
        for kind in ["total", "country", "programme", "site"] {
            let months = series(&answer, kind, metric);
            for year in [2026, 2027] {
                let mut rows = years.iter();
                let row = rows.find(|row| {
                    (row.metric.as_str(), row.scope.kind.as_str(), row.year) == (metric, kind, year)
                });
                let row = row.unwrap_or_else(|| panic!("{metric} of {kind} in {year}"));
                let first = usize::from(year == 2027) * 12;
                let sum: f64 = months.mean[first..first + 12].iter().sum();
                near(metric, row.p50, sum);
                near(metric, row.mean, sum);
                assert!(row.whole);
            }
        }
    }
    assert!(years.iter().all(|row| row.scope.kind != "zone"));
}

/// The factor of a season at the end of a month of 2027, from January: between the middles of two
/// months, each as long as it is.
fn factor(factors: &[f64; 12], end_of: usize) -> f64 {
    let length = |month: usize| hours(12 + month % 12);
    let weight = length(end_of) / (length(end_of) + length(end_of + 1));
    factors[end_of] + (factors[(end_of + 1) % 12] - factors[end_of]) * weight
}

#[test]
fn seasons_move_the_overhead_and_the_worst_month_has_the_design_pue() {
    let factors = [0.6, 0.7, 0.8, 1.0, 1.1, 1.3, 1.5, 1.4, 1.2, 1.0, 0.8, 0.6];
    let answer = answer(
        "one-site.toml",
        &[&format!("zone.here.pue_season={factors:?}")],
    );
    let mean = |end_of: usize| 15.0 * (1.0 + 0.2 * factor(&factors, end_of));
    let load = series(&answer, "site", "average_load");
    let peak = series(&answer, "site", "peak_load");
    let energy = series(&answer, "site", "energy");
    for month in 14..24 {
        let end_of = month - 12;
        near("load", load.p50[month], mean(end_of));
        let worst = 20.0 * (1.0 + 0.3 * factor(&factors, end_of) / 1.5);
        near("peak", peak.p50[month], worst);
        let before = if month == 14 { 0.0 } else { mean(end_of - 1) };
        near(
            "energy",
            energy.p50[month],
            f64::midpoint(before, mean(end_of)) * hours(month),
        );
        near("announced", energy.announced[month], energy.p50[month]);
        near("announced peak", peak.announced[month], worst);
    }
}

#[test]
fn plant_serves_first_and_a_dated_intensity_is_linear_between_its_dates() {
    let answer = answer(
        "one-site.toml",
        &[
            "zone.here.carbon={ 2027-01-01 = 200, 2028-01-01 = 100 }",
            "site.one.grid.all={ capacity = \"100 MW\", actual_energised = 2026-01-01 }",
            "site.one.plant.gas={ capacity = \"8 MW\", availability = 0.75, from = 2026-06-01, until = 2027-09-30, emissions = 450, cost = 80 }",
            "scenario.as_of=2026-01-02",
        ],
    );
    let emissions = series(&answer, "site", "emissions");
    let spend = series(&answer, "site", "spend");
    let from = Instant::start_of(date(2027, 1, 1)).days();
    let end = |index: usize| Instant::start_of(month(index + 1)).days();
    let carbon = |index: usize| 200.0 - 100.0 * ((end(index) - from) / 365.0).clamp(0.0, 1.0);
    // Of 18 MW the plant serves 6, up to the end of September 2027.
    let of_plant = |index: usize| if index <= 20 { 6.0 } else { 0.0 };
    let an_hour = |index: usize| {
        let served = of_plant(index);
        let rate = (served * 450.0 + (18.0 - served) * carbon(index)) / 1000.0;
        let cost = served * 80.0 + (18.0 - served) * price(end(index));
        (rate, cost)
    };
    for month in 15..24 {
        let (before, now) = (an_hour(month - 1), an_hour(month));
        near(
            "carbon",
            emissions.p50[month],
            f64::midpoint(before.0, now.0) * hours(month),
        );
        let energy = f64::midpoint(before.1, now.1) + 20e6 / (DAYS_PER_YEAR * 24.0);
        near("cost", spend.p50[month], energy * hours(month));
    }
}

#[test]
fn a_driver_on_cost_multiplies_building_and_gpus_and_nothing_else() {
    let dear = "driver.dear={ factor = 1.5, on = \"cost\", applies_to = { site = \"one\" } }";
    let (plain, dear) = (
        answer("one-site.toml", &[]),
        answer("one-site.toml", &[dear]),
    );
    let tied = |answer: &Projection| answer.capacity.money.as_ref().unwrap().delay[0].tied_up.p50;
    near("tied up", tied(&dear), 1.5 * tied(&plain));
    let last =
        |answer: &Projection, metric: &str| *series(answer, "total", metric).p50.last().unwrap();
    near(
        "spent",
        last(&dear, "spend_to_date"),
        last(&plain, "spend_to_date") + 300e6,
    );
    near("energy", last(&dear, "energy"), last(&plain, "energy"));
}

#[test]
fn a_chip_has_its_own_price_and_a_lost_phase_spends_nothing() {
    let priced = answer("one-site.toml", &["chip.plain.price=\"60 k\""]);
    let tied = priced.capacity.money.as_ref().unwrap().delay[0].tied_up.p50;
    near("tied up", tied, 200e6 + 600e6);
    let lost = answer("one-site.toml", &["site.one.phase.a.proceed=0"]);
    assert!(
        series(&lost, "total", "spend_to_date")
            .mean
            .iter()
            .all(|spent| *spent == 0.0)
    );
}

/// The values of a metric and year, as make.py has them: mean, sd, P10, P50, P90.
fn independent() -> Vec<(String, i16, [f64; 5])> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/flows/uncertain.csv"
    );
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        let numbers: Vec<f64> = fields[2..].iter().map(|it| it.parse().unwrap()).collect();
        let numbers = <[f64; 5]>::try_from(numbers).unwrap();
        (fields[0].to_owned(), fields[1].parse().unwrap(), numbers)
    });
    rows.collect()
}

/// Means may be 4.5 standard errors of 100,000 trials away (make.py's own are a sixth of that), and
/// percentiles a bin of 1/32 beside what 4.5 standard errors of their rank allow, taken as 3 % of the
/// standard deviation. Ten comparisons of means: a false alarm has a chance of 7e-5. The seed is pinned.
#[test]
fn uncertain_flows_have_the_percentiles_of_an_independent_implementation() {
    let answer = answer("uncertain.toml", &[]);
    let mut compared = 0;
    for (metric, year, [mean, sd, p10, p50, p90]) in independent() {
        let found = if metric == "spend_to_date" {
            let series = series(&answer, "total", &metric);
            let last = series.mean.len() - 1;
            [&series.mean, &series.p10, &series.p50, &series.p90].map(|list| list[last])
        } else {
            let mut years = answer.capacity.years.iter();
            let row = years
                .find(|row| row.scope.kind == "total" && row.metric == metric && row.year == year);
            let row = row.unwrap();
            [row.mean, row.p10, row.p50, row.p90]
        };
        let se = sd / (100_000_f64).sqrt();
        let off = (found[0] - mean) / se;
        assert!(
            off.abs() < 4.5,
            "mean {metric} {year}: {} for {mean}, {off:.2}",
            found[0]
        );
        for (value, known) in found[1..].iter().zip([p10, p50, p90]) {
            let room = known.abs() / 32.0 + 0.03 * sd;
            assert!(
                (value - known).abs() <= room,
                "{metric} {year}: {value} for {known}"
            );
        }
        compared += 1;
    }
    assert_eq!(compared, 10);
}

#[test]
fn scenarios_run_together_have_the_flows_that_they_have_alone() {
    let base = read("uncertain.toml", &["scenario.trials=3000"]);
    let sets = [
        "cost.per_gpu=\"50 to 60 k USD\"",
        "zone.here.carbon=\"50 to 90 g/kWh\"",
        "zone.here.water=1.2",
        "site.one.phase.a.gpus=9_000",
        "cost.build=\"6 months\"",
    ];
    let variants = sets.map(|set| read("uncertain.toml", &["scenario.trials=3000", set]));
    let all: Vec<&Loaded> = [&base].into_iter().chain(&variants).collect();
    let spec = RunSpec::of(&variants[2].model);
    let together = pipeline::run_many(&all, &spec, &capcast::engine::Unwatched).unwrap();
    for (loaded, together) in all.iter().zip(&together) {
        assert!(
            pipeline::run(loaded, &spec) == *together,
            "{:?}",
            together.scenario.set
        );
    }
    assert!(together[1] != together[0]);
}

#[test]
fn flows_are_the_same_on_any_number_of_threads() {
    let loaded = read("uncertain.toml", &["scenario.trials=5000"]);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build()
            .unwrap()
            .install(|| pipeline::run(&loaded, &RunSpec::of(&loaded.model)))
    };
    let one = run(1);
    assert!(one == run(3));
    assert!(one.capacity.years.iter().any(|row| row.mean > 0.0));
}

/// With all independent, both hold with the product of the chances of each where it comes. Each chance
/// is of 16,384 trials and may be 4.5 standard errors away: a false alarm has a chance of 7e-6.
#[test]
fn the_chance_to_keep_date_and_sum_is_the_product_where_they_are_independent() {
    let loaded = read("joint.toml", &[]);
    let spec = RunSpec {
        drivers: true,
        ..RunSpec::of(&loaded.model)
    };
    let answer = pipeline::run(&loaded, &spec);
    let mut rows = answer.joint_confidence.iter();
    let row = rows.find(|row| row.kind == "money").unwrap();
    assert_eq!(row.phase.as_deref(), Some("one"));
    let budget = row.budget.as_ref().unwrap();
    assert_eq!(budget.by, "2027-06-30");
    // The median of the announced sum: sqrt(600 x 800) of a lognormal.
    assert!(
        (budget.amount / 692.82e6 - 1.0).abs() < 0.005,
        "{}",
        budget.amount
    );
    assert!((budget.comes.value - 0.8).abs() < 4.5 * 0.004);
    let both = budget.on_time.value * budget.in_budget.value / 0.8;
    assert!(
        (budget.both.value - both).abs() < 4.5 * 0.004,
        "{} for {both}",
        budget.both.value
    );
    assert!(budget.in_budget.value > 0.3 && budget.in_budget.value < 0.75);
    // Later and dearer, more likely.
    assert!(row.chance.iter().all(|row| row.is_sorted()));
    assert!((1..row.levels.len()).all(|level| row.chance[level] >= row.chance[level - 1]));
    assert_eq!(row.scatter.len(), 400);
}

#[test]
fn mitigation_falls_due_once_in_the_total_and_only_when_it_is_done() {
    let set = [
        "risk.late={ probability = 0.5, delay = \"3 months\", applies_to = { site = \"one\" }, mitigated = { probability = 0, cost = \"5 m USD for spares\" } }",
        "scenario.as_of=2026-03-10",
    ];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/flows/one-site.toml");
    let options = |mitigated| LoadOptions {
        set: set.map(str::to_owned).to_vec(),
        mitigated,
        ..LoadOptions::default()
    };
    let run = |mitigated| {
        let loaded = load(&path, &options(mitigated))
            .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        pipeline::run(&loaded, &RunSpec::of(&loaded.model))
    };
    let (with, without) = (run(true), run(false));
    let of =
        |answer: &Projection, kind: &str, month: usize| series(answer, kind, "spend").mean[month];
    // Five million dollars are four million pounds, in March 2026 of the total.
    near(
        "in the total",
        of(&with, "total", 2),
        of(&with, "site", 2) + 4e6,
    );
    near("not before", of(&with, "total", 1), of(&with, "site", 1));
    near(
        "not unless it is done",
        of(&without, "total", 2),
        of(&without, "site", 2),
    );
    let last = |kind: &str| *series(&with, kind, "spend_to_date").mean.last().unwrap();
    near("to date", last("total"), last("site") + 4e6);
}
