//! Counts of dates by day, with a place for "never".

use super::moments::Moments;
use super::view::View;
use crate::plan::Column;

/// Later dates are counted with this day: 2299-12-31.
const LAST_DAY: i32 = 120_529;
/// The day that an instant lies in: its floor, by a cast, which costs no call.
#[inline]
fn day_of(days: f64) -> i32 {
    let whole = days as i32;
    whole - i32::from(f64::from(whole) > days)
}

/// The day since 1970-01-01 with which an instant is counted; `None` for never. What lies beyond
/// 2299-12-31 counts with that day.
#[must_use]
pub fn day_counted(days: f64) -> Option<i32> {
    (days < f64::INFINITY).then(|| day_of(days).min(LAST_DAY))
}

/// How often each day held the date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateCounts {
    first_day: i32,
    counts: Vec<u32>,
    finite: u64,
}

impl DateCounts {
    /// Counts the dates that come.
    pub(super) fn add(&mut self, dates: &[f64]) {
        for &date in dates.iter().filter(|date| **date < f64::INFINITY) {
            self.add_day(day_of(date).min(LAST_DAY));
        }
    }

    /// Counts a day.
    #[inline]
    pub(super) fn add_day(&mut self, day: i32) {
        // What lies before the first day wraps round to beyond the last.
        let index = day.wrapping_sub(self.first_day) as u32 as usize;
        match self.counts.get_mut(index) {
            Some(count) => *count += 1,
            None => *self.reach(day) += 1,
        }
        self.finite += 1;
    }

    /// The count of a day that there was no place for.
    #[cold]
    fn reach(&mut self, day: i32) -> &mut u32 {
        if self.counts.is_empty() {
            self.first_day = day;
        }
        if day < self.first_day {
            // Rare: grow downwards by at least a year at a time.
            let grow = (self.first_day - day).max(366) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, grow));
            self.first_day -= grow as i32;
        }
        let index = (day - self.first_day) as usize;
        if index >= self.counts.len() {
            self.counts
                .resize((index + 1).max(self.counts.len() + 366), 0);
        }
        &mut self.counts[index]
    }

    /// Trials in which the date comes.
    #[must_use]
    pub fn finite(&self) -> u64 {
        self.finite
    }

    /// The day (since 1970-01-01) at each of the ascending ranks, from 1; `None` beyond the trials
    /// in which the date comes.
    #[must_use]
    pub fn at_ranks(&self, ranks: &[u64]) -> Vec<Option<i32>> {
        let mut below = 0;
        let mut index = 0;
        let mut days = Vec::with_capacity(ranks.len());
        for &rank in ranks {
            while index < self.counts.len() && below + u64::from(self.counts[index]) < rank {
                below += u64::from(self.counts[index]);
                index += 1;
            }
            days.push((rank <= self.finite).then_some(self.first_day + index as i32));
        }
        days
    }

    /// Trials in which the date has come by the end of `day`.
    #[must_use]
    pub fn by(&self, day: i32) -> u64 {
        let days = (day - self.first_day + 1).clamp(0, self.counts.len() as i32) as usize;
        self.counts[..days]
            .iter()
            .map(|&count| u64::from(count))
            .sum()
    }
}

/// What a milestone's trials came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MilestoneResult {
    /// By day.
    pub dates: DateCounts,
    /// Trials at or before the announced date.
    pub on_time: u64,
    /// Trials at or before the status date.
    pub by_status_date: u64,
    /// Trials in which the phase is lost, or the grid stage never comes.
    pub cancelled: u64,
    /// Trials in which it stays paused.
    pub never_restarted: u64,
    /// Slips against the announced date.
    slips: Moments,
}

/// What a milestone is held against.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Against {
    pub(super) deadline: Option<f64>,
    pub(super) as_of: Option<f64>,
    pub(super) fate: Option<Column>,
    /// Whether what never comes counts as lost without being told its fate.
    pub(super) lost_if_never: bool,
}

impl MilestoneResult {
    pub(super) fn record(&mut self, block: View<'_>, column: Column, against: Against) {
        let fates = against.fate.map(|fate| block.column(fate));
        self.dates.add(block.column(column));
        for (trial, &date) in block.column(column).iter().enumerate() {
            if date == f64::INFINITY {
                // A phase that comes may still never be complete: no capacity ever carries it all.
                match fates.map(|fates| fates[trial]) {
                    Some(1.0) => self.cancelled += 1,
                    Some(2.0) => self.never_restarted += 1,
                    None if against.lost_if_never => self.cancelled += 1,
                    _ => {}
                }
                continue;
            }
            self.by_status_date += u64::from(against.as_of.is_some_and(|as_of| date <= as_of));
            if let Some(deadline) = against.deadline {
                self.on_time += u64::from(date <= deadline);
                self.slips.add(date - deadline);
            }
        }
    }

    /// Mean slip in days of the trials in which it comes, and its standard error; `None` if it
    /// never does, or where nothing is announced.
    #[must_use]
    pub fn mean_slip(&self) -> Option<(f64, f64)> {
        self.slips.mean()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_order_statistics_and_never_is_later_than_any() {
        let mut counts = DateCounts::default();
        let never = f64::INFINITY;
        counts.add(&[20_500.9, 20_450.5, never]);
        counts.add(&[never]);
        counts.add(&[20_400.0, 20_400.7, 99_999_999.0]);
        assert_eq!(
            counts.at_ranks(&[1, 2, 3, 4, 5, 6]),
            [
                Some(20_400),
                Some(20_400),
                Some(20_450),
                Some(20_500),
                Some(LAST_DAY),
                None
            ]
        );
        assert_eq!(
            (
                counts.by(20_399),
                counts.by(20_400),
                counts.by(20_499),
                counts.by(20_500)
            ),
            (0, 2, 3, 4)
        );
    }

    #[test]
    fn the_day_of_an_instant_is_its_floor() {
        for step in -4_000..4_000 {
            let days = f64::from(step) * 0.125_061_035_156_25;
            assert_eq!(f64::from(day_of(days)), days.floor(), "{days}");
        }
    }

    #[test]
    fn the_last_day_is_the_end_of_2299() {
        assert_eq!(
            crate::calendar::date_of_day(f64::from(LAST_DAY)),
            Some(jiff::civil::date(2299, 12, 31))
        );
    }
}
