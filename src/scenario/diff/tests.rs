//! What is an edit, and what is none.

use super::*;
use crate::scenario::store::Files;

const BASE: &str = r#"
[scenario]
name = "Base"

[site.loughton]
pue = "1.1 to 1.2"
operator = "Nscale"
tags = ["a", "b"]
[site.loughton.grid.first]
capacity = "50 MW"
energised = "2027-03"
[site.loughton.phase.first]
chip = "gb300"
gpus = 23_040
online = "2027-Q1"
template = "hall"
copies = 2
[site.cambois.phase.a]
chip = "gb300"
it_load = "40 MW"

[template.hall.activity.shell]
duration = "9 to 16 months"
[template.unused.activity.shell]
duration = "9 to 16 months"
"#;

fn problems_and_diff(variant: &str, set: &[&str]) -> (Problems, Diff) {
    let options = LoadOptions {
        files: Files::memory([("base.toml", BASE), ("variant.toml", variant)]),
        ..LoadOptions::default()
    };
    let with = LoadOptions {
        set: set.iter().map(ToString::to_string).collect(),
        ..options.clone()
    };
    let mut problems = Problems::new();
    let base = (Path::new("base.toml"), &options);
    let variant = (Path::new("variant.toml"), &with);
    let diff = diff(base, variant, &mut problems).expect("both can be read");
    (problems, diff)
}

/// Each edit as "entity key: base -> variant", marked with `=` where it moves nothing.
fn edits(variant: &str, set: &[&str]) -> Vec<String> {
    let (problems, diff) = problems_and_diff(variant, set);
    assert!(!problems.has_errors(), "{problems}");
    let text = |side: &Option<Side>| side.as_ref().map_or("-", |side| &side.text).to_string();
    let lines = diff.edits.iter().map(|edit| {
        let key = edit.key.as_deref().unwrap_or("*");
        let mark = if edit.moves { "" } else { "= " };
        let (base, variant) = (text(&edit.base), text(&edit.variant));
        format!("{mark}{} {key}: {base} -> {variant}", edit.entity)
    });
    let lines = lines.collect();
    // All edits together make the variant of the base.
    let made = diff.base.with(&diff.edits);
    let again = Diff::of(made, diff.variant, problems.files());
    assert_eq!(again.edits, [], "edits that do not make the variant");
    lines
}

fn overlay(text: &str) -> Vec<String> {
    edits(&format!("extends = \"base.toml\"\n{text}"), &[])
}

#[test]
fn what_a_chain_shares_and_what_is_written_otherwise_is_no_edit() {
    assert_eq!(overlay(""), [""; 0]);
    let otherwise = r#"
        scenario.name = "Base"
        [site.cambois.phase.a]     # comments and order do not count
        it_load = "0.040 GW"
        chip = 'gb300'
        [site.loughton]
        pue = "1.10 to 1.20"
        operator = "Nscale"
        tags = ["b", "a"]
        [site.loughton.phase.first]
        online = "early 2027"
        gpus = "23.04 k"
    "#;
    assert_eq!(overlay(otherwise), [""; 0]);
}

#[test]
fn a_key_is_changed_added_or_removed() {
    let text = r#"
        [site.loughton.grid.first]
        energised = "2028-03"
        [site.loughton]
        pue_peak = 1.30
    "#;
    assert_eq!(
        overlay(text),
        [
            "site.loughton pue_peak: - -> 1.30",
            "site.loughton.grid.first energised: 2027-03 -> 2028-03",
        ]
    );
    let shorter = BASE.replace("online = \"2027-Q1\"\n", "");
    assert_eq!(
        edits(&shorter, &[]),
        ["site.loughton.phase.first online: 2027-Q1 -> -"]
    );
}

#[test]
fn an_entity_is_one_edit_with_all_its_keys() {
    let text = r#"
        [site]
        cambois = false
        [site.loughton.grid.full]
        capacity = "90 MW"   # the new total
        energised = "2030"
        [site.loughton.phase.first.restart]
        probability = 0.4
        date = "2029"
    "#;
    assert_eq!(
        overlay(text),
        [
            "site.cambois *: { phase = { a = { chip = \"gb300\", it_load = \"40 MW\" } } } -> -",
            "site.loughton.grid.full *: - -> { capacity = \"90 MW\", energised = \"2030\" }",
            "site.loughton.phase.first.restart *: - -> { probability = 0.4, date = \"2029\" }",
        ]
    );
}

#[test]
fn a_template_is_an_edit_of_its_own_and_so_is_what_a_phase_takes_out_of_it() {
    let text = r#"
        [template.hall.activity.shell]
        duration = "12 to 20 months"
        [template.unused.activity.shell]
        duration = "12 to 20 months"
        [site.loughton.phase.first.activity]
        shell = false
        [site.loughton.phase]
        first-2 = false
        [site.cambois]
        grid.none = false
    "#;
    assert_eq!(
        overlay(text),
        [
            "site.loughton phase.first-2: - -> false",
            "site.loughton.phase.first activity.shell: - -> false",
            "template.hall.activity.shell duration: 9 to 16 months -> 12 to 20 months",
            "= template.unused.activity.shell duration: 9 to 16 months -> 12 to 20 months",
        ]
    );
}

#[test]
fn what_moves_no_number_is_marked() {
    let text = r#"
        scenario.name = "Variant"
        scenario.seed = 7
        site.loughton.assumptions = ["pue"]
        site.loughton.location = { lat = 51, lon = 0 }
        site.loughton.seen = 2026-03-09
        [source.x]
        title = "A source"
        [site.name.phase.a]
        chip = "gb300"
        gpus = 1
    "#;
    assert_eq!(
        overlay(text),
        [
            "= scenario name: Base -> Variant",
            "scenario seed: - -> 7",
            "= site.loughton assumptions: - -> [\"pue\"]",
            "site.loughton seen: - -> 2026-03-09",
            "= site.loughton.location *: - -> { lat = 51, lon = 0 }",
            "site.name *: - -> { phase = { a = { chip = \"gb300\", gpus = 1 } } }",
            "= source.x *: - -> { title = \"A source\" }",
        ]
    );
}

#[test]
fn a_setting_is_an_edit_with_its_own_place() {
    let (_, diff) = problems_and_diff(BASE, &["site.loughton.pue=1.3"]);
    let [edit] = diff.edits.as_slice() else {
        panic!("one edit: {:?}", diff.edits);
    };
    let at = |side: &Option<Side>| {
        let side = side.as_ref().expect("both say it");
        (side.file.clone(), side.line)
    };
    assert_eq!(at(&edit.base), ("base.toml".to_string(), 6));
    let setting = "--set site.loughton.pue=1.3".to_string();
    assert_eq!(at(&edit.variant), (setting, 1));
}

#[test]
fn the_problems_of_two_scenarios_over_one_file_are_told_once() {
    let broken = "[site.a.phase.b]\nchip = \"gb300\"\ngpus = \"many\"\n";
    let files = [
        ("base.toml", broken),
        ("variant.toml", "extends = \"base.toml\"\n"),
    ];
    let options = LoadOptions {
        files: Files::memory(files),
        ..LoadOptions::default()
    };
    let mut problems = Problems::new();
    let base = (Path::new("base.toml"), &options);
    let variant = (Path::new("variant.toml"), &options);
    let diff = diff(base, variant, &mut problems).expect("both can be read");
    assert_eq!(diff.edits, []);
    diff.check(["base", "variant"], &mut problems);
    assert_eq!(problems.errors(), 3, "{problems}");
}

#[test]
fn the_shipped_scenarios_differ_from_themselves_in_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for name in ["uk-2025.toml", "stargate-texas.toml"] {
        let (path, options) = (folder.join(name), LoadOptions::default());
        let mut problems = Problems::new();
        let scenario = (path.as_path(), &options);
        let diff = diff(scenario, scenario, &mut problems).expect("can be read");
        assert_eq!(diff.edits, [], "{name}");
    }
}
