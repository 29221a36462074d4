//! From words to an outcome.

use super::{Milestone, Outcome, OutcomeError, Place, Statistic};
use crate::model::Bound;
use crate::plan::{Metric, ScopeKind};
use crate::scenario::{date, suggest};
use jiff::civil::Date;

/// Percentiles that series have.
const OF_SERIES: [u8; 8] = [5, 10, 25, 50, 75, 80, 90, 95];
/// Percentiles that dates have.
const OF_DATES: [u8; 4] = [10, 50, 80, 90];
/// Words before a level that is to be reached, or not to be passed.
const LEAST: &str = "at least";
const MOST: &str = "at most";
/// An example of each form, for messages.
const EXAMPLES: &str = "write for example `mean gpus_powered of total at 2027-12-31`, `p50 online of SITE.PHASE` or `chance online of SITE.PHASE by 2027-03-31`";

pub(super) fn outcome(text: &str) -> Result<Outcome, OutcomeError> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (text, at) = last_clause(&text, " at ");
    let (text, by) = last_clause(text, " by ");
    let (text, bound) = bound(text);
    let (head, of) = match text.split_once(" of ") {
        Some((head, of)) => (head, Some(of)),
        None => (text, None),
    };
    let mut words = head.split(' ').filter(|word| !word.is_empty());
    let (Some(statistic), Some(what), None) = (words.next(), words.next(), words.next()) else {
        return Err(OutcomeError::new(format!(
            "`{head}` is not a statistic and what it is of; {EXAMPLES}"
        )));
    };
    if let Some(milestone) = milestone(what) {
        if let Some((words, number)) = bound {
            return Err(OutcomeError::new(format!(
                "`{what}` is a date, which is not `{words} {number}`: a chance of a date is `by` a day"
            )));
        }
        let place = place(milestone, of)?;
        return match (statistic, by, at) {
            ("chance", Some(by), None) => Ok(Outcome::Chance {
                milestone,
                place,
                by: day(by)?,
            }),
            ("chance", ..) => Err(OutcomeError::new(format!(
                "a chance is `by` a date: `chance {what} of {place} by 2027-12-31`"
            ))),
            (_, None, None) => Ok(Outcome::Date {
                percent: percentile(statistic, &OF_DATES, &format!("the date of `{what}`"))?,
                milestone,
                place,
            }),
            _ => Err(OutcomeError::new(format!(
                "a percentile of a date has no date of its own: `{statistic} {what} of {place}`; a share of trials by a date is `chance {what} of {place} by 2027-12-31`"
            ))),
        };
    }
    level((statistic, what), of, at, (by, bound))
}

fn level(
    (statistic, what): (&str, &str),
    of: Option<&str>,
    at: Option<&str>,
    (by, bound): (Option<&str>, Option<(&str, &str)>),
) -> Result<Outcome, OutcomeError> {
    let Some(metric) = Metric::from_word(what) else {
        let milestones = Milestone::ALL.map(Milestone::word);
        let known: Vec<&str> = Metric::ALL
            .map(Metric::word)
            .into_iter()
            .chain(milestones)
            .collect();
        let hint = suggest::nearest(what, known.iter().copied());
        let hint = hint.map_or_else(
            || format!("known are {}", known.join(", ")),
            |name| format!("did you mean `{name}`?"),
        );
        return Err(OutcomeError::new(format!(
            "`{what}` is no metric and no milestone: {hint}"
        )));
    };
    match (statistic, bound, by) {
        ("chance", Some((words, written)), None) => {
            let (scope, id) = scope(of.unwrap_or("total"))?;
            let level = number(words, written, metric)?;
            return Ok(Outcome::Keeps {
                metric,
                scope,
                id,
                level: match words {
                    LEAST => Bound::AtLeast(level),
                    _ => Bound::AtMost(level),
                },
                at: at.map(day).transpose()?,
            });
        }
        (_, Some((words, number)), _) => {
            return Err(OutcomeError::new(format!(
                "`{words} {number}` belongs to a chance at a date: `chance {what} of total {words} {number} at 2027-12-31`"
            )));
        }
        ("chance", ..) | (_, _, Some(_)) => {
            return Err(OutcomeError::new(format!(
                "a chance `by` a date is one of a milestone (ready, online, complete, energised); of `{what}` there are mean, p5 to p95, `at` a date, and `chance {what} of total at least 500 at 2027-12-31`, or `at most`"
            )));
        }
        _ => {}
    }
    let statistic = match statistic {
        "mean" => Statistic::Mean,
        other => Statistic::Percentile(percentile(other, &OF_SERIES, &format!("`{what}`"))?),
    };
    let (scope, id) = scope(of.unwrap_or("total"))?;
    Ok(Outcome::Level {
        statistic,
        metric,
        scope,
        id,
        at: at.map(day).transpose()?,
    })
}

/// A level in a metric's unit: "500 MW", "`60_000`".
fn number(words: &str, text: &str, metric: Metric) -> Result<f64, OutcomeError> {
    let (digits, unit) = text.split_once(' ').unwrap_or((text, ""));
    let number = digits.replace('_', "").parse::<f64>().ok();
    number
        .filter(|number| number.is_finite() && (unit.is_empty() || unit == metric.unit()))
        .ok_or_else(|| {
            let (word, unit) = (metric.word(), metric.unit());
            OutcomeError::new(format!(
                "`{text}` is no level of `{word}`: write a number of {unit}, as in `{words} 500 {unit}`"
            ))
        })
}

/// A text without the clause that a word begins, and what follows the word.
fn last_clause<'a>(text: &'a str, word: &str) -> (&'a str, Option<&'a str>) {
    match text.rsplit_once(word) {
        // A name may hold the word; a date is all that may follow it.
        Some((head, tail))
            if tail.starts_with(|first: char| first.is_ascii_digit()) || is_season(tail) =>
        {
            (head, Some(tail))
        }
        _ => (text, None),
    }
}

/// A text without its bound, and the bound: its words, and the level as written.
fn bound(text: &str) -> (&str, Option<(&'static str, &str)>) {
    for words in [LEAST, MOST] {
        let (head, level) = last_clause(text, &format!(" {words} "));
        if let Some(level) = level {
            return (head, Some((words, level)));
        }
    }
    (text, None)
}

/// "early 2027": dates that begin with a word.
fn is_season(text: &str) -> bool {
    let first = text
        .split(' ')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    ["early", "mid", "late"].contains(&first.as_str())
}

fn milestone(word: &str) -> Option<Milestone> {
    Milestone::ALL
        .into_iter()
        .find(|known| known.word() == word)
}

fn place(milestone: Milestone, of: Option<&str>) -> Result<Place, OutcomeError> {
    let part = match milestone {
        Milestone::Energised => "STAGE",
        _ => "PHASE",
    };
    let word = milestone.word();
    let of = of.unwrap_or_default();
    match of.strip_prefix("phase ").unwrap_or(of).split_once('.') {
        Some((site, part)) if !site.is_empty() && !part.is_empty() => Ok(Place {
            site: site.to_owned(),
            part: part.to_owned(),
        }),
        _ => Err(OutcomeError::new(format!(
            "`{word}` is a date of one place: write `{word} of SITE.{part}`"
        ))),
    }
}

fn scope(text: &str) -> Result<(ScopeKind, String), OutcomeError> {
    let (word, id) = text.split_once(' ').unwrap_or((text, ""));
    let Some(kind) = ScopeKind::from_word(word) else {
        let known = ScopeKind::ALL.map(ScopeKind::word);
        let hint = suggest::nearest(word, known).map_or_else(
            || {
                format!(
                    "write `total`, or one of {} and its id: `site {text}`",
                    known[1..].join(", ")
                )
            },
            |name| format!("did you mean `{name}`?"),
        );
        return Err(OutcomeError::new(format!("`{text}` is no scope: {hint}")));
    };
    match (kind, id) {
        (ScopeKind::Total, "") => Ok((kind, String::new())),
        (ScopeKind::Total, _) => Err(OutcomeError::new(format!(
            "`total` has no id, but `{id}` follows it"
        ))),
        (_, "") => Err(OutcomeError::new(format!(
            "`{word}` needs an id: which {word}?"
        ))),
        _ => Ok((kind, id.to_owned())),
    }
}

fn percentile(word: &str, known: &[u8], of: &str) -> Result<u8, OutcomeError> {
    let percent = word
        .strip_prefix(['p', 'P'])
        .and_then(|digits| digits.parse().ok());
    if let Some(percent) = percent.filter(|percent| known.contains(percent)) {
        return Ok(percent);
    }
    let known: Vec<String> = known.iter().map(|percent| format!("p{percent}")).collect();
    let mean = if known.len() > OF_DATES.len() {
        "mean, "
    } else {
        "chance, "
    };
    Err(OutcomeError::new(format!(
        "`{word}` is no statistic of {of}: there are {mean}{}",
        known.join(", ")
    )))
}

fn day(text: &str) -> Result<Date, OutcomeError> {
    date::parse(text).map(|period| period.last).ok_or_else(|| {
        OutcomeError::new(format!(
            "`{text}` is no date: write 2027-12-31, 2027-12, 2027-Q4 or 2027"
        ))
    })
}
