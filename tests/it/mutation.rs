//! Scenarios with slips of every kind, the same ones in every build: what the fuzzer does for
//! hours, here for seconds.

#[path = "../fuzz/through.rs"]
mod through;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::fs;
use std::path::Path;

/// How many spoilt scenarios are read.
const CASES: u32 = 400;
/// Larger files take long to run, and have nothing in them that smaller ones lack.
const MOST_BYTES: usize = 8_000;

/// Values that few keys expect.
const STRANGE: [&str; 20] = [
    "\"\"",
    "\"\\u0000\"",
    "\"<b>&'\\\"\"",
    "\"\u{202e}\u{1f469}\u{200d}\u{1f680}\"",
    "0",
    "-1",
    "1",
    "1e-300",
    "1e300",
    "9223372036854775807",
    "nan",
    "inf",
    "[]",
    "{}",
    "{ p10 = 1, p90 = 1 }",
    "\"1 to 1e9\"",
    "\"0 MW\"",
    "0001-01-01",
    "9999-12-31",
    "\"2026-Q1 to 2090-Q4\"",
];

/// One slip; numbers stand for places, counted round.
#[derive(Clone, Debug)]
enum Slip {
    /// A line is gone.
    Drop(usize),
    /// A line stands again elsewhere.
    Double(usize, usize),
    /// Two keys have each other's value.
    Swap(usize, usize),
    /// A key has a strange value.
    Strange(usize, usize),
    /// A line of another file stands in this one.
    Foreign(usize, usize, usize),
    /// A byte is another.
    Byte(usize, u8),
    /// The file ends here.
    Cut(usize),
}

fn slip() -> impl Strategy<Value = Slip> {
    let at = || any::<usize>();
    prop_oneof![
        2 => at().prop_map(Slip::Drop),
        2 => (at(), at()).prop_map(|(from, to)| Slip::Double(from, to)),
        3 => (at(), at()).prop_map(|(a, b)| Slip::Swap(a, b)),
        6 => (at(), at()).prop_map(|(line, value)| Slip::Strange(line, value)),
        4 => (at(), at(), at()).prop_map(|(file, from, to)| Slip::Foreign(file, from, to)),
        2 => (at(), any::<u8>()).prop_map(|(place, byte)| Slip::Byte(place, byte)),
        1 => at().prop_map(Slip::Cut),
    ]
}

/// Every fixture that is not too large, in the order of their names.
fn fixtures() -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    for folder in ["valid", "invalid"] {
        let folder = Path::new("tests/fixtures").join(folder);
        let entries = fs::read_dir(folder).unwrap();
        paths.extend(entries.map(|entry| entry.unwrap().path()));
    }
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
    paths.sort();
    let texts = paths.iter().map(|path| fs::read(path).unwrap());
    texts.filter(|text| text.len() <= MOST_BYTES).collect()
}

fn spoil(text: &mut Vec<u8>, slip: &Slip, others: &[Vec<u8>]) {
    let lines_of = |text: &[u8]| -> Vec<Vec<u8>> {
        let lines = text.split(|byte| *byte == b'\n');
        lines.map(<[u8]>::to_vec).collect()
    };
    let mut lines = lines_of(text);
    let count = lines.len();
    match slip {
        Slip::Drop(line) => {
            lines.remove(line % count);
        }
        Slip::Double(from, to) => {
            let line = lines[from % count].clone();
            lines.insert(to % count, line);
        }
        Slip::Swap(a, b) => swap_values(&mut lines, *a, *b),
        Slip::Strange(line, value) => {
            let value = STRANGE[value % STRANGE.len()];
            if let Some((line, key)) = key_near(&lines, *line) {
                lines[line].truncate(key);
                lines[line].extend_from_slice(value.as_bytes());
            }
        }
        Slip::Foreign(file, from, to) => {
            let foreign = lines_of(&others[file % others.len()]);
            lines.insert(to % count, foreign[from % foreign.len()].clone());
        }
        Slip::Byte(place, byte) => {
            let line = place % count;
            let length = lines[line].len().max(1);
            if let Some(found) = lines[line].get_mut(place / count % length) {
                *found = *byte;
            }
        }
        Slip::Cut(place) => lines.truncate(place % count + 1),
    }
    *text = lines.join(&b'\n');
}

/// The first line from `line` on, counted round, that gives a key a value, and where that begins.
fn key_near(lines: &[Vec<u8>], line: usize) -> Option<(usize, usize)> {
    let count = lines.len();
    (0..count)
        .map(|step| (line % count + step) % count)
        .find_map(|line| {
            let equals = lines[line].iter().position(|byte| *byte == b'=')?;
            Some((line, equals + 1))
        })
}

fn swap_values(lines: &mut [Vec<u8>], a: usize, b: usize) {
    if let (Some((a, from_a)), Some((b, from_b))) = (key_near(lines, a), key_near(lines, b)) {
        let [value_a, value_b] = [lines[a][from_a..].to_vec(), lines[b][from_b..].to_vec()];
        lines[a].truncate(from_a);
        lines[a].extend(value_b);
        lines[b].truncate(from_b);
        lines[b].extend(value_a);
    }
}

#[test]
fn a_spoilt_scenario_ends_in_problems_or_in_an_answer() {
    let fixtures = fixtures();
    assert!(fixtures.len() > 80, "{}", fixtures.len());
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let strategy = (any::<usize>(), prop::collection::vec(slip(), 1..6));
    let checked = TestRunner::new_with_rng(config, rng).run(&strategy, |(fixture, slips)| {
        let mut text = fixtures[fixture % fixtures.len()].clone();
        for slip in &slips {
            spoil(&mut text, slip, &fixtures);
        }
        through::through(&text);
        Ok(())
    });
    if let Err(found) = checked {
        panic!("{found}");
    }
}

/// What the fuzzer starts from runs as it is, the files of the project's own included.
#[test]
fn what_the_fuzzer_starts_from_goes_all_the_way() {
    for text in fixtures() {
        through::through(&text);
    }
    through::through(&fs::read("scenarios/uk-2025.toml").unwrap());
}
