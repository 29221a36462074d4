//! What pages of the documents tell happens as it is told: a planner's morning, and what dependence does.
//!
//! A page is run from top to bottom in an empty folder with the shipped scenarios in it: its TOML
//! blocks are files (named by their first line), its `sh` blocks are commands, the `text` block after
//! a command is what that prints, a picture is one that a command left, and what stands in bold is
//! said by an output above it.
//!
//! `CAPCAST_BLESS=1 cargo test --release --test statistical pages` writes outputs and pictures
//! anew; then read the pages.
#![cfg(unix)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The pages, by the name of the file in `src/docs` and of the folder of pictures in
/// `output/sample`.
const MORNING: &str = "morning";
const DEPENDENCE: &str = "dependence";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A piece of the page.
#[derive(Debug, PartialEq)]
enum Piece {
    /// A line outside blocks.
    Prose(String),
    /// A block: its language and its lines.
    Block(String, String),
}

/// The pieces of a page, in order.
fn pieces(page: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let body = body.iter().map(|line| format!("{line}\n")).collect();
            pieces.push(Piece::Block(language.to_owned(), body));
        } else {
            pieces.push(Piece::Prose(line.to_owned()));
        }
    }
    pieces
}

/// The page again.
fn written(pieces: &[Piece]) -> String {
    let mut page = String::new();
    for piece in pieces {
        let _ = match piece {
            Piece::Prose(line) => writeln!(page, "{line}"),
            Piece::Block(language, body) => write!(page, "```{language}\n{body}```\n"),
        };
    }
    page
}

/// What a block of commands prints in a folder; all of it must go well.
fn run(commands: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_capcast"));
    let before = std::env::var_os("PATH").unwrap_or_default();
    let mut path = vec![program.parent().unwrap().to_owned()];
    path.extend(std::env::split_paths(&before));
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", commands])
        .env("PATH", std::env::join_paths(path).unwrap())
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{commands}\n{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// What stands between a mark and its like, pair by pair.
fn between<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    text.split(mark).skip(1).step_by(2).collect()
}

/// A text without line breaks and runs of spaces.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The pictures that a page shows, relative to their folder.
fn pictures(page: &str, name: &str) -> Vec<String> {
    let folder = format!("../../output/sample/{name}/");
    let links = page.split(&folder).skip(1);
    links
        .filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()))
        .collect()
}

/// The drawing of a picture `compare-a-b/difference.png` in the folder `output` of a run.
fn drawing(output: &Path, picture: &str) -> PathBuf {
    let (run, name) = picture.split_once('/').unwrap();
    output
        .join(run)
        .join("charts")
        .join(name)
        .with_extension("svg")
}

#[test]
fn the_morning_happens_as_it_is_told() {
    happens(MORNING);
}

#[test]
fn dependence_does_what_its_page_tells() {
    happens(DEPENDENCE);
}

/// Runs a page, and holds what it tells against what comes of it.
fn happens(name: &str) {
    let bless = std::env::var_os("CAPCAST_BLESS").is_some();
    let told = root().join("src/docs").join(name).with_extension("md");
    let page = fs::read_to_string(&told).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for inner in ["scenarios", "scenarios/parts"] {
        let to = folder.path().join(inner);
        fs::create_dir(&to).unwrap();
        for entry in fs::read_dir(root().join(inner)).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_file() {
                fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
            }
        }
    }
    let mut pieces = pieces(&page);
    let (mut printed, mut said) = (String::new(), String::new());
    let mut stale = Vec::new();
    for piece in &mut pieces {
        let Piece::Block(language, body) = piece else {
            continue;
        };
        match language.as_str() {
            "toml" => {
                let name = body.lines().next().and_then(|line| line.strip_prefix("# "));
                fs::write(folder.path().join(name.expect("a file has a name")), &body).unwrap();
            }
            "sh" => {
                printed = run(body, folder.path());
                said.push_str(&printed);
            }
            "text" if *body != printed => {
                stale.push(format!("--- told\n{body}--- printed\n{printed}"));
                body.clone_from(&printed);
            }
            _ => {}
        }
    }
    let output = folder.path().join("output");
    for picture in pictures(&page, name) {
        let made = drawing(&output, &picture);
        let kept = root().join("output/sample").join(name).join(&picture);
        let drawn = fs::read(&made).unwrap_or_else(|_| panic!("nothing draws {picture}"));
        if fs::read(kept.with_extension("svg")).ok() != Some(drawn) || !kept.exists() {
            stale.push(picture);
            if bless {
                fs::create_dir_all(kept.parent().unwrap()).unwrap();
                for kind in ["svg", "png"] {
                    fs::copy(made.with_extension(kind), kept.with_extension(kind)).unwrap();
                }
            }
        }
    }
    if bless {
        fs::write(&told, written(&pieces)).unwrap();
    } else {
        assert!(stale.is_empty(), "stale:\n{}", stale.join("\n"));
    }
    let said = flat(&said);
    let prose: Vec<&str> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Prose(line) => Some(line.as_str()),
            Piece::Block(..) => None,
        })
        .collect();
    for bold in between(&prose.join("\n"), "**") {
        assert!(said.contains(&flat(bold)), "nothing says {bold:?}");
    }
}

#[test]
fn a_page_is_taken_apart_and_put_together() {
    let page = "One\n\n```toml\n# a.toml\nx = 1\n```\ntwo **3** and **4\n5**\n![](../../output/sample/morning/run/x.png)\n";
    let parts = pieces(page);
    assert_eq!(written(&parts), page);
    assert_eq!(
        parts[2],
        Piece::Block("toml".to_owned(), "# a.toml\nx = 1\n".to_owned())
    );
    assert_eq!(between(page, "**"), ["3", "4\n5"]);
    assert_eq!(pictures(page, "morning"), ["run/x.png"]);
    assert_eq!(
        drawing(Path::new("o"), "run/x.png"),
        Path::new("o/run/charts/x.svg")
    );
}
