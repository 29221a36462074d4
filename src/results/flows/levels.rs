//! The flows of a block in whole quanta, worked out chunk by chunk of periods.

use super::groups::Groups;
use super::site::Walk;
use crate::plan::{BLOCK, Flow, Plan};
use crate::results::view::View;
use rayon::prelude::*;

/// Binary places that a flow's total has.
const QUANTA: i32 = 40;
/// A level is at most so many quanta: a thousand times the greatest of the first block.
const MOST: f64 = (1_u64 << 50) as f64;
/// Bytes of levels that are worked out before they are counted: they stay near at hand.
const CHUNK_BYTES: usize = 4 << 20;

/// The levels of a chunk of periods.
pub(super) struct Levels {
    pub(super) groups: Groups,
    walks: Vec<Walk>,
    /// For each flow of the plan the number of quanta in a unit.
    per_unit: Vec<f64>,
    rooms: Vec<Room>,
    /// Sums that fall due once, in quanta of money, each with its period.
    once: Vec<(usize, Vec<i64>)>,
    /// Periods of a chunk; zero where no flow is wanted.
    chunk: usize,
}

/// The levels of a group.
struct Room {
    /// By flow, then period of the chunk: a level a trial.
    levels: Vec<i64>,
    /// Likewise, whether any is above zero.
    some: Vec<bool>,
    /// What was paid for before the horizon, in quanta of money; empty without money.
    opening: Vec<i64>,
}

/// What is known of a chunk of periods.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    rooms: &'a [Room],
    once: &'a [(usize, Vec<i64>)],
    pub(super) first: usize,
    pub(super) last: usize,
    chunk: usize,
    pub(super) trials: usize,
}

impl<'a> Told<'a> {
    /// The levels of a group in a period; `None` where all are zero.
    pub(super) fn of(&self, group: usize, flow: usize, period: usize) -> Option<&'a [i64]> {
        let place = flow * self.chunk + period - self.first;
        let room = &self.rooms[group];
        room.some[place].then(|| &room.levels[place * BLOCK..place * BLOCK + self.trials])
    }

    /// What a group paid for before the horizon.
    pub(super) fn opening(&self, group: usize) -> &'a [i64] {
        &self.rooms[group].opening
    }

    /// Sums that fall due once in a period.
    pub(super) fn once(&self, period: usize) -> impl Iterator<Item = &'a [i64]> + use<'a> {
        let once = self.once.iter().filter(move |(of, _)| *of == period);
        once.map(|(_, sums)| sums.as_slice())
    }
}

impl Levels {
    /// Room for a plan's flows; a pilot block shows how fine quanta must be.
    pub(super) fn new(plan: &Plan, pilot: View<'_>) -> Self {
        let flows = &plan.flows;
        let count = flows.flows.len();
        let groups = if count == 0 {
            Groups::default()
        } else {
            Groups::of(plan)
        };
        let of_period = (groups.len() * count * BLOCK * size_of::<i64>()).max(1);
        let chunk = (CHUNK_BYTES / of_period).clamp(1, plan.timeline.periods());
        let chunk = if count == 0 { 0 } else { chunk };
        let money = flows.flows.contains(&Flow::Spend);
        let room = |_| Room {
            levels: vec![0; count * chunk * BLOCK],
            some: vec![false; count * chunk],
            opening: vec![0; if money { BLOCK } else { 0 }],
        };
        let mut levels = Self {
            walks: flows.sites.iter().map(|_| Walk::default()).collect(),
            per_unit: vec![1.0; count],
            rooms: (0..groups.len()).map(room).collect(),
            groups,
            once: Vec::new(),
            chunk,
        };
        if chunk > 0 {
            levels.size_quanta(plan, pilot);
        }
        levels
    }

    /// What a quantum of a flow is, in its unit.
    pub(super) fn quantum(&self, flow: usize) -> f64 {
        1.0 / self.per_unit[flow]
    }

    /// Makes quanta so fine that the greatest total of the pilot has 40 binary places.
    fn size_quanta(&mut self, plan: &Plan, pilot: View<'_>) {
        let groups = &self.groups;
        let walks = self.walks.par_iter_mut().enumerate();
        let greatest = walks.map(|(site, walk)| walk.greatest(plan, groups, site, pilot));
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

    /// Walks a block: chunk by chunk its levels are worked out, in parallel over sites, and told.
    pub(super) fn walk(&mut self, plan: &Plan, block: View<'_>, mut tell: impl FnMut(Told<'_>)) {
        let (chunk, periods) = (self.chunk, plan.timeline.periods());
        if chunk == 0 {
            return;
        }
        self.once.clear();
        if let Some(money) = flow_of(plan, Flow::Spend) {
            for &(period, column) in &plan.flows.once {
                let mut sums = vec![0; block.trials()];
                quantise(block.column(column), self.per_unit[money], &mut sums);
                self.once.push((period, sums));
            }
        }
        for first in (0..periods).step_by(chunk) {
            let last = (first + chunk).min(periods);
            self.work_out(plan, block, first..last);
            tell(Told {
                rooms: &self.rooms,
                once: &self.once,
                first,
                last,
                chunk,
                trials: block.trials(),
            });
        }
    }

    /// Works out a chunk.
    fn work_out(&mut self, plan: &Plan, block: View<'_>, periods: std::ops::Range<usize>) {
        let (groups, per_unit, chunk) = (&self.groups, &self.per_unit, self.chunk);
        let mut rooms = self.rooms.as_mut_slice();
        let mut jobs = Vec::with_capacity(self.walks.len());
        for (site, walk) in self.walks.iter_mut().enumerate() {
            let (own, rest) = rooms.split_at_mut(groups.of_site(site).len());
            rooms = rest;
            jobs.push((site, walk, own));
        }
        let money = flow_of(plan, Flow::Spend);
        jobs.into_par_iter().for_each(|(site, walk, own)| {
            if periods.start == 0 {
                walk.begin(plan, groups, site, block);
                if let Some(money) = money {
                    walk.opening(plan, site, block, |group, values| {
                        quantise(values, per_unit[money], &mut own[group].opening);
                    });
                }
            }
            for room in own.iter_mut() {
                room.some.fill(false);
            }
            for period in periods.clone() {
                walk.period(plan, site, block, period, |group, flow, values| {
                    let place = flow * chunk + period - periods.start;
                    let room = &mut own[group];
                    room.some[place] = true;
                    quantise(values, per_unit[flow], &mut room.levels[place * BLOCK..]);
                });
            }
        });
    }
}

/// The index of a flow among those that are wanted.
pub(super) fn flow_of(plan: &Plan, flow: Flow) -> Option<usize> {
    plan.flows.flows.iter().position(|&known| known == flow)
}

/// Adding it leaves a number below 2^51 as its lowest bits, rounded to a whole one.
const WHOLE: f64 = (1_u64 << 52) as f64;

/// Values, which are not below zero, in whole quanta.
#[inline]
fn quantise(values: &[f64], per_unit: f64, into: &mut [i64]) {
    for (level, &value) in into.iter_mut().zip(values) {
        let whole = (value * per_unit).min(MOST) + WHOLE;
        *level = (whole.to_bits() - WHOLE.to_bits()) as i64;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_the_nearest_whole_quanta() {
        let values = [0.0, 0.2, 0.5, 0.75, 3.0, 1e12, 1e300];
        let mut levels = [7; 7];
        quantise(&values, 2.0, &mut levels);
        // 0.5 quanta lie in the middle of 0 and 1: the even one.
        assert_eq!(levels, [0, 0, 1, 2, 6, 2_000_000_000_000, 1 << 50]);
    }
}
