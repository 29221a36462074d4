//! The nearest correlation matrix to one that is none, and rank correlations as scores'.

use super::Eigen;
use std::f64::consts::PI;

/// Projections at most: the distance shrinks by a factor each time.
const MOST_PROJECTIONS: usize = 2_000;
/// The two projections agree: the distance between them as a share of the matrix.
const AGREED: f64 = 1e-11;

/// The correlation of normal scores whose rank correlation (Spearman) is `rank`: 2 sin(pi rank / 6)
/// (Pearson 1907; exact for the Gaussian copula).
#[must_use]
pub fn score_correlation(rank: f64) -> f64 {
    2.0 * libm::sin(PI * rank / 6.0)
}

/// The rank correlation (Spearman) of normal scores with correlation `score`:
/// (6 / pi) asin(score / 2).
#[must_use]
pub fn rank_correlation(score: f64) -> f64 {
    6.0 / PI * libm::asin(score / 2.0)
}

/// The correlation matrix nearest to a symmetric matrix, by the sum of squares of the changes.
///
/// Alternating projections onto the positive semidefinite matrices and onto those with unit
/// diagonal, with Dykstra's correction (Higham 2002, Computing the nearest correlation matrix: a
/// problem from finance, IMA Journal of Numerical Analysis 22, 329-343). The answer has a unit
/// diagonal; its smallest eigenvalue is zero but for rounding.
#[must_use]
pub fn nearest_correlation(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let n = matrix.len();
    let mut unit = matrix.to_vec();
    let mut correction = vec![vec![0.0; n]; n];
    for _ in 0..MOST_PROJECTIONS {
        let corrected = combine(&unit, &correction, |y, s| y - s);
        let semidefinite = without_negative(&corrected);
        correction = combine(&semidefinite, &corrected, |x, r| x - r);
        unit.clone_from(&semidefinite);
        for (k, row) in unit.iter_mut().enumerate() {
            row[k] = 1.0;
        }
        let apart = combine(&unit, &semidefinite, |y, x| y - x);
        if norm(&apart) <= AGREED * norm(&unit) {
            break;
        }
    }
    unit
}

/// The nearest positive semidefinite matrix: negative eigenvalues become 0.
fn without_negative(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let eigen = Eigen::of(matrix);
    let mut out = matrix.to_vec();
    for (value, vector) in eigen.values.iter().zip(&eigen.vectors) {
        if *value >= 0.0 {
            break;
        }
        for (row, x) in out.iter_mut().zip(vector) {
            for (entry, y) in row.iter_mut().zip(vector) {
                // The product first, so that both halves have the same bits.
                *entry -= value * (x * y);
            }
        }
    }
    out
}

fn combine(a: &[Vec<f64>], b: &[Vec<f64>], f: impl Fn(f64, f64) -> f64) -> Vec<Vec<f64>> {
    let rows = a.iter().zip(b);
    rows.map(|(a, b)| a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect())
        .collect()
}

fn norm(matrix: &[Vec<f64>]) -> f64 {
    matrix.iter().flatten().map(|x| x * x).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(a: &[Vec<f64>], b: &[Vec<f64>]) -> f64 {
        norm(&combine(a, b, |a, b| a - b))
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-6
    }

    #[test]
    fn highams_example_has_its_printed_answer() {
        let matrix = [
            vec![1.0, 1.0, 0.0],
            vec![1.0, 1.0, 1.0],
            vec![0.0, 1.0, 1.0],
        ];
        let nearest = nearest_correlation(&matrix);
        assert!(near(nearest[0][1], 0.760_690), "{nearest:?}");
        assert!(near(nearest[1][2], 0.760_690), "{nearest:?}");
        assert!(near(nearest[0][2], 0.157_298), "{nearest:?}");
        assert!(near(distance(&matrix, &nearest), 0.527_790));
        assert!(Eigen::of(&nearest).smallest() > -1e-9);
    }

    #[test]
    fn three_that_cannot_be_so_are_moved_as_little_as_can_be() {
        let matrix = [
            vec![1.0, 0.9, 0.7],
            vec![0.9, 1.0, -0.9],
            vec![0.7, -0.9, 1.0],
        ];
        assert!((Eigen::of(&matrix).smallest() + 0.670_04).abs() < 5e-6);
        let nearest = nearest_correlation(&matrix);
        assert!(near(nearest[0][1], 0.553_577), "{nearest:?}");
        assert!(near(nearest[0][2], 0.387_105), "{nearest:?}");
        assert!(near(nearest[1][2], -0.553_577), "{nearest:?}");
        assert!(near(distance(&matrix, &nearest), 0.822_096));
    }

    #[test]
    fn a_correlation_matrix_is_its_own_nearest() {
        let matrix = vec![
            vec![1.0, 0.5, 0.2],
            vec![0.5, 1.0, -0.3],
            vec![0.2, -0.3, 1.0],
        ];
        assert_eq!(nearest_correlation(&matrix), matrix);
    }

    #[test]
    fn ranks_and_scores_are_each_others_inverse_and_have_their_known_values() {
        for (score, rank) in [
            (0.2, 0.191_31),
            (0.3, 0.287_56),
            (0.5, 0.482_58),
            (0.8, 0.785_94),
        ] {
            assert!((rank_correlation(score) - rank).abs() < 5e-6);
            assert!((score_correlation(rank_correlation(score)) - score).abs() < 1e-14);
        }
        assert!((score_correlation(1.0) - 1.0).abs() < 1e-15);
        assert_eq!(score_correlation(0.0), 0.0);
    }
}
