//! What binds: what keeps a phase's GPUs from running, counted edge by edge.

/// What keeps a phase's GPUs from running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Its own schedule: it is not ready, or not all of it is installed yet.
    Building,
    /// The site's connection and plant.
    Grid,
    /// What the zone can carry.
    Zone,
    /// Chips that are not delivered yet.
    Chips,
    /// Nothing: all of it runs.
    Nothing,
    /// It is lost.
    Lost,
}

impl Held {
    /// All of them, in the order of reports.
    pub const ALL: [Held; 6] = [
        Held::Building,
        Held::Grid,
        Held::Zone,
        Held::Chips,
        Held::Nothing,
        Held::Lost,
    ];
}

/// Trials by what holds them: differences from one edge to the next, so that a trial costs what
/// changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binding {
    moves: Vec<[i64; Held::ALL.len()]>,
}

impl Binding {
    /// Forgets all trials; there are so many edges.
    pub fn clear(&mut self, edges: usize) {
        self.moves.clear();
        self.moves.resize(edges, [0; Held::ALL.len()]);
    }

    /// A trial begins.
    #[inline]
    pub fn begins(&mut self, held: Held) {
        self.moves[0][held as usize] += 1;
    }

    /// From an edge on something else holds a trial.
    #[inline]
    pub fn turns(&mut self, edge: usize, from: Held, to: Held) {
        let moves = &mut self.moves[edge];
        moves[from as usize] -= 1;
        moves[to as usize] += 1;
    }

    /// Adds the trials of another; there may be none yet.
    pub(super) fn add(&mut self, other: &Self) {
        self.moves.resize(other.moves.len(), [0; Held::ALL.len()]);
        for (all, more) in self.moves.iter_mut().zip(&other.moves) {
            for (count, more) in all.iter_mut().zip(more) {
                *count += more;
            }
        }
    }

    /// For each edge how many trials each of [`Held::ALL`] holds.
    #[must_use]
    pub fn counts(&self) -> Vec<[i64; Held::ALL.len()]> {
        let mut standing = [0; Held::ALL.len()];
        let counted = self.moves.iter().map(|moves| {
            for (count, by) in standing.iter_mut().zip(moves) {
                *count += by;
            }
            standing
        });
        counted.collect()
    }
}
