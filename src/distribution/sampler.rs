//! Quantile functions compiled for columns of draws.

mod table;

use super::Distribution;
use super::law::Law;
use super::level::Level;
use std::sync::Arc;
use table::Table;

/// The quantile function of one distribution, made ready for many draws.
///
/// A constant, a closed form in arithmetic and square roots alone (uniform, triangular), a search among listed
/// values, or for all else a table of cubics over octaves of u from both ends. The table is only multiplied and
/// added, so that its draws have the same bits on every machine; where it would not be accurate enough (next to
/// a kink, for a u below 2^-33 or above 1 - 2^-33) the draw falls back to the exact function.
///
/// A sampler is monotone in u up to the rounding of an `f64`.
#[derive(Clone, Debug)]
pub struct Sampler {
    law: Law,
    plan: Plan,
}

#[derive(Clone, Debug)]
enum Plan {
    Constant(f64),
    Exact,
    Table(Arc<Table>),
}

impl Sampler {
    /// Compiles the quantile function; a table costs some thousand evaluations.
    pub fn new(distribution: &Distribution) -> Self {
        let law = distribution.law.clone();
        let plan = match &law {
            Law::Uniform { .. } | Law::Triangular { .. } | Law::Steps(_) | Law::Knots(_) => {
                Plan::Exact
            }
            _ => match distribution.as_constant() {
                Some(x) => Plan::Constant(x),
                None => Plan::Table(Arc::new(Table::new(&law))),
            },
        };
        Self { law, plan }
    }

    /// Whether it is the quantile function of a distribution.
    #[must_use]
    pub fn is_of(&self, distribution: &Distribution) -> bool {
        self.law == distribution.law
    }

    /// Whether another sampler draws from the same law: its draws are then the same bits.
    #[must_use]
    pub fn has_law_of(&self, other: &Self) -> bool {
        self.law == other.law
    }

    /// Writes the draw for each uniform of a column to `out`.
    ///
    /// The columns are of one length; what the longer of two has more is left alone.
    pub fn fill(&self, u: &[f64], out: &mut [f64]) {
        for (out, &u) in out.iter_mut().zip(u) {
            *out = u;
        }
        let common = out.len().min(u.len());
        self.fill_in_place(&mut out[..common]);
    }

    /// Replaces each uniform of a column by its draw.
    pub fn fill_in_place(&self, column: &mut [f64]) {
        match &self.plan {
            Plan::Constant(x) => column.fill(*x),
            Plan::Exact => {
                for value in column {
                    *value = self.law.quantile(Level::from_lower(*value));
                }
            }
            Plan::Table(table) => {
                for value in column {
                    *value = self.tabulated(table, *value);
                }
            }
        }
    }

    /// The draw for one uniform.
    pub fn draw(&self, u: f64) -> f64 {
        match &self.plan {
            Plan::Constant(x) => *x,
            Plan::Exact => self.law.quantile(Level::from_lower(u)),
            Plan::Table(table) => self.tabulated(table, u),
        }
    }

    /// The greatest error of a draw, relative to |x| plus the distribution's P10 to P90 width; zero where draws
    /// are exact.
    ///
    /// Measured at two places of every cell of the table, with half as much again for what lies between.
    pub fn error_bound(&self) -> f64 {
        match &self.plan {
            Plan::Table(table) => table.error_bound(),
            _ => 0.0,
        }
    }

    #[inline]
    fn tabulated(&self, table: &Table, u: f64) -> f64 {
        let x = table.draw(u);
        if x.is_nan() {
            self.law.quantile(Level::from_lower(u))
        } else {
            x
        }
    }
}
