//! When grid stages are energised, with all that acts on their wait.

use super::columns::{Column, Columns};
use super::effects::Effects;
use crate::calendar::Instant;
use crate::model::{Energised, Model, Work};

/// The columns of the dates of grid stages, by site and stage: whoever waits for one waits for this.
pub(super) fn dates(
    model: &Model,
    effects: &mut Effects<'_>,
    columns: &mut Columns,
) -> Vec<Vec<Column>> {
    let horizon = Instant::start_of(model.horizon.from());
    let mut sites = Vec::with_capacity(model.sites.len());
    for (site, entry) in model.sites.iter().enumerate() {
        let mut dates = Vec::with_capacity(entry.grid.len());
        for (stage, entry) in entry.grid.iter().enumerate() {
            dates.push(match &entry.energised {
                Energised::Fact(date) => columns.quantity(date),
                Energised::Expected { date, seen, from } => {
                    let date = columns.quantity(date);
                    // What is left of the wait begins at the last look, else where the wait begins.
                    let from = seen.or(*from).unwrap_or(horizon).days();
                    let left = |columns: &mut Columns| columns.affine(date, 1.0, -from, 0.0);
                    let work = Work::Wait { site, stage };
                    let date = effects.moved(work, date, left, columns);
                    effects.taken((site, stage), date, columns)
                }
            });
        }
        sites.push(dates);
    }
    sites
}
