//! What can be, and is hardly meant: figures that contradict each other.
//!
//! What it does not know: how they are read; each was found sound on its own.

use super::context::Context;
use super::reader::Reader;
use crate::distribution::Distribution;
use crate::model::{Curve, GridStage, Knot, Observed, Site, Uncertain, Zone};
use crate::scenario::problem::Problem;
use crate::scenario::tree::{Node, Place};
use crate::units::{Gpus, Megawatts};
use std::collections::BTreeSet;

/// Numbers that differ by less than this share of themselves are taken as equal.
const EQUAL: f64 = 1e-9;

/// Refuses a grid stage that comes later and has less than one before it: a stage states the new
/// total, and an addition is easily written in its place. A firm stage may have less than one that is
/// not firm, of which it makes a part firm. `places` are those of the capacities.
pub(super) fn stages(stages: &[GridStage], places: &[Place], cx: &mut Context<'_>) {
    let mut by_date: Vec<(&GridStage, &Place)> = stages.iter().zip(places).collect();
    by_date.sort_by(|(a, _), (b, _)| a.date().median().total_cmp(&b.date().median()));
    for (index, &(stage, place)) in by_date.iter().enumerate() {
        let capacity = stage.capacity.median();
        let before = by_date[..index].iter().filter(|(before, _)| {
            let comparable = before.curtailed.is_none() || stage.curtailed.is_some();
            comparable && before.date().median() < stage.date().median()
        });
        let largest = before.max_by(|(a, _), (b, _)| {
            let (a, b) = (a.capacity.median(), b.capacity.median());
            a.total_cmp(&b)
        });
        let Some((before, its_place)) = largest else {
            continue;
        };
        let most = before.capacity.median();
        if capacity >= most * (1.0 - EQUAL) {
            continue;
        }
        let (id, its_id) = (&stage.id, &before.id);
        cx.push(
            Problem::error(
                "grid::less",
                format!(
                    "the grid stage `{id}` comes after `{its_id}` and has less: {} MW after {} MW",
                    short(capacity),
                    short(most)
                ),
            )
            .at(place, "less than before")
            .also(its_place, "the earlier stage")
            .help(format!(
                "a stage states the new total: was {} MW meant as an addition? Then write `\"{} MW\"`; else give it the date at which its total holds",
                short(capacity), short(most + capacity)
            )),
        );
    }
}

/// Reads what a zone can carry, and refuses a zone that can never carry anything.
pub(super) fn headroom(zone: &Reader<'_>, cx: &mut Context<'_>) -> Option<Curve<Megawatts>> {
    let curve: Curve<Megawatts> = zone.curve(cx, "headroom")?;
    let carries = |knot: &Knot| knot.law.as_constant().is_none_or(|value| value > 0.0);
    if curve.knots().iter().any(carries) {
        return Some(curve);
    }
    if let Some(node) = zone.get("headroom") {
        let message = format!("`{}` can never carry anything", zone.path());
        let problem = Problem::error("zone::no-headroom", message)
            .at(&node.place, "no power for any of its sites");
        cx.push(problem.help(
            "give what its grid can carry for the sites in it, or leave `headroom` out if that is not known: then the zone limits nothing",
        ));
    }
    None
}

/// Warns of headroom that no site draws on.
pub(super) fn zones(root: &Reader<'_>, zones: &[Zone], sites: &[Site], cx: &mut Context<'_>) {
    let used: BTreeSet<usize> = sites.iter().filter_map(|site| site.zone).collect();
    let Some(written) = root.get("zone").and_then(Node::as_table) else {
        return;
    };
    let given = zones.iter().enumerate();
    for (index, Zone { id, .. }) in given.filter(|(_, zone)| zone.headroom.is_some()) {
        let node = written.table(id).and_then(|zone| zone.get("headroom"));
        let (false, Some(node)) = (used.contains(&index), node) else {
            continue;
        };
        let message = format!("no site is in the zone `{id}`, whose headroom is given");
        let problem = Problem::warning("zone::unused", message).at(&node.place, "limits nothing");
        cx.push(problem.help(format!(
            "a site says in which zone it is: `zone = \"{id}\"`; or take the zone out"
        )));
    }
}

/// A power to a tenth of a megawatt, without an empty decimal: "117", "52.4".
fn short(megawatts: f64) -> String {
    let text = format!("{megawatts:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_string)
}

/// Reports a yearly mean PUE above the design PUE: both come from one uniform, so they are compared
/// percentile by percentile. An error where the scenario states both and all three are above.
pub(super) fn pue(
    site: &Reader<'_>,
    mean: &Distribution,
    peak: &Distribution,
    cx: &mut Context<'_>,
) {
    const LEVELS: [(&str, f64); 3] = [("P10", 0.1), ("P50", 0.5), ("P90", 0.9)];
    let is_above = |(_, u): &(&str, f64)| mean.quantile(*u) > peak.quantile(*u) * (1.0 + EQUAL);
    let above: Vec<(&str, f64)> = LEVELS.into_iter().filter(is_above).collect();
    let Some((first, u)) = above.first() else {
        return;
    };
    let (own, other) = (site.get("pue"), site.get("pue_peak"));
    let Some(marked) = own.or(other) else {
        return;
    };
    let levels: Vec<&str> = above.iter().map(|(level, _)| *level).collect();
    let message = format!(
        "`pue` of `{}` is above `pue_peak` at {}",
        site.path(),
        levels.join(", ")
    );
    let is_stated = own.is_some() && other.is_some();
    let problem = if above.len() == LEVELS.len() && is_stated {
        Problem::error("site::pue", message)
    } else {
        Problem::warning("site::pue", message)
    };
    let figures = format!(
        "{first}: {:.2} over the year, {:.2} at peak",
        mean.quantile(*u),
        peak.quantile(*u)
    );
    let mut problem = problem.at(&marked.place, figures);
    if let (Some(_), Some(other)) = (own, other) {
        problem = problem.also(&other.place, "the ratio at peak");
    }
    problem = problem
        .help("`pue_peak` is the design ratio at peak, which the mean of a year does not exceed");
    cx.push(match (own, other) {
        (Some(_), None) => problem.help("write `pue_peak` too: its default is lower than this"),
        (None, _) => problem.help("write `pue` too: its default is higher than this"),
        _ => problem.help("correct one of the two"),
    });
}

/// Warns of more GPUs seen running than the phase has: `whole` is its median size.
pub(super) fn observed(
    phase: &Reader<'_>,
    observed: &Observed,
    whole: Option<f64>,
    cx: &mut Context<'_>,
) {
    let of_section = phase.get("observed").and_then(Node::as_table);
    let (Some(node), Some(whole)) = (of_section.and_then(|table| table.get("gpus")), whole) else {
        return;
    };
    let seen: &Uncertain<Gpus> = &observed.gpus;
    let seen = seen.median();
    if seen <= whole * (1.0 + EQUAL) {
        return;
    }
    let mut problem = Problem::warning(
        "phase::observed-above",
        format!(
            "more of `{}` was seen running than it has: {seen:.0} GPUs of {whole:.0}",
            phase.path()
        ),
    )
    .at(&node.place, "more than the whole phase");
    if let Some(size) = phase.get("gpus").or(phase.get("it_load")) {
        problem = problem.also(&size.place, format!("{whole:.0} GPUs"));
    }
    cx.push(problem.help(
        "if all of it runs, say `actual_online` and `actual_gpus`; if it grew, correct its size",
    ));
}
