//! What a scenario means: resolving documents into models.

mod dependence;

use capcast::calendar::Instant;
use capcast::model::{
    ActivityState, ChipChoice, Energised, LinkFrom, Milestone, Model, PhaseState, Schedule, Size,
    Standing, UsedValue,
};
use capcast::scenario::{self, LoadOptions};
use jiff::civil::{Date, date};
use std::fmt::Write as _;
use std::path::Path;

fn load(path: &str, set: &[&str]) -> Model {
    let options = LoadOptions {
        set: set.iter().map(ToString::to_string).collect(),
        ..LoadOptions::default()
    };
    match scenario::load(Path::new(path), &options) {
        Ok(loaded) => loaded.model,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

fn text(text: &str) -> Model {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    std::fs::write(&path, text).unwrap();
    load(path.to_str().unwrap(), &[])
}

fn value<'a>(model: &'a Model, path: &str) -> &'a UsedValue {
    let found = model.values.iter().find(|value| value.path == path);
    found.unwrap_or_else(|| panic!("no value at {path}"))
}

fn days(date: Date) -> f64 {
    Instant::start_of(date).days()
}

const EXAMPLE: &str = "tests/fixtures/valid/by-example.toml";

#[test]
fn the_format_by_example_resolves() {
    let model = load(EXAMPLE, &[]);
    assert_eq!(
        model.name,
        "UK AI build-out, as announced in September 2025"
    );
    assert_eq!(model.horizon.period_ends().len(), 88);
    let ids: Vec<&str> = model.sites.iter().map(|site| site.id.as_str()).collect();
    assert_eq!(ids, ["cobalt", "crawley", "loughton"]);
    let loughton = &model.sites[2];
    let phases: Vec<&str> = loughton
        .phases
        .iter()
        .map(|phase| phase.id.as_str())
        .collect();
    assert_eq!(phases, ["first", "second", "wing-1", "wing-2"]);
    // The zone gives the country, the site the operator, the phase its own customer.
    assert_eq!(loughton.country.as_deref(), Some("GB"));
    assert_eq!(loughton.phases[1].operator.as_deref(), Some("Nscale"));
    assert_eq!(loughton.phases[1].customer.as_deref(), Some("OpenAI"));
    assert_eq!(model.programmes[0].part_of, [1]);
    assert_eq!(loughton.phases[0].programmes, [0]);
    let chips: Vec<&str> = model.chips.iter().map(|chip| chip.id.as_str()).collect();
    assert_eq!(chips, ["gb200", "gb300", "h200", "mtia-3"]);
}

#[test]
fn a_network_keeps_facts_links_and_the_day_it_was_seen() {
    let model = load(EXAMPLE, &[]);
    let loughton = &model.sites[2];
    let Schedule::Network(activities) = &loughton.phases[0].schedule else {
        panic!("a template brought a network");
    };
    let ids: Vec<&str> = activities
        .iter()
        .map(|activity| activity.id.as_str())
        .collect();
    assert_eq!(ids, ["delivery", "fit-out", "install", "planning", "shell"]);
    let started = match &activities[3].state {
        ActivityState::Started { started } => started.distribution().as_constant(),
        other => panic!("{other:?}"),
    };
    assert_eq!(started, Some(days(date(2026, 2, 15))));
    assert_eq!(activities[4].after[0].from, LinkFrom::Activity(3));
    assert_eq!(
        activities[4].seen,
        Some(Instant::start_of(date(2026, 3, 9)))
    );
    let Schedule::Network(wing) = &loughton.phases[3].schedule else {
        panic!("a copy has the network too");
    };
    assert_eq!(wing[3].path, "site.loughton.phase.wing-2.activity.planning");
    let online = LinkFrom::Phase {
        site: 2,
        phase: 0,
        milestone: Milestone::Online,
    };
    assert_eq!(wing[3].after[0].from, online);
    assert_eq!(wing[3].after[1].from, LinkFrom::Stage(1));
    assert_eq!(wing[3].after[1].lag_days, -2.0 * 30.4375);
}

#[test]
fn what_is_open_is_conditioned_on_the_day_it_was_seen_open() {
    let model = load(EXAMPLE, &[]);
    let loughton = &model.sites[2];
    // "2026-09 to 2027-12" seen open on 2026-03-09: hardly conditioned; all of it lies after.
    let Energised::Expected {
        date: energised,
        seen,
        ..
    } = &loughton.grid[0].energised
    else {
        panic!("expected");
    };
    assert_eq!(*seen, Some(Instant::start_of(date(2026, 3, 9))));
    assert!(energised.distribution().support().0 >= days(date(2026, 3, 9)));
    // A phase's own `seen` goes before the site's.
    let Schedule::Expected(ready) = &loughton.phases[1].schedule else {
        panic!("expected");
    };
    assert!(ready.distribution().support().0 >= days(date(2026, 7, 28)));
    // Paused on 2026-04-09, seen on the status date: a restart comes after both.
    let PhaseState::Open {
        paused: Some(pause),
        ..
    } = &model.sites[0].phases[0].state
    else {
        panic!("paused");
    };
    assert_eq!(pause.since, Instant::start_of(date(2026, 4, 9)));
    assert!(pause.date.distribution().support().0 >= days(date(2026, 10, 31)));
    // The clock of the announced span stopped at the pause.
    let Schedule::Overrun {
        elapsed_days,
        span_days,
        factor,
        ..
    } = &model.sites[0].phases[0].schedule
    else {
        panic!("overrun");
    };
    assert_eq!(
        *elapsed_days,
        days(date(2026, 4, 9)) - days(date(2025, 9, 16))
    );
    assert!(factor.distribution().support().0 >= elapsed_days / span_days);
}

#[test]
fn without_a_status_date_nothing_is_aged() {
    let model = text(
        "[site.a]\nannounced = 2025-01-01\n[site.a.grid.g]\ncapacity = \"5 MW\"\nenergised = 2025-06-01\n\
         [site.a.phase.p]\nchip = \"gb300\"\ngpus = 100\nonline = 2026-01-01\noverrun = 1\n",
    );
    assert_eq!(model.horizon.from(), date(2025, 1, 1));
    assert_eq!(model.horizon.to(), date(2030, 12, 31));
    let phase = &model.sites[0].phases[0];
    let Schedule::Overrun {
        elapsed_days,
        factor,
        ..
    } = &phase.schedule
    else {
        panic!("overrun");
    };
    assert_eq!(
        (*elapsed_days, factor.distribution().as_constant()),
        (0.0, Some(1.0))
    );
    assert_eq!(phase.seen, None);
    let stage = model.sites[0].grid[0].date();
    assert_eq!(
        stage.distribution().as_constant(),
        Some(days(date(2025, 6, 1)))
    );
}

#[test]
fn an_uncertain_fact_is_cut_on_the_day_it_was_seen() {
    let model = text(
        "[scenario]\nas_of = 2026-10-31\n[site.a]\nannounced = 2025-01-01\nseen = 2026-06-01\n\
         [site.a.phase.p]\nchip = \"gb300\"\ngpus = 100\nactual_online = \"2026-04 to 2026-06\"\n",
    );
    let PhaseState::Online(fact) = &model.sites[0].phases[0].state else {
        panic!("it runs");
    };
    assert!(fact.date.distribution().support().1 <= days(date(2026, 6, 1)));
    assert_eq!(model.sites[0].phases[0].proceed.median(), 1.0);
    assert_eq!(model.sites[0].phases[0].schedule, Schedule::Known);
}

#[test]
fn each_value_says_how_it_came_in() {
    let model = load(EXAMPLE, &[]);
    let gpus = value(&model, "site.loughton.phase.first.gpus");
    assert_eq!(
        (gpus.value.as_str(), gpus.unit.as_str()),
        ("23_040", "GPUs")
    );
    assert_eq!(gpus.standing, Standing::Stated);
    assert_eq!((gpus.file.as_str(), gpus.line), (EXAMPLE, 53));
    assert_eq!(gpus.sources, ["nscale-2025-09-17"]);
    assert_eq!(gpus.since, Some(date(2025, 9, 16)));
    for path in ["pue", "phase.first.ramp", "grid.full.energised"] {
        let value = value(&model, &format!("site.loughton.{path}"));
        assert_eq!(value.standing, Standing::Assumed, "{path}");
    }
    assert_eq!(
        value(&model, "site.loughton.pue_peak").standing,
        Standing::Stated
    );
    let of_template = value(&model, "site.loughton.phase.first.activity.shell.duration");
    assert_eq!(of_template.file, "tests/fixtures/valid/shared/common.toml");
    let load_factor = value(&model, "site.loughton.load_factor");
    assert_eq!(load_factor.standing, Standing::Default);
    assert_eq!(load_factor.file, "defaults.toml");
    assert!(load_factor.reason.is_some());
    let overrun = value(&model, "site.cobalt.phase.one.overrun");
    assert_eq!(overrun.standing, Standing::Default);
    assert!(overrun.value.contains("ai-site"), "{}", overrun.value);
    // A scenario's field of a catalogued chip is the scenario's, the others are the catalogue's.
    assert_eq!(value(&model, "chip.gb300.watts").standing, Standing::Stated);
    assert_eq!(
        value(&model, "chip.gb300.ops_8bit").standing,
        Standing::Catalogue
    );
    let proceed = value(&model, "site.loughton.phase.first.proceed");
    assert_eq!(proceed.standing, Standing::Catalogue);
    assert_eq!(proceed.value, "0.90");
}

#[test]
fn every_source_that_a_value_stands_on_is_listed() {
    let model = load("scenarios/uk-2025.toml", &[]);
    for value in &model.values {
        for source in &value.sources {
            let is_listed = model.sources.iter().any(|known| &known.id == source);
            assert!(is_listed, "{source} of {}", value.path);
        }
    }
}

/// A text with each run of digits as wide as any: its order as text is the natural order.
fn padded(text: &str) -> String {
    let mut padded = String::new();
    let mut digits = String::new();
    for letter in text.chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if !digits.is_empty() {
            write!(padded, "{digits:0>20}").unwrap();
            digits.clear();
        }
        padded.push(letter);
    }
    padded
}

#[test]
fn values_come_in_the_natural_order_of_their_paths_and_once() {
    let model = load("scenarios/uk-2025.toml", &[]);
    for pair in model.values.windows(2) {
        assert!(
            padded(&pair[0].path) < padded(&pair[1].path),
            "{} {}",
            pair[0].path,
            pair[1].path
        );
    }
}

#[test]
fn numbers_in_ids_count_as_numbers_in_the_order_of_everything() {
    let model = text(
        "[scenario]\nfrom = 2026-01-01\n[site.s10]\nannounced = 2025-01-01\n\
         [site.s10.phase.b]\nname = \"Step\"\nchip = \"gb300\"\ngpus = 100\nonline = 2027\ncopies = 12\n\
         [site.s2]\nannounced = 2025-01-01\n\
         [site.s2.grid]\ng10 = { capacity = \"9 MW\", energised = 2028 }\ng9 = { capacity = \"5 MW\", energised = 2027 }\n\
         [site.s2.phase.p]\nchip = \"gb300\"\ngpus = 100\n\
         [site.s2.phase.p.activity]\n\
         step-2 = { duration = \"9 days\", after = [\"s10.b-10.online\", \"energised.g10\"] }\n\
         step-10 = { duration = \"9 days\", after = \"step-2\" }\n",
    );
    let sites: Vec<&str> = model.sites.iter().map(|site| site.id.as_str()).collect();
    assert_eq!(sites, ["s2", "s10"]);
    let phases = &model.sites[1].phases;
    let ids: Vec<&str> = phases.iter().map(|phase| phase.id.as_str()).collect();
    let numbered: Vec<String> = (1..=12).map(|number| format!("b-{number}")).collect();
    assert_eq!(ids, numbered);
    assert_eq!(phases[9].name, "Step (10 of 12)");
    let stages = &model.sites[0].grid;
    assert_eq!(
        (stages[0].id.as_str(), stages[1].id.as_str()),
        ("g9", "g10")
    );
    // Links are indices: they must be those of this same order.
    let Schedule::Network(activities) = &model.sites[0].phases[0].schedule else {
        panic!("a network");
    };
    assert_eq!(activities[0].id, "step-2");
    let online = LinkFrom::Phase {
        site: 1,
        phase: 9,
        milestone: Milestone::Online,
    };
    assert_eq!(activities[0].after[0].from, online);
    assert_eq!(activities[0].after[1].from, LinkFrom::Stage(1));
    assert_eq!(activities[1].after[0].from, LinkFrom::Activity(0));
}

#[test]
fn an_overlay_changes_what_it_names_and_removes_what_it_says() {
    let base = load(EXAMPLE, &[]);
    let over = load("tests/fixtures/valid/overlay.toml", &[]);
    let ids: Vec<&str> = over.sites.iter().map(|site| site.id.as_str()).collect();
    assert_eq!(ids, ["cobalt", "loughton"]);
    let (before, after) = (&base.sites[2], &over.sites[1]);
    assert_eq!(after.pue.distribution().as_constant(), Some(1.15));
    assert_eq!(after.pue_peak, before.pue_peak);
    assert_eq!(
        value(&over, "site.loughton.pue").file,
        "tests/fixtures/valid/overlay.toml"
    );
    let duration = |model: &Model, site: usize| match &model.sites[site].phases[0].schedule {
        Schedule::Network(activities) => {
            let months = |activity: usize| {
                activities[activity].duration.distribution().quantile(0.1) / 30.4375
            };
            (months(4), months(1))
        }
        other => panic!("{other:?}"),
    };
    let ((shell_before, fit_out_before), (shell_after, fit_out_after)) =
        (duration(&base, 2), duration(&over, 1));
    assert!((shell_before - 9.0).abs() < 1e-9 && (shell_after - 12.0).abs() < 1e-9);
    assert_eq!(fit_out_before, fit_out_after);
}

#[test]
fn a_setting_on_the_command_line_goes_over_the_files() {
    let set = [
        "site.loughton.pue=1.3",
        "site.loughton.phase.first.gpus=\"20 k\"",
        "scenario.trials=512",
    ];
    let model = load(EXAMPLE, &set);
    let loughton = &model.sites[2];
    assert_eq!(loughton.pue.distribution().as_constant(), Some(1.3));
    match &loughton.phases[0].size {
        Size::Gpus(gpus) => assert_eq!(gpus.distribution().as_constant(), Some(20_000.0)),
        Size::ItLoad(_) => panic!("GPUs are given"),
    }
    assert_eq!(model.trials, 512);
}

#[test]
fn what_came_with_a_template_keeps_the_templates_sources_and_assumptions() {
    let model = text(
        "[scenario]\nfrom = 2026-01-01\n[source.rule]\ntitle = \"A rule\"\n[source.press]\ntitle = \"A press release\"\n\
         [template.t]\nsources = [\"rule\"]\nassumptions = [\"ramp\"]\nramp = \"1 to 4 months\"\n\
         [site.a]\nannounced = 2025-01-01\nsources = [\"press\"]\nassumptions = [\"phase.p.gpus\"]\n\
         [site.a.phase.p]\ntemplate = \"t\"\nchip = \"gb300\"\ngpus = 100\nonline = \"2027\"\n",
    );
    let ramp = value(&model, "site.a.phase.p.ramp");
    assert_eq!(
        (ramp.standing, ramp.sources.as_slice()),
        (Standing::Assumed, ["rule".to_string()].as_slice())
    );
    let gpus = value(&model, "site.a.phase.p.gpus");
    assert_eq!(
        (gpus.standing, gpus.sources.as_slice()),
        (Standing::Assumed, ["press".to_string()].as_slice())
    );
    let online = value(&model, "site.a.phase.p.online");
    assert_eq!(
        (online.standing, online.sources.as_slice()),
        (Standing::Stated, ["press".to_string()].as_slice())
    );
}

#[test]
fn an_activity_that_came_with_a_template_keeps_its_assumptions_for_what_came_with_it() {
    let model = text(
        "[scenario]\nfrom = 2026-01-01\n[template.t.activity.shell]\nduration = \"9 to 16 months\"\nassumptions = [\"duration\"]\n\
         [template.t.activity.fit-out]\nafter = [\"shell\"]\nduration = \"4 to 9 months\"\nassumptions = [\"after\", \"duration\"]\n\
         [site.a]\nannounced = 2025-01-01\n[site.a.phase.p]\ntemplate = \"t\"\nchip = \"gb300\"\ngpus = 100\nonline = \"2027\"\n\
         activity.fit-out = { duration = \"5 months\" }\n",
    );
    let standing = |name: &str| value(&model, &format!("site.a.phase.p.activity.{name}")).standing;
    assert_eq!(standing("shell.duration"), Standing::Assumed);
    assert_eq!(standing("fit-out.after"), Standing::Assumed);
    // The phase's own: the template's list does not speak of it.
    assert_eq!(standing("fit-out.duration"), Standing::Stated);
}

#[test]
fn a_value_of_a_reference_class_says_so_and_lists_the_class_as_its_source() {
    let model = text(
        "[scenario]\nfrom = 2026-01-01\n[site.a]\nannounced = 2025-01-01\nassumptions = [\"phase.q.overrun\"]\n\
         [site.a.phase.p]\nchip = \"gb300\"\ngpus = 100\nonline = \"2027\"\noverrun = { reference = \"ai-site\" }\n\
         [site.a.phase.q]\nchip = \"gb300\"\ngpus = 100\nonline = \"2027\"\noverrun = { reference = \"ai-site\" }\n",
    );
    let stated = value(&model, "site.a.phase.p.overrun");
    assert_eq!(stated.standing, Standing::Catalogue);
    assert_eq!(stated.sources, ["reference-ai-site"]);
    assert!(
        model
            .sources
            .iter()
            .any(|source| source.id == "reference-ai-site")
    );
    assert_eq!(
        value(&model, "site.a.phase.q.overrun").standing,
        Standing::Assumed
    );
}

#[test]
fn an_address_of_an_uncertain_value_is_where_it_is_written() {
    let model = load(EXAMPLE, &[]);
    let loughton = &model.sites[2];
    assert_eq!(loughton.pue_peak.path(), "site.loughton.pue_peak");
    assert_eq!(
        loughton.grid[0].capacity.path(),
        "site.loughton.grid.first.capacity"
    );
    assert_eq!(
        loughton.grid[0].date().path(),
        "site.loughton.grid.first.energised"
    );
    assert_eq!(
        loughton.phases[2].ramp.path(),
        "site.loughton.phase.wing-1.ramp"
    );
    let ChipChoice::OneOf { path, options } = &loughton.phases[1].chip else {
        panic!("a choice");
    };
    assert_eq!(path, "site.loughton.phase.second.chip");
    assert_eq!(options, &[(0, 1.0), (1, 3.0)]);
}

const CONFLICTS: &str = r#"
[scenario]
as_of = 2026-10-31
[source.builder]
title = "The builder"
[source.press]
title = "The press"
[site.cambois]
announced = 2025-05-20
[site.cambois.phase.step]
copies   = 2
chip     = "gb300"
it_load  = "72 MW"
online   = "2029"
[site.thurrock]
announced = 2025-05-20
[site.thurrock.phase.all]
chip   = "gb300"
gpus   = 1_000
online = "2029"
[conflict.start]
title = "When it starts"
about = ["site.cambois.phase.step.online", "site.thurrock.phase.all.online"]
said  = [ { value = "2029", source = "builder" }, { value = "2034", source = "epoch-data-centers" } ]
used  = "2029"
why   = "The builder's own."
[conflict.size]
title = "How large Thurrock is"
about = "site.thurrock"
said  = [ { value = "1,000", source = "builder" }, { value = "2,000", source = "press" } ]
used  = "1,000"
why   = "The builder's own."
"#;

#[test]
fn a_conflict_names_the_values_in_dispute_in_full_and_its_sources_are_listed() {
    let model = text(CONFLICTS);
    let [size, start] = model.conflicts.as_slice() else {
        panic!("{:?}", model.conflicts);
    };
    assert_eq!(size.id, "size");
    assert_eq!(size.about, ["site.thurrock"]);
    assert_eq!(size.said[1].value, "2,000");
    let copies = [
        "site.cambois.phase.step-1.online",
        "site.cambois.phase.step-2.online",
    ];
    assert_eq!(start.about[..2], copies);
    assert_eq!(start.about[2], "site.thurrock.phase.all.online");
    // The last is one of the catalogue's, which no value here stands on.
    for source in ["builder", "press", "epoch-data-centers"] {
        let listed = model.sources.iter().any(|known| known.id == source);
        assert!(listed, "{source}");
    }
    // What is only told moves no draw, and is no value of the run.
    assert!(
        model
            .values
            .iter()
            .all(|value| !value.path.starts_with("conflict"))
    );
}

#[test]
fn a_conflict_about_what_was_removed_is_left_out_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("base.toml"), CONFLICTS).unwrap();
    let over = "extends = \"base.toml\"\n[site]\nthurrock = false\n";
    std::fs::write(path("over.toml"), over).unwrap();
    let model = load(path("over.toml").to_str().unwrap(), &[]);
    let left: Vec<&str> = model.conflicts.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(left, ["start"]);
    assert_eq!(model.conflicts[0].about.len(), 2);
}

#[test]
fn a_story_of_what_was_removed_is_left_out_and_said_so() {
    let load = |set: &[&str]| {
        let options = LoadOptions {
            set: set.iter().map(ToString::to_string).collect(),
            ..LoadOptions::default()
        };
        let loaded = scenario::load(Path::new("scenarios/uk-2025.toml"), &options);
        loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false)))
    };
    let branches = |set: &[&str]| -> Vec<(String, usize)> {
        let branches = load(set).model.dependence.branches.into_iter();
        branches
            .map(|branch| (branch.id, branch.options[0].laws.len()))
            .collect()
    };
    let all = [
        ("cambois-start".to_owned(), 2),
        ("lanarkshire-size".to_owned(), 3),
        ("loughton-power".to_owned(), 2),
    ];
    assert_eq!(branches(&[]), all);
    // A branch with nothing left to tell is gone; one with half of it goes on with that.
    assert_eq!(branches(&["site.loughton=false"]), all[..2]);
    let half = branches(&[
        "site.loughton.grid.full=false",
        "site.loughton.phase.expansion=false",
    ]);
    assert_eq!(
        half,
        [
            all[0].clone(),
            all[1].clone(),
            ("loughton-power".to_owned(), 1)
        ]
    );
    let said = load(&["site.loughton=false"]).warnings.render(false);
    assert_eq!(
        said.matches("warning[branch::removed]").count(),
        4,
        "{said}"
    );
    assert!(
        said.contains("a part of `site.loughton`, which was removed"),
        "{said}"
    );
}
