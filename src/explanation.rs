//! The versioned answer of an explanation: which edit of a variant moved a number of the answer,
//! and by how much.
//!
//! The contributions add up to the change, to the last digit. Its serialised form is
//! `explain.json`. What it does not know: how trials were drawn, what a chart looks like.

pub mod game;
mod shown;
mod sums;

pub use shown::Shown;
pub use sums::{Sums, add_up};

use crate::comparison::EditRow;
use crate::projection::Scenario;
use serde::{Deserialize, Serialize};

/// The shape's version: raised when it changes.
pub const FORMAT: u32 = 1;

/// Which edit moved a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// [`FORMAT`].
    pub format: u32,
    /// Version of capcast.
    pub capcast: String,
    /// Seed of all runs.
    pub seed: u64,
    /// Number of trials of each.
    pub trials: u64,
    /// "monte-carlo".
    pub sampler: String,
    /// The number, in words: "mean `gpus_powered` of total at 2027-12-31".
    pub outcome: String,
    /// What kind of number it is.
    pub kind: Kind,
    /// Its unit; "days" of a date, whose values are days since 1970-01-01, "share" of a chance.
    pub unit: String,
    /// How contributions are shared out.
    pub method: game::Method,
    /// How many scenarios were run for it.
    pub runs: usize,
    /// The scenario that is looked from.
    pub base: Explained,
    /// The one that it becomes.
    pub variant: Explained,
    /// The variant's value less the base's.
    pub change: f64,
    /// Its standard error, with the random numbers shared.
    pub change_se: Option<f64>,
    /// What each step adds, the largest first; the row "together", if any, last.
    pub contributions: Vec<Contribution>,
    /// Edits that move no number for certain: of names, sources, assumptions.
    pub still: Vec<EditRow>,
    /// Edits of seed and trials, for which the base's are kept.
    pub held: Vec<EditRow>,
}

/// What kind of number is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A quantity in its unit.
    Level,
    /// A date, in days since 1970-01-01; what moves it is in days.
    Date,
    /// A share of trials.
    Chance,
}

/// One of the two scenarios.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    /// A short name.
    pub label: String,
    /// What was run.
    pub scenario: Scenario,
    /// The number in it.
    pub value: f64,
    /// Its standard error.
    pub se: Option<f64>,
}

/// What one step adds to the number: an edit, or several that only work together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Short words for it; "together" for what the steps add only in company.
    pub label: String,
    /// Its edits; none of "together".
    pub edits: Vec<EditRow>,
    /// Whether edits are one step since they do not make a scenario without each other.
    pub joined: bool,
    /// What it adds, in the number's unit.
    pub value: f64,
    /// Its standard error, with the random numbers shared; null where there are too few trials.
    pub se: Option<f64>,
    /// The same as a share of the change; null where nothing changes.
    pub share: Option<f64>,
}

/// Words of an address that are followed by an id and say nothing that the id does not.
const KINDS: [&str; 9] = [
    "site",
    "phase",
    "grid",
    "plant",
    "chip",
    "zone",
    "programme",
    "activity",
    "template",
];

/// An address in short words: "loughton first energised" of `site.loughton.grid.first` and
/// `energised`.
#[must_use]
pub fn short(entity: &str, key: Option<&str>) -> String {
    let words = entity
        .split('.')
        .chain(key.iter().flat_map(|key| key.split('.')));
    let mut kept: Vec<&str> = Vec::new();
    let mut is_id = false;
    for word in words {
        if !is_id && KINDS.contains(&word) {
            is_id = true;
            continue;
        }
        is_id = false;
        kept.push(word);
    }
    kept.join(" ")
}

impl Contribution {
    /// What stands before and after its edits: "2027-03 -> 2028-03"; of several edits their number.
    #[must_use]
    pub fn change(&self) -> String {
        match self.edits.as_slice() {
            [] => String::new(),
            [edit] => match (&edit.key, &edit.base, &edit.variant) {
                (None, _, None) => "removed".to_owned(),
                (None, ..) => "added".to_owned(),
                (_, base, variant) => {
                    let said =
                        |side: &Option<String>| side.clone().unwrap_or_else(|| "none".to_owned());
                    format!("{} -> {}", said(base), said(variant))
                }
            },
            edits => format!("{} edits", edits.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_in_short_words() {
        let grid = short("site.loughton.grid.first", Some("energised"));
        assert_eq!(grid, "loughton first energised");
        assert_eq!(short("site.loughton", None), "loughton");
        assert_eq!(
            short("site.site.phase.a", Some("activity.shell")),
            "site a shell"
        );
        assert_eq!(short("scenario", Some("as_of")), "scenario as_of");
    }
}
