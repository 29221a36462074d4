//! What the program says of itself: the schema, completions, the manual.

use super::{Place, tree};
use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

/// The subcommands that the help lists.
fn commands(place: &Place) -> Vec<String> {
    let (help, _) = place.expect(0, &["--help"]);
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<String> = listed
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|name| name != "help")
        .collect();
    for known in ["run", "check", "show", "schema", "completions", "man"] {
        assert!(commands.iter().any(|name| name == known), "{help}");
    }
    commands
}

/// A program given this on stdin; `None` where the machine has no such program.
fn piped(program: &str, arguments: &[&str], input: &str) -> Option<Output> {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok();
    let mut child = child?;
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    Some(child.wait_with_output().unwrap())
}

#[test]
fn the_schema_is_printed_as_it_is_shipped() {
    let place = Place::new();
    let (stdout, stderr) = place.expect(0, &["schema"]);
    let shipped = fs::read_to_string("scenarios/scenario.schema.json").unwrap();
    assert!(
        stdout == shipped,
        "`capcast schema` is not the shipped file"
    );
    assert_eq!(stderr, "");
}

#[test]
fn completions_of_every_shell_know_every_command() {
    let place = Place::new();
    let commands = commands(&place);
    for shell in SHELLS {
        let (script, stderr) = place.expect(0, &["completions", shell]);
        assert_eq!(stderr, "");
        for name in &commands {
            assert!(script.contains(name), "{shell} does not know {name}");
        }
        assert!(script.contains("trials"), "{shell} knows no options");
        let (help, _) = place.expect(0, &["completions", "--help"]);
        assert!(help.contains(&format!("completions {shell}")), "{help}");
    }
    let (_, stderr) = place.expect(2, &["completions", "tcsh"]);
    assert!(stderr.contains("elvish"), "{stderr}");
}

#[test]
fn completions_are_scripts_that_their_shells_can_read() {
    let place = Place::new();
    let mut read = 0;
    for (shell, arguments) in [
        ("bash", &["-n"][..]),
        ("zsh", &["-n"]),
        ("fish", &["--no-execute"]),
    ] {
        let (script, _) = place.expect(0, &["completions", shell]);
        let Some(output) = piped(shell, arguments, &script) else {
            continue;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && said.is_empty(),
            "{shell}: {said}"
        );
        read += 1;
    }
    assert!(read > 0, "no shell on this machine");
}

#[test]
fn bash_completes_commands_and_options() {
    let place = Place::new();
    let (script, _) = place.expect(0, &["completions", "bash"]);
    let ask = |words: &str, at: usize| {
        let last = words.split(' ').nth(at).unwrap_or_default();
        let asked = format!(
            "{script}\nCOMP_WORDS=({words}); COMP_CWORD={at}; _capcast capcast '{last}' ''; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let output = piped("bash", &["--norc"], &asked).unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let found = ask("capcast sch", 1);
    assert!(found.lines().any(|line| line == "schema"), "{found:?}");
    let found = ask("capcast run --tri", 2);
    assert!(found.lines().any(|line| line == "--trials"), "{found:?}");
}

/// A page as a reader sees it, by whichever program the machine has; `None` if it has none.
fn rendered(page: &str) -> Option<String> {
    let programs = [
        ("mandoc", &["-T", "utf8", "-W", "error"][..]),
        ("man", &["-l", "-"]),
        ("groff", &["-man", "-T", "utf8"]),
    ];
    let output = programs
        .into_iter()
        .filter_map(|(program, arguments)| piped(program, arguments, page))
        .find(|output| output.status.success() && !output.stdout.is_empty())?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, "");
    // Without the overstrikes that stand for bold.
    let mut plain = String::new();
    for letter in String::from_utf8_lossy(&output.stdout).chars() {
        if letter == '\u{8}' {
            plain.pop();
        } else {
            plain.push(letter);
        }
    }
    Some(plain)
}

#[test]
fn the_manual_is_one_page_with_every_command_and_what_holds_for_all() {
    let place = Place::new();
    let (page, stderr) = place.expect(0, &["man"]);
    assert_eq!(stderr, "");
    let shown = rendered(&page);
    let shown = shown.as_deref().unwrap_or(&page);
    for name in commands(&place) {
        let heading = format!("CAPCAST {}", name.to_uppercase());
        assert!(shown.contains(&heading), "{heading}\n{shown}");
    }
    for word in [
        "EXIT STATUS",
        "130",
        "interrupted",
        "ENVIRONMENT",
        "RAYON_NUM_THREADS",
        "NO_COLOR",
        "FILES",
        "manifest.toml",
    ] {
        assert!(shown.contains(word), "{word}\n{shown}");
    }
    let trials = shown.contains("--trials") || shown.contains("\\-\\-trials");
    assert!(trials, "{shown}");
    assert_eq!(page, place.expect(0, &["man"]).0, "not the same twice");
}

#[test]
fn the_manual_is_a_page_for_each_command_in_a_folder() {
    let place = Place::new();
    place.expect(0, &["man", "--out", "man/man1"]);
    let commands = commands(&place);
    let written = tree(&place.path("man/man1"));
    assert_eq!(written.len(), commands.len() + 1, "{written:?}");
    for name in commands {
        let page = fs::read_to_string(place.path(&format!("man/man1/capcast-{name}.1"))).unwrap();
        let shown = rendered(&page).unwrap_or(page);
        for word in ["EXIT STATUS", "ENVIRONMENT", "FILES", "SYNOPSIS"] {
            assert!(shown.contains(word), "{name}: {word}\n{shown}");
        }
    }
    // Again, over its own; but never over what is not.
    place.expect(0, &["man", "--out", "man/man1"]);
    fs::write(place.path("man/man1/capcast-run.1"), "mine").unwrap();
    let (_, stderr) = place.expect(4, &["man", "--out", "man/man1"]);
    assert!(stderr.contains("capcast-run.1"), "{stderr}");
    let kept = fs::read_to_string(place.path("man/man1/capcast-run.1")).unwrap();
    assert_eq!(kept, "mine");
}
