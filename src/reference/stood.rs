//! A class as it stood on an earlier day: fitted to what was known then, or the class that stood in for it.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use jiff::civil::Date;
use thiserror::Error;

use super::catalogue::{ReferenceClass, class};
use super::fit::{FitError, fit};
use super::records::sample;
use crate::distribution::Distribution;

/// A class as it stood on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Stood {
    /// The class asked for.
    pub class: &'static ReferenceClass,
    /// The class whose law it is: the same, or the one that stood in before there were records.
    pub by: &'static ReferenceClass,
    /// Its law on that day.
    pub law: Distribution,
    /// Classes that the law rests on: those that had too few records, the one that stood in, and the one that a
    /// published share of late ones takes their lateness from.
    pub rests_on: Vec<&'static ReferenceClass>,
}

/// A record that a class did not have on a day, or had as an open one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Later {
    /// The record's id, or the site's name.
    pub id: String,
    /// Whether it was there and still open; else it was not there yet.
    pub was_open: bool,
    /// When it began, or came online; none of one that had begun and stood in no table yet.
    pub date: Option<Date>,
}

/// Why a class has no law on a day.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum StoodError {
    /// No class has that id.
    #[error("the catalogue has no reference class `{0}`")]
    Unknown(String),
    /// It had too few records, and no class stands in for it.
    #[error("`{id}` had too few records on {day}: {error}")]
    TooFew {
        /// The class.
        id: String,
        /// The day.
        day: Date,
        /// What the fit says of them.
        error: FitError,
    },
    /// The figures of the class make no law with what stood on that day.
    #[error("`{id}` has no law on {day}: {why}")]
    NoLaw {
        /// The class.
        id: String,
        /// The day.
        day: Date,
        /// Why.
        why: String,
    },
}

/// A class as it stood on a day.
///
/// A class that is fitted to records is fitted to those of that day, open ones as censored, by the rules of
/// [`fit`](super::fit()): the family of lesser AIC. Where nothing of it is later, it is the catalogue's own law. Where
/// fewer than two finished cases differ, the class stands in that the catalogue names for the time before, as it stood
/// on that day. A published or judged class is the catalogue's.
///
/// ```
/// use jiff::civil::date;
///
/// // No commercial site of the record was announced by then: public supercomputers stand in.
/// let then = capcast::reference::stood("ai-site", date(2023, 11, 30)).expect("a class stands in");
/// assert_eq!(then.by.id(), "public-supercomputer");
/// ```
///
/// # Errors
///
/// There is no such class, or it had too few records and none stands in.
pub fn stood(id: &str, day: Date) -> Result<Stood, StoodError> {
    /// Each fit is made once a process.
    static KNOWN: LazyLock<Mutex<Answers>> = LazyLock::new(Mutex::default);
    let key = (id.to_owned(), day);
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(answer) = known.get(&key) {
        return answer.clone();
    }
    drop(known);
    let answer = worked_out(id, day);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.insert(key, answer.clone());
    answer
}

type Answers = BTreeMap<(String, Date), Result<Stood, StoodError>>;

fn worked_out(id: &str, day: Date) -> Result<Stood, StoodError> {
    let class = class(id).ok_or_else(|| StoodError::Unknown(id.to_owned()))?;
    let stated = |law, rests_on| Stood {
        class,
        by: class,
        law,
        rests_on,
    };
    let Some(then) = sample(id, Some(day)) else {
        let Some(of) = class.late_of() else {
            return Ok(stated(class.distribution(), vec![class]));
        };
        let of = stood(of, day)?;
        let law = class.law_with(&of.law).map_err(|error| StoodError::NoLaw {
            id: id.to_owned(),
            day,
            why: error.to_string(),
        })?;
        let mut rests_on = of.rests_on;
        rests_on.insert(0, class);
        return Ok(stated(law, rests_on));
    };
    if sample(id, None).is_some_and(|now| now == then) {
        return Ok(stated(class.distribution(), vec![class]));
    }
    match fit(&then.cases, 0) {
        Ok(fit) => match fit.candidates[0].distribution() {
            Ok(law) => Ok(stated(law, vec![class])),
            Err(error) => Err(StoodError::NoLaw {
                id: id.to_owned(),
                day,
                why: error.to_string(),
            }),
        },
        Err(error) => {
            let Some(before) = class.before() else {
                return Err(StoodError::TooFew {
                    id: id.to_owned(),
                    day,
                    error,
                });
            };
            let mut other = stood(before, day)?;
            other.rests_on.insert(0, class);
            Ok(Stood { class, ..other })
        }
    }
}

/// The records of a class that were not there on a day, and those that had not come yet; none of a class that rests on
/// no records.
pub fn later(id: &str, day: Date) -> Vec<Later> {
    let (Some(then), Some(now)) = (sample(id, Some(day)), sample(id, None)) else {
        return Vec::new();
    };
    let mut later: Vec<Later> = now
        .cases
        .into_iter()
        .filter_map(|case| {
            let known = then.cases.iter().find(|known| known.id == case.id);
            let date = match known {
                None => Some(case.begun).filter(|begun| *begun > day),
                Some(known) if case.online && !known.online => Some(case.seen),
                Some(_) => return None,
            };
            Some(Later {
                id: case.id,
                was_open: known.is_some(),
                date,
            })
        })
        .collect();
    later.sort_by(|a, b| (a.date, &a.id).cmp(&(b.date, &b.id)));
    later
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{catalogue, refit};
    use jiff::civil::date;

    #[test]
    fn a_fitted_class_is_that_of_the_fit_of_the_day() {
        for (id, day) in [
            ("ai-site", date(2025, 9, 30)),
            ("ai-site", date(2026, 1, 31)),
            ("public-supercomputer", date(2023, 11, 30)),
        ] {
            let then = stood(id, day).expect("enough records");
            let refit = refit(id, Some(day)).expect("enough records");
            let law = refit.fit.candidates[0].distribution().expect("a law");
            assert_eq!((then.by.id(), then.law), (id, law));
        }
    }

    #[test]
    fn where_nothing_is_later_the_law_is_the_catalogues_to_the_bit() {
        for class in catalogue() {
            let then = stood(class.id(), date(2100, 1, 1)).expect("all of it");
            assert_eq!(then.law, class.distribution(), "{}", class.id());
            assert_eq!(then.by, class);
            assert!(later(class.id(), date(2100, 1, 1)).is_empty());
        }
    }

    #[test]
    fn before_there_were_records_another_class_stands_in_as_of_that_day() {
        let day = date(2023, 11, 30);
        let then = stood("ai-site", day).expect("a class stands in");
        let other = stood("public-supercomputer", day).expect("two had come");
        assert_eq!(then.law, other.law);
        let ids: Vec<&str> = then.rests_on.iter().map(|class| class.id()).collect();
        assert_eq!(ids, ["ai-site", "public-supercomputer"]);
        // Of the British works nobody keeps the days: they stand as published.
        let early = stood("epoch-forecast-tables", date(2015, 1, 1)).expect("a chain");
        assert_eq!(early.by.id(), "uk-public-works");
    }

    #[test]
    fn a_share_of_late_ones_takes_their_lateness_of_the_day() {
        let day = date(2025, 9, 30);
        let site = stood("ai-site", day).expect("enough records").law;
        let view = stood("ai-site-sightline", day).expect("rests on it").law;
        // P(view > x) = 0.4 P(site > x | site > 1).
        for x in [1.2, 1.6, 2.5] {
            let expected = 0.4 * site.survival(x) / site.survival(1.0);
            assert!((view.survival(x) - expected).abs() < 1e-12, "{x}");
        }
    }

    #[test]
    fn later_records_are_told_apart_by_whether_they_were_there() {
        let day = date(2025, 9, 30);
        let later = later("ai-site", day);
        let find = |id: &str| later.iter().find(|record| record.id == id);
        // Announced 2024-12-03, online 2025-10-29; announced 2025-10-29.
        let open = find("aws-rainier-500k").expect("came later");
        assert!(open.was_open && open.date == Some(date(2025, 10, 29)));
        let new = find("aws-rainier-1m").expect("announced later");
        assert!(!new.was_open && new.date == Some(date(2025, 10, 29)));
        assert!(later.iter().all(|record| record.date > Some(day)));
    }

    #[test]
    fn a_class_without_records_or_stand_in_says_so() {
        assert_eq!(
            stood("nothing", date(2025, 1, 1)),
            Err(StoodError::Unknown("nothing".into()))
        );
        for class in catalogue() {
            // Whatever stands in measures the same.
            if let Some(before) = class.before() {
                let other = super::class(before).expect("in the catalogue");
                assert_eq!(other.measure(), class.measure(), "{}", class.id());
            }
        }
    }
}
