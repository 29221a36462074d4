//! Whether two values of a key mean the same.
//!
//! What it does not know: where they stand.

use crate::calendar::Period;
use crate::scenario::date;
use crate::scenario::keys::{self, Kind};
use crate::scenario::problem::Problems;
use crate::scenario::quantity::quantity;
use crate::scenario::tree::{Node, Place, Value};

/// Whether two values of the key at a path mean the same to whoever reads them.
pub(super) fn values(at: &[&str], a: &Value, b: &Value) -> bool {
    alike(a, b) || keys::find(at).is_some_and(|key| read_alike(key.kind, a, b))
}

/// Whether two values are the same but for how numbers are written.
fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Integer(a), Value::Float(b)) | (Value::Float(b), Value::Integer(a)) => {
            *a as f64 == *b
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(&a.value, &b.value))
        }
        (Value::Table(a), Value::Table(b)) => {
            a.entries.len() == b.entries.len()
                && a.iter()
                    .zip(b.iter())
                    .all(|((a_key, a), (b_key, b))| a_key == b_key && alike(&a.value, &b.value))
        }
        _ => a == b,
    }
}

/// Whether two values that are written otherwise are read as the same.
fn read_alike(kind: Kind, a: &Value, b: &Value) -> bool {
    match kind {
        Kind::Quantity(measure) => {
            let law = |value: &Value| {
                let mut unheard = Problems::new();
                quantity(&node(value), measure, "", &mut unheard)
            };
            both(law(a).as_ref(), law(b).as_ref())
        }
        Kind::Period | Kind::Day | Kind::Moment => {
            let days = |value: &Value| -> Option<Period> { date::read(value).ok() };
            both(days(a).as_ref(), days(b).as_ref())
        }
        // One text stands for a list of it; these are sets.
        Kind::Ids(_) | Kind::Paths | Kind::Words(_) | Kind::Texts => {
            both(texts(a).as_ref(), texts(b).as_ref())
        }
        Kind::Links => both(links(a).as_ref(), links(b).as_ref()),
        _ => false,
    }
}

fn both<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
    a.is_some() && a == b
}

/// The texts of a list or of a single one, sorted, each once.
fn texts(value: &Value) -> Option<Vec<String>> {
    let mut texts = links(value)?;
    texts.sort_unstable();
    texts.dedup();
    Some(texts)
}

/// The texts of a list or of a single one.
fn links(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Text(text) => Some(vec![text.clone()]),
        Value::Array(members) => members
            .iter()
            .map(|member| member.as_text().map(str::to_string))
            .collect(),
        _ => None,
    }
}

/// A value as the readers of quantities take it; where it stands does not matter.
fn node(value: &Value) -> Node {
    let nowhere = Place::new(0, 0..0);
    Node {
        value: value.clone(),
        place: nowhere.clone(),
        key: nowhere,
    }
}
