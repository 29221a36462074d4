//! Quantities: numbers with units, ranges, and the tables that write a distribution.
//!
//! Each is read into the law of its values in the measure's base unit. What it does not know:
//! which key it reads, but for its name in messages.

pub use super::measure::Measure;

use super::amount::{self, Fault};
use super::date;
use super::forms;
use super::problem::{Problem, Problems};
use super::suggest;
use super::tree::{Node, Place, Value};
use crate::distribution::{Distribution, Domain};
use std::ops::Range;

/// Reads a quantity, certain or not, into the law of its values in the measure's base unit.
///
/// It may be a number, a string with a unit, `"9 to 16 months"` (P10 to P90) or a table such as
/// `{ min = .., mode = .., max = .. }`. `None` after an error; a warning may come beside a value.
pub fn quantity(
    node: &Node,
    measure: Measure,
    key: &str,
    problems: &mut Problems,
) -> Option<Distribution> {
    Reading {
        measure,
        key,
        problems,
    }
    .whole(node)
}

/// Reads a plain finite number without a unit, such as a latitude.
pub fn number(node: &Node, key: &str, problems: &mut Problems) -> Option<f64> {
    let number = match node.value {
        Value::Integer(number) => number as f64,
        Value::Float(number) => number,
        _ => {
            let problem = Problem::error("number::kind", format!("`{key}` needs a number"));
            let problem = problem.at(&node.place, format!("this is {}", node.value.kind()));
            problems.push(problem.help("write a plain number, without quotes and without a unit"));
            return None;
        }
    };
    if number.is_finite() {
        return Some(number);
    }
    problems.push(not_finite(
        key,
        &node.place,
        problems.files().excerpt(&node.place),
    ));
    None
}

/// An amount with its unit, in the measure's base unit; `None` if it is not one.
pub(super) fn plain_amount(text: &str, measure: Measure) -> Option<f64> {
    amount::of_text(text, None, measure).ok()
}

/// The reading of one key: what it measures, its name, and where problems go.
pub(super) struct Reading<'a> {
    pub(super) measure: Measure,
    pub(super) key: &'a str,
    pub(super) problems: &'a mut Problems,
}

impl Reading<'_> {
    /// A quantity of the measure, kept inside its domain.
    fn whole(&mut self, node: &Node) -> Option<Distribution> {
        let law = self.law(node)?;
        if !self.under_limit(&law, node) {
            return None;
        }
        if matches!(node.value, Value::Table(_)) {
            return forms::cut_to_domain(self, law, node);
        }
        Some(law)
    }

    /// Whether nine tenths of a law lie below what there can be of anything; if not, says so.
    fn under_limit(&mut self, law: &Distribution, node: &Node) -> bool {
        let Some((limit, shown)) = self.measure.limit() else {
            return true;
        };
        if law.quantile(0.9) <= limit {
            return true;
        }
        let message = format!("`{}` is over the limit of {shown}", self.key);
        let problem = Problem::error("quantity::limit", message)
            .at(&node.place, "more than there is in the world")
            .help(format!(
                "look at the unit; write for example {}",
                self.measure.examples()
            ));
        self.problems.push(problem);
        false
    }

    /// A quantity that may yet reach outside the domain: a part of a mixture.
    pub(super) fn law(&mut self, node: &Node) -> Option<Distribution> {
        match &node.value {
            Value::Table(table) => forms::table(self, node, table),
            Value::Text(text) => match text.split_once(" to ") {
                Some((low, high)) => self.range(node, text, low, high),
                None => self.amount(node).map(Distribution::constant),
            },
            _ => self.amount(node).map(Distribution::constant),
        }
    }

    /// One amount inside the domain, its edge included.
    pub(super) fn amount(&mut self, node: &Node) -> Option<f64> {
        match amount::of_value(&node.value, self.measure) {
            Ok(value) => self.inside(value, &node.place).then_some(value),
            Err(fault) => {
                self.report(fault, &node.place);
                None
            }
        }
    }

    /// `"9 to 16 months"`: P10 to P90.
    fn range(&mut self, node: &Node, text: &str, low: &str, high: &str) -> Option<Distribution> {
        let low_place = self.place_inside(node, text, 0..low.trim_end().len());
        let high_start = text.len() - high.trim_start().len();
        let high_place = self.place_inside(node, text, high_start..text.trim_end().len());
        let low_is_bare = self.measure != Measure::Date && amount::unit_of(low).is_empty();
        let unit = amount::unit_of(high);
        let served = (low_is_bare && !unit.is_empty()).then_some(unit);
        let high_value = self.end(high, None, &high_place);
        let low_value = match &high_value {
            // A fault in the unit that is to serve both ends is one fault.
            None if low_is_bare => None,
            _ => self.end(low, served, &low_place),
        };
        let (low_value, high_value) = (low_value?, high_value?);
        let low_end = End {
            name: "P10",
            value: low_value,
            place: low_place,
        };
        let high_end = End {
            name: "P90",
            value: high_value,
            place: high_place,
        };
        let ok = [&low_end, &high_end].map(|end| self.off_the_edge(end));
        if ok != [true, true] {
            return None;
        }
        if low_value > high_value {
            let low = low.trim();
            let low = served.map_or(low.to_string(), |unit| format!("{low} {unit}"));
            let swapped = match served {
                Some(unit) => format!("{} to {low}", high.trim().trim_end_matches(unit).trim_end()),
                None => format!("{} to {low}", high.trim()),
            };
            let problem = Problem::error(
                "quantity::reversed",
                format!("the range of `{}` is the wrong way round", self.key),
            )
            .at(&node.place, format!("`{low}` is above `{}`", high.trim()))
            .help(format!(
                "write `\"{swapped}\"`: a range goes from P10 to P90"
            ));
            self.problems.push(problem);
            return None;
        }
        let law = Distribution::range(self.measure.domain(), low_value, high_value);
        self.made(law, node)
    }

    fn end(&mut self, text: &str, served: Option<&str>, place: &Place) -> Option<f64> {
        match amount::of_text(text, served, self.measure) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.report(fault, place);
                None
            }
        }
    }

    /// Whether an amount lies in the domain or on its edge; if not, says so.
    pub(super) fn inside(&mut self, value: f64, place: &Place) -> bool {
        let (least, greatest) = self.measure.domain().bounds();
        if (least..=greatest).contains(&value) {
            return true;
        }
        let (key, kind) = (self.key, self.measure.kind());
        let (message, label) = match self.measure.domain() {
            Domain::Share => (
                format!("`{key}` is {kind}"),
                if value > 1.0 {
                    "above 1, that is 100 %"
                } else {
                    "below 0"
                },
            ),
            Domain::AtLeastOne => (
                format!("`{key}` is a ratio of the whole to a part of it: 1 or more"),
                "below 1",
            ),
            Domain::Positive | Domain::Real => (format!("`{key}` cannot be negative"), "below 0"),
        };
        let mut problem = Problem::error("quantity::domain", message).at(place, label);
        let written = self.problems.files().excerpt(place);
        if self.measure == Measure::Share && value <= 100.0 && written.parse::<f64>().is_ok() {
            problem = problem.help(format!("if it is a percentage, write `\"{written} %\"`"));
        } else {
            problem = problem.help(format!("write for example {}", self.measure.examples()));
        }
        self.problems.push(problem);
        false
    }

    /// Whether a percentile lies inside the domain and not on its edge; if not, says so.
    pub(super) fn off_the_edge(&mut self, end: &End) -> bool {
        if !self.inside(end.value, &end.place) {
            return false;
        }
        let (least, greatest) = self.measure.domain().bounds();
        if least < end.value && end.value < greatest {
            return true;
        }
        let message = format!(
            "the {} of `{}` is on the edge of what {} can be",
            end.name,
            self.key,
            self.measure.kind()
        );
        let help = format!(
            "no percentile lies on the edge; for hard ends use PERT: `{}`",
            self.measure.pert_example()
        );
        let label = format!(
            "{} is the edge",
            if end.value == least { least } else { greatest }
        );
        let problem = Problem::error("quantity::edge", message).at(&end.place, label);
        self.problems.push(problem.help(help));
        false
    }

    /// A law that was made, or why it could not be.
    pub(super) fn made(
        &mut self,
        law: Result<Distribution, crate::distribution::DistributionError>,
        node: &Node,
    ) -> Option<Distribution> {
        match law {
            Ok(law) => Some(law),
            Err(error) => {
                let unit = match self.measure.symbol() {
                    "" => String::new(),
                    "date" => " (in days since 1970)".to_string(),
                    symbol => format!(" (in {symbol})"),
                };
                let message = format!("`{}` is no distribution: {error}{unit}", self.key);
                let problem = Problem::error("quantity::parameters", message);
                self.problems
                    .push(problem.at(&node.place, "these parameters"));
                None
            }
        }
    }

    /// The place of a part of a string's text. A string with escapes is marked as a whole.
    fn place_inside(&self, node: &Node, text: &str, part: Range<usize>) -> Place {
        let written = self.problems.files().excerpt(&node.place);
        let skip = match written.strip_prefix(['"', '\'']) {
            Some(rest) if rest.strip_suffix(['"', '\'']) == Some(text) => 1,
            None if written == text => 0,
            _ => return node.place.clone(),
        };
        let start = node.place.start + skip;
        Place::new(node.place.file, start + part.start..start + part.end)
    }

    /// Says what is wrong with an amount.
    pub(super) fn report(&mut self, fault: Fault, place: &Place) {
        let (key, kind) = (self.key, self.measure.kind());
        let examples = format!("write for example {}", self.measure.examples());
        let needs = format!("`{key}` needs {kind}");
        let problem = match fault {
            Fault::Kind(found) => Problem::error("quantity::kind", needs)
                .at(place, format!("this is {found}"))
                .help(examples),
            Fault::Unreadable => Problem::error("quantity::unreadable", needs)
                .at(place, "not a number with a unit")
                .help(examples),
            Fault::Date(fault) => {
                let problem = Problem::error("date::unreadable", needs).at(place, fault.label());
                date::way_out(problem, self.problems.files().excerpt(place))
            }
            Fault::Dash => Problem::error("quantity::unreadable", needs)
                .at(place, "a range is written with `to`")
                .help(examples),
            Fault::Comma => Problem::error("quantity::unreadable", needs)
                .at(place, "a comma within a number")
                .help(amount::GROUPING),
            Fault::NotFinite => not_finite(key, place, self.problems.files().excerpt(place)),
            Fault::UnitMissing => {
                Problem::error("quantity::unit_missing", format!("`{key}` needs a unit"))
                    .at(place, format!("{kind}, in what?"))
                    .help(examples)
            }
            Fault::UnitKind { unit, kind: other } => {
                let message = format!("`{key}` needs {kind}, but `{unit}` is a unit of {other}");
                Problem::error("quantity::unit_kind", message)
                    .at(place, format!("expected {kind}"))
                    .help(examples)
            }
            Fault::UnitUnknown(unit) => {
                let units = self.measure.units().iter().map(|(name, _)| *name);
                let message = format!("`{unit}` is not a unit of {kind}");
                let problem = Problem::error("quantity::unit_unknown", message)
                    .at(place, format!("in `{key}`"));
                match suggest::hint(&unit, units) {
                    Some(hint) => problem.help(hint),
                    None => problem.help(examples),
                }
            }
        };
        self.problems.push(problem);
    }
}

/// A percentile as written.
pub(super) struct End {
    pub(super) name: &'static str,
    pub(super) value: f64,
    pub(super) place: Place,
}

fn not_finite(key: &str, place: &Place, written: &str) -> Problem {
    let label = if written.contains(['n', 'N']) {
        "not a finite number"
    } else {
        "larger than any number that can be held"
    };
    Problem::error(
        "number::not_finite",
        format!("`{key}` needs a finite number"),
    )
    .at(place, label)
    .help("leave the key out if the value is not known, or write a finite one")
}

#[cfg(test)]
mod tests;
