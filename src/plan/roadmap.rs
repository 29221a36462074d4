//! Generations of chips by date, as columns.

use super::columns::{Column, Columns, Step};
use crate::calendar::Instant;
use crate::model::Roadmap;

impl Columns {
    /// The number of the step of a roadmap that is on sale so long before a date.
    pub(super) fn on_sale(
        &mut self,
        date: Column,
        lead: Option<Column>,
        roadmap: &Roadmap,
    ) -> Column {
        let before = lead.map_or(Some(0.0), |lead| self.value(lead));
        if let (Some(date), Some(lead)) = (self.value(date), before) {
            let step = roadmap.on_sale(Instant::from_days(date - lead));
            return self.constant(step as f64);
        }
        let steps: Vec<f64> = roadmap.steps.iter().map(|(from, _)| from.days()).collect();
        let name = format!("{date} less {lead:?} on {}", roadmap.id);
        self.named(name, |columns| {
            let out = columns.fresh();
            columns.push(Step::OnSale {
                out,
                date,
                lead,
                steps,
            });
            out
        })
    }
}
