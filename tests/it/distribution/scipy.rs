//! Every family against `SciPy`, from tail to tail.

use capcast::distribution::Sampler;

use super::fixture::{references, scale_at};

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
