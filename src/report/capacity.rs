//! Capacity: targets, what binds, programmes, chips, what could be trained, power, energy and carbon, money,
//! and where it stands;
//! each with its charts and its tables, in the order in which a planner asks.
//!
//! A part that the scenario has nothing for is left out, heading and all.

mod aims;
mod reach;
mod takes;

use super::desk::Desk;
use super::figure::pictured;
use super::words;
use crate::chart::{Picture, Subject};
use crate::projection::Projection;
use maud::{Markup, html};

/// Charts of a part that stand open; the others are folded.
const OPEN: usize = 2;

/// A part: its heading, what the names of its charts begin with, its tables.
struct Part {
    heading: &'static str,
    stems: &'static [&'static str],
    tables: fn(&Desk<'_>) -> Option<Markup>,
}

const PARTS: [Part; 9] = [
    Part {
        heading: "Will the targets be met",
        stems: &["targets"],
        tables: aims::targets,
    },
    Part {
        heading: "What binds",
        stems: &["what-binds"],
        tables: aims::binding,
    },
    Part {
        heading: "Programmes, and what has no site",
        stems: &["programmes"],
        tables: aims::programmes,
    },
    Part {
        heading: "Chips",
        stems: &["supply-", "generations"],
        tables: takes::chips,
    },
    Part {
        heading: "What could be trained by when",
        stems: &["training-run", "flop-to-date"],
        tables: reach::training,
    },
    Part {
        heading: "Power beyond the sites",
        stems: &["fan-peak-load", "years-curtailed"],
        tables: takes::baselines,
    },
    Part {
        heading: "Energy, carbon and water",
        stems: &[
            "years-energy",
            "years-emissions",
            "years-water",
            "fan-energy",
            "fan-emissions",
        ],
        tables: takes::flows,
    },
    Part {
        heading: "Money",
        stems: &[
            "announced-money",
            "date-and-cost",
            "spend-to-date",
            "years-spend",
        ],
        tables: takes::money,
    },
    Part {
        heading: "Where it stands",
        stems: &["map"],
        tables: takes::sites,
    },
];

/// The section; `None` where the scenario has none of it.
pub(super) fn body(desk: &Desk<'_>) -> Option<Markup> {
    let parts: Vec<Markup> = PARTS.iter().filter_map(|part| drawn(desk, part)).collect();
    (!parts.is_empty()).then(|| html! { @for part in parts { (part) } })
}

/// A part with its heading; `None` where it has neither charts nor tables.
fn drawn(desk: &Desk<'_>, part: &Part) -> Option<Markup> {
    let place = |picture: &Picture| {
        let mut stems = part.stems.iter();
        stems.position(|stem| picture.stem.starts_with(stem))
    };
    let mut charts: Vec<&Picture> = desk
        .charts
        .iter()
        .map(AsRef::as_ref)
        .filter(|chart: &&Picture| {
            let whole = chart.subject == Subject::Capacity && chart.site.is_none();
            whole && place(chart).is_some()
        })
        .collect();
    charts.sort_by_key(|chart| place(chart));
    let tables = (part.tables)(desk);
    if charts.is_empty() && tables.is_none() {
        return None;
    }
    let (open, folded) = charts.split_at(charts.len().min(OPEN));
    Some(html! {
        h3 { (part.heading) }
        @for chart in open { (pictured(chart)) }
        @if !folded.is_empty() {
            details.more {
                summary { (words::count(folded.len(), "more chart", "more charts")) }
                @for chart in folded { (pictured(chart)) }
            }
        }
        @if let Some(tables) = tables { (tables) }
    })
}

/// The period that tables speak of, with its last day for readers.
fn headline(projection: &Projection) -> Option<(usize, String)> {
    let period = projection.headline_period()?;
    let day = projection.periods.get(period)?;
    Some((period, words::long_date(day)))
}

/// A name, or the id where there is none.
fn named<'a>(name: &'a str, id: &'a str) -> &'a str {
    if name.trim().is_empty() { id } else { name }
}
