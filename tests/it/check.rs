//! What is said about scenarios that are wrong: one file a case, each with its reviewed messages.
//!
//! `INSTA_UPDATE=always cargo test --test it check` writes the messages anew; read what changed.

use capcast::scenario::problem::Problems;
use capcast::scenario::{self, LoadOptions};
use std::fmt::Write;
use std::path::Path;

/// All that is said about a file, or how it was resolved if nothing is.
fn said(path: &Path, options: &LoadOptions) -> String {
    match scenario::load(path, options) {
        Ok(loaded) => loaded.warnings.render(false),
        Err(problems) => problems.render(false),
    }
}

/// How a file is to be read: its first line may ask for a replay, `# --as-of 2025-09-30`.
fn options_of(path: &Path) -> LoadOptions {
    let bytes = std::fs::read(path).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let first = text.lines().next().unwrap_or_default();
    let day = first.strip_prefix("# --as-of ");
    LoadOptions {
        as_of: day.map(|day| day.parse().unwrap()),
        ..LoadOptions::default()
    }
}

fn problems(text: &str) -> Problems {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    std::fs::write(&path, text).unwrap();
    match scenario::load(&path, &LoadOptions::default()) {
        Ok(loaded) => loaded.warnings,
        Err(problems) => problems,
    }
}

#[test]
fn each_wrong_file_has_its_reviewed_messages() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../fixtures/invalid");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("../fixtures/invalid", "*.toml", |path| {
            // As a planner names it, so that the message is the same on every machine.
            let name = path.file_name().unwrap();
            let named = Path::new("tests/fixtures/invalid").join(name);
            let said = said(&named, &options_of(path));
            assert!(
                !said.is_empty(),
                "nothing is said about {}",
                named.display()
            );
            insta::assert_snapshot!("said", said);
        });
    });
}

#[test]
fn a_scenario_that_runs_has_nothing_said_about_it() {
    insta::glob!("../fixtures/valid", "*.toml", |path| {
        let said = said(path, &LoadOptions::default());
        assert_eq!(said, "", "{}", path.display());
    });
}

#[test]
fn a_file_over_the_limit_is_refused_before_it_is_parsed_and_a_higher_limit_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.toml");
    // Not TOML: were it parsed, the message would be another.
    std::fs::write(&path, "x".repeat((8 << 20) + 1)).unwrap();
    let over = scenario::load(&path, &LoadOptions::default()).unwrap_err();
    assert_eq!(over.codes(), ["file::too_large"]);
    assert!(
        over.render(false).contains("--max-file"),
        "{}",
        over.render(false)
    );
    let raised = LoadOptions {
        max_bytes: 16 << 20,
        ..LoadOptions::default()
    };
    let parsed = scenario::load(&path, &raised).unwrap_err();
    assert!(!parsed.codes().contains(&"file::too_large"));
}

#[test]
fn of_five_hundred_problems_two_hundred_are_shown_and_the_rest_counted() {
    let mut text =
        String::from("[scenario]\nfrom = 2026-01-01\n[site.a]\nannounced = 2025-01-01\n");
    for number in 0..500 {
        writeln!(
            text,
            "[site.a.phase.p{number}]\nchip = \"gb300\"\ngpus = 100\nonline = \"never\""
        )
        .unwrap();
    }
    let problems = problems(&text);
    assert_eq!(problems.errors(), 500);
    let said = problems.render(false);
    assert_eq!(said.matches("error[date::unreadable]").count(), 200);
    assert!(said.contains("300 more"), "{}", &said[said.len() - 200..]);
}

#[test]
fn a_file_that_is_not_there_says_so_by_the_name_it_was_given() {
    let missing = Path::new("tests/fixtures/nowhere.toml");
    let problems = scenario::load(missing, &LoadOptions::default()).unwrap_err();
    assert_eq!(problems.codes(), ["file::missing"]);
    assert!(
        problems
            .render(false)
            .contains("tests/fixtures/nowhere.toml")
    );
}

#[test]
fn every_error_gives_a_way_out() {
    insta::glob!("../fixtures/invalid", "*.toml", |path| {
        let said = said(path, &LoadOptions::default());
        let blocks = said.split("\n\n").filter(|block| block.contains("error["));
        for block in blocks.filter(|block| !block.contains("error[syntax]")) {
            assert!(block.contains("help:"), "{block}");
        }
    });
}

#[test]
fn a_wrong_value_in_a_template_is_one_problem_however_many_phases_take_it() {
    let mut text = String::from(
        "[scenario]\nfrom = 2026-01-01\n[template.t]\nramp = \"5 MW\"\n[site.a]\nannounced = 2025-01-01\n",
    );
    for number in 0..20 {
        writeln!(
            text,
            "[site.a.phase.p{number}]\ntemplate = \"t\"\nchip = \"gb300\"\ngpus = 100\nonline = \"2027\""
        )
        .unwrap();
    }
    assert_eq!(problems(&text).codes(), ["quantity::unit_kind"]);
}

/// Every value of a scenario in turn gives way to values that do not belong there.
#[test]
fn no_value_at_any_key_ends_in_anything_but_a_model_or_a_list_of_problems() {
    const STRANGE: [&str; 16] = [
        "\"\"",
        "\"x\"",
        "\"\\u0000\"",
        "0",
        "-1",
        "9223372036854775807",
        "1e308",
        "nan",
        "true",
        "false",
        "[]",
        "[[]]",
        "{}",
        "{ p10 = 1, p90 = 1 }",
        "2027-01-01",
        "07:32:00",
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    let common = std::fs::read_to_string("tests/fixtures/valid/shared/common.toml").unwrap();
    let example = std::fs::read_to_string("tests/fixtures/valid/by-example.toml").unwrap();
    let text = format!(
        "{}\n{common}",
        example.replace("extends = \"shared/common.toml\"\n", "")
    );
    let lines: Vec<&str> = text.lines().collect();
    let mut cases = 0;
    for (number, line) in lines.iter().enumerate() {
        let Some((key, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) else {
            continue;
        };
        for value in STRANGE {
            let changed = format!("{key} = {value}");
            let mut lines = lines.clone();
            lines[number] = &changed;
            std::fs::write(&path, lines.join("\n")).unwrap();
            if let Err(problems) = scenario::load(&path, &LoadOptions::default()) {
                assert!(problems.errors() > 0, "{changed}");
                let said = problems.render(false);
                assert!(said.contains("case.toml:"), "{changed}\n{said}");
            }
            cases += 1;
        }
    }
    assert!(cases > 1_000, "{cases}");
}
