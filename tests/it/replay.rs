//! Replays: a scenario as of an earlier day equals the one that would have been written then, and all that came later
//! is listed.

use capcast::calendar::Instant;
use capcast::engine::Unwatched;
use capcast::model::{Dropped, DroppedKind, Model, PhaseState, Replay, Schedule, Tie};
use capcast::plan::RunSpec;
use capcast::projection::Projection;
use capcast::scenario::{Files, LoadOptions, Loaded, load};
use capcast::{Candidate, compare, reference, run};
use jiff::civil::{Date, date};
use std::collections::BTreeSet;
use std::path::Path;

/// The day that the scenario below is replayed as of.
const DAY: Date = date(2025, 9, 30);

/// As it stands, with every kind of what can be later.
const NOW: &str = include_str!("../fixtures/replay/now.toml");
/// What would have been written on the day, by hand.
const THEN: &str = include_str!("../fixtures/replay/then.toml");

fn try_read(text: &str, as_of: Option<Date>, set: &[&str]) -> Result<Loaded, String> {
    let options = LoadOptions {
        files: Files::memory([("case.toml", text)]),
        set: set.iter().map(ToString::to_string).collect(),
        as_of,
        ..LoadOptions::default()
    };
    load(Path::new("case.toml"), &options).map_err(|problems| problems.render(false))
}

fn read(text: &str, as_of: Option<Date>) -> Loaded {
    try_read(text, as_of, &[]).unwrap_or_else(|said| panic!("{said}"))
}

fn answer(loaded: &Loaded) -> Projection {
    let spec = RunSpec {
        trials: 4_000,
        ..RunSpec::of(&loaded.model)
    };
    run(loaded, &spec)
}

fn replay(model: &Model) -> &Replay {
    model.replay.as_ref().expect("a replay")
}

fn paths(model: &Model, kind: DroppedKind) -> BTreeSet<&str> {
    let rows = replay(model).dropped.iter();
    let rows = rows.filter(|row: &&Dropped| row.kind == kind);
    rows.map(|row| row.path.as_str()).collect()
}

#[test]
fn a_replay_is_the_scenario_that_would_have_been_written_then() {
    let replayed = answer(&read(NOW, Some(DAY)));
    let written = answer(&read(THEN, None));
    assert_eq!(replayed.periods, written.periods);
    assert_eq!(replayed.series, written.series);
    assert_eq!(replayed.schedule, written.schedule);
    assert_eq!(replayed.targets, written.targets);
    assert_eq!(replayed.programmes, written.programmes);
    assert_eq!(replayed.risk, written.risk);
    assert_eq!(replayed.conflicts, written.conflicts);
    assert_eq!(replayed.not_modelled, written.not_modelled);
    assert_eq!(replayed.scenario.as_of.as_deref(), Some("2025-09-30"));
    let own = replayed.sources.iter().map(|source| source.id.as_str());
    let own: Vec<&str> = own
        .filter(|id| ["old", "month", "new", "undated"].contains(id))
        .collect();
    assert_eq!(own, ["old", "undated"]);
    // And it is another answer than that of today.
    assert_ne!(replayed.schedule, answer(&read(NOW, None)).schedule);
}

#[test]
fn all_that_came_later_is_listed_with_its_day() {
    let model = read(NOW, Some(DAY)).model;
    let of = |kind| paths(&model, kind).into_iter().collect::<Vec<_>>();
    assert_eq!(
        of(DroppedKind::Announcement),
        ["programme.later", "site.ash.phase.third", "site.birch"]
    );
    assert_eq!(
        of(DroppedKind::Fact),
        [
            "site.ash.grid.full.actual_energised",
            "site.ash.phase.fifth.paused",
            "site.ash.phase.first.activity.fit-out.started",
            "site.ash.phase.first.activity.shell.finished",
            "site.ash.phase.fourth.observed",
            "site.ash.phase.second.actual_online",
        ]
    );
    assert_eq!(of(DroppedKind::Seen), ["site.ash.seen"]);
    assert_eq!(of(DroppedKind::Source), ["source.month", "source.new"]);
    assert_eq!(
        of(DroppedKind::Statement),
        [
            "conflict.size.said",
            "conflict.stale",
            "scenario.not_modelled"
        ]
    );
    assert_eq!(
        of(DroppedKind::Named),
        [
            "branch.when",
            "conflict.of-third",
            "correlation.pair.names",
            "programme.all.part_of",
            "risk.birch-only",
            "site.ash.phase.fifth.activity.delivery.after",
            "site.ash.phase.fifth.restart",
            "site.ash.phase.second.actual_gpus",
            "site.ash.programme",
            "target.birch",
            "target.later",
        ]
    );
    let shell = replay(&model)
        .dropped
        .iter()
        .find(|row| row.path.ends_with("shell.finished"));
    let shell = shell.expect("listed");
    assert_eq!(
        (shell.what.as_str(), shell.date),
        ("2025-12-02", Some(date(2025, 12, 2)))
    );
    // The median of an uncertain fact counts: 23 September is known, though its end is later.
    let known = model.values.iter();
    let known = known.filter(|value| value.path.ends_with("clearing.finished"));
    assert_eq!(known.count(), 1);
}

#[test]
fn what_rests_on_later_sources_alone_is_kept_and_said_to_be_hindsight() {
    let model = read(NOW, Some(DAY)).model;
    let hindsight = &replay(&model).hindsight;
    let find = |path: &str| hindsight.iter().find(|row| row.path == path);
    let ramp = find("site.ash.phase.first.ramp").expect("its only source is later");
    assert_eq!(ramp.sources, ["new"]);
    assert_eq!(ramp.date, date(2026, 3, 9));
    // By a source of then beside a later one, and by one without a date.
    assert!(find("site.ash.phase.second.gpus").is_none());
    assert!(find("site.ash.phase.fourth.gpus").is_none());
    let class = find("reference.data-center-build").expect("published in 2026");
    assert_eq!(class.date, date(2026, 2, 24));
}

#[test]
fn a_phase_without_a_network_overruns_as_the_record_of_then_did() {
    let model = read(NOW, Some(DAY)).model;
    let phase = model.sites[0]
        .phases
        .iter()
        .find(|phase| phase.id == "second");
    let phase = phase.expect("announced before");
    assert!(matches!(phase.state, PhaseState::Open { .. }));
    let Schedule::Overrun {
        factor,
        announced,
        span_days,
        elapsed_days,
    } = &phase.schedule
    else {
        panic!("by its overrun");
    };
    // 2024-12-31 to the end of 2025, and 273 days gone by.
    assert_eq!(*announced, Instant::start_of(date(2024, 12, 31)));
    assert!((elapsed_days - 273.0).abs() < 1e-9 && (span_days - 366.0).abs() < 1e-3);
    let then = reference::stood("ai-site", DAY).expect("two had come").law;
    let given = then.beyond(elapsed_days / span_days).expect("open");
    assert_eq!(factor.distribution(), &given);
    let refit = reference::refit("ai-site", Some(DAY)).expect("two had come");
    let parameters = refit.fit.candidates[0].parameters;
    assert!((then.quantile(0.5) / parameters[0] - 1.0).abs() < 1e-12);
    let records: Vec<&str> = replay(&model)
        .records
        .iter()
        .map(|row| row.id.as_str())
        .collect();
    assert!(records.contains(&"aws-rainier-500k") && records.contains(&"aws-rainier-1m"));
}

#[test]
fn before_the_record_began_another_class_stands_in_and_is_named() {
    let text = r#"
[scenario]
from = 2023-11-01
to = 2028-12-31
[site.ash]
announced = 2023-11-30
[site.ash.phase.a]
chip = "h100"
gpus = 20_000
online = "2026"
"#;
    let model = read(text, Some(date(2023, 11, 30))).model;
    let stand_ins = &replay(&model).stand_ins;
    assert_eq!(stand_ins.len(), 1);
    assert_eq!(stand_ins[0].class, "ai-site");
    assert_eq!(stand_ins[0].by, "public-supercomputer");
    let classes = replay(&model).records.iter().map(|row| row.class.as_str());
    let classes: BTreeSet<&str> = classes.collect();
    assert!(classes.contains("ai-site") && classes.contains("public-supercomputer"));
    let Schedule::Overrun { factor, .. } = &model.sites[0].phases[0].schedule else {
        panic!("by its overrun");
    };
    let law = reference::stood("public-supercomputer", date(2023, 11, 30)).expect("two");
    assert_eq!(factor.distribution(), &law.law);
}

#[test]
fn on_its_own_day_with_nothing_later_a_replay_changes_no_byte() {
    // Later than every record of the catalogue.
    let day = date(2027, 6, 30);
    let set = ["scenario.as_of=2027-06-30"];
    let read = |as_of| try_read(NOW, as_of, &set).unwrap_or_else(|said| panic!("{said}"));
    let (plain, replayed) = (answer(&read(None)), answer(&read(Some(day))));
    let json = |projection| serde_json::to_string(projection).expect("plain data");
    assert_eq!(json(&replayed), json(&plain));
    assert!(replayed.replay.is_none());
}

#[test]
fn then_and_now_compared_are_the_two_runs_apart() {
    let (now, then) = (read(NOW, None), read(NOW, Some(DAY)));
    let spec = RunSpec {
        trials: 4_000,
        ..RunSpec::of(&now.model)
    };
    let candidates = [("now", &now), ("then", &then)].map(|(label, loaded)| Candidate {
        label: label.to_owned(),
        loaded,
        edits: Vec::new(),
    });
    let comparison = compare(&candidates, &spec, &Unwatched).expect("one horizon");
    for (projection, loaded) in comparison.projections.iter().zip([&now, &then]) {
        let alone = run(loaded, &spec);
        assert_eq!(projection.series, alone.series);
        assert_eq!(projection.schedule, alone.schedule);
        assert_eq!(projection.replay, alone.replay);
    }
    let then = &comparison.scenarios[1];
    assert_eq!(then.scenario.replayed(), Some("2025-09-30"));
    assert!(comparison.scenarios[0].scenario.replayed().is_none());
    let said = then.aligned.join("; ");
    assert!(said.contains("its status date is 2025-09-30"), "{said}");
    assert!(
        said.contains("came after 2025-09-30 and are left out"),
        "{said}"
    );
}

#[test]
fn a_removed_site_takes_its_row_and_column_of_a_matrix_along() {
    let removed = try_read(NOW, None, &["site.birch=false"]).expect("runs all the same");
    let said = removed.warnings.render(false);
    assert!(said.contains("correlation::removed"), "{said}");
    let group = &removed.model.dependence.groups[0];
    let Tie::Matrix { asked, .. } = &group.tie else {
        panic!("a matrix");
    };
    assert_eq!(
        group.members,
        ["site.ash.phase.first.ramp", "site.ash.phase.fourth.ramp"]
    );
    assert_eq!(asked, &[vec![1.0, 0.4], vec![0.4, 1.0]]);
}

#[test]
fn a_site_announced_later_stays_for_a_phase_announced_before() {
    let text = r#"
[scenario]
from = 2025-01-01
[site.ash]
announced = 2026-01-01
[site.ash.phase.a]
announced = 2025-01-13
chip = "gb300"
gpus = 1_000
online = "2026"
[site.ash.phase.b]
chip = "gb300"
gpus = 1_000
online = "2027"
"#;
    let model = read(text, Some(date(2025, 6, 30))).model;
    assert_eq!(model.sites[0].phases.len(), 1);
    assert_eq!(
        paths(&model, DroppedKind::Announcement)
            .into_iter()
            .collect::<Vec<_>>(),
        ["site.ash.announced", "site.ash.phase.b"]
    );
}

#[test]
fn a_story_stays_without_what_was_not_known() {
    let text = r#"
[scenario]
from = 2025-01-01
as_of = 2026-06-30
[site.ash]
announced = 2025-01-13
[site.ash.phase.a]
chip = "gb300"
gpus = 1_000
online = "2025"
actual_online = 2025-06-30
[site.ash.phase.b]
chip = "gb300"
gpus = 1_000
online = "2025"
actual_online = 2025-12-24
[branch.since]
options = [
  { name = "all", weight = 3, set = { site.ash.phase = { a.actual_online = 2025-06-30, b.actual_online = 2025-12-24 } } },
  { name = "first", weight = 1, set = { "site.ash.phase.a.actual_online" = 2025-05-01, "site.ash.phase.b.actual_online" = 2025-06-30 } },
]
"#;
    let model = read(text, Some(DAY)).model;
    let [branch] = model.dependence.branches.as_slice() else {
        panic!("one branch");
    };
    let set = |option: usize| -> Vec<&str> {
        let set = branch.options[option].set.iter();
        set.map(|(path, _)| path.as_str()).collect()
    };
    assert_eq!(set(0), ["site.ash.phase.a.actual_online"]);
    assert_eq!(set(1), ["site.ash.phase.a.actual_online"]);
    assert_eq!(
        paths(&model, DroppedKind::Named)
            .into_iter()
            .collect::<Vec<_>>(),
        ["branch.since.options"]
    );
}

#[test]
fn the_shipped_scenarios_run_as_of_earlier_days() {
    for file in ["uk-2025", "stargate-texas"] {
        for day in [date(2025, 9, 30), date(2026, 1, 31)] {
            let options = LoadOptions {
                as_of: Some(day),
                ..LoadOptions::default()
            };
            let path = format!("scenarios/{file}.toml");
            let loaded = load(&path, &options);
            let loaded = loaded.unwrap_or_else(|said| panic!("{}", said.render(false)));
            assert_eq!(loaded.warnings.render(false), "", "{file} as of {day}");
            let facts = paths(&loaded.model, DroppedKind::Fact);
            assert!(!facts.is_empty(), "{file} as of {day}");
            let spec = RunSpec {
                trials: 1_024,
                ..RunSpec::of(&loaded.model)
            };
            let projection = run(&loaded, &spec);
            let status = day.to_string();
            for row in projection.schedule.iter().filter(|row| row.fact) {
                let p90 = row.p90.as_deref().expect("a fact has come");
                assert!(p90 <= status.as_str(), "{} {} as of {day}", row.site, p90);
            }
        }
    }
}

/// On 30 September 2025 the first building at Abilene ran, in the one report or the other; the second did in one of
/// them alone, and counts as open.
#[test]
fn abilene_as_it_was_seen_at_the_end_of_september_2025() {
    let options = LoadOptions {
        as_of: Some(DAY),
        ..LoadOptions::default()
    };
    let model = load("scenarios/stargate-texas.toml", &options)
        .expect("runs")
        .model;
    let abilene = model
        .sites
        .iter()
        .find(|site| site.id == "abilene")
        .expect("announced");
    let state = |id: &str| {
        let phase = abilene.phases.iter().find(|phase| phase.id == id);
        &phase.expect("announced").state
    };
    assert!(matches!(state("building-1"), PhaseState::Online(_)));
    for open in ["building-2", "building-3", "building-8"] {
        assert!(matches!(state(open), PhaseState::Open { .. }), "{open}");
    }
    assert!(
        model
            .sites
            .iter()
            .all(|site| site.id != "abilene-microsoft")
    );
    let groups = model.dependence.groups.iter();
    let plant = groups
        .filter(|group| group.id == "gas-plant")
        .flat_map(|group| &group.members);
    assert!(plant.clone().count() == 2 && plant.clone().all(|path| path.contains("shackelford")));
}

/// Whatever a value is turned into, a replay ends in a model or in a list of problems.
#[test]
fn a_broken_scenario_is_replayed_to_a_list_of_problems() {
    let lines: Vec<&str> = NOW.lines().collect();
    let mut refused = 0;
    for (place, line) in lines.iter().enumerate() {
        let Some((key, _)) = line
            .split_once(" = ")
            .filter(|_| !line.starts_with([' ', '[']))
        else {
            continue;
        };
        for value in [
            "[]",
            "{}",
            "-1",
            "\"x\"",
            "[[1]]",
            "{ date = [] }",
            "2099-01-01",
        ] {
            let broken = format!("{key} = {value}");
            let mut text = lines.clone();
            text[place] = &broken;
            refused += usize::from(try_read(&text.join("\n"), Some(DAY), &[]).is_err());
        }
    }
    assert!(refused > 100, "{refused}");
}
