//! Upper bounds of what phases can come to: the ranges of values that are counted.

use super::{Metric, implied};
use crate::distribution::Distribution;
use crate::model::{
    Chip, ChipChoice, DriverOn, Hold, Model, Phase, PhaseState, Site, Size, Uncertain,
};
use crate::units::{Gpus, Unit, WATTS_PER_MEGAWATT};
use std::collections::BTreeMap;

/// Quanta in the greatest expected total, as a power of two: a resolution of 10⁻¹².
const QUANTA: i32 = 40;
/// Beyond this quantile's complement values may share the last bin.
const TAIL: f64 = 1e-6;

/// Upper bounds of each phase's full level, by (site, phase).
pub(super) struct Bounds {
    gpus: BTreeMap<(usize, usize), f64>,
    it_load: BTreeMap<(usize, usize), f64>,
    compute: BTreeMap<(usize, usize), f64>,
    pue_peak: Vec<f64>,
    pue: Vec<f64>,
    power: Vec<f64>,
}

/// What is known of quantities: their own laws and those that rival stories tell.
struct Laws<'a> {
    model: &'a Model,
}

impl<'a> Laws<'a> {
    /// The laws that a quantity may have.
    fn of<U: Unit>(&self, quantity: &'a Uncertain<U>) -> impl Iterator<Item = &'a Distribution> {
        let branches = self.model.dependence.branches.iter();
        let options = branches.flat_map(|branch| &branch.options);
        let told = options.flat_map(|option| &option.laws);
        let own = told.filter(|(path, _)| path == quantity.path());
        own.map(|(_, law)| law).chain([quantity.distribution()])
    }

    fn high<U: Unit>(&self, quantity: &'a Uncertain<U>) -> f64 {
        let high = self.of(quantity).map(|law| law.quantile_upper(TAIL));
        high.fold(0.0, f64::max)
    }

    fn low<U: Unit>(&self, quantity: &'a Uncertain<U>) -> f64 {
        let low = self.of(quantity).map(|law| law.quantile(TAIL));
        low.fold(f64::MAX, f64::min)
    }

    /// MW of IT load that a sum may build at a phase that stands for it; 0 where none does.
    fn built(&self, (site, key): (&'a Site, (usize, usize)), chips: &[&'a Chip]) -> f64 {
        let costs = self.model.costs.as_ref();
        let Some((implied, costs)) = implied::of(self.model, site).zip(costs) else {
            return 0.0;
        };
        let money = implied.money;
        // What prices rise to is within a few times what they rise to at the median.
        let prices = money.median_in_prices_of(Some(costs)) / money.amount.median();
        let sum = self.high(&money.amount) * prices.max(1.0) * 4.0;
        let each = |chip: &&'a Chip| {
            let price = chip.price.as_ref().or(costs.per_gpu.as_ref());
            let price = price.map_or(0.0, |price| self.low(price));
            price * WATTS_PER_MEGAWATT / self.high(&chip.watts)
        };
        let per_mw = costs.per_mw.as_ref().map_or(0.0, |it| self.low(it));
        let all_in = per_mw + chips.iter().map(each).fold(f64::MAX, f64::min);
        let drivers = self.model.dependence.drivers.iter();
        let own = drivers
            .filter(|driver| driver.on == DriverOn::Cost && driver.reach.phases.contains(&key));
        let factor: f64 = own
            .map(|driver| self.low(&driver.factor).min(1.0))
            .product();
        sum / (all_in * factor) / implied.blocks
    }

    /// What drivers may multiply a phase's GPUs by.
    fn growth(&self, phase: (usize, usize)) -> f64 {
        let drivers = self.model.dependence.drivers.iter();
        let own = drivers
            .filter(|driver| driver.on == DriverOn::Size && driver.reach.phases.contains(&phase));
        own.map(|driver| self.high(&driver.factor).max(1.0))
            .product()
    }
}

impl Bounds {
    pub(super) fn new(model: &Model) -> Self {
        let laws = Laws { model };
        let mut bounds = Self {
            gpus: BTreeMap::new(),
            it_load: BTreeMap::new(),
            compute: BTreeMap::new(),
            pue_peak: model
                .sites
                .iter()
                .map(|site| laws.high(&site.pue_peak))
                .collect(),
            pue: model
                .sites
                .iter()
                .map(|site| laws.high(&site.pue))
                .collect(),
            power: model
                .sites
                .iter()
                .map(|site| power_bound(&laws, site))
                .collect(),
        };
        for (site_index, site) in model.sites.iter().enumerate() {
            for (phase_index, phase) in site.phases.iter().enumerate() {
                let key = (site_index, phase_index);
                let chips = chips(model, phase);
                let watts = chips
                    .iter()
                    .map(|chip| laws.high(&chip.watts))
                    .fold(0.0, f64::max)
                    / WATTS_PER_MEGAWATT;
                let least = chips
                    .iter()
                    .map(|chip| laws.low(&chip.watts))
                    .fold(f64::MAX, f64::min)
                    / WATTS_PER_MEGAWATT;
                let ops = chips
                    .iter()
                    .map(|chip| laws.high(&chip.ops_8bit))
                    .fold(0.0, f64::max);
                let (mut gpus, mut it_load) = match &phase.size {
                    // Where the IT load is held, a chip of fewer watts brings more GPUs.
                    Size::Gpus(gpus) if holds_load(model, phase) => {
                        let load = laws.high(gpus) * watts;
                        (load / least, load)
                    }
                    Size::Gpus(gpus) => (laws.high(gpus), laws.high(gpus) * watts),
                    Size::ItLoad(power) => {
                        let built = laws.built((site, key), &chips);
                        let power = laws.high(power).max(built);
                        (power / least, power)
                    }
                };
                for count in counts(phase) {
                    gpus = gpus.max(laws.high(count));
                    it_load = it_load.max(laws.high(count) * watts);
                }
                let growth = laws.growth(key);
                (gpus, it_load) = (gpus * growth, it_load * growth);
                bounds.gpus.insert(key, gpus);
                bounds.it_load.insert(key, it_load);
                bounds.compute.insert(key, gpus * ops);
            }
        }
        bounds
    }

    fn of(&self, metric: Metric, key: (usize, usize)) -> f64 {
        match metric {
            Metric::GpusInstalled | Metric::GpusPowered | Metric::GpusStranded => self.gpus[&key],
            Metric::ItLoad => self.it_load[&key],
            Metric::FacilityLoad | Metric::DeliveryGap => self.it_load[&key] * self.pue_peak[key.0],
            Metric::AverageLoad => self.it_load[&key] * self.pue[key.0],
            // Energy is counted as the sum of the loads at a period's two ends.
            Metric::Energy | Metric::Curtailed => 2.0 * self.it_load[&key] * self.pue[key.0],
            Metric::Compute | Metric::Effective | Metric::H100e => self.compute[&key],
            // Flows are counted by what the first block shows.
            _ => 0.0,
        }
    }

    fn total(&self, metric: Metric, members: &[(usize, usize)], whole_sites: &[usize]) -> f64 {
        if metric == Metric::StrandedPower {
            return whole_sites.iter().map(|&site| self.power[site]).sum();
        }
        members.iter().map(|&member| self.of(metric, member)).sum()
    }

    /// The quantum of a metric: the same for all scopes, and for metrics that are added together.
    pub(super) fn quantum(&self, metric: Metric) -> f64 {
        let metric = if metric.is_of_ends() {
            Metric::AverageLoad
        } else {
            metric
        };
        let all: Vec<(usize, usize)> = self.gpus.keys().copied().collect();
        let sites: Vec<usize> = (0..self.power.len()).collect();
        libm::ldexp(1.0, exponent(self.total(metric, &all, &sites)) - QUANTA)
    }
}

/// The least power of two that is not below `x`; 0 for nothing.
fn exponent(x: f64) -> i32 {
    if x > 0.0 && x.is_finite() {
        libm::ceil(libm::log2(x)) as i32
    } else {
        0
    }
}

fn power_bound<'a>(laws: &Laws<'a>, site: &'a Site) -> f64 {
    let grid = site
        .grid
        .iter()
        .map(|stage| laws.high(&stage.capacity))
        .fold(0.0, f64::max);
    grid + site
        .plants
        .iter()
        .map(|plant| laws.high(&plant.capacity))
        .sum::<f64>()
}

/// Every chip that a phase may have.
fn chips<'a>(model: &'a Model, phase: &Phase) -> Vec<&'a Chip> {
    let indices = model.chips_of(phase).into_iter();
    indices.map(|chip| &model.chips[chip]).collect()
}

/// Whether the number of a phase's GPUs follows from the IT load of those that were announced.
fn holds_load(model: &Model, phase: &Phase) -> bool {
    let held = phase.ordering.as_ref();
    let by_roadmap = |choice: &&ChipChoice| matches!(choice, ChipChoice::Roadmap(_));
    let renewed = phase.life.as_ref().is_some_and(|life| life.refresh);
    held.is_some_and(|ordering| ordering.hold == Hold::ItLoad)
        && (renewed || model.choices_of(phase).iter().any(by_roadmap))
}

/// Numbers of GPUs that stand beside the announced one.
fn counts(phase: &Phase) -> Vec<&Uncertain<Gpus>> {
    match &phase.state {
        PhaseState::Online(fact) => fact.gpus.iter().collect(),
        PhaseState::Open { observed, paused } => {
            let restart = paused.as_ref().and_then(|pause| pause.gpus.as_ref());
            observed
                .as_ref()
                .map(|part| &part.gpus)
                .into_iter()
                .chain(restart)
                .collect()
        }
    }
}
