//! One site of a block, walked edge by edge: what stands at an edge, and what a period comes to.
//!
//! A flow is the mean of what it is an hour at the period's two ends, times the period's hours; money
//! for building and GPUs falls due by date. Only trials in which something changes at an edge are
//! added up anew there.

mod due;
mod group;

use super::groups::Groups;
use super::parts::{curve, gpu_days, useful_levels};
use crate::plan::{BLOCK, Column, Flow, Plan, SiteFlow};
use crate::results::view::View;
use crate::results::{Built, Useful};
use crate::units::HOURS_PER_DAY;
use due::Booking;
use group::{At, Group};

/// A value a trial.
pub(super) type Values = Vec<f64>;

/// Where a site's trials stand on their walk.
#[derive(Debug, Default)]
pub(super) struct Walk {
    parts: Vec<Standing>,
    groups: Vec<Group>,
    /// What the site's energy is made of at the edge: carbon, g/kWh, and its price.
    carbon: Values,
    price: Values,
    /// Mean load of the site at the edge.
    load: Values,
    /// Scratch.
    values: Values,
}

/// Where the trials of a part stand.
#[derive(Debug, Default)]
struct Standing {
    /// Index among the plan's parts.
    part: usize,
    /// Levels in the order of edges.
    levels: Vec<Built>,
    installed: Values,
    powered: Values,
    /// Powered GPUs less what is cut off: they use energy and work.
    at_work: Values,
    /// Levels of those in the order of edges, at a site with capacity that is not firm.
    useful: Option<Vec<Useful>>,
    /// GPUs that are cut off, at such a site.
    cut_off: Option<Values>,
    /// How its building is paid for, where that costs.
    booking: Option<Booking>,
}

fn room(values: &mut Values) {
    values.clear();
    values.resize(BLOCK, 0.0);
}

impl Walk {
    /// Takes a block: its trials stand at the horizon's first edge.
    pub(super) fn begin(&mut self, plan: &Plan, groups: &Groups, site: usize, block: View<'_>) {
        let own = groups.of_site(site);
        self.groups.resize_with(own.len(), Group::default);
        self.parts.clear();
        for (group, parts) in self.groups.iter_mut().zip(own) {
            let first = self.parts.len();
            self.parts
                .extend(parts.iter().map(|&part| Standing::of(plan, part, block)));
            group.begin(first..self.parts.len(), plan.flows.flows.len());
        }
        for values in [
            &mut self.carbon,
            &mut self.price,
            &mut self.load,
            &mut self.values,
        ] {
            room(values);
        }
        let edge = plan.timeline.edges()[0];
        for group in &mut self.groups {
            for standing in &mut self.parts[group.parts.clone()] {
                if let Some(booking) = &mut standing.booking {
                    booking.pay(edge, None);
                }
            }
        }
        self.stand(plan, site, block, 0);
        for group in &mut self.groups {
            group.keep();
        }
    }

    /// Works out what stands at an edge.
    fn stand(&mut self, plan: &Plan, site: usize, block: View<'_>, edge: usize) {
        let flow = &plan.flows.sites[site];
        let instant = plan.timeline.edges()[edge];
        for group in &mut self.groups {
            let parts = &mut self.parts[group.parts.clone()];
            for standing in parts.iter_mut() {
                standing.move_to(plan, block, edge, group);
            }
            group.stand(plan, parts, (flow, edge), block);
        }
        if !self.groups.iter().any(|group| group.awake) {
            return;
        }
        curve(flow.carbon.as_ref(), instant, block, &mut self.carbon);
        curve(flow.price.as_ref(), instant, block, &mut self.price);
        if !flow.plants.is_empty() {
            self.plants(flow, instant, block);
        }
        let at = At {
            flow,
            block,
            carbon: &self.carbon,
            price: &self.price,
        };
        for group in self.groups.iter_mut().filter(|group| group.awake) {
            for (index, &kind) in plan.flows.flows.iter().enumerate() {
                group.an_hour(kind, index, plan.flows.training, &at);
            }
        }
    }

    /// Plant serves first: what its energy is made of weighs by what it serves.
    fn plants(&mut self, flow: &SiteFlow, instant: f64, block: View<'_>) {
        let trials = block.trials();
        self.load.fill(0.0);
        for group in &self.groups {
            for (sum, load) in self.load.iter_mut().zip(&group.load) {
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

    /// Walks on to a period's end, and tells what the period comes to: group, flow, a value a trial.
    /// What is not told is zero in every trial.
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
        let trials = block.trials();
        for (index, group) in self.groups.iter_mut().enumerate() {
            for standing in &mut self.parts[group.parts.clone()] {
                if let Some(booking) = &mut standing.booking {
                    group.pays |= booking.pay(edges[edge], Some(&mut group.due));
                }
            }
            for (flow, &kind) in plan.flows.flows.iter().enumerate() {
                let pays = kind == Flow::Spend && group.pays;
                if !(group.awake || pays) {
                    continue;
                }
                let (now, before) = (&group.now[flow], &group.before[flow]);
                if matches!(kind, Flow::AverageLoad | Flow::PeakLoad | Flow::TrainingRun) {
                    tell(index, flow, &now[..trials]);
                    continue;
                }
                for ((value, now), before) in self.values.iter_mut().zip(now).zip(before) {
                    *value = (before + now) * (0.5 * hours);
                }
                if pays {
                    for (value, due) in self.values.iter_mut().zip(&group.due) {
                        *value += due;
                    }
                }
                tell(index, flow, &self.values[..trials]);
            }
            group.keep();
        }
    }

    /// The greatest that each flow comes to in any period, added up over groups.
    pub(super) fn greatest(
        &mut self,
        plan: &Plan,
        groups: &Groups,
        site: usize,
        block: View<'_>,
    ) -> Vec<f64> {
        self.begin(plan, groups, site, block);
        let flows = plan.flows.flows.len();
        let mut greatest = vec![vec![0.0; flows]; self.groups.len()];
        for period in 0..plan.timeline.periods() {
            self.period(plan, site, block, period, |group, flow, values| {
                let place: &mut f64 = &mut greatest[group][flow];
                *place = values.iter().copied().fold(*place, f64::max);
            });
        }
        let totals = (0..flows).map(|flow| greatest.iter().map(|of| of[flow]).sum());
        totals.collect()
    }

    /// What each group paid for before the horizon, where money is worked out: building, GPUs, and
    /// running it since it came on at what an hour costs when the horizon begins.
    pub(super) fn opening(
        &self,
        plan: &Plan,
        site: usize,
        block: View<'_>,
        mut tell: impl FnMut(usize, &[f64]),
    ) {
        let edge = plan.timeline.edges()[0];
        let season = plan.flows.sites[site].season.as_ref();
        let season = season.map(|season| season.at_edge[0]);
        for (index, group) in self.groups.iter().enumerate() {
            let mut values = vec![0.0; block.trials()];
            for standing in &self.parts[group.parts.clone()] {
                let build = plan.build(standing.part);
                let flow = &plan.flows.phases[standing.part];
                for (trial, value) in values.iter_mut().enumerate() {
                    let at = |column: Column| block.column(column)[trial];
                    let gpus = standing.installed[trial];
                    *value += flow.gpu.map_or(0.0, at) * gpus;
                    if let Some(booking) = &standing.booking {
                        *value += booking.paid(trial);
                    }
                    if gpus > 0.0 {
                        let load = match (season, flow.mean_it) {
                            (Some(factor), Some((pue, mean_it))) => {
                                at(mean_it) * (1.0 + (at(pue) - 1.0) * factor)
                            }
                            _ => at(build.average_load),
                        };
                        let an_hour = standing.at_work[trial] * load * self.price[trial]
                            + standing.powered[trial] * flow.running.map_or(0.0, at);
                        let hours = gpu_days(build, at, edge) * HOURS_PER_DAY;
                        *value += an_hour * hours / gpus;
                    }
                }
            }
            tell(index, &values);
        }
    }
}

impl Standing {
    /// A part before its first change.
    fn of(plan: &Plan, part: usize, block: View<'_>) -> Self {
        let changes = block.built(part);
        let mut levels = vec![Built::default(); changes.len()];
        for (change, place) in changes.by_trial() {
            levels[place] = change.level;
        }
        let curtailed = plan.site_of(part).curtailed;
        let (build, flow) = (plan.build(part), &plan.flows.phases[part]);
        Self {
            part,
            levels,
            useful: curtailed.then(|| useful_levels(block, part)),
            cut_off: curtailed.then(|| vec![0.0; BLOCK]),
            installed: vec![0.0; BLOCK],
            powered: vec![0.0; BLOCK],
            at_work: vec![0.0; BLOCK],
            booking: Booking::of(build, flow, block),
        }
    }

    /// Takes the changes of an edge; what is installed falls due, but at the horizon's first edge.
    fn move_to(&mut self, plan: &Plan, block: View<'_>, edge: usize, group: &mut Group) {
        let order = block.built(self.part).order();
        let places = order.at(edge);
        if !places.is_empty() {
            let price = plan.flows.phases[self.part].gpu.filter(|_| edge > 0);
            let price = price.map(|price| block.column(price));
            let trials = &order.trials()[places.clone()];
            for (&trial, level) in trials.iter().zip(&self.levels[places]) {
                let index = usize::from(trial) % BLOCK;
                let more = level.installed - self.installed[index];
                if let (Some(price), true) = (price, more > 0.0) {
                    group.due[index] += more * price[index];
                    group.pays = true;
                }
                self.installed[index] = level.installed;
                self.powered[index] = level.powered;
                if self.useful.is_none() {
                    self.at_work[index] = level.powered;
                }
                group.note(trial);
            }
        }
        if let (Some(levels), Some(cut_off)) = (&self.useful, &mut self.cut_off) {
            let order = block.useful(self.part).order();
            let places = order.at(edge);
            for (&trial, level) in order.trials()[places.clone()].iter().zip(&levels[places]) {
                self.at_work[usize::from(trial) % BLOCK] = level.useful;
                cut_off[usize::from(trial) % BLOCK] = level.cut;
                group.note(trial);
            }
        }
    }
}
