//! Charts of risk: what they hold, and when there are none.

use super::risky::{self, crowded, estimate, lost, risky};
use super::{chart, sample, shapes, words_keep_apart};
use capcast::chart::{Chart, Form, Place, Role, Shape, Subject, charts, exclusion_charts};
use capcast::projection::{Projection, RiskAnswer};

fn of_risk(projection: &Projection) -> Vec<Chart> {
    let all = charts(projection).into_iter();
    all.filter(|chart| chart.subject == Subject::Risk).collect()
}

fn message(projection: &Projection, stem: &str) -> String {
    chart(projection, stem).message.replace('\u{a0}', " ")
}

/// The words at the place of a kind, in the order of rows.
fn texts(chart: &Chart, place: impl Fn(Place) -> bool) -> Vec<String> {
    let labels = chart.labels.iter().filter(|label| place(label.place));
    labels
        .map(|label| label.text.replace('\u{a0}', " "))
        .collect()
}

fn row_names(chart: &Chart) -> Vec<String> {
    texts(chart, |place| matches!(place, Place::Row(_)))
}

#[test]
fn a_tornado_has_the_largest_swings_first_and_both_thirds_as_bars() {
    let projection = risky();
    let chart = chart(&projection, "tornado-online-cambois-first");
    let outcome = "online of cambois.first";
    let mut rows: Vec<_> = projection
        .sensitivity
        .iter()
        .filter(|row| row.outcome == outcome)
        .collect();
    rows.sort_by(|a, b| b.swing.abs().total_cmp(&a.swing.abs()));
    let mean = projection
        .risk
        .outcomes
        .iter()
        .find(|o| o.outcome == outcome)
        .unwrap()
        .mean;
    let (low, high) = (
        shapes(&chart, Role::LowThird),
        shapes(&chart, Role::HighThird),
    );
    assert_eq!((low.len(), high.len()), (10, 10));
    for (n, row) in rows.iter().take(10).enumerate() {
        let y = n as f64 + 0.5;
        for (bar, end) in [(low[n], row.low - mean), (high[n], row.high - mean)] {
            assert_eq!(*bar, Shape::Bar(end.min(0.0), end.max(0.0), y));
        }
    }
    let names = row_names(&chart);
    assert_eq!(
        names[..3],
        [
            "Pace of contractors",
            "shell",
            "Transformers late (Loughton)"
        ]
    );
    assert_eq!(
        names[3..6],
        ["Grid queue (GB)", "Planning regime", "goes ahead"]
    );
    let beside = texts(&chart, |place| place == Place::Column);
    assert_eq!(beside[0], "+361 days · 44 ± 1 %");
    assert_eq!(beside[4], "−152 days · 8 ± 1 %");
    assert!(
        chart
            .footnotes
            .iter()
            .any(|note| note.contains("add up to 124"))
    );
    assert!(
        chart
            .footnotes
            .iter()
            .any(|note| note.contains("1 input that swings it less"))
    );
}

#[test]
fn inputs_that_move_nothing_beyond_chance_are_left_out() {
    let mut projection = risky();
    for row in &mut projection.sensitivity {
        row.swing_se = row.swing.abs();
        row.share_se = row.share_of_variance;
    }
    let stems: Vec<String> = of_risk(&projection)
        .into_iter()
        .map(|chart| chart.stem)
        .collect();
    assert!(
        !stems.iter().any(|stem| stem.starts_with("tornado")),
        "{stems:?}"
    );
}

#[test]
fn the_phases_with_most_at_stake_have_pictures_and_the_charts_say_so() {
    let projection = risky();
    let dates: Vec<String> = of_risk(&projection)
        .into_iter()
        .map(|chart| chart.stem)
        .filter(|stem| stem.starts_with("tornado-online") && !stem.contains("-by-"))
        .collect();
    let largest = [
        "cambois-second",
        "cambois-first",
        "cobalt-park-full",
        "lanarkshire-second",
    ];
    assert_eq!(dates, largest.map(|stem| format!("tornado-online-{stem}")));
    let chart = chart(&projection, "tornado-online-cambois-second");
    let note = chart
        .footnotes
        .iter()
        .find(|note| note.contains("of 10 phases"));
    assert!(note.unwrap().contains("4 of 10"));
}

#[test]
fn levels_and_chances_have_their_units() {
    let projection = risky();
    let level = chart(&projection, "tornado-facility-load-total-at-2028-12-31");
    assert!(level.x.title.contains("MW"), "{}", level.x.title);
    let said = message(&projection, &level.stem);
    assert!(said.contains("89.3 MW less on average"), "{said}");
    let chance = chart(&projection, "tornado-online-loughton-first-by-2027-03-31");
    assert!(chance.x.title.starts_with("Percentage points"));
    assert!(texts(&chance, |place| place == Place::Column)[0].contains("points"));
}

#[test]
fn a_network_has_a_box_for_all_that_waits_and_links_by_criticality() {
    let projection = risky();
    let chart = chart(&projection, "network-loughton-first");
    let row = &projection.schedule[0];
    let links: usize = row
        .activities
        .iter()
        .map(|activity| activity.after.len())
        .sum();
    let drawn = chart
        .marks
        .iter()
        .filter(|mark| matches!(mark.role, Role::Link(_)));
    // One more from the last activity to the end.
    assert_eq!(drawn.count(), links + 1);
    assert_eq!(shapes(&chart, Role::OutsideGrid).len(), 1);
    assert_eq!(shapes(&chart, Role::OutsidePhase).len(), 1);
    let words = texts(&chart, |place| matches!(place, Place::Boxed(_)));
    for said in [
        "planning",
        "81 % critical",
        "grid full import",
        "merge +42 days",
        "merge +18 days",
        "ready",
    ] {
        assert!(words.iter().any(|text| text == said), "{said}: {words:?}");
    }
    // The link that the path runs along most often is the widest.
    let width = |from: &str, to: &str| {
        let activity = row
            .activities
            .iter()
            .find(|activity| activity.id == to)
            .unwrap();
        let link = activity
            .after
            .iter()
            .find(|link| link.from == from)
            .unwrap();
        [0.05, 0.25, 0.5, 0.75]
            .iter()
            .filter(|least| link.criticality >= **least)
            .count()
    };
    assert_eq!(
        (
            width("fit-out", "commissioning"),
            width("install", "commissioning")
        ),
        (4, 0)
    );
    assert_eq!(shapes(&chart, Role::Link(4)).len(), 2);
    let said = message(&projection, "network-loughton-first");
    assert!(
        said.contains("planning → shell → fit out → commissioning"),
        "{said}"
    );
    assert!(said.contains("for commissioning costs 42 days"), "{said}");
}

#[test]
fn what_a_box_waits_for_stands_left_of_it() {
    for projection in [risky(), crowded(), lost()] {
        for chart in of_risk(&projection) {
            for mark in chart
                .marks
                .iter()
                .filter(|mark| matches!(mark.role, Role::Link(_)))
            {
                let Shape::Line(points) = &mark.shape else {
                    panic!("a link is a line");
                };
                assert!(
                    points.windows(2).all(|pair| pair[0].0 <= pair[1].0),
                    "{}",
                    chart.stem
                );
            }
        }
    }
}

#[test]
fn causes_add_up_to_all_trials() {
    let projection = risky();
    let chart = chart(&projection, "what-sets-the-date");
    for row in 0..10 {
        let mut at = 0.0;
        for mark in &chart.marks {
            match mark.shape {
                Shape::Tile(from, to, upper, _) if upper == f64::from(row) + 0.25 => {
                    assert!((from - at).abs() < 1e-9, "{row}: {from} {at}");
                    at = to;
                }
                _ => {}
            }
        }
        assert!((at - 1.0).abs() < 0.02, "{row}: {at}");
    }
    // Of Loughton's first phase the grid drives 10 %, another phase 2 % of the 73 % that come.
    let Shape::Tile(from, to, ..) = shapes(&chart, Role::Part(2))[0] else {
        panic!("a tile");
    };
    assert!((to - from - 0.1 * 0.73).abs() < 1e-9);
}

#[test]
fn a_ladder_leads_from_all_to_what_comes() {
    let projection = risky();
    let chart = chart(&projection, "attrition");
    let bars = shapes(&chart, Role::Lowers);
    assert_eq!(bars.len(), 4 * 4, "a rung that loses nothing is not drawn");
    let ladder: Vec<(f64, f64)> = bars[..4]
        .iter()
        .map(|bar| match bar {
            Shape::Bar(from, to, _) => (*from, *to),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ladder[0].1, 1.0);
    assert!(ladder.windows(2).all(|pair| pair[0].0 == pair[1].1));
    assert!((ladder[3].0 - 0.73).abs() < 1e-9);
    let names = row_names(&chart);
    assert!(
        names.contains(&"planning not passed, Feb 2027".to_owned()),
        "{names:?}"
    );
    assert!(names.contains(&"with 86 % of its GPUs".to_owned()));
}

#[test]
fn dates_that_move_together_have_a_tile_for_each_pair() {
    let projection = risky();
    let chart = chart(&projection, "together");
    let count = projection.risk.together.phases.len();
    let tiles = chart
        .marks
        .iter()
        .filter(|mark| matches!(mark.shape, Shape::Tile(..)));
    assert_eq!(tiles.count(), count * (count - 1) / 2);
    assert_eq!(
        shapes(&chart, Role::AsWritten).len(),
        4,
        "sites with several phases"
    );
    assert!(message(&projection, "together").contains("0.62 within one"));
    let mut apart = risky();
    for (i, row) in apart.risk.together.correlation.iter_mut().enumerate() {
        for (j, value) in row.iter_mut().enumerate() {
            *value = if i == j { 1.0 } else { 0.01 };
        }
    }
    apart.risk.together.se = 0.01;
    assert!(!of_risk(&apart).iter().any(|chart| chart.stem == "together"));
}

#[test]
fn chances_by_year_are_those_of_the_s_curve() {
    let projection = risky();
    let chart = chart(&projection, "on-time-by-year");
    let row = &projection.schedule[0];
    let by = |day: &str| {
        let points = row.curve.iter().filter(|point| point.date.as_str() <= day);
        points.map(|point| point.share).fold(0.0, f64::max)
    };
    let inside = texts(&chart, |place| matches!(place, Place::Inside(_)));
    for (n, year) in (2026..=2032).enumerate() {
        let share = by(&format!("{year}-12-31"));
        let text = if share > 0.0 && share < 0.01 {
            "<1".to_owned()
        } else {
            format!("{:.0}", 100.0 * share)
        };
        assert_eq!(inside[n], text, "{year}");
    }
    // Announced for March 2027: the second year.
    assert_eq!(
        *shapes(&chart, Role::AsWritten)[0],
        Shape::Outline(1.0, 2.0, 0.0, 1.0)
    );
}

#[test]
fn the_portfolio_stands_against_independence() {
    let projection = risky();
    let joint = &projection.joint_confidence[0];
    let chart = chart(&projection, "on-time-together");
    let bars = shapes(&chart, Role::Story);
    assert_eq!(
        *bars[1],
        Shape::Tile(1.12, 1.88, 0.0, joint.on_time[1].value)
    );
    assert_eq!(
        *shapes(&chart, Role::Supposed)[0],
        Shape::Line(vec![
            (0.06, joint.if_independent[0]),
            (0.94, joint.if_independent[0])
        ])
    );
    let said = message(&projection, "on-time-together");
    assert!(
        said.starts_with("In 47 % of trials none of 10 phases is on time"),
        "{said}"
    );
}

#[test]
fn lines_of_date_and_size_lie_where_the_chance_is_theirs() {
    let projection = risky();
    let chart = chart(&projection, "date-and-size-cambois-first");
    let joint = projection
        .joint_confidence
        .iter()
        .find(|row| row.phase.as_deref() == Some("cambois.first"))
        .unwrap();
    let lines = shapes(&chart, Role::Contour);
    assert_eq!(lines.len(), 3);
    let Shape::Line(half) = lines[1] else {
        panic!("a line");
    };
    let (column, (_, gpus)) = (5, half.last().unwrap());
    let level = joint
        .levels
        .iter()
        .rposition(|level| level <= gpus)
        .unwrap();
    let (over, under) = (joint.chance[level][column], joint.chance[level + 1][column]);
    assert!(over >= 0.5 && under < 0.5);
    let part = (gpus - joint.levels[level]) / (joint.levels[level + 1] - joint.levels[level]);
    assert!((over + part * (under - over) - 0.5).abs() < 1e-9);
    assert_eq!(chart.readings.as_ref().unwrap().rows.len(), 3);
}

#[test]
fn each_story_has_its_range_and_share() {
    let projection = risky();
    let dates = chart(&projection, "stories-plan-dates");
    assert_eq!(shapes(&dates, Role::Story).len(), 4 * 3);
    assert_eq!(
        shapes(&dates, Role::Beyond).len(),
        4,
        "no P90 in the last story"
    );
    assert!(row_names(&dates).contains(&"as it was · 50 %".to_owned()));
    let size = chart(&projection, "stories-plan-size");
    assert_eq!(shapes(&size, Role::Story).len(), 3, "one unit in a picture");
}

#[test]
fn an_exclusion_runs_from_all_to_none_and_each_alone_has_its_bar() {
    let projection = risky();
    for (kind, unit) in [("date", "days"), ("chance", "points"), ("level", "MW")] {
        let exclusion = risky::exclusion(kind);
        let charts = exclusion_charts(&projection, &exclusion);
        assert_eq!(charts.len(), 2);
        let ends = shapes(&charts[0], Role::Percentile);
        assert_eq!(*ends[0], Shape::Point(exclusion.with_all.value, 0.5));
        assert_eq!(*ends[1], Shape::Point(exclusion.with_none.value, 5.5));
        let steps = charts[0]
            .marks
            .iter()
            .filter(|mark| matches!(mark.role, Role::Raises | Role::Lowers));
        assert_eq!(steps.count(), 3, "what changes nothing has no bar");
        let changes = texts(&charts[1], |place| place == Place::Column);
        assert!(changes[0].contains(unit), "{changes:?}");
        assert_eq!(shapes(&charts[1], Role::Whisker).len(), 4);
        for chart in &charts {
            for form in [Form::File, Form::Wide, Form::Narrow] {
                words_keep_apart(&chart.stem, &chart.layout(form));
            }
        }
    }
    let mut none = risky::exclusion("date");
    none.rows.clear();
    assert!(exclusion_charts(&projection, &none).is_empty());
    let mut unsound = risky::exclusion("date");
    unsound.rows[0].change = estimate(f64::NAN, 0.0);
    assert!(exclusion_charts(&projection, &unsound).is_empty());
}

#[test]
fn a_scenario_without_risks_has_no_empty_charts() {
    let mut projection = risky();
    projection.sensitivity.clear();
    projection.joint_confidence.clear();
    projection.risk = RiskAnswer::default();
    projection.schedule[0].activities.clear();
    for row in &mut projection.schedule {
        (row.cancelled, row.never_restarted) = (estimate(0.0, 0.0), estimate(0.0, 0.0));
    }
    let stems: Vec<String> = of_risk(&projection)
        .into_iter()
        .map(|chart| chart.stem)
        .collect();
    assert_eq!(stems, ["on-time-by-year"]);
    let stems: Vec<String> = of_risk(&sample::projection())
        .into_iter()
        .map(|chart| chart.stem)
        .collect();
    assert_eq!(stems, ["what-sets-the-date", "on-time-by-year"]);
}
