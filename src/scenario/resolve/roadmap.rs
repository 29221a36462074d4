//! `[roadmap.x]`: generations of chips, and the phases that follow one.

use super::context::Context;
use super::dependence;
use super::reader::Reader;
use crate::calendar::{Instant, Period};
use crate::model::{ChipChoice, Hold, Ordering, Roadmap};
use crate::scenario::date;
use crate::scenario::keys::Named;
use crate::scenario::problem::Problem;
use crate::scenario::quantity::Measure;
use crate::scenario::tree::{Node, Table};

/// How steps are written, for messages.
const FORM: &str = "write `steps = { 2025-03-01 = \"gb200\", 2025-10-01 = \"gb300\" }`";

/// Reads every `[roadmap.x]` for what may be wrong with it; phases take what they follow by its id.
pub(super) fn check(root: &Reader<'_>, cx: &mut Context<'_>) {
    for (id, reader) in root.entities(cx, "roadmap") {
        reader.label(cx, "name");
        let Some(node) = reader.get("steps") else {
            continue;
        };
        let Some(table) = node
            .as_table()
            .filter(|table| table.iter().next().is_some())
        else {
            reader.wrong_type(cx, "steps", node, "a chip for each date");
            continue;
        };
        reader.record(cx, "steps");
        let mut dated: Vec<(Period, &Node)> = Vec::new();
        for (key, node) in table.iter() {
            match date::parse(key) {
                Some(period) => dated.push((period, node)),
                None => cx.push(no_date(id, key, node)),
            }
            match node.as_text() {
                Some(chip) => drop(cx.check_id(Named::Chip, chip, &node.place)),
                None => reader.wrong_type(cx, "steps", node, "a chip's id for each date"),
            }
        }
        dated.sort_by_key(|(period, _)| period.first);
        for pair in dated.windows(2) {
            if pair[0].0.first == pair[1].0.first {
                let message = format!("`roadmap.{id}` has two chips from one date on");
                let problem = Problem::error("roadmap::twice", message)
                    .at(&pair[1].1.key, "this date")
                    .also(&pair[0].1.key, "begins with this one");
                cx.push(problem.help("write each date once; a period stands for its first day"));
            }
        }
    }
}

fn no_date(id: &str, key: &str, node: &Node) -> Problem {
    let message = format!(
        "`{}` in `roadmap.{id}.steps` is no date",
        key.escape_debug()
    );
    let problem = Problem::error("roadmap::date", message).at(&node.key, "no date");
    problem.help(format!("a date is {}; {FORM}", Measure::Date.examples()))
}

/// The steps of a table that can be read, in the order of their dates.
fn steps(table: &Table) -> Vec<(Instant, &str)> {
    let entries = table.iter();
    let mut steps: Vec<(Instant, &str)> = entries
        .filter_map(|(key, node)| {
            Some((Instant::start_of(date::parse(key)?.first), node.as_text()?))
        })
        .collect();
    steps.sort_by(|a, b| a.0.days().total_cmp(&b.0.days()));
    steps
}

/// Ids of all chips on roadmaps, known or not.
pub(super) fn chips_named(root: &Table) -> Vec<&str> {
    let roadmaps = root.table("roadmap").into_iter().flat_map(Table::iter);
    let tables = roadmaps.filter_map(|(_, roadmap)| roadmap.as_table()?.table("steps"));
    tables
        .flat_map(|table| steps(table).into_iter().map(|(_, chip)| chip))
        .collect()
}

/// Reads `{ roadmap = "nvidia" }`.
pub(super) fn choice(node: &Node, table: &Table, cx: &mut Context<'_>) -> Option<ChipChoice> {
    let mut is_sound = true;
    for (key, entry) in table.iter().filter(|(key, _)| *key != "roadmap") {
        let message = format!("unknown key `{}` beside a roadmap", key.escape_debug());
        let problem = Problem::error("key::unknown", message).at(&entry.key, "not a key here");
        cx.push(problem.help("write `chip = { roadmap = \"nvidia\" }`, or several chips with weights without a roadmap"));
        is_sound = false;
    }
    let named = table.get("roadmap")?;
    let Some(id) = named.as_text() else {
        let message = "`roadmap` needs the id of a `[roadmap.x]`";
        let label = format!("this is {}", named.value.kind());
        let problem = Problem::error("key::type", message).at(&node.place, label);
        cx.push(problem.help("write `chip = { roadmap = \"nvidia\" }`"));
        return None;
    };
    if !cx.check_id(Named::Roadmap, id, &named.place) {
        return None;
    }
    // What cannot be read was reported where it stands.
    let own = cx.root.table("roadmap")?.table(id)?.table("steps")?;
    let index = |id: &str| {
        cx.chips
            .binary_search_by(|known| known.as_str().cmp(id))
            .ok()
    };
    let steps: Vec<(Instant, usize)> = steps(own)
        .into_iter()
        .filter_map(|(from, chip)| Some((from, index(chip)?)))
        .collect();
    let roadmap = Roadmap {
        id: id.to_string(),
        steps,
    };
    (is_sound && !roadmap.steps.is_empty()).then_some(ChipChoice::Roadmap(roadmap))
}

/// Reads `order_lead` and `hold` of a phase that a roadmap can give its chip.
pub(super) fn ordering(
    reader: &Reader<'_>,
    choices: &[Option<&ChipChoice>],
    cx: &mut Context<'_>,
) -> Option<Ordering> {
    let follows = |choice: &&ChipChoice| matches!(choice, ChipChoice::Roadmap(_));
    let by_node = |node: Option<&Node>| {
        node.and_then(Node::as_table)
            .is_some_and(|table| table.get("roadmap").is_some())
    };
    let told = dependence::chips_named(cx.root);
    let may_follow = choices.iter().flatten().any(follows)
        || by_node(reader.get("chip"))
        || told.iter().any(|node| by_node(Some(node)));
    if may_follow {
        let lead = reader.quantity(cx, "order_lead");
        let hold = match reader.word(cx, "hold").as_deref() {
            Some("gpus") => Hold::Gpus,
            _ => Hold::ItLoad,
        };
        return Some(Ordering { lead: lead?, hold });
    }
    for name in ["order_lead", "hold"] {
        if let Some(node) = reader.get(name) {
            let message = format!("`{name}` of `{}` moves nothing", reader.path());
            let problem = Problem::warning("phase::no-roadmap", message)
                .at(&node.key, "its chip is not by roadmap");
            cx.push(problem.help("write `chip = { roadmap = \"nvidia\" }`, or leave it out"));
        }
    }
    None
}
