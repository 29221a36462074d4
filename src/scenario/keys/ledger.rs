//! Keys of ledgers, targets and baselines: what programmes total, how what no site accounts for comes
//! about, what is asked of it all, and what stands beside it.

use super::world::METRICS;
use super::{Key, Kind, Named};
use crate::scenario::quantity::Measure;

/// The table that describes what no site of a programme accounts for: it takes the keys of a phase.
pub const REMAINDER: &str = "programme.*.remainder";

/// What a target is asked of: a value, which replaces whole where it is laid over another.
pub(super) const SCOPE: &str = "target.*.scope";

/// Keys of a phase that a remainder does not take: its name, its size and whose it is follow from the
/// programme, and what is nowhere neither runs nor stopped.
pub const NOT_OF_REMAINDER: [&str; 10] = [
    "gpus",
    "it_load",
    "programme",
    "copies",
    "name",
    "actual_online",
    "actual_gpus",
    "observed",
    "paused",
    "restart",
];

/// What levels of a metric are measured in; `None` where a bare number in its unit is all that is read.
#[must_use]
pub fn measure_of(metric: &str) -> Option<Measure> {
    match metric {
        "gpus_installed" | "gpus_powered" | "gpus_stranded" | "h100e" => Some(Measure::Count),
        "it_load" | "facility_load" | "average_load" | "stranded_power" | "delivery_gap"
        | "peak_load" => Some(Measure::Power),
        "energy" | "curtailed" => Some(Measure::Energy),
        "spend" | "spend_to_date" => Some(Measure::Money),
        "compute" | "effective" => Some(Measure::Rate),
        _ => None,
    }
}

pub(super) const KEYS: &[Key] = &[
    Key::new(
        "programme.*.zone",
        Kind::Id(Named::Zone),
        "\"gb-south-east\"",
        "Its grid zone, for what no site accounts for.",
    ),
    Key::new(
        "programme.*.it_load",
        Kind::Quantity(Measure::Power),
        "\"1.2 GW\"",
        "Its announced total of power at the servers, network and storage.",
    ),
    Key::new(
        "programme.*.fills_totals",
        Kind::Flag,
        "true",
        "Whether what no site accounts for, of it and of the programmes that are part of it, is in the totals, where a `remainder` describes it. For a programme that is part of none: each announcement is then counted once.",
    ),
    Key::new(
        REMAINDER,
        Kind::Section,
        "",
        "How the part of its total that no site and no programme within it accounts for comes about, in a ledger that `fills_totals`: any key of a phase but its name, its size, its programme and facts of what runs or stopped. `online` is the programme's `by` unless it says otherwise, `announced` its own.",
    ),
    Key::new(
        "programme.*.remainder.blocks",
        Kind::Whole(1, 1_000),
        "3",
        "Into how many phases of equal size (`r-1`, `r-2` ..) it is parted, each with its own draws.",
    )
    .or("remainder.blocks"),
    // --- Targets ----------------------------------------------------------------------------
    Key::new(
        "target",
        Kind::Entities,
        "",
        "Levels that are to be reached, or not passed, by a date: the answer tells the chance of each.",
    ),
    Key::new("target.*", Kind::Entity, "", "One target."),
    Key::new(
        "target.*.name",
        Kind::Text,
        "\"6 GW in the United Kingdom\"",
        "Name for readers; without it the id.",
    ),
    Key::new(
        "target.*.metric",
        Kind::Word(METRICS),
        "\"facility_load\"",
        "What is counted. Of what adds up (`energy`, `curtailed`, `emissions`, `water`, `spend`) it is the sum over the period that `by` names.",
    )
    .needed(),
    Key::new(
        SCOPE,
        Kind::Section,
        "",
        "What it is asked of, by one key: `{ country = \"GB\" }`; without it the total.",
    ),
    Key::new(
        "target.*.scope.total",
        Kind::Flag,
        "true",
        "All sites.",
    ),
    Key::new(
        "target.*.scope.country",
        Kind::Code(2),
        "\"GB\"",
        "Sites of a country.",
    ),
    Key::new(
        "target.*.scope.zone",
        Kind::Id(Named::Zone),
        "\"gb-south-east\"",
        "Sites of a grid zone.",
    ),
    Key::new(
        "target.*.scope.operator",
        Kind::Text,
        "\"Nscale\"",
        "Phases of an operator.",
    ),
    Key::new(
        "target.*.scope.customer",
        Kind::Text,
        "\"Microsoft\"",
        "Phases of a customer.",
    ),
    Key::new(
        "target.*.scope.programme",
        Kind::Id(Named::Programme),
        "\"nvidia-uk\"",
        "Phases of a programme and of all that is part of it.",
    ),
    Key::new(
        "target.*.scope.tag",
        Kind::Text,
        "\"option\"",
        "Phases with a tag.",
    ),
    Key::new(
        "target.*.scope.site",
        Kind::Text,
        "\"loughton\"",
        "One site.",
    ),
    Key::new(
        "target.*.scope.phase",
        Kind::Text,
        "\"loughton.first\"",
        "One phase: its site, a dot, its id.",
    ),
    Key::new(
        "target.*.at_least",
        Kind::Level,
        "\"6 GW\"",
        "The level to reach, certain, in a unit of the metric. It counts where it is reached at the end of the period that holds `by`. Either this or `at_most`.",
    ),
    Key::new(
        "target.*.at_most",
        Kind::Level,
        "\"6 GW\"",
        "The level not to pass.",
    ),
    Key::new(
        "target.*.by",
        Kind::Period,
        "\"2030\"",
        "By when, to the end of the period; within the horizon. Of what adds up also over how long: \"2030\" is the year's sum, \"2030-Q4\" the quarter's, a day that of the period it lies in.",
    )
    .needed(),
    Key::new(
        "target.*.baseline",
        Kind::Flag,
        "true",
        "Whether the baselines of its country or zone are counted with it.",
    ),
    Key::new(
        "target.*.sources",
        Kind::Ids(Named::Source),
        "[\"dsit-2025-07\"]",
        "Sources of its values.",
    ),
    Key::new(
        "target.*.assumptions",
        Kind::Paths,
        "[\"at_least\"]",
        "Which of its values are assumptions.",
    ),
    // --- Baselines --------------------------------------------------------------------------
    Key::new(
        "baseline",
        Kind::Entities,
        "",
        "Load or compute of a country or zone that the scenario does not list: a row of its own in the answer, in no total, counted by targets that ask for it.",
    ),
    Key::new("baseline.*", Kind::Entity, "", "One baseline, of a country or a zone."),
    Key::new(
        "baseline.*.name",
        Kind::Text,
        "\"Data centers of the United Kingdom in 2024\"",
        "Name for readers; without it the id.",
    ),
    Key::new(
        "baseline.*.country",
        Kind::Code(2),
        "\"GB\"",
        "Two-letter code of its country; or `zone`.",
    ),
    Key::new(
        "baseline.*.zone",
        Kind::Id(Named::Zone),
        "\"gb-south-east\"",
        "Its grid zone; or `country`.",
    ),
    Key::new(
        "baseline.*.facility_load",
        Kind::Curve(Measure::Power, false),
        "{ 2025-01-01 = \"1.6 GW\", 2030-01-01 = \"1.5 to 2.5 GW\" }",
        "Peak power at the meter; it may fall. Or `compute`.",
    ),
    Key::new(
        "baseline.*.compute",
        Kind::Curve(Measure::Rate, false),
        "{ 2025-01-01 = 2e20, 2030-01-01 = 3e20 }",
        "Peak dense 8-bit operations per second. Or `facility_load`.",
    ),
    Key::new(
        "baseline.*.sources",
        Kind::Ids(Named::Source),
        "[\"neso-2026\"]",
        "Sources of its values.",
    ),
    Key::new(
        "baseline.*.assumptions",
        Kind::Paths,
        "[\"facility_load\"]",
        "Which of its values are assumptions.",
    ),
];
