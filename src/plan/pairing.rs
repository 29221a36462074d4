//! Who is who in two plans: the same scope, phase or grid stage by its id.

use super::{Metric, Plan};
use crate::model::Model;
use std::collections::BTreeMap;

/// A thing's index in the base and in the variant; absent where it does not stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Both<T> {
    /// In the base.
    pub base: Option<T>,
    /// In the variant.
    pub variant: Option<T>,
}

/// What stands opposite what in a base and a variant, by ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairing {
    /// Recorded series as (scope, series): by kind and id of the scope, then metric.
    pub series: Vec<Both<(usize, usize)>>,
    /// Sites, by id.
    pub sites: Vec<Both<usize>>,
    /// Phases of the plans: by site, then phase.
    pub phases: Vec<Both<usize>>,
    /// Grid stages as (site, stage): by site, then stage.
    pub stages: Vec<Both<(usize, usize)>>,
    /// Targets of the plans, by id.
    pub targets: Vec<Both<usize>>,
    /// Whether both record dates.
    pub dated: bool,
}

impl Pairing {
    /// Pairs what stands in two models, and what their plans record of it.
    #[must_use]
    pub fn of(base: (&Model, &Plan), variant: (&Model, &Plan)) -> Self {
        Self {
            series: matched(series(base.1), series(variant.1)),
            sites: matched(sites(base.0), sites(variant.0)),
            phases: matched(phases(base), phases(variant)),
            stages: matched(stages(base.0), stages(variant.0)),
            targets: matched(targets(base), targets(variant)),
            dated: base.1.schedule && variant.1.schedule,
        }
    }
}

/// Pairs of equal names, in the order of names.
fn matched<K: Ord, T>(
    base: impl Iterator<Item = (K, T)>,
    variant: impl Iterator<Item = (K, T)>,
) -> Vec<Both<T>> {
    let mut pairs: BTreeMap<K, Both<T>> = BTreeMap::new();
    let nobody = || Both {
        base: None,
        variant: None,
    };
    for (name, index) in base {
        pairs.entry(name).or_insert_with(nobody).base = Some(index);
    }
    for (name, index) in variant {
        pairs.entry(name).or_insert_with(nobody).variant = Some(index);
    }
    pairs.into_values().collect()
}

/// Recorded series by kind, id and metric.
fn series(plan: &Plan) -> impl Iterator<Item = ((super::ScopeKind, &str, Metric), (usize, usize))> {
    plan.scopes.iter().enumerate().flat_map(|(index, scope)| {
        let recorded = scope.series.iter().enumerate();
        recorded.map(move |(number, series)| {
            (
                (scope.kind, scope.id.as_str(), series.metric),
                (index, number),
            )
        })
    })
}

/// Sites by id.
fn sites(model: &Model) -> impl Iterator<Item = (&str, usize)> {
    let sites = model.sites.iter().enumerate();
    sites.map(|(index, site)| (site.id.as_str(), index))
}

/// Phases by site and phase.
fn phases<'a>(
    (model, plan): (&'a Model, &'a Plan),
) -> impl Iterator<Item = ((&'a str, &'a str), usize)> {
    plan.phases.iter().enumerate().map(|(index, phase)| {
        let site = &model.sites[phase.site];
        (
            (site.id.as_str(), site.phases[phase.phase].id.as_str()),
            index,
        )
    })
}

/// Grid stages by site and stage.
fn stages(model: &Model) -> impl Iterator<Item = ((&str, &str), (usize, usize))> {
    model.sites.iter().enumerate().flat_map(|(site, entry)| {
        let stages = entry.grid.iter().enumerate();
        stages.map(move |(stage, grid)| ((entry.id.as_str(), grid.id.as_str()), (site, stage)))
    })
}

/// Targets of the plans by id.
fn targets<'a>((model, plan): (&'a Model, &'a Plan)) -> impl Iterator<Item = (&'a str, usize)> {
    let targets = plan.targets.iter().enumerate();
    targets.map(|(index, compiled)| (model.targets[compiled.target].id.as_str(), index))
}
