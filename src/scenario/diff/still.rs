//! Edits of which it is certain that they move no number.
//!
//! What it does not know: the values. A key that is not listed here may move numbers.

use crate::scenario::tree::{Node, Table, Value};

/// Keys that say what something is called, who says so, and what is only reported as it stands.
const WORDS: [&str; 21] = [
    "name",
    "title",
    "publisher",
    "url",
    "licence",
    "licence_url",
    "changed",
    "vendor",
    "developer",
    "fuel",
    "currency",
    "not_modelled",
    "sources",
    "assumptions",
    "evidence",
    "location",
    "applied",
    "hbm_gb",
    "flops_16bit",
    "flops_4bit",
    "first_ship",
];
/// What is listed of a programme as announced, beside its tree.
const ANNOUNCED: [&str; 4] = ["announced", "country", "gpus", "by"];

/// Whether an edit at a path of trees with these roots moves no number, whatever its values.
pub(super) fn moves_nothing(at: &[&str], roots: [&Table; 2]) -> bool {
    match at {
        ["source" | "conflict" | "output" | "target" | "baseline", ..]
        | [.., "location", "lat" | "lon"] => true,
        ["programme", _, key] if ANNOUNCED.contains(key) => !roots.into_iter().any(fills),
        ["programme", _, "remainder" | "it_load" | "zone", ..] => !roots.into_iter().any(fills),
        ["template", id, ..] if !roots.into_iter().any(|root| takes(root, id)) => true,
        // What stands last may be an id, which is any word: a site called "name" is no name.
        [.., key] => WORDS.contains(key) && is_key(at),
        [] => false,
    }
}

/// Whether the last part of a path is a key of the format, not an id.
fn is_key(at: &[&str]) -> bool {
    crate::scenario::keys::find(at).is_some_and(|key| key.name() != "*")
}

/// Whether what a programme leaves unsited is in the totals, so that what was announced of any is.
fn fills(root: &Table) -> bool {
    let programmes = root.table("programme").into_iter().flat_map(Table::iter);
    programmes
        .filter_map(|(_, programme)| programme.as_table()?.get("fills_totals"))
        .any(|flag| flag.value == Value::Boolean(true))
}

/// Whether any phase takes a template.
fn takes(root: &Table, template: &str) -> bool {
    let below = |node: &Node, name: &str| -> Vec<Node> {
        let table = node.as_table().and_then(|table| table.table(name));
        table
            .into_iter()
            .flat_map(|table| table.entries.values().cloned())
            .collect()
    };
    let sites = root.table("site").into_iter().flat_map(Table::iter);
    let programmes = root.table("programme").into_iter().flat_map(Table::iter);
    let remainders = programmes.filter_map(|(_, own)| own.as_table()?.get("remainder").cloned());
    sites
        .flat_map(|(_, site)| below(site, "phase"))
        .chain(remainders)
        .any(|phase| {
            let named = phase.as_table().and_then(|phase| phase.get("template"));
            named.and_then(Node::as_text) == Some(template)
        })
}
