//! Named families of distributions: `{ weibull = { shape = 1.5, scale = "12 months" } }`.
//!
//! What it does not know: units (amounts do), and which key it reads.

use super::amount;
use super::forms::{complete, known_keys, reversed};
use super::measure::Measure;
use super::problem::Problem;
use super::quantity::{End, Reading, number};
use super::tree::{Node, Table, Value};
use crate::distribution::{Distribution, DistributionError};

/// The families by name.
pub(super) const NAMES: [&str; 9] = [
    "normal",
    "lognormal",
    "gamma",
    "weibull",
    "exponential",
    "beta",
    "uniform",
    "triangular",
    "pert",
];

/// Whether a family can be the law of a measure: a date has no zero to count from.
pub(super) fn suits(name: &str, measure: Measure) -> bool {
    measure != Measure::Date || matches!(name, "normal" | "uniform" | "triangular" | "pert")
}

/// What a family's parameters are called.
pub(super) fn parameters(name: &str) -> &'static [&'static str] {
    match name {
        "normal" | "lognormal" => &["mean", "sd"],
        "gamma" | "weibull" => &["shape", "scale"],
        "exponential" => &["mean"],
        "beta" => &["alpha", "beta"],
        "uniform" => &["min", "max"],
        _ => &["min", "mode", "max"],
    }
}

/// The law of the one family that the table names.
pub(super) fn read(reading: &mut Reading<'_>, table: &Table) -> Option<Distribution> {
    let (name, node) = table.iter().find(|(key, _)| NAMES.contains(key))?;
    let needs = parameters(name);
    let Value::Table(own) = &node.value else {
        let needs: Vec<String> = needs.iter().map(|key| format!("{key} = ..")).collect();
        let message = format!("`{name}` of `{}` needs a table", reading.key);
        let problem = Problem::error("quantity::kind", message)
            .at(&node.place, format!("this is {}", node.value.kind()))
            .help(format!("write `{name} = {{ {} }}`", needs.join(", ")));
        reading.problems.push(problem);
        return None;
    };
    if !known_keys(reading, own, &needs.iter().copied()) || !complete(reading, node, own, needs) {
        return None;
    }
    if !suits(name, reading.measure) {
        let message = format!("`{name}` is no distribution of a date");
        let problem = Problem::error("quantity::form", message)
            .at(&node.key, format!("in `{}`", reading.key))
            .help("for a date take a range, `normal`, `uniform`, `triangular` or `pert`");
        reading.problems.push(problem);
        return None;
    }
    match name {
        "uniform" => {
            let [min, max] = ends(reading, own, ["min", "max"])?;
            reading.made(Distribution::uniform(min.value, max.value), node)
        }
        "triangular" => {
            let [min, mode, max] = three(reading, own)?;
            reading.made(Distribution::triangular(min, mode, max), node)
        }
        "pert" => pert(reading, node, own),
        "beta" => {
            let alpha = positive(reading, own, "alpha");
            let beta = positive(reading, own, "beta");
            reading.made(Distribution::beta(alpha?, beta?), node)
        }
        "exponential" => {
            let mean = own.get("mean")?;
            let mean = above_zero(reading, mean, reading.measure, "mean")?;
            reading.made(Distribution::exponential(mean), node)
        }
        "gamma" => shaped(reading, node, own, Distribution::gamma),
        "weibull" => shaped(reading, node, own, Distribution::weibull),
        "lognormal" => spread(reading, node, own, Distribution::lognormal),
        _ => spread(reading, node, own, Distribution::normal),
    }
}

/// How a family is made of two parameters.
type Make = fn(f64, f64) -> Result<Distribution, DistributionError>;

/// A family of a mean and a standard deviation.
fn spread(reading: &mut Reading<'_>, node: &Node, own: &Table, make: Make) -> Option<Distribution> {
    let mean = own
        .get("mean")
        .and_then(|mean| free(reading, mean, reading.measure));
    // The spread of a date is a length of time.
    let measure = match reading.measure {
        Measure::Date => Measure::Duration,
        other => other,
    };
    let sd = own
        .get("sd")
        .and_then(|sd| above_zero(reading, sd, measure, "sd"));
    reading.made(make(mean?, sd?), node)
}

/// A family of a shape and a scale.
fn shaped(reading: &mut Reading<'_>, node: &Node, own: &Table, make: Make) -> Option<Distribution> {
    let shape = positive(reading, own, "shape");
    let scale = own
        .get("scale")
        .and_then(|scale| above_zero(reading, scale, reading.measure, "scale"));
    reading.made(make(shape?, scale?), node)
}

/// The beta-PERT law of `min`, `mode` and `max` in a table.
pub(super) fn pert(reading: &mut Reading<'_>, node: &Node, table: &Table) -> Option<Distribution> {
    let [min, mode, max] = three(reading, table)?;
    reading.made(Distribution::pert(min, mode, max), node)
}

/// `min`, `mode` and `max`, in the domain and in order.
fn three(reading: &mut Reading<'_>, table: &Table) -> Option<[f64; 3]> {
    let [min, max] = ends(reading, table, ["min", "max"])?;
    let node = table.get("mode")?;
    let mode = reading.amount(node)?;
    if (min.value..=max.value).contains(&mode) {
        return Some([min.value, mode, max.value]);
    }
    let (side, end) = if mode < min.value {
        ("below", &min)
    } else {
        ("above", &max)
    };
    let message = format!("the mode of `{}` is {side} its {}", reading.key, end.name);
    let problem = Problem::error("quantity::mode", message)
        .at(&node.place, format!("{side} the {}", end.name))
        .also(&end.place, format!("the {}", end.name))
        .help("the mode is the most likely value: min, then mode, then max");
    reading.problems.push(problem);
    None
}

/// Two ends, in the domain and in order.
fn ends(reading: &mut Reading<'_>, table: &Table, names: [&'static str; 2]) -> Option<[End; 2]> {
    let read = names.map(|name| {
        let node = table.get(name)?;
        let value = reading.amount(node)?;
        let place = node.place.clone();
        Some(End { name, value, place })
    });
    let [Some(low), Some(high)] = read else {
        return None;
    };
    if low.value > high.value {
        reversed(reading, &low, &high);
        return None;
    }
    Some([low, high])
}

/// A pure number above zero.
fn positive(reading: &mut Reading<'_>, table: &Table, name: &str) -> Option<f64> {
    let node = table.get(name)?;
    let value = number(node, name, reading.problems)?;
    if value > 0.0 {
        return Some(value);
    }
    not_above_zero(reading, node, name);
    None
}

/// An amount above zero.
fn above_zero(reading: &mut Reading<'_>, node: &Node, measure: Measure, name: &str) -> Option<f64> {
    let value = free(reading, node, measure)?;
    if value > 0.0 {
        return Some(value);
    }
    not_above_zero(reading, node, name);
    None
}

fn not_above_zero(reading: &mut Reading<'_>, node: &Node, name: &str) {
    let message = format!("`{name}` of `{}` must be above zero", reading.key);
    let problem = Problem::error("quantity::parameters", message);
    reading
        .problems
        .push(problem.at(&node.place, "not above 0"));
}

/// An amount of a measure, wherever it lies: a mean or a spread is no value of the quantity.
fn free(reading: &mut Reading<'_>, node: &Node, measure: Measure) -> Option<f64> {
    match amount::of_value(&node.value, measure) {
        Ok(value) => Some(value),
        Err(fault) => {
            let mut own = Reading {
                measure,
                key: reading.key,
                problems: reading.problems,
            };
            own.report(fault, &node.place);
            None
        }
    }
}
