//! Keys of a phase and of its activities. A template has the same.

use super::{Key, Kind, Named};
use crate::scenario::quantity::Measure;

pub(super) const KEYS: &[Key] = &[
    Key::new(
        "template",
        Kind::Entities,
        "",
        "Reusable phases by id: a template takes any key of a phase, and each phase that names it gets its own copy.",
    ),
    Key::new("template.*", Kind::Entity, "", "One template."),
    Key::new(
        "site.*.phase",
        Kind::Entities,
        "",
        "Blocks of GPUs that come online as one project, by id: at least one.",
    ),
    Key::new("site.*.phase.*", Kind::Entity, "", "One phase."),
    Key::new(
        "site.*.phase.*.name",
        Kind::Text,
        "\"First hall\"",
        "Name for readers; without it the id.",
    ),
    Key::new(
        "site.*.phase.*.template",
        Kind::Id(Named::Template),
        "\"new-build\"",
        "The template that it is a copy of; its own keys come first.",
    ),
    Key::new(
        "site.*.phase.*.copies",
        Kind::Whole(1, 1_000),
        "4",
        "Makes so many phases of it (`b-1` to `b-4`), each with its own draws. What a table `b-3` beside it says holds for that copy alone.",
    )
    .or("phase.copies"),
    Key::new("site.*.phase.*.operator", Kind::Text, "\"Nscale\"", "Who runs it, where not the site's."),
    Key::new("site.*.phase.*.customer", Kind::Text, "\"Microsoft\"", "Who uses it, where not the site's."),
    Key::new("site.*.phase.*.developer", Kind::Text, "\"Crusoe\"", "Who builds it, where not the site's."),
    Key::new(
        "site.*.phase.*.programme",
        Kind::Ids(Named::Programme),
        "[\"stargate-uk\"]",
        "Programmes that it was announced in, where not the site's.",
    ),
    Key::new(
        "site.*.phase.*.tags",
        Kind::Texts,
        "[\"option\"]",
        "Free words to report by, where not the site's.",
    ),
    Key::new(
        "site.*.phase.*.announced",
        Kind::Day,
        "2025-09-16",
        "When it was announced, where not the site's.",
    ),
    Key::new(
        "site.*.phase.*.online",
        Kind::Period,
        "\"2027-Q1\"",
        "When it was announced to be online, to the end of the period.",
    ),
    Key::new(
        "site.*.phase.*.chip",
        Kind::Chip,
        "\"gb300\"",
        "Its chip; or several with weights, `{ values = [\"gb200\", \"gb300\"], weights = [1, 3] }`, one draw a trial; or what a roadmap has on sale when it is ordered, `{ roadmap = \"nvidia\" }`.",
    )
    .needed(),
    Key::new(
        "site.*.phase.*.gpus",
        Kind::Quantity(Measure::Count),
        "23_040",
        "How many GPUs were announced.",
    )
    .positive(),
    Key::new(
        "site.*.phase.*.it_load",
        Kind::Quantity(Measure::Power),
        "\"50 MW\"",
        "In place of `gpus`: power at the servers, network and storage; the number of GPUs follows from the chip.",
    )
    .positive(),
    Key::new(
        "site.*.phase.*.delivered",
        Kind::Quantity(Measure::Share),
        "\"0.8 to 0.99\"",
        "Share of the announced GPUs that come.",
    )
    .or("phase.delivered"),
    Key::new(
        "site.*.phase.*.proceed",
        Kind::Quantity(Measure::Share),
        "0.9",
        "Chance that it goes ahead.",
    )
    .or("phase.proceed"),
    Key::new(
        "site.*.phase.*.commitment",
        Kind::Id(Named::Commitment),
        "\"contract\"",
        "How firm the announcement is, in place of `proceed`: a word with a catalogued chance.",
    ),
    Key::new(
        "site.*.phase.*.ramp",
        Kind::Quantity(Measure::Duration),
        "\"1 to 4 months\"",
        "From online to complete, in a straight line.",
    )
    .or("phase.ramp"),
    Key::new(
        "site.*.phase.*.mfu",
        Kind::Quantity(Measure::Share),
        "\"0.3 to 0.45\"",
        "Model FLOP/s utilisation, for effective compute.",
    )
    .or("phase.mfu"),
    Key::new(
        "site.*.phase.*.availability",
        Kind::Quantity(Measure::Share),
        "\"0.9 to 0.98\"",
        "Share of time that its GPUs can work.",
    )
    .or("phase.availability"),
    Key::new(
        "site.*.phase.*.overrun",
        Kind::Quantity(Measure::Factor),
        "\"1.0 to 2.2\"",
        "Factor on the announced span, where there is no network of activities; `1` is as announced.",
    )
    .or("phase.overrun"),
    Key::new(
        "site.*.phase.*.expected",
        Kind::Moment,
        "\"2028 to 2031\"",
        "When it is ready, where no date was announced and there is no network.",
    ),
    Key::new(
        "site.*.phase.*.actual_online",
        Kind::Moment,
        "2025-09-26",
        "When it came online: a fact that nothing touches.",
    ),
    Key::new(
        "site.*.phase.*.actual_gpus",
        Kind::Quantity(Measure::Count),
        "50_400",
        "How many GPUs run, beside `actual_online`; without it the announced number.",
    )
    .positive(),
    Key::new(
        "site.*.phase.*.observed",
        Kind::Section,
        "",
        "The part of it that was seen running.",
    ),
    Key::new(
        "site.*.phase.*.observed.date",
        Kind::Moment,
        "2026-07-01",
        "When it was seen.",
    )
    .needed(),
    Key::new(
        "site.*.phase.*.observed.gpus",
        Kind::Quantity(Measure::Count),
        "20_000",
        "How many GPUs ran.",
    )
    .positive()
    .needed(),
    Key::new(
        "site.*.phase.*.paused",
        Kind::Day,
        "2026-04-09",
        "When work stopped; needs `restart`.",
    ),
    Key::new(
        "site.*.phase.*.restart",
        Kind::Section,
        "",
        "How a paused phase may come back: `{ probability = 0.4, date = \"2027 to 2030\" }`.",
    ),
    Key::new(
        "site.*.phase.*.restart.probability",
        Kind::Quantity(Measure::Share),
        "0.4",
        "Chance that it comes back, in place of `proceed`.",
    )
    .needed(),
    Key::new(
        "site.*.phase.*.restart.date",
        Kind::Moment,
        "\"2027 to 2030\"",
        "When work resumes if it comes back.",
    )
    .needed(),
    Key::new(
        "site.*.phase.*.restart.chip",
        Kind::Chip,
        "\"vr200\"",
        "Its chip then, if another.",
    ),
    Key::new(
        "site.*.phase.*.restart.gpus",
        Kind::Quantity(Measure::Count),
        "8_000",
        "Its number of GPUs then, if another.",
    )
    .positive(),
    Key::new(
        "site.*.phase.*.restart.customer",
        Kind::Text,
        "\"Microsoft\"",
        "Who uses it then, if another.",
    ),
    Key::new(
        "site.*.phase.*.seen",
        Kind::Day,
        "2026-07-28",
        "Day of the last evidence of its state, where not the site's.",
    ),
    Key::new(
        "site.*.phase.*.sources",
        Kind::Ids(Named::Source),
        "[\"microsoft-2025-09-16\"]",
        "Sources of its values, where not the site's.",
    ),
    Key::new(
        "site.*.phase.*.assumptions",
        Kind::Paths,
        "[\"ramp\", \"activity.shell\"]",
        "Which of its values are assumptions.",
    ),
    // --- Activities -------------------------------------------------------------------------
    Key::new(
        "site.*.phase.*.activity",
        Kind::Entities,
        "",
        "Its network of activities by id, finish to start. Power is the site's grid stages, not an activity here.",
    ),
    Key::new("site.*.phase.*.activity.*", Kind::Entity, "", "One activity."),
    Key::new(
        "site.*.phase.*.activity.*.duration",
        Kind::Quantity(Measure::Duration),
        "\"9 to 16 months\"",
        "How long it takes, from start to finish.",
    )
    .needed(),
    Key::new(
        "site.*.phase.*.activity.*.after",
        Kind::Links,
        "[\"shell\", \"delivery + 1 months\", \"energised.first\", \"abilene.b1.online\"]",
        "What must happen first, each with a lag if need be: an activity of the phase, a grid stage of the site, `ready`, `online` or `complete` of a phase. `previous.online` is of the copy before, in a phase with `copies`; the first copy goes without. A single one may stand without brackets: `after = \"planning\"`.",
    ),
    Key::new(
        "site.*.phase.*.activity.*.not_before",
        Kind::Period,
        "\"2027-03\"",
        "It starts no earlier than the first day of this.",
    ),
    Key::new(
        "site.*.phase.*.activity.*.gate",
        Kind::Quantity(Measure::Share),
        "0.8",
        "The chance that the phase survives it, lost at its finish. Of a finished activity it says what the chance was, and moves nothing.",
    ),
    Key::new(
        "site.*.phase.*.activity.*.started",
        Kind::Moment,
        "2026-02-15",
        "When it started: a fact, which may be uncertain.",
    ),
    Key::new(
        "site.*.phase.*.activity.*.finished",
        Kind::Moment,
        "2026-09-01",
        "When it finished: a fact, which may be uncertain.",
    ),
    Key::new(
        "site.*.phase.*.activity.*.seen",
        Kind::Day,
        "2026-07-28",
        "Day of the last evidence of its state, where not the phase's.",
    ),
    Key::new(
        "site.*.phase.*.activity.*.sources",
        Kind::Ids(Named::Source),
        "[\"council-2026-02\"]",
        "Sources of its values, where not the phase's.",
    ),
    Key::new(
        "site.*.phase.*.activity.*.assumptions",
        Kind::Paths,
        "[\"duration\"]",
        "Which of its values are assumptions.",
    ),
];
