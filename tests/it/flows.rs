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
    let running_costs: f64 = (0..24).map(|month| spend(month)).sum::<f64>() + opening - 600e6;
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
