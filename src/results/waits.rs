//! How long what is ready waits for power.

use super::moments::Moments;
use super::view::View;
use crate::plan::Column;

/// What a phase's trials came to between ready and online.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaitResult {
    /// Trials in which it comes.
    pub comes: u64,
    waits: Moments,
}

impl WaitResult {
    pub(super) fn record(&mut self, block: View<'_>, ready: Column, online: Column) {
        for (ready, online) in block.column(ready).iter().zip(block.column(online)) {
            if *online == f64::INFINITY {
                continue;
            }
            self.comes += 1;
            if online > ready {
                self.waits.add(online - ready);
            }
        }
    }

    /// Trials in which it comes, later than it is ready.
    #[must_use]
    pub fn waits(&self) -> u64 {
        self.waits.count()
    }

    /// Mean wait in days of the trials in which it waits, and its standard error; `None` if it
    /// never does.
    #[must_use]
    pub fn mean(&self) -> Option<(f64, f64)> {
        self.waits.mean()
    }
}
