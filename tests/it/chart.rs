//! Charts: what they hold as data, that their words keep apart, and that the files are sound.

pub mod capable;
mod capacity;
mod compare;
mod gantt;
mod held_back;
mod many;
mod odds;
mod page;
mod panels;
mod power;
mod reach;
mod risk;
pub mod risky;
pub mod sample;
mod strain;
mod told;

use capcast::calendar::day_number;
use capcast::chart::{Chart, Form, Layout, Place, Role, Shape, charts, png};
use capcast::projection::Projection;
use resvg::{tiny_skia, usvg};
use strain::strained;

fn chart(projection: &Projection, stem: &str) -> Chart {
    let all = charts(projection);
    let stems: Vec<_> = all.iter().map(|chart| chart.stem.clone()).collect();
    let found = all.into_iter().find(|chart| chart.stem == stem);
    found.unwrap_or_else(|| panic!("no {stem} among {stems:?}"))
}

fn shapes(chart: &Chart, role: Role) -> Vec<&Shape> {
    chart
        .marks
        .iter()
        .filter(|mark| mark.role == role)
        .map(|mark| &mark.shape)
        .collect()
}

fn line(chart: &Chart, role: Role) -> &[(f64, f64)] {
    match shapes(chart, role)[..] {
        [Shape::Line(points)] => points,
        ref other => panic!("not one line: {other:?}"),
    }
}

fn label(chart: &Chart, role: Role) -> String {
    let found = chart.labels.iter().find(|label| label.role == role);
    found.unwrap().text.replace('\u{a0}', " ")
}

fn day(date: &str) -> f64 {
    f64::from(day_number(date.parse().unwrap()))
}

#[test]
fn a_fan_holds_bands_median_and_the_announced_path_of_its_series() {
    let projection = sample::projection();
    let chart = chart(&projection, "fan-facility-load-total");
    let series = &projection.series[0];
    let median: Vec<f64> = line(&chart, Role::Median).iter().map(|p| p.1).collect();
    assert_eq!(median, series.p50);
    let outer = match shapes(&chart, Role::OuterBand)[..] {
        [Shape::Area(points)] => points,
        ref other => panic!("not one band: {other:?}"),
    };
    for (n, (x, low, high)) in outer.iter().enumerate() {
        assert_eq!(*x, day(&projection.periods[n]) + 1.0);
        assert_eq!((*low, *high), (series.p10[n], series.p90[n]));
    }
    // Each recorded value of the announced path lies on the drawn one.
    let path = line(&chart, Role::Announced);
    for (end, value) in projection.periods.iter().zip(&series.announced) {
        let end = day(end) + 1.0;
        let on_path = path.contains(&(end, *value))
            || path
                .windows(2)
                .any(|w| w[0].0 < end && end < w[1].0 && w[0].1 == *value && w[1].1 == *value);
        assert!(on_path, "{end} {value}");
    }
    assert!(
        path.windows(2)
            .all(|w| w[0].0 == w[1].0 || w[0].1 == w[1].1)
    );
}

#[test]
fn a_fan_says_its_last_values_with_their_unit() {
    let mut projection = sample::projection();
    let last = projection.periods.len() - 1;
    let series = &mut projection.series[0];
    series.p10[last] = 41.26;
    series.p50[last] = 96.0;
    series.p90[last] = 120.4;
    series.announced[last] = 290.0;
    let chart = chart(&projection, "fan-facility-load-total");
    assert_eq!(label(&chart, Role::Median), "Median 96 MW");
    assert_eq!(label(&chart, Role::Announced), "Announced 290 MW");
    let ends: Vec<_> = chart
        .labels
        .iter()
        .filter(|l| l.place == Place::End)
        .collect();
    let texts: Vec<_> = ends.iter().map(|l| l.text.replace('\u{a0}', " ")).collect();
    assert!(texts.contains(&"P90 120".to_owned()) && texts.contains(&"P10 41.3".to_owned()));
    assert_eq!(label(&chart, Role::Status), "status 31 Oct 2026");
    assert_eq!(
        shapes(&chart, Role::Status),
        [&Shape::Upright(day("2026-10-31"))]
    );
}

#[test]
fn a_fan_states_its_message_from_the_numbers() {
    let mut projection = sample::projection();
    let end = projection
        .periods
        .iter()
        .position(|p| p == "2027-12-31")
        .unwrap();
    let series = &mut projection.series[0];
    for (n, value) in series.announced.iter_mut().enumerate() {
        *value = if n < end { 100.0 } else { 290.0 };
    }
    (series.p10[end], series.p50[end], series.p90[end]) = (10.0, 42.0, 110.0);
    let message = chart(&projection, "fan-facility-load-total").message;
    assert_eq!(
        message.replace('\u{a0}', " "),
        "End 2027: 42 MW at the median against 290 MW announced; 90 % of trials lie at or below 110 MW."
    );
}

#[test]
fn the_value_axis_starts_at_zero_and_holds_all_that_is_drawn() {
    for (name, projection) in strained() {
        for chart in charts(&projection) {
            assert!(chart.x.to > chart.x.from && chart.y.to > chart.y.from);
            if chart.stem.starts_with("gantt") {
                continue;
            }
            let signed = chart.stem == "delivery-gap";
            assert!(signed && chart.y.from < 0.0 || chart.y.from == 0.0);
            for mark in &chart.marks {
                let values: Vec<f64> = match &mark.shape {
                    Shape::Line(points) => points.iter().map(|p| p.1).collect(),
                    Shape::Area(points) => points.iter().flat_map(|p| [p.1, p.2]).collect(),
                    Shape::Bar(.., y)
                    | Shape::Whisker(.., y)
                    | Shape::Point(_, y)
                    | Shape::Disc(_, y, _)
                    | Shape::Ring(_, y, _) => vec![*y],
                    Shape::Error(_, low, high)
                    | Shape::Tile(.., low, high)
                    | Shape::Outline(.., low, high)
                    | Shape::Hatched(.., low, high) => vec![*low, *high],
                    Shape::Land(points) => points.iter().map(|p| p.1).collect(),
                    Shape::Upright(_) => Vec::new(),
                };
                let held = |value: &f64| (chart.y.from..=chart.y.to).contains(value);
                assert!(values.iter().all(held), "{name} {}: {values:?}", chart.stem);
            }
        }
    }
}

#[test]
fn every_year_is_named_and_marked_once() {
    let chart = chart(&sample::projection(), "fan-facility-load-total");
    let years: Vec<_> = chart
        .x
        .ticks
        .iter()
        .map(|tick| tick.text.as_str())
        .collect();
    assert_eq!(
        years,
        [
            "2025", "2026", "2027", "2028", "2029", "2030", "2031", "2032"
        ]
    );
    let lines: Vec<f64> = (2026..=2032)
        .map(|year| day(&format!("{year}-01-01")))
        .collect();
    assert_eq!(chart.x.lines, lines[..]);
}

#[test]
fn no_words_cover_others_and_all_stay_on_the_page() {
    for (name, projection) in strained() {
        for chart in charts(&projection) {
            for (form, least) in [
                (Form::File, 400.0),
                (Form::Wide, 300.0),
                (Form::Narrow, 190.0),
            ] {
                let layout = chart.layout(form);
                words_keep_apart(&format!("{name} {} {form:?}", chart.stem), &layout);
                assert!(layout.words.iter().all(|words| words.size >= 12.0));
                let frame = layout.frame;
                let (width, height) = (frame.right - frame.left, frame.bottom - frame.top);
                assert!(
                    width > least && height >= 25.0,
                    "{name} {} {width}",
                    chart.stem
                );
            }
        }
    }
}

fn words_keep_apart(name: &str, layout: &Layout) {
    let boxes: Vec<_> = layout.words.iter().map(|w| (w.bounds(), &w.text)).collect();
    for (n, (bounds, text)) in boxes.iter().enumerate() {
        let inside = bounds.left >= 0.0
            && bounds.top >= 0.0
            && bounds.right <= layout.width
            && bounds.bottom <= layout.height;
        assert!(inside, "{name}: {text:?} {bounds:?}");
        for (other, covered) in &boxes[..n] {
            let apart = !bounds.overlaps(other);
            assert!(apart, "{name}: {text:?} covers {covered:?}");
        }
        for (_, _, swatch) in &layout.swatches {
            assert!(!bounds.overlaps(swatch), "{name}: {text:?}");
        }
    }
}

#[test]
fn files_are_sound_svg_that_points_to_nothing_outside() {
    for (name, projection) in strained() {
        for chart in charts(&projection) {
            let svg = chart.svg();
            let tree = usvg::Tree::from_str(&svg, &usvg::Options::default());
            assert!(tree.is_ok(), "{name} {}: {:?}", chart.stem, tree.err());
            let addresses = svg.matches("://").count();
            assert_eq!(addresses, 1, "only the namespace is an address");
            assert!(svg.contains("xmlns=\"http://www.w3.org/2000/svg\""));
            assert!(!svg.contains("NaN") && !svg.contains("\"inf"));
            assert!(svg.contains("<title>") && svg.contains("<desc>"));
            assert_eq!(svg, chart.svg());
        }
    }
}

#[test]
fn names_cannot_break_out_of_the_file() {
    let svg = chart(&sample::projection(), "fan-facility-load-site-iver").svg();
    assert!(svg.contains("Iver Heath &lt;b&gt;&amp;&quot;: facility load"));
    assert!(!svg.contains("<b>") && !svg.contains('\u{7}'));
}

#[test]
fn a_picture_has_two_dots_per_px_and_shows_what_is_drawn() {
    let chart = chart(&sample::projection(), "fan-facility-load-total");
    let layout = chart.layout(Form::File);
    let bytes = png(&chart.svg()).unwrap();
    assert_eq!(bytes, png(&chart.bare_svg()).unwrap());
    let picture = tiny_skia::Pixmap::decode_png(&bytes).unwrap();
    assert_eq!(f64::from(picture.width()), 2.0 * layout.width);
    assert_eq!(f64::from(picture.height()), 2.0 * layout.height);
    let orange = picture
        .pixels()
        .iter()
        .filter(|dot| dot.red() > 200 && (70..120).contains(&dot.green()) && dot.blue() < 30);
    assert!(orange.count() > 1000, "the announced path is seen");
    let title = layout.words[0].bounds();
    let inked = picture.pixels().iter().enumerate().filter(|(n, dot)| {
        let (x, y) = (n % 2200, n / 2200);
        let (x, y) = (x as f64 / 2.0, y as f64 / 2.0);
        dot.red() < 80 && x < title.right + 1.0 && y > title.top && y < title.bottom
    });
    assert!(inked.count() > 500, "the title is written");
}

#[test]
fn what_is_not_svg_or_too_large_is_refused() {
    assert!(png("<p>no</p>").is_err());
    let vast = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60000\" height=\"60000\"/>";
    assert!(png(vast).is_err());
}

#[test]
fn an_s_curve_marks_its_percentiles_its_announced_date_and_never() {
    let projection = sample::projection();
    let chart = chart(&projection, "s-curve-loughton-first");
    let row = &projection.schedule[0];
    let (p50, p80) = (row.p50.as_deref().unwrap(), row.p80.as_deref().unwrap());
    let points = [
        Shape::Point(day(p50) + 1.0, 0.5),
        Shape::Point(day(p80) + 1.0, 0.8),
    ];
    assert_eq!(
        shapes(&chart, Role::Percentile),
        points.iter().collect::<Vec<_>>()
    );
    assert_eq!(
        shapes(&chart, Role::Announced),
        [&Shape::Upright(day("2027-03-31") + 1.0)]
    );
    assert_eq!(label(&chart, Role::Announced), "announced 31 Mar 2027");
    let plateau = row.curve.last().unwrap().share;
    assert_eq!(
        label(&chart, Role::Never),
        format!("never: {:.0} %", (1.0 - plateau) * 100.0)
    );
    let curve = line(&chart, Role::Chance);
    assert!(
        curve
            .windows(2)
            .all(|w| w[0].0 <= w[1].0 && w[0].1 <= w[1].1)
    );
    assert!(
        curve
            .iter()
            .all(|p| p.0 >= chart.x.from && p.0 <= chart.x.to)
    );
}

#[test]
fn a_known_phase_has_no_s_curve_nor_has_one_that_never_comes() {
    let mut projection = sample::projection();
    projection.schedule[1].curve.clear();
    let all = charts(&projection);
    let stems: Vec<_> = all.iter().map(|chart| chart.stem.as_str()).collect();
    assert!(!stems.contains(&"s-curve-crawley-hall-1"));
    assert!(!stems.contains(&"s-curve-loughton-full"));
    assert!(stems.contains(&"s-curve-loughton-first"));
}

#[test]
fn an_s_curve_says_that_its_phase_may_be_online_unseen() {
    let mut projection = sample::projection();
    let message = |projection: &Projection| {
        let message = chart(projection, "s-curve-loughton-first").message;
        message.replace('\u{a0}', " ")
    };
    assert!(!message(&projection).contains("already"));
    projection.schedule[0].maybe_already.value = 0.86;
    assert!(message(&projection).ends_with(" It may already be online: 86 %."));
    projection.schedule[0].seen = Some("2026-01-29".into());
    let said = message(&projection);
    assert!(
        said.ends_with(" It may already be online: 86 % (last evidence 29 Jan 2026)."),
        "{said}"
    );
}

#[test]
fn an_s_curve_is_named_once() {
    let mut projection = sample::projection();
    let title = |projection: &Projection| chart(projection, "s-curve-loughton-first").title;
    projection.schedule[0].phase_name = Some("Loughton, first 50 MW".into());
    assert_eq!(
        title(&projection),
        "Loughton, first 50 MW – when will it be online?"
    );
    projection.schedule[0].phase_name = Some("first 50 MW".into());
    assert_eq!(
        title(&projection),
        "Loughton: first 50 MW – when will it be online?"
    );
}

#[test]
fn a_site_without_an_announced_date_has_no_announced_path() {
    let projection = sample::projection();
    let dateless = chart(&projection, "fan-facility-load-site-culham");
    assert!(shapes(&dateless, Role::Announced).is_empty());
    assert!(dateless.labels.iter().all(|l| l.role != Role::Announced));
    assert!(dateless.key.iter().all(|key| key.role != Role::Announced));
    assert_eq!(
        dateless.footnotes[0],
        "No announced path, for lack of an announced date: Culham: pilot phase."
    );
    let dated = chart(&projection, "fan-facility-load-site-loughton");
    assert_eq!(shapes(&dated, Role::Announced).len(), 1);
    assert!(dated.key.iter().any(|key| key.role == Role::Announced));
}

#[test]
fn the_build_out_names_its_sites_in_full_and_cuts_names_before_numbers() {
    let long = "Stargate UK (Cobalt Park and sites not named)";
    let mut projection = sample::projection();
    for name in [long.to_owned(), long.repeat(9)] {
        for series in &mut projection.series {
            if series.scope.id.as_deref() == Some("culham") {
                series.scope.name = Some(name.clone());
            }
        }
        let layout = chart(&projection, "build-out-facility-load").layout(Form::File);
        let words = layout.words.iter();
        let written: Vec<_> = words.filter(|w| w.text.starts_with("Stargate")).collect();
        assert_eq!(written.len(), 1);
        let text = &written[0].text;
        assert!(text.ends_with(|c: char| c.is_ascii_digit()), "{text}");
        assert_eq!(text.contains('…'), name != long, "{text}");
        assert!(layout.frame.right - layout.frame.left > 500.0);
    }
}

#[test]
fn stacked_means_add_up_to_the_mean_of_the_total() {
    let (_, crowded) = strained().remove(2);
    for (projection, layers) in [(sample::projection(), 8), (crowded, 8)] {
        let chart = chart(&projection, "build-out-facility-load");
        let tops: Vec<&Shape> = chart
            .marks
            .iter()
            .filter(|mark| matches!(mark.role, Role::Part(_) | Role::Rest))
            .map(|mark| &mark.shape)
            .collect();
        assert_eq!(tops.len(), layers);
        let total = line(&chart, Role::MeanTotal);
        let Some(Shape::Area(top)) = tops.last() else {
            panic!("layers are areas");
        };
        for (point, layer) in total.iter().zip(top) {
            assert!((point.1 - layer.2).abs() < 1e-9);
        }
        let sites = projection
            .series
            .iter()
            .filter(|series| series.metric == "facility_load" && series.scope.kind == "site");
        let mean: f64 = sites.map(|series| series.mean.last().unwrap()).sum();
        assert!((total.last().unwrap().1 - mean).abs() < 1e-9);
    }
}

#[test]
fn what_is_not_recorded_or_not_a_number_is_not_drawn() {
    let mut projection = sample::projection();
    projection.series.retain(|series| series.metric == "h100e");
    projection.schedule.clear();
    let stems: Vec<_> = charts(&projection).into_iter().map(|c| c.stem).collect();
    assert_eq!(stems.len(), 11);
    assert!(stems.iter().all(|stem| stem.contains("h100e")), "{stems:?}");
    projection.series[0].p50[3] = f64::NAN;
    projection.series[1].p90.pop();
    projection.series[2].mean[0] = f64::INFINITY;
    let stems: Vec<_> = charts(&projection).into_iter().map(|c| c.stem).collect();
    assert_eq!(stems.len(), 8, "{stems:?}");
    projection.periods[0] = "soon".into();
    assert!(charts(&projection).is_empty());
}

#[test]
fn file_stems_are_stable_and_differ() {
    let mut projection = sample::projection();
    let mut twin = projection.schedule[0].clone();
    (twin.site, twin.phase) = ("../Loughton".into(), Some("first".into()));
    projection.schedule.push(twin.clone());
    projection.schedule.push(twin);
    let stems: Vec<_> = charts(&projection).into_iter().map(|c| c.stem).collect();
    let mut unique = stems.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), stems.len());
    for stem in [
        "gantt",
        "build-out-facility-load",
        "fan-h100e-site-loughton",
        "fan-gpus-powered-total",
        "s-curve-loughton-first",
        "s-curve----loughton-first-2",
    ] {
        assert!(stems.iter().any(|s| s == stem), "{stem} in {stems:?}");
    }
    assert!(stems.iter().all(|s| !s.contains(['/', '.'])));
}

#[test]
fn every_chart_says_how_to_read_it_and_which_run_drew_it() {
    for chart in charts(&sample::projection()) {
        let notes = chart.footnotes.join("\n").replace('\u{a0}', " ");
        let has = |role: Role| chart.key.iter().any(|key| key.role == role);
        let bands = has(Role::OuterBand);
        let ranges = chart.stem.starts_with("gantt");
        let p90 = notes.contains("P90: not exceeded in 90 % of trials.");
        assert_eq!(p90, bands || ranges, "{}", chart.stem);
        let pointwise = notes.contains("Bands are pointwise: no single trial follows an edge.");
        assert_eq!(pointwise, bands, "{}", chart.stem);
        assert!(notes.ends_with(
            "capcast 0.1.0 · UK AI build-out, as announced in September 2025 · 100,000 trials · \
             seed 1 · status date 2026-10-31"
        ));
    }
}
