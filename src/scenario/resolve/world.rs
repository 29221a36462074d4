//! What stands above the sites: the scenario and its horizon, output, sources, zones, programmes.

use super::context::Context;
use super::ids;
use super::money;
use super::plausible;
use super::reader::Reader;
use crate::calendar::{Horizon, Step};
use crate::model::{NotModelled, Output, Zone};
use crate::scenario::problem::Problem;
use crate::scenario::tree::Table;
use crate::scenario::vary;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What `[scenario]` says.
pub(super) struct Heading {
    pub name: Option<String>,
    pub horizon: Option<Horizon>,
    pub seed: Option<u64>,
    pub trials: Option<u64>,
    pub currency: Option<String>,
    pub not_modelled: Vec<NotModelled>,
}

/// More periods than this is a slip of the pen; each costs memory in every series.
const MOST_PERIODS: usize = 1_200;

/// The status date, which reading anything else needs.
pub(super) fn as_of(heading: &Reader<'_>, cx: &mut Context<'_>) -> Option<Date> {
    heading.day(cx, "as_of")
}

/// Reads `[scenario]`; `earliest` is the first announcement of any site.
pub(super) fn heading(
    reader: &Reader<'_>,
    earliest: Option<Date>,
    cx: &mut Context<'_>,
) -> Heading {
    Heading {
        name: reader.label(cx, "name"),
        horizon: horizon(reader, earliest, cx),
        seed: reader.whole(cx, "seed"),
        trials: reader.whole(cx, "trials"),
        currency: reader.text(cx, "currency").filter(|code| {
            check_code(cx, reader, "currency", code);
            true
        }),
        not_modelled: not_modelled(reader, cx),
    }
}

fn horizon(reader: &Reader<'_>, earliest: Option<Date>, cx: &mut Context<'_>) -> Option<Horizon> {
    let step = match reader.word(cx, "step").as_deref() {
        Some("quarter") => Step::Quarter,
        _ => Step::Month,
    };
    let from = if reader.has("from") {
        reader.period(cx, "from")?.first
    } else {
        let Some(begin) = cx.as_of.or(earliest) else {
            cx.push(
                Problem::error("horizon::unknown", "nothing says when the horizon begins")
                    .at(
                        reader.place(),
                        "no `from`, no `as_of`, and no announcement below",
                    )
                    .help("add for example `from = 2025-09-01` to `[scenario]`"),
            );
            return None;
        };
        let from = begin.first_of_month();
        reader.record_rule(cx, "from", Some(from.to_string()));
        from
    };
    let to = if reader.has("to") {
        reader.period(cx, "to")?.last
    } else {
        let to = Date::new(from.year() + 5, 12, 31).ok()?;
        reader.record_rule(cx, "to", Some(to.to_string()));
        to
    };
    let Some(horizon) = Horizon::new(from, to, step) else {
        let mut problem = Problem::error(
            "horizon::reversed",
            format!("the horizon ends on {to}, before it begins on {from}"),
        );
        let place = |name: &str| reader.get(name).map(|node| node.place.clone());
        if let Some(place) = place("to") {
            problem = problem.at(&place, "ends here");
        }
        if let Some(place) = place("from") {
            problem = problem.also(&place, "begins here");
        }
        cx.push(problem.help("`from` is the first day, `to` the last"));
        return None;
    };
    let periods = horizon.period_ends().len();
    if periods > MOST_PERIODS {
        let place = reader.get("to").map_or(reader.place(), |node| &node.place);
        cx.push(
            Problem::error(
                "horizon::long",
                format!("the horizon has {periods} periods, more than {MOST_PERIODS}"),
            )
            .at(place, "too far away")
            .help("end it earlier, or write `step = \"quarter\"`"),
        );
        return None;
    }
    Some(horizon)
}

fn not_modelled(reader: &Reader<'_>, cx: &mut Context<'_>) -> Vec<NotModelled> {
    let rows = reader.rows(cx, "not_modelled").into_iter();
    rows.filter_map(|mut row| {
        Some(NotModelled {
            what: row.remove("what")?,
            why: row.remove("why")?,
            source: row.remove("source"),
        })
    })
    .collect()
}

/// Reads `[output]`.
pub(super) fn output(root: &Reader<'_>, cx: &mut Context<'_>) -> Output {
    let Some(reader) = root.section(cx, "output") else {
        return Output::default();
    };
    Output {
        scopes: reader.words(cx, "scopes"),
        metrics: reader.words(cx, "metrics"),
    }
}

/// Checks the form of `[sweep]`, which is no part of the model: what it varies is checked by a sweep.
pub(super) fn sweep(root: &Reader<'_>, cx: &mut Context<'_>) {
    let Some(reader) = root.section(cx, "sweep") else {
        return;
    };
    reader.texts(cx, "outcome");
    if let Some(section) = cx.root.table("sweep") {
        vary::of_section(section, cx.problems);
    }
}

/// Reads `[zone.x]`.
pub(super) fn zones(root: &Reader<'_>, cx: &mut Context<'_>) -> Vec<Zone> {
    let mut zones = Vec::new();
    for (id, reader) in root.entities(cx, "zone") {
        zones.push(Zone {
            id: id.to_string(),
            name: reader.label(cx, "name").unwrap_or_else(|| id.to_string()),
            country: country(&reader, cx),
            headroom: plausible::headroom(&reader, cx),
            flows: money::zone(&reader, cx),
        });
    }
    zones
}

/// Reads a `country`.
pub(super) fn country(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<String> {
    let code = reader.text(cx, "country")?;
    check_code(cx, reader, "country", &code);
    Some(code)
}

fn check_code(cx: &mut Context<'_>, reader: &Reader<'_>, key: &str, code: &str) {
    let length = reader.code_length(key);
    let is_code = code.len() == length && code.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_uk = key == "country" && code == "UK";
    let Some(node) = reader.get(key).filter(|_| !is_code || is_uk) else {
        return;
    };
    let words = if length == 2 { "two" } else { "three" };
    let problem = Problem::error(
        "code::form",
        format!("`{key}` needs a code of {words} capital letters"),
    )
    .at(&node.place, "not an ISO code");
    let upper = code.to_uppercase();
    cx.push(match (key, upper.as_str()) {
        ("country", "UK" | "UNITED KINGDOM") => {
            problem.help("the code of the United Kingdom is `GB`")
        }
        ("country", "USA" | "UNITED STATES") => {
            problem.help("the code of the United States is `US`")
        }
        ("country", _) if upper.len() == 2 => problem.help(format!("write `{upper}`")),
        ("country", _) => problem.help("codes are those of ISO 3166: `GB`, `US`, `NO`, `PT`"),
        _ => problem.help("codes are those of ISO 4217: `GBP`, `USD`, `EUR`"),
    });
}

/// Indices of ids in the list of all ids; what is not there was reported when it was read.
pub(super) fn indices(of: &[String], all: &[String]) -> Vec<usize> {
    let found: BTreeSet<usize> = of
        .iter()
        .filter_map(|id| all.iter().position(|known| known == id))
        .collect();
    found.into_iter().collect()
}

/// The ids of a table of entities, in their natural order.
pub(super) fn ids_of(table: &Table, name: &str) -> Vec<String> {
    let entities = table.table(name).into_iter().flat_map(ids::in_order);
    entities.map(|(id, _)| id.to_string()).collect()
}
