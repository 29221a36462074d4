//! Keys of the format that this version does not model: known, so that a scenario that uses one
//! is told so plainly, and not that it misspelt something.

use super::Key;

pub(super) const KEYS: &[Key] = &[
    Key::later(
        "target",
        "later::target",
        "Levels that a scope is to reach by a date.",
    ),
    Key::later(
        "baseline",
        "later::baseline",
        "Load that the scenario does not list.",
    ),
    Key::later(
        "cost",
        "later::cost",
        "Costs per MW and per GPU, and running costs.",
    ),
    Key::later("fx", "later::fx", "Exchange rates."),
    Key::later("site.*.money", "later::money", "Money announced for it."),
    Key::later(
        "site.*.phase.*.money",
        "later::money",
        "Money announced for it.",
    ),
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
    Key::later(
        "zone.*.carbon",
        "later::carbon",
        "Carbon intensity of its power.",
    ),
    Key::later(
        "programme.*.money",
        "later::money",
        "Money announced for it.",
    ),
];
