//! A block of trials as the engine leaves it for the recorders.

use super::binding::Binding;
use crate::plan::{BLOCK, Column};
use std::ops::Range;

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
    /// For each phase of the plan, at sites with capacity that is not firm: what of its powered GPUs
    /// is left after what is cut off.
    pub useful: Vec<Changes<Useful>>,
    /// For each phase of the plan: what holds it, where that is told.
    pub binding: Vec<Binding>,
}

/// What a phase has from some edge on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Built {
    /// GPUs installed.
    pub installed: f64,
    /// GPUs installed and powered.
    pub powered: f64,
}

/// What capacity that is not firm leaves of a phase's powered GPUs, on the mean over the time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Useful {
    /// GPUs that run.
    pub useful: f64,
    /// GPUs that are cut off.
    pub cut: f64,
}

/// A change of a level in one trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change<T> {
    /// Index of the trial within the block.
    pub trial: u16,
    /// The edge from which the level holds.
    pub edge: u32,
    /// The level from then on.
    pub level: T,
}

/// Changes of a level, written trial by trial and read edge by edge. Before the first change the
/// level is zero.
#[derive(Clone, Debug, Default)]
pub struct Changes<T> {
    /// Trials ascend, and edges within a trial.
    entries: Vec<Change<T>>,
    /// Where each entry stands when all are in order of their edges, and of trials within an edge.
    places: Vec<u32>,
    order: Order,
}

/// Changes in the order of edges: which trials change at which edge.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// The trials in that order.
    trials: Vec<u16>,
    /// For each edge where its first entry stands in that order, and then the number of entries.
    starts: Vec<u32>,
}

impl<T: Copy + Default + PartialEq> Changes<T> {
    /// Forgets all trials.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// Notes the level of a trial at an edge, if it is another than before. Trials ascend, and
    /// edges within a trial.
    #[inline]
    pub fn set(&mut self, trial: usize, edge: usize, level: T) {
        let trial = trial as u16;
        let last = self.entries.last().filter(|last| last.trial == trial);
        if last.map_or_else(T::default, |last| last.level) != level {
            self.entries.push(Change {
                trial,
                edge: edge as u32,
                level,
            });
        }
    }

    /// Puts the changes in order of their edges, of which there are `edges`.
    pub fn sort(&mut self, edges: usize) {
        let Order { trials, starts } = &mut self.order;
        starts.clear();
        starts.resize(edges + 1, 0);
        for change in &self.entries {
            starts[change.edge as usize] += 1;
        }
        let mut before = 0;
        for start in starts.iter_mut() {
            before += std::mem::replace(start, before);
        }
        self.places.resize(self.entries.len(), 0);
        trials.resize(self.entries.len(), 0);
        for (place, change) in self.places.iter_mut().zip(&self.entries) {
            let next = &mut starts[change.edge as usize];
            *place = *next;
            trials[*next as usize] = change.trial;
            *next += 1;
        }
        // Each start has moved on to the next edge's.
        starts.rotate_right(1);
        starts[0] = 0;
    }

    /// All changes with their places in the order of edges; trials ascend, and edges within a
    /// trial.
    pub fn by_trial(&self) -> impl Iterator<Item = (Change<T>, usize)> {
        let places = self.places.iter().map(|&place| place as usize);
        self.entries.iter().copied().zip(places)
    }

    /// Number of changes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<T> Changes<T> {
    /// The order of edges.
    #[must_use]
    pub fn order(&self) -> &Order {
        &self.order
    }
}

impl Order {
    /// Trials of all changes in the order of edges.
    #[must_use]
    pub fn trials(&self) -> &[u16] {
        &self.trials
    }

    /// The places of an edge's changes in that order.
    #[must_use]
    pub fn at(&self, edge: usize) -> Range<usize> {
        self.starts[edge] as usize..self.starts[edge + 1] as usize
    }
}

impl Block {
    /// The values of a column, one a trial.
    #[must_use]
    pub fn column(&self, column: Column) -> &[f64] {
        &self.columns[column * BLOCK..column * BLOCK + self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_read_edge_by_edge_and_hold_no_level_twice() {
        let mut changes = Changes::default();
        changes.set(0, 1, 0.0);
        changes.set(0, 2, 5.0);
        changes.set(0, 3, 5.0);
        changes.set(1, 0, 5.0);
        changes.set(1, 2, 7.0);
        changes.set(4, 0, 1.0);
        changes.sort(4);
        assert_eq!(changes.order().trials(), [1, 4, 0, 1]);
        assert_eq!(
            [0, 1, 2, 3].map(|edge| changes.order().at(edge)),
            [0..2, 2..2, 2..4, 4..4]
        );
        let placed: Vec<(f64, usize)> = changes
            .by_trial()
            .map(|(change, place)| (change.level, place))
            .collect();
        assert_eq!(placed, [(5.0, 2), (5.0, 0), (7.0, 3), (1.0, 1)]);
    }
}
