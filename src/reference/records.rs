//! The records of what was announced and what became of it, and the cases that a fit draws from them.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::catalogue::selection;
use super::steps;

/// One project as a fit sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The record's id, or the site's name.
    pub id: String,
    /// The day from which it counts: of the announcement, of the first row, of the forecast.
    pub begun: Date,
    /// The day on which it came online, or was last seen open.
    pub seen: Date,
    /// What the class measures, over that time: actual over announced duration, or days. Of an open case it is what had
    /// been reached when it was last seen.
    pub value: f64,
    /// Whether it came online; else `value` is a lower bound.
    pub online: bool,
}

/// What a fitted class rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// The cases that count.
    pub cases: Vec<Case>,
    /// What was looked at for the class and does not count, with the reason.
    pub left_out: Vec<LeftOut>,
}

/// A record that no fit uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The record's id.
    pub id: String,
    /// Why it is left out.
    pub reason: String,
}

/// The classes that are fitted to records, in the order of their ids.
pub fn sampled_classes() -> impl Iterator<Item = &'static str> {
    let all = selection().classes.keys().chain(selection().steps.keys());
    let mut all: Vec<&str> = all.map(String::as_str).collect();
    all.sort_unstable();
    all.into_iter()
}

/// The cases of a class that is fitted to records; none where the class is not.
pub fn cases(class: &str) -> Option<Vec<Case>> {
    sample(class, None).map(|sample| sample.cases)
}

/// What a class that is fitted to records rests on; none where the class is not. With a day, what it would have rested
/// on then: what was announced later is not there, and what came online later was open.
///
/// An announcement counts unless its status is unknown or one of its dates is missing. Its duration runs from the day of
/// the announcement to the announced day; an open one is censored on the day last seen.
pub fn sample(class: &str, as_of: Option<Date>) -> Option<Sample> {
    if let Some(reading) = selection().steps.get(class) {
        return Some(steps::sample(*reading, as_of));
    }
    let ids = selection().classes.get(class)?;
    let mut sample = Sample::default();
    for record in RECORDS.iter().filter(|record| ids.contains(&record.id)) {
        match record.case(as_of) {
            Ok(case) => sample.cases.push(case),
            Err(reason) => sample.left_out.push(LeftOut {
                id: record.id.clone(),
                reason: reason.to_owned(),
            }),
        }
    }
    Some(sample)
}

/// The records that no class uses, each with the reason.
pub fn left_out() -> Vec<LeftOut> {
    let sampled: Vec<&String> = selection().classes.values().flatten().collect();
    let mut rows = Vec::new();
    for record in RECORDS.iter() {
        let reason = if let Some(reason) = selection().left_out.get(&record.id) {
            Some(reason.clone())
        } else if sampled.contains(&&record.id) {
            record.case(None).err().map(str::to_owned)
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
    /// The case that the record makes, or would have made on a day; or why it makes none.
    fn case(&self, as_of: Option<Date>) -> Result<Case, &'static str> {
        if self.status_as_of.starts_with(UNKNOWN) {
            return Err("its outcome is unknown");
        }
        let (Some(announced_on), Some(announced_online)) =
            (self.announced_on, self.announced_online)
        else {
            return Err("a date of the announcement is missing");
        };
        let day_seen = || self.status_as_of.get(..10).and_then(|day| day.parse().ok());
        let Some(end) = self.actual_online.or_else(day_seen) else {
            return Err("it is open and the day last seen is missing");
        };
        let is_later = |end: Date| as_of.is_some_and(|day| end > day);
        if is_later(announced_on) {
            return Err("it was not announced yet");
        }
        let online = self.actual_online.is_some() && !is_later(end);
        let end = as_of.map_or(end, |day| end.min(day));
        let announced = days_between(announced_on, announced_online);
        let actual = days_between(announced_on, end);
        if announced <= 0.0 || actual <= 0.0 {
            return Err("its dates do not ascend");
        }
        Ok(Case {
            id: self.id.clone(),
            begun: announced_on,
            seen: end,
            value: actual / announced,
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

/// A field that must be a day.
pub(super) fn day<'de, D: Deserializer<'de>>(field: D) -> Result<Date, D::Error> {
    let text = String::deserialize(field)?;
    text.parse().map_err(D::Error::custom)
}

pub(super) fn days_between(from: Date, to: Date) -> f64 {
    f64::from((to - from).get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_is_either_used_or_left_out_with_a_reason() {
        let used: Vec<String> = selection()
            .classes
            .keys()
            .filter_map(|class| cases(class))
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
        assert!((open.value - 497.0 / 469.0).abs() < 1e-12, "{}", open.value);
        // Announced 2024-12-03 for 2025-12-31, 393 days; online on 2025-10-29, after 330.
        let done = case("aws-rainier-500k");
        assert!(done.online);
        assert!((done.value - 330.0 / 393.0).abs() < 1e-12, "{}", done.value);
        assert!(
            sites.iter().all(|case| case.id != "ms-uk-20k"),
            "its outcome is unknown"
        );
    }

    #[test]
    fn on_an_earlier_day_what_came_later_was_open_or_unknown() {
        let day = jiff::civil::date(2025, 9, 30);
        let then = sample("ai-site", Some(day)).expect("a class with records");
        let now = sample("ai-site", None).expect("a class with records");
        assert!(then.cases.len() < now.cases.len());
        assert!(
            then.cases
                .iter()
                .all(|case| case.begun < day && case.seen <= day)
        );
        // Announced 2024-12-03, online on 2025-10-29: open on the day, after 301 days of 393.
        let open = then.cases.iter().find(|case| case.id == "aws-rainier-500k");
        let open = open.expect("announced before the day");
        assert!(!open.online && open.seen == day);
        assert!((open.value - 301.0 / 393.0).abs() < 1e-12, "{}", open.value);
        let late = then.left_out.iter().find(|row| row.id == "aws-rainier-1m");
        assert_eq!(late.expect("left out").reason, "it was not announced yet");
        let far = sample("ai-site", Some(jiff::civil::date(2030, 1, 1)));
        assert_eq!(far, Some(now));
    }
}
