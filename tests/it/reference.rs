//! The catalogue of reference classes against the records behind it.

use capcast::distribution::Distribution;
use capcast::reference::{
    self, Agreement, Case, Evidence, Family, FitError, Kind, Measure, ReferenceClass, Refit,
    RefitError,
};
use jiff::civil::{Date, date};

#[test]
fn fitted_classes_are_reproduced_from_their_records() {
    let fitted: Vec<&str> = reference::sampled_classes().collect();
    let stated = reference::catalogue().iter();
    let mut stated: Vec<&str> = stated
        .filter(|class| class.evidence() == Evidence::Fitted)
        .map(ReferenceClass::id)
        .collect();
    stated.sort_unstable();
    // What is called fitted has records, and nothing else has.
    assert_eq!(fitted, stated);
    for id in fitted {
        let refit = reference::refit(id, None).unwrap();
        assert_eq!(
            refit.agreement,
            Agreement::Equal,
            "{id}: {}",
            refit.agreement
        );
        let [best, other] = &refit.fit.candidates;
        assert!(best.aic() <= other.aic());
        assert!(refit.sample.cases.len() == refit.class.cases().unwrap());
        let open = refit.sample.cases.iter().filter(|case| !case.online);
        assert_eq!(open.count(), refit.class.censored().unwrap(), "{id}");
    }
}

#[test]
fn on_an_earlier_day_a_fit_is_another_and_says_so() {
    let now = reference::refit("ai-site", None).unwrap();
    let then = reference::refit("ai-site", Some(date(2025, 12, 31))).unwrap();
    assert_eq!(then.agreement, Agreement::OfAnotherDay);
    assert!(then.fit.cases < now.fit.cases);
    let law = |refit: &Refit| refit.fit.candidates[0].distribution().unwrap().median();
    let ratio = law(&then) / law(&now);
    assert!((0.5..2.0).contains(&ratio) && ratio != 1.0, "{ratio}");
    let early = reference::refit("epoch-forecast-tables", Some(date(2026, 1, 1)));
    let told = early.unwrap_err().to_string();
    assert!(told.contains("as of 2026-01-01"), "{told}");
    assert!(matches!(
        reference::refit("switchgear-lead", None),
        Err(RefitError::NotFitted { .. })
    ));
}

/// Likelihoods of the same cases maximised by independent programs, the cases read by a program of its own from the same
/// two files: Nelder and Mead over the censored likelihoods written out with `SciPy` 1.17.1 (`norm.logpdf`,
/// `norm.logsf`), to 1e-12 in the logarithms of the parameters; `lifelines` 0.30.3 (`LogNormalFitter`, `WeibullFitter`)
/// gives the same to its own 1e-5.
#[test]
fn likelihoods_match_independent_maximisers() {
    let expected = [
        (
            "ai-site",
            [1.435_630_52, 0.376_452_34, -11.246_937_917_6],
            [2.836_965_89, 1.761_449_09, -12.919_212_042_3],
        ),
        (
            "epoch-forecast",
            [1.768_599_564_9, 0.449_116_094_4, -11.458_661_044_7],
            [2.279_750_496_9, 2.308_332_564_7, -12.858_565_131_9],
        ),
        (
            "epoch-forecast-tables",
            [1.995_103_210_2, 0.458_530_197_8, -4.403_525_021_7],
            [2.544_959_522_3, 2.743_928_840_9, -5.016_051_361_0],
        ),
        (
            "clearing-to-first-building",
            [839.557_679_13, 0.397_989_467_4, -168.534_978_391_9],
            [3.024_124_660_2, 1_010.945_752_02, -169.105_362_552_8],
        ),
        (
            "retrofit-to-first-building",
            [161.869_974_410, 0.310_926_079_0, -16.012_595_511_3],
            [3.807_481_323_2, 188.432_478_245, -15.985_075_182_4],
        ),
    ];
    for (id, lognormal, weibull) in expected {
        let fit = reference::fit(&reference::cases(id).unwrap(), 2).unwrap();
        for (family, [first, second, log_likelihood]) in
            [(Family::Lognormal, lognormal), (Family::Weibull, weibull)]
        {
            let found = fit.candidates.iter().find(|c| c.family == family).unwrap();
            assert!((found.parameters[0] / first - 1.0).abs() < 1e-6, "{fit}");
            assert!((found.parameters[1] / second - 1.0).abs() < 1e-6, "{fit}");
            let off = (found.log_likelihood - log_likelihood).abs();
            assert!(off < 1e-7, "{id}: {off}, {fit}");
        }
    }
}

/// Product-limit percentiles by `KaplanMeierFitter` of `lifelines` 0.30.3: the first day at which the share still open
/// has fallen to one less the level.
#[test]
fn product_limit_percentiles_match_an_independent_program() {
    let builds = reference::cases("clearing-to-first-building").unwrap();
    let retrofits = reference::cases("retrofit-to-first-building").unwrap();
    let both = reference::kaplan_meier(&[builds.clone(), retrofits].concat());
    let least = both.iter().find(|step| step.survival <= 0.9 + 1e-12);
    assert_eq!(least.unwrap().at.to_bits(), 365.0_f64.to_bits());
    let curve = reference::kaplan_meier(&builds);
    for (level, days) in [
        (0.1, 483.0),
        (0.25, 656.0),
        (0.5, 865.0),
        (0.75, 1049.0),
        (0.9, 1348.0),
    ] {
        let step = curve
            .iter()
            .find(|step| step.survival <= 1.0 - level + 1e-12);
        assert_eq!(step.unwrap().at.to_bits(), f64::to_bits(days), "{level}");
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
    let mut ids: Vec<&str> = classes.iter().map(ReferenceClass::id).collect();
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
        if class.evidence() == Evidence::Published {
            for word in ["Published: ", "Read into it: "] {
                assert!(class.note().contains(word), "{}: no `{word}`", class.id());
            }
        }
        let law = class.distribution();
        assert!(law.quantile(0.0) >= 0.0, "{}", class.id());
        let median = law.median();
        match class.measure() {
            Measure::Overrun => assert!((0.5..3.0).contains(&median), "{}: {median}", class.id()),
            Measure::Share => assert!(law.quantile(1.0) <= 1.0 && median > 0.0, "{}", class.id()),
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
    // One group for each kind, in the order of the kinds.
    let kinds: Vec<Kind> = classes.iter().map(ReferenceClass::kind).collect();
    assert!(kinds.is_sorted());
}

fn law(id: &str) -> Distribution {
    reference::class(id).unwrap().distribution()
}

#[test]
fn competing_views_have_the_share_that_is_published_and_the_lateness_that_is_not() {
    for (id, late) in [("ai-site-sightline", 0.40), ("ai-site-semianalysis", 0.03)] {
        let (view, all) = (law(id), law("ai-site"));
        assert!((view.survival(1.0) - late).abs() < 1e-12, "{id}");
        assert_eq!(view.quantile(0.0).to_bits(), 1.0_f64.to_bits());
        // The late ones are late as those of `ai-site` that are.
        for x in [1.1, 1.5, 2.0, 4.0] {
            let given = all.survival(x) / all.survival(1.0);
            assert!(
                (view.survival(x) - late * given).abs() < 1e-12,
                "{id} at {x}"
            );
        }
        // Open beyond its day, it is one of the late ones.
        let open = view.beyond(1.2).unwrap();
        let known = all.beyond(1.2).unwrap();
        assert!((open.median() / known.median() - 1.0).abs() < 1e-9, "{id}");
    }
}

#[test]
fn shell_and_fit_out_in_turn_take_as_long_as_the_sites_did() {
    let (shell, fit_out) = (law("building-shell"), law("roof-to-operational"));
    let levels: Vec<f64> = (0..400).map(|k| (f64::from(k) + 0.5) / 400.0).collect();
    let later: Vec<f64> = levels.iter().map(|u| fit_out.quantile(*u)).collect();
    let mut sums: Vec<f64> = levels
        .iter()
        .flat_map(|u| later.iter().map(|later| shell.quantile(*u) + later))
        .collect();
    sums.sort_by(f64::total_cmp);
    let whole = law("clearing-to-first-building");
    for (u, months) in [(0.1, 17.6), (0.5, 27.6), (0.9, 46.0)] {
        let sum = sums[(u * sums.len() as f64) as usize];
        // The figures of the note, and near those of the sites.
        assert!(
            (sum / 30.4375 - months).abs() < 0.05,
            "P{u}: {}",
            sum / 30.4375
        );
        assert!((sum / whole.quantile(u) - 1.0).abs() < 0.07, "P{u}");
    }
}

#[test]
fn published_pairs_of_figures_are_both_met() {
    let works = law("uk-public-works");
    assert!((works.mean() - 1.15).abs() < 1e-9);
    assert!((works.median() - 1.07).abs() < 1e-5, "{}", works.median());
    assert!((law("us-generator-queue").median() / 30.4375 - 55.0).abs() < 0.05);
    assert!((law("us-generator-queue-built").median() - 0.22).abs() < 0.005);
    assert!(
        (law("us-local-opposition-survived").quantile(0.1) - (1.0 - 0.4 * 99.0 / 770.0)).abs()
            < 5e-4
    );
    assert!(
        (law("us-local-opposition-survived").quantile(0.9) - (1.0 - 25.0 / 770.0)).abs() < 5e-4
    );
    let kept = law("announcement-kept");
    assert!((kept.quantile(0.1) - 0.851).abs() < 1e-3 && (kept.quantile(0.9) - 0.949).abs() < 1e-3);
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
    let case = |value, online| Case {
        id: "site".to_owned(),
        begun: date(2025, 1, 1),
        seen: date(2026, 1, 1),
        value,
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
        Err(FitError::BadValue { .. })
    ));
}

/// What came of the steps that the last table has on the very day forecast: not one of them came on it.
#[test]
fn repeated_forecasts_were_looked_at_later_and_were_wrong() {
    let sample = reference::sample("epoch-forecast-tables", None).unwrap();
    let repeated = sample
        .left_out
        .iter()
        .filter(|row| row.reason.contains("not looked at since"));
    let later = reference::cases("epoch-forecast").unwrap();
    let mut late: Vec<i32> = repeated
        .map(|row| {
            let id = match row.id.split(':').next().unwrap() {
                "Amazon Ridgeland" => "epochfc-ridgeland-273",
                "Colossus 2" => "epochfc-colossus2-1494",
                "Google Omaha" => "epochfc-omaha-284",
                "Google Pryor (North)" => "epochfc-pryor-454",
                other => panic!("{other} is not in the later record"),
            };
            let told = row.reason.split("has it on ").nth(1).unwrap();
            let told: Date = told[..10].parse().unwrap();
            let case = later.iter().find(|case| case.id == id).unwrap();
            (case.seen - told).get_days()
        })
        .collect();
    late.sort_unstable();
    assert_eq!(late, [-4, 33, 53, 112]);
}
