//! Handing out chips: first come, first served.
//!
//! Each request has an interval of all deliveries, [C, C + size], C being what was asked for before
//! it. Its first chips come as deliveries rise above C, its last as they reach C + size.

use crate::plan::{BLOCK, Column, PoolPlan, Request};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Deliveries may fall short of the end of an interval by this share: sizes that add up to a total
/// as written must be served by it.
const ROUNDING: f64 = 1e-12;

/// Who is next: what does not run after what does, then by date, then by place in the list.
type Turn = Reverse<(bool, u64, usize)>;

/// A trial's requests while they are served.
#[derive(Default)]
struct Serving {
    queue: BinaryHeap<Turn>,
    knots: Vec<(f64, f64)>,
    /// Of renewals when they are wanted, by the place of the request.
    dates: Vec<f64>,
    /// Of renewals the share of what they renew that came at all.
    shares: Vec<f64>,
}

/// Works out who has which deliveries when.
pub(super) fn hand_out(pool: &PoolPlan, columns: &mut [f64]) {
    let count = pool.requests.len();
    let mut serving = Serving {
        dates: vec![f64::INFINITY; count],
        shares: vec![1.0; count],
        ..Serving::default()
    };
    for trial in 0..BLOCK {
        serving.serve(pool, columns, trial);
    }
}

impl Serving {
    fn serve(&mut self, pool: &PoolPlan, columns: &mut [f64], trial: usize) {
        let read = |columns: &[f64], column: Column| columns[column * BLOCK + trial];
        self.knots.clear();
        let curve = pool.curve.knots.iter();
        self.knots
            .extend(curve.map(|&(date, value)| (date, read(columns, value))));
        let first = pool.requests.iter().enumerate();
        let first = first.filter(|(_, request)| request.renewal.is_none());
        self.queue.extend(first.map(|(index, request)| {
            Reverse((!request.fact, ordered(read(columns, request.date)), index))
        }));
        let mut before = 0.0;
        while let Some(Reverse((_, _, index))) = self.queue.pop() {
            let request = &pool.requests[index];
            let amount = self.asked(request, index, |column| read(columns, column));
            let (from, first, last) = if amount > 0.0 {
                let first = rises_above(&self.knots, before);
                (before, first, reaches(&self.knots, before + amount))
            } else {
                (f64::NEG_INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY)
            };
            before += amount;
            let mut set = |column: Column, value: f64| columns[column * BLOCK + trial] = value;
            set(request.before, from);
            set(request.first, first);
            set(request.last, last);
            set(request.amount, amount);
            if request.renewal.is_some() {
                set(request.date, self.dates[index]);
            }
            let mut begun = self.dates[index].max(first);
            if let Some(served) = request.served {
                let service = read(columns, served.service).max(first);
                let fate = read(columns, served.fate);
                let in_vain = fate == 0.0 && first == f64::INFINITY;
                let mut set = |column: Column, value: f64| columns[column * BLOCK + trial] = value;
                set(served.service_out, service);
                set(served.fate_out, if in_vain { 3.0 } else { fate });
                begun = service;
            }
            let Some(renewal) = pool
                .requests
                .get(index + 1)
                .and_then(|next| next.renewal.as_ref())
            else {
                continue;
            };
            let since = renewal.since.map_or(begun, |since| read(columns, since));
            let date = since + read(columns, renewal.life);
            let share = self.came(request, (index, from, amount), |column| {
                read(columns, column)
            });
            self.dates[index + 1] = date;
            self.shares[index + 1] = share;
            self.queue.push(Reverse((true, ordered(date), index + 1)));
        }
    }

    /// GPUs that a request is for.
    fn asked(&self, request: &Request, index: usize, at: impl Fn(Column) -> f64) -> f64 {
        let (date, size, takes) = if let Some(renewal) = &request.renewal {
            let date = self.dates[index];
            let ordered = date - renewal.lead.map_or(0.0, &at);
            let options = renewal.options.iter();
            let begun = options.filter(|(from, ..)| *from <= ordered).count();
            let (_, size, takes) = renewal.options[begun.max(1) - 1];
            (date, at(size) * self.shares[index], takes)
        } else {
            (at(request.date), at(request.size), request.takes)
        };
        if !takes.is_none_or(|takes| at(takes) == 1.0) || date == f64::INFINITY {
            return 0.0;
        }
        (size - request.less.map_or(0.0, &at)).max(0.0)
    }

    /// The share of its full size that ever comes of what a request is for.
    fn came(
        &self,
        request: &Request,
        (index, before, amount): (usize, f64, f64),
        at: impl Fn(Column) -> f64,
    ) -> f64 {
        let whole = if request.renewal.is_some() {
            self.shares[index]
        } else {
            1.0
        };
        let takes = request.takes.is_none_or(|takes| at(takes) == 1.0);
        if request.fact || !takes || (amount <= 0.0 && request.less.is_none()) {
            return whole;
        }
        let all = self.knots.last().map_or(0.0, |&(_, all)| all);
        let got = if amount > 0.0 {
            (all - before).clamp(0.0, amount)
        } else {
            0.0
        };
        let Some(less) = request.less.map(&at) else {
            return whole * got / amount;
        };
        let size = at(request.size).max(less);
        if size > 0.0 {
            (less + got) / size
        } else {
            whole
        }
    }
}

/// A number that is ordered as the date is.
fn ordered(date: f64) -> u64 {
    let bits = date.to_bits();
    if bits >> 63 == 0 {
        bits | 1 << 63
    } else {
        !bits
    }
}

/// The instant at which a growing curve rises above a level.
fn rises_above(knots: &[(f64, f64)], level: f64) -> f64 {
    let mut before: Option<(f64, f64)> = None;
    for &(date, value) in knots {
        if value > level {
            return before.map_or(date, |(from, was)| {
                from + (date - from) * ((level - was) / (value - was))
            });
        }
        before = Some((date, value));
    }
    f64::INFINITY
}

/// The instant at which a growing curve reaches a level above zero.
fn reaches(knots: &[(f64, f64)], level: f64) -> f64 {
    let mut before: Option<(f64, f64)> = None;
    for &(date, value) in knots {
        if value >= level * (1.0 - ROUNDING) {
            return before.map_or(date, |(from, was)| {
                from + (date - from) * ((level - was) / (value - was)).min(1.0)
            });
        }
        before = Some((date, value));
    }
    f64::INFINITY
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOTS: [(f64, f64); 4] = [(100.0, 10.0), (200.0, 30.0), (300.0, 30.0), (400.0, 40.0)];

    #[test]
    fn a_level_is_left_and_reached_on_the_straight_between_two_dates() {
        let never = f64::INFINITY;
        let left = [0.0, 10.0, 20.0, 30.0, 35.0, 40.0].map(|level| rises_above(&KNOTS, level));
        assert_eq!(left, [100.0, 100.0, 150.0, 300.0, 350.0, never]);
        let reached = [5.0, 10.0, 20.0, 30.0, 35.0, 40.0, 41.0].map(|level| reaches(&KNOTS, level));
        assert_eq!(reached, [100.0, 100.0, 150.0, 200.0, 350.0, 400.0, never]);
        assert_eq!(reaches(&KNOTS, 40.0 + 1e-12), 400.0);
    }

    #[test]
    fn dates_before_and_after_1970_stand_in_their_order() {
        let dates = [f64::NEG_INFINITY, -3.0, -0.5, 0.0, 1.0, 2e4, f64::INFINITY];
        let ordered: Vec<u64> = dates.iter().map(|&date| ordered(date)).collect();
        assert!(ordered.is_sorted_by(|a, b| a < b));
    }
}
