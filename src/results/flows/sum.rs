//! What a series of flows is the sum of.

use super::groups::Groups;
use super::levels::{Told, flow_of};
use crate::plan::{Flow, FlowSeries, FlowTarget, Plan, ScopeKind};

/// What a series is the sum of, and where it stands.
pub(super) struct Sum {
    of_period: OfPeriod,
    /// It adds up over the periods, from what there was before them.
    to_date: bool,
    so_far: Vec<i64>,
}

/// What a period's level is the sum of.
struct OfPeriod {
    /// Groups, site by site.
    sites: Vec<Vec<usize>>,
    /// Index among the plan's flows.
    flow: usize,
    /// The greatest of the sites counts, not their sum.
    greatest: bool,
    /// It is of money.
    of_money: bool,
    /// It has the sums that fall due once.
    has_once: bool,
    now: Vec<i64>,
    of_site: Vec<i64>,
}

impl Sum {
    /// What a series of a plan is the sum of.
    pub(super) fn of(plan: &Plan, groups: &Groups, series: &FlowSeries) -> Self {
        let total = plan.scopes[series.scope].kind == ScopeKind::Total;
        let sites = groups.of_scope(series.scope);
        Self::new(plan, sites, series.flow, (series.to_date, total))
    }

    /// What a target of a flow is asked of; `number` counts those of the plan.
    pub(super) fn of_target(
        plan: &Plan,
        groups: &Groups,
        target: &FlowTarget,
        number: usize,
    ) -> Self {
        let sites = groups.of_scope(plan.scopes.len() + number);
        Self::new(plan, sites, target.flow, (target.to_date, target.total))
    }

    fn new(plan: &Plan, sites: &[Vec<usize>], flow: Flow, (to_date, total): (bool, bool)) -> Self {
        let of_money = flow == Flow::Spend;
        let of_period = OfPeriod {
            sites: sites.to_vec(),
            flow: flow_of(plan, flow).unwrap_or_default(),
            greatest: flow == Flow::TrainingRun,
            of_money,
            has_once: total && of_money && !plan.flows.once.is_empty(),
            now: Vec::new(),
            of_site: Vec::new(),
        };
        Self {
            of_period,
            to_date,
            so_far: Vec::new(),
        }
    }

    /// Levels that a period's is added up of, each rounded to whole quanta.
    pub(super) fn terms(&self, plan: &Plan) -> usize {
        let once = usize::from(self.of_period.has_once) * plan.flows.once.len();
        self.of_period.sites.iter().map(Vec::len).sum::<usize>() + once
    }

    /// Index of its flow among the plan's.
    pub(super) fn flow(&self) -> usize {
        self.of_period.flow
    }

    /// Whether two are the same.
    pub(super) fn is(&self, other: &Self) -> bool {
        let key = |sum: &Self| (sum.of_period.flow, sum.to_date, sum.of_period.has_once);
        key(self) == key(other) && self.of_period.sites == other.of_period.sites
    }

    /// Takes a chunk, from whose first period on levels are asked for in their order.
    pub(super) fn begin(&mut self, told: &Told<'_>) {
        let of_period = &mut self.of_period;
        of_period.now.resize(told.trials, 0);
        of_period.of_site.resize(told.trials, 0);
        if told.first > 0 || !self.to_date {
            return;
        }
        self.so_far.clear();
        self.so_far.resize(told.trials, 0);
        if of_period.of_money {
            for &group in of_period.sites.iter().flatten() {
                add(&mut self.so_far, told.opening(group));
            }
        }
    }

    /// The levels of a period, one a trial; `None` where all are zero.
    pub(super) fn level<'a>(&'a mut self, told: &Told<'a>, period: usize) -> Option<&'a [i64]> {
        let levels = self.of_period.level(told, period);
        if !self.to_date {
            return levels;
        }
        if let Some(levels) = levels {
            add(&mut self.so_far, levels);
        }
        Some(&self.so_far)
    }
}

impl OfPeriod {
    fn level<'a>(&'a mut self, told: &Told<'a>, period: usize) -> Option<&'a [i64]> {
        if self.greatest {
            return self.greatest_of_sites(told, period);
        }
        let groups = self.sites.iter().flatten();
        let mut levels = groups.filter_map(|&group| told.of(group, self.flow, period));
        let mut once = told.once(period).filter(|_| self.has_once).peekable();
        let (first, second) = (levels.next(), levels.next());
        if second.is_none() && once.peek().is_none() {
            return first;
        }
        self.now.fill(0);
        for levels in first.into_iter().chain(second).chain(levels).chain(once) {
            add(&mut self.now, levels);
        }
        Some(&self.now)
    }

    /// The greatest sum of a site.
    fn greatest_of_sites<'a>(&'a mut self, told: &Told<'a>, period: usize) -> Option<&'a [i64]> {
        let mut any = false;
        for groups in &self.sites {
            let groups = groups.iter();
            let mut levels = groups.filter_map(|&group| told.of(group, self.flow, period));
            let Some(first) = levels.next() else { continue };
            self.of_site.copy_from_slice(first);
            for levels in levels {
                add(&mut self.of_site, levels);
            }
            if any {
                for (now, of_site) in self.now.iter_mut().zip(&self.of_site) {
                    *now = (*now).max(*of_site);
                }
            } else {
                self.now.copy_from_slice(&self.of_site);
                any = true;
            }
        }
        any.then_some(self.now.as_slice())
    }
}

/// Adds levels, trial by trial.
#[inline]
pub(super) fn add(into: &mut [i64], levels: &[i64]) {
    for (sum, &level) in into.iter_mut().zip(levels) {
        *sum += level;
    }
}
