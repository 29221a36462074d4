//! Uniforms by address: the only file that names a generator.
//!
//! Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC'11)
//! with the seed as key and (trial / 4, address) as counter; the four words of one call serve four
//! consecutive trials.

use crate::plan::Address;

const MULTIPLIER_0: u32 = 0xD251_1F53;
const MULTIPLIER_1: u32 = 0xCD9E_8D57;
const WEYL_0: u32 = 0x9E37_79B9;
const WEYL_1: u32 = 0xBB67_AE85;
const ROUNDS: usize = 10;

/// One call of the generator.
#[must_use]
#[inline]
pub fn philox4x32_10(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..ROUNDS {
        let product_0 = u64::from(MULTIPLIER_0) * u64::from(counter[0]);
        let product_1 = u64::from(MULTIPLIER_1) * u64::from(counter[2]);
        counter = [
            (product_1 >> 32) as u32 ^ counter[1] ^ key[0],
            product_1 as u32,
            (product_0 >> 32) as u32 ^ counter[3] ^ key[1],
            product_0 as u32,
        ];
        key = [key[0].wrapping_add(WEYL_0), key[1].wrapping_add(WEYL_1)];
    }
    counter
}

/// Fills a column with the uniforms of an address for trials from `first`, a multiple of 4.
///
/// A uniform is the middle of one of 2³² equal cells of (0, 1): never 0, never 1.
#[inline]
pub fn uniforms(seed: u64, address: Address, first: u64, column: &mut [f64]) {
    debug_assert!(first.is_multiple_of(4));
    let key = [seed as u32, (seed >> 32) as u32];
    let (low, high) = (address.0 as u32, (address.0 >> 32) as u32);
    for (index, four) in column.chunks_mut(4).enumerate() {
        let call = first / 4 + index as u64;
        let words = philox4x32_10([call as u32, (call >> 32) as u32, low, high], key);
        for (uniform, word) in four.iter_mut().zip(words) {
            *uniform = (f64::from(word) + 0.5) * (1.0 / 4_294_967_296.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn philox_gives_its_published_known_answers() {
        // Random123 1.14, file kat_vectors, lines "philox4x32 10".
        let cases = [
            (
                [0; 4],
                [0; 2],
                [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8],
            ),
            (
                [u32::MAX; 4],
                [u32::MAX; 2],
                [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd],
            ),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, answer) in cases {
            assert_eq!(philox4x32_10(counter, key), answer);
        }
    }

    #[test]
    fn a_trial_has_the_same_uniform_whatever_block_it_is_drawn_in() {
        let mut long = vec![0.0; 64];
        uniforms(7, Address(99), 0, &mut long);
        let mut late = vec![0.0; 30];
        uniforms(7, Address(99), 32, &mut late);
        assert_eq!(long[32..62], late[..]);
        assert!(long.iter().all(|u| *u > 0.0 && *u < 1.0));
    }
}
