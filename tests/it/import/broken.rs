//! Tables that are not as they should be: what is said, and that nothing is made.

use super::{fixtures, made, model, table};
use capcast::import::epoch::{Folder, Request, import};
use jiff::civil::date;
use std::fmt::Write as _;

const HEADER: &str =
    "Data center,Date,Power (MW),H100 equivalents,IT power (MW),Buildings operational";

/// A folder with these timelines alone.
fn folder(text: impl AsRef<[u8]>) -> Folder {
    Folder::of([("data_center_timelines_2026-05.csv", text.as_ref())])
}

/// A table of these rows.
fn rows(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

/// What is said of a folder that cannot be imported.
fn said(folder: &Folder) -> String {
    import(folder, &Request::default())
        .map(|made| made.toml)
        .unwrap_err()
        .render(false)
}

fn holds(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "no {part:?} in:\n{said}");
    }
}

#[test]
fn a_mark_of_byte_order_crlf_quoted_breaks_and_unknown_columns_do_no_harm() {
    let plain = rows(&[
        "North,2025-01-01,50,100,40,1",
        "North,2027-01-01,90,300,70,2",
    ]);
    let expected = made(&folder(&plain), &Request::default()).toml;
    let marked = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    assert_eq!(made(&folder(marked), &Request::default()).toml, expected);
    let wide = "Notes,  date ,H100 EQUIVALENTS,Data center,Power (MW),IT power (MW),Buildings operational,New \"column\"\n\
        \"two\nlines, \"\"quoted\"\"\",1/1/2025,100,North,50,40,1,x\n\
        ,1/1/2027,300,North,90,70,2,\n";
    assert_eq!(made(&folder(wide), &Request::default()).toml, expected);
    let model = model(&expected);
    assert_eq!(model.sites[0].phases.len(), 2);
}

#[test]
fn missing_columns_are_named_together_with_what_is_there() {
    let said = said(&folder("Date,Site,MW\n2026-01-01,North,5\n"));
    holds(
        &said,
        &[
            "`Data center`, `Power (MW)`, `H100 equivalents` are missing",
            "data_center_timelines_2026-05.csv:1:1",
            "here are `date`, `site`, `mw`",
        ],
    );
    assert!(said.contains("1 error"), "{said}");
    let twice = "Data center,Date,Power (MW),Power (MW),H100 equivalents\nA,2026-01-01,1,2,3\n";
    holds(
        &import(&folder(twice), &Request::default())
            .unwrap_err()
            .render(false),
        &["stands here 2 times"],
    );
}

#[test]
fn every_bad_cell_is_told_with_its_place_and_a_way_out() {
    let text = rows(&[
        "North,2026-13-01,50,100,40,1",
        "North,soon,50,100,40,1",
        "North,2025-01-01,-5,100,,1",
        "North,2025-02-01,1 180,100,,1",
        "North,2025-03-01,50,lots,40,1",
        "North,2025-04-01,50,inf,40,1",
        "North,2025-05-01,50,100,60,1",
        "North,2025-06-01,5e9,100,40,1",
        ",2025-07-01,50,100,40,1",
        "North,2025-08-01,50,100",
        "North,2025-09-01,50,NaN,40,one",
        "North,1/2/1850,50,100,40,1",
    ]);
    let said = said(&folder(&text));
    for place in [
        ":2:7", ":3:7", ":4:18", ":5:18", ":6:21", ":7:21", ":8:25", ":9:18", ":10:1", ":11:1",
        ":12:21", ":12:28", ":13:7",
    ] {
        holds(
            &said,
            &[&format!("data_center_timelines_2026-05.csv{place}")],
        );
    }
    holds(
        &said,
        &[
            "`2026-13-01` is no date",
            "a day expected, as `2026-05-23` or `5/23/2026`",
            "`-5` cannot be a number of MW",
            "0 or more expected",
            "no separators of thousands",
            "60 MW at the servers are more than the 50 MW of the whole site",
            "does not say which site it is of",
            "4 cells, and the header has 6",
            "13 errors",
        ],
    );
}

#[test]
fn files_that_are_no_tables_say_so() {
    holds(&said(&folder("")), &["is empty", "download it anew"]);
    holds(&said(&folder("\n\n \n")), &["is empty"]);
    holds(&said(&folder(HEADER)), &["a header and no rows"]);
    let latin = rows(&["Z\u{fc}rich,2026-01-01,1,1,1,1"]).replace('\u{fc}', "?");
    let latin: Vec<u8> = latin
        .bytes()
        .map(|byte| if byte == b'?' { 0xfc } else { byte })
        .collect();
    holds(
        &said(&folder(latin)),
        &["is not UTF-8: line 2", "CSV UTF-8"],
    );
    holds(&said(&folder([0u8, 159, 146, 150])), &["not UTF-8"]);
    let clearing = rows(&["North,2026-01-01,0,0,0,0"]);
    holds(&said(&folder(clearing)), &["no site", "has any power"]);
    holds(
        &said(&Folder::default()),
        &["there is no `data_center_timelines_YEAR-MONTH.csv`"],
    );
}

#[test]
fn rows_that_repeat_count_once_and_rows_that_disagree_are_told() {
    let twice = rows(&[
        "North,2025-01-01,50,100,40,1",
        "North,2025-01-01,50,100,40,1",
    ]);
    let made = made(&folder(twice), &Request::default());
    assert!(
        made.told
            .iter()
            .any(|line| line == "rows that say what another says, counted once: 1"),
        "{:?}",
        made.told
    );
    let apart = rows(&[
        "North,2025-01-01,50,100,40,1",
        "North,2025-01-01,60,100,40,1",
    ]);
    holds(
        &said(&folder(apart)),
        &[
            "`North` has two states on 2025-01-01",
            ":3:1",
            "delete the row",
        ],
    );
}

#[test]
fn names_like_formulas_and_names_that_make_equal_ids_stay_themselves() {
    let text = rows(&[
        "\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",2025-01-01,50,100,40,1",
        "North/1,2025-01-01,50,100,40,1",
        "North 1,2025-01-01,50,100,40,1",
        "\"North\n1\",2025-02-01,60,200,45,1",
        "\\u0041 \"\"\" # [x],2025-01-01,50,100,40,1",
        "@SUM(A1),2025-01-01,50,100,40,1",
    ]);
    let model = model(&made(&folder(text), &Request::default()).toml);
    let sites: Vec<(&str, &str, usize)> = model
        .sites
        .iter()
        .map(|site| (site.id.as_str(), site.name.as_str(), site.phases.len()))
        .collect();
    assert_eq!(sites.len(), 5, "{sites:?}");
    assert!(sites.contains(&("north-1", "North 1", 2)), "{sites:?}");
    assert!(sites.contains(&("north-1-2", "North/1", 1)), "{sites:?}");
    assert!(
        sites
            .iter()
            .any(|site| site.1.starts_with("=HYPERLINK(\"http://x\"")),
        "{sites:?}"
    );
}

#[test]
fn a_hundred_thousand_rows_are_read() {
    let mut text = format!("{HEADER}\n");
    for row in 0..100_000 {
        let (site, month, day) = (row / 336, row % 12 + 1, row / 12 % 28 + 1);
        let _ = writeln!(
            text,
            "Site {site},{month}/{day}/2025,{},1000,5,1",
            10 + site
        );
    }
    let made = made(&folder(&text), &Request::default());
    assert!(
        made.told[0].contains("100000 rows of 298 sites"),
        "{:?}",
        made.told
    );
}

#[test]
fn a_file_without_a_date_in_its_name_needs_one() {
    let text = rows(&[
        "North,2025-01-01,50,100,40,1",
        "North,2027-01-01,90,300,70,2",
    ]);
    let folder = Folder::of([("data_center_timelines.csv", text)]);
    holds(
        &said(&folder),
        &["does not say how old it is", "--as-of 2026-05-23"],
    );
    let asked = Request {
        as_of: Some(date(2026, 8, 3)),
        ..Request::default()
    };
    let made = made(&folder, &asked).toml;
    holds(&made, &["as_of = 2026-08-03", "[source.epoch-2026-08-03]"]);
    let unknown = Request {
        vintage: Some("2024-01".to_owned()),
        ..Request::default()
    };
    let told = import(&Folder::read(&fixtures()).unwrap(), &unknown).unwrap_err();
    holds(
        &told.render(false),
        &["no timelines of `2024-01`", "2025-12, 2026-04, 2026-05"],
    );
}

#[test]
fn a_register_that_is_missing_or_wrong_is_told() {
    let name = "data_center_timelines_2026-05.csv";
    let made = made(&Folder::of([(name, table(name))]), &Request::default());
    assert!(
        made.told
            .iter()
            .any(|line| line.contains("there is no data_centers.csv"))
    );
    let model = model(&made.toml);
    assert!(model.sites.iter().all(|site| site.country.is_none()));
    let wrong = Folder::of([
        (name, table(name)),
        (
            "data_centers.csv",
            b"Name,Country\nMeta Kuna,Idaho\n".to_vec(),
        ),
    ]);
    holds(
        &said(&wrong),
        &[
            "`Idaho` is no country's name",
            "data_centers.csv:2:11",
            "two letters",
        ],
    );
}
