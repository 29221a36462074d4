//! The numbered list of sources.

use super::desk::Desk;
use super::words;
use crate::projection::{SourceRow, credit_line};
use maud::{Markup, html};

/// The section; `None` without sources.
pub(super) fn body(desk: &Desk<'_>) -> Option<Markup> {
    let sources = &desk.projection.sources;
    if sources.is_empty() {
        return None;
    }
    let credit = credit_line(&desk.projection.scenario.credits);
    Some(html! {
        @if let Some(credit) = credit { p { (words::clean(&credit)) } }
        ol.sources {
            @for (source, number) in sources.iter().zip(1..) {
                li id={ "source-" (number) } { (entry(source)) }
            }
        }
    })
}

/// Words that link to an address of the web.
fn linked(words: &str, url: Option<&str>) -> Markup {
    let link = url.and_then(words::web_address);
    html! {
        @if let Some(link) = link {
            a href=(link) rel="noopener noreferrer" { (words::clean(words)) }
        } @else { (words::clean(words)) }
    }
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
        @if let Some(licence) = &source.licence {
            " Licence: " (linked(licence, source.licence_url.as_deref()))
            @if let Some(changed) = &source.changed { "; changed: " (words::clean(changed)) }
            "."
        }
        " " code.quiet { (words::clean(&source.id)) }
    }
}
