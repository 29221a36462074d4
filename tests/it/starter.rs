//! `capcast new`: whatever is answered makes a file that checks, or no file and a reason.

use capcast::scenario::{self, Answers, Files, LoadOptions, load, starter};
use jiff::civil::{Date, date};
use proptest::option;
use proptest::prelude::{
    ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};

const TODAY: Date = date(2026, 11, 21);
const FILE: &str = "new.toml";

#[expect(
    clippy::unnecessary_wraps,
    reason = "an answer is an option: it may be left out"
)]
fn said(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn whole() -> Answers {
    Answers {
        name: said("North"),
        site: said("Halls of the North"),
        country: said("GB"),
        operator: said("Nscale"),
        gpus: said("10_000"),
        chip: said("gb300"),
        power: said("40 MW"),
        announced: said("2025-09-16"),
        online: said("2027-Q2"),
        from: said("2025-09"),
        to: said("2031"),
        source_title: said("A title"),
        source_url: said("https://example.org/a?b=c#d"),
        schema: said("./scenario.schema.json"),
    }
}

fn loaded(text: &str) -> scenario::Loaded {
    let options = LoadOptions {
        files: Files::memory([(FILE, text)]),
        ..LoadOptions::default()
    };
    match load(FILE, &options) {
        Ok(loaded) => loaded,
        Err(problems) => panic!("{}\n{text}", problems.render(false)),
    }
}

#[test]
fn what_was_said_is_what_the_model_has() {
    let text = starter(&whole(), TODAY, FILE).unwrap();
    assert!(text.starts_with("#:schema ./scenario.schema.json\n"));
    let loaded = loaded(&text);
    let site = &loaded.model.sites[0];
    assert_eq!(
        (site.id.as_str(), site.name.as_str()),
        ("halls-of-the-north", "Halls of the North")
    );
    assert_eq!(site.phases[0].id, "first");
    let value = |path: &str| {
        let found = loaded.model.values.iter().find(|value| value.path == path);
        let found = found.unwrap_or_else(|| panic!("{path}\n{text}"));
        (
            found.value.as_str(),
            found.standing.word(),
            found.sources.clone(),
        )
    };
    let source = || vec!["announcement".to_owned()];
    let (site, phase) = (
        "site.halls-of-the-north",
        "site.halls-of-the-north.phase.first",
    );
    assert_eq!(
        value(&format!("{phase}.gpus")),
        ("10_000", "stated", source())
    );
    assert_eq!(
        value(&format!("{phase}.online")),
        ("2027-Q2", "stated", source())
    );
    assert_eq!(
        value(&format!("{site}.grid.first.capacity")),
        ("40 MW", "stated", source())
    );
    assert_eq!(
        value(&format!("{site}.grid.first.energised")),
        ("2026-10 to 2028-06", "assumed", source())
    );
}

#[test]
fn what_was_not_said_is_an_assumption() {
    let text = starter(&Answers::default(), TODAY, FILE).unwrap();
    let loaded = loaded(&text);
    for key in ["chip", "gpus", "online"] {
        let path = format!("site.first-site.phase.first.{key}");
        let value = loaded.model.values.iter().find(|value| value.path == path);
        assert_eq!(value.unwrap().standing.word(), "assumed", "{path}\n{text}");
    }
}

#[test]
fn power_alone_gives_the_load_that_it_carries() {
    let answers = Answers {
        power: said("140 MW"),
        ..Answers::default()
    };
    let text = starter(&answers, TODAY, FILE).unwrap();
    // At the default design PUE, 1.2 to 1.4.
    assert!(text.contains("\"100 to 117 MW\""), "{text}");
    assert!(!text.contains("\ngpus"), "{text}");
}

#[test]
fn what_is_commented_out_is_right_too() {
    for answers in [whole(), Answers::default()] {
        let text = starter(&answers, TODAY, FILE).unwrap();
        let (_, more) = text.split_once("# Further things").unwrap();
        let shown = |part: &str| {
            let lines = part.lines().filter_map(|line| line.strip_prefix("# "));
            let lines = lines.filter(|line| line.contains(" = ") || line.starts_with('['));
            lines.collect::<Vec<_>>().join("\n")
        };
        // A fact needs a status date, and activities stand in place of `overrun`.
        let (simple, network) = more.split_once("# In place").unwrap();
        let simple = shown(simple);
        let lines = simple
            .lines()
            .filter(|line| !line.starts_with("actual_online"));
        let simple = lines.collect::<Vec<_>>().join(
            "
",
        );
        loaded(&format!("{text}\n{simple}"));
        let of_network = loaded(&format!("{text}\n{}", shown(network)));
        assert!(
            simple.contains("overrun")
                && of_network
                    .model
                    .values
                    .iter()
                    .any(|value| value.path.ends_with("fit-out.duration"))
        );
        if let Some((_, grid)) = text.split_once("# [site.first-site.grid.first]") {
            let grid = grid.split("\n\n").next().unwrap();
            loaded(&format!(
                "{text}\n[site.first-site.grid.first]\n{}",
                shown(grid)
            ));
        }
    }
}

#[test]
fn a_starter_passes_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(&scenario::json_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for answers in [whole(), Answers::default()] {
        let text = starter(&answers, TODAY, FILE).unwrap();
        let path = tempfile::tempdir().unwrap();
        let file = path.path().join(FILE);
        std::fs::write(&file, text).unwrap();
        let document = crate::schema::document(&file).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(&document)
            .map(|fault| fault.to_string())
            .collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
}

#[test]
fn an_answer_that_is_wrong_is_named_as_it_was_given() {
    for (answers, named) in [
        (
            Answers {
                power: said("40 MWh"),
                ..whole()
            },
            "40 MWh",
        ),
        (
            Answers {
                country: said("UK"),
                ..whole()
            },
            "UK",
        ),
        (
            Answers {
                chip: said("gb30"),
                ..whole()
            },
            "gb300",
        ),
        (
            Answers {
                gpus: said("-5"),
                ..whole()
            },
            "-5",
        ),
        (
            Answers {
                online: said("2027-Q5"),
                ..whole()
            },
            "2027-Q5",
        ),
        (
            Answers {
                online: said("2024"),
                ..whole()
            },
            "2024",
        ),
        (
            Answers {
                name: said(" "),
                ..whole()
            },
            "empty",
        ),
        (
            Answers {
                gpus: said("5\n[site.x]"),
                ..whole()
            },
            "gpus",
        ),
    ] {
        let problems = starter(&answers, TODAY, FILE).unwrap_err();
        let shown = problems.render(false);
        assert!(shown.contains(named), "{named}\n{shown}");
    }
}

/// Anything that someone may type, and what is nearly right.
fn answer() -> impl Strategy<Value = Option<String>> {
    let near = prop::sample::select(vec![
        "2027-Q2",
        "2027",
        "1950",
        "2200",
        "2026-11-21",
        "mid 2027",
        "2027-01 to 2028-01",
        "40 MW",
        "1 kW",
        "999 GW",
        "10 to 20 MW",
        "10_000",
        "1",
        "1e9",
        "23 k",
        "{ min = 1, mode = 2, max = 3 }",
        "{ values = [\"1 MW\"], weights = [1] }",
        "gb300",
        "h100",
        "GB",
        "gb",
        "'",
        "\"",
        "\\",
        "#",
        "]",
        "'''",
        "\"\"\"",
        "\u{0}",
        "\u{7f}",
        "\u{202e}",
        "\r\n",
        "= 1",
        "é日本",
        "-",
        "nan",
        "true",
        "[site.x]",
        "x # y",
        "1 # y",
        "1\ny = 2",
        "{",
        "{}",
        "[]",
        "",
    ]);
    option::of(
        prop_oneof![3 => near.prop_map(str::to_owned), 1 => any::<String>(), 1 => "[ -~]{0,12}"],
    )
}

fn answers() -> impl Strategy<Value = Answers> {
    prop::collection::vec((answer(), prop::bool::weighted(0.75)), 13).prop_map(|given| {
        // Most of them right, so that many make a file.
        let mut answers = whole();
        let fields = [
            &mut answers.name,
            &mut answers.site,
            &mut answers.country,
            &mut answers.operator,
            &mut answers.gpus,
            &mut answers.chip,
            &mut answers.power,
            &mut answers.announced,
            &mut answers.online,
            &mut answers.from,
            &mut answers.to,
            &mut answers.source_title,
            &mut answers.source_url,
        ];
        for (field, (given, is_right)) in fields.into_iter().zip(given) {
            if !is_right {
                *field = given;
            }
        }
        answers
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_answers_make_a_file_that_checks_or_problems_and_no_file(answers in answers()) {
        match starter(&answers, TODAY, FILE) {
            Ok(text) => {
                let loaded = loaded(&text);
                prop_assert!(loaded.warnings.is_empty());
                let site = &loaded.model.sites[0];
                if let Some(name) = &answers.site {
                    prop_assert_eq!(&site.name, name);
                }
                if let Some(name) = &answers.name {
                    prop_assert_eq!(&loaded.model.name, name);
                }
                prop_assert_eq!(loaded.model.sites.len(), 1);
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                let shown = problems.render(false);
                prop_assert!(shown.contains(FILE), "{}", shown);
            }
        }
    }
}
