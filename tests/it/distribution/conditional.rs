//! What is in progress, against numerical integration.

use capcast::distribution::{Distribution, Domain};

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
