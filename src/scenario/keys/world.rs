//! Keys above the sites: the scenario, what it reports, sources, chips, zones, programmes.

use super::{Columns, Key, Kind, Named};
use crate::scenario::quantity::Measure;

/// Kinds of scope that a run can report.
const SCOPES: &[&str] = &[
    "total",
    "country",
    "zone",
    "operator",
    "customer",
    "programme",
    "tag",
    "site",
    "phase",
];

/// Metrics that a run can report, and a target be asked of.
pub(super) const METRICS: &[&str] = &[
    "gpus_installed",
    "gpus_powered",
    "gpus_stranded",
    "it_load",
    "facility_load",
    "average_load",
    "stranded_power",
    "compute",
    "effective",
    "h100e",
    "energy",
    "delivery_gap",
    "emissions",
    "water",
    "spend",
    "spend_to_date",
    "peak_load",
    "training_run",
    "flop_to_date",
    "curtailed",
];

pub(super) const KEYS: &[Key] = &[
    Key::new(
        "extends",
        Kind::Texts,
        "\"common.toml\"",
        "A file, or a list of files in order, that this one is laid over. Tables of entities merge key by key, any other value replaces whole, `site.x = false` removes.",
    ),
    // --- The scenario -----------------------------------------------------------------------
    Key::new(
        "scenario",
        Kind::Section,
        "",
        "What the scenario is and what a run of it covers.",
    ),
    Key::new(
        "scenario.name",
        Kind::Text,
        "\"UK AI build-out, as announced in September 2025\"",
        "Name for readers; without it the file's.",
    ),
    Key::new(
        "scenario.from",
        Kind::Period,
        "2025-09-01",
        "First day of the horizon.",
    )
    .or("scenario.from"),
    Key::new(
        "scenario.to",
        Kind::Period,
        "2032-12-31",
        "Last day of the horizon.",
    )
    .or("scenario.to"),
    Key::new(
        "scenario.as_of",
        Kind::Day,
        "2026-10-31",
        "Status date: no fact may be later. Left out: a forecast from the announcements.",
    ),
    Key::new(
        "scenario.step",
        Kind::Word(&["month", "quarter"]),
        "\"month\"",
        "Length of a reporting period.",
    )
    .or("scenario.step"),
    Key::new(
        "scenario.seed",
        Kind::Whole(0, i64::MAX),
        "1",
        "What the random numbers start from: a whole number from 0 to 2^63 - 1.",
    )
    .or("scenario.seed"),
    Key::new(
        "scenario.trials",
        Kind::Whole(1, 100_000_000),
        "100_000",
        "Number of trials.",
    )
    .or("scenario.trials"),
    Key::new(
        "scenario.currency",
        Kind::Code(3),
        "\"GBP\"",
        "Three-letter code of the currency that money is reported in.",
    )
    .or("scenario.currency"),
    Key::new(
        "scenario.not_modelled",
        Kind::Rows(Columns {
            needed: &["what", "why"],
            others: &["source"],
            least: 0,
        }),
        "[ { what = \"the 8,000 GPUs of Q1 2026\", why = \"no site named\", source = \"openai-2025-09-16\" } ]",
        "What was announced and is left out, and why.",
    ),
    Key::new(
        "scenario.sources",
        Kind::Ids(Named::Source),
        "[\"nscale-2025-09-17\"]",
        "Sources of the scenario's own values.",
    ),
    Key::new(
        "scenario.assumptions",
        Kind::Paths,
        "[\"to\"]",
        "Which of the scenario's own values are assumptions.",
    ),
    Key::new("output", Kind::Section, "", "What a run reports."),
    Key::new(
        "output.scopes",
        Kind::Words(SCOPES),
        "[\"total\", \"site\"]",
        "Kinds of scope; the others are not recorded.",
    ),
    Key::new(
        "output.metrics",
        Kind::Words(METRICS),
        "[\"facility_load\", \"h100e\"]",
        "Metrics; the others are not recorded.",
    ),
    // --- A sweep ----------------------------------------------------------------------------
    Key::new(
        "sweep",
        Kind::Section,
        "",
        "What `capcast sweep` varies and what it looks at; a run leaves it aside.",
    ),
    Key::new(
        "sweep.vary",
        Kind::Axes,
        "{ \"site.loughton.pue\" = [1.1, 1.2, 1.3], \"site.loughton.grid.first.capacity\" = \"20 MW..60 MW step 10 MW\" }",
        "Keys with the values that each takes, in order: a list of values as the key itself takes them, or a range of numbers with its step. Every combination is a cell.",
    ),
    Key::new(
        "sweep.outcome",
        Kind::Texts,
        "[\"mean gpus_powered of total at 2027-12-31\", \"p50 online of loughton.first\"]",
        "One number of the answer in words, or a list of them.",
    ),
    // --- Sources ----------------------------------------------------------------------------
    Key::new(
        "source",
        Kind::Entities,
        "",
        "Where figures come from, by id.",
    ),
    Key::new("source.*", Kind::Entity, "", "One source."),
    Key::new(
        "source.*.title",
        Kind::Text,
        "\"Nscale contracts 200,000 GPUs with Microsoft\"",
        "Its title.",
    )
    .needed(),
    Key::new(
        "source.*.publisher",
        Kind::Text,
        "\"Nscale\"",
        "Who published it.",
    ),
    Key::new(
        "source.*.date",
        Kind::Period,
        "2025-09-17",
        "When it was published: a day, a month or a year.",
    ),
    Key::new(
        "source.*.url",
        Kind::Text,
        "\"https://www.nscale.com/press-releases\"",
        "Where it can be read.",
    ),
    Key::new(
        "source.*.licence",
        Kind::Text,
        "\"CC BY 4.0\"",
        "The licence that its figures are used under, where that asks for credit: reports, tables and charts then name it.",
    ),
    Key::new(
        "source.*.licence_url",
        Kind::Text,
        "\"https://creativecommons.org/licenses/by/4.0/\"",
        "Where the licence can be read.",
    ),
    Key::new(
        "source.*.changed",
        Kind::Text,
        "\"ratios derived from its tables\"",
        "What was changed in its figures, as such licences ask to say.",
    ),
    // --- Chips ------------------------------------------------------------------------------
    Key::new(
        "chip",
        Kind::Entities,
        "",
        "Accelerators by id. The catalogue has the common ones; a field given here takes the place of the catalogue's.",
    ),
    Key::new("chip.*", Kind::Entity, "", "One kind of accelerator."),
    Key::new("chip.*.name", Kind::Text, "\"NVIDIA GB300 NVL72\"", "Name for readers."),
    Key::new("chip.*.vendor", Kind::Text, "\"NVIDIA\"", "Who makes it."),
    Key::new(
        "chip.*.watts",
        Kind::Quantity(Measure::ChipPower),
        "\"2.0 to 2.5 kW\"",
        "All-in IT power of one GPU at peak: its share of server, rack, network and storage included, cooling not. One draw a trial for all that use the chip.",
    )
    .needed(),
    Key::new(
        "chip.*.ops_8bit",
        Kind::Quantity(Measure::Rate),
        "5.0e15",
        "Peak dense 8-bit operations per second of one GPU.",
    )
    .needed(),
    Key::new(
        "chip.*.flops_16bit",
        Kind::Quantity(Measure::Rate),
        "2.5e15",
        "Peak dense 16-bit floating-point operations per second.",
    ),
    Key::new(
        "chip.*.flops_4bit",
        Kind::Quantity(Measure::Rate),
        "1.5e16",
        "Peak dense 4-bit floating-point operations per second.",
    ),
    Key::new(
        "chip.*.hbm_gb",
        Kind::Number(1.0, 1e6),
        "288",
        "High-bandwidth memory on the package, GB.",
    ),
    Key::new(
        "chip.*.first_ship",
        Kind::Period,
        "\"2025-07\"",
        "When it first shipped in volume.",
    ),
    Key::new(
        "chip.*.sources",
        Kind::Ids(Named::Source),
        "[\"epoch-ml-hardware\"]",
        "Sources of its figures.",
    ),
    Key::new(
        "chip.*.evidence",
        Kind::Evidence,
        "{ watts = [\"epoch-data-centers\"] }",
        "Sources of single figures, in place of `sources`.",
    ),
    Key::new(
        "chip.*.assumptions",
        Kind::Paths,
        "[\"watts\"]",
        "Which of its figures are assumptions.",
    ),
    // --- Zones ------------------------------------------------------------------------------
    Key::new("zone", Kind::Entities, "", "Grid zones by id."),
    Key::new("zone.*", Kind::Entity, "", "One grid zone."),
    Key::new("zone.*.name", Kind::Text, "\"South East England\"", "Name for readers."),
    Key::new(
        "zone.*.country",
        Kind::Code(2),
        "\"GB\"",
        "Two-letter code of its country, which its sites take.",
    ),
    Key::new(
        "zone.*.headroom",
        Kind::Curve(Measure::Power, true),
        "{ 2027-12-31 = \"150 to 250 MW\", 2030-12-31 = \"400 to 900 MW\" }",
        "What the zone's grid can carry for the sites in it, in all. Stages of their connections are served in the order in which they are energised, each up to what its site draws. Without it the zone limits nothing.",
    ),
    Key::new(
        "zone.*.sources",
        Kind::Ids(Named::Source),
        "[\"neso-2026\"]",
        "Sources of its values.",
    ),
    Key::new(
        "zone.*.assumptions",
        Kind::Paths,
        "[\"country\"]",
        "Which of its values are assumptions.",
    ),
    // --- Programmes -------------------------------------------------------------------------
    Key::new(
        "programme",
        Kind::Entities,
        "",
        "Announced programmes by id, that sites and phases belong to.",
    ),
    Key::new("programme.*", Kind::Entity, "", "One announced programme."),
    Key::new(
        "programme.*.name",
        Kind::Text,
        "\"NVIDIA's UK deployment\"",
        "Name for readers.",
    ),
    Key::new(
        "programme.*.part_of",
        Kind::Ids(Named::Programme),
        "[\"nvidia-uk\"]",
        "Programmes that it is part of.",
    ),
    Key::new(
        "programme.*.announced",
        Kind::Day,
        "2025-09-16",
        "When it was announced.",
    ),
    Key::new(
        "programme.*.country",
        Kind::Code(2),
        "\"GB\"",
        "Two-letter code of its country.",
    ),
    Key::new(
        "programme.*.gpus",
        Kind::Quantity(Measure::Count),
        "120_000",
        "Its announced total.",
    ),
    Key::new(
        "programme.*.by",
        Kind::Period,
        "\"2026\"",
        "By when, to the end of the period.",
    ),
    Key::new(
        "programme.*.sources",
        Kind::Ids(Named::Source),
        "[\"nvidia-2025-09-16\"]",
        "Sources of its values.",
    ),
    Key::new(
        "programme.*.assumptions",
        Kind::Paths,
        "[\"by\"]",
        "Which of its values are assumptions.",
    ),
];
