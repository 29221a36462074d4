//! The page's scripts, and the policy that lets these alone run.

use super::figure;
use base64::Engine as _;
use sha2::{Digest, Sha256};

/// In the order in which they stand on the page. Without them it is whole: tables do not sort,
/// charts are pictures, and what is folded is opened by hand.
pub(super) const SCRIPTS: [&str; 2] = [include_str!("script.js"), figure::SCRIPT];

/// Nothing is loaded from anywhere; styles stand in the page, and so does the typeface.
pub(super) fn policy() -> String {
    let hashes: Vec<String> = SCRIPTS.map(hash).to_vec();
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src {}; img-src data:; \
         font-src data:; base-uri 'none'; form-action 'none'",
        hashes.join(" ")
    )
}

fn hash(script: &str) -> String {
    let digest = Sha256::digest(script.as_bytes());
    let digest = base64::engine::general_purpose::STANDARD.encode(digest);
    format!("'sha256-{digest}'")
}
