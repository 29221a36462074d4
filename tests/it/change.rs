//! What an edit changed, in three lines.

use capcast::comparison::EditRow;
use capcast::engine::Unwatched;
use capcast::pipeline::{Candidate, compare};
use capcast::plan::{Metric, RunSpec, ScopeKind};
use capcast::scenario::problem::Problems;
use capcast::scenario::{Files, LoadOptions, diff, load};
use capcast::table::change::change;
use std::path::Path;

const BASE: &str = r#"
[scenario]
from  = 2026-01-01
to    = 2029-12-31
as_of = 2026-10-31

[site.north]
announced = 2025-09-16

[site.north.phase.first]
chip    = "gb300"
gpus    = 10_000
online  = "2027-06-30"
overrun = 1.0

[site.north.phase.second]
chip   = "gb300"
gpus   = 1_000
online = "2028-Q2"

[site.north.grid.full]
capacity  = "40 MW"
energised = "2027-01 to 2028-06"
"#;

/// What is said of the base's change to `variant`, asked for these metrics.
fn said_of(variant: &str, metrics: &[Metric]) -> [String; 3] {
    let options = LoadOptions {
        files: Files::memory([("base.toml", BASE), ("variant.toml", variant)]),
        ..LoadOptions::default()
    };
    let paths = ["base.toml", "variant.toml"].map(Path::new);
    let [base, loaded] = paths.map(|path| load(path, &options).unwrap());
    let diff = diff(
        (paths[0], &options),
        (paths[1], &options),
        &mut Problems::new(),
    )
    .unwrap();
    let candidate = |label: &str, loaded, edits| Candidate {
        label: label.to_owned(),
        loaded,
        edits,
    };
    let candidates = [
        candidate("before", &base, Vec::new()),
        candidate(
            "after",
            &loaded,
            diff.edits.iter().map(EditRow::from).collect(),
        ),
    ];
    let spec = RunSpec {
        scopes: vec![ScopeKind::Total],
        metrics: metrics.to_vec(),
        trials: 2_000,
        seed: 1,
        ..RunSpec::of(&base.model)
    };
    change(&compare(&candidates, &spec, &Unwatched).unwrap())
}

fn said(variant: &str) -> [String; 3] {
    said_of(variant, &[Metric::GpusPowered])
}

#[test]
fn a_later_connection_is_told_with_what_it_does() {
    let [edits, total, moved] = said(&BASE.replace("2027-01 to 2028-06", "2027-07 to 2028-12"));
    assert_eq!(
        edits,
        "site.north.grid.full.energised: 2027-01 to 2028-06 -> 2027-07 to 2028-12"
    );
    assert!(
        total.starts_with("GPUs running at the end of 2027, mean: "),
        "{total}"
    );
    let (_, figures) = total.split_once("mean: ").unwrap();
    let (before, figures) = figures.split_once(" -> ").unwrap();
    let (after, by) = figures.split_once(", ").unwrap();
    // The figures are rounded, their difference is not that of the rounded ones: three digits each.
    let number = |text: &str| text.replace(',', "").parse::<f64>().unwrap();
    let (by, error) = by.split_once(" ± ").unwrap();
    assert!(number(after) < number(before), "{total}");
    assert!(
        (number(after) - number(before) - number(by)).abs() < 200.0,
        "{total}"
    );
    assert!(number(error) > 0.0 && number(error) <= 200.0, "{total}");
    assert!(
        moved.starts_with("north, grid full energised, P50: 2027-"),
        "{moved}"
    );
    assert!(
        moved.contains(" -> 2028-") && moved.contains(" days; "),
        "{moved}"
    );
    // Half a year; less what of both lies before the status date. The luck is the same in both.
    let (days, error) = moved
        .split_once(", +")
        .unwrap()
        .1
        .split_once(" ± ")
        .unwrap();
    assert!((150.0..=184.0).contains(&number(days)), "{moved}");
    let (error, _) = error.split_once(' ').unwrap();
    assert!(number(error) < 2.0, "{moved}");
}

#[test]
fn an_edit_without_effect_says_so() {
    let name = BASE.replace("[site.north]", "[site.north]\nname = \"Far north\"");
    let [edits, total, moved] = said(&name);
    assert_eq!(edits, "site.north.name: none -> Far north");
    assert!(total.ends_with(", the same in every trial"), "{total}");
    assert_eq!(moved, "no date moved");
    assert_eq!(said(BASE)[0], "no value is written otherwise");
}

#[test]
fn a_phase_that_goes_is_absent_and_one_that_comes_was() {
    let start = BASE.find("[site.north.phase.second]").unwrap();
    let end = BASE.find("[site.north.grid").unwrap();
    let without = format!("{}{}", &BASE[..start], &BASE[end..]);
    let [edits, _, moved] = said(&without);
    assert_eq!(edits, "site.north.phase.second removed");
    assert!(
        moved.starts_with("north: second online, P50: 20"),
        "{moved}"
    );
    assert!(moved.contains(" -> absent"), "{moved}");
    let third = "[site.north.phase.third]\nchip = \"gb300\"\ngpus = 10\nonline = \"2028-Q2\"\n";
    let [edits, _, moved] = said(&format!("{BASE}{third}"));
    assert_eq!(edits, "site.north.phase.third added");
    assert!(
        moved.starts_with("north: third online, P50: absent -> 20"),
        "{moved}"
    );
}

#[test]
fn of_many_edits_some_are_named_and_another_seed_is_no_difference() {
    let many = BASE
        .replace("10_000", "11_000")
        .replace("1_000\nonline", "2_000\nonline")
        .replace("40 MW", "41 MW")
        .replace("overrun = 1.0", "overrun = 1.1")
        .replace("2028-Q2", "2028-Q3");
    let [edits, ..] = said(&many);
    assert_eq!(edits.matches(" -> ").count(), 3, "{edits}");
    assert!(edits.ends_with("; and 2 more"), "{edits}");
    let [edits, total, moved] = said(&BASE.replace("[scenario]", "[scenario]\nseed = 7"));
    assert_eq!(
        edits,
        "scenario.seed: none -> 7; below, both have the old seed"
    );
    assert!(total.ends_with("the same in every trial"), "{total}");
    assert_eq!(moved, "no date moved");
}

#[test]
fn without_totals_that_is_said() {
    let [_, total, moved] = said_of(&BASE.replace("2028-Q2", "2028-Q4"), &[]);
    assert_eq!(total, "no total is recorded");
    assert!(moved.starts_with("north: second online"), "{moved}");
}
