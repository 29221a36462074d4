//! Keys of the format that this version does not model: known, so that a scenario that uses one
//! is told so plainly, and not that it misspelt something.

use super::Key;

pub(super) const KEYS: &[Key] = &[
    Key::later(
        "supply",
        "later::supply",
        "Pools that bound the deliveries of chips.",
    ),
    Key::later(
        "cost",
        "later::cost",
        "Costs per MW and per GPU, and running costs.",
    ),
    Key::later("fx", "later::fx", "Exchange rates."),
    Key::later("roadmap", "later::roadmap", "Generations of chips by date."),
    Key::later("site.*.money", "later::money", "Money announced for it."),
    Key::later(
        "site.*.phase.*.money",
        "later::money",
        "Money announced for it.",
    ),
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
    Key::later(
        "site.*.phase.*.hold",
        "later::hold",
        "What stays fixed when the chip changes.",
    ),
    Key::later(
        "site.*.phase.*.order_lead",
        "later::order-lead",
        "How long before `ready` chips are ordered.",
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
