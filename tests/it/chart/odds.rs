//! Chances and waits by phase: what the rows say, in which order.

use super::strain::strained;
use super::{chart, day, sample, shapes};
use capcast::chart::{Chart, Form, Place, Role, Shape, Subject, charts};
use capcast::projection::{Estimate, Projection, ScheduleRow};

fn names(chart: &Chart) -> Vec<&str> {
    let rows = chart.labels.iter();
    let named = rows.filter(|label| matches!(label.place, Place::Row(_)));
    named.map(|label| label.text.as_str()).collect()
}

fn beside(chart: &Chart, name: &str, place: impl Fn(Place) -> bool) -> String {
    let row = chart.labels.iter().find(|label| label.text == name);
    let y = row
        .unwrap_or_else(|| panic!("{name} in {:?}", names(chart)))
        .at
        .1;
    let mut labels = chart.labels.iter().filter(|label| label.at.1 == y);
    let found = labels.find(|label| place(label.place)).unwrap();
    found.text.replace('\u{a0}', " ")
}

fn column(place: Place) -> bool {
    place == Place::Column
}

#[test]
fn chances_are_the_schedules_and_the_surest_comes_first() {
    let projection = sample::projection();
    let odds = chart(&projection, "on-time");
    assert_eq!((odds.subject, &odds.site), (Subject::Odds, &None));
    let open = projection
        .schedule
        .iter()
        .filter(|row| row.milestone == "online" && !row.fact && row.announced.is_some());
    let mut chances: Vec<f64> = open.map(|row| row.on_time.unwrap().value).collect();
    chances.sort_by(|a, b| b.total_cmp(a));
    let bars: Vec<f64> = shapes(&odds, Role::Phase)
        .into_iter()
        .map(|shape| match shape {
            Shape::Bar(from, to, _) if *from == 0.0 => *to,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(bars, chances);
    assert_eq!(bars.len(), 9);
    let notes = odds.footnotes.join(" ").replace('\u{a0}', " ");
    assert!(
        notes.contains("2 phases run already and are not shown."),
        "{notes}"
    );
    assert!(
        notes.contains("Without an announced date: Culham: pilot phase."),
        "{notes}"
    );
}

fn loughton(projection: &mut Projection) -> &mut ScheduleRow {
    &mut projection.schedule[0]
}

#[test]
fn a_row_says_chance_error_due_date_and_slip_or_never() {
    let mut projection = sample::projection();
    let row = loughton(&mut projection);
    row.on_time = Some(Estimate {
        value: 0.123,
        se: 0.004,
    });
    row.p50 = Some("2028-11-30".into());
    let odds = chart(&projection, "on-time");
    let name = "Loughton: first phase";
    let said = beside(&odds, name, |place| matches!(place, Place::After(_)));
    assert_eq!(said, "12 % ± 0.4");
    assert_eq!(beside(&odds, name, column), "due Mar 2027 · P50 +20 months");
    let row = loughton(&mut projection);
    row.p50 = None;
    let never = (1.0 - row.curve.last().unwrap().share) * 100.0;
    let odds = chart(&projection, "on-time");
    assert_eq!(
        beside(&odds, name, column),
        format!("due Mar 2027 · never {never:.0} %")
    );
}

#[test]
fn copies_that_differ_by_chance_alone_share_a_row() {
    let mut projection = sample::projection();
    let mut first = projection.schedule[0].clone();
    first.activities.clear();
    let mut add = |n: usize, value: f64| {
        let mut row = first.clone();
        row.site = "cambois".into();
        row.site_name = "Cambois".into();
        row.phase = Some(format!("step-1-{n}"));
        row.phase_name = Some(format!("step 1 ({n} of 3)"));
        row.on_time = Some(Estimate { value, se: 0.004 });
        projection.schedule.push(row);
    };
    add(1, 0.220);
    add(2, 0.226);
    let odds = chart(&projection, "on-time");
    assert!(
        names(&odds).contains(&"Cambois: step 1 (1, 2 of 3)"),
        "{:?}",
        names(&odds)
    );
    projection
        .schedule
        .last_mut()
        .unwrap()
        .on_time
        .as_mut()
        .unwrap()
        .value = 0.30;
    let odds = chart(&projection, "on-time");
    assert!(
        names(&odds).contains(&"Cambois: step 1 (2 of 3)"),
        "{:?}",
        names(&odds)
    );
}

#[test]
fn nobody_on_time_is_said_and_nothing_announced_is_not_drawn() {
    let mut projection = sample::projection();
    for row in &mut projection.schedule {
        if row.on_time.is_some() {
            row.on_time = Some(Estimate {
                value: 0.0,
                se: 0.0,
            });
        }
    }
    let odds = chart(&projection, "on-time");
    let said = "None of 9 phases with an announced date is on time in any trial.";
    assert_eq!(odds.message, said);
    assert!(odds.key.iter().all(|key| key.role != Role::Whisker));
    for row in &mut projection.schedule {
        row.announced = None;
    }
    assert!(
        charts(&projection)
            .iter()
            .all(|chart| chart.stem != "on-time")
    );
}

/// The sample with phases of two sites that wait for power.
fn waiting() -> Projection {
    let mut projection = sample::projection();
    let mut ready = Vec::new();
    for (n, (share, months)) in [(0, (0.4, 7.25)), (2, (0.9, 12.0))] {
        let row: &mut ScheduleRow = &mut projection.schedule[n];
        let mut before = row.clone();
        before.milestone = "ready".into();
        before.given_online.p50 = Some("2027-09-30".into());
        ready.push(before);
        row.given_online.waits = Some(Estimate {
            value: share,
            se: 0.002,
        });
        row.given_online.mean_wait_months = Some(months);
    }
    projection.schedule.extend(ready);
    projection
}

#[test]
fn waits_lead_from_ready_to_online_and_the_longest_come_first() {
    let projection = waiting();
    let waits = chart(&projection, "ready-to-online");
    assert_eq!((waits.subject, &waits.site), (Subject::Power, &None));
    let names = names(&waits);
    assert_eq!(names[1], "Loughton: first phase");
    assert!(names[0].starts_with("Cobalt Park"), "{names:?}");
    assert_eq!(beside(&waits, names[1], column), "40 % · 7.2 months");
    let online = projection.schedule[0].given_online.p50.as_deref().unwrap();
    let (ready, online) = (day("2027-09-30") + 1.0, day(online) + 1.0);
    let bars = shapes(&waits, Role::Activity);
    assert!(bars.contains(&&Shape::Bar(ready, online, 1.5)), "{bars:?}");
    let dots = shapes(&waits, Role::Percentile);
    assert_eq!(dots[1], &Shape::Point(ready, 1.5));
    let ends = shapes(&waits, Role::Median);
    assert_eq!(ends[1], &Shape::Point(online, 1.5));
    let message = waits.message.replace('\u{a0}', " ");
    assert!(
        message.starts_with("All 2 phases that power can hold back wait for it"),
        "{message}"
    );
    assert!(
        message.ends_with("in 90 % of trials, then 12.0 months on average."),
        "{message}"
    );
    let notes = waits.footnotes.join(" ");
    assert!(
        notes.contains("nothing waits, and is left out: "),
        "{notes}"
    );
    let all = charts(&sample::projection());
    assert!(all.iter().all(|chart| chart.stem != "ready-to-online"));
}

#[test]
fn names_of_any_length_keep_clear_of_bars_and_words() {
    let name = "<b>Süd & Nord</b> 🙂 ".repeat(20);
    let mut projection = waiting();
    for row in &mut projection.schedule {
        row.site_name = name.clone();
    }
    let mut all: Vec<Projection> = strained().into_iter().map(|(_, p)| p).collect();
    all.push(projection);
    for projection in all {
        let own = charts(&projection).into_iter();
        for chart in own.filter(|c| ["on-time", "ready-to-online"].contains(&c.stem.as_str())) {
            for form in [Form::File, Form::Wide, Form::Narrow] {
                super::words_keep_apart(&chart.stem, &chart.layout(form));
            }
        }
    }
}

#[test]
fn no_words_cover_the_end_of_a_bar() {
    for value in [0.3, 0.6, 0.75, 0.77, 0.79, 0.9, 1.0] {
        let mut projection = sample::projection();
        for row in &mut projection.schedule {
            if let Some(chance) = &mut row.on_time {
                *chance = Estimate { value, se: 0.0 };
            }
        }
        let odds = chart(&projection, "on-time");
        for form in [Form::File, Form::Wide, Form::Narrow] {
            let layout = odds.layout(form);
            let frame = &layout.frame;
            let end = frame.left + value / odds.x.to * (frame.right - frame.left);
            let said = layout
                .words
                .iter()
                .filter(|words| words.role == Role::Median && words.backed);
            let begins: Vec<f64> = said.map(|words| words.bounds().left).collect();
            assert!(!begins.is_empty());
            for begin in begins {
                assert!(begin > end, "{value} {form:?}: {begin} {end}");
            }
        }
    }
}
