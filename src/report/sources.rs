//! The numbered list of sources.

use super::desk::Desk;
use super::words;
use crate::projection::SourceRow;
use maud::{Markup, html};

/// The section; `None` without sources.
pub(super) fn body(desk: &Desk<'_>) -> Option<Markup> {
    let sources = &desk.projection.sources;
    if sources.is_empty() {
        return None;
    }
    Some(html! {
        ol.sources {
            @for (source, number) in sources.iter().zip(1..) {
                li id={ "source-" (number) } { (entry(source)) }
            }
        }
    })
}

/// Title, publisher, date and address; only an address of the web is a link.
fn entry(source: &SourceRow) -> Markup {
    let title = words::clean(&source.title);
    let title = if title.is_empty() {
        words::clean(&source.id)
    } else {
        title
    };
    let link = source.url.as_deref().and_then(words::web_address);
    html! {
        @if let Some(link) = link {
            a href=(link) rel="noopener noreferrer" { (title) }
        } @else { (title) }
        "."
        @if let Some(publisher) = &source.publisher { " " (words::clean(publisher)) "." }
        @if let Some(date) = &source.date { " " (words::long_date(date)) "." }
        @if let (None, Some(url)) = (link, &source.url) { " " span.address { (words::clean(url)) } }
        " " code.quiet { (words::clean(&source.id)) }
    }
}
