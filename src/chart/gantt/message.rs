//! What a Gantt says, in a sentence.
//!
//! What it does not know: rows and marks.

use super::super::number::percent;
use super::super::s_curve::phase_name;
use super::super::{text, theme, time};
use super::{Row, outcome};
use crate::projection::{ActivityRow, Projection, ScheduleRow};

/// Activities named at most.
const NAMED: usize = 5;

/// Of all phases: how many are likely on time, how many never come, how many run.
pub(super) fn overview(projection: &Projection) -> String {
    let phases = || {
        projection
            .schedule
            .iter()
            .filter(|row| row.milestone == "online")
    };
    let known = phases().filter(|row| row.fact).count();
    let open: Vec<_> = phases().filter(|row| !row.fact).collect();
    let dated: Vec<_> = open.iter().filter(|row| row.announced.is_some()).collect();
    let on_time = dated
        .iter()
        .filter(|row| row.on_time.is_some_and(|chance| chance.value >= 0.5))
        .count();
    let never = open.iter().filter(|row| row.p50.is_none()).count();
    let mut parts = Vec::new();
    match (on_time, dated.len()) {
        (_, 0) => {}
        (0, 1) => parts.push(
            "The one phase announced and not yet online is more likely late than on time"
                .to_owned(),
        ),
        (1, 1) => parts.push(
            "The one phase announced and not yet online is more likely on time than not".to_owned(),
        ),
        (likely, dated) => {
            let (count, are) = match likely {
                0 => ("None".to_owned(), "is"),
                1 => ("1".to_owned(), "is"),
                _ => (likely.to_string(), "are"),
            };
            parts.push(format!(
                "{count} of the {dated} phases announced and not yet online {are} more likely than \
                 not on time"
            ));
        }
    }
    match never {
        0 => {}
        1 => parts.push("1 never comes in the median trial".to_owned()),
        _ => parts.push(format!("{never} never come in the median trial")),
    }
    match known {
        0 => {}
        1 => parts.push("1 is online already".to_owned()),
        _ => parts.push(format!("{known} are online already")),
    }
    if parts.is_empty() {
        return "Ranges of dates, P10 to P90.".to_owned();
    }
    parts.join("; ") + "."
}

/// Of a site's next phase that has activities: when it comes, and what its path to being ready
/// mostly runs through.
pub(super) fn site(rows: &[Row]) -> String {
    let next = rows.iter().enumerate().find_map(|(n, row)| match row {
        Row::Phase(phase) if !phase.fact && !phase.activities.is_empty() => Some((n, *phase)),
        _ => None,
    });
    let Some((n, phase)) = next else {
        return "Ranges of dates, P10 to P90.".to_owned();
    };
    let below = rows[n + 1..].iter().map_while(|row| match row {
        Row::Activity(activity) => Some(*activity),
        _ => None,
    });
    let critical: Vec<&ActivityRow> = below
        .filter(|a| a.criticality >= 0.5 && a.state != "finished")
        .collect();
    let mut message = head(phase);
    if !critical.is_empty() {
        let names: Vec<String> = critical
            .iter()
            .take(NAMED)
            .map(|activity| text::words(&activity.id).replace(' ', "\u{a0}"))
            .collect();
        message.push_str("; its longest path mostly runs through ");
        message.push_str(&names.join(", "));
        let more = critical.len().saturating_sub(NAMED);
        if more > 0 {
            message.push_str(&[" and ", &more.to_string(), " more"].concat());
        }
    }
    message + "."
}

/// "first 50 MW: P50 Nov 2028 · never 10 %, <1 % by the announced 31 Mar 2027"; the chart's title
/// names the site.
fn head(phase: &ScheduleRow) -> String {
    let name = phase_name(phase);
    let name = text::shorten(&name, theme::MESSAGE, false, 400.0);
    let mut head = format!("{name}: {}", outcome(phase).replace(" · ", ", "));
    let announced = phase.announced.as_deref().and_then(time::date);
    if let (Some(date), Some(chance)) = (announced, phase.on_time) {
        let (chance, date) = (percent(chance.value), time::written(date));
        head.push_str(&[", ", &chance, " by the announced ", &date].concat());
    }
    head
}
