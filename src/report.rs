//! The report of a run: one page that opens anywhere, without a network, and prints.
//!
//! Projection and charts in, HTML out: the answer in words, the charts, sortable tables, every
//! value with its standing and sources, contradictions, what is left out, how to read it, the run.
//! The same projection gives the same bytes. What it does not know: how a number was computed, and
//! files.
//!
//! What other programs may rely on: the sections `#answer`, `#charts`, `#schedule`, `#sites`,
//! `#values`, `#conflicts`, `#left-out`, `#reading`, `#run` and `#sources`, in this order where they
//! stand; the phases are the first `#schedule table`; a chart is a `figure[data-stem]` with the
//! stem of its files.

mod answer;
mod conflicts;
mod desk;
mod figure;
mod glossary;
mod pictures;
mod power;
mod run;
mod schedule;
mod script;
mod sources;
mod values;
mod words;
mod year_ends;

use crate::chart::{self, Chart, Picture, pictures};
use crate::projection::Projection;
use desk::Desk;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::sync::Arc;

const STYLE: &str = include_str!("report/style.css");

/// The page. `charts` are those that it shows; without any it is tables and words.
#[must_use]
pub fn page(projection: &Projection, charts: &[Chart]) -> String {
    page_of(projection, &pictures(charts.to_vec(), &[]))
}

/// The page of pictures, which are drawn where they are not yet.
#[must_use]
pub fn page_of(projection: &Projection, pictures: &[Arc<Picture>]) -> String {
    let desk = Desk::new(projection, pictures);
    let sections = sections(&desk);
    let title = words::clean(&projection.scenario.name);
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(script::policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "capcast " (words::clean(&projection.capcast)) };
                title { (title) }
                style { (PreEscaped(chart::font_css())) (PreEscaped(STYLE)) (PreEscaped(figure::style())) }
            }
            body {
                a.skip href="#answer" { "Skip to the answer" }
                (masthead(&desk))
                nav aria-label="Sections" {
                    ul {
                        @for section in &sections {
                            li { a href={ "#" (section.id) } { (section.short) } }
                        }
                    }
                }
                main {
                    @for section in &sections {
                        section id=(section.id) aria-labelledby={ (section.id) "-title" } {
                            h2 id={ (section.id) "-title" } { (section.title) }
                            (section.body)
                        }
                    }
                }
                footer {
                    p { "P90 is the value that is not exceeded in 90 % of trials; a date’s P90 is 90 % likely by then." }
                    p { (words::run_line(projection)) }
                }
                @for script in script::SCRIPTS { script { (PreEscaped(script)) } }
            }
        }
    };
    markup.into_string()
}

/// A part of the page.
struct Section {
    /// Its anchor.
    id: &'static str,
    /// In the list of sections.
    short: &'static str,
    /// Its heading.
    title: &'static str,
    body: Markup,
}

/// What stands above all: what this is, of when, and what it is about.
fn masthead(desk: &Desk<'_>) -> Markup {
    let scenario = &desk.projection.scenario;
    html! {
        header {
            p.kicker {
                "capcast"
                @if let Some(day) = &scenario.as_of {
                    " · as known on " time datetime=(words::clean(day)) { (words::long_date(day)) }
                } @else {
                    " · from the announcements"
                }
            }
            h1 { (words::name(&scenario.name)) }
        }
    }
}

/// The sections that the projection has something for, in reading order.
fn sections(desk: &Desk<'_>) -> Vec<Section> {
    let section = |id, short, title, body: Option<Markup>| {
        body.map(|body| Section {
            id,
            short,
            title,
            body,
        })
    };
    let all = [
        section("answer", "Answer", "The answer", Some(answer::body(desk))),
        section("charts", "Charts", "In pictures", pictures::main(desk)),
        section(
            "schedule",
            "Schedule",
            "Phase by phase, year by year",
            schedule::body(desk),
        ),
        section("sites", "Sites", "Site by site", pictures::sites(desk)),
        section(
            "values",
            "Values",
            "Every value, and where it comes from",
            values::body(desk),
        ),
        section(
            "conflicts",
            "Conflicts",
            "Where sources contradict each other",
            conflicts::body(desk),
        ),
        section(
            "left-out",
            "Left out",
            "What is left out",
            conflicts::left_out(desk),
        ),
        section(
            "reading",
            "How to read it",
            "How to read it",
            Some(glossary::body(desk)),
        ),
        section(
            "run",
            "The run",
            "The run, and how to repeat it",
            Some(run::body(desk)),
        ),
        section("sources", "Sources", "Sources", sources::body(desk)),
    ];
    all.into_iter().flatten().collect()
}
