//! Runs killed at any moment: what stands at the target is a whole run, the last or the new one.

use super::{Place, tree};
use capcast::artifact::MANIFEST;
use capcast::projection::Projection;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A scenario with every kind of chart, and few of each: a run is short, so that many can die.
pub const SMALL: &str = r#"
[scenario]
name   = "One hall"
from   = 2026-01-01
to     = 2028-12-31
trials = 64

[output]
scopes  = ["total", "site"]
metrics = ["facility_load"]

[site.north]
announced = 2025-09-16

[site.north.phase.first]
chip   = "gb300"
gpus   = 10_000
online = "2027-Q2"
"#;

const KILLS: u32 = 50;
/// Of these, so many die when their folder is complete: while it takes the last one's place.
const AT_THE_SWAP: u32 = 25;

/// The two runs between which the target alternates.
const SEEDS: [u64; 2] = [1, 2];

/// Every file of a run but the manifest, whose time of day differs.
pub type Files = BTreeMap<String, Vec<u8>>;

fn start(place: &Place, seed: u64, out: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_capcast"))
        .current_dir(place.0.path())
        .args(["run", "small.toml", "--quiet", "--seed", &seed.to_string()])
        .args(["--out", out])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The files of the run in `folder`, which must be exactly those that its manifest lists.
pub fn whole(folder: &Path) -> Files {
    let text = fs::read_to_string(folder.join(MANIFEST)).expect("a manifest");
    let manifest: toml::Table = text.parse().expect("a manifest in TOML");
    let listed = manifest["files"].as_array().expect("a list of files");
    let files: Files = listed
        .iter()
        .map(|name| {
            let name = name.as_str().unwrap().to_owned();
            let bytes = fs::read(folder.join(&name)).unwrap_or_else(|_| panic!("no {name}"));
            (name, bytes)
        })
        .collect();
    assert_eq!(tree(folder).len(), files.len() + 1, "more than is listed");
    let projection: Projection = serde_json::from_slice(&files["projection.json"]).unwrap();
    assert_eq!(manifest["seed"].as_integer(), Some(projection.seed as i64));
    files
}

/// Names of what stands beside the target of the kills.
fn beside(place: &Place) -> Vec<String> {
    let entries = fs::read_dir(place.path("out")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "run")
        .collect();
    names.sort();
    names
}

/// A sequence of numbers in [0, 1) that is the same in every build.
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the moment of a kill is measured against the life of a run"
)]
fn now() -> Instant {
    Instant::now()
}

/// Waits without sleeping: a swap is over before a sleeper wakes.
fn spin(until: impl Fn() -> bool) {
    while !until() {
        std::hint::spin_loop();
    }
}

/// Waits until the run's folder is complete or the run has ended, and for a moment longer.
fn spin_to_the_swap(place: &Place, child: &mut Child, moment: Duration) {
    let manifest = place.path(&format!("out/.run.new-{}/{MANIFEST}", child.id()));
    while !manifest.exists() && child.try_wait().unwrap().is_none() {
        std::hint::spin_loop();
    }
    let seen = now();
    spin(|| seen.elapsed() >= moment);
}

#[test]
fn fifty_kills_leave_a_whole_run_each_time() {
    let place = Place::new();
    fs::write(place.path("small.toml"), SMALL).unwrap();
    let [first, second] = SEEDS.map(|seed| {
        let out = format!("reference-{seed}");
        let begun = now();
        assert!(start(&place, seed, &out).wait().unwrap().success());
        (whole(&place.path(&out)), begun.elapsed())
    });
    let kept = [first.0, second.0];
    assert_ne!(kept[0], kept[1]);
    assert!(kept[0].keys().any(|name| name.contains(".png")));
    let life = first.1.min(second.1);
    assert!(start(&place, SEEDS[0], "out/run").wait().unwrap().success());

    let mut dice = Dice(20_261_120);
    let mut standing = 0;
    let (mut unfinished, mut swapped) = (0, 0);
    for kill in 0..KILLS {
        let other = 1 - standing;
        let moment = dice.throw();
        let mut child = start(&place, SEEDS[other], "out/run");
        if kill < AT_THE_SWAP {
            spin_to_the_swap(&place, &mut child, Duration::from_secs_f64(moment * 1e-3));
        } else {
            std::thread::sleep(life.mul_f64(moment));
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let found = whole(&place.path("out/run"));
        let is = kept.iter().position(|files| *files == found);
        let is = is.unwrap_or_else(|| panic!("kill {kill}: neither the last run nor the new one"));
        swapped += u32::from(is == other);
        standing = is;
        unfinished += u32::from(
            beside(&place)
                .iter()
                .any(|name| name.starts_with(".run.new-")),
        );
        // Each run clears what those before it left: never is there more than one.
        assert!(beside(&place).len() <= 2, "{:?}", beside(&place));
    }
    // Kills came while a folder was being written, before the swap and after it.
    assert!(unfinished >= 10, "only {unfinished} runs were under way");
    assert!(
        (1..KILLS).contains(&swapped),
        "{swapped} of {KILLS} came after the swap"
    );

    assert!(start(&place, SEEDS[0], "out/run").wait().unwrap().success());
    assert_eq!(whole(&place.path("out/run")), kept[0]);
    assert_eq!(beside(&place), Vec::<String>::new());
}
