//! The keys of the scenario format: one static table, and looking a key up in it.
//!
//! Reading, nearest names, merging of layers, `--set` and the reference page all go through this
//! table, so that none of them can know a key that another does not. What it does not know: how a
//! value is read, and what it does to the model.

mod conflict;
mod dependence;
mod ledger;
mod money;
mod phase;
mod site;
mod supply;
mod world;

pub use ledger::{NOT_OF_REMAINDER, REMAINDER, measure_of};

use super::quantity::Measure;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A key of the format.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Where it stands: "site.*.phase.*.gpus"; `*` is an id.
    pub path: &'static str,
    /// What may stand there.
    pub kind: Kind,
    /// What it means, in a sentence or two.
    pub meaning: &'static str,
    /// A value as a scenario would write it.
    pub example: &'static str,
    /// Its entry in the defaults, "phase.mfu" for `[default.phase.mfu]`.
    pub default: Option<&'static str>,
    /// Whether its table cannot do without it.
    pub needed: bool,
    /// Whether a quantity of zero makes no sense there.
    pub positive: bool,
}

/// What may stand at a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Tables by id: `[site.loughton]`, `[site.cambois]`.
    Entities,
    /// One of them.
    Entity,
    /// A table with keys of its own, without id: `[scenario]`.
    Section,
    /// A number in the measure's own unit, a string with a unit, a range, a table with a law.
    Quantity(Measure),
    /// A quantity that holds at all times, or values by date; whether it grows: deliveries and
    /// headroom are totals up to a date, a rate or a price holds at a date.
    Curve(Measure, bool),
    /// A level without uncertainty in the unit of the metric beside it.
    Level,
    /// A number without uncertainty, between two bounds.
    Number(f64, f64),
    /// A whole number between two bounds.
    Whole(i64, i64),
    /// A day or a period: "2027-Q1". What it means depends on the key.
    Period,
    /// A day or a period, maybe an uncertain one: "2026-09 to 2027-06".
    Moment,
    /// A day.
    Day,
    /// Any text.
    Text,
    /// A code of so many capital letters.
    Code(usize),
    /// A list of texts.
    Texts,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of these words.
    Words(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// The id of another entity.
    Id(Named),
    /// A list of ids, or a single one.
    Ids(Named),
    /// A chip's id, several with weights, or a roadmap.
    Chip,
    /// Ids of chips by date.
    Steps,
    /// Links of an activity: "shell", "delivery + 1 months".
    Links,
    /// Paths of values: "pue", "phase.first.ramp".
    Paths,
    /// Sources by field.
    Evidence,
    /// A list of tables of texts; a text under `source` names a source.
    Rows(Columns),
    /// Keys with lists of values: the axes of a sweep.
    Axes,
    /// What something applies to: texts with wildcards by key.
    Selector,
    /// Shares by level: one of these words each.
    Levels(&'static [&'static str]),
    /// Rows of numbers.
    Matrix,
    /// Weighted stories with what each sets.
    Options,
    /// Currencies, each with what one of it is worth.
    Rates,
    /// Twelve factors, January first.
    Months,
}

/// The texts of each table in a list of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Columns {
    /// Those that each table has.
    pub needed: &'static [&'static str],
    /// Those that it may have.
    pub others: &'static [&'static str],
    /// The least number of tables.
    pub least: usize,
}

impl Columns {
    /// All of them.
    pub fn names(self) -> impl Iterator<Item = &'static str> + Clone {
        self.needed.iter().chain(self.others).copied()
    }
}

/// What an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// `[chip.x]`, of the scenario or the catalogue.
    Chip,
    /// `[zone.x]`.
    Zone,
    /// `[programme.x]`.
    Programme,
    /// `[roadmap.x]`.
    Roadmap,
    /// `[source.x]`, of the scenario or the catalogue.
    Source,
    /// `[template.x]`.
    Template,
    /// A word of the commitment ladder.
    Commitment,
}

impl Key {
    const fn new(
        path: &'static str,
        kind: Kind,
        example: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            path,
            kind,
            meaning,
            example,
            default: None,
            needed: false,
            positive: false,
        }
    }

    /// A key whose value, when left out, is in the defaults under `default`.
    const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    /// A key that its table cannot do without.
    const fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// A quantity that cannot be zero.
    const fn positive(mut self) -> Self {
        self.positive = true;
        self
    }

    /// Its last part.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }

    /// The path of the table that it stands in; "" at the top.
    #[must_use]
    pub fn table(&self) -> &'static str {
        self.path.rsplit_once('.').map_or("", |(table, _)| table)
    }

    /// The unit of a bare number, as printed; "" for words, dates and pure numbers.
    #[must_use]
    pub const fn unit(&self) -> &'static str {
        match self.kind {
            Kind::Quantity(measure) | Kind::Curve(measure, _) => measure.symbol(),
            _ => "",
        }
    }
}

/// Every key, table by table.
pub fn all() -> impl Iterator<Item = &'static Key> {
    [
        world::KEYS,
        conflict::KEYS,
        site::KEYS,
        phase::KEYS,
        supply::KEYS,
        dependence::KEYS,
        ledger::KEYS,
        money::KEYS,
    ]
    .into_iter()
    .flatten()
}

/// The keys by pattern.
fn index() -> &'static BTreeMap<&'static str, &'static Key> {
    static INDEX: OnceLock<BTreeMap<&'static str, &'static Key>> = OnceLock::new();
    INDEX.get_or_init(|| all().map(|key| (key.path, key)).collect())
}

/// The key `name` of the table with this pattern ("" for the top), if the format has one.
#[must_use]
pub fn get(table: &str, name: &str) -> Option<&'static Key> {
    if table.is_empty() {
        return index().get(name).copied();
    }
    let own = index().get(format!("{table}.{name}").as_str()).copied();
    if own.is_none() && table == REMAINDER && !NOT_OF_REMAINDER.contains(&name) {
        return get(PHASE, name);
    }
    own
}

/// The table of a phase, whose keys templates and remainders take.
const PHASE: &str = "site.*.phase.*";

/// The keys of the table with this pattern ("" for the top), but those of ids. A remainder has
/// those of a phase beside its own.
pub fn within(table: &str) -> impl Iterator<Item = &'static Key> + use<'_> {
    let is_remainder = table == REMAINDER;
    all().filter(move |key| {
        let of_phase = is_remainder && key.table() == PHASE;
        let taken = of_phase && !NOT_OF_REMAINDER.contains(&key.name());
        (key.table() == table || taken) && key.name() != "*"
    })
}

/// The key at a real path (`["site", "loughton", "pue"]`). A template's keys are those of a phase.
#[must_use]
pub fn find(path: &[&str]) -> Option<&'static Key> {
    let mut found: Option<&'static Key> = None;
    for name in path {
        let table = match found.map_or("", |key| key.path) {
            "template.*" => PHASE,
            table => table,
        };
        let holds_ids = found.is_some_and(|key| key.kind == Kind::Entities);
        found = Some(get(table, if holds_ids { "*" } else { name })?);
    }
    found
}

/// Whether a table at this path is merged key by key when layers are laid over each other. Any
/// other table is a value, and replaces whole.
#[must_use]
pub fn is_entity(path: &[&str]) -> bool {
    path.is_empty()
        || find(path).is_some_and(|key| {
            let is_table = matches!(key.kind, Kind::Entities | Kind::Entity | Kind::Section);
            let is_value = key.path == ledger::SCOPE;
            is_table && !is_value
        })
}

/// The names that may stand in the table with this pattern ("" for the top); not those of
/// ids.
pub fn names(table: &str) -> impl Iterator<Item = &'static str> + Clone {
    let names: Vec<&'static str> = within(table).map(Key::name).collect();
    names.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_stands_in_a_table_of_the_format_and_once() {
        let mut seen = std::collections::BTreeSet::new();
        for key in all() {
            assert!(seen.insert(key.path), "`{}` twice", key.path);
            if !key.table().is_empty() {
                let table = all().find(|other| other.path == key.table());
                let table = table.unwrap_or_else(|| panic!("`{}` stands nowhere", key.path));
                let holds_keys =
                    matches!(table.kind, Kind::Entities | Kind::Entity | Kind::Section);
                assert!(holds_keys, "`{}` stands in a value", key.path);
            }
        }
    }

    #[test]
    fn every_key_says_what_it_means() {
        for key in all() {
            assert!(key.meaning.ends_with('.'), "`{}`", key.path);
            let is_table = matches!(key.kind, Kind::Entities | Kind::Entity | Kind::Section);
            let has_example = !key.example.is_empty();
            assert!(has_example || is_table, "`{}` has no example", key.path);
        }
    }

    #[test]
    fn a_real_path_finds_its_key_and_a_template_has_those_of_a_phase() {
        let gpus = find(&["site", "loughton", "phase", "first", "gpus"]);
        assert_eq!(gpus.map(|key| key.path), Some("site.*.phase.*.gpus"));
        let shell = find(&["template", "new-build", "activity", "shell", "duration"]);
        assert_eq!(
            shell.map(|key| key.path),
            Some("site.*.phase.*.activity.*.duration")
        );
        assert!(find(&["site", "loughton", "gpus"]).is_none());
        assert!(is_entity(&["site", "loughton", "phase"]));
        assert!(is_entity(&["template", "new-build", "activity", "shell"]));
        assert!(!is_entity(&["site", "loughton", "pue"]));
        assert!(is_entity(&[]));
        assert!(is_entity(&["driver", "contractors"]));
        assert!(!is_entity(&["driver", "contractors", "factor"]));
        assert!(!is_entity(&["driver", "contractors", "applies_to"]));
        assert!(is_entity(&["supply", "chips"]));
    }
}
