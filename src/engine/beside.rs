//! A plan beside its origin: what it shares is left in the origin's block, the rest worked out.

use super::{block, build_out, driving_path};
use crate::plan::{BLOCK, Column, Plan, Sharing};
use crate::results::{Binding, Block, Changes};
use std::collections::BTreeMap;

/// What of a plan is to be worked out beside its origin.
pub(super) struct Beside {
    sharing: Sharing,
    /// Constants that the origin's block does not have.
    constants: Vec<(Column, f64)>,
    /// The origin's columns that the rest is worked out from, and where they are wanted.
    copies: Vec<(Column, Column)>,
    /// Steps that the origin does not take.
    steps: Vec<usize>,
    /// Phases whose driving path is another.
    networks: Vec<usize>,
    /// Sites whose build-out is another.
    sites: Vec<usize>,
    /// Columns that steps and build-outs write.
    written: usize,
}

impl Beside {
    pub(super) fn new(origin: &Plan, plan: &Plan) -> Self {
        let sharing = Sharing::of(origin, plan);
        let is_own = |column: Column| sharing.column(column).is_none();
        let own_steps = plan.steps.iter().enumerate();
        let steps: Vec<usize> = own_steps
            .filter(|(_, step)| is_own(step.out()))
            .map(|(index, _)| index)
            .collect();
        let sites: Vec<usize> = (0..plan.sites.len())
            .filter(|&site| sharing.site(site).is_none())
            .collect();
        let networks: Vec<usize> = (0..plan.phases.len())
            .filter(|&phase| plan.schedule && sharing.activities(phase).is_none())
            .collect();
        let mut inputs: Vec<Column> = Vec::new();
        for &step in &steps {
            inputs.extend(plan.steps[step].inputs());
        }
        for &site in &sites {
            inputs.extend(plan.sites[site].inputs());
            // Of a zone all sites are worked out together.
            let zone = plan.sites[site].zone.map(|zone| &plan.zones[zone]);
            inputs.extend(zone.iter().flat_map(|zone| zone.headroom.inputs()));
        }
        for network in networks
            .iter()
            .filter_map(|&phase| plan.phases[phase].network.as_ref())
        {
            inputs.extend(network.inputs());
        }
        let wanted = inputs.into_iter();
        let copies: BTreeMap<Column, Column> = wanted
            .filter_map(|column| Some((column, sharing.column(column)?)))
            .collect();
        let constants = plan.constants.iter().copied();
        let outs: usize = steps
            .iter()
            .map(|&step| plan.steps[step].outs().len())
            .sum();
        let completes: usize = sites
            .iter()
            .map(|&site| {
                let builds = plan.sites[site].builds.iter();
                builds
                    .map(|build| 1 + usize::from(build.online.is_some()))
                    .sum::<usize>()
            })
            .sum();
        Self {
            written: outs + completes,
            constants: constants.filter(|&(column, _)| is_own(column)).collect(),
            copies: copies.into_iter().collect(),
            steps,
            networks,
            sites,
            sharing,
        }
    }

    /// Columns of the block that are ever touched.
    pub(super) fn width(&self) -> usize {
        self.constants.len() + self.copies.len() + self.written
    }

    pub(super) fn sharing(&self) -> &Sharing {
        &self.sharing
    }

    /// Works out trials `first..first + len`, which the origin's block holds too. The block may
    /// have served another plan before.
    pub(super) fn fill(
        &self,
        plan: &Plan,
        first: u64,
        len: usize,
        block: &mut Block,
        origin: &Block,
    ) {
        self.make_room(plan, block);
        block.len = len;
        for &(column, value) in &self.constants {
            block.columns[column * BLOCK..(column + 1) * BLOCK].fill(value);
        }
        for &(own, theirs) in &self.copies {
            block.columns[own * BLOCK..(own + 1) * BLOCK]
                .copy_from_slice(&origin.columns[theirs * BLOCK..(theirs + 1) * BLOCK]);
        }
        for &step in &self.steps {
            block::run(plan, first, &plan.steps[step], &mut block.columns);
        }
        driving_path::mark(plan, self.networks.iter().copied(), block);
        build_out::work_out(plan, self.sites.iter().copied(), block);
    }

    fn make_room(&self, plan: &Plan, block: &mut Block) {
        if block.columns.len() < plan.columns * BLOCK {
            // Afresh, so that what is never touched takes no memory.
            block.columns = vec![0.0; plan.columns * BLOCK];
        }
        if block.built.len() < plan.phases.len() {
            block.built.resize(plan.phases.len(), Changes::default());
            block.critical.resize(plan.phases.len(), Vec::new());
            block.useful.resize(plan.phases.len(), Changes::default());
            block.binding.resize(plan.phases.len(), Binding::default());
        }
        if block.spare.len() < plan.sites.len() {
            block.spare.resize(plan.sites.len(), Changes::default());
        }
        for &phase in &self.networks {
            let network = plan.phases[phase].network.as_ref();
            let count = network.map_or(0, |network| network.activities.len());
            if block.critical[phase].len() < count {
                block.critical[phase].resize(count, vec![0; BLOCK]);
            }
        }
    }
}
