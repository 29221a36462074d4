//! Distributions written as lists: values with weights, samples, and mixtures of others.
//!
//! What it does not know: units (amounts do), and which key it reads.

use super::forms::{complete, known_keys};
use super::problem::Problem;
use super::quantity::{Reading, number};
use super::tree::{Node, Table, Value};
use crate::distribution::Distribution;

/// The members of a list, each read by `read`; `None` if any of them is at fault.
pub(super) fn list<T>(
    reading: &mut Reading<'_>,
    node: &Node,
    name: &str,
    mut read: impl FnMut(&mut Reading<'_>, &Node) -> Option<T>,
) -> Option<Vec<T>> {
    let Some(members) = node.as_array() else {
        let message = format!("`{name}` of `{}` needs a list", reading.key);
        let label = format!("this is {}", node.value.kind());
        let problem = Problem::error("quantity::kind", message).at(&node.place, label);
        reading
            .problems
            .push(problem.help(format!("write `{name} = [..]`")));
        return None;
    };
    if members.is_empty() {
        let message = format!("`{name}` of `{}` is empty", reading.key);
        let problem = Problem::error("quantity::empty", message).at(&node.place, "nothing in it");
        reading.problems.push(problem);
        return None;
    }
    let read: Vec<Option<T>> = members.iter().map(|member| read(reading, member)).collect();
    read.into_iter().collect()
}

/// A weight: a plain number of zero or more.
fn weight(reading: &mut Reading<'_>, node: &Node) -> Option<f64> {
    let weight = number(node, "weight", reading.problems)?;
    if weight >= 0.0 {
        return Some(weight);
    }
    let message = format!("a weight of `{}` is negative", reading.key);
    let problem = Problem::error("quantity::weights", message).at(&node.place, "below 0");
    reading.problems.push(problem);
    None
}

/// Whether the weights give any chance to anything; if not, says so.
fn some_weight(reading: &mut Reading<'_>, weights: &[f64], node: &Node) -> bool {
    if weights.iter().any(|weight| *weight > 0.0) {
        return true;
    }
    let message = format!("the weights of `{}` are all zero", reading.key);
    let problem = Problem::error("quantity::weights", message).at(&node.place, "none above 0");
    reading.problems.push(problem);
    false
}

/// `{ values = [..], weights = [..] }`.
pub(super) fn discrete(
    reading: &mut Reading<'_>,
    node: &Node,
    table: &Table,
) -> Option<Distribution> {
    let (values_node, weights_node) = (table.get("values")?, table.get("weights")?);
    let values = list(reading, values_node, "values", |reading, member| {
        reading.amount(member)
    });
    let weights = list(reading, weights_node, "weights", weight);
    let (values, weights) = (values?, weights?);
    if values.len() != weights.len() {
        let message = format!("`{}` has not as many weights as values", reading.key);
        let problem = Problem::error("quantity::weights", message)
            .at(&weights_node.place, format!("weights: {}", weights.len()))
            .also(&values_node.place, format!("values: {}", values.len()))
            .help("each value needs one weight");
        reading.problems.push(problem);
        return None;
    }
    if !some_weight(reading, &weights, weights_node) {
        return None;
    }
    reading.made(Distribution::discrete(values, weights), node)
}

/// `{ samples = [..] }`.
pub(super) fn samples(
    reading: &mut Reading<'_>,
    node: &Node,
    table: &Table,
) -> Option<Distribution> {
    let samples = table.get("samples")?;
    let samples = list(reading, samples, "samples", |reading, member| {
        reading.amount(member)
    })?;
    reading.made(Distribution::empirical(samples), node)
}

/// `{ mixture = [ { weight = 0.7, of = .. }, .. ] }`.
pub(super) fn mixture(
    reading: &mut Reading<'_>,
    node: &Node,
    table: &Table,
) -> Option<Distribution> {
    let components_node = table.get("mixture")?;
    let components = list(reading, components_node, "mixture", component)?;
    let weights: Vec<f64> = components.iter().map(|(weight, _)| *weight).collect();
    if !some_weight(reading, &weights, components_node) {
        return None;
    }
    let components = components.into_iter().filter(|(weight, _)| *weight > 0.0);
    reading.made(Distribution::mixture(components.collect()), node)
}

/// `{ weight = 0.7, of = .. }`.
fn component(reading: &mut Reading<'_>, node: &Node) -> Option<(f64, Distribution)> {
    const KEYS: [&str; 2] = ["weight", "of"];
    let Value::Table(table) = &node.value else {
        let message = format!("a part of the mixture of `{}` needs a table", reading.key);
        let label = format!("this is {}", node.value.kind());
        let problem = Problem::error("quantity::kind", message).at(&node.place, label);
        reading
            .problems
            .push(problem.help("write `{ weight = 0.7, of = .. }`"));
        return None;
    };
    if !known_keys(reading, table, &KEYS.into_iter()) || !complete(reading, node, table, &KEYS) {
        return None;
    }
    let weight = weight(reading, table.get("weight")?);
    let law = reading.law(table.get("of")?);
    weight.zip(law)
}
