//! What each site's connection and plant can carry, read off the laws of the model.
//!
//! Quantiles are exact, but for those of firm plant with two uncertain factors, which are worked
//! out by quadrature. What it does not know: trials; when a stage comes is in the schedule.

use super::build::printed;
use super::{DatePercentiles, Percentiles};
use crate::calendar::date_of_day;
use crate::distribution::Distribution;
use crate::model::{Energised, GridStage, Model, Plant, PlantRole, Site};
use serde::{Deserialize, Serialize};

/// Hours of a year of 365.25 days.
const HOURS_PER_YEAR: f64 = 8_766.0;
/// Points of the quadrature over one factor of a product.
const POINTS: u32 = 2048;
/// Halvings of a quadrature's or a latest date's bracket: beyond them nothing moves.
const HALVINGS: u32 = 80;

/// What the connection and the plant of a site can carry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PowerRow {
    /// Site id.
    pub site: String,
    /// Site name.
    pub site_name: String,
    /// Stages of its grid connection, by id. When each is energised stands in the schedule.
    pub stages: Vec<StageRow>,
    /// Plant on site, by id.
    pub plants: Vec<PlantRow>,
}

/// A stage of a grid connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageRow {
    /// Its id within the site.
    pub id: String,
    /// Capacity of the whole connection once it is energised, MW: the new total.
    pub capacity: Percentiles,
    /// The share of the hours in which it is cut off; absent of firm capacity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curtailed: Option<Percentiles>,
    /// The same in hours of a year of 8,766; absent of firm capacity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curtailed_hours: Option<Percentiles>,
    /// It is energised: a fact.
    pub fact: bool,
}

/// Generation on site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlantRow {
    /// Its id within the site.
    pub id: String,
    /// "prime" (serves for good), "bridge" (until the grid has come) or "backup" (never counts).
    pub role: String,
    /// What it burns, as written.
    pub fuel: Option<String>,
    /// Nameplate, MW.
    pub capacity: Percentiles,
    /// Share of the nameplate that counts as firm.
    pub availability: Percentiles,
    /// What counts as firm while it is in service, MW: none of backup plant.
    pub firm: Percentiles,
    /// First day in service.
    pub from: DatePercentiles,
    /// Last day in service; null where it stays. Of bridge plant without one of its own, the day
    /// on which the last of the site's grid stages is energised.
    pub until: Option<DatePercentiles>,
}

/// One row for each site that has a grid stage or plant.
pub(super) fn rows(model: &Model) -> Vec<PowerRow> {
    let limited = |site: &&Site| !(site.grid.is_empty() && site.plants.is_empty());
    let row = |site: &Site| PowerRow {
        site: site.id.clone(),
        site_name: site.name.clone(),
        stages: site.grid.iter().map(stage).collect(),
        plants: site.plants.iter().map(|entry| plant(site, entry)).collect(),
    };
    model.sites.iter().filter(limited).map(row).collect()
}

fn stage(stage: &GridStage) -> StageRow {
    StageRow {
        id: stage.id.clone(),
        capacity: percentiles(|p| stage.capacity.distribution().quantile(p)),
        curtailed: curtailed(stage, 1.0),
        curtailed_hours: curtailed(stage, HOURS_PER_YEAR),
        fact: matches!(stage.energised, Energised::Fact(_)),
    }
}

/// How long a stage that is not firm is cut off, in a year of such a length.
fn curtailed(stage: &GridStage, year: f64) -> Option<Percentiles> {
    let law = stage.curtailed.as_ref()?.distribution();
    Some(percentiles(|p| law.quantile(p) * year))
}

fn plant(site: &Site, plant: &Plant) -> PlantRow {
    let (capacity, availability) = (
        plant.capacity.distribution(),
        plant.availability.distribution(),
    );
    let last_stage: Vec<&Distribution> = site
        .grid
        .iter()
        .map(|stage| stage.date().distribution())
        .collect();
    PlantRow {
        id: plant.id.clone(),
        role: match plant.role {
            PlantRole::Prime => "prime",
            PlantRole::Bridge => "bridge",
            PlantRole::Backup => "backup",
        }
        .to_owned(),
        fuel: plant.fuel.clone(),
        capacity: percentiles(|p| capacity.quantile(p)),
        availability: percentiles(|p| availability.quantile(p)),
        firm: match plant.role {
            PlantRole::Backup => percentiles(|_| 0.0),
            PlantRole::Prime | PlantRole::Bridge => {
                percentiles(|p| product_quantile(capacity, availability, p))
            }
        },
        from: dates(|p| plant.from.distribution().quantile(p)),
        until: match (&plant.until, plant.role) {
            (Some(until), _) => Some(dates(|p| until.distribution().quantile(p))),
            (None, PlantRole::Bridge) if !last_stage.is_empty() => {
                Some(dates(|p| latest_quantile(&last_stage, p)))
            }
            (None, _) => None,
        },
    }
}

fn percentiles(quantile: impl Fn(f64) -> f64) -> Percentiles {
    Percentiles {
        p10: quantile(0.10),
        p50: quantile(0.50),
        p90: quantile(0.90),
    }
}

fn dates(quantile: impl Fn(f64) -> f64) -> DatePercentiles {
    let date = |p| date_of_day(quantile(p).floor()).map(printed);
    DatePercentiles {
        p10: date(0.10),
        p50: date(0.50),
        p90: date(0.90),
    }
}

/// The quantile of the product of two independent quantities, neither negative.
fn product_quantile(a: &Distribution, b: &Distribution, p: f64) -> f64 {
    match (a.as_constant(), b.as_constant()) {
        (Some(a), _) => return a * b.quantile(p),
        (_, Some(b)) => return b * a.quantile(p),
        (None, None) => {}
    }
    let shares: Vec<f64> = (0..POINTS)
        .map(|point| b.quantile((f64::from(point) + 0.5) / f64::from(POINTS)))
        .collect();
    let reached = |x: f64| {
        let sum: f64 = shares
            .iter()
            .map(|share| if *share > 0.0 { a.cdf(x / share) } else { 1.0 })
            .sum();
        sum / f64::from(POINTS) >= p
    };
    // Where both lie below their quantiles at the root of p, so does their product; and it lies
    // above that of the quantiles which both exceed with the root of 1 - p.
    let root = libm::sqrt(p);
    let beyond = libm::sqrt(1.0 - p);
    let from = a.quantile_upper(beyond) * b.quantile_upper(beyond);
    let to = a.quantile(root) * b.quantile(root);
    bisect(from, to, reached)
}

/// The quantile of the latest of independent dates.
fn latest_quantile(dates: &[&Distribution], p: f64) -> f64 {
    let reached = |day: f64| dates.iter().map(|date| date.cdf(day)).product::<f64>() >= p;
    let fold = |p: f64| {
        let quantiles = dates.iter().map(|date| date.quantile(p));
        quantiles.fold(f64::NEG_INFINITY, f64::max)
    };
    // Where each has come with the chance of the n-th root of p, all have with that of p.
    let root = libm::pow(p, 1.0 / dates.len() as f64);
    bisect(fold(p), fold(root), reached)
}

/// The least place in the bracket, to the last bits, from which on `reached` holds; its upper end
/// where it holds nowhere.
fn bisect(mut low: f64, mut high: f64, reached: impl Fn(f64) -> bool) -> f64 {
    if reached(low) {
        return low;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if reached(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Domain;

    fn range(low: f64, high: f64) -> Distribution {
        Distribution::range(Domain::Positive, low, high).expect("a range")
    }

    #[test]
    fn the_product_of_two_ranges_is_lognormal_as_both_are() {
        let (a, b) = (range(50.0, 80.0), range(0.5, 0.9));
        // ln of the product is normal: means add up, and so do variances.
        let half = |low: f64, high: f64| libm::log(high / low) / 2.0;
        let middle = libm::sqrt(50.0 * 80.0 * 0.5 * 0.9);
        let spread = libm::exp(libm::hypot(half(50.0, 80.0), half(0.5, 0.9)));
        for (p, exact) in [
            (0.1, middle / spread),
            (0.5, middle),
            (0.9, middle * spread),
        ] {
            let quantile = product_quantile(&a, &b, p);
            assert!(
                (quantile / exact - 1.0).abs() < 2e-4,
                "{p}: {quantile} for {exact}"
            );
        }
        let fixed = Distribution::constant(0.75);
        assert_eq!(product_quantile(&a, &fixed, 0.1), 0.75 * a.quantile(0.1));
        assert_eq!(product_quantile(&fixed, &a, 0.9), 0.75 * a.quantile(0.9));
    }

    #[test]
    fn the_latest_of_two_even_dates_comes_by_the_root_of_its_chance() {
        let even = Distribution::uniform(100.0, 200.0).expect("a uniform");
        for p in [0.1, 0.5, 0.9] {
            let exact = 100.0 + 100.0 * libm::sqrt(p);
            let day = latest_quantile(&[&even, &even], p);
            assert!((day - exact).abs() < 1e-6, "{p}: {day} for {exact}");
        }
        let known = Distribution::constant(150.0);
        assert_eq!(latest_quantile(&[&known], 0.9), 150.0);
        assert_eq!(latest_quantile(&[&known, &even], 0.3), 150.0);
        assert!((latest_quantile(&[&known, &even], 0.9) - 190.0).abs() < 1e-6);
    }
}
