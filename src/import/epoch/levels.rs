//! The steps by which a site grows: what a phase is made of.
//!
//! Phases only add. So what falls and rises again is passed over, and no row of the history adds beyond the last one:
//! what runs on the table's day is what the table says of that day.

use super::timeline::Row;
use jiff::civil::Date;

/// Shares of a level below which a difference is rounding.
const ROUNDING: f64 = 1e-9;
/// Falls by a smaller share than this are not worth a word.
const WORTH_A_WORD: f64 = 0.005;

/// A dated row at which a site grows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub(super) date: Date,
    /// Facility power that it adds, MW.
    pub(super) mw: f64,
    /// Compute that it adds, in H100-equivalents.
    pub(super) h100e: f64,
    /// What the site then has.
    pub(super) to_mw: f64,
    pub(super) to_h100e: f64,
    pub(super) buildings: Option<f64>,
}

/// What a site's rows come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Levels {
    pub(super) steps: Vec<Step>,
    /// What could not be kept of the rows, in words.
    pub(super) notes: Vec<String>,
}

/// The greatest level so far, bounded by what the history ends with.
struct Level {
    now: f64,
    most_of_history: f64,
}

impl Level {
    fn new(rows: &[Row], day: Date, value: fn(&Row) -> Option<f64>) -> Self {
        let mut history = rows.iter().filter(|row| row.date <= day).rev();
        Self {
            now: 0.0,
            most_of_history: history.find_map(value).unwrap_or(0.0),
        }
    }

    /// What a row adds.
    fn add(&mut self, value: Option<f64>, is_history: bool) -> f64 {
        let Some(mut value) = value else { return 0.0 };
        if is_history {
            value = value.min(self.most_of_history);
        }
        let added = value - self.now;
        if added <= value * ROUNDING {
            return 0.0;
        }
        self.now = value;
        added
    }
}

/// The steps of a site's rows, which are in the order of their dates; `day` is the last of the history.
pub(super) fn levels(rows: &[Row], day: Date) -> Levels {
    let mut mw = Level::new(rows, day, |row| row.mw);
    let mut h100e = Level::new(rows, day, |row| row.h100e);
    let mut found = Levels::default();
    for row in rows {
        let is_history = row.date <= day;
        let added = (mw.add(row.mw, is_history), h100e.add(row.h100e, is_history));
        if added.0 > 0.0 || added.1 > 0.0 {
            found.steps.push(Step {
                date: row.date,
                mw: added.0,
                h100e: added.1,
                to_mw: mw.now,
                to_h100e: h100e.now,
                buildings: row.buildings,
            });
        }
    }
    found.notes.extend(falls(rows, |row| row.mw, "power", "MW"));
    let compute = falls(rows, |row| row.h100e, "compute", "H100-equivalents");
    found.notes.extend(compute);
    found
}

/// A word on the deepest fall of a value, if it falls.
fn falls(rows: &[Row], value: fn(&Row) -> Option<f64>, noun: &str, unit: &str) -> Option<String> {
    let mut most = 0.0_f64;
    let mut deepest: Option<(f64, f64, Date)> = None;
    for row in rows {
        let Some(level) = value(row) else { continue };
        let is_deeper = deepest.is_none_or(|(from, to, _)| most - level > from - to);
        if level < most * (1.0 - WORTH_A_WORD) && is_deeper {
            deepest = Some((most, level, row.date));
        }
        most = most.max(level);
    }
    let (from, to, date) = deepest?;
    Some(format!(
        "{noun} falls from {} to {} {unit} by {date}, which is passed over",
        short(from),
        short(to)
    ))
}

/// A level for readers: no more than one decimal.
pub(super) fn short(level: f64) -> String {
    let decimals = usize::from(level < 999.95);
    let text = format!("{level:.decimals$}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, "0"));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if rest != "0" {
        grouped.push('.');
        grouped.push_str(rest);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn row(day: i8, mw: Option<f64>, h100e: Option<f64>) -> Row {
        Row {
            date: date(2026, 1, day),
            mw,
            it_mw: None,
            h100e,
            buildings: None,
        }
    }

    fn steps(rows: &[Row], day: i8) -> Vec<(i8, f64, f64)> {
        let steps = levels(rows, date(2026, 1, day)).steps;
        steps
            .iter()
            .map(|step| (step.date.day(), step.mw, step.h100e))
            .collect()
    }

    #[test]
    fn rows_that_add_nothing_are_no_steps() {
        let rows = [
            row(1, Some(0.0), Some(0.0)),
            row(2, Some(50.0), Some(100.0)),
            row(3, Some(50.0), None),
            row(4, None, Some(100.0)),
            row(5, Some(80.0), Some(300.0)),
        ];
        assert_eq!(steps(&rows, 5), [(2, 50.0, 100.0), (5, 30.0, 200.0)]);
    }

    #[test]
    fn a_dip_is_passed_over_and_the_history_ends_at_its_last_row() {
        // As at Colossus 1: 442 MW are seen, then 348, 442 again, and 425 at last.
        let rows = [
            row(1, Some(361.0), Some(200.0)),
            row(2, Some(442.0), Some(275.0)),
            row(3, Some(348.0), Some(209.0)),
            row(4, Some(442.0), Some(275.0)),
            row(5, Some(425.0), Some(275.0)),
            row(9, Some(600.0), Some(400.0)),
        ];
        assert_eq!(
            steps(&rows, 5),
            [(1, 361.0, 200.0), (2, 64.0, 75.0), (9, 175.0, 125.0)]
        );
        let notes = levels(&rows, date(2026, 1, 5)).notes;
        assert!(
            notes[0].contains("from 442 to 348 MW by 2026-01-03"),
            "{notes:?}"
        );
        assert_eq!(notes.len(), 2);
    }

    #[test]
    fn a_forecast_that_falls_takes_nothing_away() {
        let rows = [
            row(1, Some(100.0), Some(50.0)),
            row(8, Some(200.0), Some(150.0)),
            row(9, Some(300.0), Some(0.0)),
        ];
        assert_eq!(
            steps(&rows, 2),
            [(1, 100.0, 50.0), (8, 100.0, 100.0), (9, 100.0, 0.0)]
        );
    }

    #[test]
    fn levels_read_as_a_planner_writes_them() {
        assert_eq!(short(102.5), "102.5");
        assert_eq!(short(147.0), "147");
        assert_eq!(short(1_020_717.53), "1,020,718");
        assert_eq!(short(0.0), "0");
    }
}
