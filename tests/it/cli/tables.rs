//! Formats of tables, and the file of trials.

use super::{Place, TABLES, tree};
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::fs;

/// Rows and columns of a Parquet file.
fn shape(bytes: &[u8]) -> (i64, usize) {
    let reader = SerializedFileReader::new(bytes::Bytes::copy_from_slice(bytes)).unwrap();
    let metadata = reader.metadata().file_metadata();
    (metadata.num_rows(), metadata.schema_descr().num_columns())
}

#[test]
fn tables_come_in_the_formats_asked_for() {
    let place = Place::new();
    let files = |formats: &[&str]| {
        let mut arguments = vec!["run", "two.toml", "--no-charts", "--quiet"];
        arguments.extend(formats);
        place.expect(0, &arguments);
        tree(&place.path("output/two"))
    };
    assert_eq!(files(&[]), TABLES);
    let both = files(&["--format", "csv,parquet"]);
    let named = |end: &str| both.iter().filter(|name| name.ends_with(end)).count();
    assert_eq!((named(".csv"), named(".parquet")), (9, 9));
    let only = files(&["--format", "parquet", "--xlsx", "--only", "schedule"]);
    let expected = [
        "activities.parquet",
        "assumptions.parquet",
        "curves.parquet",
        "manifest.toml",
        "programmes.parquet",
        "projection.json",
        "report.html",
        "results.xlsx",
        "schedule.parquet",
        "sources.parquet",
    ];
    assert_eq!(only, expected);
    let xlsx = files(&["--format", "xlsx", "--format", "csv"]);
    assert_eq!(xlsx.len(), TABLES.len() + 1);
    place.expect(2, &["run", "two.toml", "--format", "ods"]);
}

#[test]
fn every_trial_is_written_where_it_is_asked_for_and_the_size_is_said_first() {
    let place = Place::new();
    let run = |threads: &str| {
        let (_, said) = place.expect(
            0,
            &[
                "run",
                "two.toml",
                "--no-charts",
                "--threads",
                threads,
                "--trials-out",
                "deep/trials.parquet",
            ],
        );
        assert!(said.contains("2000 rows x "), "{said}");
        assert!(said.contains("MiB before compression"), "{said}");
        fs::read(place.path("deep/trials.parquet")).unwrap()
    };
    let one = run("1");
    // The file of the run before is replaced.
    assert!(one == run("3"));
    let (rows, columns) = shape(&one);
    assert_eq!(rows, 2_000);
    // Two phases and a grid stage; four years of twelve metrics of the total, a country and two sites.
    assert_eq!(columns, 1 + 2 * 3 + 1 + 4 * 12 * 4);
    assert_eq!(tree(&place.path("deep")), ["trials.parquet"]);
    place.expect(
        0,
        &[
            "run",
            "two.toml",
            "--no-charts",
            "--quiet",
            "--only",
            "schedule",
            "--trials-out",
            "t.parquet",
        ],
    );
    assert_eq!(
        shape(&fs::read(place.path("t.parquet")).unwrap()),
        (2_000, 8)
    );
}

#[test]
fn a_large_file_of_trials_is_refused_with_its_size_and_a_way_out() {
    let place = Place::new();
    let arguments = [
        "run",
        "two.toml",
        "--trials",
        "10_000_000",
        "--trials-out",
        "t.parquet",
    ];
    let (_, said) = place.expect(2, &arguments);
    for words in [
        "10000000 rows x",
        "GiB",
        "--only",
        "[output]",
        "--trials",
        "--yes-large",
    ] {
        assert!(said.contains(words), "no {words} in {said}");
    }
    assert_eq!(tree(place.0.path()), ["two.toml"]);
}

#[test]
fn a_file_of_trials_never_replaces_what_is_not_one() {
    let place = Place::new();
    fs::create_dir(place.path("folder")).unwrap();
    fs::write(place.path("thesis.txt"), "years of work").unwrap();
    fs::write(place.path("kept.parquet"), "PAR1").unwrap();
    let mut kept = fs::metadata(place.path("kept.parquet"))
        .unwrap()
        .permissions();
    kept.set_readonly(true);
    fs::set_permissions(place.path("kept.parquet"), kept).unwrap();
    let before = tree(place.0.path());
    for (file, word) in [
        ("folder", "is not a file"),
        ("two.toml", "would be lost"),
        ("thesis.txt", "would be lost"),
        ("kept.parquet", "read-only"),
        (
            "output/two/trials.parquet",
            "the folder that the run replaces",
        ),
        (
            "folder/../output/two/t.parquet",
            "the folder that the run replaces",
        ),
        ("thesis.txt/t.parquet", "cannot"),
    ] {
        let (_, said) = place.expect(4, &["run", "two.toml", "--quiet", "--trials-out", file]);
        assert!(said.contains(word), "{file}: {said}");
        assert_eq!(tree(place.0.path()), before, "{file}");
    }
    assert_eq!(
        fs::read_to_string(place.path("thesis.txt")).unwrap(),
        "years of work"
    );
}
