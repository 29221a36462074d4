//! What holds a phase: what keeps its GPUs from running, from edge to edge.

use super::Trial;
use crate::plan::{BLOCK, Column, PhaseBuild, SiteBuild};
use crate::results::{Binding, Held};

/// What holds one phase in one trial.
pub(super) struct PhaseHeld {
    /// What it waits for longest before it serves.
    before: Held,
    /// When it, or a part of it, begins to serve.
    since: f64,
    /// When all that does not run yet begins to serve.
    service: f64,
    /// GPUs when full.
    full: f64,
    /// What holds it at the edge that was read last.
    now: Held,
}

impl Trial {
    /// Begins a trial of a site: before all edges each phase is held by what it waits for longest.
    #[inline]
    pub(super) fn hold(
        &mut self,
        site: &SiteBuild,
        columns: &[f64],
        trial: usize,
        binding: &mut [Binding],
    ) {
        self.held.clear();
        let at = |column: Column| columns[column * BLOCK + trial];
        let phases = site.builds.iter().zip(&self.phases).zip(binding);
        for ((build, phase), binding) in phases {
            let Some(before) = before(build, phase.rest, at) else {
                continue;
            };
            let online = build.online.map_or(phase.service, at);
            binding.begins(before);
            self.held.push(PhaseHeld {
                before,
                since: online.min(phase.seen),
                service: phase.service,
                full: phase.running + phase.rest,
                now: before,
            });
        }
    }

    /// Notes what holds each phase from an edge on, as it stands.
    #[inline]
    pub(super) fn turn(&mut self, edge: usize, instant: f64, binding: &mut [Binding]) {
        let (short, knots) = (self.short_of_zone, &self.knots);
        let standing = self.built.iter().zip(&self.phases);
        let phases = self.held.iter_mut().zip(standing).zip(binding);
        for ((held, (built, phase)), binding) in phases {
            if held.before == Held::Lost {
                continue;
            }
            let now = if instant < held.since {
                held.before
            } else if short && built.installed > 0.0 {
                Held::Zone
            } else if built.powered < built.installed {
                Held::Grid
            } else if built.installed >= held.full {
                Held::Nothing
            } else if instant < held.service {
                held.before
            } else if phase.drawn.is_some() && phase.lacks_chips(instant, knots) {
                Held::Chips
            } else {
                Held::Building
            };
            if now != held.now {
                binding.turns(edge, held.now, now);
                held.now = now;
            }
        }
    }
}

/// What a phase waits for longest before it serves, `rest` of whose GPUs are still to come; `None`
/// where that is not told.
#[inline]
fn before(build: &PhaseBuild, rest: f64, at: impl Fn(Column) -> f64) -> Option<Held> {
    let holds = build.holds?;
    if at(holds.fate) != 0.0 && rest > 0.0 {
        return Some(Held::Lost);
    }
    if build
        .online
        .is_some_and(|online| at(online) > at(build.service))
    {
        return Some(Held::Zone);
    }
    let (mut held, mut latest) = (Held::Building, at(holds.ready));
    let others = [(Held::Chips, holds.chips), (Held::Grid, holds.power)];
    for (other, date) in others {
        if let Some(date) = date.map(&at).filter(|date| *date > latest) {
            (held, latest) = (other, date);
        }
    }
    Some(held)
}
