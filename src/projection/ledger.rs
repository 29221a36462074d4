//! Programmes and sites of the answer: what was announced, what accounts for it, what comes of it.

use super::build::printed;
use super::rounding::rounded;
use super::{MoneyAnswer, MoneyRow, ProgrammeRow, SiteRow};
use crate::calendar::Period;
use crate::model::{Model, Programme, Site, wider};
use crate::plan::{Metric, Plan, ScopeKind, announced_gpus, announced_load};
use crate::results::Results;
use crate::stats::order_rank;

/// A row for each programme, in the model's order.
pub(super) fn rows(
    model: &Model,
    plan: &Plan,
    results: &Results,
    money: Option<&MoneyAnswer>,
) -> Vec<ProgrammeRow> {
    let accounts = model.accounts();
    let programmes = model.programmes.iter().enumerate();
    let row = |(index, programme): (usize, &Programme)| {
        let account = &accounts[index];
        let of_programme = |site: &&Site| site.remainder_of == Some(index);
        let period = period(model, programme.by);
        let sum = money.and_then(|money| sum(money, &programme.id));
        let median = |metric| median(plan, results, &programme.id, metric, period);
        ProgrammeRow {
            id: programme.id.clone(),
            name: programme.name.clone(),
            announced: programme.announced.map(printed),
            announced_gpus: account.gpus.total.map(rounded),
            sited_gpus: rounded(sited(model, index)),
            claimed_gpus: rounded(account.gpus.claimed),
            unsited_gpus: rounded(account.gpus.remainder()),
            over_subscribed_gpus: rounded(account.gpus.over_subscribed()),
            announced_mw: account.it_load.total.map(rounded),
            claimed_mw: rounded(account.it_load.claimed),
            unsited_mw: rounded(account.it_load.remainder()),
            announced_money: announced_money(model, programme, sum),
            claimed_money: Some(account.money.claimed)
                .filter(|sum| *sum > 0.0)
                .map(rounded),
            modelled_money: sum.and_then(|sum| Some(sum.modelled?.p50)),
            implied_mw: account.implied.map(rounded),
            part_of: programme
                .part_of
                .iter()
                .map(|&outer| model.programmes[outer].id.clone())
                .collect(),
            by: programme.by.map(|by| printed(by.last)),
            fills_totals: model.is_filled(index),
            remainder: model
                .sites
                .iter()
                .find(of_programme)
                .map(|site| site.id.clone()),
            installed_p50: median(Metric::GpusInstalled),
            powered_p50: median(Metric::GpusPowered),
        }
    };
    programmes.map(row).collect()
}

/// A programme's sum as the answer's money has it, where that is worked out.
fn sum<'a>(money: &'a MoneyAnswer, id: &str) -> Option<&'a MoneyRow> {
    let mut rows = money.announced.iter();
    rows.find(|row| row.kind == "programme" && row.id == id)
}

/// The median of what was announced in money, in the answer's currency and price year.
fn announced_money(model: &Model, programme: &Programme, sum: Option<&MoneyRow>) -> Option<f64> {
    let money = programme.money.as_ref()?;
    let stated = || rounded(money.median_in_prices_of(model.costs.as_ref()));
    Some(sum.map_or_else(stated, |sum| sum.announced.p50))
}

/// GPUs announced at the sites of a programme and of all that is part of it, each phase once.
fn sited(model: &Model, programme: usize) -> f64 {
    let within: Vec<bool> = (0..model.programmes.len())
        .map(|index| wider(&model.programmes, index).contains(&programme))
        .collect();
    let sites = model
        .sites
        .iter()
        .filter(|site| site.remainder_of.is_none());
    let phases = sites.flat_map(|site| site.phases.iter().map(move |phase| (site, phase)));
    phases
        .filter(|(_, phase)| phase.programmes.iter().any(|&own| within[own]))
        .map(|(site, phase)| announced_gpus(model, site, phase))
        .fold(0.0, |sum, gpus| sum + gpus)
}

/// The period that holds the end of `by`, or the last.
fn period(model: &Model, by: Option<Period>) -> usize {
    let ends = model.horizon.period_ends();
    let last = ends.len() - 1;
    by.map_or(last, |by| {
        ends.partition_point(|end| *end < by.last).min(last)
    })
}

/// The median of a stock of a programme's scope; `None` where that is not recorded.
fn median(plan: &Plan, results: &Results, id: &str, metric: Metric, period: usize) -> Option<f64> {
    let mut scopes = plan.scopes.iter().zip(&results.series);
    let (scope, series) =
        scopes.find(|(scope, _)| scope.kind == ScopeKind::Programme && scope.id == id)?;
    let number = scope
        .series
        .iter()
        .position(|series| series.metric == metric)?;
    let rank = order_rank(results.trials, 0.5);
    let values = series[number].at_ranks(period, results.trials, &[rank]);
    values.first().copied().map(rounded)
}

/// A row for each site, in the model's order: where it stands and how large it was announced.
pub(super) fn sites(model: &Model) -> Vec<SiteRow> {
    let row = |site: &Site| {
        let loads = site
            .phases
            .iter()
            .map(|phase| announced_load(model, site, phase));
        SiteRow {
            id: site.id.clone(),
            name: site.name.clone(),
            country: site.country.clone(),
            zone: site.zone.map(|zone| model.zones[zone].id.clone()),
            location: site.location,
            announced_mw: rounded(loads.fold(0.0, |sum, load| sum + load)),
        }
    };
    model.sites.iter().map(row).collect()
}
