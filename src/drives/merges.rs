//! Merge bias: by how much waiting for several things is later than the latest of their means.

use super::activities::{Waited, is_open, networks, waited};
use super::estimate;
use crate::model::{LinkFrom, Model};
use crate::plan::Plan;
use crate::projection::MergeRow;
use crate::results::Block;
use rayon::prelude::*;

/// Biases of fewer days are what rounding leaves of none.
const NOTHING: f64 = 1e-6;

/// The merge points of a plan.
pub(super) struct Merges {
    points: Vec<Point>,
}

/// Several things that are waited for.
struct Point {
    site: usize,
    phase: usize,
    activity: Option<String>,
    waits: Vec<Wait>,
    /// Trials in which all come.
    came: f64,
}

/// One of them.
struct Wait {
    name: String,
    date: Waited,
    lag: f64,
    /// Of the date, over the trials in which all come.
    sum: f64,
    /// Of the merge less the date, and of its square.
    less: [f64; 2],
}

impl Merges {
    /// Activities that wait for two things or more, and networks with two ends or more.
    pub(super) fn new(model: &Model, plan: &Plan) -> Self {
        let mut points = Vec::new();
        for (index, activities) in networks(model, plan) {
            let phase = &plan.phases[index];
            let point = |activity: Option<String>, links: Vec<(LinkFrom, f64)>| Point {
                site: phase.site,
                phase: phase.phase,
                activity,
                waits: links
                    .into_iter()
                    .filter_map(|(from, lag)| {
                        let (name, date) = waited(model, plan, index, from)?;
                        Some(Wait {
                            name,
                            date,
                            lag,
                            sum: 0.0,
                            less: [0.0; 2],
                        })
                    })
                    .collect(),
                came: 0.0,
            };
            for activity in activities.iter().filter(|activity| is_open(activity)) {
                let links = activity.after.iter();
                let links = links.map(|link| (link.from, link.lag_days)).collect();
                points.push(point(Some(activity.id.clone()), links));
            }
            let ends = phase.network.iter().flat_map(|network| &network.ends);
            let ends = ends.map(|&end| (LinkFrom::Activity(end), 0.0)).collect();
            points.push(point(None, ends));
        }
        points.retain(|point| point.waits.len() > 1);
        Self { points }
    }

    pub(super) fn take(&mut self, blocks: &[Block]) {
        self.points.par_iter_mut().for_each(|point| {
            let mut dates = vec![0.0; point.waits.len()];
            for block in blocks {
                for trial in 0..block.len {
                    point.add(block, trial, &mut dates);
                }
            }
        });
    }

    /// What was found, where there is any.
    pub(super) fn rows(&self, model: &Model) -> Vec<MergeRow> {
        let rows = self.points.iter().filter_map(|point| {
            let latest = point.latest_on_average()?;
            let [sum, squares] = latest.less;
            let mean = sum / point.came;
            let scatter = (squares - sum * mean).max(0.0);
            let se = (scatter / (point.came - 1.0).max(1.0) / point.came).sqrt();
            let site = &model.sites[point.site];
            (mean > NOTHING).then(|| MergeRow {
                site: site.id.clone(),
                phase: site.phases[point.phase].id.clone(),
                activity: point.activity.clone(),
                waits_for: point.waits.iter().map(|wait| wait.name.clone()).collect(),
                bias: estimate(mean, se),
            })
        });
        rows.collect()
    }
}

impl Point {
    fn add(&mut self, block: &Block, trial: usize, dates: &mut [f64]) {
        let mut merge = f64::NEG_INFINITY;
        for (date, wait) in dates.iter_mut().zip(&self.waits) {
            *date = wait.date.at(block, trial) + wait.lag;
            merge = merge.max(*date);
        }
        if merge == f64::INFINITY {
            return;
        }
        self.came += 1.0;
        for (date, wait) in dates.iter().zip(&mut self.waits) {
            let less = merge - date;
            wait.sum += date;
            wait.less[0] += less;
            wait.less[1] += less * less;
        }
    }

    /// The wait whose mean date is the latest.
    fn latest_on_average(&self) -> Option<&Wait> {
        let waits = self.waits.iter().filter(|_| self.came > 1.0);
        waits.max_by(|a, b| a.sum.total_cmp(&b.sum))
    }
}
