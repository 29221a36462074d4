//! Measures: what kinds of quantity there are, in which units each may be written.
//!
//! What it does not know: the grammar of numbers and ranges, and which key has which measure.

use crate::calendar::{DAYS_PER_MONTH, DAYS_PER_WEEK, DAYS_PER_YEAR};
use crate::distribution::Domain;

/// A kind of quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// A length of time, in days. Needs a unit.
    Duration,
    /// A point in time, in days since 1970-01-01.
    Date,
    /// Power of a site or connection, in MW. Needs a unit.
    Power,
    /// Power of one chip, in W.
    ChipPower,
    /// A number of GPUs.
    Count,
    /// A share between 0 and 1.
    Share,
    /// Facility over IT power or energy, at least 1.
    Ratio,
    /// A factor of 0 or more.
    Factor,
    /// Operations per second.
    Rate,
    /// Memory, in GB.
    Memory,
    /// Carbon intensity, in g/kWh.
    Carbon,
    /// Water, in L/kWh.
    Water,
    /// Energy, in MWh.
    Energy,
    /// An amount of money, in the scenario's currency. Currencies are taken off where a key is read.
    Money,
    /// A price of energy, in the scenario's currency per MWh.
    EnergyPrice,
    /// A cost of power, in the scenario's currency per MW.
    CostPerMegawatt,
    /// A running cost of power, in the scenario's currency per MW and year.
    CostPerMegawattYear,
}

/// Every measure but those of money, for naming the kind that a unit belongs to.
const ALL: [Measure; 13] = [
    Measure::Duration,
    Measure::Date,
    Measure::Power,
    Measure::ChipPower,
    Measure::Count,
    Measure::Share,
    Measure::Ratio,
    Measure::Factor,
    Measure::Rate,
    Measure::Memory,
    Measure::Carbon,
    Measure::Water,
    Measure::Energy,
];

/// Units of kinds that no key of this measure takes, so that a message can say what they are.
const FOREIGN: [(&str, &str); 14] = [
    ("kWh", "energy"),
    ("MWh", "energy"),
    ("GWh", "energy"),
    ("TWh", "energy"),
    ("GBP", "money"),
    ("USD", "money"),
    ("EUR", "money"),
    ("bn GBP", "money"),
    ("bn USD", "money"),
    ("bn EUR", "money"),
    ("GBP/MWh", "a price of energy"),
    ("USD/MWh", "a price of energy"),
    ("EUR/MWh", "a price of energy"),
    ("MVA", "apparent power"),
];

/// Words for large sums, as they stand before a currency.
pub(super) const SCALES: [(&str, f64); 8] = [
    ("k", 1e3),
    ("thousand", 1e3),
    ("m", 1e6),
    ("M", 1e6),
    ("million", 1e6),
    ("bn", 1e9),
    ("billion", 1e9),
    ("tn", 1e12),
];

/// The same a MW, or without saying so.
const PER_MEGAWATT: [(&str, f64); 11] = [
    ("/MW", 1.0),
    ("k", 1e3),
    ("m", 1e6),
    ("M", 1e6),
    ("million", 1e6),
    ("bn", 1e9),
    ("k/MW", 1e3),
    ("m/MW", 1e6),
    ("M/MW", 1e6),
    ("million/MW", 1e6),
    ("/kW", 1e3),
];

/// The same a MW and year, or without saying so.
const PER_MEGAWATT_YEAR: [(&str, f64); 10] = [
    ("/MW/year", 1.0),
    ("k", 1e3),
    ("m", 1e6),
    ("M", 1e6),
    ("million", 1e6),
    ("k/MW/year", 1e3),
    ("m/MW/year", 1e6),
    ("M/MW/year", 1e6),
    ("million/MW/year", 1e6),
    ("/kW/year", 1e3),
];

impl Measure {
    /// Whether it is money, which may be written in any currency that has a rate.
    pub(super) const fn is_money(self) -> bool {
        matches!(
            self,
            Measure::Money
                | Measure::EnergyPrice
                | Measure::CostPerMegawatt
                | Measure::CostPerMegawattYear
        )
    }

    /// Where its values live.
    #[must_use]
    pub const fn domain(self) -> Domain {
        match self {
            Measure::Date => Domain::Real,
            Measure::Share => Domain::Share,
            Measure::Ratio => Domain::AtLeastOne,
            _ => Domain::Positive,
        }
    }

    /// Its name with an article: "a duration".
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Measure::Duration => "a duration",
            Measure::Date => "a date",
            Measure::Power => "power",
            Measure::ChipPower => "power of one GPU",
            Measure::Count => "a number of GPUs",
            Measure::Share => "a share between 0 and 1",
            Measure::Ratio => "a ratio of at least 1",
            Measure::Factor => "a factor",
            Measure::Rate => "a rate of operations",
            Measure::Memory => "an amount of memory",
            Measure::Carbon => "a carbon intensity",
            Measure::Water => "water per energy",
            Measure::Energy => "energy",
            Measure::Money => "an amount of money",
            Measure::EnergyPrice => "a price of energy",
            Measure::CostPerMegawatt => "a cost per MW",
            Measure::CostPerMegawattYear => "a cost per MW and year",
        }
    }

    /// The base unit as it is printed; "" for pure numbers.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Measure::Duration => "days",
            Measure::Date => "date",
            Measure::Power => "MW",
            Measure::ChipPower => "W",
            Measure::Count => "GPUs",
            Measure::Share | Measure::Ratio | Measure::Factor => "",
            Measure::Rate => "op/s",
            Measure::Memory => "GB",
            Measure::Carbon => "g/kWh",
            Measure::Water => "L/kWh",
            Measure::Energy => "MWh",
            Measure::Money => "money",
            Measure::EnergyPrice => "money/MWh",
            Measure::CostPerMegawatt => "money/MW",
            Measure::CostPerMegawattYear => "money/MW/year",
        }
    }

    /// How values of it are written, for messages.
    #[must_use]
    pub const fn examples(self) -> &'static str {
        match self {
            Measure::Duration => "`\"18 months\"`, `\"1.5 years\"` or `\"9 to 16 months\"`",
            Measure::Date => super::date::EXAMPLES,
            Measure::Power => "`\"50 MW\"`, `\"1.2 GW\"` or `\"400 to 900 MW\"`",
            Measure::ChipPower => "`2200`, `\"2200 W\"` or `\"2.0 to 2.5 kW\"`",
            Measure::Count => "`23_040`, `\"23 k\"` or `\"18 to 24 k\"`",
            Measure::Share => "`0.85`, `\"85 %\"` or `\"60 to 85 %\"`",
            Measure::Ratio => "`1.3` or `\"1.2 to 1.4\"`",
            Measure::Factor => "`1.35`, `\"135 %\"` or `\"0.9 to 1.35\"`",
            Measure::Rate => "`5.0e15` or `\"5 PFLOP/s\"`",
            Measure::Memory => "`192` or `\"192 GB\"`",
            Measure::Carbon => "`176`, `\"176 g/kWh\"` or `\"120 to 180 g/kWh\"`",
            Measure::Water => "`1.8`, `\"1.8 L/kWh\"` or `\"0.2 to 1.8 L/kWh\"`",
            Measure::Energy => "`5_000_000`, `\"5 TWh\"` or `\"400 GWh\"`",
            Measure::Money => "`40_000`, `\"2.5 bn GBP\"` or `\"30 to 45 k USD\"`",
            Measure::EnergyPrice => "`60`, `\"60 GBP/MWh\"` or `\"50 to 90 GBP/MWh\"`",
            Measure::CostPerMegawatt => {
                "`11_800_000`, `\"11.8 m USD/MW\"` or `\"9 to 14 m USD/MW\"`"
            }
            Measure::CostPerMegawattYear => {
                "`900_000`, `\"0.9 m USD/MW/year\"` or `\"0.5 to 1.2 m USD/MW/year\"`"
            }
        }
    }

    /// An uncertain value whose least end is on the domain's edge, for messages.
    pub(super) const fn pert_example(self) -> &'static str {
        match self {
            Measure::Duration => "{ min = 0, mode = \"1 months\", max = \"3 months\" }",
            Measure::Power => "{ min = 0, mode = \"10 MW\", max = \"50 MW\" }",
            Measure::Share => "{ min = 0.8, mode = 0.95, max = 1 }",
            Measure::Ratio => "{ min = 1, mode = 1.1, max = 1.3 }",
            _ => "{ min = 0, mode = 1, max = 3 }",
        }
    }

    /// More than this is a slip of the pen: the limit in the base unit, and as it is shown.
    pub(super) const fn limit(self) -> Option<(f64, &'static str)> {
        match self {
            Measure::Count => Some((1e9, "1_000_000_000 GPUs")),
            Measure::Power => Some((1e6, "1_000 GW")),
            _ => None,
        }
    }

    /// Whether a number without a unit is read in the base unit. (Zero needs no unit anywhere.)
    pub(super) const fn takes_bare_numbers(self) -> bool {
        !matches!(self, Measure::Duration | Measure::Power | Measure::Date)
    }

    /// Its units, each with its size in the base unit.
    pub(super) const fn units(self) -> &'static [(&'static str, f64)] {
        match self {
            Measure::Duration => &[
                ("months", DAYS_PER_MONTH),
                ("month", DAYS_PER_MONTH),
                ("years", DAYS_PER_YEAR),
                ("year", DAYS_PER_YEAR),
                ("weeks", DAYS_PER_WEEK),
                ("week", DAYS_PER_WEEK),
                ("days", 1.0),
                ("day", 1.0),
            ],
            Measure::Power => &[("MW", 1.0), ("GW", 1e3), ("kW", 1e-3), ("W", 1e-6)],
            Measure::ChipPower => &[("W", 1.0), ("kW", 1e3)],
            Measure::Count => &[
                ("GPUs", 1.0),
                ("k", 1e3),
                ("k GPUs", 1e3),
                ("thousand", 1e3),
                ("M", 1e6),
                ("M GPUs", 1e6),
                ("million", 1e6),
            ],
            Measure::Share => &[("%", 0.01)],
            Measure::Factor => &[("%", 0.01), ("x", 1.0)],
            Measure::Rate => &[
                ("op/s", 1.0),
                ("FLOP/s", 1.0),
                ("TFLOP/s", 1e12),
                ("TFLOPS", 1e12),
                ("TOPS", 1e12),
                ("PFLOP/s", 1e15),
                ("PFLOPS", 1e15),
                ("POPS", 1e15),
            ],
            Measure::Memory => &[("GB", 1.0), ("TB", 1e3)],
            Measure::Carbon => &[
                ("g/kWh", 1.0),
                ("gCO2/kWh", 1.0),
                ("gCO2e/kWh", 1.0),
                ("kg/MWh", 1.0),
                ("t/GWh", 1.0),
            ],
            Measure::Water => &[("L/kWh", 1.0), ("l/kWh", 1.0), ("m3/MWh", 1.0)],
            Measure::Energy => &[("MWh", 1.0), ("GWh", 1e3), ("TWh", 1e6), ("kWh", 1e-3)],
            Measure::Money => &SCALES,
            Measure::EnergyPrice => &[("/MWh", 1.0), ("/kWh", 1e3), ("/GWh", 1e-3)],
            Measure::CostPerMegawatt => &PER_MEGAWATT,
            Measure::CostPerMegawattYear => &PER_MEGAWATT_YEAR,
            Measure::Ratio | Measure::Date => &[],
        }
    }

    /// The size of a unit in the base unit.
    pub(super) fn factor(self, unit: &str) -> Option<f64> {
        let found = self.units().iter().find(|(name, _)| *name == unit);
        found.map(|(_, factor)| *factor)
    }
}

/// The kind of quantity that a unit measures, if any reader here knows it.
pub(super) fn kind_of_unit(unit: &str) -> Option<&'static str> {
    let own = ALL.iter().find(|measure| measure.factor(unit).is_some());
    own.map(|measure| measure.kind()).or_else(|| {
        let foreign = FOREIGN.iter().find(|(name, _)| *name == unit);
        foreign.map(|(_, kind)| *kind)
    })
}
