//! Finding one thing in the answer.

use super::{Projection, Series};

impl Projection {
    /// The series of one metric of one scope, by the words of [`Scope`](super::Scope) and
    /// [`Series`]: `find("total", None, "facility_load")`,
    /// `find("site", Some("loughton"), "gpus_powered")`.
    ///
    /// `None` where the run was not asked for it, or there is no such scope.
    #[must_use]
    pub fn find(&self, kind: &str, id: Option<&str>, metric: &str) -> Option<&Series> {
        self.series.iter().find(|series| {
            series.metric == metric && series.scope.kind == kind && series.scope.id.as_deref() == id
        })
    }

    /// The place in every list of a series of the period that a day lies in; the day is written
    /// as the periods are, "2027-12-31".
    ///
    /// `None` outside the horizon.
    #[must_use]
    pub fn period(&self, day: &str) -> Option<usize> {
        let at = self.periods.partition_point(|end| end.as_str() < day);
        (day >= self.scenario.from.as_str() && at < self.periods.len()).then_some(at)
    }
}
