//! Targets and baselines: what is asked of a build-out, and what it is asked beside.

use super::context::Context;
use super::dependence::World;
use super::money::{self, Money};
use super::reader::Reader;
use super::world;
use crate::calendar::Horizon;
use crate::model::{Area, Baseline, BaselineLevel, Bound, Phase, Site, Target, Zone, wider};
use crate::scenario::keys::measure_of;
use crate::scenario::problem::Problem;
use crate::scenario::quantity;
use crate::scenario::suggest;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Keys of a scope, as metrics are added up by them.
const SCOPES: [&str; 9] = [
    "total",
    "country",
    "zone",
    "operator",
    "customer",
    "programme",
    "tag",
    "site",
    "phase",
];

/// Reads `[baseline.x]`.
pub(super) fn baselines(root: &Reader<'_>, zones: &[Zone], cx: &mut Context<'_>) -> Vec<Baseline> {
    let mut baselines = Vec::new();
    for (id, reader) in root.entities(cx, "baseline") {
        let zone = reader.id(cx, "zone");
        let zone = zone.and_then(|id| zones.iter().position(|zone| zone.id == id));
        let country = world::country(&reader, cx);
        let load = reader.curve(cx, "facility_load");
        let compute = reader.curve(cx, "compute");
        let is_one = |a: &str, b: &str, what: &str, cx: &mut Context<'_>| {
            let sound = reader.has(a) != reader.has(b);
            if !sound {
                cx.push(either(&reader, a, b, what));
            }
            sound
        };
        let has_area = is_one("country", "zone", "where it is", cx);
        let has_level = is_one("facility_load", "compute", "how much it is", cx);
        let name = reader.label(cx, "name").unwrap_or_else(|| id.to_string());
        let of = country.map(Area::Country).or(zone.map(Area::Zone));
        let level = load.map(BaselineLevel::FacilityLoad);
        let level = level.or(compute.map(BaselineLevel::Compute));
        if let (true, true, Some(of), Some(level)) = (has_area, has_level, of, level) {
            baselines.push(Baseline {
                id: id.to_string(),
                name,
                of,
                level,
                sources: reader.sources(cx),
            });
        }
    }
    baselines
}

/// Both or neither of two keys are written, where one is needed.
fn either(reader: &Reader<'_>, a: &str, b: &str, what: &str) -> Problem {
    let path = reader.path();
    match (reader.get(a), reader.get(b)) {
        (Some(first), Some(second)) => {
            Problem::error("key::both", format!("`{path}` has both `{a}` and `{b}`"))
                .at(&second.key, format!("this says {what}"))
                .also(&first.key, "and so does this")
                .help("keep one of the two")
        }
        _ => Problem::error(
            "key::neither",
            format!("`{path}` has neither `{a}` nor `{b}`"),
        )
        .at(reader.place(), format!("nothing says {what}"))
        .help(format!("add one of `{a}` and `{b}`")),
    }
}

/// Reads `[target.x]`.
pub(super) fn read(
    root: &Reader<'_>,
    (world, money): (&World<'_>, &Money),
    baselines: &[Baseline],
    horizon: Option<&Horizon>,
    cx: &mut Context<'_>,
) -> Vec<Target> {
    let mut targets = Vec::new();
    for (id, reader) in root.entities(cx, "target") {
        let metric = reader.word(cx, "metric");
        let metric = metric.filter(|metric| has_makings(&reader, metric, world, money, cx));
        let level = metric
            .as_deref()
            .and_then(|metric| level(&reader, metric, cx));
        let scope = scope(&reader, world, cx);
        let by = by(&reader, horizon, cx);
        let name = reader.label(cx, "name").unwrap_or_else(|| id.to_string());
        let baseline = reader.flag(cx, "baseline");
        let (Some(metric), Some(level), Some((scope, scope_id)), Some((by, months))) =
            (metric, level, scope, by)
        else {
            continue;
        };
        let target = Target {
            id: id.to_string(),
            name,
            metric,
            scope,
            scope_id,
            level,
            by,
            months,
            baseline,
            sources: reader.sources(cx),
        };
        if baseline {
            check_baseline(&reader, &target, world.zones, baselines, cx);
        }
        targets.push(target);
    }
    targets
}

/// Whether a scenario has what a metric is worked out from.
fn has_makings(
    reader: &Reader<'_>,
    metric: &str,
    world: &World<'_>,
    money: &Money,
    cx: &mut Context<'_>,
) -> bool {
    let missing = money::missing(metric, (world.zones, world.sites, money));
    let Some((missing, node)) = missing.zip(reader.get("metric")) else {
        return true;
    };
    cx.push(
        Problem::error(
            "metric::makings",
            format!("nothing to work `{metric}` out from"),
        )
        .at(&node.place, format!("asked of by `{}`", reader.path()))
        .help(format!("add {missing}, or leave the target out")),
    );
    false
}

/// The level to reach or not to pass: one of two keys, certain, in the metric's unit.
fn level(reader: &Reader<'_>, metric: &str, cx: &mut Context<'_>) -> Option<Bound> {
    let (least, most) = (reader.get("at_least"), reader.get("at_most"));
    let (name, node) = match (least, most) {
        (Some(node), None) => ("at_least", node),
        (None, Some(node)) => ("at_most", node),
        _ => {
            cx.push(either(reader, "at_least", "at_most", "which level"));
            return None;
        }
    };
    let Some(measure) = measure_of(metric) else {
        let level = quantity::number(node, name, cx.problems)?;
        reader.record_unit(cx, name, "");
        return Some(bound(name, level));
    };
    let law = cx.law(node, measure, name)?;
    let unit = measure.symbol().replace("money", &cx.money.own);
    reader.record_unit(cx, name, &unit);
    let Some(level) = law.as_constant() else {
        cx.push(
            Problem::error("target::uncertain", format!("`{name}` is uncertain"))
                .at(&node.place, "a target is one level")
                .help("name one level; targets of their own may tell the chances of others"),
        );
        return None;
    };
    Some(bound(name, level))
}

fn bound(name: &str, level: f64) -> Bound {
    match name {
        "at_least" => Bound::AtLeast(level),
        _ => Bound::AtMost(level),
    }
}

/// The last day that counts, within the horizon.
fn by(reader: &Reader<'_>, horizon: Option<&Horizon>, cx: &mut Context<'_>) -> Option<(Date, u16)> {
    let period = reader.period(cx, "by")?;
    let by = period.last;
    let horizon = horizon?;
    if by < horizon.from() || by > horizon.to() {
        let node = reader.get("by")?;
        cx.push(
            Problem::error(
                "target::horizon",
                format!(
                    "`{}` is asked of {by}, but the horizon is from {} to {}",
                    reader.path(),
                    horizon.from(),
                    horizon.to()
                ),
            )
            .at(&node.place, "outside the horizon")
            .help("move `from` or `to` of `[scenario]`, or name a date between them"),
        );
        return None;
    }
    // Whole months: a period begins with one and ends with one.
    let (first, years) = (period.first, period.last.year() - period.first.year());
    let months = if first == by {
        0
    } else {
        12 * years + i16::from(by.month()) - i16::from(first.month()) + 1
    };
    Some((by, u16::try_from(months).unwrap_or_default()))
}

/// What it is asked of: kind and id.
fn scope(target: &Reader<'_>, world: &World<'_>, cx: &mut Context<'_>) -> Option<(String, String)> {
    let total = ("total".to_string(), String::new());
    if !target.has("scope") {
        return Some(total);
    }
    let reader = target.section(cx, "scope")?;
    let written: Vec<&str> = SCOPES.into_iter().filter(|key| reader.has(key)).collect();
    let [kind] = written.as_slice() else {
        let said = match written.len() {
            0 => "nothing says of what".to_string(),
            _ => format!("`{}` at once", written.join("` and `")),
        };
        cx.push(
            Problem::error(
                "target::scope",
                format!("the scope of `{}` needs one key", target.path()),
            )
            .at(reader.place(), said)
            .help(
                "for example `scope = { country = \"GB\" }`; what several share may have a `tag`",
            ),
        );
        return None;
    };
    let id = match *kind {
        "total" => {
            reader.flag(cx, "total");
            return Some(total);
        }
        "zone" | "programme" => reader.id(cx, kind)?,
        "country" => world::country(&reader, cx)?,
        other => reader.text(cx, other)?,
    };
    let known = known(kind, world);
    // Ids may be missing because of an error that is reported where they stand.
    if world.whole && !known.contains(&id) {
        let node = reader.get(kind)?;
        if let Some(kept) = &mut cx.kept {
            kept.idle(target.path(), &format!("asked of the {kind} {id}"));
            return None;
        }
        let message = format!(
            "`{}` is asked of nothing: no phase has the {kind} `{id}`",
            target.path()
        );
        if !cx.removed.is_empty() {
            // A variant that takes a site out is to run all the same.
            let problem = Problem::warning("target::removed", message)
                .at(&node.place, "something was removed by an overlay");
            cx.push(problem.help("this run leaves the target out"));
            return None;
        }
        let problem = Problem::error("target::nothing", message).at(&node.place, "adds up nothing");
        cx.push(match suggest::hint(&id, known.iter().map(String::as_str)) {
            Some(hint) => problem.help(hint),
            None => problem.help(format!("name a {kind} that a site or phase has")),
        });
        return None;
    }
    Some(((*kind).to_string(), id))
}

/// Ids of the scopes of a kind that add up anything.
fn known(kind: &str, world: &World<'_>) -> BTreeSet<String> {
    let of = |site: &Site, phase: &Phase| -> Vec<String> {
        match kind {
            "country" => site.country.iter().cloned().collect(),
            "zone" => {
                let zone = site.zone.and_then(|zone| world.zones.get(zone));
                zone.iter().map(|zone| zone.id.clone()).collect()
            }
            "operator" => phase.operator.iter().cloned().collect(),
            "customer" => phase.customer.iter().cloned().collect(),
            "programme" => {
                let own = phase.programmes.iter();
                own.flat_map(|&own| wider(world.programmes, own))
                    .map(|index| world.programmes[index].id.clone())
                    .collect()
            }
            "tag" => phase.tags.clone(),
            "site" => vec![site.id.clone()],
            _ => vec![format!("{}.{}", site.id, phase.id)],
        }
    };
    let sites = world.sites.iter();
    let phases = sites.flat_map(|site| site.phases.iter().map(move |phase| (site, phase)));
    phases.flat_map(|(site, phase)| of(site, phase)).collect()
}

/// A target that counts baselines needs some of its own place and metric.
fn check_baseline(
    reader: &Reader<'_>,
    target: &Target,
    zones: &[Zone],
    baselines: &[Baseline],
    cx: &mut Context<'_>,
) {
    if baselines
        .iter()
        .any(|baseline| target.counts(baseline, zones))
    {
        return;
    }
    let Some(node) = reader.get("baseline") else {
        return;
    };
    let problem = match target.scope.as_str() {
        "country" | "zone" => Problem::error(
            "target::baseline",
            format!(
                "there is no baseline of `{}` for the {} `{}`",
                target.metric, target.scope, target.scope_id
            ),
        )
        .help(format!(
            "add `[baseline.ID]` with `{} = \"{}\"`; a baseline is of `facility_load` or `compute`",
            target.scope, target.scope_id
        )),
        _ => Problem::error(
            "target::baseline",
            format!("`{}` counts a baseline of no country or zone", reader.path()),
        )
        .help("a baseline belongs to a country or a zone: name one in `scope`, or leave `baseline` out"),
    };
    cx.push(problem.at(&node.key, "nothing to count"));
}
