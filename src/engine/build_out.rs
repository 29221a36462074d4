//! The build-out: dates become GPUs installed and powered, from edge to edge.
//!
//! Stocks are read at the edges of periods only, so each trial of a site is worked out at the few
//! edges at which something changes, afresh each time: no running sums.

use crate::plan::{BLOCK, PhaseBuild, Plan, SiteBuild};
use crate::results::{Block, Built, Changes};

/// Works out all sites of a block, and when each phase is complete.
pub(super) fn work_out(plan: &Plan, block: &mut Block) {
    let mut marks = EdgeMarks::new(plan.timeline.edges().len());
    let Block {
        columns,
        built,
        spare,
        len,
        ..
    } = block;
    built.iter_mut().for_each(Changes::clear);
    spare.iter_mut().for_each(Changes::clear);
    for (site, spare) in plan.sites.iter().zip(spare) {
        let built = &mut built[site.phases.clone()];
        for trial in 0..*len {
            let now = Trial {
                site,
                columns,
                index: trial,
            };
            now.mark_edges(plan, &mut marks);
            while let Some(edge) = marks.next() {
                now.state_at(plan.timeline.edges()[edge], edge, built, spare);
            }
            built.iter_mut().for_each(Changes::end_trial);
            spare.end_trial();
        }
        for index in 0..site.builds.len() {
            for trial in 0..*len {
                let complete = Trial {
                    site,
                    columns,
                    index: trial,
                }
                .complete(index);
                columns[site.builds[index].complete * BLOCK + trial] = complete;
            }
        }
    }
}

/// Edges at which something changes: a set that is emptied as it is read, in order.
struct EdgeMarks {
    words: Vec<u64>,
    first: usize,
    count: usize,
}

impl EdgeMarks {
    fn new(edges: usize) -> Self {
        Self {
            words: vec![0; edges.div_ceil(64)],
            first: 0,
            count: edges,
        }
    }

    fn mark(&mut self, edge: usize) {
        if edge < self.count {
            self.words[edge / 64] |= 1 << (edge % 64);
            self.first = self.first.min(edge / 64);
        }
    }

    fn next(&mut self) -> Option<usize> {
        while let Some(word) = self.words.get_mut(self.first) {
            if *word != 0 {
                let bit = word.trailing_zeros() as usize;
                *word &= *word - 1;
                return Some(self.first * 64 + bit);
            }
            self.first += 1;
        }
        None
    }
}

/// One site in one trial.
struct Trial<'a> {
    site: &'a SiteBuild,
    columns: &'a [f64],
    index: usize,
}

/// Firm capacity may fall short of the load by this share before GPUs count as unpowered:
/// a capacity given as exactly the load must carry it.
const ROUNDING: f64 = 1e-12;

impl Trial<'_> {
    fn at(&self, column: usize) -> f64 {
        self.columns[column * BLOCK + self.index]
    }

    fn mark_edges(&self, plan: &Plan, marks: &mut EdgeMarks) {
        let timeline = &plan.timeline;
        marks.first = marks.words.len();
        for build in &self.site.builds {
            let service = self.at(build.service);
            let from = timeline.edge_at_or_after(service);
            let full = timeline.edge_at_or_after(service + self.remaining_ramp(build));
            (from..=full).for_each(|edge| marks.mark(edge));
            if let Some((date, _)) = build.observed {
                marks.mark(timeline.edge_at_or_after(self.at(date)));
            }
        }
        for stage in &self.site.stages {
            marks.mark(timeline.edge_at_or_after(self.at(stage.date)));
        }
        for plant in &self.site.plants {
            marks.mark(timeline.edge_at_or_after(self.at(plant.from)));
            if let Some(until) = plant.until {
                let last = timeline.edge_at_or_after(self.at(until));
                // It still serves at an edge that falls on its last instant.
                let serves = timeline
                    .edges()
                    .get(last)
                    .is_some_and(|edge| *edge <= self.at(until));
                marks.mark(last + usize::from(serves));
            }
        }
    }

    /// Days from service to full, for what is not seen running yet.
    fn remaining_ramp(&self, build: &PhaseBuild) -> f64 {
        let ramp = self.at(build.ramp);
        match build.observed {
            Some((_, gpus)) => {
                let size = self.at(build.size);
                let running = if size > 0.0 {
                    (self.at(gpus) / size).min(1.0)
                } else {
                    1.0
                };
                ramp * (1.0 - running)
            }
            None => ramp,
        }
    }

    /// GPUs installed at an instant.
    fn installed(&self, build: &PhaseBuild, instant: f64) -> f64 {
        let size = self.at(build.size);
        let since = instant - self.at(build.service);
        let ramp = self.remaining_ramp(build);
        let share = if since < 0.0 {
            0.0
        } else if since >= ramp {
            1.0
        } else {
            since / ramp
        };
        match build.observed {
            Some((date, gpus)) => {
                let running = if instant >= self.at(date) {
                    self.at(gpus)
                } else {
                    0.0
                };
                running + share * (size - self.at(gpus)).max(0.0)
            }
            None => size * share,
        }
    }

    /// Firm capacity at an instant, MW.
    fn capacity(&self, instant: f64) -> f64 {
        let in_service = |from: usize, until: Option<usize>| {
            self.at(from) <= instant && until.is_none_or(|until| instant <= self.at(until))
        };
        let plants = self
            .site
            .plants
            .iter()
            .filter(|plant| in_service(plant.from, plant.until));
        let plant: f64 = plants.map(|plant| self.at(plant.capacity)).sum();
        let stages = self
            .site
            .stages
            .iter()
            .filter(|stage| self.at(stage.date) <= instant);
        plant
            + stages
                .map(|stage| self.at(stage.capacity))
                .fold(0.0, f64::max)
    }

    /// Facility load that the installed GPUs ask for, MW.
    fn need(&self, instant: f64) -> f64 {
        let builds = self.site.builds.iter();
        builds
            .map(|build| self.installed(build, instant) * self.at(build.facility_load))
            .sum()
    }

    fn state_at(
        &self,
        instant: f64,
        edge: usize,
        built: &mut [Changes<Built>],
        spare: &mut Changes<f64>,
    ) {
        let mut share = 1.0;
        if self.site.limited {
            let need = self.need(instant);
            let capacity = self.capacity(instant);
            if capacity < need * (1.0 - ROUNDING) {
                share = capacity / need;
            }
            let unused = (capacity - need * share).max(0.0);
            if spare.last().unwrap_or(0.0) != unused {
                spare.push(edge, unused);
            }
        }
        for (build, built) in self.site.builds.iter().zip(built) {
            let installed = self.installed(build, instant);
            let now = Built {
                installed,
                powered: installed * share,
            };
            if built.last().unwrap_or_default() != now {
                built.push(edge, now);
            }
        }
    }

    /// The first instant at which all of a phase is installed and, with all else at the site,
    /// powered.
    fn complete(&self, index: usize) -> f64 {
        let build = &self.site.builds[index];
        let installed = self.at(build.service) + self.remaining_ramp(build);
        if !self.site.limited || installed == f64::INFINITY {
            return installed;
        }
        // Only new capacity can power what could not be powered before.
        let stages = self.site.stages.iter().map(|stage| self.at(stage.date));
        let plants = self.site.plants.iter().map(|plant| self.at(plant.from));
        let candidates = stages.chain(plants).filter(|date| *date > installed);
        let powered =
            |instant: &f64| self.capacity(*instant) >= self.need(*instant) * (1.0 - ROUNDING);
        if powered(&installed) {
            return installed;
        }
        candidates.filter(powered).fold(f64::INFINITY, f64::min)
    }
}
