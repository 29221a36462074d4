//! Laws that every distribution obeys.

use capcast::distribution::{Distribution, Sampler};
use proptest::prelude::*;

use super::fixture::{references, scale_at};

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
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

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
