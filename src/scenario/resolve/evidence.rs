//! Where an entity's values come from: its sources, and which of its values are assumptions.

use super::context::{Context, Origin};
use super::reader::Reader;
use crate::model::Standing;
use crate::scenario::keys::Named;
use crate::scenario::problem::Problem;
use crate::scenario::suggest;
use crate::scenario::tree::{Node, Table, Value};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Sources and assumptions that hold for the values of an entity.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    sources: Vec<String>,
    /// Addresses that are assumptions; one that is a table's stands for all in it.
    assumed: Vec<String>,
    /// Sources of single values, in place of the entity's.
    by_field: BTreeMap<String, Vec<String>>,
    /// When the entity was announced.
    pub since: Option<Date>,
}

impl Evidence {
    /// The ids of its sources.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// Where the value `name`, which the scenario writes in the entity at `path`, comes from.
    pub fn of_value(&self, path: &str, name: &str) -> Origin {
        let sources = self.by_field.get(name).unwrap_or(&self.sources).clone();
        let address = format!("{path}.{name}");
        let is_assumed = self.assumed.iter().any(|assumed| {
            let rest = address.strip_prefix(assumed.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        Origin {
            standing: if is_assumed {
                Standing::Assumed
            } else {
                Standing::Stated
            },
            sources,
            reason: None,
            since: self.since,
        }
    }
}

/// Reads `sources`, `evidence` and `assumptions` of the entity that `reader` stands in.
pub(super) fn of(
    reader: &Reader<'_>,
    table: &Table,
    above: &Evidence,
    cx: &mut Context<'_>,
) -> Evidence {
    let mut evidence = above.clone();
    evidence.by_field.clear();
    if !reader.knows("sources") {
        return evidence;
    }
    if let Some(sources) = reader.id_list(cx, "sources", Named::Source) {
        evidence.sources = sources;
    }
    for entry in reader.texts(cx, "assumptions").unwrap_or_default() {
        let found = addresses(&entry.0, reader.path(), table);
        if found.is_empty() {
            cx.push(names_nothing(&entry, reader.path(), table));
        }
        evidence.assumed.extend(found);
    }
    if reader.knows("evidence") {
        for (field, sources) in reader.fields(cx, "evidence").unwrap_or_default() {
            let mut ids = Vec::new();
            for (id, node) in texts_of(&sources) {
                if cx.check_id(Named::Source, id, &node.place) {
                    ids.push(id.to_string());
                }
            }
            evidence.by_field.insert(field, ids);
        }
    }
    evidence
}

/// Where the value `name` of a catalogued chip comes from.
pub(super) fn of_catalogue(chip: &Table, name: &str) -> Origin {
    let own = chip.table("evidence").and_then(|fields| fields.get(name));
    let sources = own.or_else(|| chip.get("sources"));
    let assumed = chip.get("assumptions");
    let is_assumed =
        assumed.is_some_and(|list| texts_of(list).iter().any(|(text, _)| *text == name));
    Origin {
        standing: Standing::Catalogue,
        sources: sources
            .map(|list| {
                texts_of(list)
                    .iter()
                    .map(|(text, _)| (*text).to_string())
                    .collect()
            })
            .unwrap_or_default(),
        reason: is_assumed.then(|| "no published figure was found".to_string()),
        since: None,
    }
}

/// The texts of a list, or of a single text.
pub(super) fn texts_of(node: &Node) -> Vec<(&str, &Node)> {
    match &node.value {
        Value::Text(text) => vec![(text, node)],
        Value::Array(members) => members
            .iter()
            .filter_map(|member| Some((member.as_text()?, member)))
            .collect(),
        _ => Vec::new(),
    }
}

/// The addresses that an entry of `assumptions` names, in full: several where it names a phase that
/// was copied or has a `*`.
fn addresses(entry: &str, path: &str, table: &Table) -> Vec<String> {
    let mut found = vec![(path.to_string(), table)];
    let parts: Vec<&str> = entry.split('.').collect();
    let mut ends = Vec::new();
    for (depth, part) in parts.iter().enumerate() {
        let is_last = depth + 1 == parts.len();
        let mut next = Vec::new();
        for (address, table) in found {
            if is_last && *part == "copies" && is_phase(&address) {
                // The copies were made before this is read.
                ends.push(format!("{address}.copies"));
            }
            for (name, node) in table.iter().filter(|(name, _)| fits(part, name, table)) {
                let address = format!("{address}.{name}");
                if is_last {
                    ends.push(address);
                } else if let Some(inner) = node.as_table() {
                    next.push((address, inner));
                }
            }
        }
        found = next;
    }
    ends
}

fn is_phase(address: &str) -> bool {
    let parts: Vec<&str> = address.split('.').collect();
    matches!(parts.as_slice(), ["site", _, "phase", _])
}

/// Whether a part of an entry means this name: itself, any (`*`), or a copy of it (`b` for `b-2`).
fn fits(part: &str, name: &str, table: &Table) -> bool {
    if part == "*" || part == name {
        return true;
    }
    let copy = name
        .strip_prefix(part)
        .and_then(|rest| rest.strip_prefix('-'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    table.get(part).is_none() && copy.is_some_and(is_number)
}

fn names_nothing((entry, node): &(String, Node), path: &str, table: &Table) -> Problem {
    let mut written = Vec::new();
    collect(table, "", &mut written);
    let problem = Problem::error(
        "assumption::nothing",
        format!("the assumption `{entry}` names nothing that is written in `{path}`"),
    )
    .at(&node.place, "nothing of this name");
    match suggest::nearest(entry, written.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(
            "an entry is the address of a value from here, such as `pue` or `phase.first.ramp`; a default need not be listed",
        ),
    }
}

/// Every address below a table, values and tables.
fn collect(table: &Table, prefix: &str, into: &mut Vec<String>) {
    for (name, node) in table.iter() {
        let address = format!("{prefix}{name}");
        if let Some(inner) = node.as_table() {
            collect(inner, &format!("{address}."), into);
        }
        into.push(address);
    }
}
