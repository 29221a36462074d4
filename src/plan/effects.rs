//! What drivers and risks do: to durations, dates, sizes, and whether a thing comes at all.
//!
//! Each driver and risk is drawn once for all, or once for each place; a place's path follows an
//! `@` in the address of what is drawn there ("risk.permits@site.a").

use super::columns::{Column, Columns};
use crate::model::{DriverOn, Each, Model, Reach, Uncertain, Work};
use crate::units::Unit;
use std::collections::BTreeMap;

/// A phase: index of its site, index within the site.
pub(super) type PhaseKey = (usize, usize);

/// A driver or a risk, by its index in the model.
#[derive(Clone, Copy)]
enum Cause {
    Driver(usize),
    Risk(usize),
}

/// What is acted on.
#[derive(Clone, Copy)]
enum Thing {
    Work(Work),
    Phase(PhaseKey),
}

/// Operations on two columns that are done but once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Once {
    Product,
    Sum,
    /// The second where the first is 1, else the number one.
    OrOne,
}

/// All that drivers and risks act on.
pub(super) struct Effects<'a> {
    model: &'a Model,
    factors: BTreeMap<Work, Vec<Cause>>,
    delays: BTreeMap<Work, Vec<usize>>,
    phase_delays: BTreeMap<PhaseKey, Vec<usize>>,
    sizes: BTreeMap<PhaseKey, Vec<Cause>>,
    costs: BTreeMap<PhaseKey, Vec<Cause>>,
    cancels: BTreeMap<PhaseKey, Vec<usize>>,
    /// Grid stages, as (site, stage), that may never come.
    never: BTreeMap<(usize, usize), Vec<usize>>,
    /// Events of risks by risk and place.
    events: BTreeMap<(usize, String), Column>,
    known: BTreeMap<(Once, Column, Column), Column>,
}

/// What befalls the plan's phases: the columns of a risk's events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskPlan {
    /// Index of the risk in the model.
    pub risk: usize,
    /// For each place where it can strike, 1 where it does.
    pub events: Vec<Column>,
}

fn note<K: Ord, C>(
    things: impl IntoIterator<Item = K>,
    cause: impl Fn() -> C,
    on: &mut BTreeMap<K, Vec<C>>,
) {
    for thing in things {
        on.entry(thing).or_default().push(cause());
    }
}

impl<'a> Effects<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        let mut effects = Self {
            model,
            factors: BTreeMap::new(),
            delays: BTreeMap::new(),
            phase_delays: BTreeMap::new(),
            sizes: BTreeMap::new(),
            costs: BTreeMap::new(),
            cancels: BTreeMap::new(),
            never: BTreeMap::new(),
            events: BTreeMap::new(),
            known: BTreeMap::new(),
        };
        for (index, driver) in model.dependence.drivers.iter().enumerate() {
            let (reach, cause) = (&driver.reach, || Cause::Driver(index));
            match driver.on {
                DriverOn::Duration => note(reach.work.iter().copied(), cause, &mut effects.factors),
                DriverOn::Size => note(reach.phases.iter().copied(), cause, &mut effects.sizes),
                DriverOn::Cost => note(reach.phases.iter().copied(), cause, &mut effects.costs),
            }
        }
        for index in 0..model.dependence.risks.len() {
            effects.note_risk(index);
        }
        effects
    }

    fn note_risk(&mut self, index: usize) {
        let risk = &self.model.dependence.risks[index];
        if risk.off {
            return;
        }
        let Reach {
            by_activity,
            work,
            phases,
        } = &risk.reach;
        let (works, phases) = (work.iter().copied(), phases.iter().copied());
        if risk.impact.factor.is_some() {
            note(works.clone(), || Cause::Risk(index), &mut self.factors);
        }
        if risk.impact.delay.is_some() {
            if *by_activity {
                note(works.clone(), || index, &mut self.delays);
            } else {
                note(phases.clone(), || index, &mut self.phase_delays);
            }
        }
        if risk.impact.size.is_some() {
            note(phases.clone(), || Cause::Risk(index), &mut self.sizes);
        }
        if risk.impact.cancel {
            note(phases, || index, &mut self.cancels);
            let stages = works.filter_map(|work| match work {
                Work::Wait { site, stage } if *by_activity => Some((site, stage)),
                _ => None,
            });
            note(stages, || index, &mut self.never);
        }
    }

    /// Where something is drawn, as it follows an address; empty where it is drawn once for all.
    fn place(&self, each: Each, thing: Thing) -> String {
        let site = match thing {
            Thing::Work(
                Work::Activity { site, .. } | Work::Span { site, .. } | Work::Wait { site, .. },
            )
            | Thing::Phase((site, _)) => &self.model.sites[site],
        };
        match (each, thing) {
            (Each::Once, _) => String::new(),
            (Each::Site, _) => format!("@site.{}", site.id),
            (Each::Phase | Each::Activity, Thing::Work(Work::Wait { stage, .. })) => {
                format!("@site.{}.grid.{}", site.id, site.grid[stage].id)
            }
            (Each::Phase, Thing::Work(Work::Activity { phase, .. } | Work::Span { phase, .. }))
            | (_, Thing::Phase((_, phase))) => format!("@{}", site.phases[phase].path),
            (Each::Activity, Thing::Work(Work::Span { phase, .. })) => {
                format!("@{}.activity.online", site.phases[phase].path)
            }
            (
                Each::Activity,
                Thing::Work(Work::Activity {
                    phase, activity, ..
                }),
            ) => {
                let phase = &site.phases[phase];
                match &phase.schedule {
                    crate::model::Schedule::Network(list) => format!("@{}", list[activity].path),
                    _ => format!("@{}", phase.path),
                }
            }
        }
    }

    /// The event of a risk that strikes a thing: 1 where it does. `None` where it never can.
    fn event(&mut self, risk: usize, thing: Thing, columns: &mut Columns) -> Option<Column> {
        let entry = &self.model.dependence.risks[risk];
        let place = self.place(entry.each, thing);
        let known = self.events.get(&(risk, place.clone())).copied();
        let event = known.unwrap_or_else(|| {
            let chance = columns.quantity(&entry.probability);
            let event = columns.happens(&format!("risk.{}{place}", entry.id), chance);
            self.events.insert((risk, place), event);
            event
        });
        (columns.value(event) != Some(0.0)).then_some(event)
    }

    /// An impact as it is drawn for a thing.
    fn impact<U: Unit>(
        &self,
        risk: usize,
        thing: Thing,
        impact: &Uncertain<U>,
        columns: &mut Columns,
    ) -> Column {
        let each = self.model.dependence.risks[risk].each;
        columns.quantity_at(impact, &self.place(each, thing))
    }

    fn once(&mut self, how: Once, a: Column, b: Column, columns: &mut Columns) -> Column {
        if let Some(&known) = self.known.get(&(how, a, b)) {
            return known;
        }
        let out = match how {
            Once::Product => columns.product(a, b),
            Once::Sum => columns.sum(a, b),
            Once::OrOne => {
                let one = columns.constant(1.0);
                columns.pick_known(a, vec![one, b])
            }
        };
        self.known.insert((how, a, b), out);
        out
    }

    /// The product of what some causes multiply a thing by; `None` where that is 1.
    fn product(&mut self, causes: &[Cause], thing: Thing, columns: &mut Columns) -> Option<Column> {
        let model = self.model;
        let mut product = None;
        for &cause in causes {
            let factor = match cause {
                Cause::Driver(index) => {
                    let driver = &model.dependence.drivers[index];
                    let place = self.place(driver.each, thing);
                    columns.quantity_at(&driver.factor, &place)
                }
                Cause::Risk(index) => {
                    let impact = &model.dependence.risks[index].impact;
                    let Some(event) = self.event(index, thing, columns) else {
                        continue;
                    };
                    let by = match (thing, &impact.factor, &impact.size) {
                        (Thing::Work(_), Some(factor), _) => {
                            self.impact(index, thing, factor, columns)
                        }
                        (Thing::Phase(_), _, Some(share)) => {
                            self.impact(index, thing, share, columns)
                        }
                        _ => continue,
                    };
                    self.once(Once::OrOne, event, by, columns)
                }
            };
            product = Some(match product {
                Some(product) => self.once(Once::Product, product, factor, columns),
                None => factor,
            });
        }
        product.filter(|&product| columns.value(product) != Some(1.0))
    }

    /// The sum of what some risks add to a thing's date.
    fn delay(&mut self, risks: &[usize], thing: Thing, columns: &mut Columns) -> Option<Column> {
        let model = self.model;
        let mut sum = None;
        for &index in risks {
            let Some(days) = &model.dependence.risks[index].impact.delay else {
                continue;
            };
            let Some(event) = self.event(index, thing, columns) else {
                continue;
            };
            let days = self.impact(index, thing, days, columns);
            let days = self.once(Once::Product, event, days, columns);
            sum = Some(match sum {
                Some(sum) => self.once(Once::Sum, sum, days, columns),
                None => days,
            });
        }
        sum
    }

    /// What a piece of work takes, `days` if nothing acted on it: times its factors, and delays.
    pub(super) fn stretched(&mut self, work: Work, days: Column, columns: &mut Columns) -> Column {
        let mut days = days;
        if let Some(factor) = self.factor(work, columns) {
            days = columns.product(days, factor);
        }
        self.delayed(work, days, columns)
    }

    /// The end of a piece of work of which `left` days are left, on `date` if nothing acted on it.
    ///
    /// date + left (factors - 1) + delays, so that the date is unmoved to the last bit where all
    /// factors are 1.
    pub(super) fn moved(
        &mut self,
        work: Work,
        date: Column,
        left: impl FnOnce(&mut Columns) -> Column,
        columns: &mut Columns,
    ) -> Column {
        let mut date = date;
        if let Some(factor) = self.factor(work, columns) {
            let left = left(columns);
            let more = columns.affine(factor, 1.0, -1.0, f64::NEG_INFINITY);
            let more = columns.product(left, more);
            date = columns.sum(date, more);
        }
        self.delayed(work, date, columns)
    }

    fn factor(&mut self, work: Work, columns: &mut Columns) -> Option<Column> {
        let causes = self.factors.get(&work)?.clone();
        self.product(&causes, Thing::Work(work), columns)
    }

    fn delayed(&mut self, work: Work, date: Column, columns: &mut Columns) -> Column {
        let risks = self.delays.get(&work).cloned().unwrap_or_default();
        match self.delay(&risks, Thing::Work(work), columns) {
            Some(delay) => columns.sum(date, delay),
            None => date,
        }
    }

    /// A phase's `ready` with what delays the phase as a whole.
    pub(super) fn phase_delayed(
        &mut self,
        phase: PhaseKey,
        ready: Column,
        columns: &mut Columns,
    ) -> Column {
        let risks = self.phase_delays.get(&phase).cloned().unwrap_or_default();
        match self.delay(&risks, Thing::Phase(phase), columns) {
            Some(delay) => columns.sum(ready, delay),
            None => ready,
        }
    }

    /// What a phase's GPUs are multiplied by.
    pub(super) fn size(&mut self, phase: PhaseKey, columns: &mut Columns) -> Option<Column> {
        let causes = self.sizes.get(&phase)?.clone();
        self.product(&causes, Thing::Phase(phase), columns)
    }

    /// What a phase's costs are multiplied by.
    pub(super) fn cost(&mut self, phase: PhaseKey, columns: &mut Columns) -> Option<Column> {
        let causes = self.costs.get(&phase)?.clone();
        self.product(&causes, Thing::Phase(phase), columns)
    }

    /// Risks that may take a phase, each with its event.
    pub(super) fn cancels(
        &mut self,
        phase: PhaseKey,
        columns: &mut Columns,
    ) -> Vec<(usize, Column)> {
        let risks = self.cancels.get(&phase).cloned().unwrap_or_default();
        let events = risks.into_iter().filter_map(|risk| {
            let event = self.event(risk, Thing::Phase(phase), columns)?;
            Some((risk, event))
        });
        events.collect()
    }

    /// A grid stage's date, never where a risk has taken it.
    pub(super) fn taken(
        &mut self,
        (site, stage): (usize, usize),
        date: Column,
        columns: &mut Columns,
    ) -> Column {
        let risks = self.never.get(&(site, stage)).cloned().unwrap_or_default();
        let thing = Thing::Work(Work::Wait { site, stage });
        let mut date = date;
        for risk in risks {
            if let Some(event) = self.event(risk, thing, columns) {
                let never = columns.constant(f64::INFINITY);
                date = columns.pick(event, vec![date, never]);
            }
        }
        date
    }

    /// Whether a grid stage may never come.
    pub(super) fn may_be_taken(&self, stage: (usize, usize)) -> bool {
        self.never.contains_key(&stage)
    }

    /// What there is to count of risks: all that are not off, with their events.
    pub(super) fn risks(&self) -> Vec<RiskPlan> {
        let risks = self.model.dependence.risks.iter().enumerate();
        let on = risks.filter(|(_, risk)| !risk.off);
        on.map(|(index, _)| {
            let events = self.events.iter();
            let own = events.filter(|((risk, _), _)| *risk == index);
            RiskPlan {
                risk: index,
                events: own.map(|(_, &event)| event).collect(),
            }
        })
        .collect()
    }
}
