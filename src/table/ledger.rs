//! The table of programmes, and the same on the terminal: announced, accounted for, and what comes.

use super::define::{At, Cell, Column, Kind, Table, date, maybe, number, single, text};
use super::digits::{figure, whole as count};
use super::summary::{joined, lay_out, push_wrapped, width_of};
use crate::projection::{ProgrammeRow, Projection, plain};
use std::borrow::Cow;

/// Programmes: their ledgers.
pub static PROGRAMMES: Table<Projection> = Table {
    name: "programmes",
    about: "one row for each programme: what was announced, what accounts for it, what comes of it",
    columns: &COLUMNS,
    groups: |projection| projection.programmes.len(),
    rows: single,
};

fn row(projection: &Projection, at: At) -> &ProgrammeRow {
    &projection.programmes[at.group]
}

/// A column of a number that every programme has.
macro_rules! amount {
    ($name:ident, $about:literal) => {
        Column::new(stringify!($name), Kind::Number, $about, |projection, at| {
            number(Some(row(projection, at).$name))
        })
    };
    ($name:ident?, $about:literal) => {
        Column::new(stringify!($name), Kind::Number, $about, |projection, at| {
            number(row(projection, at).$name)
        })
    };
}

const COLUMNS: [Column<Projection>; 21] = [
    Column::new("id", Kind::Text, "its id", |projection, at| {
        text(&row(projection, at).id)
    }),
    Column::new("name", Kind::Text, "its name", |projection, at| {
        text(&row(projection, at).name)
    }),
    Column::new(
        "part_of",
        Kind::Text,
        "ids of the programmes that it is part of, parted by \"; \"",
        |projection, at| match row(projection, at).part_of.as_slice() {
            [] => Cell::Empty,
            [one] => text(one),
            many => Cell::Text(Cow::Owned(many.join("; "))),
        },
    ),
    Column::new(
        "announced",
        Kind::Date,
        "when it was announced",
        |projection, at| date(row(projection, at).announced.as_ref()),
    ),
    Column::new(
        "by",
        Kind::Date,
        "by when, the last day of the period",
        |projection, at| date(row(projection, at).by.as_ref()),
    ),
    amount!(
        announced_gpus?,
        "its announced total, GPUs; empty where none was named"
    ),
    amount!(
        sited_gpus,
        "GPUs announced at its sites and at those of what is part of it, each phase once"
    ),
    amount!(
        claimed_gpus,
        "GPUs that its own phases and the programmes within it claim: of each of these the greater of its total and its own claims"
    ),
    amount!(
        unsited_gpus,
        "its own remainder, GPUs: announced less claimed, where that is above zero"
    ),
    amount!(
        over_subscribed_gpus,
        "GPUs claimed less announced, where that is above zero"
    ),
    amount!(
        announced_mw?,
        "its announced total of IT load, MW; empty where none was named"
    ),
    amount!(claimed_mw, "the same of what is claimed, MW of IT load"),
    amount!(
        unsited_mw,
        "what is left of its announced IT load, MW; 0 where none was named"
    ),
    amount!(
        announced_money?,
        "its announced sum, in the answer's currency and price year: the median; empty where none was named"
    ),
    amount!(
        claimed_money?,
        "what the sums of the programmes that are part of it come to, in the same money; empty where none has a sum"
    ),
    amount!(
        modelled_money?,
        "what its phases come to as announced, all of them built: the median; empty without a sum, costs or phases, or where money is not worked out"
    ),
    amount!(
        implied_mw?,
        "IT load that its sum implies, MW, where no GPUs and no load were named: the sum over what a MW costs all in, by medians; empty otherwise"
    ),
    Column::new(
        "fills_totals",
        Kind::Flag,
        "whether it is in a ledger whose remainders enter the totals where they are described",
        |projection, at| Cell::Flag(row(projection, at).fills_totals),
    ),
    Column::new(
        "remainder",
        Kind::Text,
        "id of the site that stands for its own remainder; empty where that is not in the totals",
        |projection, at| maybe(row(projection, at).remainder.as_ref()),
    ),
    amount!(
        installed_p50?,
        "median of its GPUs installed at the end of the period that holds `by`, else of the run, remainders in the totals included; empty where series by programme are not recorded"
    ),
    amount!(powered_p50?, "the same of GPUs installed and powered"),
];

/// Programmes as a table for a terminal, each below what it is part of: what was announced, what is
/// at sites, what is left or claimed beyond, and the medians at the date that was promised. Empty
/// where no programme has a total of GPUs.
#[must_use]
pub fn ledger(projection: &Projection, width: usize) -> String {
    let programmes = &projection.programmes;
    if programmes.iter().all(|row| row.announced_gpus.is_none()) {
        let mut text = String::new();
        if let Some(implied) = implied(projection) {
            push_wrapped(&mut text, &implied, width);
        }
        return text;
    }
    let shown = |number: Option<f64>, print: fn(f64) -> String| {
        number.map_or_else(|| "–".to_owned(), print)
    };
    let announced = |number| shown(number, count);
    let median = |number| shown(number, |n| figure(n, 0.0));
    let rows = in_tree_order(programmes).into_iter().map(|(depth, index)| {
        let row = &programmes[index];
        vec![
            format!("{}{}", "  ".repeat(depth), plain(&row.name)),
            announced(row.announced_gpus),
            announced(Some(row.sited_gpus)),
            announced(Some(row.unsited_gpus)),
            announced(Some(row.over_subscribed_gpus)),
            median(row.installed_p50),
            median(row.powered_p50),
            row.by.clone().unwrap_or_else(|| "the end".to_owned()),
        ]
    });
    let header = [
        "GPUs of programmes",
        "Announced",
        "At sites",
        "Remainder",
        "Over",
        "Installed",
        "Powered",
        "At",
    ];
    let header = header.map(str::to_owned).to_vec();
    let lines = lay_out(header, rows.collect(), &[0, 2, 2, 2, 2, 2, 2, 2]);
    if width_of(&lines) > width {
        return narrow(projection);
    }
    let mut text = joined(&lines);
    push_wrapped(&mut text, &note(projection), width);
    text
}

/// The same where there is no room for columns: a paragraph each.
fn narrow(projection: &Projection) -> String {
    let programmes = &projection.programmes;
    let mut text = String::new();
    for (depth, index) in in_tree_order(programmes) {
        let row = &programmes[index];
        let Some(announced) = row.announced_gpus else {
            continue;
        };
        let median = row.powered_p50.map_or_else(String::new, |n| {
            format!(", {} powered at the median", figure(n, 0.0))
        });
        let line = format!(
            "{}{}: {} GPUs announced, {} at sites{median}\n",
            "  ".repeat(depth),
            plain(&row.name),
            count(announced),
            count(row.sited_gpus),
        );
        text.push_str(&line);
    }
    text
}

/// A sentence on programmes that were announced as sums alone: what these imply.
#[must_use]
pub fn implied(projection: &Projection) -> Option<String> {
    let money = projection.capacity.money.as_ref();
    let sums = money.map_or(&[][..], |money| &money.announced);
    let told = |row: &ProgrammeRow| {
        let load = figure(row.implied_mw?, 0.0);
        let mut sums = sums.iter();
        let sum = sums.find(|sum| sum.kind == "programme" && sum.id == row.id);
        let stated = sum.map_or_else(String::new, |sum| format!("{}, ", plain(&sum.stated)));
        let rest = if row.remainder.is_some() {
            "in the totals"
        } else {
            "in no total"
        };
        Some(format!("{} ({stated}{load} MW, {rest})", plain(&row.name)))
    };
    let told: Vec<String> = projection.programmes.iter().filter_map(told).collect();
    (!told.is_empty()).then(|| {
        format!(
            "Announced as a sum alone, IT load implied at what a MW costs all in, medians: {}.",
            told.join("; ")
        )
    })
}

fn note(projection: &Projection) -> String {
    let left: Vec<String> = projection
        .programmes
        .iter()
        .filter(|row| row.fills_totals && row.remainder.is_none())
        .filter(|row| row.unsited_gpus > 0.0 || row.unsited_mw > 0.0)
        .map(|row| plain(&row.name))
        .collect();
    let medians = "Remainder: announced, and claimed by no site and no programme within. Installed, Powered: P50 at that date.";
    let mut note = medians.to_owned();
    if !left.is_empty() {
        note = format!(
            "{note} Not in the totals: the remainder of {}.",
            left.join(", ")
        );
    }
    if let Some(implied) = implied(projection) {
        note = format!("{note} {implied}");
    }
    note
}

/// Programmes in the order of a tree, each with its depth; one that is part of several stands once,
/// under the first.
fn in_tree_order(programmes: &[ProgrammeRow]) -> Vec<(usize, usize)> {
    let within = |id: Option<&str>| -> Vec<usize> {
        let is_within =
            |index: &usize| programmes[*index].part_of.first().map(String::as_str) == id;
        (0..programmes.len()).rev().filter(is_within).collect()
    };
    let mut order = Vec::with_capacity(programmes.len());
    // Not recursive: a chain may be as long as a file.
    let mut open: Vec<(usize, usize)> = within(None).into_iter().map(|index| (0, index)).collect();
    while let Some((depth, index)) = open.pop() {
        order.push((depth, index));
        let inner = within(Some(&programmes[index].id)).into_iter();
        open.extend(inner.map(|index| (depth + 1, index)));
    }
    order
}
