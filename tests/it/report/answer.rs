//! The answer in words: true and grammatical whatever the run was of.

use super::{parsed, text};
use crate::sample::{fact, forecast, projection, series};
use capcast::projection::{Estimate, Projection, ScheduleRow, Scope, Series};

/// The paragraphs of the answer.
fn answer(projection: &Projection) -> String {
    text(&parsed(projection), "#answer p")
}

fn of_site(id: &str, name: &str, metric: &str, announced: [f64; 3]) -> Series {
    Series {
        scope: Scope {
            kind: "site".to_owned(),
            id: Some(id.to_owned()),
            name: Some(name.to_owned()),
        },
        ..series(metric, "GPUs", announced)
    }
}

#[test]
fn it_says_how_much_how_sure_and_what_holds_back() {
    let mut projection = projection();
    projection.series.push(of_site(
        "loughton",
        "Loughton",
        "gpus_powered",
        [0.0, 90_000.0, 90_000.0],
    ));
    projection.series.push(of_site(
        "crawley",
        "Crawley",
        "gpus_powered",
        [100_000.0, 33_000.0, 33_000.0],
    ));
    let mut late = forecast("crawley", "Crawley", "wing");
    late.on_time = Some(Estimate {
        value: 0.6,
        se: 0.001,
    });
    late.cancelled.value = 0.0;
    projection.schedule.push(late);
    let first = row_of(&mut projection, "loughton", "first");
    first.cancelled.value = 0.25;
    waits(first, 0.4, 3.2);
    assert_eq!(
        answer(&projection),
        "Of 123,000 GPUs announced for the end of 2027, 12,300 run at the median (P10 4,920, P90 30,800). \
         At peak their facilities draw 24.6 MW at the median (P10 9.84, P90 61.5), of 246 MW announced. \
         By the end of 2028 it is 12,300 GPUs at the median (P10 4,920, P90 30,800), against 123,000 announced. \
         The largest shortfall of a single site at the end of 2027 is that of Loughton: 90,000 GPUs announced, 9,000 at the median. \
         Of 2 phases announced with a date and not running yet, 1 is likelier on time than late. \
         Likeliest to keep its date is Crawley: wing, with 60 % of trials. \
         Of 2 phases to come power keeps one waiting: Loughton: first, in 40 % of the trials in which it comes, then for 3 months on average. \
         Likeliest never to come is Loughton: first: cancelled in 25 % of trials. \
         Already running: Crawley: hall (since 2024-10)."
    );
}

/// The row of a phase's first service.
fn row_of<'a>(projection: &'a mut Projection, site: &str, phase: &str) -> &'a mut ScheduleRow {
    let mut rows = projection.schedule.iter_mut();
    rows.find(|row| {
        row.milestone == "online" && row.site == site && row.phase.as_deref() == Some(phase)
    })
    .unwrap()
}

fn waits(row: &mut ScheduleRow, chance: f64, months: f64) {
    row.given_online.waits = Some(Estimate {
        value: chance,
        se: 0.001,
    });
    row.given_online.mean_wait_months = Some(months);
}

#[test]
fn who_waits_for_power_is_told_where_it_is_worth_telling() {
    let mut one = projection();
    one.schedule.truncate(1);
    waits(row_of(&mut one, "loughton", "first"), 0.3, 0.8);
    assert!(answer(&one).contains(
        "Once built it waits for power in 30 % of the trials in which it comes, then for 1 month on average."
    ));

    let mut all = projection();
    all.schedule.truncate(1);
    all.schedule.push(forecast("crawley", "Crawley", "wing"));
    waits(row_of(&mut all, "loughton", "first"), 0.3, 5.0);
    // Seldom, but so long that it is the longest.
    waits(row_of(&mut all, "crawley", "wing"), 0.2, 12.0);
    assert!(answer(&all).contains(
        "Power keeps all 2 phases to come waiting once they are built, in one trial of five or more; \
         the longest is Crawley: wing, in 20 % of the trials in which it comes, then for 12 months on average."
    ));

    let mut seldom = projection();
    waits(row_of(&mut seldom, "loughton", "first"), 0.19, 30.0);
    assert!(!answer(&seldom).contains("waiting"));
}

#[test]
fn one_site_has_nothing_to_be_compared_with() {
    let mut projection = projection();
    projection.schedule.truncate(1);
    projection.series.push(of_site(
        "loughton",
        "Loughton",
        "gpus_powered",
        [100_000.0, 123_000.0, 123_000.0],
    ));
    let said = answer(&projection);
    assert!(
        !said.contains("largest shortfall") && !said.contains("Likeliest"),
        "{said}"
    );
    assert!(said.contains("The one phase that is announced with a date and not running yet is likelier late than on time."), "{said}");
    assert!(
        said.ends_with("In 11 % of trials it is cancelled."),
        "{said}"
    );
}

#[test]
fn facts_alone_leave_no_chances() {
    let mut projection = projection();
    projection.schedule = vec![fact("crawley", "Crawley", "hall")];
    let said = answer(&projection);
    assert!(said.ends_with("The one phase of the scenario runs already. Already running: Crawley: hall (since 2024-10)."), "{said}");
    for n in 0..6 {
        projection
            .schedule
            .push(fact("docklands", "Docklands", &format!("hall-{n}")));
    }
    let said = answer(&projection);
    assert!(
        said.contains("Every phase of the scenario runs already."),
        "{said}"
    );
    assert!(said.ends_with("and 3 other phases."), "{said}");
}

#[test]
fn nothing_announced_is_said_and_compared_with_nothing() {
    let mut projection = projection();
    for series in &mut projection.series {
        series.announced = vec![0.0; 3];
    }
    let row = &mut projection.schedule[0];
    row.announced = None;
    row.on_time = None;
    row.cancelled.value = 0.0;
    let said = answer(&projection);
    assert!(said.starts_with("At the end of 2027, 12,300 GPUs run at the median (P10 4,920, P90 30,800); no announcement gives a date."), "{said}");
    assert!(
        said.contains(
            "At peak their facilities draw 24.6 MW at the median (P10 9.84, P90 61.5). By the end"
        ),
        "{said}"
    );
    assert!(
        said.contains("The one phase to come has no announced date."),
        "{said}"
    );
    assert!(
        !said.contains("of 0") && !said.contains("cancelled"),
        "{said}"
    );
}

#[test]
fn megawatts_lead_where_there_are_no_gpus() {
    let mut projection = projection();
    projection
        .series
        .retain(|series| series.metric == "facility_load");
    let said = answer(&projection);
    assert!(
        said.starts_with("Of 246 MW announced for the end of 2027, 24.6 are drawn at the median"),
        "{said}"
    );
    assert!(
        said.contains("By the end of 2028 it is 24.6 MW at the median"),
        "{said}"
    );
    assert!(
        !said.contains("GPUs") && !said.contains("their facilities"),
        "{said}"
    );
}

#[test]
fn paused_phases_and_sure_losses_have_their_words() {
    let mut projection = projection();
    let mut paused = forecast("cobalt", "Cobalt", "first");
    paused.cancelled.value = 0.0;
    paused.never_restarted = Estimate {
        value: 0.65,
        se: 0.001,
    };
    paused.on_time = Some(Estimate {
        value: 0.0,
        se: 0.0,
    });
    let mut lost = paused.clone();
    lost.phase = Some("second".to_owned());
    lost.phase_name = lost.phase.clone();
    lost.cancelled.value = 0.1;
    projection.schedule = vec![paused, lost];
    let said = answer(&projection);
    assert!(
        said.contains("In no trial does any of them keep its date."),
        "{said}"
    );
    assert!(said.ends_with("Likeliest never to come is Cobalt: second: cancelled or paused for good in 75 % of trials. Of 2 phases to come 2 are lost in more trials than not."), "{said}");
}

#[test]
fn without_quantities_or_dates_it_says_what_is_there() {
    let mut projection = projection();
    projection.series.clear();
    assert!(answer(&projection).starts_with("The one phase that is announced"));
    projection.schedule.clear();
    let said = answer(&projection);
    assert_eq!(
        said,
        "The run recorded neither quantities nor dates, so that there is nothing to answer with."
    );
}

#[test]
fn gpus_without_power_are_told_where_there_may_be_any() {
    let mut projection = projection();
    let mut stranded = series("gpus_stranded", "GPUs", [0.0, 10_000.0, 10_000.0]);
    stranded.announced = vec![0.0; 3];
    projection.series.push(stranded);
    let said = answer(&projection);
    assert!(
        said.contains("Installed and without power at the end of 2027: 1,000 GPUs at the median (P10 400, P90 2,500)."),
        "{said}"
    );
    projection.series.last_mut().unwrap().p90 = vec![0.0; 3];
    let said = answer(&projection);
    assert!(!said.contains("without power"), "{said}");
}
