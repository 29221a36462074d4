//! What a sweep varies: axes, each a key with its values, from the command line or `[sweep]`.
//!
//! What it does not know: what any key means, and what a run makes of it.

mod values;

use super::keys::{self, Kind};
use super::overrides::{self, Part};
use super::parse::parse_value;
use super::problem::{Problem, Problems};
use super::tree::{Node, Place, Table, Value};
use values::Steps;

/// How an axis is written on the command line, for messages.
pub const FORM: &str = "write for example `--vary site.loughton.pue=1.1,1.2,1.3`, or a range with its step, `--vary \"site.x.grid.first.capacity=20 MW..60 MW step 10 MW\"`";
const FILE_FORM: &str = "write for example `vary = { \"site.loughton.pue\" = [1.1, 1.2, 1.3] }`, or a range with its step, `\"site.x.grid.first.capacity\" = \"20 MW..60 MW step 10 MW\"`";

/// Keys that cells cannot differ in, and why.
const FIXED: [(&str, &str, &str); 6] = [
    (
        "extends",
        "",
        "files are laid over each other by files only",
    ),
    ("sweep", "", "a sweep does not vary itself"),
    ("output", "", "a sweep records what its outcomes need"),
    (
        "scenario",
        "seed",
        "all cells share their random numbers; `--seed` sets them for all",
    ),
    (
        "scenario",
        "trials",
        "all cells share their trials; `--trials` sets them for all",
    ),
    (
        "scenario",
        "step",
        "cells of different periods cannot be compared",
    ),
];

/// A key and the values that it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The key: "site.loughton.pue".
    pub key: String,
    /// Its parts.
    pub path: Vec<String>,
    /// Its values, as many as there are, in the order written.
    pub values: Vec<AxisValue>,
    /// The unit of its values where all are single numbers in one unit ("" for pure numbers);
    /// `None` where they are dates, words or laws.
    pub unit: Option<String>,
    parts: Vec<Part>,
}

/// A value of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct AxisValue {
    /// As written: "2027-Q1", "50 MW".
    pub label: String,
    /// The number, on an axis of numbers.
    pub number: Option<f64>,
    pub(super) node: Node,
}

impl Axis {
    /// The value as a layer of its own.
    pub(super) fn layer(&self, value: usize) -> Option<Table> {
        overrides::nest(self.parts.clone(), self.values.get(value)?.node.clone())
    }

    /// The setting that a value amounts to: "site.loughton.pue=1.2".
    #[must_use]
    pub fn setting(&self, value: usize) -> String {
        let label = self.values.get(value).map_or("", |value| &value.label);
        format!("{}={label}", self.key)
    }
}

/// An axis before its ranges are written out.
#[derive(Debug)]
pub(super) struct Draft {
    parts: Vec<Part>,
    /// What messages call it: "--vary ..", "sweep.vary".
    name: String,
    /// Where it stands.
    place: Place,
    pieces: Vec<Piece>,
}

#[derive(Debug)]
enum Piece {
    One(Node),
    Range(Steps),
}

impl Draft {
    /// How many values it has, written out.
    pub(super) fn count(&self) -> u128 {
        let counts = self.pieces.iter().map(|piece| match piece {
            Piece::One(_) => 1,
            Piece::Range(steps) => steps.count,
        });
        counts.fold(0, u128::saturating_add)
    }

    /// Its key.
    pub(super) fn key(&self) -> String {
        let parts = self.parts.iter().map(|(part, _)| part.as_str());
        parts.collect::<Vec<_>>().join(".")
    }

    fn path(&self) -> Vec<&str> {
        self.parts.iter().map(|(part, _)| part.as_str()).collect()
    }
}

/// Reads `--vary KEY=VALUE,..`.
pub(super) fn of_option(option: &str, problems: &mut Problems) -> Option<Draft> {
    let name = format!("--vary {option}");
    let file = problems.files_mut().add(name.clone(), option);
    let (parts, start) = match overrides::key_path(option, file) {
        Ok(read) => read,
        Err((place, label)) => {
            let problem = Problem::error("vary::syntax", "this axis has no key and values");
            problems.push(problem.at(&place, label).help(FORM));
            return None;
        }
    };
    let text = option.get(start..).unwrap_or("");
    let place = Place::new(file, start.min(option.len())..option.len());
    let pieces = match values::split(text) {
        Ok(pieces) => pieces,
        Err((span, label)) => {
            let place = Place::new(file, start + span.start..start + span.end);
            let problem = Problem::error("vary::syntax", "this list of values has no end");
            problems.push(problem.at(&place, label).help(FORM));
            return None;
        }
    };
    let mut all = Vec::new();
    let mut sound = true;
    for span in pieces {
        let piece = &text[span.clone()];
        let place = Place::new(file, start + span.start..start + span.end);
        if piece.is_empty() {
            let problem = Problem::error("vary::empty", "a value is missing");
            problems.push(
                problem
                    .at(&place, "nothing before or after this comma")
                    .help(FORM),
            );
            sound = false;
            continue;
        }
        let read = match piece.trim_matches(['"', '\'']) {
            range if values::is_range(range) => range_of(range, &place, problems),
            _ => overrides::value(piece, &place, problems).map(Piece::One),
        };
        sound &= read.is_some();
        all.extend(read);
    }
    sound.then_some(Draft {
        parts,
        name,
        place,
        pieces: all,
    })
}

/// Reads the `vary` of `[sweep]`, in the order written.
pub(super) fn of_section(section: &Table, problems: &mut Problems) -> Vec<Draft> {
    let Some(vary) = section.get("vary") else {
        return Vec::new();
    };
    let mut drafts = Vec::new();
    match vary.as_table() {
        Some(table) => entries(table, &[], &mut drafts, problems),
        None => problems.push(no_axes(vary)),
    }
    drafts
}

fn no_axes(node: &Node) -> Problem {
    Problem::error(
        "vary::form",
        "`vary` needs a table of keys with lists of values",
    )
    .at(&node.place, format!("this is {}", node.value.kind()))
    .help(FILE_FORM)
}

fn entries(table: &Table, above: &[Part], drafts: &mut Vec<Draft>, problems: &mut Problems) {
    let mut nodes: Vec<(&str, &Node)> = table.iter().collect();
    nodes.sort_by_key(|(_, node)| node.key.clone());
    for (key, node) in nodes {
        let Some(parts) = parts_of(key, &node.key, problems) else {
            continue;
        };
        let parts: Vec<Part> = above.iter().cloned().chain(parts).collect();
        let pieces = match &node.value {
            // A key without quotes: `site.loughton.pue = [..]`.
            Value::Table(inner) => {
                entries(inner, &parts, drafts, problems);
                continue;
            }
            Value::Array(members) => members
                .iter()
                .map(|member| piece_of(member, problems))
                .collect(),
            Value::Text(text) if values::is_range(text) => {
                vec![range_of(text, &node.place, problems)]
            }
            _ => {
                let problem =
                    Problem::error("vary::form", format!("`{key}` needs a list of values"));
                let label = format!("this is {}", node.value.kind());
                problems.push(problem.at(&node.place, label).help(FILE_FORM));
                continue;
            }
        };
        let pieces: Option<Vec<Piece>> = pieces.into_iter().collect();
        drafts.extend(pieces.map(|pieces| Draft {
            parts,
            name: "sweep.vary".to_owned(),
            place: node.place.clone(),
            pieces,
        }));
    }
}

/// The parts of a key that stands in quotes, all at its place.
fn parts_of(key: &str, place: &Place, problems: &mut Problems) -> Option<Vec<Part>> {
    let Ok((parts, _)) = overrides::key_path(&format!("{key}="), place.file) else {
        let problem = Problem::error("vary::syntax", "this is no key");
        problems.push(problem.at(place, "a part of it is missing").help(FILE_FORM));
        return None;
    };
    let parts = parts.into_iter();
    Some(parts.map(|(part, _)| (part, place.clone())).collect())
}

fn piece_of(node: &Node, problems: &mut Problems) -> Option<Piece> {
    match node.as_text() {
        Some(text) if values::is_range(text) => range_of(text, &node.place, problems),
        _ => Some(Piece::One(node.clone())),
    }
}

fn range_of(text: &str, place: &Place, problems: &mut Problems) -> Option<Piece> {
    match values::steps(text) {
        Ok(steps) => Some(Piece::Range(steps)),
        Err(why) => {
            let message = format!("`{text}` is no range: {why}");
            let help = "a range is `20 MW..60 MW step 10 MW`; what is no number is listed: `2027-Q1, 2027-Q2`";
            problems.push(
                Problem::error("vary::range", message)
                    .at(place, why)
                    .help(help),
            );
            None
        }
    }
}

/// Reports keys that cannot be varied, are unknown, or meet each other.
pub(super) fn check(drafts: &[Draft], root: &Table, problems: &mut Problems) {
    for (n, draft) in drafts.iter().enumerate() {
        if draft.pieces.is_empty() {
            let problem = Problem::error("vary::empty", format!("`{}` has no values", draft.key()));
            problems.push(problem.at(&draft.place, "an empty list").help(FILE_FORM));
        }
        problems.extend(fixed(draft));
        problems.extend(overrides::unknown_entity(&draft.parts, root));
        let (path, before) = (draft.path(), &drafts[..n]);
        let meets = |other: &&Draft| {
            let other = other.path();
            path.starts_with(&other) || other.starts_with(&path)
        };
        if let Some(other) = before.iter().find(meets) {
            let message = if other.path() == path {
                format!("`{}` is varied twice", draft.key())
            } else {
                format!(
                    "`{}` and `{}` are varied, and one holds the other",
                    other.key(),
                    draft.key()
                )
            };
            let at = |draft: &Draft| {
                draft
                    .parts
                    .last()
                    .map_or(draft.place.clone(), |part| part.1.clone())
            };
            problems.push(
                Problem::error("vary::twice", message)
                    .at(&at(draft), "varied here")
                    .also(&at(other), "and here")
                    .help("name a key once, with all its values"),
            );
        }
    }
}

fn fixed(draft: &Draft) -> Option<Problem> {
    let path = draft.path();
    let (.., why) = FIXED.iter().find(|(table, key, _)| {
        path.first() == Some(table) && (key.is_empty() || path.get(1) == Some(key))
    })?;
    let place = &draft.parts.first()?.1;
    let message = format!("`{}` cannot be varied", draft.key());
    Some(Problem::error("vary::fixed", message).at(place, *why))
}

/// Writes ranges out, and reports values that stand twice.
pub(super) fn finish(draft: Draft, problems: &mut Problems) -> Option<Axis> {
    let mut nodes = Vec::new();
    for piece in &draft.pieces {
        match piece {
            Piece::One(node) => nodes.push(node.clone()),
            Piece::Range(steps) => nodes.extend(written_out(&draft, steps, problems)),
        }
    }
    let mut values: Vec<AxisValue> = nodes
        .into_iter()
        .map(|node| AxisValue {
            label: label(&node, problems),
            number: None,
            node,
        })
        .collect();
    let unit = unit(&draft.path(), &mut values);
    let mut sound = true;
    for (n, value) in values.iter().enumerate() {
        let same = |other: &&AxisValue| {
            same_value(&other.node.value, &value.node.value)
                || (other.number.is_some() && other.number == value.number)
        };
        let Some(other) = values[..n].iter().find(same) else {
            continue;
        };
        sound = false;
        let message = format!("`{}` has the value {} twice", draft.key(), value.label);
        problems.push(
            Problem::error("vary::twice", message)
                .at(&value.node.place, "again here")
                .also(&other.node.place, "first here")
                .help("leave one of them out"),
        );
    }
    sound.then(|| Axis {
        key: draft.key(),
        path: draft.parts.iter().map(|(part, _)| part.clone()).collect(),
        values,
        unit,
        parts: draft.parts,
    })
}

/// The values of a range, each with a place in the range written out.
fn written_out(draft: &Draft, steps: &Steps, problems: &mut Problems) -> Vec<Node> {
    let texts: Vec<String> = (0..steps.count).map(|n| steps.written(n)).collect();
    let start = format!("{} = [", draft.key());
    let whole = format!("{start}{}]", texts.join(", "));
    let file = problems
        .files_mut()
        .add(format!("{}, written out", draft.name), whole);
    let mut at = start.len();
    let mut nodes = Vec::with_capacity(texts.len());
    for text in texts {
        nodes.extend(parse_value(file, at, &text));
        at += text.len() + ", ".len();
    }
    nodes
}

/// A value as its author wrote it, on one line.
fn label(node: &Node, problems: &Problems) -> String {
    let text = match &node.value {
        Value::Text(text) => text,
        _ => problems.files().excerpt(&node.place),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The one unit of values that are numbers, which are then written beside them.
fn unit(path: &[&str], values: &mut [AxisValue]) -> Option<String> {
    let is_number = keys::find(path).is_some_and(|key| {
        matches!(
            key.kind,
            Kind::Quantity(_) | Kind::Number(..) | Kind::Whole(..)
        )
    });
    if !is_number {
        return None;
    }
    let read: Option<Vec<(f64, String)>> = values
        .iter()
        .map(|value| values::number(&value.label).map(|(number, unit)| (number, unit.to_owned())))
        .collect();
    let read = read?;
    let unit = read.first()?.1.clone();
    if read.iter().any(|(_, other)| *other != unit) {
        return None;
    }
    for (value, (number, _)) in values.iter_mut().zip(read) {
        value.number = Some(number);
    }
    Some(unit)
}

/// Whether two values are the same, wherever they stand.
pub(super) fn same_value(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(&a.value, &b.value))
        }
        (Value::Table(a), Value::Table(b)) => {
            let entries = |table: &Table| table.entries.len();
            entries(a) == entries(b)
                && a.iter().all(|(key, node)| {
                    let other = b.get(key);
                    other.is_some_and(|other| same_value(&node.value, &other.value))
                })
        }
        (Value::Integer(a), Value::Float(b)) | (Value::Float(b), Value::Integer(a)) => {
            *a as f64 == *b
        }
        (Value::Date(date), Value::Text(text)) | (Value::Text(text), Value::Date(date)) => {
            date.to_string() == *text
        }
        (a, b) => a == b,
    }
}
