//! The digits of reported numbers: seven, far beyond what sampling and bins can tell apart.

/// Powers of ten that an `f64` holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];
/// Digits before the last that is kept.
const LEADING: i32 = 6;

/// The number nearest to `value` that has seven significant digits.
///
/// It is the `f64` that those digits read back as, so that a file and the memory agree. What is
/// beyond 10²⁸ or below 10⁻¹⁶ stays as it is.
pub(crate) fn rounded(value: f64) -> f64 {
    let size = value.abs();
    // log10 of the power of two below the value: off by one at most, and then too small.
    let binary = (size.to_bits() >> 52) as i32 - 1023;
    let mut decimal = (binary * 1233) >> 12;
    let next = |decimal: i32| {
        if decimal >= -1 {
            POWERS.get((decimal + 1) as usize).copied()
        } else {
            POWERS.get((-1 - decimal) as usize).map(|power| 1.0 / power)
        }
    };
    if next(decimal).is_some_and(|next| size >= next) {
        decimal += 1;
    }
    let last = decimal - LEADING;
    match POWERS.get(last.unsigned_abs() as usize) {
        // A whole number below 2⁵³ times or divided by such a power is rounded but once.
        Some(power) if last >= 0 => (value / power).round() * power,
        Some(power) => (value * power).round() / power,
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_digits_are_kept_as_printing_and_reading_would() {
        let mut checked = 0;
        for exponent in -15..=27 {
            for step in 0..2_000 {
                let value =
                    (1.0 + f64::from(step) * 0.004_503_7) * libm::exp10(f64::from(exponent));
                let read: f64 = format!("{value:.6e}").parse().expect("a number");
                // A digit that is almost a half may go either way.
                let near = (rounded(value) - read).abs() <= 1.001e-6 * value;
                let half = (value / read - 1.0).abs() > 4.999e-8;
                assert!(
                    rounded(value) == read || (near && half),
                    "{value:e}: {read:e}"
                );
                assert_eq!(rounded(-value), -rounded(value));
                assert_eq!(rounded(rounded(value)), rounded(value));
                checked += 1;
            }
        }
        assert_eq!(checked, 43 * 2_000);
    }

    #[test]
    fn whole_numbers_of_seven_digits_and_zero_stay() {
        for value in [
            0.0,
            1.0,
            23_040.0,
            9_999_999.0,
            10_000_000.0,
            1.979e15,
            0.1,
            1e-300,
            4e300,
        ] {
            assert_eq!(rounded(value), value, "{value}");
        }
        assert_eq!(rounded(9_999_999.6), 10_000_000.0);
        assert_eq!(rounded(f64::INFINITY), f64::INFINITY);
        assert!(rounded(f64::NAN).is_nan());
    }
}
