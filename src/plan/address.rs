//! Addresses of draws: a stable hash of a variable's path.

use sha2::{Digest, Sha256};

/// Where a variable's uniforms live: the first 8 bytes of the SHA-256 of its path.
///
/// A name, never an index: adding, removing or reordering entities leaves every other address,
/// and so every other draw, as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(pub u64);

impl Address {
    /// The address of `path`.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let digest = Sha256::digest(path.as_bytes());
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&digest[..8]);
        Self(u64::from_le_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_published_hash_of_its_path() {
        // SHA-256 of "abc" begins ba7816bf 8f01cfea (FIPS 180-4, example B.1).
        assert_eq!(
            Address::of("abc"),
            Address(u64::from_le_bytes([
                0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea
            ]))
        );
        assert_ne!(Address::of("site.a"), Address::of("site.b"));
    }
}
