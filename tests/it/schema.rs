//! The JSON Schema of the format against the scenarios: those that run pass it, and of the wrong
//! ones it refuses all that a schema can see.
//!
//! The validator is not ours, and neither is the way from TOML to JSON: what an editor does.

use capcast::scenario::{self, LoadOptions};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Kinds of problem that a schema can see: those of one key or one value.
const OF_ONE_VALUE: [&str; 27] = [
    "code::form",
    "copies::count",
    "date::unreadable",
    "id::characters",
    "key::missing",
    "key::type",
    "key::unknown",
    "later::money",
    "link::form",
    "number::bounds",
    "number::kind",
    "quantity::domain",
    "quantity::empty",
    "quantity::form",
    "quantity::incomplete",
    "quantity::kind",
    "quantity::unit_kind",
    "quantity::unit_missing",
    "quantity::unit_unknown",
    "quantity::unknown_key",
    "quantity::unreadable",
    "quantity::zero",
    "rows::few",
    "scenario::empty",
    "template::nested",
    "text::empty",
    "word::unknown",
];

/// Files whose problem is of such a kind, and that pass all the same: why.
const UNSEEN: [(&str, &str); 3] = [
    (
        "stage-without-date.toml",
        "a stage needs one of two keys, which is a rule and not in the table of keys",
    ),
    (
        "correlation-form.toml",
        "a group needs one of two keys and one of three",
    ),
    (
        "branch-values.toml",
        "a story's values are those of other keys, which its own key does not know",
    ),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(&scenario::json_schema()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// A TOML value as editors hand it to a validator: dates as texts, what is no number as null.
fn as_json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(flag) => json!(flag),
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(members) => members.iter().map(as_json).collect(),
        toml::Value::Table(table) => {
            let members = table.iter();
            members
                .map(|(key, value)| (key.clone(), as_json(value)))
                .collect()
        }
    }
}

/// The file as a validator sees it; `None` if it is no TOML.
pub(crate) fn document(path: &Path) -> Option<Value> {
    let text = String::from_utf8(std::fs::read(path).ok()?).ok()?;
    let table: toml::Table = toml::from_str(&text).ok()?;
    Some(as_json(&toml::Value::Table(table)))
}

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_scenario_that_runs_passes_the_schema() {
    let validator = validator();
    let folders = [
        "scenarios",
        "tests/fixtures/valid",
        "tests/fixtures/known",
        "tests/fixtures/networks",
    ];
    let mut checked = 0;
    for path in folders.iter().flat_map(|folder| files(folder)) {
        let faults: Vec<String> = validator
            .iter_errors(&document(&path).unwrap())
            .map(|fault| format!("{} at {}", fault, fault.instance_path()))
            .collect();
        assert!(
            faults.is_empty(),
            "{}\n{}",
            path.display(),
            faults.join("\n")
        );
        checked += 1;
    }
    assert!(checked >= 30, "{checked}");
}

/// What the schema says of a file: where, and of which keyword.
fn faults(validator: &Validator, document: &Value) -> BTreeSet<String> {
    let faults = validator.iter_errors(document);
    faults
        .map(|fault| {
            let (at, rule) = (fault.instance_path(), fault.schema_path());
            let rule = rule.to_string();
            let keyword = rule.rsplit('/').find(|part| part.parse::<usize>().is_err());
            format!("{at} {}", keyword.unwrap_or_default())
        })
        .collect()
}

#[test]
fn of_the_wrong_scenarios_the_schema_refuses_what_a_schema_can_see() {
    let validator = validator();
    let mut said = String::new();
    let mut apart = Vec::new();
    for path in files("tests/fixtures/invalid") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let problems = scenario::load(&path, &LoadOptions::default());
        let (codes, has_errors) = match &problems {
            Ok(loaded) => (loaded.warnings.codes(), false),
            Err(problems) => (problems.codes(), problems.has_errors()),
        };
        let Some(document) = document(&path) else {
            writeln!(said, "{name}: no TOML").unwrap();
            continue;
        };
        let faults = faults(&validator, &document);
        let seen: BTreeSet<&str> = codes
            .iter()
            .copied()
            .filter(|code| OF_ONE_VALUE.contains(code))
            .collect();
        if faults.is_empty() {
            let codes: BTreeSet<&str> = codes.iter().copied().collect();
            let codes: Vec<&str> = codes.into_iter().collect();
            writeln!(
                said,
                "{name}: passes, for `check` to say: {}",
                codes.join(", ")
            )
            .unwrap();
            let is_reasoned = UNSEEN.iter().any(|(unseen, _)| *unseen == name);
            if !seen.is_empty() && has_errors && !is_reasoned {
                apart.push(format!("{name} passes the schema: {seen:?}"));
            }
            continue;
        }
        if !has_errors {
            apart.push(format!(
                "{name} has no errors, but the schema refuses it: {faults:?}"
            ));
        }
        writeln!(said, "{name}: refused").unwrap();
        for fault in faults {
            writeln!(said, "  {fault}").unwrap();
        }
    }
    assert!(apart.is_empty(), "{}", apart.join("\n"));
    for (name, _) in UNSEEN {
        assert!(said.contains(&format!("{name}: passes")), "{name} is seen");
    }
    insta::assert_snapshot!(said);
}

/// A file in which each case replaces one line, so that a case fails for its own reason alone.
const WHOLE: &str = r#"
[scenario]
from = 2026-01-01
[zone.south]
country = "GB"
[template.t]
ramp = "1 to 2 months"
[site.a]
zone = "south"
announced = 2026-01-01
pue = 1.2
[site.a.grid.first]
capacity = "40 MW"
energised = "2026-06 to 2027-06"
[site.a.plant.gas]
capacity = "10 MW"
from = "2027"
role = "bridge"
[site.a.phase.one]
template = "t"
chip = "gb300"
gpus = 10_000
online = "2027-Q1"
[site.a.phase.two]
chip = { values = ["gb300", "vr200"], weights = [1, 2] }
it_load = "20 MW"
[site.a.phase.two.activity.shell]
duration = "9 to 16 months"
[site.a.phase.two.activity.fit-out]
duration = "3 months"
after = ["shell + 1 months"]
"#;

/// A line of it, and a slip in its place.
const SLIPS: &str = r#"
from = 2026-01-01 | from = 2026-01-01T10:00:00
from = 2026-01-01 | from = true
from = 2026-01-01 | form = 2026-01-01
country = "GB" | country = "UK"
country = "GB" | country = "gb"
country = "GB" | country = ""
country = "GB" | country = 5
[zone.south] | [zone.South]
[zone.south] | [zones.south]
ramp = "1 to 2 months" | ramp = "1 to 2 MW"
ramp = "1 to 2 months" | template = "t"
ramp = "1 to 2 months" | ramp = 5
ramp = "1 to 2 months" | romp = 1
zone = "south" | zone = []
zone = "south" | zone = ""
announced = 2026-01-01 | announced = "2026-13"
announced = 2026-01-01 | announced = "2026-01 to 2026-03"
pue = 1.2 | pue = 0.9
pue = 1.2 | pue = "1.2 MW"
pue = 1.2 | pue = nan
pue = 1.2 | pue = { p10 = 1.1 }
pue = 1.2 | pue = [1.2]
capacity = "40 MW" | capacity = 40
capacity = "40 MW" | capacity = "0 MW"
capacity = "40 MW" | capacity = "-1 MW"
capacity = "40 MW" |
energised = "2026-06 to 2027-06" | energised = "2026-06 to soon"
energised = "2026-06 to 2027-06" | energised = { gamma = { shape = 1, scale = 2 } }
role = "bridge" | role = "tunnel"
role = "bridge" | role = 1
template = "t" | template = 1
chip = "gb300" | chip = 300
chip = "gb300" | chip = { values = [] }
chip = "gb300" | chip = { values = ["gb300"], weight = [1] }
gpus = 10_000 | gpus = -5
gpus = 10_000 | gpus = 0
gpus = 10_000 | gpus = "10,000"
gpus = 10_000 | gpus = "10 MW"
gpus = 10_000 | gpus = 2e9
gpus = 10_000 | money = 5
online = "2027-Q1" | online = "2027-Q5"
online = "2027-Q1" | online = "soon"
online = "2027-Q1" | online = 27
it_load = "20 MW" | it_load = "20 months"
it_load = "20 MW" | it_load = 20
it_load = "20 MW" | copies = 0
it_load = "20 MW" | copies = 1.5
duration = "9 to 16 months" | duration = "9-16 months"
duration = "9 to 16 months" | duration = 12
duration = "9 to 16 months" |
after = ["shell + 1 months"] | after = ["shell + 1"]
after = ["shell + 1 months"] | after = [1]
after = ["shell + 1 months"] | after = {}
"#;

#[test]
fn one_slip_is_one_refusal_of_the_reader_and_of_the_schema() {
    let validator = validator();
    let refusals = |text: &str| {
        let table: toml::Table = toml::from_str(text).unwrap();
        let document = as_json(&toml::Value::Table(table));
        let files = scenario::Files::memory([("case.toml", text)]);
        let options = LoadOptions {
            files,
            ..LoadOptions::default()
        };
        let read = scenario::load("case.toml", &options).err();
        let said = read.map(|problems| problems.render(false));
        (said, faults(&validator, &document))
    };
    let (said, found) = refusals(WHOLE);
    assert_eq!((said, found.len()), (None, 0), "{found:?}");
    let mut checked = 0;
    for case in SLIPS.lines().filter(|case| !case.is_empty()) {
        let (line, slip) = case.split_once(" |").unwrap();
        assert!(WHOLE.contains(line), "{line}");
        let (said, found) = refusals(&WHOLE.replacen(line, slip.trim(), 1));
        assert!(said.is_some(), "{case}: fine");
        assert!(!found.is_empty(), "{case}: passes the schema");
        checked += 1;
    }
    assert!(checked > 45, "{checked}");
}
