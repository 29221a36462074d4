//! `capcast show`: a scenario as resolved, each value with its origin.

use super::ShowArgs;
use super::exit::Failure;
use super::{announced, speak};
use crate::model::{Model, UsedValue};
use crate::projection::{ReplayAnswer, plain};
use crate::table;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Words that are followed by an id in an address.
const KINDS: [&str; 16] = [
    "site",
    "phase",
    "grid",
    "plant",
    "chip",
    "zone",
    "programme",
    "source",
    "template",
    "reference",
    "commitment",
    "roadmap",
    "driver",
    "risk",
    "correlation",
    "branch",
];
/// Columns before the origin of a value.
const VALUE_WIDTH: usize = 48;

/// Prints every value that a run of the scenario would use.
pub(super) fn show(args: &ShowArgs) -> Result<(), Failure> {
    let loaded = crate::scenario::load(&args.file, &args.read.load_options())
        .map_err(|problems| Failure::Scenario(Box::new(problems)))?;
    speak::talk_problems(&loaded.warnings);
    if args.announced {
        return announced::show(&loaded.model);
    }
    speak::answer(&resolved(&loaded.model))
}

/// The values by entity, each with unit, standing, file, line and sources. The scenario's own
/// come first, then its sites; what sites refer to follows.
fn resolved(model: &Model) -> String {
    let mut groups: Vec<(&str, Vec<(&str, &UsedValue)>)> = Vec::new();
    for value in &model.values {
        let (entity, key) = split(&value.path);
        match groups.iter_mut().find(|(name, _)| *name == entity) {
            Some((_, values)) => values.push((key, value)),
            None => groups.push((entity, vec![(key, value)])),
        }
    }
    groups.sort_by_key(|(entity, _)| match entity.split('.').next() {
        Some("scenario") => 0,
        Some("site") => 1,
        _ => 2,
    });
    let mut reasons = BTreeMap::new();
    let mut text = format!("# {}\n", one_line(&model.name));
    if let Some(replay) = &model.replay {
        let sentence = table::replay_sentence(&ReplayAnswer::of(replay));
        let _ = writeln!(
            text,
            "# {sentence}\n# `capcast check --as-of` lists what is left out."
        );
    }
    for (entity, values) in groups {
        let heading = if entity.is_empty() {
            "defaults"
        } else {
            entity
        };
        let _ = writeln!(text, "\n[{heading}]");
        let shared = shared_sources(&values);
        if let Some(sources) = shared {
            let _ = writeln!(text, "# sources: {}", sources.join(", "));
        }
        for (key, value) in values {
            let left = format!("{key} = {}", one_line(&value.value));
            let _ = write!(text, "{left:VALUE_WIDTH$}  # {}", origin(value, shared));
            if let Some(reason) = &value.reason {
                let said = reasons.entry(reason).or_insert(heading);
                if *said == heading {
                    let _ = write!(text, "; {}", one_line(reason));
                } else {
                    let _ = write!(text, "; why: see [{said}]");
                }
            }
            text.push('\n');
        }
    }
    text
}

/// The list of several sources that most values of an entity share, if any do.
fn shared_sources<'a>(values: &[(&str, &'a UsedValue)]) -> Option<&'a [String]> {
    let mut lists: BTreeMap<&[String], usize> = BTreeMap::new();
    for (_, value) in values {
        *lists.entry(&value.sources).or_default() += 1;
    }
    lists
        .into_iter()
        .filter(|(list, uses)| list.len() > 1 && *uses > 1)
        .max_by_key(|(_, uses)| *uses)
        .map(|(list, _)| list)
}

/// An address as entity and key: "site.loughton.phase.first" and "activity.shell.duration".
fn split(path: &str) -> (&str, &str) {
    let mut end = 0;
    let mut words = path.split('.');
    while let (Some(kind), Some(id)) = (words.next(), words.next()) {
        let next = end + usize::from(end > 0) + kind.len() + 1 + id.len();
        // The last word is always a key.
        if !KINDS.contains(&kind) || next >= path.len() {
            break;
        }
        end = next;
    }
    if end == 0 {
        // A table without an id, such as [scenario], or a bare key.
        return path.split_once('.').unwrap_or(("", path));
    }
    (&path[..end], &path[end + 1..])
}

/// "assumed, days, two.toml:7, source some-id"; the `shared` sources stand under the heading.
fn origin(value: &UsedValue, shared: Option<&[String]>) -> String {
    let mut origin = value.standing.word().to_owned();
    if !value.unit.is_empty() {
        let _ = write!(origin, ", {}", value.unit);
    }
    if !value.file.is_empty() {
        let _ = write!(origin, ", {}:{}", value.file, value.line);
    }
    match value.sources.as_slice() {
        [] => {}
        sources if Some(sources) == shared => origin.push_str(", sources above"),
        [source] => {
            let _ = write!(origin, ", source {source}");
        }
        sources => {
            let _ = write!(origin, ", sources {}", sources.join(", "));
        }
    }
    origin
}

/// A text on one line, without characters that could drive a terminal.
fn one_line(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_splits_into_its_entity_and_its_key() {
        for (path, entity, key) in [
            ("site.loughton.pue", "site.loughton", "pue"),
            ("site.l.phase.first.gpus", "site.l.phase.first", "gpus"),
            (
                "site.l.phase.first.activity.shell.duration",
                "site.l.phase.first",
                "activity.shell.duration",
            ),
            (
                "site.l.phase.first.restart.date",
                "site.l.phase.first",
                "restart.date",
            ),
            ("scenario.as_of", "scenario", "as_of"),
            ("chip.gb300", "chip", "gb300"),
            ("mfu", "", "mfu"),
        ] {
            assert_eq!(split(path), (entity, key), "{path}");
        }
    }
}
