//! Where an entity's values come from: its sources, and which of its values are assumptions.

use super::context::{Context, Origin};
use super::reader::Reader;
use crate::model::{Licence, Source, Standing};
use crate::reference::{self, ReferenceClass};
use crate::scenario::keys::Named;
use crate::scenario::problem::Problem;
use crate::scenario::suggest;
use crate::scenario::tree::{Node, Place, Table, Value};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Sources and assumptions that hold for the values of an entity.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    sources: Vec<String>,
    /// Where values stand that came with a template, and the sources that came with them.
    template: BTreeSet<Place>,
    template_sources: Option<Vec<String>>,
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
    pub fn of_value(&self, path: &str, name: &str, node: &Node) -> Origin {
        let of_template = self.template_sources.as_ref();
        let of_template = of_template.filter(|_| self.template.contains(&node.place));
        let sources = self.by_field.get(name).or(of_template);
        let address = format!("{path}.{name}");
        let is_assumed = self.assumed.iter().any(|assumed| {
            let rest = address.strip_prefix(assumed.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        let origin = Origin {
            standing: if is_assumed {
                Standing::Assumed
            } else {
                Standing::Stated
            },
            sources: sources.unwrap_or(&self.sources).clone(),
            reason: None,
            since: self.since,
        };
        match class_of(node) {
            Some(class) => of_class(class, origin),
            None => origin,
        }
    }
}

/// What stands before a reference class's id where it is listed as a source.
const CLASS_SOURCE: &str = "reference-";

/// The reference class that a value names.
fn class_of(node: &Node) -> Option<&'static ReferenceClass> {
    reference::class(node.as_table()?.get("reference")?.as_text()?)
}

/// A value that is a reference class is the catalogue's, unless the scenario calls it an assumption.
fn of_class(class: &ReferenceClass, mut origin: Origin) -> Origin {
    if origin.standing == Standing::Stated {
        origin.standing = Standing::Catalogue;
    }
    origin.sources = vec![format!("{CLASS_SOURCE}{}", class.id())];
    origin.reason = Some(class.title().to_string());
    origin.since = None;
    origin
}

/// A reference class as a source, by the id that values have.
/// `licence_of` knows the licences of the catalogue's sources.
pub(super) fn class_source(
    id: &str,
    licence_of: impl FnOnce(&str) -> Option<Licence>,
) -> Option<Source> {
    let class = reference::class(id.strip_prefix(CLASS_SOURCE)?)?;
    Some(Source {
        id: id.to_string(),
        title: class.title().to_string(),
        publisher: Some(class.source().to_string()),
        date: None,
        url: None,
        licence: class.made_from().and_then(licence_of),
    })
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
    if let Some(template) = template_of(reader, cx) {
        evidence.template = places(template).into_iter().collect();
        // The phase's own lists take the place of the template's for the phase's own values, not
        // for what came with the template.
        let assumptions = listed(template, "assumptions");
        assume(&mut evidence, &assumptions, reader, (table, template), cx);
        evidence.template_sources = template
            .get("sources")
            .map(|_| listed(template, "sources"))
            .map(|sources| sources.into_iter().map(|(id, _)| id).collect());
    }
    if let Some(sources) = reader.id_list(cx, "sources", Named::Source) {
        let node = reader.get("sources");
        if node.is_some_and(|node| evidence.template.contains(&node.place)) {
            evidence.template_sources = Some(sources);
        } else {
            evidence.sources = sources;
        }
    }
    let assumptions = reader.texts(cx, "assumptions").unwrap_or_default();
    let (of_template, own): (Vec<_>, Vec<_>) = assumptions
        .into_iter()
        .partition(|(_, node)| evidence.template.contains(&node.place));
    assume(&mut evidence, &own, reader, (table, table), cx);
    if !reader.knows("template") {
        // An activity's list that came with a template speaks of what came with it, not of what
        // the phase lays over it.
        let kept = only_at(table, &evidence.template);
        assume(&mut evidence, &of_template, reader, (&kept, table), cx);
    }
    if reader.knows("evidence") {
        for (field, sources) in reader.fields(cx, "evidence").unwrap_or_default() {
            let mut ids = Vec::new();
            let listed = texts_of(&sources);
            let is_list = sources.as_text().is_some()
                || sources
                    .as_array()
                    .is_some_and(|all| all.len() == listed.len());
            if !is_list {
                reader.wrong_type(cx, "evidence", &sources, "ids of sources for each field");
            }
            for (id, node) in listed {
                if cx.check_id(Named::Source, id, &node.place) {
                    ids.push(id.to_string());
                }
            }
            evidence.by_field.insert(field, ids);
        }
    }
    evidence
}

/// Adds what a list of assumptions names in an entity; `written` is the table that the list is of.
fn assume(
    evidence: &mut Evidence,
    entries: &[(String, Node)],
    reader: &Reader<'_>,
    (table, written): (&Table, &Table),
    cx: &mut Context<'_>,
) {
    for entry in entries {
        if !reader.lacks_template() {
            check_name(entry, reader, written, cx);
        }
        evidence
            .assumed
            .extend(addresses(&entry.0, reader.path(), table));
    }
}

/// Reports an entry of `assumptions` that names nothing in `written`.
fn check_name(entry: &(String, Node), reader: &Reader<'_>, written: &Table, cx: &mut Context<'_>) {
    let (text, _) = entry;
    if !addresses(text, reader.path(), written).is_empty() {
        return;
    }
    // What an overlay takes away was an assumption of what is below it.
    let mut removed = cx.removed.iter();
    if !removed.any(|removed| is_below(removed, &format!("{}.{text}", reader.path()))) {
        cx.push(names_nothing(entry, reader.path(), written));
    }
}

/// Whether an address names what was removed, or something in it.
pub(super) fn is_below(removed: &str, address: &str) -> bool {
    let mut named = address.split('.');
    removed
        .split('.')
        .all(|part| named.next().is_some_and(|name| name == "*" || name == part))
}

/// Checks what the `assumptions` of a template that no phase uses name.
pub(super) fn check_assumptions(reader: &Reader<'_>, table: &Table, cx: &mut Context<'_>) {
    for entry in listed(table, "assumptions") {
        check_name(&entry, reader, table, cx);
    }
}

/// The template of a phase, if it has one.
fn template_of<'a>(reader: &Reader<'_>, cx: &Context<'a>) -> Option<&'a Table> {
    if !reader.knows("template") {
        return None;
    }
    let name = reader.get("template")?.as_text()?;
    cx.root.table("template")?.table(name)
}

/// The places of all values in a table, and of those in the tables within.
fn places(table: &Table) -> Vec<Place> {
    let mut all = Vec::new();
    for (_, node) in table.iter() {
        all.push(node.place.clone());
        all.extend(node.as_table().map(places).unwrap_or_default());
        let members = node.as_array().unwrap_or(&[]);
        all.extend(members.iter().map(|member| member.place.clone()));
    }
    all
}

/// A table without the values that stand elsewhere than at these places.
fn only_at(table: &Table, places: &BTreeSet<Place>) -> Table {
    let kept = table
        .iter()
        .filter(|(_, node)| places.contains(&node.place));
    let mut only = Table::default();
    for (name, node) in kept {
        only.insert(name, node.clone());
    }
    only
}

/// The texts of a list in a table.
fn listed(table: &Table, name: &str) -> Vec<(String, Node)> {
    let texts = table.get(name).map(texts_of).unwrap_or_default();
    texts
        .into_iter()
        .map(|(text, node)| (text.to_string(), node.clone()))
        .collect()
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
/// was copied or has a `*`. The path of the top is empty.
pub(in crate::scenario) fn addresses(entry: &str, path: &str, table: &Table) -> Vec<String> {
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
                let address = match address.as_str() {
                    "" => name.to_string(),
                    above => format!("{above}.{name}"),
                };
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
pub(super) fn collect(table: &Table, prefix: &str, into: &mut Vec<String>) {
    for (name, node) in table.iter() {
        let address = format!("{prefix}{name}");
        if let Some(inner) = node.as_table() {
            collect(inner, &format!("{address}."), into);
        }
        into.push(address);
    }
}
