//! The built-in tables: chips, and what a scenario means where it says nothing.
//!
//! They are TOML like a scenario, read by the same parser, so that a value taken from them has a
//! file and a line. What it does not know: how their values are read.

use super::parse;
use super::problem::Problems;
use super::replay;
use super::tree::{Node, Table};
use jiff::civil::Date;

/// Each built-in file, by the name that messages and tables call it.
const FILES: [(&str, &str); 2] = [
    ("chips.toml", include_str!("../catalogue/chips.toml")),
    ("defaults.toml", include_str!("../catalogue/defaults.toml")),
];

/// The built-in tables, read.
#[derive(Clone, Debug, Default)]
pub(super) struct Catalogue {
    chips: Table,
    defaults: Table,
    commitments: Table,
    sources: Table,
    /// Indices of the built-in files among the files that were read.
    files: Vec<usize>,
}

impl Catalogue {
    /// Reads the built-in files and adds them to `problems.files()`.
    pub fn read(problems: &mut Problems) -> Self {
        let mut catalogue = Self::default();
        for (name, text) in FILES {
            let file = problems.files_mut().add(name, text);
            catalogue.files.push(file);
            let mut root = parse::parse(file, text, problems).expect("the built-in files are TOML");
            let mut take = |name: &str, into: &mut Table| {
                if let Some(table) = root.remove(name) {
                    let entries = table.as_table().map(|table| table.entries.clone());
                    into.entries.extend(entries.unwrap_or_default());
                }
            };
            take("chip", &mut catalogue.chips);
            take("default", &mut catalogue.defaults);
            take("commitment", &mut catalogue.commitments);
            take("source", &mut catalogue.sources);
        }
        catalogue
    }

    /// Takes the reference classes of the defaults as they stood on a day.
    pub fn date(&mut self, day: Date) {
        for node in self.defaults.entries.values_mut() {
            *node = replay::dated(node, day);
        }
    }

    /// Chips by id.
    pub const fn chips(&self) -> &Table {
        &self.chips
    }

    /// The commitment ladder: each word with `proceed`, `reason` and `source`.
    pub const fn commitments(&self) -> &Table {
        &self.commitments
    }

    /// Sources by id.
    pub const fn sources(&self) -> &Table {
        &self.sources
    }

    /// Whether a file is one of the built-in ones.
    pub fn is_built_in(&self, file: usize) -> bool {
        self.files.contains(&file)
    }

    /// The default under a key's name for it: "phase.mfu".
    ///
    /// # Panics
    /// If there is none: the names are constants of the table of keys, and a test reads them all.
    pub fn standard(&self, name: &str) -> Standard<'_> {
        let (entity, key) = name
            .split_once('.')
            .expect("a default's name has two parts");
        let table = self
            .defaults
            .table(entity)
            .and_then(|entity| entity.table(key))
            .expect("each default that a key names is in defaults.toml");
        Standard { table }
    }
}

/// An entry of the defaults.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standard<'a> {
    table: &'a Table,
}

impl<'a> Standard<'a> {
    /// Its value; for a rule, the sentence that says it.
    pub fn value(self) -> &'a Node {
        self.table.get("value").expect("each default has a value")
    }

    /// Whether it is worked out from the scenario.
    pub fn is_rule(self) -> bool {
        self.text("kind") == Some("rule")
    }

    /// Why it is so.
    pub fn reason(self) -> &'a str {
        self.text("reason").unwrap_or("")
    }

    /// Its source and those to see beside it.
    pub fn sources(self) -> Vec<String> {
        sources_of(self.table)
    }

    /// All that is said of it.
    pub const fn table(self) -> &'a Table {
        self.table
    }

    /// One of its texts.
    pub fn text(self, key: &str) -> Option<&'a str> {
        self.table.get(key).and_then(Node::as_text)
    }
}

/// The `source` and `see_also` of an entry of the defaults or of the commitment ladder.
pub(super) fn sources_of(entry: &Table) -> Vec<String> {
    let source = entry.get("source").and_then(Node::as_text);
    let others = entry
        .get("see_also")
        .and_then(Node::as_array)
        .unwrap_or(&[]);
    source
        .into_iter()
        .chain(others.iter().filter_map(Node::as_text))
        .map(str::to_string)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::keys;

    #[test]
    fn every_default_that_a_key_names_is_there_with_its_reason() {
        let mut problems = Problems::new();
        let catalogue = Catalogue::read(&mut problems);
        for name in keys::all().filter_map(|key| key.default) {
            assert!(!catalogue.standard(name).reason().is_empty(), "{name}");
        }
        assert!(problems.is_empty());
    }

    #[test]
    fn every_source_of_the_catalogue_is_listed() {
        let mut problems = Problems::new();
        let catalogue = Catalogue::read(&mut problems);
        let entries = catalogue
            .defaults
            .iter()
            .filter_map(|(_, entity)| entity.as_table())
            .flat_map(Table::iter)
            .chain(catalogue.commitments.iter());
        for (name, entry) in entries {
            let sources = sources_of(entry.as_table().expect("a table"));
            assert!(!sources.is_empty(), "{name} has no source");
            for source in sources {
                assert!(catalogue.sources.get(&source).is_some(), "{source}");
            }
        }
    }
}
