//! What no site accounts for, as sites: done on the document, so that a remainder has its own draws,
//! its own rows and its own address like anything that is written.
//!
//! How large a remainder is follows from all that is announced; so the scenario is read twice where
//! there is one, first with remainders of some size or other.

use super::ids;
use crate::model::{Account, Balance, Model, Rest, Standing};
use crate::scenario::Document;
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::tree::{Node, Place, Table, Value};
use std::collections::BTreeSet;

/// Keys of a programme that those within it take over.
const INHERITED: [&str; 4] = ["announced", "by", "zone", "country"];
/// Blocks of a remainder that says nothing, as the defaults have it.
const BLOCKS: i64 = 3;

/// A remainder in a ledger that fills totals, as it is written.
pub(super) struct Asked {
    /// Id of its programme.
    pub id: String,
    /// Its own table, as the phases are to have it, without `blocks`.
    phase: Table,
    /// Its node, where all that is not written stands.
    at: Node,
    blocks: i64,
    /// What its site has: name, programme, place, sources.
    site: Table,
}

impl Asked {
    /// The id of its site.
    pub fn site(&self) -> String {
        format!("{}-remainder", self.id)
    }
}

/// The remainders that a document describes in ledgers that fill totals.
pub(super) fn asked(root: &Table) -> Vec<Asked> {
    let Some(programmes) = root.table("programme") else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for (id, node) in ids::in_order(programmes) {
        let remainder = node.as_table().and_then(|own| own.get("remainder"));
        let table = remainder.and_then(Node::as_table);
        let Some((at, table)) = remainder.zip(table) else {
            continue;
        };
        let above = above(programmes, id);
        let is_filled = above.iter().any(|own| {
            let flag = own.get("fills_totals").map(|node| &node.value);
            flag == Some(&Value::Boolean(true))
        });
        if is_filled {
            all.push(one(id, at, table, &above));
        }
    }
    all
}

/// A programme and those that it is part of, the nearest first.
fn above<'a>(programmes: &'a Table, id: &str) -> Vec<&'a Table> {
    let mut seen = BTreeSet::from([id.to_string()]);
    let mut open = std::collections::VecDeque::from([id.to_string()]);
    let mut found = Vec::new();
    while let Some(id) = open.pop_front() {
        let Some(own) = programmes.table(&id) else {
            continue;
        };
        found.push(own);
        let parents = own.get("part_of").map(super::evidence::texts_of);
        for (parent, _) in parents.unwrap_or_default() {
            if seen.insert(parent.to_string()) {
                open.push_back(parent.to_string());
            }
        }
    }
    found
}

fn one(id: &str, at: &Node, table: &Table, above: &[&Table]) -> Asked {
    let place_of = |value: Value| Node {
        value,
        place: at.key.clone(),
        key: at.key.clone(),
    };
    let nearest = |key: &str| above.iter().find_map(|own| own.get(key)).cloned();
    let mut phase = table.clone();
    let blocks = match phase.remove("blocks").map(|node| node.value) {
        Some(Value::Integer(blocks)) if (1..=1_000).contains(&blocks) => blocks,
        // What is wrong with it is reported where the programme is read.
        _ => BLOCKS,
    };
    let mut site = Table::default();
    for key in INHERITED {
        let Some(node) = nearest(key) else { continue };
        match key {
            "by" if !phase.keys().any(|key| key == "online" || key == "expected") => {
                phase.insert("online", node);
            }
            "by" => {}
            // The zone gives the country.
            "country" if site.get("zone").is_some() => {}
            _ => {
                site.insert(key, node);
            }
        }
    }
    let own = above.first();
    let name = own.and_then(|own| own.get("name")).and_then(Node::as_text);
    let name = format!("Rest of {}", name.unwrap_or(id));
    site.insert("name", place_of(Value::Text(name)));
    site.insert("unsited", place_of(Value::Boolean(true)));
    site.insert("programme", place_of(Value::Text(id.to_string())));
    if let Some(sources) = own.and_then(|own| own.get("sources")) {
        site.insert("sources", sources.clone());
    }
    let assumed = own.and_then(|own| own.get("assumptions"));
    let assumed = assumed.map(of_phases).unwrap_or_default();
    if !assumed.is_empty() {
        site.insert("assumptions", place_of(Value::Array(assumed)));
    }
    Asked {
        id: id.to_string(),
        phase,
        at: at.clone(),
        blocks,
        site,
    }
}

/// What a programme's list of assumptions says of its remainder, as its site's says it.
fn of_phases(list: &Node) -> Vec<Node> {
    let mut found = Vec::new();
    for (text, node) in super::evidence::texts_of(list) {
        let Some(rest) = text.strip_prefix("remainder") else {
            continue;
        };
        // How many blocks there are is a value of the programme's.
        if rest != ".blocks" {
            let value = Value::Text(format!("phase.*{rest}"));
            found.push(Node {
                value,
                ..node.clone()
            });
        }
    }
    found
}

/// A document with the sites of these remainders; `size` is that of the whole remainder.
pub(super) fn lay(
    document: &Document,
    asked: &[Asked],
    size: impl Fn(&Asked) -> Option<Rest>,
    problems: &mut Problems,
) -> Document {
    let mut document = document.clone();
    for remainder in asked {
        let Some(rest) = size(remainder) else {
            continue;
        };
        let id = remainder.site();
        let place = remainder.at.key.clone();
        let around = |table: Table| Node {
            value: Value::Table(table),
            place: place.clone(),
            key: place.clone(),
        };
        let sites = document.root.entries.entry("site".to_string());
        let sites = sites.or_insert_with(|| around(Table::default()));
        let Some(sites) = sites.as_table_mut() else {
            continue;
        };
        if let Some(known) = sites.get(&id) {
            problems.push(taken(&id, remainder, &known.key));
            continue;
        }
        let mut site = remainder.site.clone();
        site.insert("phase", around(phases(remainder, rest)));
        sites.insert(id, around(site));
    }
    document
}

fn taken(id: &str, remainder: &Asked, place: &Place) -> Problem {
    Problem::error(
        "programme::remainder-id",
        format!(
            "the remainder of `programme.{}` is the site `{id}`, which there is already",
            remainder.id
        ),
    )
    .at(place, "a site of this name")
    .also(&remainder.at.key, "what no site accounts for")
    .help("give the site another id")
}

fn phases(remainder: &Asked, rest: Rest) -> Table {
    let mut phases = Table::default();
    let count = remainder.blocks;
    let (key, size) = match rest {
        Rest::Gpus(gpus) => ("gpus", Value::Float(gpus / count as f64)),
        Rest::ItLoad(load) | Rest::Implied(load) => (
            "it_load",
            Value::Text(format!("{} MW", load / count as f64)),
        ),
    };
    for number in 1..=count {
        let mut phase = remainder.phase.clone();
        let mut set = |key: &str, value: Value| {
            let place = remainder.at.key.clone();
            let node = Node {
                value,
                place: place.clone(),
                key: place,
            };
            phase.insert(key, node);
        };
        set(key, size.clone());
        let name = match count {
            1 => "all of it".to_string(),
            _ => format!("part {number} of {count}"),
        };
        set("name", Value::Text(name));
        let node = Node {
            value: Value::Table(phase),
            ..remainder.at.clone()
        };
        phases.insert(format!("r-{number}"), node);
    }
    phases
}

/// Marks the sites of remainders in a model.
pub(super) fn mark(model: &mut Model, asked: &[Asked]) {
    for remainder in asked {
        let programme = model
            .programmes
            .iter()
            .position(|programme| programme.id == remainder.id);
        let id = remainder.site();
        for site in model.sites.iter_mut().filter(|site| site.id == id) {
            site.remainder_of = programme;
        }
    }
}

/// Says how the sizes of remainders came about, where the values used are listed.
pub(super) fn tell(model: &mut Model, asked: &[Asked]) {
    let accounts = model.accounts();
    for remainder in asked {
        let index = model
            .programmes
            .iter()
            .position(|programme| programme.id == remainder.id);
        let Some((account, rest)) = index.and_then(|index| {
            let account = accounts.get(index)?;
            Some((account, account.rest()?))
        }) else {
            continue;
        };
        let (key, size) = match rest {
            Rest::Gpus(gpus) => ("gpus", gpus),
            Rest::ItLoad(load) | Rest::Implied(load) => ("it_load", load),
        };
        let reason = reason(account, rest, remainder.blocks);
        let prefix = format!("site.{}.phase.r-", remainder.site());
        let count = remainder.blocks;
        for value in &mut model.values {
            let own = value.path.strip_prefix(&prefix);
            if own
                .and_then(|rest| rest.split_once('.'))
                .is_some_and(|(_, name)| name == key)
            {
                value.value = written(size / count as f64);
                value.standing = Standing::Default;
                value.reason = Some(reason.clone());
            }
        }
    }
}

/// How the size of a remainder came about.
fn reason(account: &Account, rest: Rest, count: i64) -> String {
    let of = |total: f64, unit: &str, claimed: f64| {
        format!(
            "worked out: {} {unit} less {} claimed, in {count} equal parts",
            written(total),
            written(claimed)
        )
    };
    let announced = |balance: Balance, unit: &str| {
        let total = balance.total.unwrap_or_default();
        of(total, unit, balance.claimed)
    };
    match rest {
        Rest::Gpus(_) => announced(account.gpus, "GPUs announced"),
        Rest::ItLoad(_) => announced(account.it_load, "MW announced"),
        Rest::Implied(_) => {
            let total = account.implied.unwrap_or_default();
            let unit = "MW that its sum implies at what a MW costs all in,";
            let by_medians = of(total, unit, account.it_load.claimed);
            format!("{by_medians}; these are medians, each trial has its own")
        }
    }
}

/// A number as values are written.
fn written(number: f64) -> String {
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}
