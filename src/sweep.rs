//! The versioned answer of a sweep: what outcomes become over a grid of variants of one scenario.
//!
//! All cells have the same random numbers, so that a difference from the scenario as written
//! carries the error of what differs alone. Its serialised form is `sweep.json`. What it does not
//! know: how a cell was run, what a chart looks like.

pub mod asked;
mod figures;
mod size;
mod telling;
mod trend;

pub use figures::Figures;
pub use size::Size;
pub use trend::{Extremes, Trend};

use crate::projection::Scenario;
use serde::{Deserialize, Serialize};

/// The shape's version: raised when it changes.
pub const FORMAT: u32 = 1;

/// Outcomes over a grid of variants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// [`FORMAT`].
    pub format: u32,
    /// Version of capcast.
    pub capcast: String,
    /// The scenario as written.
    pub scenario: Scenario,
    /// Seed of all cells.
    pub seed: u64,
    /// Number of trials of each.
    pub trials: u64,
    /// "monte-carlo".
    pub sampler: String,
    /// What is varied.
    pub axes: Vec<Axis>,
    /// The cell that is the scenario as written; absent where none is.
    pub as_written: Option<usize>,
    /// What becomes of each outcome.
    pub outcomes: Vec<Swept>,
}

/// A key and its values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// The key: "site.loughton.grid.first.energised".
    pub key: String,
    /// For readers: "Loughton, grid first: energised".
    pub name: String,
    /// The unit of its numbers, "" for pure ones; absent where its values are no numbers.
    pub unit: Option<String>,
    /// Its values, in the order written.
    pub values: Vec<Value>,
    /// Which of them the scenario as written has; absent where it has another.
    pub as_written: Option<usize>,
}

/// A value of an axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// As written.
    pub label: String,
    /// The number, on an axis of numbers.
    pub number: Option<f64>,
}

/// What kind of number an outcome is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A quantity with a unit.
    Quantity,
    /// A share of trials.
    Chance,
    /// A day; its number counts days since 1970-01-01.
    Date,
}

/// An outcome over the grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Swept {
    /// Its words: "mean `gpus_powered` of total at 2027-12-31".
    pub outcome: String,
    /// For readers.
    pub title: String,
    /// What kind of number it is.
    pub kind: Kind,
    /// Its unit: of a date "date", of its differences days.
    pub unit: String,
    /// The scenario as written.
    pub base: Cell,
    /// Every cell: the first axis' values in order, within each the second's, and so on.
    pub cells: Vec<Cell>,
}

/// An outcome in one variant. Numbers have seven significant digits at most.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The number; null where a date never comes or the variant has no such thing.
    pub value: Option<f64>,
    /// The day, of a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Standard error; of a percentile that of a normal law whose 95 % interval is its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub se: Option<f64>,
    /// The number less that of the scenario as written; days of a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<f64>,
    /// Its standard error, where it is one of means (paired: the random numbers are shared) or of
    /// chances (as if they were not: an upper bound).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference_se: Option<f64>,
    /// "never" of a date that never comes, "absent" where the variant has no such thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Cell {
    /// Half the width of the 95 % interval of its number, as far as it is known.
    #[must_use]
    pub fn uncertain_by(&self) -> f64 {
        self.se.map_or(0.0, |se| 1.96 * se)
    }
}

impl Sweep {
    /// Number of cells.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.axes.iter().map(|axis| axis.values.len()).product()
    }

    /// The value that each axis has in a cell.
    #[must_use]
    pub fn values_of(&self, cell: usize) -> Vec<usize> {
        let mut rest = cell;
        let mut values: Vec<usize> = Vec::with_capacity(self.axes.len());
        for axis in self.axes.iter().rev() {
            let count = axis.values.len().max(1);
            values.push(rest % count);
            rest /= count;
        }
        values.reverse();
        values
    }

    /// The values of a cell in words: "2027-Q1, 1.2".
    #[must_use]
    pub fn label_of(&self, cell: usize) -> String {
        let values = self.values_of(cell).into_iter().zip(&self.axes);
        let labels: Vec<&str> = values
            .map(|(value, axis)| axis.values[value].label.as_str())
            .collect();
        labels.join(", ")
    }
}

/// A key for readers: "Loughton, grid first: energised" of "site.loughton.grid.first.energised",
/// with the site's name where it has one.
#[must_use]
pub fn axis_name(path: &[String], site: Option<&str>) -> String {
    let words = |part: &str| part.replace(['_', '-'], " ");
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["site", id] => site.map_or_else(|| words(id), str::to_owned),
        ["site", id, rest @ ..] => {
            let name = site.map_or_else(|| words(id), str::to_owned);
            let (entities, keys) = within(rest);
            let entities = entities.iter().map(|entity| format!(", {entity}"));
            let entities: String = entities.collect();
            let keys: Vec<String> = keys.iter().map(|key| words(key)).collect();
            if keys.is_empty() {
                name + &entities
            } else {
                format!("{name}{entities}: {}", keys.join(" "))
            }
        }
        [_, id, rest @ ..] if !rest.is_empty() => {
            let keys: Vec<String> = rest.iter().map(|key| words(key)).collect();
            format!("{}: {}", words(id), keys.join(" "))
        }
        parts => {
            let words: Vec<String> = parts.iter().map(|part| words(part)).collect();
            words.join(" ")
        }
    }
}

/// Entities within a site in words, and the key within the last of them.
fn within<'a>(parts: &'a [&'a str]) -> (Vec<String>, &'a [&'a str]) {
    let mut entities = Vec::new();
    let mut rest = parts;
    while let [
        kind @ ("phase" | "grid" | "plant" | "activity"),
        id,
        after @ ..,
    ] = rest
    {
        entities.push(format!("{kind} {}", id.replace(['_', '-'], " ")));
        rest = after;
    }
    (entities, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_in_short_words() {
        let name = |key: &str| {
            let path: Vec<String> = key.split('.').map(str::to_owned).collect();
            axis_name(&path, Some("Loughton"))
        };
        assert_eq!(
            name("site.loughton.grid.first.energised"),
            "Loughton, grid first: energised"
        );
        assert_eq!(name("site.loughton.pue_peak"), "Loughton: pue peak");
        assert_eq!(
            name("site.loughton.phase.first.activity.fit-out.duration"),
            "Loughton, phase first, activity fit out: duration"
        );
        assert_eq!(name("site.loughton.grid.first"), "Loughton, grid first");
        assert_eq!(name("site.loughton"), "Loughton");
        assert_eq!(name("chip.gb300.watts"), "gb300: watts");
        assert_eq!(name("scenario.as_of"), "scenario as of");
    }
}
