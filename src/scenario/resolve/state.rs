//! What is known of a phase as a whole: running, partly running, paused.

use super::chips;
use super::context::Context;
use super::facts::{self, Seen};
use super::power;
use super::reader::Reader;
use crate::calendar::Instant;
use crate::model::{Observed, OnlineFact, Pause, PhaseState, Uncertain};
use crate::scenario::problem::Problem;
use jiff::civil::Date;

/// Reads what is known of a phase; `None` after a problem.
pub(super) fn read(
    phase: &Reader<'_>,
    seen: &Seen,
    paused: Option<Date>,
    cx: &mut Context<'_>,
) -> Option<PhaseState> {
    if phase.has("actual_online") {
        return online(phase, seen, cx);
    }
    if let Some(node) = phase.get("actual_gpus") {
        cx.push(
            Problem::error(
                "phase::actual-gpus",
                format!("`{}` has `actual_gpus` but no `actual_online`", phase.path()),
            )
            .at(&node.key, "GPUs that run, without a day from which they do")
            .help("add `actual_online`; if only a part runs: `observed = { date = 2026-07-01, gpus = 20_000 }`"),
        );
    }
    let observed = match phase.section(cx, "observed") {
        Some(reader) => Some(observed(&reader, seen, cx)?),
        None if phase.has("observed") => return None,
        None => None,
    };
    let has_pause = is_paused(phase, cx)?;
    let paused = if has_pause {
        Some(pause(phase, seen, paused, cx)?)
    } else {
        None
    };
    Some(PhaseState::Open { observed, paused })
}

fn online(phase: &Reader<'_>, seen: &Seen, cx: &mut Context<'_>) -> Option<PhaseState> {
    let date = facts::fact(phase, "actual_online", seen, cx);
    let gpus = phase.quantity(cx, "actual_gpus");
    for (name, why, out) in [
        (
            "proceed",
            "it runs: whether it goes ahead is no longer open",
            "leave `proceed` out",
        ),
        (
            "paused",
            "it runs",
            "leave one of the two out; a phase that ran and stopped is not modelled",
        ),
        (
            "restart",
            "it runs: there is nothing to restart",
            "leave one of the two out",
        ),
        (
            "observed",
            "all of it runs, and part of it was observed",
            "for a part keep `observed` alone, for all of it `actual_online` and `actual_gpus`",
        ),
    ] {
        if let (Some(node), Some(fact)) = (phase.get(name), phase.get("actual_online")) {
            let message = format!("`{}` has `{name}` beside `actual_online`", phase.path());
            cx.push(
                Problem::error("phase::beside-online", message)
                    .at(&node.key, why)
                    .also(&fact.key, "a fact")
                    .help(out),
            );
        }
    }
    Some(PhaseState::Online(OnlineFact { date: date?, gpus }))
}

fn observed(reader: &Reader<'_>, seen: &Seen, cx: &mut Context<'_>) -> Option<Observed> {
    let date = facts::fact(reader, "date", seen, cx);
    let gpus = reader.quantity(cx, "gpus");
    Some(Observed {
        date: date?,
        gpus: gpus?,
    })
}

/// Whether a phase is paused: `None` if it says only half of it.
fn is_paused(phase: &Reader<'_>, cx: &mut Context<'_>) -> Option<bool> {
    match (phase.get("paused"), phase.get("restart")) {
        (None, None) => Some(false),
        (Some(_), Some(_)) => Some(true),
        (Some(node), None) => {
            cx.push(
                Problem::error(
                    "pause::no-restart",
                    format!("`{}` is paused and has no `restart`", phase.path()),
                )
                .at(&node.key, "nothing says whether it comes back")
                .help("add `restart = { probability = 0.4, date = \"2027 to 2030\" }`; with probability 0 it never does"),
            );
            None
        }
        (None, Some(node)) => {
            cx.push(
                Problem::error(
                    "pause::no-pause",
                    format!("`{}` has a `restart` and is not paused", phase.path()),
                )
                .at(&node.key, "restarts what never stopped")
                .help("add the day on which work stopped: `paused = 2026-04-09`"),
            );
            None
        }
    }
}

/// Reads a pause and the restart; `None` after a problem.
fn pause(
    phase: &Reader<'_>,
    seen: &Seen,
    paused: Option<Date>,
    cx: &mut Context<'_>,
) -> Option<Pause> {
    facts::check_day("paused", paused, phase.get("paused"), seen, cx);
    let reader = phase.section(cx, "restart")?;
    let probability = reader.quantity(cx, "probability");
    let moment = reader.moment(cx, "date");
    let chip = chips::choice(&reader, cx);
    let gpus = reader.quantity(cx, "gpus");
    let customer = reader.text(cx, "customer");
    let (moment, since) = (moment?, paused?);
    let latest_known = Seen::status_date(seen.day.max(Some(since)));
    let limit = if seen.day >= Some(since) {
        seen
    } else {
        &latest_known
    };
    let law = power::open_after(&moment, "date", limit, "actual_online", cx)?;
    Some(Pause {
        since: Instant::start_of(since),
        probability: probability?,
        date: Uncertain::new(reader.join("date"), law),
        chip,
        gpus,
        customer,
    })
}
