//! Values of the first trials: of announced sums and what they are held against.

use crate::plan::Plan;
use crate::results::view::View;

/// Trials of which single values are kept.
const KEPT: usize = 16_384;

/// Values of some columns in the first trials.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// Columns of the plan with their values, one a trial.
    pub columns: Vec<(usize, Vec<f64>)>,
}

impl Kept {
    pub(super) fn of(plan: &Plan) -> Self {
        let flows = &plan.flows;
        let items = flows.items.iter().flat_map(|item| {
            let some = [item.modelled, item.gpus, item.it_load, item.comes_to];
            some.into_iter().flatten().chain([item.announced])
        });
        let tied = flows.tied.iter();
        let tied = tied.flat_map(|tied| [tied.capital].into_iter().chain(tied.a_month));
        let mut columns: Vec<usize> = items.chain(tied).collect();
        columns.sort_unstable();
        columns.dedup();
        let columns = columns.into_iter().map(|column| (column, Vec::new()));
        Self {
            columns: columns.collect(),
        }
    }

    pub(super) fn record(&mut self, block: View<'_>) {
        for (column, values) in &mut self.columns {
            let room = KEPT - values.len().min(KEPT);
            let of_block = block.column(*column);
            values.extend_from_slice(&of_block[..of_block.len().min(room)]);
        }
    }

    /// The values of a column in the first trials; empty where they were not kept.
    #[must_use]
    pub fn values(&self, column: usize) -> &[f64] {
        let found = self.columns.iter().find(|(known, _)| *known == column);
        found.map_or(&[], |(_, values)| values)
    }
}
