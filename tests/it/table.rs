//! What tables of a known projection say.

use crate::sample;
use capcast::table;
use std::collections::BTreeMap;

/// The rows of a CSV file by column name.
fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(bytes)
        .deserialize()
        .map(|row| row.expect("every row reads back"))
        .collect()
}

#[test]
fn series_have_one_row_per_scope_metric_and_period() {
    let projection = sample::projection();
    let rows = rows(&table::series_csv(&projection));
    assert_eq!(rows.len(), 3 * 3);
    assert_eq!(rows[1]["scope_kind"], "total");
    assert_eq!(rows[1]["scope_id"], "");
    assert_eq!(rows[1]["metric"], "gpus_powered");
    assert_eq!(rows[1]["period"], "2027-12-31");
    let series = &projection.series[0];
    for (column, values) in [
        ("announced", &series.announced),
        ("mean_se", &series.mean_se),
        ("p5", &series.p5),
        ("p80", &series.p80),
        ("p90_hi", &series.p90_hi),
    ] {
        assert_eq!(rows[1][column].parse::<f64>(), Ok(values[1]), "{column}");
    }
}

#[test]
fn a_date_that_never_comes_is_an_empty_cell() {
    let rows = rows(&table::schedule_csv(&sample::projection()));
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["p50"], "2027-11-20");
    assert_eq!(rows[0]["p90"], "");
    assert_eq!(rows[0]["on_time"], "0.1234");
    assert_eq!(rows[0]["given_online_p90"], "2028-09-01");
    assert_eq!(rows[0]["mean_slip_months"], "-9.1");
    assert_eq!(rows[1]["on_time"], "");
    assert_eq!(rows[1]["fact"], "true");
}

#[test]
fn formulas_are_disarmed_and_numbers_are_not() {
    let rows = rows(&table::assumptions_csv(&sample::projection()));
    assert_eq!(rows[0]["value"], "'=1.3");
    assert_eq!(rows[1]["value"], "-5");
    assert_eq!(rows[0]["sources"], "a; b");
    assert_eq!(rows[0]["line"], "7");
}

#[test]
fn the_summary_answers_the_question_first() {
    let text = table::summary(&sample::projection(), 110, Some("output/two"));
    let answer = "Of 123,000 GPUs announced for the end of 2027, 12,300 run at the median \
                  (P10 4,920, P90 30,800).";
    assert!(text.contains(answer), "{text}");
    assert!(
        text.contains("Crawley: hall online since 2024-10"),
        "{text}"
    );
    assert!(
        text.contains("P90: not exceeded in 90 % of trials"),
        "{text}"
    );
    assert!(text.contains("output/two"), "{text}");
    let loughton = text
        .lines()
        .find(|line| line.starts_with("Loughton: first"))
        .expect("a row");
    let cells: Vec<&str> = loughton.split_whitespace().skip(2).collect();
    let expected = [
        "2027-03", "12", "%", "2027-05", "2027-11", "never", "11", "%",
    ];
    assert_eq!(cells, expected);
}

#[test]
fn the_summary_fits_any_terminal_from_eighty_columns() {
    let mut projection = sample::projection();
    projection.schedule[0].site_name = "A campus with a name that goes on ".repeat(5);
    for width in 80..160 {
        let text = table::summary(&projection, width, Some("output/two"));
        for line in text.lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
        assert!(
            text.lines().any(|line| line.starts_with("first ")),
            "{text}"
        );
        assert!(text.lines().count() < 45);
    }
}

#[test]
fn phases_that_share_a_name_go_by_their_address() {
    let mut projection = sample::projection();
    let site = "A campus with a name that goes on and on and on";
    projection.schedule = ["here", "there"]
        .map(|id| sample::forecast(id, site, "first"))
        .to_vec();
    let text = table::summary(&projection, 80, None);
    assert!(
        text.contains("\nhere.first ") && text.contains("\nthere.first "),
        "{text}"
    );
}

#[test]
fn a_forecast_before_the_status_date_is_explained() {
    let mut projection = sample::projection();
    let note = "its last evidence is older";
    assert!(!table::summary(&projection, 100, None).contains(note));
    projection.schedule[0].p10 = Some("2026-08-01".to_owned());
    assert!(table::summary(&projection, 100, None).contains(note));
}

#[test]
fn hundreds_of_phases_still_fit_one_screen() {
    let mut projection = sample::projection();
    projection.schedule = (0..300)
        .map(|index| sample::forecast("x", "Site", &format!("phase-{index}")))
        .collect();
    let text = table::summary(&projection, 100, None);
    assert!(text.lines().count() < 50, "{text}");
    assert!(text.contains("and 276 more in schedule.csv"), "{text}");
}

#[test]
fn years_past_the_status_date_alone_are_shown() {
    let mut projection = sample::projection();
    projection.scenario.as_of = Some("2027-06-30".to_owned());
    let text = table::summary(&projection, 120, None);
    assert!(!text.lines().any(|line| line.starts_with("2026")), "{text}");
    assert!(text.lines().any(|line| line.starts_with("2027")), "{text}");
    assert!(text.contains("announced for the end of 2028"), "{text}");
}

#[test]
fn a_projection_without_series_or_schedule_still_has_a_summary() {
    let mut projection = sample::projection();
    projection.series.clear();
    assert!(table::summary(&projection, 100, None).contains("Loughton"));
    projection.schedule.clear();
    projection.periods.clear();
    assert!(table::summary(&projection, 100, None).contains("Two sites"));
}
