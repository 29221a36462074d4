//! `[supply.x]`: pools of deliveries, which phases draw on them, and in which order that can be
//! worked out.

use super::context::Context;
use super::cycles::{self, Graph};
use super::dependence::{self, World};
use super::links::LinkAt;
use super::reader::Reader;
use crate::model::{ChipChoice, LinkFrom, Model, Phase, PhaseState, Site, Size, Supply};
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::tree::{Node, Place, Table};

/// Reads every pool.
pub(super) fn read(root: &Reader<'_>, world: World<'_>, cx: &mut Context<'_>) -> Vec<Supply> {
    let mut pools = Vec::new();
    for (id, reader) in root.entities(cx, "supply") {
        let named = reader.ids(cx, "chips");
        if let (Some([]), Some(node)) = (named.as_deref(), reader.get("chips"))
            && node.as_array().is_some_and(<[Node]>::is_empty)
        {
            let message = format!("`{}` has no chips", reader.path());
            let problem = Problem::error("supply::chips", message).at(&node.place, "none");
            cx.push(problem.help("name the chips that it delivers: `chips = [\"gb300\"]`"));
        }
        let cumulative = reader.curve(cx, "cumulative");
        let selected = if reader.has("applies_to") {
            dependence::phases_of(&reader, world, cx)
        } else {
            Some(all_phases(world.sites))
        };
        let index = |id: &String| cx.chips.binary_search(id).ok();
        let chips = named.unwrap_or_default().iter().filter_map(index).collect();
        let (Some(cumulative), Some(selected)) = (cumulative, selected) else {
            continue;
        };
        pools.push(Supply {
            id: id.to_string(),
            name: reader.label(cx, "name").unwrap_or_else(|| id.to_string()),
            chips,
            cumulative,
            selected,
            sources: reader.sources(cx),
        });
    }
    pools
}

fn all_phases(sites: &[Site]) -> Vec<(usize, usize)> {
    let sites = sites.iter().enumerate();
    let phases = sites.flat_map(|(site, of)| (0..of.phases.len()).map(move |phase| (site, phase)));
    phases.collect()
}

/// Ids of all chips that pools deliver, known or not.
pub(super) fn chips_named(root: &Table) -> Vec<&str> {
    let pools = root.table("supply").into_iter().flat_map(Table::iter);
    let chips = pools.filter_map(|(_, pool)| pool.as_table()?.get("chips"));
    chips
        .flat_map(|node| node.as_array().unwrap_or(std::slice::from_ref(node)))
        .filter_map(Node::as_text)
        .collect()
}

/// Reports what cannot be of the pools of a whole model, and what is hardly meant.
pub(super) fn check(model: &Model, links: &[LinkAt], root: &Table, problems: &mut Problems) {
    let members: Vec<Vec<(usize, usize)>> = model
        .supply
        .iter()
        .map(|supply| model.draw_on(supply))
        .collect();
    for (index, supply) in model.supply.iter().enumerate() {
        let Some(node) = root.table("supply").and_then(|table| table.get(&supply.id)) else {
            continue;
        };
        if members[index].is_empty() && model.replay.is_none() {
            let problem = Problem::warning(
                "supply::unused",
                format!("no phase draws on `supply.{}`", supply.id),
            )
            .at(&node.key, "bounds nothing");
            problems.push(problem.help(
                "phases draw on it whose chip is one of its `chips` and that its `applies_to` matches",
            ));
        }
        check_facts(model, supply, &members[index], node, problems);
    }
    let is_single = check_twice(model, &members, root, problems);
    if is_single {
        check_order(model, &members, links, root, problems);
    }
}

fn name(model: &Model, (site, phase): (usize, usize)) -> String {
    let site = &model.sites[site];
    format!("{}.{}", site.id, site.phases[phase].id)
}

/// Whether no phase may draw on two pools; says which does.
fn check_twice(
    model: &Model,
    members: &[Vec<(usize, usize)>],
    root: &Table,
    problems: &mut Problems,
) -> bool {
    let key = |index: usize| {
        let id = &model.supply[index].id;
        root.table("supply")
            .and_then(|table| table.get(id))
            .map(|node| &node.key)
    };
    let mut is_single = true;
    for (second, of_second) in members.iter().enumerate() {
        for (first, of_first) in members[..second].iter().enumerate() {
            let mut both = of_second.iter().filter(|phase| of_first.contains(phase));
            let Some(&phase) = both.next() else {
                continue;
            };
            is_single = false;
            let (a, b) = (&model.supply[first].id, &model.supply[second].id);
            let others = match both.count() {
                0 => String::new(),
                1 => ", and another phase as well".to_string(),
                others => format!(", and {others} other phases as well"),
            };
            let message = format!(
                "`{}` draws on two pools, `supply.{a}` and `supply.{b}`{others}",
                name(model, phase)
            );
            let mut problem = Problem::error("supply::twice", message);
            if let Some(place) = key(second) {
                problem = problem.at(place, "one");
            }
            if let Some(place) = key(first) {
                problem = problem.also(place, "the other");
            }
            problems.push(problem.help(
                "say which phases draw on each: `applies_to = { operator = \"..\" }`, or give each chips of its own",
            ));
        }
    }
    is_single
}

/// GPUs of a phase that run already, by their medians.
fn running(model: &Model, phase: &Phase) -> f64 {
    match &phase.state {
        PhaseState::Online(fact) => match (&fact.gpus, &phase.size) {
            (Some(gpus), _) | (None, Size::Gpus(gpus)) => gpus.median(),
            (None, Size::ItLoad(load)) => {
                let watts = model.announced_chip(phase).watts.median();
                load.median() * crate::units::WATTS_PER_MEGAWATT / watts
            }
        },
        PhaseState::Open { observed, .. } => {
            observed.as_ref().map_or(0.0, |part| part.gpus.median())
        }
    }
}

fn check_facts(
    model: &Model,
    supply: &Supply,
    members: &[(usize, usize)],
    node: &Node,
    problems: &mut Problems,
) {
    let of_pool = |phase: &&Phase| {
        let own = |chip: &usize| supply.chips.contains(chip);
        matches!(phase.chip, ChipChoice::One(_)) && model.chips_of(phase).iter().all(own)
    };
    let phases = members
        .iter()
        .map(|&(site, phase)| &model.sites[site].phases[phase]);
    let taken: f64 = phases
        .filter(of_pool)
        .map(|phase| running(model, phase))
        .sum();
    let Some(last) = supply.cumulative.knots().last() else {
        return;
    };
    let all = supply.cumulative.quantile_at(last.at, 0.5);
    if taken > all {
        let message = format!(
            "`supply.{}` delivers {all:.0} GPUs in all, fewer than the {taken:.0} that run already",
            supply.id
        );
        let problem =
            Problem::warning("supply::facts", message).at(&node.key, "smaller than what is known");
        problems.push(problem.help(
            "what runs has had its chips, and nothing is left for others: raise `cumulative`, or narrow `applies_to`",
        ));
    }
}

/// Reports phases of a pool that wait for chips of the same pool to come: who is first is told by
/// when all are ready.
fn check_order(
    model: &Model,
    members: &[Vec<(usize, usize)>],
    links: &[LinkAt],
    root: &Table,
    problems: &mut Problems,
) {
    // Nodes: each phase when it is ready, then each with its chips, then the pools.
    let phases = all_phases(&model.sites);
    let number = |key: (usize, usize)| phases.binary_search(&key).unwrap_or_default();
    let (served, pools) = (phases.len(), 2 * phases.len());
    let mut graph = Graph::new(pools + members.len());
    for (pool, members) in members.iter().enumerate() {
        let place = root
            .table("supply")
            .and_then(|table| table.get(&model.supply[pool].id))
            .map(|node| node.key.clone());
        for &member in members {
            graph.edges[served + number(member)].push((pools + pool, place.clone()));
            graph.edges[pools + pool].push((number(member), None));
        }
    }
    for index in 0..phases.len() {
        graph.edges[served + index].push((index, None));
    }
    for link in links {
        let LinkFrom::Phase {
            site,
            phase,
            milestone,
        } = link.link.from
        else {
            continue;
        };
        let waits = model.sites[site].phases[phase].waits_for_chips(milestone);
        let to = number((site, phase)) + if waits { served } else { 0 };
        let from = number((link.site, link.phase));
        graph.edges[from].push((to, Some(link.place.clone())));
    }
    for ring in graph.loops() {
        let called = |node: usize| match node {
            node if node >= pools => format!("supply.{}", model.supply[node - pools].id),
            node if node >= served => {
                format!("{} with its chips", name(model, phases[node - served]))
            }
            node => format!("{} ready", name(model, phases[node])),
        };
        let ring: Vec<(String, Option<Place>)> = ring
            .into_iter()
            .map(|(node, place)| (called(node), place))
            .collect();
        cycles::report(
            problems,
            "supply::order",
            "chips go to those that are ready first, and whether these are ready waits for chips of the same pool",
            &ring,
            "wait for `ready` in place of `online` or `complete`: that is known before chips are handed out",
        );
    }
}
