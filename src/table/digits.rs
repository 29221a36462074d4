//! The digits that an estimate has earned, and how figures are printed for readers.
//!
//! The last digit printed is that of the first significant digit of the error, as experimental
//! results are written (GUM, JCGM 100:2008, 7.2.6), and no figure shows more than three digits.

use crate::projection::Estimate;

/// A chance in per cent: "12 %". Whole per cents at most, fewer when the standard error is wide;
/// "<1 %" and ">99 %" keep the rare apart from the impossible.
#[must_use]
pub fn percent(chance: Estimate) -> String {
    let value = 100.0 * chance.value;
    if value > 0.0 && value < 1.0 {
        return "<1 %".to_owned();
    }
    if value > 99.0 && value < 100.0 {
        return ">99 %".to_owned();
    }
    let step = power_of_ten_below(100.0 * chance.se).max(1.0);
    format!("{} %", (value / step).round() * step)
}

/// A figure in plain digits with thousands parted: "12,400". At most three significant digits,
/// fewer when `uncertain_by` (half the width of its interval) is wide.
#[must_use]
pub fn figure(value: f64, uncertain_by: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0" } else { "–" }.to_owned();
    }
    let rounded = round_to_earned(value, uncertain_by);
    let step = step_of(value, uncertain_by);
    let decimals = (-libm::log10(step)).round().clamp(0.0, 2.0) as usize;
    // A whole number that is known exactly, such as an announcement, has no decimals to show.
    let is_exact = uncertain_by == 0.0 && value.fract() == 0.0;
    let decimals = if is_exact { 0 } else { decimals };
    group_thousands(&format!("{rounded:.decimals$}"))
}

/// A difference with its sign: "+3,100", "-12", "0".
#[must_use]
pub fn difference(value: f64, uncertain_by: f64) -> String {
    let figure = figure(value, uncertain_by);
    if value > 0.0 && figure != "0" {
        format!("+{figure}")
    } else {
        figure
    }
}

/// A whole number with all its digits: "100,000".
#[must_use]
pub(super) fn whole(number: f64) -> String {
    group_thousands(&format!("{number:.0}"))
}

/// A figure for narrow tables: "12.4k", "1.23M", or plain digits below ten thousand.
#[must_use]
pub(super) fn short_figure(value: f64, uncertain_by: f64) -> String {
    let rounded = round_to_earned(value, uncertain_by);
    for (scale, letter) in [(1e9, "G"), (1e6, "M"), (1e4, "k")] {
        if rounded.abs() >= scale {
            let scale = if letter == "k" { 1e3 } else { scale };
            return format!("{}{letter}", figure(value / scale, uncertain_by / scale));
        }
    }
    figure(value, uncertain_by)
}

fn round_to_earned(value: f64, uncertain_by: f64) -> f64 {
    let step = step_of(value, uncertain_by);
    (value / step).round() * step
}

/// The worth of the last digit that is printed: the third of the value or the first of the error,
/// but never none at all.
fn step_of(value: f64, uncertain_by: f64) -> f64 {
    let first_digit = power_of_ten_below(value.abs());
    power_of_ten_below(uncertain_by)
        .clamp(first_digit / 100.0, first_digit)
        .max(0.01)
}

/// The largest power of ten that is not above `size`; zero for zero.
fn power_of_ten_below(size: f64) -> f64 {
    if size > 0.0 && size.is_finite() {
        libm::exp10(libm::log10(size).floor())
    } else {
        0.0
    }
}

/// Parts thousands by commas: "1234567.8" becomes "1,234,567.8".
fn group_thousands(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (sign, whole) = whole
        .strip_prefix('-')
        .map_or(("", whole), |whole| ("-", whole));
    let mut grouped = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chance(value: f64, se: f64) -> String {
        percent(Estimate { value, se })
    }

    #[test]
    fn chances_show_whole_per_cents_and_no_more_than_the_error_allows() {
        assert_eq!(chance(0.1234, 0.001), "12 %");
        assert_eq!(chance(0.1234, 0.05), "12 %");
        assert_eq!(chance(0.1234, 0.15), "10 %");
        assert_eq!(chance(0.0, 0.0), "0 %");
        assert_eq!(chance(1.0, 0.0), "100 %");
        assert_eq!(chance(0.004, 0.0001), "<1 %");
        assert_eq!(chance(0.996, 0.0001), ">99 %");
    }

    #[test]
    fn figures_show_three_digits_at_most() {
        assert_eq!(figure(12_434.0, 10.0), "12,400");
        assert_eq!(figure(12_434.0, 700.0), "12,400");
        assert_eq!(figure(12_434.0, 3_000.0), "12,000");
        assert_eq!(figure(122_976.0, 0.0), "123,000");
        assert_eq!(figure(1_234_567.0, 0.0), "1,230,000");
        assert_eq!(figure(999.6, 0.0), "1,000");
        assert_eq!(figure(48.26, 0.001), "48.3");
        assert_eq!(figure(50.0, 0.0), "50");
        assert_eq!(figure(50.01, 0.1), "50.0");
        assert_eq!(figure(300.0, 1_000.0), "300");
        assert_eq!(figure(0.0, 5.0), "0");
        assert_eq!(figure(-1_234.0, 0.0), "-1,230");
    }

    #[test]
    fn short_figures_take_a_letter() {
        assert_eq!(short_figure(12_434.0, 10.0), "12.4k");
        assert_eq!(short_figure(418_200.0, 10.0), "418k");
        assert_eq!(short_figure(1_234_567.0, 0.0), "1.23M");
        assert_eq!(short_figure(999_900.0, 1.0), "1.00M");
        assert_eq!(short_figure(2_000_000.0, 0.0), "2M");
        assert_eq!(short_figure(950.0, 0.0), "950");
    }
}
