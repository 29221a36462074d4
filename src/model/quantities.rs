//! All that a trial draws: every uncertain quantity of a world by its address.

use super::{
    ActivityState, Chip, ChipChoice, Costs, Dependence, Energised, Impact, Model, Phase,
    PhaseState, Programme, Schedule, Site, Size, Uncertain, Zone,
};
use crate::distribution::Distribution;
use crate::units::Unit;
use std::collections::BTreeMap;

/// Laws by address.
#[derive(Debug, Default)]
struct Laws<'a> {
    laws: BTreeMap<&'a str, &'a Distribution>,
}

impl<'a> Laws<'a> {
    fn add<U: Unit>(&mut self, quantity: &'a Uncertain<U>) {
        self.laws.insert(quantity.path(), quantity.distribution());
    }

    fn add_some<U: Unit>(&mut self, quantity: Option<&'a Uncertain<U>>) {
        if let Some(quantity) = quantity {
            self.add(quantity);
        }
    }

    fn site(&mut self, site: &'a Site) {
        self.add(&site.pue_peak);
        self.add(&site.pue);
        self.add(&site.load_factor);
        self.add_some(site.water.as_ref());
        self.add_some(site.money.as_ref().map(|money| &money.amount));
        for stage in &site.grid {
            self.add(&stage.capacity);
            self.add_some(stage.curtailed.as_ref());
            match &stage.energised {
                Energised::Fact(date) | Energised::Expected { date, .. } => self.add(date),
            }
        }
        for plant in &site.plants {
            self.add(&plant.capacity);
            self.add(&plant.from);
            self.add_some(plant.until.as_ref());
            self.add(&plant.availability);
            self.add_some(plant.emissions.as_ref());
            self.add_some(plant.cost.as_ref());
        }
        for phase in &site.phases {
            self.phase(phase);
        }
    }

    fn phase(&mut self, phase: &'a Phase) {
        match &phase.size {
            Size::Gpus(gpus) => self.add(gpus),
            Size::ItLoad(load) => self.add(load),
        }
        self.add(&phase.delivered);
        self.add(&phase.proceed);
        self.add(&phase.ramp);
        self.add(&phase.mfu);
        self.add(&phase.availability);
        self.add_some(phase.money.as_ref().map(|money| &money.amount));
        self.add_some(phase.ordering.as_ref().map(|ordering| &ordering.lead));
        self.add_some(phase.life.as_ref().map(|life| &life.years));
        self.schedule(&phase.schedule);
        match &phase.state {
            PhaseState::Online(online) => {
                self.add(&online.date);
                self.add_some(online.gpus.as_ref());
            }
            PhaseState::Open { observed, paused } => {
                if let Some(observed) = observed {
                    self.add(&observed.date);
                    self.add(&observed.gpus);
                }
                if let Some(pause) = paused {
                    self.add(&pause.probability);
                    self.add(&pause.date);
                    self.add_some(pause.gpus.as_ref());
                }
            }
        }
    }

    fn schedule(&mut self, schedule: &'a Schedule) {
        match schedule {
            Schedule::Network(activities) => {
                for activity in activities {
                    self.add(&activity.duration);
                    self.add_some(activity.gate.as_ref());
                    match &activity.state {
                        ActivityState::Open => {}
                        ActivityState::Started { started } => self.add(started),
                        ActivityState::Finished { started, finished } => {
                            self.add_some(started.as_ref());
                            self.add(finished);
                        }
                    }
                }
            }
            Schedule::Overrun { factor, .. } => self.add(factor),
            Schedule::Expected(date) => self.add(date),
            Schedule::Known => {}
        }
    }

    fn costs(&mut self, costs: &'a Costs) {
        self.add_some(costs.per_mw.as_ref());
        self.add_some(costs.per_gpu.as_ref());
        self.add_some(costs.opex.as_ref());
        self.add(&costs.build);
        self.add_some(costs.inflation.as_ref());
        self.add_some(costs.capital.as_ref());
    }

    fn impact(&mut self, impact: &'a Impact) {
        self.add_some(impact.delay.as_ref());
        self.add_some(impact.factor.as_ref());
        self.add_some(impact.size.as_ref());
    }
}

/// What has quantities of money, carbon and water beside the sites.
#[derive(Clone, Copy, Debug)]
pub struct Moneyed<'a> {
    /// Zones.
    pub zones: &'a [Zone],
    /// Programmes.
    pub programmes: &'a [Programme],
    /// Costs.
    pub costs: Option<&'a Costs>,
}

/// The law of every quantity that a trial may draw, constants among them, by its address
/// ("site.a.phase.b.gpus").
///
/// What was announced of programmes is listed and not drawn, but for sums of money.
#[must_use]
pub fn quantities<'a>(
    sites: &'a [Site],
    chips: &'a [Chip],
    dependence: &'a Dependence,
    money: Moneyed<'a>,
) -> BTreeMap<&'a str, &'a Distribution> {
    let mut all = Laws::default();
    for site in sites {
        all.site(site);
    }
    for chip in chips {
        all.add(&chip.watts);
        all.add(&chip.ops_8bit);
        all.add_some(chip.price.as_ref());
    }
    for zone in money.zones {
        all.add_some(zone.flows.water.as_ref());
    }
    for programme in money.programmes {
        all.add_some(programme.money.as_ref().map(|money| &money.amount));
    }
    if let Some(costs) = money.costs {
        all.costs(costs);
    }
    for driver in &dependence.drivers {
        all.add(&driver.factor);
    }
    for risk in &dependence.risks {
        all.add(&risk.probability);
        all.impact(&risk.impact);
        all.add_some(risk.spent.as_ref());
    }
    all.laws
}

impl Model {
    /// As [`quantities`], of the whole world.
    #[must_use]
    pub fn quantities(&self) -> BTreeMap<&str, &Distribution> {
        let money = Moneyed {
            zones: &self.zones,
            programmes: &self.programmes,
            costs: self.costs.as_ref(),
        };
        quantities(&self.sites, &self.chips, &self.dependence, money)
    }

    /// Each choice of a chip by its address ("site.a.phase.b.chip").
    #[must_use]
    pub fn chip_choices(&self) -> BTreeMap<String, &ChipChoice> {
        let mut all = BTreeMap::new();
        for phase in self.sites.iter().flat_map(|site| &site.phases) {
            all.insert(format!("{}.chip", phase.path), &phase.chip);
            if let PhaseState::Open {
                paused: Some(pause),
                ..
            } = &phase.state
                && let Some(chip) = &pause.chip
            {
                all.insert(format!("{}.restart.chip", phase.path), chip);
            }
        }
        all
    }
}
