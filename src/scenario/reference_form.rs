//! Quantities taken from the catalogue of reference classes.
//!
//! What it does not know: how a class was had; the catalogue says.

use super::measure::Measure;
use super::problem::Problem;
use super::quantity::Reading;
use super::suggest;
use super::tree::Table;
use crate::distribution::Distribution;
use crate::reference::{self, ReferenceClass};

/// `{ reference = "id" }`: a class of the catalogue that measures the same kind of thing.
pub(super) fn read(reading: &mut Reading<'_>, table: &Table) -> Option<Distribution> {
    let node = table.get("reference")?;
    let key = reading.key;
    let id = node.as_text().unwrap_or("");
    let Some(class) = reference::class(id) else {
        let message = format!("`{key}` refers to a reference class that is not in the catalogue");
        let problem = Problem::error("reference::unknown", message);
        let ids = reference::catalogue().iter().map(ReferenceClass::id);
        let help = suggest::hint(id, ids.clone()).unwrap_or_else(|| {
            let ids: Vec<&str> = ids.collect();
            format!("the catalogue has {}", ids.join(", "))
        });
        let problem = problem.at(&node.place, "no such class").help(help);
        reading.problems.push(problem);
        return None;
    };
    let measures = measure_of(class);
    if measures == reading.measure {
        return Some(class.distribution());
    }
    let needs = reading.measure.kind();
    let message = format!("`{key}` needs {needs}, but `{id}` is {}", measures.kind());
    let problem = Problem::error("reference::kind", message).at(&node.place, class.title());
    let fitting: Vec<&str> = fitting(reading.measure).map(ReferenceClass::id).collect();
    reading.problems.push(if fitting.is_empty() {
        problem.help(format!("write for example {}", reading.measure.examples()))
    } else {
        problem.help(format!("classes of that kind are {}", fitting.join(", ")))
    });
    None
}

/// What a class measures.
pub(super) fn measure_of(class: &ReferenceClass) -> Measure {
    match class.measure() {
        reference::Measure::Overrun => Measure::Factor,
        reference::Measure::Duration => Measure::Duration,
        reference::Measure::Share => Measure::Share,
    }
}

/// The classes that can be the law of a measure.
pub(super) fn fitting(measure: Measure) -> impl Iterator<Item = &'static ReferenceClass> {
    reference::catalogue()
        .iter()
        .filter(move |class| measure_of(class) == measure)
}
