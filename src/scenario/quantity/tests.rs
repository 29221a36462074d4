//! Every form of a quantity, read from text as a scenario has it.

use super::*;
use crate::scenario::parse::parse;

const MONTH: f64 = 30.4375;

/// Reads `q = <text>`.
fn read(text: &str, measure: Measure) -> (Option<Distribution>, Problems) {
    let mut problems = Problems::new();
    let text = format!("q = {text}\n");
    let file = problems.files_mut().add("a.toml", text.clone());
    let table = parse(file, &text, &mut problems).expect("the test writes TOML");
    let node = table.get("q").expect("is there");
    let law = quantity(node, measure, "q", &mut problems);
    (law, problems)
}

#[track_caller]
fn law(text: &str, measure: Measure) -> Distribution {
    let (law, problems) = read(text, measure);
    assert!(problems.is_empty(), "{}", problems.render(false));
    law.expect("without problems there is a law")
}

/// The one problem's code and the text that it marks.
#[track_caller]
fn fault(text: &str, measure: Measure) -> (&'static str, String) {
    let (law, problems) = read(text, measure);
    assert!(law.is_none(), "{text} is read");
    assert_eq!(problems.errors(), 1, "{}", problems.render(false));
    let problem = problems.sorted()[0];
    let place = problem.place().expect("has a place");
    let marked = problems.files().excerpt(place).to_string();
    (problem.code(), marked)
}

#[track_caller]
fn assert_near(found: f64, expected: f64) {
    let close = (found - expected).abs() <= 1e-9 * expected.abs().max(1.0);
    assert!(close, "{found} is not {expected}");
}

#[track_caller]
fn assert_ends(text: &str, measure: Measure, p10: f64, p90: f64) {
    let law = law(text, measure);
    assert_near(law.quantile(0.1), p10);
    assert_near(law.quantile(0.9), p90);
}

#[test]
fn a_plain_number_or_amount_is_a_constant() {
    let constant = |text, measure| law(text, measure).as_constant();
    assert_eq!(constant("23_040", Measure::Count), Some(23_040.0));
    assert_eq!(constant("\"23 k\"", Measure::Count), Some(23_000.0));
    assert_eq!(constant("1.3", Measure::Ratio), Some(1.3));
    assert_eq!(
        constant("\"18 months\"", Measure::Duration),
        Some(18.0 * MONTH)
    );
    assert_eq!(constant("2200", Measure::ChipPower), Some(2200.0));
    assert_eq!(constant("\"85 %\"", Measure::Share), Some(0.85));
}

#[test]
fn a_constant_may_stand_on_the_edge_of_its_domain() {
    for (text, measure, value) in [
        ("0", Measure::Share, 0.0),
        ("1", Measure::Share, 1.0),
        ("\"100 %\"", Measure::Share, 1.0),
        ("1", Measure::Ratio, 1.0),
        ("0", Measure::Duration, 0.0),
        ("\"0 MW\"", Measure::Power, 0.0),
        ("0", Measure::Count, 0.0),
    ] {
        assert_eq!(law(text, measure).as_constant(), Some(value), "{text}");
    }
}

#[test]
fn a_range_is_p10_to_p90_and_the_right_unit_serves_a_bare_left_end() {
    assert_ends(
        "\"9 to 16 months\"",
        Measure::Duration,
        9.0 * MONTH,
        16.0 * MONTH,
    );
    assert_ends(
        "\"9 months to 1.5 years\"",
        Measure::Duration,
        9.0 * MONTH,
        1.5 * 365.25,
    );
    assert_ends("\"2.0 to 2.5 kW\"", Measure::ChipPower, 2000.0, 2500.0);
    assert_ends("\"60 to 85 %\"", Measure::Share, 0.6, 0.85);
    assert_ends("\"0.6 to 0.85\"", Measure::Share, 0.6, 0.85);
    assert_ends("\"18 to 24 k\"", Measure::Count, 18e3, 24e3);
    assert_ends("\"400 to 900 MW\"", Measure::Power, 400.0, 900.0);
    assert_ends("\"1.2 to 1.4\"", Measure::Ratio, 1.2, 1.4);
    assert_ends("{ p10 = 1.2, p90 = \"1.4\" }", Measure::Ratio, 1.2, 1.4);
    assert_eq!(
        law("\"9 to 9 weeks\"", Measure::Duration).as_constant(),
        Some(63.0)
    );
}

#[test]
fn three_percentiles_are_all_met() {
    let law = law(
        "{ p10 = \"9 months\", p50 = \"11 months\", p90 = \"16 months\" }",
        Measure::Duration,
    );
    for (u, months) in [(0.1, 9.0), (0.5, 11.0), (0.9, 16.0)] {
        assert_near(law.quantile(u), months * MONTH);
    }
}

#[test]
fn each_family_is_read_with_its_units() {
    let months = |text: &str| law(text, Measure::Duration).mean() / MONTH;
    assert_near(
        months("{ min = 0, mode = \"3 months\", max = \"12 months\" }"),
        4.0,
    );
    assert_near(
        months("{ pert = { min = 0, mode = \"3 months\", max = \"12 months\" } }"),
        4.0,
    );
    assert_near(
        months("{ triangular = { min = 0, mode = \"3 months\", max = \"12 months\" } }"),
        5.0,
    );
    assert_near(
        months("{ uniform = { min = \"2 months\", max = \"4 months\" } }"),
        3.0,
    );
    assert_near(
        months("{ lognormal = { mean = \"9 months\", sd = \"2 months\" } }"),
        9.0,
    );
    assert_near(
        months("{ gamma = { shape = 2, scale = \"3 months\" } }"),
        6.0,
    );
    assert_near(
        months("{ weibull = { shape = 1, scale = \"12 months\" } }"),
        12.0,
    );
    assert_near(months("{ exponential = { mean = \"5 months\" } }"), 5.0);
    assert_near(
        law("{ beta = { alpha = 3, beta = 1 } }", Measure::Share).mean(),
        0.75,
    );
    assert_near(
        law(
            "{ normal = { mean = \"2027-03-01\", sd = \"2 months\" } }",
            Measure::Date,
        )
        .median(),
        20_878.0,
    );
}

#[test]
fn lists_and_mixtures_are_read() {
    let discrete = law(
        "{ values = [\"1 k\", 4000], weights = [3, 1] }",
        Measure::Count,
    );
    assert_near(discrete.mean(), 1750.0);
    let samples = law("{ samples = [1.0, 3.0, 2.0] }", Measure::Factor);
    assert_near(samples.quantile(0.5), 2.0);
    assert_eq!(samples.support(), (1.0, 3.0));
    let mixture = law(
        "{ mixture = [ { weight = 0.5, of = 1.0 }, { weight = 0.5, of = { mixture = [ { weight = 1, of = { uniform = { min = 2, max = 4 } } } ] } } ] }",
        Measure::Factor,
    );
    assert_near(mixture.mean(), 2.0);
}

#[test]
fn a_reference_class_serves_a_quantity_of_its_kind() {
    let class = crate::reference::class("ai-site").expect("in the catalogue");
    let found = law("{ reference = \"ai-site\" }", Measure::Factor);
    assert_near(found.median(), class.distribution().median());
    let is = |code, marked: &str| (code, marked.to_string());
    assert_eq!(
        fault("{ reference = \"ai-sit\" }", Measure::Factor),
        is("reference::unknown", "\"ai-sit\"")
    );
    assert_eq!(
        fault("{ reference = \"ai-site\" }", Measure::Duration),
        is("reference::kind", "\"ai-site\"")
    );
    assert_eq!(
        fault("{ reference = 3 }", Measure::Factor),
        is("reference::unknown", "3")
    );
    let (_, problems) = read("{ reference = \"ai-sit\" }", Measure::Factor);
    assert!(problems.render(false).contains("did you mean `ai-site`?"));
}

#[test]
fn within_conditions_any_of_them() {
    let law = law(
        "{ p10 = \"9 months\", p90 = \"16 months\", within = [\"9 months\", \"16 months\"] }",
        Measure::Duration,
    );
    assert_near(law.support().0, 9.0 * MONTH);
    assert_near(law.support().1, 16.0 * MONTH);
    assert!(law.quantile(0.1) > 9.5 * MONTH);
}

#[test]
fn a_family_that_reaches_outside_the_domain_is_cut_with_a_warning() {
    for (text, measure) in [
        ("{ normal = { mean = 0.9, sd = 0.1 } }", Measure::Share),
        (
            "{ normal = { mean = \"3 months\", sd = \"3 months\" } }",
            Measure::Duration,
        ),
        ("{ gamma = { shape = 2, scale = 1 } }", Measure::Ratio),
        (
            "{ mixture = [ { weight = 1, of = { lognormal = { mean = 0.5, sd = 0.4 } } } ] }",
            Measure::Share,
        ),
    ] {
        let (law, problems) = read(text, measure);
        assert_eq!(problems.codes(), ["quantity::cut"], "{text}");
        assert!(!problems.has_errors());
        let (low, high) = law.expect("a warning leaves the law").support();
        let (least, greatest) = measure.domain().bounds();
        assert!(low >= least && high <= greatest, "{text}");
    }
    // Cut by hand to what lies inside, there is nothing to warn of.
    law(
        "{ normal = { mean = 0.9, sd = 0.1 }, within = [0.5, 1] }",
        Measure::Share,
    );
}

#[test]
fn an_uncertain_date_is_in_days_and_its_ends_are_middles_of_periods() {
    let day = |year, month, day| {
        f64::from(crate::calendar::day_number(jiff::civil::date(
            year, month, day,
        )))
    };
    assert_ends(
        "\"2026-09 to 2027-06\"",
        Measure::Date,
        day(2026, 9, 16),
        day(2027, 6, 16),
    );
    assert_ends(
        "\"2026-09-16 to mid 2027\"",
        Measure::Date,
        day(2026, 9, 16),
        day(2027, 5, 16) + 0.5,
    );
    assert_ends(
        "{ p10 = 2026-09-16, p90 = \"2027-06\" }",
        Measure::Date,
        day(2026, 9, 16),
        day(2027, 6, 16),
    );
    assert_eq!(
        law("2026-02-15", Measure::Date).as_constant(),
        Some(day(2026, 2, 15))
    );
    assert_eq!(
        law("\"2027-Q1\"", Measure::Date).as_constant(),
        Some(day(2027, 2, 15))
    );
    assert_eq!(
        law("2028", Measure::Date).as_constant(),
        Some(day(2028, 7, 2))
    );
    let pert = law(
        "{ min = \"2027\", mode = \"2028\", max = \"2030\" }",
        Measure::Date,
    );
    assert_eq!(
        pert.support(),
        (day(2027, 7, 2) + 0.5, day(2030, 7, 2) + 0.5)
    );
}

#[test]
fn a_fault_of_the_unit_marks_the_amount() {
    let d = Measure::Duration;
    let is = |code, marked: &str| (code, marked.to_string());
    assert_eq!(fault("\"5 MW\"", d), is("quantity::unit_kind", "\"5 MW\""));
    assert_eq!(fault("\"5 to 9 MW\"", d), is("quantity::unit_kind", "9 MW"));
    assert_eq!(
        fault("\"5 monts\"", d),
        is("quantity::unit_unknown", "\"5 monts\"")
    );
    assert_eq!(fault("18", d), is("quantity::unit_missing", "18"));
    assert_eq!(fault("\"9 to 16\"", d).0, "quantity::unit_missing");
    assert_eq!(
        fault("\"9 months to 16\"", d),
        is("quantity::unit_missing", "16")
    );
    assert_eq!(
        fault("50", Measure::Power),
        is("quantity::unit_missing", "50")
    );
    assert_eq!(
        fault("{ p10 = 9, p90 = \"16 months\" }", d),
        is("quantity::unit_missing", "9")
    );
    assert_eq!(fault("\"soon\"", d).0, "quantity::unreadable");
    assert_eq!(fault("\"9-16 months\"", d).0, "quantity::unreadable");
    assert_eq!(fault("2027-03-01", d), is("quantity::kind", "2027-03-01"));
    assert_eq!(fault("true", Measure::Count), is("quantity::kind", "true"));
    assert_eq!(
        fault("[1, 2]", Measure::Count),
        is("quantity::kind", "[1, 2]")
    );
}

#[test]
fn a_value_outside_its_domain_is_marked() {
    let is = |code, marked: &str| (code, marked.to_string());
    assert_eq!(fault("1.2", Measure::Share), is("quantity::domain", "1.2"));
    assert_eq!(fault("\"120 %\"", Measure::Share).0, "quantity::domain");
    assert_eq!(fault("0.9", Measure::Ratio), is("quantity::domain", "0.9"));
    assert_eq!(
        fault("\"-3 months\"", Measure::Duration).0,
        "quantity::domain"
    );
    assert_eq!(
        fault("\"0.6 to 1.2\"", Measure::Share),
        is("quantity::domain", "1.2")
    );
    assert_eq!(
        fault("{ values = [0.5, 1.5], weights = [1, 1] }", Measure::Share),
        is("quantity::domain", "1.5")
    );
    assert_eq!(
        fault("{ min = 0.5, mode = 1.2, max = 1.4 }", Measure::Ratio),
        is("quantity::domain", "0.5")
    );
}

#[test]
fn an_end_on_the_edge_names_pert_as_the_way_out() {
    let is = |marked: &str| ("quantity::edge", marked.to_string());
    assert_eq!(fault("\"0 to 3 months\"", Measure::Duration), is("0"));
    assert_eq!(fault("\"80 to 100 %\"", Measure::Share), is("100 %"));
    assert_eq!(fault("\"1 to 1.3\"", Measure::Ratio), is("1"));
    assert_eq!(
        fault("{ p10 = 1.0, p50 = 1.1, p90 = 1.3 }", Measure::Ratio),
        is("1.0")
    );
    let (_, problems) = read("\"0 to 3 months\"", Measure::Duration);
    assert!(problems.render(false).contains("PERT: `{ min = 0, mode"));
}

#[test]
fn what_does_not_ascend_is_marked() {
    let is = |code, marked: &str| (code, marked.to_string());
    assert_eq!(
        fault("\"16 to 9 months\"", Measure::Duration),
        is("quantity::reversed", "\"16 to 9 months\"")
    );
    let (_, problems) = read("\"16 to 9 months\"", Measure::Duration);
    assert!(
        problems
            .render(false)
            .contains("write `\"9 to 16 months\"`")
    );
    assert_eq!(
        fault("\"2028 to 2027\"", Measure::Date).0,
        "quantity::reversed"
    );
    assert_eq!(
        fault("{ p10 = 2, p50 = 1, p90 = 3 }", Measure::Factor),
        is("quantity::reversed", "2")
    );
    assert_eq!(
        fault("{ min = 3, mode = 2, max = 1 }", Measure::Factor),
        is("quantity::reversed", "3")
    );
    assert_eq!(
        fault("{ min = 1, mode = 5, max = 3 }", Measure::Factor),
        is("quantity::mode", "5")
    );
    assert_eq!(
        fault(
            "{ triangular = { min = 2, mode = 1, max = 3 } }",
            Measure::Factor
        ),
        is("quantity::mode", "1")
    );
}

#[test]
fn what_is_not_finite_is_marked() {
    for text in ["nan", "inf", "-inf", "1e400", "\"1e400\"", "\"nan\""] {
        assert_eq!(
            fault(text, Measure::Count).0,
            "number::not_finite",
            "{text}"
        );
    }
    assert_eq!(
        fault("{ gamma = { shape = inf, scale = 1 } }", Measure::Factor).0,
        "number::not_finite"
    );
}

#[test]
fn a_table_that_is_no_form_says_why() {
    let is = |code, marked: &str| (code, marked.to_string());
    let f = Measure::Factor;
    assert_eq!(
        fault("{ p10 = 1, p95 = 2 }", f),
        is("quantity::unknown_key", "p95")
    );
    assert_eq!(
        fault("{ p10 = 1 }", f),
        is("quantity::incomplete", "{ p10 = 1 }")
    );
    assert_eq!(fault("{ min = 1, max = 2 }", f).0, "quantity::incomplete");
    assert_eq!(fault("{ values = [1, 2] }", f).0, "quantity::incomplete");
    assert_eq!(fault("{}", f).0, "quantity::form");
    assert_eq!(fault("{ within = [1, 2] }", f).0, "quantity::form");
    assert_eq!(
        fault("{ p10 = 1, p90 = 2, samples = [1] }", f).0,
        "quantity::form"
    );
    assert_eq!(
        fault(
            "{ normal = { mean = 1, sd = 1 }, pert = { min = 1, mode = 2, max = 3 } }",
            f
        )
        .0,
        "quantity::form"
    );
    assert_eq!(
        fault("{ gamma = { shape = 1 } }", f),
        is("quantity::incomplete", "{ shape = 1 }")
    );
    assert_eq!(fault("{ gamma = 3 }", f), is("quantity::kind", "3"));
    assert_eq!(
        fault("{ gamma = { shape = 0, scale = 1 } }", f),
        is("quantity::parameters", "0")
    );
    assert_eq!(
        fault("{ weibull = { shape = 1, scale = 1, mode = 2 } }", f),
        is("quantity::unknown_key", "mode")
    );
    assert_eq!(fault("{ samples = [] }", f), is("quantity::empty", "[]"));
    assert_eq!(fault("{ samples = 3 }", f), is("quantity::kind", "3"));
    assert_eq!(
        fault("{ gamma = { shape = 1, scale = 1 } }", Measure::Date).0,
        "quantity::form"
    );
}

#[test]
fn weights_that_do_not_fit_are_marked() {
    let is = |code, marked: &str| (code, marked.to_string());
    let f = Measure::Factor;
    assert_eq!(
        fault("{ values = [1, 2], weights = [1] }", f),
        is("quantity::weights", "[1]")
    );
    assert_eq!(
        fault("{ values = [1, 2], weights = [1, -1] }", f),
        is("quantity::weights", "-1")
    );
    assert_eq!(
        fault("{ values = [1, 2], weights = [0, 0] }", f),
        is("quantity::weights", "[0, 0]")
    );
    assert_eq!(
        fault("{ mixture = [ { weight = 1 } ] }", f),
        is("quantity::incomplete", "{ weight = 1 }")
    );
    assert_eq!(fault("{ mixture = [ 1 ] }", f), is("quantity::kind", "1"));
    assert_eq!(
        fault("{ mixture = [ { weight = \"a\", of = 1 } ] }", f),
        is("number::kind", "\"a\"")
    );
}

#[test]
fn a_window_that_does_not_fit_is_marked() {
    let is = |code, marked: &str| (code, marked.to_string());
    let f = Measure::Factor;
    let with = |window: &str| format!("{{ uniform = {{ min = 1, max = 2 }}, within = {window} }}");
    assert_eq!(fault(&with("[1]"), f), is("quantity::within", "[1]"));
    assert_eq!(fault(&with("[2, 1]"), f), is("quantity::reversed", "2"));
    assert_eq!(fault(&with("[5, 6]"), f), is("quantity::within", "[5, 6]"));
    assert_eq!(fault(&with("3"), f), is("quantity::kind", "3"));
}
