//! What an input tells of an outcome, from trials that were drawn for something else.
//!
//! With Y the outcome and X the input: Spearman's rank correlation; the first-order share
//! S = Var(E(Y | X)) / Var(Y); and the swing, the mean of Y in X's top third less that in its bottom
//! third. Of an event: Y where it happened against Y where not.
//!
//! E(Y | X) is fitted in bins of equal counts over the order of X, in each a straight line in the
//! logit of the rank's share, so that neither a slope nor a tail is lost inside a bin. With k + 1
//! fitted numbers, SSE what the fit leaves and SST all,
//!
//! ```text
//! S = 1 - (SSE / (n - k - 1)) / (SST / (n - 1))
//! ```
//!
//! which is free of the bias that k fitted numbers have where X tells nothing. Its error is that of a
//! ratio of means (the delta method): with f the fit, m the mean and R = 1 - S, the spread of
//! ((y - f)² - R (y - m)²) / Var(Y) over the root of n. That vanishes where S does; the error of the
//! fit, whose square is 2 k R² / n² there, takes its place: the spread holds twice that, which goes.

use super::{Estimate, order::centred_ranks};

/// Bins at most, and trials of a bin at least.
const BINS: usize = 32;
const OF_BIN: usize = 16;
/// The root of the number of trials over this is the number of bins, within bounds.
const PER_ROOT: f64 = 4.0;

/// An outcome, one number a trial, made ready to be held against inputs.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Value less the mean, and centred rank, of each trial.
    trials: Vec<[f64; 2]>,
    mean: f64,
    squares: f64,
    rank_squares: f64,
}

/// What an input tells of an outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
    /// Spearman's rank correlation.
    pub rank_correlation: Estimate,
    /// First-order share of the outcome's variance; by chance a little below zero.
    pub share: Estimate,
    /// The swing, in the outcome's unit.
    pub swing: Estimate,
    /// The two means that it is between.
    pub ends: [f64; 2],
}

impl Outcome {
    /// Makes an outcome ready; `None` where it does not vary, or has fewer than three trials.
    #[must_use]
    pub fn new(values: &[f64]) -> Option<Self> {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let ranks = centred_ranks(values);
        let trials = values.iter().zip(ranks);
        let trials: Vec<[f64; 2]> = trials.map(|(value, rank)| [value - mean, rank]).collect();
        let sum = |at: usize| trials.iter().map(|of| of[at] * of[at]).sum();
        let (squares, rank_squares): (f64, f64) = (sum(0), sum(1));
        let varies = rank_squares > 0.0 && squares > 0.0;
        (varies && trials.len() > 2).then_some(Self {
            trials,
            mean,
            squares,
            rank_squares,
        })
    }

    /// Its mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Its standard deviation.
    #[must_use]
    pub fn sd(&self) -> f64 {
        (self.squares / (self.trials.len() as f64 - 1.0).max(1.0)).sqrt()
    }

    /// Its mean squared distance from the mean: of a chance p, p (1 - p).
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.squares / self.trials.len() as f64
    }
}

/// How so many trials are fitted: the bins, and the regressor within each.
#[derive(Clone, Debug)]
pub struct Bins {
    /// Where each bin begins, and then the number of trials.
    starts: Vec<usize>,
    /// The logit of the rank's share, less its mean in the bin; divided so that its squares in a
    /// bin add up to 1.
    slopes: Vec<f64>,
}

impl Bins {
    /// For `n` trials.
    #[must_use]
    pub fn new(n: usize) -> Self {
        let most = (n / OF_BIN).clamp(1, BINS);
        let bins = (((n as f64).sqrt() / PER_ROOT) as usize).clamp(1, most);
        let starts: Vec<usize> = (0..=bins).map(|bin| bin * n / bins).collect();
        let logit = |rank: usize| {
            let share = (rank as f64 + 0.5) / n as f64;
            libm::log(share / (1.0 - share))
        };
        let mut slopes: Vec<f64> = (0..n).map(logit).collect();
        for bin in starts.windows(2) {
            let slopes = &mut slopes[bin[0]..bin[1]];
            let mean = slopes.iter().sum::<f64>() / slopes.len() as f64;
            for slope in slopes.iter_mut() {
                *slope -= mean;
            }
            let length = slopes.iter().map(|slope| slope * slope).sum::<f64>().sqrt();
            if length > 0.0 {
                for slope in slopes.iter_mut() {
                    *slope /= length;
                }
            }
        }
        Self { starts, slopes }
    }

    /// The least that the error of a share can be, but for a factor of 1 less the share.
    #[must_use]
    pub fn least_error(&self) -> f64 {
        least_error(self.numbers(), self.slopes.len())
    }

    /// Numbers that are fitted beside the mean.
    fn numbers(&self) -> usize {
        2 * (self.starts.len() - 1) - 1
    }

    fn ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        self.starts.windows(2).map(|bin| bin[0]..bin[1])
    }
}

/// The share alone, as [`told_by_order`] has it, at a part of the cost.
#[must_use]
pub fn share_by_order(order: &[u32], outcome: &Outcome, bins: &Bins) -> f64 {
    let mut told = 0.0;
    for bin in bins.ranges() {
        let (places, slopes) = (&order[bin.clone()], &bins.slopes[bin]);
        let (mut sum, mut along) = (0.0, 0.0);
        for (&place, slope) in places.iter().zip(slopes) {
            let value = outcome.trials[place as usize][0];
            sum += value;
            along += value * slope;
        }
        told += sum * (sum / places.len() as f64) + along * along;
    }
    let left = (outcome.squares - told).max(0.0);
    1.0 - unbiased_rest(left, outcome, bins.numbers())
}

/// Of the variance what a fit of so many numbers beside the mean leaves, without the bias of that.
fn unbiased_rest(left: f64, outcome: &Outcome, numbers: usize) -> f64 {
    let n = outcome.trials.len() as f64;
    let freedom = (n - 1.0 - numbers as f64).max(1.0);
    (left / freedom) / (outcome.squares / (n - 1.0))
}

/// What an input tells whose trials stand in `order`, ascending.
#[must_use]
pub fn told_by_order(order: &[u32], outcome: &Outcome, bins: &Bins) -> Told {
    let n = order.len();
    let sorted: Vec<[f64; 2]> = order
        .iter()
        .map(|&trial| outcome.trials[trial as usize])
        .collect();
    let mut fitted = Fitted::new(outcome, bins.numbers());
    for bin in bins.ranges() {
        let (trials, slopes) = (&sorted[bin.clone()], &bins.slopes[bin]);
        let (mut sum, mut along) = (0.0, 0.0);
        for (trial, slope) in trials.iter().zip(slopes) {
            sum += trial[0];
            along += trial[0] * slope;
        }
        let mean = sum / trials.len() as f64;
        for (trial, slope) in trials.iter().zip(slopes) {
            fitted.add(trial[0], mean + along * slope);
        }
    }
    let middle = 0.5 * (n as f64 - 1.0);
    let ranks = (0..n).map(|rank| rank as f64 - middle);
    let rank_correlation = rank_correlation(outcome, || {
        ranks.clone().zip(sorted.iter().map(|trial| trial[1]))
    });
    let (swing, ends) = swing_of_thirds(&sorted);
    Told {
        rank_correlation,
        share: fitted.share(),
        swing,
        ends: ends.map(|end| outcome.mean + end),
    }
}

/// The swing between the ends of what is sorted by the input. Where the thirds end is told from
/// the same trials, which counts in the error: with s² the spread in a third, d its mean less the
/// outcome at its border, both of the thirds, the error's square is
/// (3 s² + 2 d² + 3 s'² + 2 d'² + 2 d d') / n.
fn swing_of_thirds(sorted: &[[f64; 2]]) -> (Estimate, [f64; 2]) {
    let n = sorted.len();
    let third = n / 3;
    let near = (n / 2 / BINS).max(1);
    let border = |at: usize| mean(&sorted[at.saturating_sub(near)..(at + near).min(n)]).0;
    let (low, high) = (&sorted[..third], &sorted[n - third..]);
    let ((below, from), (above, to)) = (mean(low), mean(high));
    let (d, e) = (below - border(third), above - border(n - third));
    let moved = 2.0 * (d * d + e * e + d * e) / n as f64;
    let swing = Estimate {
        value: above - below,
        se: (from + to + moved).sqrt(),
    };
    (swing, [below, above])
}

/// The share alone, as [`told_by_groups`] has it, at a part of the cost; and the least that its
/// error can be, but for a factor of 1 less the share.
#[must_use]
pub fn share_by_groups(group_of: &[u8], outcome: &Outcome) -> Option<(f64, f64)> {
    let count = usize::from(group_of.iter().copied().max()?) + 1;
    let mut groups = vec![(0.0, 0_u32); count];
    for (&group, trial) in group_of.iter().zip(&outcome.trials) {
        let (sum, trials) = &mut groups[usize::from(group)];
        *sum += trial[0];
        *trials += 1;
    }
    if groups.iter().filter(|(_, trials)| *trials > 1).count() < 2 {
        return None;
    }
    let filled = groups.iter().filter(|(_, trials)| *trials > 0);
    let numbers = filled.clone().count() - 1;
    let told: f64 = filled
        .map(|(sum, trials)| sum * (sum / f64::from(*trials)))
        .sum();
    let left = (outcome.squares - told).max(0.0);
    let share = 1.0 - unbiased_rest(left, outcome, numbers);
    Some((share, least_error(numbers, outcome.trials.len())))
}

/// The root of 2 k over n: the error of the share of an input that tells nothing.
fn least_error(numbers: usize, trials: usize) -> f64 {
    (2.0 * numbers as f64).sqrt() / trials as f64
}

/// The centred rank that all trials of each group share.
fn ranks_of_groups(groups: &[Vec<[f64; 2]>]) -> Vec<f64> {
    let n: usize = groups.iter().map(Vec::len).sum();
    let middle = 0.5 * (n as f64 - 1.0);
    let mut before = 0;
    let ranks = groups.iter().map(|group| {
        let mean = before as f64 + 0.5 * (group.len() as f64 - 1.0);
        before += group.len();
        mean - middle
    });
    ranks.collect()
}

/// What a choice tells: `group_of` says which of some groups each trial is in. The swing is the
/// mean of the group `to` less that of the group `from`. `None` where fewer than two groups have
/// two trials.
#[must_use]
pub fn told_by_groups(
    group_of: &[u8],
    outcome: &Outcome,
    ends: impl FnOnce(&[f64]) -> (usize, usize),
) -> Option<Told> {
    let count = usize::from(group_of.iter().copied().max()?) + 1;
    let mut groups: Vec<Vec<[f64; 2]>> = vec![Vec::new(); count];
    for (&group, trial) in group_of.iter().zip(&outcome.trials) {
        groups[usize::from(group)].push(*trial);
    }
    if groups.iter().filter(|group| group.len() > 1).count() < 2 {
        return None;
    }
    let filled = groups.iter().filter(|group| !group.is_empty()).count();
    let means: Vec<f64> = groups
        .iter()
        .map(|group| group.iter().map(|trial| trial[0]).sum::<f64>() / group.len() as f64)
        .collect();
    let mut fitted = Fitted::new(outcome, filled - 1);
    for (&group, trial) in group_of.iter().zip(&outcome.trials) {
        fitted.add(trial[0], means[usize::from(group)]);
    }
    let ranks = ranks_of_groups(&groups);
    let rank_correlation = rank_correlation(outcome, || {
        let of_outcome = outcome.trials.iter().map(|trial| trial[1]);
        let of_groups = group_of.iter().map(|&group| ranks[usize::from(group)]);
        of_groups.zip(of_outcome)
    });
    let (from, to) = ends(&means);
    Some(Told {
        rank_correlation,
        share: fitted.share(),
        swing: swing(&groups[from], &groups[to]),
        ends: [from, to].map(|group| outcome.mean + means[group]),
    })
}

/// What an event tells, which happened in some trials: two groups, with the swing from where it did
/// not happen to where it did.
#[must_use]
pub fn told_by_event(happened: &[u8], outcome: &Outcome) -> Option<Told> {
    told_by_groups(happened, outcome, |_| (0, 1))
}

/// The mean of one group less that of another.
fn swing(from: &[[f64; 2]], to: &[[f64; 2]]) -> Estimate {
    let (low, below) = mean(from);
    let (high, above) = mean(to);
    Estimate {
        value: high - low,
        se: (below + above).sqrt(),
    }
}

/// Mean and the square of its error.
fn mean(trials: &[[f64; 2]]) -> (f64, f64) {
    let n = trials.len() as f64;
    let mean = trials.iter().map(|trial| trial[0]).sum::<f64>() / n;
    let scatter = |trial: &[f64; 2]| (trial[0] - mean) * (trial[0] - mean);
    let squares = trials.iter().map(scatter).sum::<f64>();
    (mean, squares / (n - 1.0).max(1.0) / n)
}

/// Pearson's correlation of centred ranks, with the delta method's error.
fn rank_correlation<I>(outcome: &Outcome, pairs: impl Fn() -> I) -> Estimate
where
    I: Iterator<Item = (f64, f64)>,
{
    let (mut squares, mut products) = (0.0, 0.0);
    for (input, rank) in pairs() {
        squares += input * input;
        products += input * rank;
    }
    let n = outcome.trials.len() as f64;
    let (of_input, of_outcome) = ((squares / n).sqrt(), (outcome.rank_squares / n).sqrt());
    let value = products / n / (of_input * of_outcome);
    let mut spread = 0.0;
    for (input, rank) in pairs() {
        let (x, y) = (input / of_input, rank / of_outcome);
        let one = x * y - 0.5 * value * (x * x + y * y);
        spread += one * one;
    }
    Estimate {
        value,
        se: spread.sqrt() / n,
    }
}

/// Sums over trials of what a fit leaves.
struct Fitted<'a> {
    outcome: &'a Outcome,
    /// Numbers that the fit has beside the mean.
    numbers: usize,
    left: f64,
    /// Of (y - f)⁴, (y - f)² (y - m)² and (y - m)⁴.
    fourth: [f64; 3],
}

impl<'a> Fitted<'a> {
    fn new(outcome: &'a Outcome, numbers: usize) -> Self {
        Self {
            outcome,
            numbers,
            left: 0.0,
            fourth: [0.0; 3],
        }
    }

    /// Adds a trial: its distance from the mean, and the fit's.
    #[inline]
    fn add(&mut self, value: f64, fit: f64) {
        let left = (value - fit) * (value - fit);
        let all = value * value;
        self.left += left;
        self.fourth[0] += left * left;
        self.fourth[1] += left * all;
        self.fourth[2] += all * all;
    }

    fn share(&self) -> Estimate {
        let n = self.outcome.trials.len() as f64;
        let rest = unbiased_rest(self.left, self.outcome, self.numbers);
        let variance = self.outcome.variance();
        let [ll, la, aa] = self.fourth;
        let spread = (ll - 2.0 * rest * la + rest * rest * aa) / n / (variance * variance);
        let of_fit = 2.0 * self.numbers as f64 * (rest / n) * (rest / n);
        let square = (spread / n - 2.0 * of_fit).max(0.0) + of_fit;
        Estimate {
            value: 1.0 - rest,
            se: square.sqrt(),
        }
    }
}
