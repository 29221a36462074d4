//! A reader of one table: the only way by which values leave the document.
//!
//! It looks every key up in the table of keys, reports the ones that are not there or not modelled
//! yet, fills in defaults, and writes down each value with where it came from.

mod values;

pub(super) use values::Moment;

use super::context::{Context, Origin};
use super::evidence::{self, Evidence};
use super::ids;
use crate::model::Standing;
use crate::scenario::keys::{self, Key, Kind};
use crate::scenario::problem::Problem;
use crate::scenario::suggest;
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
        for (id, node) in table.iter() {
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

    /// Checks the keys of every template, whether a phase names it or not; its values are read in
    /// the phases that do.
    pub fn check_templates(&self, cx: &mut Context<'_>) {
        let Some(node) = self.table.get("template") else {
            return;
        };
        let Some(templates) = node.as_table() else {
            not_a_table(cx, self.key("template"), node, "[template.ID]");
            return;
        };
        for (id, node) in templates.iter() {
            ids::check(id, &node.key, cx);
            let path = format!("template.{id}");
            let Some(table) = node.as_table() else {
                not_a_table(cx, self.key("template"), node, &format!("[{path}]"));
                continue;
            };
            if let Some(inner) = table.get("template") {
                let problem = Problem::error(
                    "template::nested",
                    format!("`{path}` names a template itself"),
                );
                let problem = problem.at(&inner.key, "a template of a template");
                cx.push(problem.help("write its keys here: templates are one deep"));
            }
            self.check_tree(table, "site.*.phase.*", path, cx);
        }
    }

    fn check_tree(
        &self,
        table: &'a Table,
        pattern: &'static str,
        path: String,
        cx: &mut Context<'_>,
    ) {
        let reader = Self {
            table,
            place: self.place.clone(),
            pattern,
            path,
            evidence: Evidence::default(),
            catalogue: None,
        };
        reader.check_keys(cx);
        for (name, node) in table.iter() {
            let (Some(key), Some(inner)) = (keys::get(pattern, name), node.as_table()) else {
                continue;
            };
            if key.kind == Kind::Section {
                self.check_tree(inner, key.path, reader.join(name), cx);
            } else if key.kind == Kind::Entities {
                let entity = keys::get(key.path, "*").expect("a table of entities has one");
                for (id, node) in inner.iter() {
                    if let Some(inner) = node.as_table() {
                        let path = format!("{}.{id}", reader.join(name));
                        self.check_tree(inner, entity.path, path, cx);
                    }
                }
            }
        }
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
        };
        reader.check_keys(cx);
        reader.check_needed(cx);
        reader.evidence = evidence::of(&reader, table, &self.evidence, cx);
        Some(reader)
    }

    /// Its path in the scenario: "site.loughton".
    pub fn path(&self) -> &str {
        &self.path
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

    /// Ids of the sources that stand on it or on what holds it.
    pub fn sources(&self) -> Vec<String> {
        self.evidence.sources().to_vec()
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

    fn check_keys(&self, cx: &mut Context<'_>) {
        if cx.catalogue.is_built_in(self.place.file) && !self.path.is_empty() {
            return;
        }
        for (name, node) in self.table.iter() {
            match keys::get(self.pattern, name) {
                None => cx.push(self.unknown_key(name, node)),
                Some(key) => {
                    if let Some(later) = key.later {
                        cx.push(self.not_yet(later, name, key, node));
                    }
                }
            }
        }
    }

    fn unknown_key(&self, name: &str, node: &Node) -> Problem {
        let of = if self.path.is_empty() {
            "at the top of a scenario".to_string()
        } else {
            format!("in `{}`", self.path)
        };
        let problem = Problem::error(
            "key::unknown",
            format!("unknown key `{}` {of}", name.escape_debug()),
        )
        .at(&node.key, "not a key of the format here");
        if let Some(near) = self.nearest(name) {
            return problem.help(format!("did you mean `{near}`?"));
        }
        // A key that is right one table further up or down is a common slip.
        if let Some(key) = keys::all().find(|key| key.name() == name && key.later.is_none()) {
            let table = match key.table() {
                "" => "the top of the file".to_string(),
                table => format!("`[{}]`", table.replace('*', "ID")),
            };
            return problem.help(format!("`{name}` is a key of {table}: move it there"));
        }
        let names: Vec<String> = keys::names(self.pattern)
            .map(|name| format!("`{name}`"))
            .collect();
        problem.help(format!("keys here are {}", names.join(", ")))
    }

    /// The key of this table that a name is most like.
    fn nearest(&self, name: &str) -> Option<&'static str> {
        suggest::nearest(name, keys::names(self.pattern))
    }

    fn not_yet(&self, later: &'static str, name: &str, key: &Key, node: &Node) -> Problem {
        let path = self.join(name);
        let is_header = self.path.is_empty() && node.as_table().is_some();
        let out = if is_header {
            format!(
                "leave the tables `[{path}.ID]` out, or say so under `not_modelled` in `[scenario]`"
            )
        } else {
            format!("leave `{name}` out, or say so under `not_modelled` in `[scenario]`")
        };
        let meaning = key.meaning.trim_end_matches('.');
        let meaning = format!("{}{}", meaning[..1].to_lowercase(), &meaning[1..]);
        Problem::error(later, format!("this version does not model `{path}` yet"))
            .at(&node.key, meaning)
            .help(out)
    }

    fn check_needed(&self, cx: &mut Context<'_>) {
        if cx.catalogue.is_built_in(self.place.file) {
            return;
        }
        let missing = keys::all().filter(|key| key.needed && key.table() == self.pattern);
        for key in missing {
            let in_catalogue = self
                .catalogue
                .is_some_and(|table| table.get(key.name()).is_some());
            // A misspelt key is one problem, not two.
            let is_misspelt = self.table.keys().any(|name| {
                keys::get(self.pattern, name).is_none() && self.nearest(name) == Some(key.name())
            });
            if self.table.get(key.name()).is_some() || in_catalogue || is_misspelt {
                continue;
            }
            cx.push(
                Problem::error(
                    "key::missing",
                    format!("`{}` has no `{}`", self.path, key.name()),
                )
                .at(&self.place, format!("needs `{}`", key.name()))
                .help(format!("for example `{} = {}`", key.name(), key.example)),
            );
        }
    }
}

fn not_a_table(cx: &mut Context<'_>, key: &Key, node: &Node, header: &str) {
    let help = match key.kind {
        Kind::Entities => format!("write a table for each: `{header}`"),
        _ => format!("write `{header}` and its keys below it"),
    };
    cx.push(
        Problem::error("key::type", format!("`{}` needs a table", key.name()))
            .at(&node.place, format!("this is {}", node.value.kind()))
            .help(help),
    );
}
