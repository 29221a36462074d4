//! What is known: the day of the last evidence, and facts, which are never later than it.

use super::context::Context;
use super::reader::{Moment, Reader};
use crate::calendar::Instant;
use crate::model::Uncertain;
use crate::scenario::problem::Problem;
use crate::scenario::tree::Node;
use crate::units::Day;
use jiff::civil::Date;

/// The day up to which the state of something is known, and where that is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub day: Option<Date>,
    node: Option<Node>,
}

impl Seen {
    /// The status date, where nothing else is said.
    pub const fn status_date(day: Option<Date>) -> Self {
        Self { day, node: None }
    }

    /// Its 00:00.
    pub fn instant(&self) -> Option<Instant> {
        self.day.map(Instant::start_of)
    }

    /// How it is called in messages.
    pub const fn noun(&self) -> &'static str {
        if self.node.is_some() {
            "`seen`"
        } else {
            "the status date"
        }
    }

    /// Marks in a problem where it is written.
    pub fn mark(&self, problem: Problem) -> Problem {
        match (&self.node, self.day) {
            (Some(node), Some(day)) => problem.also(&node.place, format!("seen on {day}")),
            _ => problem,
        }
    }
}

/// Reads an entity's own `seen`, or takes what holds for what it is part of.
pub(super) fn seen(reader: &Reader<'_>, above: &Seen, cx: &mut Context<'_>) -> Seen {
    let Some(node) = reader.get("seen") else {
        return above.clone();
    };
    let Some(day) = reader.day(cx, "seen") else {
        return above.clone();
    };
    if let Some(as_of) = cx.as_of.filter(|as_of| day > *as_of) {
        cx.push(
            Problem::error(
                "fact::after-as-of",
                format!("`seen` is {day}, after the status date {as_of}"),
            )
            .at(&node.place, "not known on the status date")
            .help("move `as_of` in `[scenario]` to this day or later, or leave the later evidence out"),
        );
    }
    Seen {
        day: Some(day),
        node: Some(node.clone()),
    }
}

/// Reads `announced`: an announcement is known only from its day on.
pub(super) fn announced(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<Date> {
    let day = reader.day(cx, "announced")?;
    if let (Some(as_of), Some(node)) = (cx.as_of, reader.get("announced"))
        && day > as_of
    {
        cx.push(
            Problem::error(
                "fact::after-as-of",
                format!("`announced` is {day}, after the status date {as_of}"),
            )
            .at(&node.place, "not known on the status date")
            .help(format!(
                "leave `{}` out, or move `as_of` in `[scenario]` to this day or later",
                reader.path()
            )),
        );
    }
    Some(day)
}

/// Reads a fact: a date that has come, cut at `seen` where it is uncertain.
pub(super) fn fact(
    reader: &Reader<'_>,
    name: &str,
    seen: &Seen,
    cx: &mut Context<'_>,
) -> Option<Uncertain<Day>> {
    let moment = reader.moment(cx, name)?;
    let middle = Instant::from_days(moment.law.median()).date();
    if let Some(value) = cx.values.last_mut() {
        value.since = middle;
    }
    let path = reader.join(name);
    let Some(limit) = seen.instant() else {
        return Some(Uncertain::new(path, moment.law));
    };
    // Of a range, its stated part; of a single date, the date.
    if moment.law.quantile(0.1) > limit.days() {
        cx.push(too_late(name, &moment, seen, cx.as_of));
        return None;
    }
    let cut = moment.law.up_to(limit.days());
    cut.ok().map(|law| Uncertain::new(path, law))
}

/// Reports a day that is a fact and later than what is known.
pub(super) fn check_day(
    name: &str,
    day: Option<Date>,
    node: Option<&Node>,
    seen: &Seen,
    cx: &mut Context<'_>,
) {
    let (Some(day), Some(node), Some(limit)) = (day, node, seen.day) else {
        return;
    };
    if day > limit {
        let as_of = cx.as_of;
        cx.push(after(name, &day.to_string(), node, seen, as_of, Some(day)));
    }
}

fn too_late(name: &str, moment: &Moment, seen: &Seen, as_of: Option<Date>) -> Problem {
    let date = Instant::from_days(moment.law.median()).date();
    let shown = date.map_or_else(|| "far away".to_string(), |date| date.to_string());
    let is_period = moment
        .period
        .is_some_and(|period| period.first != period.last);
    let shown = match (is_period, moment.law.as_constant()) {
        (true, _) => format!("{shown} (the middle of the period)"),
        (false, None) => format!("around {shown}"),
        _ => shown,
    };
    after(name, &shown, &moment.node, seen, as_of, date)
}

fn after(
    name: &str,
    shown: &str,
    node: &Node,
    seen: &Seen,
    as_of: Option<Date>,
    date: Option<Date>,
) -> Problem {
    let limit = seen.day.map(|day| day.to_string()).unwrap_or_default();
    let is_after_as_of =
        as_of.is_some() && date.zip(as_of).is_some_and(|(date, as_of)| date > as_of);
    if is_after_as_of {
        let as_of = as_of.map(|day| day.to_string()).unwrap_or_default();
        return Problem::error(
            "fact::after-as-of",
            format!("`{name}` is {shown}, after the status date {as_of}"),
        )
        .at(&node.place, "a fact cannot lie in the future")
        .help("move `as_of` in `[scenario]`, or write what is expected: `online`, `energised`, `not_before` or a `duration`");
    }
    let problem = Problem::error(
        "fact::after-seen",
        format!("`{name}` is {shown}, after {} {limit}", seen.noun()),
    )
    .at(&node.place, "later than the last evidence");
    seen.mark(problem)
        .help("whoever reported this saw it: give the entity a `seen` of that day or later")
}
