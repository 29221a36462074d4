//! Names of phases that fit beside their figures.

use crate::projection::{ScheduleRow, plain};
use std::collections::BTreeMap;

/// Headings of sites at most: more would double the table.
const MOST_HEADINGS: usize = 8;

/// What each row of a table is called.
pub(super) struct Names {
    /// One a row.
    pub(super) rows: Vec<String>,
    /// Lines to stand above a row: its site, where the rows below it name their phase alone.
    pub(super) headings: BTreeMap<usize, String>,
}

impl Names {
    /// Whether a name was too long.
    pub(super) fn is_cut(&self) -> bool {
        self.rows.iter().any(|name| name.ends_with('…'))
    }
}

/// Names for rows in the schedule's order, at most `room` letters long.
///
/// All rows are named alike: by their labels, or where one is too long, by phases under headings
/// of sites; where those would be many, by the address that scenario files use. What is still too
/// long is cut.
pub(super) fn names(rows: &[&ScheduleRow], labels: &[String], room: usize) -> Names {
    let mut headings = BTreeMap::new();
    let mut named = labels.to_vec();
    if labels.iter().any(|label| label.chars().count() > room) {
        headings = sites(rows);
        named = if headings.len() <= MOST_HEADINGS {
            let phases = rows
                .iter()
                .map(|row| format!("  {}", phase_name(rows, row)));
            phases.collect()
        } else {
            headings.clear();
            rows.iter().map(|row| address(row)).collect()
        };
    }
    Names {
        rows: named.iter().map(|name| cut(name, room)).collect(),
        headings,
    }
}

/// Label, or the address where the label is longer than `room`; for running text.
pub(super) fn name(row: &ScheduleRow, room: usize) -> String {
    let label = row.label();
    if label.chars().count() <= room {
        label
    } else {
        cut(&address(row), room)
    }
}

/// The site's name above the first row of each run of one site; its id where two share the name.
fn sites(rows: &[&ScheduleRow]) -> BTreeMap<usize, String> {
    let is_first = |at: usize| at == 0 || rows[at - 1].site != rows[at].site;
    (0..rows.len())
        .filter(|&at| is_first(at))
        .map(|at| {
            let row = rows[at];
            let is_shared = rows
                .iter()
                .any(|other| other.site != row.site && other.site_name == row.site_name);
            let name = plain(&row.site_name);
            let name = if is_shared || name.trim().is_empty() {
                plain(&row.site)
            } else {
                name
            };
            (at, name)
        })
        .collect()
}

/// The phase's name; its id where another phase of the site has the same.
fn phase_name(rows: &[&ScheduleRow], row: &ScheduleRow) -> String {
    let is_shared = rows.iter().any(|other| {
        other.site == row.site && other.phase != row.phase && other.phase_name == row.phase_name
    });
    let id = row.phase.as_deref().unwrap_or_default();
    let name = plain(row.phase_name.as_deref().unwrap_or_default());
    let name = if is_shared || name.trim().is_empty() {
        plain(id)
    } else {
        name
    };
    rest_of(row, name)
}

/// What a row's phase is called: "rest of NAME" where the row is of its completion.
pub(super) fn rest_of(row: &ScheduleRow, name: String) -> String {
    if row.milestone == "complete" {
        format!("rest of {name}")
    } else {
        name
    }
}

/// "site.phase".
fn address(row: &ScheduleRow) -> String {
    let phase = row.phase.as_deref().unwrap_or_default();
    rest_of(row, plain(&format!("{}.{phase}", row.site)))
}

/// A name cut to `room` letters, with an ellipsis where something went.
pub(in super::super) fn cut(name: &str, room: usize) -> String {
    if name.chars().count() <= room {
        return name.to_owned();
    }
    let kept: String = name.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        assert_eq!(cut("Loughton", 8), "Loughton");
        assert_eq!(cut("Loughton", 5), "Loug…");
    }
}
