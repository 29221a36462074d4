//! Amounts: one number with its unit, in the base unit of its measure.
//!
//! What it does not know: ranges, distributions, and what to say about a fault.

use super::date;
use super::measure::{self, Measure};
use super::tree::Value;

/// What to say about a number with a comma in it.
pub(super) const GROUPING: &str =
    "digits are grouped with `_` (`23_040`), and the decimal sign is a point (`2.5`)";

/// Why a text or a value is no amount of its measure.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault {
    /// It is of another kind: true, a list, a date.
    Kind(&'static str),
    /// It does not start with a number.
    Unreadable,
    /// A date that cannot be read.
    Date(date::Fault),
    /// "9-16 months", "9..16 months".
    Dash,
    /// "23,040", "2,5 kW".
    Comma,
    /// NaN, infinite, or beyond what a number can hold.
    NotFinite,
    /// A unit is needed.
    UnitMissing,
    /// The measure has no such unit, but another kind of quantity has.
    UnitKind {
        /// The unit as written.
        unit: String,
        /// What it measures.
        kind: &'static str,
    },
    /// No such unit.
    UnitUnknown(String),
}

/// The amount that a value stands for.
pub(super) fn of_value(value: &Value, measure: Measure) -> Result<f64, Fault> {
    if measure == Measure::Date {
        let period = date::read(value).map_err(Fault::Date)?;
        return Ok(period.middle().days());
    }
    match value {
        Value::Integer(number) => bare(*number as f64, measure),
        Value::Float(number) => bare(*number, measure),
        Value::Text(text) => of_text(text, None, measure),
        other => Err(Fault::Kind(other.kind())),
    }
}

/// The amount that a text stands for; a bare number takes the `served` unit.
pub(super) fn of_text(text: &str, served: Option<&str>, measure: Measure) -> Result<f64, Fault> {
    if measure == Measure::Date {
        let period = date::read_text(text).map_err(Fault::Date)?;
        return Ok(period.middle().days());
    }
    let (digits, unit) = split(text);
    if digits.is_empty() {
        return Err(match text.trim().trim_start_matches(['+', '-']) {
            "nan" | "NaN" | "inf" | "infinity" => Fault::NotFinite,
            _ => Fault::Unreadable,
        });
    }
    let number: f64 = digits
        .replace('_', "")
        .parse()
        .map_err(|_| Fault::Unreadable)?;
    let unit = match (unit, served) {
        ("", None) => return bare(number, measure),
        ("", Some(served)) => served,
        (unit, _) => unit,
    };
    let Some(factor) = measure.factor(unit) else {
        return Err(unit_fault(text, unit));
    };
    finite(number * factor)
}

/// The unit that a text ends in; "" for a bare number.
pub(super) fn unit_of(text: &str) -> &str {
    split(text).1
}

fn bare(number: f64, measure: Measure) -> Result<f64, Fault> {
    let number = finite(number)?;
    if number == 0.0 || measure.takes_bare_numbers() {
        Ok(number)
    } else {
        Err(Fault::UnitMissing)
    }
}

fn finite(number: f64) -> Result<f64, Fault> {
    if number.is_finite() {
        Ok(number)
    } else {
        Err(Fault::NotFinite)
    }
}

fn unit_fault(text: &str, unit: &str) -> Fault {
    if date::read_text(text).is_ok() {
        return Fault::Kind("a date");
    }
    if unit.starts_with(['-', '–', '—']) || unit.starts_with("..") {
        return Fault::Dash;
    }
    let after_comma = unit.strip_prefix(',').map(str::as_bytes);
    if after_comma.is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit)) {
        return Fault::Comma;
    }
    match measure::kind_of_unit(unit) {
        Some(kind) => Fault::UnitKind {
            unit: unit.to_string(),
            kind,
        },
        None => Fault::UnitUnknown(unit.to_string()),
    }
}

/// Splits "1.5 years" into its number and its unit.
fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let bytes = text.as_bytes();
    let run = |from: usize, allowed: &dyn Fn(u8) -> bool| {
        from + bytes[from..].iter().take_while(|b| allowed(**b)).count()
    };
    let digit = |byte: u8| byte.is_ascii_digit() || byte == b'_';
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = run(sign, &digit);
    let mut end = whole;
    if bytes.get(end) == Some(&b'.') {
        let fraction = run(end + 1, &digit);
        if fraction > end + 1 {
            end = fraction;
        }
    }
    if end == sign {
        return ("", text);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = run(sign, &|byte| byte.is_ascii_digit());
        if exponent > sign {
            end = exponent;
        }
    }
    (&text[..end], text[end..].trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, measure: Measure) -> Result<f64, Fault> {
        of_text(text, None, measure)
    }

    #[test]
    fn each_unit_is_read_into_the_base_unit() {
        assert_eq!(of("18 months", Measure::Duration), Ok(18.0 * 30.4375));
        assert_eq!(of("1.5 years", Measure::Duration), Ok(1.5 * 365.25));
        assert_eq!(of("2 weeks", Measure::Duration), Ok(14.0));
        assert_eq!(of("0", Measure::Duration), Ok(0.0));
        assert_eq!(of("50 MW", Measure::Power), Ok(50.0));
        assert_eq!(of("1.2 GW", Measure::Power), Ok(1200.0));
        assert_eq!(of("2.5kW", Measure::ChipPower), Ok(2500.0));
        assert_eq!(of("23 k", Measure::Count), Ok(23_000.0));
        assert_eq!(of("1.2 M", Measure::Count), Ok(1_200_000.0));
        assert_eq!(of("23_040", Measure::Count), Ok(23_040.0));
        assert_eq!(of("85 %", Measure::Share), Ok(0.85));
        assert_eq!(of("135 %", Measure::Factor), Ok(1.35));
        assert_eq!(of("5.0e15", Measure::Rate), Ok(5e15));
        assert_eq!(of("5e3 PFLOP/s", Measure::Rate), Ok(5e18));
        assert_eq!(of("192 GB", Measure::Memory), Ok(192.0));
        assert_eq!(of("-3 months", Measure::Duration), Ok(-3.0 * 30.4375));
    }

    #[test]
    fn what_is_no_amount_says_why() {
        let kind = |unit: &str, kind| Fault::UnitKind {
            unit: unit.to_string(),
            kind,
        };
        assert_eq!(of("18", Measure::Duration), Err(Fault::UnitMissing));
        assert_eq!(of("50", Measure::Power), Err(Fault::UnitMissing));
        assert_eq!(of("5 MW", Measure::Duration), Err(kind("MW", "power")));
        assert_eq!(of("5 MWh", Measure::Power), Err(kind("MWh", "energy")));
        assert_eq!(
            of("5 monts", Measure::Duration),
            Err(Fault::UnitUnknown("monts".into()))
        );
        assert_eq!(of("9-16 months", Measure::Duration), Err(Fault::Dash));
        assert_eq!(of("2027-03", Measure::Duration), Err(Fault::Kind("a date")));
        assert_eq!(of("1e400", Measure::Count), Err(Fault::NotFinite));
        assert_eq!(of("nan", Measure::Share), Err(Fault::NotFinite));
        assert_eq!(of("", Measure::Share), Err(Fault::Unreadable));
        assert_eq!(of("soon", Measure::Duration), Err(Fault::Unreadable));
        assert_eq!(
            of("1.", Measure::Ratio),
            Err(Fault::UnitUnknown(".".into()))
        );
        assert_eq!(
            of_value(&Value::Boolean(true), Measure::Share),
            Err(Fault::Kind("true or false"))
        );
    }
}
