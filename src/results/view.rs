//! A block as the recorders of a plan see it.

use super::binding::Binding;
use super::block::{Block, Built, Changes, Useful};
use crate::plan::{Column, Sharing};

/// A plan's block, with what it shares left in the block of the plan that it is shared with.
#[derive(Clone, Copy)]
pub struct View<'a> {
    own: &'a Block,
    origin: Option<(&'a Block, &'a Sharing)>,
}

impl<'a> View<'a> {
    /// A block that shares nothing.
    #[must_use]
    pub fn alone(own: &'a Block) -> Self {
        Self { own, origin: None }
    }

    /// A block that was filled but for what it shares with the origin's block of the same trials.
    #[must_use]
    pub fn beside(own: &'a Block, origin: &'a Block, sharing: &'a Sharing) -> Self {
        Self {
            own,
            origin: Some((origin, sharing)),
        }
    }

    /// Where something stands: in the origin's block at another index, or in the own block.
    #[inline]
    fn find(self, index: usize, shared: impl Fn(&Sharing) -> Option<usize>) -> (&'a Block, usize) {
        let shared = self
            .origin
            .and_then(|(block, sharing)| Some((block, shared(sharing)?)));
        shared.unwrap_or((self.own, index))
    }

    /// Trials that count.
    #[must_use]
    pub fn trials(self) -> usize {
        self.own.len
    }

    /// The values of a column, one a trial.
    #[must_use]
    pub fn column(self, column: Column) -> &'a [f64] {
        let (block, column) = self.find(column, |sharing| sharing.column(column));
        block.column(column)
    }

    /// What is built of a phase and powered, from which edge on.
    #[must_use]
    pub fn built(self, phase: usize) -> &'a Changes<Built> {
        let (block, phase) = self.find(phase, |sharing| sharing.phase(phase));
        &block.built[phase]
    }

    /// Firm capacity of a site that no GPU uses, from which edge on.
    #[must_use]
    pub fn spare(self, site: usize) -> &'a Changes<f64> {
        let (block, site) = self.find(site, |sharing| sharing.site(site));
        &block.spare[site]
    }

    /// What of a phase's powered GPUs is left after what is cut off, from which edge on.
    #[must_use]
    pub fn useful(self, phase: usize) -> &'a Changes<Useful> {
        let (block, phase) = self.find(phase, |sharing| sharing.phase(phase));
        &block.useful[phase]
    }

    /// What holds a phase.
    #[must_use]
    pub fn binding(self, phase: usize) -> &'a Binding {
        let (block, phase) = self.find(phase, |sharing| sharing.phase(phase));
        &block.binding[phase]
    }

    /// For each activity of a phase: 1 where it lies on the driving path.
    #[must_use]
    pub fn critical(self, phase: usize) -> &'a [Vec<u8>] {
        let (block, phase) = self.find(phase, |sharing| sharing.activities(phase));
        &block.critical[phase]
    }
}
