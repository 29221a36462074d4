//! `capcast catalog`: what the program knows without being told, and what a scenario adds.

use super::exit::Failure;
use super::speak;
use crate::projection::plain;
use crate::scenario::{self, Cited, Entry, Figure, LoadOptions, Shelf, Stands, suggest};
use clap::{Args, ValueEnum};
use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle};
use jiff::civil::Date;
use std::fmt::Write;
use std::path::PathBuf;

const HELP: &str = "\
  capcast catalog                                  everything, a table each
  capcast catalog chips gb300                      one entry in full: figures, and who says so
  capcast catalog --fit ai-site                    a reference class fitted again, case by case
  capcast catalog --scenario FILE templates        what a scenario has of its own, or changes";

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct CatalogArgs {
    /// Which part; left out, all of them.
    #[arg(value_name = "PART")]
    part: Option<Part>,
    /// One entry, in full.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// List what this scenario adds or changes too.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Fit this reference class to the records shipped again, and say whether the catalogue states the same.
    #[arg(long, value_name = "CLASS", conflicts_with_all = ["part", "name", "scenario"])]
    fit: Option<String>,
    /// Fit to what was known on this day.
    #[arg(long, value_name = "DATE", requires = "fit")]
    as_of: Option<Date>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A part of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Accelerators.
    Chips,
    /// Reusable phases, of a scenario.
    Templates,
    /// Reference classes: how long comparable work took.
    References,
    /// Grid zones, of a scenario.
    Zones,
    /// Factors shared by many, of a scenario.
    Drivers,
    /// Events that may happen, of a scenario.
    Risks,
    /// Words for how firm an announcement is.
    Commitments,
    /// What a scenario means where it says nothing.
    Defaults,
}

impl Part {
    const fn shelf(self) -> Shelf {
        match self {
            Part::Chips => Shelf::Chips,
            Part::Templates => Shelf::Templates,
            Part::References => Shelf::References,
            Part::Zones => Shelf::Zones,
            Part::Drivers => Shelf::Drivers,
            Part::Risks => Shelf::Risks,
            Part::Commitments => Shelf::Commitments,
            Part::Defaults => Shelf::Defaults,
        }
    }
}

/// Figures up to this length have what stands beside them in one column.
const LEFT: usize = 56;
const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// Prints the catalogue, a part of it, or an entry.
pub(super) fn catalog(args: &CatalogArgs) -> Result<(), Failure> {
    if let Some(id) = &args.fit {
        return super::refit::refit(id, args.as_of, args.json);
    }
    let mut listing = scenario::listing(args.scenario.as_deref(), &LoadOptions::default())
        .map_err(|problems| Failure::Scenario(Box::new(problems)))?;
    if let Some(part) = args.part {
        listing.shelves.retain(|shelf, _| *shelf == part.shelf());
    }
    if let Some(name) = &args.name {
        let known: Vec<String> = listing
            .shelves
            .values()
            .flatten()
            .map(|entry| entry.id.clone())
            .collect();
        for entries in listing.shelves.values_mut() {
            entries.retain(|entry| entry.id == *name);
        }
        listing.shelves.retain(|_, entries| !entries.is_empty());
        if listing.shelves.is_empty() {
            return Err(unknown(name, &known, args));
        }
    }
    if args.json {
        return speak::answer(&listing.json());
    }
    let mut text = String::new();
    for (shelf, entries) in &listing.shelves {
        if !text.is_empty() {
            text.push('\n');
        }
        match (&args.name, entries.as_slice()) {
            (Some(_), [entry]) => text.push_str(&whole(entry)),
            (_, entries) => text.push_str(&tables(*shelf, entries, args.scenario.is_some())),
        }
    }
    speak::answer(&text)
}

fn unknown(name: &str, known: &[String], args: &CatalogArgs) -> Failure {
    let part = args.part.and_then(|part| part.to_possible_value());
    let part = part.map_or_else(String::new, |part| format!(" {}", part.get_name()));
    let near = suggest::nearest(name, known.iter().map(String::as_str));
    let out = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => {
            "there are none of them here; --scenario FILE lists a scenario's".to_owned()
        }
        None => format!("`capcast catalog{part}` lists what there is"),
    };
    Failure::Usage(format!("the catalogue has no `{}`: {out}", plain(name)))
}

/// The entries of a part: one table, or one for each kind where they have kinds.
fn tables(shelf: Shelf, entries: &[Entry], has_scenario: bool) -> String {
    let (title, columns) = layout(shelf);
    if entries.is_empty() {
        let from = if has_scenario {
            "none are built in, and the scenario has none"
        } else {
            "none are built in; --scenario FILE lists a scenario's"
        };
        return format!("{title}: {from}\n");
    }
    let mut text = format!("{title}\n");
    let kind = |entry: &Entry| Column::Figure("", "kind").cell(entry);
    for group in entries.chunk_by(|a, b| kind(a) == kind(b)) {
        let kind = kind(&group[0]);
        if !kind.is_empty() {
            let _ = write!(text, "\n{kind}");
        }
        let _ = write!(text, "\n{}", table(columns, group));
    }
    text
}

/// A table of entries.
fn table(columns: &[Column], entries: &[Entry]) -> String {
    let mut columns = columns.to_vec();
    if entries.iter().any(|entry| entry.stands != Stands::BuiltIn) {
        columns.push(Column::Stands);
    }
    columns.retain(|column| entries.iter().any(|entry| !column.cell(entry).is_empty()));
    let mut table = Table::new();
    table
        .load_style(RULED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(speak::width()).unwrap_or(u16::MAX))
        .set_header(columns.iter().map(|column| column.heading()))
        .add_rows(
            entries
                .iter()
                .map(|entry| columns.iter().map(|column| column.cell(entry))),
        );
    for (column, of) in table.column_iter_mut().zip(&columns) {
        column.set_padding((0, 2));
        // What is to be copied is never broken.
        if matches!(of, Column::Id(_) | Column::Sources) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    let mut text = String::new();
    for line in table.lines() {
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// A column of a table.
#[derive(Clone, Copy)]
enum Column {
    Id(&'static str),
    Name(&'static str),
    Figure(&'static str, &'static str),
    Note(&'static str),
    Sources,
    Stands,
}

impl Column {
    const fn heading(self) -> &'static str {
        match self {
            Column::Id(heading)
            | Column::Name(heading)
            | Column::Figure(heading, _)
            | Column::Note(heading) => heading,
            Column::Sources => "sources",
            Column::Stands => "stands in",
        }
    }

    fn cell(self, entry: &Entry) -> String {
        let text = match self {
            Column::Id(_) => entry.id.clone(),
            Column::Name(_) => entry.name.clone().unwrap_or_default(),
            Column::Figure(_, key) => {
                let figure = entry.figures.iter().find(|figure| figure.key == key);
                figure
                    .map(|figure| figure.value.clone())
                    .unwrap_or_default()
            }
            Column::Note(_) => entry.note.clone().unwrap_or_default(),
            Column::Sources => {
                // One a line.
                let ids = entry.sources.iter().map(|source| one_line(&source.id));
                return ids.collect::<Vec<_>>().join("\n");
            }
            Column::Stands => origin(entry),
        };
        one_line(&text)
    }
}

/// What a part is called, and its columns.
const fn layout(shelf: Shelf) -> (&'static str, &'static [Column]) {
    use Column::{Figure, Id, Name, Note, Sources};
    match shelf {
        Shelf::Chips => (
            "Chips: all-in IT power of one GPU, dense operations a second",
            &[
                Id("chip"),
                Name("name"),
                Figure("power", "watts"),
                Figure("8-bit op/s", "ops_8bit"),
                Figure("GB", "hbm_gb"),
                Figure("first ship", "first_ship"),
                Sources,
            ],
        ),
        Shelf::References => (
            "References: for `{ reference = \"..\" }`; durations in months, overruns as factors, shares of 1",
            &[
                Id("class"),
                Figure("measures", "measure"),
                Figure("P10", "p10"),
                Figure("P50", "p50"),
                Figure("P90", "p90"),
                Figure("evidence", "evidence"),
                Figure("cases", "cases"),
                Name("what is measured"),
            ],
        ),
        Shelf::Commitments => (
            "Commitments: words for `commitment`, and the chance to go ahead",
            &[
                Id("word"),
                Figure("chance", "proceed"),
                Figure("evidence", "evidence"),
                Note("why"),
                Sources,
            ],
        ),
        Shelf::Defaults => (
            "Defaults: what a scenario means where it says nothing",
            &[Id("key"), Figure("value", "value"), Note("why"), Sources],
        ),
        Shelf::Templates | Shelf::Zones | Shelf::Drivers | Shelf::Risks => of_scenario(shelf),
    }
}

/// The same of what a scenario alone can have.
const fn of_scenario(shelf: Shelf) -> (&'static str, &'static [Column]) {
    use Column::{Figure, Id, Name, Sources};
    match shelf {
        Shelf::Zones => (
            "Zones: where grid connections come from",
            &[
                Id("zone"),
                Name("name"),
                Figure("country", "country"),
                Sources,
            ],
        ),
        Shelf::Drivers => (
            "Drivers: factors shared by many",
            &[
                Id("driver"),
                Name("name"),
                Figure("factor", "factor"),
                Figure("applies to", "applies_to"),
                Sources,
            ],
        ),
        Shelf::Risks => (
            "Risks: what may happen",
            &[
                Id("risk"),
                Name("name"),
                Figure("chance", "probability"),
                Figure("delay", "delay"),
                Figure("applies to", "applies_to"),
                Sources,
            ],
        ),
        _ => (
            "Templates: phases to copy",
            &[Id("template"), Name("name"), Sources],
        ),
    }
}

/// "scenario", or what of a catalogued entry the scenario changes.
fn origin(entry: &Entry) -> String {
    match entry.stands {
        Stands::BuiltIn => "catalogue".to_owned(),
        Stands::Scenario => "scenario".to_owned(),
        Stands::Changed => {
            let changed = entry.figures.iter().filter(|figure| figure.place.is_some());
            let keys: Vec<&str> = changed.map(|figure| figure.key.as_str()).collect();
            format!("catalogue, {} of the scenario", keys.join(" and "))
        }
    }
}

/// An entry in full.
fn whole(entry: &Entry) -> String {
    let mut text = one_line(&entry.id);
    if let Some(name) = &entry.name {
        let _ = write!(text, ": {}", one_line(name));
    }
    if entry.stands != Stands::BuiltIn {
        let _ = write!(text, "  [{}]", origin(entry));
    }
    text.push_str("\n\n");
    let left = |figure: &Figure| format!("{} = {}", figure.key, one_line(&figure.value));
    let lefts: Vec<String> = entry.figures.iter().map(left).collect();
    let lengths = lefts.iter().map(|left| left.chars().count());
    let longest = lengths.filter(|length| *length <= LEFT).max().unwrap_or(0);
    for (figure, left) in entry.figures.iter().zip(lefts) {
        let beside = beside(figure);
        let blanks = " ".repeat(longest.saturating_sub(left.chars().count()));
        let _ = match beside.as_str() {
            "" => writeln!(text, "  {left}"),
            _ => writeln!(text, "  {left}{blanks}  # {beside}"),
        };
    }
    if let Some(note) = &entry.note {
        let _ = writeln!(text, "\n{}", one_line(note));
    }
    if !entry.sources.is_empty() {
        text.push_str("\nSources\n");
        for source in &entry.sources {
            let _ = writeln!(text, "  {}", one_line(&cited(source)));
        }
    }
    text
}

/// Unit, standing, place and sources of a figure.
fn beside(figure: &Figure) -> String {
    let mut parts = Vec::new();
    if !figure.unit.is_empty() {
        parts.push(figure.unit.clone());
    }
    if figure.is_assumed {
        parts.push("assumed".to_owned());
    }
    parts.extend(figure.place.clone());
    if !figure.sources.is_empty() {
        parts.push(figure.sources.join(" "));
    }
    one_line(&parts.join(", "))
}

/// "id: title, publisher, date, address, licence".
fn cited(source: &Cited) -> String {
    let mut parts = vec![source.title.clone()];
    parts.extend(
        [
            &source.publisher,
            &source.date,
            &source.url,
            &source.licence,
        ]
        .into_iter()
        .flatten()
        .cloned(),
    );
    let text = parts.join(", ");
    match source.id.as_str() {
        "" => text,
        id => format!("{id}: {text}"),
    }
}

/// A text on one line, without characters that could drive a terminal.
fn one_line(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
