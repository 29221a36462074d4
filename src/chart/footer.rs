//! The words under every chart: how to read it, and which run drew it.
//!
//! What it does not know: what the chart shows.

use super::copies;
use super::number::grouped;
use super::text;
use crate::comparison::Comparison;
use crate::explanation::Explanation;
use crate::projection::{self, CreditRow, Projection, Scenario, ScheduleRow};
use crate::sweep::Sweep;

/// Phases named in a footnote before the rest are counted.
const NAMED: usize = 4;

/// What a chart shows that needs a word on how to read it.
#[derive(Clone, Copy)]
pub(super) enum Reads {
    /// Bands between percentiles.
    Bands,
    /// Ranges of dates.
    Ranges,
    /// Neither.
    Plain,
}

/// How percentiles read, in charts that show such.
const P90: &str = "P90: not exceeded in 90\u{a0}% of trials.";

/// Whether a note credits data.
pub(super) fn is_credit(note: &str) -> bool {
    note.starts_with("Data: ")
}

/// Whether a note says how percentiles read.
pub(super) fn is_general(note: &str) -> bool {
    note.starts_with(P90)
}

/// The chart's own notes, then how percentiles read if it shows such, then the run.
pub(super) fn notes(projection: &Projection, own: Vec<String>, reads: Reads) -> Vec<String> {
    let scenario = &projection.scenario;
    let run = Run {
        capcast: &projection.capcast,
        name: title(scenario),
        trials: projection.trials,
        seed: projection.seed,
        as_of: scenario.as_of.as_deref(),
        is_replay: scenario.replay,
        credits: scenario.credits.clone(),
    };
    noted(own, reads, &run)
}

/// The scenario's name, and how it was run where that is not as it is written.
fn title(scenario: &Scenario) -> String {
    let name = text::clean(&scenario.name);
    match scenario.stance() {
        Some(stance) => format!("{name}, {stance}"),
        None => name,
    }
}

/// The same under a chart of scenarios side by side: the run names them all.
pub(super) fn compared(comparison: &Comparison, own: Vec<String>, reads: Reads) -> Vec<String> {
    let labels = comparison.scenarios.iter();
    let labels: Vec<String> = labels
        .map(|compared| text::shorten(&text::clean(&compared.label), 13.0, false, 220.0))
        .collect();
    let base = comparison.scenarios.first();
    let run = Run {
        capcast: &comparison.capcast,
        name: labels.join(" | "),
        trials: comparison.trials,
        seed: comparison.seed,
        as_of: base.and_then(|base| base.scenario.as_of.as_deref()),
        is_replay: base.is_some_and(|base| base.scenario.replay),
        credits: joined(
            comparison
                .scenarios
                .iter()
                .map(|compared| &compared.scenario),
        ),
    };
    noted(own, reads, &run)
}

/// The same under a chart of a sweep.
pub(super) fn swept(sweep: &Sweep, own: Vec<String>, reads: Reads) -> Vec<String> {
    let run = Run {
        capcast: &sweep.capcast,
        name: title(&sweep.scenario),
        trials: sweep.trials,
        seed: sweep.seed,
        as_of: sweep.scenario.as_of.as_deref(),
        is_replay: sweep.scenario.replay,
        credits: sweep.scenario.credits.clone(),
    };
    noted(own, reads, &run)
}

/// The same under a chart of an explanation.
pub(super) fn explained(explanation: &Explanation, own: Vec<String>) -> Vec<String> {
    let labels = [&explanation.base, &explanation.variant];
    let labels = labels.map(|end| text::shorten(&text::clean(&end.label), 13.0, false, 240.0));
    let run = Run {
        capcast: &explanation.capcast,
        name: labels.join(" | "),
        trials: explanation.trials,
        seed: explanation.seed,
        as_of: explanation.base.scenario.as_of.as_deref(),
        is_replay: explanation.base.scenario.replay,
        credits: joined([&explanation.base.scenario, &explanation.variant.scenario].into_iter()),
    };
    noted(own, Reads::Plain, &run)
}

fn noted(own: Vec<String>, reads: Reads, run: &Run<'_>) -> Vec<String> {
    let mut notes = own;
    match reads {
        Reads::Bands => notes.push(format!(
            "{P90} Bands are pointwise: no single trial follows an edge."
        )),
        Reads::Ranges => notes.push(P90.to_owned()),
        Reads::Plain => {}
    }
    notes.extend(projection::credit_line(&run.credits).map(|line| text::clean(&line)));
    notes.push(run.line());
    notes
}

/// The credits of several scenarios, each once.
fn joined<'a>(scenarios: impl Iterator<Item = &'a Scenario>) -> Vec<CreditRow> {
    projection::joined_credits(scenarios.flat_map(|scenario| scenario.credits.iter().cloned()))
}

/// What the last line of a chart names.
struct Run<'a> {
    capcast: &'a str,
    name: String,
    trials: u64,
    seed: u64,
    as_of: Option<&'a str>,
    is_replay: bool,
    credits: Vec<CreditRow>,
}

impl Run<'_> {
    /// "capcast 0.1.0 · name · 100,000 trials · seed 1 · status date 2026-10-31", or "replayed as of 2023-11-30".
    fn line(&self) -> String {
        let mut run = format!(
            "capcast\u{a0}{} · {} · {}\u{a0}{} · seed\u{a0}{}",
            text::clean(self.capcast),
            text::shorten(&self.name, 13.0, false, 500.0),
            grouped(&self.trials.to_string()),
            if self.trials == 1 { "trial" } else { "trials" },
            self.seed,
        );
        if let Some(day) = self.as_of {
            run.push_str(if self.is_replay {
                " · replayed\u{a0}as\u{a0}of\u{a0}"
            } else {
                " · status\u{a0}date\u{a0}"
            });
            run.push_str(&text::clean(day));
        }
        run
    }
}

/// Which phases the announced path leaves out: those of a site, or all.
pub(super) fn unannounced(projection: &Projection, site: Option<&str>) -> Option<String> {
    let missing = without_date(projection, site)?;
    Some(format!(
        "The announced path leaves out, for lack of an announced date: {missing}."
    ))
}

/// The phases of a site, or all, that have no announced date, copies together; `None` if there are none.
pub(super) fn without_date(projection: &Projection, site: Option<&str>) -> Option<String> {
    let missing: Vec<String> = projection
        .not_on_announced_path
        .iter()
        .filter(|id| site.is_none_or(|site| id.split('.').next() == Some(site)))
        .map(|id| phase(projection, id))
        .collect();
    let rows = copies::together(&missing);
    if rows.is_empty() {
        return None;
    }
    let named: Vec<String> = rows[..rows.len().min(NAMED)]
        .iter()
        .map(|row| text::shorten_label(row, 13.0, false, 240.0))
        .collect();
    let more = match rows.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(named.join("; ") + &more)
}

/// A "site.phase" id by its label, where the schedule was recorded.
fn phase(projection: &Projection, id: &str) -> String {
    let rows = projection.schedule.iter();
    let named = rows.filter(|row| row.milestone == "online").find(|row| {
        let phase = row.phase.as_deref().unwrap_or_default();
        id.strip_prefix(row.site.as_str())
            .and_then(|rest| rest.strip_prefix('.'))
            == Some(phase)
    });
    text::clean(&named.map_or(id.to_owned(), ScheduleRow::label))
}
