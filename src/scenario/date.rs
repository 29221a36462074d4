//! Dates, periods and lags as a planner writes them.
//!
//! What it does not know: whether a period means its start, its middle or its end; its reader
//! does (model documentation, "Time").

mod guess;

use super::measure::Measure;
use super::problem::{Problem, Problems};
use super::quantity;
use super::tree::{Node, Value};
use crate::calendar::Period;
use crate::distribution::Distribution;
use jiff::civil::Date;

/// The years that a scenario may speak of; anything else is a slip of the pen.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1950..=2200;
/// What a date may look like, for messages.
pub(super) const EXAMPLES: &str =
    "`2027-03-15`, `\"2027-03\"`, `\"2027-Q1\"`, `\"2026-H2\"`, `\"2027\"` or `\"mid 2026\"`";

/// Reads a date or a period: a TOML date, `"2027-03-15"`, `"2027-03"`, `"2027-Q1"`, `"2026-H2"`,
/// `"2027"`, `2027`, `"early 2026"` (its first quarter), `"mid 2026"` (its second), `"late 2026"`
/// (its fourth). `None` after a problem.
pub fn period(node: &Node, key: &str, problems: &mut Problems) -> Option<Period> {
    match read(&node.value) {
        Ok(period) => Some(period),
        Err(fault) => {
            let problem = Problem::error("date::unreadable", format!("`{key}` needs a date"))
                .at(&node.place, fault.label());
            let problem = way_out(problem, problems.files().excerpt(&node.place));
            let is_range = matches!(&node.value, Value::Text(text) if text.contains(" to "))
                || matches!(&node.value, Value::Table(_));
            problems.push(if is_range {
                problem.help("this key takes one date: it cannot be uncertain")
            } else {
                problem
            });
            None
        }
    }
}

/// Adds to a problem what a date looks like, and what this one could be meant as.
pub(super) fn way_out(problem: Problem, written: &str) -> Problem {
    let text = written.trim_matches(['"', '\'']);
    let problem = match guess::meant(text) {
        // Within a range, or on the command line, there are no quotes of its own.
        Some(meant) if text == written => {
            problem.help(format!("did you mean `{}`?", meant.trim_matches('"')))
        }
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem,
    };
    problem.help(format!("a date is {EXAMPLES}"))
}

/// Reads a date that may be uncertain, in days since 1970-01-01: a period (its middle), a range
/// such as `"2026-09 to 2027-06"` (P10 to P90), or any of the tables that a quantity takes.
pub fn instant_or_range(node: &Node, key: &str, problems: &mut Problems) -> Option<Distribution> {
    quantity::quantity(node, Measure::Date, key, problems)
}

/// Splits a link into what it refers to and its lag in days: `"delivery + 1 months"`, `"shell"`,
/// `"energised.first - 2 weeks"`. `None` if the lag is not a duration.
#[must_use]
pub fn lag(text: &str) -> Option<(String, f64)> {
    // A minus sign needs its spaces, since ids have hyphens.
    let split = text
        .split_once('+')
        .map(|(reference, lag)| (reference, lag, 1.0))
        .or_else(|| {
            let (reference, lag) = text.split_once(" - ")?;
            Some((reference, lag, -1.0))
        });
    let Some((reference, lag, sign)) = split else {
        let reference = text.trim();
        let whole = !reference.is_empty() && !reference.contains(char::is_whitespace);
        return whole.then(|| (reference.to_string(), 0.0));
    };
    let reference = reference.trim();
    if reference.is_empty() || reference.contains(char::is_whitespace) {
        return None;
    }
    let days = quantity::plain_amount(lag.trim(), Measure::Duration)?;
    (days >= 0.0).then(|| (reference.to_string(), sign * days))
}

/// The period that a text stands for, as a scenario would write it; `None` if it is not a date.
#[must_use]
pub fn parse(text: &str) -> Option<Period> {
    read_text(text).ok()
}

/// Why a value is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A list, a table, true or false, a fraction.
    Kind,
    /// A string that no form fits.
    Text,
    /// A time of day is given.
    Time,
    /// The year is not one that a plan speaks of.
    Year,
    /// "2027-02-30".
    Day,
}

impl Fault {
    /// What to say beside the place.
    pub(super) fn label(self) -> String {
        match self {
            Fault::Kind | Fault::Text => "not a date".to_string(),
            Fault::Time => "a date with a time of day".to_string(),
            Fault::Year => format!("years go from {} to {}", YEARS.start(), YEARS.end()),
            Fault::Day => "no such day in the calendar".to_string(),
        }
    }
}

/// The period that a value stands for.
pub(super) fn read(value: &Value) -> Result<Period, Fault> {
    match value {
        Value::Date(date) => in_years(Period::day(*date)),
        Value::Text(text) => read_text(text),
        Value::Integer(year) => year_of(i16::try_from(*year).map_err(|_| Fault::Year)?),
        Value::OtherDateTime(_) => Err(Fault::Time),
        _ => Err(Fault::Kind),
    }
}

/// The period that a string stands for.
pub(super) fn read_text(text: &str) -> Result<Period, Fault> {
    let text = text.trim();
    if let Some((word, year)) = text.split_once(char::is_whitespace) {
        let quarter = match word.to_ascii_lowercase().as_str() {
            "early" => 1,
            "mid" => 2,
            "late" => 4,
            _ => return Err(Fault::Text),
        };
        return months(digits(year.trim(), 4)?, quarter * 3 - 2, quarter * 3);
    }
    let mut parts = text.split('-');
    let year = digits(parts.next().unwrap_or(""), 4)?;
    let Some(part) = parts.next() else {
        return year_of(year);
    };
    let day = parts.next();
    if parts.next().is_some() {
        return Err(Fault::Text);
    }
    match (
        part.strip_prefix(['Q', 'q']),
        part.strip_prefix(['H', 'h']),
        day,
    ) {
        (Some(quarter), _, None) => match digits(quarter, 1)? {
            quarter @ 1..=4 => months(year, quarter * 3 - 2, quarter * 3),
            _ => Err(Fault::Day),
        },
        (_, Some(half), None) => match digits(half, 1)? {
            half @ 1..=2 => months(year, half * 6 - 5, half * 6),
            _ => Err(Fault::Day),
        },
        (None, None, None) => {
            let month = digits(part, 2)?;
            months(year, month, month)
        }
        (None, None, Some(day)) => {
            let (month, day) = (digits(part, 2)?, digits(day, 2)?);
            let date = Date::new(year, month as i8, day as i8).map_err(|_| Fault::Day)?;
            in_years(Period::day(date))
        }
        _ => Err(Fault::Text),
    }
}

/// A number of exactly so many digits.
fn digits(text: &str, count: usize) -> Result<i16, Fault> {
    if text.len() != count || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::Text);
    }
    text.parse().map_err(|_| Fault::Text)
}

fn year_of(year: i16) -> Result<Period, Fault> {
    months(year, 1, 12)
}

fn months(year: i16, first: i16, last: i16) -> Result<Period, Fault> {
    if !YEARS.contains(&year) {
        return Err(Fault::Year);
    }
    let first = Date::new(year, first as i8, 1).map_err(|_| Fault::Day)?;
    let last = Date::new(year, last as i8, 1).map_err(|_| Fault::Day)?;
    Ok(Period {
        first,
        last: last.last_of_month(),
    })
}

fn in_years(period: Period) -> Result<Period, Fault> {
    if YEARS.contains(&period.first.year()) {
        Ok(period)
    } else {
        Err(Fault::Year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::tree::Place;
    use jiff::civil::date;

    fn of(text: &str) -> Result<(Date, Date), Fault> {
        read_text(text).map(|period| (period.first, period.last))
    }

    #[test]
    fn each_form_of_a_period_is_its_first_and_last_day() {
        let days = |first, last| Ok((first, last));
        assert_eq!(of("2027-03"), days(date(2027, 3, 1), date(2027, 3, 31)));
        assert_eq!(of("2028-02"), days(date(2028, 2, 1), date(2028, 2, 29)));
        assert_eq!(of("2027-Q1"), days(date(2027, 1, 1), date(2027, 3, 31)));
        assert_eq!(of("2027-q4"), days(date(2027, 10, 1), date(2027, 12, 31)));
        assert_eq!(of("2026-H2"), days(date(2026, 7, 1), date(2026, 12, 31)));
        assert_eq!(of("2027"), days(date(2027, 1, 1), date(2027, 12, 31)));
        assert_eq!(of("early 2026"), of("2026-Q1"));
        assert_eq!(of("mid 2026"), of("2026-Q2"));
        assert_eq!(of("Late 2026"), of("2026-Q4"));
        assert_eq!(of("2027-03-15"), days(date(2027, 3, 15), date(2027, 3, 15)));
    }

    #[test]
    fn what_is_not_a_period_says_why() {
        assert_eq!(of("2027-13"), Err(Fault::Day));
        assert_eq!(of("2027-02-30"), Err(Fault::Day));
        assert_eq!(of("2027-Q5"), Err(Fault::Day));
        assert_eq!(of("2027-H0"), Err(Fault::Day));
        assert_eq!(of("1027"), Err(Fault::Year));
        for text in [
            "",
            "soon",
            "27-03",
            "2027-3",
            "2027-Q1-2",
            "2027/03",
            "mid",
            "2027-03-15-1",
            "+027",
        ] {
            assert_eq!(of(text), Err(Fault::Text), "{text}");
        }
        assert_eq!(read(&Value::Float(2027.5)), Err(Fault::Kind));
        assert_eq!(read(&Value::Integer(20270)), Err(Fault::Year));
        assert_eq!(
            read(&Value::OtherDateTime("2027-03-15T10:00:00".into())),
            Err(Fault::Time)
        );
    }

    #[test]
    fn a_lag_is_split_from_its_reference() {
        let days = |reference: &str, days| Some((reference.to_string(), days));
        assert_eq!(lag("shell"), days("shell", 0.0));
        assert_eq!(lag("fit-out"), days("fit-out", 0.0));
        assert_eq!(lag("delivery + 1 months"), days("delivery", 30.4375));
        assert_eq!(lag("delivery+1 months"), days("delivery", 30.4375));
        assert_eq!(
            lag("energised.first - 2 weeks"),
            days("energised.first", -14.0)
        );
        for text in [
            "",
            "fit out",
            "shell + 1",
            "shell + MW",
            "shell - ",
            "+ 1 months",
            "shell + -1 days",
        ] {
            assert_eq!(lag(text), None, "{text}");
        }
    }

    #[test]
    fn an_uncertain_date_where_one_date_is_needed_says_so() {
        let mut problems = Problems::new();
        let file = problems
            .files_mut()
            .add("a.toml", "announced = \"2026 to 2027\"");
        let place = Place::new(file, 12..26);
        let node = Node {
            value: Value::Text("2026 to 2027".into()),
            key: Place::new(file, 0..9),
            place,
        };
        assert_eq!(period(&node, "announced", &mut problems), None);
        assert_eq!(problems.codes(), ["date::unreadable"]);
        assert!(problems.render(false).contains("cannot be uncertain"));
    }
}
