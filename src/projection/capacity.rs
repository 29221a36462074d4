//! What the answer says of capacity beyond the sites: what binds, what is shared, targets, money.
//!
//! Lists over time are as long as the projection's `periods`.

use super::{Estimate, Percentiles, Scope};
use serde::{Deserialize, Serialize};

/// What keeps GPUs from running, over time: shares that add up to 1.
///
/// Of a phase they are shares of trials. Of a site or the total they are means over its phases, each
/// weighted by the facility load that was announced for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BindingRow {
    /// A phase, a site or the total.
    pub scope: Scope,
    /// What was announced of it at the meter, MW.
    pub announced_mw: f64,
    /// Its own schedule: it is not ready, or not all of it is installed yet.
    pub building: Vec<f64>,
    /// The site's connection and plant.
    pub grid: Vec<f64>,
    /// What the zone can carry.
    pub zone: Vec<f64>,
    /// Chips that are not delivered yet.
    pub chips: Vec<f64>,
    /// Nothing: all of it runs.
    pub nothing: Vec<f64>,
    /// It is lost.
    pub lost: Vec<f64>,
}

/// A level that a scope is to reach, or not to pass, by a date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetRow {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// What is asked of.
    pub scope: Scope,
    /// The metric.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// What adds up over time: "year", "half-year" or "quarter" where the sum over the calendar's is
    /// held against the level, "period" where that of a period is. Null of what is a level at a date.
    #[serde(default)]
    pub summed: Option<String>,
    /// The level to reach; one of the two is given.
    pub at_least: Option<f64>,
    /// The level not to pass.
    pub at_most: Option<f64>,
    /// The last day that counts.
    pub by: String,
    /// The chance that it is met in the period that holds that day.
    pub chance: Estimate,
    /// The end of the first period in which the level is reached (passed, of `at_most`): 10 % of all
    /// trials; null where it is not within the horizon.
    pub p10: Option<String>,
    /// 50 %.
    pub p50: Option<String>,
    /// 90 %.
    pub p90: Option<String>,
    /// The chance that it is met, by period; all periods of a year that is added up have the year's.
    pub chances: Vec<f64>,
    /// Standard errors of these.
    pub chances_se: Vec<f64>,
    /// Whether the announced path meets it by its date.
    pub announced_meets: bool,
    /// Baselines that are counted with the scope, by id.
    pub baselines: Vec<String>,
}

/// Load or compute of a country or zone that the scenario does not list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BaselineRow {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// Country or zone that it is of.
    pub scope: Scope,
    /// "`facility_load`" or "compute".
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// 10 %.
    pub p10: Vec<f64>,
    /// 50 %.
    pub p50: Vec<f64>,
    /// 90 %.
    pub p90: Vec<f64>,
}

/// Percentiles of a level over the periods.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// 10 %.
    pub p10: Vec<f64>,
    /// 50 %.
    pub p50: Vec<f64>,
    /// 90 %.
    pub p90: Vec<f64>,
}

/// A pool of deliveries that phases draw on. Percentiles and shares are exact ones of the first
/// 16,384 trials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupplyRow {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// Names of its chips.
    pub chips: Vec<String>,
    /// Phases that may draw on it: "site.phase".
    pub phases: Vec<String>,
    /// Deliveries up to each period's end, GPUs.
    pub supplied: Band,
    /// What phases that are ready have asked for by then, GPUs.
    pub wanted: Band,
    /// What has been handed out by then, GPUs.
    pub handed_out: Band,
    /// The share of trials in which a phase waits for chips at each period's end.
    pub short: Vec<f64>,
}

/// A generation of chips that a phase may come with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GenerationRow {
    /// Site id.
    pub site: String,
    /// Phase id.
    pub phase: String,
    /// The phase's name for readers.
    pub name: String,
    /// Chip id.
    pub chip: String,
    /// The chip's name.
    pub chip_name: String,
    /// It is the chip that the announced date would have had.
    pub announced: bool,
    /// The share of the trials in which the phase comes that bring this chip.
    pub share: Estimate,
    /// The median of online where it comes with this chip.
    pub online_p50: Option<String>,
    /// Mean GPUs when full, with this chip.
    pub gpus: f64,
    /// Mean H100-equivalents when full, with this chip.
    pub h100e: f64,
}

/// What was announced in money beside what the model comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MoneyRow {
    /// "programme", "site" or "phase".
    pub kind: String,
    /// Its id; a phase's is "site.phase".
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// The sum as written.
    pub stated: String,
    /// The same in the answer's currency and price year.
    pub announced: Percentiles,
    /// What it covers: "capex", "opex".
    pub covers: Vec<String>,
    /// What its phases come to as announced: all of them built, in that currency; null where no cost is
    /// given.
    pub modelled: Option<Percentiles>,
    /// GPUs announced for it.
    pub gpus: Option<f64>,
    /// IT load announced for it, MW.
    pub it_mw: Option<f64>,
    /// The announced sum over those GPUs.
    pub implied_per_gpu: Option<f64>,
    /// The announced sum over that load, a MW.
    pub implied_per_mw: Option<f64>,
    /// What the evidence spans, all in: per GPU, then per MW; null where no cost is given.
    pub evidence_per_gpu: Option<(f64, f64)>,
    /// The same per MW of IT load.
    pub evidence_per_mw: Option<(f64, f64)>,
    /// "below", "within" or "above" the evidence; null where it cannot be told.
    pub verdict: Option<String>,
}

/// What a month's delay of a phase costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DelayCostRow {
    /// Site id.
    pub site: String,
    /// Phase id.
    pub phase: String,
    /// The phase's name for readers.
    pub name: String,
    /// Capital tied up in its building and GPUs, the answer's currency.
    pub tied_up: Percentiles,
    /// What a month of it costs at the stated rate.
    pub per_month: Percentiles,
}

/// Money as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MoneyAnswer {
    /// Three-letter currency.
    pub currency: String,
    /// The year whose prices they are; null where none is stated.
    pub price_year: Option<i16>,
    /// Exchange rates and inflation as stated, in words.
    pub rates: Vec<String>,
    /// Spent before the horizon begins, over all.
    pub opening: Percentiles,
    /// Sums announced beside what the model comes to.
    pub announced: Vec<MoneyRow>,
    /// What a month's delay costs, by phase.
    pub delay: Vec<DelayCostRow>,
}

/// A calendar year of a flow: what a period's percentiles do not add up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct YearRow {
    /// What is added up.
    pub scope: Scope,
    /// "energy", "emissions", "water", "curtailed" or "spend".
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// The year; the horizon may hold only a part of it.
    pub year: i16,
    /// Whether the horizon holds all of it.
    pub whole: bool,
    /// Mean over trials.
    pub mean: f64,
    /// Standard error of the mean.
    pub mean_se: f64,
    /// 10 %.
    pub p10: f64,
    /// 50 %.
    pub p50: f64,
    /// 90 %.
    pub p90: f64,
}

/// A site on the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteRow {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// Two-letter country.
    pub country: Option<String>,
    /// Id of its zone.
    pub zone: Option<String>,
    /// Latitude and longitude, degrees; null where no place is named.
    pub location: Option<(f64, f64)>,
    /// What was announced of it at the meter in all, MW.
    pub announced_mw: f64,
}

/// Capacity beyond the sites. Parts that a scenario does not use are empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CapacityAnswer {
    /// Sites, by id.
    pub sites: Vec<SiteRow>,
    /// Load that the scenario does not list, by id.
    pub baselines: Vec<BaselineRow>,
    /// Pools of chips, by id.
    pub supply: Vec<SupplyRow>,
    /// Chips that phases come with, of phases that follow a roadmap.
    pub generations: Vec<GenerationRow>,
    /// Money; null where no cost and no sum is given.
    pub money: Option<MoneyAnswer>,
    /// Flows by calendar year.
    pub years: Vec<YearRow>,
}
