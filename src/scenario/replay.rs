//! A replay: the scenario as it would have been written on an earlier day.
//!
//! Done on the document, after its layers are merged and its templates copied: what was announced, or came, or was
//! published after the day goes, and so does what named nothing else. All of it is listed. What it does not know: what
//! any value does to the model.

mod branches;
mod facts;
mod later;
mod names;
mod references;
mod sources;

pub(super) use later::Kept;
pub(super) use references::dated;

use super::Document;
use super::date;
use super::problem::{Problem, Problems};
use super::tree::{Node, Place, Table, Value};
use crate::model::{Dropped, DroppedKind};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What is known of a replay while its document is resolved.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Then {
    /// The day.
    pub day: Date,
    /// What was left out.
    pub dropped: Vec<Dropped>,
    /// Ids of the scenario's own sources that were published later.
    pub later: BTreeSet<String>,
    /// Whether the day is the scenario's own status date.
    pub is_own: bool,
    /// Whether it could not be done, which was told: the rest is not worth reading.
    pub failed: bool,
}

impl Then {
    /// Notes what is left out.
    pub(super) fn drop(
        &mut self,
        kind: DroppedKind,
        path: impl Into<String>,
        what: impl Into<String>,
        date: Option<Date>,
    ) {
        self.dropped.push(Dropped {
            kind,
            path: path.into(),
            what: what.into(),
            date,
        });
    }

    /// Whether a day is later than that of the replay.
    fn is_later(&self, day: Date) -> bool {
        day > self.day
    }
}

/// Makes of a document what it would have been on a day; what cannot be is told.
pub(super) fn replay(document: &mut Document, day: Date, problems: &mut Problems) {
    let root = &mut document.root;
    let own = root.at(&["scenario", "as_of"]).cloned();
    let own_day = own.as_ref().and_then(day_of);
    if let (Some(own), Some(last)) = (&own, own_day.filter(|last| day > *last)) {
        problems.push(
            Problem::error(
                "replay::later",
                format!("a replay as of {day} of a scenario that knows nothing after {last}"),
            )
            .at(&own.place, "its own status date")
            .help(format!("a replay goes back: choose a day up to {last}"))
            .help("for a later day bring the scenario up to date, and move its `as_of`"),
        );
        return;
    }
    let mut then = Then {
        day,
        dropped: Vec::new(),
        later: BTreeSet::new(),
        is_own: own_day == Some(day),
        failed: false,
    };
    let errors = problems.errors();
    let before = root.clone();
    if !then.is_own {
        set_status_date(root, day, problems);
    }
    names::announcements(root, &mut then, problems);
    facts::facts(root, &mut then, problems);
    if had_sites(&before) && !had_sites(root) && !has_remainder(root) {
        problems.push(nothing_yet(&before, day));
    }
    branches::branches(root, &mut then);
    sources::sources(root, &mut then, problems);
    names::follow(root, &before, &mut then);
    references::date_all(root, day);
    then.failed = problems.errors() > errors;
    document.then = Some(then);
}

/// The day that a date means: of a period that in its middle.
fn day_of(node: &Node) -> Option<Date> {
    date::read(&node.value).ok()?.middle().date()
}

/// A value as the lists show it.
fn shown(node: &Node, problems: &Problems) -> String {
    super::written::written(node, problems.files())
}

fn set_status_date(root: &mut Table, day: Date, problems: &mut Problems) {
    let text = day.to_string();
    let file = problems.files_mut().add(format!("--as-of {text}"), &text);
    let place = Place::new(file, 0..text.len());
    let said = |value| Node {
        value,
        place: place.clone(),
        key: place.clone(),
    };
    if root.get("scenario").is_none() {
        root.insert("scenario", said(Value::Table(Table::default())));
    }
    if let Some(heading) = root.get_mut("scenario").and_then(Node::as_table_mut) {
        heading.insert("as_of", said(Value::Date(day)));
    }
}

/// The entities of a kind.
fn tables<'a>(
    root: &'a mut Table,
    kind: &str,
) -> impl Iterator<Item = (&'a String, &'a mut Table)> {
    let all = root.get_mut(kind).and_then(Node::as_table_mut);
    all.into_iter()
        .flat_map(|all| all.entries.iter_mut())
        .filter_map(|(id, node)| Some((id, node.as_table_mut()?)))
}

fn had_sites(root: &Table) -> bool {
    root.table("site").is_some_and(|sites| !sites.is_empty())
}

/// Whether a programme describes what no site accounts for, which makes sites of its own.
fn has_remainder(root: &Table) -> bool {
    let programmes = root.table("programme").into_iter().flat_map(Table::iter);
    let mut programmes = programmes.filter_map(|(_, programme)| programme.as_table());
    programmes.any(|programme| programme.get("remainder").is_some())
}

/// Nothing of the scenario was announced by the day.
fn nothing_yet(before: &Table, day: Date) -> Problem {
    let dated = |table: &Table| {
        let node = table.get("announced")?.clone();
        Some((day_of(&node)?, node))
    };
    let mut first: Option<(Date, Node)> = None;
    for (_, site) in before.table("site").into_iter().flat_map(Table::iter) {
        let site = site.as_table();
        let phases = site.and_then(|site| site.table("phase"));
        let phases = phases.into_iter().flat_map(Table::iter);
        let phases = phases.filter_map(|(_, phase)| phase.as_table());
        for found in site.into_iter().chain(phases).filter_map(dated) {
            if first.as_ref().is_none_or(|(date, _)| found.0 < *date) {
                first = Some(found);
            }
        }
    }
    let message = format!("on {day} no site of this scenario was announced");
    let problem = Problem::error("replay::nothing", message);
    match first {
        Some((date, node)) => problem
            .at(&node.place, "the first announcement")
            .help(format!("choose a day from {date} on")),
        None => problem.help("choose a later day"),
    }
}
