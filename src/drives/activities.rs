//! Activities and their links: rank correlations with the network's end, and which links drive.

use super::TRIALS;
use crate::model::{Activity, ActivityState, LinkFrom, Milestone, Model, PhaseState, Schedule};
use crate::plan::{BLOCK, Column, NetworkPlan, Plan};
use crate::projection::rounding::rounded;
use crate::projection::{LinkRow, Projection};
use crate::results::Block;
use crate::stats::{centred_ranks, correlation_of_centred};
use rayon::prelude::*;

/// Trials whose activities are ranked: ranks are taken within each block, and the correlations of
/// blocks averaged.
const RANKED: u64 = TRIALS / 2;
/// A block with fewer trials in which the network ends has no correlation.
const FEWEST: usize = 8;

/// The networks of a plan.
pub(super) struct Networks {
    of_phases: Vec<Network>,
}

/// The network of one phase.
struct Network {
    site: String,
    phase: String,
    /// Index of the phase in the plan.
    index: usize,
    plan: NetworkPlan,
    activities: Vec<Tally>,
    /// Trials in which all that it waits for comes.
    ended: u64,
}

/// What is counted of an activity.
struct Tally {
    /// Start and finish, where both are known.
    span: Option<(Column, Column)>,
    links: Vec<LinkTally>,
    /// Correlations of blocks, each times its trials; and the trials.
    ranks: (f64, f64),
    /// The sum of its floats, days, where it is not finished.
    float: Option<f64>,
}

struct LinkTally {
    from: String,
    lag: f64,
    /// Where the date stands that is waited for, if the activity is open.
    date: Option<Waited>,
    drives: u64,
}

/// The date that a link waits for, as columns that add up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Waited(pub(super) Column, pub(super) Option<Column>);

impl Waited {
    /// Its value in a trial of a block.
    pub(super) fn at(self, block: &Block, trial: usize) -> f64 {
        let of = |column: Column| block.columns[column * BLOCK + trial];
        match self.1 {
            Some(more) => of(self.0) + of(more),
            None => of(self.0),
        }
    }
}

/// What a link waits for: its name, and where it stands.
pub(super) fn waited(
    model: &Model,
    plan: &Plan,
    phase: usize,
    from: LinkFrom,
) -> Option<(String, Waited)> {
    let of_plan = &plan.phases[phase];
    let site = &model.sites[of_plan.site];
    match from {
        LinkFrom::Activity(index) => {
            let network = of_plan.network.as_ref()?;
            let Schedule::Network(activities) = &site.phases[of_plan.phase].schedule else {
                return None;
            };
            let finish = network.activities.get(index)?.finish;
            Some((activities[index].id.clone(), Waited(finish, None)))
        }
        LinkFrom::Stage(stage) => {
            let date = plan.sites[of_plan.site].stages.get(stage)?.date;
            let name = format!("energised.{}", site.grid[stage].id);
            Some((name, Waited(date, None)))
        }
        LinkFrom::Phase {
            site,
            phase,
            milestone,
        } => {
            let (of_model, build) = (&model.sites[site], &plan.sites[site]);
            let other = &plan.phases[build.phases.start + phase];
            let waited = match milestone {
                Milestone::Ready => Waited(other.ready, None),
                Milestone::Online => {
                    // Its zone is not looked ahead to.
                    let build = &build.builds[phase];
                    let waited = build.online.map_or(other.online, |_| build.service);
                    Waited(waited, None)
                }
                Milestone::Complete => {
                    let build = &build.builds[phase];
                    Waited(build.service, Some(build.ramp))
                }
            };
            let phase = &of_model.phases[phase].id;
            let name = format!("{}.{phase}.{}", of_model.id, milestone.word());
            Some((name, waited))
        }
    }
}

/// The activities of a phase that has an open network, with the index of each phase of the plan.
pub(super) fn networks<'a>(
    model: &'a Model,
    plan: &'a Plan,
) -> impl Iterator<Item = (usize, &'a [Activity])> {
    let phases = plan.phases.iter().enumerate();
    phases.filter_map(|(index, phase)| {
        let of_model = &model.sites[phase.site].phases[phase.phase];
        match (&of_model.schedule, &of_model.state, &phase.network) {
            (Schedule::Network(activities), PhaseState::Open { .. }, Some(_)) => {
                Some((index, activities.as_slice()))
            }
            _ => None,
        }
    })
}

impl Networks {
    /// Those of a plan that records its schedule.
    pub(super) fn new(model: &Model, plan: &Plan) -> Self {
        let of_phases = networks(model, plan).filter(|_| plan.schedule);
        let of_phases = of_phases.filter_map(|(index, activities)| {
            let phase = &plan.phases[index];
            let site = &model.sites[phase.site];
            let network = phase.network.as_ref()?;
            let tallies = activities.iter().zip(&network.activities);
            let tallies = tallies.map(|(activity, compiled)| Tally {
                span: compiled.start.map(|start| (start, compiled.finish)),
                links: activity
                    .after
                    .iter()
                    .filter_map(|link| {
                        let (from, date) = waited(model, plan, index, link.from)?;
                        Some(LinkTally {
                            from,
                            lag: link.lag_days,
                            date: is_open(activity).then_some(date),
                            drives: 0,
                        })
                    })
                    .collect(),
                ranks: (0.0, 0.0),
                float: (!is_finished(activity)).then_some(0.0),
            });
            Some(Network {
                site: site.id.clone(),
                phase: site.phases[phase.phase].id.clone(),
                index,
                plan: network.clone(),
                activities: tallies.collect(),
                ended: 0,
            })
        });
        Self {
            of_phases: of_phases.collect(),
        }
    }

    /// Takes blocks of which the first begins with trial `first`.
    pub(super) fn take(&mut self, blocks: &[Block], first: u64) {
        self.of_phases.par_iter_mut().for_each(|network| {
            for (index, block) in blocks.iter().enumerate() {
                network.count(block);
                network.add_floats(block);
                if first + ((index * BLOCK) as u64) < RANKED {
                    network.rank(block);
                }
            }
        });
    }

    /// Lays correlations and links into the rows of activities.
    pub(super) fn fill(&self, projection: &mut Projection) {
        for network in &self.of_phases {
            let rows = projection.schedule.iter_mut().filter(|row| {
                row.site == network.site && row.phase.as_ref() == Some(&network.phase)
            });
            let rows = rows.flat_map(|row| &mut row.activities);
            for (row, tally) in rows.zip(&network.activities) {
                let (sum, trials) = tally.ranks;
                row.cruciality_rank = (trials > 0.0).then(|| rounded(sum / trials));
                let ended = network.ended.max(1) as f64;
                row.float_days = tally.float.map(|sum| rounded(sum / ended));
                let links = tally.links.iter().map(|link| LinkRow {
                    from: link.from.clone(),
                    lag_days: rounded(link.lag),
                    criticality: rounded(link.drives as f64 / ended),
                });
                row.after = links.collect();
            }
        }
    }
}

impl Network {
    /// Counts the links that drive.
    fn count(&mut self, block: &Block) {
        let ends = block.column(self.plan.end).iter();
        self.ended += ends.map(|end| u64::from(*end < f64::INFINITY)).sum::<u64>();
        let critical = &block.critical[self.index];
        for (tally, critical) in self.activities.iter_mut().zip(critical) {
            let Some((start, _)) = tally.span else {
                continue;
            };
            let starts = block.column(start);
            for link in &mut tally.links {
                let Some(date) = link.date else { continue };
                let drives = (0..block.len).filter(|&trial| {
                    critical[trial] != 0 && date.at(block, trial) + link.lag == starts[trial]
                });
                link.drives += drives.count() as u64;
            }
        }
    }

    /// Adds the block's total floats: the backward pass from the network's end.
    ///
    /// An activity's latest finish is the network's end where nothing follows it, else the least over
    /// those that follow of their latest start less the lag.
    fn add_floats(&mut self, block: &Block) {
        let ends = block.column(self.plan.end);
        let none = vec![f64::INFINITY; block.len];
        let mut latest = vec![none; self.plan.activities.len()];
        for &last in &self.plan.ends {
            latest[last].copy_from_slice(&ends[..block.len]);
        }
        for &index in self.plan.order.iter().rev() {
            let activity = &self.plan.activities[index];
            let Some(start) = activity.start else {
                continue;
            };
            let (starts, finishes) = (block.column(start), block.column(activity.finish));
            for &(from, lag) in &activity.links {
                let Ok([before, own]) = latest.get_disjoint_mut([from, index]) else {
                    continue;
                };
                let own = own.iter().zip(starts).zip(finishes);
                for (before, ((own, start), finish)) in before.iter_mut().zip(own) {
                    *before = before.min(own - (finish - start) - lag);
                }
            }
        }
        for (index, tally) in self.activities.iter_mut().enumerate() {
            let Some(sum) = &mut tally.float else {
                continue;
            };
            let finishes = block.column(self.plan.activities[index].finish);
            let floats = latest[index].iter().zip(finishes).zip(ends);
            let ended = floats.filter(|(_, end)| **end < f64::INFINITY);
            // The backward pass subtracts what the forward one added, so a float of nothing may come
            // out as some billionths of a day.
            *sum += ended
                .map(|((latest, finish), _)| (latest - finish).max(0.0))
                .sum::<f64>();
        }
    }

    /// Adds the block's rank correlations of durations with the network's end.
    fn rank(&mut self, block: &Block) {
        let ends = block.column(self.plan.end);
        let ended: Vec<usize> = (0..block.len)
            .filter(|&trial| ends[trial] < f64::INFINITY)
            .collect();
        if ended.len() < FEWEST {
            return;
        }
        let of_end: Vec<f64> = ended.iter().map(|&trial| ends[trial]).collect();
        let of_end = centred_ranks(&of_end);
        for tally in &mut self.activities {
            let Some((start, finish)) = tally.span else {
                continue;
            };
            let (starts, finishes) = (block.column(start), block.column(finish));
            let duration = |&trial: &usize| finishes[trial] - starts[trial];
            let durations: Vec<f64> = ended.iter().map(duration).collect();
            if !varies(&durations) {
                continue;
            }
            let rho = correlation_of_centred(&centred_ranks(&durations), &of_end);
            if let Some(rho) = rho {
                tally.ranks.0 += rho * ended.len() as f64;
                tally.ranks.1 += ended.len() as f64;
            }
        }
    }
}

/// Whether an activity has not begun: what has waits for nothing.
pub(super) fn is_open(activity: &Activity) -> bool {
    activity.state == ActivityState::Open
}

fn is_finished(activity: &Activity) -> bool {
    matches!(activity.state, ActivityState::Finished { .. })
}

/// Whether durations differ by more than what subtracting dates leaves of nothing.
fn varies(durations: &[f64]) -> bool {
    let low = durations.iter().copied().fold(f64::INFINITY, f64::min);
    let high = durations.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    high - low > 1e-6
}
