//! Sites that share a zone's headroom, worked out together.
//!
//! Each grid stage is a request for what it adds to its site's connection, at the instant at which it
//! is energised; a site without connection and plant asks when its first phase begins to serve.
//! Requests are served in the order of their dates, each up to what its site draws. What is carried
//! is worked out afresh at each instant: a site that draws more later takes room from those that
//! asked after it.

use super::edges::EdgeMarks;
use super::{Outs, ROUNDING, Trial};
use crate::plan::{BLOCK, Plan, ZonePlan, on_curve};
use crate::results::Block;

/// Halvings of the bracket of an instant: beyond them nothing moves.
const HALVINGS: u32 = 64;

/// Works out the sites of a zone, when each of their phases has power first and when it is complete.
pub(super) fn work_out(plan: &Plan, zone: &ZonePlan, marks: &mut EdgeMarks, block: &mut Block) {
    let edges = plan.timeline.edges();
    let mut now = ZoneTrial::default();
    now.sites.resize_with(zone.sites.len(), Trial::default);
    for &site in &zone.sites {
        let (_, mut outs, _) = Outs::split(block, site, &plan.sites[site]);
        outs.clear(edges.len());
    }
    for trial in 0..block.len {
        now.take(plan, zone, &block.columns, trial);
        let ample = now.is_ample();
        now.dates(plan, zone, (&mut block.columns, trial), ample);
        for (now, &site) in now.sites.iter_mut().zip(&zone.sites) {
            let site_plan = &plan.sites[site];
            let (columns, outs, _) = Outs::split(block, site, site_plan);
            now.hold(site_plan, columns, trial, outs.binding);
            now.mark_edges(plan, marks);
        }
        for &(date, _) in &now.knots {
            marks.mark(plan.timeline.edge_at_or_after(date));
        }
        while let Some(edge) = marks.next() {
            if ample {
                now.sites
                    .iter_mut()
                    .for_each(|now| now.stand_at(edges[edge]));
            } else {
                now.serve(edges[edge]);
                now.stand(edges[edge]);
            }
            for (now, &site) in now.sites.iter_mut().zip(&zone.sites) {
                let (_, mut outs, _) = Outs::split(block, site, &plan.sites[site]);
                outs.note(trial, edge, edges[edge], now);
            }
            if !ample && now.is_rising(edges[edge]) {
                marks.mark(edge + 1);
            }
        }
    }
    for &site in &zone.sites {
        let (_, mut outs, _) = Outs::split(block, site, &plan.sites[site]);
        outs.sort(edges.len());
    }
}

/// A zone in one trial.
#[derive(Default)]
struct ZoneTrial {
    sites: Vec<Trial>,
    /// Dates and values of the headroom's knots.
    knots: Vec<(f64, f64)>,
    /// All requests that ever come, in the order in which they are served.
    queue: Vec<Request>,
    /// What each site draws and is carried at the instant that was served last.
    standing: Vec<Standing>,
    /// Headroom that nobody draws then, MW.
    left: f64,
    /// Whether more headroom would be of use then.
    tight: bool,
    /// Instants at which something changes its course, and all edges; empty until somebody asks.
    events: Vec<f64>,
    /// What holds at each of these, site by site; nothing where it has not been asked for yet.
    states: Vec<Option<State>>,
}

/// What holds for a site at an instant.
#[derive(Clone, Copy)]
struct State {
    /// A first GPU would have power.
    has_power: bool,
    /// All that is installed has power.
    is_whole: bool,
}

/// What a site asks for at one date.
struct Request {
    date: f64,
    /// Index of the site within the zone, and of the stage within the site.
    place: (usize, usize),
    /// What it adds to the site's connection, MW.
    adds: f64,
    /// What of that the site does not draw at the instant that was served last, MW.
    idle: f64,
}

/// A site at one instant, MW.
#[derive(Clone, Copy, Default)]
struct Standing {
    need: f64,
    plant: f64,
    grid: f64,
    /// What it would draw from the grid.
    draw: f64,
    /// What of that no request has asked for yet.
    open: f64,
    /// What the zone carries for it.
    carried: f64,
    /// What was left when its first request was served; `None` before it has one.
    room: Option<f64>,
}

impl Standing {
    /// Whether the zone carries less than the site would draw.
    fn is_short(&self) -> bool {
        self.carried < self.draw * (1.0 - ROUNDING)
    }

    fn state(&self) -> State {
        let fits = self.plant + self.grid >= self.need * (1.0 - ROUNDING);
        State {
            has_power: self.plant > 0.0 || self.room.is_some_and(|room| room > 0.0),
            is_whole: fits && !self.is_short(),
        }
    }
}

impl ZoneTrial {
    /// Takes a trial of the zone out of its columns.
    fn take(&mut self, plan: &Plan, zone: &ZonePlan, columns: &[f64], trial: usize) {
        let knots = zone.headroom.knots.iter();
        self.knots.clear();
        self.knots
            .extend(knots.map(|&(date, column)| (date, columns[column * BLOCK + trial])));
        self.queue.clear();
        self.events.clear();
        for (index, (now, &site)) in self.sites.iter_mut().zip(&zone.sites).enumerate() {
            now.take(&plan.sites[site], columns, trial);
            now.short_of_zone = false;
            let request = |date, number, adds| Request {
                date,
                place: (index, number),
                adds,
                idle: 0.0,
            };
            if now.stages.is_empty() {
                let dates = now.phases.iter().map(|phase| phase.service.min(phase.seen));
                let first = dates.fold(f64::INFINITY, f64::min);
                self.queue.push(request(first, 0, f64::INFINITY));
            }
            for (number, stage) in now.stages.iter().enumerate() {
                // Of stages of one day the first that is written comes first.
                let earlier = now.stages.iter().enumerate().filter(|(other, before)| {
                    before.date < stage.date || (before.date == stage.date && *other < number)
                });
                let before = earlier.fold(0.0, |most: f64, (_, other)| most.max(other.capacity));
                let adds = stage.capacity - before;
                if adds > 0.0 {
                    self.queue.push(request(stage.date, number, adds));
                }
            }
        }
        self.queue.retain(|request| request.date < f64::INFINITY);
        let order =
            |a: &Request, b: &Request| a.date.total_cmp(&b.date).then(a.place.cmp(&b.place));
        self.queue.sort_unstable_by(order);
    }

    /// Whether there is room for all from the first request on, whatever they draw: then each site is
    /// as if it had no zone.
    fn is_ample(&self) -> bool {
        let Some(first) = self.queue.first() else {
            return true;
        };
        let most = self.sites.iter().map(|now| {
            if now.limited {
                let stages = now.stages.iter().filter(|stage| stage.date < f64::INFINITY);
                stages.map(|stage| stage.capacity).fold(0.0, f64::max)
            } else {
                let phases = now.phases.iter();
                let full = phases.map(|phase| (phase.running + phase.rest) * phase.load);
                full.sum()
            }
        });
        on_curve(self.knots.iter().copied(), first.date, true) >= most.sum::<f64>()
    }

    /// Serves all that have asked by an instant.
    fn serve(&mut self, instant: f64) {
        let headroom = on_curve(self.knots.iter().copied(), instant, true);
        let least = headroom * ROUNDING;
        let mut left = headroom;
        self.standing.clear();
        self.standing.extend(self.sites.iter_mut().map(|now| {
            let (need, plant) = (now.install(instant), now.plant(instant));
            let grid = if now.limited {
                now.grid(instant)
            } else {
                f64::INFINITY
            };
            let draw = (need - plant).max(0.0).min(grid);
            Standing {
                need,
                plant,
                grid,
                draw,
                open: draw,
                ..Standing::default()
            }
        }));
        for request in &mut self.queue {
            request.idle = 0.0;
            if request.date > instant {
                continue;
            }
            let site = &mut self.standing[request.place.0];
            if left <= least {
                left = 0.0;
            }
            site.room.get_or_insert(left);
            let asked = request.adds.min(site.open);
            let carried = asked.min(left);
            site.open -= asked;
            site.carried += carried;
            left -= carried;
            if request.adds < f64::INFINITY {
                request.idle = request.adds - asked;
            }
        }
        self.left = left;
    }

    /// Lets stand at each site what is powered at an instant that has been served.
    fn stand(&mut self, instant: f64) {
        for (now, at) in self.sites.iter_mut().zip(&self.standing) {
            now.short_of_zone = at.is_short();
            if now.short_of_zone {
                now.share((at.plant + at.carried) / at.need);
            } else {
                now.power(at.need, instant);
            }
            // Plant serves first; what the zone could not carry is not the site's to strand.
            now.unused = (at.plant - at.need).max(0.0);
            if now.curtailed {
                now.draw(instant, at.carried.min(at.draw));
            }
        }
        let mut left = self.left;
        self.tight = self.standing.iter().any(Standing::is_short);
        for request in &self.queue {
            let unused = request.idle.min(left);
            self.sites[request.place.0].unused += unused;
            self.tight |= unused < request.idle;
            left -= unused;
        }
    }

    /// Whether the next edge finds another state than an instant that has been served, though nothing
    /// happens between: the headroom rises, and would be of use.
    fn is_rising(&self, instant: f64) -> bool {
        self.tight && self.knots.iter().any(|&(date, _)| date > instant)
    }

    /// Writes when each phase has power first and when it is complete.
    fn dates(
        &mut self,
        plan: &Plan,
        zone: &ZonePlan,
        (columns, trial): (&mut [f64], usize),
        ample: bool,
    ) {
        let edges = plan.timeline.edges();
        for (index, &site) in zone.sites.iter().enumerate() {
            let site = &plan.sites[site];
            let phases = site.builds.iter().take(site.phases.len());
            for (phase, build) in phases.enumerate() {
                let PhaseDates { service, full } = self.phase(index, phase);
                let mut online = service;
                if let Some(column) = build.online {
                    if !ample {
                        online = self.first((index, service), edges, |state| state.has_power);
                    }
                    columns[column * BLOCK + trial] = online;
                }
                let complete = if ample {
                    self.sites[index].complete(phase)
                } else {
                    self.first((index, full), edges, |state| state.is_whole)
                };
                columns[build.complete * BLOCK + trial] = complete.max(online);
            }
        }
    }

    fn phase(&self, site: usize, phase: usize) -> PhaseDates {
        let phase = &self.sites[site].phases[phase];
        PhaseDates {
            service: phase.service,
            full: phase.all_came(),
        }
    }

    /// The first instant from one on at which something holds for a site.
    ///
    /// Looked for at each instant at which anything changes its course and at each edge, and
    /// between the last at which it does not hold and the first at which it does by halving.
    fn first(
        &mut self,
        (site, from): (usize, f64),
        edges: &[f64],
        holds: impl Fn(State) -> bool,
    ) -> f64 {
        if from == f64::INFINITY {
            return from;
        }
        self.serve(from);
        if holds(self.standing[site].state()) {
            return from;
        }
        self.gather_events(edges);
        let mut last = from;
        for event in self.events.partition_point(|event| *event <= from)..self.events.len() {
            let next = self.events[event];
            if holds(self.state(event, site)) {
                return self.between(site, (last, next), holds);
            }
            last = next;
        }
        f64::INFINITY
    }

    /// What holds for a site at one of the events: all sites are worked out when the first is asked
    /// for.
    fn state(&mut self, event: usize, site: usize) -> State {
        let count = self.sites.len();
        if let Some(state) = self.states[event * count + site] {
            return state;
        }
        self.serve(self.events[event]);
        let states = &mut self.states[event * count..(event + 1) * count];
        for (state, standing) in states.iter_mut().zip(&self.standing) {
            *state = Some(standing.state());
        }
        self.standing[site].state()
    }

    /// The first instant at which something holds for a site that does not at `low`, and does at
    /// `high`.
    fn between(
        &mut self,
        site: usize,
        (mut low, mut high): (f64, f64),
        holds: impl Fn(State) -> bool,
    ) -> f64 {
        let mut holds_at = |instant: f64| {
            self.serve(instant);
            holds(self.standing[site].state())
        };
        if !holds_at(high.next_down()) {
            return high;
        }
        // No two instants lie closer together than this many halvings reach.
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if middle <= low || middle >= high {
                break;
            }
            if holds_at(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        high
    }

    /// All instants at which something changes its course, and all edges, in order.
    fn gather_events(&mut self, edges: &[f64]) {
        if !self.events.is_empty() {
            return;
        }
        let events = &mut self.events;
        events.extend(self.knots.iter().map(|&(date, _)| date));
        for now in &self.sites {
            for phase in &now.phases {
                events.extend(phase.events());
            }
            events.extend(now.knots.iter().map(|&(date, _)| date));
            events.extend(now.stages.iter().map(|stage| stage.date));
            for plant in &now.plants {
                // It serves on its last instant, and not after it.
                events.extend([plant.from, plant.until, plant.until.next_up()]);
            }
        }
        events.retain(|event| event.is_finite());
        events.extend(edges);
        events.sort_unstable_by(f64::total_cmp);
        events.dedup();
        self.states.clear();
        self.states.resize(events.len() * self.sites.len(), None);
    }
}

/// When a phase begins to serve, and when all of it is installed.
struct PhaseDates {
    service: f64,
    full: f64,
}
