//! Gantts: rows in order, ranges on their rows, activities at their sites.

use super::strain::strained;
use super::{chart, day, sample, shapes};
use capcast::chart::{Chart, Height, Label, Place, Role, Shape, charts};
use capcast::projection::{Projection, ScheduleRow};

/// The names at the left, from above.
fn names(chart: &Chart) -> Vec<&str> {
    let rows = chart.labels.iter();
    let mut rows: Vec<&Label> = rows
        .filter(|label| matches!(label.place, Place::Row(_)))
        .collect();
    rows.sort_by(|a, b| a.at.1.total_cmp(&b.at.1));
    rows.iter().map(|label| label.text.as_str()).collect()
}

/// The words at the right of the row of this name.
fn outcome(chart: &Chart, name: &str) -> String {
    let y = row_of(chart, name);
    let at_row = |label: &&Label| label.place == Place::Column && label.at.1 == y;
    let found = chart.labels.iter().find(at_row);
    found.unwrap().text.replace('\u{a0}', " ")
}

fn row_of(chart: &Chart, name: &str) -> f64 {
    let is_named = |label: &&Label| matches!(label.place, Place::Row(_)) && label.text == name;
    chart.labels.iter().find(is_named).unwrap().at.1
}

fn at(date: Option<&String>) -> f64 {
    day(date.unwrap()) + 1.0
}

fn assert_has(chart: &Chart, role: Role, shape: &Shape) {
    let found = shapes(chart, role);
    assert!(found.contains(&shape), "{role:?} {shape:?} in {found:?}");
}

#[test]
fn bars_are_given_that_it_comes_and_words_are_over_all_trials() {
    let mut projection = sample::projection();
    projection.schedule[0].phase_name = Some("Loughton 1".into());
    let chart = chart(&projection, "gantt");
    let y = row_of(&chart, "Loughton 1");
    let row = &projection.schedule[0];
    let given = &row.given_online;
    assert_ne!(given.p90, row.p90);
    let bar = Shape::Bar(at(given.p10.as_ref()), at(given.p90.as_ref()), y);
    assert_has(&chart, Role::Phase, &bar);
    assert_has(
        &chart,
        Role::Median,
        &Shape::Point(at(given.p50.as_ref()), y),
    );
    assert_has(
        &chart,
        Role::Announced,
        &Shape::Point(at(row.announced.as_ref()), y),
    );
    let never = (1.0 - row.curve.last().unwrap().share) * 100.0;
    let month = row.p50.as_deref().unwrap().parse::<jiff::civil::Date>();
    let month = month.unwrap().strftime("%b %Y");
    let said = format!("P50 {month} · never {never:.0} %");
    assert_eq!(outcome(&chart, "Loughton 1"), said);
    assert_eq!(shapes(&chart, Role::FactDate).len(), 3);
    assert_eq!(shapes(&chart, Role::Grid).len(), 1);
    assert_eq!(shapes(&chart, Role::Status).len(), 1);
    assert_eq!(chart.height, Height::Plot(chart.y.to * 25.0));
}

#[test]
fn a_phase_that_comes_in_under_half_of_the_trials_says_how_often_it_does_not() {
    let mut projection = sample::projection();
    let phase = |projection: &mut Projection, change: &dyn Fn(&mut ScheduleRow)| {
        let mut rows = projection.schedule.iter_mut();
        change(rows.find(|row| row.site == "cobalt-park").unwrap());
    };
    phase(&mut projection, &|row| {
        row.phase_name = Some("Cobalt 1".into());
        row.curve.last_mut().unwrap().share = 0.35;
    });
    assert_eq!(
        outcome(&chart(&projection, "gantt"), "Cobalt 1"),
        "never 65 %"
    );
    phase(&mut projection, &|row| {
        row.curve.clear();
        let given = &mut row.given_online;
        (given.p10, given.p50, given.p90) = (None, None, None);
    });
    let chart = chart(&projection, "gantt");
    assert_eq!(outcome(&chart, "Cobalt 1"), "never 100 %");
    let y = row_of(&chart, "Cobalt 1");
    let bars = shapes(&chart, Role::Phase);
    assert!(
        !bars
            .iter()
            .any(|bar| matches!(bar, Shape::Bar(_, _, at) if *at == y))
    );
}

#[test]
fn sites_and_phases_stand_in_the_order_in_which_they_are_to_come() {
    let mut projection = sample::projection();
    projection.schedule.reverse();
    let chart = chart(&projection, "gantt");
    let names = names(&chart);
    let place = |name: &str| names.iter().position(|n| *n == name).unwrap();
    let sites = [
        "Crawley",
        "London Docklands",
        "DataVita Lanarkshire",
        "Loughton",
        "Cobalt Park (Stargate UK)",
        "Cambois",
    ];
    let places: Vec<usize> = sites.iter().map(|site| place(site)).collect();
    assert!(places.is_sorted(), "{names:?}");
    let loughton = place("Loughton");
    assert_eq!(
        names[loughton + 1..loughton + 4],
        ["grid: full import", "first phase", "full phase"]
    );
}

#[test]
fn the_overview_has_every_phase_and_leaves_activities_to_the_sites() {
    for (name, projection) in strained() {
        let all = charts(&projection);
        let Some(overview) = all.iter().find(|chart| chart.stem == "gantt") else {
            continue;
        };
        assert!(shapes(overview, Role::Activity).is_empty());
        let open = projection.schedule.iter();
        // What never comes has no bar.
        let open = open.filter(|row| row.milestone == "online" && !row.fact);
        let open = open.filter(|row| row.given_online.p50.is_some());
        assert_eq!(shapes(overview, Role::Phase).len(), open.count(), "{name}");
        let own = all
            .iter()
            .filter(|chart| chart.stem.starts_with("gantt-site-"));
        let mut with_activities: Vec<&str> = projection
            .schedule
            .iter()
            .filter(|row| !row.activities.is_empty())
            .map(|row| row.site.as_str())
            .collect();
        with_activities.dedup();
        assert_eq!(own.count(), with_activities.len(), "{name}");
    }
}

#[test]
fn a_site_shows_when_its_activities_run_and_how_often_they_are_critical() {
    let mut projection = sample::projection();
    let activities = &mut projection.schedule[0].activities;
    activities[1].state = "started".into();
    activities[1].start_p50 = Some("2026-03-01".into());
    activities[2].criticality = 0.25;
    let chart = chart(&projection, "gantt-site-loughton");
    assert_eq!(
        names(&chart)[..6],
        [
            "grid: full import",
            "first phase",
            "planning",
            "shell",
            "fit out",
            "commissioning"
        ]
    );
    let [planning, shell, fit_out, _] = &projection.schedule[0].activities[..] else {
        panic!("four activities");
    };
    let y = row_of(&chart, "planning");
    let bar = Shape::Bar(
        at(planning.start_p50.as_ref()),
        at(planning.p50.as_ref()),
        y,
    );
    assert_has(&chart, Role::Fact, &bar);
    let y = row_of(&chart, "shell");
    let bar = Shape::Bar(at(shell.start_p50.as_ref()), at(shell.p50.as_ref()), y);
    assert_has(&chart, Role::Activity, &bar);
    let whisker = Shape::Whisker(at(shell.p10.as_ref()), at(shell.p90.as_ref()), y);
    assert_has(&chart, Role::Whisker, &whisker);
    let begun = Shape::Bar(at(shell.start_p50.as_ref()), day("2026-10-31"), y);
    assert_has(&chart, Role::Elapsed, &begun);
    assert_eq!(shapes(&chart, Role::Elapsed).len(), 1);
    let y = row_of(&chart, "fit out");
    let bar = Shape::Bar(at(fit_out.start_p50.as_ref()), at(fit_out.p50.as_ref()), y);
    assert_has(&chart, Role::Activity, &bar);
    assert!(outcome(&chart, "planning").starts_with("finished "));
    assert!(outcome(&chart, "shell").ends_with(" · critical 50 %"));
    assert!(outcome(&chart, "fit out").ends_with(" · critical 25 %"));
    assert_eq!(chart.title, "Loughton: schedule and activities");
    let message = &chart.message;
    assert!(message.starts_with("first phase: P50"), "{message}");
    assert!(
        message.ends_with("; its longest path mostly runs through shell, commissioning."),
        "{message}"
    );
}

#[test]
fn a_crowded_site_shows_the_activities_of_copies_once() {
    let mut projection = sample::projection();
    let first = projection.schedule[0].clone();
    projection.schedule.clear();
    for (step, copies) in [("one", 6), ("two", 6)] {
        for n in 1..=copies {
            let mut row = first.clone();
            row.phase = Some(format!("{step}-{n}"));
            row.phase_name = row.phase.clone();
            projection.schedule.push(row);
        }
    }
    let note =
        "Of phases that are copies of each other, only the first is shown with its activities.";
    let crowded = chart(&projection, "gantt-site-loughton");
    assert_eq!(crowded.y.to, 12.0 + 2.0 * 4.0);
    assert!(crowded.footnotes.iter().any(|line| line == note));
    let rows = names(&crowded);
    let after = |name: &str| rows[rows.iter().position(|n| *n == name).unwrap() + 1];
    assert_eq!((after("one-1"), after("one-2")), ("planning", "one-3"));
    projection.schedule.truncate(3);
    let roomy = chart(&projection, "gantt-site-loughton");
    assert_eq!(roomy.y.to, 3.0 + 3.0 * 4.0);
    assert!(roomy.footnotes.iter().all(|line| line != note));
}

#[test]
fn a_phase_that_may_be_online_unseen_says_so_beside_its_bar() {
    let mut projection = sample::projection();
    projection.schedule[0].maybe_already.value = 0.86;
    let chart = chart(&projection, "gantt");
    let beside = |label: &&Label| matches!(label.place, Place::After(_));
    let found: Vec<&Label> = chart.labels.iter().filter(beside).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].text.replace('\u{a0}', " "),
        "may be online already: 86 %"
    );
    assert_eq!(
        found[0].at.0,
        at(projection.schedule[0].given_online.p90.as_ref())
    );
}

#[test]
fn the_message_counts_in_good_grammar() {
    let mut projection = sample::projection();
    for row in &mut projection.schedule {
        row.on_time = row.on_time.map(|mut chance| {
            chance.value = 0.2;
            chance
        });
    }
    let message = |projection: &Projection| chart(projection, "gantt").message;
    let said = message(&projection);
    assert!(said.starts_with("None of the 9 phases announced and not yet online is more likely"));
    assert!(said.ends_with("; 3 never come in the median trial; 2 are online already."));
    projection.schedule[0].on_time.as_mut().unwrap().value = 0.9;
    projection
        .schedule
        .retain(|row| row.site == "loughton" || row.site == "crawley");
    assert_eq!(
        message(&projection),
        "1 of the 2 phases announced and not yet online is more likely than not on time; 1 is \
         online already."
    );
}
