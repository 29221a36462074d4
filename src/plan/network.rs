//! A phase's network of activities as column operations.

use super::columns::{Column, Columns, Step};
use super::effects::{Effects, PhaseKey};
use crate::calendar::Instant;
use crate::model::{Activity, ActivityState, Link, LinkFrom, Work};
use std::collections::{BTreeMap, BTreeSet};

/// A compiled network.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkPlan {
    /// Activities, in the model's order.
    pub activities: Vec<ActivityPlan>,
    /// Their indices, predecessors first.
    pub order: Vec<usize>,
    /// Activities whose finish can be the network's end.
    pub ends: Vec<usize>,
    /// The network's end, whether or not the phase is lost.
    pub end: Column,
    /// Gates: activities with the column that is 1 where the phase survives them.
    pub gates: Vec<(usize, Column)>,
}

impl NetworkPlan {
    /// The columns that the driving path is told from.
    #[must_use]
    pub fn inputs(&self) -> Vec<Column> {
        let activities = self.activities.iter();
        let dates =
            activities.flat_map(|activity| activity.start.into_iter().chain([activity.finish]));
        dates.chain([self.end]).collect()
    }
}

/// A compiled activity.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityPlan {
    /// Its start, where it is known or computed.
    pub start: Option<Column>,
    /// Its finish.
    pub finish: Column,
    /// What it takes as a whole, factors and delays included, where that is drawn.
    pub duration: Option<Column>,
    /// Activities of the same phase that can set its start, each with its lag in days.
    pub links: Vec<(usize, f64)>,
}

/// What a network stands in: everything about the phase that its activities need.
pub(super) struct Setting<'a> {
    /// Which phase it is.
    pub(super) phase: PhaseKey,
    pub(super) activities: &'a [Activity],
    /// When an activity without predecessor and `not_before` may start.
    pub(super) announced: Option<f64>,
    /// When work stopped, and the column of the date when it resumes.
    pub(super) pause: Option<(f64, Column)>,
    /// Columns of what links outside the phase wait for.
    pub(super) outside: &'a BTreeMap<LinkFrom, Column>,
}

impl Setting<'_> {
    fn work(&self, activity: usize) -> Work {
        let (site, phase) = self.phase;
        Work::Activity {
            site,
            phase,
            activity,
        }
    }
}

/// Where columns are made, and what acts on them.
pub(super) struct Making<'a, 'b> {
    pub(super) columns: &'a mut Columns,
    pub(super) effects: &'a mut Effects<'b>,
}

pub(super) fn compile(setting: &Setting<'_>, making: &mut Making<'_, '_>) -> NetworkPlan {
    let order = topological(setting.activities);
    let mut plans: Vec<Option<ActivityPlan>> = vec![None; setting.activities.len()];
    for &index in &order {
        plans[index] = Some(compile_activity(setting, index, &plans, making));
    }
    let activities: Vec<ActivityPlan> = plans.into_iter().flatten().collect();
    let ends = ends(setting.activities);
    let mut waits: Vec<(Column, f64)> = ends
        .iter()
        .map(|&end| (activities[end].finish, 0.0))
        .collect();
    // A phase that stands still cannot be ready before it resumes, whatever has been finished.
    waits.extend(setting.pause.map(|(_, restart)| (restart, 0.0)));
    let end = making.columns.latest(f64::NEG_INFINITY, waits);
    NetworkPlan {
        activities,
        order,
        ends,
        end,
        gates: gates(setting.activities, making.columns),
    }
}

/// The gates that a phase may fail at. A chance that is itself uncertain enters by its mean: for one
/// yes or no that is the same.
fn gates(activities: &[Activity], columns: &mut Columns) -> Vec<(usize, Column)> {
    let mut gates = Vec::new();
    for (index, activity) in activities.iter().enumerate() {
        let over = matches!(activity.state, ActivityState::Finished { .. });
        let Some(gate) = activity.gate.as_ref().filter(|_| !over) else {
            continue;
        };
        let chance = columns.told(gate.path(), gate.distribution(), |columns, _, law| {
            columns.constant(law.mean())
        });
        let passed = columns.happens(&format!("{}.gate", activity.path), chance);
        if columns.value(passed) != Some(1.0) {
            gates.push((index, passed));
        }
    }
    gates
}

fn compile_activity(
    setting: &Setting<'_>,
    index: usize,
    done: &[Option<ActivityPlan>],
    making: &mut Making<'_, '_>,
) -> ActivityPlan {
    let activity = &setting.activities[index];
    match &activity.state {
        ActivityState::Finished { started, finished } => ActivityPlan {
            start: started.as_ref().map(|date| making.columns.quantity(date)),
            finish: making.columns.quantity(finished),
            duration: None,
            links: Vec::new(),
        },
        ActivityState::Started { started } => {
            let start = making.columns.quantity(started);
            let (duration, finish) = in_progress(setting, index, start, making);
            ActivityPlan {
                start: Some(start),
                finish,
                duration,
                links: Vec::new(),
            }
        }
        ActivityState::Open => {
            let (inside, outside) = awaited(setting.activities, index);
            let mut waits: Vec<(Column, f64)> = inside
                .iter()
                .filter_map(|&(from, lag)| Some((done[from].as_ref()?.finish, lag)))
                .collect();
            waits.extend(
                outside
                    .iter()
                    .map(|link| (setting.outside[&link.from], link.lag_days)),
            );
            waits.extend(setting.pause.map(|(_, restart)| (restart, 0.0)));
            let Making { columns, effects } = making;
            let start = columns.latest(floor(setting, activity), waits);
            let duration = columns.quantity(&activity.duration);
            let duration = effects.stretched(setting.work(index), duration, columns);
            let finish = columns.sum(start, duration);
            ActivityPlan {
                start: Some(start),
                finish,
                duration: Some(duration),
                links: inside,
            }
        }
    }
}

/// The earliest instant at which an open activity may start, predecessors apart.
fn floor(setting: &Setting<'_>, activity: &Activity) -> f64 {
    let mut floor = f64::NEG_INFINITY;
    if activity.after.is_empty() && activity.not_before.is_none() {
        floor = floor.max(setting.announced.unwrap_or(f64::NEG_INFINITY));
    }
    let known = [activity.not_before, activity.seen];
    known
        .into_iter()
        .flatten()
        .map(Instant::days)
        .fold(floor, f64::max)
}

/// Duration (where its law does not depend on the trial) and finish of work under way.
fn in_progress(
    setting: &Setting<'_>,
    index: usize,
    start: Column,
    making: &mut Making<'_, '_>,
) -> (Option<Column>, Column) {
    let (activity, work) = (&setting.activities[index], setting.work(index));
    let Making { columns, effects } = making;
    let law = activity.duration.distribution();
    let path = activity.duration.path();
    let stopped = setting.pause.map(|(since, _)| since);
    let Some(until) = stopped.or(activity.seen.map(Instant::days)) else {
        let duration = columns.quantity(&activity.duration);
        let duration = effects.stretched(work, duration, columns);
        return (Some(duration), columns.sum(start, duration));
    };
    let Some(started) = columns.value(start) else {
        let left = columns.told(path, law, |columns, _, law| {
            let from = columns.uniforms(path);
            let out = columns.fresh();
            columns.push(Step::Remaining {
                out,
                from,
                law: Box::new(law.clone()),
                started: start,
                until,
            });
            out
        });
        let left = effects.stretched(work, left, columns);
        return (None, resume(setting, until, left, columns));
    };
    let elapsed = (until - started).max(0.0);
    let duration = columns.told(path, law, |columns, story, law| {
        let given = law.beyond(elapsed).unwrap_or_else(|_| law.clone());
        columns.draw(&format!("{path}{story}"), path, &given)
    });
    let left = columns.affine(duration, 1.0, -elapsed, 0.0);
    // Factors and delays act on what is left to do.
    let longer = effects.stretched(work, left, columns);
    let duration = if longer == left {
        duration
    } else {
        columns.affine(longer, 1.0, elapsed, f64::NEG_INFINITY)
    };
    (
        Some(duration),
        resume(setting, until.max(started), longer, columns),
    )
}

/// What remains, from where the clock stands or from the restart.
fn resume(setting: &Setting<'_>, until: f64, left: Column, columns: &mut Columns) -> Column {
    match setting.pause {
        Some((_, restart)) => columns.sum(restart, left),
        None => columns.affine(left, 1.0, until, f64::NEG_INFINITY),
    }
}

/// What an activity waits for: activities of its phase with their lags, and links that leave the
/// phase. Where a predecessor is finished or under way out of sequence, its own unfinished
/// predecessors are waited for too.
fn awaited(activities: &[Activity], index: usize) -> (Vec<(usize, f64)>, Vec<&Link>) {
    let mut inside: Vec<(usize, f64)> = Vec::new();
    let mut outside = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<(&Link, bool)> = activities[index]
        .after
        .iter()
        .map(|link| (link, true))
        .collect();
    while let Some((link, direct)) = open.pop() {
        match link.from {
            LinkFrom::Activity(from) => {
                let lag = if direct { link.lag_days } else { 0.0 };
                inside.push((from, lag));
                if activities[from].state != ActivityState::Open && seen.insert(from) {
                    open.extend(activities[from].after.iter().map(|link| (link, false)));
                }
            }
            LinkFrom::Phase { .. } | LinkFrom::Stage(_) => outside.push(link),
        }
    }
    inside.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    inside.dedup();
    (inside, outside)
}

/// Activities that can be the network's last: those without successor, and what such ones were
/// started ahead of.
fn ends(activities: &[Activity]) -> Vec<usize> {
    let followed: BTreeSet<usize> = activities
        .iter()
        .flat_map(|activity| &activity.after)
        .filter_map(|link| match link.from {
            LinkFrom::Activity(from) => Some(from),
            _ => None,
        })
        .collect();
    let mut ends: BTreeSet<usize> = (0..activities.len())
        .filter(|index| !followed.contains(index))
        .collect();
    for index in ends.clone() {
        if activities[index].state != ActivityState::Open {
            ends.extend(awaited(activities, index).0.iter().map(|&(from, _)| from));
        }
    }
    ends.into_iter().collect()
}

/// Indices, predecessors first, otherwise in the order of the model.
fn topological(activities: &[Activity]) -> Vec<usize> {
    let mut order = Vec::with_capacity(activities.len());
    let mut placed = vec![false; activities.len()];
    for index in 0..activities.len() {
        place(activities, index, &mut placed, &mut order);
    }
    order
}

fn place(activities: &[Activity], root: usize, placed: &mut [bool], order: &mut Vec<usize>) {
    // A stack of its own: a chain of thousands of activities must not exhaust the thread's.
    let mut stack = vec![(root, false)];
    while let Some((index, expanded)) = stack.pop() {
        if placed[index] {
            continue;
        }
        if expanded {
            placed[index] = true;
            order.push(index);
            continue;
        }
        stack.push((index, true));
        for link in activities[index].after.iter().rev() {
            if let LinkFrom::Activity(from) = link.from {
                stack.push((from, false));
            }
        }
    }
}
