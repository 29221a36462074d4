//! The catalogue of reference classes against the records behind it.

use capcast::reference::{self, Case, Evidence, Family, FitError, Measure};

const RESAMPLES: usize = 2_000;

#[test]
fn fitted_classes_are_reproduced_from_their_records() {
    let fitted: Vec<&str> = reference::sampled_classes().collect();
    assert_eq!(fitted, ["ai-site", "public-supercomputer"]);
    for id in fitted {
        let class = reference::class(id).unwrap();
        let cases = reference::cases(id).unwrap();
        let fit = reference::fit(&cases, RESAMPLES).unwrap();
        assert_eq!(class.evidence(), Evidence::Fitted);
        assert_eq!(
            (class.cases(), class.censored()),
            (Some(fit.cases), Some(fit.censored)),
            "{id}"
        );
        let stated = class.fitted().unwrap();
        let [best, other] = &fit.candidates;
        assert!(best.aic() <= other.aic());
        assert_eq!(stated.family, best.family, "{id}: {fit}");
        for k in 0..2 {
            assert!(
                (stated.parameters[k] / best.parameters[k] - 1.0).abs() < 1e-5,
                "{id}: {fit}"
            );
            assert!(
                (stated.errors[k] - best.errors[k]).abs() < 6e-4,
                "{id}: {fit}"
            );
        }
        let law = best.distribution().unwrap();
        for u in [0.05, 0.1, 0.5, 0.9, 0.95] {
            let x = class.distribution().quantile(u);
            assert!((x / law.quantile(u) - 1.0).abs() < 1e-5, "{id} at {u}: {x}");
        }
    }
}

/// The likelihoods of the same 23 cases maximised by an independent program (Nelder and Mead in `SciPy` 1.17.1).
#[test]
fn likelihoods_match_an_independent_maximiser() {
    let fit = reference::fit(&reference::cases("ai-site").unwrap(), 2).unwrap();
    let expected = [
        (
            Family::Lognormal,
            [1.435_630_52, 0.376_452_34, -11.246_937_917_6],
        ),
        (
            Family::Weibull,
            [2.836_965_89, 1.761_449_09, -12.919_212_042_3],
        ),
    ];
    for (family, [first, second, log_likelihood]) in expected {
        let found = fit.candidates.iter().find(|c| c.family == family).unwrap();
        assert!((found.parameters[0] - first).abs() < 1e-5, "{fit}");
        assert!((found.parameters[1] - second).abs() < 1e-5, "{fit}");
        assert!(
            (found.log_likelihood - log_likelihood).abs() < 1e-7,
            "{fit}"
        );
    }
}

/// A fit that strays from the curve that assumes no family is wrong, whatever its likelihood. The greatest distance
/// allowed is the two-sided 1 % point of Kolmogorov's statistic at the number of finished cases, 1.63 / sqrt(n).
#[test]
fn fitted_families_follow_the_product_limit_curve() {
    for id in reference::sampled_classes() {
        let cases = reference::cases(id).unwrap();
        let finished = cases.iter().filter(|case| case.online).count() as f64;
        let law = reference::class(id).unwrap().distribution();
        for step in reference::kaplan_meier(&cases) {
            let distance = (law.survival(step.at) - step.survival).abs();
            assert!(
                distance < 1.63 / finished.sqrt(),
                "{id} at {}: {distance}",
                step.at
            );
        }
    }
}

#[test]
fn every_class_states_its_evidence_and_has_a_sensible_distribution() {
    let classes = reference::catalogue();
    let mut ids: Vec<&str> = classes.iter().map(reference::ReferenceClass::id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), classes.len(), "an id is used twice");
    for class in classes {
        assert!(
            !class.source().is_empty() && !class.note().is_empty(),
            "{}",
            class.id()
        );
        assert_eq!(
            class.evidence() == Evidence::Fitted,
            class.fitted().is_some(),
            "{}",
            class.id()
        );
        let law = class.distribution();
        assert!(law.quantile(0.0) >= 0.0, "{}", class.id());
        let median = law.median();
        match class.measure() {
            Measure::Overrun => assert!((0.5..3.0).contains(&median), "{}: {median}", class.id()),
            Measure::Duration => {
                assert!(
                    (30.0..4_000.0).contains(&median),
                    "{}: {median} days",
                    class.id()
                );
            }
        }
    }
    assert_eq!(reference::class("no-such-class"), None);
}

#[test]
fn published_figures_are_met_in_days() {
    let clearing = reference::class("land-clearing-to-operational")
        .unwrap()
        .distribution();
    for (u, months) in [(0.1, 13.0), (0.5, 26.4), (0.9, 42.0)] {
        assert!(
            (clearing.quantile(u) - months * 30.4375).abs() < 1e-9,
            "P{u}"
        );
    }
    // The quartiles are not met but must be near: 20.0 and 33.1 months.
    assert!((clearing.quantile(0.25) / 30.4375 - 20.0).abs() < 2.0);
    assert!((clearing.quantile(0.75) / 30.4375 - 33.1).abs() < 2.0);
    let transformer = reference::class("power-transformer-lead")
        .unwrap()
        .distribution();
    assert!((transformer.mean() - 128.0 * 7.0).abs() < 1e-9);
}

#[test]
fn open_cases_move_a_fit_later() {
    let mut cases = reference::cases("ai-site").unwrap();
    let median = |cases: &[Case]| {
        reference::fit(cases, 2).unwrap().candidates[0]
            .distribution()
            .unwrap()
            .median()
    };
    let with_open = median(&cases);
    cases.retain(|case| case.online);
    assert!(
        median(&cases) < with_open,
        "leaving out open cases must look earlier"
    );
}

#[test]
fn too_few_finished_cases_are_refused() {
    let case = |ratio, online| Case {
        id: "site".to_owned(),
        ratio,
        online,
    };
    let alike = [case(1.0, true), case(1.0, true), case(3.0, false)];
    assert_eq!(
        reference::fit(&alike, 10),
        Err(FitError::TooFewFinished {
            cases: 3,
            finished: 2
        })
    );
    assert!(matches!(
        reference::fit(&[case(f64::NAN, true)], 10),
        Err(FitError::BadRatio { .. })
    ));
}
