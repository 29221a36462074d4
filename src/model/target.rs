//! What is asked of a build-out, and what it is asked beside: targets and baselines.

use super::{Curve, Zone};
use crate::units::{Megawatts, OpsPerSecond};
use jiff::civil::Date;

/// A level that a scope is to reach, or not to pass, by a date.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// The metric, as in projection.json.
    pub metric: String,
    /// The kind of its scope: "total", "country", .. "phase".
    pub scope: String,
    /// The scope's id; empty for the total.
    pub scope_id: String,
    /// The level, in the metric's unit.
    pub level: Bound,
    /// The last day that counts.
    pub by: Date,
    /// Calendar months that `by` names, over which a flow is added up; 0 of a day.
    pub months: u16,
    /// Whether the baselines of its country or zone are counted.
    pub baseline: bool,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// A level to reach or not to pass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// To reach.
    AtLeast(f64),
    /// Not to pass.
    AtMost(f64),
}

impl Bound {
    /// The level.
    #[must_use]
    pub const fn level(self) -> f64 {
        match self {
            Bound::AtLeast(level) | Bound::AtMost(level) => level,
        }
    }

    /// Whether it is a level to reach.
    #[must_use]
    pub const fn is_to_reach(self) -> bool {
        matches!(self, Bound::AtLeast(_))
    }

    /// "at least" or "at most".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Bound::AtLeast(_) => "at least",
            Bound::AtMost(_) => "at most",
        }
    }

    /// A bound that sums keep to which rounding has left beside it: by so much, and by what a product
    /// of two numbers may be off.
    #[must_use]
    pub fn loosened(self, slack: f64) -> Self {
        let slack = slack + 4.0 * f64::EPSILON * self.level().abs();
        match self {
            Bound::AtLeast(level) => Bound::AtLeast(level - slack),
            Bound::AtMost(level) => Bound::AtMost(level + slack),
        }
    }

    /// Whether a value keeps to it.
    #[must_use]
    pub fn holds(self, value: f64) -> bool {
        match self {
            Bound::AtLeast(level) => value >= level,
            Bound::AtMost(level) => value <= level,
        }
    }
}

/// Load or compute of a country or zone that the scenario does not list.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// Where it is.
    pub of: Area,
    /// How much it is.
    pub level: BaselineLevel,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// A country or a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Area {
    /// Two-letter country.
    Country(String),
    /// Index into the model's zones.
    Zone(usize),
}

/// How much a baseline is, by date.
#[derive(Clone, Debug, PartialEq)]
pub enum BaselineLevel {
    /// Peak power at the meter, MW.
    FacilityLoad(Curve<Megawatts>),
    /// Peak dense 8-bit operations per second.
    Compute(Curve<OpsPerSecond>),
}

impl BaselineLevel {
    /// The metric that it is of.
    #[must_use]
    pub const fn metric(&self) -> &'static str {
        match self {
            BaselineLevel::FacilityLoad(_) => "facility_load",
            BaselineLevel::Compute(_) => "compute",
        }
    }
}

impl Target {
    /// Whether it counts a baseline: one of the same place and the same metric, where it asks for any.
    /// H100-equivalents are a multiple of compute.
    #[must_use]
    pub fn counts(&self, baseline: &Baseline, zones: &[Zone]) -> bool {
        let metric = match self.metric.as_str() {
            "h100e" => "compute",
            other => other,
        };
        let is_there = match &baseline.of {
            Area::Country(code) => self.scope == "country" && self.scope_id == *code,
            Area::Zone(zone) => self.scope == "zone" && self.scope_id == zones[*zone].id,
        };
        self.baseline && is_there && baseline.level.metric() == metric
    }
}
