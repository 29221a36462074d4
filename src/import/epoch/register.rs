//! Who owns and uses each site, which chips are named for it and where it is; and names that changed.

use super::countries;
use super::sheet::{Column, Sheet};
use crate::scenario::problem::{Problem, Problems};
use std::collections::BTreeMap;

/// The table of sites.
pub(super) const SITES: &str = "data_centers.csv";
/// The table of names that changed.
pub(super) const NAMES: &str = "site_names.csv";

/// Somebody, and how sure that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Party {
    pub(super) name: String,
    /// The table's word: "confident", "likely", "speculative"; `None` where it says nothing.
    pub(super) tag: Option<String>,
}

impl Party {
    /// Whether the table is sure.
    pub(super) fn is_sure(&self) -> bool {
        self.tag.as_deref() == Some("confident")
    }
}

/// What is known of a site beside its timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) owners: Vec<Party>,
    pub(super) users: Vec<Party>,
    /// Types of chips as the table names them.
    pub(super) chips: Vec<String>,
    pub(super) country: Option<&'static str>,
}

/// The two tables; each may be missing.
#[derive(Debug, Default)]
pub(super) struct Register {
    entries: BTreeMap<String, Entry>,
    names: BTreeMap<String, String>,
    pub(super) has_sites: bool,
    pub(super) has_names: bool,
}

impl Register {
    /// A site's name of today.
    pub(super) fn name<'a>(&'a self, name: &'a str) -> &'a str {
        self.names.get(name).map_or(name, String::as_str)
    }

    /// What is known of a site.
    pub(super) fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.get(name)
    }
}

/// Reads what is there of the two tables; what is wrong with them goes to `problems`.
pub(super) fn read(files: &BTreeMap<String, Vec<u8>>, problems: &mut Problems) -> Register {
    let mut register = Register::default();
    if let Some(bytes) = files.get(NAMES) {
        register.has_names = true;
        register.names = names(bytes, problems).unwrap_or_default();
    }
    if let Some(bytes) = files.get(SITES) {
        register.has_sites = true;
        let read = entries(bytes, &register.names, problems);
        register.entries = read.unwrap_or_default();
    }
    register
}

fn names(bytes: &[u8], problems: &mut Problems) -> Option<BTreeMap<String, String>> {
    let sheet = Sheet::read(NAMES, bytes, problems)?;
    let columns = [
        Column::needed(&["name_in_vintage"]),
        Column::needed(&["name_now"]),
    ];
    let [then, now] = sheet.columns(&columns, problems)?;
    let mut names = BTreeMap::new();
    for row in sheet.rows(problems) {
        let (then, now) = (spaced(sheet.cell(row, then)), spaced(sheet.cell(row, now)));
        if !then.is_empty() && !now.is_empty() {
            names.insert(then, now);
        }
    }
    Some(names)
}

fn entries(
    bytes: &[u8],
    names: &BTreeMap<String, String>,
    problems: &mut Problems,
) -> Option<BTreeMap<String, Entry>> {
    let sheet = Sheet::read(SITES, bytes, problems)?;
    let columns = [
        Column::needed(&["Name", "Data center"]),
        Column::extra(&["Owner"]),
        Column::extra(&["Users", "User"]),
        Column::extra(&["All chip types", "Chip types"]),
        Column::extra(&["Country"]),
    ];
    let [name, owner, users, chips, country] = sheet.columns(&columns, problems)?;
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    for row in sheet.rows(problems) {
        let site = spaced(sheet.cell(row, name));
        if site.is_empty() {
            continue;
        }
        let site = names.get(&site).cloned().unwrap_or(site);
        let written = sheet.cell(row, country);
        let code = countries::code(written);
        if let (None, Some(column), false) = (code, country, written.is_empty()) {
            let place = sheet.place_in(row, column, problems);
            let message = format!("`{}` is no country's name", written.escape_debug());
            problems.push(
                Problem::error("import::country", message)
                    .at(&place, "the English name of a country, or its two letters, expected")
                    .help("correct the name, write its two letters (ISO 3166-1), or leave the cell empty"),
            );
        }
        let entry = Entry {
            owners: parties(sheet.cell(row, owner)),
            users: parties(sheet.cell(row, users)),
            chips: listed(sheet.cell(row, chips)),
            country: code,
        };
        let known = entries.insert(site.clone(), entry.clone());
        if known.is_some_and(|known| known != entry) {
            let message = format!(
                "`{}` stands here twice, with other values",
                site.escape_debug()
            );
            problems.push(
                Problem::error("import::twice", message)
                    .at(&sheet.place_of(row), "the later row")
                    .help("delete one of the two"),
            );
        }
    }
    Some(entries)
}

/// A text on one line, without controls and with single spaces.
pub(super) fn spaced(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn listed(cell: &str) -> Vec<String> {
    let parts = cell.split(',').map(spaced);
    parts.filter(|part| !part.is_empty()).collect()
}

/// "Anthropic #confident, G42 #likely": names with their tags. What ends a company's name is part of it.
fn parties(cell: &str) -> Vec<Party> {
    const ENDINGS: [&str; 7] = ["inc", "ltd", "llc", "corp", "co", "plc", "lp"];
    let mut parties: Vec<Party> = Vec::new();
    for part in listed(cell) {
        let (name, tag) = match part.split_once('#') {
            Some((name, tag)) => (spaced(name), Some(spaced(tag).to_lowercase())),
            None => (part, None),
        };
        let word = name.trim_end_matches('.').to_lowercase();
        if ENDINGS.contains(&word.as_str())
            && let Some(last) = parties.last_mut().filter(|last| last.tag.is_none())
        {
            last.name = format!("{}, {name}", last.name);
            last.tag = tag;
        } else if !name.is_empty() {
            parties.push(Party { name, tag });
        }
    }
    parties
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_and_left_out_of_names() {
        let read = |cell: &str| -> Vec<(String, Option<String>)> {
            let all = parties(cell).into_iter();
            all.map(|party| (party.name, party.tag)).collect()
        };
        let party = |name: &str, tag: Option<&str>| (name.to_owned(), tag.map(str::to_owned));
        assert_eq!(
            read("Anthropic #confident, Cursor #likely"),
            [
                party("Anthropic", Some("confident")),
                party("Cursor", Some("likely"))
            ]
        );
        assert_eq!(read("Google"), [party("Google", None)]);
        assert_eq!(
            read("Acme, Inc. #confident, G42"),
            [party("Acme, Inc.", Some("confident")), party("G42", None)]
        );
        assert_eq!(read("  ,, #likely"), []);
        assert!(parties("Oracle #Confident")[0].is_sure());
    }
}
