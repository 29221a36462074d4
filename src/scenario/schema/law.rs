//! Quantities: certain, a range in a text, or a table that writes a distribution.
//!
//! What it does not know: which key a quantity stands at.

use super::written::{self, Reach};
use crate::distribution::Domain;
use crate::scenario::date::YEARS;
use crate::scenario::family;
use crate::scenario::forms;
use crate::scenario::measure::Measure;
use crate::scenario::reference_form;
use serde_json::{Map, Value, json};

/// The measures that keys have, each with the name of its definitions.
const MEASURES: [(Measure, &str); 15] = [
    (Measure::Duration, "duration"),
    (Measure::Date, "date"),
    (Measure::Power, "power"),
    (Measure::ChipPower, "chip-power"),
    (Measure::Count, "count"),
    (Measure::Share, "share"),
    (Measure::Ratio, "ratio"),
    (Measure::Factor, "factor"),
    (Measure::Rate, "rate"),
    (Measure::Carbon, "carbon"),
    (Measure::Water, "water"),
    (Measure::Money, "money"),
    (Measure::EnergyPrice, "energy-price"),
    (Measure::CostPerMegawatt, "cost-per-mw"),
    (Measure::CostPerMegawattYear, "cost-per-mw-year"),
];

/// The reaches that definitions are made for.
const REACHES: [(Reach, &str); 4] = [
    (Reach::Inside, "amount"),
    (Reach::OffEdge, "percentile"),
    (Reach::AboveZero, "above-zero"),
    (Reach::Anywhere, "mean"),
];

/// Everything that quantities refer to.
pub(super) fn definitions(into: &mut Map<String, Value>) {
    into.insert("one-form".to_string(), one_form());
    into.insert("weight".to_string(), weight());
    let weights = json!({
        "description": "A weight for each of `values`.",
        "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/weight" },
    });
    into.insert("weights".to_string(), weights);
    for (measure, name) in MEASURES {
        into.insert(format!("{name}-law"), quantity(measure, false));
        lists(name, into);
        for (reach, word) in REACHES {
            into.insert(format!("{name}-{word}"), amount(measure, reach));
        }
        for family in family::NAMES {
            if family::suits(family, measure) {
                into.insert(format!("{name}-{family}"), parameters(measure, family));
            }
        }
        if reference_form::fitting(measure).next().is_some() {
            into.insert(format!("{name}-reference"), reference(measure));
        }
    }
}

/// A quantity, certain or not; with `positive` none that is zero.
pub(super) fn quantity(measure: Measure, positive: bool) -> Value {
    let (amount, range) = (
        written::amount(measure, Reach::Inside),
        written::range(measure),
    );
    let mut pattern = written::whole(&format!("{amount}|{range}"));
    if positive {
        let zero = written::zero(measure);
        pattern.insert_str(1, &format!(r"(?!\s*{zero}\s*$)"));
    }
    let mut schema = Map::new();
    let mut types = vec!["string", "object"];
    let reach = if positive {
        Reach::AboveZero
    } else {
        Reach::Inside
    };
    if let Some(kind) = bounds(measure, reach, &mut schema) {
        types.push(kind);
    }
    schema.insert("type".to_string(), json!(types));
    schema.insert("pattern".to_string(), json!(pattern));
    schema.insert("properties".to_string(), members(measure));
    schema.insert("additionalProperties".to_string(), json!(false));
    // Editors look for descriptions in `anyOf` and `allOf`, not here, and name what is at fault.
    schema.insert("if".to_string(), json!({ "type": "object" }));
    schema.insert("then".to_string(), json!({ "$ref": "#/$defs/one-form" }));
    Value::Object(schema)
}

/// A quantity that holds at all times, or values by date.
pub(super) fn curve(measure: Measure) -> Value {
    let mut schema = quantity(measure, false);
    let date = written::whole(&written::date());
    if let Some(schema) = schema.as_object_mut() {
        let dated = json!({ (date.clone()): quantity(measure, false) });
        schema.insert("patternProperties".to_string(), dated);
        // What has a date for a key is no law.
        let law = json!({ "type": "object", "propertyNames": { "not": { "pattern": date } } });
        schema.insert("if".to_string(), law);
    }
    schema
}

/// What a measure's definitions begin with.
fn name(measure: Measure) -> &'static str {
    let found = MEASURES.iter().find(|(known, _)| *known == measure);
    found.map_or("", |(_, name)| name)
}

/// The bounds of a bare number, and its type; `None` where there is none without a unit.
fn bounds(measure: Measure, reach: Reach, into: &mut Map<String, Value>) -> Option<&'static str> {
    let mut set = |name: &str, value: Value| {
        into.insert(name.to_string(), value);
    };
    if measure == Measure::Date {
        set("minimum", json!(YEARS.start()));
        set("maximum", json!(YEARS.end()));
        return Some("integer");
    }
    if !measure.takes_bare_numbers() {
        // Zero alone needs no unit.
        let takes_zero = matches!(reach, Reach::Inside | Reach::Anywhere);
        set("minimum", json!(0));
        set("maximum", json!(0));
        return takes_zero.then_some("number");
    }
    match reach {
        Reach::Anywhere => {}
        Reach::AboveZero => set("exclusiveMinimum", json!(0)),
        Reach::Inside | Reach::OffEdge => {
            let (least, greatest) = match reach {
                Reach::OffEdge => ("exclusiveMinimum", "exclusiveMaximum"),
                _ => ("minimum", "maximum"),
            };
            match measure.domain() {
                Domain::Share => {
                    set(least, json!(0));
                    set(greatest, json!(1));
                }
                Domain::AtLeastOne => set(least, json!(1)),
                Domain::Positive | Domain::Real => set(least, json!(0)),
            }
        }
    }
    if let (Some((limit, _)), Reach::Inside | Reach::AboveZero) = (measure.limit(), reach) {
        set("maximum", json!(limit));
    }
    Some("number")
}

/// One number, with its unit where it needs one.
fn amount(measure: Measure, reach: Reach) -> Value {
    let mut schema = Map::new();
    let mut types = vec!["string"];
    types.extend(bounds(measure, reach, &mut schema));
    let pattern = written::whole(&written::amount(measure, reach));
    schema.insert("type".to_string(), json!(types));
    schema.insert("pattern".to_string(), json!(pattern));
    let written = match measure.units() {
        [] => format!("For example {}.", measure.examples()),
        units => {
            let units: Vec<String> = units.iter().map(|(name, _)| format!("`{name}`")).collect();
            format!("Units: {}.", units.join(", "))
        }
    };
    let kind = capital(measure.kind());
    schema.insert(
        "description".to_string(),
        json!(format!("{kind}. {written}")),
    );
    Value::Object(schema)
}

/// The keys of the tables that write a distribution.
fn members(measure: Measure) -> Value {
    let name = name(measure);
    let part = |word: &str| json!({ "$ref": format!("#/$defs/{name}-{word}") });
    let mut members = Map::new();
    let mut add = |key: &str, schema: Value| {
        members.insert(key.to_string(), schema);
    };
    for percentile in ["p10", "p50", "p90"] {
        add(percentile, part("percentile"));
    }
    for end in ["min", "mode", "max"] {
        add(end, part("amount"));
    }
    for list in ["values", "samples", "mixture", forms::WITHIN] {
        add(list, part(list));
    }
    add("weights", json!({ "$ref": "#/$defs/weights" }));
    for family in family::NAMES {
        if family::suits(family, measure) {
            add(family, part(family));
        }
    }
    if reference_form::fitting(measure).next().is_some() {
        add(reference_form::REFERENCE, part("reference"));
        add(
            reference_form::AS_OF,
            json!({
                "description": "The class as it stood on this day.",
                "type": ["string", "integer"],
                "pattern": written::whole(&written::date()),
                "minimum": YEARS.start(),
                "maximum": YEARS.end(),
            }),
        );
    }
    Value::Object(members)
}

/// The lists that write a distribution, by their keys.
fn lists(name: &str, into: &mut Map<String, Value>) {
    let part = |word: &str| json!({ "$ref": format!("#/$defs/{name}-{word}") });
    let list = |what: &str, items: Value| json!({ "description": what, "type": "array", "minItems": 1, "items": items });
    let component = json!({
        "type": "object",
        "properties": { "weight": { "$ref": "#/$defs/weight" }, "of": part("law") },
        "required": ["weight", "of"],
        "additionalProperties": false,
    });
    let within = json!({
        "description": "Given that it lies between these two: `[lo, hi]`.",
        "type": "array", "minItems": 2, "maxItems": 2, "items": part("amount"),
    });
    let all = [
        (
            "values",
            list("One of these, by `weights`.", part("amount")),
        ),
        (
            "samples",
            list("As observed: straight lines between.", part("amount")),
        ),
        (
            "mixture",
            list(
                "A mixture of any forms: `[ { weight = 7, of = \"5 to 12 months\" }, .. ]`.",
                component,
            ),
        ),
        (forms::WITHIN, within),
    ];
    for (key, schema) in all {
        into.insert(format!("{name}-{key}"), schema);
    }
}

/// That a table writes one distribution, and writes it whole.
fn one_form() -> Value {
    let shapes: Vec<Value> = forms::shapes()
        .map(|(keys, needs)| {
            let names: Vec<&str> = keys.iter().copied().chain([forms::WITHIN]).collect();
            json!({ "required": needs, "propertyNames": { "enum": names } })
        })
        .collect();
    json!({ "anyOf": shapes })
}

fn weight() -> Value {
    json!({ "description": "A weight: 0 or more, relative to the others.", "type": "number", "minimum": 0 })
}

/// The table of a named family.
fn parameters(measure: Measure, family: &str) -> Value {
    let name = name(measure);
    let names = family::parameters(family);
    let mut members = Map::new();
    for parameter in names {
        let schema = match (family, *parameter) {
            (_, "shape" | "alpha" | "beta") => {
                json!({ "type": "number", "exclusiveMinimum": 0 })
            }
            // The spread of a date is a length of time.
            (_, "sd") if measure == Measure::Date => {
                json!({ "$ref": "#/$defs/duration-above-zero" })
            }
            (_, "sd" | "scale") | ("exponential", _) => {
                json!({ "$ref": format!("#/$defs/{name}-above-zero") })
            }
            (_, "mean") => json!({ "$ref": format!("#/$defs/{name}-mean") }),
            _ => json!({ "$ref": format!("#/$defs/{name}-amount") }),
        };
        members.insert((*parameter).to_string(), schema);
    }
    json!({
        "description": format!("The {family} distribution."),
        "type": "object",
        "properties": members,
        "required": names,
        "additionalProperties": false,
    })
}

/// A class of the catalogue.
fn reference(measure: Measure) -> Value {
    let classes: Vec<_> = reference_form::fitting(measure).collect();
    let ids: Vec<&str> = classes.iter().map(|class| class.id()).collect();
    let titles: Vec<&str> = classes.iter().map(|class| class.title()).collect();
    let listed: Vec<String> = classes
        .iter()
        .map(|class| format!("- `{}`: {}", class.id(), class.title()))
        .collect();
    json!({
        "description": format!("A class of the catalogue of what was promised and what came:\n\n{}", listed.join("\n")),
        "enum": ids,
        "x-taplo": { "docs": { "enumValues": titles } },
    })
}

/// With a capital letter at the start.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
