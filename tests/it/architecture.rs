//! The house keeps its shape: imports go one way, files stay small, banned words stay out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module may import, beside the vocabulary.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("units", &[]),
    ("calendar", &[]),
    ("stats", &[]),
    ("distribution", &["stats"]),
    ("model", &["reference"]),
    ("reference", &["stats"]),
    ("scenario", &["model", "reference"]),
    ("import", &["scenario", "model"]),
    ("plan", &["model"]),
    ("results", &["plan"]),
    ("engine", &["plan", "results"]),
    ("projection", &["results", "plan", "model"]),
    ("comparison", &["projection", "results", "plan", "model"]),
    ("sweep", &["outcome", "comparison", "projection", "plan"]),
    (
        "pipeline",
        &[
            "drives",
            "sweep",
            "outcome",
            "scenario",
            "model",
            "plan",
            "engine",
            "results",
            "comparison",
            "explanation",
            "outcome",
            "projection",
        ],
    ),
    ("outcome", &["projection", "plan", "model", "scenario"]),
    (
        "drives",
        &[
            "engine",
            "results",
            "plan",
            "model",
            "outcome",
            "projection",
        ],
    ),
    ("explanation", &["comparison", "projection"]),
    (
        "chart",
        &["projection", "comparison", "explanation", "sweep"],
    ),
    (
        "table",
        &["projection", "comparison", "explanation", "sweep"],
    ),
    (
        "trials",
        &["engine", "results", "table", "projection", "plan", "model"],
    ),
    ("report", &["chart", "table", "projection", "comparison"]),
    (
        "artifact",
        &[
            "report",
            "chart",
            "table",
            "projection",
            "comparison",
            "sweep",
            "explanation",
        ],
    ),
    (
        "cli",
        &[
            "scenario",
            "reference",
            "model",
            "plan",
            "engine",
            "results",
            "projection",
            "comparison",
            "explanation",
            "outcome",
            "pipeline",
            "sweep",
            "chart",
            "table",
            "trials",
            "artifact",
            "import",
        ],
    ),
    ("docs", &[]),
    ("lib", &[]),
    ("main", &["cli"]),
];

/// Modules that all may import. Among themselves they import downwards alone, as the table says.
const VOCABULARY: [&str; 4] = ["units", "calendar", "distribution", "stats"];

/// Lines of a file of `src`, its tests included, and of a file of `tests`.
const MOST_LINES: [(&str, usize); 2] = [("src", 450), ("tests", 700)];

/// Words that have no place in finished code.
const BANNED: [&str; 5] = ["todo!", "unimplemented!", "dbg!", "#[ignore", "#[allow("];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file under a folder of the repository, sorted.
fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The module of the first level that a file of `src` belongs to.
fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap();
    let first = Path::new(first.as_os_str());
    first.file_stem().unwrap().to_string_lossy().into_owned()
}

/// A file's code: without its comments, and without its tests, which may import what they like.
fn code(text: &str) -> String {
    let tests = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    text[..tests]
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Modules of the first level that code names after `crate::`, groups included.
fn imported(code: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for piece in code.split("crate::").skip(1) {
        let list = match piece.strip_prefix('{') {
            Some(group) => first_words(group),
            None => vec![piece],
        };
        for name in list {
            let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
            let end = name.find(|letter| !is_part(letter)).unwrap_or(name.len());
            modules.push(name[..end].to_owned());
        }
    }
    modules
}

/// The beginnings of the members of a group `a::b, c::{d, e}}`.
fn first_words(group: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (place, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                words.push(group[start..place].trim());
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                words.push(group[start..place].trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    words
}

#[test]
fn imports_go_one_way() {
    let table: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let mut wrong = Vec::new();
    for path in rust_files("src") {
        let module = module_of(&path);
        let Some(allowed) = table.get(module.as_str()) else {
            wrong.push(format!("{module}: no row in the table of imports"));
            continue;
        };
        let is_word = VOCABULARY.contains(&module.as_str());
        for target in imported(&code(&fs::read_to_string(&path).unwrap())) {
            // Names that are no module are macros or items of lib.rs.
            let is_module = table.contains_key(target.as_str());
            let is_free = !is_word && VOCABULARY.contains(&target.as_str());
            if is_module && target != module && !is_free && !allowed.contains(&target.as_str()) {
                wrong.push(format!("{}: {module} imports {target}", path.display()));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_of_imports_has_no_cycle() {
    let table: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    for start in table.keys() {
        let mut open: Vec<&str> = table[start].to_vec();
        let mut seen = Vec::new();
        while let Some(module) = open.pop() {
            assert_ne!(module, *start, "{start} imports itself by a detour");
            if !seen.contains(&module) {
                seen.push(module);
                open.extend(table.get(module).copied().unwrap_or_default());
            }
        }
    }
}

#[test]
fn groups_of_imports_are_read() {
    let code = "use crate::{model::Model, plan::{self, Plan}};\nuse crate::stats::Moments;";
    assert_eq!(imported(code), ["model", "plan", "stats"]);
}

#[test]
fn files_stay_small_and_have_their_place() {
    let mut wrong = Vec::new();
    for (folder, most) in MOST_LINES {
        for path in rust_files(folder) {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            // A module's tests in a file of their own are tests, wherever they stand.
            let is_tests = path.file_name().is_some_and(|name| name == "tests.rs");
            if lines > most && !is_tests {
                wrong.push(format!("{}: {lines} lines", path.display()));
            }
            if path.file_name().is_some_and(|name| name == "mod.rs") {
                wrong.push(format!("{}: name it after its folder", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_what_lives_there() {
    for path in rust_files("src") {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{}", path.display());
    }
}

#[test]
fn unfinished_code_stays_out() {
    let this = root().join("tests/it/architecture.rs");
    for path in rust_files("src").into_iter().chain(rust_files("tests")) {
        let text = fs::read_to_string(&path).unwrap();
        for word in BANNED {
            let found = path != this && text.contains(word);
            assert!(!found, "{} has {word}", path.display());
        }
    }
}
