//! Keys of the format that this version does not model: known, so that a scenario that uses one
//! is told so plainly, and not that it misspelt something.

use super::Key;

pub(super) const KEYS: &[Key] = &[
    Key::later(
        "site.*.grid.*.firm",
        "later::firm",
        "Whether the capacity is firm.",
    ),
    Key::later(
        "site.*.grid.*.curtailed",
        "later::curtailed",
        "Share of the time that it is cut off.",
    ),
];
