//! Where values came from: sources, and the list of every value used.

use jiff::civil::Date;

/// A source that figures are taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its id in the scenario or catalogue.
    pub id: String,
    /// Title.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// As written: a date, a month or a year.
    pub date: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// The terms that its figures are used under, where it has such.
    pub licence: Option<Licence>,
}

/// The terms of a source whose figures are used under a licence that asks for credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// Its short name: "CC BY 4.0".
    pub name: String,
    /// Where its text can be read.
    pub url: Option<String>,
    /// What was changed in the figures; none where nothing was.
    pub changed: Option<String>,
    /// Whom it credits.
    pub publisher: Option<String>,
    /// The title of what it covers.
    pub title: String,
}

/// How a value came into a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Written in the scenario as announced or reported.
    Stated,
    /// Written in the scenario and named among its `assumptions`.
    Assumed,
    /// Taken from the built-in catalogue of chips, reference classes or commitments.
    Catalogue,
    /// Not written anywhere: the format's default.
    Default,
}

impl Standing {
    /// The word for tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Standing::Stated => "stated",
            Standing::Assumed => "assumed",
            Standing::Catalogue => "catalogue",
            Standing::Default => "default",
        }
    }
}

/// One value that a run uses: a row of assumptions.csv and of `capcast show`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedValue {
    /// Its address: "site.loughton.phase.first.gpus".
    pub path: String,
    /// The value as written ("9 to 16 months").
    pub value: String,
    /// The unit of the key ("days", "MW", "" for words and dates).
    pub unit: String,
    /// How it came in.
    pub standing: Standing,
    /// Ids of the sources that stand on it or on its entity.
    pub sources: Vec<String>,
    /// The file it was written in, as named on the command line ("defaults.toml" for built-ins).
    pub file: String,
    /// Its line in that file, from 1.
    pub line: usize,
    /// Why, for defaults and catalogue values.
    pub reason: Option<String>,
    /// Its first day, where the entity has one: what a replay drops values by.
    pub since: Option<Date>,
}

/// Something announced that the scenario leaves out and says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotModelled {
    /// What is left out.
    pub what: String,
    /// Why.
    pub why: String,
    /// Id of a source.
    pub source: Option<String>,
}

/// Where sources contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Its id in the scenario.
    pub id: String,
    /// What is in dispute.
    pub title: String,
    /// Addresses of the values in dispute; a table's stands for all in it.
    pub about: Vec<String>,
    /// Who says what; two or more.
    pub said: Vec<Said>,
    /// What the scenario makes of it.
    pub used: String,
    /// Why so.
    pub why: String,
}

/// What one source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// In its own words.
    pub value: String,
    /// Id of the source.
    pub source: String,
}

impl Conflict {
    /// Ids of the sources that contradict each other.
    pub fn sources(&self) -> impl Iterator<Item = &String> {
        self.said.iter().map(|said| &said.source)
    }
}
