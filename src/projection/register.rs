//! The register: drivers and risks as they were drawn.

use super::RiskRow;
use super::build::share;
use super::rounding::rounded;
use crate::calendar::DAYS_PER_MONTH;
use crate::distribution::Distribution;
use crate::model::{Driver, DriverOn, Each, Model, Reach, Risk, Schedule, Work};
use crate::plan::Plan;
use crate::results::Results;

/// Drivers, then risks.
pub(super) fn rows(model: &Model, plan: &Plan, results: &Results) -> Vec<RiskRow> {
    let drivers = model.dependence.drivers.iter();
    let mut rows: Vec<RiskRow> = drivers.map(|driver| of_driver(model, driver)).collect();
    for (index, risk) in model.dependence.risks.iter().enumerate() {
        let drawn = plan.risks.iter().position(|drawn| drawn.risk == index);
        let struck = drawn.and_then(|drawn| results.struck.risks.get(drawn));
        rows.push(RiskRow {
            happened: struck.map(|&count| share(count, results.trials)),
            ..of_risk(model, risk)
        });
    }
    rows
}

fn of_driver(model: &Model, driver: &Driver) -> RiskRow {
    let what = match driver.on {
        DriverOn::Duration => "durations",
        DriverOn::Size => "sizes",
        DriverOn::Cost => "costs",
    };
    let factor = range(driver.factor.distribution(), |factor| factor);
    RiskRow {
        kind: "driver".to_owned(),
        id: driver.id.clone(),
        name: driver.name.clone(),
        what: format!("{what} times {factor}"),
        each: each(driver.each),
        applies_to: applies_to(model, &driver.reach, driver.on == DriverOn::Duration),
        probability: None,
        happened: None,
        off: false,
        has_mitigation: false,
        sources: driver.sources.clone(),
    }
}

fn of_risk(model: &Model, risk: &Risk) -> RiskRow {
    let impact = &risk.impact;
    let mut what = Vec::new();
    if let Some(delay) = &impact.delay {
        let months = range(delay.distribution(), |days| days / DAYS_PER_MONTH);
        what.push(format!("delays by {months} months"));
    }
    if let Some(factor) = &impact.factor {
        let factor = range(factor.distribution(), |factor| factor);
        what.push(format!("durations times {factor}"));
    }
    if let Some(size) = &impact.size {
        let percent = range(size.distribution(), |share| share * 100.0);
        what.push(format!("{percent} % of the GPUs come"));
    }
    if impact.cancel {
        what.push("cancels".to_owned());
    }
    if what.is_empty() {
        what.push("nothing".to_owned());
    }
    let on_work = impact.factor.is_some() || risk.reach.by_activity;
    RiskRow {
        kind: "risk".to_owned(),
        id: risk.id.clone(),
        name: risk.name.clone(),
        what: what.join(", "),
        each: each(risk.each),
        applies_to: applies_to(model, &risk.reach, on_work),
        probability: Some(rounded(risk.probability.median())),
        happened: None,
        off: risk.off,
        has_mitigation: risk.mitigated.is_some(),
        sources: risk.sources.clone(),
    }
}

fn each(each: Each) -> String {
    each.word().unwrap_or("once").to_owned()
}

/// A value, or P10 to P90, with three digits.
fn range(law: &Distribution, unit: impl Fn(f64) -> f64) -> String {
    let digits = |value: f64| {
        let places = 2 - libm::floor(libm::log10(value.abs().max(0.01))) as i32;
        let scale = libm::pow(10.0, f64::from(places.max(0)));
        format!("{}", (value * scale).round() / scale)
    };
    if let Some(value) = law.as_constant() {
        return digits(unit(value));
    }
    let [low, high] = [0.1, 0.9].map(|p| digits(unit(law.quantile(p))));
    format!("{low} to {high}")
}

/// Paths of the work that it acts on, or of the phases where it acts on these as wholes.
fn applies_to(model: &Model, reach: &Reach, on_work: bool) -> Vec<String> {
    let phase = |(site, phase): (usize, usize)| model.sites[site].phases[phase].path.clone();
    if !on_work {
        return reach.phases.iter().copied().map(phase).collect();
    }
    let works = reach.work.iter().map(|&work| match work {
        Work::Activity {
            site,
            phase: index,
            activity,
        } => match &model.sites[site].phases[index].schedule {
            Schedule::Network(list) => list[activity].path.clone(),
            _ => phase((site, index)),
        },
        Work::Span { site, phase: index } => phase((site, index)),
        Work::Wait { site, stage } => {
            let site = &model.sites[site];
            format!("site.{}.grid.{}", site.id, site.grid[stage].id)
        }
    });
    works.collect()
}
