//! What makes sites slip together, and what can befall them: known answers on hand-made worlds.
//!
//! Where an answer is compared in standard errors, none may be more than 4 away: a false alarm has a
//! chance of 6e-5 a comparison; seeds are pinned.

mod impacts;
mod losses;
mod stories;
mod ties;

use crate::world::{ANNOUNCED, fixed, model, network, phase, site, uncertain};
use capcast::calendar::Instant;
use capcast::distribution::Distribution;
use capcast::engine::sample;
use capcast::model::{
    CorrelationGroup, Driver, DriverOn, Each, Energised, GridStage, Impact, Model, Phase, Reach,
    Risk, Tie, TieLevel, Uncertain, Work,
};
use capcast::plan::{Column, Plan, RunSpec};
use capcast::units::Unit;

/// The start of every network and span, days since 1970.
pub fn start() -> f64 {
    Instant::start_of(ANNOUNCED).days()
}

pub fn plan(world: &Model) -> Plan {
    Plan::compile(world, &RunSpec::of(world))
}

/// Days from the announcement to the ends of the networks of some phases, trial by trial.
pub fn ends<const N: usize>(world: &Model, phases: [usize; N], trials: u64) -> [Vec<f64>; N] {
    let plan = plan(world);
    let columns = phases.map(|phase| plan.phases[phase].network.as_ref().unwrap().end);
    since_start(&plan, trials, columns)
}

pub fn since_start<const N: usize>(plan: &Plan, trials: u64, of: [Column; N]) -> [Vec<f64>; N] {
    let mut values = sample(plan, trials, &of);
    for value in values.iter_mut().flatten() {
        *value -= start();
    }
    values.try_into().unwrap()
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn moment(values: &[f64], power: i32) -> f64 {
    let mean = mean(values);
    values.iter().map(|x| (x - mean).powi(power)).sum::<f64>() / values.len() as f64
}

pub fn sd(values: &[f64]) -> f64 {
    moment(values, 2).sqrt()
}

/// Pearson's correlation.
pub fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (of_a, of_b) = (mean(a), mean(b));
    let products = a.iter().zip(b).map(|(a, b)| (a - of_a) * (b - of_b));
    products.sum::<f64>() / a.len() as f64 / sd(a) / sd(b)
}

pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, index) in order.into_iter().enumerate() {
        ranks[index] = rank as f64;
    }
    ranks
}

pub fn near(what: &str, value: f64, known: f64, se: f64) {
    let z = (value - known) / se;
    assert!(z.abs() <= 4.0, "{what}: {value} for {known}, z = {z:.2}");
}

pub fn near_mean(what: &str, values: &[f64], known: f64) {
    let se = sd(values) / (values.len() as f64).sqrt();
    near(what, mean(values), known, se);
}

pub fn near_sd(what: &str, values: &[f64], known: f64) {
    let (variance, fourth) = (moment(values, 2), moment(values, 4));
    let se =
        ((fourth - variance * variance) / values.len() as f64).sqrt() / (2.0 * variance.sqrt());
    near(what, variance.sqrt(), known, se);
}

pub fn near_share(what: &str, share: f64, known: f64, trials: u64) {
    near(
        what,
        share,
        known,
        (known * (1.0 - known) / trials as f64).sqrt(),
    );
}

pub fn share(values: &[f64], is: impl Fn(f64) -> bool) -> f64 {
    values.iter().filter(|value| is(**value)).count() as f64 / values.len() as f64
}

/// A phase whose network is activities side by side, each with its law in days.
pub fn abreast(site: &str, id: &str, laws: &[Distribution]) -> Phase {
    let names: Vec<String> = (0..laws.len()).map(|index| format!("a{index}")).collect();
    let list: Vec<(&str, Distribution, &[&str])> = names
        .iter()
        .zip(laws)
        .map(|(name, law)| (name.as_str(), law.clone(), [].as_slice()))
        .collect();
    network(phase(site, id, 1_000.0), &list)
}

/// Sites of one phase "p" with one activity "a0" each, with one law.
pub fn alike(sites: &[&str], law: &Distribution) -> Model {
    let sites = sites
        .iter()
        .map(|id| site(id, vec![abreast(id, "p", std::slice::from_ref(law))]));
    model(sites.collect())
}

pub fn activity(site: usize, phase: usize, activity: usize) -> Work {
    Work::Activity {
        site,
        phase,
        activity,
    }
}

/// What a selector with an activity finds.
pub fn by_activity(work: &[Work]) -> Reach {
    let phases = work.iter().filter_map(|work| match *work {
        Work::Activity { site, phase, .. } | Work::Span { site, phase } => Some((site, phase)),
        Work::Wait { .. } => None,
    });
    let mut phases: Vec<(usize, usize)> = phases.collect();
    phases.dedup();
    Reach {
        by_activity: true,
        work: work.to_vec(),
        phases,
    }
}

/// What a selector without an activity finds.
pub fn by_phase(phases: &[(usize, usize)], work: &[Work]) -> Reach {
    Reach {
        by_activity: false,
        work: work.to_vec(),
        phases: phases.to_vec(),
    }
}

pub fn constant(value: f64) -> Distribution {
    Distribution::constant(value)
}

fn part<U: Unit>(id: &str, field: &str, law: Distribution) -> Uncertain<U> {
    uncertain(&format!("risk.{id}.{field}"), law)
}

pub fn delays(id: &str, law: Distribution) -> Impact {
    Impact {
        delay: Some(part(id, "delay", law)),
        ..Impact::default()
    }
}

pub fn stretches(id: &str, law: Distribution) -> Impact {
    Impact {
        factor: Some(part(id, "factor", law)),
        ..Impact::default()
    }
}

pub fn shrinks(id: &str, law: Distribution) -> Impact {
    Impact {
        size: Some(part(id, "size", law)),
        ..Impact::default()
    }
}

pub fn cancels() -> Impact {
    Impact {
        cancel: true,
        ..Impact::default()
    }
}

pub fn risk(id: &str, probability: f64, impact: Impact, each: Each, reach: Reach) -> Risk {
    Risk {
        id: id.to_owned(),
        name: id.to_owned(),
        probability: fixed(&format!("risk.{id}.probability"), probability),
        impact,
        each,
        off: false,
        spent: None,
        mitigated: None,
        reach,
        sources: Vec::new(),
    }
}

pub fn driver(id: &str, law: Distribution, on: DriverOn, each: Each, reach: Reach) -> Driver {
    Driver {
        id: id.to_owned(),
        name: id.to_owned(),
        factor: uncertain(&format!("driver.{id}.factor"), law),
        on,
        each,
        reach,
        sources: Vec::new(),
    }
}

/// A group of one level over some durations.
pub fn tied(members: &[&str], rho: f64) -> CorrelationGroup {
    CorrelationGroup {
        id: "g".to_owned(),
        name: "g".to_owned(),
        members: members.iter().map(|&member| member.to_owned()).collect(),
        tie: Tie::Levels(vec![level("all", rho, &vec!["all"; members.len()])]),
        df: None,
        sources: Vec::new(),
    }
}

pub fn level(by: &str, rho: f64, of: &[&str]) -> TieLevel {
    TieLevel {
        by: by.to_owned(),
        rho,
        of: of.iter().map(|&name| name.to_owned()).collect(),
    }
}

/// A stage of 1,000 MW expected on a day.
pub fn stage(site: &str, id: &str, date: Distribution, seen: Option<f64>) -> GridStage {
    GridStage {
        id: id.to_owned(),
        capacity: fixed(&format!("site.{site}.grid.{id}.capacity"), 1_000.0),
        curtailed: None,
        energised: Energised::Expected {
            date: uncertain(&format!("site.{site}.grid.{id}.energised"), date),
            seen: seen.map(Instant::from_days),
            from: None,
        },
        sources: Vec::new(),
    }
}
