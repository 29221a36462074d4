//! The JSON Schema of the scenario format, written from the table of keys and the defaults.
//!
//! For editors: completion, descriptions and a first check while a scenario is written. `check`
//! knows more; what a schema cannot see, the rules between values, stays with it. It is kept to
//! what draft 2020-12 and draft 7 have in common, since validators in editors mostly know the
//! older one. TOML's dates count as texts, as they do there.

mod dependence;
mod law;
mod needs;
mod print;
mod value;
mod written;

#[cfg(test)]
mod tests;

use super::catalogue::Catalogue;
use super::keys::{self, Key, Kind};
use super::problem::Problems;
use serde_json::{Map, Value, json};
use value::Known;

/// The name of the file that scenarios point at.
pub const SCHEMA_FILE: &str = "scenario.schema.json";

/// The keys that a template takes are those of a phase.
const PHASE: &str = "site.*.phase.*";

/// The schema, as JSON text with a last line break.
#[must_use]
pub fn json_schema() -> String {
    print::text(&schema())
}

/// The schema, as a value.
fn schema() -> Value {
    let mut problems = Problems::new();
    let catalogue = Catalogue::read(&mut problems);
    let known = Known {
        catalogue,
        problems,
    };
    let chips: Vec<&str> = known.catalogue.chips().keys().collect();
    let mut definitions = Map::new();
    law::definitions(&mut definitions);
    definitions.insert("phase".to_string(), entity(PHASE, &known));
    let mut schema = table("", &known);
    let mut set = |name: &str, value: Value| {
        schema.insert(name.to_string(), value);
    };
    set(
        "$schema",
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    set("title", json!("capcast scenario"));
    set(
        "description",
        json!(
            "What was announced, what is known and what is assumed of a build-out of data centers. `capcast check FILE` says all that is wrong with it, `capcast run FILE` simulates it."
        ),
    );
    set("$comment", json!("Written by `capcast schema`."));
    set("$defs", Value::Object(definitions));
    // A file that is laid over another may leave out what that one has, and a shared part has no `[scenario]`.
    set(
        "if",
        json!({ "required": ["scenario"], "not": { "required": ["extends"] } }),
    );
    set("then", needs::of("", &chips).unwrap_or(Value::Bool(true)));
    Value::Object(schema)
}

/// A table with the keys of this pattern: closed.
fn table(pattern: &str, known: &Known) -> Map<String, Value> {
    let members: Map<String, Value> = keys::within(pattern)
        .map(|key| (key.name().to_string(), member(key, known)))
        .collect();
    let mut schema = Map::new();
    schema.insert("type".to_string(), json!("object"));
    schema.insert("properties".to_string(), Value::Object(members));
    schema.insert("additionalProperties".to_string(), json!(false));
    schema
}

/// A key of a table.
fn member(key: &Key, known: &Known) -> Value {
    let described = json!(value::described(key, known));
    match key.kind {
        Kind::Section => {
            let mut schema = table(key.path, known);
            schema.insert("description".to_string(), described);
            removable(schema)
        }
        Kind::Entities => {
            let one = match key.path {
                "template" | "site.*.phase" => json!({ "$ref": "#/$defs/phase" }),
                path => entity(&format!("{path}.*"), known),
            };
            let mut each = Map::new();
            each.insert(written::ID.to_string(), one);
            let mut schema = Map::new();
            schema.insert("description".to_string(), described);
            schema.insert("type".to_string(), json!("object"));
            schema.insert("patternProperties".to_string(), Value::Object(each));
            schema.insert("additionalProperties".to_string(), json!(false));
            if key.path == "template" {
                // Templates are one deep.
                let deep = json!({ "properties": { "template": false } });
                schema.insert("if".to_string(), json!(true));
                schema.insert("then".to_string(), json!({ "additionalProperties": deep }));
            }
            removable(schema)
        }
        _ => value::value(key, known),
    }
}

/// One of several entities.
fn entity(pattern: &str, known: &Known) -> Value {
    let mut schema = table(pattern, known);
    let meaning = keys::all().find(|key| key.path == pattern);
    let meaning = meaning.map_or("", |key| key.meaning);
    schema.insert("description".to_string(), json!(meaning));
    removable(schema)
}

/// A table that `false` takes out where it is laid over another.
fn removable(mut schema: Map<String, Value>) -> Value {
    schema.insert("type".to_string(), json!(["object", "boolean"]));
    schema.insert("not".to_string(), json!({ "const": true }));
    Value::Object(schema)
}
