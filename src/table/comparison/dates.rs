//! The dates that move most: medians of both, days between them, and in which trials.

use super::super::digits::{difference, figure, percent};
use super::super::summary::names::cut;
use super::super::summary::phases::arrival;
use super::super::summary::{joined, lay_out, push_wrapped, width_of};
use super::{Names, label};
use crate::comparison::{Comparison, DateDifference, Moved, StandsIn};
use crate::projection::{Estimate, plain};
use std::collections::BTreeMap;

/// Rows shown at most, so that all stays on one screen.
const MOST_ROWS: usize = 12;
/// A name is not cut below this many letters.
const SHORTEST_NAME: usize = 16;
/// Titles of the columns of a variant's table, after the first.
pub const COLUMNS: [&str; 11] = [
    "base\nP50",
    "variant\nP50",
    "days later\nP10",
    "\nP50",
    "\nP90",
    "\nmean",
    "\n±",
    "\ngained",
    "\nlost",
    "\nearlier",
    "\nlater",
];

/// The dates of a variant that move most; empty where none does.
pub(super) fn table(comparison: &Comparison, variant: usize, width: usize) -> String {
    let moved = comparison.moved(variant);
    let shown = &moved[..moved.len().min(MOST_ROWS)];
    if shown.is_empty() {
        return String::new();
    }
    let mut header = vec!["phase online,\ngrid energised".to_owned()];
    header.extend(COLUMNS.map(str::to_owned));
    let rows: Vec<Vec<String>> = shown.iter().map(|date| figures(date).to_vec()).collect();
    let mut text = joined(&fitted(&header, shown, &rows, width));
    for note in notes(comparison, variant, &moved) {
        push_wrapped(&mut text, &note, width);
    }
    text
}

/// The table with names cut to what the figures leave of the width.
fn fitted(
    header: &[String],
    shown: &[&DateDifference],
    rows: &[Vec<String>],
    width: usize,
) -> Vec<String> {
    let named = |gap: u16, name: &dyn Fn(&DateDifference) -> String| {
        let gaps = (0..header.len()).map(|n| if n == 0 { 0 } else { gap });
        let rows = shown.iter().zip(rows).map(|(date, row)| {
            let first = std::iter::once(name(date));
            first.chain(row.iter().cloned()).collect()
        });
        let gaps: Vec<u16> = gaps.collect();
        lay_out(header.to_vec(), rows.collect(), &gaps)
    };
    let whole = [2, 1].map(|gap| named(gap, &DateDifference::label));
    if let Some(lines) = whole.into_iter().find(|lines| width_of(lines) <= width) {
        return lines;
    }
    let least = width_of(&named(1, &|_| "x".repeat(SHORTEST_NAME)));
    let room = SHORTEST_NAME + width.saturating_sub(least);
    named(1, &|date| cut(&date.label(), room))
}

/// What stands in one scenario alone, and what there is no room for.
fn notes(comparison: &Comparison, variant: usize, moved: &[&DateDifference]) -> Vec<String> {
    let mut notes = Vec::new();
    for (stands_in, other) in [(StandsIn::Base, variant + 1), (StandsIn::Variant, 0)] {
        let missing = moved.iter().any(|date| date.stands_in == stands_in);
        if let Some(other) = comparison.scenarios.get(other).filter(|_| missing) {
            notes.push(format!("absent: not in {}.", label(&other.label)));
        }
    }
    if moved.len() > MOST_ROWS {
        notes.push(format!(
            "… and {} more in dates.csv.",
            moved.len() - MOST_ROWS
        ));
    }
    notes
}

/// The medians of base and variant; P10, P50 and P90 of the days by which the variant is later,
/// their mean with its error; in which shares of trials the date is gained, lost, earlier, later.
#[must_use]
pub fn figures(date: &DateDifference) -> [String; 11] {
    let mut cells = ["–"; 11].map(str::to_owned);
    let medians = [
        (&date.base_p50, StandsIn::Variant),
        (&date.variant_p50, StandsIn::Base),
    ];
    for (cell, (median, elsewhere)) in cells.iter_mut().zip(medians) {
        *cell = if date.stands_in == elsewhere {
            "absent".to_owned()
        } else {
            arrival(median.as_deref())
        };
    }
    if let Some(moved) = date.moved {
        for (cell, days) in cells[2..].iter_mut().zip(days(&moved)) {
            *cell = days;
        }
    }
    let shares = [date.gained, date.lost, date.ahead, date.behind];
    for (cell, share) in cells[7..].iter_mut().zip(shares) {
        *cell = some(share);
    }
    cells
}

/// A share; a dash for none.
fn some(share: Estimate) -> String {
    if share.value == 0.0 {
        "–".to_owned()
    } else {
        percent(share)
    }
}

/// P10, P50, P90 and mean of the days, and the mean's error.
fn days(moved: &Moved) -> [String; 5] {
    let whole = |value: f64, low: f64, high: f64| difference(value, ((high - low) / 2.0).max(1.0));
    [
        whole(moved.p10, moved.p10_lo, moved.p10_hi),
        whole(moved.p50, moved.p50_lo, moved.p50_hi),
        whole(moved.p90, moved.p90_lo, moved.p90_hi),
        difference(moved.mean, moved.mean_se.max(0.1)),
        figure(moved.mean_se, moved.mean_se),
    ]
}

/// Of several variants: the mean days of the dates that move most in any, a column a variant.
pub(super) fn side_by_side(comparison: &Comparison, names: &Names, width: usize) -> String {
    let moved: Vec<Vec<&DateDifference>> = (0..names.count())
        .map(|variant| comparison.moved(variant))
        .collect();
    // By turns, so that every variant's largest stand.
    let deepest = moved.iter().map(Vec::len).max().unwrap_or(0);
    let in_turn = (0..deepest).flat_map(|depth| moved.iter().filter_map(move |all| all.get(depth)));
    let mut shown: Vec<&DateDifference> = Vec::new();
    for date in in_turn {
        if shown.iter().all(|known| address(known) != address(date)) {
            shown.push(date);
        }
    }
    let left = shown.len().saturating_sub(MOST_ROWS);
    shown.truncate(MOST_ROWS);
    if shown.is_empty() {
        return String::new();
    }
    let by_address = |all: &Vec<&DateDifference>| -> BTreeMap<String, String> {
        let cells = all.iter().map(|date| (address(date), in_brief(date)));
        cells.collect()
    };
    let cells: Vec<BTreeMap<String, String>> = moved.iter().map(by_address).collect();
    let rows = shown.iter().map(|date| {
        let base = if date.stands_in == StandsIn::Variant {
            "absent".to_owned()
        } else {
            arrival(date.base_p50.as_deref())
        };
        let of = |cells: &BTreeMap<String, String>| cells.get(&address(date)).cloned();
        let others = cells
            .iter()
            .map(|cells| of(cells).unwrap_or_else(|| "0".to_owned()));
        std::iter::once(base).chain(others).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let mut header = vec!["days later, at the mean".to_owned(), "base P50".to_owned()];
    header.extend((0..names.count()).map(|variant| names.of(variant)));
    let mut text = joined(&fitted(&header, &shown, &rows, width));
    if left > 0 {
        push_wrapped(
            &mut text,
            &format!("… and {left} more in dates.csv."),
            width,
        );
    }
    text
}

/// What a date is told from others by.
fn address(date: &DateDifference) -> String {
    let part = date.phase.as_ref().or(date.stage.as_ref());
    let part = part.map_or("", String::as_str);
    plain(&format!("{}.{part}.{}", date.site, date.milestone))
}

/// "+365 ± 1", "lost 3 %", "absent".
fn in_brief(date: &DateDifference) -> String {
    match date.stands_in {
        StandsIn::Base => return "absent".to_owned(),
        StandsIn::Variant => return arrival(date.variant_p50.as_deref()),
        StandsIn::Both => {}
    }
    let mut parts = Vec::new();
    if let Some(moved) = date.moved.filter(|moved| moved.mean != 0.0) {
        let [.., mean, se] = days(&moved);
        parts.push(if moved.mean_se > 0.0 {
            format!("{mean} ± {se}")
        } else {
            mean
        });
    }
    for (word, share) in [("gained", date.gained), ("lost", date.lost)] {
        if share.value > 0.005 {
            parts.push(format!("{word} {}", percent(share)));
        }
    }
    if parts.is_empty() {
        parts.push("0".to_owned());
    }
    parts.join(", ")
}
