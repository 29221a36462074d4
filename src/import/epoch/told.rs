//! What is said of a scenario beside it: what it holds, what was left out, and why.

use super::chips;
use super::register::{Register, SITES, spaced};
use super::sites::{State, World};
use super::timeline::Timeline;
use super::vintage::{Chosen, Vintage};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Names that are told one by one.
const NAMED: usize = 8;

/// What is said of it beside: what it holds, what was left out, and why.
pub(super) fn told(
    world: &World,
    newest: &Timeline,
    chosen: &Chosen,
    register: &Register,
) -> Vec<String> {
    let vintage = &newest.vintage;
    let mut told = vec![format!(
        "{}: {} rows of {} sites, history up to {}",
        vintage.file,
        newest.rows,
        newest.sites.len(),
        vintage.day()
    )];
    if vintage.is_month() && vintage.day == chosen_by_name(vintage) {
        told.push(format!(
            "the name says a month, so history ends on its first day: `--as-of DATE` if the table was seen later in {}",
            vintage.label
        ));
    }
    if chosen.outside {
        told.push(format!(
            "`--as-of` is not in {}, which the file's name says: its rows up to {} are taken as history all the same",
            vintage.label,
            vintage.day()
        ));
    }
    let [mut runs, mut forecast, mut repeated, mut open] = [0; 4];
    for phase in world.phases() {
        match &phase.state {
            State::Runs { forecast: None, .. } => runs += 1,
            State::Runs { .. } => forecast += 1,
            State::Open { table: Some(_), .. } => repeated += 1,
            State::Open { table: None, .. } => open += 1,
        }
    }
    told.push(format!(
        "{} sites with {} steps: {} run, {forecast} of them after an earlier table's forecast; {open} are to come; not taken to run, as nobody looked since an older forecast: {repeated}",
        world.sites.len(),
        world.phases().count(),
        runs + forecast,
    ));
    told.extend(left_out(world, newest));
    told.extend(doubts(world, register));
    told
}

fn chosen_by_name(vintage: &Vintage) -> Option<Date> {
    Vintage::of(&vintage.file).and_then(|known| known.day)
}

fn left_out(world: &World, newest: &Timeline) -> Vec<String> {
    let mut told = Vec::new();
    if !world.empty.is_empty() {
        told.push(format!(
            "left out, with neither power nor chips in the table: {}",
            some(world.empty.iter().map(String::as_str))
        ));
    }
    if newest.repeated > 0 {
        told.push(format!(
            "rows that say what another says, counted once: {}",
            newest.repeated
        ));
    }
    let rows: usize = newest.sites.values().map(Vec::len).sum();
    let steps = world.phases().count();
    told.push(format!(
        "{} rows add nothing to their site: land clearing, or a look that found it as it was",
        rows - steps.min(rows)
    ));
    let falling = world.sites.iter().filter(|site| !site.notes.is_empty());
    let falling: Vec<&str> = falling.map(|site| site.name.as_str()).collect();
    if !falling.is_empty() {
        told.push(format!(
            "power or compute falls at {}, which phases cannot: see the comments there",
            some(falling.into_iter())
        ));
    }
    told
}

fn doubts(world: &World, register: &Register) -> Vec<String> {
    let mut told = Vec::new();
    if !register.has_sites {
        told.push(format!(
            "there is no {SITES}: owners, users and countries are unknown, and chips are counted in H100-equivalents"
        ));
    }
    let missing = world
        .sites
        .iter()
        .filter(|site| register.has_sites && register.entry(&site.name).is_none());
    let missing: Vec<&str> = missing.map(|site| site.name.as_str()).collect();
    if !missing.is_empty() {
        let hint = if register.has_names {
            ""
        } else {
            " (a site_names.csv says which names changed)"
        };
        told.push(format!(
            "not in {SITES}{hint}: {}",
            some(missing.into_iter())
        ));
    }
    let without = world
        .sites
        .iter()
        .filter(|site| site.pue.is_assumed)
        .count();
    if without > 0 {
        told.push(format!(
            "{without} sites without IT power: it follows from facility power at an assumed PUE of 1.3"
        ));
    }
    let unknown: BTreeSet<&str> = world
        .sites
        .iter()
        .flat_map(|site| chips::unknown(&site.entry.chips))
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        told.push(format!(
            "chips that are not in the catalogue: {}",
            some(unknown.into_iter())
        ));
    }
    let mixed = world
        .phases()
        .filter(|phase| {
            world
                .chips
                .get(&phase.chip)
                .is_none_or(|chip| chip.of.is_none())
        })
        .count();
    if mixed > 0 {
        told.push(format!(
            "{mixed} steps whose chips are not told, or are a mix, are counted in H100-equivalents"
        ));
    }
    told
}

/// Names, the first of them one by one.
fn some<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<String> = names.map(spaced).collect();
    let shown = all[..all.len().min(NAMED)].join(", ");
    match all.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
