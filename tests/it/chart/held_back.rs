//! How often power holds GPUs back.

use super::power::{of, powered, silence};
use super::{chart, line};
use capcast::chart::{Chart, Role, charts};
use capcast::projection::Projection;

fn shares(chart: &Chart, role: Role) -> Vec<f64> {
    line(chart, role).iter().map(|point| point.1).collect()
}

fn said(projection: &Projection) -> String {
    chart(projection, "held-back")
        .message
        .replace('\u{a0}', " ")
}

/// The sample, where power holds back two sites alone.
fn two_sites() -> Projection {
    let mut projection = powered();
    for series in &mut projection.series {
        let apart = matches!(
            series.scope.id.as_deref(),
            Some("loughton" | "culham") | None
        );
        if series.metric == "gpus_stranded" && !apart {
            silence(series);
        }
    }
    let at = projection
        .periods
        .iter()
        .position(|p| p == "2029-12-31")
        .unwrap();
    of(&mut projection, "gpus_stranded", Some("culham")).above_zero[at] = 0.62;
    projection
}

#[test]
fn each_site_has_the_line_of_its_share_of_trials() {
    let mut projection = two_sites();
    let chart = chart(&projection, "held-back");
    for (role, site) in [
        (Role::Part(0), Some("culham")),
        (Role::Part(1), Some("loughton")),
        (Role::MeanTotal, None),
    ] {
        let series = of(&mut projection, "gpus_stranded", site);
        assert_eq!(shares(&chart, role), series.above_zero);
    }
    assert!(!chart.marks.iter().any(|mark| mark.role == Role::Part(2)));
    let named = |start: &str| {
        chart
            .labels
            .iter()
            .any(|label| label.text.starts_with(start))
    };
    assert!(named("Culham\u{a0}30") && named("At any site\u{a0}30"));
}

#[test]
fn it_says_where_and_when_power_holds_back_most_often() {
    let mut projection = two_sites();
    let worst = "End 2029: GPUs stand without power at Culham in 62 % of trials.";
    let end = " End 2032: most often at Culham in 30 % of trials.";
    assert_eq!(said(&projection), [worst, end].concat());
    // What was before the status date is over.
    let then = projection
        .periods
        .iter()
        .position(|p| p == "2026-06-30")
        .unwrap();
    for series in projection
        .series
        .iter_mut()
        .filter(|s| s.metric == "gpus_stranded")
    {
        series.above_zero.fill(0.0);
        series.above_zero[then] = 0.4;
    }
    assert_eq!(
        said(&projection),
        "From the status date on, every GPU installed has power."
    );
}

#[test]
fn one_site_needs_no_line_for_all() {
    let mut projection = two_sites();
    silence(of(&mut projection, "gpus_stranded", Some("culham")));
    let chart = chart(&projection, "held-back");
    assert!(!chart.marks.iter().any(|mark| mark.role == Role::MeanTotal));
    silence(of(&mut projection, "gpus_stranded", Some("loughton")));
    assert!(
        charts(&projection)
            .iter()
            .all(|chart| chart.stem != "held-back")
    );
}

#[test]
fn many_sites_are_told_apart_up_to_six() {
    let chart = chart(&powered(), "held-back");
    let parts = chart
        .marks
        .iter()
        .filter(|mark| matches!(mark.role, Role::Part(_)));
    assert_eq!(parts.count(), 6);
    let notes = chart.footnotes.join(" ");
    assert!(notes.contains("2 further sites"), "{notes}");
}
