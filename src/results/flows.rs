//! The recorder of flows: what changes in nearly every period is counted period by period.
//!
//! Each block is walked edge by edge: what its sites have at an edge becomes columns of levels, one a
//! phase and flow, in whole quanta; each table adds up the columns of its phases and counts them. A
//! chunk of periods is worked out in parallel over sites and counted in parallel over tables, blocks
//! in order: no worker has a table of its own. The first block tells how fine the quanta are, and
//! where bins are needed.

mod kept;
mod parts;
mod site;

pub use kept::Kept;

use super::cells::{Cells, Peaks};
use super::view::View;
use crate::plan::{BLOCK, Flow, Plan, ScopeKind};
use rayon::prelude::*;
use site::Walk;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the trials came to in flows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlowResults {
    /// For each series of the plan's flows the counts by period; absent where it is added up by year
    /// alone.
    pub series: Vec<Option<Arc<Cells>>>,
    /// For each series the counts by calendar year, where it is added up so.
    pub years: Vec<Option<Arc<Cells>>>,
    /// What fell due before the horizon, over all; absent without money.
    pub opening: Option<Arc<Cells>>,
    /// The first trials' values of announced sums and what they are held against.
    pub kept: Kept,
}

/// Binary places that a flow's total has.
const QUANTA: i32 = 40;
/// A level is at most so many quanta: a thousand times the greatest of the first block.
const MOST: f64 = (1_u64 << 50) as f64;
/// Bytes of levels that are worked out before they are counted.
const CHUNK_BYTES: usize = 16 << 20;

/// All recorders of a plan's flows.
pub struct FlowTables {
    /// For each flow of the plan the number of quanta in a unit.
    per_unit: Vec<f64>,
    walks: Vec<Walk>,
    /// For each phase the levels of a chunk: by flow, then period.
    levels: Vec<Vec<i64>>,
    /// For each phase what it paid for before the horizon, in quanta of money; empty without money.
    opening: Vec<Vec<i64>>,
    tables: Vec<Table>,
    before: Option<Tally>,
    /// Sums that fall due once, in quanta of money, each with its period.
    once: Vec<(usize, Vec<i64>)>,
    kept: Kept,
    /// Periods of a chunk; zero where no flow is wanted.
    chunk: usize,
}

/// Counts, once a pilot has shown where their bins are needed.
enum Tally {
    Looking(Peaks),
    Counting(Cells),
}

/// The counts of a series, or of several that add up the same.
struct Table {
    /// The plan's series that it is.
    of: Vec<usize>,
    /// Its phases, site by site.
    sites: Vec<Vec<usize>>,
    /// Index among the plan's flows.
    flow: usize,
    /// The greatest of the sites counts, not their sum.
    greatest: bool,
    /// It has the sums that fall due once.
    has_once: bool,
    /// It adds up over the periods, from what there was before them.
    to_date: bool,
    by_period: Option<Tally>,
    by_year: Option<Tally>,
    /// Levels of the period, and what has added up to date or in the year.
    now: Vec<i64>,
    so_far: Vec<i64>,
}

impl FlowTables {
    /// Empty recorders; a pilot block shows how large flows are.
    #[must_use]
    pub fn new(plan: &Plan, pilot: View<'_>) -> Self {
        let flows = &plan.flows;
        let count = flows.flows.len();
        let of_period = (plan.phases.len() * count * BLOCK * size_of::<i64>()).max(1);
        let chunk = (CHUNK_BYTES / of_period).clamp(1, plan.timeline.periods());
        let chunk = if count == 0 { 0 } else { chunk };
        let rooms = if count == 0 { 0 } else { plan.phases.len() };
        let money = flows.flows.contains(&Flow::Spend);
        let mut tables = Self {
            per_unit: vec![1.0; count],
            walks: flows.sites.iter().map(|_| Walk::default()).collect(),
            levels: vec![vec![0; count * chunk * BLOCK]; rooms],
            opening: vec![vec![0; BLOCK]; if money { rooms } else { 0 }],
            tables: tables(plan),
            before: money.then(|| Tally::Looking(Peaks::new(1))),
            once: Vec::new(),
            kept: Kept::of(plan),
            chunk,
        };
        if chunk > 0 {
            tables.size_quanta(plan, pilot);
            tables.walk(plan, pilot);
            let per_unit = &tables.per_unit;
            for table in &mut tables.tables {
                let quantum = 1.0 / per_unit[table.flow];
                let tallies = [&mut table.by_period, &mut table.by_year];
                for tally in tallies.into_iter().flatten() {
                    tally.open(quantum);
                }
            }
            let money = flow_of(plan, Flow::Spend);
            if let (Some(before), Some(money)) = (&mut tables.before, money) {
                before.open(1.0 / per_unit[money]);
            }
        }
        tables
    }

    /// Makes quanta so fine that the greatest total of the pilot has 40 binary places.
    fn size_quanta(&mut self, plan: &Plan, pilot: View<'_>) {
        let walks = self.walks.par_iter_mut().enumerate();
        let greatest = walks.map(|(site, walk)| walk.greatest(plan, site, pilot));
        let mut totals = vec![0.0; self.per_unit.len()];
        for of_site in greatest.collect::<Vec<_>>() {
            for (total, greatest) in totals.iter_mut().zip(of_site) {
                *total += greatest;
            }
        }
        if let Some(money) = flow_of(plan, Flow::Spend) {
            for &(_, column) in &plan.flows.once {
                let sums = pilot.column(column).iter().copied();
                totals[money] += sums.fold(0.0, f64::max);
            }
        }
        for (per_unit, total) in self.per_unit.iter_mut().zip(totals) {
            *per_unit = libm::ldexp(1.0, QUANTA - exponent(total));
        }
    }

    /// Records consecutive blocks.
    pub fn record(&mut self, plan: &Plan, blocks: &[View<'_>]) {
        for &block in blocks {
            self.kept.record(block);
            if self.chunk > 0 {
                self.walk(plan, block);
            }
        }
    }

    /// Walks a block: chunk by chunk its levels are worked out, then told to all tables.
    fn walk(&mut self, plan: &Plan, block: View<'_>) {
        let periods = plan.timeline.periods();
        let (chunk, per_unit) = (self.chunk, &self.per_unit);
        self.once.clear();
        if let Some(money) = flow_of(plan, Flow::Spend) {
            for &(period, column) in &plan.flows.once {
                let mut sums = vec![0; block.trials()];
                quantise(block.column(column), per_unit[money], &mut sums);
                self.once.push((period, sums));
            }
        }
        for first in (0..periods).step_by(chunk) {
            let last = (first + chunk).min(periods);
            let mut levels = self.levels.as_mut_slice();
            let mut opening = self.opening.as_mut_slice();
            let mut jobs = Vec::with_capacity(self.walks.len());
            for (site, walk) in self.walks.iter_mut().enumerate() {
                let count = plan.sites[site].builds.len();
                let (own, rest) = levels.split_at_mut(count);
                levels = rest;
                let (before, rest) = opening.split_at_mut(count.min(opening.len()));
                opening = rest;
                jobs.push((site, walk, own, before));
            }
            jobs.into_par_iter().for_each(|(site, walk, own, before)| {
                if first == 0 {
                    walk.begin(plan, site, block);
                    walk.opening(plan, site, block, per_unit, before);
                }
                for period in first..last {
                    let place = (period - first, chunk);
                    walk.period(plan, site, block, period, |phase, flow, values| {
                        let start = (flow * place.1 + place.0) * BLOCK;
                        quantise(values, per_unit[flow], &mut own[phase][start..]);
                    });
                }
            });
            let told = Told {
                levels: &self.levels,
                opening: &self.opening,
                once: &self.once,
                first,
                last,
                chunk,
                trials: block.trials(),
            };
            let tables = self.tables.par_iter_mut();
            tables.for_each(|table| table.take(plan, &told));
        }
        if let Some(before) = &mut self.before {
            let mut total = vec![0; block.trials()];
            for opening in &self.opening {
                add(&mut total, opening);
            }
            before.note(0, &total);
        }
    }

    /// What the trials came to.
    #[must_use]
    pub fn finish(self, plan: &Plan) -> FlowResults {
        let count = plan.flows.series.len();
        let mut results = FlowResults {
            series: vec![None; count],
            years: vec![None; count],
            opening: self.before.and_then(Tally::counted),
            kept: self.kept,
        };
        for table in self.tables {
            let by_period = table.by_period.and_then(Tally::counted);
            let by_year = table.by_year.and_then(Tally::counted);
            for series in table.of {
                let wanted = &plan.flows.series[series];
                results.series[series] = by_period.clone().filter(|_| wanted.by_period);
                results.years[series] = by_year.clone().filter(|_| wanted.by_year);
            }
        }
        results
    }
}

/// Levels of a chunk of periods, for all tables.
struct Told<'a> {
    levels: &'a [Vec<i64>],
    opening: &'a [Vec<i64>],
    once: &'a [(usize, Vec<i64>)],
    first: usize,
    last: usize,
    chunk: usize,
    trials: usize,
}

impl Told<'_> {
    fn of(&self, phase: usize, flow: usize, period: usize) -> &[i64] {
        let start = (flow * self.chunk + period - self.first) * BLOCK;
        &self.levels[phase][start..start + self.trials]
    }
}

impl Table {
    /// Adds up and counts a chunk of periods.
    fn take(&mut self, plan: &Plan, told: &Told<'_>) {
        let flows = &plan.flows;
        self.now.resize(told.trials, 0);
        if told.first == 0 {
            self.so_far.clear();
            self.so_far.resize(told.trials, 0);
            if self.to_date && flows.flows[self.flow] == Flow::Spend {
                for &phase in self.sites.iter().flatten() {
                    add(&mut self.so_far, &told.opening[phase]);
                }
            }
        }
        for period in told.first..told.last {
            self.add_up(told, period);
            if self.to_date || self.by_year.is_some() {
                add(&mut self.so_far, &self.now);
            }
            if let Some(tally) = &mut self.by_period {
                let of_period = if self.to_date {
                    &self.so_far
                } else {
                    &self.now
                };
                tally.note(period, of_period);
            }
            let year = flows.year_of[period];
            if let (Some(tally), true) = (
                &mut self.by_year,
                flows.year_of.get(period + 1) != Some(&year),
            ) {
                tally.note(year, &self.so_far);
                self.so_far.fill(0);
            }
        }
    }

    /// The level of a period: the sum over its phases, or the greatest sum of a site.
    fn add_up(&mut self, told: &Told<'_>, period: usize) {
        self.now.fill(0);
        if !self.greatest {
            for &phase in self.sites.iter().flatten() {
                add(&mut self.now, told.of(phase, self.flow, period));
            }
            let once = told.once.iter().filter(|_| self.has_once);
            for (_, sums) in once.filter(|(of, _)| *of == period) {
                add(&mut self.now, sums);
            }
            return;
        }
        let mut of_site = vec![0; told.trials];
        for phases in &self.sites {
            of_site.fill(0);
            for &phase in phases {
                add(&mut of_site, told.of(phase, self.flow, period));
            }
            for (now, of_site) in self.now.iter_mut().zip(&of_site) {
                *now = (*now).max(*of_site);
            }
        }
    }
}

impl Tally {
    fn note(&mut self, period: usize, levels: &[i64]) {
        match self {
            Tally::Looking(peaks) => peaks.note(period, levels),
            Tally::Counting(cells) => cells.count(period, levels),
        }
    }

    /// Makes the bins that the pilot has shown to be needed.
    fn open(&mut self, quantum: f64) {
        if let Tally::Looking(peaks) = self {
            *self = Tally::Counting(Cells::dense(quantum, peaks));
        }
    }

    fn counted(self) -> Option<Arc<Cells>> {
        match self {
            Tally::Looking(_) => None,
            Tally::Counting(cells) => Some(Arc::new(cells)),
        }
    }
}

/// The index of a flow among those that are wanted.
fn flow_of(plan: &Plan, flow: Flow) -> Option<usize> {
    plan.flows.flows.iter().position(|&known| known == flow)
}

/// The tables that the series of a plan need; those that add up the same share one.
fn tables(plan: &Plan) -> Vec<Table> {
    let flows = &plan.flows;
    let mut tables: Vec<Table> = Vec::new();
    for (index, series) in flows.series.iter().enumerate() {
        let mut sites: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &(site, phase) in &plan.scopes[series.scope].phases {
            let phases = sites.entry(site).or_default();
            phases.push(plan.sites[site].phases.start + phase);
        }
        let sites: Vec<Vec<usize>> = sites.into_values().collect();
        let flow = flow_of(plan, series.flow).unwrap_or_default();
        let total = plan.scopes[series.scope].kind == ScopeKind::Total;
        let has_once = total && series.flow == Flow::Spend && !flows.once.is_empty();
        let key = (flow, series.to_date, has_once);
        let same = |table: &&mut Table| {
            (table.flow, table.to_date, table.has_once) == key && table.sites == sites
        };
        let table = if let Some(table) = tables.iter_mut().find(same) {
            table
        } else {
            tables.push(Table {
                of: Vec::new(),
                sites,
                flow,
                greatest: series.flow == Flow::TrainingRun,
                has_once,
                to_date: series.to_date,
                by_period: None,
                by_year: None,
                now: Vec::new(),
                so_far: Vec::new(),
            });
            let last = tables.len() - 1;
            &mut tables[last]
        };
        table.of.push(index);
        if series.by_period && table.by_period.is_none() {
            table.by_period = Some(Tally::Looking(Peaks::new(plan.timeline.periods())));
        }
        if series.by_year && table.by_year.is_none() {
            table.by_year = Some(Tally::Looking(Peaks::new(flows.years.len())));
        }
    }
    tables
}

/// Values in whole quanta, half up.
#[inline]
fn quantise(values: &[f64], per_unit: f64, into: &mut [i64]) {
    for (level, &value) in into.iter_mut().zip(values) {
        *level = (value * per_unit + 0.5).min(MOST) as i64;
    }
}

#[inline]
fn add(into: &mut [i64], levels: &[i64]) {
    for (sum, &level) in into.iter_mut().zip(levels) {
        *sum += level;
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
