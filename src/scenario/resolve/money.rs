//! Money, carbon, water and training: what a scenario says of them, and what cannot do without.

use super::context::Context;
use super::reader::Reader;
use crate::model::{AnnouncedMoney, Costs, Output, Site, Training, Zone, ZoneFlows};
use crate::scenario::currency;
use crate::scenario::problem::Problem;
use crate::scenario::quantity;
use crate::scenario::tree::Value;

/// What a scenario says of money and training.
pub(super) struct Money {
    pub rates: Vec<(String, f64)>,
    pub costs: Option<Costs>,
    pub training: Option<Training>,
}

/// Reads `[fx]`, `[cost]` and `[training]`.
pub(super) fn read(root: &Reader<'_>, zones: &[Zone], cx: &mut Context<'_>) -> Money {
    bases(root, zones, cx);
    Money {
        rates: rates(root, cx),
        costs: costs(root, cx),
        training: training(root, cx),
    }
}

/// Reads `[fx]`: currencies with what one of each is worth.
fn rates(root: &Reader<'_>, cx: &mut Context<'_>) -> Vec<(String, f64)> {
    let mut rates = Vec::new();
    for (code, node) in root.fields(cx, "fx").unwrap_or_default() {
        let Some(rate) = quantity::number(&node, &code, cx.problems) else {
            continue;
        };
        if !currency::is_code(&code) {
            cx.push(currency::unknown(&code).at(&node.key, "not a code of ISO 4217"));
        } else if rate <= 0.0 {
            cx.push(
                Problem::error("currency::rate", format!("one {code} is worth {rate}"))
                    .at(&node.place, "must be above 0")
                    .help("write what one of it is worth in the scenario's currency: `USD = 0.79`"),
            );
        } else if code == cx.money.own && (rate - 1.0).abs() > 0.0 {
            cx.push(
                Problem::error("currency::rate", format!("one {code} is one {code}"))
                    .at(
                        &node.place,
                        format!("{code} is the scenario's own currency"),
                    )
                    .help("leave it out, or say under `[scenario]` which `currency` is meant"),
            );
        } else {
            let unit = cx.money.own.clone();
            root.record_part(cx, "fx", &code, &node, &unit);
            rates.push((code, rate));
        }
    }
    rates
}

/// Reads `[cost]`.
fn costs(root: &Reader<'_>, cx: &mut Context<'_>) -> Option<Costs> {
    let reader = root.section(cx, "cost")?;
    let costs = Costs {
        per_mw: reader.quantity(cx, "per_mw"),
        per_gpu: reader.quantity(cx, "per_gpu"),
        opex: reader.quantity(cx, "opex"),
        energy_price: reader.curve(cx, "energy_price"),
        build: reader.quantity(cx, "build")?,
        price_year: year(&reader, cx),
        inflation: reader.quantity(cx, "inflation"),
        capital: reader.quantity(cx, "capital"),
    };
    Some(costs)
}

/// Reads `price_year`.
fn year(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<i16> {
    let year = reader.whole(cx, "price_year")?;
    i16::try_from(year).ok()
}

/// Reads `money`; sums of another price year need a rate of inflation.
pub(super) fn announced(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<AnnouncedMoney> {
    let section = reader.section(cx, "money")?;
    let amount = section.quantity(cx, "amount");
    let written = section.get("amount").map(|node| cx.written(node));
    let price_year = year(&section, cx);
    let covers = section.words(cx, "covers");
    if let (Some(year), Some(node)) = (price_year, section.get("price_year")) {
        let costs = cx.root.table("cost");
        let has = |key: &str| costs.is_some_and(|costs| costs.get(key).is_some());
        let of_costs = costs.and_then(|costs| costs.get("price_year"));
        let is_same = of_costs.is_some_and(|of| of.value == Value::Integer(i64::from(year)));
        if of_costs.is_some() && !is_same && !has("inflation") {
            let message = format!("`{}` is in prices of {year}", section.path());
            let mut problem = Problem::error("money::inflation", message)
                .at(&node.place, "another year than that of `[cost]`");
            if let Some(of_costs) = of_costs {
                problem = problem.also(&of_costs.place, "costs are in prices of this year");
            }
            cx.push(problem.help(
                "say how prices rise: `inflation = \"2 to 4 %\"` under `[cost]`; or bring the sum to that year",
            ));
        }
    }
    Some(AnnouncedMoney {
        amount: amount?,
        written: written.unwrap_or_default().trim_matches('"').to_string(),
        price_year,
        covers: covers.unwrap_or_else(|| vec!["capex".to_string()]),
    })
}

/// Reads `[training]`.
fn training(root: &Reader<'_>, cx: &mut Context<'_>) -> Option<Training> {
    let reader = root.section(cx, "training")?;
    let (days, share) = (reader.number(cx, "days"), reader.number(cx, "share"));
    reader.word(cx, "precision");
    Some(Training {
        days: days?,
        share: share?,
    })
}

/// Reads what a zone says of carbon, water, prices and seasons.
pub(super) fn zone(reader: &Reader<'_>, cx: &mut Context<'_>) -> ZoneFlows {
    let flows = ZoneFlows {
        carbon: reader.curve(cx, "carbon"),
        carbon_basis: reader.word(cx, "carbon_basis"),
        water: reader.quantity(cx, "water"),
        energy_price: reader.curve(cx, "energy_price"),
        season: season(reader, cx),
    };
    if let (Some(node), false) = (reader.get("carbon"), reader.has("carbon_basis")) {
        cx.push(
            Problem::error(
                "key::missing",
                format!("`{}` has no `carbon_basis`", reader.path()),
            )
            .at(&node.key, "does not say what it counts")
            .help("write `carbon_basis = \"operational\"` (what power stations emit as they run) or `\"life-cycle\"` (with building and fuelling them)"),
        );
    }
    flows
}

/// The mean of a season's factors may be off 1 by so much.
const OFF: f64 = 0.02;

fn season(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<[f64; 12]> {
    let node = reader.get("pue_season")?;
    let Some(members) = node.as_array() else {
        reader.wrong_type(cx, "pue_season", node, "a list of twelve numbers");
        return None;
    };
    let mut factors = Vec::new();
    for member in members {
        let factor = quantity::number(member, "pue_season", cx.problems)?;
        if factor < 0.0 {
            cx.push(
                Problem::error("season::negative", "a factor of `pue_season` is below 0")
                    .at(&member.place, "less than no overhead")
                    .help("a factor multiplies PUE less one: 0.8 is a fifth less cooling than in the mean"),
            );
            return None;
        }
        factors.push(factor);
    }
    let Ok(factors) = <[f64; 12]>::try_from(factors) else {
        cx.push(
            Problem::error(
                "season::months",
                "`pue_season` needs a factor for each month",
            )
            .at(&node.place, format!("{} of 12", members.len()))
            .help("write twelve numbers, January first"),
        );
        return None;
    };
    let mean = factors.iter().sum::<f64>() / 12.0;
    if (mean - 1.0).abs() > OFF {
        cx.push(
            Problem::error(
                "season::mean",
                format!("the mean of `pue_season` is {mean:.3}"),
            )
            .at(&node.place, "would change the yearly `pue`")
            .help("divide each by their mean: it has to be 1 within 2 %"),
        );
        return None;
    }
    reader.record(cx, "pue_season");
    Some(factors)
}

/// Warns where intensities of two kinds would be added up.
fn bases(root: &Reader<'_>, zones: &[Zone], cx: &mut Context<'_>) {
    let mut bases: Vec<&String> = zones
        .iter()
        .filter(|zone| zone.flows.carbon.is_some())
        .filter_map(|zone| zone.flows.carbon_basis.as_ref())
        .collect();
    bases.sort();
    bases.dedup();
    if let (Some(node), true) = (root.get("zone"), bases.len() > 1) {
        cx.push(
            Problem::warning(
                "carbon::bases",
                "some zones give operational carbon, others life-cycle",
            )
            .at(&node.key, "their sum is neither")
            .help("take all from sources of one kind, or look at each zone by itself"),
        );
    }
}

/// Reports metrics that are asked for and that the scenario has not the makings of.
pub(super) fn metrics(
    root: &Reader<'_>,
    output: &Output,
    (zones, sites, money): (&[Zone], &[Site], &Money),
    cx: &mut Context<'_>,
) {
    let Some(asked) = &output.metrics else { return };
    let node = root
        .get("output")
        .and_then(|node| node.as_table()?.get("metrics"));
    // Where all capacity is firm nothing is curtailed, and no series says so.
    for metric in asked.iter().filter(|metric| *metric != "curtailed") {
        let missing = missing(metric, (zones, sites, money));
        if let Some((node, missing)) = node.zip(missing) {
            cx.push(
                Problem::error(
                    "metric::makings",
                    format!("nothing to work `{metric}` out from"),
                )
                .at(&node.place, "asked for here")
                .help(format!("add {missing}, or leave `{metric}` out")),
            );
        }
    }
}

/// What a metric cannot be worked out without, where a scenario does not have it.
pub(super) fn missing(
    metric: &str,
    (zones, sites, money): (&[Zone], &[Site], &Money),
) -> Option<&'static str> {
    let mut flows = zones.iter().map(|zone| &zone.flows);
    let mut stages = sites.iter().flat_map(|site| &site.grid);
    let (has, missing) = match metric {
        "emissions" => (
            flows.any(|zone| zone.carbon.is_some()),
            "`carbon` of a zone, with its `carbon_basis`",
        ),
        "water" => (
            flows.any(|zone| zone.water.is_some()) || sites.iter().any(|site| site.water.is_some()),
            "`water` of a zone or a site",
        ),
        "spend" | "spend_to_date" => (money.costs.is_some(), "`[cost]`"),
        "peak_load" => (
            flows.any(|zone| zone.season.is_some()),
            "`pue_season` of a zone",
        ),
        "training_run" | "flop_to_date" => (money.training.is_some(), "`[training]`"),
        "curtailed" => (
            stages.any(|stage| stage.curtailed.is_some()),
            "`curtailed` of a grid stage that is not firm",
        ),
        _ => (true, ""),
    };
    (!has).then_some(missing)
}
