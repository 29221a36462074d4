//! The build-out: dates become GPUs installed and powered, from edge to edge.
//!
//! Stocks are read at the edges of periods only, so each trial of a site is worked out at the few
//! edges at which something changes, afresh each time: no running sums.

mod edges;
mod failures;
mod part;

use crate::plan::{BLOCK, Column, Plan, SiteBuild};
use crate::results::{Block, Built};
use edges::EdgeMarks;
use part::{PhaseTrial, standing};

/// Works out some sites of a block, and when each of their phases is complete.
pub(super) fn work_out(plan: &Plan, sites: impl IntoIterator<Item = usize>, block: &mut Block) {
    let edges = plan.timeline.edges();
    let mut marks = EdgeMarks::new(edges.len());
    let mut now = Trial::default();
    let Block {
        columns,
        built,
        spare,
        len,
        ..
    } = block;
    for index in sites {
        let (site, spare) = (&plan.sites[index], &mut spare[index]);
        for build in 0..site.builds.len() {
            built[site.part(build)].clear();
        }
        spare.clear();
        for trial in 0..*len {
            now.take(site, columns, trial);
            now.mark_edges(plan, &mut marks);
            while let Some(edge) = marks.next() {
                let unused = now.stand_at(edges[edge]);
                if now.limited {
                    spare.set(trial, edge, unused);
                }
                for (build, level) in now.built.iter().enumerate() {
                    built[site.part(build)].set(trial, edge, *level);
                }
            }
            let phases = site.builds.iter().take(site.phases.len());
            for (index, build) in phases.enumerate() {
                columns[build.complete * BLOCK + trial] = now.complete(index);
            }
        }
        for build in 0..site.builds.len() {
            built[site.part(build)].sort(edges.len());
        }
        spare.sort(edges.len());
    }
}

/// One site in one trial, as numbers.
#[derive(Default)]
struct Trial {
    phases: Vec<PhaseTrial>,
    stages: Vec<StageTrial>,
    plants: Vec<PlantTrial>,
    /// Deliveries of pools up to a date, one after the other.
    knots: Vec<(f64, f64)>,
    limited: bool,
    /// What stands at the instant that was asked for last, phase by phase.
    built: Vec<Built>,
}

/// A grid stage: from when it carries how many MW.
struct StageTrial {
    date: f64,
    capacity: f64,
}

/// On-site plant: from when until when it carries how many MW.
struct PlantTrial {
    from: f64,
    until: f64,
    capacity: f64,
}

/// Firm capacity may fall short of the load by this share before GPUs count as unpowered:
/// a capacity given as exactly the load must carry it.
const ROUNDING: f64 = 1e-12;

impl Trial {
    /// Takes a trial of a site out of its columns.
    fn take(&mut self, site: &SiteBuild, columns: &[f64], trial: usize) {
        let at = |column: Column| columns[column * BLOCK + trial];
        self.limited = site.limited;
        self.phases.clear();
        self.knots.clear();
        let phases = site.builds.iter();
        let knots = &mut self.knots;
        for build in phases {
            let part = PhaseTrial::taken(build, at, knots, &self.phases);
            self.phases.push(part);
        }
        self.stages.clear();
        self.stages
            .extend(site.stages.iter().map(|stage| StageTrial {
                date: at(stage.date),
                capacity: at(stage.capacity),
            }));
        self.plants.clear();
        self.plants
            .extend(site.plants.iter().map(|plant| PlantTrial {
                from: at(plant.from),
                until: plant.until.map_or(f64::INFINITY, at),
                capacity: at(plant.capacity),
            }));
    }

    fn mark_edges(&self, plan: &Plan, marks: &mut EdgeMarks) {
        let timeline = &plan.timeline;
        for phase in &self.phases {
            let mark = |marks: &mut EdgeMarks, from: f64, to: f64| {
                let (from, to) = (
                    timeline.edge_at_or_after(from),
                    timeline.edge_at_or_after(to),
                );
                marks.mark_range(from, to);
            };
            mark(marks, phase.service, phase.settled);
            marks.mark(timeline.edge_at_or_after(phase.seen));
            if let Some(ageing) = &phase.ageing {
                let (life, last) = (ageing.life, ageing.last(phase.settled));
                mark(marks, phase.service + life, phase.settled + life);
                mark(marks, phase.seen + life, phase.seen + life);
                mark(marks, ageing.first_loss, last);
            }
        }
        for stage in &self.stages {
            marks.mark(timeline.edge_at_or_after(stage.date));
        }
        for plant in &self.plants {
            marks.mark(timeline.edge_at_or_after(plant.from));
            if plant.until < f64::INFINITY {
                let last = timeline.edge_at_or_after(plant.until);
                // It still serves at an edge that falls on its last instant.
                let serves = timeline
                    .edges()
                    .get(last)
                    .is_some_and(|edge| *edge <= plant.until);
                marks.mark(last + usize::from(serves));
            }
        }
    }

    /// Firm capacity at an instant, MW.
    fn capacity(&self, instant: f64) -> f64 {
        let plants = self
            .plants
            .iter()
            .filter(|plant| plant.from <= instant && instant <= plant.until);
        let plant: f64 = plants.map(|plant| plant.capacity).sum();
        let stages = self.stages.iter().filter(|stage| stage.date <= instant);
        plant + stages.map(|stage| stage.capacity).fold(0.0, f64::max)
    }

    /// GPUs of a phase or a renewal in service at an instant.
    #[inline]
    fn installed(&self, index: usize, instant: f64) -> f64 {
        let phase = &self.phases[index];
        match &phase.ageing {
            None => phase.came(instant, &self.knots),
            Some(ageing) => standing(&self.phases, (index, ageing), instant, &self.knots),
        }
    }

    /// Facility load that the installed GPUs ask for, MW.
    fn need(&self, instant: f64) -> f64 {
        let phases = self.phases.iter();
        phases
            .enumerate()
            .map(|(index, phase)| self.installed(index, instant) * phase.load)
            .sum()
    }

    /// Works out what stands at an instant; returns the capacity, MW, that no GPU uses.
    fn stand_at(&mut self, instant: f64) -> f64 {
        self.built.clear();
        for index in 0..self.phases.len() {
            let installed = self.installed(index, instant);
            self.built.push(Built {
                installed,
                powered: installed,
            });
        }
        if !self.limited {
            return 0.0;
        }
        let loads = self.built.iter().zip(&self.phases);
        let need: f64 = loads
            .map(|(built, phase)| built.installed * phase.load)
            .sum();
        let capacity = self.capacity(instant);
        if capacity < need * (1.0 - ROUNDING) {
            let share = capacity / need;
            for built in &mut self.built {
                built.powered = built.installed * share;
            }
            return (capacity - need * share).max(0.0);
        }
        (capacity - need).max(0.0)
    }

    /// The first instant at which all of a phase is installed and, with all else at the site,
    /// powered.
    fn complete(&self, index: usize) -> f64 {
        let phase = &self.phases[index];
        let installed = phase.all_came();
        if !self.limited || installed == f64::INFINITY {
            return installed;
        }
        let powered =
            |instant: &f64| self.capacity(*instant) >= self.need(*instant) * (1.0 - ROUNDING);
        if powered(&installed) {
            return installed;
        }
        // Only new capacity can power what could not be powered before, or others that leave.
        let lives = |phase: &PhaseTrial| phase.ageing.as_ref().map_or(f64::INFINITY, |of| of.life);
        let gone = phase.service + lives(phase);
        let leave = self.phases.iter();
        let leave = leave.map(|phase| phase.settled + lives(phase));
        let stages = self.stages.iter().map(|stage| stage.date);
        let plants = self.plants.iter().map(|plant| plant.from);
        let candidates = stages.chain(plants).chain(leave);
        let candidates = candidates.filter(|date| *date > installed && *date < gone);
        candidates.filter(powered).fold(f64::INFINITY, f64::min)
    }
}
