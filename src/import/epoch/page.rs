//! The scenario as text: its head, what holds for all sites, chips and sources.

mod site;

use super::Request;
use super::chips::Made;
use super::register::spaced;
use super::sites::{Site, State, World};
use super::timeline::Timeline;
use crate::scenario::SCHEMA_FILE;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use toml_writer::{ToTomlValue as _, TomlStringBuilder};

/// Years of the horizon before the table's, and after the last step.
const YEARS_BEFORE: i16 = 2;
const YEARS_AFTER: i16 = 3;
/// Where the tables are published, and under what licence.
const URL: &str = "https://epoch.ai/data/data-centers";
const LICENCE: &str = "CC BY 4.0";
const LICENCE_URL: &str = "https://creativecommons.org/licenses/by/4.0/";
const CHANGED: &str = "rows at which a site grows made into phases; PUE, chips and their number worked out from power and compute; free text, water and money left out";

/// The scenario.
pub(super) fn text(
    world: &World,
    newest: &Timeline,
    earlier: &[Timeline],
    request: &Request,
) -> String {
    let mut page = String::new();
    let sources = Sources { newest, earlier };
    head(&mut page, newest, request);
    scenario(&mut page, world, newest);
    shared(&mut page, world);
    page.push_str("\n# --- Sites ---\n");
    for one in &world.sites {
        site::write(&mut page, one, &sources);
    }
    page.push_str(
        "\n# --- Chips: the rate is the catalogue's, the power the table's ---\n\n[chip]\n",
    );
    for made in world.chips.values() {
        chip(&mut page, made, &newest.vintage.source());
    }
    sources.write(&mut page, world);
    page
}

fn head(page: &mut String, newest: &Timeline, request: &Request) {
    let day = newest.day();
    let _ = write!(
        page,
        "\
#:schema ./{SCHEMA_FILE}
# Frontier data centers by Epoch AI's table {file}, its rows up to {day} taken as history.
# Data: Epoch AI, \"Frontier Data Centers\", {URL}, used under {LICENCE},
# {LICENCE_URL}. Changed: each row at which a site grows is a phase; PUE, chips and their
# number are worked out so that power and compute (H100-equivalents) come out as in the table; operator and customer are a
# site's owner and its first user. What runs has its day, and for `online` what an earlier table forecast, else that day.
# What is to come was announced on the table's day for the table's date, and takes as much longer as such forecasts did (due
# within a year), or AI sites (later). A step on the very day of an older forecast, with no look since, is open from then on.
# Phases only add: falls are passed over. Assumed: that every step is built, what steps share, which of several chips came
# when, and what the table is not confident of.
# Made by: {command}
",
        file = newest.vintage.file,
        command = spaced(&request.command),
    );
}

fn scenario(page: &mut String, world: &World, newest: &Timeline) {
    let day = newest.day();
    let last = world
        .phases()
        .map(|phase| match phase.state {
            State::Runs { since, .. } => since,
            State::Open { online, .. } => online,
        })
        .max()
        .unwrap_or(day)
        .max(day);
    let name = format!(
        "Frontier data centers, by Epoch AI's table of {}",
        month(day)
    );
    let _ = write!(
        page,
        "
[scenario]
name = {}
from = {}-01-01
to = {}-12-31
as_of = {day}
assumptions = [\"from\", \"to\"]
",
        quoted(&name),
        day.year() - YEARS_BEFORE,
        last.year() + YEARS_AFTER,
    );
    if !world.empty.is_empty() {
        page.push_str("not_modelled = [\n");
        for name in &world.empty {
            let _ = writeln!(
                page,
                "  {{ what = {}, why = \"The table has neither power nor chips of it: land is cleared, at most.\", source = {} }},",
                quoted(name),
                quoted(&newest.vintage.source())
            );
        }
        page.push_str("]\n");
    }
    page.push_str(
        "
# Chips of all makers stand side by side here, so their number says nothing: power and H100-equivalents do.
[output]
scopes = [\"total\", \"country\", \"operator\", \"customer\", \"site\"]
metrics = [\"facility_load\", \"it_load\", \"h100e\"]
",
    );
}

/// What steps to come have in common: of sites with an owner, and of those without.
fn shared(page: &mut String, world: &World) {
    let open = |site: &Site| {
        let phases = site.phases.iter();
        phases
            .filter(|phase| matches!(phase.state, State::Open { .. }))
            .count()
    };
    let owner = |site: &Site| site.owner.as_ref().map(|owner| owner.name.clone());
    let mut of_owner: BTreeMap<String, usize> = BTreeMap::new();
    for site in &world.sites {
        if let Some(owner) = owner(site) {
            *of_owner.entry(owner).or_default() += open(site);
        }
    }
    // What is alone has nothing to share.
    let shares = |site: &&Site| {
        let beside = owner(site).map_or(open(site), |owner| of_owner[&owner]);
        open(site) > 0 && beside > 1
    };
    let sharing = world.sites.iter().filter(shares);
    let (owned, others): (Vec<&Site>, Vec<&Site>) = sharing.partition(|site| site.owner.is_some());
    if owned.is_empty() && others.is_empty() {
        return;
    }
    page.push_str(
        "\n# Steps of a site have contractors, power and suppliers in common, and mostly keep their order; sites of an owner a little.\n",
    );
    let mut group = |id: &str, name: &str, levels: &str, sites: &[&Site]| {
        let ids: Vec<String> = sites.iter().map(|site| quoted(&site.id)).collect();
        if !ids.is_empty() {
            let _ = write!(
                page,
                "[correlation.{id}]\nname = \"{name}\"\nlevels = {{ {levels} }}\napplies_to = {{ activity = \"online\", site = [{}] }}\nassumptions = [\"levels\"]\n",
                ids.join(", ")
            );
        }
    };
    group(
        "owners",
        "Pace of a site and its owner",
        "operator = 0.1, site = 0.8",
        &owned,
    );
    group("sites", "Pace of a site", "site = 0.9", &others);
}

fn chip(page: &mut String, made: &Made, source: &str) {
    let mut said = format!(
        "name = {}, watts = {}, ops_8bit = {}",
        quoted(&made.name),
        decimal(made.watts),
        rate(made.ops_8bit)
    );
    let mut evidence = String::new();
    if let Some(rates) = &made.of {
        for (key, value) in [
            ("flops_16bit", rates.flops_16bit),
            ("flops_4bit", rates.flops_4bit),
        ] {
            if let Some(value) = value {
                let _ = write!(said, ", {key} = {}", rate(value));
            }
        }
        let _ = write!(
            evidence,
            ", evidence = {{ ops_8bit = [\"epoch-ml-hardware\"] }}"
        );
    }
    let _ = writeln!(
        page,
        "{} = {{ {said}, sources = [{}]{evidence} }}",
        made.id,
        quoted(source)
    );
}

/// The tables that a scenario names as sources.
struct Sources<'a> {
    newest: &'a Timeline,
    earlier: &'a [Timeline],
}

impl Sources<'_> {
    fn write(&self, page: &mut String, world: &World) {
        let used: BTreeSet<usize> = world
            .phases()
            .filter_map(|phase| match phase.state {
                State::Runs { forecast, .. } => forecast.map(|(table, _)| table),
                State::Open { table, .. } => table,
            })
            .collect();
        let used = used.into_iter().map(|table| &self.earlier[table]);
        page.push_str("\n# --- Sources ---\n");
        for table in used.chain([self.newest]) {
            let day = table.day();
            let title = format!("Frontier Data Centers, table of {}", month(day));
            let _ = write!(
                page,
                "
[source.{}]
title = {}
publisher = \"Epoch AI\"
date = {day}
url = \"{URL}\"
licence = \"{LICENCE}\"
licence_url = \"{LICENCE_URL}\"
changed = \"{CHANGED}\"
",
                table.vintage.source(),
                quoted(&title)
            );
        }
    }
}

/// A text in TOML's quotes, on one line.
fn quoted(text: &str) -> String {
    TomlStringBuilder::new(text).as_basic().to_toml_value()
}

/// "May 2026".
fn month(day: Date) -> String {
    day.strftime("%B %Y").to_string()
}

/// A number as TOML writes it: without an exponent.
fn decimal(number: f64) -> String {
    format!("{number}")
}

/// A rate: "5e15".
fn rate(number: f64) -> String {
    format!("{number:e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_toml_reads_them() {
        assert_eq!(rate(5.0e15), "5e15");
        assert_eq!(rate(1.979e15), "1.979e15");
        assert_eq!(rate(1.0), "1e0");
    }
}
