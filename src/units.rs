//! Units of the world's quantities: markers that keep megawatts from meeting months.
//!
//! A quantity is stored in one base unit a kind; the reader converts, the plan reads plain `f64`
//! out again. What a unit does not know: how it was written in a file.

/// A kind of quantity. Its base unit stands in its own words; where its values live is the
/// reader's to check.
pub trait Unit: Clone + Copy + std::fmt::Debug + PartialEq + 'static {}

macro_rules! units {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name;
        impl Unit for $name {}
    )+};
}

units! {
    /// A length of time, in days.
    Days;
    /// A point in time, in days since 1970-01-01 00:00.
    Day;
    /// A count of GPUs (packages, not superchips).
    Gpus;
    /// Power of a site or connection, in MW.
    Megawatts;
    /// All-in IT power of one GPU, in W.
    Watts;
    /// A rate of operations, in operations per second.
    OpsPerSecond;
    /// A share between 0 and 1: probabilities, load factor, availability.
    Share;
    /// Facility power or energy over IT power or energy, at least 1.
    Pue;
    /// A positive factor: overrun.
    Factor;
    /// Carbon intensity, in grams of CO2 equivalent per kWh.
    GramsPerKwh;
    /// Water, in litres per kWh: cubic metres per MWh.
    LitresPerKwh;
    /// An amount of money, in the scenario's currency.
    Money;
    /// A price of energy, in the scenario's currency per MWh.
    MoneyPerMwh;
    /// A cost of power, in the scenario's currency per MW.
    MoneyPerMegawatt;
    /// A running cost of power, in the scenario's currency per MW and year.
    MoneyPerMegawattYear;
}

/// Watts in a megawatt.
pub const WATTS_PER_MEGAWATT: f64 = 1e6;
/// Hours in a day.
pub const HOURS_PER_DAY: f64 = 24.0;
/// Peak dense 8-bit operations per second of one H100 SXM: the unit of an H100-equivalent
/// (Epoch AI's definition, <https://epoch.ai/data/data-centers>).
pub const H100_OPS_8BIT: f64 = 1.979e15;
