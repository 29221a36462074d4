//! What a replay left out, as rows.

use super::build::printed;
use crate::model::{Dropped, Hindsight, LaterRecord, Replay, StandIn};
use serde::{Deserialize, Serialize};

/// A run as of an earlier day: what came later and is left out, and what is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayAnswer {
    /// The day.
    pub as_of: String,
    /// What is left out.
    pub dropped: Vec<DroppedRow>,
    /// Records of reference classes that were not there yet, or were still open.
    pub records: Vec<LaterRecordRow>,
    /// What was kept though all that it rests on was published later.
    pub hindsight: Vec<HindsightRow>,
    /// Reference classes that stood in for others that had too few records.
    pub stand_ins: Vec<StandInRow>,
}

/// Something that is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedRow {
    /// "announcement", "fact", "seen" (a day of evidence; the status date holds), "source", "statement" (what a later
    /// source alone says) or "named" (what named, or applied to, only what is left out).
    pub kind: String,
    /// Its address.
    pub path: String,
    /// A value as written, a name, a title, or what no longer holds.
    pub what: String,
    /// Its day; null for what went with something else.
    pub date: Option<String>,
}

/// A record that a reference class did not have, or had as an open one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterRecordRow {
    /// The class.
    pub class: String,
    /// The record.
    pub id: String,
    /// "not there yet" or "open then".
    pub what: String,
    /// When it was announced, or came; null where that was before the day and nobody had told of it.
    pub date: Option<String>,
}

/// A value that stayed though what it rests on came later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HindsightRow {
    /// Its address; of a default the first that takes it; `reference.ID` of a class.
    pub path: String,
    /// As written; of a class its title.
    pub value: String,
    /// Ids of its sources; of a class the source itself.
    pub sources: Vec<String>,
    /// The earliest day of these.
    pub date: String,
    /// How many values take it.
    pub uses: usize,
}

/// A class that stood in for another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandInRow {
    /// The class that had too few records on the day.
    pub class: String,
    /// The one that stood in.
    pub by: String,
}

impl ReplayAnswer {
    /// The rows of what a replay left out.
    #[must_use]
    pub fn of(replay: &Replay) -> Self {
        Self {
            as_of: printed(replay.as_of),
            dropped: replay.dropped.iter().map(dropped).collect(),
            records: replay.records.iter().map(record).collect(),
            hindsight: replay.hindsight.iter().map(hindsight).collect(),
            stand_ins: replay.stand_ins.iter().map(stand_in).collect(),
        }
    }

    /// How much of a kind is left out.
    #[must_use]
    pub fn count(&self, kind: &str) -> usize {
        self.dropped.iter().filter(|row| row.kind == kind).count()
    }
}

fn stand_in(row: &StandIn) -> StandInRow {
    StandInRow {
        class: row.class.clone(),
        by: row.by.clone(),
    }
}

fn dropped(row: &Dropped) -> DroppedRow {
    DroppedRow {
        kind: row.kind.word().to_owned(),
        path: row.path.clone(),
        what: row.what.clone(),
        date: row.date.map(printed),
    }
}

fn record(row: &LaterRecord) -> LaterRecordRow {
    LaterRecordRow {
        class: row.class.clone(),
        id: row.id.clone(),
        what: if row.was_open {
            "open then"
        } else {
            "not there yet"
        }
        .to_owned(),
        date: row.date.map(printed),
    }
}

fn hindsight(row: &Hindsight) -> HindsightRow {
    HindsightRow {
        path: row.path.clone(),
        value: row.value.clone(),
        sources: row.sources.clone(),
        date: printed(row.date),
        uses: row.uses,
    }
}
