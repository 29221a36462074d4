//! What of a phase runs already and what is to come, and values of curves.

use super::site::Values;
use crate::plan::{Column, CurvePlan, PhaseBuild};
use crate::results::Useful;
use crate::results::view::View;

/// GPU days that a phase has been installed for up to an instant.
pub(super) fn gpu_days(build: &PhaseBuild, at: impl Fn(Column) -> f64, instant: f64) -> f64 {
    let parts = Parts::of(build, &at);
    let (service, ramp) = (at(build.service), parts.ramp);
    let since = (instant - service).max(0.0);
    let served = if since >= ramp {
        since - ramp / 2.0
    } else {
        since * since / (2.0 * ramp)
    };
    parts.rest * served + parts.running * (instant - parts.seen).max(0.0)
}

/// What of a phase runs already, and what is to come.
pub(super) struct Parts {
    /// When a part was seen running; never where none was.
    pub(super) seen: f64,
    /// GPUs of that part.
    pub(super) running: f64,
    /// GPUs that are still to come.
    pub(super) rest: f64,
    /// Days from service to full, for these.
    pub(super) ramp: f64,
}

impl Parts {
    pub(super) fn of(build: &PhaseBuild, at: &impl Fn(Column) -> f64) -> Self {
        let (size, ramp) = (at(build.size), at(build.ramp));
        let part = build.observed.map(|(date, gpus)| (at(date), at(gpus)));
        let (seen, running) = part.unwrap_or((f64::INFINITY, 0.0));
        let ramp = match part {
            Some(_) if size > 0.0 => ramp * (1.0 - (running / size).min(1.0)),
            Some(_) => 0.0,
            None => ramp,
        };
        Self {
            seen,
            running,
            rest: (size - running).max(0.0),
            ramp,
        }
    }
}

/// The values of a curve at an instant; zero where there is none.
pub(super) fn curve(curve: Option<&CurvePlan>, instant: f64, block: View<'_>, into: &mut Values) {
    into.fill(0.0);
    let Some(curve) = curve else { return };
    let after = curve.knots.iter().position(|&(date, _)| instant < date);
    let (from, to) = match after {
        Some(0) | None => {
            let knot = if after.is_some() {
                curve.knots.first()
            } else {
                curve.knots.last()
            };
            let Some(&(_, column)) = knot else { return };
            let column = block.column(column);
            into[..column.len()].copy_from_slice(column);
            return;
        }
        Some(after) => (curve.knots[after - 1], curve.knots[after]),
    };
    let weight = (instant - from.0) / (to.0 - from.0);
    let knots = block.column(from.1).iter().zip(block.column(to.1));
    for (value, (was, will)) in into.iter_mut().zip(knots) {
        *value = was + (will - was) * weight;
    }
}

/// GPUs that capacity that is not firm leaves of a phase and cuts off, in the order of edges.
pub(super) fn useful_levels(block: View<'_>, phase: usize) -> Vec<Useful> {
    let changes = block.useful(phase);
    let mut levels = vec![Useful::default(); changes.len()];
    for (change, place) in changes.by_trial() {
        levels[place] = change.level;
    }
    levels
}
