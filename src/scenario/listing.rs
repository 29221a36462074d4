//! What stands in the catalogue, and what a scenario adds to it or changes: for readers.
//!
//! What it does not know: how it is shown, and what a run does with it.

mod class;

use super::catalogue::{self, Catalogue};
use super::keys::{self, Kind};
use super::problem::{Problems, SourceFiles};
use super::resolve;
use super::tree::{Node, Table};
use super::{LoadOptions, read};
use crate::reference;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A part of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shelf {
    /// Accelerators.
    Chips,
    /// Reusable phases; a scenario's own.
    Templates,
    /// Reference classes: how long comparable work took.
    References,
    /// Grid zones; a scenario's own.
    Zones,
    /// Factors shared by many; a scenario's own.
    Drivers,
    /// Events that may happen; a scenario's own.
    Risks,
    /// Words for how firm an announcement is.
    Commitments,
    /// What a scenario means where it says nothing.
    Defaults,
}

impl Shelf {
    /// Every part, in the order in which they are shown.
    pub const ALL: [Shelf; 8] = [
        Shelf::Chips,
        Shelf::Templates,
        Shelf::References,
        Shelf::Zones,
        Shelf::Drivers,
        Shelf::Risks,
        Shelf::Commitments,
        Shelf::Defaults,
    ];
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stands {
    /// In the catalogue.
    BuiltIn,
    /// In the scenario.
    Scenario,
    /// In the catalogue, with figures of the scenario's in place of some.
    Changed,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Its id, the word or the key.
    pub id: String,
    /// Its name or title.
    pub name: Option<String>,
    /// Where it stands.
    pub stands: Stands,
    /// What is said of it, in the order of the table of keys.
    pub figures: Vec<Figure>,
    /// Why it is so, or what a reader must know.
    pub note: Option<String>,
    /// Who says so.
    pub sources: Vec<Cited>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Its key.
    pub key: String,
    /// As it is written.
    pub value: String,
    /// The unit of a bare number; empty where there is none.
    pub unit: String,
    /// Whether no source was found for it.
    pub is_assumed: bool,
    /// File and line, where the scenario says it.
    pub place: Option<String>,
    /// Ids of its sources.
    pub sources: Vec<String>,
}

/// A source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// Its id; empty for one that has none.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub date: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// The licence that its figures are used under, where that asks for credit.
    pub licence: Option<String>,
}

/// Everything, by part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listing {
    /// The entries of each part, in order.
    #[serde(flatten)]
    pub shelves: BTreeMap<Shelf, Vec<Entry>>,
}

impl Listing {
    /// As JSON, with a last line break.
    #[must_use]
    pub fn json(&self) -> String {
        format!("{:#}\n", serde_json::json!(self))
    }
}

/// The catalogue; with a scenario, what that adds and changes too.
///
/// # Errors
///
/// All that is wrong with the scenario, if there is any error.
pub fn listing(scenario: Option<&Path>, options: &LoadOptions) -> Result<Listing, Problems> {
    let mut problems = Problems::new();
    let mut root = Table::default();
    if let Some(path) = scenario {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let document = read(path, options, &mut problems);
        let is_sound = document
            .as_ref()
            .is_some_and(|document| resolve::resolve(document, &name, &mut problems).is_some());
        match document.filter(|_| is_sound) {
            Some(mut document) => {
                let idle = resolve::idle(&document, &problems);
                document.leave_out(&idle);
                root = document.root;
            }
            None => return Err(problems),
        }
    }
    let catalogue = Catalogue::read(&mut problems);
    let library = Library {
        catalogue: &catalogue,
        root: &root,
        files: problems.files(),
    };
    let shelves = Shelf::ALL.into_iter();
    Ok(Listing {
        shelves: shelves
            .map(|shelf| (shelf, library.entries(shelf)))
            .collect(),
    })
}

/// What entries are read from.
struct Library<'a> {
    catalogue: &'a Catalogue,
    root: &'a Table,
    files: &'a SourceFiles,
}

impl Library<'_> {
    fn entries(&self, shelf: Shelf) -> Vec<Entry> {
        match shelf {
            Shelf::Chips => self.chips(),
            Shelf::Templates => self.own("template"),
            Shelf::References => reference::catalogue().iter().map(class::entry).collect(),
            Shelf::Zones => self.own("zone"),
            Shelf::Drivers => self.own("driver"),
            Shelf::Risks => self.own("risk"),
            Shelf::Commitments => self.commitments(),
            Shelf::Defaults => self.defaults(),
        }
    }

    /// A value as its file has it, a text without quotes.
    fn written(&self, node: &Node) -> String {
        match node.as_text() {
            Some(text) => text.to_string(),
            None => self.files.excerpt(&node.place).to_string(),
        }
    }

    /// Where the scenario says it.
    fn place(&self, node: &Node) -> Option<String> {
        let file = node.place.file;
        let is_own = !self.catalogue.is_built_in(file);
        is_own.then(|| format!("{}:{}", self.files.name(file), self.files.line(&node.place)))
    }

    /// The source under an id.
    fn cited(&self, id: &str) -> Option<Cited> {
        let own = self.root.table("source").and_then(|own| own.table(id));
        let table = own.or_else(|| self.catalogue.sources().table(id));
        let text = |key: &str| Some(self.written(table?.get(key)?));
        Some(Cited {
            id: id.to_string(),
            title: text("title")?,
            publisher: text("publisher"),
            date: text("date"),
            url: text("url"),
            licence: text("licence"),
        })
    }

    /// The sources that figures name, each once.
    fn cited_by(&self, figures: &[Figure]) -> Vec<Cited> {
        let mut ids: Vec<&String> = Vec::new();
        for id in figures.iter().flat_map(|figure| &figure.sources) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids.into_iter().filter_map(|id| self.cited(id)).collect()
    }

    fn chips(&self) -> Vec<Entry> {
        let empty = Table::default();
        let own = self.root.table("chip").unwrap_or(&empty);
        let built_in = self.catalogue.chips();
        let mut ids: Vec<&str> = built_in.keys().chain(own.keys()).collect();
        ids.sort_by(|a, b| resolve::natural(a, b));
        ids.dedup();
        ids.into_iter()
            .map(|id| {
                let tables = [own.table(id), built_in.table(id)];
                let stands = match tables {
                    [Some(_), Some(_)] => Stands::Changed,
                    [Some(_), None] => Stands::Scenario,
                    _ => Stands::BuiltIn,
                };
                let figures = self.figures("chip.*", "", &tables);
                let name = |table: Option<&Table>| Some(self.written(table?.get("name")?));
                Entry {
                    id: id.to_string(),
                    name: name(tables[0]).or_else(|| name(tables[1])),
                    stands,
                    note: None,
                    sources: self.cited_by(&figures),
                    figures,
                }
            })
            .collect()
    }

    /// What a scenario alone can have, by id.
    fn own(&self, kind: &str) -> Vec<Entry> {
        let table = self.root.table(kind);
        let mut ids: Vec<&str> = table.into_iter().flat_map(Table::keys).collect();
        ids.sort_by(|a, b| resolve::natural(a, b));
        let pattern = match kind {
            // A template's keys are those of a phase.
            "template" => "site.*.phase.*".to_string(),
            _ => format!("{kind}.*"),
        };
        ids.into_iter()
            .map(|id| {
                let own = table.and_then(|table| table.table(id));
                let figures = self.figures(&pattern, "", &[own]);
                Entry {
                    id: id.to_string(),
                    name: own.and_then(|own| Some(self.written(own.get("name")?))),
                    stands: Stands::Scenario,
                    note: None,
                    sources: self.cited_by(&figures),
                    figures,
                }
            })
            .collect()
    }

    /// The values of an entity and of the tables in it, in the order of the table of keys. The
    /// first of the tables that has a key says it.
    fn figures(&self, pattern: &str, prefix: &str, tables: &[Option<&Table>]) -> Vec<Figure> {
        let mut figures = Vec::new();
        for key in keys::all().filter(|key| key.table() == pattern) {
            let name = key.name();
            let mut found = tables.iter().flatten();
            let Some((table, node)) = found.find_map(|table| Some((*table, table.get(name)?)))
            else {
                continue;
            };
            match (key.kind, node.as_table()) {
                (Kind::Section, Some(inner)) => {
                    let prefix = format!("{prefix}{name}.");
                    figures.extend(self.figures(key.path, &prefix, &[Some(inner)]));
                }
                (Kind::Entities, Some(inner)) => {
                    for (id, node) in inner.iter() {
                        let prefix = format!("{prefix}{name}.{id}.");
                        let pattern = format!("{}.*", key.path);
                        figures.extend(self.figures(&pattern, &prefix, &[node.as_table()]));
                    }
                }
                _ if name == "name" || matches!(name, "sources" | "assumptions" | "evidence") => {}
                _ => figures.push(Figure {
                    key: format!("{prefix}{name}"),
                    value: self.written(node),
                    unit: match node.as_text() {
                        Some(_) => String::new(),
                        None => key.unit().to_string(),
                    },
                    is_assumed: is_assumed(table, name),
                    place: self.place(node),
                    sources: sources(table, name),
                }),
            }
        }
        figures
    }

    fn commitments(&self) -> Vec<Entry> {
        let ladder = self.catalogue.commitments().iter();
        ladder
            .filter_map(|(word, node)| {
                let table = node.as_table()?;
                Some(self.reasoned(word, "proceed", "share", table.get("proceed")?, table))
            })
            .collect()
    }

    fn defaults(&self) -> Vec<Entry> {
        let mut names: Vec<&str> = keys::all().filter_map(|key| key.default).collect();
        names.dedup();
        names
            .into_iter()
            .map(|name| {
                let default = self.catalogue.standard(name);
                let unit = default.text("unit").unwrap_or_default();
                self.reasoned(name, "value", unit, default.value(), default.table())
            })
            .collect()
    }

    /// An entry of one figure with its reason, and on what it rests.
    fn reasoned(&self, id: &str, key: &str, unit: &str, node: &Node, table: &Table) -> Entry {
        let mut figures = vec![Figure {
            key: key.to_string(),
            value: self.written(node),
            unit: unit.to_string(),
            is_assumed: false,
            place: None,
            sources: catalogue::sources_of(table),
        }];
        figures.extend(table.get("evidence").map(|node| Figure {
            key: "evidence".to_string(),
            value: self.written(node),
            unit: String::new(),
            is_assumed: false,
            place: None,
            sources: Vec::new(),
        }));
        let reason = table.get("reason").and_then(Node::as_text);
        Entry {
            id: id.to_string(),
            name: None,
            stands: Stands::BuiltIn,
            note: reason.map(str::to_string),
            sources: self.cited_by(&figures),
            figures,
        }
    }
}

/// Whether a table calls one of its values an assumption.
fn is_assumed(table: &Table, name: &str) -> bool {
    let listed = table.get("assumptions").map(texts).unwrap_or_default();
    listed.iter().any(|text| text == name)
}

/// Ids of the sources of a value of a table.
fn sources(table: &Table, name: &str) -> Vec<String> {
    let own = table.table("evidence").and_then(|fields| fields.get(name));
    let listed = own.or_else(|| table.get("sources"));
    listed.map(texts).unwrap_or_default()
}

/// The texts of a list, or a single one.
fn texts(node: &Node) -> Vec<String> {
    let members = node.as_array().unwrap_or(std::slice::from_ref(node));
    members
        .iter()
        .filter_map(Node::as_text)
        .map(str::to_string)
        .collect()
}
