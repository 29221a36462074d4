//! One key of the table as a schema: what may stand there, and what an editor shows beside it.

use super::dependence;
use super::law;
use super::written;
use crate::scenario::catalogue::Catalogue;
use crate::scenario::date::YEARS;
use crate::scenario::keys::{Columns, Key, Kind, Named};
use crate::scenario::parse;
use crate::scenario::problem::Problems;
use crate::scenario::quantity::Measure;
use crate::scenario::tree::{self, Node};
use serde_json::{Map, Value, json};

/// What values are read against: the catalogue, and the files that its values stand in.
pub(super) struct Known {
    pub catalogue: Catalogue,
    pub problems: Problems,
}

/// A key that holds a value.
pub(super) fn value(key: &Key, known: &Known) -> Value {
    let mut schema = match form(key, known) {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    schema.insert("description".to_string(), json!(described(key, known)));
    let default = key.default.map(|name| known.catalogue.standard(name));
    if let Some(default) = default.filter(|default| !default.is_rule()) {
        schema.insert("default".to_string(), plain(default.value()));
    }
    if let Some(example) = example(key) {
        schema.insert("examples".to_string(), json!([example]));
    }
    Value::Object(schema)
}

/// What may stand there.
fn form(key: &Key, known: &Known) -> Value {
    match key.kind {
        Kind::Quantity(measure) => law::quantity(measure, key.positive),
        Kind::Curve(measure, _) => law::curve(measure),
        Kind::Level => {
            json!({ "type": ["string", "number"], "minimum": 0, "pattern": written::NOT_BLANK })
        }
        Kind::Moment => law::quantity(Measure::Date, key.positive),
        Kind::Number(least, most) => json!({ "type": "number", "minimum": least, "maximum": most }),
        Kind::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Period | Kind::Day => json!({
            "type": ["string", "integer"],
            "pattern": written::whole(&written::date()),
            "minimum": YEARS.start(),
            "maximum": YEARS.end(),
        }),
        Kind::Text => json!({ "type": "string", "pattern": written::NOT_BLANK }),
        // The one code that people write and ISO does not have.
        Kind::Code(2) => json!({ "type": "string", "pattern": "^(?!UK$)[A-Z]{2}$" }),
        Kind::Code(length) => {
            json!({ "type": "string", "pattern": format!("^[A-Z]{{{length}}}$") })
        }
        Kind::Texts | Kind::Paths => one_or_more(&json!({ "type": "string" })),
        Kind::Word(words) => json!({ "type": "string", "enum": words }),
        Kind::Words(words) => one_or_more(&json!({ "type": "string", "enum": words })),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Id(named) => id(named, known),
        Kind::Ids(named) => one_or_more(&id(named, known)),
        Kind::Chip => chip(known),
        Kind::Steps => json!({
            "type": "object",
            "minProperties": 1,
            "patternProperties": { (written::whole(&written::date())): id(Named::Chip, known) },
            "additionalProperties": false,
        }),
        Kind::Links => one_or_more(&json!({
            "type": "string",
            "pattern": written::whole(&written::link()),
        })),
        Kind::Evidence => json!({
            "type": "object",
            "additionalProperties": one_or_more(&id(Named::Source, known)),
        }),
        Kind::Rows(columns) => rows(columns, known),
        // A key in quotes with its values, or tables within tables without.
        Kind::Axes => json!({
            "type": "object",
            "additionalProperties": {
                "type": ["array", "string", "object"],
                "minItems": 1,
                "pattern": r"^\s*[-+.0-9].*\.\..*step",
            },
        }),
        Kind::Rates => json!({
            "type": "object",
            "propertyNames": { "pattern": "^[A-Z]{3}$" },
            "additionalProperties": { "type": "number", "exclusiveMinimum": 0 },
        }),
        Kind::Months => json!({
            "type": "array",
            "minItems": 12,
            "maxItems": 12,
            "items": { "type": "number", "minimum": 0 },
        }),
        Kind::Selector => dependence::selector(),
        Kind::Levels(words) => dependence::levels(words),
        Kind::Matrix => dependence::matrix(),
        Kind::Options => dependence::options(),
        Kind::Entities | Kind::Entity | Kind::Section => json!({ "not": {} }),
    }
}

/// One of these, or a list of them. Both ways stand in one schema, so that a message names the
/// member at fault and not the two ways.
fn one_or_more(member: &Value) -> Value {
    let mut schema = member.clone();
    if let Some(schema) = schema.as_object_mut() {
        let words = schema.remove("enum");
        schema.insert("type".to_string(), json!(["string", "array"]));
        schema.insert("items".to_string(), member.clone());
        if let Some(words) = words {
            // An `enum` of the whole would refuse the list.
            schema.insert("if".to_string(), json!({ "type": "string" }));
            schema.insert("then".to_string(), json!({ "enum": words }));
        }
    }
    schema
}

/// An id of something. What the scenario may add to is offered, but not closed.
fn id(named: Named, known: &Known) -> Value {
    let commitments: Vec<&str> = known.catalogue.commitments().keys().collect();
    match named {
        Named::Commitment => json!({ "type": "string", "enum": commitments }),
        _ => json!({ "type": "string", "pattern": written::ID }),
    }
}

/// A chip, several with weights, or a roadmap.
fn chip(known: &Known) -> Value {
    let ids: Vec<&str> = known.catalogue.chips().keys().collect();
    let one = id(Named::Chip, known);
    json!({
        "type": ["string", "object"],
        "pattern": written::ID,
        "properties": {
            "values": { "description": "Ids of chips, one of them in each trial.", "type": "array", "minItems": 1, "items": one },
            "roadmap": { "description": "The id of a roadmap: the chip that it has on sale when the phase orders.", "type": "string", "pattern": written::ID },
            "weights": { "description": "A weight for each; left out, they are equally likely.", "type": "array", "minItems": 1, "items": { "type": "number", "exclusiveMinimum": 0 } },
        },
        "minProperties": 1,
        "dependentRequired": { "weights": ["values"] },
        "not": { "type": "object", "required": ["roadmap", "values"] },
        "additionalProperties": false,
        // Offered by editors; a chip of the scenario's own passes by the second.
        "anyOf": [{ "enum": ids }, { "type": ["string", "object"] }],
    })
}

/// A list of tables of texts.
fn rows(columns: Columns, known: &Known) -> Value {
    let members: Map<String, Value> = columns
        .names()
        .map(|name| {
            let schema = match name {
                "source" => id(Named::Source, known),
                _ => json!({ "type": "string", "pattern": written::NOT_BLANK }),
            };
            (name.to_string(), schema)
        })
        .collect();
    json!({
        "type": "array",
        "minItems": columns.least,
        "items": {
            "type": "object",
            "properties": members,
            "required": columns.needed,
            "additionalProperties": false,
        },
    })
}

/// What an editor shows: meaning, how it is written, default with its reason, example.
pub(super) fn described(key: &Key, known: &Known) -> String {
    let mut parts = vec![key.meaning.to_string()];
    parts.extend(how(key, known));
    if let Some(name) = key.default {
        let default = known.catalogue.standard(name);
        let node = default.value();
        let shown = match &node.value {
            tree::Value::Text(text) if default.is_rule() => text.clone(),
            _ => format!("`{}`", known.problems.files().excerpt(&node.place)),
        };
        let sources = default.sources().join(", ");
        parts.push(format!(
            "**Default:** {shown}. {} ({sources})",
            default.reason()
        ));
    } else if key.needed {
        parts.push("**Needed.**".to_string());
    }
    if !key.example.is_empty() {
        parts.push(format!("```toml\n{} = {}\n```", key.name(), key.example));
    }
    parts.join("\n\n")
}

/// How its value is written.
fn how(key: &Key, known: &Known) -> Option<String> {
    const UNCERTAIN: &str = "May be uncertain: `\"a to b\"` (P10 to P90), `{ p10, p50, p90 }`, `{ min, mode, max }`, `{ values, weights }`, a named family, or `{ reference = \"..\" }`.";
    let listed = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        Some(format!("One of {}.", words.join(", ")))
    };
    match key.kind {
        Kind::Quantity(measure) => {
            let (kind, examples) = (law::capital(measure.kind()), measure.examples());
            Some(format!("{kind}: {examples}. {UNCERTAIN}"))
        }
        Kind::Curve(measure, grows) => {
            let (kind, examples) = (law::capital(measure.kind()), measure.examples());
            let how = if grows {
                "totals up to each date, zero before the first"
            } else {
                "linear between the dates, flat outside them"
            };
            Some(format!(
                "{kind}: {examples}. {UNCERTAIN} Or values by date, {how}."
            ))
        }
        Kind::Level => Some("A quantity in a unit of the metric, not uncertain.".to_string()),
        Kind::Moment => Some(format!("A date: {}. {UNCERTAIN}", Measure::Date.examples())),
        Kind::Period | Kind::Day => Some(format!(
            "A date, not uncertain: {}.",
            Measure::Date.examples()
        )),
        Kind::Number(least, most) => Some(format!("A number from {least} to {most}.")),
        Kind::Whole(least, most) => Some(format!("A whole number from {least} to {most}.")),
        Kind::Word(words) => listed(words),
        Kind::Words(words) => listed(words).map(|text| text.replace("One of", "A list of")),
        Kind::Id(Named::Commitment) => {
            let ladder = known.catalogue.commitments().iter();
            let ladder: Vec<String> = ladder
                .filter_map(|(word, node)| {
                    let chance = node.as_table()?.get("proceed")?;
                    let chance = known.problems.files().excerpt(&chance.place);
                    Some(format!("- `{word}`: {chance}"))
                })
                .collect();
            Some(ladder.join("\n"))
        }
        _ => None,
    }
}

/// The key's example as a value.
fn example(key: &Key) -> Option<Value> {
    let mut problems = Problems::new();
    let text = format!("x = {}\n", key.example);
    let file = problems.files_mut().add("example", text.as_str());
    let table = parse::parse(file, &text, &mut problems)?;
    table.get("x").map(plain)
}

/// A value of the document in JSON, as validators of TOML see it: dates as texts.
pub(super) fn plain(node: &Node) -> Value {
    match &node.value {
        tree::Value::Text(text) | tree::Value::OtherDateTime(text) => json!(text),
        tree::Value::Integer(number) => json!(number),
        tree::Value::Float(number) => json!(number),
        tree::Value::Boolean(flag) => json!(flag),
        tree::Value::Date(date) => json!(date.to_string()),
        tree::Value::Array(members) => members.iter().map(plain).collect(),
        tree::Value::Table(table) => {
            let members = table.iter();
            members
                .map(|(name, node)| (name.to_string(), plain(node)))
                .collect()
        }
    }
}
