//! Finding one thing in the answer.

use super::{Projection, Series};

impl Projection {
    /// The series of one metric of one scope, by the words of [`Scope`](super::Scope) and
    /// [`Series`]: `find("total", None, "facility_load")`,
    /// `find("site", Some("loughton"), "gpus_powered")`.
    ///
    /// `None` where the run was not asked for it, or there is no such scope.
    #[must_use]
    pub fn find(&self, kind: &str, id: Option<&str>, metric: &str) -> Option<&Series> {
        self.series.iter().find(|series| {
            series.metric == metric && series.scope.kind == kind && series.scope.id.as_deref() == id
        })
    }

    /// The place in every list of a series of the period that a day lies in; the day is written
    /// as the periods are, "2027-12-31".
    ///
    /// `None` outside the horizon.
    #[must_use]
    pub fn period(&self, day: &str) -> Option<usize> {
        let at = self.periods.partition_point(|end| end.as_str() < day);
        (day >= self.scenario.from.as_str() && at < self.periods.len()).then_some(at)
    }

    /// The period that the answer speaks of: see [`headline_period`].
    #[must_use]
    pub fn headline_period(&self) -> Option<usize> {
        let as_of = self.scenario.as_of.as_deref();
        let start = as_of.unwrap_or(&self.scenario.from);
        headline_period(&self.periods, as_of, start, self.first_due())
    }

    /// When the first phase was announced to be online; `None` where one runs already or none has a date.
    fn first_due(&self) -> Option<&str> {
        let online = || {
            self.schedule
                .iter()
                .filter(|row| row.phase.is_some() && row.milestone == "online")
        };
        if online().any(|row| row.fact) {
            return None;
        }
        online().filter_map(|row| row.announced.as_deref()).min()
    }

    /// Periods that end a year and are not past; the last period where there is none.
    #[must_use]
    pub fn year_ends(&self) -> Vec<usize> {
        year_ends(&self.periods, self.scenario.as_of.as_deref())
    }
}

/// The first year end a year or more past `start`, which is the status date or else the horizon's
/// first day, or the last there is: near enough to plan by, far enough to differ from today. Where
/// nothing runs yet, and `first_due` is later than that, the first year end by which it is due: of what
/// nobody promised for a date there is nothing to say.
/// Periods are given by their last days.
#[must_use]
pub fn headline_period(
    periods: &[String],
    as_of: Option<&str>,
    start: &str,
    first_due: Option<&str>,
) -> Option<usize> {
    let ends = year_ends(periods, as_of);
    let year = start.get(..4)?.parse::<i32>().ok()?;
    let a_year_on = format!("{}{}", year + 1, start.get(4..)?);
    let earliest = first_due.map_or(a_year_on.as_str(), |day| day.max(&a_year_on));
    ends.iter()
        .copied()
        .find(|&index| periods[index].as_str() >= earliest)
        .or(ends.last().copied())
}

/// Periods that end a year and are not past the status date; the last one where there is none.
fn year_ends(periods: &[String], as_of: Option<&str>) -> Vec<usize> {
    let known = as_of.unwrap_or_default();
    let ends: Vec<usize> = (0..periods.len())
        .filter(|&index| periods[index].ends_with("-12-31") && periods[index].as_str() >= known)
        .collect();
    if ends.is_empty() {
        periods.len().checked_sub(1).into_iter().collect()
    } else {
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn periods() -> Vec<String> {
        let month_ends = ["06-30", "12-31"];
        let years = 2026..=2030;
        years
            .flat_map(|year| month_ends.map(|day| format!("{year}-{day}")))
            .collect()
    }

    fn spoken_of(first_due: Option<&str>) -> String {
        let periods = periods();
        let index = headline_period(&periods, Some("2026-10-31"), "2026-10-31", first_due);
        periods[index.unwrap()].clone()
    }

    #[test]
    fn the_answer_speaks_of_a_year_on_or_of_the_first_due_date() {
        assert_eq!(spoken_of(None), "2027-12-31");
        assert_eq!(spoken_of(Some("2026-12-31")), "2027-12-31");
        assert_eq!(spoken_of(Some("2027-12-31")), "2027-12-31");
        assert_eq!(spoken_of(Some("2028-12-31")), "2028-12-31");
        assert_eq!(spoken_of(Some("2029-03-31")), "2029-12-31");
    }

    #[test]
    fn what_is_due_beyond_the_horizon_leaves_the_last_year() {
        assert_eq!(spoken_of(Some("2035-12-31")), "2030-12-31");
    }
}
