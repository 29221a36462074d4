//! The report: one page that is true, safe, whole and the same each time.

mod answer;
mod capacity;
mod comparison;
mod figure;
mod hostile;

use crate::chart::risky as drawn;
use crate::sample;
use base64::Engine as _;
use capcast::chart;
use capcast::projection::{
    ConflictRow, NotModelledRow, Projection, RiskAnswer, SaidRow, SourceRow,
};
use capcast::report::page;
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Everything that a projection may hold, with charts to draw.
pub fn full() -> Projection {
    let mut projection = drawn::risky();
    let small = sample::projection();
    projection.assumptions = small.assumptions;
    projection.scenario.files = small.scenario.files;
    "site.loughton.pue".clone_into(&mut projection.assumptions[0].path);
    projection.assumptions[0].sources = vec!["web".to_owned(), "unknown".to_owned()];
    projection.assumptions[1].reason = Some("a judgement".to_owned());
    projection.sources = vec![
        source("print", None),
        source("web", Some("https://example.org/a?b=c&d=e")),
    ];
    projection.not_modelled = vec![NotModelledRow {
        what: "the rest".to_owned(),
        why: "no place".to_owned(),
        source: Some("web".to_owned()),
    }];
    projection.not_on_announced_path = vec!["loughton.full".to_owned(), "gone.phase".to_owned()];
    projection.conflicts = vec![ConflictRow {
        id: "pue".to_owned(),
        title: "How well it cools".to_owned(),
        about: vec!["site.loughton".to_owned()],
        said: ["1.1", "1.3"]
            .map(|value| SaidRow {
                value: value.to_owned(),
                source: "print".to_owned(),
            })
            .to_vec(),
        used: "1.3".to_owned(),
        why: "The later word.".to_owned(),
    }];
    projection.scenario.set = vec!["site.loughton.pue=1.1 to 1.3".to_owned()];
    projection
}

fn source(id: &str, url: Option<&str>) -> SourceRow {
    SourceRow {
        id: id.to_owned(),
        title: format!("The {id} source"),
        publisher: Some("A paper".to_owned()),
        date: Some("2026-03-09".to_owned()),
        url: url.map(str::to_owned),
        licence: None,
        licence_url: None,
        changed: None,
    }
}

pub fn parsed(projection: &Projection) -> Html {
    Html::parse_document(&page(projection, &chart::charts(projection)))
}

pub fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).collect()
}

/// The text of what a selector finds, its blanks as single spaces.
pub fn text(page: &Html, selector: &str) -> String {
    let elements = all(page, selector).into_iter();
    let pieces: Vec<&str> = elements.flat_map(|element| element.text()).collect();
    let text = pieces.join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_sections_come_in_order_and_each_has_its_heading() {
    let page = parsed(&full());
    let ids: Vec<_> = all(&page, "main > section")
        .iter()
        .filter_map(|section| section.value().id())
        .collect();
    let expected = [
        "answer",
        "charts",
        "schedule",
        "drives",
        "shared",
        "losses",
        "stories",
        "sites",
        "values",
        "conflicts",
        "left-out",
        "reading",
        "run",
        "sources",
    ];
    assert_eq!(ids, expected);
    let mut level = 0;
    for heading in all(&page, "h1, h2, h3, h4, h5, h6") {
        let next: i32 = heading.value().name()[1..].parse().unwrap();
        assert!(next <= level + 1, "h{next} under h{level}");
        level = next;
    }
    assert_eq!(all(&page, "h1").len(), 1);
    assert_eq!(all(&page, "header, main, nav, footer").len(), 4);
}

#[test]
fn every_chart_stands_on_the_page_once() {
    let projection = full();
    let page = parsed(&projection);
    let figures = all(&page, "figure[data-stem]");
    let shown: Vec<&str> = figures
        .iter()
        .filter_map(|figure| figure.value().attr("data-stem"))
        .collect();
    let charts = chart::charts(&projection);
    let drawn: BTreeSet<&str> = charts.iter().map(|chart| chart.stem.as_str()).collect();
    assert_eq!(shown.len(), charts.len());
    assert_eq!(shown.into_iter().collect::<BTreeSet<_>>(), drawn);
    assert_eq!(
        all(&page, "figure[data-stem] > figcaption").len(),
        charts.len()
    );
    // What is of a site is folded, what is of all is not.
    let of_sites = charts.iter().filter(|chart| chart.site.is_some()).count();
    assert_eq!(all(&page, "#sites details figure").len(), of_sites);
}

#[test]
fn every_table_is_captioned_and_its_heads_say_what_they_head() {
    let page = parsed(&full());
    let tables = all(&page, "table");
    assert!(tables.len() > 4, "{}", tables.len());
    assert_eq!(all(&page, "table > caption").len(), tables.len());
    assert_eq!(all(&page, "th:not([scope])").len(), 0);
    // A row of the first table: a phase, and a cell for each other column.
    let heads = all(&page, "#schedule table thead th");
    assert_eq!(
        text(&page, "#schedule table thead th:first-child")
            .split(' ')
            .next(),
        Some("phase")
    );
    assert!(heads.len() > 8);
    for cell in all(&page, "#schedule table.sortable td") {
        assert!(cell.value().attr("data-label").is_some());
    }
}

#[test]
fn ids_are_unique_and_links_lead_somewhere() {
    let page = parsed(&full());
    let mut ids = BTreeSet::new();
    for element in all(&page, "[id]") {
        let id = element.value().id().unwrap();
        assert!(ids.insert(id), "{id} twice");
    }
    for link in all(&page, "[href]") {
        let href = link.value().attr("href").unwrap();
        match href.strip_prefix('#') {
            Some(id) => assert!(ids.contains(id), "{href}"),
            None => assert!(href.starts_with("https://example.org/"), "{href}"),
        }
    }
    assert_eq!(text(&page, "#source-2 a"), "The web source");
    assert_eq!(all(&page, "#source-1 a").len(), 0);
}

#[test]
fn nothing_is_loaded_and_its_own_scripts_alone_may_run() {
    let page = parsed(&full());
    assert_eq!(
        all(&page, "link, img, iframe, object, embed, base, form, [src]").len(),
        0
    );
    let policy = all(&page, "meta[http-equiv=Content-Security-Policy]");
    let policy = policy[0].value().attr("content").unwrap();
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    assert!(!policy.contains("script-src 'unsafe"), "{policy}");
    // What has a type is data, which is not run.
    for script in all(&page, "script:not([type])") {
        let code: String = script.text().collect();
        let digest = Sha256::digest(code.as_bytes());
        let hash = base64::engine::general_purpose::STANDARD.encode(digest);
        assert!(policy.contains(&format!("'sha256-{hash}'")), "{policy}");
    }
    for style in all(&page, "style") {
        let css: String = style.text().collect();
        let loads = css.split("url(").skip(1);
        assert!(loads.clone().count() > 0);
        for load in loads {
            assert!(load.starts_with("data:"), "{}", &load[..40]);
        }
    }
}

#[test]
fn values_are_counted_and_each_shows_its_standing_sources_and_place() {
    let page = parsed(&full());
    let said = text(&page, "#values > p");
    assert!(said.contains("2 values: 2 assumed."), "{said}");
    let row = text(&page, "#values details:first-of-type tbody tr");
    assert_eq!(row, "pue =1.3 assumed 2 unknown two.toml:7");
    let other = text(&page, "#values details:last-of-type tbody tr");
    assert_eq!(other, "-5 ratio a judgement assumed a b two.toml:7");
}

#[test]
fn conflicts_name_who_says_what_and_what_is_used() {
    let page = parsed(&full());
    let said = text(&page, "#conflicts li:first-child");
    assert_eq!(said, "1.1 — A paper, 9 March 2026 1");
    let used = text(&page, "#conflicts td[data-label=used]");
    assert!(used.starts_with("1.3"), "{used}");
    assert!(
        used.contains("site.loughton.pue = =1.3 (two.toml:7)"),
        "{used}"
    );
    assert_eq!(
        text(&page, "#conflicts td[data-label=why]"),
        "The later word."
    );
    let left_out = text(&page, "#left-out");
    assert!(left_out.contains("the rest no place 2"), "{left_out}");
    assert!(
        left_out.contains("Loughton: full phase gone.phase"),
        "{left_out}"
    );
}

#[test]
fn the_run_says_how_to_repeat_it() {
    let page = parsed(&full());
    let run = text(&page, "#run");
    for part in ["--set 'site.loughton.pue=1.1 to 1.3'", "--seed", "--trials"] {
        assert!(run.contains(part), "{run}");
    }
}

#[test]
fn what_was_not_computed_has_no_section() {
    let mut projection = full();
    projection.series.clear();
    let dates = parsed(&projection);
    assert!(text(&dates, "#run pre").ends_with("--only schedule"));
    assert_eq!(all(&dates, ".year-ends").len(), 0);
    projection.schedule.clear();
    projection.conflicts.clear();
    projection.not_modelled.clear();
    projection.not_on_announced_path.clear();
    projection.assumptions.clear();
    projection.sources.clear();
    projection.sensitivity.clear();
    projection.joint_confidence.clear();
    projection.risk = RiskAnswer::default();
    let page = Html::parse_document(&page(&projection, &[]));
    let ids: Vec<_> = all(&page, "main > section")
        .iter()
        .filter_map(|section| section.value().id())
        .collect();
    assert_eq!(ids, ["answer", "reading", "run"]);
    assert_eq!(all(&page, "figure").len(), 0);
}

#[test]
fn the_same_projection_gives_the_same_bytes() {
    let projection = full();
    let charts = chart::charts(&projection);
    assert!(page(&projection, &charts) == page(&projection, &charts));
}

/// Contrast of two colours by WCAG 2.2.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let wide: String = match colour.len() {
            4 => colour[1..]
                .chars()
                .flat_map(|digit| [digit, digit])
                .collect(),
            _ => colour[1..].to_owned(),
        };
        let channel = |at: usize| {
            let part = f64::from(u8::from_str_radix(&wide[at..at + 2], 16).unwrap()) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                libm::pow((part + 0.055) / 1.055, 2.4)
            }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    };
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn words_stand_out_from_the_paper_in_every_theme() {
    let page = parsed(&full());
    let css = text(&page, "style");
    let themes: Vec<&str> = css.split("--paper:").skip(1).collect();
    assert_eq!(themes.len(), 3, "light, dark and print");
    for theme in themes {
        let colour = |name: &str| {
            let of = if name == "--paper" {
                Some(theme)
            } else {
                theme.split(&format!("{name}:")).nth(1)
            };
            let value = of.unwrap().trim_start();
            value[..value.find(';').unwrap()].to_owned()
        };
        for ink in ["--ink", "--quiet", "--link", "--announced"] {
            for paper in ["--paper", "--wash"] {
                let contrast = contrast(&colour(ink), &colour(paper));
                assert!(contrast >= 4.5, "{ink} on {paper}: {contrast}");
            }
        }
    }
}
