//! A phase, or one of its renewals, in one trial: how many of its GPUs came, and how many stand.

use super::failures::Failing;
use crate::plan::{Column, PhaseBuild, on_curve};
use std::ops::Range;

/// What a phase, or a renewal of it, installs in one trial.
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
    /// When no more of its GPUs come.
    pub(super) settled: f64,
    /// What it has of a pool of chips.
    pub(super) drawn: Option<DrawnTrial>,
    /// How its GPUs leave, fail, or come in the place of others.
    pub(super) ageing: Option<Ageing>,
}

/// What a phase has of a pool of chips in one trial.
pub(super) struct DrawnTrial {
    /// Deliveries up to a date: which of the site's knots.
    knots: Range<usize>,
    /// What of them is others'.
    before: f64,
    /// When its last have come.
    last: f64,
    /// From when on nothing more comes.
    steady: f64,
    /// GPUs that have come by then.
    all: f64,
}

/// Days after which a ramp is over though its end is rounded.
const AFTER: f64 = 1e-6;

/// How GPUs leave, fail, or come in the place of others.
pub(super) struct Ageing {
    /// How long they serve, days.
    pub(super) life: f64,
    /// When the first that fail are missed; never where none do.
    pub(super) first_loss: f64,
    failing: Option<Failing>,
    /// First service.
    began: f64,
    /// Of a renewal the part that it follows, and how many come for each that leaves.
    follows: Option<(usize, f64)>,
}

impl Ageing {
    fn new(build: &PhaseBuild, began: f64, at: impl Fn(Column) -> f64) -> Option<Self> {
        if build.life.is_none() && build.failures.is_none() && build.follows.is_none() {
            return None;
        }
        let failures = build.failures;
        let failing =
            failures.and_then(|(rate, spares)| Failing::new(at(rate), spares.map_or(0.0, &at)));
        Some(Self {
            life: build.life.map_or(f64::INFINITY, &at),
            first_loss: failing.map_or(f64::INFINITY, |failing| began + failing.lasts()),
            failing,
            began,
            follows: build.follows.map(|of| (of.build, at(of.ratio))),
        })
    }

    /// When the last of what has come until an instant is gone.
    pub(super) fn last(&self, settled: f64) -> f64 {
        settled + self.life
    }
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
        let service = at(build.service);
        Self {
            service,
            ramp,
            seen,
            running,
            rest: (size - running).max(0.0),
            load: at(build.facility_load),
            settled: service + ramp,
            drawn: None,
            ageing: Ageing::new(build, service.min(seen), at),
        }
    }

    /// What a build installs; takes down what its pool delivers. `before` are the site's builds that
    /// stand before it.
    pub(super) fn taken(
        build: &PhaseBuild,
        at: impl Fn(Column) -> f64 + Copy,
        knots: &mut Vec<(f64, f64)>,
        before: &[Self],
    ) -> Self {
        let mut phase = Self::new(build, at);
        if let Some((of, _)) = phase.ageing.as_ref().and_then(|ageing| ageing.follows) {
            let of = &before[of];
            let life = of.ageing.as_ref().map_or(f64::INFINITY, |of| of.life);
            phase.service = of.service.min(of.seen) + life;
            phase.settled = of.settled.max(if of.seen < f64::INFINITY {
                of.seen
            } else {
                of.settled
            }) + life;
        }
        if let Some(drawn) = &build.drawn {
            let from = knots.len();
            let curve = drawn.curve.knots.iter();
            knots.extend(curve.map(|&(date, value)| (date, at(value))));
            let last = at(drawn.last);
            if let Some(ageing) = &mut phase.ageing {
                ageing.began = ageing.began.max(at(drawn.first));
                let lasts = ageing.failing.map_or(f64::INFINITY, Failing::lasts);
                ageing.first_loss = ageing.began + lasts;
            }
            // After a pool's last date nothing is delivered.
            let end = knots.last().map_or(f64::NEG_INFINITY, |&(date, _)| date);
            phase.settled = phase.settled.max(last.min(end));
            let steady = (phase.service + phase.ramp).max(end) + AFTER;
            let steady = if phase.running > 0.0 {
                steady.max(phase.seen)
            } else {
                steady
            };
            phase.drawn = Some(DrawnTrial {
                knots: from..knots.len(),
                before: at(drawn.before),
                last,
                // Until it is known what comes.
                steady: f64::INFINITY,
                all: 0.0,
            });
            let all = phase.came(steady, knots);
            if let Some(drawn) = &mut phase.drawn {
                (drawn.steady, drawn.all) = (steady, all);
            }
        }
        phase
    }

    /// When the last of its GPUs has come.
    pub(super) fn all_came(&self) -> f64 {
        let full = self.service + self.ramp;
        self.drawn
            .as_ref()
            .map_or(full, |drawn| full.max(drawn.last))
    }

    /// The share of what is still to come that its ramp has installed at an instant.
    #[inline]
    fn share(&self, instant: f64) -> f64 {
        let since = instant - self.service;
        if since < 0.0 {
            0.0
        } else if since >= self.ramp {
            1.0
        } else {
            since / self.ramp
        }
    }

    /// GPUs of the part that was seen running that are there at an instant.
    #[inline]
    fn running(&self, instant: f64) -> f64 {
        if instant >= self.seen {
            self.running
        } else {
            0.0
        }
    }

    /// GPUs that came up to an instant by the ramp alone.
    #[inline]
    pub(super) fn ramped(&self, instant: f64) -> f64 {
        self.running(instant) + self.share(instant) * self.rest
    }

    /// GPUs that came up to an instant, of what is no renewal; `knots` are the site's.
    #[inline]
    pub(super) fn came(&self, instant: f64, knots: &[(f64, f64)]) -> f64 {
        match &self.drawn {
            None => self.ramped(instant),
            // Most instants lie before its first service or after its last delivery.
            Some(drawn) if instant >= drawn.steady => drawn.all,
            Some(_) if instant < self.service => self.running(instant),
            Some(drawn) => {
                let came = self.share(instant) * self.rest;
                self.running(instant) + came.min(drawn.delivered(instant, knots))
            }
        }
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

    /// Whether all of its GPUs have come at an instant, though some may have left or failed since.
    #[inline]
    pub(super) fn is_past(&self, instant: f64) -> bool {
        self.ageing.is_some() && instant >= self.all_came()
    }

    /// Instants at which the number of its GPUs changes its course.
    pub(super) fn events(&self) -> impl Iterator<Item = f64> {
        let own = [
            self.service,
            self.service + self.ramp,
            self.seen,
            self.all_came(),
        ];
        let ageing = self.ageing.iter().flat_map(|ageing| {
            let life = ageing.life;
            let gone = ageing.last(self.settled);
            [
                self.service + life,
                self.seen + life,
                gone,
                ageing.first_loss,
            ]
        });
        own.into_iter().chain(ageing)
    }

    /// GPUs that its pool has delivered up to an instant; without bound where it draws on none.
    fn delivered(&self, instant: f64, knots: &[(f64, f64)]) -> f64 {
        let drawn = self.drawn.as_ref();
        drawn.map_or(f64::INFINITY, |drawn| drawn.delivered(instant, knots))
    }
}

impl DrawnTrial {
    /// GPUs that its pool has delivered up to an instant. Out of line: it is rare.
    #[inline(never)]
    fn delivered(&self, instant: f64, knots: &[(f64, f64)]) -> f64 {
        let knots = knots[self.knots.clone()].iter().copied();
        (on_curve(knots, instant, true) - self.before).max(0.0)
    }
}

/// GPUs that stand at an instant: those that came less those that came a service life before, and
/// of these the share that has not failed.
pub(super) fn standing(
    parts: &[PhaseTrial],
    (index, ageing): (usize, &Ageing),
    instant: f64,
    knots: &[(f64, f64)],
) -> f64 {
    let mut stands = came(parts, index, instant, knots);
    if ageing.life < f64::INFINITY {
        let left = came(parts, index, instant - ageing.life, knots);
        stands = (stands - left).max(0.0);
    }
    match ageing.failing {
        Some(failing) => stands * failing.share(instant - ageing.began),
        None => stands,
    }
}

/// GPUs that came up to an instant: of a renewal as those leave that it follows, and as its pool
/// delivers.
fn came(parts: &[PhaseTrial], index: usize, instant: f64, knots: &[(f64, f64)]) -> f64 {
    let part = &parts[index];
    let follows = part.ageing.as_ref().and_then(|ageing| ageing.follows);
    let Some((of, ratio)) = follows else {
        return part.came(instant, knots);
    };
    let life = parts[of]
        .ageing
        .as_ref()
        .map_or(f64::INFINITY, |of| of.life);
    if life == f64::INFINITY {
        return 0.0;
    }
    let left = came(parts, of, instant - life, knots);
    (ratio * left).min(part.delivered(instant, knots))
}
