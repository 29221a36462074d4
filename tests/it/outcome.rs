//! Words to numbers, against a run whose numbers stand in its projection.

use capcast::calendar::day_number;
use capcast::outcome::Outcome;
use capcast::pipeline;
use capcast::scenario::{Files, LoadOptions, Loaded, load};

const SCENARIO: &str = r#"
[scenario]
from = 2026-01-01
to = 2029-12-31
as_of = 2026-10-31
trials = 2_000
[site.north]
country = "GB"
operator = "North at sea"
announced = 2025-09-16
[site.north.phase.first]
chip = "gb300"
gpus = 10_000
online = "2027-Q2"
proceed = 0.85
overrun = "1.0 to 2.0"
[site.north.grid.full]
capacity = "40 MW"
energised = "2027-01 to 2028-06"
[site.south.phase.hall]
chip = "gb300"
gpus = 1_000
actual_online = 2025-06-01
"#;

fn loaded() -> Loaded {
    let options = LoadOptions {
        files: Files::memory([("two.toml", SCENARIO)]),
        ..LoadOptions::default()
    };
    load("two.toml", &options).expect("resolves")
}

fn parsed(text: &str) -> Outcome {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refusal(text: &str) -> String {
    match text.parse::<Outcome>() {
        Ok(outcome) => panic!("{text} is read as {outcome}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn words_are_read_and_printed_alike() {
    for (text, plain) in [
        ("mean gpus_powered of total at 2027-12-31", None),
        (
            "p50 facility_load of site loughton at 2028-12",
            Some("p50 facility_load of site loughton at 2028-12-31"),
        ),
        ("chance online of loughton.first by 2027-03-31", None),
        ("p50 online of loughton.first", None),
        ("p90 energised of loughton.full", None),
        ("mean energy", Some("mean energy of total")),
        (
            "mean  h100e at 2028",
            Some("mean h100e of total at 2028-12-31"),
        ),
        (
            "p95 it_load of operator North at sea at early 2027",
            Some("p95 it_load of operator North at sea at 2027-03-31"),
        ),
        ("p5 it_load of phase a.b", None),
        (
            "chance facility_load of total at least 500 at 2028",
            Some("chance facility_load of total at least 500 MW at 2028-12-31"),
        ),
        (
            "chance energy of country GB at most 5_000_000 MWh at 2030-06-30",
            Some("chance energy of country GB at most 5000000 MWh at 2030-06-30"),
        ),
        ("chance gpus_stranded of total at most 0 GPUs", None),
        (
            "chance complete of phase a.b by 2027-H1",
            Some("chance complete of a.b by 2027-06-30"),
        ),
    ] {
        let outcome = parsed(text);
        assert_eq!(outcome.to_string(), plain.unwrap_or(text));
        assert_eq!(parsed(&outcome.to_string()), outcome);
    }
}

#[test]
fn what_cannot_be_read_says_what_can() {
    for (text, part) in [
        ("", "write for example"),
        ("gpus_powered", "write for example"),
        ("mean gpu_powered of total", "did you mean `gpus_powered`?"),
        ("mean watts", "known are gpus_installed"),
        ("p33 it_load", "there are mean, p5, p10"),
        ("p95 online of a.b", "there are chance, p10, p50, p80, p90"),
        ("mean online of a.b", "there are chance, p10"),
        ("p50 online", "`online of SITE.PHASE`"),
        ("p50 energised of a", "`energised of SITE.STAGE`"),
        ("chance online of a.b", "by 2027-12-31"),
        ("p50 online of a.b by 2027", "chance online of a.b by"),
        ("chance it_load of total by 2027", "one of a milestone"),
        ("mean it_load of loughton", "`site loughton`"),
        ("mean it_load of sites", "did you mean `site`?"),
        ("mean it_load of site", "which site?"),
        ("mean it_load of total x", "`total` has no id"),
        ("mean it_load of total at 2027-13", "write 2027-12-31"),
        (
            "mean it_load of total at most 5 at 2027",
            "`chance it_load of total at most 5 at 2027-12-31`",
        ),
        (
            "chance it_load of total at most 5 GW at 2027",
            "write a number of MW, as in `at most 500 MW`",
        ),
        (
            "chance it_load of total at 2027",
            "at least 500 at 2027-12-31`, or `at most`",
        ),
        ("chance online of a.b at most 5", "is not `at most 5`"),
    ] {
        let said = refusal(text);
        assert!(said.contains(part), "{text}: {said}");
    }
}

#[test]
fn a_projection_gives_the_number_with_its_error() {
    let loaded = loaded();
    let number = |text: &str| {
        let outcome = parsed(text);
        let projection = pipeline::run(&loaded, &outcome.spec(&loaded.model));
        (outcome.read(&projection).expect(text), projection)
    };
    let (mean, projection) = number("mean gpus_powered of site north at 2027-11-15");
    // A day is read at the end of its month.
    let period = projection.period("2027-11-30").expect("inside");
    let series = projection.find("site", Some("north"), "gpus_powered");
    let series = series.expect("recorded");
    assert_eq!(mean.value, Some(series.mean[period]));
    assert_eq!(mean.se, Some(series.mean_se[period]));
    assert_eq!(projection.series.len(), 2, "two sites and nothing else");
    assert!(projection.schedule.is_empty());

    let (chance, projection) = number("chance online of north.first by 2027-06-30");
    let rows = projection.schedule.iter();
    let row = rows
        .clone()
        .find(|row| row.milestone == "online" && row.site == "north");
    assert_eq!(
        chance.value,
        row.and_then(|row| row.on_time).map(|share| share.value)
    );
    assert!(projection.series.is_empty());
    let (later, _) = number("chance online of north.first by 2028-06-30");
    assert!(later.value > chance.value);
    let (last, _) = number("chance online of north.first by 2090");
    // Seventeen in twenty proceed: binomial, four standard errors, one failure in 16,000.
    let share = last.value.expect("a number");
    assert!(
        (share - 0.85).abs() < 4.0 * (0.1275_f64 / 2_000.0).sqrt(),
        "{share}"
    );

    let (median, _) = number("p50 energised of north.full");
    let first = f64::from(day_number(jiff::civil::date(2027, 1, 1)));
    assert!(
        median
            .value
            .is_some_and(|day| day > first && day < first + 548.0)
    );
    let (never, _) = number("p90 online of north.first");
    assert_eq!(
        (never.value, never.se),
        (None, None),
        "three in twenty never come"
    );
}

#[test]
fn the_default_is_the_date_of_the_answer() {
    let loaded = loaded();
    let outcome = Outcome::default();
    let projection = pipeline::run(&loaded, &outcome.spec(&loaded.model));
    let dated = outcome.clone().dated(&loaded.model);
    assert_eq!(
        dated.to_string(),
        "mean gpus_powered of total at 2027-12-31"
    );
    assert_eq!(outcome.read(&projection), dated.read(&projection));
}

#[test]
fn what_a_projection_lacks_is_said_with_what_it_has() {
    let loaded = loaded();
    let refusal = |text: &str| {
        let outcome = parsed(text);
        let projection = pipeline::run(&loaded, &outcome.spec(&loaded.model));
        outcome.read(&projection).expect_err(text).to_string()
    };
    for (text, part) in [
        ("mean it_load of site nort", "did you mean `north`?"),
        ("mean it_load of site x", "known are `north`, `south`"),
        ("mean it_load of tag x", "nothing has a tag"),
        (
            "mean it_load of total at 2040",
            "covers 2026-01-01 to 2029-12-31",
        ),
        ("p50 online of north.frist", "did you mean `north.first`?"),
        ("p50 energised of south.full", "did you mean"),
        ("chance ready of north.first by 2028", "ask for `online`"),
    ] {
        let said = refusal(text);
        assert!(said.contains(part), "{text}: {said}");
    }
}
