//! What a replay left out, and what it kept in hindsight.

use super::desk::Desk;
use super::words;
use crate::projection::{DroppedRow, ReplayAnswer};
use crate::table::replay_sentence;
use maud::{Markup, html};

/// Kinds of what is left out, with the captions of their tables.
const KINDS: [(&str, &str); 6] = [
    ("announcement", "Announced later"),
    ("fact", "Facts that came later"),
    ("seen", "Days of later evidence: the status date holds"),
    ("source", "Published later"),
    ("statement", "What later sources alone say"),
    ("named", "Gone with these"),
];

/// The section; `None` of a run that is no replay.
pub(super) fn body(desk: &Desk<'_>) -> Option<Markup> {
    let replay = desk.projection.replay.as_ref()?;
    Some(html! {
        p { (words::clean(&replay_sentence(replay))) }
        @for (kind, caption) in KINDS { (dropped(replay, kind, caption)) }
        (records(replay))
        (hindsight(replay))
    })
}

fn dropped(replay: &ReplayAnswer, kind: &str, caption: &str) -> Markup {
    let rows = || replay.dropped.iter().filter(|row| row.kind == kind);
    let count = rows().count();
    html! {
        @if count > 0 {
            details {
                summary { (caption) " (" (count) ")" }
                table.cards {
                    thead { tr { th scope="col" { "what" } th scope="col" { "day" } th scope="col" { "said" } } }
                    tbody { @for row in rows() { (dropped_row(row)) } }
                }
            }
        }
    }
}

fn dropped_row(row: &DroppedRow) -> Markup {
    html! {
        tr {
            th scope="row" { code { (words::clean(&row.path)) } }
            td data-label="day" { @if let Some(day) = &row.date { (words::long_date(day)) } }
            td data-label="said" { (words::clean(&row.what)) }
        }
    }
}

fn records(replay: &ReplayAnswer) -> Markup {
    html! {
        @if !replay.records.is_empty() {
            details {
                summary { "Records of reference classes that came later (" (replay.records.len()) ")" }
                table.cards {
                    thead { tr { th scope="col" { "record" } th scope="col" { "day" } th scope="col" { "class" } th scope="col" { "then" } } }
                    tbody {
                        @for row in &replay.records {
                            tr {
                                th scope="row" { (words::clean(&row.id)) }
                                td data-label="day" { @if let Some(day) = &row.date { (words::long_date(day)) } }
                                td data-label="class" { code { (words::clean(&row.class)) } }
                                td data-label="then" { (words::clean(&row.what)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn hindsight(replay: &ReplayAnswer) -> Markup {
    html! {
        @if !replay.hindsight.is_empty() {
            details {
                summary { "Kept, though what it rests on was published later (" (replay.hindsight.len()) ")" }
                table.cards {
                    thead { tr { th scope="col" { "value" } th scope="col" { "as written" } th scope="col" { "published" } th scope="col" { "by" } } }
                    tbody {
                        @for row in &replay.hindsight {
                            tr {
                                th scope="row" {
                                    code { (words::clean(&row.path)) }
                                    @if row.uses > 1 { " and " (row.uses - 1) " more" }
                                }
                                td data-label="as written" { (words::clean(&row.value)) }
                                td data-label="published" { (words::long_date(&row.date)) }
                                td data-label="by" { (words::clean(&row.sources.join(", "))) }
                            }
                        }
                    }
                }
            }
        }
    }
}
