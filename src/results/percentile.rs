//! Percentiles out of counts: trials of a bin are taken as evenly spread, those of an atom as equal.

use super::bins::{Bins, PLAIN};

/// Trials spread evenly from `low` to `high`.
#[derive(Clone, Copy)]
struct Piece {
    low: f64,
    high: f64,
    trials: f64,
}

/// The values at ascending ranks (from 1), in quanta.
pub(super) fn at_ranks(bins: &Bins, counts: &[i32], ranks: &[u64]) -> Vec<f64> {
    let mut values = Vec::with_capacity(ranks.len());
    let mut below = 0.0;
    let mut highest = 0.0;
    for_each_piece(bins, counts, |piece| {
        while let Some(&rank) = ranks.get(values.len()) {
            let rank = rank as f64;
            if rank > below + piece.trials {
                break;
            }
            let into = (rank - 0.5 - below).max(0.0) / piece.trials;
            values.push(piece.low + into * (piece.high - piece.low));
        }
        below += piece.trials;
        highest = piece.high;
        values.len() < ranks.len()
    });
    // Shares of a bin between atoms may add up to a whisker less than its trials.
    values.resize(ranks.len(), highest);
    values
}

/// What a period's trials are spread over, in ascending order, until `visit` says enough.
fn for_each_piece(bins: &Bins, counts: &[i32], mut visit: impl FnMut(Piece) -> bool) {
    let mut spread = |low: f64, high: f64, trials: f64| {
        let piece = Piece { low, high, trials };
        trials <= 0.0 || visit(piece)
    };
    let (plain, of_atoms) = counts.split_at(PLAIN);
    for (bin, &count) in plain.iter().enumerate() {
        let has_atoms = bins.has_atoms_near(bin);
        if count == 0 && !has_atoms {
            continue;
        }
        let (low, high) = bins.limits(bin);
        let mut from = low;
        if has_atoms {
            for (atom, level) in bins.atoms_in(bin).filter(|&(atom, _)| of_atoms[atom] > 0) {
                let level = level as f64;
                let before = f64::from(count) * (level - from) / (high - low);
                if !spread(from, level, before) || !spread(level, level, f64::from(of_atoms[atom]))
                {
                    return;
                }
                from = level;
            }
        }
        let share = if high > low {
            (high - from) / (high - low)
        } else {
            1.0
        };
        if !spread(from, high, f64::from(count) * share) {
            return;
        }
    }
}
