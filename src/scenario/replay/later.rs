//! What values rest on, as of the day: what was kept though it was published later, and the classes in use.

use super::Then;
use super::sources::published;
use crate::model::{DroppedKind, Hindsight, LaterRecord, Replay, StandIn, Standing};
use crate::reference::{self, ReferenceClass};
use crate::scenario::Document;
use crate::scenario::catalogue::Catalogue;
use crate::scenario::keys::{self, Kind};
use crate::scenario::reference_form::REFERENCE;
use crate::scenario::tree::{Node, Table, Value};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What is noted of the values while a replayed document is read.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Kept<'a> {
    then: &'a Then,
    /// Paths of what was taken out anyway.
    removed: &'a BTreeSet<String>,
    /// The first day of each source that has one.
    published: BTreeMap<&'a str, Date>,
    hindsight: Vec<Hindsight>,
    /// Classes that values take.
    classes: BTreeSet<String>,
    /// What applies to nothing any more.
    idle: BTreeMap<String, String>,
}

impl<'a> Kept<'a> {
    /// Of a document as of a day.
    pub fn of(then: &'a Then, document: &'a Document, catalogue: &'a Catalogue) -> Self {
        let own = document
            .root
            .table("source")
            .into_iter()
            .flat_map(Table::iter);
        let all = catalogue.sources().iter().chain(own);
        let published = all
            .filter_map(|(id, source)| Some((id, published(source.as_table()?)?)))
            .collect();
        Self {
            then,
            removed: &document.removed,
            published,
            hindsight: Vec::new(),
            classes: BTreeSet::new(),
            idle: BTreeMap::new(),
        }
    }

    /// Whether a source of the scenario came later.
    pub fn is_later(&self, id: &str) -> bool {
        self.then.later.contains(id)
    }

    /// Notes a value, and gives its sources without those that came later.
    pub fn note(
        &mut self,
        path: &str,
        (value, node): (&str, &Node),
        standing: Standing,
        sources: Vec<String>,
    ) -> Vec<String> {
        let classes = classes_in(node);
        if !classes.is_empty() {
            for class in classes {
                self.classes.insert(class.id().to_string());
            }
            return sources;
        }
        let is_own = matches!(standing, Standing::Stated | Standing::Assumed);
        let dates: Option<Vec<Date>> = sources
            .iter()
            .map(|id| {
                let day = self.published.get(id.as_str()).copied();
                day.filter(|day| *day > self.then.day)
            })
            .collect();
        if let Some(first) = dates.and_then(|dates| dates.into_iter().min()) {
            self.kept(path, value, &sources, first);
        }
        let mut sources = sources;
        if is_own {
            sources.retain(|id| !self.is_later(id));
        }
        sources
    }

    /// Notes a value that was kept; one of a template or a default once for all that take it.
    fn kept(&mut self, path: &str, value: &str, sources: &[String], date: Date) {
        if !is_figure(path) {
            return;
        }
        let key = |path: &str| path.rsplit('.').next().map(str::to_string);
        let known = self.hindsight.iter_mut().find(|row| {
            row.value == value
                && row.sources == sources
                && (row.path == path || key(&row.path) == key(path))
        });
        match known {
            Some(row) if row.path == path => {}
            Some(row) => row.uses += 1,
            None => self.hindsight.push(Hindsight {
                path: path.to_string(),
                value: value.to_string(),
                sources: sources.to_vec(),
                date,
                uses: 1,
            }),
        }
    }

    /// Notes that something applies to nothing that is left.
    pub fn idle(&mut self, path: &str, what: &str) {
        let said = self.idle.entry(path.to_string()).or_default();
        if !said.is_empty() {
            said.push_str(", ");
        }
        said.push_str(what);
    }

    /// Whether something applies to nothing that is left.
    pub fn is_idle(&self, path: &str) -> bool {
        self.idle.contains_key(path)
    }

    /// Whether an address is of something left out, or of something in it.
    pub fn has_gone(&self, address: &str) -> bool {
        let idle = self.idle.keys().map(String::as_str);
        let dropped = self.then.dropped.iter().map(|row| row.path.as_str());
        dropped.chain(idle).any(|path| {
            let rest = address.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// The whole list; `None` where nothing was changed.
    pub fn finish(&self) -> Option<Replay> {
        let day = self.then.day;
        let mut all = Rests::default();
        for id in &self.classes {
            all.class(id, day);
        }
        let mut hindsight: Vec<Hindsight> = self.hindsight.clone();
        hindsight.retain(|row| !self.is_idle_value(&row.path));
        hindsight.extend(all.hindsight);
        let mut dropped = self.then.dropped.clone();
        // Sources of shared parts that nothing cites.
        dropped.retain(|row| !self.removed.contains(&row.path));
        dropped.extend(self.idle.iter().map(|(path, what)| crate::model::Dropped {
            kind: DroppedKind::Named,
            path: path.clone(),
            what: what.clone(),
            date: None,
        }));
        dropped.sort_by(|a, b| {
            (a.kind, &a.path, a.date, &a.what).cmp(&(b.kind, &b.path, b.date, &b.what))
        });
        dropped.dedup();
        let replay = Replay {
            as_of: day,
            dropped,
            records: all.records,
            hindsight,
            stand_ins: all.stand_ins,
        };
        let is_idle = self.then.is_own
            && replay.dropped.is_empty()
            && replay.records.is_empty()
            && replay.stand_ins.is_empty();
        (!is_idle).then_some(replay)
    }

    /// Whether a value is of something that applies to nothing that is left.
    pub fn is_idle_value(&self, path: &str) -> bool {
        self.idle.keys().any(|idle| {
            let rest = path.strip_prefix(idle.as_str());
            rest.is_some_and(|rest| rest.starts_with('.'))
        })
    }
}

/// Whether what stands at an address is a figure, a date or a choice of chips; links, selectors and names are not.
fn is_figure(path: &str) -> bool {
    let parts: Vec<&str> = path.split('.').collect();
    let is_story = parts.first() == Some(&"branch");
    let kind = keys::find(&parts).map(|key| key.kind);
    is_story
        || matches!(
            kind,
            Some(
                Kind::Quantity(_)
                    | Kind::Curve(..)
                    | Kind::Level
                    | Kind::Number(..)
                    | Kind::Period
                    | Kind::Moment
                    | Kind::Chip
                    | Kind::Steps
                    | Kind::Levels(_)
                    | Kind::Matrix
                    | Kind::Months
            )
        )
}

/// What the classes in use rest on.
#[derive(Default)]
struct Rests {
    seen: BTreeSet<&'static str>,
    records: Vec<LaterRecord>,
    hindsight: Vec<Hindsight>,
    stand_ins: Vec<StandIn>,
}

impl Rests {
    fn class(&mut self, id: &str, day: Date) {
        let Ok(stood) = reference::stood(id, day) else {
            return;
        };
        if stood.by.id() != stood.class.id() {
            self.stand_ins.push(StandIn {
                class: stood.class.id().to_string(),
                by: stood.by.id().to_string(),
            });
        }
        for class in stood.rests_on {
            if self.seen.insert(class.id()) {
                self.one(class, day);
            }
        }
    }

    fn one(&mut self, class: &'static ReferenceClass, day: Date) {
        let id = class.id();
        let records = reference::later(id, day).into_iter();
        self.records.extend(records.map(|record| LaterRecord {
            class: id.to_string(),
            id: record.id,
            was_open: record.was_open,
            date: record.date,
        }));
        if let Some(date) = class.published().filter(|date| *date > day) {
            self.hindsight.push(Hindsight {
                path: format!("reference.{id}"),
                value: class.title().to_string(),
                sources: vec![class.source().to_string()],
                date,
                uses: 1,
            });
        }
    }
}

/// The classes that a value takes.
fn classes_in(node: &Node) -> Vec<&'static ReferenceClass> {
    match &node.value {
        Value::Table(table) => {
            let own = table.get(REFERENCE).and_then(Node::as_text);
            let own = own.and_then(reference::class);
            let inner = table.iter().flat_map(|(_, node)| classes_in(node));
            own.into_iter().chain(inner).collect()
        }
        Value::Array(members) => members.iter().flat_map(classes_in).collect(),
        _ => Vec::new(),
    }
}
