//! JSON for readers and reviewers: what fits on a line stands on one.

use serde_json::Value;
use std::fmt::Write;

/// Columns of a line.
const WIDTH: usize = 120;

/// The value as text, its keys in order, with a last line break.
pub(super) fn text(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, 0, &mut text);
    text.push('\n');
    text
}

/// Writes a value at this depth; `before` columns of its line are taken by its key.
fn write(value: &Value, depth: usize, before: usize, into: &mut String) {
    let short = value.to_string();
    if 2 * depth + before + short.len() < WIDTH {
        into.push_str(&short);
        return;
    }
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, member)| (format!("{}: ", Value::from(key.as_str())), member))
            .collect(),
        Value::Array(members) => members
            .iter()
            .map(|member| (String::new(), member))
            .collect(),
        _ => Vec::new(),
    };
    let brackets = match value {
        Value::Object(_) => ["{", "}"],
        Value::Array(_) => ["[", "]"],
        // A text that no break would shorten.
        _ => {
            into.push_str(&short);
            return;
        }
    };
    into.push_str(brackets[0]);
    for (at, (key, member)) in members.into_iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(into, "{comma}\n{:indent$}{key}", "", indent = 2 * depth + 2);
        write(member, depth + 1, key.len(), into);
    }
    let _ = write!(into, "\n{:indent$}{}", "", brackets[1], indent = 2 * depth);
}
