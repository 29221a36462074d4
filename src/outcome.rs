//! One number of a projection, named in words: "mean `gpus_powered` of total at
//! 2027-12-31".
//!
//! The grammar:
//!
//! ```text
//! STATISTIC METRIC [of SCOPE] [at DATE]      mean facility_load of site loughton at 2028-12
//! PERCENTILE MILESTONE of PLACE              p50 online of loughton.first
//! chance MILESTONE of PLACE by DATE          chance energised of loughton.full by 2027-Q4
//! chance METRIC [of SCOPE] at least NUMBER [UNIT] [at DATE]
//! chance METRIC [of SCOPE] at most NUMBER [UNIT] [at DATE]
//!                                            chance facility_load of total at least 500 MW at 2028
//!
//! STATISTIC   mean, p5, p10, p25, p50, p75, p80, p90, p95
//! PERCENTILE  p10, p50, p80, p90
//! METRIC      gpus_powered, facility_load, .. as in projection.json
//! MILESTONE   ready, online, complete of SITE.PHASE; energised of SITE.STAGE
//! SCOPE       total, site ID, phase SITE.PHASE, country ID, zone ID, operator NAME, customer NAME,
//!             programme ID, tag WORD; total where it is left out
//! DATE        a day or a period, as in a scenario: 2027-12-31, 2027-12, 2027-Q4, 2027
//! ```
//!
//! A date means the last day of its period. `at` reads the reporting period in which that day lies,
//! at its end; left out it is the date that the report's answer speaks of. `by` counts the trials
//! in which the milestone has come by the end of that day. The number of a level is in the metric's
//! unit, which may follow it. A percentile of a milestone is a date,
//! or "never". What it does not know: how anything is computed.

mod locate;
mod parse;
mod read;

pub use locate::Located;
pub use read::Reading;

use crate::model::{Bound, Model};
use crate::plan::{Metric, RunSpec, ScopeKind};
use crate::projection::{Projection, headline_period};
use crate::scenario::suggest;
use jiff::civil::Date;
use std::fmt;
use std::str::FromStr;

/// A number of a projection.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A statistic of a series in one period.
    Level {
        /// Which statistic.
        statistic: Statistic,
        /// Of what.
        metric: Metric,
        /// Added up over what.
        scope: ScopeKind,
        /// The scope's id; empty for the total.
        id: String,
        /// The day whose period is read; `None` for the report's.
        at: Option<Date>,
    },
    /// A percentile of a date.
    Date {
        /// 10, 50, 80 or 90.
        percent: u8,
        /// Of what.
        milestone: Milestone,
        /// Of which phase or grid stage.
        place: Place,
    },
    /// The share of trials in which something has come by the end of a day.
    Chance {
        /// What.
        milestone: Milestone,
        /// Of which phase or grid stage.
        place: Place,
        /// By when.
        by: Date,
    },
    /// The share of trials in which a series keeps to a bound in one period: is at least, or at most,
    /// at a level.
    Keeps {
        /// Of what.
        metric: Metric,
        /// Added up over what.
        scope: ScopeKind,
        /// The scope's id; empty for the total.
        id: String,
        /// The level, in the metric's unit.
        level: Bound,
        /// The day whose period is read; `None` for the report's.
        at: Option<Date>,
    },
}

/// A statistic of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// The mean over trials.
    Mean,
    /// A percentile: the share of trials at or below.
    Percentile(u8),
}

/// What comes at a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Milestone {
    /// A phase could run if it had power.
    Ready,
    /// A phase is in first service.
    Online,
    /// All GPUs of a phase are installed and powered.
    Complete,
    /// A grid stage can carry load.
    Energised,
}

/// A phase or a grid stage of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The site's id.
    pub site: String,
    /// The id of the phase, or of the stage for [`Milestone::Energised`].
    pub part: String,
}

/// Why a text names no number, or a projection does not have it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct OutcomeError {
    message: String,
}

impl OutcomeError {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }

    /// A name that is not known, with the nearest of those that are, or all of them where few.
    fn unknown<'a>(what: &str, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let hint = suggest::hint(word, known.iter().copied());
        let hint = hint.unwrap_or_else(|| {
            let first: Vec<String> = known.iter().take(8).map(|id| format!("`{id}`")).collect();
            format!(
                "there are {} and {} more",
                first.join(", "),
                known.len() - first.len()
            )
        });
        Self::new(format!("there is no {what} `{word}`: {hint}"))
    }
}

impl Milestone {
    /// All of them.
    pub const ALL: [Milestone; 4] = [
        Milestone::Ready,
        Milestone::Online,
        Milestone::Complete,
        Milestone::Energised,
    ];

    /// Its name in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Milestone::Ready => "ready",
            Milestone::Online => "online",
            Milestone::Complete => "complete",
            Milestone::Energised => "energised",
        }
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Statistic::Mean => f.write_str("mean"),
            Statistic::Percentile(percent) => write!(f, "p{percent}"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.site, self.part)
    }
}

/// In the words that it is read from.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Level {
                statistic,
                metric,
                scope,
                id,
                at,
            } => {
                write!(f, "{statistic} {} of {}", metric.word(), scope.word())?;
                if !id.is_empty() {
                    write!(f, " {id}")?;
                }
                at.map_or(Ok(()), |at| write!(f, " at {at}"))
            }
            Outcome::Date {
                percent,
                milestone,
                place,
            } => write!(f, "p{percent} {} of {place}", milestone.word()),
            Outcome::Chance {
                milestone,
                place,
                by,
            } => write!(f, "chance {} of {place} by {by}", milestone.word()),
            Outcome::Keeps {
                metric,
                scope,
                id,
                level,
                at,
            } => {
                write!(f, "chance {} of {}", metric.word(), scope.word())?;
                if !id.is_empty() {
                    write!(f, " {id}")?;
                }
                write!(f, " {} {} {}", level.words(), level.level(), metric.unit())?;
                at.map_or(Ok(()), |at| write!(f, " at {at}"))
            }
        }
    }
}

impl FromStr for Outcome {
    type Err = OutcomeError;

    /// Reads the words of the [grammar](self).
    ///
    /// ```
    /// use capcast::outcome::Outcome;
    ///
    /// let outcome: Outcome = "chance online of loughton.first by 2027-Q1".parse()?;
    /// assert_eq!(outcome.to_string(), "chance online of loughton.first by 2027-03-31");
    ///
    /// let slip = "mean gpu_powered of total".parse::<Outcome>().unwrap_err();
    /// assert!(slip.to_string().ends_with("did you mean `gpus_powered`?"));
    /// # Ok::<(), capcast::outcome::OutcomeError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, OutcomeError> {
        parse::outcome(text)
    }
}

impl Default for Outcome {
    /// The mean of the GPUs that run in all, at the date that the report's answer speaks of.
    fn default() -> Self {
        Outcome::Level {
            statistic: Statistic::Mean,
            metric: Metric::GpusPowered,
            scope: ScopeKind::Total,
            id: String::new(),
            at: None,
        }
    }
}

impl Outcome {
    /// The unit: "GPUs", "MW", .. of a level, "days since 1970" of a date, "share" of a chance.
    #[must_use]
    pub const fn unit(&self) -> &'static str {
        match self {
            Outcome::Level { metric, .. } => metric.unit(),
            Outcome::Date { .. } => "days",
            Outcome::Chance { .. } | Outcome::Keeps { .. } => "share",
        }
    }

    /// A run that records this alone: the model's own seed and trials, one kind of scope and one
    /// metric, or the schedule.
    #[must_use]
    pub fn spec(&self, model: &Model) -> RunSpec {
        let mut spec = RunSpec::of(model);
        spec.drivers = false;
        if let Outcome::Level { metric, scope, .. } | Outcome::Keeps { metric, scope, .. } = self {
            spec.scopes = vec![*scope];
            spec.metrics = vec![*metric];
            spec.schedule = false;
        } else {
            spec.scopes = Vec::new();
            spec.metrics = Vec::new();
            spec.schedule = true;
        }
        spec
    }

    /// The same with the date that the report's answer speaks of where none is named.
    #[must_use]
    pub fn dated(mut self, model: &Model) -> Self {
        if let Outcome::Level { at, .. } | Outcome::Keeps { at, .. } = &mut self
            && at.is_none()
        {
            let ends = model.horizon.period_ends();
            let printed: Vec<String> = ends.iter().map(ToString::to_string).collect();
            let start = model.as_of.unwrap_or(model.horizon.from());
            let as_of = model.as_of.map(|day| day.to_string());
            let due = model.first_due().map(|day| day.to_string());
            let period = headline_period(
                &printed,
                as_of.as_deref(),
                &start.to_string(),
                due.as_deref(),
            );
            *at = period.and_then(|period| ends.get(period).copied());
        }
        self
    }

    /// Its value in a projection.
    ///
    /// # Errors
    ///
    /// The projection has no such scope, place or period, or was not asked to record it.
    pub fn read(&self, projection: &Projection) -> Result<Reading, OutcomeError> {
        read::read(self, projection)
    }
}
