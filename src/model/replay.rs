//! What a replay left out: the list of all that came later than its day.

use jiff::civil::Date;

/// A scenario as of an earlier day, and what that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// The day.
    pub as_of: Date,
    /// What was left out, by path.
    pub dropped: Vec<Dropped>,
    /// Records of reference classes that were not there yet, or were still open.
    pub records: Vec<LaterRecord>,
    /// What was kept though what it rests on was published later.
    pub hindsight: Vec<Hindsight>,
    /// Classes that stood in for others that had too few records.
    pub stand_ins: Vec<StandIn>,
}

/// Something that came later than the day of a replay.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dropped {
    /// Why it went.
    pub kind: DroppedKind,
    /// Its address.
    pub path: String,
    /// What it was: a value as written, a title, what no longer holds.
    pub what: String,
    /// Its day; none for what went with something else.
    pub date: Option<Date>,
}

/// Why something was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DroppedKind {
    /// A site, phase or programme that was announced later.
    Announcement,
    /// A fact of a later day.
    Fact,
    /// A day of evidence that is later: the status date holds.
    Seen,
    /// A source of a later day.
    Source,
    /// What a later source alone says: a statement of a conflict, a row of what is not modelled.
    Statement,
    /// What named, or applied to, only what was left out.
    Named,
}

impl DroppedKind {
    /// Every kind, in the order of lists.
    pub const ALL: [Self; 6] = [
        Self::Announcement,
        Self::Fact,
        Self::Seen,
        Self::Source,
        Self::Statement,
        Self::Named,
    ];

    /// The word for files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Announcement => "announcement",
            Self::Fact => "fact",
            Self::Seen => "seen",
            Self::Source => "source",
            Self::Statement => "statement",
            Self::Named => "named",
        }
    }
}

/// A record of a reference class that the class did not have, or had as an open one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaterRecord {
    /// The class.
    pub class: String,
    /// The record.
    pub id: String,
    /// Whether it was there and still open; else it was not there yet.
    pub was_open: bool,
    /// When it was announced, or came; none of what had begun and nobody had told of.
    pub date: Option<Date>,
}

/// A value that stayed though all that it rests on came later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindsight {
    /// Its address: of one that several take alike, from a template or by default, the first; `reference.ID` of a class.
    pub path: String,
    /// As written.
    pub value: String,
    /// Ids of what it rests on.
    pub sources: Vec<String>,
    /// The earliest day of these.
    pub date: Date,
    /// How many values take it.
    pub uses: usize,
}

/// A class that stood in for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// The class that had too few records.
    pub class: String,
    /// The one that stood in.
    pub by: String,
}
