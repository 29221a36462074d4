//! Targets and baselines of the answer.

use super::build::{printed, share};
use super::rounding::rounded;
use super::{BaselineRow, Scope, TargetRow};
use crate::calendar::Instant;
use crate::model::{Area, BaselineLevel, Bound, Model, Target};
use crate::plan::{FlowTarget, Metric, Plan, ScopeKind};
use crate::results::Results;
use crate::stats::order_rank;

/// A row for each target whose date is in the horizon, in the model's order.
pub(super) fn rows(model: &Model, plan: &Plan, results: &Results) -> Vec<TargetRow> {
    let ends = model.horizon.period_ends();
    let both = plan.targets.iter().zip(&results.targets);
    let row = |(compiled, result): (&crate::plan::TargetPlan, &crate::results::TargetResult)| {
        let target = &model.targets[compiled.target];
        let chances = result.met.iter().map(|&met| share(met, results.trials));
        let (chances, chances_se) = chances
            .map(|chance| (rounded(chance.value), rounded(chance.se)))
            .unzip();
        // The end of the period in which so many trials have reached it.
        let reached = |p: f64| {
            let rank = order_rank(results.trials, p);
            let mut so_far = 0;
            let period = result.first.iter().position(|first| {
                so_far += first;
                so_far >= rank
            });
            period.map(|period| printed(ends[period]))
        };
        let (at_least, at_most) = match target.level {
            Bound::AtLeast(level) => (Some(rounded(level)), None),
            Bound::AtMost(level) => (None, Some(rounded(level))),
        };
        let counted = model.baselines.iter();
        let counted = counted.filter(|baseline| target.counts(baseline, &model.zones));
        TargetRow {
            id: target.id.clone(),
            name: target.name.clone(),
            scope: scope(model, &target.scope, &target.scope_id),
            metric: target.metric.clone(),
            unit: Metric::from_word(&target.metric)
                .map_or("", Metric::unit)
                .replace("money", &model.currency),
            summed: summed(compiled.flow.as_ref(), target),
            at_least,
            at_most,
            by: printed(target.by),
            chance: share(result.met[compiled.period], results.trials),
            p10: reached(0.10),
            p50: reached(0.50),
            p90: reached(0.90),
            chances,
            chances_se,
            announced_meets: compiled.announced_meets,
            baselines: counted.map(|baseline| baseline.id.clone()).collect(),
        }
    };
    both.map(row).collect()
}

/// What the periods are called over which a flow is added up.
fn summed(flow: Option<&FlowTarget>, target: &Target) -> Option<String> {
    let sums = ["energy", "curtailed", "emissions", "water", "spend"];
    if !sums.contains(&target.metric.as_str()) {
        return None;
    }
    let word = match flow.map_or(1, |flow| flow.span) {
        1 => "period",
        _ if target.months == 12 => "year",
        _ if target.months == 6 => "half-year",
        _ => "quarter",
    };
    Some(word.to_owned())
}

/// A scope by its kind and id, as reports name it.
fn scope(model: &Model, kind: &str, id: &str) -> Scope {
    let name = match ScopeKind::from_word(kind) {
        Some(ScopeKind::Total) | None => None,
        Some(ScopeKind::Zone) => {
            let mut zones = model.zones.iter();
            zones
                .find(|zone| zone.id == id)
                .map(|zone| zone.name.clone())
        }
        Some(ScopeKind::Programme) => {
            let mut programmes = model.programmes.iter();
            let own = programmes.find(|programme| programme.id == id);
            own.map(|programme| programme.name.clone())
        }
        Some(ScopeKind::Site) => {
            let mut sites = model.sites.iter();
            sites
                .find(|site| site.id == id)
                .map(|site| site.name.clone())
        }
        Some(ScopeKind::Phase) => id.split_once('.').and_then(|(site, phase)| {
            let site = model.sites.iter().find(|known| known.id == site)?;
            let phase = site.phases.iter().find(|known| known.id == phase)?;
            Some(format!("{}, {}", site.name, phase.name))
        }),
        Some(_) => Some(id.to_owned()),
    };
    Scope {
        kind: kind.to_owned(),
        id: (kind != "total").then(|| id.to_owned()),
        name,
    }
}

/// A row for each baseline, in the model's order. All knots of a baseline share one uniform, so
/// that its percentiles at a date are those of its curve at that percentile.
pub(super) fn baselines(model: &Model) -> Vec<BaselineRow> {
    let row = |baseline: &crate::model::Baseline| {
        let metric = baseline.level.metric();
        let band = |p: f64| -> Vec<f64> {
            let ends = model.horizon.period_ends().iter();
            let at = |end: Instant| match &baseline.level {
                BaselineLevel::FacilityLoad(curve) => curve.quantile_at(end, p),
                BaselineLevel::Compute(curve) => curve.quantile_at(end, p),
            };
            ends.map(|end| rounded(at(Instant::end_of(*end)))).collect()
        };
        let scope = match &baseline.of {
            Area::Country(code) => scope(model, "country", code),
            Area::Zone(zone) => scope(model, "zone", &model.zones[*zone].id),
        };
        BaselineRow {
            id: baseline.id.clone(),
            name: baseline.name.clone(),
            scope,
            metric: metric.to_owned(),
            unit: Metric::from_word(metric)
                .map_or("", Metric::unit)
                .to_owned(),
            p10: band(0.10),
            p50: band(0.50),
            p90: band(0.90),
        }
    };
    model.baselines.iter().map(row).collect()
}
