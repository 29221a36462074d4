//! Pushing labels apart along a line, each as little as can be.
//!
//! What it does not know: what is written.

/// Centres for boxes of the given lengths that want the given centres (in rising order), without
/// overlap and inside `lo..hi`, at the least sum of squared shifts (pool adjacent violators). Too
/// many boxes run over at `hi`.
pub(super) fn spread(wanted: &[f64], lengths: &[f64], lo: f64, hi: f64) -> Vec<f64> {
    // In coordinates where touching boxes coincide, order is all that must hold.
    let mut offset = 0.0;
    let offsets: Vec<f64> = lengths
        .iter()
        .map(|length| {
            let middle = offset + length / 2.0;
            offset += length;
            middle
        })
        .collect();
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (want, middle) in wanted.iter().zip(&offsets) {
        let mut pool = (want - middle, 1);
        while let Some(last) = pools.last().filter(|last| last.0 > pool.0) {
            let count = last.1 + pool.1;
            let mean = (last.0 * last.1 as f64 + pool.0 * pool.1 as f64) / count as f64;
            pool = (mean, count);
            pools.pop();
        }
        pools.push(pool);
    }
    let most = (hi - offset).max(lo);
    pools
        .into_iter()
        .flat_map(|(level, count)| std::iter::repeat_n(level.clamp(lo, most), count))
        .zip(&offsets)
        .map(|(level, middle)| level + middle)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_with_room_stay_and_crowded_ones_share_the_shift() {
        assert_eq!(
            spread(&[10.0, 50.0], &[18.0, 18.0], 0.0, 100.0),
            [10.0, 50.0]
        );
        assert_eq!(
            spread(&[50.0, 50.0], &[20.0, 20.0], 0.0, 100.0),
            [40.0, 60.0]
        );
    }

    #[test]
    fn boxes_never_overlap_nor_leave_the_line() {
        let wanted = [-5.0, 0.0, 0.0, 3.0, 90.0, 99.0, 99.0, 120.0];
        let lengths = [10.0, 12.0, 8.0, 10.0, 10.0, 14.0, 10.0, 10.0];
        let centres = spread(&wanted, &lengths, 0.0, 100.0);
        let mut edge = 0.0;
        for (centre, length) in centres.iter().zip(lengths) {
            assert!(centre - length / 2.0 >= edge - 1e-9);
            edge = centre + length / 2.0;
        }
        assert!(edge <= 100.0 + 1e-9);
    }
}
