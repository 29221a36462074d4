//! What one run of a scenario changed against the run before it, in three lines: what was edited,
//! what that does to the headline, and the date that moved most.
//!
//! What it does not know: why there was another run, and where the lines are shown.

use super::digits::figure;
use super::summary::{phases, totals};
use crate::projection::{AssumptionRow, Projection, ScheduleRow, plain};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Edits that are named; the rest are counted.
const MOST_EDITS: usize = 3;
/// Letters of a value that are shown.
const MOST_LETTERS: usize = 40;

/// What `after` changed against `before`: the edits, the headline, the date that moved most.
#[must_use]
pub fn change(before: &Projection, after: &Projection) -> [String; 3] {
    [
        edits(before, after),
        outcome(before, after),
        most_moved(before, after),
    ]
}

/// "site.loughton.pue: 1.2 -> 1.3; seed: 1 -> 2; and 2 more".
fn edits(before: &Projection, after: &Projection) -> String {
    let mut edits = Vec::new();
    let mut edit = |path: &str, old: Option<&str>, new: Option<&str>| {
        let shown = |value: Option<&str>| value.map_or_else(|| "(none)".to_owned(), short);
        if old != new {
            edits.push(format!("{}: {} -> {}", short(path), shown(old), shown(new)));
        }
    };
    let values = |projection: &'_ Projection| -> BTreeMap<String, String> {
        let row = |row: &AssumptionRow| (row.path.clone(), row.value.clone());
        projection.assumptions.iter().map(row).collect()
    };
    let (old, new) = (values(before), values(after));
    for (path, value) in &new {
        edit(path, old.get(path).map(String::as_str), Some(value));
    }
    for (path, value) in old.iter().filter(|(path, _)| !new.contains_key(*path)) {
        edit(path, Some(value), None);
    }
    let seeds = [before.seed, after.seed].map(|seed| seed.to_string());
    if !new.contains_key("scenario.seed") || !old.contains_key("scenario.seed") {
        edit("scenario.seed", Some(&seeds[0]), Some(&seeds[1]));
    }
    if edits.is_empty() {
        return "no value changed".to_owned();
    }
    let more = edits.len().saturating_sub(MOST_EDITS);
    edits.truncate(MOST_EDITS);
    if more > 0 {
        edits.push(format!("and {more} more"));
    }
    edits.join("; ")
}

/// "GPUs that run at the end of 2027, mean: 41,200 -> 38,900, -2,310 (standard error 60)".
fn outcome(before: &Projection, after: &Projection) -> String {
    let metrics = [
        ("gpus_powered", "GPUs that run at "),
        ("facility_load", "MW at the meter at "),
    ];
    let found = metrics.iter().find_map(|(metric, what)| {
        let at = totals::headline_period(after)?;
        let of = |projection: &Projection, at: usize| {
            let series = projection.find("total", None, metric)?;
            Some((*series.mean.get(at)?, *series.mean_se.get(at)?))
        };
        Some((
            what,
            at,
            of(after, at)?,
            before
                .period(&after.periods[at])
                .and_then(|at| of(before, at)),
        ))
    });
    let Some((what, at, (new, new_se), old)) = found else {
        return "no totals are recorded".to_owned();
    };
    let when = totals::moment(&after.periods[at]);
    let Some((old, old_se)) = old else {
        return format!("{what}{when}, mean: {}", figure(new, new_se));
    };
    if old == new {
        return format!("{what}{when}, mean: {}, unchanged", figure(new, new_se));
    }
    let se = libm::hypot(old_se, new_se);
    format!(
        "{what}{when}, mean: {} -> {}, {}{} (standard error {})",
        figure(old, old_se),
        figure(new, new_se),
        if new > old { "+" } else { "" },
        figure(new - old, se),
        figure(se, se),
    )
}

/// "Loughton: first hall online, P50: 2027-04-12 -> 2028-04-12, 366 days later".
fn most_moved(before: &Projection, after: &Projection) -> String {
    let key = |row: &ScheduleRow| {
        let part = [&row.phase, &row.stage].map(Clone::clone);
        (row.site.clone(), part, row.milestone.clone())
    };
    let told = |row: &&ScheduleRow| matches!(row.milestone.as_str(), "online" | "energised");
    let old: BTreeMap<_, _> = before.schedule.iter().map(|row| (key(row), row)).collect();
    let moves = after.schedule.iter().filter(told).filter_map(|new| {
        let old = old.get(&key(new))?;
        (old.p50 != new.p50).then(|| (days(old, new), *old, new))
    });
    // Of those that move alike the first: a date that never comes has moved furthest.
    let most = moves.reduce(|most, next| {
        let far = |days: Option<i32>| days.map_or(i32::MAX, i32::abs);
        if far(next.0) > far(most.0) {
            next
        } else {
            most
        }
    });
    let Some((days, old, new)) = most else {
        return "no date's P50 moved".to_owned();
    };
    let date = |row: &ScheduleRow| row.p50.clone().unwrap_or_else(|| "never".to_owned());
    let by = days.map_or_else(String::new, |days| {
        let unit = if days.abs() == 1 { "day" } else { "days" };
        let which = if days > 0 { "later" } else { "earlier" };
        format!(", {} {unit} {which}", days.abs())
    });
    let label = phases::label(new);
    format!(
        "{label} {}, P50: {} -> {}{by}",
        new.milestone,
        date(old),
        date(new)
    )
}

/// Days by which a median is later; `None` where it never comes.
fn days(old: &ScheduleRow, new: &ScheduleRow) -> Option<i32> {
    let date = |row: &ScheduleRow| row.p50.as_ref()?.parse::<Date>().ok();
    Some((date(new)? - date(old)?).get_days())
}

/// A text on one line, cut where it is long.
fn short(text: &str) -> String {
    let text = plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= MOST_LETTERS {
        return text;
    }
    let kept: String = text.chars().take(MOST_LETTERS - 1).collect();
    format!("{}…", kept.trim_end())
}
