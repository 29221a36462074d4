//! The figures of a sweep: as many digits as tell its cells apart.
//!
//! What it does not know: where they stand.

use super::{Kind, Swept};
use crate::calendar::{DAYS_PER_MONTH, date_of_day};
use jiff::civil::Date;

/// A space that does not break.
const NBSP: char = '\u{a0}';
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Dates closer than this are told by the day, not by the month.
const BY_DAY: f64 = 150.0;
/// Decimals at most.
const DECIMALS: usize = 4;

/// How the numbers of an outcome, or their differences, are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    kind: Kind,
    /// Of differences: with a sign, dates in days, chances in points.
    is_difference: bool,
    divisor: f64,
    letter: &'static str,
    decimals: usize,
    /// The name of the unit, behind the letter; may be empty.
    name: String,
    /// Whether dates are told by the day.
    by_day: bool,
}

impl Figures {
    /// For the values of an outcome.
    pub fn of(outcome: &Swept) -> Self {
        let values = outcome.cells.iter().chain([&outcome.base]);
        Self::new(outcome, values.filter_map(|cell| cell.value), false)
    }

    /// For its differences from the scenario as written.
    pub fn of_differences(outcome: &Swept) -> Self {
        let differences = outcome.cells.iter().filter_map(|cell| cell.difference);
        Self::new(outcome, differences.chain([0.0]), true)
    }

    fn new(outcome: &Swept, values: impl Iterator<Item = f64>, is_difference: bool) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            (low, high) = (low.min(value), high.max(value));
        }
        let largest = low.abs().max(high.abs());
        let largest = if largest.is_finite() { largest } else { 0.0 };
        let range = if high > low { high - low } else { 0.0 };
        let (divisor, letter, name) = match outcome.kind {
            Kind::Chance => (0.01, "", if is_difference { "points" } else { "%" }),
            Kind::Date => (1.0, "", if is_difference { "days" } else { "" }),
            Kind::Quantity => scaled(&outcome.unit, largest),
        };
        Self {
            kind: outcome.kind,
            is_difference,
            divisor,
            letter,
            decimals: decimals(range / divisor, largest / divisor, outcome.kind),
            name: name.to_owned(),
            by_day: range < BY_DAY,
        }
    }

    /// A number without its unit.
    pub fn number(&self, value: f64) -> String {
        match (self.kind, self.is_difference) {
            (Kind::Date, false) => {
                let date = date_of_day(value.round());
                date.map_or_else(|| "never".to_owned(), |date| self.day(date))
            }
            (Kind::Chance, false) if self.decimals == 0 => percent(value),
            (_, signed) => {
                let decimals = self.decimals;
                let digits = format!("{:.decimals$}", value / self.divisor);
                let is_zero = digits.chars().all(|digit| matches!(digit, '0' | '.' | '-'));
                if is_zero {
                    return "0".to_owned();
                }
                let sign = if signed && value > 0.0 { "+" } else { "" };
                let percent = if self.kind == Kind::Chance && !signed {
                    "\u{a0}%"
                } else {
                    ""
                };
                format!("{sign}{}{}{percent}", grouped(&digits), self.letter)
            }
        }
    }

    /// A number on an axis with steps of a size.
    pub fn tick(&self, value: f64, step: f64) -> String {
        if self.kind == Kind::Date && !self.is_difference {
            return self.number(value);
        }
        let fine = -libm::log10(step / self.divisor) - 1e-9;
        let decimals = fine.ceil().clamp(0.0, DECIMALS as f64) as usize;
        let own = Self {
            decimals,
            ..self.clone()
        };
        own.number(value)
    }

    /// "Mar 2028", or "14 Mar 2028" where all dates are near.
    fn day(&self, date: Date) -> String {
        let month = MONTHS[usize::try_from(date.month() - 1).unwrap_or(0) % 12];
        let month = format!("{month}{NBSP}{}", date.year());
        if self.by_day {
            format!("{}{NBSP}{month}", date.day())
        } else {
            month
        }
    }

    /// A number with its unit.
    pub fn full(&self, value: f64) -> String {
        let number = self.number(value);
        let said = self.name.is_empty() || self.name == "%";
        if said {
            number
        } else {
            format!("{number}{NBSP}{}", self.name)
        }
    }

    /// The size of a difference with its unit, without sign: "2.1k GPUs", "17 months".
    pub fn size(&self, value: f64) -> String {
        let value = value.abs();
        if self.kind == Kind::Date && value >= 90.0 {
            return format!("{:.0}{NBSP}months", value / DAYS_PER_MONTH);
        }
        self.full(value).trim_start_matches('+').to_owned()
    }

    /// The name of the unit, for an axis or a column; empty where each number has it.
    pub fn unit(&self) -> String {
        if self.name == "%" {
            return String::new();
        }
        self.name.clone()
    }
}

/// Divisor, letter and name of the unit of amounts up to a largest.
fn scaled(unit: &str, largest: f64) -> (f64, &'static str, &str) {
    match unit {
        "MW" if largest >= 1e6 => (1e6, "", "TW"),
        "MW" if largest >= 1e3 => (1e3, "", "GW"),
        "MW" => (1.0, "", "MW"),
        _ if largest >= 1e15 => (1e15, "\u{a0}× 10¹⁵", unit),
        _ if largest >= 1e9 => (1e9, "\u{a0}bn", unit),
        _ if largest >= 1e6 => (1e6, "M", unit),
        _ if largest >= 1e4 => (1e3, "k", unit),
        _ => (1.0, "", unit),
    }
}

/// Decimals that show a twentieth of a range, and three digits of what has no range.
fn decimals(range: f64, largest: f64, kind: Kind) -> usize {
    if kind == Kind::Date {
        return 0;
    }
    let fine = if range > 0.0 {
        range / 20.0
    } else {
        largest / 500.0
    };
    if fine <= 0.0 {
        return 0;
    }
    (-libm::log10(fine)).ceil().clamp(0.0, DECIMALS as f64) as usize
}

/// A written number with commas between thousands, and a minus for a hyphen.
pub(super) fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let (sign, digits) = whole
        .strip_prefix('-')
        .map_or(("", whole), |digits| ("\u{2212}", digits));
    let mut out = String::from(sign);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// A share as whole per cents that never claim a certainty.
fn percent(share: f64) -> String {
    let number = match share * 100.0 {
        p if p > 0.0 && p < 1.0 => "<1".to_owned(),
        p if p > 99.0 && p < 100.0 => ">99".to_owned(),
        p => format!("{p:.0}"),
    };
    format!("{number}{NBSP}%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::Cell;

    fn outcome(kind: Kind, unit: &str, values: &[f64]) -> Swept {
        let cell = |value: &f64| Cell {
            value: Some(*value),
            difference: Some(value - values[0]),
            ..Cell::default()
        };
        Swept {
            outcome: String::new(),
            title: String::new(),
            kind,
            unit: unit.to_owned(),
            base: cell(&values[0]),
            cells: values.iter().map(cell).collect(),
        }
    }

    fn written(kind: Kind, unit: &str, values: &[f64]) -> (Vec<String>, Vec<String>) {
        let outcome = outcome(kind, unit, values);
        let (plain, signed) = (Figures::of(&outcome), Figures::of_differences(&outcome));
        (
            values.iter().map(|value| plain.full(*value)).collect(),
            values
                .iter()
                .map(|value| signed.full(value - values[0]))
                .collect(),
        )
    }

    #[test]
    fn figures_have_the_digits_that_tell_cells_apart() {
        let (near, by) = written(Kind::Quantity, "GPUs", &[12_434.0, 12_478.0]);
        assert_eq!(near, ["12.434k\u{a0}GPUs", "12.478k\u{a0}GPUs"]);
        assert_eq!(by, ["0\u{a0}GPUs", "+44\u{a0}GPUs"]);
        let (far, by) = written(Kind::Quantity, "MW", &[1_500.0, 400.0]);
        assert_eq!(far, ["1.50\u{a0}GW", "0.40\u{a0}GW"]);
        assert_eq!(by, ["0\u{a0}GW", "\u{2212}1.10\u{a0}GW"]);
        let (chances, by) = written(Kind::Chance, "share", &[0.004, 0.75, 1.0]);
        assert_eq!(chances, ["<1\u{a0}%", "75\u{a0}%", "100\u{a0}%"]);
        assert_eq!(by[1], "+75\u{a0}points");
        let (dates, by) = written(Kind::Date, "date", &[21_000.0, 21_400.0]);
        assert_eq!(dates, ["Jul\u{a0}2027", "Aug\u{a0}2028"]);
        assert_eq!(by[1], "+400\u{a0}days");
        let (same, _) = written(Kind::Quantity, "GPUs", &[12_434.0, 12_434.0]);
        assert_eq!(same[0], "12.43k\u{a0}GPUs");
    }
}
