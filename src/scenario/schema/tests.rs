//! The schema against the reader: what one refuses, the other does.

use super::*;
use crate::scenario::keys::Kind;
use crate::scenario::measure::Measure;
use crate::scenario::quantity::quantity;
use crate::scenario::tree::Node;
use crate::scenario::{date, parse};

const SHIPPED: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/scenarios/scenario.schema.json"
);

/// What the rules between values refuse, which no schema sees.
const BETWEEN_VALUES: [&str; 9] = [
    "quantity::cut",
    "quantity::reversed",
    "quantity::mode",
    "quantity::parameters",
    "quantity::within",
    "quantity::weights",
    "quantity::limit",
    "reference::kind",
    "quantity::edge",
];

const MEASURES: [Measure; 11] = [
    Measure::Duration,
    Measure::Date,
    Measure::Power,
    Measure::ChipPower,
    Measure::Count,
    Measure::Share,
    Measure::Ratio,
    Measure::Factor,
    Measure::Rate,
    Measure::Carbon,
    Measure::Water,
];

/// Values as a scenario would have them, right for some measure or for none.
const VALUES: &str = r#"
0, 1, 0.5, 1.3, 2, 85, 2027, 1949, 2201, -1, -0.5, 1e3, 23_040, 2000000000, true, [], [1], 2027-03-15, 1949-12-31,
2027-03-15T10:00:00, "", " ", "x", "soon", "nan", "inf", "0", "0.0", "00", ".5", "1.", "1", "1.0", "1.5", "0.85",
"100", "1e3", "5e-1", "-1", "+1", "+0.5", "23_040", "23,040", "2,5 kW", " 0.5 ", "18 months", "1 month", "1.5 years",
"2 weeks", "3days", "18 monts", "18  months", "0 months", "-3 months", "50 MW", "1.2 GW", "0 MW", "2.5kW", "2200 W",
"5 MWh", "23 k", "18 k GPUs", "1.2 M", "85 %", "100 %", "101 %", "100.5 %", "0 %", "85%", "0.5 %", "135 %", "1.35 x",
"5 PFLOP/s", "5.0e15 op/s", "1 GB", "176 g/kWh", "120 to 180 g/kWh", "1.8 L/kWh", "0 m3/MWh", "9 to 16 months", "9 months to 1.5 years", "9 months to 16", "0 to 5 months",
"9-16 months", "9..16 months", "16 to 9 months", "9  to  16 months", "9to16 months", "400 to 900 MW", "0 to 10 MW",
"2.0 to 2.5 kW", "18 to 24 k", "18 to 24", "0 to 24", "60 to 85 %", "60 % to 85 %", "60 % to 0.85", "0.6 to 85 %",
"0.6 to 0.85", "0 to 0.5", "0.5 to 1", "0.5 to 1.0", "50 to 100 %", "0.5 to 2", "1 to 1.4", "1.0 to 1.4", "1.1 to 1.4",
"1.2 to 1.4", "0.9 to 1.35", "90 to 135 %", "a to b", "1 to", "to 2", "1 to 2 to 3", "2027", "2027-03", "2027-13",
"2027-3", "2027-02-30", "2027-04-31", "2027-12-31", "2027-Q1", "2027-q4", "2027-Q5", "2026-H2", "2026-h1", "2026-H3",
"early 2026", "Late 2026", "mid  2026", "summer 2026", "early 1900", "1950", "2200", "1949", "2201", " 2027 ",
"2026 to 2027", "2026-09 to 2027-06", "early 2026 to late 2027", "2026 to soon", "2027 to 2026",
{}, { p10 = 1, p90 = 2 }, { p10 = "1 months", p90 = "2 months" }, { p10 = "1 months", p50 = "1.5 months", p90 = "2 months" },
{ p10 = "1 MW" }, { p10 = 0.2, p50 = 0.3, p90 = 0.4 }, { p10 = 0, p90 = 0.4 }, { p10 = 0.5, p90 = 1 }, { p10 = 0.4, p90 = 0.2 },
{ p10 = "10 MW", p90 = "20 MW", p99 = 3 }, { min = 0, mode = "1 months", max = "3 months" }, { min = 0, mode = 1, max = 3 },
{ min = 1, mode = 1.1, max = 1.3 }, { min = 0.8, mode = 0.95, max = 1 }, { min = 0.1, mode = 0.9, max = 0.5 },
{ min = 2026, mode = 2027, max = "2028-Q1" }, { min = 1, max = 2 }, { p10 = 1, p90 = 2, min = 1, mode = 2, max = 3 },
{ values = [1, 2], weights = [1, 3] }, { values = ["2026", "2027-Q1"], weights = [1, 1] }, { values = [1, 2] },
{ values = [], weights = [] }, { values = 1, weights = 1 }, { values = [1, 2], weights = [1, -1] }, { values = ["50 MW"], weights = [1] },
{ samples = [1, 2, 3] }, { samples = ["1 months", "2 months"] }, { samples = [] }, { samples = 3 }, { samples = [true] },
{ mixture = [ { weight = 1, of = "5 to 12 months" }, { weight = 1, of = { p10 = "1 years", p90 = "2 years" } } ] },
{ mixture = [ { weight = 1, of = 0.3 } ] }, { mixture = [ { weight = 1 } ] }, { mixture = [ { weight = 1, of = 2, x = 1 } ] },
{ mixture = [] }, { mixture = [ 1 ] }, { mixture = [ { weight = -1, of = 0.5 } ] },
{ reference = "ai-site" }, { reference = "ai-sight" }, { reference = 5 },
{ normal = { mean = 0.5, sd = 0.1 } }, { normal = { mean = "2027", sd = "3 months" } }, { normal = { mean = "6 months", sd = "1 months" } },
{ normal = { mean = 1 } }, { normal = 3 }, { normal = { mean = 0.5, sd = 0 } }, { normal = { mean = 0.5, sd = -1 } },
{ normal = { mean = "-1 months", sd = "6 months" } }, { lognormal = { mean = 1.5, sd = 0.5 } }, { gamma = { shape = 2, scale = "1 months" } },
{ gamma = { shape = 0, scale = 1 } }, { weibull = { shape = 1.5, scale = "12 months" } }, { weibull = { shape = "a", scale = 2 } },
{ exponential = { mean = "5 months" } }, { exponential = { mean = 0 } }, { beta = { alpha = 2, beta = 3 } }, { beta = { alpha = 0, beta = 3 } },
{ uniform = { min = 0.2, max = 0.8 } }, { uniform = { min = "2026", max = "2027" } }, { uniform = { min = 2, max = 1 } },
{ triangular = { min = "1 MW", mode = "2 MW", max = "3 MW" } }, { pert = { min = 1, mode = 2, max = 3 } },
{ uniform = { min = 0.2, max = 0.8 }, within = [0.3, 0.5] }, { uniform = { min = 0.2, max = 0.8 }, within = [0.3] },
{ within = [0.3, 0.5] }, { p10 = 0.2, p90 = 0.4, within = 3 }, { normal = { mean = 0.5, sd = 0.1 }, uniform = { min = 0.1, max = 0.2 } },
"#;

/// The values, each with its text.
fn values() -> (Problems, Vec<Node>) {
    let mut problems = Problems::new();
    let text = format!("all = [{VALUES}]");
    let file = problems.files_mut().add("values.toml", text.as_str());
    let table = parse::parse(file, &text, &mut problems).unwrap();
    let members = table.get("all").and_then(Node::as_array).unwrap().to_vec();
    (problems, members)
}

/// A validator of one value, with the definitions that it refers to.
fn validator(mut of: Value) -> jsonschema::Validator {
    of["$defs"] = schema()["$defs"].clone();
    jsonschema::draft7::new(&of).unwrap()
}

#[test]
fn a_quantity_passes_the_schema_if_it_passes_the_reader_and_fails_if_it_is_written_wrongly() {
    let (files, values) = values();
    let (mut seen, mut apart) = (0, Vec::new());
    for measure in MEASURES {
        let validator = validator(law::quantity(measure, false));
        for node in &values {
            let mut problems = Problems::new();
            *problems.files_mut() = files.files().clone();
            let read = quantity(node, measure, "x", &mut problems);
            let passes = validator.is_valid(&value::plain(node));
            let written = files.files().excerpt(&node.place);
            let codes = problems.codes();
            // How large a text with an exponent is, no expression tells.
            let has_exponent =
                written.starts_with('"') && (written.contains("e3") || written.contains("e-1"));
            let is_seen = |code: &&&str| {
                let is_size = has_exponent && **code == "quantity::domain";
                !BETWEEN_VALUES.contains(*code) && !is_size
            };
            if read.is_some() && !passes {
                apart.push(format!(
                    "{measure:?} {written} is refused by the schema alone"
                ));
            } else if read.is_none() && codes.iter().any(|code| is_seen(&code)) {
                seen += 1;
                if passes {
                    apart.push(format!("{measure:?} {written} passes, but: {codes:?}"));
                }
            }
        }
    }
    assert!(apart.is_empty(), "{}", apart.join("\n"));
    assert!(seen > 500, "{seen}");
}

#[test]
fn a_date_passes_the_schema_if_it_passes_the_reader() {
    let (files, values) = values();
    let key = keys::all().find(|key| key.kind == Kind::Period).unwrap();
    let mut problems = Problems::new();
    let catalogue = Catalogue::read(&mut problems);
    let known = Known {
        catalogue,
        problems,
    };
    let validator = validator(value::value(key, &known));
    for node in &values {
        let written = files.files().excerpt(&node.place);
        let passes = validator.is_valid(&value::plain(node));
        assert_eq!(passes, date::read(&node.value).is_ok(), "{written}");
    }
    for year in 0..10_000 {
        let text = format!("{year:04}-02");
        let passes = validator.is_valid(&json!(text));
        assert_eq!(passes, date::read_text(&text).is_ok(), "{text}");
    }
}

#[test]
fn a_link_passes_the_schema_if_it_has_its_form() {
    let pattern = written::whole(&written::link());
    let validator = validator(json!({ "pattern": pattern }));
    for text in [
        "shell",
        "fit-out",
        " shell ",
        "delivery + 1 months",
        "delivery+1 months",
        "energised.first - 2 weeks",
        "shell + 0",
        "abilene.b1.online",
        "previous.online + 1.5 years",
        "",
        "fit out",
        "shell + 1",
        "shell + MW",
        "shell - ",
        "+ 1 months",
        "shell + -1 days",
        "shell +",
        "a + 1 months + 1 months",
    ] {
        let passes = validator.is_valid(&json!(text));
        assert_eq!(passes, date::lag(text).is_some(), "{text:?}");
    }
}

#[test]
fn every_example_and_every_default_passes_its_own_key() {
    let mut problems = Problems::new();
    let catalogue = Catalogue::read(&mut problems);
    let known = Known {
        catalogue,
        problems,
    };
    let mut checked = 0;
    for key in keys::all() {
        if matches!(key.kind, Kind::Entities | Kind::Entity | Kind::Section) {
            continue;
        }
        let schema = value::value(key, &known);
        let own = [schema.get("default"), schema["examples"].get(0)].map(Option::<&Value>::cloned);
        let validator = validator(schema);
        assert!(own[1].is_some(), "{} has no example", key.path);
        for value in own.into_iter().flatten() {
            let fault = validator
                .validate(&value)
                .err()
                .map(|fault| fault.to_string());
            assert_eq!(fault, None, "{} = {value}", key.path);
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}

#[test]
fn every_key_is_in_the_schema_and_says_what_it_means() {
    let schema = schema();
    // A template is a phase, and described as one.
    for key in keys::all().filter(|key| key.path != "template.*") {
        let mut at = &schema;
        for part in key.path.split('.') {
            at = match part {
                "*" => &at["patternProperties"][written::ID],
                name => &at["properties"][name],
            };
            if at["$ref"] == "#/$defs/phase" {
                at = &schema["$defs"]["phase"];
            }
        }
        let described = at["description"].as_str().unwrap_or_default();
        assert!(
            described.starts_with(key.meaning),
            "{}: {described}",
            key.path
        );
    }
}

#[test]
fn the_shipped_schema_is_what_the_table_of_keys_says() {
    let schema = json_schema();
    if std::env::var_os("CAPCAST_BLESS").is_some() {
        std::fs::write(SHIPPED, &schema).unwrap();
    }
    let kept = std::fs::read_to_string(SHIPPED).unwrap_or_default();
    assert!(
        kept == schema,
        "scenarios/scenario.schema.json is stale: CAPCAST_BLESS=1 cargo test --lib schema"
    );
}

#[test]
fn the_schema_is_a_schema_of_both_drafts() {
    let schema = schema();
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    assert!(jsonschema::draft7::meta::is_valid(&schema));
}
