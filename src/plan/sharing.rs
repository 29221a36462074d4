//! What a plan has in common with another: found when both are made, before any trial.
//!
//! Columns are numbered by how they come about: the same operation on columns of the same numbers
//! has the same number, a draw that of its address and law, a constant that of its value. What has
//! one number in both plans has the same bits in every trial, and need not be worked out twice.

mod sites;

use super::network::NetworkPlan;
use super::step::{Column, Settle, Step, Uniforms};
use super::{Metric, PhasePlan, Plan, PoolPlan};
use crate::distribution::{Distribution, Sampler};
use sites::{in_zones, site_key};
use std::collections::BTreeMap;

/// Which columns, sites and dates of a plan are those of another, the origin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sharing {
    /// For each column of the plan the origin's column that is equal.
    columns: Vec<Option<Column>>,
    /// For each site the origin's site whose build-out is equal.
    sites: Vec<Option<usize>>,
    /// For each phase the origin's phase that is built and powered alike.
    phases: Vec<Option<usize>>,
    /// For each phase the origin's phase whose milestones are counted alike.
    milestones: Vec<Option<usize>>,
    /// For each phase the origin's phase whose activities are counted alike.
    activities: Vec<Option<usize>>,
    /// For each site the origin's site whose grid stages are counted alike.
    stages: Vec<Option<usize>>,
    /// For each phase the origin's phase that is lost alike.
    ladders: Vec<Option<usize>>,
}

impl Sharing {
    /// What `plan` has in common with `origin`.
    #[must_use]
    pub fn of(origin: &Plan, plan: &Plan) -> Self {
        let mut numbers = Numbers::default();
        let theirs = Numbered::new(origin, &mut numbers, 0);
        let count = numbers.count;
        let timeline = u64::from(origin.timeline != plan.timeline);
        let ours = Numbered::new(plan, &mut numbers, timeline);
        let shared = |theirs: &[u64], ours: &[u64]| {
            let mut owner = BTreeMap::new();
            for (index, &number) in theirs.iter().enumerate() {
                owner.entry(number).or_insert(index);
            }
            let find = |number: &u64| owner.get(number).copied().filter(|_| *number < count);
            ours.iter().map(find).collect()
        };
        let sites: Vec<Option<usize>> = shared(&theirs.sites, &ours.sites);
        let mut phases = vec![None; plan.phases.len()];
        for (site, theirs) in plan.sites.iter().zip(&sites) {
            if let Some(theirs) = theirs {
                let theirs = origin.sites[*theirs].phases.clone();
                for (ours, theirs) in site.phases.clone().zip(theirs) {
                    phases[ours] = Some(theirs);
                }
            }
        }
        Self {
            columns: shared(&theirs.columns, &ours.columns),
            sites,
            phases,
            milestones: shared(&theirs.milestones, &ours.milestones),
            activities: shared(&theirs.activities, &ours.activities),
            stages: shared(&theirs.stages, &ours.stages),
            ladders: shared(&theirs.ladders, &ours.ladders),
        }
    }

    /// The origin's column that is equal to one of the plan.
    #[must_use]
    #[inline]
    pub fn column(&self, column: Column) -> Option<Column> {
        self.columns.get(column).copied().flatten()
    }

    /// The origin's site whose build-out is equal to that of one of the plan.
    #[must_use]
    pub fn site(&self, site: usize) -> Option<usize> {
        self.sites.get(site).copied().flatten()
    }

    /// The origin's phase that is built and powered as one of the plan.
    #[must_use]
    pub fn phase(&self, phase: usize) -> Option<usize> {
        self.phases.get(phase).copied().flatten()
    }

    /// The origin's phase whose milestones are equal, and counted against the same dates.
    #[must_use]
    pub fn milestones(&self, phase: usize) -> Option<usize> {
        self.milestones.get(phase).copied().flatten()
    }

    /// The origin's phase whose network is equal.
    #[must_use]
    pub fn activities(&self, phase: usize) -> Option<usize> {
        self.activities.get(phase).copied().flatten()
    }

    /// The origin's site whose grid stages come at the same dates.
    #[must_use]
    pub fn stages(&self, site: usize) -> Option<usize> {
        self.stages.get(site).copied().flatten()
    }

    /// The origin's phase that is lost by the same causes in the same trials.
    #[must_use]
    pub fn ladder(&self, phase: usize) -> Option<usize> {
        self.ladders.get(phase).copied().flatten()
    }

    /// The origin's part (a phase; of unused capacity a site) whose levels of a metric are equal.
    #[must_use]
    pub fn part(&self, origin: &Plan, plan: &Plan, metric: Metric, part: usize) -> Option<usize> {
        if metric == Metric::StrandedPower {
            return self.site(part);
        }
        let theirs = self.phase(part)?;
        let weights = (
            plan.build(part).weight(metric),
            origin.build(theirs).weight(metric),
        );
        match weights {
            (None, None) => Some(theirs),
            (Some(ours), Some(of_origin)) => {
                // A constant may stand twice, but then under one number.
                (self.column(ours) == Some(of_origin)).then_some(theirs)
            }
            _ => None,
        }
    }
}

/// Numbers of all that a plan has.
struct Numbered {
    columns: Vec<u64>,
    sites: Vec<u64>,
    milestones: Vec<u64>,
    activities: Vec<u64>,
    stages: Vec<u64>,
    ladders: Vec<u64>,
}

/// What a number is given for: a kind, then numbers and bits.
type Key = Vec<u64>;

/// The numbers given so far.
#[derive(Default)]
struct Numbers<'a> {
    count: u64,
    known: BTreeMap<Key, u64>,
    laws: BTreeMap<[u64; 2], Vec<Law<'a>>>,
}

/// A law that is drawn from.
#[derive(Clone, Copy)]
enum Law<'a> {
    Drawn(&'a Sampler),
    Remaining(&'a Distribution),
}

impl PartialEq for Law<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Law::Drawn(a), Law::Drawn(b)) => a.has_law_of(b),
            (Law::Remaining(a), Law::Remaining(b)) => a == b,
            _ => false,
        }
    }
}

/// Stands for what is absent.
const NONE: u64 = u64::MAX;

/// Kinds of keys that are no step's.
mod kind {
    pub(super) const CONSTANT: u64 = 100;
    pub(super) const SITE: u64 = 101;
    pub(super) const COMPLETE: u64 = 102;
    pub(super) const MILESTONES: u64 = 103;
    pub(super) const ACTIVITIES: u64 = 104;
    pub(super) const STAGES: u64 = 105;
    pub(super) const LADDER: u64 = 106;
    pub(super) const ZONE: u64 = 110;
    pub(super) const IN_ZONE: u64 = 111;
    pub(super) const ONLINE: u64 = 112;
}

impl<'a> Numbers<'a> {
    fn of(&mut self, key: Key) -> u64 {
        *self.known.entry(key).or_insert_with(|| {
            self.count += 1;
            self.count - 1
        })
    }

    fn law(&mut self, from: [u64; 2], law: Law<'a>) -> u64 {
        let known = self.laws.entry(from).or_default();
        let place = known.iter().position(|other| *other == law);
        place.unwrap_or_else(|| {
            known.push(law);
            known.len() - 1
        }) as u64
    }

    /// Numbers what a step writes.
    fn step(&mut self, plan: &'a Plan, step: &'a Step, columns: &mut [u64]) {
        let at = |column: &Column| columns[*column];
        let bits = |value: &f64| value.to_bits();
        let (out, key) = match step {
            Step::Draw { out, from, sampler } => {
                let [which, from] = uniforms(*from, columns);
                let law = self.law([which, from], Law::Drawn(&plan.samplers[*sampler]));
                (*out, vec![0, plan.seed, which, from, law])
            }
            Step::Remaining {
                out,
                from,
                law,
                started,
                until,
            } => {
                let [which, from] = uniforms(*from, columns);
                let law = self.law([which, from], Law::Remaining(law));
                let (started, until) = (at(started), bits(until));
                (*out, vec![1, plan.seed, which, from, law, started, until])
            }
            Step::Happens { out, from, chance } => {
                let [which, from] = uniforms(*from, columns);
                (*out, vec![2, plan.seed, which, from, at(chance)])
            }
            Step::Mix { out, parts } => {
                let parts = parts.iter().flat_map(|(part, by)| [at(part), bits(by)]);
                (*out, [13].into_iter().chain(parts).collect())
            }
            Step::Uniform { out, score, tail } => {
                let (w, df) = tail
                    .as_ref()
                    .map_or((NONE, NONE), |(w, of)| (at(w), of.df().to_bits()));
                (*out, vec![14, at(score), w, df])
            }
            Step::Sum { out, a, b } => (*out, vec![3, at(a), at(b)]),
            Step::Product { out, a, b } => (*out, vec![4, at(a), at(b)]),
            Step::Quotient { out, a, b } => (*out, vec![5, at(a), at(b)]),
            Step::Affine {
                out,
                a,
                scale,
                add,
                floor,
            } => (*out, vec![6, at(a), bits(scale), bits(add), bits(floor)]),
            Step::Latest { out, floor, links } => {
                let links = links.iter().flat_map(|(date, lag)| [at(date), bits(lag)]);
                (*out, [7, bits(floor)].into_iter().chain(links).collect())
            }
            Step::Earliest { out, of } => {
                (*out, [8].into_iter().chain(of.iter().map(at)).collect())
            }
            Step::Pick { out, choice, from } => {
                let from = from.iter().map(at);
                (*out, [9, at(choice)].into_iter().chain(from).collect())
            }
            Step::OnSale {
                out,
                date,
                lead,
                steps,
            } => {
                let lead = lead.map_or(NONE, |lead| columns[lead]);
                let key = [16, at(date), lead].into_iter();
                (*out, key.chain(steps.iter().map(bits)).collect())
            }
            Step::HandOut(pool) => return self.hand_out(pool, columns),
            Step::Settle(settle) => return self.settle(settle, columns),
        };
        columns[out] = self.of(key);
    }

    fn hand_out(&mut self, pool: &PoolPlan, columns: &mut [u64]) {
        let at = |column: Option<Column>| column.map_or(NONE, |column| columns[column]);
        let mut key = vec![17, pool.curve.knots.len() as u64];
        let knots = pool.curve.knots.iter();
        key.extend(knots.flat_map(|&(date, value)| [date.to_bits(), columns[value]]));
        for request in &pool.requests {
            let of = [Some(request.date), Some(request.size), request.less];
            key.push(u64::from(request.fact));
            key.extend(of.map(at));
            key.push(at(request.takes));
            let served = request.served.as_ref();
            key.extend([
                at(served.map(|served| served.service)),
                at(served.map(|served| served.fate)),
            ]);
        }
        let number = self.of(key);
        for (index, out) in pool.outs().into_iter().enumerate() {
            columns[out] = self.of(vec![18, number, index as u64]);
        }
    }

    fn settle(&mut self, settle: &Settle, columns: &mut [u64]) {
        let at = |column: Option<Column>| column.map_or(NONE, |column| columns[column]);
        let inputs = [
            columns[settle.ready],
            at(settle.power),
            at(settle.goes),
            at(settle.stands),
            u64::from(settle.paused),
        ];
        let outputs = [settle.ready_out, settle.service_out, settle.fate_out];
        for (which, out) in (10..).zip(outputs) {
            columns[out] = self.of([which].into_iter().chain(inputs).collect());
        }
    }
}

/// Where uniforms come from, as two numbers.
fn uniforms(from: Uniforms, columns: &[u64]) -> [u64; 2] {
    match from {
        Uniforms::At(address) => [0, address.0],
        Uniforms::Tied(column) => [1, columns[column]],
    }
}

impl Numbered {
    fn new<'a>(plan: &'a Plan, numbers: &mut Numbers<'a>, timeline: u64) -> Self {
        let mut columns = vec![NONE; plan.columns];
        for &(column, value) in &plan.constants {
            columns[column] = numbers.of(vec![kind::CONSTANT, value.to_bits()]);
        }
        for step in &plan.steps {
            numbers.step(plan, step, &mut columns);
        }
        let keys = plan.sites.iter();
        let keys = keys.map(|site| site_key(site, &columns, timeline));
        let mut sites: Vec<u64> = keys.map(|key| numbers.of(key)).collect();
        in_zones(plan, numbers, &columns, &mut sites);
        for (site, &number) in plan.sites.iter().zip(&sites) {
            for (index, build) in site.builds.iter().enumerate() {
                let key = |kind| vec![kind, number, index as u64];
                columns[build.complete] = numbers.of(key(kind::COMPLETE));
                if let Some(online) = build.online {
                    columns[online] = numbers.of(key(kind::ONLINE));
                }
            }
        }
        let as_of = plan.as_of.map_or(NONE, f64::to_bits);
        // What is not recorded cannot be had from there.
        let recorded = u64::from(plan.schedule);
        let phases = plan.phases.iter();
        let milestones = phases.map(|phase| {
            let dates = [phase.ready, phase.online, phase.complete, phase.fate];
            let deadline = phase.deadline.map_or(NONE, f64::to_bits);
            let key = [kind::MILESTONES, recorded, as_of, deadline].into_iter();
            numbers.of(key.chain(dates.map(|date| columns[date])).collect())
        });
        let milestones = milestones.collect();
        let phases = plan.phases.iter();
        let activities = phases.map(|phase| {
            let network = phase.network.as_ref();
            let key = network.map_or_else(Vec::new, |network| network_key(network, &columns));
            let key = [kind::ACTIVITIES, recorded].into_iter().chain(key);
            numbers.of(key.collect())
        });
        let activities = activities.collect();
        let stages = plan.sites.iter().map(|site| {
            let dates = site.stages.iter().map(|stage| columns[stage.date]);
            let key = [kind::STAGES, recorded, as_of].into_iter();
            numbers.of(key.chain(dates).collect())
        });
        let stages = stages.collect();
        let ladders = plan.phases.iter().enumerate().map(|(index, phase)| {
            let share = plan.build(index).share;
            let key = ladder_key(phase, share, &columns);
            let kind = [kind::LADDER, recorded, u64::from(plan.losses)].into_iter();
            numbers.of(kind.chain(key).collect())
        });
        Self {
            stages,
            ladders: ladders.collect(),
            columns,
            sites,
            milestones,
            activities,
        }
    }
}

/// What is counted of a network.
fn network_key(network: &NetworkPlan, columns: &[u64]) -> Key {
    let at = |column: Option<Column>| column.map_or(NONE, |column| columns[column]);
    let mut key = vec![columns[network.end]];
    key.push(network.activities.len() as u64);
    for activity in &network.activities {
        let finish = Some(activity.finish);
        key.extend([at(activity.start), at(finish), at(activity.duration)]);
        key.push(activity.links.len() as u64);
        for (from, lag) in &activity.links {
            key.extend([*from as u64, lag.to_bits()]);
        }
    }
    let ends = network.order.iter().chain(&network.ends);
    key.extend(ends.map(|&index| index as u64));
    key
}

/// How a phase is lost, and what comes of it where it is not.
fn ladder_key(phase: &PhasePlan, share: Option<Column>, columns: &[u64]) -> Key {
    let at = |column: Option<Column>| column.map_or(NONE, |column| columns[column]);
    let mut key = vec![columns[phase.fate], at(share)];
    for rung in &phase.ladder {
        let (kind, [first, second]) = rung.strikes.columns();
        key.extend([kind, at(first), at(second)]);
    }
    key
}
