//! The sites of the scenario, put together from the tables.

use super::chips::{Made, outfit, rounded};
use super::history::{History, Known};
use super::levels::{Levels, Step, levels, short};
use super::register::{Entry, Party, Register};
use super::timeline::{Row, Timeline};
use crate::scenario::problem::{Problem, Problems};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Facility over IT power where a site has no IT power: the middle of what tracked sites have.
const USUAL_PUE: f64 = 1.3;
/// Phases that a scenario is made of at most.
const MOST_PHASES: usize = 20_000;

/// All that the scenario says.
pub(super) struct World {
    pub(super) sites: Vec<Site>,
    /// The chips of their phases, by id.
    pub(super) chips: BTreeMap<String, Made>,
    /// Sites without any power or compute in the table.
    pub(super) empty: Vec<String>,
}

/// A site.
pub(super) struct Site {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) entry: Entry,
    pub(super) owner: Option<Party>,
    pub(super) user: Option<Party>,
    pub(super) pue: Pue,
    pub(super) phases: Vec<Phase>,
    /// What could not be kept of its rows, in words.
    pub(super) notes: Vec<String>,
}

/// Facility over IT power at peak.
pub(super) struct Pue {
    pub(super) value: f64,
    /// Whether the table does not tell it.
    pub(super) is_assumed: bool,
}

/// A step of a site.
pub(super) struct Phase {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) chip: String,
    pub(super) gpus: u64,
    /// Whether its chip was picked here.
    pub(super) is_assumed: bool,
    pub(super) state: State,
}

/// Where a step stands; tables are given by their place in the order of age.
pub(super) enum State {
    /// It runs since this day.
    Runs {
        since: Date,
        /// The table that forecast it, and for when.
        forecast: Option<(usize, Date)>,
    },
    /// It is to come, or nobody looked whether it came.
    Open {
        online: Date,
        /// The table before that forecast it for this day; `None` for the newest.
        table: Option<usize>,
    },
}

impl World {
    /// All phases.
    pub(super) fn phases(&self) -> impl Iterator<Item = &Phase> {
        self.sites.iter().flat_map(|site| &site.phases)
    }
}

/// Puts the sites together, in the order of their names.
pub(super) fn world(
    newest: &Timeline,
    earlier: &[Timeline],
    register: &Register,
    problems: &mut Problems,
) -> World {
    let mut world = World {
        sites: Vec::new(),
        chips: BTreeMap::new(),
        empty: Vec::new(),
    };
    let mut ids = BTreeSet::new();
    for (name, rows) in &newest.sites {
        let levels = levels(rows, newest.day());
        if levels.steps.is_empty() {
            world.empty.push(name.clone());
            continue;
        }
        let history = History::new(name, newest, earlier);
        let entry = register.entry(name).cloned().unwrap_or_default();
        let id = id_of(name, &mut ids);
        let site = site(
            (id, name),
            entry,
            rows,
            levels,
            (newest.day(), history),
            &mut world.chips,
        );
        world.sites.push(site);
    }
    let phases = world.phases().count();
    if phases == 0 && !problems.has_errors() {
        let message = format!("no site of `{}` has any power", newest.vintage.file);
        problems.push(
            Problem::error("import::empty", message)
                .help("every row has zero or nothing under `Power (MW)` and `H100 equivalents`: is it the right file?"),
        );
    }
    if phases > MOST_PHASES {
        let message = format!(
            "`{}` makes {phases} phases, and a scenario is made of {MOST_PHASES} at most",
            newest.vintage.file
        );
        problems.push(
            Problem::error("import::large", message)
                .help("leave out rows of sites that do not matter"),
        );
    }
    world
}

fn site(
    (id, name): (String, &str),
    entry: Entry,
    rows: &[Row],
    levels: Levels,
    (day, mut history): (Date, History<'_>),
    chips: &mut BTreeMap<String, Made>,
) -> Site {
    let pue = pue(rows);
    let mut phases = Vec::new();
    for (step, number) in levels.steps.iter().zip(1..) {
        let outfit = outfit(step, step.mw / pue.value, &entry.chips);
        let chip = outfit.chip.id.clone();
        chips.insert(chip.clone(), outfit.chip);
        phases.push(Phase {
            id: format!("step{number}"),
            name: phase_name(step),
            chip,
            gpus: outfit.gpus,
            is_assumed: outfit.is_assumed,
            state: state(step, day, &mut history),
        });
    }
    Site {
        id,
        name: name.to_owned(),
        owner: entry.owners.first().cloned(),
        user: entry.users.first().cloned(),
        entry,
        pue,
        phases,
        notes: levels.notes,
    }
}

/// By what its site then has.
fn phase_name(step: &Step) -> String {
    if step.mw > 0.0 {
        format!("to {} MW", short(step.to_mw))
    } else {
        format!("to {} H100-equivalents", short(step.to_h100e))
    }
}

fn state(step: &Step, day: Date, history: &mut History<'_>) -> State {
    if step.date > day {
        return State::Open {
            online: step.date,
            table: None,
        };
    }
    match history.of(step) {
        Known::Runs => State::Runs {
            since: step.date,
            forecast: None,
        },
        Known::Forecast { table, online } => State::Runs {
            since: step.date,
            forecast: Some((table, online)),
        },
        Known::Repeated { table } => State::Open {
            online: step.date,
            table: Some(table),
        },
    }
}

/// By the last row that has both powers.
fn pue(rows: &[Row]) -> Pue {
    let ratio = |row: &Row| {
        let (mw, it_mw) = (row.mw?, row.it_mw?);
        (it_mw > 0.0 && mw > 0.0).then(|| rounded((mw / it_mw).max(1.0), 5))
    };
    let known = rows.iter().rev().find_map(ratio);
    Pue {
        value: known.unwrap_or(USUAL_PUE),
        is_assumed: known.is_none(),
    }
}

/// An id made of a name: small letters, digits and hyphens, and no other's.
fn id_of(name: &str, taken: &mut BTreeSet<String>) -> String {
    const LONGEST: usize = 60;
    let mut id = String::new();
    for letter in name.to_lowercase().chars() {
        if letter.is_ascii_alphanumeric() {
            id.push(letter);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.truncate(LONGEST);
    let id = id.trim_end_matches('-');
    let id = if id.is_empty() { "site" } else { id };
    let mut own = id.to_owned();
    let mut number = 2;
    while !taken.insert(own.clone()) {
        own = format!("{id}-{number}");
        number += 1;
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_and_never_equal() {
        let mut taken = BTreeSet::new();
        for (name, id) in [
            ("CoreWeave Dalton 1 & 2", "coreweave-dalton-1-2"),
            ("Coreweave Dalton 1/2", "coreweave-dalton-1-2-2"),
            ("Zürich", "z-rich"),
            ("数据中心", "site"),
            ("=HYPERLINK(\"x\")", "hyperlink-x"),
            ("---", "site-2"),
        ] {
            assert_eq!(id_of(name, &mut taken), id, "{name}");
        }
        assert_eq!(id_of(&"a".repeat(99), &mut taken).len(), 60);
    }
}
