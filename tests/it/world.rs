//! Hand-made models: a world of one chip of 1,000 W, flat ratios and no risk, to be changed by
//! each test where it matters.

use capcast::calendar::{Horizon, Instant, Period, Step};
use capcast::distribution::Distribution;
use capcast::engine::{Unwatched, simulate};
use capcast::model::{
    Activity, ActivityState, Chip, ChipChoice, Link, LinkFrom, Model, Output, Phase, PhaseState,
    Schedule, Site, Size, Uncertain,
};
use capcast::plan::{Plan, RunSpec};
use capcast::projection::{Projection, Provenance, ScheduleRow, Series};
use capcast::units::Unit;
use jiff::civil::{Date, date};

/// The announcement of every phase, unless a test says otherwise.
pub const ANNOUNCED: Date = date(2025, 1, 1);

pub fn fixed<U: Unit>(path: &str, value: f64) -> Uncertain<U> {
    Uncertain::new(path, Distribution::constant(value))
}

pub fn uncertain<U: Unit>(path: &str, law: Distribution) -> Uncertain<U> {
    Uncertain::new(path, law)
}

pub fn model(sites: Vec<Site>) -> Model {
    Model {
        name: "a test".to_owned(),
        horizon: Horizon::new(date(2025, 1, 1), date(2030, 12, 31), Step::Month).unwrap(),
        as_of: None,
        seed: 1,
        trials: 10_000,
        currency: "GBP".to_owned(),
        rates: Vec::new(),
        costs: None,
        training: None,
        chips: vec![Chip {
            id: "plain".to_owned(),
            name: "plain".to_owned(),
            watts: fixed("chip.plain.watts", 1_000.0),
            ops_8bit: fixed("chip.plain.ops_8bit", 1.979e15),
            flops_16bit: None,
            flops_4bit: None,
            hbm_gb: None,
            price: None,
            first_ship: None,
        }],
        zones: Vec::new(),
        supply: Vec::new(),
        programmes: Vec::new(),
        sites,
        targets: Vec::new(),
        baselines: Vec::new(),
        dependence: capcast::model::Dependence::default(),
        sources: Vec::new(),
        values: Vec::new(),
        not_modelled: Vec::new(),
        conflicts: Vec::new(),
        output: Output::default(),
        replay: None,
    }
}

pub fn site(id: &str, phases: Vec<Phase>) -> Site {
    Site {
        id: id.to_owned(),
        name: id.to_owned(),
        zone: None,
        country: None,
        location: None,
        unsited: false,
        pue_peak: fixed(&format!("site.{id}.pue_peak"), 1.25),
        pue: fixed(&format!("site.{id}.pue"), 1.125),
        load_factor: fixed(&format!("site.{id}.load_factor"), 0.5),
        water: None,
        money: None,
        grid: Vec::new(),
        plants: Vec::new(),
        phases,
        remainder_of: None,
        sources: Vec::new(),
    }
}

/// A phase of `gpus` GPUs announced for the end of 2026, on time unless changed.
pub fn phase(site: &str, id: &str, gpus: f64) -> Phase {
    let path = format!("site.{site}.phase.{id}");
    let online = Period::day(date(2026, 12, 31));
    Phase {
        id: id.to_owned(),
        name: id.to_owned(),
        operator: Some("Operator".to_owned()),
        customer: None,
        developer: None,
        programmes: Vec::new(),
        tags: Vec::new(),
        announced: Some(ANNOUNCED),
        announced_online: Some(online),
        chip: ChipChoice::One(0),
        ordering: None,
        life: None,
        failures: None,
        size: Size::Gpus(fixed(&format!("{path}.gpus"), gpus)),
        delivered: fixed(&format!("{path}.delivered"), 1.0),
        proceed: fixed(&format!("{path}.proceed"), 1.0),
        schedule: overrun(&path, Distribution::constant(1.0), online),
        state: PhaseState::Open {
            observed: None,
            paused: None,
        },
        ramp: fixed(&format!("{path}.ramp"), 0.0),
        mfu: fixed(&format!("{path}.mfu"), 0.5),
        availability: fixed(&format!("{path}.availability"), 0.5),
        money: None,
        seen: None,
        seen_on: None,
        sources: Vec::new(),
        path,
    }
}

pub fn overrun(path: &str, factor: Distribution, online: Period) -> Schedule {
    let announced = Instant::start_of(ANNOUNCED);
    Schedule::Overrun {
        factor: uncertain(&format!("{path}.overrun"), factor),
        announced,
        span_days: online.deadline().days() - announced.days(),
        elapsed_days: 0.0,
    }
}

/// A network: for each activity its id, the law of its duration in days, and its predecessors.
pub fn network(mut phase: Phase, activities: &[(&str, Distribution, &[&str])]) -> Phase {
    let index = |id: &str| {
        activities
            .iter()
            .position(|activity| activity.0 == id)
            .unwrap()
    };
    let compiled = activities.iter().map(|(id, law, after)| {
        let path = format!("{}.activity.{id}", phase.path);
        let links = after.iter().map(|from| Link {
            from: LinkFrom::Activity(index(from)),
            lag_days: 0.0,
        });
        Activity {
            id: (*id).to_owned(),
            duration: uncertain(&format!("{path}.duration"), law.clone()),
            path,
            after: links.collect(),
            not_before: None,
            gate: None,
            state: ActivityState::Open,
            seen: None,
        }
    });
    phase.schedule = Schedule::Network(compiled.collect());
    phase
}

pub fn run(model: &Model) -> Projection {
    let plan = Plan::compile(model, &RunSpec::of(model));
    let results = simulate(std::slice::from_ref(&plan), &Unwatched).unwrap();
    Projection::new(model, &plan, &results[0], &Provenance::default())
}

pub fn series<'a>(projection: &'a Projection, kind: &str, id: &str, metric: &str) -> &'a Series {
    let wanted = if id.is_empty() { None } else { Some(id) };
    projection
        .find(kind, wanted, metric)
        .unwrap_or_else(|| panic!("no series {kind} {id} {metric}"))
}

pub fn milestone<'a>(
    projection: &'a Projection,
    site: &str,
    phase: &str,
    milestone: &str,
) -> &'a ScheduleRow {
    projection
        .schedule
        .iter()
        .find(|row| {
            row.site == site && row.phase.as_deref() == Some(phase) && row.milestone == milestone
        })
        .unwrap_or_else(|| panic!("no row {site} {phase} {milestone}"))
}

/// Index of the period that ends on a day.
pub fn period(projection: &Projection, day: &str) -> usize {
    projection
        .period(day)
        .filter(|period| projection.periods[*period] == day)
        .unwrap_or_else(|| panic!("no period ends on {day}"))
}
