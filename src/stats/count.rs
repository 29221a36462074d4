//! How many of several events happen.

/// For k = 0, 1, .. the chance that exactly k of independent events happen, each with its own
/// chance (the Poisson-binomial law), by adding one event after the other.
#[must_use]
pub fn chances_of_counts(chances: &[f64]) -> Vec<f64> {
    let mut of = vec![1.0];
    for &chance in chances {
        of.push(0.0);
        for k in (0..of.len()).rev() {
            let from_below = if k > 0 { of[k - 1] * chance } else { 0.0 };
            of[k] = of[k] * (1.0 - chance) + from_below;
        }
    }
    of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_their_chances() {
        assert_eq!(chances_of_counts(&[]), [1.0]);
        let of = chances_of_counts(&[0.5, 0.2]);
        let by_hand = [0.4, 0.5, 0.1];
        assert!(of.iter().zip(by_hand).all(|(a, b)| (a - b).abs() < 1e-15));
        let binomial = chances_of_counts(&[0.25; 4]);
        let by_hand = [81.0, 108.0, 54.0, 12.0, 1.0].map(|ways| ways / 256.0);
        assert!(
            binomial
                .iter()
                .zip(by_hand)
                .all(|(a, b)| (a - b).abs() < 1e-15)
        );
    }
}
