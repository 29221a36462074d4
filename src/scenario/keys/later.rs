//! Keys of the format that this version does not model: known, so that a scenario that uses one
//! is told so plainly, and not that it misspelt something.

use super::Key;

pub(super) const KEYS: &[Key] = &[
    Key::later(
        "site.*.phase.*.service_life",
        "later::service-life",
        "When its GPUs leave service.",
    ),
    Key::later(
        "site.*.phase.*.refresh",
        "later::refresh",
        "Whether its GPUs are renewed.",
    ),
];
