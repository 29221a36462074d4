//! What sources contradict each other in, and what the scenario leaves out.

use super::desk::Desk;
use super::words;
use crate::projection::{AssumptionRow, ConflictRow, SaidRow};
use maud::{Markup, html};

/// The section of contradictions; `None` without any.
pub(super) fn body(desk: &Desk<'_>) -> Option<Markup> {
    let conflicts = &desk.projection.conflicts;
    if conflicts.is_empty() {
        return None;
    }
    Some(html! {
        table.cards.conflicts {
            caption { "Where sources contradict each other: who says what, what is used, and why" }
            thead { tr {
                th scope="col" { "in dispute" }
                th scope="col" { "said" }
                th scope="col" { "used" }
                th scope="col" { "why" }
            } }
            tbody { @for conflict in conflicts { (conflict_row(desk, conflict)) } }
        }
    })
}

fn conflict_row(desk: &Desk<'_>, conflict: &ConflictRow) -> Markup {
    let set = values_about(desk, conflict);
    html! {
        tr {
            th scope="row" { (words::name(&conflict.title)) }
            td data-label="said" {
                ul.said { @for said in &conflict.said { (statement(desk, said)) } }
            }
            td data-label="used" {
                (words::clean(&conflict.used))
                @for row in &set {
                    p.note {
                        code { (words::clean(&row.path)) } " = " (words::clean(&row.value))
                        " (" (words::clean(&row.file)) ":" (row.line) ")"
                    }
                }
            }
            td data-label="why" { (words::clean(&conflict.why)) }
        }
    }
}

/// Who says what.
fn statement(desk: &Desk<'_>, said: &SaidRow) -> Markup {
    let source = desk
        .projection
        .sources
        .iter()
        .find(|source| source.id == said.source);
    let who = source.and_then(|source| source.publisher.as_deref().or(Some(&source.title)));
    let when = source.and_then(|source| source.date.as_deref());
    html! {
        li {
            span.value { (words::clean(&said.value)) }
            " — " (words::clean(who.unwrap_or(&said.source)))
            @if let Some(date) = when { ", " (words::long_date(date)) }
            " " (desk.cited(std::slice::from_ref(&said.source)))
        }
    }
}

/// The values in dispute, as they were used.
fn values_about<'a>(desk: &Desk<'a>, conflict: &ConflictRow) -> Vec<&'a AssumptionRow> {
    /// More would hide the dispute behind a table.
    const MOST: usize = 3;
    let is_about = |row: &&AssumptionRow| {
        conflict.about.iter().any(|address| {
            let rest = row.path.strip_prefix(address.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    let found: Vec<&AssumptionRow> = desk
        .projection
        .assumptions
        .iter()
        .filter(is_about)
        .collect();
    if found.len() > MOST {
        Vec::new()
    } else {
        found
    }
}

/// The section of what is left out; `None` where nothing is.
pub(super) fn left_out(desk: &Desk<'_>) -> Option<Markup> {
    let rows = &desk.projection.not_modelled;
    let undated = &desk.projection.not_on_announced_path;
    if rows.is_empty() && undated.is_empty() {
        return None;
    }
    Some(html! {
        @if !rows.is_empty() {
            p { "Announced or known, and not part of any figure on this page:" }
            dl.left-out {
                @for row in rows {
                    dt { (words::clean(&row.what)) }
                    dd {
                        (words::clean(&row.why)) " "
                        @if let Some(source) = &row.source { (desk.cited(std::slice::from_ref(source))) }
                    }
                }
            }
        }
        @if !undated.is_empty() {
            p {
                @if undated.len() == 1 { "This phase has" } @else { "These phases have" }
                " no announced date, so that the announced path leaves "
                @if undated.len() == 1 { "it" } @else { "them" } " out; the percentiles count "
                @if undated.len() == 1 { "it" } @else { "them" } ":"
            }
            ul { @for path in undated { li { (words::name(&phase_name(desk, path))) } } }
        }
    })
}

/// The name of "site.phase" for readers.
fn phase_name(desk: &Desk<'_>, path: &str) -> String {
    let rows = &desk.projection.schedule;
    let named = rows.iter().find(|row| {
        let phase = row.phase.as_deref();
        phase.is_some_and(|phase| path == format!("{}.{phase}", row.site))
    });
    named.map_or_else(|| path.to_owned(), crate::projection::ScheduleRow::label)
}
