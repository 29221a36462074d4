//! Values of drivers, risks, groups and branches as schemas: selectors, levels, matrices, stories.

use crate::scenario::resolve::SELECTOR_KEYS;
use serde_json::{Map, Value, json};

/// What something applies to.
pub(super) fn selector() -> Value {
    let texts = json!({
        "type": ["string", "array"],
        "pattern": super::written::NOT_BLANK,
        "minItems": 1,
        "items": { "type": "string", "pattern": super::written::NOT_BLANK },
    });
    let members: Map<String, Value> = SELECTOR_KEYS
        .iter()
        .map(|key| ((*key).to_string(), texts.clone()))
        .collect();
    json!({ "type": "object", "properties": members, "additionalProperties": false })
}

/// A share for each of some levels.
pub(super) fn levels(words: &[&str]) -> Value {
    let share = json!({ "type": "number", "minimum": 0, "maximum": 1 });
    let members: Map<String, Value> = words
        .iter()
        .map(|word| ((*word).to_string(), share.clone()))
        .collect();
    json!({
        "type": "object",
        "properties": members,
        "minProperties": 1,
        "additionalProperties": false,
    })
}

/// Rows of rank correlations.
pub(super) fn matrix() -> Value {
    let number = json!({ "type": "number", "minimum": -1, "maximum": 1 });
    json!({
        "type": "array",
        "minItems": 2,
        "items": { "type": "array", "minItems": 2, "items": number },
    })
}

/// The stories of a branch.
pub(super) fn options() -> Value {
    json!({
        "type": "array",
        "minItems": 2,
        "items": {
            "type": "object",
            "properties": {
                "name": { "description": "Name for readers.", "type": "string", "pattern": super::written::NOT_BLANK },
                "weight": { "description": "Its weight, above 0; weights need not add up to 1.", "type": "number", "exclusiveMinimum": 0 },
                "set": { "description": "Values by their addresses: `\"site.x.phase.first.gpus\" = 23_040`.", "type": "object" },
            },
            "required": ["weight"],
            "additionalProperties": false,
        },
    })
}
