//! The schedule of a phase: a network of activities, a span with an overrun, or an expected date;
//! and what is known of it.

use super::Uncertain;
use crate::calendar::Instant;
use crate::units::{Day, Days, Factor, Gpus, Share};

/// How a phase's `ready` comes about.
#[derive(Clone, Debug, PartialEq)]
pub enum Schedule {
    /// Bottom-up: a network of activities without cycles, by id. At least one.
    Network(Vec<Activity>),
    /// Top-down: the announced span times an overrun. The law is already that of the factor
    /// *given* that the span outlasts what has elapsed.
    Overrun {
        /// Factor on the announced span, given that it is not over yet.
        factor: Uncertain<Factor>,
        /// Where the span starts: the announcement.
        announced: Instant,
        /// The announced span, days: announced online less announcement.
        span_days: f64,
        /// Elapsed days of the span at `seen` (or at the pause).
        elapsed_days: f64,
    },
    /// A date where none was announced, given that it is after `seen`.
    Expected(Uncertain<Day>),
    /// Only for a phase whose `actual_online` is known and that states no way to get there.
    Known,
}

/// A piece of work with a duration.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// Id within the phase.
    pub id: String,
    /// Its address: "site.loughton.phase.first.activity.shell".
    pub path: String,
    /// Its whole duration, unconditioned.
    pub duration: Uncertain<Days>,
    /// What it waits for.
    pub after: Vec<Link>,
    /// Not before this instant.
    pub not_before: Option<Instant>,
    /// The chance that the phase survives it, lost on its finish; `None` where that is certain or
    /// the activity is over.
    pub gate: Option<Uncertain<Share>>,
    /// What is known of it.
    pub state: ActivityState,
    /// The day of the last evidence of its state; work that has not started begins no earlier.
    pub seen: Option<Instant>,
}

/// What is known of an activity.
#[derive(Clone, Debug, PartialEq)]
pub enum ActivityState {
    /// Nothing: not started at `seen`.
    Open,
    /// Under way at `seen` since `started` (a fact, maybe an uncertain one, cut at `seen`).
    Started {
        /// When it started.
        started: Uncertain<Day>,
    },
    /// Over: a fact, cut at `seen`. `started` if known.
    Finished {
        /// When it started, if stated.
        started: Option<Uncertain<Day>>,
        /// When it finished.
        finished: Uncertain<Day>,
    },
}

/// A finish-to-start link with its lag.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What must happen first.
    pub from: LinkFrom,
    /// Days between it and the earliest start; may be negative.
    pub lag_days: f64,
}

/// What a link waits for. Indices are into the model's own lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkFrom {
    /// The finish of an activity of the same phase.
    Activity(usize),
    /// A milestone of any phase.
    Phase {
        /// Index of the site.
        site: usize,
        /// Index of the phase within the site.
        phase: usize,
        /// Which milestone.
        milestone: Milestone,
    },
    /// A grid stage of the same site.
    Stage(usize),
}

/// A phase's milestones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Milestone {
    /// It could run if it had power and chips.
    Ready,
    /// First service.
    Online,
    /// All its GPUs installed and powered.
    Complete,
}

impl Milestone {
    /// The word used in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Milestone::Ready => "ready",
            Milestone::Online => "online",
            Milestone::Complete => "complete",
        }
    }
}

/// What is known of a phase as a whole.
#[expect(
    clippy::large_enum_variant,
    reason = "a model holds few phases, and each is built once"
)]
#[derive(Clone, Debug, PartialEq)]
pub enum PhaseState {
    /// It runs: facts that nothing touches.
    Online(OnlineFact),
    /// It does not run, or not all of it.
    Open {
        /// The part that runs.
        observed: Option<Observed>,
        /// Stopped, may come back.
        paused: Option<Pause>,
    },
}

/// A phase that runs.
#[derive(Clone, Debug, PartialEq)]
pub struct OnlineFact {
    /// Its first service, cut at `seen`.
    pub date: Uncertain<Day>,
    /// How many GPUs run, where that is known; else the announced size.
    pub gpus: Option<Uncertain<Gpus>>,
}

/// A part of a phase that runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// When it was seen running, cut at `seen`.
    pub date: Uncertain<Day>,
    /// How many GPUs.
    pub gpus: Uncertain<Gpus>,
}

/// A stop with a possible restart.
#[derive(Clone, Debug, PartialEq)]
pub struct Pause {
    /// When work stopped: elapsed time ends here.
    pub since: Instant,
    /// The chance that it comes back, in place of `proceed`.
    pub probability: Uncertain<Share>,
    /// When it comes back, given that this is after `seen` and after the pause.
    pub date: Uncertain<Day>,
    /// Its chip if it comes back with another.
    pub chip: Option<super::ChipChoice>,
    /// Its GPUs if it comes back with another number.
    pub gpus: Option<Uncertain<Gpus>>,
    /// Its customer if it comes back with another.
    pub customer: Option<String>,
}
