//! Keys of money, and of what load becomes: energy by season, carbon, water, training runs.

use super::{Key, Kind, Named};
use crate::scenario::quantity::Measure;

pub(super) const KEYS: &[Key] = &[
    Key::new(
        "fx",
        Kind::Rates,
        "{ USD = 0.79, EUR = 0.87 }",
        "Exchange rates: what one of each currency is worth in the scenario's own. They are numbers; no rate is drawn.",
    ),
    Key::new(
        "cost",
        Kind::Section,
        "",
        "What things cost. Money may be written in any currency that `[fx]` has a rate for; a bare number is in the scenario's own. Each is drawn once a trial.",
    ),
    Key::new(
        "cost.per_mw",
        Kind::Quantity(Measure::CostPerMegawatt),
        "\"9 to 14 m USD/MW\"",
        "Building and plant, per MW of IT load. It falls due over `build` before a phase is ready, by the S-curve 3x^2 - 2x^3. A lost phase spends nothing.",
    ),
    Key::new(
        "cost.per_gpu",
        Kind::Quantity(Measure::Money),
        "\"38 to 50 k USD\"",
        "A GPU with its share of server, rack and network. It falls due as GPUs are installed. A chip's own `price` takes its place.",
    ),
    Key::new(
        "cost.opex",
        Kind::Quantity(Measure::CostPerMegawattYear),
        "\"0.6 to 1.2 m USD/MW/year\"",
        "Running costs without energy, per MW of powered IT load and year.",
    ),
    Key::new(
        "cost.energy_price",
        Kind::Curve(Measure::EnergyPrice, false),
        "\"50 to 90 USD/MWh\"",
        "Price of energy, which may change by date; a zone's own takes its place.",
    ),
    Key::new(
        "cost.build",
        Kind::Quantity(Measure::Duration),
        "\"18 months\"",
        "How long before a phase is ready its building is paid for.",
    )
    .or("cost.build"),
    Key::new(
        "cost.price_year",
        Kind::Whole(1990, 2200),
        "2025",
        "The year whose prices these are. Announced sums of other years are brought to it by `inflation`.",
    ),
    Key::new(
        "cost.inflation",
        Kind::Quantity(Measure::Share),
        "\"2 to 4 %\"",
        "The share by which prices rise a year.",
    ),
    Key::new(
        "cost.capital",
        Kind::Quantity(Measure::Share),
        "\"6 to 10 %\"",
        "What capital costs a year, as a share: what a month's delay of a phase costs is a twelfth of it, of what is tied up.",
    ),
    Key::new(
        "cost.sources",
        Kind::Ids(Named::Source),
        "[\"epoch-data-centers\"]",
        "Sources of its values.",
    ),
    Key::new(
        "cost.evidence",
        Kind::Evidence,
        "{ opex = [\"epoch-data-centers\"] }",
        "Sources of single values, in place of `sources`.",
    ),
    Key::new(
        "cost.assumptions",
        Kind::Paths,
        "[\"opex\"]",
        "Which of its values are assumptions.",
    ),
    Key::new(
        "zone.*.carbon",
        Kind::Curve(Measure::Carbon, false),
        "{ 2025 = \"170 to 180 g/kWh\", 2030 = \"50 to 120 g/kWh\" }",
        "Carbon intensity of its power, which may change by date: linear between the dates, flat outside them.",
    ),
    Key::new(
        "zone.*.carbon_basis",
        Kind::Word(&["operational", "life-cycle"]),
        "\"operational\"",
        "What `carbon` counts: what power stations emit as they run, or with what building and fuelling them does. Needed with `carbon`.",
    ),
    Key::new(
        "zone.*.water",
        Kind::Quantity(Measure::Water),
        "\"0.2 to 1.8 L/kWh\"",
        "Water used per energy at the meter of its sites.",
    ),
    Key::new(
        "zone.*.energy_price",
        Kind::Curve(Measure::EnergyPrice, false),
        "\"80 to 110 GBP/MWh\"",
        "Price of its energy, in place of that under `[cost]`.",
    ),
    Key::new(
        "zone.*.pue_season",
        Kind::Months,
        "[0.7, 0.7, 0.8, 0.9, 1.1, 1.3, 1.4, 1.4, 1.2, 1.0, 0.8, 0.7]",
        "Factors of the twelve months, January first, on the overhead of its sites: PUE less one. Their mean is 1. Average load and energy follow them; `peak_load` has `pue_peak` in the worst month.",
    ),
    Key::new(
        "site.*.water",
        Kind::Quantity(Measure::Water),
        "\"0.1 to 0.5 L/kWh\"",
        "Water used per energy at its meter, in place of the zone's.",
    ),
    Key::new(
        "site.*.plant.*.emissions",
        Kind::Quantity(Measure::Carbon),
        "\"400 to 500 g/kWh\"",
        "Carbon intensity of its energy; without it the zone's. Plant serves first.",
    ),
    Key::new(
        "site.*.plant.*.cost",
        Kind::Quantity(Measure::EnergyPrice),
        "\"45 to 80 USD/MWh\"",
        "What its energy costs, in place of the energy price.",
    ),
    Key::new(
        "chip.*.price",
        Kind::Quantity(Measure::Money),
        "\"40 to 50 k USD\"",
        "What one costs with its share of server, rack and network, in place of `per_gpu` under `[cost]`.",
    ),
    Key::new(
        "programme.*.money",
        Kind::Section,
        "",
        "A sum that was announced for the programme; it is held against what the programme comes to. Where no `gpus` and no `it_load` are announced it implies MW, at what a MW costs all in by `[cost]`; a `remainder` in a ledger that fills totals has that size, in each trial its own.",
    ),
    Key::new(
        "programme.*.money.amount",
        Kind::Quantity(Measure::Money),
        "\"2.5 bn GBP\"",
        "The sum.",
    )
    .needed()
    .positive(),
    Key::new(
        "programme.*.money.price_year",
        Kind::Whole(1990, 2200),
        "2025",
        "The year whose prices it is in; without it that of `[cost]`.",
    ),
    Key::new(
        "programme.*.money.covers",
        Kind::Words(&["capex", "opex"]),
        "[\"capex\"]",
        "What it pays for; capex where it does not say.",
    ),
    Key::new(
        "site.*.money",
        Kind::Section,
        "",
        "A sum that was announced for the site. Nothing is computed with it; it is held against what the site comes to.",
    ),
    Key::new(
        "site.*.money.amount",
        Kind::Quantity(Measure::Money),
        "\"2.5 bn GBP\"",
        "The sum.",
    )
    .needed()
    .positive(),
    Key::new(
        "site.*.money.price_year",
        Kind::Whole(1990, 2200),
        "2025",
        "The year whose prices it is in; without it that of `[cost]`.",
    ),
    Key::new(
        "site.*.money.covers",
        Kind::Words(&["capex", "opex"]),
        "[\"capex\"]",
        "What it pays for; capex where it does not say.",
    ),
    Key::new(
        "site.*.phase.*.money",
        Kind::Section,
        "",
        "A sum that was announced for the phase. Nothing is computed with it; it is held against what the phase comes to.",
    ),
    Key::new(
        "site.*.phase.*.money.amount",
        Kind::Quantity(Measure::Money),
        "\"2.5 bn GBP\"",
        "The sum.",
    )
    .needed()
    .positive(),
    Key::new(
        "site.*.phase.*.money.price_year",
        Kind::Whole(1990, 2200),
        "2025",
        "The year whose prices it is in; without it that of `[cost]`.",
    ),
    Key::new(
        "site.*.phase.*.money.covers",
        Kind::Words(&["capex", "opex"]),
        "[\"capex\"]",
        "What it pays for; capex where it does not say.",
    ),
    Key::new(
        "training",
        Kind::Section,
        "",
        "What a training run is: `training_run` is the largest that one site of a scope could do.",
    ),
    Key::new(
        "training.days",
        Kind::Number(1.0, 3650.0),
        "90",
        "How long it lasts, days.",
    )
    .needed(),
    Key::new(
        "training.share",
        Kind::Number(0.01, 1.0),
        "0.8",
        "The share of a site's GPUs that it has.",
    )
    .or("training.share"),
    Key::new(
        "training.precision",
        Kind::Word(&["16bit"]),
        "\"16bit\"",
        "Its arithmetic: a chip's `flops_16bit`; where it has none, half its 8-bit rate.",
    )
    .or("training.precision"),
    Key::new(
        "training.sources",
        Kind::Ids(Named::Source),
        "[\"epoch-data-centers\"]",
        "Sources of its values.",
    ),
    Key::new(
        "training.evidence",
        Kind::Evidence,
        "{ days = [\"epoch-data-centers\"] }",
        "Sources of single values, in place of `sources`.",
    ),
    Key::new(
        "training.assumptions",
        Kind::Paths,
        "[\"days\"]",
        "Which of its values are assumptions.",
    ),
];
