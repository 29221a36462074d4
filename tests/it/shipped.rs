//! What must hold of the shipped scenarios, whatever their assumptions: nothing said about them, no
//! source without use, and Abilene at the size that is reported of it.

use crate::world::series;
use capcast::engine::{Unwatched, simulate};
use capcast::model::{Model, PhaseState};
use capcast::outcome::Outcome;
use capcast::plan::{Plan, RunSpec};
use capcast::projection::{ProgrammeRow, Projection, Provenance, ScheduleRow, Series};
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
    projection("stargate-texas")
}

fn named(name: &str) -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    model(&folder.join(format!("{name}.toml")))
}

fn projection(name: &str) -> Projection {
    ran(&named(name), 4_000)
}

fn ran(model: &Model, trials: u64) -> Projection {
    let spec = RunSpec {
        trials,
        ..RunSpec::of(model)
    };
    let plan = Plan::compile(model, &spec);
    let results = simulate(std::slice::from_ref(&plan), &Unwatched).unwrap();
    Projection::new(model, &plan, &results[0], &Provenance::default())
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
        .flat_map(capcast::model::Conflict::sources);
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

/// NVIDIA's 120,000: Nscale's exact 58,640, the other partner's 60,000 and 1,360 of rounding; each of them a row of the totals.
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
    let projection = ran(&model, 64);
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

fn programme<'a>(projection: &'a Projection, id: &str) -> &'a ProgrammeRow {
    let mut rows = projection.programmes.iter();
    rows.find(|row| row.id == id).unwrap()
}

/// Announced of a site once all of it is due.
fn announced(projection: &Projection, site: &str, metric: &str) -> f64 {
    *series(projection, "site", site, metric)
        .announced
        .last()
        .unwrap()
}

fn near(value: f64, expected: f64, within: f64) -> bool {
    (value / expected - 1.0).abs() < within
}

#[test]
fn stargate_elsewhere_has_its_reported_sizes_and_texas_its_own_figures() {
    let (us, texas) = (projection("stargate-us"), texas());
    for site in ["abilene", "shackelford", "milam"] {
        for metric in ["gpus_powered", "facility_load", "h100e"] {
            assert_eq!(
                series(&us, "site", site, metric),
                series(&texas, "site", site, metric)
            );
        }
    }
    // Epoch AI, of May 2026 and September 2026: 2,210 MW at Doña Ana, 1,383 at Saline (as contracted with DTE), 1,300 at
    // Port Washington (as announced by Vantage), 300 at Lordstown at the most.
    for (site, meter) in [
        ("dona-ana", 2_210.0),
        ("saline", 1_383.0),
        ("port-washington", 1_300.0),
    ] {
        let load = announced(&us, site, "facility_load");
        assert!(near(load, meter, 0.03), "{site}: {load}");
    }
    assert!(announced(&us, "lordstown", "facility_load") < 300.0);
    // 6.9 GW of IT at seven sites of over 9 GW (Epoch AI, April 2026), of ten that were to be secured.
    let stargate = programme(&us, "stargate");
    assert!(near(stargate.claimed_mw, 6_900.0, 0.03), "{stargate:?}");
    let left = stargate.announced_mw.unwrap() - stargate.claimed_mw;
    assert!((stargate.unsited_mw - left).abs() < 1.0, "{stargate:?}");
    // Of its parts, Oracle's four sites are IT loads alone: 1,400, 1,576, 987 and 902 MW.
    let oracle = programme(&us, "stargate-oracle");
    assert!((oracle.claimed_mw - 4_865.0).abs() < 1.0, "{oracle:?}");
    // The campus that is Microsoft's counts in Texas, and not in Stargate.
    assert!(
        us.find("site", Some("abilene-microsoft"), "facility_load")
            .is_none()
    );
    // Nothing but Abilene's four buildings ran, and the rest comes after it was last seen.
    for row in us.schedule.iter().filter(|row| row.milestone == "online") {
        assert_eq!(
            row.fact,
            row.site == "abilene" && row.p90.as_deref() < Some("2026-08")
        );
        assert!(
            row.fact || row.p10 > row.seen,
            "{} {:?}",
            row.site,
            row.phase
        );
    }
    // What was promised for 23 March 2027, 1.5 GW, has no roof over most of it.
    let targets = &us.targets;
    let chance = |id: &str| {
        targets
            .iter()
            .find(|row| row.id == id)
            .unwrap()
            .chance
            .value
    };
    assert_eq!(chance("softbank-1500mw"), 0.0);
    assert!(chance("stargate-10gw") < 0.01 && chance("stargate-5gw") > 0.8);
}

#[test]
fn nscales_gpus_are_counted_once_and_what_runs_is_a_fact() {
    let world = projection("nscale-world");
    // NVIDIA's 300,000; Nscale's 23,040 + 31,000 + 4,600 in Britain; Stargate Norway's 100,000, of which 52,000 are let.
    let uk = programme(&world, "nscale-uk");
    assert_eq!((uk.claimed_gpus, uk.unsited_gpus), (58_640.0, 0.0));
    let norway = programme(&world, "stargate-norway");
    assert_eq!(
        (norway.claimed_gpus, norway.unsited_gpus),
        (52_000.0, 48_000.0)
    );
    let all = programme(&world, "nscale-world");
    // 58,640 + 100,000 + 104,000 at Barstow + 12,600 at Sines.
    assert_eq!((all.claimed_gpus, all.unsited_gpus), (275_240.0, 24_760.0));
    assert_eq!(all.over_subscribed_gpus, 0.0);
    // "Roughly 200,000" for Microsoft are four sites: 104,000, 52,000, 23,040 and 12,600.
    let microsoft = programme(&world, "nscale-microsoft");
    assert_eq!(
        (microsoft.claimed_gpus, microsoft.announced_gpus),
        (191_640.0, None)
    );
    let announced_at = |site: &str| announced(&world, site, "gpus_powered");
    assert_eq!(announced_at("barstow"), 104_000.0);
    assert_eq!(announced_at("narvik"), 52_000.0 + 30_000.0);
    assert_eq!(announced_at("sines"), 12_600.0 + 66_000.0);
    // 12,600 at Sines since spring 2026, and 64 racks of 72 at Keflavik (Epoch AI): nothing else runs.
    let model = named("nscale-world");
    let running: Vec<&str> = model
        .sites
        .iter()
        .flat_map(|site| &site.phases)
        .filter(|phase| matches!(phase.state, PhaseState::Online(_)))
        .map(|phase| phase.path.as_str())
        .collect();
    assert_eq!(
        running,
        ["site.keflavik.phase.halls", "site.sines.phase.first"]
    );
    let seen = at(
        &world,
        series(&world, "total", "", "gpus_powered"),
        "2026-07-31",
    );
    assert_eq!(seen[1..], [17_208.0; 3]);
    // Each site once: the sites' means add up to the total's.
    let last = world.periods.len() - 1;
    let total = series(&world, "total", "", "gpus_powered").mean[last];
    let sites: f64 = model
        .sites
        .iter()
        .map(|site| series(&world, "site", &site.id, "gpus_powered").mean[last])
        .sum();
    assert!(near(sites, total, 1e-6), "{sites} {total}");
}

#[test]
fn damacs_states_make_its_sum_and_its_megawatts() {
    let damac = projection("damac-us");
    // USD 20 bn and 2,000 MW; 4.5 + 3 + 2.5 + 5 x 2 by state.
    let row = programme(&damac, "damac-us");
    // 1,539 MW of IT at 1.3.
    assert_eq!((row.announced_mw, row.claimed_mw), (Some(1_539.0), 1_539.0));
    assert_eq!(row.announced_money, Some(20e9));
    let money = damac.capacity.money.as_ref().unwrap();
    for (site, billions) in [
        ("texas", 4.5),
        ("arizona", 3.0),
        ("oklahoma", 2.5),
        ("ohio", 2.0),
        ("illinois", 2.0),
        ("louisiana", 2.0),
        ("michigan", 2.0),
        ("indiana", 2.0),
    ] {
        let load = announced(&damac, site, "facility_load");
        assert!(near(load, billions * 100.0, 0.01), "{site}: {load}");
    }
    // USD 13 m a MW of IT are less than any evidence of what one costs with its chips.
    let sum = money
        .announced
        .iter()
        .find(|row| row.kind == "programme")
        .unwrap();
    assert!(near(sum.implied_per_mw.unwrap(), 13e6, 1e-3), "{sum:?}");
    assert!(
        sum.verdict
            .as_deref()
            .is_some_and(|word| word.contains("below")),
        "{sum:?}"
    );
    // A place for half of it, and nothing built: no load within two years of the last word.
    let early = at(
        &damac,
        series(&damac, "total", "", "facility_load"),
        "2027-06-30",
    );
    assert_eq!(early, [0.0; 4]);
}

#[test]
fn every_answer_speaks_of_a_date_by_which_something_is_due() {
    for path in scenarios() {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let model = model(&path);
        let projection = ran(&model, 16);
        let period = projection.headline_period().unwrap();
        let load = projection.find("total", None, "facility_load").unwrap();
        assert!(load.announced[period] > 0.0, "{name}");
        // What is asked of a model before a run is read at the same date.
        let Outcome::Level { at: Some(at), .. } = Outcome::default().dated(&model) else {
            panic!("{name}: no date");
        };
        assert_eq!(at.to_string(), projection.periods[period], "{name}");
    }
    let damac = projection("damac-us");
    let answer = capcast::table::totals::headline(&damac).unwrap();
    let promised = "Of 2,000 MW announced for the end of 2028, ";
    assert!(answer.starts_with(promised), "{answer}");
}
