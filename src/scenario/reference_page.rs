//! The reference page of the scenario format, written from the table of keys and the defaults.
//!
//! It cannot say what the reader does not do, since both come from the same table. What it does
//! not know: how the page is shown.

use super::catalogue::Catalogue;
use super::keys::{self, Key, Kind};
use super::problem::{Problems, SourceFiles};
use super::quantity::Measure;
use super::tree::{Node, Table, Value};
use std::fmt::Write;

/// The sections of the page: the pattern of a table of keys, with its heading.
const SECTIONS: [(&str, &str); 33] = [
    ("", "The top of a file"),
    ("scenario", "`[scenario]`"),
    ("output", "`[output]`"),
    ("sweep", "`[sweep]`"),
    ("site.*", "`[site.ID]`"),
    ("site.*.location", "`location` of a site"),
    ("site.*.grid.*", "`[site.ID.grid.ID]`"),
    ("site.*.plant.*", "`[site.ID.plant.ID]`"),
    ("site.*.phase.*", "`[site.ID.phase.ID]` and `[template.ID]`"),
    ("site.*.phase.*.observed", "`observed` of a phase"),
    ("site.*.phase.*.restart", "`restart` of a phase"),
    (
        "site.*.phase.*.activity.*",
        "`[site.ID.phase.ID.activity.ID]`",
    ),
    ("chip.*", "`[chip.ID]`"),
    ("roadmap.*", "`[roadmap.ID]`"),
    ("supply.*", "`[supply.ID]`"),
    ("zone.*", "`[zone.ID]`"),
    ("programme.*", "`[programme.ID]`"),
    (
        "programme.*.remainder",
        "`remainder` of a programme, with the keys of a phase",
    ),
    ("cost", "`[cost]`"),
    ("programme.*.money", "`money` of a programme"),
    ("site.*.money", "`money` of a site"),
    ("site.*.phase.*.money", "`money` of a phase"),
    ("training", "`[training]`"),
    ("target.*", "`[target.ID]`"),
    ("target.*.scope", "`scope` of a target: one of these"),
    ("baseline.*", "`[baseline.ID]`"),
    ("driver.*", "`[driver.ID]`"),
    ("risk.*", "`[risk.ID]`"),
    ("risk.*.mitigated", "`mitigated` of a risk"),
    ("correlation.*", "`[correlation.ID]`"),
    ("branch.*", "`[branch.ID]`"),
    ("source.*", "`[source.ID]`"),
    ("conflict.*", "`[conflict.ID]`"),
];

const INTRODUCTION: &str = "\
# The keys of a scenario

<!-- Written from the table of keys: CAPCAST_BLESS=1 cargo test --lib reference_page -->

Every key that a scenario may have, table by table. `ID` stands for a name of your own: lowercase letters, digits and
hyphens. A bare number is in the unit of the column \"unit\"; a string may have any unit of that kind. Every quantity may
be uncertain:

| form | meaning |
| --- | --- |
| `\"9 to 16 months\"`, `{ p10 = .., p90 = .. }` | P10 and P90 |
| `{ p10 = .., p50 = .., p90 = .. }` | three percentiles, all met |
| `{ min = .., mode = .., max = .. }` | PERT; also `{ pert = { .. } }`, `{ triangular = { .. } }` |
| `{ normal = { mean, sd } }`, `lognormal { mean, sd }`, `gamma { shape, scale }`, `weibull { shape, scale }`, `exponential { mean }`, `beta { alpha, beta }`, `uniform { min, max }` | named families |
| `{ values = [..], weights = [..] }` | one of several |
| `{ samples = [..] }` | as observed, straight lines between |
| `{ mixture = [ { weight = .., of = .. }, .. ] }` | a mixture of any of these |
| `{ reference = \"ai-site\" }` | a class of the catalogue; with `as_of = 2025-09-30` as it stood on that day |
| any table with `within = [lo, hi]` | given that it lies between |

A date is a day (`2027-03-15`) or a period: `\"2027-03\"`, `\"2027-Q1\"`, `\"2026-H2\"`, `\"2027\"`, `\"early 2026\"`, `\"mid 2026\"`,
`\"late 2026\"`. \"needed\" marks what its table cannot do without.
";

/// The page, as Markdown.
#[must_use]
pub fn reference_page() -> String {
    let mut problems = Problems::new();
    let catalogue = Catalogue::read(&mut problems);
    let mut page = INTRODUCTION.to_string();
    let mut defaults: Vec<&str> = Vec::new();
    for (table, heading) in SECTIONS {
        let _ = write!(page, "\n## {heading}\n\n");
        if let Some(key) = keys::all().find(|key| key.path == collection(table)) {
            let _ = writeln!(page, "{}\n", key.meaning);
        }
        page.push_str(
            "| key | unit | default | meaning | example |\n| --- | --- | --- | --- | --- |\n",
        );
        for key in keys::all().filter(|key| key.table() == table && key.name() != "*") {
            if is_table(key) {
                continue;
            }
            defaults.extend(key.default);
            let default = match key.default {
                Some(name) => written(catalogue.standard(name).value(), problems.files()),
                None if key.needed => "needed".to_string(),
                None => String::new(),
            };
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | {} | {} |",
                key.name(),
                unit(key),
                word(&cell(&default)),
                meaning(key),
                example(key),
            );
        }
    }
    catalogues(&mut page, &catalogue, problems.files());
    page.push_str("\n## Why the defaults are what they are\n\n| default | reason | source |\n| --- | --- | --- |\n");
    for name in defaults {
        let default = catalogue.standard(name);
        let sources = default.sources().join(", ");
        let _ = writeln!(
            page,
            "| `{name}` | {} | {sources} |",
            cell(default.reason())
        );
    }
    page
}

/// A text, as code where it is a word of the format.
fn word(text: &str) -> String {
    let is_word = text.contains('_') && !text.contains(' ');
    if is_word && text.starts_with(|letter: char| letter.is_ascii_lowercase()) {
        format!("`{text}`")
    } else {
        text.to_string()
    }
}

/// The key that holds the tables of a section: "site" for "site.*".
fn collection(table: &str) -> &str {
    table.strip_suffix(".*").unwrap_or(table)
}

fn is_table(key: &Key) -> bool {
    // A phase's `grid` has a default to show; the others only hold the next section.
    matches!(key.kind, Kind::Entities | Kind::Section) && key.default.is_none()
}

fn unit(key: &Key) -> &'static str {
    match key.kind {
        Kind::Quantity(Measure::Duration) => "days; needs a unit",
        Kind::Quantity(Measure::Power) => "MW; needs a unit",
        Kind::Quantity(Measure::Share) => "share, or \"85 %\"",
        Kind::Quantity(Measure::Ratio) => "at least 1",
        Kind::Quantity(_) if key.unit().is_empty() => "factor",
        Kind::Quantity(_) => key.unit(),
        Kind::Curve(Measure::Power, _) => "MW; needs a unit; may change by date",
        Kind::Curve(..) => "may change by date",
        Kind::Period | Kind::Day => "date",
        Kind::Moment => "date, may be uncertain",
        Kind::Flag => "true or false",
        Kind::Ids(_) => "ids",
        Kind::Id(_) => "id",
        Kind::Chip => "id, may be uncertain",
        Kind::Steps => "ids by date",
        Kind::Selector => "selector",
        Kind::Rates => "numbers by currency",
        Kind::Months => "twelve factors",
        Kind::Levels(_) => "shares by level",
        Kind::Matrix => "rank correlations",
        _ => "",
    }
}

/// What a key means, with the words that it takes.
fn meaning(key: &Key) -> String {
    let (Kind::Word(words) | Kind::Words(words) | Kind::Levels(words)) = key.kind else {
        return cell(key.meaning);
    };
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    cell(&format!("{} Takes {}.", key.meaning, words.join(", ")))
}

fn example(key: &Key) -> String {
    if key.example.is_empty() {
        return String::new();
    }
    format!("`{}`", cell(key.example))
}

/// The built-in chips and the words for commitments.
fn catalogues(page: &mut String, catalogue: &Catalogue, files: &SourceFiles) {
    let text = |table: &Table, key: &str| {
        let node = table.get(key);
        node.map(|node| cell(&written(node, files).replace('`', "")))
            .unwrap_or_default()
    };
    page.push_str("\n## Words for `commitment`\n\n| word | chance to go ahead | reason |\n| --- | --- | --- |\n");
    for (word, node) in catalogue.commitments().iter() {
        if let Some(entry) = node.as_table() {
            let (chance, reason) = (text(entry, "proceed"), text(entry, "reason"));
            let _ = writeln!(page, "| `{word}` | {chance} | {reason} |");
        }
    }
    page.push_str("\n## Chips of the catalogue\n\n| chip | name | watts | dense 8-bit op/s | sources |\n| --- | --- | --- | --- | --- |\n");
    for (id, node) in catalogue.chips().iter() {
        if let Some(chip) = node.as_table() {
            let (name, watts, ops) = (
                text(chip, "name"),
                text(chip, "watts"),
                text(chip, "ops_8bit"),
            );
            let sources = text(chip, "sources").replace(['[', ']', '"'], "");
            let _ = writeln!(page, "| `{id}` | {name} | {watts} | {ops} | {sources} |");
        }
    }
}

/// A default as its file has it.
fn written(node: &Node, files: &SourceFiles) -> String {
    match &node.value {
        Value::Text(text) => text.clone(),
        _ => format!("`{}`", files.excerpt(&node.place)),
    }
}

/// A text within a table of Markdown.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/docs/scenario-reference.md"
    );

    #[test]
    fn the_reference_page_is_what_the_table_of_keys_says() {
        let page = reference_page();
        if std::env::var_os("CAPCAST_BLESS").is_some() {
            std::fs::write(PAGE, &page).unwrap();
        }
        let kept = std::fs::read_to_string(PAGE).unwrap_or_default();
        assert!(
            kept == page,
            "src/docs/scenario-reference.md is stale: CAPCAST_BLESS=1 cargo test --lib reference_page"
        );
    }

    #[test]
    fn every_key_is_on_the_page() {
        let page = reference_page();
        for key in keys::all().filter(|key| key.name() != "*" && !is_table(key)) {
            let name = key.name();
            assert!(page.contains(&format!("| `{name}` |")), "{}", key.path);
            let has_section = SECTIONS.iter().any(|(table, _)| *table == key.table());
            assert!(has_section, "{} stands in no section", key.path);
        }
    }
}
