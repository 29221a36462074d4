//! The columns that flows are worked out from.

use super::{FlowPlan, PhaseFlow, SiteFlow};
use crate::plan::{Column, CurvePlan, Flow};

impl FlowPlan {
    /// The columns that a flow of a part is worked out from, beside its build-out: `part` is the
    /// plan's, at `site`.
    #[must_use]
    pub fn inputs(&self, flow: Flow, site: usize, part: usize) -> Vec<Column> {
        let (Some(site), Some(part)) = (self.sites.get(site), self.phases.get(part)) else {
            return Vec::new();
        };
        let mut inputs = part.load();
        match flow {
            Flow::AverageLoad | Flow::Energy | Flow::Curtailed | Flow::PeakLoad => {}
            Flow::Emissions => {
                inputs.extend(site.carbon.iter().flat_map(CurvePlan::inputs));
                inputs.extend(site.plant(|plant| plant.emissions));
            }
            Flow::Water => inputs.extend(site.water),
            Flow::Spend => {
                inputs.extend(site.price.iter().flat_map(CurvePlan::inputs));
                inputs.extend(site.plant(|plant| plant.cost));
                inputs.push(part.ready);
                let money = [part.building, part.gpu, part.running, part.build];
                inputs.extend(money.into_iter().flatten());
            }
            // They are of GPUs, not of what these draw.
            Flow::TrainingRun | Flow::Flop => inputs = part.rate.into_iter().collect(),
        }
        inputs
    }
}

impl PhaseFlow {
    fn load(&self) -> Vec<Column> {
        let mean = self.mean_it.into_iter();
        let mean = mean.flat_map(|(pue, mean_it)| [pue, mean_it]);
        mean.chain(self.pue_peak).collect()
    }
}

impl SiteFlow {
    /// When plant serves, how much, and what it has of something.
    fn plant(&self, of: impl Fn(&super::PlantFlow) -> Option<Column>) -> Vec<Column> {
        let plants = self.plants.iter();
        let columns = plants.flat_map(|plant| {
            let own = [plant.until, of(plant)].into_iter().flatten();
            [plant.from, plant.capacity].into_iter().chain(own)
        });
        columns.collect()
    }
}
