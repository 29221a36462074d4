//! Money as a whole: announced sums beside what the model comes to, and what a delay costs.

use super::rounding::rounded;
use super::{DelayCostRow, MoneyAnswer, MoneyRow, Percentiles};
use crate::model::{AnnouncedMoney, Model, Uncertain};
use crate::plan::{MoneyItem, Plan};
use crate::results::Results;
use crate::stats::order_rank;

const LEVELS: [f64; 3] = [0.1, 0.5, 0.9];

/// `None` where neither a cost nor a sum is given.
pub(super) fn answer(model: &Model, plan: &Plan, results: &Results) -> Option<MoneyAnswer> {
    let flows = &plan.flows;
    if flows.items.is_empty() && flows.tied.is_empty() && !flows.money {
        return None;
    }
    let costs = model.costs.as_ref();
    let opening = results.flows.opening.as_ref().map(|cells| {
        let ranks = LEVELS.map(|p| order_rank(results.trials, p));
        let values = cells.at_ranks(0, results.trials, &ranks);
        Percentiles {
            p10: rounded(values[0]),
            p50: rounded(values[1]),
            p90: rounded(values[2]),
        }
    });
    let nothing = Percentiles {
        p10: 0.0,
        p50: 0.0,
        p90: 0.0,
    };
    let items = flows.items.iter();
    let announced = items.filter_map(|item| row(model, item, results));
    Some(MoneyAnswer {
        currency: model.currency.clone(),
        price_year: costs.and_then(|costs| costs.price_year),
        rates: rates(model),
        opening: opening.unwrap_or(nothing),
        announced: announced.collect(),
        delay: delays(model, plan, results),
    })
}

/// Rates and inflation in words.
fn rates(model: &Model) -> Vec<String> {
    let own = &model.currency;
    let rates = model.rates.iter();
    let mut words: Vec<String> = rates
        .map(|(code, rate)| format!("1 {code} = {rate} {own}"))
        .collect();
    let costs = model.costs.as_ref();
    if let Some(rate) = costs.and_then(|costs| costs.inflation.as_ref()) {
        let law = rate.distribution();
        let per_cent = |p: f64| rounded(law.quantile(p) * 100.0);
        words.push(match law.as_constant() {
            Some(rate) => format!("prices rise by {} % a year", rounded(rate * 100.0)),
            None => format!(
                "prices rise by {} to {} % a year (P10 to P90)",
                per_cent(0.1),
                per_cent(0.9)
            ),
        });
    }
    words
}

/// Percentiles of kept values.
fn percentiles(mut values: Vec<f64>) -> Option<Percentiles> {
    if values.is_empty() {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    let at = |p: f64| rounded(values[order_rank(values.len() as u64, p) as usize - 1]);
    Some(Percentiles {
        p10: at(0.1),
        p50: at(0.5),
        p90: at(0.9),
    })
}

/// Trial by trial one column over another.
fn ratio(results: &Results, above: usize, below: usize) -> Option<Percentiles> {
    let kept = &results.flows.kept;
    let pairs = kept.values(above).iter().zip(kept.values(below));
    percentiles(pairs.map(|(above, below)| above / below).collect())
}

fn row(model: &Model, item: &MoneyItem, results: &Results) -> Option<MoneyRow> {
    let kept = &results.flows.kept;
    let of = |column: usize| percentiles(kept.values(column).to_vec());
    let announced = of(item.announced)?;
    let (name, money, stated) = entity(model, item)?;
    let median = |column: Option<usize>| Some(of(column?)?.p50);
    let gpus = stated
        .or_else(|| median(item.gpus))
        .filter(|gpus| *gpus > 0.0);
    let it_mw = median(item.it_load).filter(|it_mw| *it_mw > 0.0);
    // A total that is stated for more GPUs than its sites have says nothing of their MW.
    let covered = median(item.gpus).unwrap_or(0.0);
    let whole = gpus.is_some_and(|gpus| (covered - gpus).abs() <= 0.01 * gpus);
    let it_mw = it_mw.filter(|_| whole);
    let over = |by: Option<f64>| Some(rounded(announced.p50 / by?));
    let evidence = |by: Option<usize>| {
        let spread = ratio(results, item.modelled?, by?)?;
        Some((spread.p10, spread.p90))
    };
    let implied_per_gpu = over(gpus);
    let evidence_per_gpu = evidence(item.gpus);
    // Where its remainder's size follows from the sum, the two agree whatever was announced.
    let derived = item.kind == "programme" && is_derived(model, &item.id);
    let verdict = implied_per_gpu
        .zip(evidence_per_gpu)
        .filter(|_| item.capex_alone && !derived);
    let verdict = verdict.map(|(implied, (low, high))| {
        let word = if implied < low {
            "below"
        } else if implied > high {
            "above"
        } else {
            "within"
        };
        word.to_owned()
    });
    Some(MoneyRow {
        kind: item.kind.to_owned(),
        id: item.id.clone(),
        name,
        stated: money.written.clone(),
        announced,
        covers: money.covers.clone(),
        modelled: item.modelled.and_then(of),
        gpus: gpus.map(rounded),
        it_mw,
        implied_per_gpu,
        implied_per_mw: over(it_mw),
        evidence_per_gpu,
        evidence_per_mw: evidence(item.it_load),
        verdict,
    })
}

/// Whether the size of a programme's remainder follows from its sum.
fn is_derived(model: &Model, id: &str) -> bool {
    let mut sites = model.sites.iter();
    sites.any(|site| {
        let of = site.remainder_of.map(|index| &model.programmes[index]);
        of.is_some_and(|of| of.id == id && of.sum_alone().is_some())
    })
}

/// What an announced sum is for: its name, the sum, and the GPUs that its total is stated in.
fn entity<'a>(
    model: &'a Model,
    item: &MoneyItem,
) -> Option<(String, &'a AnnouncedMoney, Option<f64>)> {
    if item.kind == "programme" {
        let mut programmes = model.programmes.iter();
        let programme = programmes.find(|programme| programme.id == item.id)?;
        let gpus = programme.gpus.as_ref().map(Uncertain::median);
        return Some((programme.name.clone(), programme.money.as_ref()?, gpus));
    }
    let (site, phase) = item.id.split_once('.').unwrap_or((&item.id, ""));
    let site = model.sites.iter().find(|known| known.id == site)?;
    if item.kind == "site" {
        return Some((site.name.clone(), site.money.as_ref()?, None));
    }
    let phase = site.phases.iter().find(|known| known.id == phase)?;
    let name = format!("{}, {}", site.name, phase.name);
    Some((name, phase.money.as_ref()?, None))
}

fn delays(model: &Model, plan: &Plan, results: &Results) -> Vec<DelayCostRow> {
    let kept = &results.flows.kept;
    let rows = plan.flows.tied.iter().filter_map(|tied| {
        let phase = &plan.phases[tied.phase];
        let site = &model.sites[phase.site];
        let own = &site.phases[phase.phase];
        Some(DelayCostRow {
            site: site.id.clone(),
            phase: own.id.clone(),
            name: format!("{}, {}", site.name, own.name),
            tied_up: percentiles(kept.values(tied.capital).to_vec())?,
            per_month: percentiles(kept.values(tied.a_month?).to_vec())?,
        })
    });
    rows.collect()
}
