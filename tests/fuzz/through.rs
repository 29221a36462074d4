//! The way of any bytes that are taken for a scenario: to a list of problems, or to an answer.
//!
//! Nothing on it may panic, and nothing may take long or much memory.

use capcast::artifact::json;
use capcast::plan::RunSpec;
use capcast::projection::Projection;
use capcast::scenario::{Files, LoadOptions, Loaded, load};
use capcast::{chart, table};

/// Few: what one trial can do wrong, thousands do wrong more slowly.
const TRIALS: u64 = 8;
/// A larger answer is not drawn: the time would go into what smaller ones show as well.
const MOST_SERIES: usize = 150;

/// What an `extends` finds beside the bytes.
const BESIDE: [(&str, &str); 4] = [
    (
        "shared/common.toml",
        include_str!("../fixtures/valid/shared/common.toml"),
    ),
    (
        "portfolio-base.toml",
        include_str!("../fixtures/valid/portfolio-base.toml"),
    ),
    (
        "parts/common.toml",
        include_str!("../../scenarios/parts/common.toml"),
    ),
    (
        "parts/nscale-uk.toml",
        include_str!("../../scenarios/parts/nscale-uk.toml"),
    ),
];

/// Takes bytes all the way. What stands after a form feed is a second file, `base.toml`.
pub fn through(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == b'\x0c');
    let mut files: Vec<(&str, &[u8])> = BESIDE.map(|(path, text)| (path, text.as_bytes())).into();
    files.extend(["case.toml", "base.toml"].into_iter().zip(&mut parts));
    let options = LoadOptions {
        files: Files::memory(files),
        ..LoadOptions::default()
    };
    match load("case.toml", &options) {
        Ok(loaded) => {
            assert!(!loaded.warnings.has_errors(), "{}", loaded.warnings);
            let _ = loaded.warnings.render(true);
            answer(&loaded);
        }
        Err(problems) => {
            assert!(problems.has_errors(), "refused without an error");
            let said = problems.render(false);
            assert!(said.contains("error"), "{said}");
            assert!(is_plain(&said), "{said:?}");
            let _ = problems.render(true);
        }
    }
}

/// Runs a scenario and writes the answer in every form.
fn answer(loaded: &Loaded) {
    let spec = RunSpec {
        trials: TRIALS,
        ..RunSpec::of(&loaded.model)
    };
    let projection = capcast::run(loaded, &spec);
    let text = json(&projection);
    let read: Projection = serde_json::from_str(&text).expect("the answer reads back");
    assert!(read == projection, "the answer reads back as another");
    for table in [
        table::csv(&table::SERIES, &projection),
        table::csv(&table::SCHEDULE, &projection),
        table::csv(&table::ASSUMPTIONS, &projection),
    ] {
        assert!(!table.is_empty());
    }
    assert!(is_plain(&table::summary(&projection, 80, Some("here"))));
    if projection.series.len() <= MOST_SERIES {
        for chart in chart::charts(&projection) {
            let svg = chart.svg();
            assert!(
                svg.ends_with("</svg>\n") || svg.ends_with("</svg>"),
                "cut short"
            );
            assert!(is_plain(&svg), "{svg:?}");
        }
    }
}

/// Whether a text has no character that could drive a terminal or that XML refuses.
fn is_plain(text: &str) -> bool {
    !text.contains(|letter: char| letter.is_control() && !matches!(letter, '\n' | '\t' | '\r'))
}
