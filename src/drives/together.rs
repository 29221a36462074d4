//! Which phases' online dates move together.

use super::keep::Kept;
use crate::projection::Together;
use crate::projection::rounding::rounded;
use crate::stats::{centred_ranks, correlation_of_centred};
use rayon::prelude::*;

/// Phases of the matrix at most, the first in the model's order.
const MOST: usize = 60;

/// Rank correlations of the online dates that vary.
pub(super) fn of(kept: &Kept<'_>) -> Together {
    let dates = kept.asked.iter().enumerate();
    let dates = dates.filter_map(|(index, asked)| {
        let phase = asked.name.strip_prefix("online of ")?;
        (asked.kind == "date").then_some((index, phase))
    });
    let dates: Vec<(usize, &str)> = dates.collect();
    let ranked: Vec<Option<Vec<f64>>> = dates
        .par_iter()
        .map(|(index, _)| {
            let ranks = centred_ranks(&kept.values(*index));
            ranks.iter().any(|rank| *rank != 0.0).then_some(ranks)
        })
        .collect();
    let varying: Vec<(&str, Vec<f64>)> = dates
        .iter()
        .zip(ranked)
        .filter_map(|((_, phase), ranks)| Some((*phase, ranks?)))
        .take(MOST)
        .collect();
    if varying.len() < 2 {
        return Together::default();
    }
    let rows: Vec<Vec<f64>> = (0..varying.len())
        .into_par_iter()
        .map(|row| {
            let upper = varying[row + 1..].iter().map(|(_, ranks)| {
                let rho = correlation_of_centred(&varying[row].1, ranks);
                rounded(rho.unwrap_or(0.0))
            });
            upper.collect()
        })
        .collect();
    let correlation = (0..varying.len()).map(|a| {
        let row = (0..varying.len()).map(|b| match a.cmp(&b) {
            std::cmp::Ordering::Less => rows[a][b - a - 1],
            std::cmp::Ordering::Equal => 1.0,
            std::cmp::Ordering::Greater => rows[b][a - b - 1],
        });
        row.collect()
    });
    Together {
        correlation: correlation.collect(),
        phases: varying
            .iter()
            .map(|(phase, _)| (*phase).to_owned())
            .collect(),
        se: rounded(1.0 / (kept.trials as f64 - 1.0).max(1.0).sqrt()),
    }
}
