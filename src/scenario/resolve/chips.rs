//! Chips: the catalogue's, with the fields that the scenario overrides, and the scenario's own.

use super::context::Context;
use super::dependence;
use super::reader::Reader;
use super::roadmap;
use super::supply;
use super::world::ids_of;
use crate::model::{Chip, ChipChoice};
use crate::scenario::keys::Named;
use crate::scenario::problem::Problem;
use crate::scenario::quantity;
use crate::scenario::tree::{Node, Table, Value};
use std::collections::BTreeSet;

/// Ids of the chips that phases, pools and roadmaps name, in order. Unknown ones are reported where they are read.
pub(super) fn in_use(root: &Table, catalogue: &Table) -> Vec<String> {
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let sites = root.table("site").into_iter().flat_map(Table::iter);
    let phases = sites
        .filter_map(|(_, site)| site.as_table()?.table("phase"))
        .flat_map(Table::iter)
        .filter_map(|(_, phase)| phase.as_table());
    let programmes = root.table("programme").into_iter().flat_map(Table::iter);
    let remainders = programmes.filter_map(|(_, own)| own.as_table()?.table("remainder"));
    for phase in phases.chain(remainders) {
        let restart = phase
            .table("restart")
            .and_then(|restart| restart.get("chip"));
        for node in phase.get("chip").into_iter().chain(restart) {
            named.extend(named_by(node));
        }
    }
    let of_stories = dependence::chips_named(root);
    named.extend(of_stories.iter().flat_map(named_by));
    named.extend(roadmap::chips_named(root));
    named.extend(supply::chips_named(root));
    let own = root.table("chip");
    let is_known =
        |id: &&str| catalogue.get(id).is_some() || own.is_some_and(|own| own.get(id).is_some());
    named
        .into_iter()
        .filter(is_known)
        .map(str::to_string)
        .collect()
}

fn named_by(node: &Node) -> Vec<&str> {
    match &node.value {
        Value::Text(id) => vec![id],
        Value::Table(table) => {
            let values = table.get("values").and_then(Node::as_array).unwrap_or(&[]);
            values.iter().filter_map(Node::as_text).collect()
        }
        _ => Vec::new(),
    }
}

/// Reads every chip that the scenario writes or uses; gives those in use, in the order of `cx.chips`.
pub(super) fn read(root: &Reader<'_>, cx: &mut Context<'_>) -> Vec<Chip> {
    let catalogue = cx.catalogue;
    let in_use: BTreeSet<String> = cx.chips.iter().cloned().collect();
    if let Some(node) = root.get("chip").filter(|node| node.as_table().is_none()) {
        root.wrong_type(cx, "chip", node, "a table for each chip");
    }
    let ids: BTreeSet<String> = ids_of(cx.root, "chip")
        .into_iter()
        .chain(in_use.clone())
        .collect();
    let mut chips = Vec::new();
    for id in ids {
        let recorded = cx.values.len();
        let Some(reader) = root.chip(cx, &id, catalogue.chips().get(&id)) else {
            continue;
        };
        let chip = one(&id, &reader, cx);
        if in_use.contains(&id) {
            chips.extend(chip);
        } else {
            cx.values.truncate(recorded);
        }
    }
    chips
}

fn one(id: &str, reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<Chip> {
    let name = reader.label(cx, "name").unwrap_or_else(|| id.to_string());
    reader.label(cx, "vendor");
    let watts = reader.quantity(cx, "watts");
    let ops_8bit = reader.quantity(cx, "ops_8bit");
    let flops_16bit = reader.quantity(cx, "flops_16bit");
    let flops_4bit = reader.quantity(cx, "flops_4bit");
    let hbm_gb = reader.number(cx, "hbm_gb");
    let price = reader.quantity(cx, "price");
    let first_ship = reader.period(cx, "first_ship");
    Some(Chip {
        id: id.to_string(),
        name,
        watts: watts?,
        ops_8bit: ops_8bit?,
        flops_16bit,
        flops_4bit,
        hbm_gb,
        price,
        first_ship,
    })
}

/// Reads which chip a phase has.
pub(super) fn choice(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<ChipChoice> {
    let node = reader.get("chip")?;
    match &node.value {
        Value::Text(id) => {
            let index = index(cx, id, node)?;
            reader.record(cx, "chip");
            Some(ChipChoice::One(index))
        }
        Value::Table(table) if table.get("roadmap").is_some() => {
            let choice = roadmap::choice(node, table, cx)?;
            reader.record(cx, "chip");
            Some(choice)
        }
        Value::Table(table) => {
            let options = options(node, table, reader, cx)?;
            reader.record(cx, "chip");
            Some(ChipChoice::OneOf {
                path: reader.join("chip"),
                options,
            })
        }
        _ => {
            reader.wrong_type(cx, "chip", node, "a chip's id");
            None
        }
    }
}

fn options(
    node: &Node,
    table: &Table,
    reader: &Reader<'_>,
    cx: &mut Context<'_>,
) -> Option<Vec<(usize, f64)>> {
    let mut is_sound = true;
    for (key, entry) in table
        .iter()
        .filter(|(key, _)| !["values", "weights"].contains(key))
    {
        let message = format!("unknown key `{}` in a choice of chips", key.escape_debug());
        let problem = Problem::error("key::unknown", message).at(&entry.key, "not a key here");
        cx.push(problem.help("write `{ values = [\"gb200\", \"gb300\"], weights = [1, 3] }`"));
        is_sound = false;
    }
    let Some(values) = table
        .get("values")
        .and_then(Node::as_array)
        .filter(|list| !list.is_empty())
    else {
        reader.wrong_type(
            cx,
            "chip",
            node,
            "`values`, a list of chip ids, where it is a table",
        );
        return None;
    };
    let mut indices = Vec::new();
    for value in values {
        match value.as_text() {
            Some(id) => indices.extend(index(cx, id, value)),
            None => reader.wrong_type(cx, "chip", value, "a chip's id"),
        }
    }
    let weights = weights(table, values.len(), reader, cx)?;
    (is_sound && indices.len() == values.len()).then(|| indices.into_iter().zip(weights).collect())
}

fn weights(
    table: &Table,
    count: usize,
    reader: &Reader<'_>,
    cx: &mut Context<'_>,
) -> Option<Vec<f64>> {
    let Some(node) = table.get("weights") else {
        return Some(vec![1.0; count]);
    };
    let Some(members) = node.as_array() else {
        reader.wrong_type(cx, "chip", node, "`weights`, a list of numbers");
        return None;
    };
    if members.len() != count {
        let message = format!("`weights` has {} for {count} chips", members.len());
        let problem = Problem::error("chip::weights", message).at(&node.place, "one weight a chip");
        cx.push(problem.help("leave `weights` out if the chips are equally likely"));
        return None;
    }
    let mut weights = Vec::new();
    for member in members {
        let weight = quantity::number(member, "weights", cx.problems)?;
        if weight <= 0.0 {
            let problem = Problem::error("chip::weights", format!("a weight of {weight}"))
                .at(&member.place, "must be above 0");
            cx.push(problem.help("leave out a chip that is not possible"));
            return None;
        }
        weights.push(weight);
    }
    Some(weights)
}

fn index(cx: &mut Context<'_>, id: &str, node: &Node) -> Option<usize> {
    if !cx.check_id(Named::Chip, id, &node.place) {
        return None;
    }
    cx.chips
        .binary_search_by(|known| known.as_str().cmp(id))
        .ok()
}
