//! Scopes and series: what is added up, how it is binned and how it is recorded.

use super::announced;
use super::capacity::{PhaseBuild, SiteBuild};
use super::columns::Columns;
use super::phase::Compiled;
use super::{Metric, RunSpec, Timeline};
use crate::calendar::DAYS_PER_MONTH;
use crate::model::{Chip, ChipChoice, Model, Phase, PhaseState, Site, Size, Uncertain};
use crate::units::{Unit, WATTS_PER_MEGAWATT};
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
    /// Whether changes are counted (few a trial) or every period.
    pub event_wise: bool,
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
    /// Values below `2^top` quanta have bins of their own.
    pub top: i32,
    /// Levels that many trials share exactly, in quanta, ascending; zero apart.
    pub atoms: Vec<i64>,
}

/// Quanta in the greatest expected total, as a power of two: a resolution of 10⁻¹².
const QUANTA: i32 = 40;
/// Share of periods with an event below which counting changes is cheaper (measured).
const EVENT_WISE_BELOW: f64 = 0.3;
/// Beyond this quantile's complement values may share the last bin.
const TAIL: f64 = 1e-6;
/// Subsets of phases are listed as atoms up to this many phases.
const SUBSETS_UP_TO: usize = 4;

pub(super) fn compile(
    model: &Model,
    spec: &RunSpec,
    phases: &[Compiled],
    sites: &[SiteBuild],
    columns: &Columns,
    timeline: &Timeline,
) -> Vec<ScopePlan> {
    let bounds = Bounds::new(model);
    let recorded = recorded(&spec.metrics);
    let mut scopes = Vec::new();
    for (kind, id, members) in members(model, &spec.scopes) {
        let whole_sites = whole_sites(model, &members);
        let series = recorded
            .iter()
            .map(|(&metric, reported)| SeriesPlan {
                metric,
                grid: grid(metric, &members, &bounds, sites, &whole_sites, columns),
                reported: reported
                    .iter()
                    .map(|&metric| (metric, announced::path(model, &members, metric, timeline)))
                    .collect(),
            })
            .collect();
        let events: f64 = members
            .iter()
            .map(|&member| expected_events(model, sites, phases, member))
            .sum();
        let event_wise =
            kind != ScopeKind::Total && events < EVENT_WISE_BELOW * timeline.periods() as f64;
        scopes.push(ScopePlan {
            kind,
            id,
            phases: members,
            whole_sites,
            event_wise,
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

type Members = Vec<(usize, usize)>;

/// Scopes in the order of reports: by kind, then id; each with its phases.
fn members(model: &Model, kinds: &[ScopeKind]) -> Vec<(ScopeKind, String, Members)> {
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

fn whole_sites(model: &Model, members: &[(usize, usize)]) -> Vec<usize> {
    let mut held: BTreeMap<usize, usize> = BTreeMap::new();
    for &(site, _) in members {
        *held.entry(site).or_default() += 1;
    }
    held.into_iter()
        .filter(|&(site, count)| model.sites[site].phases.len() == count)
        .map(|(site, _)| site)
        .collect()
}

/// How many periods of a trial see a change of a phase.
fn expected_events(
    model: &Model,
    sites: &[SiteBuild],
    phases: &[Compiled],
    (site, phase): (usize, usize),
) -> f64 {
    let build = &sites[site];
    let compiled = &phases[build.phases.start + phase];
    let ramp = model.sites[site].phases[phase].ramp.median() / DAYS_PER_MONTH;
    let part = if compiled.observed.is_some() {
        1.0
    } else {
        0.0
    };
    let power = if build.limited {
        (build.stages.len() + 2 * build.plants.len()) as f64
    } else {
        0.0
    };
    1.0 + ramp + part + power
}

/// Upper bounds of each phase's full level, by (site, phase).
struct Bounds {
    gpus: BTreeMap<(usize, usize), f64>,
    it_load: BTreeMap<(usize, usize), f64>,
    compute: BTreeMap<(usize, usize), f64>,
    pue_peak: Vec<f64>,
    pue: Vec<f64>,
    power: Vec<f64>,
}

fn high<U: Unit>(quantity: &Uncertain<U>) -> f64 {
    quantity.distribution().quantile_upper(TAIL)
}

fn low<U: Unit>(quantity: &Uncertain<U>) -> f64 {
    quantity.distribution().quantile(TAIL)
}

impl Bounds {
    fn new(model: &Model) -> Self {
        let mut bounds = Self {
            gpus: BTreeMap::new(),
            it_load: BTreeMap::new(),
            compute: BTreeMap::new(),
            pue_peak: model
                .sites
                .iter()
                .map(|site| high(&site.pue_peak))
                .collect(),
            pue: model.sites.iter().map(|site| high(&site.pue)).collect(),
            power: model.sites.iter().map(power_bound).collect(),
        };
        for (site_index, site) in model.sites.iter().enumerate() {
            for (phase_index, phase) in site.phases.iter().enumerate() {
                let key = (site_index, phase_index);
                let chips = chips(model, phase);
                let watts = chips
                    .iter()
                    .map(|chip| high(&chip.watts))
                    .fold(0.0, f64::max)
                    / WATTS_PER_MEGAWATT;
                let least = chips
                    .iter()
                    .map(|chip| low(&chip.watts))
                    .fold(f64::MAX, f64::min)
                    / WATTS_PER_MEGAWATT;
                let ops = chips
                    .iter()
                    .map(|chip| high(&chip.ops_8bit))
                    .fold(0.0, f64::max);
                let (mut gpus, mut it_load) = match &phase.size {
                    Size::Gpus(gpus) => (high(gpus), high(gpus) * watts),
                    Size::ItLoad(power) => (high(power) / least, high(power)),
                };
                for count in counts(phase) {
                    gpus = gpus.max(high(count));
                    it_load = it_load.max(high(count) * watts);
                }
                bounds.gpus.insert(key, gpus);
                bounds.it_load.insert(key, it_load);
                bounds.compute.insert(key, gpus * ops);
            }
        }
        bounds
    }

    fn of(&self, metric: Metric, key: (usize, usize)) -> f64 {
        match metric {
            Metric::GpusInstalled | Metric::GpusPowered | Metric::GpusStranded => self.gpus[&key],
            Metric::ItLoad => self.it_load[&key],
            Metric::FacilityLoad | Metric::DeliveryGap => self.it_load[&key] * self.pue_peak[key.0],
            Metric::AverageLoad => self.it_load[&key] * self.pue[key.0],
            // Energy is counted as the sum of the loads at a period's two ends.
            Metric::Energy => 2.0 * self.it_load[&key] * self.pue[key.0],
            Metric::Compute | Metric::Effective | Metric::H100e => self.compute[&key],
            Metric::StrandedPower => 0.0,
        }
    }

    fn total(&self, metric: Metric, members: &[(usize, usize)], whole_sites: &[usize]) -> f64 {
        if metric == Metric::StrandedPower {
            return whole_sites.iter().map(|&site| self.power[site]).sum();
        }
        members.iter().map(|&member| self.of(metric, member)).sum()
    }

    /// The quantum of a metric: the same for all scopes, and for metrics that are added together.
    fn quantum(&self, metric: Metric) -> f64 {
        let metric = if metric == Metric::Energy {
            Metric::AverageLoad
        } else {
            metric
        };
        let all: Vec<(usize, usize)> = self.gpus.keys().copied().collect();
        let sites: Vec<usize> = (0..self.power.len()).collect();
        libm::ldexp(1.0, exponent(self.total(metric, &all, &sites)) - QUANTA)
    }
}

/// The least power of two that is not below `x`; 0 for nothing.
fn exponent(x: f64) -> i32 {
    if x > 0.0 && x.is_finite() {
        libm::ceil(libm::log2(x)) as i32
    } else {
        0
    }
}

fn power_bound(site: &Site) -> f64 {
    let grid = site
        .grid
        .iter()
        .map(|stage| high(&stage.capacity))
        .fold(0.0, f64::max);
    grid + site
        .plants
        .iter()
        .map(|plant| high(&plant.capacity))
        .sum::<f64>()
}

/// Every chip that a phase may have.
fn chips<'a>(model: &'a Model, phase: &'a Phase) -> Vec<&'a Chip> {
    let mut choices = vec![&phase.chip];
    if let PhaseState::Open {
        paused: Some(pause),
        ..
    } = &phase.state
    {
        choices.extend(pause.chip.as_ref());
    }
    let indices = choices.into_iter().flat_map(|choice| match choice {
        ChipChoice::One(chip) => vec![*chip],
        ChipChoice::OneOf { options, .. } => options.iter().map(|&(chip, _)| chip).collect(),
    });
    indices.map(|chip| &model.chips[chip]).collect()
}

/// Numbers of GPUs that stand beside the announced one.
fn counts(phase: &Phase) -> Vec<&Uncertain<crate::units::Gpus>> {
    match &phase.state {
        PhaseState::Online(fact) => fact.gpus.iter().collect(),
        PhaseState::Open { observed, paused } => {
            let restart = paused.as_ref().and_then(|pause| pause.gpus.as_ref());
            observed
                .as_ref()
                .map(|part| &part.gpus)
                .into_iter()
                .chain(restart)
                .collect()
        }
    }
}

fn grid(
    metric: Metric,
    members: &[(usize, usize)],
    bounds: &Bounds,
    sites: &[SiteBuild],
    whole_sites: &[usize],
    columns: &Columns,
) -> Grid {
    let quantum = bounds.quantum(metric);
    let top = exponent(bounds.total(metric, members, whole_sites) / quantum);
    let mut levels: Vec<f64> = Vec::new();
    let full: Vec<f64> = members
        .iter()
        .filter_map(|&(site, phase)| full_level(metric, &sites[site].builds[phase], columns))
        .collect();
    if full.len() == members.len() && full.len() <= SUBSETS_UP_TO {
        levels.extend((1_u32..1 << full.len()).map(|subset| {
            full.iter()
                .enumerate()
                .filter(|(bit, _)| subset >> bit & 1 == 1)
                .map(|(_, level)| level)
                .sum::<f64>()
        }));
    } else if full.len() == members.len() {
        levels.push(full.iter().sum());
    }
    if metric == Metric::FacilityLoad {
        if let [site] = whole_sites {
            levels.extend(
                sites[*site]
                    .stages
                    .iter()
                    .filter_map(|stage| columns.value(stage.capacity)),
            );
        }
    }
    let mut atoms: Vec<i64> = levels
        .iter()
        .map(|level| libm::round(level / quantum) as i64)
        .filter(|&atom| atom > 0)
        .collect();
    atoms.sort_unstable();
    atoms.dedup();
    Grid {
        quantum,
        top,
        atoms,
    }
}

/// A phase's level when full, where that is the same in every trial.
fn full_level(metric: Metric, build: &PhaseBuild, columns: &Columns) -> Option<f64> {
    let size = columns.value(build.size)?;
    let per_gpu = match metric {
        Metric::GpusInstalled | Metric::GpusPowered | Metric::GpusStranded => 1.0,
        Metric::ItLoad => columns.value(build.it_load)?,
        Metric::FacilityLoad | Metric::DeliveryGap => columns.value(build.facility_load)?,
        Metric::AverageLoad => columns.value(build.average_load)?,
        Metric::Energy => 2.0 * columns.value(build.average_load)?,
        Metric::Compute | Metric::H100e => columns.value(build.compute)?,
        Metric::Effective => columns.value(build.effective)?,
        Metric::StrandedPower => return None,
    };
    Some(size * per_gpu)
}
