//! The section of capacity: its parts in a planner's order, and none that is empty.

use super::{all, parsed, text};
use crate::chart::capable::capable;
use crate::chart::sample;

#[test]
fn the_parts_stand_in_the_order_in_which_a_planner_asks() {
    let page = parsed(&capable());
    let headings: Vec<String> = all(&page, "#capacity h3")
        .into_iter()
        .map(|heading| heading.text().collect())
        .collect();
    assert_eq!(
        headings,
        [
            "Will the targets be met",
            "What binds",
            "Programmes, and what has no site",
            "Chips",
            "What could be trained by when",
            "Power beyond the sites",
            "Energy, carbon and water",
            "Money",
            "Where it stands",
        ]
    );
    let figures: Vec<&str> = all(&page, "#capacity figure")
        .into_iter()
        .filter_map(|figure| figure.value().attr("data-stem"))
        .collect();
    for (before, after) in [
        ("targets", "what-binds"),
        ("what-binds", "programmes"),
        ("programmes", "supply-nvidia"),
        ("supply-nvidia", "training-run-total"),
        ("training-run-total", "years-energy"),
        ("years-energy", "announced-money"),
        ("announced-money", "date-and-cost-cambois"),
        ("date-and-cost-cambois", "spend-to-date-total"),
        ("spend-to-date-total", "map"),
    ] {
        let place = |stem| figures.iter().position(|known| *known == stem);
        assert!(
            place(before).is_some() && place(before) < place(after),
            "{figures:?}"
        );
    }
    // They stand there alone.
    let elsewhere = all(
        &page,
        "#charts figure[data-stem='targets'], #charts figure[data-stem='map']",
    );
    assert!(elsewhere.is_empty());
}

#[test]
fn its_tables_say_what_the_projection_holds() {
    let page = parsed(&capable());
    let said = text(&page, "#capacity");
    for words in [
        "facility load: at least 500 MW",
        "10²⁷ by, 90 % sure",
        "Cambois 2029-06 13,300 31 % 24 % 17 % 80 %",
        "sum per MW of IT, million",
        "27,000 GPUs",
        "7,000 GPUs",
        "NVIDIA Rubin Ultra NVL576 (of the announced date)",
        "11 bn GBP (capex)",
        "above the evidence",
        "14 (11.2 to 17.5)",
        "AI load in Great Britain that runs today",
    ] {
        assert!(said.contains(words), "{words}");
    }
}

#[test]
fn a_scenario_that_has_none_of_it_has_no_such_section() {
    let page = parsed(&sample::projection());
    assert!(all(&page, "#capacity").is_empty());
    // A part without charts and tables has no heading either.
    let mut few = capable();
    few.targets.clear();
    few.capacity.money = None;
    few.capacity.years.retain(|row| row.metric != "spend");
    few.series.retain(|series| series.metric != "spend_to_date");
    let page = parsed(&few);
    let said = text(&page, "#capacity h3");
    assert!(
        !said.contains("targets") && !said.contains("Money"),
        "{said}"
    );
}
