//! Which edit moved the answer: against values worked out by hand, and against the comparison.

use capcast::engine::Unwatched;
use capcast::explanation::game::Method;
use capcast::explanation::{Contribution, Explanation};
use capcast::pipeline::{Asked, Candidate, ExplainError, ExplainSpec, compare, explain};
use capcast::plan::RunSpec;
use capcast::scenario::{Files, LoadOptions, load};
use std::path::Path;

const HEAD: &str = "
[scenario]
from = 2026-01-01
to = 2029-12-31
as_of = 2026-10-31
trials = 2_000
";

/// A site that runs, with so many GPUs.
fn running(site: &str, gpus: u32) -> String {
    format!(
        "[site.{site}.phase.hall]\nchip = \"gb300\"\ngpus = {gpus}\nactual_online = 2026-03-01\n"
    )
}

/// A phase that waits for its building and for its connection, whichever comes last.
fn waiting(ready: &str, grid: &str) -> String {
    format!(
        "{HEAD}[site.a.phase.x]\nchip = \"gb300\"\ngpus = 1_000\nexpected = {ready}\n\
         [site.a.grid.full]\ncapacity = \"100 MW\"\nenergised = {grid}\n"
    )
}

fn asked(base: &str, variant: &str, question: &ExplainSpec) -> Result<Explanation, ExplainError> {
    let options = LoadOptions {
        files: Files::memory([("base.toml", base), ("variant.toml", variant)]),
        ..LoadOptions::default()
    };
    let side = |label, path| Asked {
        label,
        path: Path::new(path),
        options: &options,
    };
    let sides = (side("base", "base.toml"), side("variant", "variant.toml"));
    explain(sides.0, sides.1, question, &Unwatched).map(|(explanation, _)| explanation)
}

fn explained(base: &str, variant: &str, outcome: &str) -> Explanation {
    let question = ExplainSpec {
        outcome: outcome.parse().unwrap(),
        ..ExplainSpec::default()
    };
    asked(base, variant, &question).unwrap_or_else(|error| panic!("{error}"))
}

/// Labels with what they add.
fn parts(explanation: &Explanation) -> Vec<(&str, f64)> {
    let rows = explanation.contributions.iter();
    rows.map(|row| (row.label.as_str(), row.value)).collect()
}

fn adds_up(explanation: &Explanation) {
    let sum: f64 = explanation.contributions.iter().map(|row| row.value).sum();
    let size = explanation.base.value.abs().max(1.0);
    assert!((explanation.base.value + sum - explanation.variant.value).abs() < 1e-9 * size);
    // As printed, too.
    let shown = explanation.shown();
    let number = |text: &str| {
        text.replace([',', '+', '%', ' '], "")
            .parse::<f64>()
            .unwrap()
    };
    let printed: f64 = shown.parts.iter().map(|part| number(part)).sum();
    assert!((printed - number(&shown.change)).abs() < 1e-6, "{shown:?}");
}

#[test]
fn independent_sites_have_what_each_does_alone() {
    let both = |a, b| format!("{HEAD}{}{}", running("a", a), running("b", b));
    let explanation = explained(
        &both(1_000, 2_000),
        &both(1_500, 1_800),
        "mean gpus_powered",
    );
    assert_eq!(
        parts(&explanation),
        [("a hall gpus", 500.0), ("b hall gpus", -200.0)]
    );
    assert_eq!(
        (explanation.base.value, explanation.variant.value),
        (3_000.0, 3_300.0)
    );
    assert_eq!(
        explanation.outcome,
        "mean gpus_powered of total at 2027-12-31"
    );
    assert_eq!((explanation.method, explanation.runs), (Method::Shapley, 4));
    assert!(
        explanation
            .contributions
            .iter()
            .all(|row| row.se == Some(0.0))
    );
    adds_up(&explanation);
}

#[test]
fn parallel_work_shares_what_the_later_of_both_does() {
    // The building moves by 60 days, the connection by 90: alone they delay by 60 and by 90,
    // together by 90. So the building has (60 + 0) / 2, the connection (90 + 30) / 2.
    let base = waiting("2027-03-15", "2027-03-15");
    let late = waiting("2027-05-14", "2027-06-13");
    let explanation = explained(&base, &late, "p50 online of a.x");
    assert_eq!(
        parts(&explanation),
        [("a full energised", 60.0), ("a x expected", 30.0)]
    );
    assert_eq!(explanation.change, 90.0);
    adds_up(&explanation);
    // Alike, they have equal parts.
    let alike = waiting("2027-05-14", "2027-05-14");
    let explanation = explained(&base, &alike, "p50 online of a.x");
    let values: Vec<f64> = explanation
        .contributions
        .iter()
        .map(|row| row.value)
        .collect();
    assert_eq!(values, [30.0, 30.0]);
    // The same as a chance: by 1 April it is lost by either.
    let explanation = explained(&base, &alike, "chance online of a.x by 2027-04-01");
    let values: Vec<f64> = explanation
        .contributions
        .iter()
        .map(|row| row.value)
        .collect();
    assert_eq!(values, [-0.5, -0.5]);
    adds_up(&explanation);
}

#[test]
fn what_does_nothing_has_nothing_and_what_is_certain_to_is_not_run() {
    let base = format!("{HEAD}{}", running("a", 1_000));
    let variant = format!(
        "{}[site.a]\nload_factor = 0.5\nname = \"A\"\n",
        base.replace("1000", "1200")
            .replace("trials = 2_000", "trials = 3_000")
    );
    let explanation = explained(&base, &variant, "mean gpus_powered");
    assert_eq!(
        parts(&explanation),
        [("a hall gpus", 200.0), ("a load_factor", 0.0)]
    );
    assert_eq!(explanation.contributions[1].se, Some(0.0));
    assert_eq!(explanation.still.len(), 1);
    assert_eq!(explanation.held.len(), 1);
    assert_eq!(explanation.trials, 2_000);
    adds_up(&explanation);
}

#[test]
fn edits_that_need_each_other_are_one_step() {
    let base = format!("{HEAD}{}{}", running("a", 1_000), running("b", 500));
    let variant = format!(
        "{}[chip.house]\nwatts = 2_000\nops_8bit = 5e15\n",
        format!("{HEAD}{}{}", running("a", 1_000), running("b", 600)).replacen("gb300", "house", 1)
    );
    let explanation = explained(&base, &variant, "mean it_load");
    let joined: Vec<&Contribution> = explanation
        .contributions
        .iter()
        .filter(|row| row.joined)
        .collect();
    assert_eq!(joined.len(), 1);
    assert_eq!(joined[0].edits.len(), 2);
    assert_eq!(explanation.contributions.len(), 2);
    adds_up(&explanation);
}

#[test]
fn a_site_comes_and_a_site_goes() {
    let base = format!("{HEAD}{}{}", running("a", 1_000), running("b", 500));
    let variant = format!("{HEAD}{}{}", running("a", 1_000), running("c", 700));
    let explanation = explained(&base, &variant, "mean gpus_powered");
    assert_eq!(parts(&explanation), [("c", 700.0), ("b", -500.0)]);
    // Of a site that one of the two does not have there is nothing.
    let explanation = explained(&base, &variant, "mean gpus_powered of site c");
    assert_eq!(parts(&explanation), [("c", 700.0), ("b", 0.0)]);
    adds_up(&explanation);
}

#[test]
fn more_than_eight_edits_are_taken_first_and_last() {
    let sites = |gpus: u32| {
        let all: String = (0..10)
            .map(|n| running(&format!("s{n}"), gpus + n * (gpus - 1_000)))
            .collect();
        format!("{HEAD}{all}")
    };
    let explanation = explained(&sites(1_000), &sites(1_010), "mean gpus_powered");
    assert_eq!(
        (explanation.method, explanation.runs),
        (Method::BothOrders, 22)
    );
    assert_eq!(explanation.contributions.len(), 11);
    assert_eq!(parts(&explanation)[0], ("s9 hall gpus", 100.0));
    assert_eq!(parts(&explanation)[10], ("together", 0.0));
    adds_up(&explanation);
}

#[test]
fn errors_are_those_of_the_difference_within_each_trial() {
    let scenario = |gpus: u32, grid: &str| {
        format!(
            "{HEAD}[site.a]\nannounced = 2025-09-16\n[site.a.phase.x]\nchip = \"gb300\"\ngpus = {gpus}\n\
             online = \"2027-Q2\"\noverrun = \"1.0 to 2.0\"\n\
             [site.a.grid.full]\ncapacity = \"40 MW\"\nenergised = \"{grid}\"\n"
        )
    };
    let base = scenario(10_000, "2027-01 to 2028-06");
    let late = scenario(10_000, "2027-07 to 2028-12");
    let explanation = explained(&base, &late, "mean gpus_powered");
    let options = LoadOptions {
        files: Files::memory([("base.toml", &base), ("late.toml", &late)]),
        ..LoadOptions::default()
    };
    let loaded = ["base.toml", "late.toml"].map(|path| load(path, &options).unwrap());
    let candidates: Vec<Candidate<'_>> = loaded
        .iter()
        .zip(["base", "late"])
        .map(|(loaded, label)| Candidate {
            label: label.to_owned(),
            loaded,
            edits: Vec::new(),
        })
        .collect();
    let spec = RunSpec::of(&loaded[0].model);
    let comparison = compare(&candidates, &spec, &Unwatched).unwrap();
    let series = comparison.find(0, "total", None, "gpus_powered").unwrap();
    let period = comparison
        .periods
        .iter()
        .position(|end| end == "2027-12-31")
        .unwrap();
    let close = |ours: f64, theirs: f64| (ours - theirs).abs() <= 2e-6 * theirs.abs();
    let [only] = explanation.contributions.as_slice() else {
        panic!("one edit: {explanation:?}");
    };
    assert!(
        close(only.value, series.mean[period]),
        "{} {}",
        only.value,
        series.mean[period]
    );
    // The one divides by n - 1, the other by n.
    let se = only.se.unwrap();
    assert!((se / series.mean_se[period] - 1.0).abs() < 1e-3, "{se}");
    assert!(only.value < -10.0 * se);
    adds_up(&explanation);
}

#[test]
fn what_cannot_be_explained_says_why() {
    let base = waiting("2027-03-15", "2027-03-15");
    let late = waiting("2027-05-14", "2027-06-13");
    let refusal = |variant: &str, outcome: &str| {
        let question = ExplainSpec {
            outcome: outcome.parse().unwrap(),
            ..ExplainSpec::default()
        };
        asked(&base, variant, &question).unwrap_err().to_string()
    };
    assert!(refusal(&late, "p50 online of a.y").contains("did you mean `a.x`?"));
    assert!(refusal(&late, "mean it_load of site b").contains("the only one known is `a`"));
    assert!(refusal(&late, "mean it_load at 2050").contains("covers 2026-01-01 to 2029-12-31"));
    let lost = late.replace("gpus = 1_000", "gpus = 1_000\nproceed = 0.2");
    assert!(refusal(&lost, "p50 online of a.x").contains("chance online of a.x by"));
    assert!(refusal("[site", "p50 online of a.x").contains("error"));
    let same = explained(&base, &base, "mean gpus_powered");
    assert_eq!((same.contributions.len(), same.change), (0, 0.0));
}

#[test]
fn more_numbers_than_there_is_room_for_are_refused_with_what_fits() {
    let both = |a, b| format!("{HEAD}{}{}", running("a", a), running("b", b));
    let question = ExplainSpec {
        trials: Some(1_000_000_000),
        ..ExplainSpec::default()
    };
    let refused = asked(&both(1_000, 2_000), &both(1_500, 1_800), &question).unwrap_err();
    let expected = (4, 1_000_000_000, 67_108_864);
    assert!(
        matches!(refused, ExplainError::TooLarge { runs, trials, fit } if (runs, trials, fit) == expected),
        "{refused}"
    );
    assert!(refused.to_string().contains("--trials 67108864"));
}
