//! Correlation groups: each member's normal score as a weighted sum of independent ones.

use super::{Address, Column};
use crate::distribution::{Distribution, StudentT};
use crate::model::{CorrelationGroup, Tie, TieLevel};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What a member's score is made of.
pub(super) struct Tied {
    /// Paths of independent normal scores with their weights; the squares add up to 1.
    pub parts: Vec<(String, f64)>,
    /// What makes it a t copula's.
    pub tail: Option<Rc<Tail>>,
}

/// What the scores of a t copula are divided by.
pub(super) struct Tail {
    /// Where W is drawn.
    pub path: String,
    /// Law of W.
    pub law: Distribution,
    /// Law of the quotient.
    pub student: StudentT,
}

/// The members of all groups.
#[derive(Default)]
pub(super) struct Ties {
    members: BTreeMap<String, Rc<Tied>>,
    /// Columns of the uniforms of members that are drawn.
    columns: BTreeMap<Address, Column>,
}

impl Ties {
    pub(super) fn new(groups: &[CorrelationGroup]) -> Self {
        let mut ties = Self::default();
        for group in groups {
            let tail = group.df.and_then(|df| tail(&group.id, df)).map(Rc::new);
            let scores: Vec<Vec<(String, f64)>> = match &group.tie {
                Tie::Levels(levels) => nested(group, levels),
                Tie::Matrix { scores, .. } => from_matrix(&group.members, scores),
            };
            for (member, parts) in group.members.iter().zip(scores) {
                // A score that is all its own depends on nothing, but for a t copula's W.
                let alone = matches!(parts.as_slice(), [(path, 1.0)] if path == member);
                if !alone || tail.is_some() {
                    let tail = tail.clone();
                    let tied = Rc::new(Tied { parts, tail });
                    ties.members.insert(member.clone(), tied);
                }
            }
        }
        ties
    }

    /// What ties a variable to others.
    pub(super) fn of(&self, path: &str) -> Option<Rc<Tied>> {
        self.members.get(path).cloned()
    }

    pub(super) fn note(&mut self, address: Address, column: Column) {
        self.columns.insert(address, column);
    }

    pub(super) fn column_of(&self, address: Address) -> Option<Column> {
        self.columns.get(&address).copied()
    }

    /// The variable whose uniforms stand in a column.
    pub(super) fn address_of(&self, column: Column) -> Option<Address> {
        let mut known = self.columns.iter();
        known.find_map(|(address, known)| (*known == column).then_some(*address))
    }
}

fn tail(group: &str, df: f64) -> Option<Tail> {
    Some(Tail {
        path: format!("correlation.{group}.w"),
        law: Distribution::chi_square(df).ok()?,
        student: StudentT::new(df),
    })
}

/// z = sum over levels of sqrt(rho) m + sqrt(1 - sum rho) e.
fn nested(group: &CorrelationGroup, levels: &[TieLevel]) -> Vec<Vec<(String, f64)>> {
    let shared: f64 = levels.iter().map(|level| level.rho).sum();
    let own = (1.0 - shared).max(0.0).sqrt();
    let members = group.members.iter().enumerate();
    let scores = members.map(|(index, member)| {
        let common = levels.iter().map(|level| {
            let name = &level.of[index];
            let path = format!("correlation.{}.{}.{name}", group.id, level.by);
            (path, level.rho.max(0.0).sqrt())
        });
        let parts = common.chain([(member.clone(), own)]);
        parts.filter(|&(_, weight)| weight > 0.0).collect()
    });
    scores.collect()
}

/// Rows of the Cholesky factor: the first member's score is its own, each other's has parts of those
/// before it.
fn from_matrix(members: &[String], scores: &[Vec<f64>]) -> Vec<Vec<(String, f64)>> {
    let rows = cholesky(scores).into_iter();
    rows.map(|row| {
        let parts = members.iter().cloned().zip(row);
        parts.filter(|&(_, weight)| weight != 0.0).collect()
    })
    .collect()
}

/// What is left of a variance below this is rounding.
const NOTHING: f64 = 1e-10;

/// L with L L' = the matrix, row by row, for a positive semidefinite matrix: a member that those
/// before it determine has no part of its own. Rows are brought to length 1, so that every score
/// has variance 1 whatever rounding left.
fn cholesky(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
    for (index, wanted) in matrix.iter().enumerate() {
        let mut row = vec![0.0; index + 1];
        for before in 0..index {
            let other: &Vec<f64> = &rows[before];
            let known: f64 = (0..before).map(|k| row[k] * other[k]).sum();
            if other[before] > 0.0 {
                row[before] = (wanted[before] - known) / other[before];
            }
        }
        let left = 1.0 - row.iter().map(|weight| weight * weight).sum::<f64>();
        row[index] = if left > NOTHING { left.sqrt() } else { 0.0 };
        let length = row.iter().map(|weight| weight * weight).sum::<f64>().sqrt();
        if length != 1.0 && length > 0.0 {
            for weight in &mut row {
                *weight /= length;
            }
        }
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(rows: &[Vec<f64>], i: usize, j: usize) -> f64 {
        rows[i].iter().zip(&rows[j]).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn the_factor_of_a_matrix_gives_it_back_singular_or_not() {
        let regular = vec![
            vec![1.0, 0.3, -0.2],
            vec![0.3, 1.0, 0.6],
            vec![-0.2, 0.6, 1.0],
        ];
        // The second is the first turned round, the fourth the mean of first and third, scaled.
        let half = 0.5_f64.sqrt();
        let singular = vec![
            vec![1.0, -1.0, 0.0, half],
            vec![-1.0, 1.0, 0.0, -half],
            vec![0.0, 0.0, 1.0, half],
            vec![half, -half, half, 1.0],
        ];
        for matrix in [regular, singular] {
            let rows = cholesky(&matrix);
            for (i, row) in matrix.iter().enumerate() {
                for (j, wanted) in row.iter().enumerate() {
                    let got = product(&rows, i, j);
                    assert!((got - wanted).abs() < 1e-12, "{i}, {j}: {got} for {wanted}");
                }
            }
        }
    }

    #[test]
    fn a_group_that_ties_nothing_leaves_its_members_alone() {
        let group = |df| CorrelationGroup {
            id: "g".to_owned(),
            name: "g".to_owned(),
            members: vec!["a".to_owned(), "b".to_owned()],
            tie: Tie::Levels(vec![TieLevel {
                by: "all".to_owned(),
                rho: 0.0,
                of: vec![String::new(); 2],
            }]),
            df,
            sources: Vec::new(),
        };
        assert!(Ties::new(&[group(None)]).of("a").is_none());
        // One W makes extremes come together even so.
        assert!(Ties::new(&[group(Some(4.0))]).of("a").is_some());
    }
}
