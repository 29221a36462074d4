//! The charts: those of the whole first, by the question that they answer; then each site's.

use super::desk::Desk;
use super::figure::pictured;
use super::words;
use crate::chart::{Chart, Picture, Role, Subject};
use crate::table::phases;
use maud::{Markup, html};

/// Charts of one subject that stand open; the others are folded.
const OPEN: usize = 4;

/// The charts of the whole. `None` without any.
pub(super) fn main(desk: &Desk<'_>) -> Option<Markup> {
    let mut charts: Vec<&Picture> = desk
        .charts
        .iter()
        .map(AsRef::as_ref)
        // Those of capacity stand in a section of their own, with its tables.
        .filter(|chart: &&Picture| chart.site.is_none() && chart.subject != Subject::Capacity)
        .collect();
    // What shows all at once comes first; a fan answers its question, the others explain it.
    charts.sort_by_key(|chart| (chart.subject, chart.panels.is_empty(), !is_fan(chart)));
    if charts.is_empty() {
        return None;
    }
    let groups = charts.chunk_by(|a, b| a.subject == b.subject);
    Some(html! {
        @for group in groups {
            h3 { (question(group[0].subject)) }
            @for chart in &group[..group.len().min(OPEN)] { (pictured(chart)) }
            @if group.len() > OPEN {
                details.more {
                    summary { (words::count(group.len() - OPEN, "more chart", "more charts")) }
                    @for chart in &group[OPEN..] { (pictured(chart)) }
                }
            }
        }
    })
}

fn is_fan(chart: &Chart) -> bool {
    chart.marks.iter().any(|mark| mark.role == Role::OuterBand)
}

fn question(subject: Subject) -> &'static str {
    match subject {
        Subject::Outlook => "How much will run, in all",
        Subject::Schedule => "What comes when",
        Subject::Power => "What power allows, and what it strands",
        Subject::Operators => "How much will run for each operator",
        Subject::Sites => "How much will run at each site",
        Subject::Odds => "How sure the dates are",
        Subject::Capacity => "What binds, and what it takes",
        Subject::Risk => "What drives it, and what can be lost",
    }
}

/// Each site's own charts, folded. `None` where no chart is of a site.
pub(super) fn sites(desk: &Desk<'_>) -> Option<Markup> {
    let of = |id: &str| -> Vec<&Picture> {
        let mut charts: Vec<&Picture> = desk
            .charts
            .iter()
            .map(AsRef::as_ref)
            .filter(|chart: &&Picture| chart.site.as_deref() == Some(id))
            .collect();
        charts.sort_by_key(|chart| chart.subject);
        charts
    };
    let sites: Vec<(usize, &(&str, String), Vec<&Picture>)> = desk
        .sites
        .iter()
        .enumerate()
        .map(|(place, site)| (place + 1, site, of(site.0)))
        .filter(|(_, _, charts)| !charts.is_empty())
        .collect();
    if sites.is_empty() {
        return None;
    }
    Some(html! {
        p { "Each site opens to its own charts: its schedule, how much will run there, and how sure each date is." }
        @for (number, (id, name), charts) in sites {
            details.site id={ "site-" (number) } {
                summary { h3 { bdi { (name) } } " " span.quiet { (in_brief(desk, id, charts.len())) } }
                @for chart in charts { (pictured(chart)) }
            }
        }
    })
}

/// "2 phases, 1 running; the first of the others online 2028-11 at the median · 5 charts".
fn in_brief(desk: &Desk<'_>, site: &str, charts: usize) -> String {
    let open: Vec<_> = phases::forecasts(desk.projection)
        .into_iter()
        .filter(|row| row.site == site)
        .collect();
    let running = phases::running(desk.projection)
        .filter(|row| row.site == site)
        .count();
    let mut parts = Vec::new();
    if running > 0 {
        parts.push(words::count(running, "phase runs", "phases run"));
    }
    if !open.is_empty() {
        let first = open.iter().filter_map(|row| row.p50.as_deref()).min();
        let when = match (open.len(), first) {
            (_, None) => "never at the median".to_owned(),
            (1, Some(date)) => format!("{} at the median", phases::month(date)),
            (_, Some(date)) => format!("the first {} at the median", phases::month(date)),
        };
        let phases = words::count(open.len(), "phase to come", "phases to come");
        parts.push(format!("{phases}, {when}"));
    }
    parts.push(words::count(charts, "chart", "charts"));
    parts.join(" · ")
}
