//! The page of a comparison: what moves with each variant, how sure that is, and why it can be told
//! from chance.
//!
//! What other programs may rely on: the sections `#answer`, `#edits`, `#charts`, `#dates`, `#totals`,
//! `#reading` and `#run`, in this order where they stand; a chart is a `figure[data-stem]` with the
//! stem of its files.

mod dates;
mod edits;
mod pictures;
mod run;
mod totals;

use super::frame::{Frame, Section};
use super::words;
use crate::chart::Chart;
use crate::comparison::Comparison;
use crate::table::comparison::{headline, label};
use maud::{Markup, html};

/// The page. `charts` are those that it shows; without any it is tables and words.
#[must_use]
pub fn comparison_page(comparison: &Comparison, charts: &[Chart]) -> String {
    let names: Vec<String> = comparison
        .scenarios
        .iter()
        .map(|compared| words::clean(&label(&compared.label)))
        .collect();
    let frame = Frame {
        title: &names.join(" | "),
        capcast: &words::clean(&comparison.capcast),
        masthead: masthead(comparison, &names),
        foot: html! {
            p { "Differences are variant less base, within each trial. P90 is the value that is not exceeded in 90 % of trials." }
            p { (words::run_line(&comparison.capcast, comparison.trials, comparison.seed)) }
        },
    };
    let all = [
        Section::of("answer", "Answer", "The answer", Some(answer(comparison))),
        Section::of(
            "edits",
            "What differs",
            "What is written otherwise",
            edits::body(comparison),
        ),
        Section::of("charts", "Charts", "In pictures", pictures::body(charts)),
        Section::of("dates", "Dates", "Dates that move", dates::body(comparison)),
        Section::of(
            "totals",
            "Totals",
            "How much at the end of each year",
            totals::body(comparison),
        ),
        Section::of(
            "reading",
            "How to read it",
            "How to read it",
            Some(reading()),
        ),
        Section::of(
            "run",
            "The run",
            "The run, and how to repeat it",
            Some(run::body(comparison)),
        ),
    ];
    let sections: Vec<Section> = all.into_iter().flatten().collect();
    frame.around(&sections)
}

/// What this is, of when, and what is held against what.
fn masthead(comparison: &Comparison, names: &[String]) -> Markup {
    let base = comparison.scenarios.first();
    let known = base.and_then(|base| base.scenario.as_of.as_deref());
    let (base, variants) = names
        .split_first()
        .map_or(("", &[][..]), |(base, variants)| (base.as_str(), variants));
    html! {
        header {
            p.kicker {
                "capcast · a comparison"
                @if let Some(day) = known {
                    " · as known on " time datetime=(words::clean(day)) { (words::long_date(day)) }
                }
            }
            h1 {
                @for (place, name) in variants.iter().enumerate() {
                    @if place > 0 { ", " }
                    (words::name(name))
                }
                " against " (words::name(base))
            }
        }
    }
}

/// One paragraph a variant, and how scenarios were bent to the base.
fn answer(comparison: &Comparison) -> Markup {
    let variants = 0..comparison.differences.len();
    html! {
        @for variant in variants {
            p.lead { (headline::headline(comparison, variant)) }
            @if let Some(gain) = headline::gain(comparison, variant) { p { (gain) } }
        }
        @for compared in &comparison.scenarios {
            @for bent in &compared.aligned {
                p.note { (words::name(&label(&compared.label))) ": " (words::clean(bent)) "." }
            }
        }
    }
}

/// How differences read, and why they have an error of their own.
fn reading() -> Markup {
    html! {
        p {
            b { "A difference " } "is the variant less the base, within one trial. Both have the same random numbers: what "
            "is written alike in both has the same luck in both, and a difference comes from what is written otherwise "
            "alone. So its error is smaller, often much smaller, than that of two runs held against each other."
        }
        p {
            b { "± " } "is the standard error of a mean: how far it may lie from that of endlessly many trials. It says "
            "nothing about the world. P10 to P90 is the spread of the difference over trials, which more trials do not "
            "narrow: in one trial a late grid costs nothing, in another all."
        }
        p {
            b { "P10, P50, P90 " } "of a difference are not the differences of the scenarios’ P10, P50 and P90. Where most trials do "
            "not differ the median is zero, whatever the mean."
        }
        p {
            b { "Days " } "are by how many a date is later in the variant, over the trials in which it comes in both. "
            b { "Gained " } "and " b { "lost" } ": it comes in the variant, or in the base, alone. "
            b { "Earlier " } "and " b { "later " } "count those too, for never is latest."
        }
        p {
            b { "Absent: " } "what stands in one scenario alone counts as nothing, or as never, in the other."
        }
    }
}
