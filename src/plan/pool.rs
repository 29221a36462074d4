//! Pools of chips: who asks for how many when, and the columns of what is handed out.

use super::columns::{Column, Columns, Step};
use super::curve::CurvePlan;
use crate::model::Model;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// A pool with all that is asked of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolPlan {
    /// Deliveries up to a date.
    pub curve: Arc<CurvePlan>,
    /// What is asked, in the order of sites and phases: of those at one instant the first is first.
    pub requests: Vec<Request>,
}

/// What one phase asks for: an interval of all deliveries, after those of whoever asks before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// It runs already: it comes before all that do not, and waits for nothing.
    pub fact: bool,
    /// When it asks; never where it is lost. Written of a renewal.
    pub date: Column,
    /// GPUs asked for.
    pub size: Column,
    /// GPUs of these that have a request of their own.
    pub less: Option<Column>,
    /// 1 where its chip is one of the pool's; absent where that is certain.
    pub takes: Option<Column>,
    /// Written: what is handed out before it, GPUs; minus infinity where it asks for nothing.
    pub before: Column,
    /// Written: when its first chips come; minus infinity where it asks for nothing.
    pub first: Column,
    /// Written: when its last have come; likewise.
    pub last: Column,
    /// Written: what it asks for, GPUs.
    pub amount: Column,
    /// What waits for its chips; absent of a fact.
    pub served: Option<Served>,
    /// Of a renewal of what the request before it is for, what is then asked.
    pub renewal: Option<Renewal>,
}

/// What a renewal asks for, and when: once what it renews has served its time.
#[derive(Clone, Debug, PartialEq)]
pub struct Renewal {
    /// How long that serves, days.
    pub life: Column,
    /// When it began to serve, where that waited for no chips.
    pub since: Option<Column>,
    /// How long before the renewal its chips are ordered, days.
    pub lead: Option<Column>,
    /// From when it asks for so many GPUs, and 1 where the chip is one of the pool's; in the order of
    /// dates.
    pub options: Vec<(f64, Column, Option<Column>)>,
}

/// Columns of what waits for chips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// When it could serve but for its chips.
    pub service: Column,
    /// Its fate so far.
    pub fate: Column,
    /// Written: first service.
    pub service_out: Column,
    /// Written: the fate, 3 where its chips never come.
    pub fate_out: Column,
}

/// What a phase has of a pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Deliveries of the pool up to a date.
    pub curve: Arc<CurvePlan>,
    /// What of them is others': it has what lies beyond.
    pub before: Column,
    /// When its first chips come.
    pub first: Column,
    /// When its last have come.
    pub last: Column,
}

impl Request {
    /// What runs already asks for its GPUs at its date.
    pub(super) fn of_fact(
        date: Column,
        size: Column,
        takes: Option<Column>,
        columns: &mut Columns,
    ) -> Self {
        Self {
            fact: true,
            date,
            size,
            less: None,
            takes,
            before: columns.fresh(),
            first: columns.fresh(),
            last: columns.fresh(),
            amount: columns.fresh(),
            served: None,
            renewal: None,
        }
    }
}

impl Renewal {
    fn inputs(&self) -> impl Iterator<Item = Column> + '_ {
        let options = self.options.iter();
        let options = options.flat_map(|&(_, size, takes)| [Some(size), takes]);
        let others = [Some(self.life), self.since, self.lead];
        others.into_iter().chain(options).flatten()
    }
}

impl Drawn {
    /// The columns that it is read from.
    #[must_use]
    pub fn inputs(&self) -> Vec<Column> {
        let own = [self.before, self.first, self.last];
        self.curve.inputs().chain(own).collect()
    }
}

impl PoolPlan {
    /// The columns that it reads.
    #[must_use]
    pub fn inputs(&self) -> Vec<Column> {
        let mut inputs: Vec<Column> = self.curve.inputs().collect();
        for request in &self.requests {
            match &request.renewal {
                Some(renewal) => inputs.extend(renewal.inputs()),
                None => inputs.extend([request.date, request.size]),
            }
            inputs.extend(request.less);
            inputs.extend(request.takes);
            let served = request.served.iter();
            inputs.extend(served.flat_map(|served| [served.service, served.fate]));
        }
        inputs
    }

    /// The columns that it writes.
    #[must_use]
    pub fn outs(&self) -> Vec<Column> {
        let mut outs = Vec::new();
        for request in &self.requests {
            outs.extend([request.before, request.first, request.last, request.amount]);
            outs.extend(request.renewal.is_some().then_some(request.date));
            let served = request.served.iter();
            outs.extend(served.flat_map(|served| [served.service_out, served.fate_out]));
        }
        outs
    }
}

/// Pools while the plan is made.
pub(super) struct Pools {
    pools: Vec<Pool>,
    of: BTreeMap<(usize, usize), usize>,
}

struct Pool {
    chips: Rc<[usize]>,
    members: BTreeSet<(usize, usize)>,
    curve: Arc<CurvePlan>,
    requests: Vec<((usize, usize), Request)>,
    handed_out: bool,
}

impl Pools {
    pub(super) fn new(model: &Model, columns: &mut Columns) -> Self {
        let mut of = BTreeMap::new();
        let mut pools = Vec::new();
        for (index, supply) in model.supply.iter().enumerate() {
            let members: BTreeSet<(usize, usize)> = model.draw_on(supply).into_iter().collect();
            of.extend(members.iter().map(|&member| (member, index)));
            pools.push(Pool {
                chips: supply.chips.as_slice().into(),
                members,
                curve: Arc::new(columns.curve(&supply.cumulative)),
                requests: Vec::new(),
                handed_out: false,
            });
        }
        Self { pools, of }
    }

    /// The pool that a phase draws on, and the pool's chips.
    pub(super) fn of(&self, phase: (usize, usize)) -> Option<(usize, Rc<[usize]>)> {
        let pool = *self.of.get(&phase)?;
        Some((pool, Rc::clone(&self.pools[pool].chips)))
    }

    /// Who draws on the pool of a phase, where it has not been handed out yet.
    pub(super) fn still_open(&self, phase: (usize, usize)) -> Option<&BTreeSet<(usize, usize)>> {
        let pool = &self.pools[*self.of.get(&phase)?];
        (!pool.handed_out).then_some(&pool.members)
    }

    /// Notes what a phase asks for.
    pub(super) fn ask(&mut self, pool: usize, phase: (usize, usize), request: Request) -> Drawn {
        let pool = &mut self.pools[pool];
        let drawn = Drawn {
            curve: Arc::clone(&pool.curve),
            before: request.before,
            first: request.first,
            last: request.last,
        };
        pool.requests.push((phase, request));
        drawn
    }

    /// Hands out the pools all of whose phases have asked, once.
    pub(super) fn hand_out(
        &mut self,
        columns: &mut Columns,
        asked: impl Fn(&(usize, usize)) -> bool,
    ) {
        for pool in self.pools.iter_mut().filter(|pool| !pool.handed_out) {
            if !pool.members.iter().all(&asked) {
                continue;
            }
            pool.handed_out = true;
            // Of one phase what runs comes first, as it was noted.
            pool.requests.sort_by_key(|&(phase, _)| phase);
            if !pool.requests.is_empty() {
                columns.push(Step::HandOut(Box::new(pool.plan())));
            }
        }
    }

    pub(super) fn finish(self) -> Vec<PoolPlan> {
        self.pools.iter().map(Pool::plan).collect()
    }
}

impl Pool {
    fn plan(&self) -> PoolPlan {
        let requests = self.requests.iter();
        PoolPlan {
            curve: Arc::clone(&self.curve),
            requests: requests.map(|(_, request)| request.clone()).collect(),
        }
    }
}
