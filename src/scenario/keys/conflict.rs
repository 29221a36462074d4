//! Keys of conflicts: where sources contradict each other, who says what, and what is used.

use super::{Columns, Key, Kind};

pub(super) const KEYS: &[Key] = &[
    Key::new(
        "conflict",
        Kind::Entities,
        "",
        "Where sources contradict each other, by id: who says what, and what the scenario uses. Nothing of it is computed with; reports list it.",
    ),
    Key::new("conflict.*", Kind::Entity, "", "One contradiction."),
    Key::new(
        "conflict.*.title",
        Kind::Text,
        "\"GPUs of Loughton's first phase\"",
        "What is in dispute.",
    )
    .needed(),
    Key::new(
        "conflict.*.about",
        Kind::Paths,
        "[\"site.loughton.phase.first.gpus\"]",
        "Addresses of the values in dispute, from the top of the scenario; a table's name stands for all in it, `*` for any name. Reports show beside the conflict what they are set to.",
    )
    .needed(),
    Key::new(
        "conflict.*.said",
        Kind::Rows(Columns {
            needed: &["value", "source"],
            others: &[],
            least: 2,
        }),
        "[ { value = \"23,040\", source = \"nscale-2025-09-17\" }, { value = \"more than 24,000\", source = \"nvidia-uk-release\" } ]",
        "What each source says, in its own words; two or more.",
    )
    .needed(),
    Key::new(
        "conflict.*.used",
        Kind::Text,
        "\"23,040 with four parts in five, 24,000 with one\"",
        "What the scenario makes of it.",
    )
    .needed(),
    Key::new(
        "conflict.*.why",
        Kind::Text,
        "\"The only exact figure, and the builder's own.\"",
        "Why so.",
    )
    .needed(),
];
