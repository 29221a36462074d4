//! Forms: the tables that write a distribution, `{ min = .., mode = .., max = .. }` and the others.
//!
//! What it does not know: units (amounts do), and which key it reads.

use super::family;
use super::lists;
use super::problem::Problem;
use super::quantity::{End, Reading};
use super::reference_form;
use super::suggest;
use super::tree::{Node, Table};
use crate::distribution::Distribution;

/// One way to write a distribution: the keys it may have, those it must have.
#[derive(Debug, PartialEq, Eq)]
struct Form {
    keys: &'static [&'static str],
    needs: &'static [&'static str],
    read: Read,
}

/// How a form is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Read {
    Percentiles,
    Pert,
    Discrete,
    Samples,
    Mixture,
    Reference,
    Family,
}

const FORMS: [Form; 7] = [
    Form {
        keys: &["p10", "p50", "p90"],
        needs: &["p10", "p90"],
        read: Read::Percentiles,
    },
    Form {
        keys: &["min", "mode", "max"],
        needs: &["min", "mode", "max"],
        read: Read::Pert,
    },
    Form {
        keys: &["values", "weights"],
        needs: &["values", "weights"],
        read: Read::Discrete,
    },
    Form {
        keys: &["samples"],
        needs: &["samples"],
        read: Read::Samples,
    },
    Form {
        keys: &["mixture"],
        needs: &["mixture"],
        read: Read::Mixture,
    },
    Form {
        keys: &[reference_form::REFERENCE, reference_form::AS_OF],
        needs: &[reference_form::REFERENCE],
        read: Read::Reference,
    },
    Form {
        keys: &family::NAMES,
        needs: &[],
        read: Read::Family,
    },
];

/// The key that truncates any of them.
pub(super) const WITHIN: &str = "within";

/// Each form that is told by its keys: those it may have, and those it must have. Named families
/// have one form each.
pub(super) fn shapes() -> impl Iterator<Item = (&'static [&'static str], &'static [&'static str])> {
    let families = family::NAMES.chunks(1).map(|name| (name, name));
    FORMS
        .iter()
        .filter(|form| form.read != Read::Family)
        .map(|form| (form.keys, form.needs))
        .chain(families)
}

/// The law that a table writes, truncated by its `within`.
pub(super) fn table(reading: &mut Reading<'_>, node: &Node, table: &Table) -> Option<Distribution> {
    let known = FORMS
        .iter()
        .flat_map(|form| form.keys)
        .copied()
        .chain([WITHIN]);
    if !known_keys(reading, table, &known) {
        return None;
    }
    let form = only_form(reading, node, table)?;
    if !complete(reading, node, table, form.needs) {
        return None;
    }
    let law = match form.read {
        Read::Percentiles => percentiles(reading, node, table),
        Read::Pert => family::pert(reading, node, table),
        Read::Discrete => lists::discrete(reading, node, table),
        Read::Samples => lists::samples(reading, node, table),
        Read::Mixture => lists::mixture(reading, node, table),
        Read::Reference => reference_form::read(reading, table),
        Read::Family => family::read(reading, table),
    }?;
    match table.get(WITHIN) {
        Some(window) => within(reading, law, window),
        None => Some(law),
    }
}

/// Cuts a law that reaches outside the domain, with a warning.
pub(super) fn cut_to_domain(
    reading: &mut Reading<'_>,
    law: Distribution,
    node: &Node,
) -> Option<Distribution> {
    let (least, greatest) = reading.measure.domain().bounds();
    let (low, high) = law.support();
    if low >= least && high <= greatest {
        return Some(law);
    }
    let outside = law.cdf(least) + law.survival(greatest);
    let (key, kind) = (reading.key, reading.measure.kind());
    let message = format!("`{key}` is {kind}, and this distribution reaches outside: it is cut");
    let share = match outside * 100.0 {
        percent if percent < 0.01 => "less than 0.01 %".to_string(),
        percent => format!("{percent:.2} %"),
    };
    let label = if greatest.is_finite() {
        format!("{share} of it lies outside {least} to {greatest}")
    } else {
        format!("{share} of it lies below {least}")
    };
    let problem = Problem::warning("quantity::cut", message)
        .at(&node.place, label)
        .help("say where it ends with `within = [lo, hi]`, or take a form that ends there");
    reading.problems.push(problem);
    reading.made(law.within(least, greatest), node)
}

/// Whether all the keys are known; says which are not.
pub(super) fn known_keys<'a>(
    reading: &mut Reading<'_>,
    table: &Table,
    known: &(impl Iterator<Item = &'a str> + Clone),
) -> bool {
    let mut all = true;
    for (key, node) in table.iter() {
        if known.clone().any(|name| name == key) {
            continue;
        }
        all = false;
        let message = format!("`{key}` is no part of a quantity");
        let label = format!("in `{}`", reading.key);
        let problem = Problem::error("quantity::unknown_key", message).at(&node.key, label);
        reading.problems.push(match suggest::hint(key, known.clone()) {
            Some(hint) => problem.help(hint),
            None => problem.help("a table writes a distribution: `{ p10 = .., p90 = .. }`, `{ min = .., mode = .., max = .. }`, `{ values = [..], weights = [..] }`"),
        });
    }
    all
}

/// Whether the table has all the keys that it needs; says which it lacks.
pub(super) fn complete(
    reading: &mut Reading<'_>,
    node: &Node,
    table: &Table,
    needs: &[&str],
) -> bool {
    let missing: Vec<String> = needs
        .iter()
        .filter(|key| table.get(key).is_none())
        .map(|key| format!("`{key}`"))
        .collect();
    if missing.is_empty() {
        return true;
    }
    let message = format!("`{}` lacks {}", reading.key, missing.join(" and "));
    let needs: Vec<String> = needs.iter().map(|key| format!("{key} = ..")).collect();
    let mut problem = Problem::error("quantity::incomplete", message)
        .at(&node.place, format!("without {}", missing.join(" and ")))
        .help(format!("write `{{ {} }}`", needs.join(", ")));
    if missing == ["`weights`"] {
        problem = problem.help("equal weights are all 1");
    }
    reading.problems.push(problem);
    false
}

/// The one form that the table's keys belong to.
fn only_form(reading: &mut Reading<'_>, node: &Node, table: &Table) -> Option<&'static Form> {
    let mut found: Vec<(&'static Form, &str, &Node)> = Vec::new();
    for (key, member) in table.iter() {
        for form in FORMS.iter().filter(|form| form.keys.contains(&key)) {
            if form.read == Read::Family || found.iter().all(|(other, ..)| *other != form) {
                found.push((form, key, member));
            }
        }
    }
    match found.as_slice() {
        [(form, ..)] => Some(form),
        [] => {
            let key = reading.key;
            let problem = Problem::error("quantity::form", format!("`{key}` says no distribution"))
                .at(
                    &node.place,
                    "a table without `p10`, `min`, `values` or a family",
                );
            let examples = reading.measure.examples();
            reading
                .problems
                .push(problem.help(format!("write for example {examples}")));
            None
        }
        [(_, one, first), (_, two, second), ..] => {
            let message = format!("`{}` is written in two ways at once", reading.key);
            let problem = Problem::error("quantity::form", message)
                .at(&second.key, format!("`{two}` is one way"))
                .also(&first.key, format!("`{one}` is another"))
                .help("keep one of them");
            reading.problems.push(problem);
            None
        }
    }
}

fn percentiles(reading: &mut Reading<'_>, node: &Node, table: &Table) -> Option<Distribution> {
    let mut ends = Vec::new();
    let mut whole = true;
    for (key, name) in [("p10", "P10"), ("p50", "P50"), ("p90", "P90")] {
        let Some(member) = table.get(key) else {
            continue;
        };
        match reading.amount(member) {
            Some(value) => {
                let place = member.place.clone();
                let end = End { name, value, place };
                whole &= reading.off_the_edge(&end);
                ends.push(end);
            }
            None => whole = false,
        }
    }
    if !whole {
        return None;
    }
    for pair in ends.windows(2) {
        if pair[0].value > pair[1].value {
            reversed(reading, &pair[0], &pair[1]);
            return None;
        }
    }
    let domain = reading.measure.domain();
    let law = match ends.as_slice() {
        [low, high] => Distribution::range(domain, low.value, high.value),
        [low, middle, high] => {
            Distribution::split_range(domain, low.value, middle.value, high.value)
        }
        _ => return None,
    };
    reading.made(law, node)
}

/// Says that two values stand the wrong way round.
pub(super) fn reversed(reading: &mut Reading<'_>, low: &End, high: &End) {
    let (key, low_name, high_name) = (reading.key, low.name, high.name);
    let message = format!("in `{key}` the {low_name} is above the {high_name}");
    let problem = Problem::error("quantity::reversed", message)
        .at(&low.place, low_name)
        .also(&high.place, high_name)
        .help("values ascend");
    reading.problems.push(problem);
}

fn within(reading: &mut Reading<'_>, law: Distribution, node: &Node) -> Option<Distribution> {
    let ends = lists::list(reading, node, WITHIN, |reading, member| {
        let value = reading.amount(member)?;
        let place = member.place.clone();
        Some(End {
            name: "end",
            value,
            place,
        })
    })?;
    let [mut low, mut high] = <[End; 2]>::try_from(ends).map_or_else(
        |_| {
            let message = format!("`within` of `{}` needs two ends", reading.key);
            let problem = Problem::error("quantity::within", message).at(&node.place, "not two");
            reading
                .problems
                .push(problem.help("write `within = [lo, hi]`"));
            None
        },
        Some,
    )?;
    (low.name, high.name) = ("low end", "high end");
    if low.value > high.value {
        reversed(reading, &low, &high);
        return None;
    }
    if let Ok(law) = law.within(low.value, high.value) {
        return Some(law);
    }
    let message = format!(
        "`within` of `{}` leaves nothing of the distribution",
        reading.key
    );
    let problem =
        Problem::error("quantity::within", message).at(&node.place, "none of it lies here");
    reading.problems.push(problem);
    None
}
