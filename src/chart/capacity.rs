//! Charts of capacity beyond the sites: targets, what binds, programmes, chips, what they could train, energy
//! and carbon, money, and where it all stands.
//!
//! Each is drawn only where its data exist. What it does not know: how any of it was computed.

mod binding;
mod budget;
mod buys;
mod flows;
mod generations;
mod map;
mod measure;
mod programmes;
mod spend;
mod supply;
mod targets;
mod training;
mod years;

use super::draft::{Draft, Drawing, key, rows};
use super::{Chart, Subject, fans, metric, text, time};
use crate::projection::Projection;
use std::collections::BTreeSet;

/// What they are all about.
const SUBJECT: Subject = Subject::Capacity;

/// All charts of capacity that the projection has the numbers for, in the order in which a planner asks.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let mut charts = Vec::new();
    charts.extend(targets::chart(projection));
    charts.extend(binding::charts(projection));
    charts.extend(programmes::chart(projection));
    charts.extend(supply::charts(projection));
    charts.extend(generations::chart(projection));
    charts.extend(training::charts(projection));
    charts.extend(flows::charts(projection));
    charts.extend(buys::chart(projection));
    charts.extend(budget::charts(projection));
    charts.extend(spend::charts(projection));
    charts.extend(years::charts(projection));
    charts.extend(map::chart(projection));
    charts
}

/// The period that messages speak of, and when it ends: "at the end of 2027".
fn headline(projection: &Projection) -> Option<(usize, String)> {
    let period = projection.headline_period()?;
    Some((period, at_the_end(projection.periods.get(period)?)))
}

/// When a period ends, within a sentence: "at the end of 2027", "at the end of Jun 2027".
fn at_the_end(period: &str) -> String {
    let year = time::date(period).filter(|date| time::is_year_end(*date));
    let when = year.map_or_else(
        || time::month_of(period),
        |date| Some(date.year().to_string()),
    );
    let when = when.unwrap_or_else(|| text::clean(period));
    format!("at the end of\u{a0}{when}")
}

/// Whether a list has a number for each period, and one that can be drawn.
fn is_whole(list: &[f64], projection: &Projection) -> bool {
    let drawn = |value: &f64| (0.0..metric::LARGEST).contains(value);
    list.len() == projection.periods.len() && list.iter().all(drawn)
}

/// A name for readers, or its id as words.
fn named(name: &str, id: &str) -> String {
    let name = text::clean(name);
    if name.is_empty() {
        text::words(id)
    } else {
        name
    }
}

/// What carbon intensities count, where they say.
fn carbon_basis(projection: &Projection) -> Option<String> {
    let rows = projection.assumptions.iter();
    let stated = rows.filter(|row| row.path.ends_with(".carbon_basis"));
    let words: BTreeSet<&str> = stated.map(|row| row.value.trim_matches('"')).collect();
    let words: Vec<String> = words.into_iter().map(text::clean).collect();
    match words.as_slice() {
        [] => None,
        [one] => Some(format!("Basis of the carbon intensity: {one}.")),
        many => Some(format!(
            "Bases of the carbon intensity, by zone: {}.",
            many.join(" and ")
        )),
    }
}

/// With a capital letter at its start.
fn capital(words: &str) -> String {
    fans::capital(words)
}
