//! The tables of targets and baselines, and what the terminal says of targets.

use super::define::{At, Cell, Column, Kind, Table, date, maybe, number, text};
use super::digits::{figure, percent};
use super::summary::totals::moment;
use crate::comparison::{Comparison, TargetDifference};
use crate::projection::{BaselineRow, Projection, TargetRow, plain};
use std::borrow::Cow;

/// Targets: the chance of each.
pub static TARGETS: Table<Projection> = Table {
    name: "targets",
    about: "one row for each target and period: the chance that it is met at its end, and beside it what holds for the target as a whole",
    columns: &ASKED,
    groups: |projection| projection.targets.len(),
    rows: |projection, _| projection.periods.len(),
};

/// Baselines: what the scenario does not list.
pub static BASELINES: Table<Projection> = Table {
    name: "baselines",
    about: "one row for each baseline and period; in no total",
    columns: &BESIDE,
    groups: |projection| projection.capacity.baselines.len(),
    rows: |projection, _| projection.periods.len(),
};

fn target(projection: &Projection, at: At) -> &TargetRow {
    &projection.targets[at.group]
}

fn baseline(projection: &Projection, at: At) -> &BaselineRow {
    &projection.capacity.baselines[at.group]
}

const ASKED: [Column<Projection>; 20] = [
    Column::new("target", Kind::Text, "its id", |p, at| {
        text(&target(p, at).id)
    }),
    Column::new("name", Kind::Text, "its name", |p, at| {
        text(&target(p, at).name)
    }),
    Column::new(
        "scope_kind",
        Kind::Text,
        "what is added up: total, country, ..",
        |p, at| text(&target(p, at).scope.kind),
    ),
    Column::new(
        "scope_id",
        Kind::Text,
        "the scope's id; empty for the total",
        |p, at| maybe(target(p, at).scope.id.as_ref()),
    ),
    Column::new("metric", Kind::Text, "what is counted", |p, at| {
        text(&target(p, at).metric)
    }),
    Column::new("unit", Kind::Text, "its unit", |p, at| {
        text(&target(p, at).unit)
    }),
    Column::new(
        "summed",
        Kind::Text,
        "of what adds up over time: year, half-year, quarter or period, over which the sum is held against the level; empty of a level at a date",
        |p, at| maybe(target(p, at).summed.as_ref()),
    ),
    Column::new("at_least", Kind::Number, "the level to reach", |p, at| {
        number(target(p, at).at_least)
    }),
    Column::new(
        "at_most",
        Kind::Number,
        "or the level not to pass",
        |p, at| number(target(p, at).at_most),
    ),
    Column::new("by", Kind::Date, "the last day that counts", |p, at| {
        Cell::Date(&target(p, at).by)
    }),
    Column::new(
        "target_chance",
        Kind::Share,
        "share of trials that meet it in the period that holds that day",
        |p, at| number(Some(target(p, at).chance.value)),
    ),
    Column::new(
        "target_chance_se",
        Kind::Number,
        "its standard error",
        |p, at| number(Some(target(p, at).chance.se)),
    ),
    Column::new(
        "reached_p10",
        Kind::Date,
        "end of the first period in which the level is reached (of `at_most`, passed): 10 % of all trials; empty where that is not within the run",
        |p, at| date(target(p, at).p10.as_ref()),
    ),
    Column::new("reached_p50", Kind::Date, "50 %", |p, at| {
        date(target(p, at).p50.as_ref())
    }),
    Column::new("reached_p90", Kind::Date, "90 %", |p, at| {
        date(target(p, at).p90.as_ref())
    }),
    Column::new(
        "announced_meets",
        Kind::Flag,
        "whether the announced path meets it by its date",
        |p, at| Cell::Flag(target(p, at).announced_meets),
    ),
    Column::new(
        "baselines",
        Kind::Text,
        "ids of the baselines that are counted with it, parted by \"; \"",
        |p, at| match target(p, at).baselines.as_slice() {
            [] => Cell::Empty,
            [one] => text(one),
            many => Cell::Text(Cow::Owned(many.join("; "))),
        },
    ),
    Column::new("period", Kind::Date, "last day of the period", |p, at| {
        Cell::Date(&p.periods[at.row])
    }),
    Column::new(
        "chance",
        Kind::Share,
        "share of trials that meet the level in this period",
        |p, at| number(target(p, at).chances.get(at.row).copied()),
    ),
    Column::new("chance_se", Kind::Number, "its standard error", |p, at| {
        number(target(p, at).chances_se.get(at.row).copied())
    }),
];

const BESIDE: [Column<Projection>; 10] = [
    Column::new("baseline", Kind::Text, "its id", |p, at| {
        text(&baseline(p, at).id)
    }),
    Column::new("name", Kind::Text, "its name", |p, at| {
        text(&baseline(p, at).name)
    }),
    Column::new("scope_kind", Kind::Text, "country or zone", |p, at| {
        text(&baseline(p, at).scope.kind)
    }),
    Column::new("scope_id", Kind::Text, "its id", |p, at| {
        maybe(baseline(p, at).scope.id.as_ref())
    }),
    Column::new("metric", Kind::Text, "facility_load or compute", |p, at| {
        text(&baseline(p, at).metric)
    }),
    Column::new("unit", Kind::Text, "its unit", |p, at| {
        text(&baseline(p, at).unit)
    }),
    Column::new("period", Kind::Date, "last day of the period", |p, at| {
        Cell::Date(&p.periods[at.row])
    }),
    Column::new(
        "p10",
        Kind::Number,
        "10 % lie at or below, at the period's end",
        |p, at| number(baseline(p, at).p10.get(at.row).copied()),
    ),
    Column::new("p50", Kind::Number, "50 %", |p, at| {
        number(baseline(p, at).p50.get(at.row).copied())
    }),
    Column::new("p90", Kind::Number, "90 %", |p, at| {
        number(baseline(p, at).p90.get(at.row).copied())
    }),
];

/// A sentence for each target: "6 GW of facility load in GB by the end of 2030: chance 3 % (P50 not
/// within the run)."
pub(super) fn sentences(projection: &Projection) -> impl Iterator<Item = String> {
    projection.targets.iter().map(sentence)
}

fn sentence(row: &TargetRow) -> String {
    let what = match row.metric.strip_prefix("gpus_") {
        Some(state) => state.to_owned(),
        None => format!("of {}", row.metric.replace('_', " ")),
    };
    let of = match row.scope.kind.as_str() {
        "total" => String::new(),
        kind => format!(
            " of {kind} {}",
            plain(row.scope.name.as_deref().unwrap_or_default())
        ),
    };
    let with = if row.baselines.is_empty() {
        ""
    } else {
        " with its baseline"
    };
    let by = moment(&row.by);
    let median = |verb: &str| match &row.p50 {
        Some(day) => format!("P50 {verb} {day}"),
        None => format!("P50 never {verb} within the horizon"),
    };
    let (level, is_least) = match (row.at_least, row.at_most) {
        (Some(level), _) => (level, true),
        (None, level) => (level.unwrap_or_default(), false),
    };
    let level = amount(level, &row.unit);
    let chance = percent(row.chance);
    let named = row.name != row.id;
    let asked = if named {
        plain(&row.name)
    } else {
        format!("{level} {what}{of}")
    };
    if let Some(summed) = row.summed.as_deref().filter(|summed| *summed != "period") {
        let verb = if is_least { "reached" } else { "passed" };
        let (median, most) = (
            median(verb),
            if named || is_least { "" } else { "At most " },
        );
        return format!("{most}{asked} in the {summed} to {by}: chance {chance} ({median}).");
    }
    if is_least {
        let median = median("reached");
        format!("{asked}{with} by {by}: chance {chance} ({median}).")
    } else {
        let (median, most) = (median("passed"), if named { "" } else { "At most " });
        format!("{most}{asked}{with} at {by}: chance {chance} ({median}).")
    }
}

/// Standard errors beyond which a chance has moved.
const MOVED: f64 = 2.0;
/// The least move that is told, in points: less would print as none.
const LEAST: f64 = 0.05;

/// A sentence for each target of a comparison whose chance moves: "6 GW by 2030: chance 12 %, 3 % in
/// the base (+9.1 ± 0.3 points)"; or one that none does.
pub(super) fn moved(comparison: &Comparison, variant: usize) -> Vec<String> {
    let rows = comparison.differences.get(variant);
    let rows = rows.map_or(&[][..], |difference| &difference.targets);
    let moves = |row: &&TargetDifference| {
        let both = row.base.is_some() && row.variant.is_some();
        let moved = row.difference.abs();
        !both || (moved > MOVED * row.difference_se && 100.0 * moved >= LEAST)
    };
    let told: Vec<String> = rows.iter().filter(moves).map(move_of).collect();
    if told.is_empty() && !rows.is_empty() {
        return vec!["No target's chance moves by 0.1 points beyond its error.".to_owned()];
    }
    told
}

fn move_of(row: &TargetDifference) -> String {
    let name = plain(&row.name);
    let (points, se) = (100.0 * row.difference, 100.0 * row.difference_se);
    match (row.base, row.variant) {
        (Some(base), Some(variant)) => format!(
            "Target {name}: chance {}, {} in the base ({points:+.1}\u{a0}±\u{a0}{se:.1} points).",
            percent(variant),
            percent(base)
        ),
        (None, Some(variant)) => {
            format!(
                "Target {name}: chance {}, not asked in the base.",
                percent(variant)
            )
        }
        (base, _) => format!(
            "Target {name}: not asked here; chance {} in the base.",
            base.map_or_else(|| "0 %".to_owned(), percent)
        ),
    }
}

/// Whether a unit is a currency: three capital letters.
fn is_currency(unit: &str) -> bool {
    unit.len() == 3 && unit.bytes().all(|letter| letter.is_ascii_uppercase())
}

/// A level in the unit that reads best.
fn amount(level: f64, unit: &str) -> String {
    let (level, unit) = match unit {
        "MW" if level >= 1_000.0 => (level / 1_000.0, "GW"),
        "MWh" if level >= 1e6 => (level / 1e6, "TWh"),
        "op/s" | "FLOP" => return format!("{level:.3e} {unit}"),
        money if is_currency(money) && level >= 1e6 => {
            let (level, scale) = if level >= 1e9 {
                (level / 1e9, "bn")
            } else {
                (level / 1e6, "m")
            };
            return format!("{} {scale} {money}", figure(level, 0.0));
        }
        _ => (level, unit),
    };
    format!("{} {unit}", figure(level, 0.0))
}
