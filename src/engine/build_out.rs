//! The build-out: dates become GPUs installed and powered, from edge to edge.
//!
//! Stocks are read at the edges of periods only, so each trial of a site is worked out at the few
//! edges at which something changes, afresh each time: no running sums.

mod edges;
mod failures;
mod holding;
mod outs;
mod part;
mod zone;

use crate::plan::{BLOCK, Column, Plan, SiteBuild};
use crate::results::{Block, Built};
use edges::EdgeMarks;
use holding::PhaseHeld;
use outs::Outs;
use part::{PhaseTrial, standing};

/// Works out some sites of a block, and when each of their phases is complete. Sites that share a
/// zone's headroom are among them all together or not at all.
pub(super) fn work_out(plan: &Plan, sites: impl IntoIterator<Item = usize>, block: &mut Block) {
    let mut marks = EdgeMarks::new(plan.timeline.edges().len());
    let mut now = Trial::default();
    for index in sites {
        match plan.sites[index].zone.map(|zone| &plan.zones[zone]) {
            None => alone(plan, index, (&mut now, &mut marks), block),
            Some(zone) if zone.sites[0] == index => zone::work_out(plan, zone, &mut marks, block),
            // It was, with the first of its zone.
            Some(_) => {}
        }
    }
}

/// Works out a site that shares no limit with others.
fn alone(plan: &Plan, index: usize, (now, marks): (&mut Trial, &mut EdgeMarks), block: &mut Block) {
    let edges = plan.timeline.edges();
    let site = &plan.sites[index];
    let (columns, mut outs, len) = Outs::split(block, index, site);
    outs.clear(edges.len());
    for trial in 0..len {
        now.take(site, columns, trial);
        now.hold(site, columns, trial, outs.binding);
        now.mark_edges(plan, marks);
        while let Some(edge) = marks.next() {
            now.stand_at(edges[edge]);
            outs.note(trial, edge, edges[edge], now);
        }
        let phases = site.builds.iter().take(site.phases.len());
        for (index, build) in phases.enumerate() {
            columns[build.complete * BLOCK + trial] = now.complete(index);
        }
    }
    outs.sort(edges.len());
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
    /// Whether a stage is not firm.
    curtailed: bool,
    /// Facility load of all its GPUs, MW, where these come by their ramps alone and stay: never
    /// exceeded. Else infinite.
    most: f64,
    /// What holds each phase; empty where that is not told.
    held: Vec<PhaseHeld>,
    /// What stands at the instant that was asked for last, phase by phase.
    built: Vec<Built>,
    /// What stood at the edge that was noted last: most edges change one phase of many.
    noted: Vec<Built>,
    /// Capacity, MW, that no GPU uses then.
    unused: f64,
    /// What is drawn from the grid then, MW; of a site with capacity that is not firm.
    drawn: f64,
    /// Whether the zone carries less then than the site would draw.
    short_of_zone: bool,
    /// The stages that are energised then, of a site with capacity that is not firm: how much each
    /// carries, and the share of the time in which it is cut off.
    energised: Vec<(f64, f64)>,
}

/// A grid stage: from when it carries how many MW, and for what share of the time it does not.
struct StageTrial {
    date: f64,
    capacity: f64,
    curtailed: f64,
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
    /// Whether all GPUs come by their ramps alone and stay.
    #[inline]
    fn is_plain(&self) -> bool {
        self.most < f64::INFINITY
    }

    /// Takes a trial of a site out of its columns.
    fn take(&mut self, site: &SiteBuild, columns: &[f64], trial: usize) {
        let at = |column: Column| columns[column * BLOCK + trial];
        self.limited = site.limited;
        self.curtailed = site.curtailed;
        self.phases.clear();
        self.knots.clear();
        let phases = site.builds.iter();
        let knots = &mut self.knots;
        for build in phases {
            let part = PhaseTrial::taken(build, at, knots, &self.phases);
            self.phases.push(part);
        }
        self.most = if site.plain {
            let phases = self.phases.iter();
            phases
                .map(|phase| (phase.running + phase.rest) * phase.load)
                .sum()
        } else {
            f64::INFINITY
        };
        self.noted.clear();
        self.noted.resize(self.phases.len(), Built::default());
        self.stages.clear();
        self.stages
            .extend(site.stages.iter().map(|stage| StageTrial {
                date: at(stage.date),
                capacity: at(stage.capacity),
                curtailed: stage.curtailed.map_or(0.0, at),
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

    /// What plant on site can carry at an instant, MW.
    #[inline]
    fn plant(&self, instant: f64) -> f64 {
        let plants = self
            .plants
            .iter()
            .filter(|plant| plant.from <= instant && instant <= plant.until);
        plants.map(|plant| plant.capacity).sum()
    }

    /// What the connection can carry at an instant, MW.
    #[inline]
    fn grid(&self, instant: f64) -> f64 {
        let stages = self.stages.iter().filter(|stage| stage.date <= instant);
        stages.map(|stage| stage.capacity).fold(0.0, f64::max)
    }

    /// What both can carry at an instant, MW.
    #[inline]
    fn capacity(&self, instant: f64) -> f64 {
        self.plant(instant) + self.grid(instant)
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
    #[inline]
    fn need(&self, instant: f64) -> f64 {
        let phases = self.phases.iter();
        if self.is_plain() {
            return phases.map(|phase| phase.ramped(instant) * phase.load).sum();
        }
        phases
            .enumerate()
            .map(|(index, phase)| self.installed(index, instant) * phase.load)
            .sum()
    }

    /// Lets stand what is installed at an instant, all of it powered; returns the facility load that
    /// it asks for, MW.
    #[inline]
    fn install(&mut self, instant: f64) -> f64 {
        self.built.clear();
        let all = |installed: f64| Built {
            installed,
            powered: installed,
        };
        if self.is_plain() {
            let phases = self.phases.iter();
            self.built
                .extend(phases.map(|phase| all(phase.ramped(instant))));
        } else {
            for index in 0..self.phases.len() {
                let installed = self.installed(index, instant);
                self.built.push(all(installed));
            }
        }
        let loads = self.built.iter().zip(&self.phases);
        loads
            .map(|(built, phase)| built.installed * phase.load)
            .sum()
    }

    /// Lets only a share of what is installed be powered.
    #[inline]
    fn share(&mut self, share: f64) {
        for built in &mut self.built {
            built.powered = built.installed * share;
        }
    }

    /// Works out what stands at an instant.
    #[inline]
    fn stand_at(&mut self, instant: f64) {
        let need = self.install(instant);
        self.power(need, instant);
    }

    /// Powers what was let stand at an instant, which asks for so many MW.
    #[inline]
    fn power(&mut self, need: f64, instant: f64) {
        if !self.limited {
            return;
        }
        let capacity = self.capacity(instant);
        if capacity < need * (1.0 - ROUNDING) {
            let share = capacity / need;
            self.share(share);
            self.unused = (capacity - need * share).max(0.0);
        } else {
            self.unused = (capacity - need).max(0.0);
        }
        if self.curtailed {
            let beyond = (need - self.plant(instant)).max(0.0);
            self.draw(instant, beyond.min(self.grid(instant)));
        }
    }

    /// Notes what is drawn from the grid at an instant, MW, and the stages that can carry it.
    fn draw(&mut self, instant: f64, drawn: f64) {
        self.drawn = drawn;
        self.energised.clear();
        let stages = self.stages.iter().filter(|stage| stage.date <= instant);
        self.energised
            .extend(stages.map(|stage| (stage.capacity, stage.curtailed)));
    }

    /// The share of the site's load that is cut off, on the mean over the time.
    ///
    /// Each megawatt that is drawn rests on the stage that is cut off least of those that reach up
    /// to it; a firm one never is.
    fn cut_off(&self) -> f64 {
        let loads = self.built.iter().zip(&self.phases);
        let load: f64 = loads.map(|(built, phase)| built.powered * phase.load).sum();
        if load <= 0.0 {
            return 0.0;
        }
        let (mut from, mut cut) = (0.0, 0.0);
        while from < self.drawn {
            let reach = self.energised.iter().filter(|stage| stage.0 > from);
            let least = reach.min_by(|a, b| a.1.total_cmp(&b.1).then(b.0.total_cmp(&a.0)));
            let Some(&(capacity, share)) = least else {
                break;
            };
            let to = capacity.min(self.drawn);
            cut += (to - from) * share;
            from = to;
        }
        (cut / load).min(1.0)
    }

    /// The first instant at which all of a phase is installed and, with all else at the site,
    /// powered.
    fn complete(&self, index: usize) -> f64 {
        let phase = &self.phases[index];
        let installed = phase.all_came();
        if !self.limited || installed == f64::INFINITY {
            return installed;
        }
        // Where all would have power there is no need to know how much there is.
        let powered = |instant: &f64| {
            let capacity = self.capacity(*instant);
            capacity >= self.most || capacity >= self.need(*instant) * (1.0 - ROUNDING)
        };
        if powered(&installed) {
            return installed;
        }
        // Only new capacity can power what could not be powered before, or others that leave.
        let life = phase.ageing.as_ref().map_or(f64::INFINITY, |of| of.life);
        let gone = phase.service + life;
        let leave = self.phases.iter();
        let leave = leave.filter_map(|phase| Some(phase.ageing.as_ref()?.last(phase.settled)));
        let stages = self.stages.iter().map(|stage| stage.date);
        let plants = self.plants.iter().map(|plant| plant.from);
        let candidates = stages.chain(plants).chain(leave);
        let candidates = candidates.filter(|date| *date > installed && *date < gone);
        candidates.filter(powered).fold(f64::INFINITY, f64::min)
    }
}
