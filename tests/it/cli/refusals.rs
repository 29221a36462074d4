//! Folders and streams that take nothing: exit 4, the reason, and the last results as they were.
//!
//! Real full disks and read-only mounts need a mount: `tests/harden/disks` tries those.

use super::{Place, tree};
use std::fs::{self, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A user without rights, where the tests run as one with all of them.
const NOBODY: u32 = 65_534;

/// A place where `nobody` may read, with a copy of the program that `nobody` may start.
fn open_place() -> Place {
    let place = Place::new();
    fs::copy(env!("CARGO_BIN_EXE_capcast"), place.path("capcast")).unwrap();
    for (name, mode) in [("", 0o755), ("capcast", 0o755), ("two.toml", 0o644)] {
        fs::set_permissions(place.path(name), Permissions::from_mode(mode)).unwrap();
    }
    place
}

/// Runs as somebody whom permissions bind.
fn run_bound(place: &Place, arguments: &[&str]) -> Output {
    let mut command = Command::new(place.path("capcast"));
    command.current_dir(place.0.path()).args(arguments);
    if fs::metadata(place.0.path()).unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    command.output().unwrap()
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Names and bytes of everything under a folder.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let names = tree(folder).into_iter();
    names
        .map(|name| (name.clone(), fs::read(folder.join(name)).unwrap()))
        .collect()
}

#[test]
fn a_folder_where_nothing_may_be_made_is_told_before_the_run() {
    let place = open_place();
    place.expect(0, &["run", "two.toml", "--no-charts", "--out", "out/run"]);
    let before = contents(&place.path("out"));
    set_mode(&place.path("out"), 0o555);
    for out in ["out/run", "out/new", "out/deep/run"] {
        let output = run_bound(&place, &["run", "two.toml", "--out", out]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{out}: {said}");
        assert!(said.contains("out/"), "{said}");
        assert!(said.contains("Permission denied"), "{said}");
        assert!(!said.contains("panicked"), "{said}");
        assert!(output.stdout.is_empty());
    }
    set_mode(&place.path("out"), 0o755);
    assert_eq!(contents(&place.path("out")), before);
}

#[test]
fn results_that_were_made_read_only_are_kept() {
    let place = Place::new();
    place.expect(
        0,
        &["run", "two.toml", "--trials", "100", "--out", "out/run"],
    );
    let before = contents(&place.path("out"));
    for folder in ["out/run", "out/run/charts"] {
        set_mode(&place.path(folder), 0o555);
        let (_, said) = place.expect(4, &["run", "two.toml", "--out", "out/run"]);
        assert!(
            said.contains(folder) && said.contains("read-only"),
            "{said}"
        );
        set_mode(&place.path(folder), 0o755);
        assert_eq!(contents(&place.path("out")), before);
    }
    place.expect(0, &["run", "two.toml", "--no-charts", "--out", "out/run"]);
}

/// Limits the size of a file, which fails as a full disk does: in the middle of any write.
#[test]
fn a_write_that_fails_anywhere_leaves_the_last_results_and_no_more() {
    let place = Place::new();
    place.expect(
        0,
        &["run", "two.toml", "--trials", "100", "--out", "out/run"],
    );
    let before = contents(&place.path("out"));
    let largest = before.iter().map(|(_, bytes)| bytes.len()).max().unwrap();
    let blocks = largest / 512;
    // The signal that goes with the limit is ignored, as the write's error tells the same.
    let script = "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"";
    for limit in [0, 1, 8, 64, blocks / 2, blocks] {
        let output = Command::new("sh")
            .args(["-c", script, "sh", &limit.to_string()])
            .arg(env!("CARGO_BIN_EXE_capcast"))
            .args(["run", "two.toml", "--trials", "100", "--out", "out/run"])
            .current_dir(place.0.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{limit}: {said}");
        assert!(
            said.contains("cannot write ") && said.contains("out/"),
            "{limit}: {said}"
        );
        assert!(said.contains("File too large"), "{limit}: {said}");
        assert!(
            contents(&place.path("out")) == before,
            "{limit}: {:?}",
            tree(&place.path("out"))
        );
    }
}

#[test]
fn a_closed_or_full_stderr_changes_no_exit_code() {
    let place = Place::new();
    fs::write(place.path("wrong.toml"), "[scenario]\nname = 3\n").unwrap();
    let cases: [(&[&str], i32); 4] = [
        (&["run", "two.toml", "--no-charts", "--out", "a"], 0),
        (&["check", "wrong.toml"], 3),
        (&["run", "none.toml"], 4),
        (&["frobnicate"], 2),
    ];
    for (arguments, code) in cases {
        for redirect in [
            "2>&-",
            "2>/dev/full",
            "2>&1 >&- | true; exit ${PIPESTATUS[0]}",
        ] {
            let script = format!("exec 3>&1; \"$@\" {redirect}");
            let output = Command::new("bash")
                .args(["-c", &script, "bash", env!("CARGO_BIN_EXE_capcast")])
                .args(arguments)
                .current_dir(place.0.path())
                .output()
                .unwrap();
            assert_eq!(output.status.code(), Some(code), "{arguments:?} {redirect}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn every_answer_that_meets_a_full_device_is_file_trouble() {
    let place = Place::new();
    for arguments in [
        &["run", "two.toml", "--no-charts", "--out", "a"][..],
        &["run", "two.toml", "--no-charts", "--out", "a", "--json"],
        &["check", "two.toml"],
        &["show", "two.toml"],
        &["--help"],
        &["--version"],
        &["run", "--help"],
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = super::streams::program(&place, arguments)
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{arguments:?}: {said}");
        assert!(said.contains("cannot print"), "{arguments:?}: {said}");
        assert!(said.contains("No space left"), "{arguments:?}: {said}");
    }
}

/// A pipe that does not wait for its reader takes 64 KiB and then refuses.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_a_full_pipe_refuses_is_file_trouble() {
    use rustix::fs::{OFlags, fcntl_setfl};
    let place = Place::new();
    let (mut reader, writer) = io::pipe().unwrap();
    fcntl_setfl(&writer, OFlags::NONBLOCK).unwrap();
    let child = super::streams::program(&place, &["run", "two.toml", "--no-charts", "--json"])
        .stdout(writer)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("cannot print"), "{said}");
    let mut taken = Vec::new();
    reader.read_to_end(&mut taken).unwrap();
    // What is lost on the way stands whole in the folder.
    let whole = fs::read(place.path("output/two/projection.json")).unwrap();
    assert!(!taken.is_empty() && taken.len() < whole.len());
    assert!(whole.starts_with(&taken));
}
