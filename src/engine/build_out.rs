//! The build-out: dates become GPUs installed and powered, from edge to edge.
//!
//! Stocks are read at the edges of periods only, so each trial of a site is worked out at the few
//! edges at which something changes, afresh each time: no running sums.

mod edges;

use crate::plan::on_curve;
use crate::plan::{BLOCK, Column, PhaseBuild, Plan, SiteBuild};
use crate::results::{Block, Built, Changes};
use edges::EdgeMarks;
use std::ops::Range;

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
        let built = &mut built[site.phases.clone()];
        built.iter_mut().for_each(Changes::clear);
        spare.clear();
        for trial in 0..*len {
            now.take(site, columns, trial);
            now.mark_edges(plan, &mut marks);
            while let Some(edge) = marks.next() {
                let unused = now.stand_at(edges[edge]);
                if now.limited {
                    spare.set(trial, edge, unused);
                }
                for (built, level) in built.iter_mut().zip(&now.built) {
                    built.set(trial, edge, *level);
                }
            }
            for (index, build) in site.builds.iter().enumerate() {
                columns[build.complete * BLOCK + trial] = now.complete(index);
            }
        }
        for built in built {
            built.sort(edges.len());
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

/// What a phase installs in one trial.
struct PhaseTrial {
    /// When it (or what of it does not run yet) begins to serve.
    service: f64,
    /// Days from service to full, for what is not seen running yet.
    ramp: f64,
    /// When a part was seen running; never where none was.
    seen: f64,
    /// GPUs of that part.
    running: f64,
    /// GPUs that are still to come.
    rest: f64,
    /// Peak facility load of a powered GPU, MW.
    load: f64,
    /// What it has of a pool of chips.
    drawn: Option<DrawnTrial>,
}

/// What a phase has of a pool of chips in one trial.
struct DrawnTrial {
    /// Deliveries up to a date: which of the site's knots.
    knots: Range<usize>,
    /// What of them is others'.
    before: f64,
    /// When its last have come.
    last: f64,
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

impl PhaseTrial {
    fn new(build: &PhaseBuild, at: impl Fn(Column) -> f64) -> Self {
        let (size, ramp) = (at(build.size), at(build.ramp));
        let part = build.observed.map(|(date, gpus)| (at(date), at(gpus)));
        let (seen, running) = part.unwrap_or((f64::INFINITY, 0.0));
        let ramp = match part {
            Some(_) if size > 0.0 => ramp * (1.0 - (running / size).min(1.0)),
            Some(_) => 0.0,
            None => ramp,
        };
        Self {
            service: at(build.service),
            ramp,
            seen,
            running,
            rest: (size - running).max(0.0),
            load: at(build.facility_load),
            drawn: None,
        }
    }

    /// The same, where it has its chips of a pool; takes the pool's deliveries down.
    fn taken(build: &PhaseBuild, at: impl Fn(Column) -> f64, knots: &mut Vec<(f64, f64)>) -> Self {
        let mut phase = Self::new(build, &at);
        if let Some(drawn) = &build.drawn {
            let from = knots.len();
            let curve = drawn.curve.knots.iter();
            knots.extend(curve.map(|&(date, value)| (date, at(value))));
            phase.drawn = Some(DrawnTrial {
                knots: from..knots.len(),
                before: at(drawn.before),
                last: at(drawn.last),
            });
        }
        phase
    }

    /// GPUs installed at an instant, `knots` being the site's.
    #[inline]
    fn installed(&self, instant: f64, knots: &[(f64, f64)]) -> f64 {
        let since = instant - self.service;
        let share = if since < 0.0 {
            0.0
        } else if since >= self.ramp {
            1.0
        } else {
            since / self.ramp
        };
        let running = if instant >= self.seen {
            self.running
        } else {
            0.0
        };
        let mut came = share * self.rest;
        if let Some(drawn) = &self.drawn {
            let knots = knots[drawn.knots.clone()].iter().copied();
            let delivered = on_curve(knots, instant, true) - drawn.before;
            came = came.min(delivered.max(0.0));
        }
        running + came
    }
}

impl PhaseTrial {
    /// When no more GPUs come.
    fn settled(&self, knots: &[(f64, f64)]) -> f64 {
        let full = self.service + self.ramp;
        let Some(drawn) = &self.drawn else {
            return full;
        };
        // After a pool's last date nothing is delivered.
        let dates = knots[drawn.knots.clone()].last();
        let end = dates.map_or(f64::NEG_INFINITY, |&(date, _)| date);
        full.max(drawn.last.min(end))
    }
}

impl Trial {
    /// Takes a trial of a site out of its columns.
    fn take(&mut self, site: &SiteBuild, columns: &[f64], trial: usize) {
        let at = |column: Column| columns[column * BLOCK + trial];
        self.limited = site.limited;
        self.phases.clear();
        self.knots.clear();
        let phases = site.builds.iter();
        let knots = &mut self.knots;
        self.phases
            .extend(phases.map(|build| PhaseTrial::taken(build, at, knots)));
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
            let from = timeline.edge_at_or_after(phase.service);
            let full = timeline.edge_at_or_after(phase.settled(&self.knots));
            marks.mark_range(from, full);
            marks.mark(timeline.edge_at_or_after(phase.seen));
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

    /// Facility load that the installed GPUs ask for, MW.
    fn need(&self, instant: f64) -> f64 {
        let phases = self.phases.iter();
        phases
            .map(|phase| phase.installed(instant, &self.knots) * phase.load)
            .sum()
    }

    /// Works out what stands at an instant; returns the capacity, MW, that no GPU uses.
    fn stand_at(&mut self, instant: f64) -> f64 {
        self.built.clear();
        self.built.extend(self.phases.iter().map(|phase| {
            let installed = phase.installed(instant, &self.knots);
            Built {
                installed,
                powered: installed,
            }
        }));
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
        let mut installed = phase.service + phase.ramp;
        if let Some(drawn) = &phase.drawn {
            installed = installed.max(drawn.last);
        }
        if !self.limited || installed == f64::INFINITY {
            return installed;
        }
        let powered =
            |instant: &f64| self.capacity(*instant) >= self.need(*instant) * (1.0 - ROUNDING);
        if powered(&installed) {
            return installed;
        }
        // Only new capacity can power what could not be powered before.
        let stages = self.stages.iter().map(|stage| stage.date);
        let plants = self.plants.iter().map(|plant| plant.from);
        let candidates = stages.chain(plants).filter(|date| *date > installed);
        candidates.filter(powered).fold(f64::INFINITY, f64::min)
    }
}
