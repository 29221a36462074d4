//! What a phase is lost to, trial by trial, and what comes of it where it is not.

use super::dates::{DateCounts, day_counted};
use super::view::View;
use crate::plan::{Column, Rung, Strikes};

/// What a phase's trials came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttritionResult {
    /// For each rung of its ladder.
    pub rungs: Vec<RungResult>,
    /// Trials in which it comes.
    pub comes: u64,
    shares: Shares,
}

/// What was lost to one cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RungResult {
    /// Trials.
    pub lost: u64,
    /// Of a gate, the days on which it struck.
    pub days: DateCounts,
}

/// Sums of shares and of their squares, in whole parts: exact in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shares {
    count: u64,
    sum: i128,
    squares: i128,
}

/// Shares are summed in this part.
const PER_ONE: f64 = 1_073_741_824.0;
/// A larger share counts as this many.
const MOST: f64 = 1e6;

impl AttritionResult {
    pub(super) fn of(ladder: &[Rung]) -> Self {
        Self {
            rungs: vec![RungResult::default(); ladder.len()],
            ..Self::default()
        }
    }

    pub(super) fn record(
        &mut self,
        block: View<'_>,
        ladder: &[Rung],
        fate: Column,
        share: Option<Column>,
    ) {
        let shares = share.map(|share| block.column(share));
        for (trial, &fate) in block.column(fate).iter().enumerate() {
            if fate == 0.0 {
                self.comes += 1;
                if let Some(shares) = shares {
                    self.shares.add(shares[trial]);
                }
                continue;
            }
            let at = |column: Column| block.column(column)[trial];
            if let Some((index, finish)) = struck(ladder, at) {
                let rung = &mut self.rungs[index];
                rung.lost += 1;
                if let Some(day) = finish.and_then(day_counted) {
                    rung.days.add_day(day);
                }
            }
        }
    }

    /// Mean share of the announced GPUs that come in the trials in which it comes, and its standard
    /// error; `None` if it never does, or where nothing acts on its size.
    #[must_use]
    pub fn mean_share(&self) -> Option<(f64, f64)> {
        let n = self.shares.count as f64;
        if self.shares.count == 0 {
            return None;
        }
        let mean = self.shares.sum as f64 / n;
        let scatter = (self.shares.squares as f64 - mean * mean * n).max(0.0);
        let se = if self.shares.count > 1 {
            (scatter / (n - 1.0) / n).sqrt()
        } else {
            0.0
        };
        Some((mean / PER_ONE, se / PER_ONE))
    }
}

impl Shares {
    fn add(&mut self, share: f64) {
        let parts = (share.clamp(0.0, MOST) * PER_ONE + 0.5) as i128;
        self.count += 1;
        self.sum += parts;
        self.squares += parts * parts;
    }
}

/// The first rung that strikes in a trial, and of a gate when: rungs in their order, gates among
/// themselves by when they strike.
fn struck(ladder: &[Rung], at: impl Fn(Column) -> f64) -> Option<(usize, Option<f64>)> {
    let mut gate: Option<(usize, f64)> = None;
    for (index, rung) in ladder.iter().enumerate() {
        match rung.strikes {
            Strikes::Unless(column) if at(column) != 1.0 => return Some((index, None)),
            Strikes::Where(column) if at(column) == 1.0 => return Some((index, None)),
            Strikes::Gate { passed, finish } => {
                let finish = at(finish);
                let earliest = gate.map_or(f64::INFINITY, |(_, before)| before);
                if at(passed) != 1.0 && finish < earliest {
                    gate = Some((index, finish));
                }
            }
            Strikes::Never(date) if gate.is_none() && at(date) == f64::INFINITY => {
                return Some((index, None));
            }
            _ => {}
        }
    }
    gate.map(|(index, finish)| (index, Some(finish)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Loss;

    #[test]
    fn what_has_no_date_strikes_first_then_gates_by_date_then_waits() {
        let rung = |strikes| Rung {
            loss: Loss::Power,
            strikes,
        };
        let gate = |passed| Strikes::Gate {
            passed,
            finish: passed + 1,
        };
        let ladder = [
            rung(Strikes::Unless(0)),
            rung(Strikes::Where(1)),
            rung(gate(2)),
            rung(gate(4)),
            rung(Strikes::Never(6)),
        ];
        let never = f64::INFINITY;
        for (columns, known) in [
            ([0.0, 1.0, 0.0, 5.0, 0.0, 4.0, never], Some((0, None))),
            ([1.0, 1.0, 0.0, 5.0, 0.0, 4.0, never], Some((1, None))),
            ([1.0, 0.0, 0.0, 5.0, 0.0, 4.0, never], Some((3, Some(4.0)))),
            ([1.0, 0.0, 0.0, 5.0, 1.0, 4.0, 9.0], Some((2, Some(5.0)))),
            // A gate at the end of what never ends is not reached.
            ([1.0, 0.0, 0.0, never, 1.0, 4.0, never], Some((4, None))),
            ([1.0, 0.0, 1.0, 5.0, 1.0, 4.0, 9.0], None),
        ] {
            assert_eq!(struck(&ladder, |column| columns[column]), known);
        }
    }
}
