//! Series of the comparison: means with both errors, shares, percentiles with their intervals.

use super::build::{Against, Run};
use super::{SeriesDifference, StandsIn};
use crate::plan::{Both, Metric};
use crate::projection::build::share;
use crate::projection::rounding::rounded;
use crate::projection::series::{Ranks, Reading, place, scope_row};
use crate::projection::{Estimate, Scope};
use crate::results::{LevelDifference, Sides};
use rayon::prelude::*;

/// Percentiles that are reported, in order.
const LEVELS: [f64; 5] = [0.10, 0.25, 0.50, 0.75, 0.90];

pub(super) fn rows(base: Run<'_>, against: Against<'_>) -> Vec<SeriesDifference> {
    let ranks = Ranks::new(base.results.trials, &LEVELS);
    let hours = base.plan.timeline.hours();
    let pairs = against
        .pairing
        .series
        .par_iter()
        .zip(&against.paired.series);
    let rows = pairs.flat_map_iter(|(both, difference)| {
        let entry = Entry::new(base, against, *both);
        let read = Read::of(&entry, difference.as_deref(), &ranks);
        let metrics = entry.reported();
        let rows = metrics.into_iter().map(|metric| {
            let announced = entry.announced(metric);
            let gap = entry.announced_load();
            let reading = Reading::of(metric, &hours, &gap);
            row(
                entry.scope(),
                entry.stands_in(),
                (metric, &announced),
                &reading,
                &read,
                &ranks,
            )
        });
        rows.collect::<Vec<_>>()
    });
    let mut rows: Vec<SeriesDifference> = rows.collect();
    rows.sort_by_cached_key(|row| place(&row.scope, &row.metric));
    rows
}

/// A recorded series of both scenarios or of one.
struct Entry<'a> {
    base: Run<'a>,
    variant: Run<'a>,
    places: Both<(usize, usize)>,
    periods: usize,
}

impl<'a> Entry<'a> {
    fn new(base: Run<'a>, against: Against<'a>, places: Both<(usize, usize)>) -> Self {
        Self {
            base,
            variant: against.variant,
            places,
            periods: base.plan.timeline.periods(),
        }
    }

    /// Where it stands: the runs with their places, the base first.
    fn standing(&self) -> impl Iterator<Item = (Run<'a>, (usize, usize))> {
        let base = self.places.base.map(|place| (self.base, place));
        let variant = self.places.variant.map(|place| (self.variant, place));
        base.into_iter().chain(variant)
    }

    fn stands_in(&self) -> StandsIn {
        StandsIn::of(self.places)
    }

    fn scope(&self) -> Scope {
        // The variant's names count where it has one.
        let last = self.standing().last();
        let (run, (scope, _)) = last.unwrap_or((self.base, (0, 0)));
        scope_row(run.model, &run.plan.scopes[scope])
    }

    /// The metrics that are reported from it.
    fn reported(&self) -> Vec<Metric> {
        let standing = self.standing().next();
        let of = standing.map(|(run, (scope, series))| &run.plan.scopes[scope].series[series]);
        let reported = of.map(|series| series.reported.iter().map(|&(metric, _)| metric));
        reported.into_iter().flatten().collect()
    }

    /// A path of the variant less that of the base.
    fn difference(&self, path: impl Fn(Run<'a>, (usize, usize)) -> Option<&'a [f64]>) -> Vec<f64> {
        let mut difference = vec![0.0; self.periods];
        let base = self.places.base.and_then(|place| path(self.base, place));
        let variant = self
            .places
            .variant
            .and_then(|place| path(self.variant, place));
        for (sum, value) in difference.iter_mut().zip(variant.unwrap_or(&[])) {
            *sum += value;
        }
        for (sum, value) in difference.iter_mut().zip(base.unwrap_or(&[])) {
            *sum -= value;
        }
        difference
    }

    /// The announced path's difference.
    fn announced(&self, metric: Metric) -> Vec<f64> {
        self.difference(|run, (scope, series)| {
            let reported = &run.plan.scopes[scope].series[series].reported;
            let path = reported.iter().find(|(other, _)| *other == metric);
            path.map(|(_, path)| path.as_slice())
        })
    }

    /// The announced facility load's difference.
    fn announced_load(&self) -> Vec<f64> {
        self.difference(|run, (scope, _)| Some(&run.plan.scopes[scope].announced_load))
    }

    /// The standard error of the difference of two means with random numbers of their own.
    fn independent_se(&self, period: usize) -> f64 {
        let squares = self.standing().map(|(run, (scope, series))| {
            let (trials, cells) = (run.results.trials, &run.results.series[scope][series]);
            let (_, sd) = cells.mean_and_sd(period, trials);
            sd * sd / trials as f64
        });
        squares.sum::<f64>().sqrt()
    }
}

/// What a recorded difference came to in a period.
struct Read {
    mean: f64,
    sd: f64,
    independent_se: f64,
    sides: Sides,
    /// Told from the announced difference instead of zero.
    of_announced: Sides,
    /// Values at all ranks.
    values: Vec<f64>,
}

impl Read {
    /// All periods; without a table every trial agrees.
    fn of(entry: &Entry<'_>, difference: Option<&LevelDifference>, ranks: &Ranks) -> Vec<Self> {
        let at = |period| {
            let independent_se = entry.independent_se(period);
            let Some(difference) = difference else {
                let sides = Sides {
                    zero: ranks.trials,
                    ..Sides::default()
                };
                return Self {
                    mean: 0.0,
                    sd: 0.0,
                    independent_se,
                    sides,
                    of_announced: sides,
                    values: vec![0.0; ranks.sorted.len()],
                };
            };
            let (mean, sd) = difference.mean_and_sd(period, ranks.trials);
            Self {
                mean,
                sd,
                independent_se,
                sides: difference.sides(period),
                of_announced: difference.sides_of_announced(period),
                values: difference.at_ranks(period, ranks.trials, &ranks.sorted),
            }
        };
        (0..entry.periods).map(at).collect()
    }

    /// Shares of trials in which a metric is more and less in the variant.
    fn shares(&self, mirrored: bool, trials: u64) -> (Estimate, Estimate) {
        let (above, below) = if mirrored {
            (self.of_announced.below, self.of_announced.above)
        } else {
            (self.sides.above, self.sides.below)
        };
        (share(above, trials), share(below, trials))
    }
}

fn row(
    scope: Scope,
    stands_in: StandsIn,
    (metric, announced): (Metric, &[f64]),
    reading: &Reading,
    read: &[Read],
    ranks: &Ranks,
) -> SeriesDifference {
    let announced = announced.iter().copied().map(rounded).collect();
    let mut row = SeriesDifference::empty(scope, metric, stands_in, announced);
    let root = (ranks.trials as f64).sqrt();
    for (period, at) in read.iter().enumerate() {
        let (factor, offset) = (reading.factor[period], reading.offset[period]);
        let sd = at.sd * factor.abs();
        row.mean.push(rounded(offset + factor * at.mean));
        row.mean_se.push(rounded(sd / root));
        row.independent_se
            .push(rounded(at.independent_se * factor.abs()));
        row.sd.push(rounded(sd));
        let (above, below) = at.shares(reading.mirrored, ranks.trials);
        row.above.push(rounded(above.value));
        row.above_se.push(rounded(above.se));
        row.below.push(rounded(below.value));
        row.below_se.push(rounded(below.se));
        for (list, &position) in row.percentiles().into_iter().zip(ranks.order(reading)) {
            list.push(rounded(offset + factor * at.values[position]));
        }
    }
    row
}

impl SeriesDifference {
    fn empty(scope: Scope, metric: Metric, stands_in: StandsIn, announced: Vec<f64>) -> Self {
        let list = || Vec::with_capacity(announced.len());
        Self {
            scope,
            metric: metric.word().to_owned(),
            unit: metric.unit().to_owned(),
            stands_in,
            mean: list(),
            mean_se: list(),
            independent_se: list(),
            sd: list(),
            above: list(),
            above_se: list(),
            below: list(),
            below_se: list(),
            p10: list(),
            p25: list(),
            p50: list(),
            p75: list(),
            p90: list(),
            p10_lo: list(),
            p10_hi: list(),
            p50_lo: list(),
            p50_hi: list(),
            p90_lo: list(),
            p90_hi: list(),
            announced,
        }
    }

    /// Lists in the order of ranks: levels, then both ends of each interval.
    fn percentiles(&mut self) -> [&mut Vec<f64>; 11] {
        [
            &mut self.p10,
            &mut self.p25,
            &mut self.p50,
            &mut self.p75,
            &mut self.p90,
            &mut self.p10_lo,
            &mut self.p10_hi,
            &mut self.p50_lo,
            &mut self.p50_hi,
            &mut self.p90_lo,
            &mut self.p90_hi,
        ]
    }
}
