//! Scopes and series: what is added up, how it is binned and how it is recorded.

use super::announced;
use super::atoms;
use super::bounds::Bounds;
use super::capacity::SiteBuild;
use super::columns::Columns;
use super::flows;
use super::{Metric, RunSpec, Timeline};
use crate::model::{Model, Phase, Site};
use std::collections::{BTreeMap, BTreeSet};

/// What a scope adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScopeKind {
    /// Everything.
    Total,
    /// Sites of a country.
    Country,
    /// Sites of a grid zone.
    Zone,
    /// Phases of an operator.
    Operator,
    /// Phases of a customer.
    Customer,
    /// Phases of a programme and of all that is part of it.
    Programme,
    /// Phases with a tag.
    Tag,
    /// One site.
    Site,
    /// One phase.
    Phase,
}

impl ScopeKind {
    /// All kinds.
    pub const ALL: [ScopeKind; 9] = [
        ScopeKind::Total,
        ScopeKind::Country,
        ScopeKind::Zone,
        ScopeKind::Operator,
        ScopeKind::Customer,
        ScopeKind::Programme,
        ScopeKind::Tag,
        ScopeKind::Site,
        ScopeKind::Phase,
    ];
    /// What is reported unless asked otherwise.
    pub const DEFAULT: [ScopeKind; 6] = [
        ScopeKind::Total,
        ScopeKind::Country,
        ScopeKind::Zone,
        ScopeKind::Operator,
        ScopeKind::Programme,
        ScopeKind::Site,
    ];

    /// Its name in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            ScopeKind::Total => "total",
            ScopeKind::Country => "country",
            ScopeKind::Zone => "zone",
            ScopeKind::Operator => "operator",
            ScopeKind::Customer => "customer",
            ScopeKind::Programme => "programme",
            ScopeKind::Tag => "tag",
            ScopeKind::Site => "site",
            ScopeKind::Phase => "phase",
        }
    }

    /// The kind of a name in files.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A scope: which phases it adds up.
#[derive(Clone, Debug, PartialEq)]
pub struct ScopePlan {
    /// Its kind.
    pub kind: ScopeKind,
    /// Its id; empty for the total.
    pub id: String,
    /// Its phases, as (site, index within the site's build), in order.
    pub phases: Vec<(usize, usize)>,
    /// Sites all of whose phases it holds: their unused firm capacity is its own.
    pub whole_sites: Vec<usize>,
    /// The announced path of its facility load, MW: what the delivery gap is measured from.
    pub announced_load: Vec<f64>,
    /// Its series, one a recorded metric.
    pub series: Vec<SeriesPlan>,
}

/// One recorded metric of a scope.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesPlan {
    /// The recorded metric.
    pub metric: Metric,
    /// How its values are counted.
    pub grid: Grid,
    /// The metrics that are reported from it, each with its announced path.
    pub reported: Vec<(Metric, Vec<f64>)>,
}

/// How values are counted: whole multiples of a quantum, in bins.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// The quantum, a power of two in the metric's unit; one for all scopes of a metric, so that
    /// a total is the sum of its parts to the last bit.
    pub quantum: f64,
    /// Levels that many trials share exactly, in quanta, ascending; zero apart.
    pub atoms: Vec<i64>,
}

pub(super) fn compile(
    model: &Model,
    spec: &RunSpec,
    sites: &[SiteBuild],
    columns: &Columns,
    timeline: &Timeline,
) -> Vec<ScopePlan> {
    let bounds = Bounds::new(model);
    let seasons = flows::has_seasons(model);
    let counted = spec.metrics.iter().copied();
    let counted: Vec<Metric> = counted
        .filter(|metric| metric.flow(seasons).is_none())
        .filter(|metric| *metric != Metric::Curtailed || sites.iter().any(|site| site.curtailed))
        .collect();
    let recorded = recorded(&counted);
    let mut scopes = Vec::new();
    for (kind, id, members) in members(model, &spec.scopes) {
        let whole_sites = whole_sites(model, &members);
        let series = recorded
            .iter()
            .map(|(&metric, reported)| SeriesPlan {
                metric,
                grid: Grid {
                    quantum: bounds.quantum(metric),
                    atoms: atoms::of(metric, &members, bounds.quantum(metric), sites, columns),
                },
                reported: reported
                    .iter()
                    .map(|&metric| (metric, announced::path(model, &members, metric, timeline)))
                    .collect(),
            })
            .collect();
        let announced_load = announced::path(model, &members, Metric::FacilityLoad, timeline);
        scopes.push(ScopePlan {
            kind,
            id,
            phases: members,
            whole_sites,
            announced_load,
            series,
        });
    }
    scopes
}

/// Recorded metrics with what is reported from each.
fn recorded(metrics: &[Metric]) -> BTreeMap<Metric, Vec<Metric>> {
    let mut recorded: BTreeMap<Metric, Vec<Metric>> = BTreeMap::new();
    for &metric in metrics {
        recorded.entry(metric.base()).or_default().push(metric);
    }
    recorded
}

pub(super) type Members = Vec<(usize, usize)>;

/// Scopes in the order of reports: by kind, then id; each with its phases.
pub(super) fn members(model: &Model, kinds: &[ScopeKind]) -> Vec<(ScopeKind, String, Members)> {
    let mut groups: BTreeMap<(ScopeKind, String), Members> = BTreeMap::new();
    let kinds: BTreeSet<ScopeKind> = kinds.iter().copied().collect();
    for (site_index, site) in model.sites.iter().enumerate() {
        for (phase_index, phase) in site.phases.iter().enumerate() {
            for &kind in &kinds {
                for id in ids(model, site, phase, kind) {
                    groups
                        .entry((kind, id))
                        .or_default()
                        .push((site_index, phase_index));
                }
            }
        }
    }
    groups
        .into_iter()
        .map(|((kind, id), phases)| (kind, id, phases))
        .collect()
}

/// The scopes of a kind that a phase belongs to.
fn ids(model: &Model, site: &Site, phase: &Phase, kind: ScopeKind) -> Vec<String> {
    let one = |word: &Option<String>| word.iter().cloned().collect();
    match kind {
        ScopeKind::Total => vec![String::new()],
        ScopeKind::Country => one(&site.country),
        ScopeKind::Zone => site
            .zone
            .iter()
            .map(|&zone| model.zones[zone].id.clone())
            .collect(),
        ScopeKind::Operator => one(&phase.operator),
        ScopeKind::Customer => one(&phase.customer),
        ScopeKind::Tag => phase
            .tags
            .iter()
            .cloned()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        ScopeKind::Site => vec![site.id.clone()],
        ScopeKind::Phase => vec![format!("{}.{}", site.id, phase.id)],
        ScopeKind::Programme => {
            let mut all = BTreeSet::new();
            let mut open = phase.programmes.clone();
            while let Some(programme) = open.pop() {
                if all.insert(programme) {
                    open.extend(&model.programmes[programme].part_of);
                }
            }
            all.into_iter()
                .map(|programme| model.programmes[programme].id.clone())
                .collect()
        }
    }
}

/// Sites all of whose phases are among these.
pub(super) fn whole_sites(model: &Model, members: &[(usize, usize)]) -> Vec<usize> {
    let mut held: BTreeMap<usize, usize> = BTreeMap::new();
    for &(site, _) in members {
        *held.entry(site).or_default() += 1;
    }
    held.into_iter()
        .filter(|&(site, count)| model.sites[site].phases.len() == count)
        .map(|(site, _)| site)
        .collect()
}
