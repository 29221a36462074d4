//! Sweeps: cells are the runs that they stand for, and what is wrong is told once.

#[path = "sweep/charts.rs"]
mod charts;

use capcast::engine::{Interrupted, Unwatched, Watch};
use capcast::outcome::Outcome;
use capcast::pipeline::{Candidate, SweepError, SweepSpec, sweep_watched};
use capcast::plan::RunSpec;
use capcast::scenario::variants::{GridError, Variants};
use capcast::scenario::{Files, LoadOptions, load};
use capcast::sweep::{Kind, Sweep, asked};
use capcast::table;
use std::path::Path;

const SCENARIO: &str = r#"
[scenario]
name   = "Two halls"
from   = 2026-01-01
to     = 2029-12-31
seed   = 3
trials = 700

[site.north]
name      = "North"
country   = "GB"
announced = 2025-09-16

[site.north.phase.first]
chip     = "gb300"
gpus     = 10_000
online   = "2027-Q2"
proceed  = 0.9
overrun  = "1.0 to 2.0"

[site.north.grid.full]
capacity  = "20 MW"
energised = "2027-01 to 2028-06"

[site.south]
country   = "GB"
announced = 2025-09-16

[site.south.phase.hall]
chip   = "gb300"
gpus   = 1_000
online = "2027-Q2"
"#;

const MEAN: &str = "mean gpus_powered of total at 2028-06-30";
const DATE: &str = "p50 online of north.first";
const CHANCE: &str = "chance online of north.first by 2028-06-30";
const ENERGISED: &str = "site.north.grid.full.energised=2027-Q1,\"2027-07 to 2028-06\",2028-12-31";
const CAPACITY: &str = "site.north.grid.full.capacity=10 MW..30 MW step 10 MW";

fn options(text: &str) -> LoadOptions {
    LoadOptions {
        files: Files::memory([("two.toml", text.as_bytes().to_vec())]),
        ..LoadOptions::default()
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn sweep_of(text: &str, vary: &[&str], outcomes: &[&str]) -> Result<Sweep, SweepError> {
    capcast::sweep("two.toml", &options(text), &owned(vary), &owned(outcomes))
}

fn sweep(vary: &[&str], outcomes: &[&str]) -> Sweep {
    sweep_of(SCENARIO, vary, outcomes).unwrap()
}

/// What is said about axes that are wrong.
fn refused(text: &str, vary: &[&str]) -> String {
    match sweep_of(text, vary, &[MEAN]).unwrap_err() {
        SweepError::Grid(GridError::Problems(problems)) => problems.render(false),
        other => other.to_string(),
    }
}

#[test]
fn every_cell_has_the_bits_of_its_own_run_and_the_paired_difference_of_a_comparison() {
    let swept = sweep(&[ENERGISED, CAPACITY], &[MEAN, DATE, CHANCE]);
    assert_eq!(swept.cells(), 9);
    let base = load("two.toml", &options(SCENARIO)).unwrap();
    let spec = RunSpec::of(&base.model);
    for cell in 0..swept.cells() {
        let values = swept.values_of(cell).into_iter().zip(&swept.axes);
        let set = values.map(|(value, axis)| format!("{}={}", axis.key, axis.values[value].label));
        let with = LoadOptions {
            set: set.collect(),
            ..options(SCENARIO)
        };
        let loaded = load("two.toml", &with).unwrap();
        let alone = capcast::run(&loaded, &spec);
        for outcome in &swept.outcomes {
            let asked_of: Outcome = outcome.outcome.parse().unwrap();
            let (own, shared) = (
                asked::cell(&asked_of, &alone).unwrap(),
                &outcome.cells[cell],
            );
            let digits = |number: Option<f64>| number.map(|number| format!("{number:.6e}"));
            assert_eq!(digits(own.value), digits(shared.value), "{cell}");
            assert_eq!(digits(own.se), digits(shared.se), "{cell}");
            if outcome.kind == Kind::Quantity {
                assert_eq!((own.value, own.se), (shared.value, shared.se), "{cell}");
            }
        }
        let candidate = |loaded, label: &str| Candidate {
            label: label.to_owned(),
            loaded,
            edits: Vec::new(),
        };
        let both = [candidate(&base, "base"), candidate(&loaded, "cell")];
        let compared = capcast::compare(&both, &spec, &Unwatched).unwrap();
        let series = compared.find(0, "total", None, "gpus_powered").unwrap();
        let at = compared
            .periods
            .iter()
            .position(|end| end == "2028-06-30")
            .unwrap();
        let told = &swept.outcomes[0].cells[cell];
        assert_eq!(told.difference, Some(series.mean[at]), "{cell}");
        assert_eq!(told.difference_se, Some(series.mean_se[at]), "{cell}");
    }
}

#[test]
fn a_scenario_says_what_is_swept_in_the_order_written_and_runs_as_without() {
    let section = "\n[sweep]\noutcome = [\"p50 online of north.first\", \"mean gpus_powered of total at 2028\"]\n\
                   [sweep.vary]\n\"site.south.phase.hall.gpus\" = [1_000, 2_000]\n\
                   site.north.grid.full.capacity = \"10 MW..20 MW step 10 MW\"\n";
    let text = format!("{SCENARIO}{section}");
    let swept = sweep_of(&text, &[], &[]).unwrap();
    let keys: Vec<&str> = swept.axes.iter().map(|axis| axis.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "site.south.phase.hall.gpus",
            "site.north.grid.full.capacity"
        ]
    );
    assert_eq!(swept.axes[0].name, "south, phase hall: gpus");
    assert_eq!(swept.axes[1].name, "North, grid full: capacity");
    assert_eq!(swept.axes[1].unit.as_deref(), Some("MW"));
    // 1,000 GPUs and 20 MW: the second of the first two.
    assert_eq!(swept.as_written, Some(1));
    assert_eq!(swept.outcomes[1].cells[1].difference, Some(0.0));
    assert_eq!(
        swept.outcomes[1].outcome,
        "mean gpus_powered of total at 2028-12-31"
    );
    let replaced = sweep_of(&text, &[ENERGISED], &[MEAN]).unwrap();
    assert_eq!((replaced.axes.len(), replaced.outcomes.len()), (1, 1));

    let run = |text: &str| {
        let loaded = load("two.toml", &options(text)).unwrap();
        assert!(loaded.warnings.is_empty());
        let answer = capcast::run(&loaded, &RunSpec::of(&loaded.model));
        (answer.series, answer.schedule)
    };
    assert_eq!(run(&text), run(SCENARIO));
}

#[test]
fn a_section_that_is_malformed_is_told_by_every_command() {
    let cases = [
        ("vary = 3", "`vary` needs a table"),
        (
            "vary = { \"site.north.pue\" = 1.2 }",
            "`site.north.pue` needs a list of values",
        ),
        (
            "vary = { \"site.north.pue\" = \"1.1..1.3\" }",
            "a range needs its step",
        ),
        ("vary = { \"site..pue\" = [1.2] }", "this is no key"),
        ("varied = {}", "keys here are `vary`, `outcome`"),
        ("outcome = 3", "`outcome` needs"),
    ];
    for (section, hint) in cases {
        let text = format!("{SCENARIO}\n[sweep]\n{section}\n");
        let said = load("two.toml", &options(&text)).unwrap_err().render(false);
        assert!(said.contains(hint), "{section}: {said}");
        assert!(refused(&text, &[]).contains(hint), "{section}");
    }
    let none = format!("{SCENARIO}\n[sweep]\nvary = {{ \"site.north.pue\" = [] }}\n");
    assert!(refused(&none, &[]).contains("has no values"));
}

#[test]
fn axes_that_cannot_be_are_told_with_a_way_out() {
    let cases: [(&[&str], &str); 17] = [
        (&["site.nroth.pue=1.2,1.3"], "did you mean `north`?"),
        (&["site.north.peu=1.2,1.3"], "did you mean `pue`?"),
        (
            &["site.north.phase.frist.gpus=1,2"],
            "did you mean `first`?",
        ),
        (&["site.north.pue"], "an `=` and a value are missing"),
        (&["site.north.pue="], "a value is missing"),
        (&["site.north.pue=1.2,,1.3"], "a value is missing"),
        (
            &["site.north.pue={ p10 = 1.1, p90 = 1.2"],
            "this bracket is open",
        ),
        (&["site.north.pue=1.2..1.3"], "a range needs its step"),
        (
            &["site.north.pue=1.3..1.2 step 0.1"],
            "it ends before it begins",
        ),
        (
            &["site.north.grid.full.capacity=1 MW..2 GW step 1 MW"],
            "different units",
        ),
        (&["site.north.pue=1.2,1.20"], "has the value 1.20 twice"),
        (
            &["site.north.pue=1.2", "site.north.pue=1.3"],
            "is varied twice",
        ),
        (
            &["site.north.grid.full=false", CAPACITY],
            "one holds the other",
        ),
        (&["scenario.seed=1,2"], "share their random numbers"),
        (&["extends=a,b"], "files are laid over each other"),
        (&["sweep.outcome=a,b"], "a sweep does not vary itself"),
        (
            &[],
            "nothing is varied: write for example `--vary site.loughton.pue",
        ),
    ];
    for (vary, hint) in cases {
        let said = refused(SCENARIO, vary);
        assert!(said.contains(hint), "{vary:?}: {said}");
    }
}

#[test]
fn a_value_that_is_wrong_is_told_once_and_all_are_told_together() {
    let said = refused(
        SCENARIO,
        &[
            "site.north.pue=1.1,0.9,1.2,x",
            "site.south.phase.hall.gpus=1..3 step 1",
            "site.south.load_factor=0.5,7",
        ],
    );
    assert_eq!(said.matches("error[").count(), 3, "{said}");
    for place in [
        "--vary site.north.pue=1.1,0.9,1.2,x",
        "0.9",
        "--vary site.south.load_factor=0.5,7",
    ] {
        assert!(said.contains(place), "{place}: {said}");
    }
    // A number of a range is pointed at where the range is written out.
    let range = refused(SCENARIO, &["site.north.pue=0.9..1.2 step 0.1"]);
    assert_eq!(range.matches("error[").count(), 1, "{range}");
    assert!(
        range.contains("written out") && range.contains("[0.9, 1.0, 1.1, 1.2]"),
        "{range}"
    );
    // What only a combination makes wrong.
    let pair = refused(
        SCENARIO,
        &[
            "scenario.from=2026-01-01,2028-01-01",
            "scenario.to=2027-12-31,2029-12-31",
        ],
    );
    assert_eq!(
        pair.matches("error[horizon::reversed]").count(),
        1,
        "{pair}"
    );
}

#[test]
fn a_grid_beyond_measure_is_refused_before_it_is_laid_out() {
    let vast = "site.north.pue=1..1_000_000_000 step 1";
    let wide = "site.south.pue=1..999_999_999_999 step 0.001";
    for (vary, cells) in [
        (vec![vast], 1_000_000_000),
        (vec![vast, wide], 999_999_999_998_001_000_000_000),
    ] {
        let error = Variants::load(
            Path::new("two.toml"),
            &options(SCENARIO),
            &owned(&vary),
            10_000,
        );
        let Err(GridError::TooMany { cells: counted, .. }) = error else {
            panic!("{error:?}");
        };
        assert_eq!(counted, cells);
    }
    let all =
        ["north", "south"].map(|site| format!("site.{site}.pue=1..999_999_999_999_999 step 1"));
    let more = ["north", "south"]
        .map(|site| format!("site.{site}.load_factor=1..999_999_999_999_999 step 1"));
    let axes: Vec<String> = all.into_iter().chain(more).collect();
    let error = Variants::load(Path::new("two.toml"), &options(SCENARIO), &axes, 10_000);
    assert!(
        matches!(
            error,
            Err(GridError::TooMany {
                cells: u128::MAX,
                ..
            })
        ),
        "{error:?}"
    );
}

#[test]
fn an_outcome_that_is_none_is_told_with_what_there_is() {
    let cases = [
        (
            "mean gpus_powerd of total at 2028-12-31",
            "did you mean `gpus_powered`?",
        ),
        (
            "mean gpus_powered of site norht at 2028-12-31",
            "did you mean `north`?",
        ),
        ("mean gpus_powered of total at 2040-12-31", "2029-12-31"),
        ("p50 online of north.frist", "did you mean `north.first`?"),
        ("chance online of north.first", "chance"),
        ("the weather", "weather"),
    ];
    for (outcome, hint) in cases {
        let said = sweep_of(SCENARIO, &[CAPACITY], &[outcome])
            .unwrap_err()
            .to_string();
        assert!(
            said.contains(hint) && said.contains(outcome),
            "{outcome}: {said}"
        );
    }
}

#[test]
fn a_date_that_never_comes_says_so() {
    let proceed = "site.north.phase.first.proceed=0.2,0.4,0.9";
    let swept = sweep(&[proceed], &[DATE]);
    let [rarely, seldom, mostly] = &swept.outcomes[0].cells[..] else {
        panic!("three cells");
    };
    for never in [rarely, seldom] {
        assert_eq!((never.value, never.difference), (None, None));
        assert_eq!(never.note.as_deref(), Some("never"));
    }
    assert!(mostly.value.is_some() && mostly.date.is_some());
    assert!(
        swept
            .message(&swept.outcomes[0])
            .contains("latest with 0.2 (never)")
    );
    let csv = String::from_utf8(table::sweep_csv(&swept)).unwrap();
    let row = csv.lines().nth(2).unwrap();
    assert_eq!(row, "1,0.2,p50 online of north.first,date,,,,,never");
}

#[test]
fn the_table_is_tidy() {
    let swept = sweep(&[ENERGISED, CAPACITY], &[MEAN, DATE]);
    let bytes = table::sweep_csv(&swept);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(
        header[..4],
        [
            "cell",
            "site.north.grid.full.energised",
            "site.north.grid.full.capacity",
            "outcome"
        ]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2 * (1 + 9));
    assert!(rows.iter().all(|row| row.len() == header.len()));
    assert_eq!(&rows[0][0], "as written");
    // The base is energised over a range that no cell has, at 20 MW.
    assert_eq!((&rows[0][1], &rows[0][2]), ("", "20 MW"));
    assert_eq!((&rows[4][1], &rows[4][2]), ("2027-07 to 2028-06", "10 MW"));
    let json = capcast::artifact::json(&swept);
    let read: Sweep = serde_json::from_str(&json).unwrap();
    assert_eq!(read, swept);
    assert_eq!(read.format, 1);
}

#[test]
fn a_step_of_an_axis_is_told_where_it_is_straight() {
    let gpus = "site.south.phase.hall.gpus=1_000..5_000 step 1_000";
    let swept = sweep(&[gpus], &["mean gpus_installed of total at 2029-12-31"]);
    let trend = swept.trend(&swept.outcomes[0]).expect("straight");
    assert_eq!(trend.step, 1_000.0);
    // The hall comes in nearly all trials; half of it may come late.
    assert!((500.0..=1_000.0).contains(&trend.adds), "{}", trend.adds);
    let message = swept.message(&swept.outcomes[0]);
    assert!(message.starts_with("Each 1000 adds about"), "{message}");
}

#[test]
fn a_horizon_may_be_varied_and_then_differences_have_no_error() {
    let swept = sweep(&["scenario.to=2029-12-31,2030-12-31"], &[MEAN]);
    let cells = &swept.outcomes[0].cells;
    assert_eq!(cells[0].difference_se, Some(0.0));
    assert_eq!(
        (cells[1].difference, cells[1].difference_se),
        (Some(0.0), None)
    );
}

/// Stops when so many cells are done.
struct Stops(u64);

impl Watch for Stops {
    fn advanced(&self, done: u64, cells: u64) {
        assert!(done <= cells);
    }

    fn stop(&self) -> bool {
        self.0 == 0
    }
}

#[test]
fn a_sweep_that_is_told_to_stop_stops() {
    let variants = Variants::load(
        Path::new("two.toml"),
        &options(SCENARIO),
        &owned(&[CAPACITY]),
        10,
    )
    .unwrap();
    assert!(matches!(
        variants.check(&|| true),
        Err(GridError::Interrupted)
    ));
    variants.check(&|| false).unwrap();
    let spec = RunSpec::of(&variants.base.model);
    let question = SweepSpec::new(&owned(&[MEAN]), &variants.base, &spec).unwrap();
    let stopped = sweep_watched(&variants, &question, &Stops(0)).unwrap_err();
    assert!(matches!(
        stopped,
        SweepError::Interrupted(Interrupted { done: 0, .. })
    ));
    assert!(sweep_watched(&variants, &question, &Stops(1)).is_ok());
}

#[test]
fn the_answer_does_not_depend_on_the_threads() {
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| sweep(&[ENERGISED, CAPACITY], &[MEAN, DATE, CHANCE]))
    };
    assert_eq!(on(1), on(3));
}
