//! Dated curves as columns: one a knot.

use super::columns::Columns;
use super::step::Column;
use crate::model::{Curve, on_curve};
use crate::units::Unit;

/// A curve whose knots are columns, in the order of their dates.
#[derive(Clone, Debug, PartialEq)]
pub struct CurvePlan {
    /// Dates in days since 1970, each with the column of its value.
    pub knots: Vec<(f64, Column)>,
    /// Whether it is zero before its first knot.
    pub grows: bool,
}

impl CurvePlan {
    /// Its value at an instant, of a trial whose columns `at` reads.
    #[inline]
    pub fn value(&self, instant: f64, at: impl Fn(Column) -> f64) -> f64 {
        let knots = self.knots.iter();
        on_curve(
            knots.map(|&(date, column)| (date, at(column))),
            instant,
            self.grows,
        )
    }

    /// The columns that it is read from.
    pub fn inputs(&self) -> impl Iterator<Item = Column> + '_ {
        self.knots.iter().map(|&(_, column)| column)
    }
}

impl Columns {
    /// The columns of a curve: all knots are drawn with one uniform, and what grows never falls.
    pub(super) fn curve<U: Unit>(&mut self, curve: &Curve<U>) -> CurvePlan {
        let mut knots: Vec<(f64, Column)> = Vec::with_capacity(curve.knots().len());
        for (index, knot) in curve.knots().iter().enumerate() {
            let name = format!("{}#{index}", curve.path());
            let mut column = self.draw(&name, curve.path(), &knot.law);
            if let (true, Some(&(_, before))) = (curve.grows(), knots.last()) {
                let both = vec![(before, 0.0), (column, 0.0)];
                column = self.latest(f64::NEG_INFINITY, both);
            }
            knots.push((knot.at.days(), column));
        }
        CurvePlan {
            knots,
            grows: curve.grows(),
        }
    }
}
