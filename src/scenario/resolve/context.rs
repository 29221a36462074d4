//! What all of resolving shares: the problems found, the values used, the built-in tables.

use super::chips;
use super::links::{LinkAt, Names};
use crate::distribution::Distribution;
use crate::model::{Standing, UsedValue};
use crate::scenario::Document;
use crate::scenario::catalogue::Catalogue;
use crate::scenario::currency::Currencies;
use crate::scenario::keys::{Key, Named};
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::quantity::{self, Measure};
use crate::scenario::replay::Kept;
use crate::scenario::suggest;
use crate::scenario::tree::{Node, Place, Table};
use crate::scenario::written::written;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What all of resolving shares.
pub(super) struct Context<'a> {
    /// The scenario's own table.
    pub root: &'a Table,
    /// The built-in tables.
    pub catalogue: &'a Catalogue,
    /// What is wrong.
    pub problems: &'a mut Problems,
    /// Every value used so far.
    pub values: Vec<UsedValue>,
    /// Currencies, and what they are worth.
    pub money: Currencies,
    /// The status date.
    pub as_of: Option<Date>,
    /// Ids of the chips in use, in order: what a chip's index refers to.
    pub chips: Vec<String>,
    /// Ids of everything that a link can refer to.
    pub names: Names,
    /// Paths of what an overlay removed.
    pub removed: &'a BTreeSet<String>,
    /// Every link of every activity.
    pub links: Vec<LinkAt>,
    /// What is noted of a replay.
    pub kept: Option<Kept<'a>>,
    /// Files that are shared parts, by their index.
    pub parts: &'a BTreeSet<usize>,
    /// Addresses of what came with a part and has nothing to act on.
    pub idle: BTreeSet<String>,
}

impl<'a> Context<'a> {
    /// What nothing has been read into yet.
    pub fn of(
        document: &'a Document,
        catalogue: &'a Catalogue,
        problems: &'a mut Problems,
    ) -> Self {
        let root = &document.root;
        Self {
            root,
            catalogue,
            problems,
            values: Vec::new(),
            money: Currencies::of(root),
            as_of: None,
            chips: chips::in_use(root, catalogue.chips()),
            names: Names::of(root),
            removed: &document.removed,
            links: Vec::new(),
            kept: document
                .then
                .as_ref()
                .map(|then| Kept::of(then, document, catalogue)),
            parts: &document.parts,
            idle: BTreeSet::new(),
        }
    }
}

impl Context<'_> {
    /// Whether what stands at a place came with a shared part: then what it has to no purpose is
    /// left out in place of being told.
    pub fn is_of_part(&self, place: &Place) -> bool {
        self.parts.contains(&place.file)
    }

    /// Adds a problem.
    pub fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The unit of a key's bare numbers, with the scenario's currency where it is money.
    pub fn unit_of(&self, key: &Key) -> String {
        key.unit().replace("money", &self.money.own)
    }

    /// The law that a quantity is written as; sums in other currencies are brought to the own.
    pub fn law(&mut self, node: &Node, measure: Measure, name: &str) -> Option<Distribution> {
        if !measure.is_money() {
            return quantity::quantity(node, measure, name, self.problems);
        }
        let own = self.money.own_money(node, self.problems)?;
        quantity::quantity(&own, measure, name, self.problems)
    }

    /// Ids that a name of this kind may be, in order.
    pub fn known(&self, named: Named) -> BTreeSet<&str> {
        let (own, built_in) = match named {
            Named::Chip => ("chip", Some(self.catalogue.chips())),
            Named::Source => ("source", Some(self.catalogue.sources())),
            Named::Commitment => ("", Some(self.catalogue.commitments())),
            Named::Zone => ("zone", None),
            Named::Programme => ("programme", None),
            Named::Roadmap => ("roadmap", None),
            Named::Template => ("template", None),
        };
        let own = self.root.table(own).into_iter().flat_map(Table::keys);
        let built_in = built_in.into_iter().flat_map(Table::keys);
        own.chain(built_in).collect()
    }

    /// Checks that `id`, written at `place`, names something.
    pub fn check_id(&mut self, named: Named, id: &str, place: &Place) -> bool {
        let known = self.known(named);
        if known.contains(id) {
            return true;
        }
        let (code, noun) = match named {
            Named::Chip => ("reference::chip", "chip"),
            Named::Source => ("reference::source", "source"),
            Named::Commitment => ("reference::commitment", "commitment"),
            Named::Zone => ("reference::zone", "zone"),
            Named::Programme => ("reference::programme", "programme"),
            Named::Roadmap => ("reference::roadmap", "roadmap"),
            Named::Template => ("reference::template", "template"),
        };
        // Sources of the catalogue are many, and hardly what a scenario means.
        let candidates: Vec<&str> = match named {
            Named::Source => self
                .root
                .table("source")
                .map_or(Vec::new(), |own| own.keys().collect()),
            _ => known.into_iter().collect(),
        };
        let mut problem = Problem::error(code, format!("there is no {noun} `{id}`"))
            .at(place, format!("not a known {noun}"));
        if let Some(hint) = suggest::hint(id, candidates.iter().copied()) {
            problem = problem.help(hint);
        }
        problem = match named {
            Named::Chip => problem.help(format!(
                "a chip of your own needs `[chip.{}]` with `watts` and `ops_8bit`",
                super::ids::suggested(id)
            )),
            Named::Commitment => problem.help("or give the chance itself: `proceed = 0.9`"),
            Named::Source => problem.help(format!(
                "describe it: `[source.{}]` with `title`, `publisher`, `date`, `url`",
                super::ids::suggested(id)
            )),
            Named::Zone | Named::Programme | Named::Roadmap | Named::Template => problem.help(
                format!("describe it under `[{noun}.{}]`", super::ids::suggested(id)),
            ),
        };
        self.push(problem);
        false
    }

    /// Records a value of the run.
    pub fn record(&mut self, path: &str, node: &Node, unit: &str, origin: Origin) {
        let value = self.written(node);
        self.record_as(path, value, node, unit, origin);
    }

    /// Records a value of the run that is worked out, not written: `text` in place of the node's.
    pub fn record_as(
        &mut self,
        path: &str,
        value: String,
        node: &Node,
        unit: &str,
        mut origin: Origin,
    ) {
        if let Some(kept) = &mut self.kept {
            origin.sources = kept.note(path, (&value, node), origin.standing, origin.sources);
        }
        let files = self.problems.files();
        self.values.push(UsedValue {
            path: path.to_string(),
            value,
            unit: unit.to_string(),
            standing: origin.standing,
            sources: origin.sources,
            file: files.name(node.place.file).to_string(),
            line: files.line(&node.place),
            reason: origin.reason,
            since: origin.since,
        });
    }

    /// A value as its author wrote it, on one line.
    pub fn written(&self, node: &Node) -> String {
        written(node, self.problems.files())
    }
}

/// How a value came in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Origin {
    pub standing: Standing,
    pub sources: Vec<String>,
    pub reason: Option<String>,
    pub since: Option<Date>,
}
