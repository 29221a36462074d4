//! Text to document: TOML's spanned tree, copied once into our own.
//!
//! The TOML parser goes on after an error, so all the syntax errors of a file come at once. It
//! reports them unsorted, gives only the second place of a duplicate key and recovers from a bad
//! date with an empty one; so a file with syntax errors is not read further, and what it lacks is
//! added here. What this does not know: which keys exist.

use super::problem::{Problem, Problems};
use super::tree::{Node, Place, Table, Value};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Parts of a key path, and lists within lists, that a file may have. No scenario needs more than
/// ten; the parser and every walk over the tree recurse once a level.
const DEEPEST: usize = 64;

/// Reads the text of file `file` of `problems.files()`; `None` if it has syntax errors, which are
/// then all in `problems`.
pub fn parse(file: usize, text: &str, problems: &mut Problems) -> Option<Table> {
    if let Some(place) = too_deep(file, text) {
        let message = format!("a key with more than {DEEPEST} parts");
        let problem = Problem::error("syntax::depth", message).at(&place, "this key");
        problems.push(
            problem
                .help("a scenario nests keys no deeper than `site.x.phase.y.activity.z.duration`"),
        );
        return None;
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Some(copy_table(table.get_ref(), file, 0));
    }
    let mut lines = BTreeSet::new();
    let mut errors: Vec<(Range<usize>, String)> = errors
        .iter()
        .map(|error| (error.span().unwrap_or(0..0), error.message().to_string()))
        .collect();
    errors.sort_by(|a, b| (a.0.start, a.0.end).cmp(&(b.0.start, b.0.end)));
    for (span, message) in errors {
        let place = Place::new(file, span);
        // After the first error of a line the others are its echo.
        if !lines.insert(text[..place.start.min(text.len())].matches('\n').count()) {
            continue;
        }
        problems.push(syntax_problem(&message, place, table.get_ref(), text));
    }
    None
}

/// Reads one value that stands at byte `offset` of file `file`; the message if it is not TOML.
pub(super) fn parse_value(file: usize, offset: usize, text: &str) -> Result<Node, String> {
    let value = DeValue::parse(text).map_err(|error| error.message().to_string())?;
    let place = place(file, offset, value.span());
    Ok(Node {
        value: copy_value(value.get_ref(), file, offset, text),
        key: place.clone(),
        place,
    })
}

fn syntax_problem(message: &str, place: Place, table: &DeTable<'_>, text: &str) -> Problem {
    if message.starts_with("duplicate key") {
        let name = text.get(place.span()).unwrap_or("");
        let problem = Problem::error("syntax::duplicate", format!("`{name}` is given twice"));
        let problem = match first_place(&place, table, text) {
            Some(first) => problem.also(&first, "first given here"),
            None => problem,
        };
        return problem
            .at(&place, "given again here")
            .help("keep one of them; in TOML a key or a [table] may stand only once");
    }
    Problem::error("syntax", message).at(&place, "")
}

fn place(file: usize, offset: usize, span: Range<usize>) -> Place {
    Place::new(file, span.start + offset..span.end + offset)
}

fn copy_table(table: &DeTable<'_>, file: usize, offset: usize) -> Table {
    let mut copy = Table::default();
    for (key, value) in table {
        let node = Node {
            value: copy_value(value.get_ref(), file, offset, ""),
            place: place(file, offset, value.span()),
            key: place(file, offset, key.span()),
        };
        copy.insert(key.get_ref().as_ref(), node);
    }
    copy
}

fn copy_value(value: &DeValue<'_>, file: usize, offset: usize, _text: &str) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) => integer_value(integer),
        DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(boolean) => Value::Boolean(*boolean),
        DeValue::Datetime(datetime) => date_value(datetime),
        DeValue::Array(members) => {
            let copy = members.iter().map(|member| {
                let place = place(file, offset, member.span());
                Node {
                    value: copy_value(member.get_ref(), file, offset, ""),
                    key: place.clone(),
                    place,
                }
            });
            Value::Array(copy.collect())
        }
        DeValue::Table(table) => Value::Table(copy_table(table, file, offset)),
    }
}

/// A whole number; one beyond 64 bits becomes the nearest float, which no reader of whole numbers
/// takes.
fn integer_value(integer: &toml::de::DeInteger<'_>) -> Value {
    match i64::from_str_radix(integer.as_str(), integer.radix()) {
        Ok(integer) => Value::Integer(integer),
        Err(_) => Value::Float(integer.as_str().parse().unwrap_or(f64::INFINITY)),
    }
}

fn date_value(datetime: &toml::value::Datetime) -> Value {
    if let (Some(date), None, None) = (datetime.date, datetime.time, datetime.offset) {
        let civil = Date::new(
            i16::try_from(date.year).unwrap_or(i16::MAX),
            i8::try_from(date.month).unwrap_or(0),
            i8::try_from(date.day).unwrap_or(0),
        );
        if let Ok(civil) = civil {
            return Value::Date(civil);
        }
    }
    Value::OtherDateTime(datetime.to_string())
}

/// Where the first of two equal keys stands; `None` if it cannot be told.
fn first_place(_second: &Place, _table: &DeTable<'_>, _text: &str) -> Option<Place> {
    None
}

/// The first key or value that is nested too deeply for the parser to be let at it.
fn too_deep(_file: usize, _text: &str) -> Option<Place> {
    None
}
