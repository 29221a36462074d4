//! Comparisons of real scenarios with few trials, for tests of what is made of them.

use capcast::comparison::Comparison;
use capcast::engine::Unwatched;
use capcast::pipeline::{Candidate, compare};
use capcast::plan::RunSpec;
use capcast::scenario::problem::Problems;
use capcast::scenario::{LoadOptions, Loaded, diff, load};
use std::path::Path;
use std::sync::OnceLock;

/// The shipped British scenario.
pub const BRITISH: &str = "scenarios/uk-2025.toml";
/// A stage of the grid at Loughton a year later.
pub const LATE: &str = "site.loughton.grid.first.energised=2028-01 to 2030-06";

/// A scenario beside itself with settings: one variant of each label.
pub fn compared(path: &str, variants: &[(&str, &[&str])], trials: u64) -> Comparison {
    let read = |set: &[&str]| -> (LoadOptions, Loaded) {
        let options = LoadOptions {
            set: set.iter().map(ToString::to_string).collect(),
            ..LoadOptions::default()
        };
        let loaded = load(path, &options).unwrap();
        (options, loaded)
    };
    let base = read(&[]);
    let others: Vec<(LoadOptions, Loaded)> = variants.iter().map(|(_, set)| read(set)).collect();
    let mut candidates = vec![Candidate {
        label: Path::new(path)
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .into_owned(),
        loaded: &base.1,
        edits: Vec::new(),
    }];
    for ((label, _), (options, loaded)) in variants.iter().zip(&others) {
        let path = Path::new(path);
        let edits = diff((path, &base.0), (path, options), &mut Problems::new());
        candidates.push(Candidate {
            label: (*label).to_owned(),
            loaded,
            edits: edits.unwrap().edits.iter().map(Into::into).collect(),
        });
    }
    let spec = RunSpec {
        trials,
        ..RunSpec::of(&base.1.model)
    };
    compare(&candidates, &spec, &Unwatched).unwrap()
}

/// One variant: Loughton's grid a year later.
pub fn late() -> &'static Comparison {
    static LATER: OnceLock<Comparison> = OnceLock::new();
    LATER.get_or_init(|| compared(BRITISH, &[("late-grid", &[LATE])], 600))
}

/// One variant, without a site of the base.
pub fn removed() -> &'static Comparison {
    static REMOVED: OnceLock<Comparison> = OnceLock::new();
    REMOVED.get_or_init(|| compared(BRITISH, &[("without", &["site.loughton=false"])], 400))
}

/// Four variants, one of them with a name that would rather be markup.
pub fn four() -> &'static Comparison {
    static FOUR: OnceLock<Comparison> = OnceLock::new();
    FOUR.get_or_init(|| {
        let variants: [(&str, &[&str]); 4] = [
            ("late-grid", &[LATE]),
            ("without", &["site.loughton=false"]),
            (
                "</script><b>early Cambois & \"more\"",
                &["site.cambois.grid.stage-1.energised=2027-06 to 2028-06"],
            ),
            (
                "a scenario whose name goes on and on and on until no page has room for it",
                &["site.chapelhall.pue_peak=1.3 to 1.5"],
            ),
        ];
        compared(BRITISH, &variants, 300)
    })
}

/// Twenty-five sites in eight scenarios.
pub fn eight() -> &'static Comparison {
    static EIGHT: OnceLock<Comparison> = OnceLock::new();
    EIGHT.get_or_init(|| {
        let sets: Vec<Vec<&str>> = vec![
            vec!["template.built.proceed=0.5"],
            vec!["template.built.proceed=0.7"],
            vec!["template.built.activity.shell.duration=20 to 40 months"],
            vec!["template.built.activity.consent.duration=1 to 4 months"],
            vec!["site.ash=false", "site.cole=false"],
            vec!["site.dunmore.grid.first.energised=2027-06 to 2029-06"],
            vec!["template.built.ramp=6 to 12 months"],
        ];
        let labels: Vec<String> = (1..=7)
            .map(|n| format!("the {n}th scenario, with a name"))
            .collect();
        let variants: Vec<(&str, &[&str])> = labels
            .iter()
            .zip(&sets)
            .map(|(label, set)| (label.as_str(), set.as_slice()))
            .collect();
        compared("tests/fixtures/valid/twenty-five.toml", &variants, 120)
    })
}
