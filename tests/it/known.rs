//! Networks with known answers, read from scenario files like a planner's.
//!
//! Each answer is compared on seeds 1 to 5 in standard errors of 100,000 trials; none may be more
//! than 4 away. A false alarm has a chance of 6e-5 a comparison; the seeds are pinned.

use capcast::calendar::{DAYS_PER_MONTH, Instant};
use capcast::engine::sample;
use capcast::model::Model;
use capcast::plan::{Plan, RunSpec};
use capcast::scenario::{LoadOptions, load};
use jiff::civil::date;
use std::path::Path;

const TRIALS: u64 = 100_000;

/// What is known of a network's finish, in its unit of time.
#[derive(Default)]
struct Answer<'a> {
    /// Days in the unit.
    unit: f64,
    mean: Option<f64>,
    sd: Option<f64>,
    /// Values with the chance to finish by them.
    by: &'a [(f64, f64)],
    /// Activities with their criticality index.
    criticality: &'a [(&'a str, f64)],
}

fn read(file: &str) -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(file);
    match load(&path, &LoadOptions::default()) {
        Ok(loaded) => loaded.model,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

fn check(file: &str, answer: &Answer<'_>) {
    let model = read(&format!("known/{file}.toml"));
    for seed in 1..=5 {
        let mut spec = RunSpec {
            trials: TRIALS,
            seed,
            ..RunSpec::of(&model)
        };
        spec.metrics.clear();
        let plan = Plan::compile(&model, &spec);
        let network = plan.phases[0].network.as_ref().expect("a network");
        let start = Instant::start_of(date(2025, 1, 1)).days();
        let n = TRIALS as f64;
        let finish: Vec<f64> = sample(&plan, TRIALS, &[network.end])[0]
            .iter()
            .map(|end| (end - start) / answer.unit)
            .collect();
        let mean = finish.iter().sum::<f64>() / n;
        let moment = |power| finish.iter().map(|x| (x - mean).powi(power)).sum::<f64>() / n;
        let (variance, fourth) = (moment(2), moment(4));
        let near = |what: &str, value: f64, known: f64, se: f64| {
            let z = (value - known) / se;
            assert!(
                z.abs() <= 4.0,
                "{file}, seed {seed}, {what}: {value} for {known}, z = {z:.2}"
            );
        };
        if let Some(known) = answer.mean {
            near("mean", mean, known, (variance / n).sqrt());
        }
        if let Some(known) = answer.sd {
            let se = ((fourth - variance * variance) / n).sqrt() / (2.0 * variance.sqrt());
            near("sd", variance.sqrt(), known, se);
        }
        for &(value, chance) in answer.by {
            let share = finish.iter().filter(|x| **x <= value).count() as f64 / n;
            near(
                &format!("P(<= {value})"),
                share,
                chance,
                (chance * (1.0 - chance) / n).sqrt(),
            );
        }
        if !answer.criticality.is_empty() {
            let results =
                capcast::engine::simulate(std::slice::from_ref(&plan), &capcast::engine::Unwatched);
            let result = &results.unwrap()[0].phases[0];
            for &(id, known) in answer.criticality {
                let capcast::model::Schedule::Network(activities) =
                    &model.sites[0].phases[0].schedule
                else {
                    panic!("a network");
                };
                let index = activities
                    .iter()
                    .position(|activity| activity.id == id)
                    .unwrap();
                let share = result.activities[index].critical as f64 / n;
                near(
                    &format!("criticality of {id}"),
                    share,
                    known,
                    (known * (1.0 - known) / n).sqrt(),
                );
            }
        }
    }
}

#[test]
fn repair_and_retrofit_has_its_mean_spread_percentiles_and_criticality() {
    check(
        "t1",
        &Answer {
            unit: 1.0,
            mean: Some(20.755),
            sd: Some(2.086),
            by: &[
                (17.529, 0.05),
                (18.0, 0.0844),
                (18.170, 0.10),
                (20.0, 0.3763),
                (20.637, 0.50),
                (22.461, 0.80),
                (23.497, 0.90),
                (24.390, 0.95),
                (26.124, 0.99),
            ],
            criticality: &[
                ("a1", 0.5983),
                ("a2", 0.2035),
                ("a3", 0.1982),
                ("a4", 0.1289),
                ("a5", 0.4694),
                ("a6", 0.2438),
                ("a7", 0.4292),
                ("a8", 0.1289),
                ("a9", 0.6274),
            ],
        },
    );
}

#[test]
fn the_critical_path_of_porta_vac_is_later_than_pert_says() {
    let by = [(17.0, 0.271), (20.88, 0.85), (21.0, 0.861)];
    check(
        "t3",
        &Answer {
            unit: 1.0,
            mean: Some(18.501),
            sd: Some(2.171),
            by: &by,
            ..Answer::default()
        },
    );
}

#[test]
fn the_whole_of_porta_vac_has_its_answers_in_both_families() {
    let by = [(17.0, 0.177), (19.01, 0.50), (20.0, 0.655), (21.14, 0.80)];
    check(
        "t4-triangular",
        &Answer {
            unit: 1.0,
            mean: Some(19.179),
            sd: Some(2.262),
            by: &by,
            ..Answer::default()
        },
    );
    let by = [(18.73, 0.80), (20.0, 0.930)];
    check(
        "t4-pert",
        &Answer {
            unit: 1.0,
            mean: Some(17.317),
            sd: Some(1.698),
            by: &by,
            ..Answer::default()
        },
    );
}

#[test]
fn fourteen_activities_show_their_merge_bias_in_both_families() {
    let by = [(52.61, 0.50), (55.0, 0.744), (55.68, 0.80)];
    check(
        "t5-triangular",
        &Answer {
            unit: 1.0,
            mean: Some(52.643),
            sd: Some(3.566),
            by: &by,
            ..Answer::default()
        },
    );
    let by = [(54.35, 0.80), (55.0, 0.852)];
    check(
        "t5-pert",
        &Answer {
            unit: 1.0,
            mean: Some(51.628),
            by: &by,
            ..Answer::default()
        },
    );
}

#[test]
fn a_chain_of_triangulars_has_the_answers_of_its_convolution() {
    let by = [
        (19.369, 0.10),
        (20.0, 0.21899),
        (20.990, 0.50),
        (22.078, 0.80),
        (22.645, 0.90),
    ];
    let sd = 1.611_11_f64.sqrt();
    check(
        "t6",
        &Answer {
            unit: 1.0,
            mean: Some(21.0),
            sd: Some(sd),
            by: &by,
            ..Answer::default()
        },
    );
}

#[test]
fn equal_paths_merge_later_than_any_of_them() {
    for (file, mean, by_100, p80) in [
        ("x1-1", 106.6667, 1.0 / 3.0, 118.0911),
        ("x1-2", 113.7778, 1.0 / 9.0, 124.0823),
        ("x1-3", 117.5873, 1.0 / 27.0, 126.8837),
        ("x1-5", 121.9019, 1.0 / 243.0, 129.7651),
        ("x1-10", 126.7600, 1.0 / 59_049.0, 132.7225),
    ] {
        let by = [(100.0, by_100), (p80, 0.80)];
        // Of ten paths 1.7 trials in 100,000 are expected by 100: too few for a normal error.
        let by = if file == "x1-10" { &by[1..] } else { &by[..] };
        check(
            file,
            &Answer {
                unit: 1.0,
                mean: Some(mean),
                by,
                ..Answer::default()
            },
        );
    }
}

#[test]
fn the_later_of_two_normals_is_clarks() {
    check(
        "x2",
        &Answer {
            unit: 1.0,
            mean: Some(105.6419),
            sd: Some(8.2565),
            ..Answer::default()
        },
    );
}

#[test]
fn the_latest_of_exponentials_is_the_harmonic_number() {
    for (file, k, mean) in [
        ("x5-2", 2.0, 1.5),
        ("x5-3", 3.0, 1.8333),
        ("x5-5", 5.0, 2.2833),
        ("x5-10", 10.0, 2.9290),
    ] {
        let p80 = -libm::log1p(-libm::pow(0.8, 1.0 / k));
        check(
            file,
            &Answer {
                unit: 1.0,
                mean: Some(mean),
                by: &[(p80, 0.80)],
                ..Answer::default()
            },
        );
    }
}

#[test]
fn permit_and_build_beside_the_grid_have_the_answers_of_their_convolution() {
    check(
        "x10",
        &Answer {
            unit: DAYS_PER_MONTH,
            mean: Some(28.672),
            by: &[
                (24.0, 0.0738),
                (24.41, 0.10),
                (28.385, 0.50),
                (31.60, 0.80),
                (33.37, 0.90),
            ],
            criticality: &[("permit", 0.629), ("build", 0.629), ("grid", 0.371)],
            ..Answer::default()
        },
    );
}

#[test]
fn networks_of_120_activities_end_on_the_day_of_their_longest_path() {
    let expected = include_str!("../fixtures/networks/expected.csv");
    let mut networks = 0;
    for line in expected.lines().skip(1) {
        let (number, days) = line.split_once(',').unwrap();
        let model = read(&format!("networks/network-{number}.toml"));
        let projection = crate::world::run(&model);
        let end = Instant::start_of(date(2025, 1, 1)).days() + days.parse::<f64>().unwrap();
        let day = Instant::from_days(end).date().unwrap().to_string();
        let row = crate::world::milestone(&projection, "case", "network", "online");
        assert_eq!(row.p50.as_deref(), Some(day.as_str()), "network {number}");
        assert_eq!(row.activities.len(), 120);
        networks += 1;
    }
    assert_eq!(networks, 6);
}

/// Site a: 10,000 x 2 kW x 1.25 = 25 MW at the meter. 15 MW carry 6,000 of them from the end of
/// June 2026, all from 15 October 2026. Site b: 6 MW / 2 kW = 3,000 GPUs, half of which come;
/// ready after 100 + 190 + 10 + 30 = 330 days, on 27 November 2025, full 60 days later. A stock
/// is read at a period's last instant: 4, 35 and 66 days after that at the ends of the months.
/// (end, installed, powered, stranded, facility MW, mean MW, H100e)
const BY_HAND: [(&str, [f64; 6]); 9] = [
    ("2025-10-31", [0.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
    ("2025-11-30", [100.0, 100.0, 0.0, 0.25, 0.176, 200.0]),
    ("2025-12-31", [875.0, 875.0, 0.0, 2.1875, 1.54, 1_750.0]),
    ("2026-01-31", [1_500.0, 1_500.0, 0.0, 3.75, 2.64, 3_000.0]),
    ("2026-05-31", [1_500.0, 1_500.0, 0.0, 3.75, 2.64, 3_000.0]),
    (
        "2026-06-30",
        [11_500.0, 7_500.0, 4_000.0, 18.75, 13.2, 15_000.0],
    ),
    (
        "2026-09-30",
        [11_500.0, 7_500.0, 4_000.0, 18.75, 13.2, 15_000.0],
    ),
    (
        "2026-10-31",
        [11_500.0, 11_500.0, 0.0, 28.75, 20.24, 23_000.0],
    ),
    (
        "2027-12-31",
        [11_500.0, 11_500.0, 0.0, 28.75, 20.24, 23_000.0],
    ),
];

#[test]
fn all_at_medians_and_no_risk_is_the_table_worked_out_by_hand() {
    let projection = crate::world::run(&read("known/by-hand.toml"));
    let metrics = [
        "gpus_installed",
        "gpus_powered",
        "gpus_stranded",
        "facility_load",
        "average_load",
        "h100e",
    ];
    for (end, values) in BY_HAND {
        let at = crate::world::period(&projection, end);
        for (metric, value) in metrics.into_iter().zip(values) {
            let series = crate::world::series(&projection, "total", "", metric);
            for level in [
                series.p10[at],
                series.p50[at],
                series.p90[at],
                series.mean[at],
            ] {
                // A period's last instant stands 0.08 seconds before midnight.
                assert!(
                    (level - value).abs() <= 1e-6 * value.max(1.0),
                    "{metric} {end}: {level} for {value}"
                );
            }
        }
    }
    for (site, milestone, day) in [
        ("a", "online", "2026-06-30"),
        ("a", "complete", "2026-10-15"),
        ("b", "online", "2025-11-27"),
        ("b", "complete", "2026-01-26"),
    ] {
        let row = crate::world::milestone(&projection, site, "hall", milestone);
        assert_eq!(row.p10.as_deref(), Some(day), "{site} {milestone}");
        assert_eq!(row.p90.as_deref(), Some(day), "{site} {milestone}");
    }
    let announced = crate::world::series(&projection, "site", "a", "gpus_powered");
    assert_eq!(
        announced.announced[crate::world::period(&projection, "2026-06-30")],
        10_000.0
    );
    assert_eq!(
        announced.announced[crate::world::period(&projection, "2026-05-31")],
        0.0
    );
}

#[test]
fn every_valid_scenario_loads_and_runs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/valid");
    let mut ran = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let mut model = match load(&path, &LoadOptions::default()) {
            Ok(loaded) => loaded.model,
            // A base that others extend need not stand alone.
            Err(_)
                if path
                    .file_stem()
                    .is_some_and(|stem| stem.to_string_lossy().ends_with("-base")) =>
            {
                continue;
            }
            Err(problems) => panic!("{}", problems.render(false)),
        };
        model.trials = 500;
        let projection = crate::world::run(&model);
        assert!(
            projection
                .schedule
                .iter()
                .any(|row| row.milestone == "online"),
            "{}",
            path.display()
        );
        ran += 1;
    }
    assert!(ran >= 3, "{ran} scenarios");
}
