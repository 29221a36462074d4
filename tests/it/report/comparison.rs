//! The page of a comparison: whole, safe, and the same each time.

use super::all;
use crate::compared::{four, late};
use capcast::chart::compare_charts;
use capcast::comparison::Comparison;
use capcast::report::comparison_page;
use scraper::Html;

fn page(comparison: &Comparison) -> String {
    comparison_page(comparison, &compare_charts(comparison))
}

#[test]
fn the_sections_stand_in_order_and_are_linked() {
    for comparison in [late(), four()] {
        let page = Html::parse_document(&page(comparison));
        let ids: Vec<&str> = all(&page, "main > section")
            .iter()
            .filter_map(|section| section.value().attr("id"))
            .collect();
        let wanted = [
            "answer", "edits", "charts", "dates", "totals", "reading", "run",
        ];
        assert_eq!(ids, wanted);
        let links: Vec<&str> = all(&page, "nav a")
            .iter()
            .filter_map(|link| link.value().attr("href")?.strip_prefix('#'))
            .collect();
        assert_eq!(links, wanted);
    }
}

#[test]
fn every_chart_and_edit_and_scenario_stands_on_the_page() {
    let comparison = four();
    let charts = compare_charts(comparison);
    let text = comparison_page(comparison, &charts);
    let page = Html::parse_document(&text);
    assert_eq!(all(&page, "figure[data-stem]").len(), charts.len());
    assert_eq!(all(&page, "#answer .lead").len(), 4);
    let edits: usize = comparison
        .differences
        .iter()
        .map(|one| one.edits.len())
        .sum();
    assert_eq!(all(&page, "#edits tbody tr").len(), edits);
    assert_eq!(all(&page, "#run table.files").len(), 5);
    let moved: usize = (0..4).map(|variant| comparison.moved(variant).len()).sum();
    assert_eq!(all(&page, "#dates tbody tr").len(), moved);
    for script in all(&page, "figure script[type='application/json']") {
        let readings: serde_json::Value = serde_json::from_str(&script.inner_html()).unwrap();
        assert!(
            readings["rows"]
                .as_array()
                .is_some_and(|rows| !rows.is_empty())
        );
    }
    assert_eq!(text, self::page(comparison));
}

#[test]
fn labels_that_would_be_markup_are_words() {
    let text = page(four());
    assert!(!text.contains("<b>early") && text.contains("&lt;b&gt;early Cambois"));
    let page = Html::parse_document(&text);
    // The two scripts of the page, and data.
    assert_eq!(all(&page, "script:not([type])").len(), 2);
    assert!(all(&page, "[src], link, iframe, [onclick], [onerror]").is_empty());
    let ours = ["http://www.w3.org/2000/svg"];
    let foreign = text.split("http").skip(1).filter(|rest| {
        let address = format!("http{rest}");
        address.contains("://") && !ours.iter().any(|known| address.starts_with(known))
    });
    let named = |rest: &&str| rest.starts_with("://") || rest.starts_with("s://");
    assert_eq!(foreign.filter(named).count(), 0);
}

#[test]
fn the_command_repeats_the_comparison() {
    let page = Html::parse_document(&page(late()));
    let command: String = all(&page, "#run pre code")[0].text().collect();
    assert_eq!(
        command,
        "capcast compare scenarios/uk-2025.toml --with \
         'site.loughton.grid.first.energised=2028-01 to 2030-06' --trials 600 --seed 1"
    );
}
