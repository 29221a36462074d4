//! Whom a licence asks to credit: for the values that a scenario uses, in a line.

use crate::model::{Licence, Model};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Data used under a licence that asks for credit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CreditRow {
    /// Who published it.
    pub publisher: String,
    /// Its title, up to what only tells one edition of it from another.
    pub title: String,
    /// The licence's short name.
    pub licence: String,
    /// Where that can be read.
    pub licence_url: Option<String>,
    /// Whether anything was changed.
    pub changed: bool,
}

/// The credits of the values that a model uses, each once.
pub(crate) fn rows(model: &Model) -> Vec<CreditRow> {
    let used: BTreeSet<&String> = model
        .values
        .iter()
        .flat_map(|value| &value.sources)
        .collect();
    let licensed = model
        .sources
        .iter()
        .filter(|source| used.contains(&source.id));
    joined(licensed.filter_map(|source| source.licence.as_ref().map(row)))
}

fn row(licence: &Licence) -> CreditRow {
    let title = licence.title.split([',', '(', ':']).next().unwrap_or("");
    CreditRow {
        publisher: licence.publisher.clone().unwrap_or_default(),
        title: title.trim().to_owned(),
        licence: licence.name.clone(),
        licence_url: licence.url.clone(),
        changed: licence.changed.is_some(),
    }
}

/// Credits of several answers, each once: what was changed in one of them was changed.
pub(crate) fn joined(rows: impl IntoIterator<Item = CreditRow>) -> Vec<CreditRow> {
    let mut all: Vec<CreditRow> = Vec::new();
    for row in rows {
        let is_same = |known: &&mut CreditRow| {
            (&known.publisher, &known.title, &known.licence)
                == (&row.publisher, &row.title, &row.licence)
        };
        match all.iter_mut().find(is_same) {
            Some(known) => known.changed |= row.changed,
            None => all.push(row),
        }
    }
    all.sort();
    all
}

/// "Data: Epoch AI, Frontier Data Centers and Machine Learning Hardware (CC BY 4.0), changed; ..": what a chart says
/// under it. `None` where nothing asks for it.
pub(crate) fn line(rows: &[CreditRow]) -> Option<String> {
    let mut groups: Vec<(&CreditRow, Vec<&str>)> = Vec::new();
    for row in rows {
        let is_same = |(known, _): &&mut (&CreditRow, Vec<&str>)| {
            (&known.publisher, &known.licence, known.changed)
                == (&row.publisher, &row.licence, row.changed)
        };
        match groups.iter_mut().find(is_same) {
            Some((_, titles)) => titles.push(&row.title),
            None => groups.push((row, vec![&row.title])),
        }
    }
    let told: Vec<String> = groups
        .iter()
        .map(|(row, titles)| {
            let who = [row.publisher.as_str(), &listed(titles)].map(str::to_owned);
            let who: Vec<String> = who.into_iter().filter(|part| !part.is_empty()).collect();
            let changed = if row.changed { ", changed" } else { "" };
            format!("{} ({}){changed}", who.join(", "), row.licence)
        })
        .collect();
    (!told.is_empty()).then(|| format!("Data: {}.", told.join("; ")))
}

/// "a, b and c".
fn listed(titles: &[&str]) -> String {
    match titles {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credit(publisher: &str, title: &str, changed: bool) -> CreditRow {
        row(&Licence {
            name: "CC BY 4.0".to_owned(),
            url: None,
            changed: changed.then(|| "a part".to_owned()),
            publisher: Some(publisher.to_owned()),
            title: title.to_owned(),
        })
    }

    #[test]
    fn editions_of_one_work_are_credited_once_and_several_works_in_one_line() {
        let rows = joined([
            credit("Epoch AI", "Machine Learning Hardware", true),
            credit(
                "Epoch AI",
                "Frontier Data Centers, table of May 2026",
                false,
            ),
            credit("Epoch AI", "Frontier Data Centers (ratios)", true),
            credit("Another", "Maps", false),
        ]);
        assert_eq!(rows.len(), 3);
        assert_eq!(
            line(&rows).as_deref(),
            Some(
                "Data: Another, Maps (CC BY 4.0); Epoch AI, Frontier Data Centers and Machine Learning Hardware (CC BY 4.0), changed."
            )
        );
        assert_eq!(line(&[]), None);
    }
}
