//! Keys of ledgers: what programmes total, and how what no site accounts for comes about.

use super::{Key, Kind, Named};
use crate::scenario::quantity::Measure;

/// The table that describes what no site of a programme accounts for: it takes the keys of a phase.
pub const REMAINDER: &str = "programme.*.remainder";

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
];
