//! A site: what it is, where it is, and what stands on it.

use super::context::Context;
use super::facts::{self, Seen};
use super::money;
use super::phase::{self, OfSite};
use super::plausible;
use super::power;
use super::reader::Reader;
use super::world;
use crate::model::{Chip, Site, Uncertain, Zone};
use crate::scenario::problem::Problem;

/// Reads every site.
pub(super) fn read(
    root: &Reader<'_>,
    zones: &[Zone],
    chips: &[Chip],
    cx: &mut Context<'_>,
) -> Vec<Site> {
    let mut sites = Vec::new();
    for (index, (id, mut reader)) in root.entities(cx, "site").into_iter().enumerate() {
        sites.extend(one(index, id, &mut reader, zones, chips, cx));
    }
    let is_table = root
        .get("site")
        .is_none_or(|node| node.as_table().is_some());
    if cx.names.sites.is_empty() && is_table {
        cx.push(
            Problem::error("scenario::empty", "a scenario without a site")
                .at(root.place(), "no `[site.ID]`")
                .help("add one: `[site.loughton]` with `[site.loughton.phase.first]`"),
        );
    }
    sites
}

fn one(
    index: usize,
    id: &str,
    reader: &mut Reader<'_>,
    zones: &[Zone],
    chips: &[Chip],
    cx: &mut Context<'_>,
) -> Option<Site> {
    let announced = facts::announced(reader, cx);
    reader.set_since(announced);
    let reader = &*reader;
    let seen = seen(reader, cx);
    let (zone, country) = place(reader, zones, cx);
    let of = OfSite {
        site: index,
        operator: reader.text(cx, "operator"),
        customer: reader.text(cx, "customer"),
        developer: reader.text(cx, "developer"),
        programmes: phase::programmes(reader, cx).unwrap_or_default(),
        tags: phase::tags(reader, cx).unwrap_or_default(),
        announced,
        seen: seen.clone(),
    };
    let pue_peak = reader.quantity(cx, "pue_peak");
    let pue = reader.quantity(cx, "pue");
    if let (Some(pue), Some(peak)) = (&pue, &pue_peak) {
        plausible::pue(
            reader,
            Uncertain::distribution(pue),
            Uncertain::distribution(peak),
            cx,
        );
    }
    let load_factor = reader.quantity(cx, "load_factor");
    if !reader.has("grid") && !reader.has("plant") {
        reader.record_rule(cx, "grid", None);
    }
    let mut grid = power::grid(reader, &seen, announced, cx);
    let plants = power::plants(reader, cx);
    let mut phases = Vec::new();
    let readers = reader.entities(cx, "phase");
    if readers.is_empty()
        && reader
            .get("phase")
            .is_none_or(|node| node.as_table().is_some())
    {
        cx.push(without_phase(reader));
    }
    for (index, (id, mut reader)) in readers.into_iter().enumerate() {
        phases.extend(phase::read(index, id, &mut reader, &of, chips, cx));
    }
    let first = phases.iter().filter_map(|phase| phase.announced).min();
    power::began(&mut grid, first);
    Some(Site {
        id: id.to_string(),
        name: reader.label(cx, "name").unwrap_or_else(|| id.to_string()),
        zone,
        country,
        location: location(reader, cx),
        unsited: reader.flag(cx, "unsited"),
        pue_peak: pue_peak?,
        pue: pue?,
        load_factor: load_factor?,
        water: reader.quantity(cx, "water"),
        money: money::announced(reader, cx),
        grid,
        plants,
        phases,
        remainder_of: None,
        sources: reader.sources(cx),
    })
}

fn without_phase(reader: &Reader<'_>) -> Problem {
    let path = reader.path();
    Problem::error("site::no-phase", format!("`{path}` has no phase"))
        .at(reader.place(), "nothing is built here")
        .help(format!(
            "add `[{path}.phase.first]` with `chip`, `gpus` and `online`"
        ))
}

fn seen(reader: &Reader<'_>, cx: &mut Context<'_>) -> Seen {
    let status_date = cx.as_of;
    if let (Some(day), false) = (status_date, reader.has("seen")) {
        reader.record_rule(cx, "seen", Some(day.to_string()));
    }
    facts::seen(reader, &Seen::status_date(status_date), cx)
}

/// Reads the zone and the country, which the zone gives where it has one.
pub(super) fn place(
    reader: &Reader<'_>,
    zones: &[Zone],
    cx: &mut Context<'_>,
) -> (Option<usize>, Option<String>) {
    let zone = reader.id(cx, "zone");
    let index = zone.and_then(|id| zones.iter().position(|zone| zone.id == id));
    let own = world::country(reader, cx);
    let of_zone = index.and_then(|index| zones[index].country.clone());
    if let (Some(own), Some(of_zone), Some(node)) = (&own, &of_zone, reader.get("country"))
        && own != of_zone
    {
        let mut problem = Problem::error(
            "site::country",
            format!("`{}` is in {own}, its zone in {of_zone}", reader.path()),
        )
        .at(&node.place, "not the zone's country");
        if let Some(zone) = reader.get("zone") {
            problem = problem.also(&zone.place, format!("a zone in {of_zone}"));
        }
        cx.push(problem.help("leave `country` out: the zone gives it"));
    }
    (index, own.or(of_zone))
}

fn location(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<(f64, f64)> {
    let location = reader.section(cx, "location")?;
    let lat = location.number(cx, "lat");
    let lon = location.number(cx, "lon");
    Some((lat?, lon?))
}
