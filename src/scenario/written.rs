//! A value as its author wrote it, on one line.
//!
//! What it does not know: which keys exist, and what the value means.

use super::problem::SourceFiles;
use super::tree::{Node, Value};

/// A value as written, on one line: a text without its quotes, a number with its digits as they
/// stand (`23_040`, `5.0e15`), lists and tables without line breaks and comments.
pub(super) fn written(node: &Node, files: &SourceFiles) -> String {
    match &node.value {
        Value::Text(text) | Value::OtherDateTime(text) => text.clone(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Integer(_) | Value::Float(_) => files.excerpt(&node.place).trim().to_string(),
        Value::Array(members) => {
            let members: Vec<String> = members.iter().map(|node| inner(node, files)).collect();
            format!("[{}]", members.join(", "))
        }
        Value::Table(table) => {
            let mut entries: Vec<(&str, &Node)> = table.iter().collect();
            entries.sort_by_key(|(_, node)| node.key.clone());
            let entries: Vec<String> = entries
                .into_iter()
                .map(|(key, node)| format!("{key} = {}", inner(node, files)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

fn inner(node: &Node, files: &SourceFiles) -> String {
    match &node.value {
        Value::Text(text) => format!("\"{text}\""),
        _ => written(node, files),
    }
}
