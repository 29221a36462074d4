//! A reader of one table: the only way by which values leave the document.
//!
//! It looks every key up in the table of keys, reports the ones that are not there or not modelled
//! yet, fills in defaults, and writes down each value with where it came from.

mod checks;
mod curves;
mod nested;
mod rows;
mod templates;
mod values;

pub(super) use values::Moment;

use checks::not_a_table;

use super::context::{Context, Origin};
use super::evidence::{self, Evidence};
use super::ids;
use crate::model::Standing;
use crate::scenario::keys::{self, Key, Named};
use crate::scenario::tree::{Node, Place, Table};
use jiff::civil::Date;

/// A reader of one table.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    table: &'a Table,
    /// Where the table stands: its header or its key.
    place: Place,
    /// Its place in the table of keys: "site.*.phase.*".
    pattern: &'static str,
    path: String,
    evidence: Evidence,
    /// The catalogue's table of the same entity, which serves for what this one does not say.
    catalogue: Option<&'a Table>,
    /// Whether it belongs to a phase whose template does not exist: what is missing may be there.
    lacks_template: bool,
}

impl<'a> Reader<'a> {
    /// A reader of the whole document.
    pub fn root(table: &'a Table, cx: &mut Context<'_>) -> Self {
        let reader = Self {
            table,
            place: Place::new(0, 0..0),
            pattern: "",
            path: String::new(),
            evidence: Evidence::default(),
            catalogue: None,
            lacks_template: false,
        };
        reader.check_keys(cx);
        reader
    }

    /// The section under `name`, if it is written.
    pub fn section(&self, cx: &mut Context<'_>, name: &str) -> Option<Reader<'a>> {
        let key = self.key(name);
        let node = self.table.get(name)?;
        self.open(cx, key, node, self.join(name), None)
    }

    /// The section under `name`; where it is not written, `empty` in its place.
    pub fn section_or(
        &self,
        cx: &mut Context<'_>,
        name: &str,
        empty: &'a Node,
    ) -> Option<Reader<'a>> {
        let key = self.key(name);
        let node = self.table.get(name).unwrap_or(empty);
        self.open(cx, key, node, self.join(name), None)
    }

    /// The entities under `name`, by id. One that is not a table is reported and left out.
    pub fn entities(&self, cx: &mut Context<'_>, name: &str) -> Vec<(&'a str, Reader<'a>)> {
        let key = self.key(name);
        let Some(node) = self.table.get(name) else {
            return Vec::new();
        };
        let Some(table) = node.as_table() else {
            not_a_table(cx, key, node, &format!("[{}.ID]", self.join(name)));
            return Vec::new();
        };
        let entity = keys::get(key.path, "*").expect("a table of entities has one");
        let mut readers = Vec::new();
        for (id, node) in ids::in_order(table) {
            ids::check(id, &node.key, cx);
            let path = format!("{}.{id}", self.join(name));
            readers.extend(
                self.open(cx, entity, node, path, None)
                    .map(|reader| (id, reader)),
            );
        }
        readers
    }

    /// A reader of a chip: the scenario's table over the catalogue's; either may be missing.
    pub fn chip(
        &self,
        cx: &mut Context<'_>,
        id: &str,
        catalogue: Option<&'a Node>,
    ) -> Option<Reader<'a>> {
        let entity = keys::get("chip", "*").expect("chips are in the format");
        let own = self.table.table("chip").and_then(|chips| chips.get(id));
        if own.is_some() {
            ids::check(id, &own?.key, cx);
        }
        let node = own.or(catalogue)?;
        let below = catalogue.and_then(Node::as_table);
        self.open(cx, entity, node, format!("chip.{id}"), below)
    }

    fn open(
        &self,
        cx: &mut Context<'_>,
        key: &'static Key,
        node: &'a Node,
        path: String,
        catalogue: Option<&'a Table>,
    ) -> Option<Reader<'a>> {
        let Some(table) = node.as_table() else {
            not_a_table(cx, key, node, &format!("[{path}]"));
            return None;
        };
        let mut reader = Self {
            table,
            place: node.key.clone(),
            pattern: key.path,
            path,
            evidence: self.evidence.clone(),
            catalogue,
            lacks_template: self.lacks_template,
        };
        if reader.knows("template") {
            let template = table.get("template").and_then(Node::as_text);
            let known = cx.known(Named::Template);
            reader.lacks_template = template.is_some_and(|id| !known.contains(id));
        }
        reader.check_keys(cx);
        reader.check_needed(cx);
        reader.evidence = evidence::of(&reader, table, &self.evidence, cx);
        Some(reader)
    }

    /// Its path in the scenario: "site.loughton".
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether what it lacks may be in a template that does not exist under the name given.
    pub const fn lacks_template(&self) -> bool {
        self.lacks_template
    }

    /// Where its table stands.
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// The address of one of its values.
    pub fn join(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_string()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    /// What is written under `name`, if anything.
    pub fn get(&self, name: &str) -> Option<&'a Node> {
        debug_assert!(
            keys::get(self.pattern, name).is_some(),
            "`{name}` in `{}`",
            self.pattern
        );
        self.table.get(name)
    }

    /// Whether anything is written under `name`.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Whether its table has such a key in the format.
    pub fn knows(&self, name: &str) -> bool {
        keys::get(self.pattern, name).is_some()
    }

    /// Ids of the sources that stand on it or on what holds it, without those that a replay leaves out.
    pub fn sources(&self, cx: &Context<'_>) -> Vec<String> {
        let mut sources = self.evidence.sources().to_vec();
        if let Some(kept) = &cx.kept {
            sources.retain(|id| !kept.is_later(id));
        }
        sources
    }

    /// Dates all that is read from here on by the day of its announcement.
    pub const fn set_since(&mut self, date: Option<Date>) {
        self.evidence.since = date;
    }

    fn key(&self, name: &str) -> &'static Key {
        keys::get(self.pattern, name).expect("the reader asks only for keys of the table")
    }

    /// Looks a value up: written here, or in the catalogue, or the default.
    fn lookup(&self, cx: &Context<'_>, name: &str) -> Option<(&'static Key, Node, Origin)> {
        let key = self.key(name);
        if let Some(node) = self.table.get(name) {
            let origin = if cx.catalogue.is_built_in(node.place.file) {
                evidence::of_catalogue(self.table, name)
            } else {
                self.evidence.of_value(&self.path, name, node)
            };
            return Some((key, node.clone(), origin));
        }
        if let Some(node) = self.catalogue.and_then(|table| table.get(name)) {
            let origin = evidence::of_catalogue(self.catalogue?, name);
            return Some((key, node.clone(), origin));
        }
        let default = cx.catalogue.standard(key.default?);
        if default.is_rule() {
            return None;
        }
        let origin = Origin {
            standing: Standing::Default,
            sources: default.sources(),
            reason: Some(default.reason().to_string()),
            since: None,
        };
        Some((key, default.value().clone(), origin))
    }

    /// Records a default that is worked out from the scenario: `value` in place of the rule's words.
    pub fn record_rule(&self, cx: &mut Context<'_>, name: &str, value: Option<String>) {
        let key = self.key(name);
        let Some(name_of_default) = key.default else {
            return;
        };
        let catalogue = cx.catalogue;
        let default = catalogue.standard(name_of_default);
        let node = default.value();
        let value = value.unwrap_or_else(|| cx.written(node));
        let origin = Origin {
            standing: Standing::Default,
            sources: default.sources(),
            reason: Some(default.reason().to_string()),
            since: None,
        };
        cx.record_as(&self.join(name), value, node, key.unit(), origin);
    }
}
