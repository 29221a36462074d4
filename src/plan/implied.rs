//! What a sum of money builds: the size of a programme's remainder where a sum alone was announced.
//!
//! In each trial it is the sum over what a megawatt costs all in there, so that what is spent on it
//! is the sum.

use super::columns::{Column, Columns};
use super::effects::Effects;
use super::flows::in_own_prices;
use super::outfit::Fitting;
use crate::model::{AnnouncedMoney, Model, Site, Size};

/// A sum that a remainder's size follows from.
pub(super) struct Implied<'a> {
    /// The sum.
    pub(super) money: &'a AnnouncedMoney,
    /// MW of IT load that the programme's sites and what is part of it claim.
    pub(super) claimed: f64,
    /// Parts that the rest comes in.
    pub(super) blocks: f64,
}

/// The sum that a phase's size follows from, if any.
pub(super) fn of<'a>(model: &'a Model, site: &Site) -> Option<Implied<'a>> {
    let index = site.remainder_of?;
    let programme = &model.programmes[index];
    let money = programme.sum_alone()?;
    let blocks = programme.remainder.as_ref()?.blocks;
    Some(Implied {
        money,
        claimed: model.accounts()[index].it_load.claimed,
        blocks: blocks as f64,
    })
}

impl Fitting<'_> {
    /// IT load when full, MW, of a phase that stands for what a sum builds; `it_load` is that of a
    /// GPU. It goes by the name of the phase's own quantity, so that whoever asks for that has it.
    pub(super) fn implied(
        &self,
        it_load: Column,
        effects: &mut Effects<'_>,
        columns: &mut Columns,
    ) -> Option<Column> {
        let Size::ItLoad(load) = &self.phase().size else {
            return None;
        };
        let implied = of(self.model, &self.model.sites[self.key.0])?;
        let costs = self.model.costs.as_ref()?;
        let per_mw = columns.quantity(costs.per_mw.as_ref()?);
        let price = self.field(columns, |chip, columns| {
            match chip.price.as_ref().or(costs.per_gpu.as_ref()) {
                Some(price) => columns.quantity(price),
                None => columns.constant(0.0),
            }
        });
        let money = in_own_prices(self.model, implied.money, columns);
        let factor = effects.cost(self.key, columns);
        let made = columns.named(load.path().to_owned(), |columns| {
            let gpus = columns.quotient(price, it_load);
            let mut all_in = columns.sum(per_mw, gpus);
            if let Some(factor) = factor {
                all_in = columns.product(all_in, factor);
            }
            let built = columns.quotient(money, all_in);
            let part = 1.0 / implied.blocks;
            columns.affine(built, part, -implied.claimed * part, 0.0)
        });
        Some(made)
    }
}
