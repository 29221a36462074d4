//! Charts inside a page: the page's colours, forms for wide and narrow, values to read.

use super::{chart, sample, strained};
use capcast::chart::{Form, Height, Place, charts, colour_css};
use capcast::projection::{Projection, Series};
use resvg::usvg;
use std::collections::BTreeSet;

/// The custom properties that a text defines (`--x:`) or uses (`var(--x)`).
fn properties(text: &str, before: &str) -> BTreeSet<String> {
    let starts = text.split(before).skip(1);
    let name = |rest: &str| {
        let end = rest.find([':', ')']).unwrap_or(rest.len());
        rest[..end].to_owned()
    };
    starts.map(name).collect()
}

#[test]
fn every_colour_in_a_page_is_one_that_the_page_defines_light_and_dark() {
    let css = colour_css();
    let (light, dark) = css.split_once("@media").unwrap();
    let defined = properties(light, "--");
    assert_eq!(defined, properties(dark, "--"));
    let mut used = BTreeSet::new();
    for (name, projection) in strained() {
        for chart in charts(&projection) {
            for form in [Form::Wide, Form::Narrow] {
                let svg = chart.page_svg(form);
                assert!(!svg.contains("\"#"), "{name} {}", chart.stem);
                assert!(!svg.contains(" id=") && !svg.contains("url("));
                used.extend(properties(&svg, "var(--"));
            }
        }
    }
    assert!(used.is_subset(&defined), "{used:?}");
    assert!(used.len() > 12, "{used:?}");
}

#[test]
fn the_drawing_in_a_page_is_sound_svg_of_its_form() {
    for (name, projection) in strained() {
        for chart in charts(&projection) {
            for (form, class) in [(Form::Wide, "wide"), (Form::Narrow, "narrow")] {
                let svg = chart.page_svg(form);
                assert!(svg.starts_with(&format!("<svg class=\"{class}\" viewBox=")));
                // Alone it needs what its page gives it: the namespace, and a size.
                let alone = svg.replacen("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1);
                let tree = usvg::Tree::from_str(&alone, &usvg::Options::default());
                let size = tree
                    .unwrap_or_else(|error| panic!("{name}: {error}"))
                    .size();
                let layout = chart.layout(form);
                assert_eq!(f64::from(size.width()), 10.0 * layout.width);
                assert_eq!(f64::from(size.height()), 10.0 * layout.height);
                assert!(!svg.contains("NaN") && !svg.contains("\"inf"));
            }
        }
    }
}

#[test]
fn names_cannot_break_out_of_the_page() {
    let chart = chart(&hostile(), "fan-facility-load-site-iver");
    let svg = chart.page_svg(Form::Wide);
    let readings = chart.page_readings().unwrap();
    for text in [&svg, &readings] {
        assert!(!text.contains("<script") && !text.contains("</script"));
        assert!(!text.contains("<img") && !text.contains("<!--"));
    }
    let stacked = super::chart(&hostile(), "build-out-facility-load");
    let readings = stacked.page_readings().unwrap();
    assert!(!readings.contains('<') && readings.contains("\\u003c/script>"));
    let read: serde_json::Value = serde_json::from_str(&readings).unwrap();
    let names: Vec<_> = read["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row[0])
        .collect();
    assert!(names.contains(&&serde_json::json!(HOSTILE)));
}

const HOSTILE: &str =
    "</script><!--<script>alert(1)</script><img src=x onerror=alert(2)> \"#FFFFFF\"";

fn hostile() -> Projection {
    let mut projection = sample::projection();
    for series in &mut projection.series {
        if series.scope.id.as_deref() == Some("iver") {
            series.scope.name = Some(HOSTILE.to_owned());
        }
    }
    projection
}

#[test]
fn a_fan_can_be_read_at_every_period_as_its_words_write_it() {
    let mut projection = sample::projection();
    let period = projection
        .periods
        .iter()
        .position(|end| end == "2027-12-31")
        .unwrap();
    let series: &mut Series = &mut projection.series[0];
    series.announced[period] = 290.0;
    (series.p10[period], series.p25[period]) = (10.04, 30.0);
    (series.p50[period], series.p75[period], series.p90[period]) = (42.35, 88.25, 120.4);
    let chart = chart(&projection, "fan-facility-load-total");
    let readings = chart.readings.as_ref().unwrap();
    assert_eq!(readings.unit, "MW");
    assert_eq!(readings.when.len(), projection.periods.len());
    assert_eq!(readings.when[period].replace('\u{a0}', " "), "Dec 2027");
    let read: Vec<(&str, &str)> = readings
        .rows
        .iter()
        .map(|row| (row.name.as_str(), row.values[period].as_str()))
        .collect();
    let written = [
        ("P10", "10"),
        ("P25", "30"),
        ("P50", "42.4"),
        ("P75", "88.2"),
        ("P90", "120"),
        ("announced", "290"),
    ];
    assert_eq!(read, written);
    let json: serde_json::Value = serde_json::from_str(&chart.page_readings().unwrap()).unwrap();
    let shares = json["at"].as_array().unwrap();
    assert_eq!(shares.last().unwrap(), 1.0);
    assert!(shares.windows(2).all(|w| w[0].as_f64() < w[1].as_f64()));
    assert_eq!(json["rows"][2][0], "P50");
    assert_eq!(json["rows"][2][2][period], "42.4");
}

#[test]
fn readings_have_a_value_for_every_date_in_order() {
    for (name, projection) in strained() {
        for chart in charts(&projection) {
            let Some(readings) = &chart.readings else {
                let has_none = !matches!(chart.height, Height::Whole(_));
                assert!(has_none, "{name} {}", chart.stem);
                continue;
            };
            assert_eq!(readings.when.len(), readings.at.len());
            assert!(readings.at.windows(2).all(|w| w[0] < w[1]));
            let within = |at: &f64| (chart.x.from..=chart.x.to).contains(at);
            assert!(!readings.at.is_empty() && readings.at.iter().all(within));
            assert!(
                readings
                    .rows
                    .iter()
                    .all(|row| row.values.len() == readings.at.len())
            );
        }
    }
}

#[test]
fn an_s_curve_is_read_month_by_month() {
    let projection = sample::projection();
    let chart = chart(&projection, "s-curve-loughton-first");
    let readings = chart.readings.unwrap();
    let row = &projection.schedule[0];
    let p50 = super::day(row.p50.as_deref().unwrap());
    let share = |value: &str| -> f64 {
        let digits = value
            .trim_start_matches(['<', '>'])
            .trim_end_matches(['\u{a0}', '%']);
        digits.parse().unwrap()
    };
    let values = &readings.rows[0].values;
    for (at, value) in readings.at.iter().zip(values) {
        let share = share(value);
        assert!(
            (*at <= p50 + 1.0 && share <= 50.5) || (*at > p50 && share >= 49.5),
            "{at} {value}"
        );
    }
    assert!(share(&values[0]) < 1.5 && share(values.last().unwrap()) > 50.0);
}

#[test]
fn a_phone_sees_names_over_bars_and_parts_below_the_plot() {
    let projection = sample::projection();
    let gantt = chart(&projection, "gantt");
    let layout = gantt.layout(Form::Narrow);
    assert!(layout.frame.right - layout.frame.left > 0.9 * layout.width);
    for label in &gantt.labels {
        if let Place::Row(_) = label.place {
            let start: String = label.text.chars().take(5).collect();
            assert!(
                layout
                    .words
                    .iter()
                    .any(|words| words.text.starts_with(&start))
            );
        }
    }
    let stacked = chart(&projection, "build-out-facility-load");
    let layout = stacked.layout(Form::Narrow);
    let parts = stacked.labels.iter().filter(|label| {
        matches!(
            label.role,
            capcast::chart::Role::Part(_) | capcast::chart::Role::Rest
        )
    });
    let listed = layout.words.iter().filter(|words| {
        matches!(
            words.role,
            capcast::chart::Role::Part(_) | capcast::chart::Role::Rest
        ) && words.bounds().top > layout.frame.bottom
    });
    assert_eq!(listed.count(), parts.count());
    assert!(layout.width < 500.0);
}
