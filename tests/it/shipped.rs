//! What must hold of the shipped scenarios, whatever their assumptions: nothing said about them, no
//! source without use, and Abilene at the size that is reported of it.

use crate::world::series;
use capcast::engine::{Unwatched, simulate};
use capcast::model::{Model, PhaseState};
use capcast::plan::{Plan, RunSpec};
use capcast::projection::{Projection, Provenance, ScheduleRow, Series};
use capcast::scenario::{LoadOptions, load};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The shipped scenarios, all of them.
fn scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 12, "{paths:?}");
    paths
}

fn model(path: &Path) -> Model {
    match load(path, &LoadOptions::default()) {
        Ok(loaded) => {
            assert_eq!(loaded.warnings.render(false), "", "{}", path.display());
            loaded.model
        }
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

fn texas() -> Projection {
    let model = model(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/stargate-texas.toml"));
    let spec = RunSpec {
        trials: 4_000,
        ..RunSpec::of(&model)
    };
    let plan = Plan::compile(&model, &spec);
    let results = simulate(std::slice::from_ref(&plan), &Unwatched).unwrap();
    Projection::new(&model, &plan, &results[0], &Provenance::default())
}

fn at(projection: &Projection, series: &Series, end: &str) -> [f64; 4] {
    let period = projection.periods.iter().position(|known| known == end);
    let period = period.unwrap_or_else(|| panic!("no period ends on {end}"));
    [
        series.announced[period],
        series.p10[period],
        series.p50[period],
        series.p90[period],
    ]
}

fn online<'a>(projection: &'a Projection, site: &str, phase: &str) -> &'a ScheduleRow {
    let mut rows = projection.schedule.iter();
    rows.find(|row| {
        row.site == site && row.phase.as_deref() == Some(phase) && row.milestone == "online"
    })
    .unwrap()
}

/// The parts that scenarios share.
fn parts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/parts");
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|entry| entry.unwrap().path()).collect()
}

/// Ids of the tables of a kind that a file writes.
fn written(path: &Path, kind: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let head = format!("[{kind}.");
    let ids = text.lines().filter_map(|line| {
        let line = line.split('#').next()?.trim();
        Some(line.strip_prefix(&head)?.strip_suffix(']')?.to_owned())
    });
    ids.filter(|id| !id.contains('.')).collect()
}

/// Sources that a value, a conflict or something left out stands on.
fn used(model: &Model) -> BTreeSet<&str> {
    let values = model.values.iter().flat_map(|value| &value.sources);
    let left_out = model
        .not_modelled
        .iter()
        .filter_map(|left| left.source.as_ref());
    let conflicts = model
        .conflicts
        .iter()
        .flat_map(|conflict| conflict.sources());
    let all = values.chain(left_out).chain(conflicts);
    all.map(String::as_str).collect()
}

#[test]
fn nothing_is_said_about_a_shipped_scenario_and_each_source_of_it_is_used() {
    let mut anywhere: BTreeSet<String> = BTreeSet::new();
    for path in scenarios() {
        let model = model(&path);
        let used = used(&model);
        let listed: BTreeSet<&str> = model.sources.iter().map(|one| one.id.as_str()).collect();
        assert!(used.is_subset(&listed), "{:?}", used.difference(&listed));
        let own = written(&path, "source");
        let idle: Vec<&String> = own
            .iter()
            .filter(|id| !used.contains(id.as_str()))
            .collect();
        assert!(idle.is_empty(), "{}: {idle:?}", path.display());
        anywhere.extend(used.into_iter().map(str::to_owned));
    }
    for path in parts() {
        let own = written(&path, "source");
        let idle: Vec<&String> = own.iter().filter(|id| !anywhere.contains(*id)).collect();
        assert!(idle.is_empty(), "{}: {idle:?}", path.display());
    }
}

#[test]
fn each_source_says_what_it_is_and_where_it_can_be_read() {
    for path in scenarios() {
        for source in model(&path).sources {
            let is_whole = !source.title.is_empty() && source.publisher.is_some();
            assert!(is_whole, "{}: {source:?}", path.display());
        }
        // A built-in source may be a record that has no address.
        let own = written(&path, "source");
        let model = model(&path);
        let mut sources = model
            .sources
            .iter()
            .filter(|source| own.contains(&source.id));
        assert!(
            sources.all(|source| source.url.is_some()),
            "{}",
            path.display()
        );
    }
}

#[test]
fn each_value_of_a_shipped_scenario_has_a_source_or_is_an_assumption() {
    // What a scenario is asked for is no figure of the world, a selector none at all, and of a rate a comment says
    // where it is from.
    let is_figure = |path: &str| {
        let asked = [
            "scenario.",
            "output.",
            "sweep.",
            "training.",
            "fx.",
            "target.",
        ];
        !asked.iter().any(|kind| path.starts_with(kind)) && !path.ends_with(".applies_to")
    };
    for path in scenarios() {
        let model = model(&path);
        let bare: Vec<&str> = model
            .values
            .iter()
            .filter(|value| is_figure(&value.path) && is_bare(value))
            .map(|value| value.path.as_str())
            .collect();
        assert!(bare.is_empty(), "{}: {bare:?}", path.display());
    }
}

#[test]
fn a_shipped_scenario_begins_with_a_comment_of_ten_lines_at_most() {
    for path in scenarios() {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut lines = text.lines();
        assert_eq!(
            lines.next(),
            Some("#:schema ./scenario.schema.json"),
            "{}",
            path.display()
        );
        let head: Vec<&str> = lines.take_while(|line| line.starts_with('#')).collect();
        assert!(
            (3..=10).contains(&head.len()),
            "{}: {} lines",
            path.display(),
            head.len()
        );
        assert!(
            head.iter().all(|line| line.chars().count() <= 126),
            "{}",
            path.display()
        );
    }
}

#[test]
fn all_that_a_part_has_is_of_use_to_some_scenario() {
    let models: Vec<Model> = scenarios().iter().map(|path| model(path)).collect();
    let texts: Vec<String> = scenarios()
        .iter()
        .chain(&parts())
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let all = |ids: fn(&Model) -> Vec<String>| -> BTreeSet<String> {
        models.iter().flat_map(ids).collect()
    };
    let zones = all(|model| model.zones.iter().map(|zone| zone.id.clone()).collect());
    let drivers = all(|model| {
        model
            .dependence
            .drivers
            .iter()
            .map(|one| one.id.clone())
            .collect()
    });
    let risks = all(|model| {
        model
            .dependence
            .risks
            .iter()
            .map(|one| one.id.clone())
            .collect()
    });
    let groups = all(|model| {
        model
            .dependence
            .groups
            .iter()
            .map(|one| one.id.clone())
            .collect()
    });
    for path in parts() {
        for (kind, known) in [
            ("zone", &zones),
            ("driver", &drivers),
            ("risk", &risks),
            ("correlation", &groups),
        ] {
            let idle: Vec<String> = written(&path, kind).difference(known).cloned().collect();
            assert!(idle.is_empty(), "{}: {kind} {idle:?}", path.display());
        }
        for template in written(&path, "template") {
            let named = format!("\"{template}\"");
            assert!(texts.iter().any(|text| text.contains(&named)), "{template}");
        }
    }
}

/// Whatever other ledgers its members are in: what is claimed of a programme and its own remainder are its total.
#[test]
fn members_and_remainder_of_each_programme_add_up_to_its_total() {
    let mut seen = 0;
    for path in scenarios() {
        let model = model(&path);
        for (programme, account) in model.programmes.iter().zip(model.accounts()) {
            for balance in [account.gpus, account.it_load, account.money] {
                let Some(total) = balance.total else { continue };
                let sum = balance.claimed + balance.remainder() - balance.over_subscribed();
                assert!(
                    (sum - total).abs() <= 1e-9 * total,
                    "{} of {}",
                    programme.id,
                    path.display()
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

/// NVIDIA's 120,000: Nscale's exact 58,640, CoreWeave's 60,000 and 1,360 of rounding; each of them a row of the totals.
#[test]
fn nvidias_programme_is_counted_once_and_in_full() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/uk-2025.toml");
    let model = model(&path);
    let accounts = model.accounts();
    let account = |id: &str| {
        let mut programmes = model.programmes.iter();
        accounts[programmes.position(|one| one.id == id).unwrap()]
    };
    assert_eq!(account("nvidia-uk").gpus.claimed, 118_640.0);
    assert_eq!(account("nvidia-uk").gpus.remainder(), 1_360.0);
    // Loughton's GPUs are Microsoft's as well, Stargate UK's and Chapelhall's of growth zones: neither is counted twice.
    assert_eq!(account("microsoft-uk-2025").gpus.claimed, 23_040.0);
    // At sites, each once, and what has none: of CoreWeave's share and of the round number.
    let spec = RunSpec {
        trials: 64,
        ..RunSpec::of(&model)
    };
    let plan = Plan::compile(&model, &spec);
    let results = simulate(std::slice::from_ref(&plan), &Unwatched).unwrap();
    let projection = Projection::new(&model, &plan, &results[0], &Provenance::default());
    let row = |id: &str| {
        projection
            .programmes
            .iter()
            .find(|row| row.id == id)
            .unwrap()
    };
    let sited = row("nvidia-uk").sited_gpus;
    let rest = row("coreweave-uk").unsited_gpus + row("nvidia-uk").unsited_gpus;
    assert!((sited + rest - 120_000.0).abs() < 1.0, "{sited} and {rest}");
    let remainders: Vec<&str> = model
        .sites
        .iter()
        .filter(|site| site.remainder_of.is_some())
        .map(|site| site.id.as_str())
        .collect();
    assert_eq!(
        remainders,
        ["coreweave-uk-remainder", "nvidia-uk-remainder"]
    );
}

/// Whether a value was stated with nothing behind it.
fn is_bare(value: &capcast::model::UsedValue) -> bool {
    use capcast::model::Standing;
    matches!(value.standing, Standing::Stated) && value.sources.is_empty()
}

#[test]
fn abilene_has_its_eight_buildings_and_its_reported_size() {
    let projection = texas();
    let gpus = at(
        &projection,
        series(&projection, "site", "abilene", "gpus_powered"),
        "2026-12-31",
    );
    // 700 racks of 72 in each of eight buildings.
    assert!((gpus[0] - 403_200.0).abs() < 1.0, "{gpus:?}");
    let load = at(
        &projection,
        series(&projection, "site", "abilene", "facility_load"),
        "2028-12-31",
    );
    // 1,180 MW reported, 1.2 GW announced.
    assert!((load[2] / 1_180.0 - 1.0).abs() < 0.03, "{load:?}");
    assert!((load[0] / 1_200.0 - 1.0).abs() < 0.03, "{load:?}");
    assert!(load[1] < 1_180.0 && load[3] > 1_200.0, "{load:?}");
    assert!(load[1] > 1_000.0 && load[3] < 1_400.0, "{load:?}");
    // Half of it on the day of the last image: four buildings, 590 MW.
    let seen = at(
        &projection,
        series(&projection, "site", "abilene", "facility_load"),
        "2026-07-31",
    );
    assert!((seen[2] / 590.0 - 1.0).abs() < 0.05, "{seen:?}");
}

#[test]
fn what_runs_in_texas_is_a_fact_and_nothing_else_comes_before_it_was_seen() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/stargate-texas.toml");
    let model = model(&path);
    let mut running = Vec::new();
    for site in &model.sites {
        for phase in &site.phases {
            if matches!(phase.state, PhaseState::Online(_)) {
                running.push(phase.path.as_str());
            }
        }
    }
    let expected: Vec<String> = (1..=4)
        .map(|number| format!("site.abilene.phase.building-{number}"))
        .collect();
    assert_eq!(running, expected);
    let projection = texas();
    let rows = projection
        .schedule
        .iter()
        .filter(|row| row.milestone == "online");
    let mut phases = 0;
    for row in rows {
        phases += 1;
        let (p10, seen) = (row.p10.as_deref(), row.seen.as_deref());
        assert!(
            row.fact || p10 > seen,
            "{} {:?}: {p10:?} {seen:?}",
            row.site,
            row.phase
        );
    }
    assert_eq!(phases, 8 + 2 + 10 + 8);
    // The order of a campus: each building at its median after the one before it.
    let months: Vec<Option<&str>> = (1..=10)
        .map(|number| online(&projection, "shackelford", &format!("building-{number}")))
        .map(|row| row.p50.as_deref())
        .collect();
    assert!(months.is_sorted(), "{months:?}");
    // Lost once, not ten times over.
    let lost = |phase: &str| online(&projection, "shackelford", phase).cancelled.value;
    assert!((lost("building-7") - lost("building-1")).abs() < 1e-12);
    assert!((lost("building-10") - lost("building-8")).abs() < 1e-12);
}
