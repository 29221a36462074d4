//! The compiled quantile function against the exact one.

use capcast::distribution::{Distribution, Domain, Sampler};

use super::fixture::{references, scale_at};

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

/// A change of these bits moves every result at a fixed seed: it belongs in the changelog as value-breaking.
#[test]
fn draws_keep_their_bits() {
    let draws = |d: Distribution| {
        let sampler = Sampler::new(&d);
        [0.001, 0.3, 0.9].map(|u| sampler.draw(u).to_bits())
    };
    let found = [
        draws(Distribution::range(Domain::Positive, 12.0, 18.0).unwrap()),
        draws(Distribution::range(Domain::Share, 0.6, 0.95).unwrap()),
        draws(Distribution::pert(2.0, 5.0, 14.0).unwrap()),
        draws(Distribution::gamma(2.5, 4.0).unwrap()),
        draws(
            Distribution::weibull(2.2, 300.0)
                .unwrap()
                .beyond(100.0)
                .unwrap(),
        ),
    ];
    let pinned: [[u64; 3]; 5] = [
        [
            0x4022_0733_46ff_cdc5,
            0x402b_0dca_12f6_56be,
            0x4031_ffff_ffe6_b741,
        ],
        [
            0x3fc9_9a27_9b25_7344,
            0x3fe8_561d_24db_c6d5,
            0x3fee_6666_6662_bb2c,
        ],
        [
            0x4000_f842_f448_08df,
            0x4012_771d_5f6a_f9e0,
            0x4022_036c_2655_1c96,
        ],
        [
            0x3fda_e83f_207d_f3b8,
            0x4017_ffcf_d553_2859,
            0x4032_7903_c524_83fb,
        ],
        [
            0x4059_2088_561d_c6c2,
            0x4069_f9f8_948c_85d8,
            0x407b_dee3_3913_6d9a,
        ],
    ];
    assert_eq!(found, pinned);
}
