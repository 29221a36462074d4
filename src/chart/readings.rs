//! What a reader can read from a chart: its values by date, written as its words write them.
//!
//! What it does not know: how a page shows them.

use super::number::Unit;
use super::{Role, time};
use crate::calendar::date_of_day;

/// A chart's values by date.
#[derive(Clone, Debug, PartialEq)]
pub struct Readings {
    /// The unit of all values; empty where they bear their own.
    pub unit: String,
    /// Places on the x axis, rising.
    pub at: Vec<f64>,
    /// Their names, one for each place.
    pub when: Vec<String>,
    /// The quantities.
    pub rows: Vec<Reading>,
}

/// A quantity's values.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What it stands for.
    pub role: Role,
    /// Its name.
    pub name: String,
    /// Its values, one for each place.
    pub values: Vec<String>,
}

impl Readings {
    /// The readings of series at the ends of their periods, given as days.
    pub(super) fn at_ends(ends: &[f64], unit: Unit, rows: &[(Role, &str, &[f64])]) -> Self {
        let row = |(role, name, values): &(Role, &str, &[f64])| Reading {
            role: *role,
            name: (*name).to_owned(),
            values: values.iter().map(|value| unit.number(*value)).collect(),
        };
        Self {
            unit: unit.name().to_owned(),
            at: ends.to_vec(),
            when: ends.iter().map(|end| name(*end)).collect(),
            rows: rows.iter().map(row).collect(),
        }
    }
}

/// The name of a period that ends where `end` stands: its month, or its last day if that does not
/// close a month.
pub(super) fn name(end: f64) -> String {
    match date_of_day(end - 1.0) {
        Some(last) if last == last.last_of_month() => time::month_and_year(last),
        Some(last) => time::written(last),
        None => String::new(),
    }
}
