//! Phases as column operations: from network, overrun or expected date to first service.

use super::columns::{Column, Columns, Settle, Step};
use super::network::{self, NetworkPlan, Setting};
use crate::calendar::Instant;
use crate::model::{
    Activity, LinkFrom, Milestone, Model, Pause, Phase, PhaseState, PlantRole, Schedule, Site,
};
use std::collections::BTreeMap;

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
    /// 0 it comes, 1 cancelled, 2 never restarted; of the part that does not run yet.
    pub fate: Column,
    /// `online` is a fact.
    pub fact: bool,
    /// The announced date's last instant.
    pub deadline: Option<f64>,
    /// The day of the last evidence.
    pub seen: Option<f64>,
    /// Its network, where it has one that is not past.
    pub network: Option<NetworkPlan>,
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
}

/// Compiles all phases, in the model's order.
pub(super) fn compile(model: &Model, columns: &mut Columns) -> Vec<Compiled> {
    let mut compiler = Compiler {
        model,
        columns,
        done: BTreeMap::new(),
    };
    for (site, entry) in model.sites.iter().enumerate() {
        for phase in 0..entry.phases.len() {
            compiler.compile(site, phase);
        }
    }
    compiler.done.into_values().collect()
}

struct Compiler<'a> {
    model: &'a Model,
    columns: &'a mut Columns,
    done: BTreeMap<(usize, usize), Compiled>,
}

impl Compiler<'_> {
    /// Compiles a phase after all that it waits for.
    fn compile(&mut self, site: usize, phase: usize) {
        let mut stack = vec![(site, phase)];
        while let Some(&(site, phase)) = stack.last() {
            let missing = self.waits_for(site, phase);
            if missing.is_empty() {
                stack.pop();
                if !self.done.contains_key(&(site, phase)) {
                    let compiled = self.compile_one(site, phase);
                    self.done.insert((site, phase), compiled);
                }
            } else {
                stack.extend(missing);
            }
        }
    }

    /// Other phases that its network waits for and that are not compiled yet.
    fn waits_for(&self, site: usize, phase: usize) -> Vec<(usize, usize)> {
        let Schedule::Network(activities) = &self.model.sites[site].phases[phase].schedule else {
            return Vec::new();
        };
        let links = activities.iter().flat_map(|activity| &activity.after);
        links
            .filter_map(|link| match link.from {
                LinkFrom::Phase { site, phase, .. } if !self.done.contains_key(&(site, phase)) => {
                    Some((site, phase))
                }
                _ => None,
            })
            .collect()
    }

    fn compile_one(&mut self, site_index: usize, phase_index: usize) -> Compiled {
        let site = &self.model.sites[site_index];
        let phase = &site.phases[phase_index];
        let ramp = self.columns.quantity(&phase.ramp);
        let complete = self.columns.fresh();
        let plan = |ready, online, fate, fact, network| PhasePlan {
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
        };
        match &phase.state {
            PhaseState::Online(fact) => {
                let online = self.columns.quantity(&fact.date);
                let fate = self.columns.constant(0.0);
                Compiled {
                    plan: plan(online, online, fate, true, None),
                    service: online,
                    ramp,
                    observed: None,
                }
            }
            PhaseState::Open { observed, paused } => {
                let restart = paused
                    .as_ref()
                    .map(|pause| self.columns.quantity(&pause.date));
                let (end, network) = self.schedule(site_index, phase, paused.as_ref().zip(restart));
                let (ready, service, fate) = self.settle(site, phase, paused.as_ref(), end);
                let observed = observed
                    .as_ref()
                    .map(|part| self.columns.quantity(&part.date));
                let online = observed.unwrap_or(service);
                Compiled {
                    plan: plan(ready, online, fate, observed.is_some(), network),
                    service,
                    ramp,
                    observed,
                }
            }
        }
    }

    /// When the phase could run if nothing but its own schedule held it.
    fn schedule(
        &mut self,
        site_index: usize,
        phase: &Phase,
        pause: Option<(&Pause, Column)>,
    ) -> (Column, Option<NetworkPlan>) {
        match &phase.schedule {
            Schedule::Network(activities) => {
                let outside = self.outside(&self.model.sites[site_index], activities);
                let setting = Setting {
                    activities,
                    announced: phase.announced.map(|day| Instant::start_of(day).days()),
                    pause: pause.map(|(pause, restart)| (pause.since.days(), restart)),
                    outside: &outside,
                };
                let network = network::compile(&setting, self.columns);
                (network.end, Some(network))
            }
            Schedule::Overrun {
                factor,
                announced,
                span_days,
                elapsed_days,
            } => {
                let factor = self.columns.quantity(factor);
                let end = if let Some((_, restart)) = pause {
                    let left = self.columns.affine(factor, *span_days, -elapsed_days, 0.0);
                    self.columns.sum(restart, left)
                } else {
                    let from = announced.days();
                    self.columns
                        .affine(factor, *span_days, from, from + elapsed_days)
                };
                (end, None)
            }
            Schedule::Expected(date) => {
                let date = self.columns.quantity(date);
                let end = match pause {
                    Some((_, restart)) => self
                        .columns
                        .latest(f64::NEG_INFINITY, vec![(date, 0.0), (restart, 0.0)]),
                    None => date,
                };
                (end, None)
            }
            Schedule::Known => {
                let floor = phase.seen.map_or(f64::NEG_INFINITY, Instant::days);
                let waits = pause
                    .map(|(_, restart)| (restart, 0.0))
                    .into_iter()
                    .collect();
                (self.columns.latest(floor, waits), None)
            }
        }
    }

    /// Whether the phase comes, and when it can first serve.
    fn settle(
        &mut self,
        site: &Site,
        phase: &Phase,
        pause: Option<&Pause>,
        end: Column,
    ) -> (Column, Column, Column) {
        let (chance, event) = match pause {
            Some(pause) => (&pause.probability, format!("{}.restarts", phase.path)),
            None => (&phase.proceed, format!("{}.proceeds", phase.path)),
        };
        let chance = self.columns.quantity(chance);
        let goes = self.columns.happens(&event, chance);
        let certain = self.columns.value(goes) == Some(1.0);
        let power = self.first_power(site);
        // What was not serving at the last look cannot have served before it.
        let end_floor = phase.seen.map_or(f64::NEG_INFINITY, Instant::days);
        let ready = self.columns.latest(end_floor, vec![(end, 0.0)]);
        let (ready_out, service_out, fate_out) = (
            self.columns.fresh(),
            self.columns.fresh(),
            self.columns.fresh(),
        );
        self.columns.push(Step::Settle(Settle {
            ready_out,
            service_out,
            fate_out,
            ready,
            power,
            goes: (!certain).then_some(goes),
            paused: pause.is_some(),
        }));
        (ready_out, service_out, fate_out)
    }

    fn stages(&mut self, site: &Site) -> Vec<Column> {
        site.grid
            .iter()
            .map(|stage| self.columns.quantity(stage.date()))
            .collect()
    }

    /// First firm power; `None` where the site is not limited by power.
    fn first_power(&mut self, site: &Site) -> Option<Column> {
        let mut dates = self.stages(site);
        let firm = site
            .plants
            .iter()
            .filter(|plant| plant.role != PlantRole::Backup);
        dates.extend(
            firm.map(|plant| self.columns.quantity(&plant.from))
                .collect::<Vec<_>>(),
        );
        self.columns.earliest(dates)
    }

    /// Columns of what a network waits for outside its phase.
    fn outside(&mut self, site: &Site, activities: &[Activity]) -> BTreeMap<LinkFrom, Column> {
        let links = activities.iter().flat_map(|activity| &activity.after);
        let mut outside = BTreeMap::new();
        for from in links.map(|link| link.from) {
            let column = match from {
                LinkFrom::Activity(_) => continue,
                LinkFrom::Stage(stage) => self.columns.quantity(site.grid[stage].date()),
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

    /// The column of a milestone of a phase that is compiled. A link to `complete` waits for the
    /// phase's GPUs to be installed; power shared with later phases is not looked ahead to.
    fn milestone(&mut self, phase: (usize, usize), milestone: Milestone) -> Column {
        let Compiled {
            plan,
            service,
            ramp,
            ..
        } = &self.done[&phase];
        match milestone {
            Milestone::Ready => plan.ready,
            Milestone::Online => plan.online,
            Milestone::Complete => self.columns.sum(*service, *ramp),
        }
    }
}
