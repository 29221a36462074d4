//! Scenario files as text: layers, settings, templates and what is said of their faults.

use capcast::scenario::problem::Problems;
use capcast::scenario::quantity::{Measure, quantity};
use capcast::scenario::tree::{Node, Value};
use capcast::scenario::{Document, LoadOptions, read};
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn read_with(path: &Path, set: &[&str]) -> (Option<Document>, Problems) {
    let options = LoadOptions {
        set: set.iter().map(ToString::to_string).collect(),
        ..LoadOptions::default()
    };
    let mut problems = Problems::new();
    let document = read(path, &options, &mut problems);
    (document, problems)
}

/// The document of `top.toml` among these files; there must be no problem.
#[track_caller]
fn document(files: &[(&str, &str)], set: &[&str]) -> Document {
    let folder = folder(files);
    let (document, problems) = read_with(&folder.path().join("top.toml"), set);
    assert!(problems.is_empty(), "{}", problems.render(false));
    document.unwrap()
}

/// What is said of `top.toml` among these files, with the folder's name taken out.
fn complaint(files: &[(&str, &str)], set: &[&str]) -> (Vec<&'static str>, String) {
    let folder = folder(files);
    let (_, problems) = read_with(&folder.path().join("top.toml"), set);
    let path = format!("{}/", folder.path().display());
    (problems.codes(), problems.render(false).replace(&path, ""))
}

/// A value as TOML would nearly write it.
fn shown(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => format!("{text:?}"),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Date(date) => date.to_string(),
        Value::OtherDateTime(text) => text.clone(),
        Value::Array(members) => {
            let members: Vec<String> = members.iter().map(shown).collect();
            format!("[{}]", members.join(", "))
        }
        Value::Table(table) => {
            let entries: Vec<String> = table
                .iter()
                .map(|(key, node)| format!("{key} = {}", shown(node)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

#[track_caller]
fn at(document: &Document, path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    let node = document.root.at(&parts);
    node.map_or_else(|| "nothing".to_string(), shown)
}

#[test]
fn a_chain_of_files_merges_entities_and_replaces_values_whole() {
    let read = document(
        &[
            (
                "top.toml",
                "extends = \"mid.toml\"\n[site.x]\npue = \"1.1 to 1.2\"\n",
            ),
            (
                "mid.toml",
                "extends = \"shared/base.toml\"\n[site.x]\npue = { p10 = 1.2, p90 = 1.3 }\ntags = [\"b\"]\n[supply.n]\ncumulative = { 2027-06-30 = 5 }\n",
            ),
            (
                "shared/base.toml",
                "[site.x]\nname = \"X\"\npue = { min = 1.1, mode = 1.2, max = 1.3 }\ntags = [\"a\", \"c\"]\n[supply.n]\nchips = [\"gb300\"]\ncumulative = { 2026-06-30 = 1 }\n",
            ),
        ],
        &[],
    );
    assert_eq!(at(&read, "site/x/name"), "\"X\"");
    assert_eq!(at(&read, "site/x/pue"), "\"1.1 to 1.2\"");
    assert_eq!(at(&read, "site/x/tags"), "[\"b\"]");
    assert_eq!(at(&read, "supply/n/chips"), "[\"gb300\"]");
    assert_eq!(at(&read, "supply/n/cumulative"), "{2027-06-30 = 5}");
    assert_eq!(at(&read, "extends"), "nothing");
    let names: Vec<PathBuf> = read.files.iter().map(|file| file.path.clone()).collect();
    let names: Vec<&str> = names
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap())
        .collect();
    assert_eq!(names, ["top.toml", "mid.toml", "base.toml"]);
    assert!(read.files.iter().all(|file| file.sha256.len() == 64));
}

#[test]
fn of_a_list_of_files_the_later_lies_over_the_earlier() {
    let files = [
        ("top.toml", "extends = [\"a.toml\", \"b.toml\"]\n"),
        ("a.toml", "[site.x]\npue = 1.1\nname = \"A\"\n"),
        ("b.toml", "[site.x]\npue = 1.2\n"),
    ];
    let read = document(&files, &[]);
    assert_eq!(at(&read, "site/x"), "{name = \"A\", pue = 1.2}");
}

#[test]
fn the_same_file_below_two_others_is_no_loop() {
    let read = document(
        &[
            ("top.toml", "extends = [\"a.toml\", \"b.toml\"]\n"),
            ("a.toml", "extends = \"base.toml\"\n[site.x]\npue = 1.1\n"),
            ("b.toml", "extends = \"base.toml\"\n[site.y]\npue = 1.2\n"),
            ("base.toml", "[site.x]\nname = \"X\"\n"),
        ],
        &[],
    );
    assert_eq!(at(&read, "site/x/name"), "\"X\"");
    assert_eq!(at(&read, "site/y/pue"), "1.2");
}

#[test]
fn false_removes_an_entity_and_a_later_layer_may_bring_it_back() {
    let base = (
        "base.toml",
        "[site.x]\npue = 1.1\n[site.x.grid.a]\ncapacity = \"1 MW\"\n[site.y]\npue = 1.2\n",
    );
    let read = document(
        &[
            (
                "top.toml",
                "extends = \"base.toml\"\nsite.y = false\nsite.x.grid.a = false\n",
            ),
            base,
        ],
        &[],
    );
    assert_eq!(at(&read, "site"), "{x = {grid = {}, pue = 1.1}}");
    let read = document(
        &[
            (
                "top.toml",
                "extends = \"mid.toml\"\n[site.y]\nname = \"new\"\n",
            ),
            ("mid.toml", "extends = \"base.toml\"\nsite.y = false\n"),
            base,
        ],
        &[],
    );
    assert_eq!(at(&read, "site/y"), "{name = \"new\"}");
}

#[test]
fn removing_what_is_not_there_is_a_warning_with_the_nearest_name() {
    let (codes, text) = complaint(
        &[
            (
                "top.toml",
                "extends = \"base.toml\"\nsite.lougton = false\n",
            ),
            ("base.toml", "[site.loughton]\npue = 1.1\n"),
        ],
        &[],
    );
    assert_eq!(codes, ["layers::nothing_removed"]);
    assert!(text.contains("did you mean `loughton`?"), "{text}");
}

#[test]
fn settings_lie_over_the_files_in_order() {
    let files = [(
        "top.toml",
        "[site.x]\npue = 1.1\n[site.x.phase.a]\ngpus = 1\n[site.y]\npue = 1.2\n",
    )];
    let read = document(
        &files,
        &[
            "site.x.pue=1.3",
            "site.x.pue=\"1.2 to 1.4\"",
            "site.x.phase.a.online=2027-Q1",
            "site.x.phase.a.announced = 2025-09-16",
            "site.x.phase.a.overrun={ p10 = 1.1, p90 = 2 }",
            "site.x.phase.\"a\".it_load=50 MW",
            "site.y=false",
            "scenario.trials=5_000",
            "chip.gb300.watts=2.0 to 2.5 kW",
        ],
    );
    assert_eq!(at(&read, "site/x/pue"), "\"1.2 to 1.4\"");
    assert_eq!(
        at(&read, "site/x/phase/a"),
        "{announced = 2025-09-16, gpus = 1, it_load = \"50 MW\", online = \"2027-Q1\", overrun = {p10 = 1.1, p90 = 2}}"
    );
    assert_eq!(at(&read, "site/y"), "nothing");
    assert_eq!(at(&read, "scenario/trials"), "5000");
    assert_eq!(at(&read, "chip/gb300/watts"), "\"2.0 to 2.5 kW\"");
}

#[test]
fn a_setting_at_fault_is_shown_as_it_was_typed() {
    let files = [("top.toml", "[site.loughton]\npue = 1.1\n")];
    for (setting, code) in [
        ("site.loughton.pue", "set::syntax"),
        ("site..pue=1", "set::syntax"),
        ("=1", "set::syntax"),
        ("site.loughton.pue=", "set::syntax"),
        ("site.\"loughton.pue=1", "set::syntax"),
        ("site.loughton.pue={ p10 = 1.1", "set::syntax"),
        ("extends=\"b.toml\"", "set::extends"),
        ("site.lougton.pue=1.3", "set::unknown"),
        ("site.loughton.phase.a.gpus=1", "set::unknown"),
    ] {
        let (codes, text) = complaint(&files, &[setting]);
        assert_eq!(codes, [code], "{setting}");
        assert!(text.contains(&format!("--> --set {setting}:1:")), "{text}");
    }
    let (_, text) = complaint(&files, &["site.lougton.pue=1.3"]);
    assert!(text.contains("did you mean `loughton`?"), "{text}");
}

#[test]
fn each_phase_gets_its_own_copy_of_its_template() {
    let read = document(
        &[(
            "top.toml",
            "[template.new]\nramp = \"2 months\"\n[template.new.activity]\nplanning = { duration = \"6 to 14 months\" }\nshell = { after = [\"planning\"], duration = \"9 to 16 months\" }\n\
             [site.x.phase.a]\ntemplate = \"new\"\nactivity.planning = { started = 2026-02-15 }\n\
             [site.x.phase.b]\ntemplate = \"new\"\nramp = \"4 months\"\nactivity.shell = false\n\
             [site.x.phase.c]\ngpus = 1\n",
        )],
        &[],
    );
    assert_eq!(
        at(&read, "site/x/phase/a/activity/planning"),
        "{duration = \"6 to 14 months\", started = 2026-02-15}"
    );
    assert_eq!(at(&read, "site/x/phase/a/ramp"), "\"2 months\"");
    assert_eq!(
        at(&read, "site/x/phase/b/activity"),
        "{planning = {duration = \"6 to 14 months\"}}"
    );
    assert_eq!(at(&read, "site/x/phase/b/ramp"), "\"4 months\"");
    assert_eq!(at(&read, "site/x/phase/c"), "{gpus = 1}");
}

#[test]
fn a_template_may_come_from_another_file_and_be_overlaid() {
    let read = document(
        &[
            (
                "top.toml",
                "extends = \"base.toml\"\n[template.new.activity]\nshell.duration = \"8 months\"\n[site.x.phase.a]\ntemplate = \"new\"\n",
            ),
            (
                "base.toml",
                "[template.new.activity.shell]\nduration = \"9 months\"\nafter = [\"planning\"]\n",
            ),
        ],
        &[],
    );
    assert_eq!(
        at(&read, "site/x/phase/a/activity/shell"),
        "{after = [\"planning\"], duration = \"8 months\"}"
    );
}

#[test]
fn copies_make_numbered_phases_of_one() {
    let read = document(
        &[(
            "top.toml",
            "[site.x.phase.b]\nname = \"Hall\"\ngpus = 10\ncopies = 3\n[site.x.phase.c]\ngpus = 1\n",
        )],
        &[],
    );
    let phases = read.root.at(&["site", "x", "phase"]).unwrap();
    let phases = phases.as_table().unwrap();
    assert_eq!(
        phases.keys().collect::<Vec<_>>(),
        ["b-1", "b-2", "b-3", "c"]
    );
    assert_eq!(
        at(&read, "site/x/phase/b-2"),
        "{gpus = 10, name = \"Hall (2 of 3)\"}"
    );
}

#[test]
fn copies_that_clash_or_cannot_be_counted_are_errors() {
    let phase = |copies: &str| format!("[site.x.phase.b]\ncopies = {copies}\n");
    for copies in ["0", "1001", "2.5", "\"four\""] {
        let (codes, _) = complaint(&[("top.toml", &phase(copies))], &[]);
        assert_eq!(codes, ["copies::count"], "{copies}");
    }
    for own in ["copies = 2", "template = \"t\""] {
        let text = format!("{}[site.x.phase.b-2]\n{own}\n", phase("2"));
        let (codes, text) = complaint(&[("top.toml", &text)], &[]);
        assert_eq!(codes, ["copies::clash"], "{own}");
        assert!(text.contains("`b-2` is a copy"), "{text}");
    }
}

#[test]
fn a_table_with_the_id_of_a_copy_is_laid_over_it() {
    let base = "[site.x.phase.b]\nname = \"Hall\"\ngpus = 10\ncopies = 3\nactivity.a = { duration = \"1 days\", not_before = 2027 }\n";
    let single = "[site.x.phase.b-2]\ngpus = 7\nactivity.a.not_before = 2028\n";
    let text = format!("{base}{single}");
    let set = ["site.x.phase.b-3.gpus=5", "site.x.phase.b-2.online=2029"];
    let read = document(&[("top.toml", &text)], &set);
    let activity = |year| format!("{{a = {{duration = \"1 days\", not_before = {year}}}}}");
    assert_eq!(
        at(&read, "site/x/phase/b-1"),
        format!(
            "{{activity = {}, gpus = 10, name = \"Hall (1 of 3)\"}}",
            activity(2027)
        )
    );
    assert_eq!(
        at(&read, "site/x/phase/b-2"),
        format!(
            "{{activity = {}, gpus = 7, name = \"Hall (2 of 3)\", online = 2029}}",
            activity(2028)
        )
    );
    assert_eq!(at(&read, "site/x/phase/b-3/gpus"), "5");
    // Its list of assumptions speaks of what it says itself, the phase's of the rest.
    let listed = "[site.x.phase.b]\ngpus = 10\nramp = \"1 days\"\ncopies = 2\nassumptions = [\"gpus\", \"ramp\"]\n\
                  [site.x.phase.b-1]\ngpus = 7\n[site.x.phase.b-2]\nramp = \"2 days\"\nproceed = 0.9\nassumptions = [\"proceed\"]\n";
    let read = document(&[("top.toml", listed)], &[]);
    assert_eq!(at(&read, "site/x/phase/b-1/assumptions"), "[\"ramp\"]");
    assert_eq!(
        at(&read, "site/x/phase/b-2/assumptions"),
        "[\"gpus\", \"proceed\"]"
    );
    // An overlay takes a single one away, and `--set` knows no fourth.
    let over = "extends = \"base.toml\"\n[site.x.phase]\nb-2 = false\n";
    let read = document(&[("top.toml", over), ("base.toml", &text)], &[]);
    let phases = read.root.at(&["site", "x", "phase"]).unwrap();
    let ids: Vec<&str> = phases.as_table().unwrap().keys().collect();
    assert_eq!(ids, ["b-1", "b-3"]);
    let (codes, _) = complaint(&[("top.toml", &text)], &["site.x.phase.b-4.gpus=5"]);
    assert_eq!(codes, ["copies::beyond"]);
    let (codes, _) = complaint(&[("top.toml", &text)], &["site.x.phase.c-1.gpus=5"]);
    assert_eq!(codes, ["set::unknown"]);
}

#[test]
fn the_copy_before_is_called_previous_and_the_first_has_none() {
    let after = |text: &str, id: &str| {
        let read = document(&[("top.toml", text)], &[]);
        at(&read, &format!("site/x/phase/{id}/activity/a/after"))
    };
    let list = "[site.x.phase.b]\ncopies = 3\nactivity.a.after = [\"shell\", \" previous.online + 1 weeks\"]\n";
    assert_eq!(after(list, "b-1"), "[\"shell\"]");
    assert_eq!(after(list, "b-3"), "[\"shell\", \"b-2.online + 1 weeks\"]");
    let alone = "[site.x.phase.b]\ncopies = 2\nactivity.a.after = \"previous.ready\"\n";
    assert_eq!(after(alone, "b-1"), "nothing");
    assert_eq!(after(alone, "b-2"), "\"b-1.ready\"");
    // Of copies that are taken out, the one before counts; a phase of that name is what it is.
    let out = format!("{alone}[site.x.phase.b-1]\ngpus = 1\n");
    let read = document(
        &[
            (
                "top.toml",
                "extends = \"base.toml\"\n[site.x.phase]\nb-2 = false\n",
            ),
            ("base.toml", list),
        ],
        &[],
    );
    assert_eq!(
        at(&read, "site/x/phase/b-3/activity/a/after"),
        "[\"shell\", \"b-1.online + 1 weeks\"]"
    );
    assert_eq!(after(&out, "b-2"), "\"b-1.ready\"");
    let named = format!("{alone}[site.x.phase.previous]\ngpus = 1\n");
    assert_eq!(after(&named, "b-2"), "\"previous.ready\"");
}

#[test]
fn a_loop_of_files_is_shown_as_a_loop() {
    let (codes, text) = complaint(
        &[
            ("top.toml", "extends = \"a.toml\"\n"),
            ("a.toml", "[scenario]\nname = \"a\"\n"),
        ],
        &[],
    );
    assert!(codes.is_empty(), "{text}");
    let (codes, text) = complaint(
        &[
            ("top.toml", "extends = \"a.toml\"\n"),
            ("a.toml", "extends = [\"b.toml\"]\n"),
            ("b.toml", "extends = \"top.toml\"\n"),
        ],
        &[],
    );
    assert_eq!(codes, ["extends::loop"]);
    insta::assert_snapshot!(text);
    let (codes, _) = complaint(&[("top.toml", "extends = \"top.toml\"\n")], &[]);
    assert_eq!(codes, ["extends::loop"]);
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let (codes, text) = complaint(
        &[
            ("top.toml", "extends = [\"comon.toml\", 3, \"sub\"]\n"),
            ("common.toml", "[site.x]\npue = 1\n"),
            ("sub/a.toml", ""),
        ],
        &[],
    );
    assert_eq!(
        codes,
        ["file::missing", "extends::kind", "file::unreadable"]
    );
    insta::assert_snapshot!(text);
    let folder = folder(&[("a.toml", "x = 1\n")]);
    let (document, problems) = read_with(&folder.path().join("b.toml"), &[]);
    assert!(document.is_none());
    assert_eq!(problems.codes(), ["file::missing"]);
}

#[test]
fn a_file_that_is_empty_or_not_utf8_or_too_large_is_refused() {
    assert_eq!(complaint(&[("top.toml", "")], &[]).0, ["file::empty"]);
    assert_eq!(
        complaint(&[("top.toml", "# nothing\n")], &[]).0,
        ["file::empty"]
    );
    let folder = folder(&[]);
    let path = folder.path().join("top.toml");
    std::fs::write(&path, b"[scenario]\nname = \"caf\xe9\"\n").unwrap();
    let (_, problems) = read_with(&path, &[]);
    assert_eq!(problems.codes(), ["file::not_utf8"]);
    assert!(
        problems.render(false).contains("top.toml:2:12"),
        "{}",
        problems.render(false)
    );
    std::fs::write(&path, b"\xff\xfe[\x00").unwrap();
    let (_, problems) = read_with(&path, &[]);
    assert!(problems.render(false).contains("UTF-16"));
    // Not TOML at all, so that parsing it would tell another story.
    std::fs::write(&path, vec![b'='; (8 << 20) + 1]).unwrap();
    let (_, problems) = read_with(&path, &[]);
    assert_eq!(problems.codes(), ["file::too_large"]);
    assert!(problems.render(false).contains("--max-file"));
}

#[cfg(unix)]
#[test]
fn a_device_without_a_size_or_an_end_is_refused_all_the_same() {
    let (document, problems) = read_with(Path::new("/dev/zero"), &[]);
    assert!(document.is_none());
    assert_eq!(problems.codes(), ["file::too_large"]);
}

#[test]
fn a_duplicate_shows_both_places() {
    let (codes, text) = complaint(
        &[(
            "top.toml",
            "[site.x]\npue = 1.1\n\n[site.y]\npue = 1.2\n\n[site.x]\nname = \"X\"\n",
        )],
        &[],
    );
    assert_eq!(codes, ["syntax::duplicate"]);
    insta::assert_snapshot!(text);
}

#[test]
fn of_500_problems_200_are_shown_and_the_rest_counted() {
    let lines: Vec<String> = (0..500).map(|n| format!("k{n} = = 1")).collect();
    let (codes, text) = complaint(&[("top.toml", &lines.join("\n"))], &[]);
    assert_eq!(codes.len(), 500);
    assert_eq!(text.matches("error[syntax]").count(), 200);
    assert!(text.contains("... and 300 more, not shown"), "{text}");
    assert!(text.ends_with("500 errors\n"));
}

#[test]
fn a_megabyte_in_one_line_is_not_shown_whole() {
    let text = format!(
        "a = [{}]\nb = = 1\nc = [{}x]\n",
        "1,".repeat(500_000),
        "1,".repeat(500_000)
    );
    let (codes, text) = complaint(&[("top.toml", &text)], &[]);
    assert_eq!(codes.len(), 2);
    assert!(text.len() < 5_000, "{} bytes", text.len());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn a_quantity_of_any_text_is_read_or_refused(
        text in "[-+0-9._eE]{0,6}[ a-zA-Z%é–]{0,4}( to )?[-+0-9._é]{0,6} ?(months|MW|k|%|Q1|-H2|x)?"
    ) {
        let measures = [
            Measure::Duration, Measure::Date, Measure::Power, Measure::ChipPower, Measure::Count,
            Measure::Share, Measure::Ratio, Measure::Factor, Measure::Rate, Measure::Memory,
        ];
        let mut problems = Problems::new();
        let source = format!("q = \"{text}\"");
        let file = problems.files_mut().add("a.toml", source.clone());
        let table = capcast::scenario::parse::parse(file, &source, &mut problems).unwrap();
        for measure in measures {
            let mut problems = problems.clone();
            let law = quantity(table.get("q").unwrap(), measure, "q", &mut problems);
            prop_assert_eq!(law.is_none(), problems.has_errors());
            if let Some(law) = law {
                prop_assert!(law.median().is_finite());
                let (least, greatest) = measure.domain().bounds();
                prop_assert!(law.support().0 >= least && law.support().1 <= greatest);
            }
            prop_assert_eq!(problems.render(false).is_empty(), problems.is_empty());
        }
    }

    #[test]
    fn any_file_and_any_setting_are_read_or_refused(text in "\\PC{0,60}", setting in "[a-z.\"'=é{ 0-9]{0,20}") {
        let folder = folder(&[("top.toml", &format!("[site.a]\npue = 1\n{text}\n"))]);
        let (document, problems) = read_with(&folder.path().join("top.toml"), &[&setting]);
        prop_assert!(document.is_some() || problems.has_errors());
        prop_assert_eq!(problems.render(false).is_empty(), problems.is_empty());
    }
}
