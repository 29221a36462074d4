//! One site of a block, walked edge by edge: what stands at an edge, and what a period comes to.
//!
//! A flow is the mean of what it is an hour at the period's two ends, times the period's hours; money
//! for building and GPUs falls due by date.

mod due;

use super::parts::{curve, gpu_days, useful_levels};
use crate::plan::{BLOCK, Column, Flow, PhaseBuild, PhaseFlow, Plan, SiteFlow};
use crate::results::view::View;
use crate::results::{Built, Changes};
use crate::units::HOURS_PER_DAY;

/// A value a trial.
pub(super) type Values = Vec<f64>;

/// Where a site's trials stand on their walk.
#[derive(Debug, Default)]
pub(super) struct Walk {
    phases: Vec<Standing>,
    /// What the site's energy is made of at the edge: carbon in t/MWh, its price.
    carbon: Values,
    price: Values,
    /// Mean load of the site at the edge, and what of it no plant has served.
    load: Values,
    /// Scratch.
    values: Values,
}

/// Where the trials of a phase stand.
#[derive(Debug, Default)]
struct Standing {
    /// Levels in the order of edges.
    levels: Vec<Built>,
    installed: Values,
    powered: Values,
    /// Powered GPUs less what is cut off: they use energy and work.
    at_work: Values,
    /// Levels of those in the order of edges, at a site with capacity that is not firm.
    useful: Option<Values>,
    /// GPUs at the edge before.
    installed_before: Values,
    /// The share of the building that was paid for at the edge before.
    booked: Values,
    /// Mean load at the edge, MW.
    load: Values,
    /// For each flow what it is an hour at the edge, and at the one before.
    now: Vec<Values>,
    before: Vec<Values>,
}

fn room(values: &mut Values) {
    values.clear();
    values.resize(BLOCK, 0.0);
}

/// The plan's parts of a site: its phases, then their renewals.
fn parts(plan: &Plan, site: usize) -> impl Iterator<Item = usize> + Clone + use<> {
    let site = &plan.sites[site];
    site.phases.clone().chain(site.renewals.clone())
}

impl Walk {
    /// Takes a block: its trials stand at the horizon's first edge.
    pub(super) fn begin(&mut self, plan: &Plan, site: usize, block: View<'_>) {
        let range = parts(plan, site);
        let count = plan.sites[site].builds.len();
        self.phases.resize_with(count, Standing::default);
        for values in [
            &mut self.carbon,
            &mut self.price,
            &mut self.load,
            &mut self.values,
        ] {
            room(values);
        }
        for (standing, phase) in self.phases.iter_mut().zip(range) {
            standing.begin(plan, phase, block);
        }
        self.stand(plan, site, block, 0);
        for standing in &mut self.phases {
            standing
                .installed_before
                .copy_from_slice(&standing.installed);
        }
        self.keep();
        let edge = plan.timeline.edges()[0];
        let range = parts(plan, site);
        for (standing, phase) in self.phases.iter_mut().zip(range) {
            let (build, flow) = (plan.build(phase), &plan.flows.phases[phase]);
            standing.book(build, flow, block, edge);
        }
    }

    /// What is an hour at the edge becomes what was at the edge before.
    fn keep(&mut self) {
        for standing in &mut self.phases {
            std::mem::swap(&mut standing.now, &mut standing.before);
        }
    }

    /// Works out what stands at an edge.
    fn stand(&mut self, plan: &Plan, site: usize, block: View<'_>, edge: usize) {
        let range = parts(plan, site);
        let flow = &plan.flows.sites[site];
        let instant = plan.timeline.edges()[edge];
        for (standing, phase) in self.phases.iter_mut().zip(range.clone()) {
            standing.move_to(block, phase, edge);
            let of_phase = &plan.flows.phases[phase];
            standing.mean_load(plan.build(phase), of_phase, (flow, edge), block);
        }
        curve(flow.carbon.as_ref(), instant, block, &mut self.carbon);
        curve(flow.price.as_ref(), instant, block, &mut self.price);
        if !flow.plants.is_empty() {
            self.plants(flow, instant, block);
        }
        for (standing, phase) in self.phases.iter_mut().zip(range) {
            let of_phase = &plan.flows.phases[phase];
            for (index, &kind) in plan.flows.flows.iter().enumerate() {
                let made_of = MadeOf {
                    carbon: &self.carbon,
                    price: &self.price,
                };
                let at = At { flow, edge, block };
                standing.an_hour(kind, index, plan, (phase, of_phase), &made_of, &at);
            }
        }
    }

    /// Plant serves first: what its energy is made of weighs by what it serves.
    fn plants(&mut self, flow: &SiteFlow, instant: f64, block: View<'_>) {
        let trials = block.trials();
        self.load.fill(0.0);
        for standing in &self.phases {
            for (sum, load) in self.load.iter_mut().zip(&standing.load) {
                *sum += load;
            }
        }
        for trial in 0..trials {
            let load = self.load[trial];
            if load <= 0.0 {
                continue;
            }
            let (carbon, price) = (self.carbon[trial], self.price[trial]);
            let (mut left, mut of_carbon, mut of_price) = (load, 0.0, 0.0);
            for plant in &flow.plants {
                let at = |column: Column| block.column(column)[trial];
                let serves = at(plant.from) <= instant
                    && plant.until.is_none_or(|until| instant <= at(until));
                if !serves {
                    continue;
                }
                let served = left.min(at(plant.capacity));
                left -= served;
                of_carbon += served * plant.emissions.map_or(carbon, at);
                of_price += served * plant.cost.map_or(price, at);
            }
            self.carbon[trial] = (of_carbon + left * carbon) / load;
            self.price[trial] = (of_price + left * price) / load;
        }
    }

    /// Walks on to a period's end, and tells what the period comes to: phase, flow, a value a trial.
    pub(super) fn period(
        &mut self,
        plan: &Plan,
        site: usize,
        block: View<'_>,
        period: usize,
        mut tell: impl FnMut(usize, usize, &[f64]),
    ) {
        let edge = period + 1;
        self.stand(plan, site, block, edge);
        let edges = plan.timeline.edges();
        // An edge stands a whisker before midnight; a period is whole days.
        let hours = (edges[edge].ceil() - edges[period].ceil()) * HOURS_PER_DAY;
        let range = parts(plan, site);
        for (index, (standing, phase)) in self.phases.iter_mut().zip(range).enumerate() {
            for (flow, &kind) in plan.flows.flows.iter().enumerate() {
                let (now, before) = (&standing.now[flow], &standing.before[flow]);
                if matches!(kind, Flow::AverageLoad | Flow::PeakLoad | Flow::TrainingRun) {
                    tell(index, flow, &now[..block.trials()]);
                    continue;
                }
                for ((value, now), before) in self.values.iter_mut().zip(now).zip(before) {
                    *value = f64::midpoint(*before, *now) * hours;
                }
                if kind == Flow::Spend {
                    let of_phase = (plan.build(phase), &plan.flows.phases[phase]);
                    standing.falls_due(of_phase, block, edges[edge], &mut self.values);
                }
                tell(index, flow, &self.values[..block.trials()]);
            }
        }
        self.keep();
    }

    /// The greatest that each flow comes to in any period, added up over phases.
    pub(super) fn greatest(&mut self, plan: &Plan, site: usize, block: View<'_>) -> Vec<f64> {
        self.begin(plan, site, block);
        let flows = plan.flows.flows.len();
        let mut greatest = vec![vec![0.0; flows]; self.phases.len()];
        for period in 0..plan.timeline.periods() {
            self.period(plan, site, block, period, |phase, flow, values| {
                let place: &mut f64 = &mut greatest[phase][flow];
                *place = values.iter().copied().fold(*place, f64::max);
            });
        }
        let totals = (0..flows).map(|flow| greatest.iter().map(|of| of[flow]).sum());
        totals.collect()
    }

    /// What each phase paid for before the horizon, where money is worked out: building, GPUs, and
    /// running it since it came on at what an hour costs when the horizon begins.
    pub(super) fn opening(
        &self,
        plan: &Plan,
        site: usize,
        block: View<'_>,
        per_unit: &[f64],
        into: &mut [Vec<i64>],
    ) {
        let money = plan
            .flows
            .flows
            .iter()
            .position(|&flow| flow == Flow::Spend);
        let Some(money) = money else { return };
        let edge = plan.timeline.edges()[0];
        let range = parts(plan, site);
        for ((standing, phase), into) in self.phases.iter().zip(range).zip(into) {
            let (build, flow) = (plan.build(phase), &plan.flows.phases[phase]);
            let mut values = vec![0.0; block.trials()];
            for (trial, value) in values.iter_mut().enumerate() {
                let at = |column: Column| block.column(column)[trial];
                let gpus = standing.installed[trial];
                *value = flow.gpu.map_or(0.0, at) * gpus
                    + flow.building.map_or(0.0, at) * standing.booked[trial];
                if gpus > 0.0 {
                    let hours = gpu_days(build, at, edge) * HOURS_PER_DAY;
                    *value += standing.before[money][trial] * hours / gpus;
                }
            }
            super::quantise(&values, per_unit[money], into);
        }
    }
}

/// What energy is made of at an edge.
struct MadeOf<'a> {
    carbon: &'a [f64],
    price: &'a [f64],
}

/// An edge of a site in a block.
struct At<'a> {
    flow: &'a SiteFlow,
    edge: usize,
    block: View<'a>,
}

impl Standing {
    fn begin(&mut self, plan: &Plan, phase: usize, block: View<'_>) {
        let changes = block.built(phase);
        self.levels.clear();
        self.levels.resize(changes.len(), Built::default());
        for (change, place) in changes.by_trial() {
            self.levels[place] = change.level;
        }
        let curtailed = plan.site_of(phase).curtailed;
        self.useful = curtailed.then(|| useful_levels(block, phase));
        for values in [
            &mut self.installed,
            &mut self.powered,
            &mut self.at_work,
            &mut self.installed_before,
            &mut self.booked,
            &mut self.load,
        ] {
            room(values);
        }
        for of_flow in [&mut self.now, &mut self.before] {
            of_flow.resize_with(plan.flows.flows.len(), Vec::new);
            of_flow.iter_mut().for_each(room);
        }
    }

    /// Takes the changes of an edge.
    fn move_to(&mut self, block: View<'_>, phase: usize, edge: usize) {
        let changes: &Changes<Built> = block.built(phase);
        let places = changes.order().at(edge);
        let trials = &changes.order().trials()[places.clone()];
        for (&trial, level) in trials.iter().zip(&self.levels[places]) {
            self.installed[usize::from(trial)] = level.installed;
            self.powered[usize::from(trial)] = level.powered;
            if self.useful.is_none() {
                self.at_work[usize::from(trial)] = level.powered;
            }
        }
        if let Some(levels) = &self.useful {
            let order = block.useful(phase).order();
            let places = order.at(edge);
            for (&trial, level) in order.trials()[places.clone()].iter().zip(&levels[places]) {
                self.at_work[usize::from(trial)] = *level;
            }
        }
    }

    /// Mean load at an edge, MW.
    fn mean_load(
        &mut self,
        build: &PhaseBuild,
        flow: &PhaseFlow,
        (site, edge): (&SiteFlow, usize),
        block: View<'_>,
    ) {
        let powered = self.load.iter_mut().zip(&self.at_work);
        if let (Some(season), Some((pue, mean_it))) = (&site.season, flow.mean_it) {
            let factor = season.at_edge[edge];
            let made_of = block.column(pue).iter().zip(block.column(mean_it));
            for ((load, powered), (pue, mean_it)) in powered.zip(made_of) {
                *load = powered * mean_it * (1.0 + (pue - 1.0) * factor);
            }
        } else {
            let of_gpu = block.column(build.average_load);
            for ((load, powered), of_gpu) in powered.zip(of_gpu) {
                *load = powered * of_gpu;
            }
        }
    }

    /// What a flow is an hour at an edge; of a load or a training run, what it is.
    fn an_hour(
        &mut self,
        kind: Flow,
        index: usize,
        plan: &Plan,
        (phase, flow): (usize, &PhaseFlow),
        made_of: &MadeOf<'_>,
        at: &At<'_>,
    ) {
        let block = at.block;
        let now = self.now[index].iter_mut();
        let load = &self.load;
        let rate = |by: f64| -> Option<(&[f64], f64)> { Some((block.column(flow.rate?), by)) };
        match kind {
            Flow::AverageLoad | Flow::Energy => {
                now.zip(load).for_each(|(now, load)| *now = *load);
            }
            Flow::Emissions => {
                // g/kWh are kg/MWh, and a thousandth of t/MWh.
                let made_of = load.iter().zip(made_of.carbon);
                now.zip(made_of)
                    .for_each(|(now, (load, carbon))| *now = load * carbon * 1e-3);
            }
            Flow::Water => {
                if let Some(water) = at.flow.water {
                    let made_of = load.iter().zip(block.column(water));
                    now.zip(made_of)
                        .for_each(|(now, (load, water))| *now = load * water);
                }
            }
            Flow::Spend => {
                let made_of = load.iter().zip(made_of.price);
                now.zip(made_of)
                    .for_each(|(now, (load, price))| *now = load * price);
                if let Some(running) = flow.running {
                    let of_gpus = self.powered.iter().zip(block.column(running));
                    let now = self.now[index].iter_mut();
                    now.zip(of_gpus)
                        .for_each(|(now, (gpus, running))| *now += gpus * running);
                }
            }
            Flow::PeakLoad => self.peak_load(index, plan, (phase, flow), at),
            Flow::TrainingRun | Flow::Flop => {
                let by = if kind == Flow::Flop {
                    3600.0
                } else {
                    plan.flows.training
                };
                if let Some((rate, by)) = rate(by) {
                    let of_gpus = self.at_work.iter().zip(rate);
                    now.zip(of_gpus)
                        .for_each(|(now, (gpus, rate))| *now = gpus * rate * by);
                }
            }
        }
    }

    /// Load with the design PUE, which holds in the worst month.
    fn peak_load(
        &mut self,
        index: usize,
        plan: &Plan,
        (phase, flow): (usize, &PhaseFlow),
        at: &At<'_>,
    ) {
        let build = plan.build(phase);
        let now = self.now[index].iter_mut().zip(&self.powered);
        if let (Some(season), Some(pue)) = (&at.flow.season, flow.pue_peak) {
            let factor = season.at_edge[at.edge] / season.worst;
            let made_of = at
                .block
                .column(pue)
                .iter()
                .zip(at.block.column(build.it_load));
            for ((now, powered), (pue, it_load)) in now.zip(made_of) {
                *now = powered * it_load * (1.0 + (pue - 1.0) * factor);
            }
        } else {
            let of_gpu = at.block.column(build.facility_load);
            for ((now, powered), of_gpu) in now.zip(of_gpu) {
                *now = powered * of_gpu;
            }
        }
    }
}
