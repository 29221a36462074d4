//! Keys of chips over time: pools of deliveries, roadmaps, and what phases say of them.

use super::{Key, Kind, Named};
use crate::scenario::quantity::Measure;

pub(super) const KEYS: &[Key] = &[
    Key::new(
        "supply",
        Kind::Entities,
        "",
        "Pools of chips by id: what is delivered up to each date, for all phases that draw on it.",
    ),
    Key::new("supply.*", Kind::Entity, "", "One pool of deliveries."),
    Key::new("supply.*.name", Kind::Text, "\"NVIDIA for the UK\"", "Name for readers."),
    Key::new(
        "supply.*.chips",
        Kind::Ids(Named::Chip),
        "[\"gb300\"]",
        "Its chips. A phase draws on the pool in the trials in which its chip is one of them.",
    )
    .needed(),
    Key::new(
        "supply.*.cumulative",
        Kind::Curve(Measure::Count, true),
        "{ 2026-06-30 = \"10 to 30 k\", 2027-12-31 = 120_000 }",
        "GPUs delivered in all up to each date; none after the last. They go to those that are ready first; at one instant to the first by site and phase.",
    )
    .needed(),
    Key::new(
        "supply.*.applies_to",
        Kind::Selector,
        "{ country = \"GB\" }",
        "Which phases draw on it, where not all that have one of its chips.",
    ),
    Key::new(
        "supply.*.sources",
        Kind::Ids(Named::Source),
        "[\"nvidia-2025-09-16\"]",
        "Where it was announced.",
    ),
    Key::new(
        "supply.*.assumptions",
        Kind::Paths,
        "[\"cumulative\"]",
        "Which of its values are assumptions.",
    ),
    Key::new("roadmap", Kind::Entities, "", "Generations of chips by id of the roadmap."),
    Key::new("roadmap.*", Kind::Entity, "", "One roadmap."),
    Key::new("roadmap.*.name", Kind::Text, "\"NVIDIA\"", "Name for readers."),
    Key::new(
        "roadmap.*.steps",
        Kind::Steps,
        "{ 2025-03-01 = \"gb200\", 2025-10-01 = \"gb300\", 2026-12-01 = \"vr200\" }",
        "From when each chip is on sale, from the first instant of its date on; before the first date the first.",
    )
    .needed(),
    Key::new(
        "roadmap.*.sources",
        Kind::Ids(Named::Source),
        "[\"nvidia-2025-09-16\"]",
        "Where it was announced.",
    ),
    Key::new(
        "roadmap.*.assumptions",
        Kind::Paths,
        "[\"steps\"]",
        "Which of its values are assumptions.",
    ),
    Key::new(
        "site.*.phase.*.order_lead",
        Kind::Quantity(Measure::Duration),
        "\"9 months\"",
        "How long before the phase is ready its chips are ordered: it comes with what is on sale then. Of a chip by roadmap alone.",
    )
    .or("phase.order_lead"),
    Key::new(
        "site.*.phase.*.hold",
        Kind::Word(&["it_load", "gpus"]),
        "\"gpus\"",
        "What stays as announced where a roadmap changes the chip: the IT load, and the number of GPUs follows from their watts; or their number.",
    )
    .or("phase.hold"),
    Key::new(
        "site.*.phase.*.service_life",
        Kind::Quantity(Measure::Duration),
        "\"5 to 7 years\"",
        "How long after they came its GPUs leave. Without it they stay beyond the horizon.",
    )
    .positive(),
    Key::new(
        "site.*.phase.*.refresh",
        Kind::Flag,
        "true",
        "Whether GPUs that have served their time are renewed: with what its roadmap has on sale then, else with the same chip. The IT load is held unless `hold` says `gpus`.",
    ),
    Key::new(
        "site.*.phase.*.failure_rate",
        Kind::Quantity(Measure::Share),
        "\"2.5 to 6 %\"",
        "Share of the GPUs in service that fail for good in a year. Without it none. What `availability` covers comes back; this does not.",
    ),
    Key::new(
        "site.*.phase.*.spares",
        Kind::Quantity(Measure::Share),
        "0.05",
        "GPUs bought beside to take the place of those that fail, as a share of those in service. Without it none.",
    ),
];
