//! Codes of countries by their names.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static CODES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let text = include_str!("../../catalogue/countries.csv");
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let mut codes = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("the countries compiled in are valid");
        let code = row[0].to_owned();
        let names = std::iter::once(&row[1]).chain(row[2].split(';'));
        for name in names.filter(|name| !name.is_empty()) {
            codes.insert(plain(name), code.clone());
        }
        codes.insert(plain(&code), code);
    }
    codes
});

/// The two-letter code (ISO 3166-1) of a country by its English name, or of what is such a code.
pub(super) fn code(name: &str) -> Option<&'static str> {
    CODES.get(&plain(name)).map(String::as_str)
}

/// A name as names are compared: small letters, single spaces, no article.
fn plain(name: &str) -> String {
    let name = name
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    name.strip_prefix("the ").unwrap_or(&name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_have_their_codes_by_any_usual_name() {
        for (name, expected) in [
            ("United States", "US"),
            ("United Kingdom", "GB"),
            ("the Netherlands", "NL"),
            ("  south   korea ", "KR"),
            ("United Arab Emirates", "AE"),
            ("Côte d'Ivoire", "CI"),
            ("Türkiye", "TR"),
            ("Korea, South", "KR"),
            ("Trinidad and Tobago", "TT"),
            ("id", "ID"),
            ("Indonesia", "ID"),
            ("Portugal", "PT"),
            ("Malaysia", "MY"),
            ("Australia", "AU"),
            ("China", "CN"),
        ] {
            assert_eq!(code(name), Some(expected), "{name}");
        }
        assert_eq!(code("Texas"), None);
        assert_eq!(code(""), None);
    }

    #[test]
    fn the_table_is_whole_and_no_name_has_two_codes() {
        let text = include_str!("../../catalogue/countries.csv");
        let rows: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(rows.len(), 1 + 249);
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        for row in reader.records() {
            let row = row.unwrap();
            for name in std::iter::once(&row[1])
                .chain(row[2].split(';'))
                .filter(|name| !name.is_empty())
            {
                assert_eq!(code(name), Some(&row[0]), "{name}");
            }
        }
    }
}
