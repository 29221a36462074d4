//! The first of two equal keys: the TOML parser names only the second.
//!
//! Found line by line in the text, since the parser's recovered tree has lost it. What this does
//! not know: keys inside inline tables that span lines.

use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A key or a header as written: its parts, each with the place of its name.
type Parts = Vec<(String, Range<usize>)>;

/// Where each key of a text stands first.
#[derive(Debug, Default)]
pub(super) struct FirstPlaces {
    /// The full path of the key whose name starts at a byte.
    paths: BTreeMap<usize, Vec<String>>,
    /// Where a path stands first.
    first: BTreeMap<Vec<String>, Range<usize>>,
}

impl FirstPlaces {
    /// Of the headers and keys of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut places = Self::default();
        let mut header = Parts::new();
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            if line.trim_start().starts_with('[') {
                if let Some(parts) = parts(line, offset) {
                    places.enter(&parts);
                    header = parts;
                }
            } else if let Some((key, _)) = line.split_once('=')
                && let Some(own) = parts(&format!("{key}=0"), offset)
            {
                let full: Parts = header.iter().cloned().chain(own).collect();
                places.enter(&full);
            }
            offset += line.len();
        }
        places
    }

    /// Where the key that stands again at `second` stood first; `None` if it cannot be told.
    pub(super) fn before(&self, second: Range<usize>, text: &str) -> Option<Range<usize>> {
        let Some(path) = self.paths.get(&second.start) else {
            return earlier_in_line(second, text);
        };
        let first = self.first.get(path)?;
        (first.start < second.start).then(|| first.clone())
    }

    fn enter(&mut self, parts: &Parts) {
        let mut path = Vec::new();
        for (name, span) in parts {
            path.push(name.clone());
            self.first.entry(path.clone()).or_insert(span.clone());
            self.paths.entry(span.start).or_insert(path.clone());
        }
    }
}

/// The keys of one header or assignment.
fn parts(line: &str, offset: usize) -> Option<Parts> {
    let table = DeTable::parse(line).ok()?;
    let mut table = table.get_ref();
    let mut parts = Parts::new();
    while let Some((key, value)) = table.iter().next() {
        let span = key.span();
        parts.push((
            key.get_ref().to_string(),
            span.start + offset..span.end + offset,
        ));
        let DeValue::Table(inner) = value.get_ref() else {
            break;
        };
        table = inner;
    }
    Some(parts)
}

/// The same name as a key of an inline table, earlier in the line.
fn earlier_in_line(second: Range<usize>, text: &str) -> Option<Range<usize>> {
    let name = text.get(second.clone())?;
    let line_start = text[..second.start].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[line_start..second.start];
    let is_key = |at: &usize| {
        let before = line[..*at].trim_end().ends_with(['{', ',']);
        before && line[at + name.len()..].trim_start().starts_with('=')
    };
    let at = line
        .match_indices(name)
        .map(|(at, _)| at)
        .filter(is_key)
        .last()?;
    Some(line_start + at..line_start + at + name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first place of the last occurrence of `name`.
    fn first_of_last(name: &str, text: &str) -> Option<usize> {
        let at = text.rfind(name).expect("stands in the text");
        FirstPlaces::of(text)
            .before(at..at + name.len(), text)
            .map(|span| span.start)
    }

    #[test]
    fn the_first_of_two_equal_keys_is_found_in_its_own_table() {
        let text = "[a]\npue = 1\n[b]\npue = 2\npue = 3\n";
        assert_eq!(first_of_last("pue", text), text.find("pue = 2"));
        let text = "[site.x]\na = 1\n[site.y]\n[site.x]\nb = 1\n";
        assert_eq!(first_of_last("x", text), text.find('x'));
        let text = "grid.full = 1\ngrid = 2\n";
        assert_eq!(first_of_last("grid", text), Some(0));
        let text = "r = { p10 = 1, p90 = 2, p10 = 3 }\n";
        assert_eq!(first_of_last("p10", text), text.find("p10"));
    }

    #[test]
    fn what_cannot_be_told_is_left_out() {
        assert_eq!(first_of_last("x", "x = 1\n"), None);
    }
}
