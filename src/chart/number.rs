//! Numbers for readers: one unit per chart, two to three significant digits.
//!
//! What it does not know: what the numbers count beyond power or pieces.

use super::text::NBSP;

/// Numbers from here on are written with an exponent.
const VAST: f64 = 1e9;

/// Powers of ten in which operations are counted, each with its name.
const TENS: [(f64, &str); 19] = [
    (1e18, "×\u{a0}10¹⁸\u{a0}FLOP"),
    (1e19, "×\u{a0}10¹⁹\u{a0}FLOP"),
    (1e20, "×\u{a0}10²⁰\u{a0}FLOP"),
    (1e21, "×\u{a0}10²¹\u{a0}FLOP"),
    (1e22, "×\u{a0}10²²\u{a0}FLOP"),
    (1e23, "×\u{a0}10²³\u{a0}FLOP"),
    (1e24, "×\u{a0}10²⁴\u{a0}FLOP"),
    (1e25, "×\u{a0}10²⁵\u{a0}FLOP"),
    (1e26, "×\u{a0}10²⁶\u{a0}FLOP"),
    (1e27, "×\u{a0}10²⁷\u{a0}FLOP"),
    (1e28, "×\u{a0}10²⁸\u{a0}FLOP"),
    (1e29, "×\u{a0}10²⁹\u{a0}FLOP"),
    (1e30, "×\u{a0}10³⁰\u{a0}FLOP"),
    (1e31, "×\u{a0}10³¹\u{a0}FLOP"),
    (1e32, "×\u{a0}10³²\u{a0}FLOP"),
    (1e33, "×\u{a0}10³³\u{a0}FLOP"),
    (1e34, "×\u{a0}10³⁴\u{a0}FLOP"),
    (1e35, "×\u{a0}10³⁵\u{a0}FLOP"),
    (1e36, "×\u{a0}10³⁶\u{a0}FLOP"),
];

/// A kind of quantity, with the unit that its series are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Series in MW.
    Power,
    /// Series in MWh.
    Energy,
    /// Series in tonnes of CO2.
    Carbon,
    /// Series in operations.
    Operations,
    /// Series in pieces of something, by its name.
    Count(&'static str),
}

/// The one unit of a chart: a divisor, a letter stuck to the number, a unit behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unit {
    divisor: f64,
    letter: &'static str,
    name: &'static str,
}

impl Unit {
    /// The unit in which a chart whose largest value is `max` is read best.
    pub(super) fn for_max(kind: Kind, max: f64) -> Self {
        let (divisor, letter, name) = match kind {
            Kind::Power if max >= 1e6 => (1e6, "", "TW"),
            Kind::Power if max >= 1e3 => (1e3, "", "GW"),
            Kind::Power if max >= 1.0 || max <= 0.0 => (1.0, "", "MW"),
            Kind::Power => (1e-3, "", "kW"),
            Kind::Energy if max >= 1e6 => (1e6, "", "TWh"),
            Kind::Energy if max >= 1e3 => (1e3, "", "GWh"),
            Kind::Energy => (1.0, "", "MWh"),
            Kind::Carbon if max >= 1e6 => (1e6, "", "Mt\u{a0}CO₂"),
            Kind::Carbon if max >= 1e3 => (1e3, "", "kt\u{a0}CO₂"),
            Kind::Carbon => (1.0, "", "t\u{a0}CO₂"),
            Kind::Operations => {
                let (divisor, name) = operations(max);
                (divisor, "", name)
            }
            Kind::Count(name) if max >= 1e9 => (1e9, "\u{a0}bn", name),
            Kind::Count(name) if max >= 1e6 => (1e6, "M", name),
            Kind::Count(name) if max >= 1e4 => (1e3, "k", name),
            Kind::Count(name) => (1.0, "", name),
        };
        Self {
            divisor,
            letter,
            name,
        }
    }

    /// A value in this unit, without its name: "96", "12.4k". What would start with "0.0" takes the
    /// next smaller letter: "6.9k" beside "1.2M".
    pub(super) fn number(self, value: f64) -> String {
        let (divisor, letter) = match self.letter {
            "" => (self.divisor, ""),
            _ if value.abs() >= 0.1 * self.divisor => (self.divisor, self.letter),
            "k" => (1.0, ""),
            "M" => (1e3, "k"),
            _ => (1e6, "M"),
        };
        let number = significant(value / divisor);
        if number == "0" {
            return number;
        }
        format!("{number}{letter}")
    }

    /// A value in this unit, with its name: "96 MW", "12.4k GPUs".
    pub(super) fn full(self, value: f64) -> String {
        format!("{}{NBSP}{}", self.number(value), self.name)
    }

    /// A difference in this unit, with its sign: "+96", "−12.4k", "0".
    pub(super) fn signed(self, value: f64) -> String {
        let number = self.number(value);
        if value > 0.0 && number != "0" {
            format!("+{number}")
        } else {
            number
        }
    }

    /// What is stuck to its numbers, in a word: "bn", "M", or nothing.
    pub(super) fn letter(self) -> &'static str {
        self.letter.trim_start_matches(NBSP)
    }

    /// The name of the unit.
    pub(super) const fn name(self) -> &'static str {
        self.name
    }

    /// A tick's number, with as many decimals as the step needs.
    pub(super) fn tick(self, value: f64, step: f64) -> String {
        if value == 0.0 {
            return "0".to_owned();
        }
        if value.abs() / self.divisor >= VAST {
            return format!("{:.1e}{}", value / self.divisor, self.letter);
        }
        let mut decimals = 0;
        let mut fine = step / self.divisor;
        while fine < 0.999_999 && decimals < 12 {
            fine *= 10.0;
            decimals += 1;
        }
        let number = grouped(&format!("{:.decimals$}", value / self.divisor));
        format!("{number}{}", self.letter)
    }
}

/// The power of ten in which operations up to `max` are counted.
fn operations(max: f64) -> (f64, &'static str) {
    let fitting = TENS.iter().rev().find(|(power, _)| *power <= max);
    match fitting {
        Some(ten) => *ten,
        None => (1.0, "FLOP"),
    }
}

/// Three significant digits, two below 1, all digits of whole thousands.
fn significant(value: f64) -> String {
    let size = value.abs();
    if size >= VAST {
        return format!("{value:.2e}");
    }
    let mut decimals = match size {
        s if s >= 99.95 || s == 0.0 => 0,
        s if s >= 9.995 => 1,
        s if s >= 0.0995 => 2,
        _ => 3,
    };
    let mut small = size;
    while small < 0.00995 && size > 0.0 && decimals < 12 {
        small *= 10.0;
        decimals += 1;
    }
    let written = format!("{value:.decimals$}");
    let trimmed = if written.contains('.') {
        written.trim_end_matches('0').trim_end_matches('.')
    } else {
        &written
    };
    match trimmed {
        "-0" | "" => "0".to_owned(),
        number => grouped(number),
    }
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

/// A share as a percentage that never rounds to a certainty it is not: "12 %", "<1 %", ">99 %".
pub(super) fn percent(share: f64) -> String {
    let number = match share * 100.0 {
        p if p <= 0.0 => "0".to_owned(),
        p if p < 1.0 => "<1".to_owned(),
        p if p >= 100.0 => "100".to_owned(),
        p if p > 99.0 => ">99".to_owned(),
        p => format!("{p:.0}"),
    };
    format!("{number}{NBSP}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_two_or_three_significant_digits() {
        let written = [
            (0.0, "0"),
            (96.0, "96"),
            (96.34, "96.3"),
            (99.97, "100"),
            (290.4, "290"),
            (1234.0, "1,234"),
            (7.126, "7.13"),
            (0.4249, "0.42"),
            (0.0421, "0.042"),
            (0.000_42, "0.00042"),
            (-1234.4, "\u{2212}1,234"),
            (-0.042, "\u{2212}0.042"),
        ];
        for (value, text) in written {
            assert_eq!(significant(value), text, "{value}");
        }
    }

    #[test]
    fn one_unit_serves_a_whole_chart() {
        let giga = Unit::for_max(Kind::Power, 2900.0);
        assert_eq!(giga.full(2900.0), "2.9\u{a0}GW");
        assert_eq!(giga.full(96.0), "0.096\u{a0}GW");
        let mega = Unit::for_max(Kind::Power, 290.0);
        assert_eq!(mega.full(96.0), "96\u{a0}MW");
        assert_eq!(Unit::for_max(Kind::Power, 0.004).full(0.004), "4\u{a0}kW");
        let gpus = Unit::for_max(Kind::Count("GPUs"), 120_000.0);
        assert_eq!(gpus.full(12_400.0), "12.4k\u{a0}GPUs");
        assert_eq!(
            Unit::for_max(Kind::Count("GPUs"), 4608.0).number(4608.0),
            "4,608"
        );
        assert_eq!(gpus.number(0.0), "0");
        assert_eq!(gpus.number(52.0), "52");
        let differences = [12_400.0, -3_100.0, 0.0].map(|value| gpus.signed(value));
        assert_eq!(differences, ["+12.4k", "\u{2212}3.1k", "0"]);
        let tera = Unit::for_max(Kind::Energy, 3.4e6);
        assert_eq!(tera.full(3.4e6), "3.4\u{a0}TWh");
        let kilo = Unit::for_max(Kind::Carbon, 64_000.0);
        assert_eq!(kilo.full(64_000.0), "64\u{a0}kt\u{a0}CO₂");
        let many = Unit::for_max(Kind::Count("H100e"), 1.2e6);
        let written = [1.2e6, 330e3, 6900.0].map(|value| many.number(value));
        assert_eq!(written, ["1.2M", "0.33M", "6.9k"]);
    }

    #[test]
    fn ticks_share_their_decimals() {
        let giga = Unit::for_max(Kind::Power, 2900.0);
        assert_eq!(giga.tick(1000.0, 500.0), "1.0");
        assert_eq!(giga.tick(1500.0, 500.0), "1.5");
        assert_eq!(giga.tick(0.0, 500.0), "0");
    }

    #[test]
    fn a_percentage_never_claims_certainty() {
        assert_eq!(percent(0.004), "<1\u{a0}%");
        assert_eq!(percent(0.996), ">99\u{a0}%");
        assert_eq!(percent(1.0), "100\u{a0}%");
        assert_eq!(percent(0.124), "12\u{a0}%");
    }
}
