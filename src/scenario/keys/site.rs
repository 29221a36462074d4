//! Keys of a site, of its grid stages and of its plant.

use super::{Key, Kind, Named};
use crate::scenario::quantity::Measure;

pub(super) const KEYS: &[Key] = &[
    Key::new("site", Kind::Entities, "", "Sites by id: at least one."),
    Key::new("site.*", Kind::Entity, "", "One place with a grid connection."),
    Key::new(
        "site.*.name",
        Kind::Text,
        "\"Loughton supercomputer\"",
        "Name for readers; without it the id.",
    ),
    Key::new("site.*.operator", Kind::Text, "\"Nscale\"", "Who runs it."),
    Key::new("site.*.customer", Kind::Text, "\"Microsoft\"", "Who uses it."),
    Key::new("site.*.developer", Kind::Text, "\"Crusoe\"", "Who builds it."),
    Key::new(
        "site.*.programme",
        Kind::Ids(Named::Programme),
        "[\"nscale-uk\", \"microsoft-uk-2025\"]",
        "Programmes that it was announced in.",
    ),
    Key::new(
        "site.*.tags",
        Kind::Texts,
        "[\"retrofit\"]",
        "Free words to report by.",
    ),
    Key::new(
        "site.*.zone",
        Kind::Id(Named::Zone),
        "\"gb-south-east\"",
        "Its grid zone, which gives the country.",
    ),
    Key::new(
        "site.*.country",
        Kind::Code(2),
        "\"GB\"",
        "Two-letter code, where no zone gives it.",
    ),
    Key::new("site.*.location", Kind::Section, "", "Where it lies."),
    Key::new(
        "site.*.location.lat",
        Kind::Number(-90.0, 90.0),
        "51.65",
        "Latitude, degrees north.",
    )
    .needed(),
    Key::new(
        "site.*.location.lon",
        Kind::Number(-180.0, 180.0),
        "0.055",
        "Longitude, degrees east.",
    )
    .needed(),
    Key::new(
        "site.*.unsited",
        Kind::Flag,
        "true",
        "No place is named: what was announced without one.",
    ),
    Key::new(
        "site.*.pue_peak",
        Kind::Quantity(Measure::Ratio),
        "\"1.2 to 1.4\"",
        "Design PUE: facility over IT power at peak. Sizes the MW.",
    )
    .or("site.pue_peak"),
    Key::new(
        "site.*.pue",
        Kind::Quantity(Measure::Ratio),
        "\"1.10 to 1.18\"",
        "Yearly mean of facility over IT energy. Makes the MWh. Drawn with the uniform of `pue_peak`.",
    )
    .or("site.pue"),
    Key::new(
        "site.*.load_factor",
        Kind::Quantity(Measure::Share),
        "\"0.6 to 0.85\"",
        "Mean draw over nameplate draw of the IT load.",
    )
    .or("site.load_factor"),
    Key::new(
        "site.*.announced",
        Kind::Day,
        "2025-09-16",
        "When it was announced; its phases' date where they give none.",
    ),
    Key::new(
        "site.*.seen",
        Kind::Day,
        "2026-03-09",
        "Day of the last evidence of its state; the status date where it says nothing.",
    )
    .or("site.seen"),
    Key::new(
        "site.*.sources",
        Kind::Ids(Named::Source),
        "[\"nscale-2025-09-17\"]",
        "Sources of its values, and of its phases', stages' and plant's where they give none.",
    ),
    Key::new(
        "site.*.assumptions",
        Kind::Paths,
        "[\"pue\", \"phase.first.ramp\"]",
        "Which of its values are assumptions, not announcements; a table's name stands for all in it.",
    ),
    // --- The grid connection ----------------------------------------------------------------
    Key::new(
        "site.*.grid",
        Kind::Entities,
        "",
        "Stages of its grid connection by id. Without stages and plant a site is not limited by power.",
    )
    .or("site.grid"),
    Key::new("site.*.grid.*", Kind::Entity, "", "One stage."),
    Key::new(
        "site.*.grid.*.capacity",
        Kind::Quantity(Measure::Power),
        "\"65 MW\"",
        "Capacity once energised: the new total, not an addition.",
    )
    .positive()
    .needed(),
    Key::new(
        "site.*.grid.*.firm",
        Kind::Flag,
        "false",
        "Whether the capacity is firm: where not, it carries load, and what rests on it beyond the firm capacity is cut off for a share `curtailed` of the time. A stage that says nothing is firm.",
    ),
    Key::new(
        "site.*.grid.*.curtailed",
        Kind::Quantity(Measure::Share),
        "\"2 to 8 %\"",
        "Of capacity that is not firm: the share of the hours in which it is cut off.",
    ),
    Key::new(
        "site.*.grid.*.energised",
        Kind::Moment,
        "\"2026-09 to 2027-12\"",
        "When it can first carry load, as expected.",
    ),
    Key::new(
        "site.*.grid.*.actual_energised",
        Kind::Moment,
        "2026-05-20",
        "When it was energised: a fact.",
    ),
    Key::new(
        "site.*.grid.*.applied",
        Kind::Day,
        "2024-11-01",
        "When the connection was applied for: where its wait began.",
    ),
    Key::new(
        "site.*.grid.*.seen",
        Kind::Day,
        "2026-07-28",
        "Day of the last evidence of its state, where not the site's.",
    ),
    Key::new(
        "site.*.grid.*.sources",
        Kind::Ids(Named::Source),
        "[\"neso-register\"]",
        "Sources of its values, where not the site's.",
    ),
    Key::new(
        "site.*.grid.*.assumptions",
        Kind::Paths,
        "[\"energised\"]",
        "Which of its values are assumptions.",
    ),
    // --- Plant on site ----------------------------------------------------------------------
    Key::new("site.*.plant", Kind::Entities, "", "Generation on site by id."),
    Key::new("site.*.plant.*", Kind::Entity, "", "One plant."),
    Key::new(
        "site.*.plant.*.capacity",
        Kind::Quantity(Measure::Power),
        "\"360 MW\"",
        "Nameplate.",
    )
    .positive()
    .needed(),
    Key::new(
        "site.*.plant.*.from",
        Kind::Moment,
        "\"2026-H2\"",
        "First day in service: a period's first.",
    )
    .needed(),
    Key::new(
        "site.*.plant.*.until",
        Kind::Moment,
        "\"2029\"",
        "Last day in service: a period's last.",
    ),
    Key::new(
        "site.*.plant.*.role",
        Kind::Word(&["prime", "bridge", "backup"]),
        "\"bridge\"",
        "`prime` serves for good, `bridge` until `until` or until the last grid stage is energised, `backup` never counts as firm.",
    )
    .or("plant.role"),
    Key::new("site.*.plant.*.fuel", Kind::Text, "\"gas\"", "What it burns."),
    Key::new(
        "site.*.plant.*.availability",
        Kind::Quantity(Measure::Share),
        "\"0.85 to 0.98\"",
        "Share of the nameplate that counts as firm.",
    )
    .or("plant.availability"),
    Key::new(
        "site.*.plant.*.sources",
        Kind::Ids(Named::Source),
        "[\"epoch-data-centers\"]",
        "Sources of its values, where not the site's.",
    ),
    Key::new(
        "site.*.plant.*.assumptions",
        Kind::Paths,
        "[\"capacity\"]",
        "Which of its values are assumptions.",
    ),
];
