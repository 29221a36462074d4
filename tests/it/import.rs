//! Scenarios made of tables: the real ones, laws, and what is said of broken ones.

mod broken;

use capcast::import::epoch::{Folder, Imported, Request, import};
use capcast::model::{Model, PhaseState, Schedule, Size};
use capcast::scenario::{Files, LoadOptions, load};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/epoch")
}

/// The bytes of a fixture.
pub fn table(name: &str) -> Vec<u8> {
    std::fs::read(fixtures().join(name)).unwrap()
}

/// The folder of the fixtures with only one table of timelines.
fn alone(vintage: &str) -> Folder {
    let names = [
        format!("data_center_timelines_{vintage}.csv"),
        "data_centers.csv".to_owned(),
        "site_names.csv".to_owned(),
    ];
    Folder::of(names.map(|name| (name.clone(), table(&name))))
}

fn request(vintage: &str, as_of: Option<Date>) -> Request {
    Request {
        vintage: Some(vintage.to_owned()),
        as_of,
        command: "capcast import epoch tests/fixtures/epoch".to_owned(),
    }
}

pub fn made(folder: &Folder, request: &Request) -> Imported {
    import(folder, request).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// The model of a scenario's text, about which nothing may be said.
pub fn model(toml: &str) -> Model {
    let options = LoadOptions {
        files: Files::memory([("made.toml", toml)]),
        ..LoadOptions::default()
    };
    let loaded = load("made.toml", &options);
    let loaded = loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    assert_eq!(loaded.warnings.render(false), "");
    loaded.model
}

/// Sites, steps that run, steps that are open, and those whose evidence is older than the status date.
fn counts(model: &Model) -> [usize; 4] {
    let phases = || model.sites.iter().flat_map(|site| &site.phases);
    let runs = phases()
        .filter(|phase| matches!(phase.state, PhaseState::Online(_)))
        .count();
    let open = phases().count() - runs;
    let old = phases()
        .filter(|phase| match &phase.schedule {
            Schedule::Overrun { announced, .. } => announced.date() != model.as_of,
            _ => false,
        })
        .count();
    [model.sites.len(), runs, open, old]
}

/// `tests/oracle/epoch.py` counts sites, and steps in the history and after it; how many of the history repeat an older
/// forecast was looked up by hand, row by row, in the older tables.
#[test]
fn the_three_tables_come_to_what_is_counted_apart() {
    let folder = Folder::read(&fixtures()).unwrap();
    for (vintage, as_of, sites, past, future, repeated) in [
        ("2025-12", None, 16, 34, 33, 0),
        ("2025-12", Some(date(2025, 12, 14)), 16, 34, 33, 0),
        ("2026-04", None, 26, 38, 45, 4),
        ("2026-05", None, 49, 71, 66, 1),
        ("2026-05", Some(date(2026, 5, 23)), 49, 78, 58, 7),
    ] {
        let made = made(&folder, &request(vintage, as_of));
        let expected = [sites, past - repeated, future + repeated, repeated];
        assert_eq!(counts(&model(&made.toml)), expected, "{vintage} {as_of:?}");
    }
}

/// A day with facility power and H100-equivalents, as far as they are told.
type Told = (Date, Option<f64>, Option<f64>);

/// What the table has of a site on a date, by its own rows alone.
fn by_table(vintage: &str) -> BTreeMap<String, Vec<Told>> {
    let names: BTreeMap<String, String> = records(&table("site_names.csv"))
        .into_iter()
        .map(|row| (row["name_in_vintage"].clone(), row["name_now"].clone()))
        .collect();
    let mut sites: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for row in records(&table(&format!("data_center_timelines_{vintage}.csv"))) {
        let name = &row["Data center"];
        let parts: Vec<i16> = row["Date"]
            .split(['/', '-'])
            .map(|part| part.parse().unwrap())
            .collect();
        let day = match parts[..] {
            [year, month, day] if year > 31 => date(year, month as i8, day as i8),
            [month, day, year] => date(year, month as i8, day as i8),
            _ => panic!("{row:?}"),
        };
        let number = |key: &str| row[key].parse::<f64>().ok();
        let state = (day, number("Power (MW)"), number("H100 equivalents"));
        let name = names.get(name).unwrap_or(name).clone();
        sites.entry(name).or_default().push(state);
    }
    for rows in sites.values_mut() {
        rows.sort_by_key(|row| row.0);
    }
    sites
}

fn records(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            let cells = header.iter().zip(row.iter());
            cells
                .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
                .collect()
        })
        .collect()
}

/// Facility power and H100-equivalents of a site that its phases promise by a date.
fn promised(model: &Model, site: usize, by: Date) -> (f64, f64) {
    let site = &model.sites[site];
    let mut sum = (0.0, 0.0);
    for phase in &site.phases {
        if phase.announced_online.unwrap().last > by {
            continue;
        }
        let chip = model.announced_chip(phase);
        let Size::Gpus(gpus) = &phase.size else {
            panic!("a number of chips")
        };
        let gpus = gpus.median();
        sum.0 += gpus * chip.watts.median() / 1e6 * site.pue_peak.median();
        sum.1 += gpus * chip.ops_8bit.median() / 1.979e15;
    }
    sum
}

#[test]
fn power_and_compute_of_each_site_are_the_tables_at_every_date() {
    for vintage in ["2025-12", "2026-04", "2026-05"] {
        let made = made(&alone(vintage), &request(vintage, None));
        let model = model(&made.toml);
        let mut held = 0;
        let mut apart = Vec::new();
        for (name, rows) in by_table(vintage) {
            let Some(site) = model.sites.iter().position(|site| site.name == name) else {
                let is_empty = |row: &Told| row.1 == Some(0.0);
                assert!(rows.iter().all(is_empty), "{name}");
                continue;
            };
            for (day, mw, h100e) in rows {
                let (made_mw, made_h100e) = promised(&model, site, day);
                let is_near = |made: f64, told: Option<f64>| {
                    told.is_none_or(|told| (made - told).abs() <= 1e-3 * told + 1e-9)
                };
                if is_near(made_mw, mw) && is_near(made_h100e, h100e) {
                    held += 1;
                } else {
                    apart.push(format!("{name} {day}"));
                }
            }
        }
        // Where power or compute falls: phases only add, and the history ends at its last row.
        let falls: &[&str] = match vintage {
            "2025-12" => &["Colossus 1 2025-09-17", "Colossus 1 2025-10-19"],
            "2026-04" => &[
                "Colossus 1 2025-07-22",
                "Colossus 1 2025-09-17",
                "Colossus 1 2025-10-19",
                "Colossus 1 2025-11-07",
            ],
            _ => &[
                "Colossus 1 2025-07-22",
                "Colossus 1 2025-09-17",
                "Colossus 1 2025-10-19",
                "Colossus 1 2025-11-07",
                "Google Cedar Rapids 2030-05-26",
            ],
        };
        assert_eq!(apart, falls, "{vintage}");
        assert!(held > 100, "{vintage}: {held}");
    }
}

#[test]
fn an_older_forecast_measures_the_slip_of_what_runs() {
    let folder = Folder::read(&fixtures()).unwrap();
    let made = made(&folder, &request("2026-05", Some(date(2026, 5, 23))));
    let line = |site: &str, step: &str| {
        let from = made
            .toml
            .split(&format!("[site.{site}.phase]\n"))
            .nth(1)
            .unwrap();
        let mut lines = from.lines();
        lines
            .find(|line| line.starts_with(step))
            .unwrap()
            .to_owned()
    };
    // Said in December for 2026-01-09; in operation on 2026-03-23, with 1,092 MW in 16 buildings.
    let late = line("anthropic-amazon-new-carlisle", "step3 ");
    assert!(
        late.contains("announced = 2025-12-01, online = 2026-01-09, actual_online = 2026-03-23"),
        "{late}"
    );
    assert!(
        late.contains("sources = [\"epoch-2025-12\", \"epoch-2026-05\"]"),
        "{late}"
    );
    // Said in April for 2026-05-19, and so it stands in May's history: nobody had looked.
    let repeated = line("amazon-ridgeland", "step1 ");
    assert!(
        repeated.contains("announced = 2026-04-01, seen = 2026-04-01, online = 2026-05-19"),
        "{repeated}"
    );
    assert!(!repeated.contains("actual_online"), "{repeated}");
    // To come within a year, and later.
    assert!(line("amazon-madison-mega-site", "step2 ").contains("epoch-forecast"));
    assert!(!line("meta-hyperion", "step1 ").contains("overrun"));
}

#[test]
fn what_is_not_sure_stands_among_the_assumptions() {
    let made = made(&alone("2026-05"), &request("2026-05", None));
    let model = model(&made.toml);
    let standing = |path: &str| {
        let value = model.values.iter().find(|value| value.path == path);
        value.unwrap_or_else(|| panic!("{path}")).standing.word()
    };
    assert_eq!(standing("site.openai-stargate-abilene.operator"), "stated");
    assert_eq!(standing("site.openai-stargate-uae.operator"), "assumed");
    assert_eq!(standing("site.amazon-ridgeland.customer"), "assumed");
    assert_eq!(
        standing("site.openai-stargate-abilene.phase.step1.chip"),
        "assumed"
    );
    assert_eq!(
        standing("site.anthropic-amazon-new-carlisle.phase.step1.chip"),
        "stated"
    );
    let abilene = model
        .sites
        .iter()
        .find(|site| site.id == "openai-stargate-abilene")
        .unwrap();
    assert_eq!(abilene.country.as_deref(), Some("US"));
    let uae = model
        .sites
        .iter()
        .find(|site| site.id == "openai-stargate-uae")
        .unwrap();
    assert_eq!(uae.country.as_deref(), Some("AE"));
}

/// The rows of a table after its header, in another order, and its columns too.
fn shuffled(bytes: &[u8], by: usize) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes);
    let mut rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    for row in &mut rows {
        let width = row.len();
        row.rotate_left(by % width);
        row.swap(0, width - 1);
    }
    let count = rows.len() - 1;
    rows[1..].rotate_left(by * 7 % count);
    rows[1..].reverse();
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn neither_the_order_of_rows_nor_that_of_columns_matters() {
    let name = "data_center_timelines_2026-05.csv";
    let asked = request("2026-05", None);
    let plain = made(&alone("2026-05"), &asked);
    assert_eq!(plain, made(&alone("2026-05"), &asked));
    for by in [1, 5, 12] {
        let folder = Folder::of([
            (name, shuffled(&table(name), by)),
            ("data_centers.csv", shuffled(&table("data_centers.csv"), by)),
            ("site_names.csv", table("site_names.csv")),
        ]);
        assert_eq!(made(&folder, &asked), plain, "{by}");
    }
}

/// `scenarios/world-frontier.toml` is what the importer makes of the fixtures, to the byte.
#[test]
fn the_shipped_world_is_what_its_command_makes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("scenarios/world-frontier.toml");
    let folder = Folder::read(&fixtures()).unwrap();
    let asked = Request {
        vintage: None,
        as_of: Some(date(2026, 5, 23)),
        command: "capcast import epoch tests/fixtures/epoch --as-of 2026-05-23".to_owned(),
    };
    let made = made(&folder, &asked).toml;
    if std::env::var_os("CAPCAST_BLESS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let shipped = std::fs::read_to_string(&path).unwrap();
    assert!(
        made == shipped,
        "scenarios/world-frontier.toml is stale: CAPCAST_BLESS=1 cargo test --test it shipped_world"
    );
    let head = made
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('#'));
    assert!(head.count() <= 10);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// No bytes make it panic.
    #[test]
    fn any_bytes_are_read_or_refused(
        timelines in proptest::collection::vec(any::<u8>(), 0..400),
        sites in proptest::collection::vec(any::<u8>(), 0..200),
        names in proptest::collection::vec(any::<u8>(), 0..100),
    ) {
        let folder = Folder::of([
            ("data_center_timelines_2026-05.csv", timelines),
            ("data_centers.csv", sites),
            ("site_names.csv", names),
        ]);
        let _ = import(&folder, &Request::default());
    }

    /// Whatever is imported can run: nothing that is accepted makes a scenario with problems.
    #[test]
    fn what_is_accepted_is_a_sound_scenario(
        cells in proptest::collection::vec((0usize..14, 1usize..200, "(|0|1e-9|0\\.3|7|1180|999999|1e5|2026-0[1-9]-1[0-9]|[a-zA-Z #\"'\\\\,=@]{0,12}|\u{e9}\u{202e})"), 1..6),
    ) {
        let name = "data_center_timelines_2026-05.csv";
        let bytes = table(name);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]).into_records();
        let mut rows: Vec<Vec<String>> = reader.by_ref().take(200).map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        for (column, row, cell) in cells {
            rows[row][column] = cell;
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let folder = Folder::of([(name, writer.into_inner().unwrap())]);
        if let Ok(made) = import(&folder, &Request::default()) {
            model(&made.toml);
        }
    }
}
