//! What a table cannot do without, as a schema beside the one of keys.
//!
//! It stands apart since not every file must be whole: one with `extends` may leave to the file
//! below what that has, a phase to its template, a chip to the catalogue.

use crate::scenario::keys::{self, Kind};
use serde_json::{Map, Value, json};

/// Tables of entities that hold one at least.
const AT_LEAST_ONE: [&str; 2] = ["site", "site.*.phase"];

/// What the table with this pattern needs, and what the tables in it need; `None` if nothing.
/// `chips` are the ids of the catalogue's.
pub(super) fn of(pattern: &str, chips: &[&str]) -> Option<Value> {
    let mut required: Vec<&str> = Vec::new();
    let mut members = Map::new();
    for key in keys::all().filter(|key| key.table() == pattern && key.name() != "*") {
        let is_many = AT_LEAST_ONE.contains(&key.path);
        if key.needed || is_many {
            required.push(key.name());
        }
        let below = match key.kind {
            Kind::Section => of(key.path, chips),
            Kind::Entities => entities(key.path, is_many, chips),
            _ => None,
        };
        if let Some(below) = below {
            members.insert(key.name().to_string(), below);
        }
    }
    let mut schema = Map::new();
    if !required.is_empty() {
        schema.insert("required".to_string(), json!(required));
    }
    if !members.is_empty() {
        schema.insert("properties".to_string(), Value::Object(members));
    }
    (!schema.is_empty()).then_some(Value::Object(schema))
}

/// What each of the entities needs, and whether there must be one.
fn entities(path: &str, is_many: bool, chips: &[&str]) -> Option<Value> {
    let each = of(&format!("{path}.*"), chips);
    let mut schema = Map::new();
    if is_many {
        schema.insert("minProperties".to_string(), json!(1));
    }
    if let Some(each) = each {
        let each = match path {
            // What a template gives need not be said again.
            "site.*.phase" => {
                json!({ "if": { "not": { "required": ["template"] } }, "then": each })
            }
            _ => each,
        };
        match path {
            // The catalogue has all that a chip needs.
            "chip" => {
                let known: Map<String, Value> = chips
                    .iter()
                    .map(|id| ((*id).to_string(), json!(true)))
                    .collect();
                schema.insert("properties".to_string(), Value::Object(known));
            }
            // A table `b-3` beside `b` may speak of one copy alone.
            "site.*.phase" => {
                schema.insert("patternProperties".to_string(), json!({ "-[0-9]+$": true }));
            }
            _ => {}
        }
        schema.insert("additionalProperties".to_string(), each);
    }
    (!schema.is_empty()).then_some(Value::Object(schema))
}
