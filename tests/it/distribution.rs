//! Distributions against `SciPy`, against closed forms and against their own laws.

use capcast::distribution::{Distribution, DistributionError, Domain, Sampler};
use proptest::prelude::*;

/// One row of the fixture that `tests/fixtures/distribution/make.py` computes with `SciPy`.
struct Reference {
    name: String,
    distribution: Distribution,
    in_upper_tail: bool,
    level: f64,
    x: f64,
}

fn references() -> Vec<Reference> {
    let text = include_str!("../fixtures/distribution/scipy.csv");
    let rows: Vec<Reference> = text.lines().skip(1).map(reference).collect();
    assert!(rows.len() > 700, "the fixture has only {} rows", rows.len());
    rows
}

fn reference(line: &str) -> Reference {
    let fields: Vec<&str> = line.split(',').collect();
    let parameters: Vec<f64> = fields[1].split(' ').map(|p| p.parse().unwrap()).collect();
    Reference {
        name: format!("{} {}", fields[0], fields[1]),
        distribution: build(fields[0], &parameters).unwrap(),
        in_upper_tail: fields[2] == "upper",
        level: fields[3].parse().unwrap(),
        x: fields[4].parse().unwrap(),
    }
}

fn build(law: &str, p: &[f64]) -> Result<Distribution, DistributionError> {
    use Distribution as D;
    match law {
        "normal" => D::normal(p[0], p[1]),
        "lognormal" => D::lognormal(p[0], p[1]),
        "gamma" => D::gamma(p[0], p[1]),
        "weibull" => D::weibull(p[0], p[1]),
        "exponential" => D::exponential(p[0]),
        "beta" => D::beta(p[0], p[1]),
        "uniform" => D::uniform(p[0], p[1]),
        "triangular" => D::triangular(p[0], p[1], p[2]),
        "pert" => D::pert(p[0], p[1], p[2]),
        "range_positive" => D::range(Domain::Positive, p[0], p[1]),
        "range_share" => D::range(Domain::Share, p[0], p[1]),
        "range_at_least_one" => D::range(Domain::AtLeastOne, p[0], p[1]),
        "range_real" => D::range(Domain::Real, p[0], p[1]),
        "split_positive" => D::split_range(Domain::Positive, p[0], p[1], p[2]),
        "split_share" => D::split_range(Domain::Share, p[0], p[1], p[2]),
        "split_at_least_one" => D::split_range(Domain::AtLeastOne, p[0], p[1], p[2]),
        "split_real" => D::split_range(Domain::Real, p[0], p[1], p[2]),
        "normal_within" => D::normal(p[0], p[1])?.within(p[2], p[3]),
        "pert_beyond" => D::pert(p[0], p[1], p[2])?.beyond(p[3]),
        "gamma_beyond" => D::gamma(p[0], p[1])?.beyond(p[2]),
        "lognormal_beyond" => D::lognormal(p[0], p[1])?.beyond(p[2]),
        "weibull_up_to" => D::weibull(p[0], p[1])?.up_to(p[2]),
        "mixture_normal" => {
            let (one, other) = (D::normal(p[1], p[2])?, D::normal(p[3], p[4])?);
            D::mixture(vec![(p[0], one), (1.0 - p[0], other)])
        }
        "mixture_gamma_uniform" => {
            let (one, other) = (D::gamma(p[1], p[2])?, D::uniform(p[3], p[4])?);
            D::mixture(vec![(p[0], one), (1.0 - p[0], other)])
        }
        "empirical" => D::empirical(p.to_vec()),
        _ => panic!("the fixture names an unknown law {law}"),
    }
}

/// The scale in which an error of a draw is judged: the value's own size and the width of the middle 80 %.
fn scale_at(distribution: &Distribution, x: f64) -> f64 {
    x.abs() + distribution.quantile(0.9) - distribution.quantile(0.1)
}

#[test]
fn quantiles_match_scipy_from_tail_to_tail() {
    for row in references() {
        let d = &row.distribution;
        let x = if row.in_upper_tail {
            d.quantile_upper(row.level)
        } else {
            d.quantile(row.level)
        };
        let error = (x - row.x).abs() / scale_at(d, row.x);
        assert!(
            error < 1e-9,
            "{} at {}: {x} for {}",
            row.name,
            row.level,
            row.x
        );
        // A truncated law's deep lower tail is lost to rounding in SciPy's own upper-tail road, not here.
        let u = if row.in_upper_tail {
            1.0 - row.level
        } else {
            row.level
        };
        let error = (d.quantile(u) - row.x).abs() / scale_at(d, row.x);
        assert!(
            error < 1e-6,
            "{} at {u}: {} for {}",
            row.name,
            d.quantile(u),
            row.x
        );
    }
}

#[test]
fn levels_match_scipy_from_tail_to_tail() {
    for row in references() {
        let d = &row.distribution;
        let level = if row.in_upper_tail {
            d.survival(row.x)
        } else {
            d.cdf(row.x)
        };
        // Next to a hard end the level hangs on the last bits of x: what one of them is worth is allowed for.
        let step = row.x.abs() * 4.0 * f64::EPSILON;
        let next = |x: f64| {
            if row.in_upper_tail {
                d.survival(x)
            } else {
                d.cdf(x)
            }
        };
        let grain = (next(row.x + step) - next(row.x - step)).abs();
        let error = (level - row.level).abs();
        // An atom's level is reached by a jump.
        let jumps = row.name.starts_with("empirical") && row.x == 1.0;
        assert!(
            error < 1e-6 * row.level + grain || jumps,
            "{}: {level} for {}",
            row.name,
            row.level
        );
        let sum = d.cdf(row.x) + d.survival(row.x);
        assert!(
            (sum - 1.0).abs() < 1e-12,
            "{} at {}: levels sum to {sum}",
            row.name,
            row.x
        );
    }
}

#[test]
fn sampler_matches_scipy_within_its_stated_bound() {
    for row in references() {
        let d = &row.distribution;
        let sampler = Sampler::new(d);
        assert!(
            sampler.error_bound() < 1e-6,
            "{}: {}",
            row.name,
            sampler.error_bound()
        );
        let u = if row.in_upper_tail {
            1.0 - row.level
        } else {
            row.level
        };
        let error = (sampler.draw(u) - row.x).abs() / scale_at(d, row.x);
        assert!(
            error < sampler.error_bound() + 1e-9,
            "{} at {u}: {} for {}",
            row.name,
            sampler.draw(u),
            row.x
        );
    }
}

#[test]
fn stated_bound_covers_what_lies_between_the_checks() {
    let laws = references()
        .into_iter()
        .step_by(22)
        .map(|row| (row.name, row.distribution));
    for (name, d) in laws {
        let sampler = Sampler::new(&d);
        let mut last = f64::NEG_INFINITY;
        for k in 0..4_000_u32 {
            // Half of the points in the middle, half crowding to both ends.
            let share = (f64::from(k) + 0.5) / 4_000.0;
            let u = if k % 2 == 0 {
                share
            } else {
                share * share * (3.0 - 2.0 * share)
            };
            let exact = d.quantile(u);
            let error = (sampler.draw(u) - exact).abs() / scale_at(&d, exact);
            assert!(
                error <= sampler.error_bound() + 1e-13,
                "{name} at {u}: {error}"
            );
            if k % 2 == 0 {
                let x = sampler.draw(u);
                assert!(x >= last - 1e-15 * x.abs(), "{name} falls at {u}");
                last = x;
            }
        }
    }
}

#[test]
fn sampler_joins_its_halves_and_leaves_the_far_tails_to_the_exact_function() {
    let d = Distribution::pert(2.0, 5.0, 14.0).unwrap();
    let sampler = Sampler::new(&d);
    let step = 0.5_f64.powi(33);
    for u in [step, 0.5 - step, 0.5, 0.5 + step, 1.0 - step] {
        let (x, exact) = (sampler.draw(u), d.quantile(u));
        assert!((x - exact).abs() < 1e-6 * exact, "at {u}: {x} for {exact}");
    }
    for u in [0.0, 1e-300, 0.9 * step, 1.0 - 0.5 * step, 1.0] {
        assert_eq!(sampler.draw(u), d.quantile(u), "at {u}");
    }
    assert_eq!((sampler.draw(0.0), sampler.draw(1.0)), (2.0, 14.0));
}

/// Two uniforms with nothing between: the quantile function jumps from 1 to 5 at 0.3.
#[test]
fn mixtures_jump_over_their_gaps() {
    let one = Distribution::uniform(0.0, 1.0).unwrap();
    let other = Distribution::uniform(5.0, 6.0).unwrap();
    let d = Distribution::mixture(vec![(0.3, one), (0.7, other)]).unwrap();
    let sampler = Sampler::new(&d);
    for (u, x) in [
        (0.15, 0.5),
        (0.299_999, 0.999_996_666_667),
        (0.300_001, 5.000_001_428_571),
        (0.65, 5.5),
    ] {
        assert!(
            (d.quantile(u) - x).abs() < 1e-9,
            "at {u}: {}",
            d.quantile(u)
        );
        assert!(
            (sampler.draw(u) - x).abs() < 1e-6,
            "at {u}: {}",
            sampler.draw(u)
        );
    }
    assert_eq!(d.cdf(3.0), 0.3);
}

#[test]
fn moved_laws_move_their_quantiles() {
    let d = Distribution::gamma(2.5, 4.0).unwrap();
    let moved = d.scaled(3.0).shifted(-2.0).scaled(0.5);
    for u in [0.01, 0.5, 0.99] {
        assert!(
            (moved.quantile(u) - (1.5 * d.quantile(u) - 1.0)).abs() < 1e-12,
            "at {u}"
        );
    }
    assert!((moved.mean() - 14.0).abs() < 1e-12);
    assert_eq!(d.scaled(0.0).as_constant(), Some(0.0));
}

#[test]
fn ranges_hit_both_ends_exactly() {
    let cases = [
        (Domain::Positive, 12.0, 18.0),
        (Domain::Share, 0.6, 0.95),
        (Domain::AtLeastOne, 1.2, 1.4),
        (Domain::Real, -5.0, 30.0),
    ];
    for (domain, p10, p90) in cases {
        let d = Distribution::range(domain, p10, p90).unwrap();
        assert!((d.quantile(0.1) / p10 - 1.0).abs() < 1e-14, "{domain:?}");
        assert!((d.quantile(0.9) / p90 - 1.0).abs() < 1e-14, "{domain:?}");
    }
    let d = Distribution::split_range(Domain::Positive, 10.0, 12.0, 30.0).unwrap();
    for (u, x) in [(0.1, 10.0), (0.5, 12.0), (0.9, 30.0)] {
        assert!((d.quantile(u) / x - 1.0).abs() < 1e-14, "P{u}");
    }
}

/// X12 to X14: closed forms and one-dimensional quadrature, four or five printed digits.
#[test]
fn known_distributions_have_their_published_percentiles() {
    let check = |d: &Distribution, mean: f64, percentiles: &[(f64, f64)], digit: f64| {
        assert!(
            (d.mean() - mean).abs() <= digit,
            "mean {} for {mean}",
            d.mean()
        );
        for &(u, x) in percentiles {
            assert!(
                (d.quantile(u) - x).abs() <= digit,
                "P{u}: {} for {x}",
                d.quantile(u)
            );
        }
    };
    let pert = Distribution::pert(2.0, 5.0, 14.0).unwrap();
    check(
        &pert,
        6.0,
        &[(0.5, 5.7657), (0.8, 7.8823), (0.9, 9.0067)],
        5e-5,
    );
    let triangular = Distribution::triangular(2.0, 5.0, 14.0).unwrap();
    check(
        &triangular,
        7.0,
        &[(0.5, 6.6515), (0.8, 9.3524), (0.9, 10.7137)],
        5e-5,
    );
    // Lognormal with P50 12 and P80 18: sigma = ln 1.5 / z80 = 0.481767, P10 = 144 / P90.
    let lognormal = Distribution::range(Domain::Positive, 144.0 / 22.249_3, 22.249_3).unwrap();
    check(
        &lognormal,
        13.4766,
        &[(0.5, 12.0), (0.8, 18.0), (0.9, 22.249), (0.95, 26.505)],
        6e-4,
    );
}

#[test]
fn exponential_in_progress_forgets_what_has_elapsed() {
    let d = Distribution::exponential(40.0).unwrap();
    for elapsed in [0.5, 40.0, 400.0, 1e5] {
        let rest = d.beyond(elapsed).unwrap().shifted(-elapsed);
        assert!(
            (rest.mean() - 40.0).abs() < 1e-9,
            "after {elapsed}: {}",
            rest.mean()
        );
        for u in [0.01, 0.5, 0.99] {
            assert!(
                (rest.quantile(u) - d.quantile(u)).abs() < 1e-10,
                "after {elapsed} at {u}"
            );
            let draw = d.quantile_beyond(u, elapsed) - elapsed;
            assert!(
                (draw - d.quantile(u)).abs() < 1e-9,
                "after {elapsed} at {u}: {draw}"
            );
        }
    }
}

/// The mean of X given a window, by Simpson's rule on the CDF alone: x S(x) is integrated by parts.
fn windowed_mean(d: &Distribution, lo: f64, hi: f64) -> f64 {
    let panels = 200_000;
    let mass = d.cdf(hi) - d.cdf(lo);
    let step = (hi - lo) / f64::from(panels);
    let survival = |k: i32| (d.cdf(hi) - d.cdf(lo + step * f64::from(k))) / mass;
    let inner: f64 = (1..panels)
        .map(|k| if k % 2 == 1 { 4.0 } else { 2.0 } * survival(k))
        .sum();
    lo + step / 3.0 * (survival(0) + inner + survival(panels))
}

#[test]
fn conditional_means_match_numerical_integration() {
    let pert = Distribution::pert(2.0, 5.0, 14.0).unwrap();
    let lognormal = Distribution::range(Domain::Positive, 200.0, 500.0).unwrap();
    let split = Distribution::split_range(Domain::Positive, 200.0, 250.0, 700.0).unwrap();
    let triangular = Distribution::triangular(2.0, 5.0, 14.0).unwrap();
    let gamma = Distribution::gamma(2.5, 4.0).unwrap();
    let cases = [
        (&pert, 6.0, 14.0),
        (&pert, 13.0, 14.0),
        (&lognormal, 300.0, 20_000.0),
        (&split, 210.0, 50_000.0),
        (&triangular, 3.0, 14.0),
        (&gamma, 15.0, 400.0),
    ];
    for (d, elapsed, end) in cases {
        let expected = windowed_mean(d, elapsed, end);
        let tolerance = 2e-6 * expected;
        let law = d.beyond(elapsed).unwrap();
        assert!(
            (law.mean() - expected).abs() < tolerance,
            "{} for {expected}",
            law.mean()
        );
        let n = 20_000;
        let uniforms = (0..n).map(|k| (f64::from(k) + 0.5) / f64::from(n));
        let sum: f64 = uniforms.map(|u| d.quantile_beyond(u, elapsed)).sum();
        let drawn = sum / f64::from(n);
        assert!(
            (drawn - expected).abs() < 2e-4 * expected,
            "{drawn} for {expected}"
        );
    }
    let early = pert.up_to(6.0).unwrap();
    let expected = windowed_mean(&pert, 2.0, 6.0);
    assert!(
        (early.mean() - expected).abs() < 2e-6,
        "{} for {expected}",
        early.mean()
    );
}

#[test]
fn closed_form_means_match_the_mean_of_many_quantiles() {
    for row in references().iter().step_by(22) {
        let d = &row.distribution;
        let n = 40_000;
        let sum: f64 = (0..n)
            .map(|k| d.quantile((f64::from(k) + 0.5) / f64::from(n)))
            .sum();
        let error = (sum / f64::from(n) - d.mean()).abs() / scale_at(d, d.mean());
        assert!(
            error < 1e-3,
            "{}: {} for {}",
            row.name,
            d.mean(),
            sum / f64::from(n)
        );
    }
    let pert = Distribution::pert(3.0, 4.0, 11.0).unwrap();
    assert!((pert.mean() - (3.0 + 16.0 + 11.0) / 6.0).abs() < 1e-14);
}

#[test]
fn discrete_laws_step_at_their_cumulative_weights() {
    let d = Distribution::discrete(vec![30.0, 10.0, 20.0, 99.0], vec![1.0, 2.0, 5.0, 0.0]).unwrap();
    for (u, x) in [
        (0.0, 10.0),
        (0.2, 10.0),
        (0.25, 10.0),
        (0.26, 20.0),
        (0.87, 20.0),
        (0.88, 30.0),
        (1.0, 30.0),
    ] {
        assert_eq!(d.quantile(u), x, "at {u}");
    }
    assert_eq!(d.cdf(19.9), 0.25);
    assert_eq!(d.cdf(20.0), 0.875);
    assert_eq!(d.survival(20.0), 0.125);
    assert_eq!(d.mean(), 18.75);
    // Above 10 means without 10; from 10 on means with it.
    assert_eq!(d.beyond(10.0).unwrap().support(), (20.0, 30.0));
    assert_eq!(
        d.clone().within(10.0, 20.0).unwrap().support(),
        (10.0, 20.0)
    );
    assert_eq!(d.up_to(10.0).unwrap().as_constant(), Some(10.0));
}

#[test]
fn mixtures_return_their_atoms_to_the_bit() {
    let spread = Distribution::uniform(0.0, 10.0).unwrap();
    let parts = vec![(0.5, Distribution::constant(0.7)), (0.5, spread)];
    let d = Distribution::mixture(parts).unwrap();
    // P(X < 0.7) = 0.035 and P(X <= 0.7) = 0.535.
    for (u, x) in [
        (0.02, 0.4),
        (0.04, 0.7),
        (0.3, 0.7),
        (0.53, 0.7),
        (0.55, 1.0),
    ] {
        assert!(
            (d.quantile(u) - x).abs() < 1e-12,
            "at {u}: {}",
            d.quantile(u)
        );
    }
    assert_eq!(d.quantile(0.3), 0.7);
    assert_eq!(Sampler::new(&d).draw(0.3), 0.7);
    let later = d.beyond(0.7).unwrap();
    assert!(
        (later.quantile(0.5) - 5.35).abs() < 1e-12,
        "{}",
        later.quantile(0.5)
    );
}

#[test]
fn errors_name_the_requirement_and_the_numbers() {
    use Distribution as D;
    let cases: Vec<(Result<D, DistributionError>, &str)> = vec![
        (
            D::range(Domain::Positive, 18.0, 12.0),
            "`p10` (18) is above `p90` (12)",
        ),
        (
            D::triangular(1.0, 9.0, 4.0),
            "`mode` (9) is above `max` (4)",
        ),
        (D::pert(3.0, 1.0, 4.0), "`mode` (1) is below `min` (3)"),
        (D::uniform(2.0, 1.0), "`min` (2) is above `max` (1)"),
        (D::normal(1.0, 0.0), "`sd` (0) is not above zero"),
        (D::gamma(-2.0, 1.0), "`shape` (-2) is not above zero"),
        (
            D::discrete(vec![1.0], vec![1.0, 2.0]),
            "`values` has 1 entries and `weights` has 2",
        ),
        (
            D::discrete(vec![1.0, 2.0], vec![1.0, -2.0]),
            "`weights` entry 2 (-2) is not a finite number of zero or more",
        ),
        (D::discrete(vec![1.0], vec![0.0]), "`weights` are all zero"),
        (D::discrete(vec![], vec![]), "`values` is empty"),
        (D::empirical(vec![]), "`samples` is empty"),
        (D::mixture(vec![]), "`mixture` is empty"),
        (
            D::uniform(0.0, 1.0).unwrap().within(2.0, 3.0),
            "`within` [2, 3] holds none of the distribution, which lies in [0, 1]",
        ),
        (
            D::pert(2.0, 5.0, 14.0).unwrap().beyond(20.0),
            "`elapsed` (20) leaves nothing of the distribution, whose greatest value is 14",
        ),
        (
            D::uniform(2.0, 5.0).unwrap().up_to(1.0),
            "`limit` (1) leaves nothing of the distribution, whose least value is 2",
        ),
    ];
    for (result, message) in cases {
        assert_eq!(result.unwrap_err().to_string(), message);
    }
    let boundary = D::range(Domain::Share, 0.0, 0.4).unwrap_err().to_string();
    assert!(
        boundary.starts_with("`p10` (0) must be above 0 and below 1"),
        "{boundary}"
    );
    assert!(boundary.contains("PERT"), "{boundary}");
    let past = D::range(Domain::AtLeastOne, 1.1, f64::INFINITY).unwrap_err();
    assert_eq!(
        past,
        DistributionError::NotFinite {
            name: "p90",
            value: f64::INFINITY
        }
    );
}

#[test]
fn not_a_number_is_refused_everywhere() {
    use Distribution as D;
    let nan = f64::NAN;
    let unit = D::uniform(0.0, 1.0).unwrap();
    let results = [
        D::range(Domain::Real, nan, 1.0),
        D::range(Domain::Positive, 1.0, nan),
        D::split_range(Domain::Real, 0.0, nan, 1.0),
        D::normal(nan, 1.0),
        D::normal(0.0, nan),
        D::lognormal(nan, 1.0),
        D::lognormal(1.0, nan),
        D::gamma(nan, 1.0),
        D::weibull(1.0, nan),
        D::exponential(nan),
        D::beta(nan, 1.0),
        D::uniform(nan, 1.0),
        D::triangular(0.0, nan, 1.0),
        D::pert(0.0, 0.5, nan),
        D::discrete(vec![nan], vec![1.0]),
        D::discrete(vec![1.0], vec![nan]),
        D::empirical(vec![1.0, nan]),
        D::mixture(vec![(nan, unit.clone())]),
        unit.clone().within(nan, 1.0),
        unit.clone().within(0.0, nan),
        unit.beyond(nan),
        unit.up_to(nan),
    ];
    for (index, result) in results.into_iter().enumerate() {
        assert!(result.is_err(), "case {index} was accepted");
    }
}

#[test]
fn equal_bounds_are_a_constant() {
    use Distribution as D;
    let results = [
        D::range(Domain::Positive, 7.0, 7.0),
        D::split_range(Domain::Positive, 7.0, 7.0, 7.0),
        D::uniform(7.0, 7.0),
        D::triangular(7.0, 7.0, 7.0),
        D::pert(7.0, 7.0, 7.0),
        D::empirical(vec![7.0, 7.0]),
    ];
    for result in results {
        let d = result.unwrap();
        assert_eq!(d.as_constant(), Some(7.0));
        assert_eq!(Sampler::new(&d).draw(0.3), 7.0);
    }
    assert!(D::split_range(Domain::Positive, 7.0, 7.0, 8.0).is_err());
}

/// Any law that a scenario can state, bare, conditioned or moved.
fn any_law() -> impl Strategy<Value = Distribution> {
    let laws: Vec<Distribution> = references()
        .into_iter()
        .step_by(22)
        .map(|r| r.distribution)
        .collect();
    let extra = Distribution::discrete(vec![1.0, 4.0, 9.0], vec![0.2, 0.5, 0.3]).unwrap();
    let base = prop::sample::select([laws, vec![extra]].concat());
    (
        base,
        0.0..0.9_f64,
        0.05..1.0_f64,
        -50.0..50.0_f64,
        0.01..20.0_f64,
        0..4,
    )
        .prop_map(|(d, from, share, by, scale, kind)| match kind {
            0 => d,
            1 => {
                let (lo, hi) = (d.quantile(from), d.quantile(from + (1.0 - from) * share));
                d.within(lo, hi).unwrap()
            }
            2 => d.shifted(by).scaled(scale),
            _ => {
                let moved = d.scaled(scale).shifted(by);
                let elapsed = moved.quantile(from * 0.9);
                moved.beyond(elapsed).unwrap_or(d)
            }
        })
}

proptest! {
    #[test]
    fn quantiles_never_fall(d in any_law(), a in 0.0..1.0_f64, b in 0.0..1.0_f64) {
        let (low, high) = (d.quantile(a.min(b)), d.quantile(a.max(b)));
        prop_assert!(low <= high + 4.0 * f64::EPSILON * high.abs(), "{low} above {high}");
    }

    #[test]
    fn cdf_at_a_quantile_is_its_level_or_jumps_over_it(d in any_law(), u in 1e-6..1.0_f64) {
        let x = d.quantile(u);
        let nudge = 1e-9 * (x.abs() + d.quantile(0.9) - d.quantile(0.1));
        prop_assert!(d.cdf(x + nudge) >= u - 1e-12, "{} below {u}", d.cdf(x + nudge));
        prop_assert!(d.cdf(x - nudge) <= u + 1e-12, "{} above {u}", d.cdf(x - nudge));
    }

    #[test]
    fn both_tails_give_one_quantile(d in any_law(), u in 1e-3..0.999_f64) {
        let (x, y) = (d.quantile(u), d.quantile_upper(1.0 - u));
        let width = d.quantile(0.9) - d.quantile(0.1);
        let near = (x - y).abs() <= 1e-9 * (x.abs() + width);
        // On a discrete law the two may fall on either side of a step.
        prop_assert!(near || d.cdf(x.min(y)) - u < 1e-12, "{x} and {y}");
    }

    #[test]
    fn truncation_stays_inside_its_window(
        d in any_law(), lo in 0.0..0.8_f64, share in 0.1..1.0_f64, u in 0.0..=1.0_f64,
    ) {
        let (lo, hi) = (d.quantile(lo), d.quantile(lo + (1.0 - lo) * share));
        let cut = d.within(lo, hi).unwrap();
        let x = cut.quantile(u);
        prop_assert!((lo..=hi).contains(&x), "{x} outside [{lo}, {hi}]");
        let drawn = Sampler::new(&cut).draw(u);
        prop_assert!(drawn >= lo - 1e-12 * lo.abs() && drawn <= hi + 1e-12 * hi.abs(), "{drawn}");
    }

    #[test]
    fn sampler_follows_the_exact_quantile(d in any_law(), k in 0_u32..u32::MAX) {
        let u = (f64::from(k) + 0.5) / 4_294_967_296.0;
        let sampler = Sampler::new(&d);
        let exact = d.quantile(u);
        prop_assert!((sampler.draw(u) - exact).abs() <= 1e-6 * scale_at(&d, exact));
        let mut column = [u; 3];
        sampler.fill_in_place(&mut column);
        prop_assert_eq!(column, [sampler.draw(u); 3]);
    }

    #[test]
    fn progress_is_never_undone(d in any_law(), e in 0.0..0.95_f64, u in 0.0..1.0_f64) {
        let elapsed = d.quantile(e);
        prop_assert!(d.quantile_beyond(u, elapsed) >= elapsed);
    }
}
