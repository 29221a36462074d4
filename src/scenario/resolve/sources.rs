//! Where figures come from: the sources that a scenario names, those of the catalogue, and their licences.

use super::context::Context;
use super::evidence;
use super::reader::Reader;
use crate::model::{Conflict, Licence, NotModelled, Source};
use crate::scenario::problem::Problem;
use crate::scenario::tree::{Table, Value};
use std::collections::BTreeSet;

/// Reads `[source.x]`, and adds those of the catalogue that the values in use stand on, and those
/// that are `told` beside them.
pub(super) fn read(
    root: &Reader<'_>,
    (not_modelled, conflicts): (&[NotModelled], &[Conflict]),
    cx: &mut Context<'_>,
) -> Vec<Source> {
    let told = not_modelled.iter().filter_map(|row| row.source.as_ref());
    let told = told.chain(conflicts.iter().flat_map(Conflict::sources));
    let mut sources = Vec::new();
    for (id, reader) in root.entities(cx, "source") {
        if cx.kept.as_ref().is_some_and(|kept| kept.is_later(id)) {
            continue;
        }
        let date = reader.period(cx, "date").and(reader.get("date"));
        let title = reader.label(cx, "title").unwrap_or_default();
        let publisher = reader.label(cx, "publisher");
        sources.push(Source {
            id: id.to_string(),
            date: date.map(|node| cx.written(node)),
            url: reader.label(cx, "url"),
            licence: licence(&reader, (&title, publisher.as_ref()), cx),
            title,
            publisher,
        });
    }
    // A source's date is no value of the run.
    cx.values.retain(|value| !value.path.starts_with("source."));
    let values = cx.values.iter().flat_map(|value| value.sources.iter());
    let named: BTreeSet<String> = values.cloned().chain(told.cloned()).collect();
    for id in named {
        if sources.iter().any(|source| source.id == id) {
            continue;
        }
        let catalogue = cx.catalogue.sources();
        let source = match catalogue.table(&id) {
            Some(table) => Some(catalogued(id, table, catalogue)),
            None => evidence::class_source(&id, |of| licence_of(catalogue.table(of)?, catalogue)),
        };
        sources.extend(source);
    }
    sources.sort_by(|a, b| a.id.cmp(&b.id));
    sources
}

/// The licence of a scenario's own source.
fn licence(
    reader: &Reader<'_>,
    (title, publisher): (&str, Option<&String>),
    cx: &mut Context<'_>,
) -> Option<Licence> {
    let name = reader.label(cx, "licence");
    let url = reader.label(cx, "licence_url");
    let changed = reader.label(cx, "changed");
    if name.is_none() && !reader.has("licence") {
        let without = ["licence_url", "changed"];
        if let Some(node) = without.iter().find_map(|key| reader.get(key)) {
            let message = format!("`{}` does not say which licence it has", reader.path());
            cx.push(
                Problem::error("source::licence", message)
                    .at(&node.key, "of a licence that is not named")
                    .help("add its name, as `licence = \"CC BY 4.0\"`, or leave this out"),
            );
        }
    }
    Some(Licence {
        name: name?,
        url,
        changed,
        publisher: publisher.cloned(),
        title: title.to_string(),
    })
}

/// A source of the catalogue.
fn catalogued(id: String, table: &Table, catalogue: &Table) -> Source {
    Source {
        title: text(table, "title").unwrap_or_default(),
        publisher: text(table, "publisher"),
        date: text(table, "date"),
        url: text(table, "url"),
        licence: licence_of(table, catalogue),
        id,
    }
}

/// The licence of a source of the catalogue: its own, or that of the data it was made from.
fn licence_of(table: &Table, catalogue: &Table) -> Option<Licence> {
    let made_from = text(table, "made_from");
    let of = made_from
        .as_ref()
        .and_then(|id| catalogue.table(id))
        .unwrap_or(table);
    Some(Licence {
        name: text(of, "licence")?,
        url: text(of, "licence_url"),
        changed: text(table, "changed").or_else(|| text(of, "changed")),
        publisher: text(of, "publisher"),
        title: text(of, "title").unwrap_or_default(),
    })
}

fn text(table: &Table, key: &str) -> Option<String> {
    match table.get(key).map(|node| &node.value) {
        Some(Value::Text(text)) => Some(text.clone()),
        Some(Value::Date(date)) => Some(date.to_string()),
        _ => None,
    }
}
