//! How a change is shared out over the steps that make it.
//!
//! Up to [`EXACT`] steps have the shares of Shapley ("A value for n-person games", 1953): a step's
//! is what it adds to the steps before it, averaged over all orders in which the steps can be
//! taken. These are the only shares that add up to the change, are equal for steps that are
//! interchangeable, are zero for a step that never changes anything, and add up over sums of games.
//! More steps are each taken first and each taken last; the mean of the two is their share, and
//! what is left of the change is theirs together.

use serde::{Deserialize, Serialize};

/// Steps that have their exact shares: 2⁸ runs.
pub const EXACT: usize = 8;
/// The most steps.
pub const MOST: usize = 64;

/// How a change is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Shapley's shares, over all subsets.
    Shapley,
    /// Each step first and each step last.
    BothOrders,
}

/// The runs that a sharing out needs, and what it makes of their values.
#[derive(Clone, Debug, PartialEq)]
pub struct Game {
    /// How.
    pub method: Method,
    /// The sets of steps that are run, a bit a step; the first has none, the last all.
    pub sets: Vec<u64>,
    /// For each step the weight of each run; then those of "together", where it has such.
    pub weights: Vec<Vec<f64>>,
}

impl Game {
    /// The game of so many steps, [`MOST`] at most.
    ///
    /// # Panics
    ///
    /// With more steps.
    ///
    /// ```
    /// use capcast::explanation::game::Game;
    ///
    /// // Two steps that do the same, one of which is enough: each has half of what they do.
    /// let game = Game::new(2);
    /// assert_eq!(game.sets, [0b00, 0b01, 0b10, 0b11]);
    /// assert_eq!(game.shares(&[0.0, 6.0, 6.0, 6.0]), [3.0, 3.0]);
    /// ```
    #[must_use]
    pub fn new(steps: usize) -> Self {
        assert!(steps <= MOST, "{steps} steps");
        if steps <= EXACT {
            Self::shapley(steps)
        } else {
            Self::both_orders(steps)
        }
    }

    fn shapley(steps: usize) -> Self {
        let sets: Vec<u64> = (0..1 << steps).collect();
        let weights = (0..steps)
            .map(|step| {
                let weight = |set: &u64| {
                    let size = set.count_ones() as usize;
                    if set >> step & 1 == 1 {
                        orders(steps, size - 1)
                    } else {
                        -orders(steps, size)
                    }
                };
                sets.iter().map(weight).collect()
            })
            .collect();
        Self {
            method: Method::Shapley,
            sets,
            weights,
        }
    }

    fn both_orders(steps: usize) -> Self {
        let all = u64::MAX >> (64 - steps);
        let mut sets = vec![0];
        sets.extend((0..steps).map(|step| 1 << step));
        sets.extend((0..steps).map(|step| all & !(1 << step)));
        sets.push(all);
        let last = sets.len() - 1;
        let mut weights: Vec<Vec<f64>> = (0..steps)
            .map(|step| {
                let mut row = vec![0.0; sets.len()];
                (row[0], row[1 + step]) = (-0.5, 0.5);
                (row[1 + steps + step], row[last]) = (-0.5, 0.5);
                row
            })
            .collect();
        let together = (0..sets.len()).map(|run| {
            let whole = f64::from(i8::from(run == last) - i8::from(run == 0));
            whole - weights.iter().map(|row| row[run]).sum::<f64>()
        });
        let together = together.collect();
        weights.push(together);
        Self {
            method: Method::BothOrders,
            sets,
            weights,
        }
    }

    /// What each step adds, of the values of the runs; then what they add together, where that is
    /// apart. They add up to the last value less the first, but for rounding.
    #[must_use]
    pub fn shares(&self, values: &[f64]) -> Vec<f64> {
        let share = |row: &Vec<f64>| {
            row.iter()
                .zip(values)
                .map(|(weight, value)| weight * value)
                .sum()
        };
        self.weights.iter().map(share).collect()
    }
}

/// The share of all orders of `steps` steps in which just so many given ones come before a given
/// one: s! (n - s - 1)! / n!.
fn orders(steps: usize, before: usize) -> f64 {
    // n choose s, times n - s.
    let mut count = steps as f64;
    for chosen in 0..before {
        count *= (steps - 1 - chosen) as f64 / (chosen + 1) as f64;
    }
    1.0 / count
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of all subsets of a game.
    fn values(game: &Game, value: impl Fn(u64) -> f64) -> Vec<f64> {
        game.sets.iter().map(|&set| value(set)).collect()
    }

    /// Shares by going through every order, which is what they are by definition.
    fn by_orders(steps: usize, value: &dyn Fn(u64) -> f64) -> Vec<f64> {
        fn walk(order: &[usize], value: &dyn Fn(u64) -> f64, sums: &mut [f64]) {
            let mut set = 0;
            for &step in order {
                sums[step] += value(set | 1 << step) - value(set);
                set |= 1 << step;
            }
        }
        let mut sums = vec![0.0; steps];
        let mut order: Vec<usize> = (0..steps).collect();
        let mut count = 0.0;
        permute(&mut order, 0, &mut |order| {
            walk(order, value, &mut sums);
            count += 1.0;
        });
        sums.iter().map(|sum| sum / count).collect()
    }

    fn permute(order: &mut Vec<usize>, from: usize, see: &mut dyn FnMut(&[usize])) {
        if from == order.len() {
            return see(order);
        }
        for place in from..order.len() {
            order.swap(from, place);
            permute(order, from + 1, see);
            order.swap(from, place);
        }
    }

    #[test]
    fn shares_are_the_means_over_all_orders() {
        for steps in 0..=6 {
            // Any function of the set will do; this one has interactions of every size.
            let value = |set: u64| libm::fmod((set * set) as f64 * 37.77, 101.0) - 5.0;
            let game = Game::new(steps);
            let shares = game.shares(&values(&game, value));
            let expected = by_orders(steps, &value);
            for (share, expected) in shares.iter().zip(&expected) {
                assert!(
                    (share - expected).abs() < 1e-9,
                    "{steps}: {share} {expected}"
                );
            }
        }
    }

    #[test]
    fn what_adds_up_has_its_own_and_what_does_nothing_has_nothing() {
        let own = [3.0, -2.0, 0.0, 7.0, 0.5, 1.0, 2.0, 4.0, 8.0];
        for steps in [4, 8, 9] {
            let game = Game::new(steps);
            let sum = |set: u64| {
                let steps = own.iter().enumerate();
                steps
                    .filter(|(step, _)| set >> step & 1 == 1)
                    .map(|(_, own)| own)
                    .sum()
            };
            let shares = game.shares(&values(&game, sum));
            for (share, own) in shares.iter().zip(&own[..steps]) {
                assert!((share - own).abs() < 1e-12);
            }
            assert!(
                shares
                    .get(steps)
                    .is_none_or(|together| together.abs() < 1e-12)
            );
        }
    }

    #[test]
    fn shares_of_many_steps_add_up_with_what_they_do_together() {
        let steps = 11;
        let game = Game::new(steps);
        assert_eq!(game.method, Method::BothOrders);
        assert_eq!(game.sets.len(), 2 * steps + 2);
        // The first two do something only together.
        let value =
            |set: u64| f64::from(u8::from(set & 3 == 3)) * 10.0 + f64::from(set.count_ones());
        let shares = game.shares(&values(&game, value));
        assert!((shares.iter().sum::<f64>() - 21.0).abs() < 1e-9);
        // First it adds 1, last 11: each has 6 of the 12, and nothing is left.
        assert_eq!((shares[0], shares[1], shares[2]), (6.0, 6.0, 1.0));
        assert!(shares[steps].abs() < 1e-9);
        // Three that need each other leave a rest: 5 each at the mean, of 10.
        let value = |set: u64| f64::from(u8::from(set & 7 == 7)) * 10.0;
        let shares = game.shares(&values(&game, value));
        assert_eq!(shares[..4], [5.0, 5.0, 5.0, 0.0]);
        assert!((shares[steps] + 5.0).abs() < 1e-9);
        assert_eq!(Game::new(64).sets.len(), 130);
    }
}
