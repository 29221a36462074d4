//! Quantities taken from the catalogue of reference classes.
//!
//! What it does not know: how a class was had; the catalogue says.

use super::date;
use super::measure::Measure;
use super::problem::Problem;
use super::quantity::Reading;
use super::suggest;
use super::tree::{Node, Table};
use crate::distribution::Distribution;
use crate::reference::{self, ReferenceClass};
use jiff::civil::Date;

/// The key that names a class.
pub(super) const REFERENCE: &str = "reference";
/// The key that says on which day it stood so.
pub(super) const AS_OF: &str = "as_of";

/// `{ reference = "id" }`: a class of the catalogue that measures the same kind of thing; with `as_of = DAY` as it
/// stood on a day.
pub(super) fn read(reading: &mut Reading<'_>, table: &Table) -> Option<Distribution> {
    let node = table.get(REFERENCE)?;
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
        let Some(day) = table.get(AS_OF) else {
            return Some(class.distribution());
        };
        let period = date::period(day, AS_OF, reading.problems)?;
        return stood(reading, id, period.middle().date()?, node);
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

/// The law of a class as it stood on a day.
fn stood(reading: &mut Reading<'_>, id: &str, day: Date, node: &Node) -> Option<Distribution> {
    let error = match reference::stood(id, day) {
        Ok(stood) => return Some(stood.law),
        Err(error) => error,
    };
    let key = reading.key;
    let problem = Problem::error("reference::too-few", error.to_string())
        .at(&node.place, "no fit, and no class that stood in")
        .help(format!(
            "write what was to be expected then, for example {}",
            reading.measure.examples()
        ));
    let problem = problem.help(format!(
        "or name another class for `{key}`, or choose a later day"
    ));
    reading.problems.push(problem);
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
