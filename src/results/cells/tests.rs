//! Tests of cells: percentiles, atoms, moments.

use super::*;
use crate::results::BIN_WIDTH;

fn cells(atoms: Vec<i64>) -> Cells {
    let peaks = Peaks {
        greatest: vec![40_960, 970_000, 970_000],
        moved: false,
    };
    let grid = Grid {
        quantum: 0.5,
        atoms,
    };
    Cells::new(&grid, &peaks)
}

/// Counts trials that stand at some levels in the three periods.
fn count(cells: &mut Cells, trials: &[[i64; 3]]) {
    for trials in trials.chunks(BLOCK) {
        let mut standing = Standing::new();
        standing.trials = trials.len();
        cells.begin(&mut standing);
        for period in 0..3 {
            for (index, levels) in trials.iter().enumerate() {
                // In two steps, the first of them too far.
                let by = levels[period] - standing.levels[index];
                let index = [index as u16];
                cells.step(period, &mut standing, &index, &[by + 5_000_000]);
                cells.step(period, &mut standing, &index, &[-5_000_000]);
            }
            cells.settle(period, &mut standing);
        }
    }
    cells.accumulate();
}

#[test]
fn percentiles_stay_within_a_bin_of_the_order_statistic_and_moments_are_exact() {
    let mut cells = cells(vec![]);
    let trials: Vec<[i64; 3]> = (1..=10_000).map(|k| [k * 4, k * 97, k * 97]).collect();
    count(&mut cells, &trials);
    for (period, step) in [(0, 4.0), (1, 97.0), (2, 97.0)] {
        for rank in [500_u64, 1_000, 5_000, 9_000, 10_000] {
            let exact = rank as f64 * step * 0.5;
            let value = cells.at_ranks(period, 10_000, &[rank])[0];
            assert!(
                (value - exact).abs() <= exact * BIN_WIDTH,
                "{rank}: {value} for {exact}"
            );
        }
        let (mean, sd) = cells.mean_and_sd(period, 10_000);
        assert_eq!(mean, step * 10_001.0 / 2.0 * 0.5);
        let variance = step.powi(2) * (1e4 * 10_001.0 / 12.0) * 0.25;
        assert!((sd - variance.sqrt()).abs() < 1e-9 * sd);
    }
}

#[test]
fn an_atom_is_hit_exactly_however_crowded_its_bin() {
    let mut cells = cells(vec![46_080]);
    let trials: Vec<[i64; 3]> = (0..1_000)
        .map(|k| if k < 300 { 46_000 + k } else { 46_080 })
        .map(|level| [level, level, 0])
        .collect();
    count(&mut cells, &trials);
    for period in [0, 1] {
        assert_eq!(cells.at_ranks(period, 1_000, &[500, 780]), [23_040.0; 2]);
    }
    assert_eq!(cells.mean_and_sd(2, 1_000), (0.0, 0.0));
    let above = [0, 2].map(|period| cells.above_zero(period, 1_000));
    assert_eq!(above, [1.0, 0.0]);
}

#[test]
fn levels_between_two_steps_are_not_among_the_greatest() {
    let mut cells = cells(vec![]);
    count(&mut cells, &[[7, 9, 8], [3, 3, 3]]);
    assert_eq!(cells.greatest, 9);
    assert_eq!(cells.above_zero(1, 2), 1.0);
    // The upper half of the upper trial's bin is cut off there.
    assert_eq!(cells.at_ranks(1, 2, &[2]), [4.5]);
}

#[test]
fn a_constant_has_no_spread() {
    let mut cells = cells(vec![]);
    count(&mut cells, &vec![[123_457; 3]; 999]);
    assert_eq!(cells.mean_and_sd(0, 999), (61_728.5, 0.0));
    assert_eq!(cells.at_ranks(0, 999, &[1, 999]), [61_728.5; 2]);
}

#[test]
fn what_lay_beyond_the_bins_of_a_period_is_told_apart_in_those_of_the_next() {
    let mut cells = cells(vec![]);
    let trials: Vec<[i64; 3]> = (0..1_000).map(|k| [500_000 + 400 * k; 3]).collect();
    count(&mut cells, &trials);
    for (rank, level) in [(100, 539_600.0), (500, 699_600.0), (900, 859_600.0)] {
        let exact = level * 0.5;
        let value = cells.at_ranks(1, 1_000, &[rank])[0];
        assert!(
            (value - exact).abs() <= exact * BIN_WIDTH,
            "{rank}: {value}"
        );
    }
}
