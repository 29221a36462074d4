//! Text to document: TOML's spanned tree, copied once into our own.
//!
//! The TOML parser goes on after an error, so all the syntax errors of a file come at once. It
//! reports them unsorted, gives only the second place of a duplicate key and recovers from a bad
//! date with an empty one; so a file with syntax errors is not read further, and what it lacks is
//! added here. What this does not know: which keys exist.

use super::duplicate::FirstPlaces;
use super::problem::{Problem, Problems};
use super::tree::{Node, Place, Table, Value};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Reads the text of file `file` of `problems.files()`; `None` if it has syntax errors, which are
/// then all in `problems`.
pub fn parse(file: usize, text: &str, problems: &mut Problems) -> Option<Table> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Some(copy_table(table.get_ref(), file, 0));
    }
    let firsts = FirstPlaces::of(text);
    let mut lines = BTreeSet::new();
    let mut errors: Vec<(Place, String)> = errors
        .iter()
        .map(|error| {
            let span = error.span().unwrap_or(0..0);
            (Place::new(file, span), error.message().to_string())
        })
        .collect();
    errors.sort();
    for (place, message) in &errors {
        let before = &text.as_bytes()[..place.start.min(text.len())];
        let line_start = before.iter().rposition(|byte| *byte == b'\n');
        // After the first error of a line the others are its echo.
        if !lines.insert(line_start) {
            continue;
        }
        problems.push(syntax_problem(message, place, text, &firsts));
    }
    None
}

/// Reads one value that stands at byte `offset` of file `file`; the message if it is not TOML.
pub(super) fn parse_value(file: usize, offset: usize, text: &str) -> Result<Node, String> {
    let value = DeValue::parse(text).map_err(|error| error.message().to_string())?;
    let place = place(file, offset, value.span());
    Ok(Node {
        value: copy_value(value.get_ref(), file, offset),
        key: place.clone(),
        place,
    })
}

fn syntax_problem(message: &str, place: &Place, text: &str, firsts: &FirstPlaces) -> Problem {
    let found = text.get(place.span()).unwrap_or("");
    if message.starts_with("duplicate key") {
        let problem = Problem::error("syntax::duplicate", format!("`{found}` is given twice"))
            .at(place, "given again here")
            .help("keep one of them: in TOML a key or a [table] may stand only once");
        return match firsts.before(place.span(), text) {
            Some(first) => problem.also(&Place::new(place.file, first), "first given here"),
            None => problem,
        };
    }
    if is_bare_text(message, found) {
        return Problem::error("syntax", "string values must be quoted")
            .at(place, "text without quotes")
            .help(format!("text goes in quotes: `\"{found}\"`"));
    }
    let problem = Problem::error("syntax", message).at(place, "");
    if is_in_grouped_number(text, place.start) {
        return problem.help(super::amount::GROUPING);
    }
    if message.starts_with("invalid date") {
        return problem.help(format!("a date is {}", super::date::EXAMPLES));
    }
    problem
}

/// Whether a value is text without quotes. A word that begins as `nan`, `inf` or `true` does is
/// taken for one of these first.
fn is_bare_text(message: &str, found: &str) -> bool {
    let is_taken = message.starts_with("invalid float") || message.starts_with("invalid bool");
    let is_word = is_taken && found.starts_with(char::is_alphabetic);
    found.len() < 80 && (is_word || message.starts_with("string values must be quoted"))
}

/// Whether a comma stands between two digits at or just before this byte: `23,040`, `1,5`.
fn is_in_grouped_number(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    [Some(at), at.checked_sub(1)]
        .into_iter()
        .flatten()
        .any(|at| {
            bytes.get(at) == Some(&b',') && is_digit(at.checked_sub(1)) && is_digit(Some(at + 1))
        })
}

fn place(file: usize, offset: usize, span: Range<usize>) -> Place {
    Place::new(file, span.start + offset..span.end + offset)
}

fn copy_table(table: &DeTable<'_>, file: usize, offset: usize) -> Table {
    let mut copy = Table::default();
    for (key, value) in table {
        let node = Node {
            value: copy_value(value.get_ref(), file, offset),
            place: place(file, offset, value.span()),
            key: place(file, offset, key.span()),
        };
        copy.insert(key.get_ref().as_ref(), node);
    }
    copy
}

fn copy_value(value: &DeValue<'_>, file: usize, offset: usize) -> Value {
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
                    value: copy_value(member.get_ref(), file, offset),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn problems_of(text: &str) -> (Option<Table>, Problems) {
        let mut problems = Problems::new();
        let file = problems.files_mut().add("a.toml", text);
        let table = parse(file, text, &mut problems);
        (table, problems)
    }

    #[test]
    fn values_keep_their_kind_and_their_place() {
        let text = "[site.x]\ngpus = 23_040\npue = 1.3\nonline = 2027-03-15\nbig = 1e400\nat = 10:00\nlist = [1, \"two\"]\n";
        let (table, problems) = problems_of(text);
        assert!(problems.is_empty());
        let table = table.expect("no syntax error");
        let value = |key| &table.at(&["site", "x", key]).expect("is there").value;
        assert_eq!(value("gpus"), &Value::Integer(23_040));
        assert_eq!(value("pue"), &Value::Float(1.3));
        assert_eq!(
            value("online"),
            &Value::Date(jiff::civil::date(2027, 3, 15))
        );
        assert_eq!(value("big"), &Value::Float(f64::INFINITY));
        assert_eq!(value("at").kind(), "a date with a time");
        let pue = table.at(&["site", "x", "pue"]).expect("is there");
        assert_eq!(problems.files().excerpt(&pue.place), "1.3");
        assert_eq!(problems.files().excerpt(&pue.key), "pue");
        assert_eq!(problems.files().line(&pue.place), 3);
        let site = table.at(&["site", "x"]).expect("is there");
        assert_eq!(problems.files().excerpt(&site.place), "[site.x]");
    }

    #[test]
    fn all_syntax_errors_come_at_once_in_order_one_a_line() {
        let (table, problems) =
            problems_of("x = \"abc\ny = 3\nz = = 4\npower = 50 MW\nd = 2027-02-30\n");
        assert!(table.is_none());
        let lines: Vec<usize> = problems
            .sorted()
            .iter()
            .map(|problem| problems.files().line(problem.place().expect("has a place")))
            .collect();
        assert_eq!(lines, [1, 3, 4, 5]);
        let text = problems.render(false);
        assert!(text.contains("text goes in quotes: `\"50 MW\"`"), "{text}");
    }

    #[test]
    fn a_whole_number_beyond_64_bits_is_not_taken_for_another() {
        let (table, _) = problems_of("seed = 99999999999999999999");
        let table = table.expect("no syntax error");
        assert_eq!(
            table.get("seed").map(|node| &node.value),
            Some(&Value::Float(1e20))
        );
    }

    #[test]
    fn nesting_without_end_is_an_error_and_not_a_crash() {
        for text in [
            format!("{}a = 1", "a.".repeat(100_000)),
            format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000)),
        ] {
            let (table, problems) = problems_of(&text);
            assert!(table.is_none());
            assert!(problems.has_errors());
            assert!(problems.render(false).len() < 5_000);
        }
    }
}
