//! What chips come from, for finding what two plans have in common.

use super::{Key, NONE, Numbers};
use crate::plan::{Column, PhaseBuild, PoolPlan};

impl Numbers<'_> {
    /// Numbers what a pool's step writes.
    pub(super) fn hand_out(&mut self, pool: &PoolPlan, columns: &mut [u64]) {
        let at = |column: Option<Column>| column.map_or(NONE, |column| columns[column]);
        let mut key = vec![17, pool.curve.knots.len() as u64];
        let knots = pool.curve.knots.iter();
        key.extend(knots.flat_map(|&(date, value)| [date.to_bits(), columns[value]]));
        for request in &pool.requests {
            key.push(u64::from(request.fact));
            if let Some(renewal) = &request.renewal {
                key.extend([
                    19,
                    at(Some(renewal.life)),
                    at(renewal.since),
                    at(renewal.lead),
                ]);
                key.push(renewal.options.len() as u64);
                for &(from, size, takes) in &renewal.options {
                    key.extend([from.to_bits(), columns[size], at(takes)]);
                }
            } else {
                key.extend([Some(request.date), Some(request.size)].map(at));
            }
            key.push(at(request.less));
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
}

/// How a build's GPUs leave, fail, follow others, and what they have of a pool.
pub(super) fn ageing(build: &PhaseBuild, at: impl Fn(Column) -> u64 + Copy, key: &mut Key) {
    let follows = build.follows.map_or(NONE, |follows| follows.build as u64);
    let failures = build.failures;
    key.extend([follows, build.life.map_or(NONE, at)]);
    key.push(build.follows.map_or(NONE, |follows| at(follows.ratio)));
    key.push(failures.map_or(NONE, |(rate, _)| at(rate)));
    key.push(failures.and_then(|(_, spares)| spares).map_or(NONE, at));
    // Which pool it is, too, is told by these.
    let drawn = build.drawn.as_ref();
    key.extend(drawn.map_or([NONE; 2], |drawn| [at(drawn.before), at(drawn.last)]));
}
