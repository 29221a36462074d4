//! The document: a scenario's keys and values, each with the place it was written at.
//!
//! Our own copy of TOML's spanned tree, so that layers can be merged while every value remembers
//! its file and line. What it does not know: which keys exist and what any value means.

use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ops::Range;

/// Where something stands: a file of [`SourceFiles`](super::problem::SourceFiles) and bytes in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index of the file.
    pub file: usize,
    /// First byte of the span.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

impl Place {
    /// The bytes `span` of file `file`.
    #[must_use]
    pub const fn new(file: usize, span: Range<usize>) -> Self {
        Self {
            file,
            start: span.start,
            end: span.end,
        }
    }

    /// Its bytes.
    #[must_use]
    pub const fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// A value with the place where it stands and the place of its key.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where the value stands. For a `[table]`, its header.
    pub place: Place,
    /// Where its key stands; for a member of a list, the member itself.
    pub key: Place,
}

/// A TOML value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number; infinite or NaN if the file says so or if it is too large.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date without a time.
    Date(Date),
    /// A time of day, or a date with one; as written.
    OtherDateTime(String),
    /// A list.
    Array(Vec<Node>),
    /// A table, inline or under a header.
    Table(Table),
}

impl Value {
    /// What kind of value this is, with its article, for messages.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Value::Text(_) => "a string",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Boolean(_) => "true or false",
            Value::Date(_) => "a date",
            Value::OtherDateTime(_) => "a date with a time",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

impl Node {
    /// The string, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The table, if it is one.
    #[must_use]
    pub const fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The table, if it is one, to change.
    #[must_use]
    pub const fn as_table_mut(&mut self) -> Option<&mut Table> {
        match &mut self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The members, if it is a list.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(members) => Some(members),
            _ => None,
        }
    }
}

/// Keys with their values, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The entries by key.
    pub entries: BTreeMap<String, Node>,
}

impl Table {
    /// The value under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.get(key)
    }

    /// The value under `key`, to change.
    #[must_use]
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.get_mut(key)
    }

    /// The table under `key`, if there is one.
    #[must_use]
    pub fn table(&self, key: &str) -> Option<&Table> {
        self.get(key).and_then(Node::as_table)
    }

    /// The value at the end of a path of keys.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        let (first, rest) = path.split_first()?;
        let node = self.get(first)?;
        if rest.is_empty() {
            return Some(node);
        }
        node.as_table()?.at(rest)
    }

    /// Takes the value under `key` out.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        self.entries.remove(key)
    }

    /// Puts a value under `key`; gives back what was there.
    pub fn insert(&mut self, key: impl Into<String>, node: Node) -> Option<Node> {
        self.entries.insert(key.into(), node)
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Keys and values, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.entries.iter().map(|(key, node)| (key.as_str(), node))
    }

    /// Whether it has no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
