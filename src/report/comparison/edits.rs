//! What each variant has written otherwise.

use super::super::words;
use crate::comparison::{Comparison, Difference, EditRow};
use crate::table::comparison::label;
use maud::{Markup, html};

/// Edits shown at most; comparison.json has all.
const MOST: usize = 200;

/// A table a variant; `None` where none has anything otherwise.
pub(super) fn body(comparison: &Comparison) -> Option<Markup> {
    let all = &comparison.differences;
    all.iter().any(|one| !one.edits.is_empty()).then(|| {
        html! { @for difference in all { (table(difference)) } }
    })
}

fn table(difference: &Difference) -> Markup {
    let name = label(&difference.variant);
    let edits = &difference.edits;
    html! {
        h3 { (words::name(&name)) }
        @if edits.is_empty() {
            p { "Nothing is written otherwise." }
        } @else {
            table.values.cards {
                caption.unseen { "What " (words::name(&name)) " has otherwise" }
                thead { tr {
                    th scope="col" { "of" }
                    th scope="col" { "base" }
                    th scope="col" { "variant" }
                } }
                tbody { @for edit in edits.iter().take(MOST) { (row(edit)) } }
            }
            @if edits.len() > MOST {
                p.note { (words::count(edits.len() - MOST, "further edit is", "further edits are")) " in comparison.json." }
            }
        }
    }
}

fn row(edit: &EditRow) -> Markup {
    // All that an added or removed entity says would hide the rest; comparison.json has it.
    let cell = |value: &Option<String>| match (value, &edit.key) {
        (None, None) => html! { span.quiet { "absent" } },
        (Some(_), None) => html! { "present" },
        (None, Some(_)) => html! { span.quiet { "none" } },
        (Some(value), Some(_)) => html! { span.written { (words::clean(value)) } },
    };
    html! {
        tr {
            th scope="row" { code {
                (words::clean(&edit.entity))
                @if let Some(key) = &edit.key {
                    @if !edit.entity.is_empty() { "." }
                    (words::clean(key))
                }
            } }
            td data-label="base" { (cell(&edit.base)) }
            td data-label="variant" { (cell(&edit.variant)) }
        }
    }
}
