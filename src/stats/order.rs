//! Orders and ranks.

/// Bits that one pass of the sort by digits looks at.
const DIGIT: u32 = 11;
/// Fewer values are sorted by comparing.
const FEW: usize = 4_096;

/// Sorts keys with their places, by the keys and then the places, which ascend before.
///
/// Digit by digit, from the last, in a time that grows as the number of values; digits that all
/// keys share are left out.
fn sort(keys: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    let mut from = keys;
    if from.len() < FEW {
        from.sort_unstable();
        return from;
    }
    let first = from[0].0;
    let differ = from.iter().fold(0, |bits, (key, _)| bits | (key ^ first));
    let mut to = vec![(0, 0); from.len()];
    for shift in (0..u64::BITS).step_by(DIGIT as usize) {
        let mask = (1 << DIGIT) - 1;
        if (differ >> shift) & mask == 0 {
            continue;
        }
        let digit = |key: u64| ((key >> shift) & mask) as usize;
        let mut starts = [0_usize; 1 << DIGIT];
        for &(key, _) in &from {
            starts[digit(key)] += 1;
        }
        let mut before = 0;
        for start in &mut starts {
            before += std::mem::replace(start, before);
        }
        for &entry in &from {
            let place = &mut starts[digit(entry.0)];
            to[*place] = entry;
            *place += 1;
        }
        std::mem::swap(&mut from, &mut to);
    }
    from
}

/// The places of uniforms of 32 bits in ascending order; equal ones in the order given.
///
/// A uniform is the middle of one of 2³² equal cells of (0, 1): the cell is sorted by.
#[must_use]
pub fn order_of_uniforms(uniforms: &[f64]) -> Vec<u32> {
    // Cell and place in one word: half the memory to move, and the place decides between equals.
    let word = |(uniform, place): (&f64, u64)| {
        let cell = (uniform * 4_294_967_296.0) as u64;
        cell << 32 | place
    };
    let mut from: Vec<u64> = uniforms.iter().zip(0..).map(word).collect();
    if from.len() < FEW {
        from.sort_unstable();
    } else {
        let mut to = vec![0; from.len()];
        for shift in (32..u64::BITS).step_by(DIGIT as usize) {
            let digit = |word: u64| ((word >> shift) & ((1 << DIGIT) - 1)) as usize;
            let mut starts = [0_usize; 1 << DIGIT];
            for &word in &from {
                starts[digit(word)] += 1;
            }
            let mut before = 0;
            for start in &mut starts {
                before += std::mem::replace(start, before);
            }
            for &word in &from {
                let place = &mut starts[digit(word)];
                to[*place] = word;
                *place += 1;
            }
            std::mem::swap(&mut from, &mut to);
        }
    }
    from.into_iter().map(|word| word as u32).collect()
}

/// The rank of each value less the mean rank; equal values share the mean of their ranks.
#[must_use]
pub fn centred_ranks(values: &[f64]) -> Vec<f64> {
    let sorted = sort(values.iter().map(|value| key(*value)).zip(0..).collect());
    let mut ranks = vec![0.0; values.len()];
    let middle = 0.5 * (values.len() as f64 - 1.0);
    let mut first = 0;
    for equal in sorted.chunk_by(|a, b| a.0 == b.0) {
        let last = first + equal.len() - 1;
        let rank = 0.5 * (first + last) as f64 - middle;
        for &(_, place) in equal {
            ranks[place as usize] = rank;
        }
        first = last + 1;
    }
    ranks
}

/// Whole numbers in the order of numbers: the bits, turned round where the number is negative. Both
/// zeros are one.
fn key(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 {
        !bits
    } else {
        bits | 1 << 63
    }
}

/// Pearson's correlation of values that are centred; `None` where either does not vary.
#[must_use]
pub fn correlation_of_centred(a: &[f64], b: &[f64]) -> Option<f64> {
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        aa += a * a;
        bb += b * b;
        ab += a * b;
    }
    (aa > 0.0 && bb > 0.0).then(|| (ab / (aa.sqrt() * bb.sqrt())).clamp(-1.0, 1.0))
}

/// Spearman's rank correlation, with ties at the mean of their ranks; `None` where either list
/// does not vary.
#[must_use]
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    correlation_of_centred(&centred_ranks(a), &centred_ranks(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_and_ranks_are_those_of_a_plain_sort() {
        let uniform = |k: u64| {
            let word = (k.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32;
            (f64::from(word) + 0.5) / 4_294_967_296.0
        };
        let mut values: Vec<f64> = (1..3_000).map(uniform).collect();
        values.extend([values[5], values[5], 0.5 / 4_294_967_296.0]);
        let mut plain: Vec<u32> = (0..values.len() as u32).collect();
        plain.sort_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
        assert_eq!(order_of_uniforms(&values), plain);
        assert!(order_of_uniforms(&[]).is_empty());
        values.extend(values.clone());
        let mut plain: Vec<u32> = (0..values.len() as u32).collect();
        plain.sort_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
        assert_eq!(order_of_uniforms(&values), plain, "by digits too");
        let signed: Vec<f64> = values.iter().map(|u| (u - 0.5) * 1e3).collect();
        assert_eq!(centred_ranks(&signed), centred_ranks(&values));
        assert_eq!(centred_ranks(&[3.0, 1.0, 3.0, 2.0]), [1.0, -1.5, 1.0, -0.5]);
    }

    #[test]
    fn spearman_has_its_values_by_hand() {
        // Ranks 1 2 3 4 5 against 2 1 4 3 5: 1 - 6 x 4 / (5 x 24) = 0.8.
        let rho = spearman(&[1.0, 2.0, 3.0, 4.0, 5.0], &[20.0, 10.0, 40.0, 30.0, 1e9]);
        assert!((rho.unwrap() - 0.8).abs() < 1e-15);
        // With ties: ranks 1.5 1.5 3 against 1 2 3, centred (-.5, -.5, 1) and (-1, 0, 1):
        // 1.5 / sqrt(1.5 x 2).
        let rho = spearman(&[7.0, 7.0, 8.0], &[1.0, 2.0, 3.0]);
        assert!((rho.unwrap() - 1.5 / 3.0_f64.sqrt()).abs() < 1e-15);
        assert_eq!(spearman(&[1.0, 1.0], &[1.0, 2.0]), None);
    }
}
