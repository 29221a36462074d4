//! Charts of power: what it holds back, what stands stranded, the gap, and each site's ladder.

use super::{chart, day, label, line, sample, shapes};
use capcast::chart::{Chart, Form, Place, Role, Shape, charts};
use capcast::projection::{
    DatePercentiles, Percentiles, PlantRow, PowerRow, Projection, ScheduleRow, Series, StageRow,
};

const TRIALS: usize = 1000;

fn known(value: f64) -> Percentiles {
    spread(value, value, value)
}

fn spread(p10: f64, p50: f64, p90: f64) -> Percentiles {
    Percentiles { p10, p50, p90 }
}

fn stage(id: &str, capacity: Percentiles, fact: bool) -> StageRow {
    StageRow {
        curtailed: None,
        curtailed_hours: None,
        id: id.into(),
        capacity,
        fact,
    }
}

fn dates(p10: &str, p50: &str, p90: &str) -> DatePercentiles {
    let [p10, p50, p90] = [p10, p50, p90].map(|date| Some(date.to_owned()));
    DatePercentiles { p10, p50, p90 }
}

fn plant(id: &str, role: &str, firm: Percentiles, until: Option<DatePercentiles>) -> PlantRow {
    PlantRow {
        id: id.into(),
        role: role.into(),
        fuel: Some("gas".into()),
        capacity: known(firm.p50 * 1.25),
        availability: known(0.8),
        firm,
        from: dates("2026-06-01", "2026-12-31", "2027-09-30"),
        until,
    }
}

/// The row of the schedule that energises a stage of a site of the sample.
fn energised(
    projection: &Projection,
    site: &str,
    id: &str,
    date: [Option<&str>; 3],
) -> ScheduleRow {
    let mut rows = projection.schedule.iter();
    let mut row = rows.find(|row| row.stage.is_some()).unwrap().clone();
    let [p10, p50, p90] = date.map(|date| date.map(str::to_owned));
    (row.site, row.stage, row.fact) = (site.into(), Some(id.into()), false);
    (row.p10, row.p50, row.p90) = (p10, p50, p90);
    row
}

/// A series of as many GPUs or MW in the trials of the last tenth as `values` gives, by period.
fn stranded(
    projection: &Projection,
    metric: &str,
    share: f64,
    values: impl Fn(usize) -> f64,
) -> Series {
    let count = projection.periods.len();
    let cut = (share * TRIALS as f64) as usize;
    let trials: Vec<Vec<f64>> = (0..count)
        .map(|period| {
            let held = |trial| values(period) * (1.0 + trial as f64 / TRIALS as f64);
            (0..TRIALS)
                .map(|trial| if trial < cut { held(trial) } else { 0.0 })
                .collect()
        })
        .collect();
    let mut series = sample::series(sample::total(), metric, "", &trials, vec![0.0; count]);
    let above = |period: usize| if values(period) > 0.0 { share } else { 0.0 };
    series.above_zero = (0..count).map(above).collect();
    series
}

pub fn of<'a>(projection: &'a mut Projection, metric: &str, site: Option<&str>) -> &'a mut Series {
    let mut all = projection.series.iter_mut();
    let found = all.find(|series| series.metric == metric && series.scope.id.as_deref() == site);
    found.unwrap()
}

/// The sample with power: two sites limited by it, a tenth of whose GPUs stand without it in three
/// trials of ten from the 31st period on.
pub fn powered() -> Projection {
    let mut projection = sample::projection();
    let mut more = Vec::new();
    for series in projection
        .series
        .iter()
        .filter(|s| s.metric == "gpus_powered")
    {
        let mut installed = series.clone();
        installed.metric = "gpus_installed".into();
        for list in [&mut installed.p10, &mut installed.p50, &mut installed.p90] {
            for value in list {
                *value *= 1.1;
            }
        }
        let late = |period: usize| if period > 30 { 1000.0 } else { 0.0 };
        let mut held = stranded(&projection, "gpus_stranded", 0.3, late);
        let mut spare = stranded(&projection, "stranded_power", 0.8, |period| period as f64);
        held.scope = series.scope.clone();
        spare.scope = series.scope.clone();
        more.extend([installed, held, spare]);
    }
    let mut gap = projection.series[0].clone();
    assert_eq!(gap.metric, "facility_load");
    gap.metric = "delivery_gap".into();
    let load = projection.series[0].clone();
    let behind = |list: &[f64]| -> Vec<f64> {
        let pairs = load.announced.iter().zip(list);
        pairs.map(|(announced, value)| announced - value).collect()
    };
    (gap.p10, gap.p25, gap.p50) = (behind(&load.p90), behind(&load.p75), behind(&load.p50));
    (gap.p75, gap.p90, gap.mean) = (behind(&load.p25), behind(&load.p10), behind(&load.mean));
    gap.announced.fill(0.0);
    more.push(gap);
    projection.series.extend(more);
    let row = energised(
        &projection,
        "loughton",
        "first-import",
        [Some("2026-12-15"), Some("2027-02-10"), Some("2027-08-01")],
    );
    projection.schedule.push(row);
    let bridge = dates("2027-02-20", "2027-05-03", "2027-09-18");
    projection.power = vec![
        PowerRow {
            site: "lanarkshire".into(),
            site_name: "DataVita Lanarkshire".into(),
            stages: vec![stage("first-import", spread(6.0, 10.4, 18.0), true)],
            plants: Vec::new(),
        },
        PowerRow {
            site: "loughton".into(),
            site_name: "Loughton".into(),
            stages: vec![
                stage("first-import", known(20.0), false),
                stage("full-import", spread(90.0, 117.0, 117.0), false),
            ],
            plants: vec![
                plant("diesel", "backup", known(0.0), None),
                plant("turbines", "bridge", known(30.0), Some(bridge)),
            ],
        },
    ];
    projection
}

/// What strains a ladder or a fan around zero, each with a name for messages.
pub fn strained() -> Vec<(&'static str, Projection)> {
    let altered = |alter: &dyn Fn(&mut Projection)| {
        let mut projection = powered();
        alter(&mut projection);
        projection
    };
    let capacity =
        |size| altered(&|projection| projection.power[1].stages[1].capacity = known(size));
    let mut all = vec![
        ("powered", powered()),
        ("long names of power", named()),
        ("25 ladders", crowded()),
        ("14 stages", altered(&add_stages)),
        ("vast capacity", capacity(11_700.0)),
        ("tiny capacity", capacity(0.004)),
        (
            "no load",
            altered(&|idle| idle.series.iter_mut().for_each(silence)),
        ),
        ("never energised", altered(&put_off)),
        (
            "plant only",
            altered(&|projection| projection.power[1].stages.clear()),
        ),
    ];
    // What other charts strain on is strained elsewhere.
    for (_, projection) in &mut all {
        projection.schedule.retain(|row| row.stage.is_some());
        projection.series.retain(|series| {
            let limited = |id: &String| projection.power.iter().any(|row| row.site == *id);
            match &series.scope.id {
                Some(id) => {
                    let drawn = [
                        "facility_load",
                        "gpus_installed",
                        "gpus_powered",
                        "gpus_stranded",
                    ];
                    drawn.contains(&series.metric.as_str()) && limited(id)
                }
                None => true,
            }
        });
    }
    all
}

/// Sites, stages and plant of long names.
fn named() -> Projection {
    let long =
        "Campus <b>&\"🙂</b> of a name that takes all of the eighty characters there are, and";
    let mut named = powered();
    for row in &mut named.power {
        row.site_name = long.into();
        for stage in &mut row.stages {
            let id = format!("{}-{long}", stage.id);
            let mut rows = named.schedule.iter_mut();
            let dates = rows.find(|d| d.site == row.site && d.stage.as_ref() == Some(&stage.id));
            dates.unwrap().stage = Some(id.clone());
            stage.id = id;
        }
        for plant in &mut row.plants {
            plant.fuel = Some(long.repeat(3));
            plant.id += long;
        }
    }
    for series in &mut named.series {
        series.scope.name = series.scope.id.is_some().then(|| long.into());
    }
    named
}

/// Twenty-five more sites that power can limit.
fn crowded() -> Projection {
    let mut crowded = powered();
    for n in 0..25 {
        let site = format!("site-{n}");
        let mut row = crowded.power[1].clone();
        row.site.clone_from(&site);
        crowded.power.push(row);
        for id in ["first-import", "full-import"] {
            let row = energised(&crowded, &site, id, [Some("2027-01-01"); 3]);
            crowded.schedule.push(row);
        }
        for metric in [
            "facility_load",
            "gpus_installed",
            "gpus_powered",
            "gpus_stranded",
        ] {
            let mut series = of(&mut crowded, metric, Some("loughton")).clone();
            series.scope = sample::site(&site, &format!("Site {n}"));
            crowded.series.push(series);
        }
    }
    crowded
}

/// Fourteen stages, each a little higher than the one before.
fn add_stages(projection: &mut Projection) {
    projection.power[1].stages.clear();
    for n in 0..14_i32 {
        let id = format!("stage-{n}");
        let date = format!("20{}-06-30", 25 + n / 2);
        let row = energised(projection, "loughton", &id, [Some(date.as_str()); 3]);
        projection.schedule.push(row);
        let size = known(10.0 + f64::from(n) / 10.0);
        projection.power[1].stages.push(stage(&id, size, false));
    }
}

/// Neither stages nor plant ever come.
fn put_off(projection: &mut Projection) {
    for row in projection
        .schedule
        .iter_mut()
        .filter(|row| row.stage.is_some())
    {
        (row.p10, row.p50, row.p90) = (None, None, None);
    }
    projection.power[1].plants[1].from = DatePercentiles {
        p10: None,
        p50: None,
        p90: None,
    };
}

pub fn silence(series: &mut Series) {
    for list in [
        &mut series.announced,
        &mut series.mean,
        &mut series.p10,
        &mut series.p25,
        &mut series.p50,
        &mut series.p75,
        &mut series.p90,
        &mut series.above_zero,
    ] {
        list.fill(0.0);
    }
}

fn message(projection: &Projection, stem: &str) -> String {
    chart(projection, stem).message.replace('\u{a0}', " ")
}

fn values(chart: &Chart, role: Role) -> Vec<f64> {
    line(chart, role).iter().map(|point| point.1).collect()
}

fn has(projection: &Projection, stem: &str) -> bool {
    charts(projection).iter().any(|chart| chart.stem == stem)
}

#[test]
fn the_gap_is_a_fan_around_a_zero_line() {
    let mut projection = powered();
    let gap = of(&mut projection, "delivery_gap", None).clone();
    let chart = chart(&projection, "delivery-gap");
    assert_eq!(values(&chart, Role::Median), gap.p50);
    assert!(gap.p10.iter().any(|value| *value < -1.0), "some are ahead");
    let zero = line(&chart, Role::Zero);
    assert_eq!(zero, [(chart.x.from, 0.0), (chart.x.to, 0.0)]);
    let least = gap.p10.iter().copied().fold(0.0, f64::min);
    let most = gap.p90.iter().copied().fold(0.0, f64::max);
    assert!(chart.y.from < least && most < chart.y.to);
    assert!(chart.y.lines.contains(&0.0));
    assert!(
        chart
            .y
            .ticks
            .iter()
            .any(|tick| tick.text.starts_with('\u{2212}'))
    );
    assert!(chart.readings.is_some());
}

#[test]
fn the_gap_says_how_much_is_missing_and_whether_some_run_ahead() {
    let mut projection = powered();
    let end = projection
        .periods
        .iter()
        .position(|p| p == "2027-12-31")
        .unwrap();
    for (n, value) in of(&mut projection, "facility_load", None)
        .announced
        .iter_mut()
        .enumerate()
    {
        *value = if n < end { 100.0 } else { 290.0 };
    }
    let mut said = |p10, p50, p90| {
        let gap = of(&mut projection, "delivery_gap", None);
        (gap.p10[end], gap.p50[end], gap.p90[end]) = (p10, p50, p90);
        message(&projection, "delivery-gap")
    };
    assert_eq!(
        said(20.0, 194.0, 250.0),
        "End 2027: 194 MW of the 290 MW announced are missing at the median; in 90 % of trials at most \
         250 MW are missing."
    );
    assert_eq!(
        said(-40.0, 0.0, 0.0),
        "End 2027: the 290 MW announced run at the median; one trial in ten runs ahead by 40 MW or more."
    );
    assert_eq!(
        said(-40.0, -12.0, -2.0),
        "End 2027: 12 MW more than the 290 MW announced run at the median."
    );
    of(&mut projection, "facility_load", None)
        .announced
        .fill(0.0);
    assert!(!has(&projection, "delivery-gap"));
}

#[test]
fn installed_and_powered_stand_apart_by_what_has_no_power() {
    let mut projection = powered();
    let installed = of(&mut projection, "gpus_installed", None).clone();
    let powered = of(&mut projection, "gpus_powered", None).clone();
    let chart = chart(&projection, "installed-powered");
    assert_eq!(values(&chart, Role::Installed), installed.p50);
    assert_eq!(values(&chart, Role::Median), powered.p50);
    let [Shape::Area(between)] = shapes(&chart, Role::Stranded)[..] else {
        panic!("one area between the medians");
    };
    for (n, (_, low, high)) in between.iter().enumerate() {
        assert_eq!((*low, *high), (powered.p50[n], installed.p50[n]));
    }
    let bands = [
        (Role::InstalledBand, &installed),
        (Role::OuterBand, &powered),
    ];
    for (role, series) in bands {
        let [Shape::Area(band)] = shapes(&chart, role)[..] else {
            panic!("one band");
        };
        let edges = band.iter().zip(series.p10.iter().zip(&series.p90));
        assert!(
            edges
                .into_iter()
                .all(|(b, (low, high))| (b.1, b.2) == (*low, *high))
        );
    }
}

#[test]
fn installed_and_powered_name_the_worst_by_its_median_or_else_its_mean() {
    let mut projection = powered();
    let said = message(&projection, "installed-powered");
    assert!(
        said.starts_with("30 Apr 2028, when power holds most back: on average 345 of "),
        "{said}"
    );
    assert!(
        said.contains(", some in 30 % of trials. End 2032: 345 on average"),
        "{said}"
    );
    let at = projection
        .periods
        .iter()
        .position(|p| p == "2029-12-31")
        .unwrap();
    of(&mut projection, "gpus_installed", None).p50[at] = 60_000.0;
    let held = of(&mut projection, "gpus_stranded", None);
    (held.p50[at], held.above_zero[at]) = (12_000.0, 0.62);
    let said = message(&projection, "installed-powered");
    assert!(
        said.starts_with(
            "End 2029, when power holds most back: at the median 12k of 60k GPUs installed stand without \
             it, some in 62 % of trials."
        ),
        "{said}"
    );
}

#[test]
fn where_power_holds_nothing_back_one_chart_says_so() {
    let mut projection = powered();
    silence(of(&mut projection, "gpus_stranded", None));
    assert_eq!(
        message(&projection, "installed-powered"),
        "Every GPU installed has power, in every trial."
    );
    let held = chart(&projection, "installed-powered");
    assert!(held.labels.iter().all(|label| label.role != Role::Stranded));
    assert!(!has(&projection, "stranded-gpus"));
    assert!(has(&projection, "stranded-power"));
    projection.power.clear();
    let stems: Vec<_> = charts(&projection).into_iter().map(|c| c.stem).collect();
    for absent in [
        "installed-powered",
        "stranded-gpus",
        "power-ladder-site-loughton",
    ] {
        assert!(!stems.iter().any(|stem| stem == absent), "{absent}");
    }
}

#[test]
fn what_stands_stranded_shows_its_mean_where_its_median_is_nothing() {
    let mut projection = powered();
    let held = of(&mut projection, "gpus_stranded", None).clone();
    let gpus = chart(&projection, "stranded-gpus");
    assert_eq!(values(&gpus, Role::MeanTotal), held.mean);
    assert_eq!(values(&gpus, Role::Median), held.p50);
    assert!(held.p50.iter().all(|value| *value == 0.0));
    let said = message(&projection, "stranded-gpus");
    assert!(
        said.starts_with("30 Apr 2028, the most: 345 GPUs on average;"),
        "{said}"
    );
    assert!(
        said.ends_with(" Some in 30 % of trials, so that the median is 0."),
        "{said}"
    );
    let said = message(&projection, "stranded-power");
    assert!(said.starts_with("End 2032, the most: 11"), "{said}");
    assert!(
        said.contains(" MW at the median; 90 % of trials lie at or below "),
        "{said}"
    );
}

#[test]
fn a_ladder_rises_at_the_median_date_of_each_stage_and_holds_the_load_under_it() {
    let mut projection = powered();
    let load = of(&mut projection, "facility_load", Some("loughton")).clone();
    let chart = chart(&projection, "power-ladder-site-loughton");
    assert_eq!(chart.site.as_deref(), Some("loughton"));
    let (first, full) = (day("2027-02-10") + 1.0, day("2027-05-01") + 1.0);
    let (gas, end) = (day("2026-12-31") + 1.0, chart.x.to);
    // Bridge plant leaves with the last stage, though its law and the trials' dates differ by days.
    assert_eq!(
        line(&chart, Role::Firm),
        [
            (chart.x.from, 0.0),
            (gas, 0.0),
            (gas, 30.0),
            (first, 30.0),
            (first, 50.0),
            (full, 50.0),
            (full, 117.0),
            (end, 117.0)
        ]
    );
    let bars = shapes(&chart, Role::Grid);
    assert_eq!(
        bars,
        [
            &Shape::Bar(day("2026-12-15") + 1.0, day("2027-08-01") + 1.0, 50.0),
            &Shape::Bar(day("2027-02-20") + 1.0, day("2027-09-18") + 1.0, 117.0)
        ]
    );
    let marks = [Shape::Point(first, 50.0), Shape::Point(full, 117.0)];
    assert_eq!(
        shapes(&chart, Role::GridMedian),
        marks.iter().collect::<Vec<_>>()
    );
    assert_eq!(shapes(&chart, Role::Plant).len(), 2);
    assert_eq!(values(&chart, Role::Median), load.p50);
    assert_eq!(label(&chart, Role::Firm), "Firm capacity 117 MW");
    let names: Vec<String> = chart
        .labels
        .iter()
        .filter(|label| matches!(label.place, Place::Near(_)))
        .map(|label| label.text.replace('\u{a0}', " "))
        .collect();
    assert_eq!(
        names,
        [
            "grid first import: 20 MW, P50 Feb 2027",
            "grid full import: 117 MW (90–117), P50 May 2027",
            "bridge turbines (gas): 30 MW, P50 Dec 2026–May 2027"
        ]
    );
    let notes = chart.footnotes.join(" ").replace('\u{a0}', " ");
    assert!(
        notes.contains("Backup plant never counts as firm: diesel (gas) (0 MW)."),
        "{notes}"
    );
}

#[test]
fn a_ladder_says_what_the_site_can_draw_and_how_often_power_holds_back() {
    let mut projection = powered();
    let load = of(&mut projection, "facility_load", Some("loughton"));
    let end = load
        .announced
        .iter()
        .position(|value| *value > 89.9)
        .unwrap();
    assert!(end > 0);
    let said = message(&projection, "power-ladder-site-loughton");
    assert!(
        said.starts_with("End 2028: 117 MW of firm capacity at the P50 dates; load "),
        "{said}"
    );
    assert!(said.contains(" at the median, 90 MW announced."), "{said}");
    assert!(
        said.ends_with(
            " 30 Apr 2028, when power holds most back: GPUs stand without it in 30 % of trials."
        ),
        "{said}"
    );
    let held = of(&mut projection, "gpus_stranded", Some("loughton"));
    for share in &mut held.above_zero {
        *share /= 100.0;
    }
    let said = message(&projection, "power-ladder-site-loughton");
    assert!(
        said.ends_with(" GPUs hardly ever stand without power."),
        "{said}"
    );
    silence(of(&mut projection, "gpus_stranded", Some("loughton")));
    let said = message(&projection, "power-ladder-site-loughton");
    assert!(
        said.ends_with(" No GPU installed is ever without power."),
        "{said}"
    );
}

#[test]
fn a_stage_that_has_come_stands_from_its_day_and_one_that_is_late_is_told() {
    let mut projection = powered();
    let chart_of = |projection: &Projection| chart(projection, "power-ladder-site-lanarkshire");
    let fact = chart_of(&projection);
    let since = day("2026-03-01") + 1.0;
    assert!(line(&fact, Role::Firm).contains(&(since, 10.4)));
    assert!(shapes(&fact, Role::Grid).is_empty(), "a fact has no range");
    let late = energised(
        &projection,
        "lanarkshire",
        "second",
        [Some("2031-06-30"), Some("2034-06-30"), None],
    );
    let later = energised(
        &projection,
        "lanarkshire",
        "third",
        [Some("2034-01-01"), None, None],
    );
    projection.schedule.extend([late, later]);
    for (id, capacity) in [("second", 40.0), ("third", 900.0)] {
        projection.power[0]
            .stages
            .push(stage(id, known(capacity), false));
    }
    let chart = chart_of(&projection);
    assert_eq!(
        shapes(&chart, Role::Grid),
        [&Shape::Bar(day("2031-06-30") + 1.0, chart.x.to, 40.0)]
    );
    assert_eq!(
        shapes(&chart, Role::Beyond),
        [&Shape::Point(chart.x.to, 40.0)]
    );
    assert!(
        chart.y.to < 200.0,
        "what never stands in the plot does not stretch it"
    );
    let notes = chart.footnotes.join(" ").replace('\u{a0}', " ");
    assert!(
        notes.contains("Later than the plot: grid third (900 MW, P50 never)."),
        "{notes}"
    );
}

#[test]
fn a_lower_stage_that_comes_later_takes_nothing_away() {
    let mut projection = powered();
    let row = energised(&projection, "loughton", "low", [Some("2029-06-30"); 3]);
    projection.schedule.push(row);
    projection.power[1]
        .stages
        .push(stage("low", known(15.0), false));
    let chart = chart(&projection, "power-ladder-site-loughton");
    let firm = line(&chart, Role::Firm);
    assert_eq!(firm.last().unwrap().1, 117.0);
    assert!(firm.windows(2).all(|pair| pair[0].1 <= pair[1].1));
}

#[test]
fn there_is_no_ladder_without_load_or_dates() {
    let mut projection = powered();
    projection.schedule.retain(|row| row.stage.is_none());
    assert!(
        !charts(&projection)
            .iter()
            .any(|chart| chart.stem.starts_with("power-ladder"))
    );
    let mut projection = powered();
    projection.series.retain(|series| series.scope.id.is_none());
    assert!(
        !charts(&projection)
            .iter()
            .any(|chart| chart.stem.starts_with("power-ladder"))
    );
}

#[test]
fn a_phone_lists_the_steps_below_the_plot() {
    let chart = chart(&powered(), "power-ladder-site-loughton");
    let layout = chart.layout(Form::Narrow);
    let listed: Vec<_> = layout
        .words
        .iter()
        .filter(|words| words.bounds().top > layout.frame.bottom && words.text.contains("P50"))
        .collect();
    assert_eq!(listed.len(), 3);
    let wide = chart.layout(Form::Wide);
    let inside = wide.words.iter().filter(|words| words.backed);
    assert_eq!(inside.count(), 3);
}
