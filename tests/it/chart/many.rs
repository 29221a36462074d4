//! Twenty-five sites: every word keeps clear, every row can be told apart, and what is drawn is bounded.

use super::{Form, Place, chart, charts, words_keep_apart};
use capcast::chart::Chart;
use capcast::plan::RunSpec;
use capcast::projection::Projection;
use capcast::scenario::{LoadOptions, load};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

const SITES: usize = 25;

fn many() -> &'static Projection {
    static MANY: OnceLock<Projection> = OnceLock::new();
    MANY.get_or_init(|| {
        let path = "tests/fixtures/valid/twenty-five.toml";
        let loaded = load(path, &LoadOptions::default()).unwrap();
        let spec = RunSpec {
            trials: 500,
            ..RunSpec::of(&loaded.model)
        };
        capcast::run(&loaded, &spec)
    })
}

fn drawn() -> &'static [Chart] {
    static DRAWN: OnceLock<Vec<Chart>> = OnceLock::new();
    DRAWN.get_or_init(|| charts(many()))
}

#[test]
fn every_word_of_twenty_five_sites_keeps_clear_in_every_form() {
    for chart in drawn() {
        for form in [Form::File, Form::Wide, Form::Narrow] {
            let layout = chart.layout(form);
            words_keep_apart(&format!("{} {form:?}", chart.stem), &layout);
        }
    }
}

/// Charts of a kind, by the start of their stems.
fn kinds() -> BTreeMap<&'static str, usize> {
    let kinds = [
        "fan-facility-load-site-",
        "fan-facility-load-operator-",
        "fan-facility-load-total",
        "fan-h100e-",
        "fan-gpus-powered-",
        "fans-",
        "s-curve-",
        "gantt-site-",
        "power-ladder-",
    ];
    let of = |stem: &str| kinds.iter().find(|kind| stem.starts_with(**kind));
    let mut counts = BTreeMap::new();
    for chart in drawn() {
        *counts
            .entry(*of(&chart.stem).unwrap_or(&"other"))
            .or_insert(0) += 1;
    }
    counts
}

#[test]
fn the_number_of_charts_is_bounded() {
    let kinds = kinds();
    assert_eq!(kinds["fan-facility-load-site-"], SITES);
    assert_eq!(kinds["fan-facility-load-operator-"], 6);
    assert_eq!(kinds["fan-facility-load-total"], 1);
    // The total, and six operators: no more than twelve.
    assert_eq!(kinds["fan-h100e-"], 7);
    assert_eq!(kinds["fan-gpus-powered-"], 7);
    assert_eq!(kinds["fans-"], 6);
    assert_eq!(kinds["s-curve-"], SITES);
    assert!(kinds["gantt-site-"] <= SITES && kinds["power-ladder-"] <= SITES);
    assert!(kinds["other"] <= 13, "{kinds:?}");
    assert!(drawn().len() <= 4 * SITES + 40, "{}", drawn().len());
}

#[test]
fn of_many_phases_the_next_of_each_site_has_a_curve() {
    let day = |row: &capcast::projection::ScheduleRow| row.given_online.p50.clone();
    let open = many().schedule.iter().filter(|row| {
        row.milestone == "online" && row.phase.is_some() && !row.fact && !row.curve.is_empty()
    });
    let mut next: BTreeMap<&str, (String, &str)> = BTreeMap::new();
    for row in open {
        let first = (day(row).unwrap(), row.phase.as_deref().unwrap());
        let held = next.entry(&row.site).or_insert_with(|| first.clone());
        if first.0 < held.0 {
            *held = first;
        }
    }
    let wanted: BTreeSet<String> = next
        .iter()
        .map(|(site, (_, phase))| format!("s-curve-{site}-{phase}"))
        .collect();
    let curves = drawn().iter().filter(|c| c.stem.starts_with("s-curve-"));
    let stems: BTreeSet<String> = curves.map(|chart| chart.stem.clone()).collect();
    assert_eq!(stems, wanted);
}

#[test]
fn rows_of_one_site_are_told_apart_however_long_its_name() {
    for stem in ["on-time", "ready-to-online"] {
        let chart = chart(many(), stem);
        let names = |chart: &Chart| {
            let rows = chart.labels.iter();
            rows.filter(|label| matches!(label.place, Place::Row(_)))
                .count()
        };
        for form in [Form::File, Form::Wide] {
            let layout = chart.layout(form);
            let left = layout.words.iter().filter(|words| {
                words.role == capcast::chart::Role::Name && words.bounds().right < layout.frame.left
            });
            let texts: Vec<&str> = left.map(|words| words.text.as_str()).collect();
            let distinct: BTreeSet<&str> = texts.iter().copied().collect();
            assert_eq!(texts.len(), names(&chart), "{stem}");
            assert_eq!(distinct.len(), texts.len(), "{stem} {form:?}: {texts:?}");
        }
    }
}

#[test]
fn a_site_is_named_in_full_over_its_rows() {
    let layout = chart(many(), "gantt").layout(Form::File);
    for row in &many().schedule {
        let named = layout.words.iter().any(|words| words.text == row.site_name);
        assert!(named, "{}", row.site_name);
    }
}

#[test]
fn the_smallest_site_is_read_in_its_own_unit() {
    let sheet = chart(many(), "fans-facility-load-by-site");
    assert_eq!(sheet.y.title, "GW, MW");
    for panel in sheet.panels.iter().flat_map(|row| &row.panels) {
        for (_, figure) in &panel.figures {
            let thousandth = figure.contains("0.00");
            assert!(!thousandth, "{}: {figure}", panel.title);
        }
    }
}
