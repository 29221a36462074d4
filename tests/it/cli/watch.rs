//! The watch from outside: saves of every kind, and what stands in the folder after each.

use super::kills::{SMALL, whole};
use super::{Place, tree};
use capcast::artifact::MANIFEST;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longer than anything here takes on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A watch under way over `small.toml`; killed when dropped.
struct Watch {
    child: Child,
    place: Place,
}

impl Watch {
    fn start(arguments: &[&str]) -> Self {
        let place = Place::new();
        fs::write(place.path("small.toml"), SMALL).unwrap();
        Self::start_in(place, arguments)
    }

    fn start_in(place: Place, arguments: &[&str]) -> Self {
        let log = |name: &str| File::create(place.path(name)).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_capcast"))
            .current_dir(place.0.path())
            .env("TZ", "UTC")
            .args(["watch", "small.toml", "--trials", "64"])
            .args(arguments)
            .stdout(log("stdout"))
            .stderr(log("stderr"))
            .spawn()
            .unwrap();
        Self { child, place }
    }

    /// One that has shown its first results.
    fn started(arguments: &[&str]) -> Self {
        let watch = Self::start(arguments);
        watch.wait("the first results", || watch.stdout().contains("Report:"));
        watch
    }

    fn out(&self) -> PathBuf {
        self.place.path("output/small")
    }

    fn stdout(&self) -> String {
        fs::read_to_string(self.place.path("stdout")).unwrap()
    }

    fn stderr(&self) -> String {
        fs::read_to_string(self.place.path("stderr")).unwrap()
    }

    fn save(&self, text: &str) {
        fs::write(self.place.path("small.toml"), text).unwrap();
    }

    fn wait(&self, what: &str, until: impl Fn() -> bool) {
        let begun = now();
        while !until() {
            assert!(
                begun.elapsed() < PATIENCE,
                "{what} never came\n{}\n{}",
                self.stdout(),
                self.stderr()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until results with all their pictures stand that were made of `text`.
    fn wait_for(&self, text: &str) {
        let digest = digest(text);
        self.wait("the run of a save", || {
            let manifest = fs::read_to_string(self.out().join(MANIFEST));
            manifest.is_ok_and(|manifest| manifest.contains(&digest) && manifest.contains(".png\""))
        });
    }

    /// Asks it to stop, and expects that it does as if all were well.
    fn end(mut self) -> Place {
        let process = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &process]).status();
        assert!(sent.unwrap().success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        assert!(!self.stderr().contains("panicked"), "{}", self.stderr());
        assert_eq!(hidden(&self.place), Vec::<String>::new());
        std::mem::replace(&mut self.place, Place::new())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test that waits for what never comes must end"
)]
fn now() -> Instant {
    Instant::now()
}

/// What hidden names stand in the output folder.
fn hidden(place: &Place) -> Vec<String> {
    let entries = fs::read_dir(place.path("output")).into_iter().flatten();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with('.')).collect()
}

/// SHA-256 as manifests write it.
fn digest(text: &str) -> String {
    use sha2::{Digest, Sha256};
    use std::fmt::Write as _;
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn later() -> String {
    SMALL.replace("2027-Q2", "2028-Q1")
}

#[test]
fn a_save_is_run_and_what_it_changed_is_said_in_three_lines() {
    let watch = Watch::started(&[]);
    watch.wait_for(SMALL);
    assert!(watch.stdout().starts_with("One hall"), "{}", watch.stdout());
    let begun = watch.stderr();
    assert!(begun.starts_with("watching small.toml: 64 trials at each save"));
    watch.save(&later());
    watch.wait_for(&later());
    watch.wait("the change", || watch.stdout().contains("charts redrawn"));
    let stdout = watch.stdout();
    let lines: Vec<&str> = stdout.lines().rev().take(3).collect();
    assert!(lines[2].contains(": 2027-Q2 -> 2028-Q1"), "{}", lines[2]);
    let total = "GPUs running at the end of 2027, mean: ";
    assert!(lines[1].trim().starts_with(total), "{}", lines[1]);
    assert!(
        lines[1].contains(" -> ") && lines[1].contains(" ± "),
        "{}",
        lines[1]
    );
    assert!(
        lines[0].trim().starts_with("north: first online, P50: 20"),
        "{}",
        lines[0]
    );
    let files = whole(&watch.out());
    let place = watch.end();
    // The very bytes of a run of its own, the manifest aside; what drives it is not told.
    let own = [
        "run",
        "small.toml",
        "--only",
        "series,schedule,binding",
        "--trials",
        "64",
        "--out",
        "own",
        "--quiet",
    ];
    place.expect(0, &own);
    assert_eq!(files, whole(&place.path("own")));
}

#[test]
fn a_bad_save_says_what_is_wrong_and_keeps_the_last_good_results() {
    let watch = Watch::started(&[]);
    watch.wait_for(SMALL);
    let before = whole(&watch.out());
    watch.save(&SMALL.replace("10_000", "-1"));
    watch.wait("the problem", || {
        watch.stderr().contains("kept: results of ")
    });
    let stderr = watch.stderr();
    assert!(
        stderr.contains("small.toml:17") && stderr.contains("gpus"),
        "{stderr}"
    );
    assert_eq!(whole(&watch.out()), before);
    watch.save(SMALL);
    watch.wait("the undoing", || {
        watch.stdout().contains("as it was: the results of")
    });
    watch.save("[scenario\n");
    watch.wait("the second problem", || {
        watch.stderr().matches("kept:").count() == 2
    });
    watch.save(&later());
    watch.wait_for(&later());
    watch.end();
}

#[test]
fn a_scenario_that_is_bad_at_the_start_is_waited_for() {
    let place = Place::new();
    fs::write(place.path("small.toml"), "[scenario\n").unwrap();
    let watch = Watch::start_in(place, &[]);
    watch.wait("the problem", || watch.stderr().contains("no results yet"));
    assert!(!watch.out().exists());
    watch.save(SMALL);
    watch.wait_for(SMALL);
    watch.end();
}

#[test]
fn a_save_of_the_same_says_that_nothing_changed() {
    let watch = Watch::started(&["--no-charts"]);
    let manifest = fs::read(watch.out().join(MANIFEST)).unwrap();
    std::thread::sleep(Duration::from_secs(1));
    watch.save(SMALL);
    watch.wait("a word", || {
        watch.stdout().contains("saved, nothing changed")
    });
    assert_eq!(fs::read(watch.out().join(MANIFEST)).unwrap(), manifest);
    watch.end();
}

#[test]
fn a_file_that_goes_is_missed_and_taken_up_again() {
    for polled in [&[][..], &["--poll"]] {
        let watch = Watch::started(polled);
        watch.wait_for(SMALL);
        let before = whole(&watch.out());
        let path = watch.place.path("small.toml");
        fs::remove_file(&path).unwrap();
        watch.wait("a word", || watch.stderr().contains("kept: results of "));
        assert!(
            watch
                .stderr()
                .contains("cannot read small.toml: there is no such file")
        );
        assert_eq!(whole(&watch.out()), before);
        fs::create_dir(&path).unwrap();
        watch.wait("a word", || {
            watch.stderr().contains("it is a folder, not a file")
        });
        fs::remove_dir(&path).unwrap();
        // As an editor does that never leaves half a file: another is put in the old one's place.
        let aside = watch.place.path(".small.toml.new");
        fs::write(&aside, later()).unwrap();
        fs::rename(&aside, &path).unwrap();
        watch.wait_for(&later());
        watch.end();
    }
}

#[test]
fn files_that_a_scenario_extends_are_watched_and_new_ones_too() {
    let watch = Watch::started(&[]);
    let base = |name: &str, online: &str| {
        let path = watch.place.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = format!("[site.north.phase.first]\nonline = \"{online}\"\n");
        fs::write(path, &text).unwrap();
        text
    };
    let extending = |name: &str| {
        let own = SMALL.replace("online = \"2027-Q2\"", "");
        format!("extends = \"{name}\"\n{own}")
    };
    // Named before it is there.
    watch.save(&extending("parts/base.toml"));
    watch.wait("the problem", || {
        watch
            .stderr()
            .contains("parts/base.toml: there is no such file")
    });
    let text = base("parts/base.toml", "2028-Q3");
    watch.wait_for(&text);
    let text = base("parts/base.toml", "2027-Q4");
    watch.wait_for(&text);
    fs::write(watch.place.path("parts/base.toml"), "half = [").unwrap();
    watch.wait("the problem", || {
        watch.stderr().contains("parts/base.toml:1")
    });
    let text = base("parts/base.toml", "2027-Q1");
    watch.wait_for(&text);
    watch.end();
}

#[test]
fn of_many_saves_in_a_moment_the_last_one_stands() {
    let watch = Watch::started(&[]);
    let mut last = String::new();
    for save in 0..20 {
        last = SMALL.replace("10_000", &format!("{}", 11_000 + save));
        // Half of it stands for a moment, as when an editor cuts a file down and fills it.
        let (half, _) = last.split_at(last.len() / 2);
        watch.save(half);
        watch.save(&last);
        std::thread::sleep(Duration::from_millis(10));
    }
    watch.wait_for(&last);
    std::thread::sleep(Duration::from_millis(500));
    watch.wait_for(&last);
    whole(&watch.out());
    watch.end();
}

#[test]
fn a_reader_never_sees_files_of_two_runs() {
    let watch = Watch::started(&[]);
    for save in 0..12 {
        let text = SMALL.replace("10_000", &format!("{}", 12_000 + save));
        watch.save(&text);
        let digest = digest(&text);
        let begun = now();
        while begun.elapsed() < Duration::from_millis(60 * (save % 4)) {
            // The folder is held open by its link to the current one while it is looked at.
            let manifest = fs::read_to_string(watch.out().join(MANIFEST)).unwrap_or_default();
            let Ok(manifest) = manifest.parse::<toml::Table>() else {
                continue;
            };
            let listed = manifest["files"].as_array().unwrap().len();
            let found = tree(&watch.out()).len();
            let again = fs::read_to_string(watch.out().join(MANIFEST)).unwrap();
            if again.parse::<toml::Table>().unwrap() == manifest {
                assert_eq!(found, listed + 1);
            }
        }
        if save % 3 == 0 {
            watch.wait("the run", || {
                fs::read_to_string(watch.out().join(MANIFEST)).is_ok_and(|m| m.contains(&digest))
            });
        }
    }
    watch.end();
}

#[test]
fn a_watch_killed_at_any_moment_leaves_whole_results() {
    let watch = Watch::started(&[]);
    watch.wait_for(SMALL);
    let mut place = watch.end();
    for kill in 0..10_u64 {
        let mut watch = Watch::start_in(place, &[]);
        watch.wait("the first results", || watch.stdout().contains("Report:"));
        watch.save(&SMALL.replace("10_000", &format!("{}", 13_000 + kill)));
        std::thread::sleep(Duration::from_millis(11 * kill));
        watch.child.kill().unwrap();
        watch.child.wait().unwrap();
        whole(&watch.out());
        place = std::mem::replace(&mut watch.place, Place::new());
    }
}

#[test]
fn what_cannot_be_begun_is_refused() {
    let place = Place::new();
    fs::write(place.path("small.toml"), SMALL).unwrap();
    let (_, stderr) = place.expect(4, &["watch", "smal.toml"]);
    assert!(stderr.contains("did you mean small.toml?"), "{stderr}");
    fs::create_dir(place.path("theirs")).unwrap();
    fs::write(place.path("theirs/letter"), "dear").unwrap();
    let (_, stderr) = place.expect(4, &["watch", "two.toml", "--out", "theirs"]);
    assert!(stderr.contains("letter"), "{stderr}");
    assert_eq!(tree(&place.path("theirs")), ["letter"]);
}

#[test]
fn a_folder_that_cannot_be_written_any_more_is_told_of_and_tried_again() {
    let watch = Watch::started(&["--no-charts"]);
    let stranger = watch.out().join("notes.txt");
    fs::write(&stranger, "mine").unwrap();
    watch.save(&later());
    watch.wait("a word", || watch.stderr().contains("kept: results of "));
    assert!(watch.stderr().contains("notes.txt"), "{}", watch.stderr());
    assert_eq!(fs::read_to_string(&stranger).unwrap(), "mine");
    fs::remove_file(&stranger).unwrap();
    let last = SMALL.replace("2027-Q2", "2027-Q3");
    watch.save(&last);
    let digest = digest(&last);
    watch.wait("the run", || {
        fs::read_to_string(watch.out().join(MANIFEST)).is_ok_and(|text| text.contains(&digest))
    });
    watch.end();
}

#[test]
fn pictures_are_not_put_beside_anothers_results() {
    let watch = Watch::started(&[]);
    watch.wait_for(SMALL);
    watch.save(&later());
    watch.wait("the change", || watch.stdout().contains("charts redrawn"));
    // Another run takes the place, before or after the pictures came.
    let own = [
        "run",
        "small.toml",
        "--trials",
        "65",
        "--out",
        "output/small",
        "--quiet",
    ];
    while !watch.place.run(&own).status.success() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let theirs = whole(&watch.out());
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(whole(&watch.out()), theirs);
    watch.end();
}

#[test]
fn a_reader_who_leaves_ends_the_watch() {
    let place = Place::new();
    fs::write(place.path("small.toml"), SMALL).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_capcast"))
        .current_dir(place.0.path())
        .args(["watch", "small.toml", "--trials", "64"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    whole(&place.path("output/small"));
}
