//! Distributions against `SciPy`, against closed forms and against their own laws.

mod conditional;
mod fixture;
mod properties;
mod refused;
mod sampler;
mod scipy;

use capcast::distribution::{Distribution, Domain, Sampler};

use fixture::{references, scale_at};

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
