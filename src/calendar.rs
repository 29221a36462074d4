//! Civil dates at the edges, continuous days inside: the one place that converts and rounds.
//!
//! An [`Instant`] counts days since 1970-01-01 00:00. A day given as a start, a fact or a status
//! date is its 00:00. A day given as a deadline is its 24:00, held here as the last 2⁻²⁰ of a day
//! (0.08 s) before midnight, so that an instant exactly on a deadline prints as the deadline's day
//! and is in time. Both kinds are dyadic rationals: their sums and differences are exact in `f64`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Days in a month of duration: 365.25 / 12.
pub const DAYS_PER_MONTH: f64 = 30.4375;
/// Days in a year of duration.
pub const DAYS_PER_YEAR: f64 = 365.25;
/// Days in a week.
pub const DAYS_PER_WEEK: f64 = 7.0;
/// How long before midnight a deadline is held, in days.
const BEFORE_MIDNIGHT: f64 = 1.0 / 1_048_576.0;

/// A point in continuous time: days since 1970-01-01 00:00. Infinity stands for "never".
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Instant(f64);

impl Instant {
    /// The instant that never comes.
    pub const NEVER: Instant = Instant(f64::INFINITY);

    /// Wraps days since 1970-01-01.
    #[must_use]
    pub const fn from_days(days: f64) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> f64 {
        self.0
    }

    /// A day's 00:00: what a start, a fact or a status date means.
    #[must_use]
    pub fn start_of(date: Date) -> Self {
        Self(f64::from(day_number(date)))
    }

    /// A day's 24:00: what a deadline means.
    #[must_use]
    pub fn end_of(date: Date) -> Self {
        Self(f64::from(day_number(date)) + 1.0 - BEFORE_MIDNIGHT)
    }

    /// The day that holds the instant; `None` for never and for what no calendar reaches.
    #[must_use]
    pub fn date(self) -> Option<Date> {
        date_of_day(self.0.floor())
    }
}

/// Days from 1970-01-01 to a date.
#[must_use]
pub fn day_number(date: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    date.duration_since(epoch).as_hours().div_euclid(24) as i32
}

/// The date `day` days after 1970-01-01; `None` outside years 1 to 9999 and for infinity.
#[must_use]
pub fn date_of_day(day: f64) -> Option<Date> {
    // Years 1 to 9999 in days from 1970.
    if !(-719_162.0..=2_932_896.0).contains(&day) {
        return None;
    }
    let epoch = Date::constant(1970, 1, 1);
    epoch
        .checked_add(jiff::SignedDuration::from_hours(day as i64 * 24))
        .ok()
}

/// A stretch of whole days, first and last included: a month, a quarter, a year, a single day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

impl Period {
    /// A single day.
    #[must_use]
    pub const fn day(date: Date) -> Self {
        Self {
            first: date,
            last: date,
        }
    }

    /// Its last instant: what a period means as a deadline.
    #[must_use]
    pub fn deadline(self) -> Instant {
        Instant::end_of(self.last)
    }

    /// Its first instant: what a period means as a `not_before` or a `from`.
    #[must_use]
    pub fn start(self) -> Instant {
        Instant::start_of(self.first)
    }

    /// What a period means as a plain value or as the end of a range: its middle; a single day
    /// means its 00:00.
    #[must_use]
    pub fn middle(self) -> Instant {
        if self.first == self.last {
            return self.start();
        }
        let first = f64::from(day_number(self.first));
        let end = f64::from(day_number(self.last)) + 1.0;
        Instant::from_days(f64::midpoint(first, end))
    }
}

/// The length of a reporting period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Calendar months.
    Month,
    /// Calendar quarters.
    Quarter,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Step::Month => "month",
            Step::Quarter => "quarter",
        })
    }
}

/// The time that a run covers, cut into reporting periods.
#[derive(Clone, Debug, PartialEq)]
pub struct Horizon {
    from: Date,
    period_ends: Vec<Date>,
    step: Step,
}

impl Horizon {
    /// Cuts `from..=to` into calendar periods. The first may be short (it ends with the calendar
    /// period that holds `from`), the last ends on `to`. `None` if `to` is before `from`.
    #[must_use]
    pub fn new(from: Date, to: Date, step: Step) -> Option<Self> {
        if to < from {
            return None;
        }
        let mut period_ends = Vec::new();
        let mut day = from;
        loop {
            let end = end_of_calendar_period(day, step);
            if end >= to {
                period_ends.push(to);
                break;
            }
            period_ends.push(end);
            day = end.tomorrow().ok()?;
        }
        Some(Self {
            from,
            period_ends,
            step,
        })
    }

    /// First day.
    #[must_use]
    pub const fn from(&self) -> Date {
        self.from
    }

    /// Last day.
    #[must_use]
    pub fn to(&self) -> Date {
        *self.period_ends.last().expect("a horizon has a period")
    }

    /// The last day of each period.
    #[must_use]
    pub fn period_ends(&self) -> &[Date] {
        &self.period_ends
    }

    /// Months or quarters.
    #[must_use]
    pub const fn step(&self) -> Step {
        self.step
    }
}

/// The last day of the calendar month or quarter that holds `day`.
fn end_of_calendar_period(day: Date, step: Step) -> Date {
    match step {
        Step::Month => day.last_of_month(),
        Step::Quarter => {
            let last_month = (day.month() - 1) / 3 * 3 + 3;
            Date::new(day.year(), last_month, 1).map_or(day, Date::last_of_month)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_deadline_prints_as_its_own_day_and_the_next_midnight_does_not() {
        let deadline = Instant::end_of(date(2027, 3, 31));
        assert_eq!(deadline.date(), Some(date(2027, 3, 31)));
        assert!(deadline < Instant::start_of(date(2027, 4, 1)));
    }

    #[test]
    fn adding_an_announced_span_back_hits_the_deadline_exactly() {
        let start = Instant::start_of(date(2025, 9, 16)).days();
        let deadline = Instant::end_of(date(2027, 3, 31)).days();
        assert_eq!(
            (start + (deadline - start) * 1.0).to_bits(),
            deadline.to_bits()
        );
    }

    #[test]
    fn days_and_dates_are_inverse_across_leap_years() {
        for day in (-40_000..80_000).step_by(37) {
            let date = date_of_day(f64::from(day)).expect("in range");
            assert_eq!(day_number(date), day);
        }
    }

    #[test]
    fn periods_end_with_the_calendar_and_the_horizon() {
        let months =
            Horizon::new(date(2027, 11, 10), date(2028, 3, 5), Step::Month).expect("valid");
        let ends = [
            date(2027, 11, 30),
            date(2027, 12, 31),
            date(2028, 1, 31),
            date(2028, 2, 29),
            date(2028, 3, 5),
        ];
        assert_eq!(months.period_ends(), ends);
        let quarters =
            Horizon::new(date(2027, 11, 10), date(2028, 6, 30), Step::Quarter).expect("valid");
        assert_eq!(
            quarters.period_ends(),
            [date(2027, 12, 31), date(2028, 3, 31), date(2028, 6, 30)]
        );
        assert!(Horizon::new(date(2028, 1, 1), date(2027, 12, 31), Step::Month).is_none());
    }

    #[test]
    fn a_period_means_its_end_its_start_or_its_middle() {
        let quarter = Period {
            first: date(2027, 1, 1),
            last: date(2027, 3, 31),
        };
        assert_eq!(quarter.deadline().date(), Some(date(2027, 3, 31)));
        assert_eq!(
            quarter.start().days(),
            f64::from(day_number(date(2027, 1, 1)))
        );
        assert_eq!(
            quarter.middle().days(),
            f64::from(day_number(date(2027, 1, 1))) + 45.0
        );
        assert_eq!(
            Period::day(date(2027, 1, 5)).middle(),
            Instant::start_of(date(2027, 1, 5))
        );
    }
}
