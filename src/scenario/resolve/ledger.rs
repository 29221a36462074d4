//! Programmes: reading them, and what a planner should know of their ledgers.

use super::context::Context;
use super::reader::Reader;
use super::site;
use super::world::{ids_of, indices};
use super::{chips, cycles, facts};
use crate::model::{AnnouncedMoney, Balance, Model, Programme, Remainder, Rest, Zone, wider};
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::tree::{Node, Place, Table, Value};
use std::collections::BTreeSet;

/// Reads `[programme.x]`.
pub(super) fn programmes(
    root: &Reader<'_>,
    zones: &[Zone],
    cx: &mut Context<'_>,
) -> Vec<Programme> {
    let ids: Vec<String> = ids_of(cx.root, "programme");
    let mut programmes = Vec::new();
    for (id, mut reader) in root.entities(cx, "programme") {
        let announced = facts::announced(&reader, cx);
        reader.set_since(announced);
        let part_of = reader.ids(cx, "part_of").unwrap_or_default();
        let (zone, country) = site::place(&reader, zones, cx);
        programmes.push(Programme {
            id: id.to_string(),
            name: reader.label(cx, "name").unwrap_or_else(|| id.to_string()),
            part_of: indices(&part_of, &ids),
            announced,
            country,
            zone,
            gpus: reader.quantity(cx, "gpus"),
            it_load: reader.quantity(cx, "it_load"),
            by: reader.period(cx, "by"),
            fills_totals: reader.flag(cx, "fills_totals"),
            remainder: remainder(&reader, cx),
            money: super::money::announced(&reader, cx),
            sources: reader.sources(cx),
        });
    }
    cycles::of_programmes(root, cx);
    programmes
}

fn remainder(programme: &Reader<'_>, cx: &mut Context<'_>) -> Option<Remainder> {
    let reader = programme.section(cx, "remainder")?;
    programme.check_remainder(cx);
    let recorded = cx.values.len();
    let chip = chips::choice(&reader, cx);
    // Its phases say it.
    cx.values.truncate(recorded);
    let blocks = reader.whole(cx, "blocks")?;
    Some(Remainder {
        chip: chip?,
        blocks,
    })
}

/// Checks the ledgers of a model that is sound otherwise.
pub(super) fn check(model: &Model, root: &Table, problems: &mut Problems) {
    let place = |index: usize, keys: &[&str]| -> Option<Place> {
        let own = root.table("programme")?.get(&model.programmes[index].id)?;
        let table = own.as_table()?;
        let key = keys.iter().find_map(|key| table.get(key));
        Some(key.map_or(&own.key, |node| &node.key).clone())
    };
    let mut push = |index: usize, keys: &[&str], label: String, problem: Problem| {
        problems.push(match place(index, keys) {
            Some(place) => problem.at(&place, label),
            None => problem,
        });
    };
    let accounts = model.accounts();
    for (index, programme) in model.programmes.iter().enumerate() {
        let id = &programme.id;
        let account = &accounts[index];
        for (balance, unit, key) in [
            (&account.gpus, "GPUs", "gpus"),
            (&account.it_load, "MW", "it_load"),
        ] {
            if is_over(balance) {
                let (label, problem) = over(id, balance, unit);
                push(index, &[key], label, problem);
            }
        }
        if programme.fills_totals && !programme.part_of.is_empty() {
            let (label, problem) = not_a_root(model, index);
            push(index, &["fills_totals"], label, problem);
        }
        let is_filled = model.is_filled(index);
        if let (true, Some(_), Some(money), None) = (
            is_filled,
            &programme.remainder,
            programme.sum_alone(),
            account.implied,
        ) {
            let (label, problem) = not_implied(model, programme, money);
            push(index, &["money"], label, problem);
        }
        match (account.rest(), &programme.remainder) {
            // What a sum implies is in the totals where that is asked for alone.
            (Some(Rest::Implied(_)), None) => {}
            (Some(rest), None) if is_filled => {
                let (label, problem) = left_out(id, rest);
                push(index, &["gpus", "it_load"], label, problem);
            }
            (_, Some(_)) if !is_filled => {
                let problem = Problem::warning(
                    "programme::remainder-unused",
                    format!("the remainder of `programme.{id}` is in no total"),
                );
                let help = "write `fills_totals = true` where the ledger begins: at the programme that is part of none";
                push(
                    index,
                    &["remainder"],
                    "of a ledger that does not fill totals".to_string(),
                    problem.help(help),
                );
            }
            _ => {}
        }
    }
    overlaps(model, root, problems);
}

/// Whether more is claimed than announced, beyond what adding up numbers of power may round to.
fn is_over(balance: &Balance) -> bool {
    let total = balance.total.unwrap_or_default();
    balance.over_subscribed() > 1e-9 * total
}

fn over(id: &str, balance: &Balance, unit: &str) -> (String, Problem) {
    let total = amount(balance.total.unwrap_or_default(), unit);
    let problem = Problem::warning(
        "programme::over-subscribed",
        format!(
            "`programme.{id}` is over-subscribed by {}: its sites and the programmes within it claim {}",
            amount(balance.over_subscribed(), unit),
            amount(balance.claimed, unit)
        ),
    )
    .help("announcements may overlap: a phase or a programme that was announced apart from it does not belong to it");
    (format!("{total} announced"), problem)
}

fn left_out(id: &str, rest: Rest) -> (String, Problem) {
    let left = match rest {
        Rest::Gpus(gpus) => amount(gpus, "GPUs"),
        Rest::ItLoad(load) | Rest::Implied(load) => amount(load, "MW"),
    };
    let problem = Problem::warning(
        "programme::remainder-left-out",
        format!("{left} of `programme.{id}` stand at no site, and are not in the totals"),
    )
    .help(format!(
        "say how they come about: `[programme.{id}.remainder]` with `chip` and `proceed`"
    ));
    ("no site accounts for all of it".to_string(), problem)
}

/// A remainder that is in the totals, of a programme whose sum says nothing of how much it builds.
fn not_implied(model: &Model, programme: &Programme, money: &AnnouncedMoney) -> (String, Problem) {
    let id = &programme.id;
    let problem = Problem::error(
        "programme::sum",
        format!(
            "`programme.{id}` was announced as a sum alone, and its remainder is in the totals"
        ),
    );
    if !money.builds() {
        let problem = problem.help(
            "state the part that pays for building and GPUs, with `covers = [\"capex\"]`; or state `gpus` or `it_load`",
        );
        return ("pays for running costs too".to_string(), problem);
    }
    let costs = model.costs.as_ref();
    let mut missing = Vec::new();
    if costs.is_none_or(|costs| costs.per_mw.is_none()) {
        missing.push("`per_mw`");
    }
    if costs.is_none_or(|costs| costs.per_gpu.is_none()) {
        missing.push("`per_gpu`");
    }
    let problem = problem.help(format!(
        "say under `[cost]` what a megawatt takes: {}; or state `gpus` or `it_load`",
        missing.join(" and ")
    ));
    ("nothing says how much it builds".to_string(), problem)
}

fn not_a_root(model: &Model, index: usize) -> (String, Problem) {
    let programme = &model.programmes[index];
    let above = &model.programmes[programme.part_of[0]].id;
    let problem = Problem::error(
        "programme::not-a-root",
        format!(
            "`programme.{}` fills totals, but is part of `{above}`",
            programme.id
        ),
    )
    .help(format!(
        "a ledger begins at the programme that is part of none: write `fills_totals = true` there, and describe the remainders that are to count; or take `{above}` out of `part_of`"
    ));
    ("only a whole ledger fills totals".to_string(), problem)
}

/// Reports ledgers that fill totals and share programmes or phases.
fn overlaps(model: &Model, root: &Table, problems: &mut Problems) {
    let roots: Vec<usize> = (0..model.programmes.len())
        .filter(|&index| {
            let programme = &model.programmes[index];
            programme.fills_totals && programme.part_of.is_empty()
        })
        .collect();
    for (place, &first) in roots.iter().enumerate() {
        for &second in &roots[place + 1..] {
            let shared = shared(model, first, second);
            if shared.is_empty() {
                continue;
            }
            let (a, b) = (&model.programmes[first].id, &model.programmes[second].id);
            let flag = |id: &str| -> Option<&Node> {
                root.at(&["programme", id, "fills_totals"])
                    .filter(|node| node.value == Value::Boolean(true))
            };
            let mut problem = Problem::error(
                "programme::ledgers-overlap",
                format!(
                    "`programme.{a}` and `programme.{b}` both fill totals, and share {}",
                    listed(&shared)
                ),
            );
            if let Some(node) = flag(b) {
                problem = problem.at(&node.key, "fills totals");
            }
            if let Some(node) = flag(a) {
                problem = problem.also(&node.key, "and so does this one");
            }
            problems.push(problem.help(
                "what both claim would shrink both remainders: let one of the two fill totals",
            ));
        }
    }
}

/// Programmes and phases that are in both of two ledgers, as addresses.
fn shared(model: &Model, first: usize, second: usize) -> Vec<String> {
    let all: Vec<BTreeSet<usize>> = (0..model.programmes.len())
        .map(|index| wider(&model.programmes, index))
        .collect();
    let in_both = |of: &[usize]| {
        let within = |ledger: usize| of.iter().any(|&index| all[index].contains(&ledger));
        within(first) && within(second)
    };
    let programmes = (0..model.programmes.len()).filter(|&index| in_both(&[index]));
    let mut shared: Vec<String> = programmes
        .map(|index| format!("`programme.{}`", model.programmes[index].id))
        .collect();
    let phases = model.sites.iter().flat_map(|site| &site.phases);
    // What is in a shared programme is not named once more.
    let direct = phases.filter(|phase| {
        in_both(&phase.programmes) && !phase.programmes.iter().any(|&own| in_both(&[own]))
    });
    shared.extend(direct.map(|phase| format!("`{}`", phase.path)));
    shared
}

/// Names in a sentence: the first three, and how many more.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = names
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// A number with its unit, thousands apart.
fn amount(number: f64, unit: &str) -> String {
    let text = format!("{number:.1}");
    let (whole, tenth) = text.split_once('.').unwrap_or((&text, "0"));
    let digits = whole.len();
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (digits - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if tenth != "0" {
        grouped.push('.');
        grouped.push_str(tenth);
    }
    format!("{grouped} {unit}")
}
