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
}

/// Every measure, for naming the kind that a unit belongs to.
const ALL: [Measure; 10] = [
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
];

/// Units of kinds that no key of this measure takes, so that a message can say what they are.
const FOREIGN: [(&str, &str); 12] = [
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
    ("g/kWh", "carbon intensity"),
    ("MVA", "apparent power"),
];

impl Measure {
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
