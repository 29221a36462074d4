//! Phases as column operations: from network, overrun or expected date to first service.

mod chips;

use super::columns::{Column, Columns, Settle, Step};
use super::effects::Effects;
use super::ladder::{Ladder, Perils};
use super::network::{self, Making, NetworkPlan, Setting};
use super::outfit::Outfit;
use super::pool::{Drawn, PoolPlan, Pools};
use crate::calendar::Instant;
use crate::model::{
    Energised, LinkFrom, Model, Pause, Phase, PhaseState, PlantRole, Schedule, Work,
};
use std::collections::{BTreeMap, BTreeSet};

/// A compiled phase: where its dates stand.
#[derive(Clone, Debug, PartialEq)]
pub struct PhasePlan {
    /// Index of its site in the model.
    pub site: usize,
    /// Index within the site.
    pub phase: usize,
    /// It could run if it had power; never where it is lost.
    pub ready: Column,
    /// First service.
    pub online: Column,
    /// All GPUs installed and powered; written when the build-out is worked out.
    pub complete: Column,
    /// 0 it comes, 1 cancelled, 2 never restarted, 3 its chips never come; of the part that does not
    /// run yet.
    pub fate: Column,
    /// `online` is a fact.
    pub fact: bool,
    /// The announced date's last instant.
    pub deadline: Option<f64>,
    /// The day of the last evidence.
    pub seen: Option<f64>,
    /// Its network, where it has one that is not past.
    pub network: Option<NetworkPlan>,
    /// How it can be lost.
    pub ladder: Ladder,
}

/// A phase while the plan is made: the parts that only compiling needs.
#[derive(Clone)]
pub(super) struct Compiled {
    pub(super) plan: PhasePlan,
    /// When the part that does not run yet (or all of it) begins to serve.
    pub(super) service: Column,
    /// Days from `service` to full.
    pub(super) ramp: Column,
    /// When a part was seen running.
    pub(super) observed: Option<Column>,
    /// Its GPUs, where they had to be told to hand out chips.
    pub(super) outfit: Option<Outfit>,
    /// What it has of a pool of chips.
    pub(super) drawn: Option<Drawn>,
    /// First firm power at the site, where it waits for that.
    pub(super) power: Option<Column>,
    /// 0 where it comes, if it has its chips.
    pub(super) fate: Column,
}

/// Compiles all phases, in the model's order; `stages` has the columns of grid stages' dates.
pub(super) fn compile(
    model: &Model,
    stages: &[Vec<Column>],
    effects: &mut Effects<'_>,
    columns: &mut Columns,
) -> (Vec<Compiled>, Vec<PoolPlan>) {
    let pools = Pools::new(model, columns);
    let mut compiler = Compiler {
        model,
        stages,
        effects,
        columns,
        pools,
        done: BTreeMap::new(),
        doubtful: BTreeSet::new(),
    };
    for (site, entry) in model.sites.iter().enumerate() {
        for phase in 0..entry.phases.len() {
            compiler.compile(site, phase);
        }
    }
    let pools = compiler.pools.finish();
    (compiler.done.into_values().collect(), pools)
}

struct Compiler<'a, 'b> {
    model: &'a Model,
    stages: &'a [Vec<Column>],
    effects: &'a mut Effects<'b>,
    columns: &'a mut Columns,
    pools: Pools,
    done: BTreeMap<(usize, usize), Compiled>,
    /// Dates that may never come.
    doubtful: BTreeSet<Column>,
}

/// What holds a phase besides its own schedule.
struct Holding<'a> {
    pause: Option<&'a Pause>,
    network: Option<&'a NetworkPlan>,
    /// What its network waits for outside the phase.
    outside: BTreeMap<LinkFrom, Column>,
}

impl Compiler<'_, '_> {
    /// Compiles a phase after all that it waits for.
    fn compile(&mut self, site: usize, phase: usize) {
        let mut stack = vec![(site, phase)];
        while let Some(&(site, phase)) = stack.last() {
            let missing = self.waits_for(site, phase);
            if missing.is_empty() {
                stack.pop();
                if !self.done.contains_key(&(site, phase)) {
                    let compiled = self.compile_one(site, phase);
                    let compiled = self.ask((site, phase), compiled);
                    self.done.insert((site, phase), compiled);
                    let done = &self.done;
                    self.pools
                        .hand_out(self.columns, |phase| done.contains_key(phase));
                }
            } else {
                stack.extend(missing);
            }
        }
    }

    /// Other phases that its network waits for and that are not compiled yet, and all that draw on
    /// their pools where it waits for their chips.
    fn waits_for(&self, site: usize, phase: usize) -> Vec<(usize, usize)> {
        let Schedule::Network(activities) = &self.model.sites[site].phases[phase].schedule else {
            return Vec::new();
        };
        let links = activities.iter().flat_map(|activity| &activity.after);
        let mut missing = Vec::new();
        for link in links {
            let LinkFrom::Phase {
                site,
                phase,
                milestone,
            } = link.from
            else {
                continue;
            };
            missing.push((site, phase));
            let waited = &self.model.sites[site].phases[phase];
            if waited.waits_for_chips(milestone) {
                missing.extend(self.pools.still_open((site, phase)).into_iter().flatten());
            }
        }
        missing.retain(|phase| !self.done.contains_key(phase));
        missing
    }

    fn compile_one(&mut self, site_index: usize, phase_index: usize) -> Compiled {
        let site = &self.model.sites[site_index];
        let phase = &site.phases[phase_index];
        let ramp = self.columns.quantity(&phase.ramp);
        let complete = self.columns.fresh();
        let plan = |ready, online, fate, fact, network, ladder| PhasePlan {
            site: site_index,
            phase: phase_index,
            ready,
            online,
            complete,
            fate,
            fact,
            deadline: phase
                .announced_online
                .map(|period| period.deadline().days()),
            seen: phase.seen.map(Instant::days),
            network,
            ladder,
        };
        match &phase.state {
            PhaseState::Online(fact) => {
                let online = self.columns.quantity(&fact.date);
                let fate = self.columns.constant(0.0);
                Compiled {
                    plan: plan(online, online, fate, true, None, Ladder::new()),
                    service: online,
                    ramp,
                    observed: None,
                    outfit: None,
                    drawn: None,
                    power: None,
                    fate,
                }
            }
            PhaseState::Open { observed, paused } => {
                let restart = paused
                    .as_ref()
                    .map(|pause| self.columns.quantity(&pause.date));
                let key = (site_index, phase_index);
                let outside = self.outside(site_index, phase);
                let pausing = paused.as_ref().zip(restart);
                let (end, network) = self.schedule(key, &outside, pausing);
                let holding = Holding {
                    pause: paused.as_ref(),
                    network: network.as_ref(),
                    outside,
                };
                let (power, power_is_certain) = self.first_power(site_index);
                let doubtful = power.filter(|_| !power_is_certain);
                let (settled, ladder) = self.settle(key, &holding, end, (power, doubtful));
                let (ready, service, fate) = settled;
                let observed = observed
                    .as_ref()
                    .map(|part| self.columns.quantity(&part.date));
                let online = observed.unwrap_or(service);
                Compiled {
                    plan: plan(ready, online, fate, observed.is_some(), network, ladder),
                    service,
                    ramp,
                    observed,
                    outfit: None,
                    drawn: None,
                    power,
                    fate,
                }
            }
        }
    }

    /// When the phase could run if nothing but its own schedule held it.
    fn schedule(
        &mut self,
        (site, index): (usize, usize),
        outside: &BTreeMap<LinkFrom, Column>,
        pause: Option<(&Pause, Column)>,
    ) -> (Column, Option<NetworkPlan>) {
        let phase = &self.model.sites[site].phases[index];
        let restart = pause.map(|(_, restart)| restart);
        match &phase.schedule {
            Schedule::Network(activities) => {
                let setting = Setting {
                    phase: (site, index),
                    activities,
                    announced: phase.announced.map(|day| Instant::start_of(day).days()),
                    pause: pause.map(|(pause, restart)| (pause.since.days(), restart)),
                    outside,
                };
                let mut making = Making {
                    columns: self.columns,
                    effects: self.effects,
                };
                let network = network::compile(&setting, &mut making);
                (network.end, Some(network))
            }
            Schedule::Overrun { .. } | Schedule::Expected(_) => {
                let work = Work::Span { site, phase: index };
                (self.span(work, phase, restart), None)
            }
            Schedule::Known => {
                let floor = phase.seen.map_or(f64::NEG_INFINITY, Instant::days);
                let waits = restart.map(|restart| (restart, 0.0)).into_iter().collect();
                (self.columns.latest(floor, waits), None)
            }
        }
    }

    /// The end of a span, or an expected date; factors and delays act on what is left of it at the
    /// last look, or at the restart.
    fn span(&mut self, work: Work, phase: &Phase, restart: Option<Column>) -> Column {
        let (columns, effects) = (&mut *self.columns, &mut *self.effects);
        match (&phase.schedule, restart) {
            (
                Schedule::Overrun {
                    factor,
                    span_days,
                    elapsed_days,
                    ..
                },
                Some(restart),
            ) => {
                let factor = columns.quantity(factor);
                let left = columns.affine(factor, *span_days, -elapsed_days, 0.0);
                let left = effects.stretched(work, left, columns);
                columns.sum(restart, left)
            }
            (
                Schedule::Overrun {
                    factor,
                    announced,
                    span_days,
                    elapsed_days,
                },
                None,
            ) => {
                let factor = columns.quantity(factor);
                let (from, now) = (announced.days(), announced.days() + elapsed_days);
                let end = columns.affine(factor, *span_days, from, now);
                let left = |columns: &mut Columns| columns.affine(end, 1.0, -now, 0.0);
                effects.moved(work, end, left, columns)
            }
            (Schedule::Expected(date), Some(restart)) => {
                let date = columns.quantity(date);
                let waits = vec![(date, 0.0), (restart, 0.0)];
                let end = columns.latest(f64::NEG_INFINITY, waits);
                let left = |columns: &mut Columns| {
                    let before = columns.affine(restart, -1.0, 0.0, f64::NEG_INFINITY);
                    columns.sum(end, before)
                };
                effects.moved(work, end, left, columns)
            }
            (Schedule::Expected(date), None) => {
                let date = columns.quantity(date);
                let announced = phase.announced.map(Instant::start_of);
                let horizon = Instant::start_of(self.model.horizon.from());
                let from = phase.seen.or(announced).unwrap_or(horizon).days();
                let left = |columns: &mut Columns| columns.affine(date, 1.0, -from, 0.0);
                effects.moved(work, date, left, columns)
            }
            (Schedule::Network(_) | Schedule::Known, _) => columns.constant(f64::INFINITY),
        }
    }

    /// Whether the phase comes, and when it can first serve: `ready`, service and fate; and how it
    /// can be lost.
    fn settle(
        &mut self,
        key: (usize, usize),
        holding: &Holding<'_>,
        end: Column,
        (power, doubtful_power): (Option<Column>, Option<Column>),
    ) -> ((Column, Column, Column), Ladder) {
        let site = &self.model.sites[key.0];
        let phase = &site.phases[key.1];
        let (chance, event) = match holding.pause {
            Some(pause) => (&pause.probability, format!("{}.restarts", phase.path)),
            None => (&phase.proceed, format!("{}.proceeds", phase.path)),
        };
        let chance = self.columns.quantity(chance);
        let goes = self.columns.happens(&event, chance);
        let certain = self.columns.value(goes) == Some(1.0);
        // What was not serving at the last look cannot have served before it.
        let end_floor = phase.seen.map_or(f64::NEG_INFINITY, Instant::days);
        let ready = self.columns.latest(end_floor, vec![(end, 0.0)]);
        let ready = self.effects.phase_delayed(key, ready, self.columns);
        let risks = self.effects.cancels(key, self.columns);
        let mut waits = holding.outside.clone();
        waits.retain(|_, date| self.doubtful.contains(date));
        let perils = Perils {
            goes: (!certain).then_some(goes),
            paused: holding.pause.is_some(),
            risks: &risks,
            network: holding.network,
            waits: &waits,
            power: doubtful_power,
        };
        let stands = perils.stands(self.columns);
        let ladder = perils.ladder();
        let [ready_out, service_out, fate_out] = [(); 3].map(|()| self.columns.fresh());
        self.columns.push(Step::Settle(Settle {
            ready_out,
            service_out,
            fate_out,
            ready,
            power,
            goes: perils.goes,
            stands,
            paused: perils.paused,
        }));
        if !ladder.is_empty() {
            self.doubtful.extend([ready_out, service_out]);
        }
        ((ready_out, service_out, fate_out), ladder)
    }

    /// First firm power, and whether it is sure to come; `None` where the site is not limited by
    /// power.
    fn first_power(&mut self, index: usize) -> (Option<Column>, bool) {
        let site = &self.model.sites[index];
        let mut dates = self.stages[index].clone();
        let stages = 0..dates.len();
        let sure_stage = stages
            .into_iter()
            .any(|stage| !self.is_doubtful(index, stage));
        let firm = site
            .plants
            .iter()
            .filter(|plant| plant.role != PlantRole::Backup);
        dates.extend(
            firm.map(|plant| self.columns.quantity(&plant.from))
                .collect::<Vec<_>>(),
        );
        let sure = sure_stage || dates.len() > site.grid.len();
        (self.columns.earliest(dates), sure)
    }

    /// Whether a grid stage may never come.
    fn is_doubtful(&self, site: usize, stage: usize) -> bool {
        let open = matches!(
            self.model.sites[site].grid[stage].energised,
            Energised::Expected { .. }
        );
        open && self.effects.may_be_taken((site, stage))
    }

    /// Columns of what a network waits for outside its phase.
    fn outside(&mut self, site: usize, phase: &Phase) -> BTreeMap<LinkFrom, Column> {
        let Schedule::Network(activities) = &phase.schedule else {
            return BTreeMap::new();
        };
        let links = activities.iter().flat_map(|activity| &activity.after);
        let mut outside = BTreeMap::new();
        for from in links.map(|link| link.from) {
            let column = match from {
                LinkFrom::Activity(_) => continue,
                LinkFrom::Stage(stage) => {
                    let date = self.stages[site][stage];
                    if self.is_doubtful(site, stage) {
                        self.doubtful.insert(date);
                    }
                    date
                }
                LinkFrom::Phase {
                    site,
                    phase,
                    milestone,
                } => self.milestone((site, phase), milestone),
            };
            outside.insert(from, column);
        }
        outside
    }
}
