//! How a phase's `ready` comes about: by a network, an overrun or an expected date.

use super::activity::{self, OfPhase};
use super::context::Context;
use super::power;
use super::reader::Reader;
use crate::calendar::{Instant, Period};
use crate::distribution::Distribution;
use crate::model::{Schedule, Uncertain};
use crate::scenario::problem::Problem;
use crate::units::Factor;
use jiff::civil::Date;

/// Reads a phase's schedule; `None` after a problem.
pub(super) fn read(
    phase: &Reader<'_>,
    of: &OfPhase<'_>,
    online: Option<Period>,
    cx: &mut Context<'_>,
) -> Option<Schedule> {
    let has_network = phase
        .get("activity")
        .is_some_and(|node| node.as_table().is_none_or(|table| !table.is_empty()));
    check_one_way(phase, has_network, cx);
    if has_network {
        return activity::network(phase, of, cx).map(Schedule::Network);
    }
    if of.is_online {
        // A fact is known: how it was once expected must be readable, but moves nothing.
        if phase.has("overrun") {
            phase.quantity::<Factor>(cx, "overrun");
        }
        phase.moment(cx, "expected");
        return Some(Schedule::Known);
    }
    if phase.has("expected") {
        return expected(phase, of, cx);
    }
    overrun(phase, of, online, cx)
}

fn check_one_way(phase: &Reader<'_>, has_network: bool, cx: &mut Context<'_>) {
    let network = phase.get("activity").filter(|_| has_network);
    let ways = [
        ("activity", network),
        ("overrun", phase.get("overrun")),
        ("expected", phase.get("expected")),
    ];
    let given: Vec<_> = ways
        .into_iter()
        .filter_map(|(name, node)| Some((name, node?)))
        .collect();
    let [(first, one), (second, other), ..] = given.as_slice() else {
        return;
    };
    cx.push(
        Problem::error(
            "schedule::two-ways",
            format!("`{}` has both `{first}` and `{second}`", phase.path()),
        )
        .at(&other.key, format!("a second way to its date, beside `{first}`"))
        .also(&one.key, "the first")
        .help(format!(
            "keep one: a network of activities, an `overrun` on the announced span, or an `expected` date{}",
            if *first == "activity" { "; a template may have brought the activities" } else { "" }
        )),
    );
}

fn expected(phase: &Reader<'_>, of: &OfPhase<'_>, cx: &mut Context<'_>) -> Option<Schedule> {
    let moment = phase.moment(cx, "expected")?;
    // Of a paused phase it is no wonder that the day passed: the restart then sets its date.
    let stopped = of
        .paused
        .and_then(|paused| after_pause(&moment.law, paused, of));
    let law = match stopped {
        Some(law) => law,
        None => power::open_after(&moment, "expected", of.seen, "actual_online", cx)?,
    };
    Some(Schedule::Expected(Uncertain::new(
        phase.join("expected"),
        law,
    )))
}

/// The law of a paused phase's date given what is known, unless it passed before the pause.
fn after_pause(law: &Distribution, paused: Date, of: &OfPhase<'_>) -> Option<Distribution> {
    let given = |day: Date| {
        let day = Instant::start_of(day).days();
        let is_open = law.cdf(day) <= power::MOST_PASSED;
        law.beyond(day).ok().filter(|_| is_open)
    };
    of.seen.day.and_then(given).or_else(|| given(paused))
}

fn overrun(
    phase: &Reader<'_>,
    of: &OfPhase<'_>,
    online: Option<Period>,
    cx: &mut Context<'_>,
) -> Option<Schedule> {
    let (Some(announced), Some(online)) = (of.announced, online) else {
        // A date that is written but could not be read was reported there.
        let is_misread = (phase.has("announced") && of.announced.is_none())
            || (phase.has("online") && online.is_none());
        if !is_misread && !phase.lacks_template() {
            cx.push(no_way(phase, of));
        }
        return None;
    };
    let announced = Instant::start_of(announced);
    let span_days = online.deadline().days() - announced.days();
    if span_days <= 0.0 {
        // Reported where `online` was read.
        return None;
    }
    let factor = phase.quantity::<Factor>(cx, "overrun")?;
    let until = of.paused.map(Instant::start_of).or(of.seen.instant());
    let elapsed_days = until.map_or(0.0, |until| (until.days() - announced.days()).max(0.0));
    let law = factor.distribution();
    let given = if elapsed_days > 0.0 {
        law.beyond(elapsed_days / span_days).ok()
    } else {
        Some(law.clone())
    };
    let Some(given) = given else {
        cx.push(elapsed(phase, of, law, span_days, elapsed_days));
        return None;
    };
    Some(Schedule::Overrun {
        factor: Uncertain::new(factor.path(), given),
        announced,
        span_days,
        elapsed_days,
    })
}

fn elapsed(
    phase: &Reader<'_>,
    of: &OfPhase<'_>,
    law: &Distribution,
    span_days: f64,
    elapsed_days: f64,
) -> Problem {
    let longest = law.support().1 * span_days;
    let end = if of.paused.is_some() {
        "the pause"
    } else {
        of.seen.noun()
    };
    let node = phase.get("overrun").or(phase.get("online"));
    let place = node.map_or(phase.place(), |node| &node.place);
    let problem = Problem::error(
        "schedule::elapsed",
        format!(
            "{elapsed_days:.0} days have gone by from the announcement of `{}` to {end}, and the announced span times its `overrun` is at most {longest:.0} days",
            phase.path()
        ),
    )
    .at(place, format!("never more than {longest:.0} days"));
    of.seen.mark(problem).help(
        "if it runs, say `actual_online`; if not, give an `overrun` that can be longer, or leave it out for the record of AI sites",
    )
}

fn no_way(phase: &Reader<'_>, of: &OfPhase<'_>) -> Problem {
    let path = phase.path();
    if let Some(node) = phase.get("overrun") {
        return Problem::error(
            "schedule::no-span",
            format!("`{path}` has an `overrun` but no announced span to apply it to"),
        )
        .at(
            &node.key,
            "a factor on the span from `announced` to `online`",
        )
        .help("give both `announced` and `online`, or an `expected` date in place of all three");
    }
    if let Some(node) = phase.get("online").filter(|_| of.announced.is_none()) {
        return Problem::error(
            "schedule::no-span",
            format!("`{path}` has an `online` date but nothing says when it was announced"),
        )
        .at(&node.key, "late by how much depends on the span that was announced")
        .help("add `announced` to the phase or its site, a network of activities, or an `expected` date");
    }
    Problem::error("schedule::none", format!("`{path}` has neither a date nor a network"))
        .at(phase.place(), "nothing says when it comes")
        .help("add `online` (as announced), a network of activities, or a `template` that has one")
        .help("where nothing was announced, say what you expect: `expected = \"2028 to 2031\"`; if it runs: `actual_online`")
}
