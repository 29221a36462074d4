//! `capcast show --announced`: what was said, by whom; nothing that the scenario had to set.
//!
//! Stated is what the scenario writes of sites, phases, grid stages, plant and programmes and does
//! not name among its `assumptions`. How a scenario weighs what sources disagree on is its own
//! doing, and left out.

use super::speak;
use crate::model::{Conflict, Model, Phase, Site, Source, Standing, UsedValue};
use crate::projection::plain;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Columns of the names of phases, stages and programmes.
const NAME_WIDTH: usize = 24;
/// Keys of a phase in the order of a line, each with the words before and after its value.
const OF_PHASE: [(&str, &str, &str); 14] = [
    ("gpus", "", " GPUs"),
    ("it_load", "", " at the servers"),
    ("chip", "", ""),
    ("online", "online ", ""),
    ("actual_online", "runs since ", ""),
    ("actual_gpus", "with ", " GPUs"),
    ("observed.gpus", "", " GPUs seen running"),
    ("observed.date", "on ", ""),
    ("paused", "paused on ", ""),
    ("announced", "announced ", ""),
    ("operator", "operator ", ""),
    ("customer", "for ", ""),
    ("developer", "built by ", ""),
    ("seen", "seen ", ""),
];
/// The same of a grid stage.
const OF_STAGE: [(&str, &str, &str); 4] = [
    ("capacity", "", ""),
    ("energised", "energised ", ""),
    ("actual_energised", "energised since ", ""),
    ("applied", "applied for ", ""),
];
/// The same of plant.
const OF_PLANT: [(&str, &str, &str); 5] = [
    ("capacity", "", ""),
    ("fuel", "", ""),
    ("role", "", ""),
    ("from", "from ", ""),
    ("until", "until ", ""),
];
/// The same of a site.
const OF_SITE: [(&str, &str, &str); 5] = [
    ("operator", "", ""),
    ("developer", "built by ", ""),
    ("customer", "for ", ""),
    ("announced", "announced ", ""),
    ("seen", "seen ", ""),
];
/// The same of a programme.
const OF_PROGRAMME: [(&str, &str, &str); 4] = [
    ("gpus", "", " GPUs"),
    ("by", "by ", ""),
    ("announced", "announced ", ""),
    ("part_of", "part of ", ""),
];

/// The page of what was announced.
pub(super) fn page(model: &Model, width: usize) -> String {
    let page = Page::new(model, width);
    let mut text = format!(
        "{}\nas announced: what was stated, by whom\n",
        clean(&model.name)
    );
    for site in &model.sites {
        page.site(&mut text, site);
    }
    page.programmes(&mut text);
    page.conflicts(&mut text);
    page.left_out(&mut text);
    text
}

struct Page<'a> {
    model: &'a Model,
    width: usize,
    stated: BTreeMap<&'a str, &'a UsedValue>,
    sources: BTreeMap<&'a str, &'a Source>,
}

/// A line: a name and what is stated under it.
type Line = (String, String);

impl<'a> Page<'a> {
    fn new(model: &'a Model, width: usize) -> Self {
        let stated = model.values.iter();
        let stated = stated.filter(|value| value.standing == Standing::Stated);
        Self {
            model,
            width,
            stated: stated.map(|value| (value.path.as_str(), value)).collect(),
            sources: model
                .sources
                .iter()
                .map(|source| (source.id.as_str(), source))
                .collect(),
        }
    }

    fn site(&self, text: &mut String, site: &Site) {
        let path = format!("site.{}", site.id);
        let mut lines: Vec<Line> = site
            .phases
            .iter()
            .map(|phase| self.phase(site, phase))
            .collect();
        for (kind, keys, ids) in [
            (
                "grid",
                &OF_STAGE[..],
                site.grid.iter().map(|stage| &stage.id).collect::<Vec<_>>(),
            ),
            (
                "plant",
                &OF_PLANT[..],
                site.plants.iter().map(|plant| &plant.id).collect(),
            ),
        ] {
            for id in ids {
                let said = self.said(&format!("{path}.{kind}.{id}"), keys);
                if !said.is_empty() {
                    lines.push((format!("{kind} {id}"), said));
                }
            }
        }
        let _ = write!(text, "\n{}", clean(&site.name));
        let said = self.said(&path, &OF_SITE);
        if !said.is_empty() {
            let _ = write!(text, "  ({said})");
        }
        text.push('\n');
        for (name, said) in together(lines) {
            self.wrapped(text, &format!("  {name:NAME_WIDTH$}"), &said);
        }
        let below = format!("{path}.");
        let sources = self.stated.range(below.as_str()..);
        let sources = sources
            .take_while(|(address, _)| address.starts_with(&below))
            .filter(|(address, _)| is_announced(address))
            .flat_map(|(_, value)| &value.sources);
        self.said_by(text, sources);
    }

    fn phase(&self, site: &Site, phase: &Phase) -> Line {
        let mut said = self.said(&phase.path, &OF_PHASE);
        if said.is_empty() {
            "nothing stated".clone_into(&mut said);
        }
        // A copy and what it is a copy of are one announcement.
        let name = if phase.name.is_empty() {
            &phase.id
        } else {
            &phase.name
        };
        let name = match name.strip_prefix(&site.name) {
            Some(rest) if !rest.trim().is_empty() => rest.trim_start_matches([' ', ',', ':']),
            _ => name,
        };
        (clean(name), said)
    }

    /// What is stated of an entity under some keys, in their order.
    fn said(&self, path: &str, keys: &[(&str, &str, &str)]) -> String {
        let parts = keys.iter().filter_map(|(key, before, after)| {
            let address = format!("{path}.{key}");
            let value = self.stated.get(address.as_str())?;
            let value = unweighted(&value.value);
            Some(format!("{before}{value}{after}"))
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// A line of who said it, each source once, by date.
    fn said_by<'b>(&self, text: &mut String, ids: impl Iterator<Item = &'b String>) {
        let mut who: Vec<(String, String)> = ids
            .map(|id| {
                let source = self.sources.get(id.as_str());
                let date = source.and_then(|source| source.date.clone());
                (date.unwrap_or_default(), self.publisher(id))
            })
            .collect();
        who.sort();
        who.dedup();
        let who: Vec<String> = who
            .into_iter()
            .map(|(date, who)| dated(&who, &date))
            .collect();
        if !who.is_empty() {
            self.wrapped(text, "  said by: ", &who.join("; "));
        }
    }

    fn publisher(&self, id: &str) -> String {
        let source = self.sources.get(id);
        let who = source.map(|source| source.publisher.as_ref().unwrap_or(&source.title));
        clean(who.map_or(id, String::as_str))
    }

    fn programmes(&self, text: &mut String) {
        let programmes = &self.model.programmes;
        if programmes.is_empty() {
            return;
        }
        text.push_str("\nProgrammes: totals that were announced, over the same GPUs\n");
        for programme in programmes {
            let path = format!("programme.{}", programme.id);
            let mut said = self.said(&path, &OF_PROGRAMME);
            if said.is_empty() {
                "nothing stated".clone_into(&mut said);
            }
            let name = clean(&programme.name);
            self.wrapped(
                text,
                &format!("  {:NAME_WIDTH$}", format!("{name}: ")),
                &said,
            );
            self.said_by(text, programme.sources.iter());
        }
    }

    fn conflicts(&self, text: &mut String) {
        if self.model.conflicts.is_empty() {
            return;
        }
        text.push_str("\nWhere sources contradict each other\n");
        for Conflict { title, said, .. } in &self.model.conflicts {
            let said: Vec<String> = said
                .iter()
                .map(|said| {
                    let source = self.sources.get(said.source.as_str());
                    let date = source.and_then(|source| source.date.clone());
                    let who = dated(&self.publisher(&said.source), &date.unwrap_or_default());
                    format!("{}: {}", who, clean(&said.value))
                })
                .collect();
            let _ = writeln!(text, "  {}", clean(title));
            for said in said {
                self.wrapped(text, "    ", &said);
            }
        }
    }

    fn left_out(&self, text: &mut String) {
        if self.model.not_modelled.is_empty() {
            return;
        }
        text.push_str("\nAnnounced and left out\n");
        for row in &self.model.not_modelled {
            let source = row.source.as_deref();
            let who = source.map_or_else(String::new, |id| {
                let date = self.sources.get(id).and_then(|source| source.date.clone());
                format!(
                    " ({})",
                    dated(&self.publisher(id), &date.unwrap_or_default())
                )
            });
            self.wrapped(text, "  ", &format!("{}{who}", clean(&row.what)));
        }
    }

    /// A text behind its beginning, broken between words; what follows is set in.
    fn wrapped(&self, text: &mut String, begin: &str, rest: &str) {
        let indent = begin.chars().count().min(NAME_WIDTH + 2);
        let mut line = begin.to_owned();
        let mut is_empty = true;
        for word in rest.split(' ') {
            let length = line.chars().count() + 1 + word.chars().count();
            if !is_empty && length > self.width {
                let _ = writeln!(text, "{}", line.trim_end());
                line = " ".repeat(indent);
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

/// Whether an address is one of those that the page tells of.
fn is_announced(address: &str) -> bool {
    [&OF_PHASE[..], &OF_STAGE, &OF_PLANT, &OF_SITE]
        .into_iter()
        .flatten()
        .any(|(key, ..)| {
            address
                .strip_suffix(key)
                .is_some_and(|path| path.ends_with('.'))
        })
}

/// Lines that say the same one after the other, as copies of a phase do, as one.
fn together(lines: Vec<Line>) -> Vec<Line> {
    let mut groups: Vec<(Vec<String>, String)> = Vec::new();
    for (name, said) in lines {
        match groups.last_mut() {
            Some((names, last)) if *last == said => names.push(name),
            _ => groups.push((vec![name], said)),
        }
    }
    let joined = |(names, said): (Vec<String>, String)| match names.as_slice() {
        [name] => (format!("{name}: "), said),
        [first, .., last] => (format!("{first} .. {last}: "), format!("each {said}")),
        [] => (String::new(), said),
    };
    groups.into_iter().map(joined).collect()
}

/// A value as it was said: of one that is weighed the values, without the weights.
fn unweighted(written: &str) -> String {
    let list = written
        .strip_prefix("{ values = [")
        .and_then(|rest| rest.split_once(']'));
    let between = written
        .strip_prefix("{ uniform = { min = ")
        .and_then(|rest| rest.trim_end_matches([' ', '}']).split_once(", max = "));
    let text = match (list, between) {
        (Some((values, _)), _) => values.split(", ").collect::<Vec<_>>().join(" or "),
        (_, Some((first, last))) => format!("{first} to {last}"),
        _ => written.to_owned(),
    };
    clean(&text.replace('"', ""))
        .trim_matches(['[', ']'])
        .to_owned()
}

/// "Nscale, 2025-09-17".
fn dated(who: &str, date: &str) -> String {
    match clean(date).as_str() {
        "" => who.to_owned(),
        date => format!("{who}, {date}"),
    }
}

/// A text on one line, without characters that could drive a terminal.
fn clean(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Prints the page.
pub(super) fn show(model: &Model) -> Result<(), super::exit::Failure> {
    speak::answer(&page(model, speak::width()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_without_what_the_scenario_makes_of_them() {
        let weighed = "{ values = [23_040, 24_000], weights = [4, 1] }";
        assert_eq!(unweighted(weighed), "23_040 or 24_000");
        let within = "{ uniform = { min = 2024-10-01, max = 2024-10-31 } }";
        assert_eq!(unweighted(within), "2024-10-01 to 2024-10-31");
        assert_eq!(unweighted("[\"nvidia-uk\"]"), "nvidia-uk");
        assert_eq!(unweighted("2027-Q1"), "2027-Q1");
    }

    #[test]
    fn copies_are_one_line() {
        let line = |name: &str, said: &str| (name.to_owned(), said.to_owned());
        let lines = vec![line("a", "x"), line("b", "x"), line("c", "y")];
        assert_eq!(
            together(lines),
            [line("a .. b: ", "each x"), line("c: ", "y")]
        );
    }
}
