//! What a comparison says in words and tables, on one screen and in CSV files.

use crate::compared::{BRITISH, LATE, compared, four, late, removed};
use crate::sample;
use capcast::comparison::{
    Compared, Comparison, DateDifference, Difference, EditRow, FORMAT, Moved, SeriesDifference,
    StandsIn,
};
use capcast::projection::{Estimate, Scope};
use capcast::table::{self, DATES, DIFFERENCES, comparison_summary};

fn estimate(value: f64) -> Estimate {
    Estimate { value, se: 0.001 }
}

/// A difference whose mean is minus `mean` thousand, spread wide.
fn series(metric: &str, unit: &str, mean: [f64; 3]) -> SeriesDifference {
    let times = |share: f64| mean.map(|mean| mean * share).to_vec();
    let some = |share: f64| {
        mean.map(|mean| if mean == 0.0 { 0.0 } else { share })
            .to_vec()
    };
    SeriesDifference {
        scope: Scope {
            kind: "total".to_owned(),
            id: None,
            name: None,
        },
        metric: metric.to_owned(),
        unit: unit.to_owned(),
        stands_in: StandsIn::Both,
        announced: vec![0.0; 3],
        mean: times(1.0),
        mean_se: times(-0.0065),
        independent_se: times(-0.0715),
        sd: times(-2.0),
        above: vec![0.0; 3],
        above_se: vec![0.0; 3],
        below: some(0.41),
        below_se: some(0.002),
        p10: times(2.9),
        p25: times(1.5),
        p50: vec![0.0; 3],
        p75: vec![0.0; 3],
        p90: vec![0.0; 3],
        p10_lo: times(2.92),
        p10_hi: times(2.88),
        p50_lo: vec![0.0; 3],
        p50_hi: vec![0.0; 3],
        p90_lo: vec![0.0; 3],
        p90_hi: vec![0.0; 3],
    }
}

fn date(stage: Option<&str>, phase: Option<&str>) -> DateDifference {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    DateDifference {
        site: "loughton".to_owned(),
        site_name: "Loughton".to_owned(),
        phase: owned(phase),
        phase_name: owned(phase),
        stage: owned(stage),
        milestone: if stage.is_some() {
            "energised"
        } else {
            "online"
        }
        .to_owned(),
        stands_in: StandsIn::Both,
        base_p50: owned(Some("2027-11-20")),
        variant_p50: owned(Some("2028-04-11")),
        moved: Some(Moved {
            mean: 143.31,
            mean_se: 1.26,
            independent_se: 9.0,
            p10: 0.0,
            p50: 121.0,
            p90: 365.0,
            p10_lo: 0.0,
            p10_hi: 0.0,
            p50_lo: 119.0,
            p50_hi: 123.0,
            p90_lo: 365.0,
            p90_hi: 365.0,
        }),
        both: estimate(0.89),
        gained: Estimate {
            value: 0.0,
            se: 0.0,
        },
        lost: Estimate {
            value: 0.0,
            se: 0.0,
        },
        never: estimate(0.11),
        ahead: Estimate {
            value: 0.0,
            se: 0.0,
        },
        behind: estimate(0.62),
    }
}

/// Two scenarios by hand.
fn by_hand() -> Comparison {
    let projections = vec![sample::projection(), sample::projection()];
    let scenario = |label: &str| Compared {
        label: label.to_owned(),
        scenario: projections[0].scenario.clone(),
        aligned: Vec::new(),
    };
    Comparison {
        format: FORMAT,
        capcast: "0.1.0".to_owned(),
        seed: 1,
        trials: 100_000,
        sampler: "monte-carlo".to_owned(),
        periods: projections[0].periods.clone(),
        bin_width: 0.0,
        scenarios: vec![scenario("two"), scenario("late-grid")],
        differences: vec![Difference {
            variant: "late-grid".to_owned(),
            edits: vec![EditRow {
                entity: "site.loughton.grid.first".to_owned(),
                key: Some("energised".to_owned()),
                base: Some("2027".to_owned()),
                variant: Some("2028".to_owned()),
            }],
            series: vec![
                series("gpus_powered", "GPUs", [0.0, -3_104.0, -800.0]),
                series("facility_load", "MW", [0.0, -6.2, -1.6]),
            ],
            schedule: vec![date(Some("first"), None), date(None, Some("hall"))],
            targets: Vec::new(),
        }],
        projections,
    }
}

#[test]
fn one_screen_says_what_moves_and_how_sure_that_is() {
    let said = comparison_summary(&by_hand(), 100, Some("out/comparison.html"));
    insta::assert_snapshot!(said);
}

#[test]
fn the_screen_is_as_wide_as_the_terminal_and_as_high_as_a_screen() {
    for (comparison, lines) in [
        (&by_hand(), 30),
        (late(), 48),
        (removed(), 48),
        (four(), 66),
    ] {
        for width in [100, 120] {
            let said = comparison_summary(comparison, width, Some("comparison.html"));
            for line in said.lines() {
                assert!(line.chars().count() <= width + 4, "{width}: {line}");
            }
            assert!(
                said.lines().count() <= lines,
                "{}:\n{said}",
                said.lines().count()
            );
        }
    }
}

#[test]
fn a_difference_of_nothing_is_said_to_be_nothing() {
    let same = compared(BRITISH, &[("again", &[])], 50);
    let said = comparison_summary(&same, 100, None);
    assert!(said.contains("With again nothing changes: every trial comes out the same."));
    assert!(!said.contains("Shared random numbers") && !said.contains("Written otherwise"));
}

#[test]
fn a_site_that_is_removed_counts_as_nothing_and_is_named_absent() {
    let said = comparison_summary(removed(), 100, None);
    assert!(
        said.contains("Written otherwise: site.loughton removed."),
        "{said}"
    );
    assert!(said.contains("absent: not in without."), "{said}");
    assert!(said.contains("fewer GPUs run"), "{said}");
    let more = compared(
        BRITISH,
        &[("x", &["site.loughton.grid.first.energised=2026-11"])],
        50,
    );
    let said = comparison_summary(&more, 100, None);
    assert!(said.contains("more GPUs run"), "{said}");
}

#[test]
fn several_variants_stand_side_by_side_under_letters_where_names_are_long() {
    let said = comparison_summary(four(), 100, None);
    for letter in [
        "A: With late-grid, ",
        "B: With without, ",
        "C: With ",
        "D: With ",
    ] {
        assert!(said.contains(letter), "{letter}\n{said}");
    }
    assert!(said.contains("A, mean less base"));
    let short = compared(
        BRITISH,
        &[("late", &[LATE]), ("gone", &["site.loughton=false"])],
        50,
    );
    let said = comparison_summary(&short, 100, None);
    assert!(
        said.contains("late, mean less base") && said.contains("\nWith gone, "),
        "{said}"
    );
}

/// Header and rows.
fn rows(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(bytes);
    let owned = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = owned(reader.headers().unwrap());
    let rows = reader
        .records()
        .map(|record| owned(&record.unwrap()))
        .collect();
    (header, rows)
}

#[test]
fn csv_files_are_tidy_and_hold_every_number() {
    let comparison = four();
    let (header, all) = rows(&table::csv(&DIFFERENCES, comparison));
    let series = comparison.differences.iter().map(|one| one.series.len());
    assert_eq!(all.len(), series.sum::<usize>() * comparison.periods.len());
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let wanted = comparison.find(1, "total", None, "gpus_powered").unwrap();
    let totals = all.iter().filter(|row| {
        row[column("variant")] == "without"
            && row[column("scope_kind")] == "total"
            && row[column("metric")] == "gpus_powered"
    });
    let means: Vec<f64> = totals
        .map(|row| row[column("mean")].parse().unwrap())
        .collect();
    assert_eq!(means, wanted.mean);
    let (header, all) = rows(&table::csv(&DATES, comparison));
    let dates = comparison.differences.iter().map(|one| one.schedule.len());
    assert_eq!(all.len(), dates.sum::<usize>());
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let gone = all.iter().filter(|row| row[column("stands_in")] == "base");
    let gone: Vec<_> = gone.collect();
    assert!(!gone.is_empty());
    for row in gone {
        assert_eq!(
            (
                row[column("variant_p50")].as_str(),
                row[column("days_mean")].as_str()
            ),
            ("", "")
        );
    }
}
