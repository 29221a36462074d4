//! The tables in every format: CSV, Parquet and Excel say the same, cell by cell.

use crate::chart::risky::risky;
use bytes::Bytes;
use calamine::{Data, Reader, Xlsx};
use capcast::artifact::{Contents, Formats};
use capcast::calendar::date_of_day;
use capcast::plan::RunSpec;
use capcast::projection::{Projection, RiskAnswer};
use capcast::scenario::{LoadOptions, load};
use capcast::table::{self, Cell, Kind, MOST_ROWS, Table, WorkbookError};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use std::io::Cursor;

const SHIPPED: &str = "scenarios/uk-2025.toml";
const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/output/README.md");
/// Days from the first day of a workbook's calendar to 1970-01-01.
const EPOCH: f64 = 25_569.0;

fn shipped() -> Projection {
    let loaded = load(SHIPPED, &LoadOptions::default()).unwrap();
    let spec = RunSpec {
        trials: 400,
        binding: true,
        ..RunSpec::of(&loaded.model)
    };
    capcast::run(&loaded, &spec)
}

/// The same with an answer in every part of risk, and of flows and money.
fn filled() -> Projection {
    let mut projection = shipped();
    let flowing = load(
        "tests/fixtures/flows/one-site.toml",
        &LoadOptions::default(),
    )
    .unwrap();
    let flowing = capcast::run(&flowing, &RunSpec::of(&flowing.model));
    let risky = risky();
    projection.sensitivity = risky.sensitivity;
    projection.joint_confidence = risky.joint_confidence;
    projection.risk = risky.risk;
    projection.capacity = crate::supply::chips().capacity;
    projection.capacity.years = flowing.capacity.years;
    projection.capacity.money = flowing.capacity.money;
    let asked = crate::targets::asked();
    let periods = projection.periods.len();
    projection.targets = asked.targets;
    projection.capacity.baselines = asked.capacity.baselines;
    for row in &mut projection.targets {
        row.chances.resize(periods, 0.5);
        row.chances_se.resize(periods, 0.0);
    }
    for row in &mut projection.capacity.baselines {
        for list in [&mut row.p10, &mut row.p50, &mut row.p90] {
            list.resize(periods, 1.0);
        }
    }
    projection
}

/// Header and rows of a CSV file.
fn csv_rows(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(bytes);
    let words = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = words(reader.headers().unwrap());
    let rows = reader.records().map(|row| words(&row.unwrap()));
    (header, rows.collect())
}

/// A text as it was before a CSV file disarmed it.
fn armed(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

fn is_same(field: &Field, cell: &str) -> bool {
    match field {
        Field::Null => cell.is_empty(),
        Field::Bool(yes) => cell == yes.to_string(),
        Field::Long(value) => cell == value.to_string(),
        Field::Double(value) => cell.parse() == Ok(*value),
        Field::Str(words) => words == cell || words == armed(cell),
        Field::Date(day) => cell == date_of_day(f64::from(*day)).unwrap().to_string(),
        other => panic!("{other:?} is in no table"),
    }
}

#[test]
fn every_cell_of_a_parquet_file_is_that_of_the_csv_file() {
    let projection = filled();
    for table in table::ALL {
        let (header, rows) = csv_rows(&table::csv(table, &projection));
        assert!(!rows.is_empty(), "{} is empty", table.name);
        let bytes = table::parquet(table, &projection, &table::facts(&projection));
        let reader = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
        let mut read = 0;
        for (row, expected) in reader.get_row_iter(None).unwrap().zip(&rows) {
            let row = row.unwrap();
            for (((name, field), cell), head) in row.get_column_iter().zip(expected).zip(&header) {
                assert_eq!(name, head);
                assert!(
                    is_same(field, cell),
                    "{}.{name}: {field} {cell}",
                    table.name
                );
            }
            read += 1;
        }
        assert_eq!(read, rows.len());
    }
}

#[test]
fn a_parquet_file_says_what_run_it_is_of_and_who_wrote_it() {
    let projection = shipped();
    let write = || {
        let facts = table::facts(&projection);
        table::parquet(&table::SCHEDULE, &projection, &facts)
    };
    let reader = SerializedFileReader::new(Bytes::from(write())).unwrap();
    let metadata = reader.metadata().file_metadata();
    let by = metadata.created_by().unwrap();
    assert_eq!(by, format!("capcast {}", env!("CARGO_PKG_VERSION")));
    let facts = metadata.key_value_metadata().unwrap();
    let fact = |key: &str| {
        let found = facts.iter().find(|fact| fact.key == key).unwrap();
        found.value.clone().unwrap()
    };
    assert_eq!(fact("seed"), projection.seed.to_string());
    assert_eq!(fact("trials"), "400");
    assert_eq!(fact("scenario"), projection.scenario.name);
    assert_eq!(write(), write(), "the bytes are those of the values alone");
}

#[test]
fn a_column_holds_what_it_says_and_no_name_stands_twice() {
    fn check<P>(table: &Table<P>, of: &P) {
        for (index, column) in table.columns.iter().enumerate() {
            let twin = table.columns[..index]
                .iter()
                .find(|other| other.name == column.name);
            assert!(twin.is_none(), "{}.{}", table.name, column.name);
            for at in table.places(of) {
                let fits = match column.cell(of, at) {
                    Cell::Empty => true,
                    Cell::Text(words) => column.kind == Kind::Text && !words.is_empty(),
                    Cell::Date(day) => {
                        column.kind == Kind::Date && day.parse::<jiff::civil::Date>().is_ok()
                    }
                    Cell::Number(value) => {
                        let is_share = column.kind == Kind::Share;
                        (is_share && (0.0..=1.0).contains(&value)) || column.kind == Kind::Number
                    }
                    Cell::Whole(_) => column.kind == Kind::Whole,
                    Cell::Flag(_) => column.kind == Kind::Flag,
                };
                assert!(fits, "{}.{} at {at:?}", table.name, column.name);
            }
        }
    }
    let projection = filled();
    for table in table::ALL {
        check(table, &projection);
    }
}

#[test]
fn every_cell_of_the_workbook_is_that_of_the_csv_file() {
    let projection = filled();
    let book = table::workbook(&projection, &table::ALL).unwrap();
    let mut book = Xlsx::new(Cursor::new(book)).unwrap();
    let sheets = book.sheet_names();
    assert_eq!(sheets[..3], ["Summary", "Charts", "Totals"]);
    assert_eq!(sheets.last().unwrap(), "Columns");
    for table in table::ALL {
        let name = format!("{}{}", table.name[..1].to_uppercase(), &table.name[1..]);
        let range = book.worksheet_range(&name).unwrap();
        let (header, rows) = csv_rows(&table::csv(table, &projection));
        let heads: Vec<String> = range
            .rows()
            .next()
            .unwrap()
            .iter()
            .map(Data::to_string)
            .collect();
        assert_eq!(heads, header);
        assert_eq!(range.rows().count(), rows.len() + 1, "{name}");
        for (cells, expected) in range.rows().skip(1).zip(&rows) {
            for ((cell, words), head) in cells.iter().zip(expected).zip(&header) {
                let same = match cell {
                    Data::Empty => words.is_empty(),
                    Data::Bool(yes) => *words == yes.to_string(),
                    Data::DateTime(day) => {
                        let day = date_of_day(day.as_f64() - EPOCH).unwrap();
                        *words == day.to_string()
                    }
                    Data::Float(value) => words.parse() == Ok(*value),
                    Data::Int(value) => *words == value.to_string(),
                    Data::String(text) => text == armed(words),
                    other => panic!("{name}.{head}: {other:?}"),
                };
                assert!(same, "{name}.{head}: {cell:?} {words}");
            }
        }
    }
}

#[test]
fn a_workbook_has_charts_over_cells_that_are_there_and_the_same_bytes_each_time() {
    let projection = shipped();
    let bytes = table::workbook(&projection, &table::ALL).unwrap();
    assert!(bytes == table::workbook(&projection, &table::ALL).unwrap());
    let mut book = Xlsx::new(Cursor::new(&bytes)).unwrap();
    let totals = book.worksheet_range("Totals").unwrap();
    assert_eq!(totals.rows().count(), projection.periods.len() + 1);
    let load = projection.find("total", None, "facility_load").unwrap();
    let last = projection.periods.len();
    let shown = |column: u32| totals.get_value((last as u32, column)).unwrap().clone();
    assert_eq!(shown(1), Data::Float(load.announced[last - 1]));
    assert_eq!(shown(3), Data::Float(load.p50[last - 1]));
    let mut parts = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut parts.by_name(name).unwrap(), &mut text).unwrap();
        text
    };
    for number in 1..=3 {
        let chart = part(&format!("xl/charts/chart{number}.xml"));
        assert_eq!(chart.matches("<c:ser>").count(), 4);
        let rows = format!("Totals!$A$2:$A${}", last + 1);
        assert!(chart.contains(&rows), "{chart}");
    }
    let core = part("docProps/core.xml");
    assert!(core.contains("2026-10-31T00:00:00Z"), "{core}");
}

#[test]
fn a_run_without_series_has_a_workbook_without_charts() {
    let loaded = load(SHIPPED, &LoadOptions::default()).unwrap();
    let spec = RunSpec {
        trials: 50,
        metrics: Vec::new(),
        ..RunSpec::of(&loaded.model)
    };
    let projection = capcast::run(&loaded, &spec);
    let book = table::workbook(&projection, &[&table::SCHEDULE]).unwrap();
    let book = Xlsx::new(Cursor::new(book)).unwrap();
    assert_eq!(book.sheet_names(), ["Summary", "Schedule", "Columns"]);
}

#[test]
fn a_table_that_no_sheet_holds_is_refused_with_a_way_out() {
    assert!(table::fits("series", MOST_ROWS - 1).is_ok());
    let refused = table::fits("series", MOST_ROWS).unwrap_err();
    assert!(matches!(refused, WorkbookError::TooLong { rows, .. } if rows == MOST_ROWS));
    let said = refused.to_string();
    assert!(
        said.contains("1048575") && said.contains("--format parquet"),
        "{said}"
    );
}

#[test]
fn the_page_about_what_runs_leave_says_what_every_column_means() {
    let page = std::fs::read_to_string(README).unwrap();
    let (before, rest) = page.split_once("<!-- columns -->\n").unwrap();
    let (columns, after) = rest.split_once("<!-- end of columns -->").unwrap();
    let expected = format!("{}\n", table::columns_page(&table::ALL));
    if std::env::var_os("CAPCAST_BLESS").is_some() {
        let page = format!("{before}<!-- columns -->\n{expected}<!-- end of columns -->{after}");
        std::fs::write(README, page).unwrap();
        return;
    }
    assert!(
        columns == expected,
        "output/README.md is stale: CAPCAST_BLESS=1 cargo test --test it page_about"
    );
}

#[test]
fn a_run_without_shared_risk_and_targets_leaves_no_empty_table_of_them() {
    let mut bare = shipped();
    let risky = filled();
    bare.sensitivity.clear();
    bare.joint_confidence.clear();
    bare.risk = RiskAnswer::default();
    bare.targets.clear();
    bare.binding.clear();
    bare.capacity = capcast::projection::CapacityAnswer::default();
    let contents = Contents {
        series: true,
        schedule: true,
        charts: false,
        formats: Formats::default(),
    };
    let names = |projection: &Projection| -> Vec<&str> {
        let tables = contents.tables(projection);
        tables.iter().map(|table| table.name).collect()
    };
    assert_eq!(names(&risky).len(), table::ALL.len());
    for table in table::OPTIONAL {
        assert!(!names(&bare).contains(&table.name), "{}", table.name);
        assert!(names(&risky).contains(&table.name), "{}", table.name);
    }
}

#[test]
fn pairs_and_grids_are_told_one_by_one() {
    let projection = filled();
    let (_, rows) = csv_rows(&table::csv(&table::CORRELATIONS, &projection));
    let group: Vec<&[String]> = rows.iter().take(3).map(|row| &row[4..8]).collect();
    let members = &projection.risk.correlations[0].members;
    assert_eq!(group[1], [&members[0], &members[2], "0.5", "0.503"]);
    assert_eq!(group[2], [&members[1], &members[2], "0.3", "0.298"]);
    let phases = &projection.risk.together.phases;
    assert_eq!(rows.len(), 3 + phases.len() * (phases.len() - 1) / 2);
    assert_eq!(rows[3][..6], ["", "", "", "", &phases[0], &phases[1]]);
    let (_, rows) = csv_rows(&table::csv(&table::JOINT, &projection));
    let portfolio = projection.joint_confidence[0].on_time.len();
    assert_eq!(rows[portfolio - 1][3], (portfolio - 1).to_string());
    let row = &projection.joint_confidence[1];
    let (level, day) = (2, 3);
    let at = &rows[portfolio + level * row.dates.len() + day];
    assert_eq!(at[4], row.dates[day]);
    assert_eq!(at[5].parse(), Ok(row.levels[level]));
    assert_eq!(at[6].parse(), Ok(row.chance[level][day]));
}
