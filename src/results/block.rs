//! A block of trials as the engine leaves it for the recorders.

use crate::plan::{BLOCK, Column};

/// Consecutive trials: their columns and what changed when.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Trials that count; the rest of the columns is to be ignored.
    pub len: usize,
    /// All columns, one after the other, [`BLOCK`] values each.
    pub columns: Vec<f64>,
    /// For each phase of the plan, for each of its activities: 1 where it lies on the driving path.
    pub critical: Vec<Vec<Vec<u8>>>,
    /// For each phase of the plan: what is built and powered from which edge on.
    pub built: Vec<Changes<Built>>,
    /// For each site of the plan: firm capacity, MW, that no GPU uses from which edge on.
    pub spare: Vec<Changes<f64>>,
}

/// What a phase has from some edge on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Built {
    /// GPUs installed.
    pub installed: f64,
    /// GPUs installed and powered.
    pub powered: f64,
}

/// Changes of a level, trial by trial, each with the edge from which it holds. Before the first
/// change the level is zero.
#[derive(Clone, Debug, Default)]
pub struct Changes<T> {
    starts: Vec<u32>,
    entries: Vec<(u32, T)>,
}

impl<T: Copy> Changes<T> {
    /// Forgets all trials.
    pub fn clear(&mut self) {
        self.starts.clear();
        self.starts.push(0);
        self.entries.clear();
    }

    /// Adds a change of the current trial; edges ascend.
    pub fn push(&mut self, edge: usize, level: T) {
        self.entries.push((edge as u32, level));
    }

    /// The last level of the current trial.
    #[must_use]
    pub fn last(&self) -> Option<T> {
        let start = self.starts.last().map_or(0, |&start| start as usize);
        self.entries[start..].last().map(|&(_, level)| level)
    }

    /// Ends the current trial.
    pub fn end_trial(&mut self) {
        self.starts.push(self.entries.len() as u32);
    }

    /// The changes of a trial of the block.
    #[must_use]
    pub fn of(&self, trial: usize) -> &[(u32, T)] {
        &self.entries[self.starts[trial] as usize..self.starts[trial + 1] as usize]
    }
}

impl Block {
    /// The values of a column, one a trial.
    #[must_use]
    pub fn column(&self, column: Column) -> &[f64] {
        &self.columns[column * BLOCK..column * BLOCK + self.len]
    }
}
