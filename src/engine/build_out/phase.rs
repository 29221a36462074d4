//! One phase in one trial: what of it is installed when.

use crate::plan::{Column, PhaseBuild, on_curve};
use std::ops::Range;

/// What a phase installs in one trial.
pub(super) struct PhaseTrial {
    /// When it (or what of it does not run yet) begins to serve.
    pub(super) service: f64,
    /// Days from service to full, for what is not seen running yet.
    pub(super) ramp: f64,
    /// When a part was seen running; never where none was.
    pub(super) seen: f64,
    /// GPUs of that part.
    pub(super) running: f64,
    /// GPUs that are still to come.
    pub(super) rest: f64,
    /// Peak facility load of a powered GPU, MW.
    pub(super) load: f64,
    /// What it has of a pool of chips.
    pub(super) drawn: Option<DrawnTrial>,
}

/// What a phase has of a pool of chips in one trial.
pub(super) struct DrawnTrial {
    /// Deliveries up to a date: which of the site's knots.
    pub(super) knots: Range<usize>,
    /// What of them is others'.
    pub(super) before: f64,
    /// When its last have come.
    pub(super) last: f64,
}

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
    pub(super) fn taken(
        build: &PhaseBuild,
        at: impl Fn(Column) -> f64,
        knots: &mut Vec<(f64, f64)>,
    ) -> Self {
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
    pub(super) fn installed(&self, instant: f64, knots: &[(f64, f64)]) -> f64 {
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
        if self.drawn.is_some() {
            came = came.min(self.delivered(instant, knots));
        }
        running + came
    }

    /// GPUs of its pool that have come to it at an instant; all that there are where it has none.
    fn delivered(&self, instant: f64, knots: &[(f64, f64)]) -> f64 {
        let Some(drawn) = &self.drawn else {
            return f64::INFINITY;
        };
        let knots = knots[drawn.knots.clone()].iter().copied();
        (on_curve(knots, instant, true) - drawn.before).max(0.0)
    }

    /// Whether fewer GPUs of its pool have come at an instant than its ramp would install.
    pub(super) fn lacks_chips(&self, instant: f64, knots: &[(f64, f64)]) -> bool {
        let since = instant - self.service;
        let share = if self.ramp > 0.0 {
            (since / self.ramp).min(1.0)
        } else {
            1.0
        };
        self.delivered(instant, knots) < share * self.rest
    }

    /// When all of it is installed.
    pub(super) fn full(&self) -> f64 {
        let full = self.service + self.ramp;
        self.drawn
            .as_ref()
            .map_or(full, |drawn| full.max(drawn.last))
    }
}

impl PhaseTrial {
    /// When no more GPUs come.
    pub(super) fn settled(&self, knots: &[(f64, f64)]) -> f64 {
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
