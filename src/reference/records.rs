//! The records of what was announced and what became of it, and the cases that a fit draws from them.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::catalogue::selection;

/// One announcement as a fit sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The record's id.
    pub id: String,
    /// Actual over announced duration; where still open, what had elapsed when last seen over the announced.
    pub ratio: f64,
    /// Whether it came online; else `ratio` is a lower bound.
    pub online: bool,
}

/// A record that no fit uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The record's id.
    pub id: String,
    /// Why it is left out.
    pub reason: String,
}

/// The classes that are fitted to records.
pub fn sampled_classes() -> impl Iterator<Item = &'static str> {
    selection().classes.keys().map(String::as_str)
}

/// The cases of a class that is fitted to records; none where the class is not.
///
/// A record of the class counts unless its status is unknown or one of its dates is missing. Its duration runs
/// from the day of the announcement to the announced day; an open record is censored on the day last seen.
pub fn cases(class: &str) -> Option<Vec<Case>> {
    let ids = selection().classes.get(class)?;
    let of_class = RECORDS.iter().filter(|record| ids.contains(&record.id));
    Some(of_class.filter_map(|record| record.case().ok()).collect())
}

/// The records that no class uses, each with the reason.
pub fn left_out() -> Vec<LeftOut> {
    let sampled: Vec<&String> = selection().classes.values().flatten().collect();
    let mut rows = Vec::new();
    for record in RECORDS.iter() {
        let reason = if let Some(reason) = selection().left_out.get(&record.id) {
            Some(reason.clone())
        } else if record.id.starts_with(FORECAST_PREFIX) {
            Some("a third party's dated forecast, not the owner's announcement".to_owned())
        } else if sampled.contains(&&record.id) {
            record.case().err().map(str::to_owned)
        } else {
            Some("of no class".to_owned())
        };
        rows.extend(reason.map(|reason| LeftOut {
            id: record.id.clone(),
            reason,
        }));
    }
    rows
}

/// What the ids of dated forecasts by Epoch AI begin with.
const FORECAST_PREFIX: &str = "epochfc-";
/// What the status of a record begins with whose outcome is not known.
const UNKNOWN: &str = "unknown:";

static RECORDS: LazyLock<Vec<Record>> = LazyLock::new(|| {
    let text = include_str!("../catalogue/announced_vs_actual.csv");
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows: Result<Vec<Record>, csv::Error> = reader.deserialize().collect();
    rows.expect("the records compiled in are valid")
});

/// A row of the records, as far as a fit needs it.
#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(deserialize_with = "day_or_nothing")]
    announced_on: Option<Date>,
    #[serde(deserialize_with = "day_or_nothing")]
    announced_online: Option<Date>,
    #[serde(deserialize_with = "day_or_nothing")]
    actual_online: Option<Date>,
    status_as_of: String,
}

impl Record {
    /// The case that the record makes, or why it makes none.
    fn case(&self) -> Result<Case, &'static str> {
        if self.status_as_of.starts_with(UNKNOWN) {
            return Err("its outcome is unknown");
        }
        let (Some(announced_on), Some(announced_online)) =
            (self.announced_on, self.announced_online)
        else {
            return Err("a date of the announcement is missing");
        };
        let seen = || self.status_as_of.get(..10).and_then(|day| day.parse().ok());
        let Some(end) = self.actual_online.or_else(seen) else {
            return Err("it is open and the day last seen is missing");
        };
        let announced = days_between(announced_on, announced_online);
        let actual = days_between(announced_on, end);
        if announced <= 0.0 || actual <= 0.0 {
            return Err("its dates do not ascend");
        }
        let online = self.actual_online.is_some();
        Ok(Case {
            id: self.id.clone(),
            ratio: actual / announced,
            online,
        })
    }
}

/// An empty field is no day; anything else must be one.
fn day_or_nothing<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(field)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(D::Error::custom)
}

fn days_between(from: Date, to: Date) -> f64 {
    f64::from((to - from).get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_is_either_used_or_left_out_with_a_reason() {
        let used: Vec<String> = sampled_classes()
            .filter_map(cases)
            .flatten()
            .map(|case| case.id)
            .collect();
        let out = left_out();
        assert_eq!(used.len() + out.len(), RECORDS.len());
        for record in RECORDS.iter() {
            let times = used.iter().filter(|id| **id == record.id).count();
            let reasons = out.iter().filter(|row| row.id == record.id).count();
            assert_eq!(
                times + reasons,
                1,
                "{} is counted {times} + {reasons} times",
                record.id
            );
        }
        assert!(out.iter().all(|row| row.reason != "of no class"), "{out:?}");
    }

    #[test]
    fn selection_names_only_records_that_exist() {
        let listed = selection()
            .classes
            .values()
            .flatten()
            .chain(selection().left_out.keys());
        for id in listed {
            assert!(
                RECORDS.iter().any(|record| record.id == *id),
                "{id} is in no record"
            );
        }
    }

    #[test]
    fn open_records_are_censored_when_last_seen() {
        let sites = cases("ai-site").expect("a class with records");
        let case = |id: &str| {
            sites
                .iter()
                .find(|case| case.id == id)
                .expect("a record of the class")
        };
        // Announced 2025-03-18 for 2026-06-30, 469 days; still open on 2026-07-28, after 497.
        let open = case("abilene-ph2");
        assert!(!open.online);
        assert!((open.ratio - 497.0 / 469.0).abs() < 1e-12, "{}", open.ratio);
        // Announced 2024-12-03 for 2025-12-31, 393 days; online on 2025-10-29, after 330.
        let done = case("aws-rainier-500k");
        assert!(done.online);
        assert!((done.ratio - 330.0 / 393.0).abs() < 1e-12, "{}", done.ratio);
        assert!(
            sites.iter().all(|case| case.id != "ms-uk-20k"),
            "its outcome is unknown"
        );
    }
}
