//! What makes sites slip together: what the model has of what a scenario says, worked out by hand.

use capcast::calendar::Instant;
use capcast::model::{
    ChipChoice, Dependence, Each, Energised, Model, Reach, Schedule, Tie, TieLevel, Work,
};
use capcast::scenario::problem::Problems;
use capcast::scenario::{Files, LoadOptions, diff, load};
use std::path::Path;

const WORLD: &str = r#"
[scenario]
from  = 2026-01-01
as_of = 2026-06-30

[zone.gb-south]
country = "GB"
[zone.no-1]
country = "NO"

[programme.all]
gpus = 60_000
[programme.north]
part_of = ["all"]

[template.build.activity]
planning = { duration = "6 to 14 months", gate = 0.8 }
shell    = { after = ["planning"], duration = "9 to 16 months" }
delivery = { duration = "6 to 13 months" }

[site.ash]
operator  = "Imagined Compute"
customer  = "Imagined Bank"
zone      = "gb-south"
announced = 2025-09-16

[site.ash.phase.a]
chip     = "gb300"
gpus     = 23_040
online   = "2027"
template = "build"
tags     = ["first-wave"]
activity.planning = { finished = 2026-03-01 }
activity.shell    = { started = 2026-03-15 }

[site.ash.phase.running]
chip   = "gb300"
gpus   = 1_000
online = "2026"
actual_online = 2026-05-01

[site.ash.grid.first]
capacity         = "20 MW"
actual_energised = 2026-05-01
[site.ash.grid.full]
capacity  = "90 MW"
applied   = 2024-11-01
energised = "2026-03 to 2028-09"

[site.birch]
zone      = "no-1"
programme = ["north"]

[site.birch.phase.b]
operator  = "Birch AI"
announced = 2025-10-01
chip      = { values = ["gb300", "vr200"], weights = [2, 1] }
gpus      = 8_000
online    = "2028"
template  = "build"
copies    = 2

[site.birch.phase.later]
announced  = 2026-01-15
chip       = "b200"
gpus       = 4_000
online     = "2029"
commitment = "contract"

[site.birch.grid.full]
capacity  = "60 MW"
energised = "2027-06 to 2029-06"
"#;

fn read_with(more: &str, options: &LoadOptions) -> Result<Model, Problems> {
    let text = format!("{WORLD}{more}");
    let options = LoadOptions {
        files: Files::memory([("world.toml", text.as_str())]),
        ..options.clone()
    };
    load("world.toml", &options).map(|loaded| loaded.model)
}

fn read(more: &str) -> Model {
    read_with(more, &LoadOptions::default()).unwrap()
}

/// "ash.a.shell", "birch.later.online", "ash.full.energisation".
fn name(model: &Model, work: Work) -> String {
    match work {
        Work::Activity {
            site,
            phase,
            activity,
        } => {
            let site = &model.sites[site];
            let phase = &site.phases[phase];
            let Schedule::Network(activities) = &phase.schedule else {
                panic!("{} has no network", phase.path);
            };
            format!("{}.{}.{}", site.id, phase.id, activities[activity].id)
        }
        Work::Span { site, phase } => {
            let site = &model.sites[site];
            format!("{}.{}.online", site.id, site.phases[phase].id)
        }
        Work::Wait { site, stage } => {
            let site = &model.sites[site];
            format!("{}.{}.energisation", site.id, site.grid[stage].id)
        }
    }
}

fn works(model: &Model, reach: &Reach) -> Vec<String> {
    reach.work.iter().map(|work| name(model, *work)).collect()
}

fn phases(model: &Model, reach: &Reach) -> Vec<String> {
    let phases = reach.phases.iter();
    phases
        .map(|&(site, phase)| {
            let site = &model.sites[site];
            format!("{}.{}", site.id, site.phases[phase].id)
        })
        .collect()
}

/// What a selector finds: works and phases.
fn found(selector: &str) -> (Vec<String>, Vec<String>) {
    let model = read(&format!(
        "[driver.x]\nfactor = \"0.9 to 1.4\"\napplies_to = {selector}\n"
    ));
    let reach = &model.dependence.drivers[0].reach;
    let by_activity = selector.contains("activity");
    assert_eq!(reach.by_activity, by_activity);
    assert!(reach.work.is_sorted() && reach.phases.is_sorted());
    (works(&model, reach), phases(&model, reach))
}

#[test]
fn a_selector_finds_what_matches_every_key_and_is_no_fact() {
    let open = [
        "ash.a.delivery",
        "ash.a.shell",
        "birch.b-1.delivery",
        "birch.b-1.planning",
        "birch.b-1.shell",
        "birch.b-2.delivery",
        "birch.b-2.planning",
        "birch.b-2.shell",
        "birch.later.online",
    ];
    let all_phases = ["ash.a", "birch.b-1", "birch.b-2", "birch.later"];
    let cases: [(&str, &[&str], &[&str]); 15] = [
        // Without an activity: networks and spans, no grid stage; neither the phase that runs nor
        // the activity that is over.
        ("{}", &open, &all_phases),
        ("{ site = \"ash\" }", &open[..2], &all_phases[..1]),
        ("{ phase = \"b-*\" }", &open[2..8], &all_phases[1..3]),
        (
            "{ activity = [\"shell\", \"planning\"], site = \"*\", phase = [\"a\", \"b-2\"] }",
            &["ash.a.shell", "birch.b-2.planning", "birch.b-2.shell"],
            &["ash.a", "birch.b-2"],
        ),
        ("{ activity = \"online\" }", &open[8..], &all_phases[3..]),
        (
            "{ activity = \"energisation\" }",
            &["ash.full.energisation", "birch.full.energisation"],
            &[],
        ),
        (
            "{ activity = \"energisation\", zone = \"no-*\" }",
            &["birch.full.energisation"],
            &[],
        ),
        // A stage is of an operator if a phase of its site is.
        (
            "{ activity = \"energisation\", operator = \"Imagined Compute\" }",
            &["ash.full.energisation"],
            &[],
        ),
        // One phase must match all keys: none is both.
        (
            "{ activity = [\"energisation\", \"delivery\"], operator = \"Birch AI\", chip = [\"vr200\", \"b200\"] }",
            &[
                "birch.b-1.delivery",
                "birch.b-2.delivery",
                "birch.full.energisation",
            ],
            &["birch.b-1", "birch.b-2"],
        ),
        (
            "{ activity = \"e*\", operator = \"Birch AI\", chip = \"gb300\" }",
            &["birch.full.energisation"],
            &[],
        ),
        ("{ country = \"NO\" }", &open[2..], &all_phases[1..]),
        // With all that is part of it.
        ("{ programme = \"all\" }", &open[2..], &all_phases[1..]),
        ("{ chip = \"b200\" }", &open[8..], &all_phases[3..]),
        ("{ tag = \"first-*\" }", &open[..2], &all_phases[..1]),
        (
            "{ customer = \"Imagined Bank\" }",
            &open[..2],
            &all_phases[..1],
        ),
    ];
    for (selector, work, of_phases) in cases {
        let found = found(selector);
        assert_eq!(found.0, work, "{selector}");
        assert_eq!(found.1, of_phases, "{selector}");
    }
}

#[test]
fn a_wait_begins_with_its_application_else_with_the_first_announcement() {
    let model = read("");
    let from = |site: usize, stage: usize| match &model.sites[site].grid[stage].energised {
        Energised::Expected { from, .. } => from.and_then(Instant::date).unwrap().to_string(),
        Energised::Fact(_) => panic!("a fact"),
    };
    assert_eq!(from(0, 1), "2024-11-01");
    assert_eq!(from(1, 0), "2025-10-01");
    let announced = read(
        "[site.cedar]\nannounced = 2025-02-03\n[site.cedar.phase.x]\nannounced = 2025-01-01\nchip = \"b200\"\ngpus = 10\nonline = \"2028\"\n[site.cedar.grid.g]\ncapacity = \"1 MW\"\nenergised = \"2028\"\n",
    );
    let Energised::Expected {
        from: Some(from), ..
    } = &announced.sites[2].grid[0].energised
    else {
        panic!("expected, from a day");
    };
    assert_eq!(from.date().unwrap().to_string(), "2025-02-03");
}

#[test]
fn a_gate_is_each_copys_own_and_none_of_what_is_finished() {
    let model = read("");
    let gate = |site: usize, phase: usize| match &model.sites[site].phases[phase].schedule {
        Schedule::Network(activities) => {
            let planning = activities.iter().find(|one| one.id == "planning").unwrap();
            planning
                .gate
                .as_ref()
                .map(|gate| (gate.path().to_owned(), gate.median()))
        }
        _ => panic!("a network"),
    };
    let path = "site.birch.phase.b-2.activity.planning.gate";
    assert_eq!(gate(1, 1), Some((path.to_owned(), 0.8)));
    assert_eq!(gate(0, 0), None);
    // It stays in the list of values: what was known of it.
    let listed = |path: &str| model.values.iter().any(|value| value.path == path);
    assert!(listed("site.ash.phase.a.activity.planning.gate"));
}

fn levels(tie: &Tie) -> &[TieLevel] {
    match tie {
        Tie::Levels(levels) => levels,
        Tie::Matrix { .. } => panic!("levels"),
    }
}

#[test]
fn members_share_the_factors_of_what_they_have_in_common() {
    let model = read(
        "[correlation.g]\nlevels = { site = 0.3, country = 0.2, operator = 0.1, phase = 0.15 }\napplies_to = { activity = [\"shell\", \"energisation\", \"online\"] }\n",
    );
    let group = &model.dependence.groups[0];
    assert_eq!(
        group.members,
        [
            "site.ash.grid.full.energised",
            "site.ash.phase.a.activity.shell.duration",
            "site.birch.grid.full.energised",
            "site.birch.phase.b-1.activity.shell.duration",
            "site.birch.phase.b-2.activity.shell.duration",
            "site.birch.phase.later.overrun",
        ]
    );
    assert_eq!(group.df, None);
    let levels = levels(&group.tie);
    // The widest first, whatever the order written.
    let by: Vec<(&str, f64)> = levels
        .iter()
        .map(|one| (one.by.as_str(), one.rho))
        .collect();
    assert_eq!(
        by,
        [
            ("country", 0.2),
            ("operator", 0.1),
            ("site", 0.3),
            ("phase", 0.15)
        ]
    );
    assert_eq!(levels[0].of, ["GB", "GB", "NO", "NO", "NO", "NO"]);
    // Phases of birch have no operator in common, and its last has none at all.
    assert_eq!(
        levels[1].of,
        [
            "Imagined Compute",
            "Imagined Compute",
            "site.birch.grid.full.energised",
            "Birch AI",
            "Birch AI",
            "site.birch.phase.later.overrun",
        ]
    );
    assert_eq!(levels[3].of[0], "site.ash.grid.full.energised");
    assert_eq!(levels[3].of[1], "ash.a");
    assert_eq!(levels[3].of[5], "birch.later");
}

#[test]
fn one_rho_is_one_factor_and_a_t_copula_has_its_degrees_of_freedom() {
    let model = read(
        "[correlation.g]\nrho = 0.4\ncopula = \"t\"\ndf = 5.5\nnames = [\"chip.gb300.watts\", \"site.ash.phase.a.activity.shell\"]\n",
    );
    let group = &model.dependence.groups[0];
    assert_eq!(group.df, Some(5.5));
    let [only] = levels(&group.tie) else {
        panic!("one level");
    };
    assert_eq!((only.by.as_str(), only.rho), ("all", 0.4));
    assert_eq!(only.of, ["all", "all"]);
    assert_eq!(
        group.members,
        [
            "chip.gb300.watts",
            "site.ash.phase.a.activity.shell.duration"
        ]
    );
}

#[test]
fn rank_correlations_become_those_of_scores_and_what_is_certain_is_left_out() {
    let model = read(
        "[correlation.g]\nnames = [\"site.ash.load_factor\", \"site.ash.phase.a.gpus\", \"site.birch.load_factor\"]\nmatrix = [[1, 0.2, 0.5], [0.2, 1, 0], [0.5, 0, 1]]\n",
    );
    let group = &model.dependence.groups[0];
    assert_eq!(
        group.members,
        ["site.ash.load_factor", "site.birch.load_factor"]
    );
    let Tie::Matrix {
        scores,
        asked,
        repaired,
    } = &group.tie
    else {
        panic!("a matrix");
    };
    assert_eq!(asked, &[vec![1.0, 0.5], vec![0.5, 1.0]]);
    // 2 sin(pi / 12), with sin(15 degrees) = (sqrt 6 - sqrt 2) / 4.
    let expected = (6.0_f64.sqrt() - 2.0_f64.sqrt()) / 2.0;
    assert!((scores[0][1] - expected).abs() < 1e-15, "{scores:?}");
    assert_eq!((scores[0][0], scores[1][0]), (1.0, scores[0][1]));
    assert_eq!(*repaired, None);
}

#[test]
fn an_impossible_matrix_is_repaired_where_that_is_asked_for_and_says_by_how_much() {
    let names = "names = [\"site.ash.load_factor\", \"site.birch.load_factor\", \"chip.gb300.watts\"]\nmatrix = [[1, 0.9, 0.7], [0.9, 1, -0.9], [0.7, -0.9, 1]]\n";
    let wrong = read_with(
        &format!("[correlation.g]\n{names}"),
        &LoadOptions::default(),
    );
    assert_eq!(wrong.unwrap_err().codes(), ["matrix::impossible"]);
    let model = read(&format!("[correlation.g]\nrepair = true\n{names}"));
    let Tie::Matrix {
        scores, repaired, ..
    } = &model.dependence.groups[0].tie
    else {
        panic!("a matrix");
    };
    let change = repaired.unwrap();
    let asked = 2.0 * (std::f64::consts::PI * 0.9 / 6.0).sin();
    assert!(
        (change - (asked - scores[0][1])).abs() < 1e-9,
        "{change} {scores:?}"
    );
    assert!(capcast::stats::Eigen::of(scores).smallest() > -1e-9);
}

const RISKS: &str = r#"
[risk.queue]
probability = 0.3
delay       = "3 to 12 months"
each        = "site"
applies_to  = { activity = "energisation" }
mitigated   = { probability = 0.1, cost = "4 M GBP" }

[risk.bank]
probability = 0.05
cancel      = true
applies_to  = { customer = "Imagined Bank" }
mitigated   = { cancel = false, size = "0.4 to 0.6" }

[risk.gone]
probability = 0.2
delay       = "2 months"
factor      = 1.2
applies_to  = {}
mitigated   = { delay = 0, factor = 1 }

[driver.yield]
on         = "size"
factor     = "0.9 to 1.0"
applies_to = {}

[correlation.g]
rho        = 0.5
applies_to = { activity = "energisation" }

[branch.rates]
options = [
  { weight = 3, set = { "risk.queue.probability" = 0.5, "risk.queue.delay" = "1 to 2 months" } },
  { weight = 1, set = { "risk.gone.delay" = "4 months" } },
]
"#;

#[test]
fn mitigation_restates_at_the_same_addresses_and_keeps_the_rest() {
    let before = read(RISKS).dependence;
    let options = LoadOptions {
        mitigated: true,
        ..LoadOptions::default()
    };
    let after = read_with(RISKS, &options).unwrap().dependence;
    assert_eq!(after, before.mitigated());
    let risk =
        |of: &Dependence, id: &str| of.risks.iter().find(|risk| risk.id == id).unwrap().clone();
    let (queue, was) = (risk(&after, "queue"), risk(&before, "queue"));
    assert_eq!(queue.probability.median(), 0.1);
    assert_eq!(queue.probability.path(), "risk.queue.probability");
    assert_eq!(queue.impact, was.impact);
    assert_eq!(was.mitigated.unwrap().cost.as_deref(), Some("4 M GBP"));
    let bank = risk(&after, "bank").impact;
    assert!(!bank.cancel && bank.delay.is_none());
    assert_eq!(bank.size.unwrap().path(), "risk.bank.size");
    assert_eq!(
        risk(&after, "gone").impact,
        capcast::model::Impact::default()
    );
    // A story about what mitigation restates no longer holds; one about the rest does.
    let paths = |of: &Dependence, option: usize| -> Vec<String> {
        let laws = of.branches[0].options[option].laws.iter();
        laws.map(|(path, _)| path.clone()).collect()
    };
    assert_eq!(
        paths(&before, 0),
        ["risk.queue.delay", "risk.queue.probability"]
    );
    assert_eq!(paths(&after, 0), ["risk.queue.delay"]);
    assert_eq!(paths(&after, 1), [""; 0]);
}

#[test]
fn independent_draws_everything_by_itself_and_keeps_the_stories() {
    let options = LoadOptions {
        independent: true,
        ..LoadOptions::default()
    };
    let alone = read_with(RISKS, &options).unwrap().dependence;
    assert!(alone.groups.is_empty());
    assert!(alone.risks.iter().all(|risk| risk.each == Each::Activity));
    assert!(
        alone
            .drivers
            .iter()
            .all(|driver| driver.each == Each::Activity)
    );
    assert_eq!(alone.branches, read(RISKS).dependence.branches);
}

#[test]
fn what_mitigation_and_sharing_change_is_told_key_by_key() {
    let text = format!("{WORLD}{RISKS}");
    let told = |mitigated: bool, independent: bool| -> Vec<String> {
        let files = Files::memory([("world.toml", text.as_str())]);
        let base = LoadOptions {
            files,
            ..LoadOptions::default()
        };
        let variant = LoadOptions {
            mitigated,
            independent,
            ..base.clone()
        };
        let path = Path::new("world.toml");
        let mut problems = Problems::new();
        let found = diff((path, &base), (path, &variant), &mut problems).unwrap();
        found.check(["base", "variant"], &mut problems);
        assert!(!problems.has_errors(), "{problems}");
        let side = |side: &Option<capcast::scenario::Side>| {
            side.as_ref()
                .map_or_else(|| "-".to_owned(), |side| side.text.clone())
        };
        let edits = found.edits.iter();
        edits
            .map(|edit| {
                format!(
                    "{} {} {}",
                    edit.address(),
                    side(&edit.base),
                    side(&edit.variant)
                )
            })
            .collect()
    };
    assert_eq!(told(false, false), [""; 0]);
    assert_eq!(
        told(true, false),
        [
            "risk.bank.cancel true false",
            "risk.bank.size - 0.4 to 0.6",
            "risk.gone.off - true",
            "risk.queue.probability 0.3 0.1",
        ]
    );
    let shared = told(false, true);
    assert_eq!(shared.len(), 5, "{shared:#?}");
    assert!(shared[0].starts_with("correlation.g {"), "{shared:#?}");
    assert!(shared[1].starts_with("driver.yield.each - "), "{shared:#?}");
}

const PLAN: &str = r#"
[branch.plan]
name = "What is built"
options = [
  { name = "as announced", weight = 4, set = { "site.ash.phase.a.gpus" = 23_040 } },
  { weight = 1, set = { "site.ash.phase.a.gpus" = "40 to 50 k", "site.ash.phase.a.chip" = { values = ["vr200", "h200"], weights = [1, 2] }, site.ash.grid.full.energised = "2025-06 to 2028-06", "site.birch.phase.later.proceed" = 0.2, "site.ash.phase.a.activity.shell.duration" = "12 to 20 months", "site.birch.phase.later.overrun" = "0.5 to 2" } },
]
"#;

#[test]
fn a_story_has_the_laws_that_its_values_have_given_what_is_known() {
    let model = read(PLAN);
    let [branch] = model.dependence.branches.as_slice() else {
        panic!("one branch");
    };
    assert_eq!(
        (branch.id.as_str(), branch.name.as_str()),
        ("plan", "What is built")
    );
    let [announced, other] = branch.options.as_slice() else {
        panic!("two stories");
    };
    assert_eq!(
        (announced.name.as_str(), announced.weight),
        ("as announced", 4.0)
    );
    assert_eq!(other.name, "option 2");
    // Others keep the law that the scenario has.
    assert_eq!(announced.laws.len(), 1);
    assert_eq!(announced.laws[0].1.as_constant(), Some(23_040.0));
    let law = |path: &str| {
        let mut laws = other.laws.iter();
        let found = laws.find(|(of, _)| of == path);
        found.unwrap_or_else(|| panic!("{path}")).1.clone()
    };
    // P10 and P90 of the sizes; the duration unconditioned, as the model's own is.
    let gpus = law("site.ash.phase.a.gpus");
    assert!((gpus.quantile(0.1) - 40_000.0).abs() < 1e-6 * 40_000.0);
    let shell = law("site.ash.phase.a.activity.shell.duration");
    assert!((shell.quantile(0.9) / shell.quantile(0.1) - 20.0 / 12.0).abs() < 1e-9);
    // Given that it comes after the status date: the part of the range before is gone.
    let energised = law("site.ash.grid.full.energised");
    let as_of = Instant::start_of(model.as_of.unwrap()).days();
    assert_eq!(energised.cdf(as_of), 0.0);
    let Energised::Expected { date, .. } = &model.sites[0].grid[1].energised else {
        panic!("expected");
    };
    assert_ne!(date.distribution(), &energised);
    // The overrun of a span of which 166 of 1,447 days are gone: above 0.11.
    assert!(law("site.birch.phase.later.overrun").support().0 > 0.1);
    // In place of the word that the scenario has for it.
    let proceed = law("site.birch.phase.later.proceed");
    assert_eq!(proceed.as_constant(), Some(0.2));
    let [(path, chip)] = other.chips.as_slice() else {
        panic!("one chip");
    };
    assert_eq!(path, "site.ash.phase.a.chip");
    let ChipChoice::OneOf { options, .. } = chip else {
        panic!("one of two");
    };
    let ids: Vec<(&str, f64)> = options
        .iter()
        .map(|(index, weight)| (model.chips[*index].id.as_str(), *weight))
        .collect();
    assert_eq!(ids, [("vr200", 1.0), ("h200", 2.0)]);
    // The scenario itself is as without the branch, but for the chips that it may need.
    let without = read("");
    assert_eq!(without.sites.len(), model.sites.len());
    assert_eq!(
        model.sites[0].phases[0].size, without.sites[0].phases[0].size,
        "the base keeps its own"
    );
    assert!(without.chips.iter().all(|chip| chip.id != "h200"));
}

#[test]
fn quantities_are_all_that_is_drawn_by_its_address() {
    let model = read(RISKS);
    let laws = model.quantities();
    for path in [
        "site.ash.pue_peak",
        "site.ash.grid.full.energised",
        "site.ash.phase.a.activity.shell.started",
        "site.ash.phase.running.actual_online",
        "site.birch.phase.b-1.activity.planning.gate",
        "site.birch.phase.later.overrun",
        "chip.gb300.watts",
        "driver.yield.factor",
        "risk.queue.delay",
    ] {
        assert!(laws.contains_key(path), "{path}");
    }
    for path in [
        "programme.all.gpus",
        "site.ash.phase.a.online",
        "site.ash.phase.a.activity.planning.gate",
        "risk.bank.size",
    ] {
        assert!(!laws.contains_key(path), "{path}");
    }
    let chips = model.chip_choices();
    assert_eq!(chips.len(), 5);
    assert_eq!(
        chips["site.ash.phase.a.chip"],
        &model.sites[0].phases[0].chip
    );
}

#[test]
fn a_setting_of_what_is_not_there_is_refused_by_name() {
    for (setting, near) in [
        ("risk.quue.off=true", "did you mean `queue`?"),
        ("driver.yeild.factor=1", "did you mean `yield`?"),
        ("correlation.gg.rho=0.1", "the only one known is `g`"),
    ] {
        let options = LoadOptions {
            set: vec![setting.to_owned()],
            ..LoadOptions::default()
        };
        let problems = read_with(RISKS, &options).unwrap_err();
        assert_eq!(problems.codes(), ["set::unknown"], "{problems}");
        assert!(problems.render(false).contains(near), "{problems}");
    }
    let options = LoadOptions {
        set: vec![
            "risk.queue.off=true".to_owned(),
            "correlation.g.rho=0".to_owned(),
        ],
        ..LoadOptions::default()
    };
    let set = read_with(RISKS, &options).unwrap().dependence;
    assert!(set.risks.iter().any(|risk| risk.off));
    assert_eq!(levels(&set.groups[0].tie)[0].rho, 0.0);
}
