//! What falls due for building and GPUs of a phase, from edge to edge.

use super::super::parts::Parts;
use super::{Standing, Values};
use crate::plan::{Column, PhaseBuild, PhaseFlow, booked};
use crate::results::view::View;

impl Standing {
    /// GPUs' worth of building that is paid for at an instant.
    pub(super) fn book(
        &mut self,
        build: &PhaseBuild,
        flow: &PhaseFlow,
        block: View<'_>,
        instant: f64,
    ) {
        let (Some(_), Some(days)) = (flow.building, flow.build) else {
            return;
        };
        for trial in 0..block.trials() {
            let at = |column: Column| block.column(column)[trial];
            let (parts, days) = (Parts::of(build, &at), at(days));
            let mut gpus = parts.rest * booked(instant, at(flow.ready), days);
            if parts.running > 0.0 {
                gpus += parts.running * booked(instant, parts.seen, days);
            }
            self.booked[trial] = gpus;
        }
    }

    /// Adds what falls due for building and GPUs up to an instant since the edge before.
    pub(super) fn falls_due(
        &mut self,
        (build, flow): (&PhaseBuild, &PhaseFlow),
        block: View<'_>,
        instant: f64,
        values: &mut Values,
    ) {
        if let Some(gpu) = flow.gpu {
            let more = self.installed.iter().zip(&self.installed_before);
            let of_gpus = more.zip(block.column(gpu));
            for (value, ((now, before), gpu)) in values.iter_mut().zip(of_gpus) {
                *value += (now - before).max(0.0) * gpu;
            }
            self.installed_before.copy_from_slice(&self.installed);
        }
        if let Some(building) = flow.building {
            let before = self.booked.clone();
            self.book(build, flow, block, instant);
            let more = self.booked.iter().zip(&before).zip(block.column(building));
            for (value, ((now, before), building)) in values.iter_mut().zip(more) {
                *value += (now - before).max(0.0) * building;
            }
        }
    }
}
