//! What phases ask of pools of chips, and what then waits for them.

use super::{Compiled, Compiler};
use crate::model::{Milestone, PhaseState};
use crate::plan::Column;
use crate::plan::ladder::{Loss, Rung, Strikes};
use crate::plan::outfit::Fitting;
use crate::plan::pool::{Request, Served};

impl Compiler<'_, '_> {
    /// Has a phase ask for its chips where they come from a pool: it then serves when it has them.
    pub(super) fn ask(&mut self, key: (usize, usize), mut compiled: Compiled) -> Compiled {
        let Some((pool, chips)) = self.pools.of(key) else {
            return compiled;
        };
        let fitting = Fitting {
            model: self.model,
            key,
            needed: compiled.observed.unwrap_or(compiled.plan.ready),
        };
        let outfit = fitting.outfit(self.effects, self.columns);
        let takes = fitting.takes(&chips, self.columns);
        let phase = &self.model.sites[key.0].phases[key.1];
        let mut running = None;
        if let (PhaseState::Open { observed, .. }, Some(date)) = (&phase.state, compiled.observed) {
            running = observed
                .as_ref()
                .map(|part| (date, self.columns.quantity(&part.gpus)));
        }
        let is_open = matches!(phase.state, PhaseState::Open { .. });
        let facts = if is_open {
            running
        } else {
            Some((compiled.plan.online, outfit.size))
        };
        if let Some((date, size)) = facts {
            let request = Request::of_fact(date, size, takes, self.columns);
            self.pools.ask(pool, key, request);
        }
        if is_open {
            let served = Served {
                service: compiled.service,
                fate: compiled.plan.fate,
                service_out: self.columns.fresh(),
                fate_out: self.columns.fresh(),
            };
            let request = Request {
                less: running.map(|(_, gpus)| gpus),
                fact: false,
                served: Some(served),
                ..Request::of_fact(compiled.plan.ready, outfit.size, takes, self.columns)
            };
            let drawn = self.pools.ask(pool, key, request);
            let strikes = Strikes::Never(drawn.first);
            let loss = Loss::Chips;
            compiled.plan.ladder.push(Rung { loss, strikes });
            compiled.service = served.service_out;
            compiled.plan.online = compiled.observed.unwrap_or(served.service_out);
            compiled.plan.fate = served.fate_out;
            compiled.drawn = Some(drawn);
            // Nobody knows beforehand that all its chips come.
            self.doubtful.insert(served.service_out);
        }
        compiled.outfit = Some(outfit);
        compiled
    }

    /// The column of a milestone of a phase that is compiled. A link to `complete` waits for the
    /// phase's GPUs to be installed; power shared with later phases is not looked ahead to.
    pub(super) fn milestone(&mut self, phase: (usize, usize), milestone: Milestone) -> Column {
        let Compiled {
            plan,
            service,
            ramp,
            drawn,
            ..
        } = &self.done[&phase];
        match milestone {
            Milestone::Ready => plan.ready,
            // Where a phase waits for its zone, those who wait for it do not look ahead to that.
            Milestone::Online => plan.online,
            Milestone::Complete => {
                let (service, ramp) = (*service, *ramp);
                let last = drawn.as_ref().map(|drawn| drawn.last);
                let mut complete = self.columns.sum(service, ramp);
                if let Some(last) = last {
                    let both = vec![(complete, 0.0), (last, 0.0)];
                    complete = self.columns.latest(f64::NEG_INFINITY, both);
                }
                if self.doubtful.contains(&service) {
                    self.doubtful.insert(complete);
                }
                complete
            }
        }
    }
}
