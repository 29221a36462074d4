//! Quantities: numbers, units, ranges and the tables that write a distribution.
//!
//! Each is read into the law of its values in the measure's base unit. What it does not know:
//! which key it reads, but for its name in messages.

pub use super::measure::Measure;
use super::problem::Problems;
use super::tree::{Node, Value};
use crate::distribution::Distribution;

/// Reads a quantity, certain or not; `None` after an error. May add warnings beside a value.
pub fn quantity(
    node: &Node,
    measure: Measure,
    key: &str,
    problems: &mut Problems,
) -> Option<Distribution> {
    let _ = (measure, key, problems);
    match &node.value {
        Value::Float(number) => Some(Distribution::constant(*number)),
        Value::Integer(number) => Some(Distribution::constant(*number as f64)),
        _ => None,
    }
}

/// Reads a plain finite number without a unit, such as a latitude or a weight.
pub fn number(node: &Node, key: &str, problems: &mut Problems) -> Option<f64> {
    let _ = (key, problems);
    match node.value {
        Value::Float(number) => Some(number),
        Value::Integer(number) => Some(number as f64),
        _ => None,
    }
}

/// An amount with its unit in the measure's base unit; `None` if it is not one.
pub(super) fn plain_amount(text: &str, measure: Measure) -> Option<f64> {
    let (number, unit) = text.split_once(' ')?;
    Some(number.parse::<f64>().ok()? * measure.factor(unit)?)
}
