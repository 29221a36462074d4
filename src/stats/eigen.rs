//! Eigenvalues and eigenvectors of a symmetric matrix.

/// Sweeps over the matrix at most; convergence is quadratic, and a handful is enough.
const MOST_SWEEPS: usize = 60;
/// Off the diagonal nothing is left that counts: a share of the whole matrix's sum of squares.
const SETTLED: f64 = 1e-32;

/// The eigenvalues of a symmetric matrix with their eigenvectors.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigen {
    /// Eigenvalues, smallest first.
    pub values: Vec<f64>,
    /// For each eigenvalue its eigenvector, of length 1.
    pub vectors: Vec<Vec<f64>>,
}

impl Eigen {
    /// Of a symmetric matrix, row by row; only its upper half is read.
    ///
    /// Jacobi's method: plane rotations in a fixed order of rows, each of which makes one entry
    /// zero (Golub and Van Loan, Matrix Computations, section 8.5). Additions, products and square
    /// roots alone, so that the bits are the same on every machine.
    #[must_use]
    pub fn of(matrix: &[Vec<f64>]) -> Self {
        let n = matrix.len();
        let mut a: Vec<Vec<f64>> = (0..n)
            .map(|i| (0..n).map(|j| matrix[i.min(j)][i.max(j)]).collect())
            .collect();
        // Row k is what becomes the k-th eigenvector.
        let mut vectors: Vec<Vec<f64>> = (0..n)
            .map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect())
            .collect();
        let whole: f64 = a.iter().flatten().map(|x| x * x).sum();
        for _ in 0..MOST_SWEEPS {
            let off: f64 = (0..n)
                .flat_map(|i| (i + 1..n).map(move |j| (i, j)))
                .map(|(i, j)| a[i][j] * a[i][j])
                .sum();
            if off <= whole * SETTLED {
                break;
            }
            for p in 0..n {
                for q in p + 1..n {
                    rotate(&mut a, &mut vectors, p, q);
                }
            }
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&i, &j| a[i][i].total_cmp(&a[j][j]).then(i.cmp(&j)));
        Self {
            values: order.iter().map(|&k| a[k][k]).collect(),
            vectors: order.iter().map(|&k| vectors[k].clone()).collect(),
        }
    }

    /// The smallest eigenvalue; 0 of an empty matrix.
    #[must_use]
    pub fn smallest(&self) -> f64 {
        self.values.first().copied().unwrap_or(0.0)
    }
}

/// Turns rows and columns p and q so that their common entry is zero.
fn rotate(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    let common = matrix[p][q];
    if common == 0.0 {
        return;
    }
    let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * common);
    let tangent = if theta >= 0.0 {
        1.0 / (theta + (theta * theta + 1.0).sqrt())
    } else {
        -1.0 / (-theta + (theta * theta + 1.0).sqrt())
    };
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for row in matrix.iter_mut() {
        let (at_p, at_q) = (row[p], row[q]);
        row[p] = cosine * at_p - sine * at_q;
        row[q] = sine * at_p + cosine * at_q;
    }
    turn(matrix, p, q, (cosine, sine));
    matrix[p][q] = 0.0;
    matrix[q][p] = 0.0;
    turn(vectors, p, q, (cosine, sine));
}

/// Turns two rows in their plane.
fn turn(rows: &mut [Vec<f64>], p: usize, q: usize, (cosine, sine): (f64, f64)) {
    let (before, from_q) = rows.split_at_mut(q);
    for (x, y) in before[p].iter_mut().zip(&mut from_q[0]) {
        let (old_x, old_y) = (*x, *y);
        *x = cosine * old_x - sine * old_y;
        *y = sine * old_x + cosine * old_y;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_of_two_has_the_eigenvalues_of_its_characteristic_polynomial() {
        // x^2 - 4 x + 3 = (x - 1)(x - 3).
        let eigen = Eigen::of(&[vec![2.0, 1.0], vec![1.0, 2.0]]);
        assert!((eigen.values[0] - 1.0).abs() < 1e-14);
        assert!((eigen.values[1] - 3.0).abs() < 1e-14);
        assert_eq!(Eigen::of(&[]).smallest(), 0.0);
        assert_eq!(Eigen::of(&[vec![-3.0]]).values, [-3.0]);
    }

    #[test]
    fn equal_correlations_have_two_eigenvalues_and_the_bound_of_minus_one_over_n_less_one() {
        // 1 + (n - 1) r once, 1 - r for the rest.
        for (n, r) in [(4_u32, 0.3), (5, -0.25), (12, 0.9)] {
            let size = n as usize;
            let row = |i: usize| (0..size).map(|j| if i == j { 1.0 } else { r }).collect();
            let eigen = Eigen::of(&(0..size).map(row).collect::<Vec<_>>());
            let mut expected = vec![1.0 - r; size - 1];
            expected.push(1.0 + f64::from(n - 1) * r);
            expected.sort_by(f64::total_cmp);
            for (value, expected) in eigen.values.iter().zip(expected) {
                assert!((value - expected).abs() < 1e-12, "{n} {r}: {value}");
            }
        }
    }

    #[test]
    fn vectors_are_orthonormal_and_make_the_matrix_again() {
        // Any symmetric numbers will do: a sum of products of the indices.
        let n = 9;
        let entry = |i: usize, j: usize| {
            let (i, j) = (i.min(j) as f64, i.max(j) as f64);
            (i * 7.0 + j * 3.0) % 5.0 - 2.0 + 1.0 / (1.0 + i + j)
        };
        let matrix: Vec<Vec<f64>> = (0..n)
            .map(|i| (0..n).map(|j| entry(i, j)).collect())
            .collect();
        let eigen = Eigen::of(&matrix);
        assert!(eigen.values.is_sorted());
        for (i, row) in matrix.iter().enumerate() {
            for (j, entry) in row.iter().enumerate() {
                let dot: f64 = (0..n)
                    .map(|k| eigen.vectors[i][k] * eigen.vectors[j][k])
                    .sum();
                let expected = f64::from(u8::from(i == j));
                assert!((dot - expected).abs() < 1e-12, "{i} {j} {dot}");
                let again: f64 = (0..n)
                    .map(|k| eigen.values[k] * eigen.vectors[k][i] * eigen.vectors[k][j])
                    .sum();
                assert!((again - entry).abs() < 1e-12, "{i} {j}");
            }
        }
    }
}
