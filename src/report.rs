//! The report of a run: one page that opens anywhere, without a network, and prints.
//!
//! Projection and charts in, HTML out: the answer in words, the charts, sortable tables, every
//! value with its standing and sources, contradictions, what is left out, how to read it, the run.
//! The same projection gives the same bytes. What it does not know: how a number was computed, and
//! files.
//!
//! What other programs may rely on: the sections `#answer`, `#charts`, `#capacity`, `#schedule`, `#drives`,
//! `#shared`, `#losses`, `#stories`, `#sites`, `#values`, `#conflicts`, `#left-out`, `#reading`,
//! `#run` and `#sources`, in this order where they stand; the phases are the first `#schedule table`; a chart is a `figure[data-stem]` with the
//! stem of its files.

mod answer;
mod capacity;
mod comparison;
mod conflicts;
mod desk;
mod drives;
mod figure;
mod frame;
mod glossary;
mod grid;
mod losses;
mod pictures;
mod power;
mod replay;
mod run;
mod schedule;
mod script;
mod shared;
mod sources;
mod values;
mod words;
mod year_ends;

use crate::chart::{Chart, Picture, pictures};
use crate::projection::Projection;
use desk::Desk;
use frame::{Frame, Section};
use maud::{Markup, html};
use std::sync::Arc;

pub use comparison::comparison_page;

/// The page. `charts` are those that it shows; without any it is tables and words.
#[must_use]
pub fn page(projection: &Projection, charts: &[Chart]) -> String {
    page_of(projection, &pictures(charts.to_vec(), &[]))
}

/// The page of pictures, which are drawn where they are not yet.
#[must_use]
pub fn page_of(projection: &Projection, pictures: &[Arc<Picture>]) -> String {
    let desk = Desk::new(projection, pictures);
    let frame = Frame {
        title: &words::clean(&projection.scenario.name),
        capcast: &words::clean(&projection.capcast),
        masthead: masthead(&desk),
        foot: html! {
            p { "P90 is the value that is not exceeded in 90 % of trials; a date’s P90 is 90 % likely by then." }
            p { (words::run_line(&projection.capcast, projection.trials, projection.seed)) }
        },
    };
    frame.around(&sections(&desk))
}

/// What stands above all: what this is, of when, and what it is about.
fn masthead(desk: &Desk<'_>) -> Markup {
    let scenario = &desk.projection.scenario;
    html! {
        header {
            p.kicker {
                "capcast"
                @if let Some(day) = &scenario.as_of {
                    @if scenario.replay { " · replayed" }
                    " · as known on " time datetime=(words::clean(day)) { (words::long_date(day)) }
                } @else {
                    " · from the announcements"
                }
            }
            h1 { (words::name(&scenario.name)) }
        }
    }
}

/// What a replay leaves out.
fn later(desk: &Desk<'_>) -> Option<Section> {
    let title = "What came later, and is left out";
    Section::of("replay", "Came later", title, replay::body(desk))
}

/// The sections that the projection has something for, in reading order.
fn sections(desk: &Desk<'_>) -> Vec<Section> {
    let section = Section::of;
    let all = [
        section("answer", "Answer", "The answer", Some(answer::body(desk))),
        section("charts", "Charts", "In pictures", pictures::main(desk)),
        section(
            "capacity",
            "Capacity",
            "Targets, what binds, and what it takes",
            capacity::body(desk),
        ),
        section(
            "schedule",
            "Schedule",
            "Phase by phase, year by year",
            schedule::body(desk),
        ),
        section(
            "drives",
            "What drives it",
            "What drives it",
            drives::body(desk),
        ),
        section(
            "shared",
            "What is shared",
            "What is shared",
            shared::body(desk),
        ),
        section(
            "losses",
            "What can be lost",
            "What can be lost",
            losses::body(desk),
        ),
        section("stories", "Stories", "Rival stories", losses::stories(desk)),
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
        later(desk),
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
