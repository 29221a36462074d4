//! Renewals: GPUs that come where a phase's GPUs have served their time.

use super::capacity::PhaseBuild;
use super::columns::{Column, Columns};
use super::outfit::Fitting;
use super::phase::Compiled;
use super::pool::Drawn;
use crate::model::{Model, Phase, Site};

/// What a renewal comes in the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Follows {
    /// The build that leaves, by its place among the site's.
    pub build: usize,
    /// GPUs that come for each that leaves.
    pub ratio: Column,
}

/// When the chips of a renewal are wanted, and what it has of a pool.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) date: Column,
    pub(super) drawn: Option<Drawn>,
}

/// The number of times that a phase's GPUs can be renewed within the horizon.
pub(super) fn count(model: &Model, phase: &Phase) -> usize {
    model.renewals(phase).min(crate::model::MOST_RENEWALS)
}

/// The builds that renew a phase one after the other; `first` stands at `place` among the site's
/// builds, the others from `next` on.
pub(super) fn builds(
    model: &Model,
    (site, phase): (&Site, &Phase),
    key: (usize, usize),
    compiled: &Compiled,
    first: &PhaseBuild,
    next: usize,
    columns: &mut Columns,
) -> Vec<PhaseBuild> {
    let count = count(model, phase);
    let Some(life) = first.life.filter(|_| count > 0) else {
        return Vec::new();
    };
    let mut builds: Vec<PhaseBuild> = Vec::with_capacity(count);
    let mut date = compiled.plan.online;
    for number in 0..count {
        let wanted = compiled.renewals.get(number);
        let drawn = wanted.and_then(|wanted| wanted.drawn.clone());
        date = match wanted {
            Some(wanted) => wanted.date,
            None => columns.sum(date, life),
        };
        let fitting = Fitting {
            model,
            key,
            needed: date,
        };
        let (it_load, compute) = fitting.chip(columns);
        let before = builds.last().unwrap_or(first);
        let ratio = fitting.more(before.it_load, it_load, columns);
        let size = {
            let more = fitting.more(first.it_load, it_load, columns);
            columns.product(first.size, more)
        };
        let build = PhaseBuild {
            needed: date,
            service: date,
            size,
            it_full: None,
            it_load,
            compute,
            chips: drawn.as_ref().map(|drawn| drawn.first),
            drawn,
            generation: None,
            observed: None,
            follows: Some(Follows {
                build: if number == 0 {
                    key.1
                } else {
                    next + number - 1
                },
                ratio,
            }),
            ..first.clone()
        };
        builds.push(build.weighted((site, phase), columns));
    }
    builds
}
