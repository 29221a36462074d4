//! Which timelines a folder has, how old each is, and which of them is meant.

use super::Request;
use crate::scenario::problem::{Problem, Problems};
use jiff::civil::Date;

/// What the name of each file of timelines begins with.
const STEM: &str = "data_center_timelines";

/// A file of timelines, and the day up to which its rows are history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Vintage {
    /// The file's name.
    pub(super) file: String,
    /// What its name says of its age: "2026-05", "2026-05-23" or nothing.
    pub(super) label: String,
    /// That day; of a month its first, for what came later in the month may be a forecast still.
    pub(super) day: Option<Date>,
}

impl Vintage {
    /// The file of timelines of this name; `None` for any other.
    pub(super) fn of(file: &str) -> Option<Self> {
        let label = file.strip_prefix(STEM)?.strip_suffix(".csv")?;
        let label = label.strip_prefix('_').unwrap_or(label);
        let day = match label.len() {
            0 => None,
            7 => Some(format!("{label}-01").parse().ok()?),
            10 => Some(label.parse().ok()?),
            _ => return None,
        };
        Some(Self {
            file: file.to_owned(),
            label: label.to_owned(),
            day,
        })
    }

    /// Whether its name says a month, and no day.
    pub(super) const fn is_month(&self) -> bool {
        self.label.len() == 7
    }

    /// What a source of its rows is called.
    pub(super) fn source(&self) -> String {
        match (self.label.as_str(), self.day) {
            ("", Some(day)) => format!("epoch-{day}"),
            (label, _) => format!("epoch-{label}"),
        }
    }

    /// Its day; the earliest of all where none is known yet.
    pub(super) fn day(&self) -> Date {
        self.day.unwrap_or(Date::MIN)
    }
}

/// The timelines that a scenario is made of, and those before.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) newest: Vintage,
    /// The older ones, the oldest first.
    pub(super) earlier: Vec<Vintage>,
    /// What the name says, where `--as-of` says a day outside of it.
    pub(super) outside: bool,
}

/// Picks the timelines that are asked for; `None`, and the problem, if there are none.
pub(super) fn choose<'a>(
    names: impl Iterator<Item = &'a String>,
    request: &Request,
    problems: &mut Problems,
) -> Option<Chosen> {
    let mut all: Vec<Vintage> = names.filter_map(|name| Vintage::of(name)).collect();
    // The one without a date was downloaded last.
    all.sort_by_key(|vintage| (vintage.day.unwrap_or(Date::MAX), vintage.label.clone()));
    let position = match &request.vintage {
        None => all.len().checked_sub(1),
        Some(label) => all.iter().position(|vintage| vintage.label == *label),
    };
    let Some(position) = position else {
        problems.push(none(&all, request));
        return None;
    };
    let mut newest = all.remove(position);
    all.truncate(position);
    let outside = request.as_of.is_some_and(|day| !contains(&newest, day));
    newest.day = request.as_of.or(newest.day);
    let Some(day) = newest.day else {
        let message = format!("the name of `{}` does not say how old it is", newest.file);
        problems.push(
            Problem::error("import::as-of", message)
                .help("rows up to some day are history, later ones are a forecast: say it, as `--as-of 2026-05-23`")
                .help(format!("or put the day into the name: `{STEM}_2026-05-23.csv`")),
        );
        return None;
    };
    all.retain(|vintage| vintage.day() < day);
    Some(Chosen {
        newest,
        earlier: all,
        outside,
    })
}

/// Whether a day is one that the file's name allows.
fn contains(vintage: &Vintage, day: Date) -> bool {
    vintage.day.is_none() || day.to_string().starts_with(&vintage.label)
}

fn none(all: &[Vintage], request: &Request) -> Problem {
    let labels: Vec<&str> = all
        .iter()
        .map(|vintage| vintage.label.as_str())
        .filter(|label| !label.is_empty())
        .collect();
    match &request.vintage {
        Some(label) if !labels.is_empty() => Problem::error(
            "import::vintage",
            format!("there are no timelines of `{}`", label.escape_debug()),
        )
        .help(format!("there are those of {}", labels.join(", "))),
        Some(_) if !all.is_empty() => Problem::error(
            "import::vintage",
            format!("the timelines `{}` have no date in their name", all[0].file),
        )
        .help("leave `--vintage` out, and say with `--as-of` how old they are"),
        _ => Problem::error(
            "file::missing",
            format!("there is no `{STEM}_YEAR-MONTH.csv` in this folder"),
        )
        .help("download the timelines from https://epoch.ai/data/data-centers into it")
        .help(format!(
            "`{STEM}.csv` will do too: then say with `--as-of` how old it is"
        )),
    }
}
