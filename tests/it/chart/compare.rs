//! Charts of a comparison: what they hold, and that their words keep apart.

use super::{Form, Role, Shape, day, line, shapes, words_keep_apart};
use crate::compared::{eight, four, late, removed};
use capcast::chart::{Chart, compare_charts, png};
use capcast::comparison::Comparison;
use resvg::usvg;
use std::collections::BTreeSet;

fn chart(comparison: &Comparison, stem: &str) -> Chart {
    let all = compare_charts(comparison);
    let stems: Vec<_> = all.iter().map(|chart| chart.stem.clone()).collect();
    let found = all.into_iter().find(|chart| chart.stem == stem);
    found.unwrap_or_else(|| panic!("no {stem} among {stems:?}"))
}

#[test]
fn every_word_of_every_comparison_keeps_clear_in_every_form() {
    for (name, comparison) in [
        ("late", late()),
        ("removed", removed()),
        ("four", four()),
        ("eight", eight()),
    ] {
        let charts = compare_charts(comparison);
        let stems: BTreeSet<&str> = charts.iter().map(|chart| chart.stem.as_str()).collect();
        assert_eq!(stems.len(), charts.len());
        assert!(charts.len() < 110, "{name}: {}", charts.len());
        for chart in &charts {
            for form in [Form::File, Form::Wide, Form::Narrow] {
                let layout = chart.layout(form);
                words_keep_apart(&format!("{name} {} {form:?}", chart.stem), &layout);
            }
        }
    }
}

#[test]
fn fans_over_each_other_have_medians_bands_and_edges_of_both() {
    let comparison = late();
    let chart = chart(comparison, "fans-gpus-powered");
    for (n, projection) in comparison.projections.iter().enumerate() {
        let series = projection.find("total", None, "gpus_powered").unwrap();
        let median: Vec<f64> = line(&chart, Role::Scenario(n))
            .iter()
            .map(|p| p.1)
            .collect();
        assert_eq!(median, series.p50);
        let band = match shapes(&chart, Role::ScenarioBand(n))[..] {
            [Shape::Area(points)] => points,
            ref other => panic!("not one band: {other:?}"),
        };
        assert!(band.iter().map(|p| p.1).eq(series.p10.iter().copied()));
        assert_eq!(shapes(&chart, Role::ScenarioEdge(n)).len(), 2);
    }
    // Of many scenarios the base alone has a band.
    let many = self::chart(four(), "fans-gpus-powered");
    let bands = (0..5).map(|n| shapes(&many, Role::ScenarioBand(n)).len());
    assert_eq!(bands.collect::<Vec<_>>(), [1, 0, 0, 0, 0]);
    assert_eq!(
        self::chart(four(), "fans-gpus-powered-by-variant")
            .panels
            .len(),
        1
    );
}

#[test]
fn a_difference_lies_around_a_zero_line_and_says_what_both_sides_mean() {
    let comparison = late();
    let chart = chart(comparison, "difference-facility-load");
    let series = comparison.find(0, "total", None, "facility_load").unwrap();
    let of = |role| line(&chart, role).iter().map(|p| p.1).collect::<Vec<f64>>();
    assert_eq!(of(Role::Median), series.p50);
    assert_eq!(of(Role::Mean), series.mean);
    assert_eq!(of(Role::Zero), [0.0, 0.0]);
    assert!(chart.y.from < 0.0);
    let under = chart
        .labels
        .iter()
        .any(|label| label.text.contains("less than uk-2025"));
    assert!(under);
    let ticks = chart.y.ticks.iter().filter(|tick| tick.at > 0.0);
    assert!(ticks.into_iter().all(|tick| tick.text.starts_with('+')));
    let readings = chart.readings.as_ref().unwrap();
    assert_eq!(readings.rows.len(), 6);
    assert!(
        readings
            .rows
            .iter()
            .all(|row| row.values.len() == comparison.periods.len())
    );
}

#[test]
fn dates_that_move_stand_by_their_medians_in_both() {
    let comparison = late();
    let chart = chart(comparison, "dates-moved");
    let moved = comparison.moved(0);
    let stage = moved[0];
    assert_eq!(stage.stage.as_deref(), Some("first"));
    let at = |role| match shapes(&chart, role)[0] {
        Shape::Point(x, y) => (*x, *y),
        other => panic!("no point: {other:?}"),
    };
    let end = |date: &Option<String>| day(date.as_ref().unwrap()) + 1.0;
    assert_eq!(at(Role::MovedFrom), (end(&stage.base_p50), 0.5));
    assert_eq!(at(Role::MovedTo), (end(&stage.variant_p50), 0.5));
    let rows = chart
        .labels
        .iter()
        .filter(|label| label.role == Role::Name)
        .count();
    assert_eq!(rows, moved.len());
}

#[test]
fn a_site_that_a_variant_lacks_is_said_to_be_missing() {
    let comparison = removed();
    let sheet = chart(comparison, "medians-facility-load-by-site");
    let titles: Vec<&str> = sheet
        .panels
        .iter()
        .flat_map(|row| &row.panels)
        .map(|panel| panel.title.as_str())
        .collect();
    assert_eq!(titles, ["Loughton (not in without)"]);
    let dates = chart(comparison, "dates-moved");
    let missing = dates
        .labels
        .iter()
        .filter(|label| label.text == "not in without");
    assert_eq!(missing.count(), comparison.moved(0).len());
}

#[test]
fn curves_of_all_scenarios_that_have_the_phase_share_a_plot() {
    let chart = chart(four(), "s-curves-loughton-first");
    let lines = (0..5).map(|n| shapes(&chart, Role::Scenario(n)).len());
    assert_eq!(lines.collect::<Vec<_>>(), [1, 1, 0, 1, 1]);
    let note = chart
        .footnotes
        .iter()
        .any(|note| note.contains("not there or never comes: without"));
    assert!(note);
}

#[test]
fn scenarios_that_are_the_same_have_nothing_to_show_but_themselves() {
    let comparison = crate::compared::compared(crate::compared::BRITISH, &[("again", &[])], 50);
    let stems: Vec<String> = compare_charts(&comparison)
        .into_iter()
        .map(|chart| chart.stem)
        .collect();
    assert_eq!(
        stems,
        ["fans-gpus-powered", "fans-facility-load", "fans-h100e"]
    );
}

#[test]
fn line_styles_are_in_the_drawing_and_files_are_sound() {
    let chart = chart(four(), "fans-gpus-powered");
    let svg = chart.svg();
    assert!(usvg::Tree::from_str(&svg, &usvg::Options::default()).is_ok());
    assert!(!svg.contains("<b>") && !svg.contains("NaN"));
    // A solid line is one stroke, a dashed or dotted one many.
    let strokes = |colour: &str| svg.matches(&format!("stroke=\"{colour}\"")).count();
    let (solid, dashed, dotted) = (strokes("#1B2434"), strokes("#0054A6"), strokes("#B24A00"));
    assert!(
        solid < 20 && dashed > 20 && dotted > 2 * dashed,
        "{solid} {dashed} {dotted}"
    );
    assert!(!png(&chart.bare_svg()).unwrap().is_empty());
}
