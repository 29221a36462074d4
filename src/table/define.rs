//! What a table is: columns with a name, a type and the way to a value.
//!
//! Each table is defined once; CSV, Parquet and Excel are written from the definition. Rows come
//! in groups: the periods of a series, the activities of a phase. A table without groups has one
//! row in each.

use std::borrow::Cow;

/// Where a row stands in what a table is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The group: a series, a milestone, a value used.
    pub group: usize,
    /// The row within the group.
    pub row: usize,
}

/// What one cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing: missing, or never.
    Empty,
    /// Words; never empty.
    Text(Cow<'a, str>),
    /// A day, "YYYY-MM-DD".
    Date(&'a str),
    /// A number; never infinite, nor "not a number".
    Number(f64),
    /// A whole number.
    Whole(i64),
    /// Yes or no.
    Flag(bool),
}

/// What the cells of a column hold, where they are not empty, and how a reader wants them shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Days.
    Date,
    /// Numbers.
    Number,
    /// Numbers between 0 and 1 that are shares of trials.
    Share,
    /// Whole numbers.
    Whole,
    /// Yes or no.
    Flag,
}

/// One column of a table over `P`.
pub struct Column<P> {
    /// Its name in every format.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// What it means, in words, for the list of columns.
    pub about: &'static str,
    value: for<'a> fn(&'a P, At) -> Cell<'a>,
}

/// A table over `P`: what is drawn from a projection, or from another answer.
pub struct Table<P: 'static> {
    /// Its name: the file's, without an ending.
    pub name: &'static str,
    /// What a row is, in words.
    pub about: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column<P>],
    pub(super) groups: fn(&P) -> usize,
    pub(super) rows: fn(&P, usize) -> usize,
}

impl<P> Column<P> {
    pub(super) const fn new(
        name: &'static str,
        kind: Kind,
        about: &'static str,
        value: for<'a> fn(&'a P, At) -> Cell<'a>,
    ) -> Self {
        Self {
            name,
            kind,
            about,
            value,
        }
    }

    /// The cell of a row.
    #[must_use]
    pub fn cell<'a>(&self, of: &'a P, at: At) -> Cell<'a> {
        (self.value)(of, at)
    }
}

impl<P> Table<P> {
    /// Where its rows stand, in order.
    pub fn places<'a>(&'a self, of: &'a P) -> impl Iterator<Item = At> + 'a {
        (0..self.groups(of)).flat_map(move |group| self.places_of(of, group))
    }

    /// Where the rows of one group stand.
    pub fn places_of(&self, of: &P, group: usize) -> impl Iterator<Item = At> + use<P> {
        (0..(self.rows)(of, group)).map(move |row| At { group, row })
    }

    /// How many groups of rows it has.
    #[must_use]
    pub fn groups(&self, of: &P) -> usize {
        (self.groups)(of)
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self, of: &P) -> usize {
        (0..self.groups(of))
            .map(|group| (self.rows)(of, group))
            .sum()
    }

    /// Whether it has no row.
    #[must_use]
    pub fn is_empty(&self, of: &P) -> bool {
        self.len(of) == 0
    }
}

/// One row in each group.
pub(super) fn single<P>(_of: &P, _group: usize) -> usize {
    1
}

/// Words, or nothing.
pub(super) fn text(words: &str) -> Cell<'_> {
    if words.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(Cow::Borrowed(words))
    }
}

/// Words that may be missing.
pub(super) fn maybe(words: Option<&String>) -> Cell<'_> {
    words.map_or(Cell::Empty, |words| text(words))
}

/// A day that may be missing.
pub(super) fn date(day: Option<&String>) -> Cell<'_> {
    day.map_or(Cell::Empty, |day| Cell::Date(day))
}

/// A number that may be missing.
pub(super) fn number<'a>(value: Option<f64>) -> Cell<'a> {
    value
        .filter(|value| value.is_finite())
        .map_or(Cell::Empty, Cell::Number)
}
