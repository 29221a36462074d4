//! A sortable table of plain cells.
//!
//! What it does not know: what they say.

use super::words;
use maud::{Markup, html};

/// What a cell shows, and what it sorts by.
pub(super) struct Cell {
    shown: String,
    key: String,
}

impl Cell {
    /// Words, sorted by themselves.
    pub(super) fn words(shown: &str) -> Self {
        let shown = words::clean(shown);
        let key = shown.to_lowercase();
        let shown = if shown.is_empty() {
            "–".to_owned()
        } else {
            shown
        };
        Self { shown, key }
    }

    /// A number as it is written, sorted by its value.
    pub(super) fn number(shown: &str, value: f64) -> Self {
        Self {
            shown: words::clean(shown).replace('-', "\u{2212}"),
            key: value.to_string(),
        }
    }

    /// A date as it is written, sorted by its day.
    pub(super) fn dated(shown: &str, day: &str) -> Self {
        Self {
            shown: words::clean(shown),
            key: words::clean(day),
        }
    }

    /// Nothing, sorted before all numbers.
    pub(super) fn none() -> Self {
        Self {
            shown: "–".to_owned(),
            key: f64::MIN.to_string(),
        }
    }
}

/// A table: its caption, its heads (whether of numbers) and its rows, the first cell of which heads
/// the row.
pub(super) fn grid(caption: &str, heads: &[(&str, bool)], rows: &[Vec<Cell>]) -> Markup {
    html! {
        table.sortable.cards {
            caption { (caption) }
            thead { tr {
                @for (head, number) in heads { th.number[*number] scope="col" { (head) } }
            } }
            tbody {
                @for row in rows {
                    tr {
                        @for ((n, cell), (head, number)) in row.iter().enumerate().zip(heads) {
                            @if n == 0 {
                                th scope="row" data-key=(cell.key) { bdi { (cell.shown) } }
                            } @else {
                                td.number[*number] data-label=(head) data-key=(cell.key) { bdi { (cell.shown) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
