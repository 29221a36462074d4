//! The time axis: dates as days, years as ticks, and how a date is written.
//!
//! A day's place is its number since 1970-01-01. What it does not know: pixels.

use super::text::NBSP;
use super::{Axis, Tick};
use crate::calendar::{date_of_day, day_number};
use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
/// Days under which years are too coarse.
const SHORT: f64 = 550.0;

/// A "YYYY-MM-DD" date.
pub(super) fn date(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// The start of a day.
pub(super) fn start(text: &str) -> Option<f64> {
    date(text).map(|date| f64::from(day_number(date)))
}

/// The end of a day: where a deadline, a period's end or a percentile stands.
pub(super) fn end(text: &str) -> Option<f64> {
    start(text).map(|day| day + 1.0)
}

/// "31 Oct 2026".
pub(super) fn written(date: Date) -> String {
    format!("{}{NBSP}{}", date.day(), month_and_year(date))
}

/// "Oct 2026".
pub(super) fn month_and_year(date: Date) -> String {
    let month = MONTHS[usize::try_from(date.month() - 1).unwrap_or(0) % 12];
    format!("{month}{NBSP}{}", date.year())
}

/// [`month_and_year`] of a written date.
pub(super) fn month_of(text: &str) -> Option<String> {
    date(text).map(month_and_year)
}

/// The month of the day that ends at `end`.
pub(super) fn month_of_end(end: f64) -> Option<String> {
    date_of_day(end - 1.0).map(month_and_year)
}

/// A period's end for a sentence: "End 2027" or "30 Jun 2027".
pub(super) fn period_end(text: &str) -> String {
    match date(text) {
        Some(date) if is_year_end(date) => format!("End{NBSP}{}", date.year()),
        Some(date) => written(date),
        None => text.to_owned(),
    }
}

/// Whether a date closes its year.
pub(super) fn is_year_end(date: Date) -> bool {
    (date.month(), date.day()) == (12, 31)
}

/// The start of the year that holds `day`, or of a later one.
pub(super) fn year_start(day: f64, years_on: i16) -> f64 {
    date_of_day(day.floor())
        .and_then(|date| Date::new(date.year().checked_add(years_on)?, 1, 1).ok())
        .map_or(day, |first| f64::from(day_number(first)))
}

/// The ends of the months that close after `from` and up to `to`.
pub(super) fn month_ends(from: f64, to: f64) -> Vec<f64> {
    let first = date_of_day(from.floor()).map(Date::first_of_month);
    let next = |month: &Date| month.checked_add(jiff::Span::new().months(1)).ok();
    std::iter::successors(first, next)
        .map(|month| f64::from(day_number(month)))
        .skip_while(|end| *end <= from)
        .take_while(|end| *end <= to)
        .collect()
}

/// An axis from day to day: a line at each year's start with the year's name in its middle; every
/// second, fifth or tenth year by a mark at its start if there are over 14; months if under 18.
pub(super) fn axis(from: f64, to: f64) -> Axis {
    let to = if to > from { to } else { from + 1.0 };
    let mut axis = Axis {
        title: String::new(),
        from,
        to,
        ticks: Vec::new(),
        lines: Vec::new(),
    };
    let (Some(first), Some(last)) = (date_of_day(from.floor()), date_of_day((to - 1.0).floor()))
    else {
        return axis;
    };
    if to - from < SHORT {
        months(&mut axis, first);
        return axis;
    }
    let years = last.year() - first.year() + 1;
    let step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
        .into_iter()
        .find(|step| years <= step * 14)
        .unwrap_or(2000);
    for year in first.year()..=last.year() {
        let (Ok(opens), Ok(closes)) = (Date::new(year, 1, 1), Date::new(year, 12, 31)) else {
            continue;
        };
        if year % step != 0 {
            continue;
        }
        let opens = f64::from(day_number(opens));
        let closes = f64::from(day_number(closes)) + 1.0;
        if opens >= from {
            axis.lines.push(opens);
        }
        let at = if step == 1 {
            f64::midpoint(opens.max(from), closes.min(to))
        } else {
            opens
        };
        // A sliver of a year has no room for its name.
        let sliver = closes.min(to) - opens.max(from) < (to - from) / 22.0;
        if at >= from && !(step == 1 && sliver) {
            axis.ticks.push(Tick {
                at,
                text: year.to_string(),
            });
        }
    }
    axis
}

/// Marks at every month's, second or third month's start; both ends if there are none.
fn months(axis: &mut Axis, first: Date) {
    let step = match axis.to - axis.from {
        days if days <= 220.0 => 1,
        days if days <= 400.0 => 2,
        _ => 3,
    };
    let mut month = first.first_of_month();
    while let Ok(next) = month.checked_add(jiff::Span::new().months(1)) {
        let at = f64::from(day_number(month));
        if at > axis.to {
            break;
        }
        if at >= axis.from && (month.month() - 1) % step == 0 {
            axis.lines.push(at);
            axis.ticks.push(Tick {
                at,
                text: month_and_year(month),
            });
        }
        month = next;
    }
    if axis.to - axis.from < 45.0 {
        axis.lines = vec![axis.from, axis.to];
        axis.ticks = axis
            .lines
            .iter()
            .zip([0.0, -1.0])
            .filter_map(|(at, shift)| {
                date_of_day(at + shift).map(|date| Tick {
                    at: *at,
                    text: written(date),
                })
            })
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|tick| tick.text.as_str()).collect()
    }

    #[test]
    fn every_year_has_its_name_or_regular_ones_do() {
        let long = |a, b| axis(start(a).expect("date"), end(b).expect("date"));
        assert_eq!(
            texts(&long("2026-01-01", "2029-12-31")),
            ["2026", "2027", "2028", "2029"]
        );
        assert_eq!(
            texts(&long("2025-09-01", "2028-12-31")),
            ["2025", "2026", "2027", "2028"]
        );
        assert_eq!(
            texts(&long("2025-01-01", "2044-12-31")),
            [
                "2026", "2028", "2030", "2032", "2034", "2036", "2038", "2040", "2042", "2044"
            ]
        );
    }

    #[test]
    fn months_end_where_the_next_begin() {
        let days = |dates: &[&str]| -> Vec<f64> {
            dates
                .iter()
                .map(|date| start(date).expect("date"))
                .collect()
        };
        let span = days(&["2027-01-01", "2027-04-01"]);
        let ends = days(&["2027-02-01", "2027-03-01", "2027-04-01"]);
        assert_eq!(month_ends(span[0], span[1]), ends);
        assert_eq!(month_ends(span[0] + 3.0, span[1] - 1.0), ends[..2]);
    }

    #[test]
    fn a_single_period_is_marked_by_its_ends() {
        let month = axis(
            start("2027-11-01").expect("date"),
            end("2027-11-30").expect("date"),
        );
        assert_eq!(
            texts(&month),
            ["1\u{a0}Nov\u{a0}2027", "30\u{a0}Nov\u{a0}2027"]
        );
    }

    #[test]
    fn a_period_end_reads_as_a_year_end_or_a_day() {
        assert_eq!(period_end("2027-12-31"), "End\u{a0}2027");
        assert_eq!(period_end("2027-06-30"), "30\u{a0}Jun\u{a0}2027");
    }
}
