//! The frame of a page: its head, the list of its sections, its foot; styles and scripts inside.
//!
//! What it does not know: what a section says.

use super::{figure, script};
use crate::chart;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

/// A part of a page.
pub(super) struct Section {
    /// Its anchor.
    pub id: &'static str,
    /// In the list of sections.
    pub short: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What stands in it.
    pub body: Markup,
}

impl Section {
    /// A section, if there is anything in it.
    pub fn of(
        id: &'static str,
        short: &'static str,
        title: &'static str,
        body: Option<Markup>,
    ) -> Option<Self> {
        body.map(|body| Self {
            id,
            short,
            title,
            body,
        })
    }
}

/// What a page has around its sections.
pub(super) struct Frame<'a> {
    /// Of the window.
    pub title: &'a str,
    /// Version of capcast.
    pub capcast: &'a str,
    /// Over all.
    pub masthead: Markup,
    /// Below all.
    pub foot: Markup,
}

impl Frame<'_> {
    /// The page.
    pub fn around(self, sections: &[Section]) -> String {
        let markup = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(script::policy());
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="generator" content={ "capcast " (self.capcast) };
                    title { (self.title) }
                    style { (PreEscaped(chart::font_css())) (PreEscaped(STYLE)) (PreEscaped(figure::style())) }
                }
                body {
                    a.skip href="#answer" { "Skip to the answer" }
                    (self.masthead)
                    nav aria-label="Sections" {
                        ul {
                            @for section in sections {
                                li { a href={ "#" (section.id) } { (section.short) } }
                            }
                        }
                    }
                    main {
                        @for section in sections {
                            section id=(section.id) aria-labelledby={ (section.id) "-title" } {
                                h2 id={ (section.id) "-title" } { (section.title) }
                                (section.body)
                            }
                        }
                    }
                    footer { (self.foot) }
                    @for script in script::SCRIPTS { script { (PreEscaped(script)) } }
                }
            }
        };
        markup.into_string()
    }
}
