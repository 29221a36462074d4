//! The activities of a phase.

use super::context::Context;
use super::facts::{self, Seen};
use super::links::{self, Address};
use super::reader::Reader;
use crate::calendar::Instant;
use crate::model::{Activity, ActivityState, Uncertain};
use crate::scenario::problem::Problem;
use crate::units::{Day, Days, Share};
use jiff::civil::Date;

/// What an activity takes from its phase.
#[derive(Clone, Debug)]
pub(super) struct OfPhase<'a> {
    pub site: usize,
    pub phase: usize,
    pub seen: &'a Seen,
    pub announced: Option<Date>,
    /// When work on the phase stopped.
    pub paused: Option<Date>,
    /// Whether the phase runs: what is left open in its network then matters no more.
    pub is_online: bool,
}

/// Reads a phase's network; `None` after a problem.
pub(super) fn network(
    phase: &Reader<'_>,
    of: &OfPhase<'_>,
    cx: &mut Context<'_>,
) -> Option<Vec<Activity>> {
    let readers = phase.entities(cx, "activity");
    let count = readers.len();
    let mut activities = Vec::new();
    for (activity, (id, reader)) in readers.into_iter().enumerate() {
        let at = Address {
            site: of.site,
            phase: of.phase,
            activity,
        };
        activities.extend(one(id, &reader, at, of, cx));
    }
    (activities.len() == count).then_some(activities)
}

fn one(
    id: &str,
    reader: &Reader<'_>,
    at: Address,
    of: &OfPhase<'_>,
    cx: &mut Context<'_>,
) -> Option<Activity> {
    let seen = facts::seen(reader, of.seen, cx);
    let duration = reader.quantity::<Days>(cx, "duration");
    let gate = gate(reader, cx).filter(|_| !of.is_online);
    let after = links::read(reader, at, cx);
    let not_before = reader
        .period(cx, "not_before")
        .map(crate::calendar::Period::start);
    let started = facts::fact(reader, "started", &seen, cx);
    let finished = facts::fact(reader, "finished", &seen, cx);
    check_order(reader, started.as_ref(), finished.as_ref(), cx);
    let is_open = !reader.has("started") && !reader.has("finished");
    if is_open && !of.is_online && !reader.has("after") {
        check_entry(reader, not_before, of, &seen, cx);
    }
    let state = match (started, finished) {
        (started, Some(finished)) => ActivityState::Finished { started, finished },
        (Some(started), None) => {
            check_elapsed(reader, duration.as_ref(), &started, of, &seen, cx);
            ActivityState::Started { started }
        }
        (None, None) if is_open => ActivityState::Open,
        // A fact that could not be read.
        (None, None) => return None,
    };
    Some(Activity {
        id: id.to_string(),
        path: reader.path().to_string(),
        duration: duration?,
        after: after?,
        not_before,
        gate,
        state,
        seen: seen.instant(),
    })
}

/// The chance to survive it. What is finished was survived, and what is certain is no gate.
fn gate(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<Uncertain<Share>> {
    let gate = reader.quantity::<Share>(cx, "gate")?;
    let law = gate.distribution();
    if let Some(node) = reader.get("gate").filter(|_| law.support().1 <= 0.0) {
        cx.push(
            Problem::warning(
                "gate::never",
                format!("nothing survives `{}`", reader.path()),
            )
            .at(&node.place, "the phase never comes")
            .help("`gate` is the chance to survive it: 0.8 where one in five is lost"),
        );
    }
    let is_certain = law.as_constant().is_some_and(|chance| chance >= 1.0);
    if let Some(node) = reader.get("gate").filter(|_| is_certain) {
        cx.push(
            Problem::warning(
                "gate::certain",
                format!("`gate` of `{}` stops nothing", reader.path()),
            )
            .at(&node.place, "survived for certain")
            .help("leave it out, or give the chance to survive it: `gate = 0.8`"),
        );
    }
    (!is_certain && !reader.has("finished")).then_some(gate)
}

fn check_order(
    reader: &Reader<'_>,
    started: Option<&Uncertain<Day>>,
    finished: Option<&Uncertain<Day>>,
    cx: &mut Context<'_>,
) {
    let (Some(started), Some(finished), Some(node), Some(start)) = (
        started,
        finished,
        reader.get("finished"),
        reader.get("started"),
    ) else {
        return;
    };
    if finished.median() < started.median() {
        cx.push(
            Problem::error(
                "fact::reversed",
                format!("`{}` finished before it started", reader.path()),
            )
            .at(&node.place, "finished here")
            .also(&start.place, "started here")
            .help("swap the two dates, or correct one"),
        );
    }
}

/// Work without predecessor starts at the announcement or at `seen`: one of them must be known.
fn check_entry(
    reader: &Reader<'_>,
    not_before: Option<Instant>,
    of: &OfPhase<'_>,
    seen: &Seen,
    cx: &mut Context<'_>,
) {
    if not_before.is_some() || of.announced.is_some() || seen.day.is_some() {
        return;
    }
    cx.push(
        Problem::error(
            "schedule::no-start",
            format!("nothing says when `{}` can start", reader.path()),
        )
        .at(reader.place(), "waits for nothing, and has no date")
        .help("give the phase or its site an `announced` date, or the activity a `not_before` or a predecessor in `after`"),
    );
}

/// What is in progress must be able to take longer than it has taken.
fn check_elapsed(
    reader: &Reader<'_>,
    duration: Option<&Uncertain<Days>>,
    started: &Uncertain<Day>,
    of: &OfPhase<'_>,
    seen: &Seen,
    cx: &mut Context<'_>,
) {
    let Some(duration) = duration.filter(|_| !of.is_online) else {
        return;
    };
    let paused = of.paused.map(Instant::start_of);
    let Some(until) = paused.or(seen.instant()) else {
        return;
    };
    let elapsed = until.days() - started.median();
    let (Some(node), Some(start)) = (reader.get("duration"), reader.get("started")) else {
        return;
    };
    if elapsed < 0.0 {
        if paused.is_some() {
            cx.push(
                Problem::error("pause::order", format!("`{}` started after the phase was paused", reader.path()))
                    .at(&start.place, "after `paused`")
                    .help("move one of the dates, or leave `started` out: the work then waits for the restart"),
            );
        }
        return;
    }
    if duration.distribution().survival(elapsed) > 0.0 {
        return;
    }
    let longest = duration.distribution().support().1;
    let end = if paused.is_some() {
        "the pause"
    } else {
        seen.noun()
    };
    let problem = Problem::error(
        "schedule::elapsed",
        format!(
            "`{}` has taken {elapsed:.0} days up to {end}, and its `duration` is at most {longest:.0} days",
            reader.path()
        ),
    )
    .at(&node.place, format!("never more than {longest:.0} days"))
    .also(&start.place, format!("started {elapsed:.0} days before {end}"));
    let problem = if paused.is_some() {
        problem
    } else {
        seen.mark(problem)
    };
    cx.push(problem.help("if it is over, say `finished`; if not, give it a longer duration or one without an upper end, such as a range"));
}
