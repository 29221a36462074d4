//! Money, and what makes energy, carbon and water of load: costs, announced sums, training runs.

use super::{Curve, Uncertain};
use crate::units::{Days, Money, MoneyPerMegawatt, MoneyPerMegawattYear, MoneyPerMwh, Share};

/// What things cost, in the scenario's currency (`[cost]`).
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    /// Building and plant, per MW of IT load.
    pub per_mw: Option<Uncertain<MoneyPerMegawatt>>,
    /// A GPU with its share of server, rack and network, as it is installed.
    pub per_gpu: Option<Uncertain<Money>>,
    /// Running costs without energy, per MW of powered IT load and year.
    pub opex: Option<Uncertain<MoneyPerMegawattYear>>,
    /// Price of energy, where the zone has none of its own.
    pub energy_price: Option<Curve<MoneyPerMwh>>,
    /// How long before `ready` the building is paid for.
    pub build: Uncertain<Days>,
    /// The year whose prices these are.
    pub price_year: Option<i16>,
    /// The share by which prices rise a year.
    pub inflation: Option<Uncertain<Share>>,
    /// What capital that is tied up costs a year, a share of it.
    pub capital: Option<Uncertain<Share>>,
}

/// A sum that was announced.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnouncedMoney {
    /// The sum, in the scenario's currency and the prices of `price_year`.
    pub amount: Uncertain<Money>,
    /// As written.
    pub written: String,
    /// The year whose prices it is in.
    pub price_year: Option<i16>,
    /// What it covers: "capex", "opex".
    pub covers: Vec<String>,
}

impl AnnouncedMoney {
    /// Whether it pays for building and GPUs, and for nothing else.
    #[must_use]
    pub fn builds(&self) -> bool {
        self.covers == ["capex"]
    }

    /// Its median in the prices of costs: times (1 + inflation) for each year between, where both years
    /// and a rate are stated.
    #[must_use]
    pub fn median_in_prices_of(&self, costs: Option<&Costs>) -> f64 {
        let mut amount = self.amount.median();
        let to = costs.and_then(|costs| costs.price_year);
        let rate = costs.and_then(|costs| costs.inflation.as_ref());
        if let (Some(from), Some(to), Some(rate)) = (self.price_year, to, rate) {
            let a_year = 1.0 + rate.median();
            for _ in 0..from.abs_diff(to) {
                if from < to {
                    amount *= a_year;
                } else {
                    amount /= a_year;
                }
            }
        }
        amount
    }
}

/// What a training run is (`[training]`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training {
    /// How long it lasts, days.
    pub days: f64,
    /// The share of a site's GPUs that it has.
    pub share: f64,
}

/// What a zone's power is made of and costs, and how its seasons go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ZoneFlows {
    /// Carbon intensity of its power.
    pub carbon: Option<Curve<crate::units::GramsPerKwh>>,
    /// "operational" or "life-cycle".
    pub carbon_basis: Option<String>,
    /// Water at the power plant and the site per energy at the meter.
    pub water: Option<Uncertain<crate::units::LitresPerKwh>>,
    /// Price of its energy.
    pub energy_price: Option<Curve<MoneyPerMwh>>,
    /// Factors of the twelve months on the overhead, PUE less one, January first; mean 1.
    pub season: Option<[f64; 12]>,
}
