//! Money: what phases cost as columns, and what announced sums are held against.

use super::{FlowPlan, HOURS_PER_YEAR, PhaseFlow};
use crate::calendar::Instant;
use crate::model::{AnnouncedMoney, Model, PhaseState, Size};
use crate::plan::capacity::{PhaseBuild, SiteBuild};
use crate::plan::columns::{Column, Columns};
use crate::plan::effects::Effects;
use crate::plan::outfit::Fitting;
use crate::plan::phase::Compiled;
use crate::plan::{RunSpec, Timeline};

/// A sum that was announced, beside what is announced for it.
#[derive(Clone, Debug, PartialEq)]
pub struct MoneyItem {
    /// "programme", "site" or "phase".
    pub kind: &'static str,
    /// Its id; a phase's is "site.phase".
    pub id: String,
    /// The sum in the scenario's prices.
    pub announced: Column,
    /// What its phases come to as announced; absent where no cost is stated, or without phases.
    pub modelled: Option<Column>,
    /// GPUs that are announced of its phases.
    pub gpus: Option<Column>,
    /// IT load that is announced of its phases, MW.
    pub it_load: Option<Column>,
    /// It pays for building and GPUs alone.
    pub capex_alone: bool,
    /// Its phases in the plan.
    pub phases: Vec<usize>,
    /// What its phases come to as they turn out.
    pub comes_to: Option<Column>,
}

/// Capital that a phase ties up.
#[derive(Clone, Debug, PartialEq)]
pub struct Tied {
    /// Phase of the plan.
    pub phase: usize,
    /// Building and GPUs of the whole phase.
    pub capital: Column,
    /// What a month of it costs; absent where capital has no rate.
    pub a_month: Option<Column>,
}

/// The share of a building that is paid for at an instant: 3x^2 - 2x^3 over the time that it takes,
/// the distribution function of beta(2, 2).
#[must_use]
#[inline]
pub fn booked(instant: f64, ready: f64, build: f64) -> f64 {
    if build <= 0.0 {
        return f64::from(u8::from(instant >= ready));
    }
    let x = (1.0 + (instant - ready) / build).clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

/// What of a phase costs what: a GPU with its building, and an hour of it.
pub(super) fn of_phase(
    fitting: &Fitting<'_>,
    build: &PhaseBuild,
    flow: PhaseFlow,
    effects: &mut Effects<'_>,
    columns: &mut Columns,
) -> PhaseFlow {
    let Some(costs) = &fitting.model.costs else {
        return flow;
    };
    let (building, gpu) = of_gpu(fitting, build, effects, columns);
    let running = costs.opex.as_ref().map(|opex| {
        let opex = columns.quantity(opex);
        let a_year = columns.product(opex, build.it_load);
        columns.affine(a_year, 1.0 / HOURS_PER_YEAR, 0.0, 0.0)
    });
    PhaseFlow {
        building,
        gpu,
        running,
        build: Some(columns.quantity(&costs.build)),
        ..flow
    }
}

/// What building for a GPU of a phase costs, and the GPU itself.
fn of_gpu(
    fitting: &Fitting<'_>,
    build: &PhaseBuild,
    effects: &mut Effects<'_>,
    columns: &mut Columns,
) -> (Option<Column>, Option<Column>) {
    let model = fitting.model;
    let Some(costs) = &model.costs else {
        return (None, None);
    };
    let factor = effects.cost(fitting.key, columns);
    let times = |column: Column, columns: &mut Columns| match factor {
        Some(factor) => columns.product(column, factor),
        None => column,
    };
    let building = costs.per_mw.as_ref().map(|per_mw| {
        let per_mw = columns.quantity(per_mw);
        let building = columns.product(per_mw, build.it_load);
        times(building, columns)
    });
    let has_price = model.chips.iter().any(|chip| chip.price.is_some());
    let gpu = (has_price || costs.per_gpu.is_some()).then(|| {
        let price = fitting.field(columns, |chip, columns| {
            match chip.price.as_ref().or(costs.per_gpu.as_ref()) {
                Some(price) => columns.quantity(price),
                None => columns.constant(0.0),
            }
        });
        times(price, columns)
    });
    (building, gpu)
}

/// What was announced of a phase: GPUs, their IT load and what they cost.
#[derive(Clone, Copy)]
struct Word {
    gpus: Column,
    it_load: Column,
    cost: Option<Column>,
    /// What it comes to as it turns out.
    comes_to: Option<Column>,
}

/// Compiles announced sums and tied-up capital.
pub(super) fn compile(
    model: &Model,
    spec: &RunSpec,
    sites: &[SiteBuild],
    phases: &[Compiled],
    effects: &mut Effects<'_>,
    columns: &mut Columns,
    plan: &mut FlowPlan,
) {
    let sums = sums(model);
    let costs = model.costs.as_ref();
    let any_metric = !spec.metrics.is_empty();
    if !any_metric || (sums.is_empty() && costs.is_none_or(|costs| costs.capital.is_none())) {
        return;
    }
    let mut words = Vec::new();
    for (site, entry) in model.sites.iter().enumerate() {
        for (index, phase) in entry.phases.iter().enumerate() {
            let build = &sites[site].builds[index];
            let compiled = &phases[sites[site].phases.start + index];
            let fitting = Fitting::of(model, (site, index), compiled);
            let (gpus, it_load) = match &phase.size {
                Size::Gpus(gpus) => {
                    let gpus = columns.quantity(gpus);
                    (gpus, columns.product(gpus, build.it_load))
                }
                Size::ItLoad(load) => {
                    let load = columns.quantity(load);
                    (columns.quotient(load, build.it_load), load)
                }
            };
            let (building, gpu) = of_gpu(&fitting, build, effects, columns);
            let all_in = sum(building, gpu, columns);
            let cost = all_in.map(|all_in| columns.product(all_in, gpus));
            let comes_to = all_in.map(|all_in| columns.product(all_in, build.size));
            let open = matches!(phase.state, PhaseState::Open { .. });
            if let (Some(capital), Some(costs), true) = (comes_to, costs, open) {
                let rate = costs.capital.as_ref().map(|rate| columns.quantity(rate));
                let a_month = rate.map(|rate| {
                    let a_year = columns.product(capital, rate);
                    columns.affine(a_year, 1.0 / 12.0, 0.0, 0.0)
                });
                plan.tied.push(Tied {
                    phase: sites[site].phases.start + index,
                    capital,
                    a_month,
                });
            }
            words.push(Word {
                gpus,
                it_load,
                cost,
                comes_to,
            });
        }
    }
    for (kind, id, money, phases) in sums {
        let of = |field: fn(&Word) -> Option<Column>, columns: &mut Columns| {
            let mut all = None;
            for &phase in &phases {
                all = sum(all, Some(field(&words[phase])?), columns);
            }
            all
        };
        plan.items.push(MoneyItem {
            kind,
            id,
            capex_alone: money.covers == ["capex"],
            announced: in_own_prices(model, money, columns),
            modelled: of(|word| word.cost, columns),
            gpus: of(|word| Some(word.gpus), columns),
            it_load: of(|word| Some(word.it_load), columns),
            comes_to: of(|word| word.comes_to, columns),
            phases,
        });
    }
}

fn sum(a: Option<Column>, b: Option<Column>, columns: &mut Columns) -> Option<Column> {
    match (a, b) {
        (Some(a), Some(b)) => Some(columns.sum(a, b)),
        (one, other) => one.or(other),
    }
}

/// A sum in the prices of `[cost]`: times (1 + inflation) to the years between.
pub(in crate::plan) fn in_own_prices(
    model: &Model,
    money: &AnnouncedMoney,
    columns: &mut Columns,
) -> Column {
    let mut amount = columns.quantity(&money.amount);
    let costs = model.costs.as_ref();
    let to = costs.and_then(|costs| costs.price_year);
    let rate = costs.and_then(|costs| costs.inflation.as_ref());
    if let (Some(from), Some(to), Some(rate)) = (money.price_year, to, rate) {
        let rate = columns.quantity(rate);
        let a_year = columns.affine(rate, 1.0, 1.0, f64::NEG_INFINITY);
        for _ in 0..from.abs_diff(to) {
            amount = if from < to {
                columns.product(amount, a_year)
            } else {
                columns.quotient(amount, a_year)
            };
        }
    }
    amount
}

/// A sum, whose it is, and the phases of the plan that it is held against.
type Announced<'a> = (&'static str, String, &'a AnnouncedMoney, Vec<usize>);

/// All announced sums, programmes first.
fn sums(model: &Model) -> Vec<Announced<'_>> {
    let mut sums: Vec<Announced<'_>> = Vec::new();
    let mut phases = Vec::new();
    for site in &model.sites {
        for phase in &site.phases {
            phases.push((site, phase));
        }
    }
    let those = |with: &dyn Fn(usize) -> bool| (0..phases.len()).filter(|&it| with(it)).collect();
    for (index, programme) in model.programmes.iter().enumerate() {
        if let Some(money) = &programme.money {
            let belongs = |it: usize| within(model, &phases[it].1.programmes, index);
            let id = programme.id.clone();
            sums.push(("programme", id, money, those(&belongs)));
        }
    }
    for site in &model.sites {
        if let Some(money) = &site.money {
            let belongs = |it: usize| std::ptr::eq(phases[it].0, site);
            sums.push(("site", site.id.clone(), money, those(&belongs)));
        }
    }
    for (index, (site, phase)) in phases.iter().enumerate() {
        if let Some(money) = &phase.money {
            let id = format!("{}.{}", site.id, phase.id);
            sums.push(("phase", id, money, vec![index]));
        }
    }
    sums
}

/// Whether some programmes are, or are part of, one.
fn within(model: &Model, programmes: &[usize], one: usize) -> bool {
    let mut open = programmes.to_vec();
    let mut seen = std::collections::BTreeSet::new();
    while let Some(programme) = open.pop() {
        if programme == one {
            return true;
        }
        if seen.insert(programme) {
            open.extend(&model.programmes[programme].part_of);
        }
    }
    false
}

/// What was spent against risks: it falls due at the status date, or as the horizon begins.
pub(super) fn once(
    model: &Model,
    timeline: &Timeline,
    columns: &mut Columns,
) -> Vec<(usize, Column)> {
    let as_of = model.as_of.map(|day| Instant::start_of(day).days());
    let edge = as_of.map_or(0, |day| timeline.edge_at_or_after(day));
    let period = edge.max(1) - 1;
    if period >= timeline.periods() {
        return Vec::new();
    }
    let spent = model.dependence.risks.iter().filter(|risk| !risk.off);
    let spent = spent.filter_map(|risk| risk.spent.as_ref());
    spent.map(|sum| (period, columns.quantity(sum))).collect()
}
