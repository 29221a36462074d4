//! Keys of what makes sites slip together and what can befall them: drivers, risks, correlation
//! groups, branches.

use super::{Key, Kind, Named};
use crate::scenario::quantity::Measure;

/// How often something is drawn, beside once.
const EACH: Kind = Kind::Word(&["site", "phase", "activity"]);

pub(super) const KEYS: &[Key] = &[
    Key::new(
        "driver",
        Kind::Entities,
        "",
        "Factors shared by many activities or phases, by id: one draw a trial moves all of them.",
    ),
    Key::new("driver.*", Kind::Entity, "", "One shared factor."),
    Key::new("driver.*.name", Kind::Text, "\"Contractors\"", "Name for readers."),
    Key::new(
        "driver.*.factor",
        Kind::Quantity(Measure::Factor),
        "{ p10 = 0.9, p50 = 1.0, p90 = 1.35 }",
        "What it multiplies by. Of work under way it stretches what is left.",
    )
    .positive()
    .needed(),
    Key::new(
        "driver.*.on",
        Kind::Word(&["duration", "size", "cost"]),
        "\"duration\"",
        "What it multiplies: durations of activities, spans and waits, unless it says `\"size\"`, the GPUs of phases, or `\"cost\"`, what their building and their GPUs cost.",
    ),
    Key::new(
        "driver.*.each",
        EACH,
        "\"site\"",
        "Draws one factor for each site, phase or activity. Left out: one a trial for all.",
    ),
    Key::new(
        "driver.*.applies_to",
        Kind::Selector,
        "{ activity = [\"shell\", \"fit-out\"], country = \"GB\" }",
        SELECTOR,
    )
    .needed(),
    Key::new(
        "driver.*.sources",
        Kind::Ids(Named::Source),
        "[\"nao-2024\"]",
        "Sources of its values.",
    ),
    Key::new(
        "driver.*.assumptions",
        Kind::Paths,
        "[\"factor\"]",
        "Which of its values are assumptions.",
    ),
    // --- Risks ------------------------------------------------------------------------------
    Key::new(
        "risk",
        Kind::Entities,
        "",
        "Events with a probability and an impact, by id. One draw a trial decides for all that it applies to.",
    ),
    Key::new("risk.*", Kind::Entity, "", "One event that may happen."),
    Key::new("risk.*.name", Kind::Text, "\"Shortage of transformers\"", "Name for readers."),
    Key::new(
        "risk.*.probability",
        Kind::Quantity(Measure::Share),
        "0.3",
        "The chance that it happens.",
    )
    .needed(),
    Key::new(
        "risk.*.delay",
        Kind::Quantity(Measure::Duration),
        "\"3 to 12 months\"",
        "What it adds: to each activity that it applies to, or once to each phase where `applies_to` names no activity.",
    ),
    Key::new(
        "risk.*.factor",
        Kind::Quantity(Measure::Factor),
        "\"1.1 to 1.5\"",
        "What it multiplies durations by.",
    )
    .positive(),
    Key::new(
        "risk.*.size",
        Kind::Quantity(Measure::Share),
        "\"0.5 to 0.8\"",
        "The share of the GPUs that still come.",
    ),
    Key::new(
        "risk.*.cancel",
        Kind::Flag,
        "true",
        "It ends what it applies to: the phase does not come, a grid stage is never energised.",
    ),
    Key::new(
        "risk.*.each",
        EACH,
        "\"site\"",
        "Decides for each site, phase or activity by itself. Left out: once a trial for all.",
    ),
    Key::new("risk.*.off", Kind::Flag, "true", "Leaves it out of the run."),
    Key::new(
        "risk.*.mitigated",
        Kind::Section,
        "",
        "Chance and impact once something is done against it, which `--mitigated` runs with; what it does not say stays.",
    ),
    Key::new(
        "risk.*.mitigated.probability",
        Kind::Quantity(Measure::Share),
        "0.1",
        "The chance that it then happens.",
    ),
    Key::new(
        "risk.*.mitigated.delay",
        Kind::Quantity(Measure::Duration),
        "\"1 to 3 months\"",
        "What it then adds; 0 takes the delay away.",
    ),
    Key::new(
        "risk.*.mitigated.factor",
        Kind::Quantity(Measure::Factor),
        "1.1",
        "What it then multiplies durations by; 1 takes the factor away.",
    )
    .positive(),
    Key::new(
        "risk.*.mitigated.size",
        Kind::Quantity(Measure::Share),
        "0.9",
        "The share of the GPUs that then still come; 1 takes the loss away.",
    ),
    Key::new(
        "risk.*.mitigated.cancel",
        Kind::Flag,
        "false",
        "Whether it then still ends what it applies to.",
    ),
    Key::new(
        "risk.*.mitigated.cost",
        Kind::Text,
        "\"4 M GBP for transformers in store\"",
        "What the mitigation costs, in words; up to \" for \" they may be a sum. It is listed; with `--mitigated` a sum falls due once, at the status date or the first day of the horizon, in the total.",
    ),
    Key::new("risk.*.applies_to", Kind::Selector, "{ activity = \"energisation\", zone = \"gb-*\" }", SELECTOR)
        .needed(),
    Key::new(
        "risk.*.sources",
        Kind::Ids(Named::Source),
        "[\"neso-2026\"]",
        "Sources of its values.",
    ),
    Key::new(
        "risk.*.assumptions",
        Kind::Paths,
        "[\"probability\"]",
        "Which of its values are assumptions.",
    ),
    // --- Correlation ------------------------------------------------------------------------
    Key::new(
        "correlation",
        Kind::Entities,
        "",
        "Groups of quantities that move together, by id; a quantity is in one of them at most.",
    ),
    Key::new("correlation.*", Kind::Entity, "", "One group."),
    Key::new("correlation.*.name", Kind::Text, "\"The grid queue\"", "Name for readers."),
    Key::new("correlation.*.applies_to", Kind::Selector, "{ activity = \"energisation\", zone = \"gb-*\" }", SELECTOR),
    Key::new(
        "correlation.*.rho",
        Kind::Number(0.0, 1.0),
        "0.5",
        "How much all of them move together: the correlation of their normal scores, 0 for not at all, 1 for as one.",
    ),
    Key::new(
        "correlation.*.levels",
        Kind::Levels(LEVELS),
        "{ country = 0.2, site = 0.3 }",
        "The same in nested levels: what is in one country has 0.2 in common, what is on one site 0.3 on top. All together 1 at most.",
    ),
    Key::new(
        "correlation.*.names",
        Kind::Paths,
        "[\"site.a.phase.b.activity.shell\", \"site.a.grid.full.energised\"]",
        "Quantities by their addresses, for `matrix`; an activity stands for its duration.",
    ),
    Key::new(
        "correlation.*.matrix",
        Kind::Matrix,
        "[[1, 0.6], [0.6, 1]]",
        "Rank correlations (Spearman) of `names`, row by row.",
    ),
    Key::new(
        "correlation.*.copula",
        Kind::Word(&["gaussian", "t"]),
        "\"t\"",
        "The way in which they depend: `gaussian` unless it says `t`, which is late together more often.",
    ),
    Key::new(
        "correlation.*.df",
        Kind::Number(2.0, 1_000.0),
        "4",
        "Degrees of freedom of the t copula, above 2: the fewer, the more often all are late together.",
    ),
    Key::new(
        "correlation.*.repair",
        Kind::Flag,
        "true",
        "Takes the nearest correlation matrix where `matrix` is none, and says by how much it differs.",
    ),
    Key::new(
        "correlation.*.sources",
        Kind::Ids(Named::Source),
        "[\"neso-2026\"]",
        "Sources of its values.",
    ),
    Key::new(
        "correlation.*.assumptions",
        Kind::Paths,
        "[\"rho\"]",
        "Which of its values are assumptions.",
    ),
    // --- Branches ---------------------------------------------------------------------------
    Key::new(
        "branch",
        Kind::Entities,
        "",
        "Rival coherent stories, by id: one of them holds in each trial, with all that it sets.",
    ),
    Key::new("branch.*", Kind::Entity, "", "One choice among stories."),
    Key::new("branch.*.name", Kind::Text, "\"Loughton's plan\"", "Name for readers."),
    Key::new(
        "branch.*.options",
        Kind::Options,
        "[ { name = \"as announced\", weight = 0.8, set = { \"site.loughton.phase.first.gpus\" = 23_040 } }, { name = \"larger\", weight = 0.2, set = { \"site.loughton.phase.first.gpus\" = 45_000 } } ]",
        "The stories, two or more: each with a weight and the values that it sets, by their addresses. Quantities, uncertain dates and chips may be set.",
    )
    .needed(),
    Key::new(
        "branch.*.sources",
        Kind::Ids(Named::Source),
        "[\"nscale-2025-09-17\"]",
        "Sources of its values.",
    ),
    Key::new(
        "branch.*.assumptions",
        Kind::Paths,
        "[\"options\"]",
        "Which of its values are assumptions.",
    ),
];

/// Levels of a correlation group, the widest first.
const LEVELS: &[&str] = &[
    "all", "country", "zone", "operator", "customer", "site", "phase",
];

const SELECTOR: &str = "What it applies to: all that matches every key. Keys are `site`, `phase`, `activity`, `zone`, `country`, `operator`, `customer`, `programme` (with all that is part of it), `chip`, `tag`; a list matches any of its members, `*` stands for any letters, `{}` is everything. A grid stage's wait is the activity `energisation`, the way of a phase without a network the activity `online`. Without `activity`: the phases that match and all their activities, no grid stage.";
