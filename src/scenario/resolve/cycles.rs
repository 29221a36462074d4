//! Loops: things that wait for each other, or that are part of each other.

use super::context::Context;
use super::links::Names;
use super::reader::Reader;
use crate::model::{LinkFrom, Milestone};
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::tree::Place;

/// A graph of nodes by number; each edge goes from what waits to what it waits for, and has the
/// place where that is written, if it is written.
pub(super) struct Graph {
    pub(super) edges: Vec<Vec<(usize, Option<Place>)>>,
}

impl Graph {
    pub(super) fn new(nodes: usize) -> Self {
        Self {
            edges: vec![Vec::new(); nodes],
        }
    }

    /// One loop for each separate tangle: its nodes, each with the place of the edge to the next.
    pub(super) fn loops(&self) -> Vec<Vec<(usize, Option<Place>)>> {
        const NEW: u8 = 0;
        const OPEN: u8 = 1;
        const DONE: u8 = 2;
        let mut state = vec![NEW; self.edges.len()];
        let mut found = Vec::new();
        for start in 0..self.edges.len() {
            if state[start] != NEW {
                continue;
            }
            // Not recursive: a chain may be as long as a file.
            let mut path: Vec<(usize, usize)> = vec![(start, 0)];
            state[start] = OPEN;
            let mut is_reported = false;
            while let Some((node, next)) = path.last_mut() {
                let node = *node;
                let Some((to, _)) = self.edges[node].get(*next) else {
                    state[node] = DONE;
                    path.pop();
                    continue;
                };
                *next += 1;
                match state[*to] {
                    NEW => {
                        state[*to] = OPEN;
                        path.push((*to, 0));
                    }
                    OPEN if !is_reported => {
                        let from = path.iter().position(|(node, _)| node == to).unwrap_or(0);
                        let edge = |(node, next): &(usize, usize)| {
                            (*node, self.edges[*node][*next - 1].1.clone())
                        };
                        found.push(path[from..].iter().map(edge).collect());
                        is_reported = true;
                    }
                    _ => {}
                }
            }
        }
        found
    }
}

/// Reports a loop: its nodes by name, each with the place of the edge to the next.
pub(super) fn report(
    problems: &mut Problems,
    code: &'static str,
    what: &str,
    ring: &[(String, Option<Place>)],
    help: &str,
) {
    // What stands in the file: whoever waits, and what it names.
    let is_shown = |index: usize| {
        let before = (index + ring.len() - 1) % ring.len();
        ring[index].1.is_some() || ring[before].1.is_some()
    };
    // In the order of work, what comes first first, from the link that stands first in the file.
    let shown = (0..ring.len()).rev().filter(|index| is_shown(*index));
    let mut names: Vec<(&str, Option<&Place>)> = shown
        .map(|index| (ring[index].0.as_str(), ring[index].1.as_ref()))
        .collect();
    let least = (0..names.len())
        .filter(|index| names[*index].1.is_some())
        .min_by_key(|index| names[*index].1.cloned());
    names.rotate_left(least.unwrap_or(0));
    let drawn: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let message = format!("{what}: {} -> {}", drawn.join(" -> "), drawn[0]);
    let mut problem = Problem::error(code, message);
    names.sort_by(|a, b| a.1.cmp(&b.1));
    let placed = names
        .into_iter()
        .filter_map(|(name, place)| Some((name, place?)));
    for (index, (name, place)) in placed.enumerate() {
        let label = format!("of `{name}`");
        problem = if index == 0 {
            problem.at(place, label)
        } else {
            problem.also(place, label)
        };
    }
    problems.push(problem.help(help));
}

/// Reports programmes that are part of themselves.
pub(super) fn of_programmes(root: &Reader<'_>, cx: &mut Context<'_>) {
    let ids = super::world::ids_of(cx.root, "programme");
    let mut graph = Graph::new(ids.len());
    let table = root.get("programme").and_then(|node| node.as_table());
    for (index, id) in ids.iter().enumerate() {
        let part_of = table.and_then(|table| table.at(&[id, "part_of"]));
        for (parent, node) in part_of.map(super::evidence::texts_of).unwrap_or_default() {
            if let Some(to) = ids.iter().position(|id| id == parent) {
                graph.edges[index].push((to, Some(node.place.clone())));
            }
        }
    }
    for ring in graph.loops() {
        // A programme's parent stands to its right: "nscale-uk -> nvidia-uk -> nscale-uk".
        let ring: Vec<(String, Option<Place>)> = ring
            .into_iter()
            .rev()
            .map(|(node, place)| (ids[node].clone(), place))
            .collect();
        report(
            cx.problems,
            "programme::cycle",
            "these programmes are part of each other",
            &ring,
            "take one `part_of` out: the largest announcement is part of none",
        );
    }
}

/// Reports activities and milestones that wait for each other.
pub(super) fn of_schedule(cx: &mut Context<'_>) {
    let numbers = Numbers::of(&cx.names);
    let mut graph = Graph::new(numbers.count);
    for (site, names) in cx.names.sites.iter().enumerate() {
        for (phase, names) in names.phases.iter().enumerate() {
            let first = numbers.first[site][phase];
            for activity in 0..names.activities.len() {
                graph.edges[first].push((first + 3 + activity, None));
            }
            graph.edges[first + 1].push((first, None));
            graph.edges[first + 2].push((first + 1, None));
        }
    }
    for link in &cx.links {
        let first = numbers.first[link.site][link.phase];
        let to = match &link.link.from {
            LinkFrom::Activity(activity) => first + 3 + activity,
            LinkFrom::Phase {
                site,
                phase,
                milestone,
            } => {
                numbers.first[*site][*phase]
                    + match milestone {
                        Milestone::Ready => 0,
                        Milestone::Online => 1,
                        Milestone::Complete => 2,
                    }
            }
            // A stage waits for nothing.
            LinkFrom::Stage(_) => continue,
        };
        graph.edges[first + 3 + link.activity].push((to, Some(link.place.clone())));
    }
    for ring in graph.loops() {
        let is_within = {
            let mut phases: Vec<(usize, usize)> = ring
                .iter()
                .map(|(node, _)| numbers.phase_of(*node))
                .collect();
            phases.dedup();
            phases.len() == 1
        };
        let ring: Vec<(String, Option<Place>)> = ring
            .into_iter()
            .map(|(node, place)| (numbers.name(node, &cx.names, is_within), place))
            .collect();
        report(
            cx.problems,
            "schedule::cycle",
            "these wait for each other",
            &ring,
            "take out the link that does not hold: work that overlaps is one activity, or a link with a lag to what both wait for",
        );
    }
}

/// The numbers of a phase's nodes: ready, online, complete, then its activities.
struct Numbers {
    first: Vec<Vec<usize>>,
    count: usize,
}

impl Numbers {
    fn of(names: &Names) -> Self {
        let mut count = 0;
        let mut first = Vec::new();
        for site in &names.sites {
            let mut of_site = Vec::new();
            for phase in &site.phases {
                of_site.push(count);
                count += 3 + phase.activities.len();
            }
            first.push(of_site);
        }
        Self { first, count }
    }

    fn phase_of(&self, node: usize) -> (usize, usize) {
        let mut found = (0, 0);
        for (site, phases) in self.first.iter().enumerate() {
            for (phase, first) in phases.iter().enumerate() {
                if *first <= node {
                    found = (site, phase);
                }
            }
        }
        found
    }

    fn name(&self, node: usize, names: &Names, is_within: bool) -> String {
        let (site, phase) = self.phase_of(node);
        let offset = node - self.first[site][phase];
        let site = &names.sites[site];
        let phase = &site.phases[phase];
        let name = match offset {
            0 => "ready",
            1 => "online",
            2 => "complete",
            activity => &phase.activities[activity - 3],
        };
        if is_within {
            name.to_string()
        } else {
            format!("{}.{}.{name}", site.id, phase.id)
        }
    }
}
