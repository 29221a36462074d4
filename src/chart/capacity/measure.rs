//! The one unit of a chart of flows: of energy, carbon and water behind the number, of money before it.
//!
//! What it does not know: what flows.

use super::super::number::{Kind, Unit};
use super::super::{Axis, Tick, text, value_axis};

/// A unit with what stands before its numbers.
pub(super) struct Measure {
    pub(super) unit: Unit,
    /// A currency; empty where the unit has a name of its own.
    currency: String,
}

impl Measure {
    /// The unit in which a chart of series in `unit` is read best. What is no unit is a currency.
    pub(super) fn new(unit: &str, max: f64) -> Self {
        let (kind, currency) = match unit {
            "MW" => (Kind::Power, String::new()),
            "MWh" => (Kind::Energy, String::new()),
            "tCO2" => (Kind::Carbon, String::new()),
            "FLOP" => (Kind::Operations, String::new()),
            "m3" => (Kind::Count("m³"), String::new()),
            currency => (Kind::Count(""), text::clean(currency)),
        };
        Self {
            unit: Unit::for_max(kind, max),
            currency,
        }
    }

    /// A value with its unit behind it, or its currency before it.
    pub(super) fn full(&self, value: f64) -> String {
        if self.currency.is_empty() {
            self.unit.full(value)
        } else {
            format!("{}\u{a0}{}", self.currency, self.unit.number(value))
        }
    }

    /// Without the unit: "3.4", "14.7 bn".
    pub(super) fn number(&self, value: f64) -> String {
        self.unit.number(value)
    }

    /// The same where an axis says what numbers are multiplied by: "14.7".
    pub(super) fn bare(&self, value: f64) -> String {
        let number = self.unit.number(value);
        let bare = number.trim_end_matches(self.unit.letter());
        bare.trim_end_matches(text::NBSP).to_owned()
    }

    /// The unit, or the currency.
    pub(super) fn name(&self) -> &str {
        if self.currency.is_empty() {
            self.unit.name()
        } else {
            &self.currency
        }
    }

    /// An axis from zero that holds `max`.
    pub(super) fn axis(&self, more: &str, max: f64) -> Axis {
        let name = self.name();
        let axis = value_axis::axis(format!("{name}{more}"), max, self.unit);
        let letter = self.unit.letter();
        if self.currency.is_empty() || letter.is_empty() {
            return axis;
        }
        // A currency's axis says once how much its numbers are multiplied by.
        let ticks = axis.ticks.into_iter().map(|tick| {
            let number = tick.text.trim_end_matches(letter);
            Tick {
                text: number.trim_end_matches(text::NBSP).to_owned(),
                ..tick
            }
        });
        Axis {
            title: format!("{name}\u{a0}{letter}{more}"),
            ticks: ticks.collect(),
            ..axis
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_stands_before_its_number_and_a_unit_behind_it() {
        assert_eq!(
            Measure::new("USD", 14.7e9).full(14.7e9),
            "USD\u{a0}14.7\u{a0}bn"
        );
        assert_eq!(Measure::new("GBP", 25e6).full(3e6), "GBP\u{a0}3M");
        assert_eq!(Measure::new("m3", 610e3).full(610e3), "610k\u{a0}m³");
        assert_eq!(
            Measure::new("tCO2", 390e3).full(390e3),
            "390\u{a0}kt\u{a0}CO₂"
        );
        assert_eq!(Measure::new("MWh", 2.4e6).name(), "TWh");
        let axis = Measure::new("USD", 14.7e9).axis(", spent", 14.7e9);
        assert_eq!(axis.title, "USD\u{a0}bn, spent");
        assert_eq!(
            (axis.ticks[0].text.as_str(), axis.ticks[1].text.as_str()),
            ("0", "5")
        );
    }
}
