//! The numbers of an explanation for readers: few digits, which still add up.

use super::{Explanation, Kind, add_up};
use crate::calendar::date_of_day;

/// Digits of the largest contribution.
const DIGITS: i32 = 3;

/// Numbers for readers, of one step of rounding, so that the column adds up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The base's value: "12,340", "2027-03-14", "31.4 %".
    pub base: String,
    /// The variant's.
    pub variant: String,
    /// The change with its sign.
    pub change: String,
    /// Its error; empty where it is not known.
    pub change_se: String,
    /// What each contribution adds, with its sign.
    pub parts: Vec<String>,
    /// Their errors; empty where they are not known.
    pub errors: Vec<String>,
    /// The unit of parts and change: "GPUs", "days", "points" (of a hundred).
    pub unit: String,
}

impl Explanation {
    /// The numbers for readers: three digits of the largest contribution, the others to the same
    /// place, rounded by largest remainder so that base and parts make the variant as printed.
    #[must_use]
    pub fn shown(&self) -> Shown {
        let parts: Vec<f64> = self.contributions.iter().map(|row| row.value).collect();
        let largest = parts
            .iter()
            .chain([&self.change])
            .fold(0.0, |most: f64, part| most.max(part.abs()));
        let ends = self.base.value.abs().max(self.variant.value.abs());
        let (scale, unit) = self.scale(ends.max(largest));
        let of = if largest > 0.0 { largest } else { ends };
        let magnitude = if of > 0.0 {
            libm::floor(libm::log10(of * scale)) as i32
        } else {
            0
        };
        // Counts have no decimals that anyone could act on, but for the smallest.
        let decimals = (DIGITS - 1 - magnitude).min(4);
        let scaled: Vec<f64> = parts.iter().map(|part| part * scale).collect();
        let sums = add_up(
            self.base.value * scale,
            &scaled,
            self.variant.value * scale,
            decimals,
        );
        let places = decimals.max(0) as usize;
        let number = |steps: i64| grouped(&format!("{:.places$}", sums.value(steps)));
        let signed = |steps: i64| {
            let sign = if steps > 0 { "+" } else { "" };
            format!("{sign}{}", number(steps))
        };
        let end = |steps: i64, value: f64| match self.kind {
            Kind::Date => date_of_day(value).map_or_else(|| number(steps), |day| day.to_string()),
            Kind::Chance => format!("{} %", number(steps)),
            Kind::Level => number(steps),
        };
        let least = sums.value(1);
        let error = |error: Option<f64>| match error.map(|error| error * scale) {
            None => String::new(),
            Some(0.0) => "0".to_owned(),
            Some(error) if error < least / 2.0 => format!("<{}", number(1)),
            Some(error) => number(libm::round(error / least) as i64),
        };
        Shown {
            base: end(sums.from, self.base.value),
            variant: end(sums.to, self.variant.value),
            change: signed(sums.to - sums.from),
            change_se: error(self.change_se),
            parts: sums.parts.iter().map(|&steps| signed(steps)).collect(),
            errors: self.contributions.iter().map(|row| error(row.se)).collect(),
            unit,
        }
    }

    /// What values are multiplied with for readers, and the unit that they are then in.
    fn scale(&self, largest: f64) -> (f64, String) {
        match self.kind {
            Kind::Chance => (100.0, "points".to_owned()),
            Kind::Level if largest >= 1e9 => {
                let power = libm::floor(libm::log10(largest) / 3.0) as i32 * 3;
                let scale = libm::pow(10.0, -f64::from(power));
                (scale, format!("10^{power} {}", self.unit))
            }
            Kind::Date | Kind::Level => (1.0, self.unit.clone()),
        }
    }
}

/// A written number with commas between thousands.
fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let (sign, digits) = whole
        .strip_prefix('-')
        .map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}
