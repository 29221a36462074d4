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
    let rows = rows(&table::csv(&table::SERIES, &projection));
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
    let rows = rows(&table::csv(&table::SCHEDULE, &sample::projection()));
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
    let rows = rows(&table::csv(&table::ASSUMPTIONS, &sample::projection()));
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
            text.contains("\nA campus with a name") && text.contains("\n  first "),
            "{text}"
        );
        assert!(text.lines().count() < 45);
    }
}

#[test]
fn phases_stand_under_their_sites_where_names_are_long() {
    let mut projection = sample::projection();
    let site = "A campus with a name that goes on and on and on";
    projection.schedule = ["here", "there"]
        .map(|id| sample::forecast(id, site, "first"))
        .to_vec();
    let text = table::summary(&projection, 80, None);
    assert!(
        text.contains("\nhere\n  first ") && text.contains("\nthere\n  first "),
        "{text}"
    );
    projection.schedule = (0..10)
        .map(|index| sample::forecast(&format!("site-{index}"), site, "first"))
        .collect();
    let text = table::summary(&projection, 80, None);
    assert!(text.contains("\nsite-9.first "), "{text}");
}

#[test]
fn what_runs_in_part_is_forecast_for_its_rest() {
    let mut projection = sample::projection();
    let mut rest = sample::forecast("crawley", "Crawley", "hall");
    rest.milestone = "complete".to_owned();
    rest.p50 = Some("2028-02-01".to_owned());
    projection.schedule.push(rest);
    let text = table::summary(&projection, 110, None);
    let row = text
        .lines()
        .find(|line| line.starts_with("rest of Crawley: hall "))
        .expect("a row");
    assert!(row.contains("2028-02"), "{row}");
    assert!(text.contains("hall online in part since 2024-10"), "{text}");
    projection.schedule.last_mut().expect("a row").fact = true;
    let text = table::summary(&projection, 110, None);
    assert!(
        !text.contains("rest of") && !text.contains("in part"),
        "{text}"
    );
}

#[test]
fn names_cannot_turn_the_text_around_them() {
    let mut projection = sample::projection();
    projection.scenario.name = "Two\u{202e} sites\u{1b}[2J".to_owned();
    for row in &mut projection.schedule {
        row.site_name = "Lough\u{2066}ton\u{200b}".to_owned();
        row.phase_name = Some("ha\u{7}ll\u{feff}".to_owned());
    }
    for width in [80, 120] {
        let text = table::summary(&projection, width, Some("a\u{202d}b"));
        let unseen = |letter: char| {
            (letter.is_control() && letter != '\n')
                || "\u{202d}\u{202e}\u{2066}\u{200b}\u{feff}".contains(letter)
        };
        assert!(!text.contains(unseen), "{text:?}");
    }
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

/// The sentence about GPUs where the percentiles are all `value` and `announced` is so much.
fn headline(announced: [f64; 3], value: f64, trials: u64) -> String {
    let mut projection = sample::projection();
    projection.trials = trials;
    let series = &mut projection.series[0];
    series.announced = announced.to_vec();
    for values in [
        &mut series.p10,
        &mut series.p10_lo,
        &mut series.p10_hi,
        &mut series.p50,
        &mut series.p50_lo,
        &mut series.p50_hi,
        &mut series.p90,
        &mut series.p90_lo,
        &mut series.p90_hi,
    ] {
        values.fill(value);
    }
    let text = table::summary(&projection, 200, None);
    text.lines().nth(2).expect("a headline").to_owned()
}

#[test]
fn percentiles_that_coincide_are_no_certainty() {
    let later = [0.0, 0.0, 9.0];
    assert_eq!(
        headline([9.0; 3], 0.0, 1_000),
        "Of 9 GPUs announced for the end of 2027, 0 run in at least 80 % of trials."
    );
    assert_eq!(
        headline(later, 5.0, 1_000),
        "At the end of 2027, 5 GPUs run in at least 80 % of trials; none were announced to by then."
    );
    assert_eq!(
        headline([0.0; 3], 5.0, 1),
        "At the end of 2027, 5 GPUs run (1 trial); no announcement gives a date."
    );
}

#[test]
fn year_ends_that_are_left_out_are_named() {
    let mut projection = sample::projection();
    let years = |count: usize| -> Vec<String> {
        (0..count)
            .map(|year| format!("{}-12-31", 2026 + year))
            .collect()
    };
    projection.periods = years(8);
    let text = table::summary(&projection, 120, None);
    for year in 2026..2034 {
        let year = year.to_string();
        assert!(text.lines().any(|line| line.starts_with(&year)), "{text}");
    }
    assert!(!text.contains("in series.csv"), "{text}");
    let narrow = table::summary(&projection, 80, None);
    assert!(
        narrow.contains("\n2028, 2029, 2031 and 2032 are in series.csv."),
        "{narrow}"
    );
    projection.periods = years(9);
    let text = table::summary(&projection, 120, None);
    assert!(text.contains("\n2033 is in series.csv."), "{text}");
    projection.periods = years(40);
    let text = table::summary(&projection, 120, None);
    assert!(
        text.contains("\n32 more year ends are in series.csv."),
        "{text}"
    );
}

#[test]
fn what_binds_and_what_is_claimed_twice_have_a_line_each_where_they_exist() {
    let said = table::summary(&crate::chart::capable::capable(), 400, None);
    for line in [
        "What binds at the end of 2027: the grid limits 16 % of the announced 709 MW, chips 5 %, the zone 3 %; 73 % is \
         still being built.",
        "Claimed beyond their totals: CoreWeave and DataVita in Scotland by 7,000 GPUs.",
    ] {
        assert!(said.lines().any(|said| said == line), "{said}");
    }
    let plain = table::summary(&sample::projection(), 400, None);
    assert!(!plain.contains("What binds") && !plain.contains("Claimed beyond"));
}
