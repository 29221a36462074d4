//! Flows: what load becomes by period - energy by season, carbon, water, money, training runs.
//!
//! They change in nearly every period, so they are not recorded as changes but worked out edge by
//! edge from what is built and powered (`results/flows`). What a scenario says nothing of has no
//! column and no series.

mod announced;
mod money;
mod reach;

pub(in crate::plan) use announced::path as announced_path;
pub(super) use money::in_own_prices;
pub use money::{MoneyItem, Tied, booked};

use super::capacity::{self, SiteBuild};
use super::columns::{Column, Columns};
use super::effects::Effects;
use super::outfit::Fitting;
use super::phase::Compiled;
use super::{CurvePlan, Flow, Metric, RunSpec, ScopeKind, ScopePlan, Timeline};
use crate::calendar::date_of_day;
use crate::model::{Model, Phase, Site};
use crate::units::HOURS_PER_DAY;
use jiff::civil::Date;

/// What is worked out by period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlowPlan {
    /// The flows that are wanted, each once.
    pub flows: Vec<Flow>,
    /// Series, by scope and then metric.
    pub series: Vec<FlowSeries>,
    /// Whether flows are added up by calendar year.
    pub years: Vec<i16>,
    /// For each period the index of its year.
    pub year_of: Vec<usize>,
    /// For each year whether the horizon holds all of it.
    pub whole_years: Vec<bool>,
    /// Sites, in the plan's order; empty where nothing is wanted.
    pub sites: Vec<SiteFlow>,
    /// The plan's parts: phases, then their renewals; empty likewise.
    pub phases: Vec<PhaseFlow>,
    /// Operations of a training run for each operation per second of its site.
    pub training: f64,
    /// Whether money is worked out.
    pub money: bool,
    /// Announced sums, held against what was announced for them.
    pub items: Vec<MoneyItem>,
    /// Sums that fall due once over all, each with its period.
    pub once: Vec<(usize, Column)>,
    /// Capital that phases tie up.
    pub tied: Vec<Tied>,
}

/// A series of flows, or the yearly sums of one that is reported otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowSeries {
    /// Index of the scope.
    pub scope: usize,
    /// What is reported.
    pub metric: Metric,
    /// What is worked out for it.
    pub flow: Flow,
    /// It adds up over the periods.
    pub to_date: bool,
    /// It is reported by period.
    pub by_period: bool,
    /// It is added up by calendar year.
    pub by_year: bool,
    /// Its announced path.
    pub announced: Vec<f64>,
}

/// What a site's energy is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteFlow {
    /// Carbon intensity, g/kWh.
    pub carbon: Option<CurvePlan>,
    /// Water, m3/MWh.
    pub water: Option<Column>,
    /// Price of energy, a `MWh`.
    pub price: Option<CurvePlan>,
    /// Plant that serves first, as the build-out has it.
    pub plants: Vec<PlantFlow>,
    /// Seasons of its overhead.
    pub season: Option<Season>,
}

/// What the energy of plant is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct PlantFlow {
    /// First instant in service.
    pub from: Column,
    /// Last instant in service.
    pub until: Option<Column>,
    /// What it can serve, MW.
    pub capacity: Column,
    /// Its carbon intensity, g/kWh; the zone's where it has none.
    pub emissions: Option<Column>,
    /// What its energy costs a `MWh`; the energy price where it says nothing.
    pub cost: Option<Column>,
}

/// Seasons of an overhead.
#[derive(Clone, Debug, PartialEq)]
pub struct Season {
    /// At each edge the factor on PUE less one.
    pub at_edge: Vec<f64>,
    /// The factor of the worst month.
    pub worst: f64,
}

/// What a phase's flows are worked out from, beside its build-out.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseFlow {
    /// PUE over the year, where the site has seasons; then the mean IT load of a GPU, MW.
    pub mean_it: Option<(Column, Column)>,
    /// Design PUE, where the site has seasons.
    pub pue_peak: Option<Column>,
    /// What building for a GPU costs.
    pub building: Option<Column>,
    /// What a GPU costs.
    pub gpu: Option<Column>,
    /// Running costs of a powered GPU an hour, without energy.
    pub running: Option<Column>,
    /// When it is ready.
    pub ready: Column,
    /// Days before that over which its building is paid for.
    pub build: Option<Column>,
    /// 16-bit operations per second of a GPU, times MFU and availability.
    pub rate: Option<Column>,
}

/// Whether some site has seasons.
pub(super) fn has_seasons(model: &Model) -> bool {
    let mut sites = model.sites.iter();
    sites.any(|site| season_of(model, site).is_some())
}

fn season_of<'a>(model: &'a Model, site: &Site) -> Option<&'a [f64; 12]> {
    model.zones[site.zone?].flows.season.as_ref()
}

/// The metrics that a model has the makings of.
pub(super) fn supported(model: &Model) -> Vec<Metric> {
    let all = Metric::ALL.into_iter();
    all.filter(|&metric| has_makings(model, metric)).collect()
}

fn has_makings(model: &Model, metric: Metric) -> bool {
    let zones = |site: &Site| site.zone.map(|zone| &model.zones[zone].flows);
    let mut sites = model.sites.iter();
    match metric {
        Metric::Emissions => {
            sites.any(|site| zones(site).is_some_and(|flows| flows.carbon.is_some()))
        }
        Metric::Water => sites.any(|site| {
            site.water.is_some() || zones(site).is_some_and(|flows| flows.water.is_some())
        }),
        Metric::Spend | Metric::SpendToDate => model.costs.is_some(),
        Metric::PeakLoad => has_seasons(model),
        Metric::Curtailed => {
            sites.any(|site| site.grid.iter().any(|stage| stage.curtailed.is_some()))
        }
        Metric::TrainingRun | Metric::FlopToDate => model.training.is_some(),
        _ => true,
    }
}

/// Kinds of scope whose flows are added up by calendar year.
const BY_YEAR: [ScopeKind; 5] = [
    ScopeKind::Total,
    ScopeKind::Country,
    ScopeKind::Operator,
    ScopeKind::Programme,
    ScopeKind::Site,
];

/// Compiles what is asked of flows; nothing where the model says nothing of any.
pub(super) fn compile(
    model: &Model,
    spec: &RunSpec,
    (phases, sites): (&[Compiled], &[SiteBuild]),
    scopes: &[ScopePlan],
    effects: &mut Effects<'_>,
    columns: &mut Columns,
    timeline: &Timeline,
) -> FlowPlan {
    let series = series(model, spec, scopes, timeline);
    let mut flows: Vec<Flow> = series.iter().map(|series| series.flow).collect();
    flows.extend(super::target::flows_of(model));
    flows.sort_unstable();
    flows.dedup();
    let mut plan = FlowPlan {
        series,
        ..FlowPlan::default()
    };
    money::compile(model, spec, sites, phases, effects, columns, &mut plan);
    if flows.is_empty() {
        return plan;
    }
    plan.training = model.training.map_or(0.0, |training| {
        training.share * training.days * HOURS_PER_DAY * 3600.0
    });
    plan.money = flows.contains(&Flow::Spend);
    plan.flows = flows;
    years(timeline, &mut plan);
    if plan.money {
        plan.once = money::once(model, timeline, columns);
    }
    for (site, entry) in model.sites.iter().enumerate() {
        plan.sites
            .push(of_site(model, entry, &sites[site], timeline, columns));
    }
    // Renewals after all phases, as the plan's parts are.
    for renewals in [false, true] {
        for (site, entry) in sites.iter().enumerate() {
            let count = entry.phases.len();
            let own = if renewals {
                count..entry.builds.len()
            } else {
                0..count
            };
            for index in own {
                let build = &entry.builds[index];
                let place = (site, entry.phase_of(index));
                let compiled = &phases[entry.phases.start + place.1];
                let fitting = Fitting {
                    needed: build.needed,
                    ..Fitting::of(model, place, compiled)
                };
                let of_model = &model.sites[site];
                let of_model = (of_model, &of_model.phases[place.1]);
                let mut flow = of_phase(&fitting, of_model, build, compiled, columns);
                if plan.money {
                    flow = money::of_phase(&fitting, build, flow, effects, columns);
                }
                if renewals {
                    // The hall stands.
                    (flow.building, flow.build) = (None, None);
                }
                plan.phases.push(flow);
            }
        }
    }
    plan
}

/// Series of the metrics that are asked for; beside emissions, water and money the energy by year.
fn series(
    model: &Model,
    spec: &RunSpec,
    scopes: &[ScopePlan],
    timeline: &Timeline,
) -> Vec<FlowSeries> {
    let seasons = has_seasons(model);
    let metrics: Vec<Metric> = Metric::ALL
        .into_iter()
        .filter(|metric| spec.metrics.contains(metric) && has_makings(model, *metric))
        .collect();
    let any = metrics.iter().any(|metric| metric.flow(seasons).is_some());
    let mut all = Vec::new();
    for (scope, entry) in scopes.iter().enumerate() {
        for &metric in &metrics {
            let own = metric.flow(seasons);
            let yearly = any && metric == Metric::Energy;
            let Some((flow, to_date)) = own.or(yearly.then_some((Flow::Energy, false))) else {
                continue;
            };
            let sums = matches!(
                metric,
                Metric::Energy
                    | Metric::Curtailed
                    | Metric::Emissions
                    | Metric::Water
                    | Metric::Spend
            );
            let by_year = sums && BY_YEAR.contains(&entry.kind);
            if own.is_none() && !by_year {
                continue;
            }
            all.push(FlowSeries {
                scope,
                metric,
                flow,
                to_date,
                by_period: own.is_some(),
                by_year,
                announced: announced::path(model, &entry.phases, metric, timeline),
            });
        }
    }
    all
}

/// The day that holds an edge: the horizon's first, or a period's last.
fn day_of(edge: f64) -> Option<Date> {
    date_of_day(edge.floor())
}

fn years(timeline: &Timeline, plan: &mut FlowPlan) {
    let edges = timeline.edges();
    let first = day_of(edges[0]);
    for &edge in &edges[1..] {
        let Some(day) = day_of(edge) else { continue };
        if plan.years.last() != Some(&day.year()) {
            let begins = first.is_none_or(|first| {
                first.year() < day.year() || (first.month() == 1 && first.day() == 1)
            });
            plan.years.push(day.year());
            plan.whole_years.push(begins);
        }
        plan.year_of.push(plan.years.len() - 1);
    }
    let last = edges.last().and_then(|&edge| day_of(edge));
    if let (Some(last), Some(whole)) = (last, plan.whole_years.last_mut()) {
        *whole &= last.month() == 12 && last.day() == 31;
    }
}

fn of_site(
    model: &Model,
    site: &Site,
    build: &SiteBuild,
    timeline: &Timeline,
    columns: &mut Columns,
) -> SiteFlow {
    let flows = site.zone.map(|zone| &model.zones[zone].flows);
    let water = site.water.as_ref();
    let water = water.or(flows.and_then(|flows| flows.water.as_ref()));
    let own = flows.and_then(|flows| flows.energy_price.as_ref());
    let price = own.or(model
        .costs
        .as_ref()
        .and_then(|costs| costs.energy_price.as_ref()));
    let carbon = flows.and_then(|flows| flows.carbon.as_ref());
    let firm = site
        .plants
        .iter()
        .filter(|plant| plant.role != crate::model::PlantRole::Backup);
    let plants = firm.zip(&build.plants).map(|(plant, built)| PlantFlow {
        from: built.from,
        until: built.until,
        capacity: built.capacity,
        emissions: plant.emissions.as_ref().map(|it| columns.quantity(it)),
        cost: plant.cost.as_ref().map(|it| columns.quantity(it)),
    });
    let mut plants: Vec<PlantFlow> = plants.collect();
    if plants
        .iter()
        .all(|plant| plant.emissions.is_none() && plant.cost.is_none())
    {
        plants.clear();
    }
    SiteFlow {
        carbon: carbon.map(|curve| columns.curve(curve)),
        water: water.map(|water| columns.quantity(water)),
        price: price.map(|curve| columns.curve(curve)),
        plants,
        season: season_of(model, site).map(|months| Season::new(months, timeline)),
    }
}

fn of_phase(
    fitting: &Fitting<'_>,
    (site, phase): (&Site, &Phase),
    build: &capacity::PhaseBuild,
    compiled: &Compiled,
    columns: &mut Columns,
) -> PhaseFlow {
    let model = fitting.model;
    let seasonal = season_of(model, site).is_some();
    let mean_it = seasonal.then(|| {
        let load_factor = columns.quantity(&site.load_factor);
        let (peak, law) = (site.pue_peak.path(), site.pue.distribution());
        let pue = columns.draw(site.pue.path(), peak, law);
        (pue, columns.product(build.it_load, load_factor))
    });
    let rate = model.training.is_some().then(|| {
        let rate = fitting.field(columns, |chip, columns| {
            if let Some(rate) = &chip.flops_16bit {
                return columns.quantity(rate);
            }
            let rate = columns.quantity(&chip.ops_8bit);
            columns.affine(rate, 0.5, 0.0, 0.0)
        });
        let mfu = columns.quantity(&phase.mfu);
        let availability = columns.quantity(&phase.availability);
        let useful = columns.product(mfu, availability);
        columns.product(rate, useful)
    });
    PhaseFlow {
        mean_it,
        pue_peak: seasonal.then(|| columns.quantity(&site.pue_peak)),
        building: None,
        gpu: None,
        running: None,
        ready: compiled.plan.ready,
        build: None,
        rate,
    }
}

impl Season {
    fn new(months: &[f64; 12], timeline: &Timeline) -> Self {
        let at_edge = timeline.edges().iter().map(|&edge| at(months, edge));
        Self {
            at_edge: at_edge.collect(),
            worst: months.iter().copied().fold(f64::MIN_POSITIVE, f64::max),
        }
    }
}

/// The factor at an instant: linear through the middles of months.
fn at(months: &[f64; 12], instant: f64) -> f64 {
    let Some(day) = day_of(instant) else {
        return 1.0;
    };
    let first = f64::from(crate::calendar::day_number(day.first_of_month()));
    let length = f64::from(day.days_in_month());
    let month = day.month() as usize - 1;
    let into = (instant - first) / length - 0.5;
    let (from, to, weight) = if into < 0.0 {
        // The way from the middle of the month before is half of each month long.
        let before = day
            .first_of_month()
            .yesterday()
            .map_or(30, Date::days_in_month);
        let way = f64::midpoint(f64::from(before), length);
        (month + 11, month, 1.0 + into * length / way)
    } else {
        let after = day
            .last_of_month()
            .tomorrow()
            .map_or(30, Date::days_in_month);
        let way = f64::midpoint(f64::from(after), length);
        (month, month + 1, into * length / way)
    };
    let (from, to) = (months[from % 12], months[to % 12]);
    from + (to - from) * weight
}

/// Hours of a year of 365.25 days, which yearly costs are stated for.
const HOURS_PER_YEAR: f64 = crate::calendar::DAYS_PER_YEAR * HOURS_PER_DAY;
